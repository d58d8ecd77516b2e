"""`attache check` and `attache backup`: is the record whole, and a second copy of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Named = Annotated[Path, typer.Argument(metavar="RECORD", help="The record.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]

BROKEN = 1  # the exit code of `check` for a record that is not whole


def check(record: Named = Path("attache.record"), json: AsJson = False) -> None:
    """Whether a record is whole: its file, its rows, every span of it."""
    from attache import wire
    from attache.cli import screen
    from attache.store import Record
    from attache.store import check as checking

    with Record(record) as opened:
        file, rows, done = checking.integrity(opened), checking.orphans(opened), checking.check(opened)
        stale = opened.stale
    wrong = [*file, *rows, *map(str, done.mismatches)]
    if json:
        found = {"record": str(record), "pages": done.pages, "data": done.data, "spans": done.spans}
        screen.out(wire.dumps({**found, "up_to_date": not stale, "wrong": wrong}))
    else:
        for line in wrong:
            screen.complain(line)
        screen.out(f"{record}: {done.pages:,} pages, {done.data:,} data, {done.spans:,} spans")
        if stale:
            screen.out("what all pages establish has yet to be worked out; the next question to it does that")
        screen.out(f"{len(wrong)} things are wrong" if wrong else "all is well")
    if wrong:
        raise typer.Exit(BROKEN)


def backup(
    record: Named,
    to: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; a folder takes it by its name.")],
) -> None:
    """Copy a record as it stands at one moment, also while it is written."""
    from attache.cli import screen
    from attache.store.backup import backup as copy

    pages = copy(record, to)
    screen.out(f"{to}: {pages:,} pages, whole")
