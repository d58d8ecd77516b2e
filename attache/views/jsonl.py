"""One JSON object a line, for programs: every datum, in an order that depends on nothing but the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attache import wire
from attache.model import Page, Span, Standing
from attache.views.sheaf import Sheaf, gather

if TYPE_CHECKING:
    from attache.store import Record


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """The lines of an export: by record type, then by first span, then by id."""
    for line in lines(record, story=story):
        yield wire.dumps(line) + "\n"


def lines(record: Record, *, story: str | None = None) -> Iterator[dict[str, Any]]:
    """The same, before they are text."""
    sheaf = gather(record, story=story)
    for name in wire.RECORDS:
        yield from lines_of(sheaf, name)
    yield from corrections(record, sheaf)


def corrections(record: Record, sheaf: Sheaf) -> Iterator[dict[str, Any]]:
    """What people have put right in these pages, with the ids of what it has changed."""
    here = {page.id for page in sheaf.pages}
    for one in record.fixes():
        things = one.correction.things
        pages = {mark.page for thing in things for mark in thing.marks} | {p for thing in things for p in thing.pages}
        if one.standing is Standing.APPLIED and pages & here:
            yield wire.line(one.correction, standing=one.standing.value, touches=list(one.touches))


def lines_of(sheaf: Sheaf, name: str) -> Iterator[dict[str, Any]]:
    """The lines of one record type: "event"."""
    if name == "page":
        for page in sorted(sheaf.pages, key=lambda page: page.id):
            yield wire.line(page, copy_of=sheaf.copies.get(page.id), story=sheaf.story_of.get(page.id))
    else:
        yield from map(wire.line, sorted(dict(sheaf.nouns())[name], key=_place))


def page_line(record: Record, page: Page) -> dict[str, Any]:
    """A page, with the page it copies and the story it belongs to."""
    return wire.line(page, copy_of=record.copy_of(page.id), story=record.story_of(page.id))


def _place(noun: Any) -> tuple[str, int, str]:
    """Where a datum first stands; what stands nowhere comes first, by id."""
    spans: tuple[Span, ...] = ()
    for field in ("content", "mentions"):
        spans = spans or getattr(noun, field, ())
    for field in ("anchor", "span"):
        one = getattr(noun, field, None)
        spans = spans or ((one,) if one is not None else ())
    first = min(((span.page, span.start) for span in spans), default=("", 0))
    return (*first, getattr(noun, "id", getattr(noun, "story", "")))
