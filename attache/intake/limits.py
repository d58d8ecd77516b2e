"""How much is taken in, and what cannot be a page: decided from the first bytes, before any parsing."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO

from attache.errors import ReadError

MB = 1_000_000
MAX_PAGE_BYTES = 20 * MB  # the largest real news page met was 4 MB of HTML
MAX_FEED_BYTES = 50 * MB
MAX_TEXT = 1_000_000  # characters of one article: a long book
MAX_LINES = 20_000  # paragraphs of one article
HEAD_BYTES = 4096

# How files that hold no text begin, and what to call them.
KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\1\0", "an icon"),
    (b"%PDF-", "a PDF; extract its text first, for instance with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive or an office document; unpack it, or save its text"),
    (b"\x1f\x9d", "a compressed file; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ\0", "an xz archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it first"),
    (b"Rar!\x1a", "a RAR archive; unpack it first"),
    (
        b"SQLite format 3\0",
        "an SQLite database; a record is opened with `attache timeline RECORD` and the like",
    ),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an office document; save its text"),
    (b"{\\rtf", "an RTF document; save it as text"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"fLaC", "a sound file"),
    (b"\x00\x00\x00\x18ftyp", "a video file"),
    (b"\x00\x00\x00\x20ftyp", "a video file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"wOF", "a font"),
)
BINARY_SHARE = 0.05  # control bytes among the first; text of any encoding but UTF-16 and -32 has none


def kind_of_binary(head: bytes) -> str | None:
    """What a file is that is no text: "a PNG image"; None for what may be a page."""
    for mark, kind in KINDS:
        if head.startswith(mark):
            return kind
    if head[:4] == b"RIFF":
        return "an image, sound or video file (RIFF)"
    if head[4:8] == b"ftyp":
        return "a video file"
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or not head:
        return None
    nuls = head.count(0)
    if nuls and (head[::2].count(0) > 0.3 * len(head[::2])) != (head[1::2].count(0) > 0.3 * len(head[1::2])):
        return None  # UTF-16 without its mark
    controls = sum(1 for byte in head if byte < 9 or 13 < byte < 27 or 27 < byte < 32)
    return "binary data, not text" if controls > max(3, BINARY_SHARE * len(head)) else None


def read_all(data: BinaryIO, name: str, limit: int) -> bytes:
    """All of `data`; refused where it is more than `limit`, empty, or its compression is broken."""
    try:
        content = data.read(limit + 1)
    except EOFError:
        raise ReadError(name, "the compressed file is cut short; fetch it again") from None
    except (gzip.BadGzipFile, zlib.error):
        raise ReadError(name, "the compressed file is damaged; fetch it again") from None
    except OSError as trouble:
        raise ReadError(name, f"cannot be read ({trouble.strerror or trouble}); check the file") from None
    if len(content) > limit:
        raise ReadError(name, f"larger than {limit // MB} MB, too large for one page; split it into its pages")
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ReadError(name, "empty; remove it or fetch it again")
    return content


def peekable(data: BinaryIO) -> io.BufferedReader:
    """`data` with a `peek`, however it came: a pipe, a file, bytes in memory."""
    return data if isinstance(data, io.BufferedReader) else io.BufferedReader(_Raw(data))


class _Raw(io.RawIOBase):
    """A raw stream around anything that can `read`."""

    def __init__(self, data: BinaryIO) -> None:
        self._data = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        # What is there already, rather than all of it: a truncated gzip gives its beginning.
        content = getattr(self._data, "read1", self._data.read)(len(view))
        view[: len(content)] = content
        return len(content)
