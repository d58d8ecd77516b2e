"""One JSON object a line, for programs: every datum, in an order that depends on nothing but the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attache import wire
from attache.model import Page, Span

if TYPE_CHECKING:
    from attache.store import Record


def write(record: Record) -> Iterator[str]:
    """The lines of an export: by record type, then by first span, then by id."""
    for line in lines(record):
        yield wire.dumps(line) + "\n"


def lines(record: Record) -> Iterator[dict[str, Any]]:
    """The same, before they are text."""
    yield from sorted((page_line(record, page) for page in record.pages()), key=lambda line: str(line["id"]))
    for found in (
        record.actors(),
        record.statements(),
        record.events(),
        record.figures(),
        record.stories(),
        record.entries(),
        record.appointments(),
        record.utterances(),
        record.disputes(),
        record.positions(),
        record.digests(),
    ):
        yield from map(wire.line, sorted(found, key=_place))


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
