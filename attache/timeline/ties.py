"""What a page says of its own day: the days it names, tied to its own, and the terms of the people it names.

    "on Thursday", of something done        a Thursday, none to six days before the page
    "on March 16", of something done        a March 16 within the year before it
    "WASHINGTON, March 28 (Meridian) -"     the page's own day
    "Secretary of State John Kerry"         a day of his term

Only what holds is a tie: a bare weekday of which nothing is told lies within a week of the page, on either side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from attache.knowledge import offices
from attache.model import ActorType, Basis, Event, Modality, Page, Reading, Span, StatementKind, When
from attache.timeline import days as calendar_days
from attache.timeline.days import ALL, Days
from attache.timeline.parties import sentence_of

WEEK = 6  # a bare weekday lies so many days off at most: on a Friday, "Friday" is today
YEAR = 366  # a date without its year lies within one of the page
PAST = frozenset({Modality.HAPPENED, Modality.ONGOING})
AHEAD = frozenset({Modality.SCHEDULED, Modality.PROPOSED})

_AS_OF = re.compile(r"\bas of\s*$", re.IGNORECASE)
_BARE = re.compile(r"(?:weekday|date)-(last|behind|next|ahead|nearest|this)$")
_WEEKDAY_BESIDE = re.compile(r"(?:on\s+)?((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),?\s", re.IGNORECASE)
_WEEKDAYS = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Reason = Span | str


@dataclass(frozen=True, slots=True)
class Tie:
    """A day spoken of lies `low` to `high` days after its page's; `near` are all days of its name."""

    key: str
    near: Days
    low: int
    high: int
    why: tuple[Reason, ...]


def bounds(reading: Reading) -> Iterator[tuple[str | None, str | None, tuple[Reason, ...]]]:
    """What is told as past on a date with its year is no later than the page."""
    for event in in_order(reading.events):
        when = event.when
        if when is None or when.start is None or when.end is None or when.basis is not Basis.STATED:
            continue
        if event.modality is Modality.HAPPENED and not event.voices:
            reason = f"“{_words(when)}” is told as past"
            yield when.start[:10], None, (*_spans(when), reason)


def ties(page: Page, reading: Reading) -> Iterator[Tie]:
    """The days the page speaks of by name, tied to its own; the strictest first."""
    quoted = [
        span
        for statement in reading.statements
        if statement.kind is not StatementKind.INDIRECT
        for span in statement.content
    ]
    told_as: defaultdict[Span, set[Modality]] = defaultdict(set)
    for event in reading.events:
        if event.when is not None and event.when.span is not None:
            told_as[event.when.span].add(event.modality)
    for statement in reading.statements:
        if statement.when is not None and statement.when.span is not None:
            told_as[statement.when.span].add(statement.modality)
    named_days = [when.span for when in reading.dates if when.span and named_day(when) is not None]
    found = []
    for when in {**{when.span: when for when in reading.dates if when.span}}.values():
        assert when.span is not None
        if any(span.start <= when.span.start and when.span.end <= span.end for span in quoted):
            continue  # "on Wednesday", said on some Tuesday: counted from there
        tie = _tie(page, when, told_as.get(when.span, set()), named_days)
        if tie is not None:
            found.append(tie)
    yield from sorted(found, key=lambda tie: (tie.high - tie.low, tie.key, str(tie.why)))


def _tie(page: Page, when: When, told_as: set[Modality], others: Sequence[Span]) -> Tie | None:
    """How far the day a When names lies from the page, by its words and by what is told of that day."""
    assert when.span is not None
    named = named_day(when) or _clock(page, when, others, told_as)
    if named is None:
        return None
    key, near, low, high, name = named
    if in_dateline(page, when.span) and key.startswith("date"):
        return Tie(key, near, 0, 0, (when.span, f"the page is from {name}, by its dateline"))
    if _is_dateline_day(page, when.span) and key.startswith("weekday") and high > 0 > low:
        return Tie(key, near, -1, 0, (when.span, f"“{name}” stands beside the dateline"))
    if key.startswith("weekday") and _AS_OF.search(page.text, max(0, when.span.start - 8), when.span.start):
        return Tie(key, near, 0, 0, (when.span, f"“as of {name}” is the day the page was written"))
    if low < 0 < high:
        if told_as and told_as <= PAST:
            high = 0
        elif told_as and told_as <= AHEAD:
            low = 0
    side = "told as past" if high <= 0 else "still to come" if low >= 0 else "near the page's day"
    return Tie(key, near, low, high, (when.span, f"“{name}” is {side}"))


def _clock(
    page: Page, when: When, others: Sequence[Span], told_as: set[Modality]
) -> tuple[str, Days, int, int, str] | None:
    """A time of day for what is to come, in a paragraph that names no day, is of the page's own day.

    "The meeting will take place at 6:30 PM": today; "on Sunday ... The polls close at 8 PM": on Sunday.
    """
    if not re.match(r"T\d\d:\d\d", when.value or "") or when.span is None or not told_as <= AHEAD or not told_as:
        return None
    start, end = _paragraph(page, when.span)
    if any(start <= other.start < end for other in others):
        return None
    return f"clock {when.span.start}", ALL, 0, 0, when.span.text


def _paragraph(page: Page, span: Span) -> tuple[int, int]:
    for block in page.blocks:
        if block.start <= span.start < block.end:
            return block.start, block.end
    return 0, len(page.text)


