"""Which pages tell one story: pages whose words, weighed by how rare they are, are alike enough on average.

A page is a set of weighed words: a word counts more where it is rare in general and where it opens the page; "Russian"
is a word of Russia's. Pages of other months are less alike than their words: politics repeats itself.
How rare a word is does not depend on the record: so two pages are as alike in a record of a million as in one of
ten, and a new page changes nothing between others. Two groups of pages become one while the average likeness
between their pages stays above `ALIKE`, the most alike first (`tree.py`): so one page that speaks of two
affairs does not chain them together, and the order in which pages arrive changes nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from importlib import resources

import numpy as np

from attache.knowledge import world
from attache.model import Copy, Page, Reading, Story, When, identifier
from attache.stories.copies import UNDATED, card_of, origins, shelve, words
from attache.stories.shelf import (
    FIRST_MONTH,
    LAST_MONTH,
    PAGES,
    Card,
    Number,
    Shelf,
    Standing,
    hashed,
    mixed,
    number,
    on_paper,
)
from attache.stories.tree import UNIT, grow, pages_of, root_of

# bench/stories.py chose these, beside our own labelled stories; F1 stays within a point for ALIKE from .19 to .22.
ALIKE = 0.2
# Less is asked where a record holds few pages: they were put together for a reason, and follow one affair for weeks.
# Of 20 to 60 pages drawn story by story from the bench's sets .10 groups more rightly than .20 (F1 .97 for .95).
FEW = ((60, 0.105), (120, 0.15))  # up to so many pages, so much
KEPT_LIKENESS = 0.05  # pairs less alike than this count as not alike at all
NAMES, WORDS = 60, 80  # names and other words kept of each page, the weightiest
BY_NAMES = 0.5  # how much of a likeness can come from names: a page of many names is not all names
OPENING = 600  # characters: the headline and the lead
OPENS = 3.0  # a word all of whose places are in the opening counts so much more
HEADS = 4.0  # and so much more yet for its places in the headline
OFTEN = 0.6  # what the logarithm of a word's count adds
UNSEEN = 1  # texts of the table that a word not in it is taken to stand on
RARER = 1.3  # the power of a word's rarity
KNOWN = 1.5  # a word of the table: what it says is sure
ANCHORS = 24  # pages are compared that share two of their so many weightiest words
SOON = 7  # days between two pages that are as good as none
LATE, LESS = 90, 0.3  # what a likeness loses in so many days: at .2 or .4, F1 stays within half a point
TIMELESS = 0.75  # what is left of it where neither page has a day, and nothing says that they are of one time
MONTH = 30  # days
APART = 150  # days between two pages that are not compared: a story without a page for so long is over

_WORD = re.compile(r"[^\W\d_][\w'’-]*")  # numbers change from page to page of one story


def stories(pages: Iterable[Page], readings: Iterable[Reading], copied: Iterable[Copy]) -> tuple[Story, ...]:
    """The pages grouped into stories; a copy is in the story of its original.

    >>> stories((), (), ())
    ()
    """
    del readings  # capitalised words do the work of names here; a page that could not be read has a story too
    there = {number(page.id): page for page in pages}
    shelf = on_paper(there)
    families: defaultdict[str, list[Number]] = defaultdict(list)
    origin = origins((page.id for page in there.values()), copied)
    for n, page in sorted(there.items()):
        shelf.cards[n] = card_of(words(page), features(page))
        shelf.standing[n] = Standing(0)
        families[origin[page.id]].append(n)
    compare(shelf, list(shelf.cards.values()))
    grown = grow(shelf, (), list(families.values()), enough=enough(len(there)))
    found = [story_of(shelf, [there[n] for n in pages_of(shelf, node)]) for node in grown.fresh]
    return tuple(sorted(found, key=lambda story: story.id))


def enough(pages: int) -> float:
    """How alike two groups must be in a record of so many pages."""
    return next((alike for most, alike in FEW if pages < most), ALIKE)


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


def features(page: Page) -> tuple[bytes, bytes, tuple[int, ...]]:
    """The page's weightiest words as numbers in order, the weight of each, and the few that weigh most.

    Names and other words are weighed apart, each as half of the page. The weights are whole numbers, so that
    sums of their products are exact in whatever order they are made.
    """
    names: dict[str, float] = {}
    others: dict[str, float] = {}
    common, of = common_words()
    for word, (count, capitals, opens, heads) in _counted(page).items():
        held = common.get(word, 0)
        rare = math.log((of + 1) / (held + UNSEEN))
        name = capitals * 2 > count
        if rare <= 0 or not (held or name or count > 1):
            continue  # a word of no table that stands there once: a rarity, a misprint
        weight = rare**RARER * (1 + OFTEN * math.log(count * (1 + OPENS * opens / count + HEADS * heads / count)))
        (names if name else others)[word] = weight * (KNOWN if held else 1.0)
    numbered: dict[int, int] = {}
    for weighed, most, share in ((names, NAMES, BY_NAMES), (others, WORDS, 1 - BY_NAMES)):
        strongest = sorted(weighed.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        length = math.sqrt(sum(weight * weight for _, weight in strongest) / share / UNIT) or 1.0
        numbered.update((hashed(word) >> 32, round(weight / length)) for word, weight in strongest)
    ordered = sorted(numbered)
    return (
        np.array(ordered, np.uint32).tobytes(),
        np.array([numbered[each] for each in ordered], np.uint16).tobytes(),
        tuple(sorted(numbered, key=lambda each: (-numbered[each], each))[:ANCHORS]),
    )


def _counted(page: Page) -> dict[str, tuple[int, int, int, int]]:
    """How often each word stands on the page, with a capital, in its opening and in its headline."""
    counts: dict[str, tuple[int, int, int, int]] = {}
    headline = len(page.headline or "")
    for match in _WORD.finditer(page.text):
        word = _root(match.group())
        if len(word) > 1:
            every, capitals, opens, heads = counts.get(word, (0, 0, 0, 0))
            counts[word] = (
                every + 1,
                capitals + match.group()[0].isupper(),
                opens + (match.start() < OPENING),
                heads + (match.start() < headline),
            )
    return counts


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without its capitals, its genitive and its plural: "Officials'" and "official" are one."""
    word = word.casefold().replace("’", "'").rstrip("'")
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word


