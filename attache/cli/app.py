"""What each command is asked, and what it does about it.

Exit codes: 0 all went well; 1 `verify` found words that are not on their page; 2 the command was not
understood; 3 something received was no page, the rest was read; 4 the record, a table or the core is in
trouble; 5 nothing of that name or id is in the record; 130 stopped with Ctrl-C.
"""

# Imports stand inside the commands here, and only here: a person who asks for `--help` waits 0.2 seconds for
# typer, and should not wait another second for readers and a language model that will not be used.

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attache.cli import backup, batch, changes, feeds, fix, kept, serve, watch
from attache.cli.asked import as_known, iso_day
from attache.errors import AttacheError, NotInRecord, ReadError

if TYPE_CHECKING:
    from enum import StrEnum

    from attache.store import Record

HOME = "attache.record"  # the record a command means when none is named

MISMATCH, USAGE, REFUSED, TROUBLE, NOTHING, STOPPED = 1, 2, 3, 4, 5, 130

app = typer.Typer(
    name="attache",
    help="Reads raw news pages, offline, into one record in which every line points to the exact words it rests on.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="RECORD|PAGES",
        help=f"A record, or pages to read without keeping them: files, folders, globs, - for standard input. "
        f"Without any, {HOME} in this folder.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Not before this day (2014-03-14).")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Not after this day.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="As known on this day; without it, by all pages.")]


def main() -> None:
    """The command `attache`: runs it, and says in one line what went wrong."""
    try:
        app()
    except AttacheError as error:
        from attache.cli import screen

        screen.complain(f"attache: {error}")
        code = TROUBLE
        if isinstance(error, NotInRecord):
            code = NOTHING
        elif isinstance(error, ReadError):
            code = REFUSED
        sys.exit(code)
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    except BrokenPipeError:  # `attache said | head`: the reader has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(0)


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Say which attache this is.")] = False,
) -> None:
    if version:
        import attache

        typer.echo(f"attache {attache.__version__}")
        raise typer.Exit


# -------------------------------------------------------------------------------------------------- reading


