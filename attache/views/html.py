"""The brief as one HTML file: no script, no network, nothing beside it; for a phone, a desk and a printer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from attache.model import Modality, Outcome
from attache.safe import escaped as esc
from attache.views import brief
from attache.views.brief import Ahead, Brief, Cite, Disagreement, Line, Number, Part, Said, Source

if TYPE_CHECKING:
    from attache.store import Record

# How a state is drawn: held solid, planned hollow, called off struck through.
_DRAWN: dict[Modality, str] = {
    Modality.HAPPENED: "held",
    Modality.ONGOING: "ongoing",
    Modality.SCHEDULED: "planned",
    Modality.PROPOSED: "proposed",
    Modality.DENIED: "off",
    Modality.CANCELLED: "off struck",
}
_OUTCOME_DRAWN: dict[Outcome, str] = {
    Outcome.TOOK_PLACE: "held",
    Outcome.CANCELLED: "off struck",
    Outcome.MISSED: "off",
    Outcome.MOVED: "planned",
    Outcome.AHEAD: "planned",
    Outcome.NO_REPORT: "open",
}
_KEY = (
    ("held", "held or done"),
    ("ongoing", "under way"),
    ("planned", "planned"),
    ("proposed", "proposed"),
    ("off", "denied or called off"),
    ("open", "demanded, threatened, possible"),
)

# Nothing but this file's own style: were a page's text ever taken for markup, it could still load and run
# nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """The whole brief."""
    return pieces(brief.brief(record, story=story))


def pieces(told: Brief) -> Iterator[str]:
    """The file, piece by piece."""
    title = told.parts[0].headline if len(told.parts) == 1 else f"{len(told.parts)} stories"
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{esc(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">To the brief</a>\n<div class="wrap">\n<header class="masthead">'
        f"<strong>Brief</strong><span>{_pages(told.pages)}"
    )
    yield f" · as known on {esc(told.as_of)}" if told.as_of else ""
    yield '</span></header>\n<main id="main">\n'
    if len(told.parts) > 1:
        yield f'<h1 class="skip">{esc(title)}</h1>\n<ol class="contents">'
        for part in told.parts:
            yield f'<li><a href="#{esc(part.id)}">{esc(part.headline)}</a></li>\n'
        yield "</ol>\n"
    for part in told.parts:
        yield from _part(part, "h1" if len(told.parts) == 1 else "h2")
    if told.corrected:
        yield '<section class="story"><h2 class="section">Put right by hand</h2>\n<ul class="plain">\n'
        yield from (f"<li>{esc(one)}</li>\n" for one in told.corrected)
        yield "</ul></section>\n"
    if told.unread:
        yield '<section class="story"><h2 class="section">Pages not read, for they are not in English</h2>\n'
        yield from _sources(told.unread)
        yield "</section>\n"
    yield (
        "</main>\n<footer>Made by attache from the pages listed. Every line rests on the words quoted "
        "under it; "
        "marked words are the page’s own.</footer>\n</div>\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return (files("attache.views") / "brief.css").read_text(encoding="utf-8")


def _part(part: Part, heading: str) -> Iterator[str]:
    deeper = "h2" if heading == "h1" else "h3"
    headline = "" if heading == "h1" else ' class="headline"'
    yield f'<article class="story" id="{esc(part.id)}">\n'
    yield f"<{heading}{headline}>{esc(part.headline)}</{heading}>\n"
    yield f'<p class="under">{esc(part.days)} · {_pages(len(part.sources))}'
    copies = sum(len(source.copies) for source in part.sources)
    yield f" and {copies} reprint{'s' if copies > 1 else ''} of them" if copies else ""
    yield "</p>\n"
    if part.digest:
        yield f'<div class="digest">{"".join(f"<p>{esc(one)}</p>" for one in part.digest)}</div>\n'
    yield '<div class="columns"><div>\n'
    if part.timeline:
        yield f'<section><{deeper} class="section">Timeline</{deeper}>\n'
        yield f'{_key(part.timeline)}<ol class="line">\n'
        yield from (piece for line in part.timeline if not line.loose for piece in _line(line))
        if loose := [line for line in part.timeline if line.loose]:
            below = _below(deeper)
            yield f'</ol>\n<{below} class="loose">Day not known</{below}>\n<ol class="line">\n'
            yield from (piece for line in loose for piece in _line(line))
        yield "</ol></section>\n"
    if part.said:
        yield f'<section><{deeper} class="section">Said</{deeper}>\n'
        for speaker, statements in part.said:
            yield from _person(speaker, statements, _below(deeper))
        yield "</section>\n"
    yield '</div><div class="side">\n'
    yield from _side(part, deeper)
    yield "</div></div>\n</article>\n"


def _side(part: Part, heading: str) -> Iterator[str]:
    """What stands beside the timeline at a desk, and below it on a phone."""
    for title, found in (
        ("What lies ahead", [one for one in part.announced if one.outcome is Outcome.AHEAD]),
        (
            "Announced, and what became of it",
            [one for one in part.announced if one.outcome is not Outcome.AHEAD],
        ),
    ):
        if found:
            yield f'<section><{heading} class="section">{title}</{heading}>\n<ol class="line">\n'
            for one in found:
                yield from _ahead(one)
            yield "</ol></section>\n"
    if part.figures:
        yield f'<section><{heading} class="section">Figures in doubt</{heading}>\n'
        for figures in part.figures:
            yield from _figures(figures, _below(heading))
        yield "</section>\n"
    yield f'<section><{heading} class="section">Pages</{heading}>\n'
    yield from _sources(part.sources)
    yield "</section>\n"


def _key(lines: Iterable[Line]) -> str:
    """What the signs mean, of those that occur."""
    there = {_DRAWN.get(line.modality, "open").split()[0] for line in lines}
    items = "".join(
        f'<li class="{sign}"><span class="dot"></span>{words}</li>' for sign, words in _KEY if sign in there
    )
    return f'<ul class="key note">{items}</ul>\n'


def _line(line: Line) -> Iterator[str]:
    yield f'<li class="{_DRAWN.get(line.modality, "open")}" id="{esc(line.id)}"><span class="dot"></span>'
    yield _head(line.day, line.state) + _what(line)
    if line.history:
        yield f'<ol class="history">{"".join(f"<li>{esc(step)}</li>" for step in line.history)}</ol>\n'
    yield from _cites(line.cites, line.id)
    if line.origins > 1:
        yield f'<p class="origins">{line.origins} independent pages</p>'
    yield "</li>\n"


def _head(day: str, state: str) -> str:
    return f'<div><span class="when">{esc(day)}</span> <span class="state">{esc(state)}</span></div>\n'


def _what(line: Line) -> str:
    parties = ", ".join(map(esc, line.actors))
    if line.recipients:
        parties += f" → {', '.join(map(esc, line.recipients))}"
    kind = f'<span class="kind">{esc(line.kind)}{":" if parties else ""}</span>'
    place = f' <span class="place">in {esc(line.place)}</span>' if line.place else ""
    return f'<p class="what">{kind} {parties.strip()}{place}</p>\n'


def _ahead(one: Ahead) -> Iterator[str]:
    drawn = _OUTCOME_DRAWN[one.outcome]
    if one.outcome is Outcome.AHEAD:
        drawn = _DRAWN.get(one.line.modality, "planned")
    yield f'<li class="{drawn}"><span class="dot"></span>{_head(one.planned, one.state)}{_what(one.line)}'
    if one.moves:
        yield f'<ol class="history">{"".join(f"<li>moved {esc(move)}</li>" for move in one.moves)}</ol>\n'
    yield from _cites(one.line.cites[:1], one.line.id)
    if one.evidence:
        yield f"<details><summary>{esc(one.state)}: the words</summary>\n"
        for cite in one.evidence:
            yield _cite(cite)
        yield "</details>\n"
    yield "</li>\n"


def _cites(cites: tuple[Cite, ...], one: str) -> Iterator[str]:
    """The first words open, those of other pages one click away."""
    yield from (_cite(cite, one) for cite in cites[:1])
    if len(cites) > 1:
        count = len(cites) - 1
        yield f"<details><summary>{count} more page{'s' if count > 1 else ''}</summary>\n"
        yield from (_cite(cite) for cite in cites[1:])
        yield "</details>\n"


def _cite(cite: Cite, one: str | None = None) -> str:
    return f"<blockquote><p>{_marked(cite)}</p>{_source(cite, one)}</blockquote>\n"


def _marked(cite: Cite) -> str:
    """The sentence, with the words that are the datum marked."""
    parts = [f"<mark>{esc(text)}</mark>" if not at % 2 else esc(text) for at, text in enumerate(cite.marked)]
    before = f'<span class="context">{esc(cite.before)}</span>' if cite.before else ""
    after = f'<span class="context">{esc(cite.after)}</span>' if cite.after else ""
    return f"{before}{''.join(parts)}{after}"


def _source(cite: Cite, one: str | None = None) -> str:
    """The page, and the way to its entry below or to the words on the live page."""
    entry = f'<a href="#{esc(cite.page)}">{esc(cite.source)}</a>'
    live = f' · <a href="{esc(cite.link)}" rel="noreferrer noopener">on the page</a>' if cite.link else ""
    shown = f' · <span class="id">{esc(one)}</span>' if one else ""
    return f"<cite>{entry}{live}{shown}</cite>"


def _person(speaker: str, statements: tuple[Said, ...], heading: str) -> Iterator[str]:
    unnamed = " unnamed" if statements[0].unnamed else ""
    yield f'<div class="person{unnamed}"><{heading}>{esc(speaker)}</{heading}>\n'
    for one in statements:
        yield f'<div id="{esc(one.id)}">'
        if one.voices:
            outlet = one.cite.source.rsplit(", ", 1)[0]
            chain = "".join(f"<li>{esc(voice)}</li>" for voice in (outlet, *one.voices, speaker))
            yield f'<ol class="chain" aria-label="through whom it reached the page">{chain}</ol>'
        state = f' <span class="state">{esc(one.state)}</span>' if one.state else ""
        drawn = _DRAWN.get(one.modality, "open") if one.state else ""
        words = f"<p>{_marked(one.cite)}{state}</p>{_source(one.cite, one.id)}"
        also = f'<p class="origins">also {esc("; ".join(one.also))}</p>' if one.also else ""
        yield f'<blockquote class="words {drawn}">{words}{also}</blockquote></div>\n'
    yield "</div>\n"


def _figures(one: Disagreement, heading: str) -> Iterator[str]:
    most = max((value for number in one.figures for value in (number.low, number.high) if value), default=0)
    yield f'<div class="figure"><{heading}>{esc(one.about)}</{heading}>\n'
    for number in one.figures:
        yield f'<div class="bounds">{esc(number.bounds)}</div>{_bar(number, most)}'
        if number.voices:
            chain = "".join(
                f"<li>{esc(voice)}</li>" for voice in (number.cite.source.rsplit(", ", 1)[0], *number.voices)
            )
            yield f'<ol class="chain">{chain}</ol>'
        yield _cite(number.cite, number.id)
    yield "</div>\n"


def _bar(number: Number, most: float) -> str:
    """The range on the scale of the largest; an open end runs off the scale."""
    if most <= 0:
        return ""
    low = 100 * max(number.low or 0, 0) / most
    high = 100 * number.high / most if number.high is not None else 100
    place = f"left:{min(low, 98):.1f}%;right:{max(100 - high, 0):.1f}%"
    return f'<div class="bar" aria-hidden="true"><span style="{place}"></span></div>'


def _sources(sources: tuple[Source, ...]) -> Iterator[str]:
    yield '<ol class="pages">\n'
    for one in sources:
        headline = esc(one.headline)
        if one.link:
            headline = f'<a href="{esc(one.link)}" rel="noreferrer noopener">{headline}</a>'
        yield f'<li id="{esc(one.id)}">{headline}<span class="meta">{esc(one.outlet)} · {esc(one.day)}</span>'
        if one.how_dated:
            yield f'<span class="meta">dated because {esc(one.how_dated)}</span>'
        if one.copies:
            count = f"{len(one.copies)} reprint{'s' if len(one.copies) > 1 else ''}"
            copies = "".join(f"<li>{esc(copy)}</li>" for copy in one.copies)
            yield f"<details><summary>{count}</summary><ul>{copies}</ul></details>"
        yield "</li>\n"
    yield "</ol>\n"


def _below(heading: str) -> str:
    return f"h{int(heading[1]) + 1}"


def _pages(number: int) -> str:
    return f"{number} page{'' if number == 1 else 's'}"
