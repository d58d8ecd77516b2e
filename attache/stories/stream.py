"""Which pages tell one story: pages whose words, weighed by how rare they are, are alike enough on average.

A page is a set of weighed words: a word counts more where it is rare, where it is capitalised (names tell
stories apart better than verbs) and where it opens the page. Two groups of pages become one while the
average likeness between their pages stays above `ALIKE`, the most alike first: so one page that speaks of
two affairs does not chain them together, and the order in which pages arrive changes nothing.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources

from attache.model import Copy, Page, Reading, Story, When, identifier
from attache.stories.copies import origins

# bench/stories.py chose these. F1 on Giveme5W1H+BASIL stays within a point for ALIKE from .20 to .24.
ALIKE = 0.225
ALIKE_FEW = 0.06  # so much less is asked where the record holds few pages: they were put together for a reason
KEPT_LIKENESS = 0.01  # pairs less alike than this count as not alike at all
STRONGEST = 400  # words kept of each page, the weightiest: at 250 a point of F1 is lost, at 160 two
CAPITAL = 1.5  # a capitalised word counts for so many others
OPENING = 600  # characters: the headline and the lead, whose words count twice
COMMON_PAGES = 400  # the table of common words weighs as much as so many pages of the record
SETTLED = 60  # in a record of so many pages a word that only one page has counts half

_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d[\d,.]*\d|\d\d+")

Vector = dict[str, float]


def stories(pages: Iterable[Page], readings: Iterable[Reading], copied: Iterable[Copy]) -> tuple[Story, ...]:
    """The pages grouped into stories; a copy is in the story of its original.

    >>> stories((), (), ())
    ()
    """
    del readings  # capitalised words do the work of names here; a page that could not be read has a story too
    ordered = sorted(pages, key=lambda page: page.id)
    vectors = _vectors(ordered)
    likeness = _likeness(vectors)
    groups = _groups(ordered, likeness, origins((page.id for page in ordered), copied))
    found = [_story([ordered[at] for at in group], group, likeness) for group in groups]
    return tuple(sorted(found, key=lambda story: story.id))


def dated(found: Iterable[Story], when: Mapping[str, When | None]) -> tuple[Story, ...]:
    """The same stories with their first and last day, from the days their pages were written."""
    out = []
    for story in found:
        whens = [w for page in story.pages if (w := when.get(page)) and w.start and w.end]
        # a page that may be of any of fifty Sundays does not stretch its story over a year
        known = [w for w in whens if not w.options] or whens
        start = min((w.start[:10] for w in known if w.start), default=None)
        end = max((w.end[:10] for w in known if w.end), default=None)
        out.append(replace(story, start=start, end=end))
    return tuple(out)


# --------------------------------------------------------------------------------------------- words, weighed


def _vectors(pages: Sequence[Page]) -> list[Vector]:
    """Each page as a vector of length one over its weightiest words."""
    counted = [_counted(page) for page in pages]
    spread = Counter(word for words in counted for word in words)
    size = len(pages)
    common, of = common_words()
    lonely = SETTLED / (SETTLED + size)  # a word that one page of many has says little
    vectors = []
    for words in counted:
        vector: Vector = {}
        for word, count in words.items():
            held = spread[word] + COMMON_PAGES * common.get(word, 0) / of
            rare = math.log((size + COMMON_PAGES + 1) / (held + 0.25))
            if rare > 0:
                vector[word] = (1 + math.log(count)) * rare * (lonely if spread[word] == 1 else 1.0)
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        strongest = sorted(vector.items(), key=lambda pair: (-pair[1], pair[0]))[:STRONGEST]
        vectors.append({word: weight / length for word, weight in strongest if spread[word] > 1})
    return vectors


def _counted(page: Page) -> dict[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    headline = len(page.headline or "")
    for match in _WORD.finditer(page.text):
        word = stem(match.group())
        if len(word) > 1:
            capital = CAPITAL if match.group()[0].isupper() else 1.0
            opening = 2.0 if match.start() < OPENING else 1.0
            counts[word] += capital * opening * (2.0 if match.start() < headline else 1.0)
    return counts


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without its capitals, its genitive and its plural: "Officials'" and "official" are one."""
    word = word.casefold().replace("’", "'").rstrip("'")
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word


@cache
def common_words() -> tuple[dict[str, int], int]:
    """On how many of how many general texts a word stands, from `knowledge/common_words.tsv`."""
    lines = (resources.files("attache.knowledge") / "common_words.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    counts = {word: int(count) for word, count in rows}
    return counts, counts.pop("*")


# ------------------------------------------------------------------------------------------- likeness, groups


def _likeness(vectors: Sequence[Vector]) -> list[dict[int, float]]:
    """For each page, the pages like it and how much."""
    index: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    found: list[dict[int, float]] = []
    for at, vector in enumerate(vectors):
        sums: defaultdict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            for other, others in index[word]:
                sums[other] += weight * others
        near = {other: value for other, value in sums.items() if value >= KEPT_LIKENESS}
        for other, value in near.items():
            found[other][at] = value
        found.append(near)
        for word, weight in vector.items():
            index[word].append((at, weight))
    return found


def _groups(
    pages: Sequence[Page], likeness: Sequence[Mapping[int, float]], origin: Mapping[str, str]
) -> list[list[int]]:
    """Groups of pages, by average likeness, beginning with each original and its copies."""
    members: dict[int, list[int]] = {}
    home: dict[str, int] = {}
    group_of = []
    for at, page in enumerate(pages):
        first = home.setdefault(origin[page.id], at)
        members.setdefault(first, []).append(at)
        group_of.append(first)
    total: dict[int, defaultdict[int, float]] = {first: defaultdict(float) for first in members}
    for at, near in enumerate(likeness):
        for other, value in near.items():
            if group_of[at] != group_of[other]:
                total[group_of[at]][group_of[other]] += value
    enough = ALIKE - ALIKE_FEW * SETTLED / (SETTLED + len(pages))
    queue = [
        (-value / (len(members[one]) * len(members[other])), one, other)
        for one, row in total.items()
        for other, value in row.items()
        if one < other
    ]
    heapq.heapify(queue)
    while queue:
        value, one, other = heapq.heappop(queue)
        if -value < enough:
            break
        if one not in members or other not in members:
            continue
        if value != -total[one].get(other, 0.0) / (len(members[one]) * len(members[other])):
            continue  # one of the two has grown since this was queued
        for third, extra in total.pop(other).items():
            if third != one:
                total[one][third] += extra
                total[third][one] = total[one][third]
                total[third].pop(other, None)
        total[one].pop(other, None)
        members[one] += members.pop(other)
        for third, both in total[one].items():
            mean = both / (len(members[one]) * len(members[third]))
            heapq.heappush(queue, (-mean, min(one, third), max(one, third)))
    return list(members.values())


def _story(pages: Sequence[Page], group: Sequence[int], likeness: Sequence[Mapping[int, float]]) -> Story:
    inside = set(group)
    central = {
        page.id: sum(value for other, value in likeness[at].items() if other in inside)
        for page, at in zip(pages, group, strict=True)
    }
    chosen = min(pages, key=lambda page: (page.headline is None, -round(central[page.id], 9), _age(page)))
    ordered = sorted(pages, key=_age)
    headline = chosen.headline or chosen.text.split("\n", 1)[0][:120]
    story = Story(identifier("t", ordered[0].id), headline, tuple(page.id for page in ordered), None, None)
    return dated([story], {page.id: page.published for page in pages})[0]


def _age(page: Page) -> tuple[str, str, str]:
    return (page.published.start if page.published and page.published.start else "9999", page.name, page.id)
