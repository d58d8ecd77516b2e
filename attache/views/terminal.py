"""The brief as lines of text: readable in sixty columns and without colour.

A sign and a word say whether a thing was held or only planned, quotation marks hold the page's exact words,
and the page stands under them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attache.model import Modality, Outcome
from attache.safe import one_line
from attache.views import brief, words
from attache.views.brief import Ahead, Cite, Disagreement, Line, Said, Source

if TYPE_CHECKING:
    from attache.store import Record

WIDTH = 72


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text and how it may be coloured: "head", "held", "planned", "off", "quote", "dim" or
    nothing.
    """

    text: str
    style: str = ""


STYLES: dict[Modality, str] = {
    Modality.HAPPENED: "held",
    Modality.ONGOING: "held",
    Modality.SCHEDULED: "planned",
    Modality.PROPOSED: "planned",
    Modality.DENIED: "off",
    Modality.CANCELLED: "off",
}


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """The whole brief as plain text."""
    for row in rows(brief.brief(record, story=story), WIDTH):
        yield row.text + "\n"


def rows(told: brief.Brief, width: int) -> Iterator[Row]:
    """The brief, story by story."""
    for part in told.parts:
        yield from wrapped(part.headline, width, style="head")
        yield Row(f"{part.days} · {_count(len(part.sources), 'page')}", "dim")
        for sentence in part.digest:
            yield from wrapped(sentence, width)
        for title, section in (
            ("Timeline", timeline(part.timeline, width)),
            ("Said", said(part.said, width)),
            (
                f"Announced, as known on {told.as_of}" if told.as_of else "Announced, and what became of it",
                ahead(part.announced, width),
            ),
            ("Figures", figures(part.figures, width)),
            ("Pages", sources(part.sources, width)),
        ):
            found = list(section)
            if found:
                yield Row("")
                yield Row(title.upper(), "head")
                yield from found
        yield Row("")
    if told.corrected:
        yield Row("PUT RIGHT BY HAND", "head")
        for one in told.corrected:
            yield from wrapped(one, width, first="  ", then="    ")
        yield Row("")
    if told.unread:
        yield Row("PAGES NOT READ (not in English)", "head")
        yield from sources(told.unread, width)


def timeline(lines: Iterable[Line], width: int) -> Iterator[Row]:
    """Each happening with its state, its parties and the words that report it."""
    loose = False
    for line in lines:
        if line.loose and not loose:
            loose = True
            yield Row("")
            yield Row("Day not known", "head")
        yield from _line(line, line.day, width)


def _line(line: Line, day: str, width: int, state: str | None = None) -> Iterator[Row]:
    style = STYLES.get(line.modality, "")
    yield Row("")
    head = f"{words.SIGNS[line.modality]} {day} · {state or line.state}"
    yield from wrapped(head, width, style=style, then="  ")
    yield from wrapped(what(line), width, first="  ", then="    ")
    for step in line.history:
        yield from wrapped(step, width, first="  - ", then="    ", style="dim")
    yield from _cites(line.cites, width, line.id)
    if line.origins > 1:
        yield Row(f"    {line.origins} independent pages", "dim")


def what(line: Line) -> str:
    """ "Meeting: John Kerry, Sergey Lavrov, in London"."""
    text = line.kind
    parties = ", ".join(line.actors)
    if line.recipients:
        parties += f" → {', '.join(line.recipients)}"
    if parties:
        text += f": {parties.strip()}"
    return f"{text} · {line.place}" if line.place else text


def said(groups: Iterable[tuple[str, tuple[Said, ...]]], width: int) -> Iterator[Row]:
    """Statements by person."""
    for speaker, statements in groups:
        yield Row("")
        yield from wrapped(speaker, width, style="head")
        for one in statements:
            yield from statement(one, width)


