"""Bytes to pages: "what came in". Files, folders, globs, standard input; text, HTML, feeds, web
archives, news items, mailboxes, exports of news databases.

    for page in pages(["~/news", "feed.xml", "-"], refused=print):
        print(page.headline, page.published)

A page is named by where it stands under what was given: `pages(["news"])` and `pages(["/home/eva/news"])`
name the same file "2014/paris.html", a file given by itself goes by its file name, and item 3 of a feed is
"feed.xml#3". So a page has the same id wherever its folder lies.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO, Protocol

from attache.errors import ReadError
from attache.intake import export_text, feed, html, mail, newsml, ninjs, plain, warc
from attache.intake.article import Facts
from attache.intake.decode import decoded, presentable
from attache.intake.limits import HEAD_BYTES, MAX_PAGE_BYTES, kind_of_binary, peekable, read_all
from attache.model import Page

GZIP = b"\x1f\x8b"
STDIN = "-"
ABOUT = frozenset(("README", "LICENSE", "LICENCE", "NOTICE"))  # about a folder, and no pages of it
Source = str | os.PathLike[str] | BinaryIO | bytes
Refused = Callable[[ReadError], None]


class Reader(Protocol):
    """A format: a module with these two functions."""

    def accepts(self, head: bytes, name: str) -> bool:
        """Whether it reads what begins with these bytes."""

    def read(self, data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
        """Its pages, and in their order the refusals of items that are none."""


READERS: tuple[Reader, ...] = (warc, ninjs, newsml, feed, html, mail, export_text, plain)


def pages(
    paths: Source | Iterable[Source], *, readers: Iterable[Reader] = READERS, refused: Refused | None = None
) -> Iterator[Page]:
    """Every page of files, folders (all below, sorted, hidden ones left out), globs and "-" (standard input).

    A README or LICENSE in a folder is about the folder and left out too; given by itself it is read.

    What is no page is handed to `refused`, and the rest goes on; without a `refused` it is raised.
    """
    readers = tuple(readers)
    if isinstance(paths, str | bytes | os.PathLike) or hasattr(paths, "read"):
        paths = [paths]  # type: ignore[list-item]
    for given in paths:
        for opened, name in _opened(given, refused):
            try:
                yield from _read(opened, name, readers, refused)
            finally:
                if isinstance(given, str | os.PathLike) and given != STDIN:
                    opened.close()


def page_from(data: bytes | str, name: str, url: str | None = None) -> Page:
    """The one page of some text or HTML at hand; `url` is the address it came from.

    >>> page_from("Kerry, Lavrov to Meet in Paris\\n\\nThe two will meet on Sunday.", "paris.txt").headline
    'Kerry, Lavrov to Meet in Paris'
    """
    if isinstance(data, bytes):
        if kind := kind_of_binary(data[:HEAD_BYTES]):
            raise ReadError(name, f"{kind}, not a page")
        data = decoded(read_all(io.BytesIO(data), name, MAX_PAGE_BYTES))
    else:
        data = presentable(data.removeprefix("\ufeff"))
        if not data.strip():
            raise ReadError(name, "empty; remove it or fetch it again")
        if len(data) > MAX_PAGE_BYTES:
            raise ReadError(name, "too large for one page; split it into its pages")
    if html.accepts(data[:HEAD_BYTES].encode("utf-8", "replace"), name):
        return html.page(data, name, url=url)
    return plain.page(data, name, facts=Facts(url=url))


def _read(data: BinaryIO, name: str, readers: tuple[Reader, ...], refused: Refused | None) -> Iterator[Page]:
    """The pages of one file; its refusals handed on."""
    try:
        stream = peekable(data)
        head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
        if head.startswith(GZIP):
            stream = peekable(gzip.GzipFile(fileobj=stream))  # type: ignore[arg-type]
            head = _head(stream, name)
        reader = _reader_for(head, name, readers)
        for item in reader.read(stream, name):
            if isinstance(item, ReadError):
                _refuse(item, refused)
            else:
                yield item
    except ReadError as trouble:
        _refuse(trouble, refused)
    except OSError as trouble:
        _refuse(ReadError(name, f"cannot be read ({trouble.strerror or trouble}); check the file"), refused)
    except (RecursionError, MemoryError) as trouble:
        _refuse(ReadError(name, f"too deep or too large to parse ({type(trouble).__name__})"), refused)


def _head(stream: io.BufferedReader, name: str) -> bytes:
    try:
        return stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    except EOFError:
        raise ReadError(name, "the compressed file is cut short; fetch it again") from None
    except (gzip.BadGzipFile, ValueError):
        raise ReadError(name, "the compressed file is damaged; fetch it again") from None


def _reader_for(head: bytes, name: str, readers: tuple[Reader, ...]) -> Reader:
    if not head:
        raise ReadError(name, "empty; remove it or fetch it again")
    if kind := kind_of_binary(head):
        raise ReadError(name, f"{kind}, not a page")
    for reader in readers:
        if reader.accepts(head, name):
            return reader
    raise ReadError(name, "no reader knows this format; give text, HTML, a feed, WARC, ninjs, NewsML or mail")


def _refuse(refusal: ReadError, refused: Refused | None) -> None:
    if refused is None:
        raise refusal
    refused(refusal)


def _opened(given: Source, refused: Refused | None) -> Iterator[tuple[BinaryIO, str]]:
    """Each file that `given` stands for, opened, with the name its page goes by."""
    if isinstance(given, bytes):
        yield io.BytesIO(given), "bytes"
        return
    if not isinstance(given, str | os.PathLike):
        yield peekable(given), Path(str(getattr(given, "name", "stream"))).name
        return
    if given == STDIN:
        yield peekable(sys.stdin.buffer), "stdin"
        return
    for path, name in _files(Path(given).expanduser(), refused):
        try:
            yield path.open("rb"), name
        except OSError as trouble:
            _refuse(ReadError(name, f"cannot be opened ({trouble.strerror}); check the file"), refused)


def _files(given: Path, refused: Refused | None) -> Iterator[tuple[Path, str]]:
    if given.is_dir():
        yield from _below(given, given)
    elif given.exists():
        yield given, given.name
    elif has_magic(str(given)):
        root = Path(*_before_magic(given.parts))
        found = sorted(map(Path, glob(str(given), recursive=True)))  # noqa: PTH207 - a Path has no "**/x" of its own root
        if not found:
            _refuse(ReadError(str(given), "matches no file; check the pattern"), refused)
        for path in found:
            if path.is_dir():
                yield from _below(path, root)
            else:
                yield path, path.relative_to(root).as_posix()
    else:
        _refuse(ReadError(str(given), "no such file or folder; check the path"), refused)


def _before_magic(parts: tuple[str, ...]) -> list[str]:
    """The part of a pattern that is a folder: "news" of "news/*/paris.html"."""
    return list(parts[: next(index for index, part in enumerate(parts) if has_magic(part))])


def _below(folder: Path, root: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and not hidden and path.stem.upper() not in ABOUT:
            yield path, path.relative_to(root).as_posix()
