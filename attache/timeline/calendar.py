"""What was announced and what became of it: every date set, each move of it, and its outcome as of a day.

    scheduled for Monday, "postponed until Thursday", held on Thursday     moved, then took place
    scheduled for Tuesday, and nobody tells of it afterwards               no report: not "took place"

Nothing is told as done because its day has passed; only a report that it happened, from a page of that day or
later, makes it so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from attache.mentions import dates
from attache.model import (
    Appointment,
    Entry,
    Event,
    Modality,
    Move,
    Outcome,
    Page,
    Reading,
    When,
    identifier,
)
from attache.timeline.parties import FULLY, places, sentence_of
from attache.timeline.reconcile import ANNOUNCED

_MOVED = re.compile(
    r"\b(?:postpone[ds]?|put off|pushed? back|rescheduled?|delayed|moved|brought forward|deferred)\b",
    re.IGNORECASE,
)
_NEW_DATE = re.compile(r"\b(?:to|until|till|for)\s+(?:the |next |early |late |this )?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What may be used on the day of asking: the days pages were written and events are of."""

    written: Mapping[str, When | None]
    whens: Mapping[str, When | None]
    as_of: str | None
    today: str | None

    def visible(self, event: Event) -> bool:
        """Whether the page with this report was surely out by the day of asking."""
        if self.as_of is None:
            return True
        last = _end(self.written.get(event.page))
        return last is not None and last <= self.as_of


def appointments(
    entries: Sequence[Entry],
    events: Mapping[str, Event],
    pages: Sequence[Page],
    readings: Sequence[Reading] = (),
    *,
    as_of: str | None = None,
    written: Mapping[str, When | None] | None = None,
    whens: Mapping[str, When | None] | None = None,
) -> tuple[Appointment, ...]:
    """Everything announced for a day or a time, with its outcome as of a day; later pages are not used.

    `written` and `whens` are the days worked out for pages and events; without them, those the pages bear.
    The dates of `readings` say where things were moved to.
    """
    if written is None:
        written = {page.id: page.published for page in pages}
    if whens is None:
        whens = {id: event.when for id, event in events.items()}
    days = [last for when in written.values() if (last := _end(when)) and last == _start(when)]
    known = _Known(written, whens, as_of, as_of or max(days, default=None))
    moves = _moves(entries, events, {page.id: page for page in pages}, readings, known)
    found = []
    for entry in entries:
        reports = [events[id] for id in entry.events if known.visible(events[id])]
        announced = [each for each in reports if each.modality in ANNOUNCED and each.when is not None]
        if announced:
            later = _held_later(entry, moves.get(entry.id, ()), entries, events, known)
            found.append(_appointment(entry, reports, announced, moves.get(entry.id, ()), later, known))
    return tuple(sorted(found, key=lambda each: each.id))


def _appointment(
    entry: Entry,
    reports: Sequence[Event],
    announced: Sequence[Event],
    moves: Sequence[Move],
    later: Sequence[str],
    known: _Known,
) -> Appointment:
    planned = _best([known.whens.get(each.id) or each.when for each in announced])
    outcome, evidence = _outcome(reports, announced, planned, known)
    if outcome is not Outcome.TOOK_PLACE and moves:
        outcome, evidence = Outcome.MOVED, tuple(dict.fromkeys(move.event for move in moves))
        if later:
            outcome, evidence = Outcome.TOOK_PLACE, tuple(later)
    ids = tuple(each.id for each in announced)
    return Appointment(identifier("m", entry.id), entry.id, planned, ids, tuple(moves), outcome, evidence)


def _outcome(
    reports: Sequence[Event], announced: Sequence[Event], planned: When | None, known: _Known
) -> tuple[Outcome, tuple[str, ...]]:
    day = _start(planned)
    announcing = {each.page for each in announced}
    held = [each.id for each in reports if _tells_it_happened(each, day, announcing, known)]
    if held:
        return Outcome.TOOK_PLACE, tuple(held)
    off = [each for each in reports if each.modality is Modality.CANCELLED]
    if off:
        last = max(_start(known.written.get(each.page)) or "" for each in off)
        if not any((_start(known.written.get(each.page)) or "") > last for each in announced):
            return Outcome.CANCELLED, tuple(each.id for each in off)
    if known.today is None:
        return Outcome.AHEAD, ()
    end = _end(planned)
    if end is None:  # no day known: it lies ahead while no page is known to be later than its announcement
        lasts = [_end(known.written.get(each.page)) for each in announced]
        still = any(last is None or last >= known.today for last in lasts)
        return (Outcome.AHEAD if still else Outcome.NO_REPORT), ()
    return (Outcome.AHEAD if end >= known.today else Outcome.NO_REPORT), ()


