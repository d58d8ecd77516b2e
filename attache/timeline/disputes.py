"""Figures on the same thing that do not agree, kept side by side.

    "between 30,000 and 100,000 Russian troops", anonymous sources       a dispute with
    "some 20,000 Russian troops", a spokesman                            but not with "more than 30,000"
    "Seven people died", the hospital; "five dead", the police           a dispute: both count the dead
    "killing four people", the police a day before                       no side of it: they have said five since

A later figure of the same voice is a revision, and takes the place of the earlier one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from attache.model import ActorType, Dispute, Figure, Page, Reading, When, identifier
from attache.stories.stream import stem
from attache.timeline.parties import CONFLICT, overlap, places, sentence_of, sentence_words

NEAR_DAYS = 14  # figures on a thing that moves are compared within so many days
KIN = 0.35  # content words two sentences share, of the shorter one
ROUND = 0.1  # an approximate number may stand for one a tenth off
NEXT_SENTENCE = 250  # characters between two counts of the dead on one page
REACH = 60  # characters from a number of people to the word that says what became of them

# Nouns that count people and do not say which: "four people" may be the dead or the arrested.
_ANYONE = frozenset(
    """people person man woman child civilian soldier resident passenger student worker others victim casualty
    fisherman sailor crew member officer number count toll total men women children""".split()  # noqa: SIM905
)
# What is said of them, in the words that say it.
_ASPECTS = {
    "dead": r"kill(?:ed|ing|s)?|dead|die[ds]?|dying|deaths?|death toll|fatalit(?:y|ies)|slain|perished|bodies|drowned",
    "wounded": r"wound(?:ed|ing|s)?|injur(?:ed|ing|y|ies)|hurt|maimed",
    "missing": r"missing|unaccounted",
    "arrested": r"arrest(?:ed|ing|s)?|detain(?:ed|ing|ees?)?|jailed|custody",
    "displaced": r"displaced|fled|flee(?:ing)?|evacuat(?:ed|ing|ion|ees?)|left their homes|have left|"
    r"homeless|refugees?",
    "protesting": r"march(?:ed|ers?|ing)?|protest(?:ed|ers?|ing|s)?|demonstrat(?:ed|ors?|ing|ions?)|rall(?:y|ied)|"
    r"took part|taking part|turned out|crowd",
    "infected": r"infect(?:ed|ions?)|cases|sick(?:ened)?|hospitali[sz]ed",
    "voting": r"voted|turnout|ballots?",
}
_GROWING = ("dead", "wounded", "arrested", "displaced", "infected")  # counts that go on from day to day
# What people of whom that is said are called, where no page has a noun for them.
_CALLED = {"protesting": "protesters", "infected": "cases", "voting": "voters"}
_ASPECT = re.compile(r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _ASPECTS.items()) + r")\b", re.I)


@dataclass(frozen=True, slots=True)
class _Counted:
    figure: Figure
    story: str
    head: str
    aspect: str | None  # what became of the people it counts
    named: bool  # whether the head itself says what is counted; of "people", the words around do or do not
    modifiers: frozenset[str]
    voices: frozenset[str]
    words: frozenset[str]
    day: str | None
    told: str | None  # the day of the page


def disputes(
    pages: Sequence[Page],
    readings: Sequence[Reading],
    story_of: Mapping[str, str],
    same: Mapping[str, str],
    written: Mapping[str, When | None],
) -> tuple[Dispute, ...]:
    """The figures of each story that count one thing and disagree."""
    by_id = {page.id: page for page in pages}
    groups: defaultdict[tuple[str, str, str | None], list[_Counted]] = defaultdict(list)
    for reading in readings:
        page = by_id.get(reading.page)
        # "police" are no known body, but on two pages of one story they are the same police
        bodies = {actor.id: _body(actor.name) for actor in reading.actors if actor.type is not ActorType.PERSON}
        for figure in reading.figures:
            if page is None or figure.counted is None or (figure.low is None and figure.high is None):
                continue
            each = _counted(figure, page, story_of, {**same, **bodies}, written)
            if _is_told_below(figure, page, reading.figures):
                continue
            # "the number of marchers at 5,000", of no unit, and "12,000 people took part"
            groups[each.story, each.head, "people" if each.aspect else figure.unit].append(each)
    found = []
    for group in groups.values():
        found += _in_group(sorted(group, key=lambda each: each.figure.id))
    return tuple(sorted(found, key=lambda dispute: dispute.id))


def _is_told_below(figure: Figure, page: Page, others: Iterable[Figure]) -> bool:
    """Whether a headline's figure stands in the text too, where it has its source: "Hospital speaks of seven dead"."""
    head = len(page.headline or "")
    return figure.span.end <= head and any(
        (other.low, other.high) == (figure.low, figure.high) and other.span.start > head and other.counted is not None
        for other in others
    )


