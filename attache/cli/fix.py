"""`attache fix`: what a person puts right in a record, and takes back.

attache fix merge crimea.record "Sergey Lavrov" "S. Lavrov" --why "one man"
attache fix list crimea.record
attache fix undo crimea.record c-77ab01c2d3e4
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attache.errors import CorrectionError

if TYPE_CHECKING:
    from attache.model import Corrected
    from attache.store import Record
    from attache.views.terminal import Row

USAGE = 2

app = typer.Typer(
    name="fix",
    help="Put a record right, beside what was read: merge, split, wrong, date; list them, undo them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Named = Annotated[Path, typer.Argument(metavar="RECORD", help="The record to put right.")]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who does it; without it, your user name.")]
Why = Annotated[str | None, typer.Option(metavar="WORDS", help="For what reason.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command()
def merge(
    record: Named,
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="ONE OTHER...", help="Ids, or people by name; the first stays and the others go into it."
        ),
    ],
    by: By = None,
    why: Why = None,
    json: AsJson = False,
) -> None:
    """These people, entries or stories are one."""
    _fix(record, "merge", things, by=by, why=why, json=json)


@app.command()
def split(
    record: Named,
    whole: Annotated[str, typer.Argument(metavar="WHOLE", help="A person, an entry or a story: its id or name.")],
    parts: Annotated[
        list[str],
        typer.Argument(
            metavar="PART...",
            help="What leaves it: pages, or names another person goes by; of an entry, events.",
        ),
    ],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What the part is to be called.")] = None,
    by: By = None,
    why: Why = None,
    json: AsJson = False,
) -> None:
    """A part of this person, entry or story is another."""
    _fix(record, "split", [whole, *parts], name=name, by=by, why=why, json=json)


@app.command()
def wrong(
    record: Named,
    id: Annotated[str, typer.Argument(metavar="ID", help="A statement, an event, a figure or an entry.")],
    by: By = None,
    why: Why = None,
    json: AsJson = False,
) -> None:
    """The page does not say this: leave it out, and show that it is left out."""
    _fix(record, "wrong", [id], by=by, why=why, json=json)


@app.command()
def date(
    record: Named,
    one: Annotated[str, typer.Argument(metavar="ID", help="A page (its id or name) or an entry.")],
    day: Annotated[str, typer.Argument(metavar="DATE", help="2014-03-30, 2014-03, or 2014-03-14/2014-03-16.")],
    by: By = None,
    why: Why = None,
    json: AsJson = False,
) -> None:
    """This page was written, this entry fell, on that day."""
    _fix(record, "date", [one], to=day, by=by, why=why, json=json)


@app.command()
def undo(
    record: Named,
    correction: Annotated[str, typer.Argument(metavar="ID", help="The correction: c-...")],
    by: By = None,
    json: AsJson = False,
) -> None:
    """Take a correction back. It stays in the list; the record is as it would be without it."""
    with _told(), _opened(record, write=True) as opened:
        opened.undo(correction, by=by)
        _answer(opened.fixes(of=correction), json)


@app.command(name="list")
def list_(
    record: Named,
    of: Annotated[str | None, typer.Option(metavar="ID", help="Only those that changed this datum.")] = None,
    json: AsJson = False,
) -> None:
    """The corrections: in force, waiting for their thing to be read again, or taken back."""
    from attache.cli import screen

    with _opened(record, write=False) as opened:
        found = opened.fixes(of=of)
    _answer(found, json)
    if not found and not json:
        screen.complain("no corrections")


@app.command()
def load(
    record: Named,
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `attache fix list --json` wrote; - for input.")],
    json: AsJson = False,
) -> None:
    """Take over the corrections of another record; those not taken back there are in force here."""
    import msgspec

    from attache.cli import screen
    from attache.store.corrections import from_line

    with _told():
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
            lines = msgspec.json.decode(text, type=list[dict[str, Any]])
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            raise CorrectionError(f"{file}: no list of corrections ({error})") from None
        made = [from_line(line) for line in lines if line.get("standing") != "undone"]
        with _opened(record, write=True) as opened:
            new = opened.take_over(made)
    if json:
        screen.out(f'{{"new":{new},"known":{len(made) - new}}}')
    else:
        screen.out(f"{new} new, {len(made) - new} known already")


# ------------------------------------------------------------------------------------------------------ helpers


def _fix(record: Path, deed: str, things: list[str], *, json: bool, **more: str | None) -> None:
    with _told(), _opened(record, write=True) as opened:
        done = opened.fix(deed, *things, **more)  # type: ignore[arg-type]
        _answer(opened.fixes(of=done.id), json)


@contextmanager
def _told() -> Iterator[None]:
    """A correction that makes no sense is a command that was not understood."""
    from attache.cli import screen

    try:
        yield
    except CorrectionError as error:
        screen.complain(f"attache: {error}")
        raise typer.Exit(USAGE) from None


@contextmanager
def _opened(path: Path, *, write: bool) -> Iterator[Record]:
    from attache.errors import RecordError
    from attache.store import Record

    if not path.is_file():
        raise RecordError(f"{path}: there is no such record; make one with: attache read PAGES -o {path}")
    with Record(path, write=write) as record:
        yield record


def _answer(found: tuple[Corrected, ...], json: bool) -> None:
    from attache import wire
    from attache.cli import screen
    from attache.store.corrections import line

    if json:
        screen.out(wire.array(line(one) for one in found))
        return
    for one in found:
        screen.show(_rows(one))


def rows(record: Record, id: str) -> Iterator[Row]:
    """The corrections in force that have changed a datum, below the datum itself."""
    from attache.cli import screen
    from attache.views import words
    from attache.views.terminal import Row, wrapped

    found = [one for one in record.fixes(of=id) if one.standing == "applied"]
    if found:
        yield Row("")
        yield Row("put right by hand", "head")
    for one in found:
        told = f"{words.correction(one.correction)} · {one.correction.id}"
        yield from wrapped(told, screen.width(), first="  ", then="    ")


def _rows(one: Corrected) -> Iterator[Row]:
    """A correction on the terminal: what it does, by whom and why, and how it stands."""
    from attache.cli import screen
    from attache.views.terminal import Row, wrapped

    width = screen.width()
    made = one.correction
    style = "off" if one.standing == "undone" else "head"
    yield from wrapped(f"{made.id} · {made.deed} · {one.standing}", width, style=style)
    things = [f"{thing.name or ', '.join((*thing.names, *thing.pages))} ({thing.id})" for thing in made.things]
    day = f": {made.to.value}" if made.to else ""
    yield from wrapped(f"{made.things[0].record} {' · '.join(things)}{day}", width, first="  ", then="    ")
    reason = f": {made.why}" if made.why else ""
    yield from wrapped(f"by {made.by}, {made.at[:16].replace('T', ' ')}{reason}", width, first="  ", then="    ")
    if one.undone_at:
        yield Row(f"  taken back by {one.undone_by}, {one.undone_at[:16].replace('T', ' ')}", "dim")
    elif one.standing == "waiting":
        yield Row("  what it is about is not in the record now; it will be heeded when it is", "dim")
    elif one.touches:
        yield from wrapped(f"changes {', '.join(one.touches[:12])}", width, first="  ", then="    ", style="dim")
