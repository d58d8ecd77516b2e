"""Which reports tell of one event: "scheduled for Sunday" here is "voted on March 16" on a later page.

Two meetings of the same two people stay two: days, places and parties that contradict each other keep reports
apart, and where a report could belong to either of two events it is left alone (`evidence.py`). What is put off is
one event with another day: the words that move it tie the day given up to the new one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from attache.model import (
    Basis,
    Change,
    Copy,
    Entry,
    EventType,
    Modality,
    Place,
    Precision,
    Span,
    When,
    identifier,
)
from attache.stories.stream import stem
from attache.timeline import days as calendar_days
from attache.timeline.days import ALL, NONE, Days
from attache.timeline.evidence import ANNOUNCED, DONE, LIKELY, OTHER_DAY, REAL, SURE, evidence, few
from attache.timeline.parties import CONFLICT, FULLY, MUTUAL, PUBLIC, People, Told, parties, places
from attache.timeline.wording import deed

HEARD = 100  # reports of an event that are asked whether another contradicts it: the rest say the same again
MORE = 3  # times as many pages tell of a vote than of another for "the vote" to be that, or take a deed for one type
SELDOM = 0.25  # of the reports of an event: a party no table knows that no more of them name is left out
ROUNDS = 3  # what was joined may settle what else was meant; after so many rounds nothing moves any more
_FINE = {Precision.MINUTE: 0, Precision.HOUR: 1, Precision.DAY: 2, Precision.WEEK: 3, Precision.MONTH: 4}


@dataclass(frozen=True, slots=True)
class Reported:
    """When a page was written, as far as that is known: what a report is ordered by."""

    when: When | None
    first: str
    last: str

    @classmethod
    def of(cls, when: When | None) -> Reported:
        if when is None or when.start is None:
            return cls(when, "9999", "9999")
        return cls(when, when.start, when.end or when.start)


def entries(
    events: Sequence[Told],
    people: People,
    whens: Mapping[str, When | None],
    written: Mapping[str, When | None],
    origin: Mapping[str, str],
    copied: Iterable[Copy] = (),
    moved: Mapping[str, Days] | None = None,
) -> tuple[Entry, ...]:
    """The reports as entries, each event in one at most: what nobody is said to have done, nowhere, on no day is none.

    `whens` gives the day of each event as far as it could be worked out, `written` that of each page; `moved` the
    new day of those whose words put them to another.
    """
    events = _of_one_type(events, origin)
    echo = echoes(events, copied)
    by_kind: defaultdict[tuple[str, str], list[Told]] = defaultdict(list)
    for each in sorted(events, key=lambda each: (each.event.page, each.event.anchor.start, each.event.id)):
        by_kind[each.story, each.event.type].append(each)
    found = [
        entry_of([group[at] for at in cluster], whens, written, origin, people)
        for group in by_kind.values()
        for cluster in _clusters(group, people, echo, moved or {})
    ]
    return tuple(sorted((entry for entry in found if _says_something(entry, people)), key=lambda entry: entry.id))


def _says_something(entry: Entry, people: People) -> bool:
    """Whether any report says who, where or when: of "a ballot", or of "hundreds of people", nothing is established."""
    named = any(not people.is_nameless(one) for one in (*entry.actors, *entry.recipients))
    return named or bool(entry.place or (entry.when and entry.when.start))


def _of_one_type(events: Iterable[Told], origin: Mapping[str, str]) -> list[Told]:
    """The reports, a deed of one party as what most pages take it for: "Iceland seizes trawler" is no assault where
    eight pages tell of a seizure.
    """
    events = list(events)
    taken: defaultdict[tuple[str, str, str], defaultdict[EventType, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in events:
        if (done := deed(each.event.anchor.text)) is not None:
            for one in each.who:
                taken[each.story, done, one][each.event.type].add(origin.get(each.event.page, each.event.page))
    found = []
    for each in events:
        done = deed(each.event.anchor.text)
        votes = [taken[each.story, done, one] for one in sorted(each.who)] if done is not None else []
        for types in votes:
            most = max(types, key=lambda type: (len(types[type]), type.value))
            if len(types[most]) >= MORE * len(types[each.event.type]):
                each = replace(each, event=replace(each.event, type=most))
                break
        found.append(each)
    return found


# --------------------------------------------------------------------------------------------------- grouping


def echoes(events: Iterable[Told], copied: Iterable[Copy]) -> dict[str, str]:
    """Events in words a page has copied, and the event those words report where they first stood."""
    at = {
        (each.event.page, each.event.anchor.start, each.event.type, each.event.modality): each.event.id
        for each in events
    }
    found = {}
    passages = {(copy.page, here.start, here.end): there for copy in copied for here, there in copy.passages}
    by_page: defaultdict[str, list[tuple[int, int, Span]]] = defaultdict(list)
    for (page, start, end), there in passages.items():
        by_page[page].append((start, end, there))
    for (page, start, type, modality), id in at.items():
        for begin, end, there in by_page.get(page, ()):
            original = (there.page, there.start + start - begin, type, modality)
            if begin <= start < end and original in at:
                found[id] = at[original]
    return found


@dataclass(slots=True)
class _Heap:
    """Reports of one type in one story, and the events they have been put together to so far."""

    group: Sequence[Told]
    people: People
    home: list[int] = field(default_factory=list)
    members: dict[int, list[int]] = field(default_factory=dict)
    known: dict[tuple[int, int], float] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)  # the events that were put to another day

    def __post_init__(self) -> None:
        self.home = list(range(len(self.group)))
        self.members = {at: [at] for at in self.home}

    def evidence(self, one: int, other: int) -> float:
        pair = (one, other) if one < other else (other, one)
        if pair not in self.known:
            self.known[pair] = evidence(self.group[pair[0]], self.group[pair[1]], self.people)
        return self.known[pair]

    def clash(self, one: int, other: int) -> bool:
        """Whether some report of the one's event contradicts some of the other's.

        What was put off has several days; it is enough to be of one of them.
        """
        here, there = self.home[one], self.home[other]
        ones, others = self.members[here][:HEARD], self.members[there][:HEARD]
        against = [value for a in ones for b in others if (value := self.evidence(a, b)) < 0]
        if against and min(against) < OTHER_DAY and self.group[one].event.type in MUTUAL:
            against = [value for a in ones for b in others if (value := self._as_one_of(a, b, ones, others)) < 0]
        if not against or min(against) < OTHER_DAY:
            return bool(against)
        if not {here, there} & self.moved:
            return True
        days = [self.days(here), self.days(there)]
        return not (days[0] & days[1])

    def both_at(self, home: int, one: int, other: int) -> bool:
        """Whether an event names all whom two others do, which contradict each other only in whom they name."""
        where, here, there = (
            {party for at in self.members[each] for party in self.group[at].all} for each in (home, one, other)
        )
        if not (here | there <= where and here and there and self.group[home].event.type in MUTUAL):
            return False
        ones, others = self.members[one], self.members[other]
        return all(self._as_one_of(a, b, [*ones, *others], [*ones, *others]) >= 0 for a in ones for b in others)

    def _as_one_of(self, a: int, b: int, ones: Sequence[int], others: Sequence[int]) -> float:
        """The evidence of two reports, where one names only somebody who by the other's fellows was there too.

        "Obama hosts ...", "Yatsenyuk is due at the White House", and "Obama received ... Yatsenyuk"
        """
        value = self.evidence(a, b)
        one, other = self.group[a], self.group[b]
        if value >= OTHER_DAY or parties(one, other, self.people) != CONFLICT:
            return value
        here, there = ({party for at in those for party in self.group[at].all} for those in (ones, others))
        if not (one.all <= there or other.all <= here):
            return value
        return evidence(replace(one, who=one.all | other.all, whom=frozenset()), other, self.people)

    def days(self, home: int) -> Days:
        """The days an event was told to be of, all together; any day where none was told."""
        told = NONE
        for at in self.members[home]:
            each = self.group[at]
            if each.dated and each.days is not None and few(each.days):
                told |= each.days
        if told:
            return told
        allowed = ALL
        for at in self.members[home]:
            days = self.group[at].days
            if days is not None:
                allowed &= days
        return allowed

    def pages(self, home: int) -> int:
        return len({self.group[at].event.page for at in self.members[home]})

    @property
    def public(self) -> bool:
        return self.group[0].event.type in PUBLIC

    def join(self, one: int, other: int) -> None:
        keep, gone = sorted((self.home[one], self.home[other]))
        if keep != gone:
            if gone in self.moved:
                self.moved.add(keep)
            for at in self.members.pop(gone):
                self.home[at] = keep
                self.members[keep].append(at)

    def try_join(self, one: int, other: int) -> bool:
        if self.home[one] == self.home[other] or self.clash(one, other):
            return False
        self.join(one, other)
        return True


def _clusters(
    group: Sequence[Told], people: People, echo: Mapping[str, str], moved: Mapping[str, Days]
) -> list[list[int]]:
    """Groups of reports: copied words first, then what is sure, then what could belong nowhere else."""
    heap = _Heap(group, people)
    scores = _scores(heap)
    place_of = {each.event.id: at for at, each in enumerate(group)}
    for at, each in enumerate(group):
        original = place_of.get(echo.get(each.event.id, ""))
        if original is not None:
            heap.try_join(at, original)
    for _, one, other in sorted((-score, one, other) for (one, other), score in scores.items() if score >= SURE):
        heap.try_join(one, other)
    _join_moved(heap, moved)
    for _ in range(ROUNDS):
        if not _join_likely(heap, scores):
            break
    _join_moved(heap, moved)
    return [sorted(cluster) for _, cluster in sorted(heap.members.items())]


def _scores(heap: _Heap) -> dict[tuple[int, int], float]:
    """The pairs worth joining, looked for only among reports that share a page, a party, a name, a deed or a day."""
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(heap.group):
        # "Crimea" and "Crimean" are looked for under the letters they share
        keys = {each.event.page, *each.all, *(root[:5] for root in each.roots)}
        if each.event.type not in MUTUAL:
            keys.add(f"deed {deed(each.event.anchor.text)}")
        if each.days is not None and few(each.days):
            keys.add(f"{each.event.page} {each.days:x}")
            if each.event.type in PUBLIC:
                keys.add(f"{stem(each.event.anchor.text)[:4]} {each.days:x}")
        for key in keys:
            sharing[key].append(at)
    pairs = {
        (one, other)
        for those in sharing.values()
        for place, one in enumerate(those)
        for other in those[place + 1 : place + 1 + 200]
    }
    scored = {pair: heap.evidence(*pair) for pair in sorted(pairs)}
    return {pair: score for pair, score in scored.items() if score > 0}


def _join_likely(heap: _Heap, scores: Mapping[tuple[int, int], float]) -> bool:
    """Reports held together by less than sure evidence join where there is one event they could be."""
    before = tuple(heap.home)
    likely: defaultdict[int, set[int]] = defaultdict(set)
    for (one, other), score in scores.items():
        if score >= LIKELY and before[one] != before[other]:
            likely[before[one]].add(before[other])
            likely[before[other]].add(before[one])
    free = {one: [other for other in sorted(likely[one]) if not heap.clash(one, other)] for one in sorted(likely)}
    free = {one: _told_by_then(heap, one, others) for one, others in free.items()}

    def alone(one: int, other: int) -> bool:
        """Whether nothing else the one could be contradicts the other: "their meeting", of two, is left alone.

        "The referendum" is the one that many pages tell of, not the polls in one town.
        """
        if other not in free[one]:
            return False
        rivals = (third for third in free[one] if third != other and heap.clash(third, other))
        rivals = (third for third in rivals if not heap.both_at(one, third, other))
        return not any(heap.pages(third) * MORE > heap.pages(other) or not heap.public for third in rivals)

    fitting = [
        (one, other) for one in free for other in free[one] if one < other and alone(one, other) and alone(other, one)
    ]
    joined = [heap.try_join(one, other) for one, other in fitting]  # all of them, not only the first
    return any(joined)


def _told_by_then(heap: _Heap, one: int, others: list[int]) -> list[int]:
    """Of what reports without a day could speak of, what had been told when they were written.

    "On the eve of the Copenhagen meeting" is no word of a meeting in Copenhagen first announced weeks later.
    """
    reports = [heap.group[at] for at in heap.members[one]]
    if any(each.dated for each in reports) or any(each.written is None for each in reports):
        return others
    last = max(calendar_days.last(each.written) for each in reports if each.written)

    def known(other: int) -> bool:
        pages = [heap.group[at].written for at in heap.members[other]]
        return any(days is None or calendar_days.first(days) <= last for days in pages)

    return [other for other in others if known(other)] or others


def _join_moved(heap: _Heap, moved: Mapping[str, Days]) -> None:
    """The event put off, and the same on the day it was put off to.

    "Friday's meeting was postponed until Monday": announced for a Friday, and for that Monday. The day given up
    is the one last announced; where two such events could be meant, neither is touched.
    """
    for at, each in enumerate(heap.group):
        new = moved.get(each.event.id)
        if new is None or not few(new) or each.event.modality in DONE:
            continue
        affair = {
            heap.home[k]
            for k, other in enumerate(heap.group)
            if other.event.modality in REAL and _one_affair(each, other, heap.people)
        } - {heap.home[at]}
        fits = sorted(home for home in affair if _is_on(heap, home, new))
        if len(fits) == 1:
            heap.join(at, fits[0])
        heap.moved.add(heap.home[at])
        old = sorted(home for home in affair - {*fits} if _given_up(heap, home, each, new))
        if _given_up(heap, heap.home[at], each, new):  # its own reports name the old day: what was announced for that
            day = heap.days(heap.home[at])
            old = [home for home in old if heap.days(home) & day]
        if len(old) == 1:
            heap.join(at, old[0])


def _one_affair(one: Told, other: Told, people: People) -> bool:
    """Whether two reports are of one kind and of the same parties, whatever their days.

    Of parties told otherwise ("talks on a contact group") the day given up and the place speak: those talks were
    announced for that day, there.
    """
    who = parties(one, other, people)
    if who != FULLY:
        there = places(one.event.place, other.event.place) == FULLY
        return who != CONFLICT and there and one.event.type in MUTUAL
    return one.event.type not in MUTUAL or (len(one.all) > 1 and len(other.all) > 1)


def _is_on(heap: _Heap, home: int, new: Days) -> bool:
    dated = [days for at in heap.members[home] if heap.group[at].dated and few(days := heap.group[at].days)]
    return bool(dated) and any(days is not None and days & new for days in dated)


def _given_up(heap: _Heap, home: int, mover: Told, new: Days) -> bool:
    """Whether an event was announced for another day that had not come when its move was told."""
    if mover.written is None:
        return False
    coming = calendar_days.between(calendar_days.first(mover.written).isoformat(), None)
    for at in heap.members[home]:
        each = heap.group[at]
        if each.dated and each.days is not None and few(each.days) and each.days & coming and not each.days & new:
            announced = each.event.modality in ANNOUNCED or each.event.modality is Modality.CANCELLED
            if announced and each.written is not None and not _is_later(each.written, mover.written):
                return True
    return False


def _is_later(one: Days, other: Days) -> bool:
    return calendar_days.first(one) > calendar_days.last(other)


# ---------------------------------------------------------------------------------------------------- entries


def entry_of(
    cluster: Sequence[Told],
    whens: Mapping[str, When | None],
    written: Mapping[str, When | None],
    origin: Mapping[str, str],
    people: People,
) -> Entry:
    """The entry that these reports make together."""
    reports = {each.event.id: Reported.of(written.get(each.event.page)) for each in cluster}
    ordered = sorted(
        cluster,
        key=lambda each: (
            reports[each.event.id].first,
            reports[each.event.id].last,
            each.event.page,
            each.event.anchor.start,
            each.event.id,
        ),
    )
    history = tuple(Change(reports[each.event.id].when, each.event.modality, each.event.id) for each in ordered)
    who = _often(Counter(actor for each in ordered for actor in each.actors), len(ordered), people)
    whom = _often(Counter(actor for each in ordered for actor in each.recipients), len(ordered), people)
    first, state = ordered[0], _state(ordered, written)
    mutual = first.event.type in MUTUAL
    return Entry(
        id=identifier("n", *sorted(each.event.id for each in cluster)),
        story=first.story,
        events=tuple(each.event.id for each in ordered),
        type=first.event.type,
        actors=people.plainest(sorted(who, key=lambda actor: (-who[actor], actor)), mutual=mutual),
        recipients=people.plainest(
            sorted(set(whom) - set(who), key=lambda actor: (-whom[actor], actor)), mutual=mutual
        ),
        place=_place([each.event.place for each in ordered if each.event.place]),
        when=_when(ordered, whens, state),
        modality=state,
        history=history,
        origins=len({origin.get(each.event.page, each.event.page) for each in cluster}),
    )


def _often(counts: Counter[str], reports: int, people: People) -> Counter[str]:
    """Without those whom no table knows and hardly a report names: a ship's owner, a bank taken for a body.

    A crowd is called otherwise on each page ("fishermen", "about 5,000 people") and counts as one.
    """
    heads: Counter[str] = Counter()
    for one, n in counts.items():
        if people.is_nameless(one):
            heads[people.crowd(one)] += n
    most = min(heads, key=lambda head: (-heads[head], head), default="")

    def named(one: str) -> int:
        if people.is_nameless(one):
            return sum(heads.values()) if people.crowd(one) == most else 0
        return counts[one]

    return Counter({one: n for one, n in counts.items() if people.is_known(one) or named(one) > SELDOM * reports})


def _state(ordered: Sequence[Told], written: Mapping[str, When | None]) -> Modality:
    """The state of things by the last report; what has happened cannot be scheduled again.

    A page that announces a meeting and also speaks of it as of a thing that is ("meet in London", "Friday's
    meeting") was written before it: that meeting is still to come.
    """
    announcing = {each.event.page for each in ordered if each.event.modality in ANNOUNCED}
    done = [each for each in ordered if each.event.modality is Modality.HAPPENED]
    if any(each.event.page not in announcing or _is_over(each, written) for each in done):
        return Modality.HAPPENED
    rest = [each for each in ordered if each not in done] or ordered
    last = max(Reported.of(written.get(each.event.page)).first for each in rest)
    latest = [each for each in rest if Reported.of(written.get(each.event.page)).first == last]
    on_that_day = [each.event.modality for each in latest]
    if Modality.CANCELLED in on_that_day and _has_new_day(latest):
        return Modality.SCHEDULED
    order = [
        Modality.HAPPENED,
        Modality.CANCELLED,
        Modality.ONGOING,
        Modality.SCHEDULED,
        Modality.PROPOSED,
        Modality.DEMANDED,
        Modality.THREATENED,
        Modality.DENIED,
        Modality.POSSIBLE,
    ]
    return min(on_that_day, key=order.index)


def _has_new_day(reports: Sequence[Told]) -> bool:
    """Whether what is called off for one day is in the same breath announced for another."""
    off = [each.days for each in reports if each.event.modality is Modality.CANCELLED and each.days is not None]
    new = [each.days for each in reports if each.event.modality in ANNOUNCED and each.dated and each.days is not None]
    return any(few(days) and not any(days & old for old in off if few(old)) for days in new)


def _is_over(report: Told, written: Mapping[str, When | None]) -> bool:
    """Whether the day told lies before the day the page was written."""
    page = written.get(report.event.page)
    if page is None or page.start is None or not report.dated or report.days is None:
        return False
    return calendar_days.last(report.days).isoformat() < page.start[:10]


def _place(found: Sequence[Place]) -> Place | None:
    """The place most reports name; of equals the one pinned to a point, then the first reported."""
    if not found:
        return None
    votes = Counter(place.name for place in found)
    return max(enumerate(found), key=lambda pair: (votes[pair[1].name], pair[1].lat is not None, -pair[0]))[1]


def _when(ordered: Sequence[Told], whens: Mapping[str, When | None], state: Modality) -> When | None:
    """The day of the event, in the words of the report that knows it best.

    Of what took place those reports are asked that tell it as done, of what lies ahead the last ones: a meeting
    moved from Friday to Monday and held is of Monday, and a deadline is not the day of the deed.
    """
    told = [(each, when) for each in ordered if (when := whens.get(each.event.id)) is not None]
    fixed = [(each, when) for each, when in told if when.start is not None]
    if not fixed:
        return told[0][1] if told else None
    voted = [pair for pair in fixed if pair[0].event.modality is state] or fixed
    if state in ANNOUNCED:
        voted = [pair for pair in fixed if pair[0].event.modality in ANNOUNCED] or fixed
        days = [each.days for each, _ in voted if each.dated and each.days is not None and few(each.days)]
        if days:
            voted = [pair for pair in voted if pair[0].days is None or pair[0].days & days[-1]] or voted
    basis = [Basis.SET, Basis.STATED, Basis.RELATIVE, Basis.METADATA, Basis.INFERRED, Basis.UNKNOWN]
    best = min(
        enumerate(when for _, when in voted),
        key=lambda pair: (
            len(pair[1].options) > 0,
            _FINE.get(pair[1].precision, 9),
            basis.index(pair[1].basis),
            pair[0],
        ),
    )[1]
    shared = calendar_days.ALL
    for each, _ in voted:
        if each.dated and each.days is not None and each.days & shared:
            shared &= each.days
    if calendar_days.count(shared) == 1 and best.start and best.start[:10] != (best.end or best.start)[:10]:
        one = calendar_days.first(shared).isoformat()
        return replace(best, start=one, end=one, precision=Precision.DAY, options=())
    return best
