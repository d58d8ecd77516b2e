"""Pages and feeds from the network: asked for politely, taken in within limits, never from inside one's own.

    with Fetcher() as fetcher:
        answer = fetcher.get("https://wire.example/feed.xml", etag='"a1"')

Only http and https; robots.txt is kept to; at most five redirects, each looked at as if it had been given by
itself; a limit for what is received, for what that unpacks to, and for the whole time it may take. The
addresses of a host are looked up once and checked (`address.py`), and the connection goes to one of those.
What does not come is a `FetchError`. httpx does the rest, from the extra `watch`.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from attache.errors import AttacheError, FetchError
from attache.intake import robots
from attache.intake.address import Resolve, checked, look_up, named
from attache.intake.limits import MAX_FEED_BYTES, MAX_PAGE_BYTES, MB

if TYPE_CHECKING:
    import httpx

AGENT = "attache"  # the name sites know us by in robots.txt
USER_AGENT = f"{AGENT}/0.1 (reads news pages into a record; keeps to robots.txt)"
HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
ROBOTS_SECONDS = 24 * 3600  # RFC 9309: not to be remembered for longer
MOST_SITES = 5_000  # remembered at once
MAX_WAIT = 24 * 3600  # the longest a server may ask us to stay away
REDIRECTS = frozenset((301, 302, 303, 307, 308))
FOR_GOOD = frozenset((301, 308))
NO_TEXT = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one answer may take: seconds in all, bytes received, bytes unpacked, redirects followed."""

    seconds: float = 30.0
    received: int = MAX_PAGE_BYTES
    unpacked: int = MAX_FEED_BYTES
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: `url` is where it was found at last, `moved` whether it has moved there for good.

    `content` is None where nothing has changed since `etag` or `modified`; `fresh` is for how many seconds the
    server says it will not.
    """

    asked: str
    url: str
    content: bytes | None
    mime: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    fresh: int | None = None
    moved: bool = False


@dataclass
class _Site:
    """What a site's robots.txt says, and until when that is believed."""

    rules: robots.Rules
    until: float
    lock: threading.Lock = field(default_factory=threading.Lock)


