"""Sets of days as one integer each, a bit a day: what "a Sunday", "March 16" and "in his term" have in
common.

    weekday(7) & month_day(3, 16) & between("2013-02-01", "2017-01-20")    the one day 2014-03-16

Shifting the integer moves all its days, so "one to seven days later" costs a few shifts, however many days
it holds.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

Days = int  # bit n stands for day FIRST + n

FIRST = date(1985, 1, 1)
LAST = date(2049, 12, 31)
SIZE = (LAST - FIRST).days + 1
NONE: Days = 0
ALL: Days = (1 << SIZE) - 1


def day(iso: str) -> Days:
    """One day, from "2014-03-14" or a time of it; none if it lies outside what is counted."""
    at = _place(iso)
    return 1 << at if 0 <= at < SIZE else NONE


def between(start: str | None, end: str | None) -> Days:
    """The days from `start` to `end`, both taken in; None is open."""
    first = 0 if start is None else max(0, _place(start))
    last = SIZE - 1 if end is None else min(SIZE - 1, _place(end, last=True))
    return ((1 << (last - first + 1)) - 1) << first if first <= last else NONE


@cache
def weekday(number: int) -> Days:
    """All Mondays (1) ... Sundays (7)."""
    before = (number - FIRST.isoweekday()) % 7
    return sum(1 << at for at in range(before, 7 * 8, 7)) * _every(56) & ALL


@cache
def month_day(month: int, number: int) -> Days:
    """That day of the month in every year: month_day(3, 16)."""
    found = NONE
    for year in range(FIRST.year, LAST.year + 1):
        if number <= monthrange(year, month)[1]:
            found |= 1 << (date(year, month, number) - FIRST).days
    return found


def _every(step: int) -> Days:
    """One bit every so many days, from the first day on."""
    days, reach = 1, step
    while reach < SIZE:
        days |= days << reach
        reach *= 2
    return days & ALL


def spread(days: Days, low: int, high: int) -> Days:
    """Every day that lies `low` to `high` days after one of `days` (negative: before)."""
    width, reach = high - low, 0
    while reach < width:
        step = min(reach + 1, width - reach)
        days |= days << step
        reach += step
    return (days << low if low >= 0 else days >> -low) & ALL


def count(days: Days) -> int:
    return days.bit_count()


def first(days: Days) -> date:
    return FIRST + timedelta((days & -days).bit_length() - 1)


def last(days: Days) -> date:
    return FIRST + timedelta(days.bit_length() - 1)


def each(days: Days) -> Iterator[date]:
    """The days one by one, in order."""
    while days:
        lowest = days & -days
        yield FIRST + timedelta(lowest.bit_length() - 1)
        days ^= lowest


def runs(days: Days) -> Iterator[tuple[date, date]]:
    """The days as stretches without a gap."""
    while days:
        at = (days & -days).bit_length() - 1
        rest = days >> at
        length = (rest ^ (rest + 1)).bit_length() - 1
        yield FIRST + timedelta(at), FIRST + timedelta(at + length - 1)
        days = (rest >> length) << (at + length)


def _place(iso: str, *, last: bool = False) -> int:
    """How many days after FIRST; "2014" and "2014-03" are their first day, or their last."""
    year, month, number = int(iso[:4]), int(iso[5:7] or 0), int(iso[8:10] or 0)
    if number:
        return (date(year, month, number) - FIRST).days
    if not last:
        return (date(year, month or 1, 1) - FIRST).days
    following = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
    return (following - FIRST).days - 1
