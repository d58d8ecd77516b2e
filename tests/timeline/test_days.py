"""Sets of days behave like sets of days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.timeline import days

some = st.sets(st.integers(min_value=200, max_value=400), min_size=1, max_size=12)


def as_days(numbers: set[int]) -> int:
    return sum(1 << number for number in numbers)


@given(some, st.integers(-40, 40), st.integers(0, 40))
def test_spread_is_every_day_so_far_off(numbers: set[int], low: int, width: int) -> None:
    expected = {number + by for number in numbers for by in range(low, low + width + 1)}
    assert days.spread(as_days(numbers), low, low + width) == as_days(expected)


@given(some)
def test_runs_cover_the_days_and_nothing_else(numbers: set[int]) -> None:
    found = set()
    for start, end in days.runs(as_days(numbers)):
        while start <= end:
            found.add((start - days.FIRST).days)
            start += timedelta(1)
    assert found == numbers


def test_the_sixteenth_of_march_is_a_sunday_once_in_that_term() -> None:
    found = days.weekday(7) & days.month_day(3, 16) & days.between("2013-02-01", "2017-01-20")
    assert [day.isoformat() for day in days.each(found)] == ["2014-03-16"]


def test_months_and_years_are_all_their_days() -> None:
    assert days.count(days.between("2014-02", "2014-02")) == 28
    assert days.count(days.between("2012", "2012")) == 366
    assert days.between("2014-03-05", "2014-03-01") == days.NONE


@pytest.mark.parametrize("number", range(1, 8))
def test_weekdays_are_those_of_the_calendar(number: int) -> None:
    found = list(days.each(days.weekday(number)))
    assert all(day.isoweekday() == number for day in found)
    assert len(found) in (days.SIZE // 7, days.SIZE // 7 + 1)


def test_the_twenty_ninth_of_february_is_there_in_leap_years() -> None:
    found = [day.year for day in days.each(days.month_day(2, 29))]
    assert found == [year for year in range(1985, 2050) if year % 4 == 0]
