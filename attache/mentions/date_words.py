"""The words dates are made of, and the classes the rows of date_grammar.py are written in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attache.mentions.numerals import Kind, Word, listed
from attache.mentions.timex import HOLIDAYS
from attache.mentions.units import MEASURES

_MONTH_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct"
    "|november nov|december dec"
)
_WEEKDAY_NAMES = "monday mon|tuesday tue tues|wednesday wed|thursday thu thur thurs|friday fri|saturday sat|sunday sun"
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES.split("|"), 1) for name in names.split()}
_WHOLE_WEEKDAYS = [name for name in WEEKDAYS if name.endswith("day")]
SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
CODES = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "TNI", "week": "W", "weekend": "WE",
    "fortnight": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE",
}  # fmt: skip
UNITS = {**{f"{unit}s": unit for unit in CODES if unit != "century"}, "centuries": "century"}
PARTS = {
    "morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "daytime": "DT", "dawn": "DA", "dusk": "EV",
    "midday": "MI", "lunchtime": "MI",
}  # fmt: skip
OPEN = {  # a unit's value with everything open; for what is shorter than a day, the day
    "day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
    "half": "XXXX-HX", "year": "XXXX", "decade": "XXX", "century": "XX", "fortnight": "XXXX-WXX",
    "hour": "XXXX-XX-XX", "minute": "XXXX-XX-XX", "second": "XXXX-XX-XX", "night": "XXXX-XX-XX",
}  # fmt: skip
FREQUENCY = {
    "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "monthly": "P1M", "quarterly": "P3M",
    "annually": "P1Y", "yearly": "P1Y", "hourly": "PT1H", "biweekly": "P2W",
}  # fmt: skip

# "early March", "the end of the week", "later this year": what stands before a period and narrows it.
NARROW = {
    "early": "early", "late": "late", "mid": "mid", "earlier": "", "later": "", "middle": "mid", "beginning": "start",
    "start": "start", "end": "end", "close": "end", "turn": "start", "dawn": "start", "rest": "", "course": "",
    "sometime": "",
    "beginnings": "start", "remainder": "", "midst": "mid", "final": "",
}  # fmt: skip

# Words that are months, days and seasons only where the word before speaks of time: "in May", not "it may".
_DOUBTFUL = {
    "may",
    "march",
    "april",
    "june",
    "august",
    "mar",
    "jan",
    "jun",
    "spring",
    "fall",
    "sun",
    "sat",
    "wed",
    "mon",
}
_BEFORE_TIME = listed(
    "in of since until till by from to through and between during before after for last next this"
    " early late mid the a every each past previous following that - – — , ( or on around about"
    " earlier later coming as"
)
# After these a bare number of four digits is a year: "in 1990", not "1990 people". Elsewhere it must look recent.
_BEFORE_YEAR = listed(
    "in of since until till by from to through and between during before after for early late mid"
    " fiscal around about - – — ( , ' the year circa past"
)

_ORDINAL_WORDS = ["first", "second", "third", "fourth"]
_NUMBERS = ["N12", "N24", "N31", "N59", "NUM", "YEAR", "HHMM"]

CLASSES: dict[str, Sequence[str]] = {
    "MONTH": ["MONTH"],
    "WD": ["WEEKDAY"],
    "WDS": ["WEEKDAYS"],
    "SEASON": ["SEASON"],
    "YEAR": ["YEAR"],
    "HHMM": ["HHMM", "YEAR"],
    "UNIT": list(CODES),
    "UNITS": list(UNITS),
    "PARTS": list(PARTS),
    "PARTSPL": [f"{part}s" for part in PARTS],
    "HOUR12": ["N12"],
    "DAYNUM": ["N12", "N24", "N31", "ORD4", "ORD31", *_ORDINAL_WORDS],
    "DAYTH": ["ORD4", "ORD31"],
    "ORD": ["ORD4", "ORD31", "ORD", *_ORDINAL_WORDS],
    "ORDQ": ["ORD4", *_ORDINAL_WORDS],
    "CLOCK": ["CLOCK"],
    "NUMBER": _NUMBERS,
    "CARD": ["N12", "N24", "N31", "N59", "NUM"],
    "TWODIGIT": ["N12", "N24", "N31", "N59"],
    "TURN": ["this", "last", "past", "previous", "next", "coming", "upcoming", "following"],
    "DASH": ["-", "–", "—", "‐", "‑"],
    "DOT": ["."],
    "COMMA": [","],
    "APOS": ["'", "’", "‘"],
    "POSS": ["'s", "’s"],
    "AMPM": ["am", "pm", "AMPM"],
    "DECADE": ["DECADE", "nineties", "eighties", "seventies", "sixties", "fifties", "forties", "thirties", "twenties"],
    "FREQ": list(FREQUENCY),
    "ERA": ["ad", "bc", "bce", "b.c.", "a.d.", "b.c.e."],
    "EDGE": ["end", "beginning", "start", "middle", "close", "rest", "remainder", "turn"],
    "DATE": ["DATE"],
    "PERIOD": ["quarter", "half"],
    "DAYWORD": ["today", "tonight", "yesterday", "tomorrow"],
    "NOON": ["noon", "midnight"],
    "NOWISH": ["now", "currently", "nowadays", "presently", "current"],
    "PASTISH": ["recently", "recent", "lately"],
    "SOONISH": ["soon", "shortly"],
    "FEWER": [
        "more", "additional", "trading", "consecutive", "straight", "full", "long", "solid", "whole", "calendar",
        "business",
        "working", "further", "successive", "extra",
    ],
}  # fmt: skip


def _holiday_pattern(name: str) -> str:
    spelled = name.replace("st ", "st DOT? ").replace("'s", " POSS").replace("fools'", "fools APOS")
    spelled = re.sub(r"\b(april|may)\b", "MONTH", spelled)
    spelled = re.sub(r"\b(mon|wednes|thurs|fri|sun)day\b", "WD", spelled)
    return spelled.replace("veterans", "veterans APOS?").replace("presidents", "presidents APOS?")


MACROS = {
    "COUNT": "(?: a? couple of? | a? few | a? dozen | half a | half an | half | a | an"
    " | several | many | some | another | NUMBER)",
    "INYEAR": "(?: COMMA? (?: of)? y=YEAR)?",
    "THISWD": "(?: this coming | this past | this | next | last)? WD",
    "RANGE": "(?: DASH | to | and | or | through | until | till)",
    "PERIODIC": "(?: UNIT | UNITS)",
    "THE": "(?: the | its | their | his | her | our)?",
    "HOLIDAYNAME": f"(?: {' | '.join(_holiday_pattern(name) for name in sorted(HOLIDAYS, key=len, reverse=True))})",
}


def class_of(words: Sequence[Word], index: int) -> str | None:
    """The class of a word where it stands: "May" is a MONTH in "in May" and nothing in "May he rest"."""
    word = words[index]
    low = word.low
    if word.kind is Kind.NUMBER:
        return _number_class(words, index)
    if word.kind is Kind.ORDINAL:
        if low in _ORDINAL_WORDS:
            return low
        value = word.value or 0
        return "ORD4" if value <= 4 else "ORD31" if value <= 31 else "ORD"
    if word.kind is Kind.WORD:
        if low in MONTHS:
            return "MONTH" if _is_name_of_time(words, index) else low
        if low in WEEKDAYS:
            whole = low in _WHOLE_WEEKDAYS
            return "WEEKDAY" if word.text[0].isupper() and (whole or _is_name_of_time(words, index)) else None
        if low[:-1] in _WHOLE_WEEKDAYS and low[-1] == "s" and word.text[0].isupper():
            return "WEEKDAYS"
        if low in SEASONS:
            return "SEASON" if low not in _DOUBTFUL or _is_name_of_time(words, index) else low
        if low[0] in "ap" and low.replace(".", "").replace(" ", "") in ("am", "pm") and len(low) > 2:
            return "AMPM"
        return low
    if word.kind in (Kind.CLOCK, Kind.DECADE, Kind.DATE):
        return word.kind.name
    return low


def _number_class(words: Sequence[Word], index: int) -> str | None:
    word = words[index]
    value = word.value
    if value is None:
        return None
    before = words[index - 1] if index else None
    if before and before.text in "$£€¥#" and word.start - before.end <= 1:
        return None  # "$2,000 a day" is money
    if value != int(value):
        return "NUM"
    if 1 <= value <= 59 and not (word.text.startswith("0") and word.text.isdigit() and len(word.text) > 2):
        return "N12" if value <= 12 else "N24" if value <= 24 else "N31" if value <= 31 else "N59"
    if word.text.isdigit() and len(word.text) == 4 and word.text[0] == "0":
        return "HHMM"
    if 1000 <= value <= 2100 and _is_year(words, index):
        return "YEAR"
    return "NUM"


def _is_year(words: Sequence[Word], index: int) -> bool:
    word, value = words[index], words[index].value or 0
    if not (
        (word.text.isdigit() and len(word.text) == 4)
        or (word.spelled and not word.scaled)
        or word.low.startswith("two thousand")
    ):
        return False
    before = words[index - 1].low if index else ""
    after = words[index + 1] if index + 1 < len(words) else None
    if before in MONTHS or before in SEASONS or (before == "," and index > 1):
        return True
    if after and (
        after.low in MEASURES or after.low in ("people", "percent", "per", "%", "sq", "square", "gmt", "hrs", "hours")
    ):
        return False
    if before in ("number", "no", "flight", "section", "room", "about", "around", "than", "nearly", "some", "over"):
        return False
    return (before in _BEFORE_YEAR and (before != "the" or value > 1600)) or 1800 <= value <= 2050


def _is_name_of_time(words: Sequence[Word], index: int) -> bool:
    """Whether a name that is another word too stands as a time: capital letter, and fitting company if doubtful."""
    word = words[index]
    season = word.low in SEASONS
    if not season and not word.text[0].isupper():
        return False
    if word.low not in _DOUBTFUL:
        return True
    before = words[index - 1] if index else None
    after = words[index + 1] if index + 1 < len(words) else None
    if word.low in ("jan", "jun", "mar", "sep", "dec") and not (after and (after.text == "." or after.value)):
        return bool(before and before.kind is Kind.NUMBER)
    beyond = words[index + 2] if index + 2 < len(words) else None
    if season:
        return bool(
            (before and before.low in (*_BEFORE_TIME, "the") and (word.low == "spring" or before.low in _TURNS))
            or (after and after.value and 1800 <= after.value <= 2100)
        )
    number = after if after and after.low != "." else beyond
    if (
        number
        and number.kind in (Kind.NUMBER, Kind.ORDINAL)
        and number.value
        and (number.value <= 31 or 1800 <= number.value <= 2100)
    ):
        return True
    if before and before.kind in (Kind.NUMBER, Kind.ORDINAL) and before.value and before.value <= 31:
        return True
    if not before or before.low not in _BEFORE_TIME or word.low in WEEKDAYS:
        return False
    # "to April Smith" is a woman, "the March" a demonstration, "in March Russia" a month.
    if before.low in ("the", "a", "for", ",", "(", "and", "or", "to", "by") and word.low not in ("jan", "jun", "mar"):
        return bool(
            word.low not in ("may", "march", "april", "june", "august") or not (after and after.text[0].isupper())
        )
    return True


_TURNS = {
    "the",
    "this",
    "last",
    "next",
    "past",
    "in",
    "each",
    "every",
    "early",
    "late",
    "mid",
    "of",
    "coming",
    "following",
    "-",
    "by",
}
