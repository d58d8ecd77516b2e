"""The server: the pages and the API of one record, behind the guard."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from attache.errors import AttacheError, RecordError

NEEDED = "the web pages need FastAPI, Jinja2 and uvicorn; install them with: pip install 'attache[web]'"
PORT = 8765


def application(record: Path, *, edits: bool = False, hosts: frozenset[str] = frozenset()) -> Any:
    """The ASGI application for a record; `hosts` are names it answers to besides this machine's own."""
    try:
        from fastapi import FastAPI

        from attache.web import api, guard, pages
    except ImportError as error:
        raise AttacheError(NEEDED) from error
    from attache.store import Record

    Record(record).close()  # now, and not at the first question, if it is none
    app = FastAPI(title="attache", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.hosts = tuple(hosts)
    api.set_up(app, record, edits=edits)
    pages.add(app, record, editable=edits)
    return guard.Guard(app, hosts=guard.LOCAL | hosts)


def serve(record: Path, *, host: str = "127.0.0.1", port: int = PORT, edits: bool = False, ready: Any = None) -> None:
    """Serves until stopped; `ready` is called with the address once it can be opened."""
    try:
        import uvicorn
    except ImportError as error:
        raise AttacheError(NEEDED) from error
    app = application(record, edits=edits, hosts=frozenset([host]) if host not in ("0.0.0.0", "::") else frozenset())
    bound = listening(host, port)
    name = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off")
    with bound:
        if ready is not None:
            ready(f"http://{name}:{bound.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[bound])


def listening(host: str, port: int) -> socket.socket:
    """The socket; what it accepts sends at once.

    asyncio leaves Nagle's algorithm on for a socket made elsewhere, and a second small write then waits 40 ms for
    the browser's acknowledgement.
    """
    try:
        bound = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return bound
    except OSError as error:
        reason = error.strerror or str(error)
        raise RecordError(f"{host}:{port}: {reason}; give another port with --port (0 takes any)") from error
