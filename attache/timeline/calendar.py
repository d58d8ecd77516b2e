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

from attache.model import (
    Appointment,
    Entry,
    Event,
    Modality,
    Move,
    Outcome,
    Page,
    When,
    identifier,
)
from attache.timeline.parties import sentence_of
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
    *,
    as_of: str | None = None,
    written: Mapping[str, When | None] | None = None,
    whens: Mapping[str, When | None] | None = None,
) -> tuple[Appointment, ...]:
    """Everything announced for a day or a time, with its outcome as of a day; nothing is used from later
    pages.

    `written` and `whens` are the days worked out for pages and events; without them, those the pages bear.
    """
    if written is None:
        written = {page.id: page.published for page in pages}
    if whens is None:
        whens = {id: event.when for id, event in events.items()}
    days = [last for when in written.values() if (last := _end(when)) and last == _start(when)]
    known = _Known(written, whens, as_of, as_of or max(days, default=None))
    texts = {page.id: page for page in pages}
    moves = _moves(entries, events, texts, known)
    found = (_appointment(entry, events, moves.get(entry.id, ()), known) for entry in entries)
    return tuple(sorted((each for each in found if each), key=lambda each: each.id))


def _appointment(entry: Entry, events: Mapping[str, Event], moves: Sequence[Move], known: _Known) -> Appointment | None:
    reports = [events[id] for id in entry.events if known.visible(events[id])]
    announced = [each for each in reports if each.modality in ANNOUNCED and each.when is not None]
    if not announced:
        return None
    planned = _best([known.whens.get(each.id) or each.when for each in announced])
    outcome, evidence = _outcome(reports, announced, planned, moves, known)
    return Appointment(
        id=identifier("m", entry.id),
        entry=entry.id,
        planned=planned,
        announced=tuple(each.id for each in announced),
        moves=tuple(moves),
        outcome=outcome,
        evidence=evidence,
    )


def _outcome(
    reports: Sequence[Event],
    announced: Sequence[Event],
    planned: When | None,
    moves: Sequence[Move],
    known: _Known,
) -> tuple[Outcome, tuple[str, ...]]:
    day = _start(planned)
    announcing = {each.page for each in announced}
    held = [each.id for each in reports if _tells_it_happened(each, day, announcing, known)]
    if held:
        return Outcome.TOOK_PLACE, tuple(held)
    if moves:
        return Outcome.MOVED, tuple(dict.fromkeys(move.event for move in moves))
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


def is_moved(event: Event, page: Page) -> bool:
    """Whether an event is told as put to another day, its `when` the new one: "postponed until Thursday"."""
    if event.when is None or event.when.span is None:
        return False
    begin, end = sentence_of(page.text, event.anchor.start)
    new = event.when.span
    if not begin <= new.start <= end:
        return False
    cue = _MOVED.search(page.text, begin, end)
    return bool(cue and cue.end() <= new.start and _NEW_DATE.search(page.text, cue.end() - 1, new.start))


def _moves(
    entries: Sequence[Entry], events: Mapping[str, Event], pages: Mapping[str, Page], known: _Known
) -> dict[str, tuple[Move, ...]]:
    """For each entry the moves away from its day: the same parties, told as put to another day."""
    alike: defaultdict[tuple[str, str, frozenset[str]], list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[entry.story, entry.type, frozenset((*entry.actors, *entry.recipients))].append(entry)
    found: defaultdict[str, list[Move]] = defaultdict(list)
    for group in alike.values():
        for entry in group:
            for id in entry.events:
                event = events[id]
                page = pages.get(event.page)
                if page is None or not known.visible(event) or not is_moved(event, page):
                    continue
                before = _moved_from(event, entry, group, events, known)
                if before is not None:
                    after = known.whens.get(id) or event.when
                    found[before.id].append(Move(before.when, after, id))
    return {id: tuple(sorted(moves, key=lambda move: move.event)) for id, moves in found.items()}


def _moved_from(
    event: Event, entry: Entry, group: Iterable[Entry], events: Mapping[str, Event], known: _Known
) -> Entry | None:
    """The entry whose day was given up: announced earlier for another day; None where there are two such."""
    told = _start(known.written.get(event.page))
    earlier = []
    for other in group:
        if other.id == entry.id or other.when is None or _start(other.when) is None:
            continue
        days = [_start(known.written.get(events[id].page)) for id in other.events if events[id].modality in ANNOUNCED]
        if any(day is not None and told is not None and day <= told for day in days) and _start(other.when) != _start(
            known.whens.get(event.id)
        ):
            earlier.append(other)
    return earlier[0] if len(earlier) == 1 else None


# ------------------------------------------------------------------------------------------------------- days


def _best(found: Iterable[When | None]) -> When | None:
    """The first that is settled to a day, else the first."""
    whens = [when for when in found if when is not None]
    fixed = [when for when in whens if when.start is not None and not when.options]
    return next(iter(fixed or whens), None)


def _start(when: When | None) -> str | None:
    return when.start[:10] if when and when.start else None


def _end(when: When | None) -> str | None:
    return (when.end or when.start or "")[:10] or None if when else None
