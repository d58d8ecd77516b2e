"""Web archives (WARC, plain or gzip): each HTML response a page, `FILE#N` from 1, its address the archive's.

Responses that are no HTML (images, scripts, redirects) are what every archive is full of, and no refusals. An
archive cut short gives the pages it holds whole, then one refusal.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

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
    kinds = WarcRecordType.response | WarcRecordType.resource
    number = 0
    try:
        for record in ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="all"):
            mime = (record.http_content_type or "").lower()
            status = record.http_headers.status_code if record.http_headers else 200
            if status != 200 or not mime.startswith(HTML_TYPES + TEXT_TYPES):
                continue
            content = record.reader.read(MAX_PAGE_BYTES + 1)
            if stream.trouble or len(content) < _promised(record):
                stream.trouble = stream.trouble or "cut short"
                break
            number += 1
            yield _page(content, record, mime, f"{name}#{number}")
    except (OSError, ValueError, RuntimeError, AttributeError, EOFError) as trouble:
        stream.trouble = stream.trouble or f"damaged ({' '.join(str(trouble).split())[:80]})"
    if stream.trouble:
        yield ReadError(name, f"{stream.trouble}; {number} pages before that were read; fetch it again")
    elif not number:
        raise ReadError(name, "a web archive without HTML pages; check what was archived")


def _promised(record: Any) -> int:
    """How many bytes a record says it holds, where nothing stands between them and its reader."""
    headers = record.http_headers
    if headers and ("Content-Encoding" in headers or "Transfer-Encoding" in headers):
        return 0
    return min(int(record.content_length), MAX_PAGE_BYTES)


def _page(content: bytes, record: Any, mime: str, name: str) -> Page | ReadError:
    if len(content) > MAX_PAGE_BYTES:
        return ReadError(name, f"larger than {MAX_PAGE_BYTES // MB} MB, too large for one page")
    source = decoded(content, declared=record.http_charset)
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
    try:
        if mime.startswith(TEXT_TYPES):
            return plain.page(source, name, facts=Facts(url=url))
        return html.page(source, name, url=url)
    except ReadError as refusal:
        return refusal


class _Forgiving(io.RawIOBase):
    """A stream that ends where its compression breaks off, and says so."""

    def __init__(self, data: BinaryIO) -> None:
        self._data = data
        self.trouble = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            return self._data.read(size)
        except EOFError:
            self.trouble = "cut short"
        except (gzip.BadGzipFile, zlib.error):
            self.trouble = "damaged"
        return b""
