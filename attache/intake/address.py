"""Which addresses may be fetched from: public ones, over the network, and those a person named.

A feed may link to http://169.254.169.254/ or to a name that means 127.0.0.1 the second time it is asked for.
So a name is looked up once, every address it has is checked, and the connection goes to an address that was.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from attache.errors import FetchError

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

SCHEMES = {"http": 80, "https": 443}
LOOKUP_SECONDS = 10.0

# Blocks that carry an IPv4 address inside an IPv6 one, and where it begins: what they reach is what counts.
_CARRIERS = (
    (ipaddress.IPv6Network("::ffff:0:0/96"), 96),
    (ipaddress.IPv6Network("64:ff9b::/96"), 96),
    (ipaddress.IPv6Network("64:ff9b:1::/48"), 96),
    (ipaddress.IPv6Network("2002::/16"), 16),
    (ipaddress.IPv6Network("::/96"), 96),
)
# Not global by their registry, and by some versions of Python's table taken for global.
_NEVER = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/3", "::/127", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20",
        "5f00::/16", "fc00::/7", "fe80::/9", "ff00::/8",
    )
)  # fmt: skip


def is_public(address: str) -> bool:
    """Whether an address is one of the open network: no loopback, no private, link-local or reserved one.

    >>> [is_public(one) for one in ("93.184.215.14", "127.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0")]
    [True, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        for block, at in _CARRIERS:
            if found in block:
                inner = (int(found) >> (128 - at - 32)) & 0xFFFFFFFF
                return is_public(str(ipaddress.IPv4Address(inner)))
    return found.is_global and not any(found in block for block in _NEVER if block.version == found.version)


def named(hosts: Iterable[str]) -> frozenset[str]:
    """Hosts a person named, as they are compared: "LocalHost:8000" is "localhost:8000"."""
    return frozenset(host.strip().lower().strip("/") for host in hosts if host.strip())


def is_named(host: str, port: int, allowed: frozenset[str]) -> bool:
    """Whether a host, or this port of it, is among those a person named."""
    host = host.lower().strip("[]")
    return any(one in allowed for one in (host, f"[{host}]", f"{host}:{port}", f"[{host}]:{port}"))


def checked(url: str) -> tuple[str, int]:
    """The host and port of an address that may be asked for; raises FetchError for what is no http(s) address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise FetchError(url[:200], "no address; check how it is written", refused=True) from None
    if parts.scheme not in SCHEMES:
        raise FetchError(url[:200], f"{parts.scheme or 'no scheme'}: only http and https are fetched", refused=True)
    if not host or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        raise FetchError(url[:200], "no address; check how it is written", refused=True)
    if parts.username is not None or parts.password is not None:
        raise FetchError(host, "an address with a name or password in it; give it without", refused=True)
    return host, port or SCHEMES[parts.scheme]


def host_of(url: str) -> str:
    """The host of an address found somewhere; "" where it has none, or is none ("http://[news/1")."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, within a time: a name server that never answers holds nobody up."""
    answers: SimpleQueue[list[str] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        except (OSError, UnicodeError) as trouble:
            answers.put(trouble if isinstance(trouble, OSError) else OSError(str(trouble)))
        else:
            answers.put([str(row[4][0]) for row in rows])

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=LOOKUP_SECONDS)
    except Empty:
        raise FetchError(host, "its name could not be looked up in time; it will be tried again") from None
    if isinstance(found, OSError):
        raise FetchError(host, "no such host is known; check the address") from None
    return list(dict.fromkeys(found))


def safe_addresses(host: str, port: int, allowed: frozenset[str], resolve: Resolve = look_up) -> list[str]:
    """The addresses a connection to `host` may go to; raises FetchError if one of them is not public.

    All of a name's addresses must be: one that means both 93.184.215.14 and 10.0.0.1 is not to be trusted.
    """
    found = resolve(host.strip("[]"), port)
    if not found:
        raise FetchError(host, "no such host is known; check the address")
    if not is_named(host, port, allowed):
        for address in found:
            if not is_public(address):
                raise FetchError(
                    host,
                    f"{address} is not a public address; if it is meant, name it with --allow-host {host}",
                    refused=True,
                )
    return found
