"""A source's page: the article as it was read, every datum marked where it stands and noted beside its paragraph.

What was left out (advertisements, links to other articles) stands folded where it stood. A copy is laid beside the
page it reprints, word by word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TypeVar

from attache import wire
from attache.model import ActorType, Block, Copy, Event, Figure, Furniture, Page, Reading, Statement
from attache.safe import web_address
from attache.store import search
from attache.store.search import MOST, Asked
from attache.views import words
from attache.views.brief import Source, bounds
from attache.web.desk import SaidShown, WebDesk, Who, drawn
from attache.web.looking import EventShown, show_events

T = TypeVar("T")

NAMED = (ActorType.PERSON, ActorType.ORGANIZATION, ActorType.GOVERNMENT, ActorType.COUNTRY, ActorType.OFFICE)
ASKED = "asked"  # the anchor of words that a link asked for by their place
COPIES = 30  # listed beside a page
WORDS = 6000  # of two pages that are compared word by word; longer ones paragraph by paragraph
LONGEST = 400  # words of a paragraph that is compared word by word
LISTED = 40  # pages on one screen of the list of sources


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that is a datum, and where it leads."""

    start: int
    end: int
    kind: str  # said, event, figure, name
    id: str
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text within the same marks: it leads where the narrowest of them does."""

    text: str
    kinds: tuple[str, ...]
    href: str | None
    label: str | None
    anchors: tuple[str, ...]  # ids of data that begin here


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a paragraph: one of the three."""

    at: int
    id: str
    live: str | None
    said: SaidShown | None = None
    event: EventShown | None = None
    figure: tuple[str, str | None, tuple[Who, ...]] | None = None  # bounds, what is counted, voices


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph with its notes, or what was left out between two."""

    pieces: tuple[Piece, ...] = ()
    notes: tuple[Note, ...] = ()
    left_out: tuple[Furniture, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A page that shares its words with this one."""

    source: Source
    share: int  # percent
    page: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """All of it."""

    page: Page
    day: str
    because: tuple[str, ...]
    link: str | None
    story: tuple[str, str] | None  # id, headline
    headline: tuple[Piece, ...]
    headline_notes: tuple[Note, ...]
    parts: tuple[Part, ...]
    counts: tuple[int, int, int]  # statements, events, figures
    read: bool
    original: CopyShown | None
    copies: tuple[CopyShown, ...]


def source(desk: WebDesk, id: str, *, asked: tuple[int, int] | None = None) -> SourcePage:
    """The page of one article, with the words asked for marked; raises NotInRecord."""
    page = desk.pages[id]
    statements = _data(desk, id, "statement", Statement)
    events = _data(desk, id, "event", Event)
    figures = _data(desk, id, "figure", Figure)
    reading = desk.record.rows("SELECT noun FROM reading WHERE page = ? AND noun IS NOT NULL", id)
    names = _names(desk, wire.unpack(reading[0][0], Reading)) if reading else []
    notes = _notes(desk, page, statements, events, figures)
    marks = [*_marks(statements, events, figures), *names]
    if asked is not None:
        marks.append(Mark(*asked, "asked", ASKED, "", "asked for"))
    paragraphs = _paragraphs(page, marks, notes)
    headline: tuple[Piece, ...] = ()
    headline_notes: tuple[Note, ...] = ()
    blocks = list(page.blocks)
    if page.headline and blocks and page.text[blocks[0].start : blocks[0].end].strip() == page.headline.strip():
        headline, headline_notes = paragraphs[0].pieces, paragraphs[0].notes
        blocks, paragraphs = blocks[1:], paragraphs[1:]
    when = page.published
    known = dict(page.known).get("published")
    because = tuple(one for one in when.because if isinstance(one, str)) if when else ()
    original, copies = _copies(desk, id)
    return SourcePage(
        page,
        words.day(when),
        because or ((known,) if known else ()),
        web_address(page.url),
        _story(desk, id),
        headline,
        headline_notes,
        _with_left_out(page, blocks, paragraphs),
        (len(statements), len(events), len(figures)),
        bool(reading),
        original,
        copies,
    )


