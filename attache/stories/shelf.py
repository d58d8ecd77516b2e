"""What is remembered of pages already seen, so that a new one is compared with the few it could belong to.

Everything is looked up by a number: a page by the number in its id, a run of words or a word of a month by
its hash. In memory the tables are dicts; on disk the store has tables that behave like dicts and fetch a row
when it is asked for. What stands in them follows from the set of pages alone, except the numbers of nodes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from attache.model import Copy, Page

Hashes = NDArray[np.uint64]
Number = int
Key = tuple[float, int, int]

_ID = re.compile(r"p-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Card:
    """A page as it is compared: sampled runs of words, weightiest words, and what its age is told by."""

    n: Number
    id: str
    outlet: int  # a hash of it, 0 for none
    outlet_name: str
    credit: str
    moment: str
    name: str
    sampled: bytes  # of uint64, sorted
    words: bytes  # of uint32, sorted
    weights: bytes  # of uint16, in the order of `words`
    anchors: tuple[int, ...]  # the few weightiest words

    @property
    def day(self) -> str:
        return self.moment[:10]


@dataclass(slots=True)
class Standing:
    """How a page stands to the others, as far as they are known."""

    bare: int  # sampled runs that are not its outlet's boilerplate
    partners: list[Number] = field(default_factory=list)  # pages it shares much with
    source: bool = False  # another page credits its outlet
    of: Number | None = None  # the page it reprints
    origin: Number = 0
    leaf: int = 0


@dataclass(slots=True)
class Node:
    """A group of pages that were put together at `key`; a leaf is a page with its copies."""

    pages: tuple[Number, ...]  # of a leaf
    children: tuple[int, ...]  # two, or none
    key: Key | None
    size: int
    label: Number  # the least number of its pages
    parent: int = 0


@dataclass(slots=True)
class Shelf:
    """The tables. `page` fetches a page by its number."""

    page: Callable[[Number], Page]
    cards: MutableMapping[Number, Card] = field(default_factory=dict)
    standing: MutableMapping[Number, Standing] = field(default_factory=dict)
    runs: MutableMapping[int, list[int]] = field(default_factory=dict)  # run -> entries (page and outlet)
    boilerplate: MutableMapping[int, bool] = field(default_factory=dict)  # run and outlet
    copies: MutableMapping[Number, Copy] = field(default_factory=dict)
    kids: MutableMapping[Number, list[Number]] = field(default_factory=dict)  # page -> those that reprint it
    families: MutableMapping[Number, list[Number]] = field(default_factory=dict)  # origin -> it and its copies
    anchors: MutableMapping[int, list[int]] = field(default_factory=dict)  # word and month -> pages
    alike: MutableMapping[Number, dict[Number, int]] = field(default_factory=dict)
    nodes: MutableMapping[int, Node] = field(default_factory=dict)
    notes: MutableMapping[int, int] = field(default_factory=dict)


# The numbers kept in `notes`.
PAGES, NEXT_NODE, FIRST_MONTH, LAST_MONTH = range(4)


@lru_cache(maxsize=1 << 14)
def number(page: str) -> Number:
    """The number of a page: the one in its id."""
    found = _ID.fullmatch(page)
    return int(found[1], 16) if found else hashed(page) >> 16


@lru_cache(maxsize=1 << 18)
def hashed(word: str) -> int:
    """64 bits of a word, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def mixed(one: int, other: int) -> int:
    """Two numbers as one of 64 bits."""
    value = (one * 0x9E3779B97F4A7C15 + other) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 29)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 32)


def on_paper(pages: dict[Number, Page]) -> Shelf:
    """An empty shelf in memory for these pages."""
    return Shelf(pages.__getitem__)
