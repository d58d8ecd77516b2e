"""Ways out of the record: each turns a record into text or files. To add one, write its file and name it in VIEWS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from attache.views import (
    annotation,
    atom,
    calendar,
    html,
    jsonl,
    linked,
    markdown,
    ninjs,
    parquet,
    polecat,
    tables,
    terminal,
)

if TYPE_CHECKING:
    from attache.store import Record


class Write(Protocol):
    """Writes a record, or one story of it, as one text, piece by piece."""

    def __call__(self, record: Record, *, story: str | None = None) -> Iterator[str]: ...


class Files(Protocol):
    """Writes a record, or one story of it, as files: names and bytes."""

    def __call__(self, record: Record, *, story: str | None = None) -> Iterator[tuple[str, bytes]]: ...


@dataclass(frozen=True, slots=True)
class View:
    """A way out: its name on the command line, what it gives, how it is served, and the function that writes it.

    `write` gives one text. A view of several tables has `files` instead, and goes into a folder.
    """

    name: str
    gloss: str
    suffix: str
    media: str
    write: Write | None = None
    files: Files | None = None


VIEWS: tuple[View, ...] = (
    View("jsonl", "every datum, one JSON object a line (docs/record.md)", "jsonl", "application/jsonl", jsonl.write),
    View("parquet", "the same, one Parquet file a record type", "parquet", "application/zip", files=parquet.files),
    View("csv", "flat tables for a spreadsheet, one file a record type", "csv", "application/zip", files=tables.files),
    View("polecat", "PLOVER event rows in POLECAT's columns, with spans", "tsv", "text/tab-separated-values",
         polecat.write),
    View("calendar", "announced events as iCalendar", "ics", "text/calendar", calendar.write),
    View("atom", "what changed, as a feed", "atom", "application/atom+xml", atom.write),
    View("annotation", "W3C Web Annotations on the exact words", "jsonld", "application/ld+json", annotation.write),
    View("ninjs", "pages and announced events as IPTC ninjs 3.1", "json", "application/json", ninjs.write),
    View("schema-org", "articles, quotations and events as schema.org JSON-LD", "jsonld", "application/ld+json",
         linked.write),
    View("markdown", "the brief in Markdown", "md", "text/markdown", markdown.write),
    View("html", "the brief as one HTML file that needs nothing else", "html", "text/html", html.write),
    View("text", "the brief in plain text", "txt", "text/plain", terminal.write),
)  # fmt: skip
