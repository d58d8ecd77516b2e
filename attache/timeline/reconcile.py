"""Which reports tell of one event: "scheduled for Sunday" here is "voted on March 16" on a later page.

Two meetings of the same two people stay two: days, places and parties that contradict each other keep reports
apart, and where a report could belong to either of two events it is left alone. A wrong merge is worse than a
missed one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from attache.model import (
    Basis,
    Change,
    Copy,
    Entry,
    Event,
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
from attache.timeline.days import Days
from attache.timeline.parties import (
    CONFLICT,
    FULLY,
    MUTUAL,
    NEXT_SENTENCE,
    PARTLY,
    PUBLIC,
    SPEECH,
    UNKNOWN,
    People,
    Told,
    overlap,
    parties,
    places,
)

ANNOUNCED = (Modality.SCHEDULED, Modality.PROPOSED)
FEW_DAYS = 3  # a day known no better than this still says which meeting it was
KIN = 0.4  # content words two sentences share, of the shorter one, to tell of one deed
SURE = 1.5  # evidence that joins two reports by itself; below it, only where nothing else could be meant

# What is, or is to be; the others are wishes, threats and denials, which become no event by being repeated.
REAL = frozenset({Modality.HAPPENED, Modality.ONGOING, Modality.SCHEDULED, Modality.PROPOSED, Modality.CANCELLED})
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
) -> tuple[Entry, ...]:
    """The reports as entries, each event in exactly one.

    `whens` gives the day of each event as far as it could be worked out, `written` that of each page.
    """
    echo = echoes(events, copied)
    by_kind: defaultdict[tuple[str, str], list[Told]] = defaultdict(list)
    for each in sorted(events, key=lambda each: (each.event.page, each.event.anchor.start, each.event.id)):
        by_kind[each.story, each.event.type].append(each)
    found = [
        entry_of([group[at] for at in cluster], whens, written, origin)
        for group in by_kind.values()
        for cluster in _clusters(group, people, echo)
    ]
    return tuple(sorted(found, key=lambda entry: entry.id))


# ------------------------------------------------------------------------------------------ could they be one


def evidence(one: Told, other: Told, people: People) -> float:
    """How strongly two reports of one type tell of one event: below 0 they cannot, from `SURE` on they do."""
    if not _days_allow(one, other) or not _modality_allows(one.event, other.event, both_dated(one, other)):
        return CONFLICT
    place = places(one.event.place, other.event.place)
    who = parties(one, other, people)
    by_phone = {one.event.mode == "phone", other.event.mode == "phone"}
    if CONFLICT in (place, who) or (len(by_phone) > 1 and one.event.mode and other.event.mode):
        return CONFLICT
    if one.event.type in SPEECH:
        return _speech(one, other, who)
    kin = one.event.type in MUTUAL | {EventType.VOTE} or _kin(one, other)
    if _is_the_same_talk(one, other, who):
        return 1.1
    if both_dated(one, other):
        if one.event.type in PUBLIC and who == UNKNOWN and _one_word(one, other):
            return 1.1  # "Sunday's referendum" on two pages of one story
        if who == FULLY:
            return 3.0 if kin or place == FULLY else 1.0
        if who == PARTLY and (place == FULLY or one.event.page == other.event.page):
            return 2.0 if kin else 0.5
        if one.event.page == other.event.page and one.event.type in MUTUAL | PUBLIC and not (one.all and other.all):
            return 1.1  # "Sunday's Crimean referendum", and then "the referendum ... on Sunday"
        return 1.6 if who != FULLY and place == FULLY and _kin(one, other) else UNKNOWN
    if who != FULLY or not kin or (one.dated and other.dated):
        return UNKNOWN  # "Thursday" of an undated page and "March 16" of another may or may not be one day
    if place == FULLY or one.event.type in PUBLIC:
        return 1.2
    if len({one.event.modality is Modality.HAPPENED, other.event.modality is Modality.HAPPENED}) > 1:
        return UNKNOWN  # "Putin called Obama ... both agreed to the meeting": done, and still to come
    return 1.0 if one.event.page == other.event.page else UNKNOWN


def both_dated(one: Told, other: Told) -> bool:
    """Whether both are told with a day, so exactly that it is one day (`_days_allow` has been asked)."""
    if not (one.dated and other.dated):
        return False
    if one.event.page == other.event.page and one.name is not None and one.name == other.name:
        return True
    return _few(one.days) and _few(other.days)


def _few(found: Days | None) -> bool:
    return found is not None and 0 < calendar_days.count(found) <= FEW_DAYS


def _days_allow(one: Told, other: Told) -> bool:
    return one.days is None or other.days is None or bool(one.days & other.days)


def _modality_allows(one: Event, other: Event, dated: bool) -> bool:
    """Whether what one says of the event can be a stage of what the other says.

    "Russia will not invade" and "Russia invaded Crimea" are not one event, whatever else agrees.
    """
    if one.modality in REAL and other.modality in REAL:
        return True
    if one.modality is other.modality:
        return True
    return dated and Modality.DENIED not in (one.modality, other.modality)


def _kin(one: Told, other: Told) -> bool:
    """Whether two sentences are about one deed, not just about the same two parties."""
    return overlap(one.words, other.words) >= KIN


def _is_the_same_talk(one: Told, other: Told, who: int) -> bool:
    """ "Kerry and Lavrov will meet in Paris. The meeting is at 6:30 PM": right after, and nobody named."""
    if one.event.page != other.event.page or one.event.type not in MUTUAL | PUBLIC or who != UNKNOWN:
        return False
    if bool(one.all) == bool(other.all):
        return False
    both = {one.event.modality, other.event.modality}
    if len(both) > 1 and not both <= set(ANNOUNCED):
        return False
    first, second = sorted((one.event.anchor, other.event.anchor), key=lambda span: span.start)
    return second.start - first.end <= NEXT_SENTENCE


def _one_word(one: Told, other: Told) -> bool:
    return stem(one.event.anchor.text) == stem(other.event.anchor.text)


def _speech(one: Told, other: Told, who: int) -> float:
    """Demands, threats, rejections are one only on one day, on two pages, in much the same words."""
    if one.event.page == other.event.page or not both_dated(one, other):
        return UNKNOWN
    return 2.0 if who == FULLY and _kin(one, other) else UNKNOWN


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


def _clusters(group: Sequence[Told], people: People, echo: Mapping[str, str]) -> list[list[int]]:
    """Groups of reports: copied words first, then what is sure, then what could belong nowhere else."""
    scores = _scores(group, people)
    home = list(range(len(group)))
    members = {at: [at] for at in home}

    def joined(one: int, other: int) -> None:
        keep, gone = sorted((home[one], home[other]))
        for at in members.pop(gone):
            home[at] = keep
            members[keep].append(at)

    def clash(one: int, other: int) -> bool:
        return any(evidence(group[a], group[b], people) < 0 for a in members[home[one]] for b in members[home[other]])

    place_of = {each.event.id: at for at, each in enumerate(group)}
    for at, each in enumerate(group):
        original = place_of.get(echo.get(each.event.id, ""))
        if original is not None and home[at] != home[original] and not clash(at, original):
            joined(at, original)
    sure = sorted((-score, one, other) for (one, other), score in scores.items() if score >= SURE)
    for _, one, other in sure:
        if home[one] != home[other] and not clash(one, other):
            joined(one, other)
    _join_undated(scores, home, joined, clash)
    return [sorted(cluster) for _, cluster in sorted(members.items())]


def _scores(group: Sequence[Told], people: People) -> dict[tuple[int, int], float]:
    """The pairs worth joining, looked for only among reports that share a party or a name."""
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(group):
        # "Crimea" and "Crimean" are looked for under the letters they share
        named = f"{each.days:x}" if each.days is not None and _few(each.days) else each.name
        same_day = {f"{each.event.page} {named}"} if named else set()
        if each.event.type in PUBLIC and _few(each.days):
            same_day.add(f"{stem(each.event.anchor.text)} {each.days:x}")
        for key in each.all | {root[:5] for root in each.roots} | same_day:
            sharing[key].append(at)
    pairs = {
        (one, other)
        for those in sharing.values()
        for place, one in enumerate(those)
        for other in those[place + 1 : place + 1 + 200]
    }
    pairs |= {(at, at + 1) for at in range(len(group) - 1) if group[at].event.page == group[at + 1].event.page}
    scored = {pair: evidence(group[pair[0]], group[pair[1]], people) for pair in sorted(pairs)}
    return {pair: score for pair, score in scored.items() if score > 0}


def _join_undated(
    scores: Mapping[tuple[int, int], float],
    home: list[int],
    joined: Callable[[int, int], None],
    clash: Callable[[int, int], bool],
) -> None:
    """Reports held together by less than sure evidence join where there is one event they could be."""
    before = tuple(home)
    likely: defaultdict[int, set[int]] = defaultdict(set)
    for (one, other), score in scores.items():
        if 1.0 <= score < SURE and before[one] != before[other]:
            likely[before[one]].add(before[other])
            likely[before[other]].add(before[one])
    fitting = {}
    for one in sorted(likely):
        free = [other for other in sorted(likely[one]) if not clash(one, other)]
        # "their meeting", where two are spoken of, is left alone
        apart = any(clash(a, b) for at, a in enumerate(free) for b in free[at + 1 :])
        fitting[one] = set() if apart else set(free)
    for one in sorted(fitting):
        for other in sorted(fitting[one]):
            if one in fitting.get(other, ()) and home[one] != home[other] and not clash(one, other):
                joined(one, other)


# ---------------------------------------------------------------------------------------------------- entries


def entry_of(
    cluster: Sequence[Told],
    whens: Mapping[str, When | None],
    written: Mapping[str, When | None],
    origin: Mapping[str, str],
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
    who = Counter(actor for each in ordered for actor in each.who)
    whom = Counter(actor for each in ordered for actor in each.whom)
    first = ordered[0]
    return Entry(
        id=identifier("n", *sorted(each.event.id for each in cluster)),
        story=first.story,
        events=tuple(each.event.id for each in ordered),
        type=first.event.type,
        actors=tuple(sorted(who, key=lambda actor: (-who[actor], actor))),
        recipients=tuple(sorted(set(whom) - set(who), key=lambda actor: (-whom[actor], actor))),
        place=_place([each.event.place for each in ordered if each.event.place]),
        when=_when(ordered, whens),
        modality=_state(ordered, written),
        history=history,
        origins=len({origin.get(each.event.page, each.event.page) for each in cluster}),
    )


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
    on_that_day = [each.event.modality for each in rest if Reported.of(written.get(each.event.page)).first == last]
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


def _when(ordered: Sequence[Told], whens: Mapping[str, When | None]) -> When | None:
    """The day all reports agree on, in the words of the one that knows it best."""
    known = [when for each in ordered if (when := whens.get(each.event.id)) is not None]
    fixed = [when for when in known if when.start is not None]
    if not fixed:
        return known[0] if known else None
    basis = [Basis.SET, Basis.STATED, Basis.RELATIVE, Basis.METADATA, Basis.INFERRED, Basis.UNKNOWN]
    best = min(
        enumerate(fixed),
        key=lambda pair: (
            len(pair[1].options) > 0,
            _FINE.get(pair[1].precision, 9),
            basis.index(pair[1].basis),
            pair[0],
        ),
    )[1]
    shared = calendar_days.ALL
    for each in ordered:
        if each.dated and each.days is not None and each.days & shared:
            shared &= each.days
    if calendar_days.count(shared) == 1 and best.start and best.start[:10] != (best.end or best.start)[:10]:
        one = calendar_days.first(shared).isoformat()
        return replace(best, start=one, end=one, precision=Precision.DAY, options=())
    return best