def _data(desk: WebDesk, page: str, kind: str, noun: type[T]) -> list[T]:
    sql = "SELECT noun FROM datum WHERE page = ? AND record = ? ORDER BY start, id"
    return [wire.unpack(found, noun) for (found,) in desk.record.rows(sql, page, kind)]


def _story(desk: WebDesk, page: str) -> tuple[str, str] | None:
    sql = (
        "SELECT d.id, json_extract(CAST(d.noun AS TEXT), '$.headline') FROM member m "
        "JOIN datum d ON d.id = m.story AND d.record = 'story' WHERE m.page = ?"
    )
    rows = desk.record.rows(sql, page)
    return (str(rows[0][0]), str(rows[0][1])) if rows else None


# -------------------------------------------------------------------------------------------------------- marks


def _marks(statements: Iterable[Statement], events: Iterable[Event], figures: Iterable[Figure]) -> list[Mark]:
    marks = []
    for said in statements:
        for span in said.content:
            marks.append(Mark(span.start, span.end, f"said {said.kind.value}", said.id, f"#{said.id}", "statement"))
    for event in events:
        kind = words.kind(event.type, event.mode)
        state = words.state(event.type, event.modality)
        label = f"{kind}, {state}"
        shape = f"event {drawn(event.modality)}"
        marks.append(Mark(event.anchor.start, event.anchor.end, shape, event.id, f"#{event.id}", label))
    for figure in figures:
        marks.append(Mark(figure.span.start, figure.span.end, "figure", figure.id, f"#{figure.id}", "figure"))
    return marks


def _names(desk: WebDesk, reading: Reading) -> list[Mark]:
    """Where parties with a name are named; each leads to the party's page."""
    own = [actor.id for actor in reading.actors]
    sql = "SELECT own, actor FROM same WHERE own IN (SELECT value FROM json_each(?))"
    same = dict(desk.record.rows(sql, wire.dumps(own)))
    desk.need(actors=[same.get(id, id) for id in own])
    marks = []
    for actor in reading.actors:
        id = same.get(actor.id, actor.id)
        if desk.kind_of(id) in NAMED:
            name = desk.who(id).name
            for span in actor.mentions:
                marks.append(Mark(span.start, span.end, "name", "", f"/person/{id}", name))
    return marks


def pieces(text: str, start: int, end: int, marks: Sequence[Mark], begun: set[str]) -> tuple[Piece, ...]:
    """Characters `start` to `end`, cut wherever a mark begins or ends; in time proportional to text and marks.

    `begun` holds the data that have begun already: each gets one anchor, at its first word.
    """
    inside = sorted((one for one in marks if one.start < end and one.end > start), key=lambda one: (one.start, one.end))
    cuts = sorted({start, end, *(max(one.start, start) for one in inside), *(min(one.end, end) for one in inside)})
    active: list[tuple[int, int, int]] = []  # length, number, end: the narrowest first
    found, at = [], 0
    for low, high in pairwise(cuts):
        anchors = []
        while at < len(inside) and inside[at].start <= low:
            mark = inside[at]
            heappush(active, (mark.end - mark.start, at, mark.end))
            if mark.id and mark.id not in begun:
                begun.add(mark.id)
                anchors.append(mark.id)
            at += 1
        while active and active[0][2] <= low:
            heappop(active)
        if len(active) > 64:  # hostile nesting: what is over is thrown out wherever it lies
            active = [one for one in active if one[2] > low]
            heapify(active)
        here = [inside[number] for _, number, _ in sorted(one for one in active if one[2] > low)[:8]]
        narrowest = next((one for one in here if one.href), None)
        found.append(
            Piece(
                text[low:high],
                tuple(dict.fromkeys(kind for one in here for kind in one.kind.split())),
                narrowest.href if narrowest else None,
                narrowest.label if narrowest else None,
                tuple(anchors),
            )
        )
    return tuple(found)


