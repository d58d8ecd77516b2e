"""When an undated page was written, from what it and its neighbours say.

    "The referendum is scheduled for Sunday"        the page is of the six days before it, or of that Sunday
    "On March 16, Crimeans voted"                   another page, which tells of the same vote Secretary of
    State John Kerry                   2013-02-01 to 2017-01-20; there, March 16 is a Sunday in 2014

Every page and every day it speaks of is a set of days it may be (`days.py`), and every rule ties two of
them together: "on Thursday", told as past, is a Thursday none to six days before the page. A rule takes
days away from both sides until nothing changes, so the order of rules, pages and events does not matter.
What would leave no day at all is not believed. Only rules that hold are used: a bare weekday of which no
tense is known lies within a week of the page, on either side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from attache.knowledge import offices
from attache.mentions import dates
from attache.model import (
    Actor,
    ActorType,
    Basis,
    Event,
    Modality,
    Option,
    Page,
    Precision,
    Reading,
    Span,
    StatementKind,
    When,
)
from attache.timeline import days as calendar_days
from attache.timeline.days import ALL, Days
from attache.timeline.parties import (
    CONFLICT,
    FULLY,
    PARTLY,
    PUBLIC,
    People,
    Told,
    parties,
    places,
    sentence_of,
    told,
    with_parties,
)

WEEK = 6  # a bare weekday lies so many days off at most: on a Friday, "Friday" is today
YEAR = 366  # a date without its year lies within one of the page
FIRM = 3  # pages of known day that say when a story is told
FEW = 20  # days a page may be of, for its story to tell which year is meant
STORY_DAYS = 45
MANY = 60  # more days than this are told as a range, not one by one
WIDE = 366 * 12  # a range wider than this says nothing
PAST = frozenset({Modality.HAPPENED, Modality.ONGOING})
AHEAD = frozenset({Modality.SCHEDULED, Modality.PROPOSED})

_AS_OF = re.compile(r"\bas of\s*$", re.IGNORECASE)
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BARE = re.compile(r"(?:weekday|date)-(last|behind|next|ahead|nearest|this)$")
_WEEKDAYS = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Reason = Span | str


@dataclass(frozen=True, slots=True)
class Dating:
    """What was found out: `pages` for pages without a date of their own or with a doubtful one, `events`
    for all.

    `days` holds for each event the days it may be of, whether words say so, and what the page calls them;
    `ahead` are the events told as if done whose day the page names as still to come.
    """

    pages: dict[str, When]
    events: dict[str, When | None]
    days: dict[str, tuple[Days | None, bool, str | None]]
    ahead: set[str]

    def planned(self, event: Event) -> Event:
        """The event as it stands to its page: "Sunday's referendum" before that Sunday is only planned."""
        return replace(event, modality=Modality.SCHEDULED) if event.id in self.ahead else event


@dataclass(frozen=True, slots=True)
class Tie:
    """A day spoken of lies `low` to `high` days after its page's; `near` are all days of its name."""

    key: str
    near: Days
    low: int
    high: int
    why: tuple[Reason, ...]


@dataclass(slots=True)
class Sheet:
    """A page as a puzzle: the days it may be of, the days it speaks of, and why."""

    page: Page
    reading: Reading | None
    days: Days = ALL
    spoken: dict[str, Days] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    because: list[Reason] = field(default_factory=list)
    doubt: str | None = None

    def settled(self) -> bool:
        return calendar_days.count(self.days) == 1


def date(
    pages: Iterable[Page],
    readings: Iterable[Reading],
    stories: Mapping[str, str],
    same: Mapping[str, str],
    actors: Iterable[Actor],
) -> Dating:
    """The day of every page and event, as far as the pages together give it away.

    `stories` maps a page to its story: only pages of one story speak of the same events.
    """
    said = {reading.page: reading for reading in readings}
    sheets = [_sheet(page, said.get(page.id)) for page in sorted(pages, key=lambda page: page.id)]
    by_story: defaultdict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_story[stories.get(sheet.page.id, sheet.page.id)].append(sheet)
    people = People.of(actors)
    for story in sorted(by_story):
        if not all(sheet.settled() for sheet in by_story[story]):
            _together(by_story[story], story, same, people)
            _years(by_story[story])
            _together(by_story[story], story, same, people)
    found = Dating({}, {}, {}, set())
    for sheet in sheets:
        _read_off(sheet, found)
    return found


# ----------------------------------------------------------------------------------------- one page by itself


