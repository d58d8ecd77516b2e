"""`attache kept`: what was announced, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from attache.model import Established, Page, Reading
    from attache.store import Record

Named = Annotated[Path, typer.Argument(metavar="RECORD", help="The record.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="As known on this day, by the pages out by then.")]
Outcome = Annotated[
    str | None,
    typer.Option(metavar="WORD", help="Only took_place, cancelled, moved, missed, no_report or ahead."),
]


def kept(
    record: Named = Path("attache.record"), outcome: Outcome = None, as_of: AsOf = None, json: AsJson = False
) -> None:
    """What was announced, every change of its day, and what became of it."""
    from attache import wire
    from attache.cli import screen
    from attache.model import Outcome as Outcomes
    from attache.store import Record
    from attache.views import brief, terminal

    day = iso_day(as_of, "--as-of")
    if outcome is not None and outcome not in tuple(Outcomes):
        raise typer.BadParameter(f"{outcome!r} is none of {', '.join(Outcomes)}", param_hint="--outcome")
    with Record(record) as opened, as_known(opened, day) as known:
        if json:
            found = [each for each in known.appointments() if outcome in (None, each.outcome)]
            screen.out(wire.array(map(wire.line, found)))
            return
        told = [one for one in brief.Desk(known).announced(ahead_only=False) if outcome in (None, one.outcome)]
        screen.out(_counted([one.outcome.value for one in told]) + (f", as known on {day}" if day else ""))
        if not screen.show(terminal.ahead(told, screen.width())):
            screen.complain("nothing of that kind was announced")


def _counted(outcomes: Sequence[str]) -> str:
    """ "7 announced: 4 took place, 2 no report, 1 ahead"."""
    counts = {name: outcomes.count(name) for name in dict.fromkeys(outcomes)}
    parts = [f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items(), key=lambda pair: -pair[1])]
    return f"{len(outcomes)} announced" + (f": {', '.join(parts)}" if parts else "")


# ------------------------------------------------------------------------------------------------------- as of


def as_known(record: Record, day: str | None) -> Record:
    """The record as of a past day: one in memory, of the pages out by then; the record itself where no day is asked.

    What pages that came later say is not in it, so nothing can leak.
    """
    from attache import timeline, wire
    from attache.store import Record

    if day is None:
        return record
    pages, readings = everything(record)
    out = timeline.out_by(pages, readings, day, record.corrections())
    then = Record()
    read = {reading.page: reading for reading in readings}
    then.keep(
        (page, record.key(page.id) or "", wire.pack(read[page.id]) if page.id in read else None)
        for page in pages
        if page.id in out
    )
    then.establish(established(record, day))
    return then


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
