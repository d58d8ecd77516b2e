"""The brief: what an editor wants of a record, in order, each line beside the exact words it rests on.

One value that Markdown, HTML and the terminal all show: nothing is said in one of them that is not in the
others. No sentence here claims anything of its own; lines are put together from the record's fields and
quoted words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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
    Naming,
    Outcome,
    Page,
    Role,
    Span,
    Standing,
    Statement,
    StatementKind,
    Story,
    When,
)
from attache.safe import web_address
from attache.views import words
from attache.views.sheaf import known

if TYPE_CHECKING:
    from attache.store import Record


@dataclass(frozen=True, slots=True)
class Cite:
    """Exact words and where they stand: `before`, `marked` and `after` are one stretch of the page's text.

    `marked` alternates between words that are the datum (even places) and words between two parts of it.
    """

    page: str
    source: str  # "Harbour Wire, 14 March 2014"
    before: str
    marked: tuple[str, ...]
    after: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, or was to happen."""

    id: str
    day: str
    kind: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    modality: Modality
    state: str
    origins: int
    loose: bool  # its day is not known well enough to put it in order
    history: tuple[str, ...]  # "planned (Harbour Wire, 14 March 2014)", where the state has changed
    cites: tuple[Cite, ...]


# Words of saying that take no side; any other stands before the words, lest a denial read as a claim.
PLAIN = frozenset(["said", "says", "say", "told", "tells", "according to", "according", "added", "wrote", "stated"])


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: who, through whom, in which words."""

    id: str
    speaker: str
    unnamed: bool
    voices: tuple[str, ...]  # from the page outwards, the speaker left out
    kind: StatementKind
    day: str
    modality: Modality
    state: str | None  # None for words spoken; "planned" for what somebody will say
    cite: Cite
    also: tuple[str, ...] = ()  # pages with the same words: copies, and others that quote them
    cue: str | None = None  # how it was said, where that matters: "denied", "demanded", "wants"; None for "said"


@dataclass(frozen=True, slots=True)
class Ahead:
    """An announced event, and what had become of it on the day asked about."""

    line: Line
    planned: str
    announced: tuple[str, ...]  # the pages that announced it
    moves: tuple[str, ...]
    outcome: Outcome
    state: str
    evidence: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as one page gives it."""

    id: str
    bounds: str
    low: float | None
    high: float | None
    voices: tuple[str, ...]
    cite: Cite


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Figures on the same thing that do not agree, or one figure that is a range on somebody's word."""

    about: str
    figures: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A page of a story, and the pages that only reprint it."""

    id: str
    outlet: str
    headline: str
    day: str
    how_dated: str | None
    link: str | None
    name: str
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One story."""

    id: str
    headline: str
    days: str
    digest: tuple[str, ...]
    timeline: tuple[Line, ...]
    said: tuple[tuple[str, tuple[Said, ...]], ...]  # by person, the most quoted first
    announced: tuple[Ahead, ...]
    figures: tuple[Disagreement, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything, story by story."""

    as_of: str | None
    pages: int
    parts: tuple[Part, ...]
    unread: tuple[Source, ...]  # pages in a language that is not read
    corrected: tuple[str, ...] = ()  # what people have put right in all this


def brief(record: Record, *, as_of: str | None = None, story: str | None = None) -> Brief:
    """The brief of a record; `as_of` is the day it stands for, where it is one of a past day (`pipeline.known_on`).

    Of one story where `story` is its id; raises NotInRecord where there is none of that id.
    """
    desk = Desk(record)
    if story is not None:
        (one,) = known(record, story)
        return Brief(as_of, len(one.pages), (_part(desk, one),), (), _corrected(record, one))
    told = [_part(desk, one) for one in record.stories()]
    shown = {page for one in record.stories() for page in one.pages}
    rest = tuple(desk.source(page, ()) for page in desk.pages.values() if page.id not in shown)
    return Brief(as_of, len(desk.pages), tuple(told), rest, _corrected(record))


def _corrected(record: Record, story: Story | None = None) -> tuple[str, ...]:
    """What people have put right: in the record, or what touches a story or one of its pages."""
    found = []
    for one in record.fixes():
        pages = {mark.page for thing in one.correction.things for mark in thing.marks}
        pages |= {page for thing in one.correction.things for page in thing.pages}
        if one.standing is Standing.APPLIED and (story is None or pages & set(story.pages)):
            found.append(words.correction(one.correction))
    return tuple(found)


def _part(desk: Desk, story: Story) -> Part:
    return Part(
        story.id,
        story.headline,
        words.day(When(story.start, story.end)) if story.start else "no date",
        tuple(sentence.text for digest in desk.record.digests(story=story.id) for sentence in digest.sentences),
        desk.timeline(story=story.id),
        by_person(desk.said(story=story.id)),
        desk.announced(story=story.id),
        desk.figures(story=story.id),
        desk.sources(story),
    )


def folded(said: Iterable[Said]) -> tuple[Said, ...]:
    """The same words of the same speaker, found on several pages, once, with the other pages named."""
    first: dict[tuple[object, ...], Said] = {}
    for one in said:
        words_said = " ".join(" ".join(one.cite.marked[::2]).split())
        key = (one.speaker, one.voices, one.modality, words_said.strip(" .,;:!?").casefold())
        if key not in first:
            first[key] = one
        elif one.cite.source not in (first[key].cite.source, *first[key].also):
            first[key] = replace(first[key], also=(*first[key].also, one.cite.source))
    return tuple(first.values())


def by_person(said: Iterable[Said]) -> tuple[tuple[str, tuple[Said, ...]], ...]:
    """Statements under their speakers: the named by how much they say, then those without a name."""
    groups: dict[str, list[Said]] = {}
    for one in said:
        groups.setdefault(one.speaker, []).append(one)
    ranked = sorted(groups.items(), key=lambda group: (group[1][0].unnamed, -len(group[1]), group[0]))
    return tuple((speaker, tuple(group)) for speaker, group in ranked)


class Desk:
    """A record opened for a brief: its pages, people and events at hand, each looked up once."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.pages = {page.id: page for page in record.pages()}
        self.actors = {actor.id: actor for actor in record.actors()}
        self._sentences: dict[str, tuple[tuple[int, int], ...]] = {}

    # ----------------------------------------------------------------------------------------- the sections

    def timeline(
        self,
        *,
        story: str | None = None,
        party: str | None = None,
        type: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> tuple[Line, ...]:
        """What happened and what was to happen, in order of time."""
        entries = self.record.entries(story=story, party=party, type=type, since=since, until=until)
        events = self.record.many((event for entry in entries for event in entry.events), Event)
        lines = (self._line(one, [events[id] for id in one.events if id in events]) for one in entries)
        return tuple(sorted(lines, key=lambda line: line.loose))

    def said(
        self,
        *,
        by: str | None = None,
        story: str | None = None,
        kind: str | None = None,
        unnamed: bool = False,
        since: str | None = None,
        until: str | None = None,
        about: str | None = None,
    ) -> tuple[Said, ...]:
        """What was said, page by page."""
        found = self.record.statements(
            by=by, story=story, kind=kind, unnamed=unnamed, since=since, until=until, about=about
        )
        return folded(self.statement(one) for one in found if one.content)

    def appointments(self, *, story: str | None = None, ahead_only: bool = False) -> tuple[Appointment, ...]:
        """What had been announced, with its outcome; first what lies ahead."""
        seen = list(self.record.appointments(story=story))
        if ahead_only:
            seen = [one for one in seen if one.outcome is Outcome.AHEAD]
        return tuple(sorted(seen, key=lambda one: one.outcome is not Outcome.AHEAD))

    def announced(self, *, story: str | None = None, ahead_only: bool = False) -> tuple[Ahead, ...]:
        """The same, in words."""
        appointments = self.appointments(story=story, ahead_only=ahead_only)
        entries = self.record.many((one.entry for one in appointments), Entry)
        ids = [event for entry in entries.values() for event in entry.events]
        events = self.record.many([*ids, *(event for one in appointments for event in _events(one))], Event)
        return tuple(self._ahead(one, entries[one.entry], events) for one in appointments if one.entry in entries)

    def figures(self, *, story: str | None = None) -> tuple[Disagreement, ...]:
        """The figures on which pages differ, then single figures that are a range on somebody's word."""
        disputes = self.record.disputes(story=story)
        figures = {figure.id: figure for figure in self.record.figures(story=story)}
        disputed = {one for dispute in disputes for one in dispute.figures}
        ranges = [
            self.number(figure)
            for figure in figures.values()
            if figure.id not in disputed and None not in (figure.low, figure.high) and figure.low != figure.high
        ]
        return (*(self._dispute(dispute, figures) for dispute in disputes), *ranges)

    def sources(self, story: Story) -> tuple[Source, ...]:
        """The pages of a story, earliest first, each with its copies folded under it."""
        copied = {page: of for page in story.pages if (of := self.record.copy_of(page)) is not None}
        found = []
        for page in self.pages.values():
            if page.id in story.pages and page.id not in copied:
                copies = [self.pages[copy] for copy in story.pages if copied.get(copy) == page.id]
                found.append(self.source(page, copies))
        return tuple(found)

    # -------------------------------------------------------------------------------------------- one datum

    def source(self, page: Page, copies: Sequence[Page]) -> Source:
        """A page as an entry of a list."""
        when = page.published
        reasons = [one for one in when.because if isinstance(one, str)] if when else []
        return Source(
            page.id,
            page.outlet or page.name,
            page.headline or page.name,
            words.day(when),
            "; ".join(reasons) or None,
            web_address(page.url),
            page.name,
            tuple(f"{copy.outlet or copy.name}: {copy.headline or copy.name}" for copy in copies),
        )

    def statement(self, one: Statement) -> Said:
        """A statement with its speaker and the voices it came through."""
        speaker = " and ".join(self.name(actor) for actor in one.speaker)
        speaker = speaker[:1].upper() + speaker[1:]
        if not speaker:
            speaker = one.source.text if one.source is not None else "somebody the page does not name"
        unnamed = one.naming is Naming.UNNAMED or not one.speaker
        page = self.pages[one.page]
        told = one.when if one.when is not None and one.when.start else page.published
        return Said(
            one.id,
            speaker,
            unnamed,
            tuple(map(self.name, one.voices)),
            one.kind,
            words.day(told),
            one.modality,
            None if one.modality is Modality.HAPPENED else words.STATES[one.modality],
            self.cite(*one.content),
            cue=None if one.cue is None or one.cue.text.lower() in PLAIN else one.cue.text,
        )

    def event(self, one: Event) -> Line:
        """One page's report of an event."""
        return Line(
            one.id,
            words.day(one.when),
            words.kind(one.type, one.mode),
            self._roles(one.actors),
            self._roles(one.recipients),
            one.place.name if one.place else None,
            one.modality,
            words.state(one.type, one.modality),
            1,
            words.loose(one.when),
            (),
            (self.cite(one.anchor),),
        )

    def _roles(self, roles: Sequence[Role]) -> tuple[str, ...]:
        names = (self.name(role.actor) if role.actor else role.span.text for role in roles)
        return tuple(dict.fromkeys(names))

    def _line(self, entry: Entry, events: list[Event]) -> Line:
        # First the report that says what the entry says now, then the others, earliest page first.
        order = sorted(events, key=lambda e: (e.modality is not entry.modality, self._day(e.page), e.page))
        told: dict[str, Event] = {}
        for event in order:
            told.setdefault(event.page, event)
        return Line(
            entry.id,
            words.day(entry.when),
            words.kind(entry.type, words.mode_of(events)),
            tuple(map(self.name, entry.actors)),
            tuple(map(self.name, entry.recipients)),
            entry.place.name if entry.place else None,
            entry.modality,
            words.state(entry.type, entry.modality),
            entry.origins,
            words.loose(entry.when),
            self._history(entry, {event.id: event for event in events}),
            tuple(self.cite(event.anchor) for event in told.values()),
        )

    def _history(self, entry: Entry, events: dict[str, Event]) -> tuple[str, ...]:
        """The states it went through, where there was more than one, and who first told of each."""
        steps: dict[Modality, str] = {}
        told = set()
        for change in entry.history:
            event = events.get(change.event)
            if event is not None and change.modality not in steps:
                told.add(event.page)
                state = words.state(entry.type, change.modality)
                steps[change.modality] = f"{state} ({self.source_line(self.pages[event.page])})"
        return tuple(steps.values()) if len(steps) > 1 and len(told) > 1 else ()

    def _ahead(self, one: Appointment, entry: Entry, events: dict[str, Event]) -> Ahead:
        announced = [events[event] for event in one.announced if event in events]
        line = self._line(_as_announced(entry, one, announced), announced)
        moves = tuple(
            f"from {words.day(move.before)} to {words.day(move.after)}"
            + (f" ({self.source_line(self.pages[events[move.event].page])})" if move.event in events else "")
            for move in one.moves
        )
        return Ahead(
            line,
            words.day(one.planned or entry.when),
            tuple(dict.fromkeys(self.source_line(self.pages[event.page]) for event in announced)),
            moves,
            one.outcome,
            words.OUTCOMES[one.outcome],
            tuple(self.cite(events[event].anchor) for event in one.evidence if event in events),
        )

    def _dispute(self, dispute: Dispute, figures: dict[str, Figure]) -> Disagreement:
        return Disagreement(
            dispute.about, tuple(self._number(figures[one]) for one in dispute.figures if one in figures)
        )

    def number(self, figure: Figure) -> Disagreement:
        """One figure by itself."""
        return Disagreement(_counted(figure), (self._number(figure),))

    def _number(self, figure: Figure) -> Number:
        voices = tuple(map(self.name, figure.voices))
        return Number(figure.id, bounds(figure), figure.low, figure.high, voices, self.cite(figure.span))

    # ------------------------------------------------------------------------------------------------ words

    def name(self, actor: str) -> str:
        """What an actor is called; a voice that is no actor is an outlet, and called what it is."""
        found = self.actors.get(actor)
        return actor if found is None else actor_name(found)

    def source_line(self, page: Page) -> str:
        """ "Harbour Wire, 14 March 2014"."""
        return f"{page.outlet or page.name}, {words.short(page.published)}"

    def cite(self, *spans: Span) -> Cite:
        """Words of one page in the sentences they stand in."""
        page = self.pages[spans[0].page]
        first, last = spans[0].start, spans[-1].end
        start, end = self._sentence(page, first)[0], self._sentence(page, max(first, last - 1))[1]
        marked: list[str] = []
        at = first
        for span in spans:
            if marked:
                marked.append(page.text[at : span.start])
            marked.append(span.text)
            at = span.end
        return Cite(
            page.id,
            self.source_line(page),
            page.text[min(start, first) : first],
            tuple(marked),
            page.text[last : max(end, last)],
            words.link(page, spans[0]),
        )

    def _sentence(self, page: Page, offset: int) -> tuple[int, int]:
        """The sentence around a place of the page, from the end of one to the end of the next."""
        if page.id not in self._sentences:
            self._sentences[page.id] = tuple((one.start, one.end) for one in segment(page.text))
        found = self._sentences[page.id]
        index = bisect_right(found, offset, key=lambda one: one[0]) - 1
        return found[index] if index >= 0 else (offset, offset)

    def _day(self, page: str) -> str:
        when = self.pages[page].published
        return (when.start if when is not None else None) or _NO_DAY


_NO_DAY = "9999"


def _as_announced(entry: Entry, one: Appointment, announced: list[Event]) -> Entry:
    """The entry as its announcements alone tell it: nothing of what later pages said of it."""
    return replace(
        entry,
        when=one.planned or entry.when,
        modality=announced[-1].modality if announced else entry.modality,
        history=(),
        origins=min(entry.origins, len({event.page for event in announced})),
    )


def _events(one: Appointment) -> tuple[str, ...]:
    return (*one.announced, *one.evidence, *(move.event for move in one.moves))


def actor_name(actor: Actor) -> str:
    """ "Sergey Lavrov"; "a senior official, not named"."""
    said = "unnamed" in actor.name or "anonymous" in actor.name.casefold()  # it says so itself
    return f"{actor.name} (not named)" if actor.type is ActorType.UNNAMED and not said else actor.name


def bounds(figure: Figure) -> str:
    """ "30,000 to 100,000 people", "more than 30,000 people", "about 5 percent"."""
    low, high = figure.low, figure.high
    unit = f" {figure.unit}" if figure.unit else ""
    if low is not None and high is not None and low != high:
        text = f"{_number(low)} to {_number(high)}{unit}"
    elif low is not None and high is None:
        text = f"{_number(low)}{unit} or more"
    elif low is None and high is not None:
        text = f"up to {_number(high)}{unit}"
    else:
        text = f"{_number(low)}{unit}" if low is not None else figure.span.text
    return f"about {text}" if figure.approximate else text


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


def _counted(figure: Figure) -> str:
    return figure.counted.text if figure.counted is not None else figure.unit or figure.span.text