class Fetcher:
    """Fetches; may be used by several threads at once."""

    def __init__(
        self,
        *,
        allow: Iterable[str] = (),
        limits: Limits | None = None,
        keep_to_robots: bool = True,
        resolve: Resolve = look_up,
    ) -> None:
        try:
            from attache.intake.connection import Deadline, transport
        except ImportError:
            raise AttacheError("fetching needs httpx; install it with: pip install 'attache[watch]'") from None
        self.limits = limits or Limits()
        self.allow = named(allow)
        self._robots = keep_to_robots
        self._deadline = Deadline()
        # The transport alone: a client would keep cookies, read proxies from the environment (which look names up
        # for us, and connect where they like), and follow or choke on redirects before we have looked at them.
        self._transport = transport(self.allow, resolve, self._deadline)
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Ends its connections."""
        self._transport.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """What stands at `url` now, unless it is what `etag` and `modified` were given with."""
        asked, seen, moved = url, [url], True
        ask = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in ask.items() if value and value.isascii() and value.isprintable()}
        until = time.monotonic() + self.limits.seconds
        while True:
            checked(url)
            if self._robots:
                self._heed_robots(url, until)
            found = self._once(url, headers, until)
            if isinstance(found, Fetched):
                return replace(found, asked=asked, moved=moved and len(seen) > 1)
            status, url = found
            moved = moved and status in FOR_GOOD
            if url in seen:
                raise FetchError(asked, "its redirects go round in a circle; check the address")
            if len(seen) > self.limits.redirects:
                raise FetchError(asked, f"over {self.limits.redirects} redirects; check the address")
            seen.append(url)

    def crawl_delay(self, url: str) -> float | None:
        """The seconds between two visits that the site of `url` asks for, as far as it was asked."""
        site = self._sites.get(_origin(url))
        return site.rules.delay if site else None

    # ------------------------------------------------------------------------------------------------- one answer

    def _once(
        self, url: str, headers: Mapping[str, str], until: float, limit: int | None = None
    ) -> Fetched | tuple[int, str]:
        """One request: what came, or the status and address of a redirect."""
        import httpcore
        import httpx

        name = _shown(url)
        try:
            request = httpx.Request("GET", url, headers={**HEADERS, **headers})
            with self._deadline.at(until), closing(self._transport.handle_request(request)) as answer:
                if answer.status_code in REDIRECTS and answer.headers.get("location"):
                    return answer.status_code, _target(url, answer.headers["location"])
                if answer.status_code == 304:
                    return _fetched(url, answer, None)
                if answer.status_code != 200:
                    raise FetchError(
                        name, _refusal(answer.status_code), status=answer.status_code, wait=_wait(answer.headers)
                    )
                return _fetched(url, answer, self._content(answer, name, limit))
        except (httpcore.TimeoutException, httpx.TimeoutException):
            raise FetchError(name, f"no whole answer within {self.limits.seconds:.0f} s") from None
        except (httpcore.ConnectError, httpcore.NetworkError, OSError) as trouble:
            raise FetchError(name, f"no connection ({_first_line(trouble)})") from None
        except (
            httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError,
            zlib.error, ValueError, LookupError,
        ) as trouble:  # fmt: skip
            raise FetchError(name, f"an answer that cannot be understood ({_first_line(trouble)})") from None

    def _content(self, answer: httpx.Response, name: str, limit: int | None) -> bytes:
        """The body, unpacked, within the limits; nothing of it is kept that goes beyond them."""
        mime = answer.headers.get("content-type", "").lower()
        if mime.startswith(NO_TEXT):
            raise FetchError(name, f"{mime.partition(';')[0]}, not a page", refused=True)
        most = limit or self.limits.received
        length = answer.headers.get("content-length", "")
        if limit is None and length.isdigit() and int(length[:15]) > most:
            raise FetchError(name, f"larger than {most // MB} MB", refused=True)
        unpacker = _Unpacker(answer.headers.get("content-encoding", ""), name)
        parts: list[bytes] = []
        received = unpacked = 0
        for chunk in answer.iter_raw():
            received += len(chunk)
            for part in unpacker.pieces(chunk):
                unpacked += len(part)
                parts.append(part)
                if unpacked > (limit or self.limits.unpacked):
                    if limit:
                        return b"".join(parts)[:limit]
                    raise FetchError(name, f"unpacks to more than {self.limits.unpacked // MB} MB", refused=True)
            if received > most and limit is None:
                raise FetchError(name, f"larger than {most // MB} MB", refused=True)
        if not unpacker.whole:
            raise FetchError(name, "cut short on its way")
        return b"".join(parts)

    # ---------------------------------------------------------------------------------------------------- robots

    def _heed_robots(self, url: str, until: float) -> None:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if path == "/robots.txt":
            return
        if not self._rules(url, until).allows(path):
            raise FetchError(_shown(url), "its robots.txt asks not to fetch it", refused=True)

    def _rules(self, url: str, until: float) -> robots.Rules:
        origin = _origin(url)
        with self._lock:
            if len(self._sites) > MOST_SITES:
                now = time.monotonic()
                self._sites = {one: site for one, site in self._sites.items() if site.until > now}
            site = self._sites.setdefault(origin, _Site(robots.NOTHING, 0.0))
        with site.lock:
            if site.until <= time.monotonic():
                site.rules, seconds = self._ask_robots(origin, until)
                site.until = time.monotonic() + seconds
            return site.rules

    def _ask_robots(self, origin: str, until: float) -> tuple[robots.Rules, float]:
        """A site that has no robots.txt may be read; one that cannot answer is asked again before it is."""
        url = f"{origin}/robots.txt"
        for _ in range(self.limits.redirects + 1):
            checked(url)
            try:
                found = self._once(url, {}, until, limit=robots.MAX_BYTES)
            except FetchError as trouble:
                if trouble.refused and trouble.status is None and "not a page" not in trouble.reason:
                    raise
                if trouble.status is not None and 400 <= trouble.status < 500 and trouble.status != 429:
                    return robots.EVERYTHING, ROBOTS_SECONDS
                reason = f"its robots.txt could not be read ({trouble.reason})"
                raise FetchError(url, reason, status=trouble.status, wait=trouble.wait) from None
            if isinstance(found, Fetched):
                text = (found.content or b"").decode("utf-8", "replace")
                return robots.rules(text, AGENT), ROBOTS_SECONDS
            url = found[1]
        return robots.EVERYTHING, ROBOTS_SECONDS  # RFC 9309: as if there were none


# ------------------------------------------------------------------------------------------------------- the answer


def _fetched(url: str, answer: Any, content: bytes | None) -> Fetched:
    kind = str(answer.headers.get("content-type", ""))
    charset = kind.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    return Fetched(
        asked=url,
        url=url,
        content=content,
        mime=kind.partition(";")[0].strip().lower()[:100],
        charset=charset[:40] or None,
        etag=_header(answer.headers.get("etag")),
        modified=_header(answer.headers.get("last-modified")),
        fresh=_fresh(answer.headers),
    )


def _header(value: str | None) -> str | None:
    """A validator as it may be sent back; one that is no plain text, or a book, is forgotten."""
    return value if value and len(value) <= 500 and value.isascii() and value.isprintable() else None


def _target(url: str, location: str) -> str:
    try:
        return urljoin(url, location.strip()).partition("#")[0]
    except ValueError:
        raise FetchError(_shown(url), "redirects to what is no address; check it") from None


def _refusal(status: int) -> str:
    reasons = {
        401: "asks for a password", 402: "asks to be paid", 403: "will not give it", 404: "has no such page",
        410: "has it no more", 429: "asks for fewer visits", 451: "may not give it",
    }  # fmt: skip
    return f"the server {reasons.get(status, 'has a trouble of its own' if status >= 500 else 'answers')} ({status})"


def _wait(headers: Mapping[str, str]) -> int | None:
    """Retry-After, in seconds: "120", or "Fri, 14 Mar 2014 21:00:00 GMT"."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return min(int(value[:9]), MAX_WAIT)
    try:
        return max(0, min(int(parsedate_to_datetime(value).timestamp() - time.time()), MAX_WAIT))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _fresh(headers: Mapping[str, str]) -> int | None:
    """Cache-Control's max-age."""
    for part in headers.get("cache-control", "")[:500].split(","):
        name, _, value = part.strip().partition("=")
        value = value.strip('" ')
        if name.strip().lower() == "max-age" and value.isascii() and value.isdigit():
            return min(int(value[:9]), MAX_WAIT)
    return None


