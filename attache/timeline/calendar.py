"""What was announced and what became of it: every date set, each move of it, and its outcome as of a day.

    scheduled for Monday, "postponed until Thursday", held on Thursday     moved, then took place
    scheduled for Tuesday, and nobody tells of it afterwards               no report: not "took place"
    demanded "by Friday", and on Sunday demanded still                     missed

Nothing is told as done because its day has passed; only a report that it happened, from a page of that day or
later, makes it so. Nor is a deadline told as missed because it has passed: a page must say that it was, or that
what was asked came later.
"""

from __future__ import annotations

import re
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
from attache.timeline import days as calendar_days
from attache.timeline.days import Days
from attache.timeline.evidence import ANNOUNCED, DONE
from attache.timeline.parties import sentence_of

_MOVED = re.compile(
    r"\b(?:postpone[ds]?|put(?:s|ting)? off|push(?:ed|es)? back|reschedule[ds]?|delay(?:ed|s)?|move[ds]?|"
    r"br(?:ought|ings?) forward|defer(?:red|s)?|slip(?:s|ped)?)\b",
    re.IGNORECASE,
)
_NEW_DATE = re.compile(r"\b(?:to|until|till|for)\s+(?:the |next |early |late |this )?$", re.IGNORECASE)
_DEADLINE = re.compile(
    r"(?:\b(?:by|until|till|before|no later than|deadline of|deadline on)\s+(?:the end of |midnight on |noon on )?)$",
    re.IGNORECASE,
)
# A range that is a move: "moved from Thursday to March 21".
_FROM_TO = re.compile(r"\s+(?:to|until|till)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the calendar goes by: the pages, the days they were written and events are of, and the day of asking."""

    pages: Mapping[str, Page]
    told: Mapping[str, Sequence[When]]
    written: Mapping[str, When | None]
    whens: Mapping[str, When | None]
    today: str | None


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
    """Everything announced for a day or a time, and every deadline, with its outcome as of a day.

    `written` and `whens` are the days worked out for pages and events; without them, those the pages bear.
    The dates of `readings` say where things were moved to. What later pages say is to be left out beforehand.
    """
    if written is None:
        written = {page.id: page.published for page in pages}
    if whens is None:
        whens = {id: event.when for id, event in events.items()}
    days = [last for when in written.values() if (last := _end(when)) and last == _start(when)]
    told = {reading.page: reading.dates for reading in readings}
    known = _Known({page.id: page for page in pages}, told, written, whens, as_of or max(days, default=None))
    found = []
    for entry in entries:
        reports = [events[id] for id in entry.events]
        announced = [each for each in reports if each.modality in ANNOUNCED and each.when is not None]
        limits = [each for each in reports if each.modality is Modality.DEMANDED and _is_deadline(each, known)]
        if announced:
            found.append(_appointment(entry, reports, announced, known))
        elif limits:
            found.append(_deadline(entry, reports, limits, known))
    return tuple(sorted(found, key=lambda each: each.id))


def _appointment(entry: Entry, reports: Sequence[Event], announced: Sequence[Event], known: _Known) -> Appointment:
    moves = _moves(reports, known)
    planned = (moves[-1].after if moves else None) or _best([known.whens.get(e.id) or e.when for e in announced])
    outcome, evidence = _outcome(reports, announced, planned, moves, known)
    ids = tuple(each.id for each in announced)
    return Appointment(identifier("m", entry.id), entry.id, planned, ids, moves, outcome, evidence)


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
        return Outcome.TOOK_PLACE, _one_a_page([each for each in reports if each.id in held])
    movers = {move.event for move in moves}
    off = [each for each in reports if each.modality is Modality.CANCELLED and each.id not in movers]
    off = [each for each in off if not any(_is_later(other, each, known) for other in announced)]
    moving = [each for each in reports if each.id in movers]
    if moving:  # what was put off to another day is called off only by a page after that
        off = [each for each in off if all(_is_later(each, other, known) for other in moving)]
    if off:
        return Outcome.CANCELLED, _one_a_page(off)
    if moves:
        return Outcome.MOVED, tuple(dict.fromkeys(move.event for move in moves))
    if known.today is None:
        return Outcome.AHEAD, ()
    end = _end(planned)
    if end is None:  # no day known: it lies ahead while no page is known to be later than its announcement
        lasts = [_end(known.written.get(each.page)) for each in announced]
        still = any(last is None or last >= known.today for last in lasts)
        return (Outcome.AHEAD if still else Outcome.NO_REPORT), ()
    return (Outcome.AHEAD if end >= known.today else Outcome.NO_REPORT), ()


def _one_a_page(reports: Iterable[Event]) -> tuple[str, ...]:
    """Of each page one report as evidence, best one that names the day: a headline and its lead say the same."""
    best: dict[str, Event] = {}
    for each in reports:
        first = best.setdefault(each.page, each)
        if first.when is None and each.when is not None:
            best[each.page] = each
    return tuple(each.id for each in best.values())


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


def _is_later(one: Event, other: Event, known: _Known) -> bool:
    return (_start(known.written.get(one.page)) or "") > (_start(known.written.get(other.page)) or "")


# --------------------------------------------------------------------------------------------------- deadlines


def _is_deadline(event: Event, known: _Known) -> bool:
    """Whether what is demanded is demanded by a day: "free the ship by Friday", "its deadline of Friday"."""
    page = known.pages.get(event.page)
    if event.when is None or event.when.span is None or page is None:
        return False
    return bool(_DEADLINE.search(page.text, max(0, event.when.span.start - 40), event.when.span.start))


def _deadline(entry: Entry, reports: Sequence[Event], limits: Sequence[Event], known: _Known) -> Appointment:
    planned = _best([known.whens.get(each.id) or each.when for each in limits])
    day, outcome = _end(planned), Outcome.AHEAD
    evidence: tuple[str, ...] = ()
    ids = tuple(each.id for each in limits)
    if day is not None and known.today is not None and day < known.today:
        done = [each for each in reports if each.modality in DONE]
        in_time = [each for each in done if (_end(known.whens.get(each.id)) or "9999") <= day]
        after = [each for each in _in_order(reports, known) if (_start(known.written.get(each.page)) or "") > day]
        if in_time:
            outcome, evidence = Outcome.TOOK_PLACE, _one_a_page(in_time)
        elif after:  # the first page that shows it, and the first that tells of it as done, too late
            late = [each.page for each in after if each.modality in DONE][:1]
            outcome = Outcome.MISSED
            evidence = _one_a_page(each for each in after if each.page in {after[0].page, *late})
        else:
            outcome = Outcome.NO_REPORT
    return Appointment(identifier("m", entry.id), entry.id, planned, ids, (), outcome, evidence)


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
        if _FROM_TO.search(when.span.text) and when.end is not None:
            return when
    return None


def moved(pages: Sequence[Page], readings: Sequence[Reading], written: Mapping[str, When | None]) -> dict[str, Days]:
    """The new days of the events that their words put to another day."""
    by_id = {page.id: page for page in pages}
    found = {}
    for reading in readings:
        page = by_id.get(reading.page)
        for event in reading.events:
            if page is None or event.modality in DONE:
                continue
            new = _settled(moved_to(event, page, reading.dates), written.get(page.id))
            if new is not None and new.end is not None:
                found[event.id] = calendar_days.day(new.end)
    return found


def _settled(new: When | None, page: When | None) -> When | None:
    """A new day as a date: the end of "from Thursday to March 21"; nothing where it is no one day."""
    if new is None:
        return None
    if page is not None:
        new = dates.resolve(new, page)
    if new.start is None or new.end is None:
        return None
    if new.start[:10] != new.end[:10] and not (new.span and _FROM_TO.search(new.span.text)):
        return None
    return When(new.end[:10], new.end[:10], new.precision, new.span, new.basis, new.because, new.value)


def _moves(reports: Sequence[Event], known: _Known) -> tuple[Move, ...]:
    """Each time the event was announced for another day than before, in the order of the pages."""
    ordered = _in_order(reports, known)
    found: list[Move] = []
    current: When | None = None
    left: set[str] = set()
    for event in ordered:
        if event.modality in DONE:
            continue
        own = known.whens.get(event.id)
        page = known.pages.get(event.page)
        new = None
        if page is not None:
            new = _settled(moved_to(event, page, known.told.get(event.page, ())), known.written.get(event.page))
        if new is None and event.modality in ANNOUNCED and _start(own) == _end(own):
            new = own
        if current is None and own is not None and _start(own) != _start(new):
            current = own
        day = _start(new)
        if day is None or day in left:
            continue
        if current is not None and _start(current) not in (None, day):
            left.add(str(_start(current)))
            found.append(Move(current, new, event.id))
        current = new
    return tuple(found)


def _in_order(reports: Iterable[Event], known: _Known) -> list[Event]:
    """The reports as they were told; one of a page without a day is not the first to tell."""

    def when(event: Event) -> tuple[str, str, str, int, str]:
        written = known.written.get(event.page)
        return _end(written) or "9999", _start(written) or "9999", event.page, event.anchor.start, event.id

    return sorted(reports, key=when)


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
