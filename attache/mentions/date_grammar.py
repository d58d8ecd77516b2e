"""The grammar of temporal expressions in news: one row a construction, read over words, not characters.

A row is a pattern over words and its meaning: a TIMEX3 value with X for what is open, and the steps that fill it in
(see timex.py). In a pattern a lower-case word is itself, an upper-case one a class of words (date_words.py), and
`name=CLASS` catches a word for the meaning (date_meanings.py). Where several rows fit the longest wins, and of equals
the upper one.

Nothing here knows what day it is; a direction left open ("weekday-?") is for dates.py, which sees the tense.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from attache.mentions import date_meanings as means
from attache.mentions.date_meanings import Match, Meaning
from attache.mentions.date_words import CLASSES, MACROS, NARROW, PARTS, SEASONS, WEEKDAYS, class_of
from attache.mentions.numerals import Word
from attache.mentions.patterns import Grammar
from attache.mentions.zones import zone_of


@dataclass(frozen=True, slots=True)
class Expression:
    """A temporal expression as the words give it: characters `start` to `end`, the open value and its steps.

    `anchor` is "page" where it counts from the page's day, "text" where from the time spoken of ("two days later").
    """

    start: int
    end: int
    value: str
    steps: tuple[str, ...] = ()
    anchor: str = "page"


# ---------------------------------------------------------------------------------------------------------- the table

ROWS: tuple[tuple[str, Callable[[Match], Meaning | None]], ...] = (
    ("n=DATE", means.numeric),
    ("(?: THISWD COMMA? (?: the)? )? m=MONTH DOT? (?: the)? d=DAYNUM INYEAR", means.day),
    ("(?: WD COMMA? (?: the)? )? (?: the)? d=DAYNUM DASH? (?: of)? m=MONTH DOT? INYEAR", means.day),
    ("m=MONTH DOT? d=DAYNUM to=RANGE e=DAYNUM (?: COMMA? y=YEAR)?", means.days),
    ("(?: the)? d=DAYNUM to=RANGE (?: the)? e=DAYNUM (?: of)? m=MONTH DOT? (?: COMMA? y=YEAR)?", means.days),
    ("m=MONTH DOT? d=DAYNUM (?: COMMA? of? (?: this | that)? r=TURN year)", means.day),
    ("m=MONTH DOT? (?: (?: of | COMMA)? y=YEAR)", means.month),
    ("m=MONTH DOT? COMMA? of? r=TURN year", means.month),
    ("t=TURN m=MONTH", means.month),
    ("this (?: past) m=MONTH", lambda m: (f"XXXX-{m.month()}", ("month-before",))),
    ("this (?: coming) m=MONTH", lambda m: (f"XXXX-{m.month()}", ("month-after",))),
    ("m=MONTH", means.month),
    ("the? (?: fiscal | financial)? year? y=YEAR", means.year),
    ("APOS y=TWODIGIT", means.short_year),
    ("y=NUMBER e=ERA", means.era),
    ("the? APOS? d=DECADE", means.decade),
    ("y=NUMBER to=RANGE z=NUMBER e=ERA", means.eras),
    ("y=YEAR to=DASH z=TWODIGIT", means.years),
    ("m=MONTH y=NUMBER e=ERA", means.month),
    ("(?: the)? s=SEASON of? y=NUMBER e=ERA", means.season),
    ("m=MONTH of that=(?: that | the same) year", means.month),
    ("m=MONTH d=DAYNUM of that=(?: that | the same) year", means.day),
    ("d=DAYNUM m=MONTH of that=(?: that | the same) year", means.day),
    ("the? o=ORD DASH? century e=ERA?", means.century),
    ("THE (?: fiscal | calendar)? DASH? o=ORDQ DASH? u=PERIOD (?: of)? (?: the)? (?: fiscal)? y=YEAR", means.quarter),
    ("THE f=(?: fiscal)? DASH? o=ORDQ DASH? u=PERIOD", means.quarter),
    ("THE year DASH (?: ago | earlier) o=ORDQ DASH? u=PERIOD", means.quarter_before),
    ("THE o=ORDQ DASH? u=PERIOD (?: of)? (?: a | the) year (?: ago | earlier | before)", means.quarter_before),
    ("the? y=YEAR (?: fiscal)? o=ORDQ DASH? u=PERIOD", means.quarter),
    ("THE o=(?: last | final) u=half of y=YEAR", means.quarter),
    ("the? o=ORDQ DASH? u=PERIOD of? r=TURN year", means.quarter),
    ("r=TURN year POSS (?: fiscal)? o=ORDQ DASH? u=PERIOD", means.quarter),
    ("(?: the)? s=SEASON (?: of | COMMA)? y=YEAR", means.season),
    ("t=TURN s=SEASON", means.season),
    ("this past s=SEASON", lambda m: (f"XXXX-{SEASONS[m.low('s')]}", ("season-before",))),
    ("the s=SEASON", means.season),
    ("s=SEASON", means.season),
    ("s=SEASON of? r=TURN year", means.season),
    ("t=TURN? h=HOLIDAYNAME (?: COMMA? y=YEAR)?", means.holiday),
    ("t=TURN? w=WD p=PARTS?", means.weekday),
    ("the t=(?: previous | following | next) w=WD p=PARTS?", means.weekday),
    ("this past w=WD p=PARTS?", lambda m: (f"XXXX-WXX-{WEEKDAYS[m.low('w')]}", ("weekday-before",))),
    ("this coming w=WD p=PARTS?", lambda m: (f"XXXX-WXX-{WEEKDAYS[m.low('w')]}", ("weekday-next",))),
    ("w=WD p=PARTS? COMMA? of? r=TURN week", means.weekday),
    ("d=DAYWORD p=PARTS?", means.today),
    ("the day before=before d=yesterday", means.today),
    ("the day after=after d=tomorrow", means.today),
    ("t=TURN p=PARTS", means.part_of_day),
    ("overnight", means.known("XXXX-XX-XXTNI", "day+0")),
    ("the? t=(?: next | following | same) p=PARTS", means.next_part),
    ("later this p=PARTS", means.part_of_day),
    ("t=TURN u=UNIT", means.period),
    ("the t=(?: current | present) (?: fiscal)? u=UNIT", means.period),
    ("the t=(?: last | past) u=(?: year | week | month | decade | century)", means.period),
    ("the t=(?: coming | upcoming) u=UNIT", means.period),
    ("(?: the)? e=EDGE of (?: the | this) u=UNIT", means.edge),
    ("(?: the)? e=EDGE of (?: the)? t=(?: next | last | following | previous) u=UNIT", means.edge),
    ("the u=weekend", lambda m: ("XXXX-WXX-WE", ("weekend-?",))),
    ("the? t=(?: next | following | previous) u=(?: day | night | week | month | year | decade)", means.following),
    ("(?: the | that | this) t=(?: same | very) u=(?: day | night | week | month | year)", means.following),
    ("t=that u=(?: day | night | week | month | quarter | year | summer)", means.following),
    ("the? u=(?: day | week | month | year) b=(?: before | after | earlier | later)", means.eve),
    ("the u=quarter", means.the_period),
    ("the y=YEAR (?: quarter | period)", lambda m: (m.year(), ("same-quarter",))),
    ("the latest (?: fiscal)? (?: quarter | period)", means.the_period),
    ("THE (?: comparable)? year DASH (?: ago | earlier) (?: quarter | period)?", means.year_ago_quarter),
    (
        "the? (?: corresponding | same) (?: quarter | period) (?: last year | a year (?: ago | earlier))",
        means.year_ago_quarter,
    ),
    ("c=COUNT u=PERIODIC (?: or so)? b=(?: ago | back | from now | hence)", means.ago),
    ("u=UNITS b=ago", lambda m: ("PAST_REF", ("vague",))),
    (
        "c=COUNT FEWER? u=PERIODIC (?: or so)? b=(?: later | earlier | afterwards | afterward | previously | prior)",
        means.later,
    ),
    ("c=COUNT u=PERIODIC b=(?: before | after)", means.before),
    ("c=COUNT DASH? (?: FEWER | of)? u=PERIODIC (?: DASH? long)? half=(?: and a half)?", means.duration),
    ("c=(?: half) (?: a | an | the) u=UNIT", means.duration),
    ("c=NUMBER (?: to | or | DASH) NUMBER DASH? FEWER? u=PERIODIC", means.duration),
    ("THE year DASH (?: ago | earlier) c=NUMBER u=UNITS", means.duration),
    ("(?: the | these | those)? (?: first | last | final | initial | latest) c=COUNT u=UNITS", means.duration),
    ("the c=CARD u=UNITS", means.duration),
    ("u=UNITS (?: DASH long | away)?", means.bare),
    ("the? t=(?: past | last | previous | next | coming | following) c=COUNT FEWER? u=PERIODIC", means.stretch),
    ("(?: the)? t=(?: recent | past | coming) u=UNITS", means.stretch),
    ("the u=UNITS t=coming", means.stretch),
    ("(?: every | each | per) (?: single | other)? u=UNIT", means.repeated),
    ("(?: every | each) c=NUMBER u=UNITS", means.repeated),
    ("(?: every | each) w=WD p=PARTS?", means.repeated),
    ("(?: every | each) m=MONTH", means.repeated),
    ("(?: every | each) p=PARTS", means.repeated),
    ("w=WDS", means.repeated),
    ("w=WD p=PARTSPL", means.repeated),
    ("(?: once | twice | times) (?: a | each | per) u=UNIT", means.repeated),
    ("f=FREQ", means.repeated),
    ("t=CLOCK a=AMPM?", means.clock),
    ("h=HOUR12 a=AMPM", means.clock),
    ("h=HOUR12 in the part=(?: morning | afternoon | evening)", means.clock),
    ("h=HOUR12 (?: o APOS clock | oclock)", means.clock),
    ("n=NOON", means.clock),
    ("hhmm=HHMM (?: hours | hrs | gmt)", means.clock),
    ("NOWISH", means.known("PRESENT_REF")),
    ("(?: right | even | just | by | until) now", means.known("PRESENT_REF")),
    ("at (?: the moment | present)", means.known("PRESENT_REF")),
    ("this time", means.this_time),
    ("the time being", means.known("PRESENT_REF")),
    ("modern DASH? day", means.known("PRESENT_REF")),
    ("t=that p=PARTS", means.next_part),
    ("one p=PARTS", means.known("XXXX-XX-XX", "vague")),
    ("p=(?: night | daytime)", lambda m: (f"XXXX-XX-XXT{PARTS[m.low('p')]}", ("every",))),
    ("the d=DAYTH", means.day_of_month),
    ("the? d=DECADE e=ERA", means.decade),
    ("present DASH? day", means.known("PRESENT_REF")),
    ("to date", means.known("PRESENT_REF")),
    ("(?: these | those) days", means.known("PRESENT_REF")),
    ("(?: more | most | very)? PASTISH", means.known("PAST_REF", "vague")),
    ("recent (?: UNITS | times) (?: and UNITS)?", means.known("PAST_REF", "vague")),
    ("the (?: recent | distant | near)? past", means.known("PAST_REF", "vague")),
    ("the (?: near | foreseeable | immediate | not too distant)? DASH? future", means.known("FUTURE_REF", "vague")),
    ("the (?: near | short | medium | long) term", means.known("FUTURE_REF", "vague")),
    ("future (?: weeks | months | quarters | years)?", means.known("FUTURE_REF", "vague")),
    ("previously", lambda m: ("PAST_REF", ("vague",)) if m.words()[0].text[0].isupper() else None),
    ("a later date", means.known("FUTURE_REF", "vague")),
    ("from time to time", means.known("FUTURE_REF", "vague")),
    ("a while", means.known("PXX")),
    ("the latest fiscal year", means.known("XXXX", "year-1")),
    ("as soon as possible", means.known("FUTURE_REF", "vague")),
    ("SOONISH", means.soon),
    ("year DASH end", means.known("XXXX-12-31", "within")),
    ("year POSS? end", means.known("XXXX", "year+0", "end")),
    ("the (?: fiscal | full | financial)? year", means.the_year),
    ("the week", means.known("XXXX-WXX", "week+0")),
    ("early? (?: the)? early? p=PARTS (?: hours)? of=(?: of | on)", means.part_of),
    ("the p=(?: morning | afternoon | evening)", means.next_part),
)  # fmt: skip

_COARSE = re.compile(r"(XXXX|\d{4}|XXX|\d\d\d?)(-(XX|\d\d|WXX|W\d\d|[QH][X\d]|SP|SU|FA|WI))?$")


@cache
def _grammar() -> Grammar[Callable[[Match], Meaning | None]]:
    return Grammar(ROWS, CLASSES, MACROS, class_of)


def expressions(words: Sequence[Word]) -> Iterator[Expression]:
    """The temporal expressions among these words, in order, none overlapping."""
    grammar = _grammar()
    letters = grammar.letters(words)
    at = 0
    while (first := grammar.search(letters, at)) is not None:
        best: tuple[int, Meaning] | None = None
        for match, meaning in grammar.matches(letters, first):
            if best is None or match.end() > best[0]:
                meant = meaning(Match(match, words))
                if meant is not None:
                    best = (match.end(), meant)
        if best is None:
            at = first + 1
            continue
        meant = best[1]
        if isinstance(meant[0], tuple):
            _, steps, anchor, dash = meant
            for value, begin, end in ((meant[0][0], first, dash), (meant[0][1], dash + 1, best[0])):
                yield Expression(words[begin].start, words[end - 1].end, value, steps, anchor)
        else:
            yield _narrowed(words, at, first, best[0], meant[0], meant)
        at = best[0]


def _narrowed(words: Sequence[Word], floor: int, first: int, last: int, value: str, meant: Meaning) -> Expression:
    """The expression with what stands around it taken in: "early", "the end of", "Paris time"."""
    steps = meant[1]
    anchor = meant[2] if len(meant) > 2 else "page"
    if _COARSE.match(value):
        at = first
        while at - 1 >= floor and words[at - 1].low in ("-", "the", "of", "in", "on", "this"):
            at -= 1
            if first - at > 2:
                break
        if (
            at - 1 >= floor
            and words[at - 1].low in NARROW
            and (at == first or words[at].low in ("of", "in", "-", "the", "on", "this"))
        ):
            narrow = NARROW[words[at - 1].low]
            of = "of" in {word.low for word in words[at:first]}
            if not narrow or of or narrow in ("early", "mid", "late"):
                first = at - 1
                steps = (*steps, narrow) if narrow else steps
                if first - 1 >= floor and words[first - 1].low == "the":
                    first -= 1
    if value[0] == "T" or re.search(r"T\d\d:", value):
        last, zone = _zone_after(words, last)
        steps = (*steps, f"zone {zone}") if zone else steps
    return Expression(words[first].start, words[last - 1].end, value, steps, anchor)


def _zone_after(words: Sequence[Word], last: int) -> tuple[int, str | None]:
    """The zone written behind a time: "Paris time", "EST", "local time" (which names none)."""
    at = last + 1 if last < len(words) and words[last].text in "(," else last
    for length in (3, 2, 1):
        if at + length < len(words) and words[at + length].low == "time":
            names = [word.text for word in words[at : at + length]]
            zone = zone_of(names)
            if zone or [name.lower() for name in names] == ["local"]:
                return at + length + 1, zone
    if at < len(words) and words[at].text.isupper() and (zone := zone_of([words[at].text])):
        return at + 1, zone
    return last, None
