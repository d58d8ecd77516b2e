"""The input cut into shards: parts of files that are read by themselves, and need not be read again."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attache import intake, wire
from attache.errors import ReadError
from attache.model import Page

PAGES = 64  # pages in a shard, about: a killed worker repeats one
LINES = (".jsonl", ".ndjson")
ARCHIVES = (".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class Shard:
    """Bytes `start` to `end` of a file, rows of a Parquet file, or whole files."""

    kind: str
    paths: tuple[str, ...]
    start: int
    end: int

    def name(self, version: str) -> str:
        """The same for the same words read by the same reader."""
        digest = hashlib.blake2b(f"{version} {self.kind} {self.start} {self.end}".encode(), digest_size=12)
        for path in self.paths:
            about = Path(path).stat()
            digest.update(f"{Path(path).name} {about.st_size} {about.st_mtime_ns}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


def cut(paths: list[Path]) -> Iterator[Shard]:
    """Every file of the input in shards; files of one page each go together."""
    single: list[str] = []
    for path in _files(paths):
        name = path.name.lower()
        if name.endswith(LINES):
            yield from _lines(path)
        elif name.endswith(".parquet"):
            yield from _rows(path)
        elif name.endswith(ARCHIVES):
            yield from _archive(path)
        else:
            single.append(str(path))
    for at in range(0, len(single), PAGES):
        yield Shard("files", tuple(single[at : at + PAGES]), 0, 0)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
        elif path.exists():
            yield path
        else:
            raise ReadError(str(path), "no such file or folder; check the path")


def _lines(path: Path) -> Iterator[Shard]:
    start = number = 0
    with path.open("rb") as file:
        for line in file:
            number += bool(line.strip())
            if number == PAGES:
                yield Shard("lines", (str(path),), start, end := file.tell())
                start, number = end, 0
        if number:
            yield Shard("lines", (str(path),), start, file.tell())


def _rows(path: Path) -> Iterator[Shard]:
    rows = _parquet().ParquetFile(path).metadata.num_rows
    for start in range(0, rows, PAGES):
        yield Shard("rows", (str(path),), start, min(rows, start + PAGES))


def _archive(path: Path) -> Iterator[Shard]:
    """Between the records of an archive, where each record is a gzip member of its own; else the whole of it."""
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

    start = number = last = 0
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for _ in records:
                at = records.get_record_offset()
                if at < last or (number and at == last):
                    break  # no members: nothing to cut at
                number, last = number + 1, at
                if number > 3 * PAGES:  # requests, responses and metadata
                    yield Shard("archive", (str(path),), start, at)
                    start, number = at, 1
    except Exception:  # damaged further on: the reader says so of the last shard
        pass
    yield Shard("archive", (str(path),), start, path.stat().st_size)


def pages(shard: Shard, refused: Callable[[ReadError], None]) -> Iterator[Page]:
    """The pages in a shard; what is no page is refused by its name."""
    if shard.kind == "files":
        yield from intake.pages(list(shard.paths), refused=refused)
    elif shard.kind == "archive":
        yield from intake.pages([_slice(shard)], refused=refused)
    else:
        name = Path(shard.paths[0]).name
        for number, row in _found(shard):
            try:
                yield page_of(row, f"{name}@{shard.start}#{number}")
            except ReadError as error:
                refused(error)


def _slice(shard: Shard) -> io.BytesIO:
    with Path(shard.paths[0]).open("rb") as file:
        file.seek(shard.start)
        data = io.BytesIO(file.read(shard.end - shard.start))
    name = Path(shard.paths[0]).name
    data.name = name if shard.start == 0 else f"{name}@{shard.start}"
    return data


def _found(shard: Shard) -> Iterator[tuple[int, Any]]:
    if shard.kind == "lines":
        with Path(shard.paths[0]).open("rb") as file:
            file.seek(shard.start)
            for number, line in enumerate(file.read(shard.end - shard.start).splitlines(), 1):
                if line.strip():
                    try:
                        yield number, json.loads(line)
                    except ValueError:
                        yield number, None
    else:
        file_ = _parquet().ParquetFile(shard.paths[0])
        seen = 0
        for group in range(file_.metadata.num_row_groups):
            rows = file_.metadata.row_group(group).num_rows
            if seen + rows > shard.start and seen < shard.end:
                first = max(0, shard.start - seen)
                table = file_.read_row_group(group).slice(first, shard.end - seen - first)
                yield from enumerate(table.to_pylist(), max(1, seen - shard.start + 1))
            seen += rows


def page_of(row: Any, name: str) -> Page:
    """A page from a row: one of our own exports, or `html` or `text` with what is known about it.

    >>> page_of({"text": "Talks fail\\n\\nNobody came.", "url": "https://a.example/1"}, "x").headline
    'Talks fail'
    """
    if not isinstance(row, Mapping):
        raise ReadError(name, "no JSON object; give one page a line")
    if {"id", "blocks", "text"} <= row.keys():
        found = wire.noun({"record": "page", **{k: v for k, v in row.items() if k not in ("copy_of", "story")}})
        if isinstance(found, Page):
            return found
    url = row.get("url") if isinstance(row.get("url"), str) else None
    for field in ("html", "content", "text", "body"):
        words = row.get(field)
        if isinstance(words, str | bytes) and words.strip():
            title = row.get("title") or row.get("headline")
            if isinstance(title, str) and isinstance(words, str) and field in ("text", "body"):
                words = words if words.lstrip().startswith(title.strip()) else f"{title.strip()}\n\n{words}"
            return _known(intake.page_from(words, str(row.get("name") or name), url), row)
    raise ReadError(name, "no text; a row needs `html` or `text`, beside it `url`, `title`, `date`, `outlet`")


def _known(page: Page, row: Mapping[str, Any]) -> Page:
    """The page with what its row says and the page itself does not."""
    from dataclasses import replace

    from attache.model import Basis, Precision, When

    day = str(row.get("date") or row.get("published") or "")[:10]
    if page.published is None and len(day) == 10 and day[4] == day[7] == "-":
        page = replace(page, published=When(day, day, Precision.DAY, None, Basis.METADATA))
    outlet = row.get("outlet") or row.get("source")
    if page.outlet is None and isinstance(outlet, str) and outlet.strip():
        page = replace(page, outlet=outlet.strip())
    language = row.get("language")
    if page.language is None and isinstance(language, str):
        page = replace(page, language=language)
    return page


def _parquet() -> Any:
    from attache.batch.tables import library

    return library()[1]