class _Unpacker:
    """Undoes a Content-Encoding, a piece at a time: a chunk of 64 kB may stand for 64 MB."""

    def __init__(self, encoding: str, name: str) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchError(name, f"packed as {self._encoding[:40]!r}, which was not asked for")
        self._plain = self._encoding in ("", "identity")
        self._undo = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk unpacks to, in pieces of at most a megabyte."""
        if self._plain:
            yield chunk
            return
        part = b""
        while (chunk or len(part) == MB) and not self._undo.eof:
            try:
                part = self._undo.decompress(chunk, MB)
            except zlib.error:
                if self._begun or self._encoding != "deflate":
                    raise
                self._undo = zlib.decompressobj(-zlib.MAX_WBITS)  # some send "deflate" without zlib's frame
                part = self._undo.decompress(chunk, MB)
            self._begun = True
            yield part
            chunk = self._undo.unconsumed_tail

    @property
    def whole(self) -> bool:
        """Whether what was packed came to its end."""
        return self._plain or self._undo.eof or not self._begun


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _shown(url: str) -> str:
    return url if len(url) <= 300 else f"{url[:300]}…"


def _first_line(trouble: BaseException) -> str:
    words = " ".join(str(trouble).split())
    return "".join(char for char in words[:100] if char.isprintable()) or type(trouble).__name__
