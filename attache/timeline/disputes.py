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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from attache.model import ActorType, Dispute, Figure, Page, Reading, When, identifier
from attache.stories.stream import stem
from attache.timeline.parties import CONFLICT, overlap, places, sentence_of, sentence_words

NEAR_DAYS = 14  # figures on a thing that moves are compared within so many days
KIN = 0.35  # content words two sentences share, of the shorter one
ROUND = 0.1  # an approximate number may stand for one a tenth off
REACH = 60  # characters from a number of people to the word that says what became of them

# Nouns that count people and do not say which: "four people" may be the dead or the arrested.
_ANYONE = frozenset(
    """people person man woman child civilian soldier resident passenger student worker others victim casualty
    fisherman sailor crew member officer number men women children""".split()  # noqa: SIM905
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
_ASPECT = re.compile(r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _ASPECTS.items()) + r")\b", re.I)


@dataclass(frozen=True, slots=True)
class _Counted:
    figure: Figure
    story: str
    head: str
    named: bool  # whether the head itself says what is counted; of "people", the words around do or do not
    modifiers: frozenset[str]
    voices: frozenset[str]
    words: frozenset[str]
    day: str | None


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
            groups[each.story, each.head, figure.unit].append(each)
    found = []
    for group in groups.values():
        found += _in_group(sorted(group, key=lambda each: each.figure.id))
    return tuple(sorted(found, key=lambda dispute: dispute.id))


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
    when = figure.when if figure.when and figure.when.start else written.get(page.id)
    head = words[-1] if words else ""
    aspect = _aspect(figure, page, head)
    return _Counted(
        figure,
        story_of.get(page.id, page.id),
        aspect or head,
        aspect is not None or head not in _ANYONE,
        frozenset(words[:-1]),
        frozenset(same.get(voice, voice) for voice in figure.voices),
        sentence_words(page, figure.span.start),
        when.start[:10] if when and when.start and when.start[:10] == (when.end or when.start)[:10] else None,
    )


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
    found, seen = [], set()
    for at in sorted(partners):
        if at in seen:
            continue
        cluster, queue = {at}, [at]
        while queue:
            for k in partners[queue.pop()] - cluster:
                cluster.add(k)
                queue.append(k)
        seen |= cluster
        figures = [group[k].figure for k in sorted(cluster)]
        about = min((f.counted.text for f in figures if f.counted), key=lambda text: (-len(text), text))
        ids = tuple(figure.id for figure in figures)
        found.append(Dispute(identifier("d", *ids), group[at].story, about, ids))
    return found


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
    return bool(one.modifiers & other.modifiers) or overlap(one.words, other.words) >= KIN


def _rival(one: _Counted, other: _Counted) -> bool:
    """Whether the two figures cannot both be right and come from two mouths."""
    if one.figure.page == other.figure.page and one.voices == other.voices:
        return False
    if one.voices and one.voices == other.voices and one.day != other.day:
        return False  # revised
    if not (one.voices and other.voices) and one.day and other.day and one.day != other.day:
        return False  # "four dead" on Sunday, nobody named, and seven on Monday: the count has gone on
    low, high = _range(one.figure)
    least, most = _range(other.figure)
    inside = (low <= least and most <= high) or (least <= low and high <= most)
    return not inside


def _replaced(one: _Counted, other: _Counted, group: Sequence[_Counted]) -> bool:
    """Whether the earlier figure had been given up by its own voice when the later one was told."""
    if not one.day or not other.day or one.day == other.day:
        return False
    early, late = (one, other) if one.day < other.day else (other, one)
    return bool(early.voices) and any(
        each.voices == early.voices
        and each.day
        and early.day < each.day <= late.day
        and (each.figure.low, each.figure.high) != (early.figure.low, early.figure.high)
        and _same_thing(early, each)
        for each in group
        if early.day and late.day
    )


def _range(figure: Figure) -> tuple[float, float]:
    low = -inf if figure.low is None else figure.low
    high = inf if figure.high is None else figure.high
    if figure.approximate and low == high:
        return low * (1 - ROUND), high * (1 + ROUND)
    return low, high
