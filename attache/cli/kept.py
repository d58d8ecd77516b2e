"""`attache kept`: what was announced, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from attache.cli.asked import as_known, iso_day

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
