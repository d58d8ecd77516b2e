"""When a page was published, as its markup, its feed or a line on it says: "Published: March 14, 2014".

A time keeps the offset it is given in: an evening in Washington is the next day in UTC, and "Friday" on the
page counts from Washington. A time of exactly midnight is a day whose time nobody entered.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from attache.model import Basis, Precision, Span, When

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ],
        1,
    )
    for name in names.split()
}
EARLIEST, LATEST = 1600, 2100  # the first newspaper; a typing error

# Zones news writes as letters. "EST" in summer is what outlets write all year: taken at its word.
ZONES = {
    "gmt": "+00:00", "utc": "+00:00", "z": "+00:00", "bst": "+01:00", "cet": "+01:00", "cest": "+02:00",
    "eet": "+02:00", "eest": "+03:00", "msk": "+03:00", "est": "-05:00", "edt": "-04:00", "cst": "-06:00",
    "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "jst": "+09:00",
}  # fmt: skip

_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"  # noqa: E501
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
DATE = re.compile(
    rf"\b{_WEEKDAY}(?:{_MONTH}\s+{_DAY},?\s+{_YEAR}|{_DAY.replace('day', 'day2')}[\s-]+(?:of\s+)?"
    rf"{_MONTH.replace('month', 'month2')},?[\s-]+{_YEAR.replace('year', 'year2')}|"
    r"(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2}))\b",
    re.I,
)
TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?::\d{2})?\s*(?P<half>[ap]\.?m\b\.?)?\s*"
    r"(?P<zone>gmt|utc|bst|cest|cet|eest|eet|msk|[ecmp][sd]t|[ecmp]t|jst|z)?(?P<offset>\s*[+-]\d{2}:?\d{2})?(?=$|[\s,.;)|])",
    re.I,
)
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:[T\s]+(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_LABEL = re.compile(
    r"(?:first\s+)?(?:published|posted|publication date|date|created|filed|issued|released?)"
    r"(?:\s+(?:on|at|date))?\s*[:\-–—|]?\s*",
    re.I,
)
_UPDATED = re.compile(r"(?:last\s+)?(?:updated|modified|revised)\b", re.I)
_PARTED = re.compile(r"\s+[·•|]\s+")
_LEFT_OVER = re.compile(r"(?:[\s,.;:|()/·•–—-]|\bat\b|\bon\b|local time|\ba\.?m\b|\bp\.?m\b|\be\.?t\b)*", re.I)


def read_time(text: str) -> tuple[str, Precision] | None:
    """A day or minute out of markup: "2014-03-14T21:00:00-04:00", "Fri, 14 Mar 2014 21:00:00 GMT"."""
    text = " ".join(text.split())[:120]
    iso = _ISO.match(text)
    if iso:
        day = _day(iso["year"], iso["month"], iso["day"])
        if day is None or iso["hour"] is None:
            return (day, Precision.DAY) if day else None
        if (iso["hour"], iso["minute"], iso["second"] or "00") == ("00", "00", "00"):
            return day, Precision.DAY
        return _minute(day, int(iso["hour"]), int(iso["minute"]), _offset(iso["zone"]))
    found = DATE.search(text)
    return _with_time(found, text[found.end() :]) if found else None


def published_line(text: str) -> tuple[str, Precision] | None:
    """The date of a line that is nothing but one: "Published: March 14, 2014 at 3:05 PM EDT".

    "Last updated 30 March 2014" says nothing of when the page was published.
    """
    text = " ".join(text.split())
    if len(text) > 140:
        return None
    parts = _PARTED.split(text)
    if len(parts) > 1 and not text.endswith((".", "!", "?")):
        # "Press release 31/2014 · 13 March 2014"
        return next((read for part in parts if (read := published_line(part))), None)
    if update := _UPDATED.search(text):
        text = text[: update.start()]
    label = _LABEL.match(text)
    found = DATE.search(text)
    if found is None or not _LEFT_OVER.fullmatch(text[label.end() if label else 0 : found.start()]):
        return None
    rest = text[found.end() :]
    if not _LEFT_OVER.fullmatch(TIME.sub(" ", rest)):
        return None
    return _with_time(found, rest)


def is_update_line(text: str) -> bool:
    """Whether a line tells only when the page was last changed."""
    update = _UPDATED.match(text.strip())
    return bool(update and len(text) < 100 and DATE.search(text))


def when(found: tuple[str, Precision], basis: Basis, *, span: Span | None = None, because: str = "") -> When:
    """A When of one day or minute."""
    start, precision = found
    return When(start, start, precision, span, basis, (because,) if because else (), start)


def same_instant(one: str, other: str) -> bool:
    """Whether two times with offsets are the same moment: 01:00+00:00 and 21:00-04:00 the evening before."""
    try:
        a, b = datetime.fromisoformat(one), datetime.fromisoformat(other)
    except ValueError:
        return False
    return a.tzinfo is not None and b.tzinfo is not None and abs((a - b).total_seconds()) < 60


def _with_time(found: re.Match[str], rest: str) -> tuple[str, Precision] | None:
    groups = found.groupdict()
    month = groups["month"] or groups["month2"] or groups["month3"]
    number = month if month.isdigit() else str(MONTHS[month.lower()])
    day = _day(
        groups["year"] or groups["year2"] or groups["year3"],
        number,
        groups["day"] or groups["day2"] or groups["day3"],
    )
    if day is None:
        return None
    clock = TIME.search(rest[:40])
    if clock is None or not (clock["minute"] or clock["half"]):
        return day, Precision.DAY
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"][0] in "pP" else 0)
    zone = (clock["offset"] or "").strip() or clock["zone"]
    if (hour, minute) == (0, 0):
        return day, Precision.DAY
    return _minute(day, hour, minute, _offset(zone))


def _day(year: str, month: str, day: str) -> str | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if EARLIEST <= found.year <= LATEST else None


def _minute(day: str, hour: int, minute: int, offset: str) -> tuple[str, Precision]:
    if hour > 23 or minute > 59:
        return day, Precision.DAY
    return f"{day}T{hour:02}:{minute:02}{offset}", Precision.MINUTE


def _offset(zone: str | None) -> str:
    """ "+02:00" for a zone as written; nothing for none, and for "ET", which is two zones."""
    if not zone:
        return ""
    if zone.lower() in ZONES:
        return ZONES[zone.lower()]
    digits = zone[1:].replace(":", "")
    if zone[0] not in "+-" or not digits.isdigit():
        return ""
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    return f"{zone[0]}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else ""
