"""The calendar, read back by icalendar: days, times and ranges; moved, called off, held; the same UID throughout."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from world import World

from attache import wire
from attache.model import Basis, Modality, Move, Option, Outcome, Precision, When
from attache.store import Record
from attache.views import calendar

icalendar = pytest.importorskip("icalendar")


def events(record: Record) -> list[icalendar.Event]:
    text = "".join(calendar.write(record))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def announced(world: World, **changed: object) -> Record:
    """The record with its one appointment changed."""
    record = world.write(Record())
    found = world.established(world.pages)
    entry = found.entries[0]
    if "modality" in changed:
        state = changed.pop("modality")
        steps = tuple(replace(step, modality=state) for step in entry.history[:1])
        entry = replace(entry, modality=state, events=(world.planned.id,), history=steps)
    one = replace(found.appointments[0], **changed)
    record.establish(replace(found, entries=(entry,), appointments=(one,)))
    return record


def test_a_meeting_that_took_place(record: Record, world: World) -> None:
    (event,) = events(record)
    assert event["summary"] == "Meeting: Anna Berg, Ivan Petrov"
    assert event["uid"] == f"{world.planned.id}@attache"
    assert event["status"] == "CONFIRMED"
    assert event["location"] == "Oslo"
    assert event.decoded("geo") == (59.9, 10.7)
    assert event.decoded("dtstart") == date(2031, 4, 12)
    assert event.decoded("dtend") == date(2031, 4, 13)
    assert event["description"].startswith("Took place. Announced as planned, 12 April 2031.\n")
    assert "“Anna Berg and Ivan Petrov met in Oslo on Saturday.” (The Post, 13 April 2031)" in event["description"]
    assert event.decoded("last-modified") == datetime(2031, 4, 13, tzinfo=UTC)
    assert event["url"].startswith("https://harbour.example/")


def test_the_uid_stays_and_the_sequence_grows(world: World) -> None:
    record = Record()
    record.keep([(world.wire, "key", wire.pack(world.readings[world.wire.id]))])
    record.establish(world.established([world.wire]))
    (before,) = events(record)
    world.write(record)
    (after,) = events(record)
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 2)  # another state, and an outcome


def test_called_off(world: World) -> None:
    (event,) = events(announced(world, modality=Modality.CANCELLED, outcome=Outcome.CANCELLED, evidence=()))
    assert event["status"] == "CANCELLED"
    assert "Called off." in event["description"]


def test_moved_to_a_time_with_a_zone(world: World) -> None:
    new = When("2031-04-15T18:30+02:00", "2031-04-15T18:30+02:00", Precision.MINUTE, basis=Basis.STATED)
    move = Move(world.planned.when, new, world.planned.id)
    record = announced(world, modality=Modality.SCHEDULED, moves=(move,), outcome=Outcome.MOVED, evidence=())
    (event,) = events(record)
    assert event.decoded("dtstart") == datetime(2031, 4, 15, 16, 30, tzinfo=UTC)
    assert "dtend" not in event
    assert "Moved from 12 April 2031 to 15 April 2031, 18:30" in event["description"]
    assert event["sequence"] == 2


@pytest.mark.parametrize(
    ("when", "start", "end", "fixed"),
    [
        (When("2031-04-12", "2031-04-12"), date(2031, 4, 12), date(2031, 4, 13), True),
        (When("2031-04-01", "2031-04-02", basis=Basis.STATED), date(2031, 4, 1), date(2031, 4, 3), True),
        (When("2031-04-07", "2031-04-13", Precision.WEEK), date(2031, 4, 7), date(2031, 4, 14), False),
        (When("2031-04-07", "2031-04-09", basis=Basis.INFERRED), date(2031, 4, 7), date(2031, 4, 10), False),
        (
            When(options=(Option("2031-04-06", "2031-04-06"), Option("2031-04-13", "2031-04-13"))),
            date(2031, 4, 6), date(2031, 4, 14), False,
        ),
        (When("2031-04-12T09:00", "2031-04-12T09:00", Precision.MINUTE), datetime(2031, 4, 12, 9), None, True),
        (
            When("2031-04-12T09:00Z", "2031-04-12T11:00Z", Precision.MINUTE),
            datetime(2031, 4, 12, 9, tzinfo=UTC), datetime(2031, 4, 12, 11, tzinfo=UTC), True,
        ),
    ],
)  # fmt: skip
def test_days_times_and_ranges(when: When, start: object, end: object, fixed: bool) -> None:
    assert calendar.placed(when) == calendar.Slot(start, end, fixed)


@pytest.mark.parametrize(
    "when",
    [
        None,
        When(value="XXXX-WXX-5"),
        When("2031", "2031", Precision.YEAR),
        When("2031-01-01", "2031-12-31", Precision.YEAR),
    ],
)
def test_what_no_day_is_known_of_has_no_place(when: When | None) -> None:
    assert calendar.placed(when) is None


def test_a_day_not_settled_is_tentative_and_says_so(world: World) -> None:
    week = When("2031-04-07", "2031-04-13", Precision.WEEK, basis=Basis.RELATIVE)
    (event,) = events(announced(world, modality=Modality.SCHEDULED, planned=week, outcome=Outcome.AHEAD, evidence=()))
    assert event["status"] == "TENTATIVE"
    assert "The day is not settled: 7–13 April 2031." in event["description"]


def test_what_is_left_out_is_counted(world: World) -> None:
    record = announced(world, planned=When(value="XXXX-WXX-5"), outcome=Outcome.AHEAD, evidence=())
    found = world.established(world.pages)
    record.establish(
        replace(
            found,
            entries=(replace(found.entries[0], when=None),),
            appointments=(replace(found.appointments[0], planned=None, outcome=Outcome.AHEAD, evidence=()),),
        )
    )
    text = "".join(calendar.write(record))
    assert "X-WR-CALDESC:1 more" in text
    assert "VEVENT" not in text


def test_written_twice_it_is_the_same(record: Record) -> None:
    assert list(calendar.write(record)) == list(calendar.write(record))


def test_a_hostile_name_adds_no_property(hostile: Record) -> None:
    (event,) = events(hostile)
    assert event.decoded("dtstart") == date(2031, 4, 12)
    assert "BEGIN:VEVENT" in event["summary"]
