"""iCalendar: what was announced, as a calendar to subscribe to, with what became of it.

A meeting keeps its UID when it is moved, its SEQUENCE grows, and its STATUS says whether it is settled, open or
called off. A meeting of 18:30 is timed, one of "Tuesday and Wednesday" fills two days, and one whose day is
only narrowed down ("next week") fills the days it may fall on, is TENTATIVE, and says so. What is known no
better than to a month has no place in a calendar and is counted in its description.

All of it follows from the record: written twice it is the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from attache.errors import ExportError
from attache.model import Appointment, Basis, Entry, Event, Modality, Outcome, Page, Precision, When
from attache.safe import one_line, web_address
from attache.views import words
from attache.views.brief import Ahead, Cite, Desk, Line
from attache.views.sheaf import known

if TYPE_CHECKING:
    from attache.store import Record

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # the stamp of what no page dates
SETTLED = (Modality.SCHEDULED, Modality.ONGOING, Modality.HAPPENED)


@dataclass(frozen=True, slots=True)
class Slot:
    """The days or times an appointment takes in a calendar; `end` is not part of it, None for a moment."""

    start: date | datetime
    end: date | datetime | None
    fixed: bool


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """The calendar as text; raises ExportError without the icalendar library."""
    library = _library()
    known(record, story)
    desk = Desk(record)
    appointments = {one.entry: one for one in desk.appointments(story=story)}
    entries = record.many(appointments, Entry)
    reports = record.many((event for entry in entries.values() for event in entry.events), Event)
    made: list[Any] = []
    left_out = 0
    for told in desk.announced(story=story):
        one, entry = appointments[told.line.id], entries[told.line.id]
        when = current(one, entry, reports, desk.pages)
        slot = placed(when)
        if slot is None:
            left_out += 1
        else:
            made.append(_event(library, _Told(told, one, entry, when, slot, reports, desk.pages)))
    calendar = library.Calendar()
    calendar.add("prodid", "-//attache//Announced events//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "attache: announced events")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if left_out:
        calendar.add("x-wr-caldesc", f"{left_out} more are announced for no day, or none known within a month.")
    for event in sorted(made, key=lambda event: (event["dtstart"].to_ical(), str(event["uid"]))):
        calendar.add_component(event)
    yield calendar.to_ical().decode("utf-8")


def _library() -> Any:
    try:
        import icalendar
    except ImportError as error:
        raise ExportError("a calendar is written by icalendar: pip install 'attache[calendar]'") from error
    return icalendar


# -------------------------------------------------------------------------------------------------- one event


@dataclass(frozen=True, slots=True)
class _Told:
    """An appointment with all that is said of it in the calendar."""

    ahead: Ahead
    one: Appointment
    entry: Entry
    when: When | None
    slot: Slot
    reports: dict[str, Event]
    pages: dict[str, Page]


def _event(library: Any, told: _Told) -> Any:
    line, one, slot = told.ahead.line, told.one, told.slot
    event = library.Event()
    first, last = _stamps(told)
    event.add("uid", f"{uid(one, told.reports, told.pages)}@attache")
    event.add("sequence", sequence(one, told.entry))
    event.add("dtstamp", last)
    event.add("created", first)
    event.add("last-modified", last)
    event.add("dtstart", slot.start)
    if slot.end is not None:
        event.add("dtend", slot.end)
    event.add("summary", one_line(_title(line)))
    event.add("description", "\n".join(map(one_line, _description(told))))
    event.add("status", status(one, told.entry, told.reports, slot))
    event.add("categories", [line.kind])
    event.add("transp", "TRANSPARENT")  # news does not make its reader busy
    if line.place:
        event.add("location", one_line(line.place))
    place = told.entry.place
    if place is not None and place.lat is not None and place.lon is not None:
        event.add("geo", (place.lat, place.lon))
    for cite in (*told.ahead.evidence, *line.cites):
        if web_address(cite.link):
            event.add("url", cite.link)
            break
    return event


def _title(line: Line) -> str:
    """Who, or where nobody is named the words that tell of it: "Vote: referendum", "Talks, Oslo"."""
    who = ", ".join(line.actors) + (f" → {', '.join(line.recipients)}" if line.recipients else "")
    told = who or next((cite.marked[0] for cite in line.cites), "")
    if who or told.casefold() not in ("", line.kind.casefold()):
        return f"{line.kind}: {told}"
    return f"{line.kind}, {line.place}" if line.place else line.kind


def _description(told: _Told) -> Iterator[str]:
    line = told.ahead.line
    yield f"{told.ahead.state[:1].upper()}{told.ahead.state[1:]}. Announced as {line.state}, {told.ahead.planned}."
    if not told.slot.fixed:
        yield f"The day is not settled: {words.day(told.when)}."
    for move in told.ahead.moves:
        yield f"Moved {move}."
    for cite in (*line.cites, *told.ahead.evidence):
        yield f"{_quoted(cite)} ({cite.source})"


def _quoted(cite: Cite) -> str:
    return f"“{(cite.before + ''.join(cite.marked) + cite.after).strip()}”"


def _stamps(told: _Told) -> tuple[datetime, datetime]:
    """When the first and the last page that tells of it were written."""
    ids = (*told.one.announced, *told.one.evidence, *(move.event for move in told.one.moves))
    days = sorted(_written(one, told.reports, told.pages) for one in ids)
    return (days[0], days[-1]) if days else (EPOCH, EPOCH)


def _written(event: str, reports: dict[str, Event], pages: dict[str, Page]) -> datetime:
    found = reports.get(event)
    page = pages.get(found.page) if found is not None else None
    when = moment(page.published.start) if page is not None and page.published is not None else None
    if when is None:
        return EPOCH
    if isinstance(when, datetime):
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    return datetime(when.year, when.month, when.day, tzinfo=UTC)


# ------------------------------------------------------------------------------------------------ what it keeps


def uid(one: Appointment, reports: dict[str, Event], pages: dict[str, Page]) -> str:
    """The id of the report that first announced it.

    An appointment's own id changes as reports of it come in; the first report stays the first.
    """
    return min(one.announced, key=lambda event: (_written(event, reports, pages), event), default=one.id)


def sequence(one: Appointment, entry: Entry) -> int:
    """How often it changed: a move, another state, an outcome. It only grows as pages come in."""
    states = [step.modality for step in entry.history]
    turns = sum(here is not there for here, there in pairwise(states))
    return turns + len(one.moves) + (one.outcome is not Outcome.AHEAD)


def status(one: Appointment, entry: Entry, reports: dict[str, Event], slot: Slot) -> str:
    """CANCELLED, CONFIRMED, or TENTATIVE where the words or the day are not firm."""
    if one.outcome is Outcome.CANCELLED:
        return "CANCELLED"
    if one.outcome is Outcome.TOOK_PLACE:
        return "CONFIRMED"
    announced = [reports[event].modality for event in one.announced if event in reports] or [entry.modality]
    firm = slot.fixed and one.outcome is not Outcome.NO_REPORT and all(state in SETTLED for state in announced)
    return "CONFIRMED" if firm else "TENTATIVE"


def current(one: Appointment, entry: Entry, reports: dict[str, Event], pages: dict[str, Page]) -> When | None:
    """The day it is set for now: that of its last move, if it was moved."""
    if one.outcome is Outcome.TOOK_PLACE and placed(entry.when) is not None:
        return entry.when
    for move in sorted(one.moves, key=lambda move: _written(move.event, reports, pages), reverse=True):
        if placed(move.after) is not None:
            return move.after
    return one.planned or entry.when


def placed(when: When | None) -> Slot | None:
    """Where a When stands in a calendar; None for what is known no better than to a month.

    "18:30 on 30 March" a moment; "1-2 April" two whole days; "one of these Sundays" all days between, not fixed.
    """
    if when is None or words.loose(when):
        return None
    if when.options:
        start, last = min(one.start for one in when.options), max(one.end for one in when.options)
    else:
        start, last = when.start or "", when.end or when.start or ""
    first, end = moment(start), moment(last)
    if first is None or end is None:
        return None
    spread = start[:10] != last[:10] and (when.basis is Basis.INFERRED or when.precision not in FINE)
    fixed = not when.options and not spread and when.precision in FINE
    if isinstance(first, datetime) and isinstance(end, datetime) and fixed:
        return Slot(first, end if end > first else None, True)
    opens, closes = (one.date() if isinstance(one, datetime) else one for one in (first, end))
    return Slot(opens, max(opens, closes) + timedelta(days=1), fixed)


FINE = (Precision.MINUTE, Precision.HOUR, Precision.DAY)


def moment(iso: str | None) -> date | datetime | None:
    """A day, or a time in UTC; one whose zone is not known floats, as RFC 5545 has it."""
    try:
        if len(iso or "") <= 10:
            return date.fromisoformat(iso or "")
        found = datetime.fromisoformat(iso or "")
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else found