def statement(one: Said, width: int) -> Iterator[Row]:
    """The words, who passed them on, and where they stand."""
    state = f" ({one.state})" if one.state else ""
    yield from wrapped(quoted(one), width, first=f"  {words.SIGNS[one.modality]}{state} ", then="    ", style="quote")
    if one.voices:
        yield from wrapped(f"as told by {', citing '.join(one.voices)}", width, first="    ", then="    ", style="dim")
    manner = {
        "direct": "in quotation marks",
        "mixed": "partly in quotation marks",
        "indirect": "in reported speech",
    }
    note = f"{one.cite.source} · {manner[one.kind]} · {one.id}"
    yield from wrapped(note, width, first="    ", then="    ", style="dim")
    for source in one.also:
        yield from wrapped(f"also {source}", width, first="    ", then="    ", style="dim")


def quoted(one: Said) -> str:
    """The words themselves, parts that stand apart joined by dots."""
    parts = [one_line(text) for text in one.cite.marked[::2]]
    manner = f"{one_line(one.cue)}: " if one.cue else ""
    return f"{manner}“{' … '.join(parts)}”"


def ahead(appointments: Iterable[Ahead], width: int) -> Iterator[Row]:
    """What was announced, when it was to be, and what became of it."""
    for one in appointments:
        state = one.state if one.outcome is not Outcome.AHEAD else f"{one.line.state}, ahead"
        yield from _line(one.line, one.planned, width, state)
        for move in one.moves:
            yield from wrapped(f"moved {move}", width, first="    ", then="    ", style="dim")
        for cite in one.evidence:
            yield from wrapped(f"{one.state}: {_words(cite)}", width, first="    ", then="    ", style="quote")
            yield from wrapped(cite.source, width, first="    ", then="    ", style="dim")


def figures(found: Iterable[Disagreement], width: int) -> Iterator[Row]:
    """Numbers beside one another, each with its voice."""
    for one in found:
        yield Row("")
        yield from wrapped(one.about, width, style="head")
        for number in one.figures:
            voices = f", as told by {', citing '.join(number.voices)}" if number.voices else ""
            yield from wrapped(f"{number.bounds}{voices}", width, first="  ", then="    ")
            yield from _cites((number.cite,), width, number.id)


def sources(found: Iterable[Source], width: int) -> Iterator[Row]:
    """The pages, copies folded."""
    for one in found:
        yield from wrapped(f"{one.outlet}, {one.day}: {one.headline}", width, first="  ", then="    ")
        if one.how_dated:
            yield from wrapped(f"dated because {one.how_dated}", width, first="    ", then="    ", style="dim")
        for copy in one.copies:
            yield from wrapped(f"reprinted by {copy}", width, first="    ", then="    ", style="dim")


def _cites(cites: tuple[Cite, ...], width: int, one: str) -> Iterator[Row]:
    """The first citation in full; of others, the page."""
    for number, cite in enumerate(cites):
        if number == 0:
            yield from wrapped(_words(cite), width, first="    ", then="    ", style="quote")
        note = f"{cite.source} · {one}" if number == 0 else f"also {cite.source}"
        yield from wrapped(note, width, first="    ", then="    ", style="dim")


def _words(cite: Cite, most: int = 240) -> str:
    """The sentence in quotation marks; of a very long one, the part around the datum."""
    marked = "".join(cite.marked)
    before, after = cite.before, cite.after
    room = max(0, most - len(marked)) // 2
    if len(before) + len(marked) + len(after) > most:
        if len(before) > room:
            before = "… " + before[-room:].split(" ", 1)[-1] if room else "… "
        if len(after) > room:
            after = after[:room].rsplit(" ", 1)[0] + " …" if room else " …"
    return f"“{one_line(before + marked + after)}”"


def wrapped(text: str, width: int, *, first: str = "", then: str = "", style: str = "") -> Iterator[Row]:
    """Text in lines of at most `width`, everything a terminal would obey made visible."""
    for line in textwrap.wrap(
        one_line(text), width, initial_indent=first, subsequent_indent=then or first, break_on_hyphens=False
    ) or [first]:
        yield Row(line, style)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
