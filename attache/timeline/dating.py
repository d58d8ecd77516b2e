"""When an undated page was written, from what it and its neighbours say.

    "The referendum is scheduled for Sunday"    the page is of the six days before it, or of that Sunday
    "On March 16, Crimeans voted"               another page, which tells of the same vote
    Secretary of State John Kerry               2013-02-01 to 2017-01-20; there, March 16 is a Sunday in 2014

Every page and every day it speaks of is a set of days it may be (`days.py`), and every tie (`ties.py`) takes
days away from both sides until nothing changes, so the order of ties, pages and events does not matter. Pages of
one story are tied by the events they share: one event has one day. What would leave no day is not believed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from attache.mentions import dates
from attache.model import (
    Actor,
    Basis,
    Event,
    EventType,
    Modality,
    Option,
    Page,
    Precision,
    Reading,
    Span,
    When,
)
from attache.stories.stream import stem
from attache.timeline import days as calendar_days
from attache.timeline.days import ALL, Days
from attache.timeline.evidence import few
from attache.timeline.parties import (
    CONFLICT,
    FULLY,
    MUTUAL,
    PARTLY,
    PUBLIC,
    UNKNOWN,
    People,
    Told,
    overlap,
    parties,
    places,
    sentence_of,
    told,
    with_parties,
)
from attache.timeline.ties import (
    AHEAD,
    PAST,
    WEEK,
    Reason,
    Tie,
    bounds,
    in_dateline,
    in_order,
    key_of,
    named_day,
    terms,
    ties,
)
from attache.timeline.wording import one_deed

SAME_DEED = 0.4  # content words two sentences share, of the shorter one
SAME_TOPIC = 0.5  # the same with the names of the parties left out, of at least so many words:
FEWEST_WORDS = 2
# Told of without having been done: the tense of the words is not that of the day.
UNDONE = frozenset({Modality.CANCELLED, Modality.DEMANDED, Modality.THREATENED, Modality.POSSIBLE})
_AND = re.compile(r"\band\s+(?:\w+ly\s+)?$")
NEAR_ANCHOR = 60  # characters from an event to the day told right after it
MANY = 60  # more days than this are told as a range, not one by one
WIDE = 366 * 12  # a range wider than this says nothing
APART = 150  # days before its first dated page and after its last in which a story may have pages (stories/stream.py)


@dataclass(frozen=True, slots=True)
class Dating:
    """What was found out: `pages` for pages without a date of their own or with a doubtful one, `events`
    for all.

    `days` holds for each event the days it may be of, whether words say so, and what the page calls them;
    `ahead` are the events told as if done whose day the page names as still to come; `written` the days each page
    may be of, where that says anything.
    """

    pages: dict[str, When]
    events: dict[str, When | None]
    days: dict[str, tuple[Days | None, bool, str | None]]
    ahead: set[str]
    written: dict[str, Days] = field(default_factory=dict)

    def planned(self, event: Event) -> Event:
        """The event as it stands to its page: "Sunday's referendum" before that Sunday is only planned."""
        return replace(event, modality=Modality.SCHEDULED) if event.id in self.ahead else event


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
        for low, high, why in bounds(reading):
            _limit(sheet, calendar_days.between(low, high), why)
    if given is not None:
        # Where the markup says the 14th and the text speaks of the 15th as past, a clock was in another zone.
        by_hand = page.published is not None and page.published.basis is Basis.SET
        if by_hand or calendar_days.spread(sheet.days, -1, 1) & given:
            sheet.days = given
            sheet.because.clear()
        else:
            sheet.doubt = f"the page is marked {page.published.start[:10] if page.published else ''}"  # type: ignore[index]
    if reading is not None:
        for tie in ties(page, reading):
            _bind(sheet, tie)
        if not sheet.settled():
            for held, why in terms(reading):
                _limit(sheet, held, why)
    _settle(sheet)
    return sheet


def _given(page: Page) -> Days | None:
    """The day the page bears; a range of days where it bears a month."""
    published = page.published
    if published is None or published.start is None:
        return None
    return calendar_days.between(published.start[:10], (published.end or published.start)[:10]) or None


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
    _near_the_others(sheets)
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


def _near_the_others(sheets: Sequence[Sheet]) -> None:
    """Of the few days a page may be of, those of the months its story is told in.

    "WASHINGTON, March 11 (Meridian) - ... on Tuesday" is of 2014 or of 2025; in a story of March 2014, of 2014.
    """
    known = [sheet.days for sheet in sheets if sheet.settled() and _given(sheet.page) is not None and not sheet.doubt]
    if not known:
        return
    first, last = min(map(calendar_days.first, known)), max(map(calendar_days.last, known))
    around = calendar_days.spread(calendar_days.between(first.isoformat(), last.isoformat()), -APART, APART)
    for sheet in sheets:
        if 1 < calendar_days.count(sheet.days) <= MANY:
            told = first.isoformat() if first == last else f"{first} to {last}"
            _limit(sheet, around, (f"the other pages of its story are of {told}",))


def _spots(
    number: int, sheet: Sheet, story: str, same: Mapping[str, str], people: People
) -> Iterator[tuple[Told, _Day]]:
    """The events of a page whose day has a name, and where on the page's sheet that day stands."""
    if sheet.reading is None:
        return
    for event in in_order(sheet.reading.events):
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
    key = key_of(when)
    if key is not None and key in sheet.spoken:
        return _Day(number, key, sheet.spoken[key], when.span)
    return None


