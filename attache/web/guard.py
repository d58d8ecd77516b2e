"""Who may ask, and what a page may load: laid around everything that is served, files and API too.

A page of another site that a reader has open can make the browser ask this server, under a name of its own that it
points at 127.0.0.1. So the name asked for has to be ours. And were a word of an article ever taken for markup, the
policy lets it load and run nothing that is not this package's own file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = frozenset(["127.0.0.1", "localhost", "::1"])
POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # and not none: without one a form of ours would come from "null"
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class Guard:
    """Answers only who asks for one of `hosts`, and sends every answer with HEADERS."""

    def __init__(self, app: App, *, hosts: Collection[str] = LOCAL) -> None:
        self._app = app
        self._hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # there are no websockets here

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in HEADERS if one[0] not in there)]
            await send(message)

        headers = dict(scope["headers"])
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) != 1 or name_of(given[0].decode("latin-1")) not in self._hosts:
            await _refuse(guarded, 421, "This server answers to its own name only; open it as http://127.0.0.1.\n")
        elif scope["method"] not in ("GET", "HEAD", "OPTIONS") and not _same_site(headers):
            await _refuse(guarded, 403, "Another site asked for a change; it was not made.\n")
        else:
            await self._app(scope, receive, guarded)


def name_of(host: str) -> str:
    """The host without its port: "127.0.0.1" of "127.0.0.1:8765", "::1" of "[::1]:8765"."""
    if host.startswith("["):
        return host[1:].partition("]")[0].casefold()
    return host.partition(":")[0].casefold()


def _same_site(headers: dict[bytes, bytes]) -> bool:
    """Whether a change is asked for by a page of ours, or by no page at all: a program sends no Origin."""
    if headers.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none"):
        return False
    origin = headers.get(b"origin")
    return origin is None or origin.partition(b"://")[2] == headers.get(b"host")


async def _refuse(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