def _tells_it_happened(event: Event, day: str | None, announcing: set[str], known: _Known) -> bool:
    """A report in the past tense, of a page that can be of the planned day or later.

    "Kerry and Lavrov meet in London", on the page that announces the meeting, does not prove that they met.
    """
    if event.modality is not Modality.HAPPENED:
        return False
    last = _end(known.written.get(event.page))
    if event.page in announcing:
        first, held = _start(known.written.get(event.page)), _end(known.whens.get(event.id))
        return first is not None and held is not None and held < first
    return day is None or last is None or last >= day


# ------------------------------------------------------------------------------------------------------ moves


def moved_to(event: Event, page: Page, told: Iterable[When]) -> When | None:
    """The new day in the words that tell of an event put to another day: "postponed until Monday, 24 March"."""
    begin, end = sentence_of(page.text, event.anchor.start)
    cue = _MOVED.search(page.text, begin, end)
    if cue is None:
        return None
    for when in told:
        if when.span is None or not cue.end() <= when.span.start < end:
            continue
        if _NEW_DATE.search(page.text, cue.end() - 1, when.span.start):
            return when
    return None


def _moves(
    entries: Sequence[Entry],
    events: Mapping[str, Event],
    pages: Mapping[str, Page],
    readings: Sequence[Reading],
    known: _Known,
) -> dict[str, tuple[Move, ...]]:
    """For each entry the moves away from its day, as its own reports or those of the new day tell them."""
    told = {reading.page: reading.dates for reading in readings}
    found: defaultdict[str, list[Move]] = defaultdict(list)
    for entry in entries:
        for id in entry.events:
            event = events[id]
            page = pages.get(event.page)
            if page is None or not known.visible(event):
                continue
            new = moved_to(event, page, told.get(event.page, (event.when,) if event.when else ()))
            if new is None:
                continue
            published = known.written.get(event.page)
            after = dates.resolve(new, published) if published is not None else new
            if event.when is None or event.when.span != new.span:
                before = known.whens.get(id) or entry.when
                found[entry.id].append(Move(before, after, id))
            elif (left := _given_up(event, entry, entries, events, known)) is not None:
                found[left.id].append(Move(left.when, after, id))
    return {id: tuple(sorted(moves, key=lambda move: move.event)) for id, moves in found.items()}


def _given_up(
    event: Event, entry: Entry, entries: Iterable[Entry], events: Mapping[str, Event], known: _Known
) -> Entry | None:
    """The entry whose day was given up: announced earlier for another day; None where there are two such."""
    told = _start(known.written.get(event.page))
    earlier = []
    for other in entries:
        if other.id == entry.id or not _one_affair(entry, other) or _start(other.when) is None:
            continue
        days = [_start(known.written.get(events[id].page)) for id in other.events if events[id].modality in ANNOUNCED]
        before = any(day is not None and told is not None and day <= told for day in days)
        if before and _start(other.when) != _start(known.whens.get(event.id)):
            earlier.append(other)
    return earlier[0] if len(earlier) == 1 else None


def _held_later(
    entry: Entry,
    moves: Sequence[Move],
    entries: Iterable[Entry],
    events: Mapping[str, Event],
    known: _Known,
) -> list[str]:
    """Reports that what was moved was held on its new day."""
    new = max((day for move in moves if (day := _start(move.after))), default=None)
    if new is None:
        return []
    found = []
    for other in entries:
        if other.id == entry.id or not _one_affair(entry, other):
            continue
        for id in other.events:
            event = events[id]
            if event.modality is not Modality.HAPPENED or not known.visible(event):
                continue
            when, page = known.whens.get(id), _start(known.written.get(event.page))
            on_the_day = (_start(when) or "") <= new <= (_end(when) or "")
            if on_the_day or (_start(when) is None and page is not None and page >= new):
                found.append(id)
    return found


def _one_affair(one: Entry, other: Entry) -> bool:
    """Whether two entries are of one kind, in one story, with the same parties or, nobody named, in one place."""
    if (one.story, one.type) != (other.story, other.type):
        return False
    here, there = {*one.actors, *one.recipients}, {*other.actors, *other.recipients}
    if here and there:
        return here == there
    return places(one.place, other.place) == FULLY


# ---------------------------------------------------------------------------------------------------------- days


def _best(found: Iterable[When | None]) -> When | None:
    """The first that is settled to a day, else the first."""
    whens = [when for when in found if when is not None]
    fixed = [when for when in whens if when.start is not None and not when.options]
    return next(iter(fixed or whens), None)


def _start(when: When | None) -> str | None:
    return when.start[:10] if when and when.start else None


def _end(when: When | None) -> str | None:
    return (when.end or when.start or "")[:10] or None if when else None