@app.command()
def read(
    pages: Annotated[list[str], typer.Argument(help="Files, folders, globs; - for standard input.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="RECORD", help="The record to read into.")] = Path(
        HOME
    ),
    processes: Annotated[int, typer.Option(min=0, help="How many processes read; 0 is one for each core.")] = 0,
    json: AsJson = False,
) -> None:
    """Read pages into a record. What it holds already is not read again."""
    import time

    from attache import engine, pipeline, wire
    from attache.cli import screen
    from attache.store import Record

    began = time.monotonic()
    safe = 0
    with Record(output, write=True) as record, screen.progress(not json) as told:

        def kept(page: Any) -> None:
            nonlocal safe
            safe += 1
            told(page)

        try:
            done = pipeline.read_into(
                record, pages, processes=processes or engine.cores(), refused=_refused, progress=kept
            )
        except KeyboardInterrupt:
            screen.complain(f"stopped; {safe} pages are safely in {output}; the same command goes on from there")
            raise typer.Exit(STOPPED) from None
        total = len(record)
    seconds = time.monotonic() - began
    if json:
        screen.out(
            wire.dumps(
                {
                    "record": str(output),
                    "pages": total,
                    "new": done.new,
                    "known": done.known,
                    "other_language": done.other_language,
                    "seconds": round(seconds, 2),
                    "refused": [{"name": error.name, "reason": error.reason} for error in done.refused],
                }
            )
        )
    else:
        screen.out(_summary(done.new, done.known, done.other_language, len(done.refused), seconds))
        screen.out(f"{output} holds {_count(total, 'page')}")
    if done.refused:
        raise typer.Exit(REFUSED)


def _summary(new: int, known: int, foreign: int, refused: int, seconds: float) -> str:
    parts = [f"{_count(new, 'page')} read in {seconds:.1f} s"]
    if known:
        parts.append(f"{known} known already")
    if foreign:
        parts.append(f"{foreign} kept but not read, for they are not in English")
    if refused:
        parts.append(f"{refused} refused")
    return "; ".join(parts)


# --------------------------------------------------------------------------------------------------- asking


@app.command()
def brief(
    sources: Sources = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it as one HTML file.")] = None,
    form: Annotated[str, typer.Option("--as", metavar="FORM", help="text, markdown or html.")] = "text",
    as_of: AsOf = None,
    json: AsJson = False,
) -> None:
    """All that matters, story by story."""
    from attache import wire
    from attache.cli import screen
    from attache.views import brief as view
    from attache.views import html as pages
    from attache.views import markdown, terminal

    if form not in ("text", "markdown", "html"):
        raise typer.BadParameter(f"{form} is none of text, markdown, html", param_hint="--as")
    day = iso_day(as_of, "--as-of")
    with _opened(sources) as record, as_known(record, day) as known:
        told = view.brief(known, as_of=day)
        if html is not None:
            _write(html, "".join(pages.pieces(told)))
            screen.out(f"{html}: {_count(len(told.parts), 'story', 'stories')}, {_count(told.pages, 'page')}")
        elif json:
            screen.out(wire.dumps(wire.builtins(told)))
        elif form == "text":
            screen.show(terminal.rows(told, screen.width()))
        else:
            for piece in pages.pieces(told) if form == "html" else (f"{row}\n" for row in markdown.lines(told)):
                sys.stdout.write(piece)


@app.command()
def timeline(
    sources: Sources = None,
    party: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this party takes part in.")] = None,
    type: Annotated[
        str | None, typer.Option(metavar="TYPE", help="Only events of this type (CONSULT, VOTE ...).")
    ] = None,
    since: Since = None,
    until: Until = None,
    json: AsJson = False,
) -> None:
    """What happened and was to happen, in order."""
    from attache.cli import screen
    from attache.model import EventType
    from attache.views import brief as view
    from attache.views import terminal

    asked: dict[str, Any] = {
        "party": party,
        "type": _one_of(EventType, type, "--type"),
        "since": iso_day(since, "--since"),
        "until": iso_day(until, "--until"),
    }
    with _opened(sources) as record:
        if json:
            _array(record.entries(**asked))
            return
        found = view.Desk(record).timeline(**asked)
        if not screen.show(terminal.timeline(found, screen.width())):
            screen.complain("no event of that kind is in the record")


@app.command()
def said(
    sources: Sources = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person or body said.")] = None,
    to: Annotated[str | None, typer.Option(metavar="NAME", help="Only what was said to this person or body.")] = None,
    about: Annotated[str | None, typer.Option(metavar="WORDS", help="Only statements with all these words.")] = None,
    since: Since = None,
    until: Until = None,
    direct: Annotated[bool, typer.Option("--direct", help="Only what stands in quotation marks.")] = False,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="Only direct, mixed or indirect ones.")] = None,
    unnamed: Annotated[bool, typer.Option("--unnamed", help="Only what speakers without a name said.")] = False,
    context: Annotated[bool, typer.Option("--context", help="With the sentence around the words.")] = False,
    json: AsJson = False,
) -> None:
    """Who said what, to whom, and through whom it reached us."""
    from attache.cli import said as speech
    from attache.cli import screen
    from attache.model import StatementKind
    from attache.views import brief as view
    from attache.views import terminal

    if direct and kind not in (None, "direct"):
        raise typer.BadParameter(f"--direct asks for direct ones, --kind for {kind} ones", param_hint="--kind")
    asked: dict[str, Any] = {
        "by": by,
        "to": to,
        "kind": "direct" if direct else _one_of(StatementKind, kind, "--kind"),
        "unnamed": unnamed,
        "about": about,
        "since": iso_day(since, "--since"),
        "until": iso_day(until, "--until"),
    }
    with _opened(sources) as record:
        found = speech.statements(record, **asked)
        if json:
            _array(found)
            return
        groups = view.by_person(speech.shown(record, found))
        rows = speech.in_context(groups, screen.width()) if context else terminal.said(groups, screen.width())
        if not screen.show(rows):
            screen.complain("no such statement is in the record")


@app.command()
def ahead(
    sources: Sources = None,
    as_of: AsOf = None,
    all: Annotated[bool, typer.Option("--all", help="Also what is past, and what became of it.")] = False,
    json: AsJson = False,
) -> None:
    """What was announced and lies ahead."""
    from attache.cli import screen
    from attache.views import brief as view
    from attache.views import terminal

    day = iso_day(as_of, "--as-of")
    with _opened(sources) as record, as_known(record, day) as then:
        desk = view.Desk(then)
        if json:
            _array(desk.appointments(ahead_only=not all))
            return
        found = desk.announced(ahead_only=not all)
        known = f"as known on {day}" if day else "by all pages together"
        screen.out(f"{'Announced' if all else 'Ahead'}, {known}")
        if not screen.show(terminal.ahead(found, screen.width())):
            screen.complain("nothing announced lies ahead")


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="The id of a page, a statement, an event, a person ...")],
    sources: Sources = None,
    json: AsJson = False,
) -> None:
    """One datum in its paragraph, and where it stands."""
    from attache import wire
    from attache.cli import screen
    from attache.views import datum

    with _opened(sources) as record:
        noun = record.find(id)
        if json:
            corrections = record.corrected([noun.id]).get(noun.id, ())
            screen.out(wire.dumps({**datum.line(record, noun), "corrections": list(corrections)}))
        else:
            screen.show(datum.rows(record, noun, screen.width()))
            screen.show(fix.rows(record, noun.id))


# ----------------------------------------------------------------------------------------------- handing on