def _one_event(one: Told, other: Told, people: People) -> bool:
    """Whether two reports tell of one event whatever their days: a vote on one thing, a meeting in one place.

    Kerry and Lavrov meet all the time; Kerry and Lavrov in Paris, in one story, is one meeting.
    """
    who, real = parties(one, other, people), PAST | AHEAD
    if who == CONFLICT or one.event.modality not in real or other.event.modality not in real:
        return False
    place = places(one.event.place, other.event.place)
    if place == CONFLICT:
        return False
    if (
        who == UNKNOWN
    ):  # "Thousands of fishermen marched through Bergen", "About 5,000 people marched through ... Bergen"
        nameless = not (one.all or other.all) and one.event.type not in MUTUAL
        return nameless and place == FULLY and one_deed(one.event.anchor.text, other.event.anchor.text)
    if who == FULLY and one.event.type not in MUTUAL | PUBLIC and _of_one_deed(one, other):
        return True
    if who == PARTLY:  # "Kerry is to meet in Paris", "Kerry and Lavrov are to meet in Paris"
        return place == FULLY and {one.event.modality, other.event.modality} <= AHEAD
    if one.event.type is EventType.ENACT and overlap(one.words, other.words) < SAME_DEED:
        return False  # "signed" here and "signed" there: of what?
    return place == FULLY or (one.event.type in PUBLIC and place != CONFLICT)


def _of_one_deed(one: Told, other: Told) -> bool:
    """Whether two sentences tell of one deed of one party in so much the same words that it was done once.

    "Norway would pull its frigate back from the Alvik Bank on Monday"
    "Norway pulled the frigate Otto Ruge back from the Alvik Bank on Monday"
    """
    if not one_deed(one.event.anchor.text, other.event.anchor.text):
        return False
    topics = [each.topic - {stem(each.event.anchor.text)} | {"it"} for each in (one, other)]  # the deed, in any form
    return overlap(*topics) >= SAME_TOPIC and len(topics[0] & topics[1]) >= FEWEST_WORDS


