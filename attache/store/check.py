"""Is a record whole? Does every span quote the page it names, does every row belong to something, is the file
itself as SQLite left it?

Asked of every datum, however deep the span lies in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, cast

from attache.model import Page, Span
from attache.store.record import Record


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A place where the record does not say what the page says."""

    where: str  # the datum's id
    span: Span
    found: str | None  # what the page has there; None where there is no such page

    def __str__(self) -> str:
        if self.found is None:
            return f"{self.where}: quotes page {self.span.page}, which is not in the record"
        place = f"{self.span.page} {self.span.start}-{self.span.end}"
        return f"{self.where}: quotes {self.span.text!r} at {place}, where the page has {self.found!r}"


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was looked at, and what was wrong."""

    pages: int
    data: int
    spans: int
    mismatches: tuple[Mismatch, ...]


def check(record: Record) -> Checked:
    """Re-slices every span of the record against the stored text."""
    texts: dict[str, str] = {}
    wrong: list[Mismatch] = []
    nouns: list[tuple[str, Any]] = []
    spans = 0
    for page in record.raw_pages():
        texts[page.id] = page.text
        wrong += _blocks(page)
        nouns.append((page.id, page))
    nouns += record.raw_readings()
    nouns += record.data()
    for where, noun in nouns:
        for span in spans_of(noun):
            spans += 1
            text = texts.get(span.page)
            found = None if text is None else text[max(span.start, 0) : max(span.end, 0)]
            if found != span.text or span.start > span.end or span.start < 0:
                wrong.append(Mismatch(where, span, found))
    return Checked(len(texts), len(nouns), spans, tuple(wrong))


# Rows that belong to something, and what to say of those whose something is not there. What is established lags
# behind what was read while pages come in, so rows that follow from it are asked only once it has caught up.
_BELONG = (
    ("SELECT page FROM reading WHERE page NOT IN (SELECT id FROM page)", "a reading of no page", False),
    ("SELECT id FROM page WHERE id NOT IN (SELECT page FROM reading)", "a page that was never read", False),
    ("SELECT page FROM version WHERE page NOT IN (SELECT id FROM page)", "a version that is no page", False),
    ("SELECT of FROM version WHERE of NOT IN (SELECT id FROM page)", "a version of no page", False),
    ("SELECT id FROM datum WHERE page IS NOT NULL AND page NOT IN (SELECT id FROM page)", "of no page", False),
    ("SELECT DISTINCT datum FROM party WHERE datum NOT IN (SELECT n FROM datum)", "parties to no datum", False),
    ("SELECT rowid FROM said_words WHERE rowid NOT IN (SELECT n FROM datum)", "words that nobody said", False),
    (
        "SELECT DISTINCT actor FROM form WHERE actor NOT IN (SELECT id FROM datum WHERE record = 'actor')",
        "names of nobody",
        False,
    ),
    ("SELECT page FROM member WHERE page NOT IN (SELECT id FROM page)", "in a story, and no page", False),
    ("SELECT id FROM page WHERE id NOT IN (SELECT page FROM member)", "a page set beside no other", True),
    (
        "SELECT DISTINCT story FROM member WHERE story NOT IN (SELECT id FROM datum WHERE record = 'story')",
        "a story that is not told",
        True,
    ),
    (
        "SELECT DISTINCT actor FROM party WHERE actor GLOB 'a-*' AND actor NOT IN (SELECT id FROM datum)",
        "a party that is nobody",
        True,
    ),
)


def orphans(record: Record) -> tuple[str, ...]:
    """Rows that belong to nothing, each with what is wrong: "p-1b2c: a reading of no page"."""
    return tuple(
        f"{row[0]}: {wrong}"
        for asked, wrong, settled in _BELONG
        if not (settled and record.stale)
        for row in record._rows(asked)
    )


def integrity(record: Record) -> tuple[str, ...]:
    """What SQLite finds wrong with the file: its pages, its indexes, its tables of words."""
    found = [str(row[0]) for row in record._rows("PRAGMA integrity_check(20)")]
    return tuple(line for line in found if line != "ok")


def spans_of(value: Any) -> Iterator[Span]:
    """Every span in a noun, at any depth."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from spans_of(item)
    elif is_dataclass(value):
        for name in _fields(cast(Any, type(value))):
            yield from spans_of(getattr(value, name))


@cache
def _fields(noun: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(noun))


def _blocks(page: Page) -> Iterator[Mismatch]:
    """The blocks of a page tell all of its text, in order: what is between two is white."""
    at = 0
    for block in page.blocks:
        between = page.text[at : block.start]
        if block.start < at or block.end < block.start or block.end > len(page.text) or between.strip():
            yield Mismatch(page.id, Span(page.id, block.start, block.end, "a block"), between)
        at = block.end
    if page.blocks and page.text[at:].strip():
        yield Mismatch(page.id, Span(page.id, at, len(page.text), "a block"), page.text[at:])
