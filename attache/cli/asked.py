"""What several commands ask in the same way: a day, the record as of a day, all that a record was made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from attache.model import Established, Page, Reading
    from attache.store import Record


@contextmanager
def as_known(record: Record, day: str | None) -> Iterator[Record]:
    """The record as of a past day, in memory: what pages that came later say is not in it, so nothing can leak.

    The record itself where no day is asked.
    """
    from attache import pipeline
    from attache.cli import screen

    if day is None:
        yield record
        return
    then, rest = pipeline.known_on(record, day)
    if rest:
        screen.complain(f"as known on {day}: {rest} page{'s'[: rest > 1]} later, or of no sure day, left out")
    with then:
        yield then


def everything(record: Record) -> tuple[list[Page], list[Reading]]:
    """All pages and readings as they were received and read."""
    return list(record.raw_pages()), [reading for _, reading in record.raw_readings()]


def established(record: Record, day: str | None) -> Established:
    """What the record establishes as of a day, or by all its pages."""
    from attache import timeline

    pages, readings = everything(record)
    return timeline.establish(pages, readings, as_of=day, corrections=record.corrections())


def iso_day(text: str | None, option: str) -> str | None:
    """An ISO day; anything else is a mistake in the command."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2014-03-14", param_hint=option) from None
