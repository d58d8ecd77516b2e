"""The brief's desk for a record of any size: pages and people are fetched when they are named, not before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from attache import wire
from attache.errors import NotInRecord
from attache.language.segment import segment
from attache.model import (
    Actor,
    ActorType,
    Appointment,
    Dispute,
    Entry,
    Event,
    Figure,
    Modality,
    Outcome,
    Page,
    Span,
    Statement,
    When,
)
from attache.store import Record
from attache.text import block_at
from attache.views import brief, words
from attache.views.brief import Cite, Number, Said

AROUND, QUOTED = 500, 2000  # characters beside words that are shown in a list, and of the words themselves
REPORTS = 12  # of an entry that more pages report, these many are shown; the rest are counted

# How a state is drawn: held solid, planned hollow, called off struck through (the classes of brief.css).
DRAWN: dict[Modality, str] = {
    Modality.HAPPENED: "held",
    Modality.ONGOING: "ongoing",
    Modality.SCHEDULED: "planned",
    Modality.PROPOSED: "proposed",
    Modality.DENIED: "off",
    Modality.CANCELLED: "off struck",
}
OUTCOME_DRAWN: dict[Outcome, str] = {
    Outcome.TOOK_PLACE: "held",
    Outcome.CANCELLED: "off struck",
    Outcome.MISSED: "off",
    Outcome.MOVED: "planned",
    Outcome.AHEAD: "planned",
    Outcome.NO_REPORT: "open",
}


def drawn(modality: Modality) -> str:
    """The class a state is drawn with; what is neither planned nor done is open."""
    return DRAWN.get(modality, "open")


@dataclass(frozen=True, slots=True)
class Who:
    """A party by name; `id` is None for an outlet, and for words that name nobody the record knows."""

    id: str | None
    name: str
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A datum's words on one page; `id` is the datum they belong to."""

    id: str
    cite: Cite


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry, ready to be shown."""

    id: str
    story: str
    day: str
    loose: bool
    state: str
    drawn: str
    kind: str
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    place: str | None
    origins: int
    history: tuple[str, ...]
    told: tuple[Told, ...]
    more: int  # reports beyond those in `told`


@dataclass(frozen=True, slots=True)
class SaidShown:
    """A statement, ready to be shown; `chain` is the page and the voices it came through, where there is a relay."""

    id: str
    said: Said
    speakers: tuple[Who, ...]
    chain: tuple[Who, ...]
    drawn: str
    addressee: str | None


@dataclass(frozen=True, slots=True)
class AheadShown:
    """An appointment: what was planned, how it moved, what became of it."""

    id: str
    entry: EntryShown
    planned: str
    day: str | None  # the ISO day it is sorted by
    moves: tuple[tuple[str, str, Told | None], ...]
    outcome: Outcome
    state: str
    drawn: str
    evidence: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure on the scale of its dispute: percent from the left, and how wide; open ends run off the scale."""

    number: Number
    voices: tuple[Who, ...]
    left: float
    width: float
    open: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """Figures on the same thing, on one scale."""

    id: str
    about: str
    story: str | None
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """As much of an actor as its name takes; a much mentioned one has thousands of spans."""

    id: str
    type: ActorType
    name: str
    country: str | None = None


