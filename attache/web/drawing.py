"""A timeline as a picture: lanes of parties, time from left to right, in numbers that a template puts into SVG.

Held is solid, planned hollow, called off struck through; what may have been on any of several days is a bar over
all of them. What several parties share stands in each of their lanes, joined by a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, LEFT, RIGHT = 960, 168, 24  # of the picture; the names of the lanes stand to the left of LEFT
ROW, PAD, TOP = 20, 8, 34
MARK = 16  # pixels one mark needs to itself
BEFORE, AFTER = 60, 120  # days beyond a story's own pages; what lies further off would crush everything between
STEPS = (1, 2, 7, 14, 30, 91, 182, 365, 730, 1826, 3652, 9131)  # days between two ticks


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be drawn; `lanes` are places in the list of lanes."""

    id: str
    first: str
    last: str
    drawn: str
    label: str
    lanes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign in a lane; `x2` is the end of a bar where the day is not known exactly."""

    id: str
    x: float
    x2: float | None
    y: float
    drawn: str
    label: str
    first: bool  # of its item: the others are the same thing in another lane, and one stop for the keyboard is enough


@dataclass(frozen=True, slots=True)
class Lane:
    """A party's lane."""

    name: str
    id: str | None
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it."""

    width: float
    height: float
    left: float
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    joins: tuple[tuple[float, float, float, str], ...]  # x, from y, to y, how drawn
    outside: int  # items too far off to be drawn


def timeline(
    items: Sequence[Item], lanes: Sequence[tuple[str, str | None]], *, start: str | None, end: str | None
) -> Drawing | None:
    """The picture of these items; None where there is nothing to draw. `start` and `end` are the story's days."""
    dated = [(one, _date(one.first), _date(one.last)) for one in items]
    known = [(one, first, last or first) for one, first, last in dated if first is not None]
    low, high = _bounds([day for _, first, last in known for day in (first, last)], _date(start), _date(end))
    inside = [(one, first, last) for one, first, last in known if low <= first and last <= high]
    if not inside:
        return None
    low, high = min(first for _, first, _ in inside), max(last for _, _, last in inside)
    margin = max((high - low).days // 40, 1)
    low, high = low - timedelta(margin), high + timedelta(margin)
    days = (high - low).days

    def x(day: date) -> float:
        return LEFT + (day - low).days * (WIDTH - LEFT - RIGHT) / days

    rows: list[list[float]] = [[] for _ in lanes]  # in each lane, where each of its rows is free from
    placed: list[tuple[Item, float, float | None, list[tuple[int, int]]]] = []
    for one, first, last in sorted(inside, key=lambda each: (each[1], each[2], each[0].id)):
        at, to = x(first), x(last) if last > first else None
        spots = [(lane, _row(rows[lane], at, to)) for lane in one.lanes]
        placed.append((one, at, to, spots))
    return _drawn(placed, lanes, rows, _ticks(low, high, x), len(items) - len(inside))


def _drawn(
    placed: Sequence[tuple[Item, float, float | None, list[tuple[int, int]]]],
    lanes: Sequence[tuple[str, str | None]],
    rows: Sequence[Sequence[float]],
    ticks: tuple[tuple[float, str], ...],
    outside: int,
) -> Drawing:
    tops, y = [], float(TOP)
    for lane in rows:
        tops.append(y)
        y += max(len(lane), 1) * ROW + PAD
    marks, joins = [], []
    for one, at, to, spots in placed:
        ys = [tops[lane] + PAD / 2 + row * ROW + ROW / 2 for lane, row in spots]
        middle = at if to is None else (at + to) / 2
        if len(ys) > 1:
            joins.append((round(middle, 1), min(ys), max(ys), one.drawn))
        for number, mark_y in enumerate(ys):
            end = round(to, 1) if to is not None else None
            marks.append(Mark(one.id, round(at, 1), end, mark_y, one.drawn, one.label, number == 0))
    named = zip(lanes, tops, rows, strict=True)
    shown = tuple(Lane(name, id, top, max(len(row), 1) * ROW + PAD) for (name, id), top, row in named)
    return Drawing(WIDTH, y + 8, LEFT, shown, ticks, tuple(marks), tuple(joins), outside)


def _row(rows: list[float], at: float, to: float | None) -> int:
    """The first row of the lane that is free there; marks that would touch stand one below the other."""
    end = (to if to is not None else at) + MARK
    for number, free in enumerate(rows):
        if free <= at:
            rows[number] = end
            return number
    rows.append(end)
    return len(rows) - 1


def _bounds(days: Sequence[date], start: date | None, end: date | None) -> tuple[date, date]:
    if not days:
        return date.min, date.max
    low, high = min(days), max(days)
    if start is not None:
        low = max(low, start - timedelta(BEFORE)) if start - date.min > timedelta(BEFORE) else low
    if end is not None:
        high = min(high, end + timedelta(AFTER)) if date.max - end > timedelta(AFTER) else high
    return low, high


def _date(iso: str | None) -> date | None:
    try:
        found = date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None
    return found if 1000 <= found.year < 3000 else None  # beyond, a page has a number wrong


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _ticks(low: date, high: date, x: Callable[[date], float]) -> tuple[tuple[float, str], ...]:
    """Some six to ten days named under the picture, months and years where days would crowd."""
    span = (high - low).days
    step = next((one for one in STEPS if span / one <= 9), STEPS[-1])
    found: list[tuple[float, str]] = []
    seen = None
    day = _first_tick(low, step)
    while day <= high and len(found) < 40:
        if day >= low:
            if step < 30:
                label = f"{day.day} {_MONTHS[day.month - 1]}" + ("" if day.year == seen else f" {day.year}")
            elif step < 365:
                label = f"{_MONTHS[day.month - 1]}" + ("" if day.year == seen else f" {day.year}")
            else:
                label = str(day.year)
            seen = day.year
            found.append((round(x(day), 1), label))
        day = _next_tick(day, step)
    return tuple(found)


def _first_tick(low: date, step: int) -> date:
    if step < 7:
        return low
    if step < 30:
        return low - timedelta(low.weekday())  # weeks begin on Monday
    if step < 365:
        return date(low.year, 1, 1)
    return date(low.year - low.year % max(step // 365, 1), 1, 1)


def _next_tick(day: date, step: int) -> date:
    if step < 30:
        return day + timedelta(step)
    months = round(step / 30.4)
    total = day.year * 12 + day.month - 1 + months
    return date(min(total // 12, 9999), total % 12 + 1, 1)