def _paragraphs(page: Page, marks: Sequence[Mark], notes: Sequence[Note]) -> list[Part]:
    blocks = page.blocks or (Block(0, len(page.text), None, None),)
    marks = sorted(marks, key=lambda one: one.start)
    begun: set[str] = set()
    parts, at, noted = [], 0, 0
    open_marks: list[Mark] = []
    for number, block in enumerate(blocks):
        while at < len(marks) and marks[at].start < block.end:
            open_marks.append(marks[at])
            at += 1
        open_marks = [one for one in open_marks if one.end > block.start]
        own = []
        last = number == len(blocks) - 1
        while noted < len(notes) and (notes[noted].at < block.end or last):
            own.append(notes[noted])
            noted += 1
        parts.append(Part(pieces(page.text, block.start, block.end, open_marks, begun), tuple(own)))
    return parts


def _notes(
    desk: WebDesk, page: Page, statements: Sequence[Statement], events: Sequence[Event], figures: Sequence[Figure]
) -> list[Note]:
    """What stands beside the text, in its order."""
    desk.need(actors=[voice for one in figures for voice in one.voices])
    starts = {one.id: one.content[0] for one in statements if one.content}
    anchors = {one.id: one.anchor for one in events}
    notes = []
    for said in desk.show_each(statements):
        span = starts[said.id]
        notes.append(Note(span.start, said.id, words.link(page, span), said=said))
    for event in show_events(desk, tuple(events)):
        span = anchors[event.id]
        notes.append(Note(span.start, event.id, words.link(page, span), event=event))
    for one in figures:
        counted = one.counted.text if one.counted else None
        told = (bounds(one), counted, tuple(map(desk.who, one.voices)))
        notes.append(Note(one.span.start, one.id, words.link(page, one.span), figure=told))
    return sorted(notes, key=lambda note: (note.at, note.said is None, note.id))


def _with_left_out(page: Page, blocks: Sequence[Block], paragraphs: Sequence[Part]) -> tuple[Part, ...]:
    """Paragraphs, and between them what was left out where it stood; what stood nobody knows where comes last."""
    placed = sorted((one for one in page.furniture if one.raw_start is not None), key=lambda one: one.raw_start or 0)
    parts: list[Part] = []
    at = 0
    for block, paragraph in zip(blocks, paragraphs, strict=False):
        before = []
        while at < len(placed) and block.raw_start is not None and (placed[at].raw_start or 0) < block.raw_start:
            before.append(placed[at])
            at += 1
        if before:
            parts.append(Part(left_out=tuple(before)))
        parts.append(paragraph)
    rest = [*placed[at:], *(one for one in page.furniture if one.raw_start is None)]
    if rest:
        parts.append(Part(left_out=tuple(rest)))
    return tuple(parts)


# ------------------------------------------------------------------------------------------------------- copies


def _copies(desk: WebDesk, id: str) -> tuple[CopyShown | None, tuple[CopyShown, ...]]:
    """The page this one reprints, and the pages that reprint it."""
    own = desk.record.rows("SELECT noun FROM datum WHERE record = 'copy' AND id = ?", id)
    pages = desk.record.rows("SELECT page FROM member WHERE copy_of = ? ORDER BY day, page LIMIT ?", id, COPIES)
    sql = "SELECT noun FROM datum WHERE record = 'copy' AND id IN (SELECT value FROM json_each(?))"
    found = [wire.unpack(noun, Copy) for (noun,) in desk.record.rows(sql, wire.dumps([page for (page,) in pages]))]
    desk.need(pages=[one.page for one in found])
    copies = tuple(CopyShown(desk.source(desk.pages[one.page], ()), round(100 * one.share), one.page) for one in found)
    if not own:
        return None, copies
    copy = wire.unpack(own[0][0], Copy)
    return CopyShown(desk.source(desk.pages[copy.of], ()), round(100 * copy.share), copy.of), copies