def _sheet(page: Page, reading: Reading | None) -> Sheet:
    """The page with all that it says about its own day; what contradicts the rest is left out."""
    sheet = Sheet(page, reading)
    given = _given(page)
    if reading is not None:
        for low, high, why in _bounds(reading):
            _limit(sheet, calendar_days.between(low, high), why)
    if given is not None:
        if sheet.days & given:
            sheet.days &= given
            sheet.because.clear()
        else:
            sheet.doubt = f"the page is marked {page.published.start[:10] if page.published else ''}"  # type: ignore[index]
    if reading is not None:
        for tie in _ties(page, reading):
            _bind(sheet, tie)
        if not sheet.settled():
            for held, why in _terms(reading):
                _limit(sheet, held, why)
    _settle(sheet)
    return sheet


def _given(page: Page) -> Days | None:
    """The day the page bears; a range of days where it bears a month."""
    published = page.published
    if published is None or published.start is None:
        return None
    return calendar_days.between(published.start[:10], (published.end or published.start)[:10]) or None


def _bounds(reading: Reading) -> Iterator[tuple[str | None, str | None, tuple[Reason, ...]]]:
    """What is told as past on a date with its year is no later than the page."""
    for event in _in_order(reading.events):
        when = event.when
        if when is None or when.start is None or when.end is None or when.basis is not Basis.STATED:
            continue
        if event.modality is Modality.HAPPENED and not event.voices:
            reason = f"“{_words(when)}” is told as past"
            yield when.start[:10], None, (*_spans(when), reason)


def _ties(page: Page, reading: Reading) -> Iterator[Tie]:
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
    named_days = [when.span for when in reading.dates if when.span and _named(when) is not None]
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
    named = _named(when) or _clock(page, when, others, told_as)
    if named is None:
        return None
    key, near, low, high, name = named
    if _in_dateline(page, when.span) and key.startswith("date"):
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


def _in_dateline(page: Page, span: Span) -> bool:
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


def _named(when: When) -> tuple[str, Days, int, int, str] | None:
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


def _terms(reading: Reading) -> Iterator[tuple[Days, tuple[Reason, ...]]]:
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


def _limit(sheet: Sheet, allowed: Days, why: tuple[Reason, ...]) -> None:
    """Keeps only the allowed days, unless that leaves none."""
    before = (sheet.days, dict(sheet.spoken))
    sheet.days &= allowed
    if not _settle(sheet):
        sheet.days, sheet.spoken = before
    elif sheet.days != before[0]:
        sheet.because.extend(why)


def _bind(sheet: Sheet, tie: Tie) -> None:
    """Adds a tie, unless no day is left with it. Equal names on one page mean one day."""
    before = (sheet.days, dict(sheet.spoken))
    sheet.ties.append(tie)
    sheet.spoken[tie.key] = sheet.spoken.get(tie.key, ALL) & tie.near
    if not _settle(sheet):
        sheet.ties.pop()
        sheet.days, sheet.spoken = before
    elif sheet.days != before[0]:
        sheet.because.extend(tie.why)


def _settle(sheet: Sheet) -> bool:
    """Takes away the days that do not go together, until nothing changes; false when none is left."""
    changed = True
    while changed:
        changed = False
        for tie in sheet.ties:
            spoken = sheet.spoken[tie.key] & calendar_days.spread(sheet.days, tie.low, tie.high)
            written = sheet.days & calendar_days.spread(spoken, -tie.high, -tie.low)
            if not spoken or not written:
                return False
            if (spoken, written) != (sheet.spoken[tie.key], sheet.days):
                sheet.spoken[tie.key], sheet.days, changed = spoken, written, True
    return bool(sheet.days)


# ----------------------------------------------------------------------------------------- pages of one story


@dataclass(frozen=True, slots=True)
class _Day:
    """A day some page speaks of: a name on that page ("weekday 7") or a date it states."""

    sheet: int
    key: str | None
    days: Days
    words: Reason


def _together(sheets: Sequence[Sheet], story: str, same: Mapping[str, str], people: People) -> None:
    """Pages of one story, tied by the events they share: one event has one day."""
    events = [
        (number, each, spot)
        for number, sheet in enumerate(sheets)
        for each, spot in _spots(number, sheet, story, same, people)
    ]
    links = []
    for at, (one, first, here) in enumerate(events):
        for other, second, there in events[at + 1 :]:
            if one == other or first.event.type is not second.event.type:
                continue
            if sheets[one].settled() and sheets[other].settled():
                continue
            if _one_event(first, second, people):
                links.append((here, there, first, second))
    for here, there, first, second in _unambiguous(links):
        _link(sheets, here, there, first, second)
    for here, there, *_ in _unambiguous(links):
        _flow(sheets, here, there)