@app.command()
def export(
    sources: Sources = None,
    form: Annotated[
        str, typer.Option("--to", "--as", metavar="FORM", help="jsonl, parquet, csv, polecat, calendar, atom ...")
    ] = "jsonl",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE|FOLDER/", help="Write here, not to standard output."),
    ] = None,
    story: Annotated[str | None, typer.Option(metavar="ID", help="Only this story.")] = None,
    as_of: AsOf = None,
    json: AsJson = False,
) -> None:
    """The whole record in another form."""
    from attache import wire
    from attache.cli import export as handing
    from attache.cli import screen
    from attache.views import VIEWS, jsonl

    view = next((view for view in VIEWS if view.name == form), None)
    if view is None:
        names = ", ".join(view.name for view in VIEWS)
        raise typer.BadParameter(f"{form} is none of {names}", param_hint="--to")
    day = iso_day(as_of, "--as-of")
    with _opened(sources) as record, as_known(record, day) as told:
        if json:
            screen.out(wire.array(jsonl.lines(told, story=story)))
            return
        for path in handing.write(told, view, output, story=story):
            screen.out(f"{path}: {_count(len(told), 'page')} as {form}")


@app.command()
def verify(sources: Sources = None, json: AsJson = False) -> None:
    """Hold every span against the text of its page."""
    from attache import wire
    from attache.cli import screen
    from attache.store.check import check

    with _opened(sources) as record:
        done = check(record)
        if json:
            screen.out(
                wire.dumps(
                    {
                        "pages": done.pages,
                        "data": done.data,
                        "spans": done.spans,
                        "mismatches": [
                            {"where": one.where, "span": wire.builtins(one.span), "found": one.found}
                            for one in done.mismatches
                        ],
                    }
                )
            )
        else:
            for one in done.mismatches:
                screen.complain(str(one))
            counted = f"{done.spans:,} spans of {done.data:,} data in {_count(done.pages, 'page')}"
            screen.out(f"{counted}: {_count(len(done.mismatches), 'mismatch', 'mismatches')}")
        if done.mismatches:
            raise typer.Exit(MISMATCH)


@app.command()
def doctor(json: AsJson = False) -> None:
    """Versions, weights, cores, and a short run."""
    from attache import wire
    from attache.cli import doctor as examination
    from attache.cli import screen

    found = examination.examine()
    if json:
        screen.out(wire.dumps(found))
        return
    for name, value in found.items():
        screen.out(f"{name:<22} {value}")


app.add_typer(fix.app)
WATCHING = (watch.watch, feeds.feeds, backup.check, backup.backup)
for command in (serve.serve, *WATCHING, batch.batch, kept.kept, changes.changes):
    app.command()(command)
app.command("open")(batch.open_)


# -------------------------------------------------------------------------------------------------- helpers


@contextmanager
def _opened(sources: list[str] | None) -> Iterator[Record]:
    """The record named, or one in memory read from the pages named; what is refused makes the exit code 3."""
    from attache.store import Record

    named = sources or [HOME]
    if len(named) == 1 and _is_record(named[0]):
        _catch_up(Path(named[0]))
        with Record(named[0]) as record:
            yield record
        return
    from attache import engine, pipeline
    from attache.cli import screen

    with Record() as record, screen.progress(True) as told:
        done = pipeline.read_into(record, named, processes=engine.cores(), refused=_refused, progress=told)
        if not len(record):
            screen.complain("attache: nothing that was given is a page")
            raise typer.Exit(REFUSED)
        yield record
    if done.refused:
        raise typer.Exit(REFUSED)


def _is_record(name: str) -> bool:
    """A file of SQLite, or one that by its name should be."""
    path = Path(name)
    if path.suffix == ".record" or name == HOME:
        return True
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def _catch_up(path: Path) -> None:
    """A reading that was stopped leaves pages not yet set beside the others: that is done now."""
    from attache.cli import screen
    from attache.errors import RecordError
    from attache.store import Record

    with Record(path) as record:
        if not record.stale:
            return
    from attache import pipeline

    try:
        with Record(path, write=True) as record:
            pipeline.establish(record)
    except RecordError as error:
        screen.complain(f"attache: {error}; pages read since then are not yet in the timeline")


def _refused(error: ReadError) -> None:
    from attache.cli import screen

    screen.complain(f"refused: {error}")


def _array(nouns: Any) -> None:
    from attache import wire
    from attache.cli import screen

    screen.out(wire.array(map(wire.line, nouns)))


def _write(path: Path, text: str) -> None:
    """A file as a whole or not at all."""
    from attache.errors import ExportError

    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise ExportError(f"{path}: it cannot be written ({error.strerror}); give another path") from error


def _one_of(kinds: type[StrEnum], text: str | None, option: str) -> str | None:
    """One of an enumeration's values, in whatever case; anything else is a mistake in the command."""
    if text is None:
        return None
    for kind in kinds:
        if kind.value.casefold() == text.casefold():
            return kind.value
    raise typer.BadParameter(f"{text!r} is none of {', '.join(kinds)}", param_hint=option)


def _count(number: int, noun: str, many: str | None = None) -> str:
    return f"{number} {noun if number == 1 else many or noun + 's'}"