def in_dateline(page: Page, span: Span) -> bool:
    """Whether a date stands in "WASHINGTON, March 28 (Meridian) - "."""
    if not page.dateline:
        return False
    at = page.text.find(page.dateline)
    return at >= 0 and at <= span.start and span.end <= at + len(page.dateline)


def _is_dateline_day(page: Page, span: Span) -> bool:
    """Whether a weekday stands in the sentence that a dated dateline opens: "March 28 ... on Friday"."""
    if not page.dateline or not any(letter.isdigit() for letter in page.dateline):
        return False
    at = page.text.find(page.dateline)
    if at < 0:
        return False
    begin = at + len(page.dateline)
    return begin <= span.start < sentence_of(page.text, begin + 1)[1]


def named_day(when: When) -> tuple[str, Days, int, int, str] | None:
    """(key, days of that name, lowest and highest distance from the page, name) of a relative When."""
    steps = [step for step in when.because if isinstance(step, str)]
    value = (when.value or "").partition("T")[0]
    if when.start is not None and when.basis is Basis.STATED:
        return None
    if any(step in ("every", "vague") for step in steps):
        return None
    value = value.partition("/")[0]  # "Tuesday and Wednesday" begins on a Tuesday
    words = when.span.text if when.span else value
    if match := re.fullmatch(r"day([+-]\d+)", steps[0]) if len(steps) == 1 else None:
        by = int(match[1])
        return f"day{by:+d}", ALL, by, by, words
    weekday = re.fullmatch(r"XXXX-WXX-([1-7])", value)
    month_day = re.fullmatch(r"XXXX-(\d\d)-(\d\d)", value)
    if weekday:
        return _weekday(int(weekday[1]), steps)
    if month_day and len(steps) == 1 and _BARE.match(steps[0]):
        near = calendar_days.month_day(int(month_day[1]), int(month_day[2]))
        if beside := _WEEKDAY_BESIDE.match(words):  # "Monday, March 3": in one year of six or so
            near &= calendar_days.weekday(_WEEKDAYS.index(beside[1].capitalize())) or near
        # "behind" and "ahead" weigh how near the day is and are left open until something is told of the day.
        low, high = {"last": (-YEAR, 0), "next": (0, YEAR)}.get(steps[0].partition("-")[2], (-YEAR, YEAR))
        return f"date {month_day[1]}-{month_day[2]}", near, low, high, words
    return None


def _weekday(number: int, steps: Sequence[str]) -> tuple[str, Days, int, int, str] | None:
    near, name = calendar_days.weekday(number), _WEEKDAYS[number]
    if len(steps) == 4 and steps[0] == "from XXXX-WXX" and (week := re.fullmatch(r"week([+-]\d)", steps[1])):
        by = 7 * int(week[1])
        return f"weekday {number} {steps[1]}", near, by - 6, by + 6, name
    if len(steps) != 1:
        return None
    direction = steps[0].removeprefix("weekday-")
    if direction == "next":
        return f"weekday {number}", near, 0, WEEK, name
    if direction in ("last", "behind", "nearest", "this"):
        # "last" is also what a weekday of no tense defaults to: only what is told of the day makes it past.
        return f"weekday {number}", near, -WEEK, WEEK, name
    if direction == "before":
        return f"weekday {number} before", near, -2 * WEEK - 1, -1, name
    if direction == "after":
        return f"weekday {number} after", near, 1, 2 * WEEK + 1, name
    return None


def terms(reading: Reading) -> Iterator[tuple[Days, tuple[Reason, ...]]]:
    """The terms of the office-holders the page names by their office.

    Who speaks or acts that week holds the office then. Of others only the beginning of the term says
    something: "since President Viktor Yanukovych was overthrown" is written after it.
    """
    acting = _acting(reading)
    for actor in sorted(reading.actors, key=lambda actor: (actor.name, actor.id)):
        if actor.type is not ActorType.PERSON:
            continue
        current = actor.id in acting
        for tenure in sorted(set(actor.offices), key=lambda tenure: (tenure.title, tenure.basis)):
            office = offices.office(tenure.title)
            if office is None or office.former or office.kind == "other":
                continue
            terms = {
                term
                for holder in offices.person(actor.name, kind=office.kind, where=office.where)
                for term in holder.terms
                if term.kind == office.kind and (office.where is None or term.where == office.where)
            }
            if not terms:
                continue
            held = 0
            for term in terms:
                held |= calendar_days.between(term.start, term.end if current else None)
            shown = ", ".join(sorted(f"{term.start or '…'} to {term.end or '…'}" for term in terms))
            mention = actor.mentions[:1]
            yield held, (*mention, f"{actor.name} is {tenure.title}: {shown}")


def _acting(reading: Reading) -> set[str]:
    """Who speaks on the page, or does something that week or is to do it."""
    acting = {id for statement in reading.statements for id in statement.speaker}
    for event in reading.events:
        near = event.when is not None and (event.when.value or "").startswith(("XXXX-WXX-", "XXXX-XX-XX"))
        if near or event.modality in (Modality.SCHEDULED, Modality.ONGOING):
            acting.update(role.actor for role in event.actors if role.actor)
    return acting


def key_of(when: When) -> str | None:
    """What the page calls the day; `_clock` gives a time of day a name of its own."""
    named = named_day(when)
    if named is not None:
        return named[0]
    return f"clock {when.span.start}" if when.span and (when.value or "").startswith("T") else None


def in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.anchor.start, event.id))


def _words(when: When) -> str:
    return when.span.text if when.span else when.start or ""


def _spans(when: When) -> tuple[Span, ...]:
    return (when.span,) if when.span else ()
