"""The brief in Markdown: for a wiki, a message, a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attache.model import Modality
from attache.safe import markdown as md
from attache.views import brief
from attache.views.brief import Ahead, Cite, Disagreement, Line, Part, Said, Source

if TYPE_CHECKING:
    from attache.store import Record


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """The whole brief, line by line."""
    for line in lines(brief.brief(record, story=story)):
        yield line + "\n"


def lines(told: brief.Brief) -> Iterator[str]:
    """The brief, story by story."""
    for part in told.parts:
        yield from _part(part, told.as_of)
    if told.corrected:
        yield from ("## Put right by hand", "")
        yield from (f"- {md(one)}" for one in told.corrected)
        yield ""
    if told.unread:
        yield from ("## Pages not read (not in English)", "")
        yield from _sources(told.unread)


def _part(part: Part, as_of: str | None) -> Iterator[str]:
    yield from (f"# {md(part.headline)}", "", f"*{md(part.days)}*", "")
    for sentence in part.digest:
        yield from (md(sentence), "")
    if part.timeline:
        yield from ("## Timeline", "")
        for line in part.timeline:
            yield from _line(line, line.day, line.state)
        yield ""
    if part.said:
        yield from ("## Said", "")
        for speaker, statements in part.said:
            yield from (f"### {md(speaker)}", "")
            for one in statements:
                yield from _said(one)
            yield ""
    if part.announced:
        yield from (f"## Announced{f', as known on {as_of}' if as_of else ''}", "")
        for appointment in part.announced:
            yield from _ahead(appointment)
        yield ""
    if part.figures:
        yield from ("## Figures", "")
        for figures in part.figures:
            yield from _figures(figures)
        yield ""
    yield from ("## Pages", "")
    yield from _sources(part.sources)
    yield ""


def _line(line: Line, day: str, state: str) -> Iterator[str]:
    parties = ", ".join(map(md, line.actors))
    if line.recipients:
        parties += f" → {', '.join(map(md, line.recipients))}"
    what = f"{line.kind}: {parties.strip()}" if parties else line.kind
    struck = f"~~{what}~~" if line.modality is Modality.CANCELLED else what
    place = f", {md(line.place)}" if line.place else ""
    yield f"- **{md(day)}** · *{md(state)}* · {struck}{place}"
    for step in line.history:
        yield f"  - {md(step)}"
    for cite in line.cites:
        yield f"  - {_cite(cite)}"


def _cite(cite: Cite) -> str:
    marked = "".join(f"**{md(text)}**" if not at % 2 else f" {md(text)} " for at, text in enumerate(cite.marked))
    before = f"{md(cite.before)} " if cite.before.strip() else ""
    after = md(cite.after)
    gap = " " if cite.after[:1].isspace() else ""
    source = f"[{md(cite.source)}]({cite.link})" if cite.link else md(cite.source)
    return f"“{before}{marked}{gap}{after}” — {source}"


def _said(one: Said) -> Iterator[str]:
    text = " … ".join(md(part) for part in one.cite.marked[::2])
    state = f" ({one.state})" if one.state else ""
    through = f", as told by {', citing '.join(map(md, one.voices))}" if one.voices else ""
    source = f"[{md(one.cite.source)}]({one.cite.link})" if one.cite.link else md(one.cite.source)
    manner = f"{md(one.cue)}: " if one.cue else ""
    yield f"- {manner}“{text}”{state}{through} — {source} · {one.kind}"
    for source in one.also:
        yield f"  - also {md(source)}"


def _ahead(one: Ahead) -> Iterator[str]:
    yield from _line(one.line, one.planned, one.state)
    for move in one.moves:
        yield f"  - moved {md(move)}"
    for cite in one.evidence:
        yield f"  - {one.state}: {_cite(cite)}"


def _figures(one: Disagreement) -> Iterator[str]:
    yield f"- **{md(one.about)}**"
    for number in one.figures:
        through = f", as told by {', citing '.join(map(md, number.voices))}" if number.voices else ""
        yield f"  - {md(number.bounds)}{through}: {_cite(number.cite)}"


def _sources(sources: tuple[Source, ...]) -> Iterator[str]:
    for one in sources:
        headline = f"[{md(one.headline)}]({one.link})" if one.link else md(one.headline)
        yield f"- {md(one.outlet)}, {md(one.day)}: {headline}"
        if one.how_dated:
            yield f"  - dated because {md(one.how_dated)}"
        for copy in one.copies:
            yield f"  - reprinted by {md(copy)}"
