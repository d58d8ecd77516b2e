"""Web archives (WARC, plain or gzip): each HTML response a page, `FILE#N` from 1, its address the archive's.

Responses that are no HTML (images, scripts, redirects) are what every archive is full of, and no refusals. An
archive cut short gives the pages it holds whole, then one refusal.
"""

from __future__ import annotations

import gzip
import io
import logging
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from attache.errors import ReadError
from attache.intake import html, plain
from attache.intake.article import Facts
from attache.intake.decode import decoded
from attache.intake.limits import MAX_PAGE_BYTES, MB
from attache.model import Page

HTML_TYPES = ("text/html", "application/xhtml+xml")
TEXT_TYPES = ("text/plain",)


def accepts(head: bytes, name: str) -> bool:
    """Whether this is a web archive: it opens with a WARC record (gzip has been undone by then)."""
    return head.startswith(b"WARC/")


def read(data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
    """A page for each HTML response, in the archive's order."""
    stream = _Forgiving(data)
    number = 0
    try:
        for record in _Quiet(stream, check_digests=False):
            mime = _mime(record)
            if mime is None:
                continue
            content = record.content_stream().read(MAX_PAGE_BYTES + 1)
            if stream.trouble or _is_cut(record):
                stream.trouble = stream.trouble or "cut short"
                break
            number += 1
            yield _page(content, record, mime, f"{name}#{number}")
    except (
        ArchiveLoadFailed,
        OSError,
        ValueError,
        LookupError,
        AttributeError,
        EOFError,
        zlib.error,
    ) as trouble:
        stream.trouble = stream.trouble or f"damaged ({_first_line(trouble)})"
    if stream.trouble:
        yield ReadError(name, f"{stream.trouble}; {number} pages before that were read; fetch it again")
    elif not number:
        raise ReadError(name, "a web archive without HTML pages; check what was archived")


def _mime(record: Any) -> str | None:
    """The kind of text a record holds; None for what holds no page."""
    if record.rec_type not in ("response", "resource"):
        return None
    headers = record.http_headers
    if headers and headers.get_statuscode() != "200":
        return None
    mime = str((headers or record.rec_headers).get_header("Content-Type") or "").lower()
    return mime if mime.startswith(HTML_TYPES + TEXT_TYPES) else None


def _is_cut(record: Any) -> bool:
    """Whether a record ends before the length it gives itself."""
    while record.raw_stream.read(MB):
        pass
    return bool(getattr(record.raw_stream, "limit", 0) > 0)


def _page(content: bytes, record: Any, mime: str, name: str) -> Page | ReadError:
    if len(content) > MAX_PAGE_BYTES:
        return ReadError(name, f"larger than {MAX_PAGE_BYTES // MB} MB, too large for one page")
    charset = mime.partition("charset=")[2].partition(";")[0]
    source = decoded(content, declared=charset)
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ") or None
    try:
        if mime.startswith(TEXT_TYPES):
            return plain.page(source, name, facts=Facts(url=url))
        return html.page(source, name, url=url)
    except ReadError as refusal:
        return refusal


def _first_line(trouble: Exception) -> str:
    """What an exception says first; libraries put paragraphs and bytes into theirs."""
    words = " ".join(str(trouble).split())
    return "".join(char for char in words[:60] if char.isprintable()) or type(trouble).__name__


class _Quiet(ArchiveIterator):  # type: ignore[misc]
    """An iterator that does not write what it finds odd, with the page's own bytes, to standard error."""

    INC_RECORD = ""

    def __init__(self, *given: Any, **more: Any) -> None:
        logging.getLogger("warcio.recordloader").disabled = True  # it repeats addresses as they came
        super().__init__(*given, **more)


class _Forgiving(io.RawIOBase):
    """A stream that ends where its compression breaks off, and says so."""

    def __init__(self, data: BinaryIO) -> None:
        self._data = data
        self.trouble = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            return self._data.read1(size)  # type: ignore[attr-defined, no-any-return]
        except EOFError:
            self.trouble = "cut short"
        except (gzip.BadGzipFile, zlib.error):
            self.trouble = "damaged"
        return b""