def _years(sheets: Sequence[Sheet]) -> None:
    """A page of one of a few days, years apart, is of the year its story is told in.

    "WASHINGTON, March 28 ... on Friday" fits 2008 and 2014; the rest of its story is of March 2014.
    """
    known = [sheet.days for sheet in sheets if sheet.settled()]
    if len(known) < FIRM:
        return
    whole = 0
    for days in known:
        whole |= days
    weeks = calendar_days.between(
        (calendar_days.first(whole) - timedelta(STORY_DAYS)).isoformat(),
        (calendar_days.last(whole) + timedelta(STORY_DAYS)).isoformat(),
    )
    for sheet in sheets:
        if 1 < calendar_days.count(sheet.days) <= FEW and calendar_days.count(sheet.days & weeks) == 1:
            text = f"of {calendar_days.count(sheet.days)} days it fits, one is of the weeks of its story"
            _limit(sheet, weeks, (text,))


def _spots(
    number: int, sheet: Sheet, story: str, same: Mapping[str, str], people: People
) -> Iterator[tuple[Told, _Day]]:
    """The events of a page whose day has a name, and where on the page's sheet that day stands."""
    if sheet.reading is None:
        return
    for event in _in_order(sheet.reading.events):
        if event.when is None or event.when.span is None:
            continue
        spot = _spot(number, sheet, event.when)
        if spot is not None:
            yield (
                told(with_parties(event, sheet.reading.events), sheet.page, story, same, people, (None, True, None)),
                spot,
            )


def _spot(number: int, sheet: Sheet, when: When) -> _Day | None:
    assert when.span is not None
    if when.start is not None and when.end is not None:
        found = calendar_days.between(when.start[:10], when.end[:10])
        return _Day(number, None, found, when.span) if 0 < calendar_days.count(found) <= 3 else None
    key = _key(when)
    if key is not None and key in sheet.spoken:
        return _Day(number, key, sheet.spoken[key], when.span)
    return None


def _key(when: When) -> str | None:
    """What the page calls the day; `_clock` gives a time of day a name of its own."""
    named = _named(when)
    if named is not None:
        return named[0]
    return f"clock {when.span.start}" if when.span and (when.value or "").startswith("T") else None


def _one_event(one: Told, other: Told, people: People) -> bool:
    """Whether two reports tell of one event whatever their days: a vote on one thing, a meeting in one place.

    Kerry and Lavrov meet all the time; Kerry and Lavrov in Paris, in one story, is one meeting.
    """
    who, real = parties(one, other, people), PAST | AHEAD
    if who not in (PARTLY, FULLY) or one.event.modality not in real or other.event.modality not in real:
        return False
    place = places(one.event.place, other.event.place)
    if who == PARTLY:  # "Kerry is to meet in Paris", "Kerry and Lavrov are to meet in Paris"
        return place == FULLY and {one.event.modality, other.event.modality} <= AHEAD
    return place == FULLY or (one.event.type in PUBLIC and place != CONFLICT)


def _unambiguous(
    links: Sequence[tuple[_Day, _Day, Told, Told]],
) -> Iterator[tuple[_Day, _Day, Told, Told]]:
    """The links of days that have one day to be on the other page: of two votes told, neither is taken."""
    partners: defaultdict[tuple[int, str | None, Days, int], set[tuple[str | None, Days]]] = defaultdict(set)
    for here, there, *_ in links:
        partners[here.sheet, here.key, here.days, there.sheet].add((there.key, there.days))
        partners[there.sheet, there.key, there.days, here.sheet].add((here.key, here.days))
    for here, there, first, second in links:
        if (
            len(partners[here.sheet, here.key, here.days, there.sheet]) == 1
            and len(partners[there.sheet, there.key, there.days, here.sheet]) == 1
        ):
            yield here, there, first, second


def _link(sheets: Sequence[Sheet], here: _Day, there: _Day, first: Told, second: Told) -> None:
    """Makes two days one, on both pages, unless that leaves a page without a day."""
    one, other = sheets[here.sheet], sheets[there.sheet]
    shared = _now(one, here) & _now(other, there)
    if not shared:
        return
    before = [(sheet, sheet.days, dict(sheet.spoken)) for sheet in (one, other)]
    for sheet, spot in ((one, here), (other, there)):
        if spot.key is not None:
            sheet.spoken[spot.key] = shared
    if not (_settle(one) and _settle(other)):
        for sheet, written, spoken in before:
            sheet.days, sheet.spoken = written, spoken
        return
    sides = ((one, here, first), (other, there, second))
    for (sheet, mine, event), (_, theirs, told_there) in (sides, sides[::-1]):
        if sheet.days != next(written for known, written, _ in before if known is sheet):
            reason = f"its “{_text(mine.words)}” ({event.event.anchor.text}) is “{_text(theirs.words)}” "
            reason += f"({told_there.event.anchor.text}) of another page"
            if calendar_days.count(shared) == 1:
                reason += f": {calendar_days.first(shared).isoformat()}, the only day that fits both"
            sheet.because.extend((mine.words, theirs.words, reason))


