"""A small site on this machine that serves what a test tells it to, honest or not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ARTICLE = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    "<p>The two envoys met in Geneva on Friday and spoke for three hours, officials said.</p>"
    "<p>{more}</p><p>A second meeting is planned for Tuesday in Vienna, the foreign ministry said.</p>"
    "</article></body></html>"
)


def article(title: str, more: str = "They left without a word to reporters.") -> bytes:
    return ARTICLE.format(title=title, more=more).encode()


def rss(base: str, *items: tuple[str, str], title: str = "The Example Wire", more: str = "") -> bytes:
    rows = "".join(
        f"<item><title>{name}</title><link>{base}{path}</link><guid>{path}</guid></item>" for name, path in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{more}{rows}</channel></rss>'.encode()
    )


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    mime: str = "text/html; charset=utf-8"


Answer = Reply | Callable[[Any], Reply | None]


class Site:
    """Serves `pages`, by path; what is not there is 404. `asked` holds each request: path and headers."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str], float]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers), time.monotonic()))
                found = site.pages.get(self.path, Reply(b"", 404))
                if callable(found):
                    told = found(self)
                    if told is None:  # it answered by itself, after its fashion
                        self.close_connection = True
                        return
                    found = told
                self.send_response(found.status)
                headers = {"Content-Type": found.mime, "Content-Length": str(len(found.body)), **found.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(found.body)

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: object) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.base = f"http://wire.example:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def paths(self) -> list[str]:
        return [path for path, *_ in self.asked]

    def put(self, path: str, body: bytes, **more: Any) -> None:
        self.pages[path] = Reply(body, **more)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.pages[path] = Reply(b"", status, {"Location": to})


def resolve(host: str, port: int) -> list[str]:
    """Every name is this machine; an address is itself."""
    import ipaddress

    with suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    return ["127.0.0.1"]