def _body(name: str) -> str:
    return re.sub(r"^(?:the|a|an|local|city)\s+", "", name.casefold())


def _counted(
    figure: Figure,
    page: Page,
    story_of: Mapping[str, str],
    same: Mapping[str, str],
    written: Mapping[str, When | None],
) -> _Counted:
    assert figure.counted is not None
    words = [stem(word) for word in figure.counted.text.split() if word.strip(".,")]
    own = written.get(page.id)
    when = figure.when if figure.when and figure.when.start else own
    head = words[-1] if words else ""
    aspect = _aspect(figure, page, head)
    return _Counted(
        figure,
        story_of.get(page.id, page.id),
        aspect or head,
        aspect,
        aspect is not None or head not in _ANYONE,
        frozenset(words[:-1]),
        frozenset(same.get(voice, voice) for voice in figure.voices),
        sentence_words(page, figure.span.start),
        _day(when),
        _day(own),
    )


def _day(when: When | None) -> str | None:
    return when.start[:10] if when and when.start and when.start[:10] == (when.end or when.start)[:10] else None


def _aspect(figure: Figure, page: Page, head: str) -> str | None:
    """What became of the people a figure counts: "dead" of "killing four people", "five dead", "seven died"."""
    assert figure.counted is not None
    own = _ASPECT.search(figure.counted.text)
    if own is not None:
        return own.lastgroup
    if head not in _ANYONE:
        return None
    begin, end = sentence_of(page.text, figure.span.start)
    first, last = figure.span.start, figure.span.end
    if 0 <= figure.counted.start - last <= REACH:
        last = figure.counted.end  # "12,000 people took part"
    near = []
    for match in _ASPECT.finditer(page.text, max(begin, first - REACH), min(end, last + REACH)):
        after = match.start() >= last
        between = page.text[last : match.start()] if after else page.text[match.end() : first]
        # "killing four people and wounding 21": what lies beyond another number or an "and" is said of others
        crossed = bool(re.search(r"\d|\band\b|[;,]", between))
        near.append((crossed, len(between), match.start(), match.lastgroup))
    return min(near)[3] if near else None


def _in_group(group: Sequence[_Counted]) -> list[Dispute]:
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for at, one in enumerate(group):
        for k, other in enumerate(group[at + 1 :], at + 1):
            if _same_thing(one, other) and _rival(one, other) and not _replaced(one, other, group):
                partners[at].add(k)
                partners[k].add(at)
    clusters: list[set[int]] = []
    seen: set[int] = set()
    for at in sorted(partners):
        if at in seen:
            continue
        cluster, queue = {at}, [at]
        while queue:
            for k in partners[queue.pop()] - cluster:
                cluster.add(k)
                queue.append(k)
        seen |= cluster
        clusters.append(cluster)
    found = []
    for cluster in _told_again(clusters, group):
        figures = [group[k].figure for k in sorted(cluster)]
        ids = tuple(figure.id for figure in figures)
        found.append(Dispute(identifier("d", *ids), group[0].story, _about(figures, group[0].aspect), ids))
    return found


