"""`attache feeds`: what a record follows, how each feed does, and which pages were changed where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from attache.model import Feed, Version
    from attache.store import Record


def feeds(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The record.")] = Path("attache.record"),
    changes: Annotated[bool, typer.Option("--changes", help="Pages that were changed, and how.")] = False,
    forget: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Follow this one no more.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """The feeds a record follows, and how each does."""
    from attache import wire
    from attache.cli import screen
    from attache.errors import NotInRecord
    from attache.store import Record
    from attache.store.ledger import Ledger

    if forget is not None:
        with Record(record, write=True) as written:
            if not Ledger(written).forget(forget):
                raise NotInRecord(f"{forget}: no such feed is followed; see them with: attache feeds {record}")
        screen.out(f"{forget} is followed no more; its pages stay")
        return
    with Record(record) as opened:
        ledger = Ledger(opened)
        if changes:
            versions = ledger.versions()
            lines = iter([wire.array(map(wire.builtins, versions))]) if json else _changes(opened, versions)
        else:
            found, waiting = ledger.feeds(), ledger.waiting()
            if json:
                rows = [{**wire.builtins(feed), "waiting": waiting.get(feed.address, 0)} for feed in found]
                lines = iter([wire.array(rows)])
            else:
                lines = _feeds(found, waiting)
        some = False
        for line in lines:
            some = True
            screen.out(line)
    if not some:
        screen.complain("no page was changed" if changes else "no feed is followed; begin with: attache watch URL")


def _feeds(found: tuple[Feed, ...], waiting: dict[str, int]) -> Iterator[str]:
    from attache.safe import one_line

    for feed in found:
        sign = "✕" if feed.due is None else "!" if feed.failures else "○" if feed.asked is None else "●"
        state = "gone" if feed.due is None else "in trouble" if feed.failures else "not asked yet"
        yield one_line(f"{sign} {feed.title or feed.address}")
        yield "    " + one_line(f"{feed.kind or 'feed'} {feed.at or feed.address}")
        parts = [f"{feed.pages} pages" + (f", {waiting[feed.address]} to come" if waiting.get(feed.address) else "")]
        if feed.asked:
            parts.append(f"asked {_time(feed.asked)}")
        if feed.changed:
            parts.append(f"news {_time(feed.changed)}")
        if feed.due:
            parts.append(f"next {_time(feed.due)}" + (f", every {_span(feed.pace)}" if feed.pace else ""))
        yield "    " + "; ".join(parts)
        if feed.trouble or feed.due is None:
            often = f", {feed.failures} times in a row" if feed.failures > 1 else ""
            yield "    " + one_line(f"{state}{often}" + (f": {feed.trouble}" if feed.trouble else ""))


def _changes(record: Record, versions: tuple[Version, ...]) -> Iterator[str]:
    from attache.errors import NotInRecord
    from attache.safe import one_line

    for version in versions:
        try:
            page = record.page(version.page)
        except NotInRecord:
            continue
        yield one_line(f"{_time(version.seen)}  {page.headline or page.name}")
        yield "    " + one_line(f"{page.url or page.name} {version.of} -> {version.page}")
        for span in version.removed:
            yield "    - " + one_line(span.text)
        for span in version.added:
            yield "    + " + one_line(span.text)


def _time(stamp: str) -> str:
    return stamp[:16].replace("T", " ") + " UTC"


def _span(seconds: int) -> str:
    """ "5 min", "2 h", "1 day"."""
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3600)} h" if seconds < 79_200 else "day"
