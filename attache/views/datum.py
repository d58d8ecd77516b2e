"""One datum, as `attache show` gives it: its paragraph, the words marked, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attache import wire
from attache.model import (
    Actor,
    Appointment,
    Digest,
    Dispute,
    Entry,
    Event,
    Figure,
    Page,
    Position,
    Span,
    Statement,
    Story,
    Utterance,
)
from attache.text import block_at, raw_range
from attache.views import terminal, words
from attache.views.brief import Desk
from attache.views.jsonl import page_line
from attache.views.terminal import Row, wrapped

if TYPE_CHECKING:
    from attache.store import Record

MARKS = ("»", "«")  # around the datum, for a terminal without colour


def line(record: Record, noun: Any) -> dict[str, Any]:
    """The datum as an export has it, with `shown`: each of its places, the paragraph around it, and links."""
    found = page_line(record, noun) if isinstance(noun, Page) else wire.line(noun)
    desk = Desk(record)
    return {**found, "shown": [_place(desk, spans) for spans in _places(desk, noun)]}


def _place(desk: Desk, spans: Sequence[Span]) -> dict[str, Any]:
    page = desk.pages[spans[0].page]
    paragraph = _paragraph(page, spans)
    raw = raw_range(page.blocks, spans[0].start, spans[-1].end)
    return {
        "page": page.id,
        "name": page.name,
        "outlet": page.outlet,
        "published": wire.builtins(page.published),
        "paragraph": wire.builtins(paragraph),
        "spans": wire.builtins(tuple(spans)),
        "raw_start": raw[0] if raw else None,
        "raw_end": raw[1] if raw else None,
        "link": words.link(page, spans[0]),
    }


def rows(record: Record, noun: Any, width: int) -> Iterator[Row]:
    """The datum in words, then each of its places."""
    desk = Desk(record)
    yield from _said_of(desk, noun, width)
    for spans in _places(desk, noun):
        yield Row("")
        yield from _shown(desk.pages[spans[0].page], spans, width)


def _said_of(desk: Desk, noun: Any, width: int) -> Iterator[Row]:
    """What the record says of it."""
    if isinstance(noun, Page):
        yield from _page(noun, desk, width)
    elif isinstance(noun, Statement):
        yield from terminal.said(((desk.statement(noun).speaker, (desk.statement(noun),)),), width)
    elif isinstance(noun, Event):
        yield from terminal.timeline((desk.event(noun),), width)
    elif isinstance(noun, Entry):
        yield from terminal.timeline(tuple(one for one in desk.timeline(story=noun.story) if one.id == noun.id), width)
    elif isinstance(noun, Figure):
        yield from terminal.figures((desk.number(noun),), width)
    elif isinstance(noun, Appointment):
        found = desk.announced()
        yield from terminal.ahead(tuple(one for one in found if one.line.id == noun.entry), width)
    elif isinstance(noun, Actor):
        yield from _actor(noun, width)
    elif isinstance(noun, Story):
        yield from wrapped(noun.headline, width, style="head")
        yield from terminal.sources(desk.sources(noun), width)
    elif isinstance(noun, Utterance):
        for variant in noun.variants:
            yield from wrapped(f"“{variant.text}”", width, style="quote")
    elif isinstance(noun, Dispute):
        yield from wrapped(noun.about, width, style="head")
    elif isinstance(noun, Position):
        yield from wrapped(f"{desk.name(noun.actor)} on {noun.issue}", width, style="head")
        for stand in noun.line:
            rests = stand.statement or stand.event
            yield from wrapped(f"{words.day(stand.when)}: {stand.stance.value} ({rests})", width, first="  ")


def _page(page: Page, desk: Desk, width: int) -> Iterator[Row]:
    known = dict(page.known)
    yield from wrapped(page.headline or page.name, width, style="head")
    when = page.published
    because = [one for one in when.because if isinstance(one, str)] if when else []
    for name, value, how in (
        ("outlet", page.outlet, known.get("outlet")),
        ("date", words.day(when), "; ".join(because) or known.get("published")),
        ("byline", page.byline, known.get("byline")),
        ("credit", page.credit, known.get("credit")),
        ("dateline", page.dateline, known.get("dateline")),
        ("language", page.language, known.get("language")),
        ("address", page.url, None),
        ("file", page.name, None),
        ("copy of", desk.record.copy_of(page.id), None),
        ("story", desk.record.story_of(page.id), None),
    ):
        if value:
            yield from wrapped(f"{name}: {value}{f' ({how})' if how else ''}", width, then="  ", style="dim")
    for block in page.blocks:
        yield Row("")
        yield from wrapped(page.text[block.start : block.end], width)
    if page.furniture:
        yield Row("")
        yield Row("left out", "head")
        for piece in page.furniture:
            yield from wrapped(f"{piece.text} ({piece.why})", width, first="  ", then="    ", style="dim")


def _actor(actor: Actor, width: int) -> Iterator[Row]:
    yield from wrapped(f"{actor.name} · {actor.type.value}", width, style="head")
    if actor.country:
        yield Row(f"  acts for {actor.country}", "dim")
    for office in actor.offices:
        term = f"{office.start or '?'} to {office.end or 'now'}" if office.start or office.end else "dates not known"
        yield from wrapped(f"{office.title}, {term} ({office.basis})", width, first="  ", then="    ")
    yield from wrapped(f"named as: {', '.join(actor.names)}", width, first="  ", then="    ", style="dim")


def _shown(page: Page, spans: Sequence[Span], width: int) -> Iterator[Row]:
    """The paragraph with the datum marked, then the page, its date and the place in what was received."""
    paragraph = _paragraph(page, spans)
    text, at = "", paragraph.start
    for span in spans:
        text += page.text[at : span.start] + MARKS[0] + page.text[span.start : span.end] + MARKS[1]
        at = span.end
    yield from wrapped(text + page.text[at : paragraph.end], width, first="  ", style="quote")
    yield from wrapped(
        f"{page.outlet or page.name}, {words.day(page.published)} · {page.id}", width, first="  ", style="dim"
    )
    raw = raw_range(page.blocks, spans[0].start, spans[-1].end)
    place = (
        f"characters {raw[0]} to {raw[1]} of what was received" if raw else "its place in what was received: unknown"
    )
    yield from wrapped(f"{page.name}: {place}", width, first="  ", style="dim")
    address = words.link(page, spans[0])
    if address:
        yield Row(f"  {address}", "dim")


def _paragraph(page: Page, spans: Sequence[Span]) -> Span:
    """The block, or blocks, that hold the words."""
    first, last = block_at(page.blocks, spans[0].start), block_at(page.blocks, max(spans[-1].end - 1, 0))
    start = first.start if first else spans[0].start
    return page.span(start, max(last.end if last else 0, spans[-1].end))


def _places(desk: Desk, noun: Any) -> list[Sequence[Span]]:
    """The words a datum rests on, one list for each place."""
    if isinstance(noun, Statement):
        return [noun.content] if noun.content else []
    if isinstance(noun, Event):
        return [(noun.anchor,)]
    if isinstance(noun, Figure):
        return [(noun.span,)]
    if isinstance(noun, Actor):
        first = {span.page: span for span in sorted(noun.mentions, key=lambda span: (span.page, -span.start))}
        return [(span,) for span in first.values()]
    if isinstance(noun, Entry | Appointment):
        ids = noun.events if isinstance(noun, Entry) else (*noun.announced, *noun.evidence)
        events = desk.record.many(ids, Event)
        return [(events[one].anchor,) for one in ids if one in events]
    if isinstance(noun, Utterance):
        statements = desk.record.many(noun.statements, Statement)
        return [one.content for one in statements.values() if one.content]
    if isinstance(noun, Dispute):
        figures = desk.record.many(noun.figures, Figure)
        return [(figure.span,) for figure in figures.values()]
    if isinstance(noun, Digest):
        return [(span,) for sentence in noun.sentences for span in sentence.spans]
    return []