def _told_again(clusters: Iterable[set[int]], group: Sequence[_Counted]) -> list[set[int]]:
    """Disputes in which two sides give the same two numbers as in another are that other: "12,000 ... police put the
    number of marchers at 5,000", "About 5,000 people marched ... The organisers spoke of 12,000".
    """
    found: list[set[int]] = []
    for cluster in clusters:
        values = {(group[at].figure.low, group[at].figure.high) for at in cluster}
        for other in found:
            if len(values & {(group[at].figure.low, group[at].figure.high) for at in other}) > 1:
                other |= cluster
                break
        else:
            found.append(set(cluster))
    return found


def _about(figures: Sequence[Figure], aspect: str | None) -> str:
    """What the figures count, in the fullest words for it: "Russian troops"; of "people" who died, the dead."""
    counted = [figure.counted.text for figure in figures if figure.counted]
    if aspect is not None:
        counted = [text for text in counted if _ASPECT.search(text)] or [_CALLED.get(aspect, aspect)]
    about = min(counted, key=lambda text: (-len(text), text))
    return f"the {about}" if about in _ASPECTS else about  # "the dead"


def _same_thing(one: _Counted, other: _Counted) -> bool:
    """One counted thing, in one place, at about one time."""
    if places(one.figure.place, other.figure.place) == CONFLICT:
        return False
    if one.day and other.day:
        apart = abs((date.fromisoformat(one.day) - date.fromisoformat(other.day)).days)
        if apart > NEAR_DAYS:
            return False
    if one.modifiers and other.modifiers and not one.modifiers & other.modifiers:
        return False
    if not one.named and not other.named and one.figure.page == other.figure.page:
        return False  # "12 people ... 40 people" of one page count two things, or the page would say so
    if one.aspect and one.aspect == other.aspect and one.figure.page == other.figure.page:
        # "Seven people died ..., Haukeland hospital said. The police put the number of dead at five"
        return abs(one.figure.span.start - other.figure.span.start) <= NEXT_SENTENCE
    return bool(one.modifiers & other.modifiers) or overlap(one.words, other.words) >= KIN


def _rival(one: _Counted, other: _Counted) -> bool:
    """Whether the two figures cannot both be right and come from two mouths."""
    if one.figure.page == other.figure.page and one.voices == other.voices:
        return False
    if one.voices and one.voices == other.voices and one.told != other.told:
        return False  # revised
    if not (one.voices and other.voices) and one.told and other.told and one.told != other.told:
        return False  # "four dead" on Sunday, nobody named, and seven on Monday: the count has gone on
    if one.aspect in _GROWING and one.told and other.told and one.told != other.told:
        early, late = (one, other) if one.told < other.told else (other, one)
        if (late.figure.low or 0) >= (early.figure.low or 0):
            return False  # "killing four people", the police on Sunday; "seven dead", the hospital on Monday
    low, high = _range(one.figure)
    least, most = _range(other.figure)
    inside = (low <= least and most <= high) or (least <= low and high <= most)
    return not inside


def _replaced(one: _Counted, other: _Counted, group: Sequence[_Counted]) -> bool:
    """Whether the earlier figure had been given up by its own voice when the later one was told."""
    if not one.told or not other.told or one.told == other.told:
        return False
    early, late = (one, other) if one.told < other.told else (other, one)
    return bool(early.voices) and any(
        each.voices == early.voices
        and each.told
        and early.told < each.told <= late.told
        and (each.figure.low, each.figure.high) != (early.figure.low, early.figure.high)
        and (_same_thing(early, each) or (early.aspect and early.aspect == each.aspect and _same_thing(late, each)))
        for each in group
        if early.told and late.told
    )


def _range(figure: Figure) -> tuple[float, float]:
    low = -inf if figure.low is None else figure.low
    high = inf if figure.high is None else figure.high
    if figure.approximate and low == high:
        return low * (1 - ROUND), high * (1 + ROUND)
    return low, high
