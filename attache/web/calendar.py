"""What was announced, across all stories: what lies ahead, and what became of the rest, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from attache import wire
from attache.model import Appointment, Outcome
from attache.store.search import MOST
from attache.views import words
from attache.web.desk import AheadShown, WebDesk

SHOWN = 40  # appointments on one screen


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month's sheet; `marks` are the ways its appointments are drawn."""

    number: int | None  # None: of another month
    iso: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month, as a sheet of weeks and as a list."""

    name: str
    weeks: tuple[tuple[Day, ...], ...]
    shown: tuple[AheadShown, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """One screen of the calendar; `undated` is on its last."""

    months: tuple[Month, ...]
    undated: tuple[AheadShown, ...]
    total: int
    outcomes: tuple[tuple[str, str, int], ...]  # value, in words, how many


def calendar(desk: WebDesk, *, outcome: str | None = None, story: str | None = None, offset: int = 0) -> Calendar:
    """Appointments by the day they were planned for, the latest first."""
    where, values = ["record = 'appointment'"], list[Any]()
    for column, value in (("tag", outcome), ("story", story)):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    rest = f"FROM datum WHERE {' AND '.join(where)}"
    rows = desk.record.rows(f"SELECT noun {rest} ORDER BY first_day DESC, id LIMIT ? OFFSET ?", *values, SHOWN, offset)
    total = desk.record.rows(f"SELECT count(*) FROM (SELECT 1 {rest} LIMIT {MOST + 1})", *values)[0][0]
    shown = desk.show_appointments([wire.unpack(noun, Appointment) for (noun,) in rows])
    counts = dict(desk.record.rows("SELECT tag, count(*) FROM datum WHERE record = 'appointment' GROUP BY tag"))
    outcomes = tuple((one.value, words.OUTCOMES[one], counts[one]) for one in Outcome if counts.get(one))
    months: dict[str, list[AheadShown]] = {}
    undated = []
    for one in shown:
        if one.day:
            months.setdefault(one.day[:7], []).append(one)
        else:
            undated.append(one)
    return Calendar(tuple(_month(name, found) for name, found in months.items()), tuple(undated), total, outcomes)


def _month(month: str, shown: Sequence[AheadShown]) -> Month:
    marks: dict[str, list[str]] = {}
    for one in shown:
        marks.setdefault((one.day or "")[:10], []).append(one.drawn)
    try:
        first = date.fromisoformat(f"{month}-01")
        day = first - timedelta(first.weekday())
    except (ValueError, OverflowError):
        return Month(month, (), tuple(shown))
    weeks: list[tuple[Day, ...]] = []
    while not weeks or (day.year, day.month) == (first.year, first.month):
        week = []
        for _ in range(7):
            there = (day.year, day.month) == (first.year, first.month)
            iso = day.isoformat()
            week.append(Day(day.day if there else None, iso, tuple(marks.get(iso, ())[:4]) if there else ()))
            day += timedelta(1)
        weeks.append(tuple(week))
    return Month(f"{words._MONTHS[first.month - 1]} {first.year}", tuple(weeks), tuple(reversed(shown)))