@lru_cache(maxsize=1 << 16)
def _root(word: str) -> str:
    """The stem of a word, of "Norwegian" that of Norway: a story's states are named by both."""
    state = world.demonym(word) if word[0].isupper() else None
    return stem(word if state is None or " " in state.name else state.name)


@cache
def common_words() -> tuple[dict[str, int], int]:
    """On how many of how many general texts a word stands, from `knowledge/common_words.tsv`."""
    lines = (resources.files("attache.knowledge") / "common_words.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    counts = {word: int(count) for word, count in rows}
    return counts, counts.pop("*")


# ------------------------------------------------------------------------------------------- likeness, groups


def compare(shelf: Shelf, cards: Sequence[Card]) -> None:
    """Puts the words of new pages on the shelf, and finds the pages like them."""
    for card in cards:
        month = _month(card)
        if month is not None:
            first = shelf.notes.get(FIRST_MONTH, month)
            last = shelf.notes.get(LAST_MONTH, month)
            shelf.notes[FIRST_MONTH] = min(first, month)
            shelf.notes[LAST_MONTH] = max(last, month)
        for word in card.anchors:
            key = mixed(word, month or 0)
            shelf.anchors[key] = [*shelf.anchors.get(key, ()), card.n]
    for card in cards:
        near = dict(shelf.alike.get(card.n, {}))
        for n in _likely(shelf, card):
            value = likeness(card, shelf.cards[n]) if n not in near else 0
            if value >= KEPT_LIKENESS * UNIT:
                near[n] = value
                shelf.alike[n] = {**shelf.alike.get(n, {}), card.n: value}
        if near:
            shelf.alike[card.n] = near
    shelf.notes[PAGES] = shelf.notes.get(PAGES, 0) + len(cards)


def _month(card: Card) -> int | None:
    """Which month the page is of; None for one without a day."""
    found = _day(card)
    return None if found is None else found // MONTH


def _day(card: Card) -> int | None:
    try:
        return date.fromisoformat(card.day).toordinal()
    except ValueError:
        return None


def _likely(shelf: Shelf, card: Card) -> list[Number]:
    """The pages of about the same weeks that share two of the weightiest words."""
    month = _month(card)
    if month is None:  # a page without a day may be of any
        first = shelf.notes.get(FIRST_MONTH, 1)
        spans = [0, *range(first, shelf.notes.get(LAST_MONTH, 0) + 1)]
    else:
        reach = -(-APART // MONTH)
        spans = [0, *range(month - reach, month + reach + 1)]
    shared: Counter[Number] = Counter()
    for word in card.anchors:
        for span in spans:
            shared.update(shelf.anchors.get(mixed(word, span), ()))
    found = [n for n, count in shared.items() if count > 1 and n != card.n]
    if month is None:
        return found
    on = date.fromisoformat(card.day)
    return [n for n in found if _near(on, shelf.cards[n])]


def _near(on: date, other: Card) -> bool:
    return _month(other) is None or abs((on - date.fromisoformat(other.day)).days) <= APART


def likeness(one: Card, other: Card) -> int:
    """How alike two pages are, a page with itself `UNIT`: by their words, and less so the longer lies between them."""
    words, others = np.frombuffer(one.words, np.uint32), np.frombuffer(other.words, np.uint32)
    _, here, there = np.intersect1d(words, others, assume_unique=True, return_indices=True)
    mine = np.frombuffer(one.weights, np.uint16)[here].astype(np.int64)
    found = int((mine * np.frombuffer(other.weights, np.uint16)[there]).sum())
    return found * _together(one, other) // 1000


def _together(one: Card, other: Card) -> int:
    """What the days of two pages leave of their likeness, in thousandths."""
    here, there = _day(one), _day(other)
    if here is None and there is None:
        return round(1000 * TIMELESS)
    if here is None or there is None:
        return 1000
    late = min(abs(here - there), LATE) - SOON
    return 1000 - round(1000 * LESS * max(0, late) / (LATE - SOON))


def story_of(shelf: Shelf, pages: Sequence[Page]) -> Story:
    """The pages as a story, under the headline of the one most like the others."""
    inside = {number(page.id) for page in pages}
    central = {
        page.id: sum(value for n, value in shelf.alike.get(number(page.id), {}).items() if n in inside)
        for page in pages
    }
    chosen = min(pages, key=lambda page: (page.headline is None, -central[page.id], _age(page)))
    ordered = sorted(pages, key=_age)
    headline = chosen.headline or chosen.text.split("\n", 1)[0][:120]
    story = Story(identifier("t", ordered[0].id), headline, tuple(page.id for page in ordered), None, None)
    return dated([story], {page.id: page.published for page in pages})[0]


def _age(page: Page) -> tuple[str, str, str]:
    return (page.published.start if page.published and page.published.start else UNDATED, page.name, page.id)


# ------------------------------------------------------------------------------------------------ as pages come


@dataclass(slots=True)
class Placed:
    """What pages new on the shelf have changed."""

    gone: set[int] = field(default_factory=set)  # stories that are no more, by the number of their node
    fresh: list[int] = field(default_factory=list)  # stories that are new, or have changed
    copies: set[Number] = field(default_factory=set)  # pages that reprint another page or passage than before


def place(shelf: Shelf, pages: Iterable[Page]) -> Placed:
    """Puts new pages on the shelf: which reprint which, which are like which, and what stories they make."""
    cards = [card_of(words(page), features(page)) for page in sorted(pages, key=lambda page: page.id)]
    before = enough(shelf.notes.get(PAGES, 0))
    reprinted = shelve(shelf, cards)
    compare(shelf, cards)
    asked = enough(shelf.notes.get(PAGES, 0))
    families = set(reprinted.families)
    if asked != before:
        families = set(shelf.families)
    removed = {shelf.standing[n].leaf for origin in families for n in _leaves(shelf, origin)} - {0}
    removed |= {leaf for n in reprinted.pages if (leaf := shelf.standing[n].leaf)}
    added = [shelf.families[origin] for origin in sorted(families) if shelf.families.get(origin)]
    grown = grow(shelf, removed, added, enough=asked)
    fresh = dict.fromkeys(grown.fresh)
    for n in sorted(reprinted.copies):
        fresh[root_of(shelf, shelf.standing[n].leaf)] = None
    return Placed(grown.gone, list(fresh), reprinted.copies)


def _leaves(shelf: Shelf, origin: Number) -> list[Number]:
    return shelf.families.get(origin, [])