def _unambiguous(
    links: Sequence[tuple[_Day, _Day, Told, Told]],
) -> Iterator[tuple[_Day, _Day, Told, Told]]:
    """The links of days that have one day to be on the other page: of two votes told, neither is taken.

    Nor is any where the other pages know of two: talks set "for Thursday" after they were put off from one Thursday
    to another.
    """
    partners: defaultdict[tuple[int, str | None, Days, int], set[tuple[str | None, Days]]] = defaultdict(set)
    open_to: defaultdict[_Day, Days] = defaultdict(lambda: ALL)
    for here, there, *_ in links:
        partners[here.sheet, here.key, here.days, there.sheet].add((there.key, there.days))
        partners[there.sheet, there.key, there.days, here.sheet].add((here.key, here.days))
        for one, other in ((here, there), (there, here)):
            if few(other.days) and one.days & other.days:
                open_to[one] &= other.days
    for here, there, first, second in links:
        if (
            len(partners[here.sheet, here.key, here.days, there.sheet]) == 1
            and len(partners[there.sheet, there.key, there.days, here.sheet]) == 1
            and open_to[here]
            and open_to[there]
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
    if sheet.days != ALL:
        found.written[sheet.page.id] = sheet.days
    if sheet.reading is None:
        return
    for event in sheet.reading.events:
        if event.when is not None and event.when.span is not None and in_dateline(sheet.page, event.when.span):
            event = replace(event, when=_own_day(sheet, event))
        elif event.when is None:
            event = replace(event, when=_day_of_sentence(sheet, event))
        when = event.when
        if when is not None and published is not None:
            when = dates.resolve(when, published)
        days: Days | None = None
        named = named_day(event.when) if event.when is not None else None
        name = key_of(event.when) if event.when is not None else None
        if when is not None and when.start is None and name in sheet.spoken:
            days = sheet.spoken[name]
            inferred = _inferred(days, sheet.because, None)
            if inferred is not None:
                when = replace(inferred, span=when.span, value=when.value)
        elif when is not None and when.start is not None:
            days = calendar_days.between(when.start[:10], (when.end or when.start)[:10]) or None
            if event.modality in UNDONE | AHEAD and sheet.settled() and _is_bare_weekday(event.when):
                days, when = _coming(when, sheet.days)
            elif event.modality in AHEAD and sheet.settled() and _is_weekend(event.when):
                days, when = _next_weekend(when, sheet.days)
        found.events[event.id] = when
        if days is not None and calendar_days.count(days) < WIDE:
            found.days[event.id] = (days, True, name)
        else:
            found.days[event.id] = (_side_of(sheet.days, event), named is not None, name)
        if event.modality is Modality.HAPPENED and _lies_ahead(sheet, named, days):
            found.ahead.add(event.id)


def _own_day(sheet: Sheet, event: Event) -> When | None:
    """The date right after an event, or the one in its sentence, that is not the dateline's: that one says when the
    page was written.

    "OSLO, March 18 (NAW) - Norway imposed sanctions on Iceland on Monday"
    """
    begin, end = sentence_of(sheet.page.text, event.anchor.start)
    told = [
        when
        for when in (sheet.reading.dates if sheet.reading else ())
        if when.span and begin <= when.span.start < end and not in_dateline(sheet.page, when.span)
    ]
    days = [when for when in told if when.precision is Precision.DAY and "T" not in (when.value or "")]
    after = [when for when in days if when.span and 0 <= when.span.start - event.anchor.end <= NEAR_ANCHOR]
    return after[0] if after else days[0] if len(days) == 1 else None


def _day_of_sentence(sheet: Sheet, event: Event) -> When | None:
    """The day of what the same party is told to have done just before, in the same sentence.

    "Norway demanded on Thursday that Iceland free the trawler ..., and threatened to impose sanctions"
    """
    if event.modality is not Modality.HAPPENED or sheet.reading is None:
        return None
    doers = {role.actor or role.span.text for role in event.actors}
    begin, _ = sentence_of(sheet.page.text, event.anchor.start)
    if not _AND.search(sheet.page.text, max(begin, event.anchor.start - 20), event.anchor.start):
        return None  # "lifted its sanctions on Monday, four days after the two countries agreed"
    for other in sorted(sheet.reading.events, key=lambda each: (-each.anchor.start, each.id)):
        if not begin <= other.anchor.start < event.anchor.start or other.when is None or other.when.span is None:
            continue
        same = other.modality is Modality.HAPPENED and doers & {role.actor or role.span.text for role in other.actors}
        if same and begin <= other.when.span.start < event.anchor.start:
            return other.when
    return None


def _is_bare_weekday(when: When | None) -> bool:
    """Whether a date is a weekday that the tense of its sentence alone puts into the past."""
    return when is not None and when.because in (("weekday-last",), ("weekday-behind",), ("weekday-nearest",))


def _coming(when: When, page: Days) -> tuple[Days | None, When]:
    """The day of what is planned, called off or feared: "a visit planned for Wednesday" is the coming Wednesday.

    The past tense around it tells of the planning, or of the calling off. That Wednesday may be over, so both stay
    possible; as a date the coming one is told, for most is called off beforehand.
    """
    if when.start is None or "T" in when.start or when.start != when.end:
        return calendar_days.between((when.start or "")[:10] or None, (when.end or "")[:10] or None) or None, when
    near = calendar_days.weekday(calendar_days.first(calendar_days.day(when.start)).isoweekday())
    either = near & calendar_days.spread(page, -WEEK, WEEK)
    ahead = either & calendar_days.spread(page, 0, WEEK)
    day = calendar_days.first(ahead).isoformat()
    return either, replace(when, start=day, end=day)


def _is_weekend(when: When | None) -> bool:
    return when is not None and when.basis is Basis.RELATIVE and (when.value or "").endswith("WE")


def _next_weekend(when: When, page: Days) -> tuple[Days | None, When]:
    """What is to come "before the weekend" is not of the one that is over, whatever the tense around it."""
    start, end = calendar_days.day((when.start or "")[:10]), calendar_days.day((when.end or when.start or "")[:10])
    if end and calendar_days.last(end) < calendar_days.first(page):
        first, last = (calendar_days.first(day << WEEK + 1).isoformat() for day in (start, end))
        when = replace(when, start=first, end=last)
    return calendar_days.between((when.start or "")[:10], (when.end or when.start or "")[:10]) or None, when


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


def _text(reason: Reason) -> str:
    return reason.text if isinstance(reason, Span) else reason
