"""TIMEX3 values and the steps that lead from a known day to an unknown one.

An expression is a value with what it leaves open written as X, and steps that fill the X's in, counting from an
anchor day:

    "Friday"           XXXX-WXX-5   ("weekday-last",)
    "two weeks ago"    XXXX-WXX     ("week-2",)
    "March 16"         XXXX-03-16   ("date-nearest",)

Steps may hang on another expression instead of on the page's day: ("from XXXX-WXX-5", "weekday-last", "then",
"day+2") is two days after that Friday. With the anchor day known `settled` computes the value; nothing else in
attache counts days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attache.model import Precision

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # the month each begins with; a winter carries its January's year
_SHIFT = re.compile(r"(day|week|weekend|month|quarter|half|year|decade|century)([+-]\d{1,6})$")
_CHOICE = re.compile(r"(weekday|weekend|date|month|quarter|half|season|day-of-month|holiday)-([a-z]+)$")
PARTS = ("early", "mid", "late", "start", "end")

Bounds = tuple[str, str, Precision]


# ------------------------------------------------------------------------------------------------- what a value spans


def bounds(value: str, steps: Sequence[str] = ()) -> Bounds | None:
    """First and last day (or the minute) of a settled value, narrowed by "early", "late", "end"; None if open.

    1989-Q3        1989-07-01 to 1989-09-30
    2013, late     2013-09-01 to 2013-12-31
    """
    if value.startswith("P") or "REF" in value or "X" in value.partition("T")[0]:
        return None
    if "/" in value:
        first, _, last = value.partition("/")
        one, two = bounds(first, steps), bounds(last, steps)
        return (one[0], two[1], two[2]) if one and two else None
    day, _, clock = value.partition("T")
    try:
        days = _days(day)
    except (ValueError, OverflowError):
        return None
    if days is None:
        return None
    first_day, last_day, precision = days
    if clock and clock[0].isdigit():
        return _minute(first_day, clock, steps)
    for step in steps:
        if step in PARTS and last_day > first_day:
            first_day, last_day = _part(first_day, last_day, step)
    return first_day.isoformat(), last_day.isoformat(), precision


def _days(value: str) -> tuple[date, date, Precision] | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return day, day, Precision.DAY
    if re.fullmatch(r"\d{4}-\d\d", value):
        year, month = int(value[:4]), int(value[5:])
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH
    if re.fullmatch(r"\d{4}", value):
        return date(int(value), 1, 1), date(int(value), 12, 31), Precision.YEAR
    if re.fullmatch(r"\d{3}", value):
        return date(int(value) * 10, 1, 1), date(int(value) * 10 + 9, 12, 31), Precision.DECADE
    if re.fullmatch(r"\d{2}", value):
        return date(int(value) * 100, 1, 1), date(int(value) * 100 + 99, 12, 31), Precision.CENTURY
    if match := re.fullmatch(r"(\d{4})-W(\d\d)(-WE|-\d)?", value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        if match[3] == "-WE":
            return monday + timedelta(5), monday + timedelta(6), Precision.DAY
        if match[3]:
            day = monday + timedelta(int(match[3][1]) - 1)
            return day, day, Precision.DAY
        return monday, monday + timedelta(6), Precision.WEEK
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        return *_months(int(match[1]), int(match[2]) * 3 - 2, 3), Precision.QUARTER
    if match := re.fullmatch(r"(\d{4})-H([12])", value):
        return *_months(int(match[1]), int(match[2]) * 6 - 5, 6), Precision.QUARTER
    if match := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        year = int(match[1]) - (match[2] == "WI")
        return *_months(year, SEASONS[match[2]], 3), Precision.SEASON
    return None


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    last = month + count - 1
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])


def _part(first: date, last: date, part: str) -> tuple[date, date]:
    """A third of a period: "early March" is the 1st to the 10th, "late 2013" September to December."""
    if (first.day, last.month, last.day) == (1, 12, 31) and first.month == 1:
        years = last.year - first.year + 1
        if years == 1:
            months = {"early": (1, 4), "start": (1, 4), "mid": (5, 8)}.get(part, (9, 12))
            return date(first.year, months[0], 1), date(first.year, months[1], monthrange(first.year, months[1])[1])
        third = max(1, years // 3)
        lows = {"early": 0, "start": 0, "mid": third}.get(part, years - third - (1 if years == 10 else 0))
        count = third if part in ("early", "start") else years - 2 * third
        return date(first.year + lows, 1, 1), date(first.year + lows + count - 1, 12, 31)
    length = (last - first).days + 1
    third = length // 3
    if part in ("early", "start"):
        return first, first + timedelta(max(third, 1) - 1)
    if part == "mid":
        return first + timedelta(third), last - timedelta(third)
    # "the end of the week" in news is Thursday or Friday as often as the weekend.
    return last - timedelta(max(third, 4 if length == 7 else 1) - 1), last


def _minute(day: date, clock: str, steps: Sequence[str]) -> Bounds:
    hour, _, rest = clock.partition(":")
    minute = rest[:2] or "00"
    shown = hour[:2].zfill(2)
    if shown == "24":
        day, shown = day + timedelta(1), "00"
    text = f"{day.isoformat()}T{shown}:{minute}"
    for step in steps:
        if step.startswith("zone "):
            text += _offset(day, int(shown), int(minute), step[5:])
    precision = Precision.MINUTE if rest else Precision.HOUR
    return text, text, precision


def _offset(day: date, hour: int, minute: int, zone: str) -> str:
    if re.fullmatch(r"[+-]\d\d:\d\d", zone):
        return zone
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return ""
    return moment.isoformat()[-6:]


# ---------------------------------------------------------------------------------------------------- taking the steps


def chain(value: str, steps: Sequence[str]) -> tuple[str, ...]:
    """The steps that carry the expression `value` over as the anchor of another: "two days after that Friday"."""
    own = list(steps)
    start = len(own) - own[::-1].index("then") if "then" in own else 0
    return (*own[:start], f"from {value}", *own[start:], "then")


def settled(value: str, steps: Sequence[str], anchor: date | None) -> tuple[str, tuple[str, ...]] | None:
    """The value with its X's filled in and the steps of the last stretch; None where the anchor is not known.

    XXXX-WXX-5, ("weekday-last",), 2014-03-30    2014-03-28
    """
    here = anchor
    stretch: list[str] = []
    template: str | None = None
    for step in steps:
        if step.startswith("from "):
            template, stretch = step[5:], []
        elif step == "then" and template is not None:
            filled = _filled(template, stretch, here)
            edges = bounds(filled, stretch) if filled else None
            if edges is None:
                return None
            # "two days after the talks of March 3-5" counts from their beginning; nearly all anchors are days.
            here, template, stretch = date.fromisoformat(edges[0][:10]), None, []
        else:
            stretch.append(step)
    filled = _filled(value, stretch, here)
    return (filled, tuple(stretch)) if filled else None


def _filled(value: str, steps: Sequence[str], anchor: date | None) -> str | None:
    if "/" in value:
        first, _, last = value.partition("/")
        cut = list(steps).index("to") if "to" in steps else len(steps)
        one, two = _filled(first, steps[:cut], anchor), _filled(last, steps[cut + 1 :] or steps[:cut], anchor)
        return f"{one}/{two}" if one and two else None
    day, mark, clock = value.partition("T") if not value.startswith("P") else (value, "", "")
    if "every" in steps:
        return None
    if not day and mark:
        return None if anchor is None else f"{anchor.isoformat()}T{clock}"
    if "X" not in day or day.startswith("P"):
        return value
    if anchor is None:
        return None
    try:
        for step in steps:
            if match := _SHIFT.match(step):
                day = _shifted(anchor, match[1], int(match[2]))
            elif match := _CHOICE.match(step):
                day = _chosen(day, match[1], match[2], anchor, steps)
            elif step == "within":
                day = _within(day, anchor)
    except (ValueError, OverflowError, IndexError):
        return None
    return None if "X" in day else f"{day}{mark}{clock}"


def _shifted(anchor: date, unit: str, by: int) -> str:
    """The unit `by` units from the one that holds the anchor, as a value of that unit."""
    if unit == "day":
        return (anchor + timedelta(by)).isoformat()
    if unit in ("week", "weekend"):
        year, week, _ = (anchor + timedelta(7 * by)).isocalendar()
        return f"{year:04}-W{week:02}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return month_value(anchor, by)
    if unit == "quarter":
        count = anchor.year * 4 + (anchor.month - 1) // 3 + by
        return f"{count // 4:04}-Q{count % 4 + 1}"
    if unit == "half":
        count = anchor.year * 2 + (anchor.month - 1) // 6 + by
        return f"{count // 2:04}-H{count % 2 + 1}"
    if unit == "year":
        return f"{anchor.year + by:04}"
    if unit == "decade":
        return f"{anchor.year // 10 + by:03}"
    return f"{anchor.year // 100 + by:02}"


def month_value(anchor: date, by: int) -> str:
    count = anchor.year * 12 + anchor.month - 1 + by
    return f"{count // 12:04}-{count % 12 + 1:02}"


def _within(template: str, anchor: date) -> str:
    """The X's of a template from the anchor: "XXXX-03" in 2013, "XXXX-WXX-2" in the anchor's week."""
    if template.startswith("XXXX-WXX-"):
        return (anchor + timedelta(int(template[-1]) - anchor.isoweekday())).isoformat()
    day = template.replace("XXXX", f"{anchor.year:04}", 1)
    return day.replace("-XX-", f"-{anchor.month:02}-", 1)


def _chosen(template: str, kind: str, direction: str, anchor: date, steps: Sequence[str]) -> str:
    """The one of all days or periods fitting the template that `direction` points to.

    "last" and "next" take in the period that holds the anchor (the page's own Friday), "before" and "after" do not.
    """
    found: list[tuple[date, date, str]] = []
    for value in _candidates(template, kind, anchor, steps):
        try:
            edges = _days(value)
        except (ValueError, OverflowError):
            continue
        if edges:
            found.append((edges[0], edges[1], edges[0].isoformat() if kind in ("weekday", "holiday") else value))
    tests: dict[str, Callable[[tuple[date, date, str]], bool]] = {
        "last": lambda it: it[0] <= anchor,
        "before": lambda it: it[1] < anchor,
        "next": lambda it: it[1] >= anchor,
        "after": lambda it: it[0] > anchor,
    }
    if direction in ("last", "before"):
        return max(filter(tests[direction], found))[2]
    if direction in ("next", "after"):
        return min(filter(tests[direction], found))[2]
    if direction in ("ahead", "behind"):  # the tense weighs, but "the Aug. 7 bombings" are never a year away
        back, on = (3, 1) if direction == "ahead" else (1, 3)
        return min(found, key=lambda it: back * max((anchor - it[1]).days, 0) + on * max((it[0] - anchor).days, 0))[2]
    return min(found, key=lambda it: (max((anchor - it[1]).days, (it[0] - anchor).days, 0), it[0]))[2]


def _candidates(template: str, kind: str, anchor: date, steps: Sequence[str]) -> list[str]:
    if kind == "holiday":
        name = next((step[8:] for step in steps if step.startswith("holiday ")), "")
        return [day for year in range(anchor.year - 1, anchor.year + 2) if (day := holiday(name, year))]
    if kind in ("weekday", "weekend"):
        mondays = [anchor + timedelta(7 * by - anchor.weekday()) for by in (-2, -1, 0, 1, 2)]
        if kind == "weekend":
            return [f"{m.isocalendar()[0]:04}-W{m.isocalendar()[1]:02}-WE" for m in mondays]
        return [(monday + timedelta(int(template[9]) - 1)).isoformat() for monday in mondays]
    if kind == "day-of-month":
        return [f"{month_value(anchor, by)}-{template[8:]}" for by in (-2, -1, 0, 1, 2)]
    reach = 8 if template.endswith("02-29") else 2
    return [template.replace("XXXX", f"{year:04}", 1) for year in range(anchor.year - reach, anchor.year + reach + 1)]


# ----------------------------------------------------------------------------------------------------------- holidays

FIXED = {
    "christmas": "12-25",
    "christmas day": "12-25",
    "christmas eve": "12-24",
    "boxing day": "12-26",
    "new year's day": "01-01",
    "new year's eve": "12-31",
    "new year's": "01-01",
    "valentine's day": "02-14",
    "halloween": "10-31",
    "independence day": "07-04",
    "bastille day": "07-14",
    "veterans day": "11-11",
    "armistice day": "11-11",
    "may day": "05-01",
    "april fools' day": "04-01",
    "st patrick's day": "03-17",
    "international women's day": "03-08",
    "epiphany": "01-06",
}
# Days from Easter Sunday.
MOVABLE = {
    "easter": 0,
    "easter sunday": 0,
    "easter monday": 1,
    "good friday": -2,
    "palm sunday": -7,
    "ash wednesday": -46,
    "pentecost": 49,
    "ascension day": 39,
    "maundy thursday": -3,
}
# (month, weekday from Monday 0, which one; -1 the last)
WEEKDAYS = {
    "thanksgiving": (11, 3, 4),
    "thanksgiving day": (11, 3, 4),
    "memorial day": (5, 0, -1),
    "labor day": (9, 0, 1),
    "columbus day": (10, 0, 2),
    "presidents day": (2, 0, 3),
    "martin luther king day": (1, 0, 3),
    "mother's day": (5, 6, 2),
    "father's day": (6, 6, 3),
}
HOLIDAYS = (*FIXED, *MOVABLE, *WEEKDAYS, "election day")


def holiday(name: str, year: int) -> str | None:
    """The day a holiday fell or falls on: Easter 2014 is 2014-04-20."""
    if name in FIXED:
        return f"{year:04}-{FIXED[name]}"
    if name in MOVABLE:
        return (_easter(year) + timedelta(MOVABLE[name])).isoformat()
    if name == "election day":  # United States: the Tuesday after the first Monday of November
        return next(f"{year:04}-11-{n:02}" for n in range(2, 9) if date(year, 11, n).weekday() == 1)
    if name in WEEKDAYS:
        month, weekday, which = WEEKDAYS[name]
        days = [
            day for n in range(1, monthrange(year, month)[1] + 1) if (day := date(year, month, n)).weekday() == weekday
        ]
        return days[which if which < 0 else which - 1].isoformat()
    return None


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)
