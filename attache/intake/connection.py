"""httpx's transport, made to connect only where it may and to end when the time is up."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpcore
import httpx

from attache.intake.address import Resolve, safe_addresses

CONNECT_SECONDS = 10.0
TRIED = 4  # of a host's addresses


class Deadline:
    """When the request under way in this thread must be done: a server that sends a byte a second is not waited for."""

    def __init__(self) -> None:
        self._local = threading.local()

    @contextmanager
    def at(self, until: float) -> Iterator[None]:
        self._local.until = until
        try:
            yield
        finally:
            self._local.until = None

    def left(self, timeout: float | None) -> float:
        """The seconds one step may take."""
        until = getattr(self._local, "until", None)
        left = (until - time.monotonic()) if until is not None else 30.0
        if left <= 0:
            raise httpcore.ReadTimeout("the time is up")
        return left if timeout is None else min(left, timeout)


class _Guard(httpcore.NetworkBackend):
    """Connects to addresses that were checked."""

    def __init__(self, allowed: frozenset[str], resolve: Resolve, deadline: Deadline) -> None:
        self._allowed, self._resolve, self._deadline = allowed, resolve, deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = safe_addresses(host, port, self._allowed, self._resolve)
        trouble: Exception | None = None
        for address in addresses[:TRIED]:
            left = self._deadline.left(CONNECT_SECONDS)
            try:
                # A numeric address: nothing is looked up a second time.
                stream = self._network.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
                continue
            return _Timed(stream, self._deadline)
        raise trouble or httpcore.ConnectError("no address")

    def connect_unix_socket(self, path: str, *args: Any, **more: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("only the network is fetched from")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Timed(httpcore.NetworkStream):
    """A connection each step of which must be done by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(method=request.method, url=url, headers=request.headers.raw)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def transport(allowed: frozenset[str], resolve: Resolve, deadline: Deadline) -> httpx.BaseTransport:
    """The way to the network: certificates are checked against the host's name, addresses against `address.py`."""
    return _Transport(
        httpcore.ConnectionPool(
            ssl_context=_certificates(),
            max_connections=40,
            max_keepalive_connections=20,
            keepalive_expiry=20.0,
            network_backend=_Guard(allowed, resolve, deadline),
        )
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Who vouches for servers; reading them takes a while, so once."""
    return httpx.create_ssl_context()