@dataclass(frozen=True, slots=True)
class Compared:
    """A paragraph of each, side by side; pieces alternate between what both have and what only this one has."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two pages side by side."""

    one: Source
    other: Source
    rows: tuple[Compared, ...]
    same: int  # paragraphs that both have, word for word
    changed: int
    only_one: int
    only_other: int


def compare(desk: WebDesk, one: str, other: str) -> Comparison:
    """What a copy (`other`) changed of the page it reprints (`one`)."""
    first, second = desk.pages[one], desk.pages[other]
    ours, theirs = _texts(first), _texts(second)
    by_word = sum(map(len, (text.split() for text in (*ours, *theirs)))) <= 2 * WORDS
    rows: list[Compared] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Compared((text,), (text,), True) for text in ours[i1:i2]]
        else:
            rows += _aligned(ours[i1:i2], theirs[j1:j2], by_word)
    return Comparison(
        desk.source(first, ()),
        desk.source(second, ()),
        tuple(rows),
        sum(row.same for row in rows),
        sum(bool(row.one and row.other) and not row.same for row in rows),
        sum(not row.other for row in rows),
        sum(not row.one for row in rows),
    )


def _texts(page: Page) -> list[str]:
    return [" ".join(page.text[block.start : block.end].split()) for block in page.blocks][:400] or [page.text[:20000]]


def _aligned(ours: Sequence[str], theirs: Sequence[str], by_word: bool) -> list[Compared]:
    """Paragraphs that are most alike beside each other, in order; what has no like stands alone."""
    if not by_word:
        return [Compared(("", text), (), False) for text in ours] + [Compared((), ("", text), False) for text in theirs]
    rows, at = [], 0
    sets = [set(text.casefold().split()) for text in theirs]
    for text in ours:
        own = set(text.casefold().split())
        shares = [len(own & there) / max(min(len(own), len(there)), 1) for there in sets[at : at + 12]]
        best = max(range(len(shares)), key=lambda number: shares[number], default=None)
        if best is None or shares[best] < 0.5:
            rows.append(Compared(("", text), (), False))
            continue
        rows += [Compared((), ("", alone), False) for alone in theirs[at : at + best]]
        rows.append(_word_by_word(text, theirs[at + best]))
        at += best + 1
    return rows + [Compared((), ("", alone), False) for alone in theirs[at:]]


def _word_by_word(one: str, other: str) -> Compared:
    ours, theirs = one.split(), other.split()
    if max(len(ours), len(theirs)) > LONGEST:
        return Compared(("", one), ("", other), False)
    left: list[str] = []
    right: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            for side, piece in ((left, ours[i1:i2]), (right, theirs[j1:j2])):
                if len(side) % 2:
                    side.append("")
                side.append(" ".join(piece))
            continue
        for side, piece in ((left, ours[i1:i2]), (right, theirs[j1:j2])):
            if not len(side) % 2:
                side.append("")
            side.append(" ".join(piece))
    return Compared(tuple(left), tuple(right), False)


# ---------------------------------------------------------------------------------------------------- the list


def listed(
    desk: WebDesk, what: Asked, *, offset: int = 0
) -> tuple[tuple[Source, ...], int, tuple[tuple[str, int], ...]]:
    """Pages, the newest first, how many there are, and the outlets they are of."""
    found = search.pages(desk.record, what, limit=LISTED, offset=offset)
    desk.need(pages=[hit.page for hit in found.items])
    sql = "SELECT outlet, count(*) FROM page WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY 2 DESC, 1 LIMIT 200"
    outlets = tuple((str(name), int(count)) for name, count in desk.record.rows(sql))
    return tuple(desk.source(desk.pages[hit.page], ()) for hit in found.items), min(found.total, MOST + 1), outlets