class _Pages(dict[str, Page]):
    def __init__(self, record: Record) -> None:
        super().__init__()
        self._record = record

    def fetch(self, ids: Iterable[str]) -> None:
        wanted = [one for one in dict.fromkeys(ids) if one not in self]
        if not wanted:
            return
        sql = (
            "SELECT p.id, p.noun, p.body, m.published FROM page p LEFT JOIN member m ON m.page = p.id "
            "WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        for one, noun, body, published in self._record.rows(sql, wire.dumps(wanted)):
            page = replace(wire.unpack(noun, Page), text=body)
            self[one] = replace(page, published=wire.unpack(published, When)) if published else page

    def __missing__(self, one: str) -> Page:
        self.fetch([one])
        if one not in self:
            raise NotInRecord(f"{one}: no page of that id is in the record")
        return self[one]


class WebDesk(brief.Desk):
    """A record opened for one answer. What it will need is best asked for at once: `need`."""

    def __init__(self, record: Record) -> None:
        # Not the parent's: that one fetches every page and everybody.
        self.record = record
        self.pages = self._fetched = _Pages(record)
        self.actors = {}
        self._named: dict[str, _Named | None] = {}
        self._sentences = {}

    # ------------------------------------------------------------------------------------------------ fetching

    def need(self, *, pages: Iterable[str] = (), actors: Iterable[str] = ()) -> None:
        """Fetched in two questions, not one for each."""
        self._fetched.fetch(pages)
        wanted = [one for one in dict.fromkeys(actors) if one not in self._named]
        if wanted:
            sql = "SELECT id, noun FROM datum WHERE record = 'actor' AND id IN (SELECT value FROM json_each(?))"
            found = {one: wire.unpack(noun, _Named) for one, noun in self.record.rows(sql, wire.dumps(wanted))}
            self._named.update({one: found.get(one) for one in wanted})

    def name(self, actor: str) -> str:
        return self.who(actor).name

    def who(self, actor: str) -> Who:
        """A party by its id; a voice that is no actor is an outlet, and called what it is."""
        self.need(actors=[actor])
        found = self._named[actor]
        if found is None:
            return Who(None, actor)
        name = brief.actor_name(Actor(found.id, found.type, found.name, (), ()))
        return Who(found.id, name, found.type is ActorType.UNNAMED)

    def kind_of(self, actor: str) -> ActorType | None:
        """What sort of party an id stands for."""
        self.need(actors=[actor])
        found = self._named[actor]
        return found.type if found else None

    def country_of(self, actor: str) -> str | None:
        """The country a party acts for."""
        self.need(actors=[actor])
        found = self._named[actor]
        return found.country if found else None

    def cite(self, *spans: Span) -> Cite:
        """Words in their sentence, shortened where one goes on for pages: all of it stands on the page."""
        whole = super().cite(*spans)
        before = whole.before if len(whole.before) <= AROUND else f"…{whole.before[-AROUND:]}"
        after = whole.after if len(whole.after) <= AROUND else f"{whole.after[:AROUND]}…"
        marked, left = [], QUOTED
        for piece in whole.marked:
            if len(piece) > left:
                marked.append(f"{piece[:left]}…")
                after = ""
                break
            marked.append(piece)
            left -= len(piece)
        return replace(whole, before=before, marked=tuple(marked), after=after)

    def _sentence(self, page: Page, offset: int) -> tuple[int, int]:
        """The sentence around a place of the page; only its paragraph is cut into sentences."""
        block = block_at(page.blocks, offset)
        start, end = (block.start, block.end) if block else (0, len(page.text))
        key = f"{page.id}:{start}"
        if key not in self._sentences:
            found = segment(page.text[start:end])
            self._sentences[key] = tuple((start + one.start, start + one.end) for one in found)
        last = (offset, offset)
        for first, stop in self._sentences[key]:
            if first > offset:
                break
            last = (first, stop)
        return last

    # ----------------------------------------------------------------------------------------------- showing

    def told(self, id: str, *spans: Span) -> Told:
        """The words of a datum where they stand."""
        return Told(id, self.cite(*spans))

    def show_entries(self, entries: Sequence[Entry]) -> tuple[EntryShown, ...]:
        """Entries with what pages say of them."""
        events = self.record.many((id for one in entries for id in _shown_of(one)), Event)
        first = [next((events[id].page for id in one.events if id in events), "") for one in entries]
        self.need(
            pages=[*filter(None, first), *(one.page for one in events.values())],
            actors=[id for one in entries for id in (*one.actors, *one.recipients)],
        )
        return tuple(self._entry(one, events) for one in entries)

    def _entry(self, entry: Entry, events: dict[str, Event]) -> EntryShown:
        own = [events[id] for id in _shown_of(entry) if id in events]
        # First the report that says what the entry says now, then the others, earliest page first.
        own.sort(key=lambda one: (one.modality is not entry.modality, self._day(one.page), one.page))
        by_page: dict[str, Event] = {}
        for event in own:
            by_page.setdefault(event.page, event)
        told = tuple(self.told(event.id, event.anchor) for event in list(by_page.values())[:REPORTS])
        return EntryShown(
            entry.id,
            entry.story,
            words.day(entry.when),
            words.loose(entry.when),
            words.state(entry.type, entry.modality),
            drawn(entry.modality),
            words.kind(entry.type, words.mode_of(own)),
            tuple(map(self.who, entry.actors)),
            tuple(map(self.who, entry.recipients)),
            entry.place.name if entry.place else None,
            entry.origins,
            self._history(entry, events),
            told,
            max(len(entry.events) - len(own), 0),
        )

    def show_statements(self, statements: Iterable[Statement]) -> tuple[SaidShown, ...]:
        """What was said; the same words on several pages once, with the other pages named."""
        nouns = {one.id: one for one in statements if one.content}
        self._need_said(nouns.values())
        return tuple(self._said(said, nouns[said.id]) for said in brief.folded(map(self.statement, nouns.values())))

    def show_each(self, statements: Iterable[Statement]) -> tuple[SaidShown, ...]:
        """What was said, each statement by itself."""
        found = [one for one in statements if one.content]
        self._need_said(found)
        return tuple(self._said(self.statement(one), one) for one in found)

    def _need_said(self, statements: Iterable[Statement]) -> None:
        found = list(statements)
        self.need(pages=[one.page for one in found], actors=[id for one in found for id in (*one.speaker, *one.voices)])

    def _said(self, said: Said, noun: Statement) -> SaidShown:
        speakers = tuple(map(self.who, noun.speaker)) or (Who(None, said.speaker, True),)
        page = self.pages[noun.page]
        chain: tuple[Who, ...] = ()
        if noun.voices:
            chain = (Who(None, page.outlet or page.name), *map(self.who, noun.voices))
        addressee = noun.addressee.text if noun.addressee else None
        return SaidShown(noun.id, said, speakers, chain, drawn(noun.modality), addressee)

    def show_appointments(self, appointments: Sequence[Appointment]) -> tuple[AheadShown, ...]:
        """What was announced, with its moves and its outcome."""
        entries = self.record.many((one.entry for one in appointments), Entry)
        ids = [id for one in appointments for id in (*one.announced[:REPORTS], *one.evidence[:REPORTS])]
        events = self.record.many([*ids, *(m.event for one in appointments for m in one.moves)], Event)
        self.need(pages=[one.page for one in events.values()])
        shown = []
        for one in appointments:
            if one.entry not in entries:
                continue
            announced = [events[id] for id in one.announced if id in events]
            entry = brief._as_announced(entries[one.entry], one, announced)
            entry = replace(entry, events=tuple(event.id for event in announced))
            shown.append(self._appointment(one, entry, events))
        return tuple(shown)

    def _appointment(self, one: Appointment, entry: Entry, events: dict[str, Event]) -> AheadShown:
        self.need(actors=[*entry.actors, *entry.recipients])
        shape = OUTCOME_DRAWN[one.outcome]
        moves = tuple(
            (
                words.day(move.before),
                words.day(move.after),
                self.told(move.event, events[move.event].anchor) if move.event in events else None,
            )
            for move in one.moves
        )
        evidence = [events[id] for id in one.evidence[:REPORTS] if id in events]
        return AheadShown(
            one.id,
            self._entry(entry, events),
            words.day(one.planned or entry.when),
            (one.planned.start or None) if one.planned else None,
            moves,
            one.outcome,
            words.OUTCOMES[one.outcome],
            drawn(entry.modality) if one.outcome is Outcome.AHEAD else shape,
            tuple(self.told(event.id, event.anchor) for event in evidence),
        )

    def show_disputes(self, disputes: Sequence[Dispute]) -> tuple[Bars, ...]:
        """Figures that do not agree, each as a bar on the scale of the largest."""
        figures = self.record.many((id for one in disputes for id in one.figures), Figure)
        self.need(
            pages=[one.page for one in figures.values()], actors=[v for one in figures.values() for v in one.voices]
        )
        return tuple(
            self.bars(one.id, one.about, one.story, [figures[id] for id in one.figures if id in figures])
            for one in disputes
        )

    def bars(self, id: str, about: str, story: str | None, figures: Sequence[Figure]) -> Bars:
        """Some figures on one scale."""
        ends = [value for one in figures for value in (one.low, one.high) if value is not None and value > 0]
        most = _round_up(max(ends, default=0))
        shown = []
        for one in figures:
            low = max(one.low or 0, 0)
            high = one.high if one.high is not None else most
            left = 100 * low / most if most else 0
            width = max(100 * (high - low) / most if most else 0, 1.4)
            page = self.pages[one.page]
            voices = (Who(None, page.outlet or page.name), *map(self.who, one.voices))
            ends_open = None in (one.low, one.high)
            shown.append(Bar(self._number(one), voices, min(left, 98.6), min(width, 100 - left), ends_open))
        ticks = tuple((25.0 * part, brief._number(most * part / 4)) for part in range(5)) if most else ()
        return Bars(id, about, story, tuple(shown), ticks)


def _shown_of(entry: Entry) -> list[str]:
    """The events of an entry that are looked at: its first reports, and those where its state changed."""
    return list(dict.fromkeys([*entry.events[: REPORTS * 2], *(one.event for one in entry.history)]))[: REPORTS * 3]


def _round_up(value: float) -> float:
    """The end of a scale: 100,000 for 93,000."""
    if value <= 0:
        return 0
    step = 10.0 ** (len(str(int(value))) - 1)
    for factor in (1, 1.2, 1.6, 2, 4, 6, 8, 10):
        if value <= step * factor:
            return step * factor
    return value