def _flow(sheets: Sequence[Sheet], here: _Day, there: _Day) -> None:
    """Carries what a later link found out back along an earlier one."""
    one, other = sheets[here.sheet], sheets[there.sheet]
    shared = _now(one, here) & _now(other, there)
    if not shared:
        return
    for sheet, spot in ((one, here), (other, there)):
        if spot.key is not None:
            before = (sheet.days, dict(sheet.spoken))
            sheet.spoken[spot.key] = shared
            if not _settle(sheet):
                sheet.days, sheet.spoken = before


def _now(sheet: Sheet, spot: _Day) -> Days:
    return spot.days if spot.key is None else sheet.spoken[spot.key]


# --------------------------------------------------------------------------------------------- reading it off


def _read_off(sheet: Sheet, found: Dating) -> None:
    """The page's day and its events' days as Whens."""
    published = sheet.page.published
    if _given(sheet.page) is None or sheet.doubt:
        worked_out = _inferred(sheet.days, sheet.because, sheet.doubt)
        if worked_out is not None:
            found.pages[sheet.page.id] = worked_out
        published = worked_out
    if sheet.reading is None:
        return
    for event in sheet.reading.events:
        when = event.when
        if when is not None and published is not None:
            when = dates.resolve(when, published)
        days: Days | None = None
        named = _named(event.when) if event.when is not None else None
        name = _key(event.when) if event.when is not None else None
        if when is not None and when.start is None and name in sheet.spoken:
            days = sheet.spoken[name]
            inferred = _inferred(days, sheet.because, None)
            if inferred is not None:
                when = replace(inferred, span=when.span, value=when.value)
        elif when is not None and when.start is not None:
            days = calendar_days.between(when.start[:10], (when.end or when.start)[:10]) or None
        found.events[event.id] = when
        if days is not None and calendar_days.count(days) < WIDE:
            found.days[event.id] = (days, True, name)
        else:
            found.days[event.id] = (_side_of(sheet.days, event), named is not None, name)
        if event.modality is Modality.HAPPENED and _lies_ahead(sheet, named, days):
            found.ahead.add(event.id)


def _lies_ahead(sheet: Sheet, named: tuple[str, Days, int, int, str] | None, days: Days | None) -> bool:
    """Whether the page itself puts the event's day after its own."""
    if days is not None and sheet.settled():
        return calendar_days.first(days) > calendar_days.last(sheet.days)
    return named is not None and named[2] >= 0 and named[3] > 0


def _side_of(written: Days, event: Event) -> Days | None:
    """What happened lies before the page's last possible day, what is planned after its first."""
    if written == ALL:
        return None
    if event.modality is Modality.HAPPENED:
        return calendar_days.between(None, calendar_days.last(written).isoformat())
    if event.modality in AHEAD:
        return calendar_days.between(calendar_days.first(written).isoformat(), None)
    return None


def _inferred(found: Days, because: Sequence[Reason], doubt: str | None) -> When | None:
    """A set of days as a When: one day, one of some, or a range; None where it says too little."""
    number = calendar_days.count(found)
    first, last = calendar_days.first(found), calendar_days.last(found)
    open_ended = first == calendar_days.FIRST or last == calendar_days.LAST
    if open_ended or (last - first).days > WIDE:
        return None
    why = tuple(dict.fromkeys((*((doubt,) if doubt else ()), *because)))
    options: tuple[Option, ...] = ()
    stretches = list(calendar_days.runs(found)) if number <= MANY else []
    if len(stretches) > 1:
        options = tuple(Option(start.isoformat(), end.isoformat()) for start, end in stretches)
    precision = Precision.DAY if number == 1 or options else _precision((last - first).days)
    return When(first.isoformat(), last.isoformat(), precision, None, Basis.INFERRED, why, None, options)


def _precision(width: int) -> Precision:
    for limit, precision in (
        (0, Precision.DAY),
        (7, Precision.WEEK),
        (31, Precision.MONTH),
        (366, Precision.YEAR),
    ):
        if width <= limit:
            return precision
    return Precision.VAGUE


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.anchor.start, event.id))


def _words(when: When) -> str:
    return when.span.text if when.span else when.start or ""


def _text(reason: Reason) -> str:
    return reason.text if isinstance(reason, Span) else reason


def _spans(when: When) -> tuple[Span, ...]:
    return (when.span,) if when.span else ()
