"""Figures on the same thing that do not agree, kept side by side.

    "between 30,000 and 100,000 Russian troops", anonymous sources       a dispute with
    "some 20,000 Russian troops", a spokesman                            but not with "more than 30,000"

A later figure of the same voice is a revision and no dispute.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from attache.model import Dispute, Figure, Page, Reading, When, identifier
from attache.stories.stream import stem
from attache.timeline.parties import CONFLICT, overlap, places, sentence_words

NEAR_DAYS = 14  # figures on a thing that moves are compared within so many days
KIN = 0.35  # content words two sentences share, of the shorter one
ROUND = 0.1  # an approximate number may stand for one a tenth off


@dataclass(frozen=True, slots=True)
class _Counted:
    figure: Figure
    story: str
    head: str
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
        for figure in reading.figures:
            if page is None or figure.counted is None or (figure.low is None and figure.high is None):
                continue
            each = _counted(figure, page, story_of, same, written)
            groups[each.story, each.head, figure.unit].append(each)
    found = []
    for group in groups.values():
        found += _in_group(sorted(group, key=lambda each: each.figure.id))
    return tuple(sorted(found, key=lambda dispute: dispute.id))


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
    return _Counted(
        figure,
        story_of.get(page.id, page.id),
        words[-1] if words else "",
        frozenset(words[:-1]),
        frozenset(same.get(voice, voice) for voice in figure.voices),
        sentence_words(page, figure.span.start),
        when.start[:10] if when and when.start and when.start[:10] == (when.end or when.start)[:10] else None,
    )


def _in_group(group: Sequence[_Counted]) -> list[Dispute]:
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for at, one in enumerate(group):
        for k, other in enumerate(group[at + 1 :], at + 1):
            if _same_thing(one, other) and _rival(one, other):
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
    return bool(one.modifiers & other.modifiers) or overlap(one.words, other.words) >= KIN


def _rival(one: _Counted, other: _Counted) -> bool:
    """Whether the two figures cannot both be right and come from two mouths."""
    if one.figure.page == other.figure.page and one.voices == other.voices:
        return False
    if one.voices and one.voices == other.voices and one.day != other.day:
        return False  # revised
    low, high = _range(one.figure)
    least, most = _range(other.figure)
    inside = (low <= least and most <= high) or (least <= low and high <= most)
    return not inside


def _range(figure: Figure) -> tuple[float, float]:
    low = -inf if figure.low is None else figure.low
    high = inf if figure.high is None else figure.high
    if figure.approximate and low == high:
        return low * (1 - ROUND), high * (1 + ROUND)
    return low, high
