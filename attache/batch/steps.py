"""The keyed joins: from pages to the groups of pages that have to do with each other, and from those to tables.

Every function here takes one item, or one key with all its values, and gives items: that is all an engine runs.
Values come to a key in any order, so each function sorts what it is given. Only two things are gathered in one
place and handed to all: the runs that are an outlet's boilerplate, and the pairs, of which groups are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import numpy as np

from attache import wire
from attache.model import Page, Reading
from attache.stories import stream
from attache.stories.copies import COPY_SHARE, VERSION_SHARE, card_of, contained, words
from attache.stories.shelf import PAGES, Card, Number, mixed, number, on_paper
from attache.stories.tree import UNIT, pages_of
from attache.timeline import incremental

Pair = tuple[Number, Number]
_CARDS: msgspec.msgpack.Decoder[Card] = msgspec.msgpack.Decoder(Card)
_ENCODE = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class Raw:
    """A page and its reading as the shards hold them."""

    page: bytes
    reading: bytes | None


def card(raw: Raw) -> tuple[Number, bytes]:
    """What a page is compared by."""
    page = wire.unpack(raw.page, Page)
    return number(page.id), _ENCODE(card_of(words(page), stream.features(page)))


# ------------------------------------------------------------------------------------------------ boilerplate


def outlet_runs(item: tuple[Number, bytes]) -> Iterator[tuple[int, Number]]:
    """Each sampled run under its outlet."""
    n, packed = item
    one = _CARDS.decode(packed)
    if one.outlet:
        for run in _sampled(one):
            yield mixed(run, one.outlet), n


def often(key: int, pages: Iterable[Number]) -> Iterator[tuple[Number, int]]:
    """Runs on three pages of an outlet: they may be its boilerplate."""
    found = sorted(set(pages))
    if len(found) >= 3:
        for n in found:
            yield n, key


def beside_card(n: Number, values: Iterable[Any]) -> Iterator[tuple[int, tuple[Number, bytes]]]:
    """The keys of a page with its card's runs beside each."""
    values = list(values)
    runs = next((_CARDS.decode(value).sampled for value in values if isinstance(value, bytes)), None)
    if runs is not None:
        for key in values:
            if isinstance(key, int):
                yield key, (n, runs)


def boilerplate(key: int, values: Iterable[tuple[Number, bytes]]) -> Iterator[int]:
    """The run, where three pages have it of which none is a version of another."""
    pages = [np.frombuffer(runs, np.uint64) for _, runs in sorted(values)]
    known: dict[tuple[int, int], bool] = {}

    def unlike(one: int, other: int) -> bool:
        if (one, other) not in known:
            known[one, other] = contained(pages[one], pages[other]) < VERSION_SHARE
        return known[one, other]

    for first in range(len(pages)):
        others = [at for at in range(first + 1, len(pages)) if unlike(first, at)]
        if any(unlike(one, other) for at, one in enumerate(others) for other in others[at + 1 :]):
            yield key
            return


# ------------------------------------------------------------------------------------------------------ pairs


@dataclass(frozen=True, slots=True)
class BareRuns:
    """The runs of a page that are not boilerplate, each with how many there are."""

    boilerplate: frozenset[int]

    def __call__(self, item: tuple[Number, bytes]) -> Iterator[tuple[int, tuple[Number, int]]]:
        n, packed = item
        one = _CARDS.decode(packed)
        bare = [run for run in _sampled(one) if not (one.outlet and mixed(run, one.outlet) in self.boilerplate)]
        for run in bare:
            yield run, (n, len(bare))


def sharing(run: int, values: Iterable[tuple[Number, int]]) -> Iterator[tuple[Pair, int]]:
    """Each two pages with the run, and the number of runs of the shorter one."""
    found = sorted(set(values))
    for at, (one, size) in enumerate(found):
        for other, others in found[at + 1 :]:
            yield (one, other), min(size, others)


def copied(pair: Pair, fewest: Iterable[int]) -> Iterator[Pair]:
    """Pairs that share so many runs that one may reprint the other."""
    values = list(fewest)
    if len(values) >= 2 and len(values) >= COPY_SHARE * values[0] / 2:
        yield pair


def anchored(item: tuple[Number, bytes]) -> Iterator[tuple[int, tuple[Number, str]]]:
    """The weightiest words of a page: pages of the same words, in any month, are looked at."""
    n, packed = item
    one = _CARDS.decode(packed)
    for word in one.anchors:
        yield word, (n, one.day)


def meeting(word: int, values: Iterable[tuple[Number, str]]) -> Iterator[tuple[Pair, int]]:
    """Each two pages with the word that are of about the same weeks."""
    found = sorted(set(values), key=lambda value: (value[1], value[0]))
    days = [_ordinal(day) for _, day in found]
    for at, (one, _) in enumerate(found):
        for k in range(at + 1, len(found)):
            here, there = days[at], days[k]
            if here is not None and there is not None and there - here > stream.APART:
                if None not in days:
                    break
                continue
            other = found[k][0]
            yield (min(one, other), max(one, other)), 1


def twice(pair: Pair, values: Iterable[int]) -> Iterator[tuple[Number, Pair]]:
    """Pairs with two weighty words in common, under the first page."""
    if sum(values) >= 2:
        yield pair[0], pair


def with_first(n: Number, values: Iterable[Any]) -> Iterator[tuple[Number, Any]]:
    """The pairs of a page with its card, under the second page."""
    values = list(values)
    packed = next((value for value in values if isinstance(value, bytes)), None)
    if packed is not None:
        for pair in values:
            if isinstance(pair, tuple):
                yield pair[1], (pair, packed)


@dataclass(frozen=True, slots=True)
class Alike:
    """The pairs that are so like each other that their groups may be joined."""

    enough: float

    def __call__(self, n: Number, values: Iterable[Any]) -> Iterator[Pair]:
        values = list(values)
        packed = next((value for value in values if isinstance(value, bytes)), None)
        if packed is None:
            return
        mine = _CARDS.decode(packed)
        for each in values:
            if isinstance(each, tuple):
                pair, theirs = each
                if stream.likeness(mine, _CARDS.decode(theirs)) >= self.enough * UNIT:
                    yield pair


def groups(pages: Iterable[Number], pairs: Iterable[Pair]) -> dict[Number, Number]:
    """Each page with the least page it is tied to, however many pairs lie between."""
    home = {n: n for n in pages}

    def first(n: Number) -> Number:
        while home[n] != n:
            home[n] = home[home[n]]
            n = home[n]
        return n

    for one, other in pairs:
        a, b = first(one), first(other)
        home[max(a, b)] = min(a, b)
    return {n: first(n) for n in home}


# --------------------------------------------------------------------------------------------------- chapters


@dataclass(frozen=True, slots=True)
class Establish:
    """What the pages of a group establish, in a record of so many pages whose last is of `today`."""

    boilerplate: frozenset[int]
    pages: int
    today: str | None

    def __call__(self, group: Number, values: Iterable[tuple[bytes, bytes | None]]) -> Iterator[Any]:
        own = [_read(value) for value in sorted(values, key=lambda value: value[0])]
        there = {number(page.id): page for page, _ in own}
        read = {page.id: reading for page, reading in own if reading is not None}
        shelf = on_paper(there)
        for key in self.boilerplate:
            shelf.boilerplate[key] = True
        shelf.notes[PAGES] = self.pages - len(there)
        placed = stream.place(shelf, there.values())
        chapters = []
        for node in placed.fresh:
            inside = [there[n] for n in sorted(pages_of(shelf, node))]
            told = [read[page.id] for page in inside if page.id in read]
            reprinted = [shelf.copies[number(page.id)] for page in inside if number(page.id) in shelf.copies]
            story = stream.story_of(shelf, inside)
            one = incremental.chapter(story, inside, told, reprinted, today=self.today)
            chapters.append((one, [(page, read.get(page.id)) for page in inside]))
        lasts = [one.last for one, _ in chapters if one.last]
        holds = [(one.passed, one.wake) for one, _ in chapters]
        lines = [line for one, own in chapters for line in lines_of(one, own)]
        yield group, max(lasts, default=None), holds, lines


def _read(value: tuple[bytes, bytes | None]) -> tuple[Page, Reading | None]:
    page, reading = value
    return wire.unpack(page, Page), wire.unpack(reading, Reading) if reading is not None else None


def lines_of(one: incremental.Chapter, own: Sequence[tuple[Page, Reading | None]]) -> Iterator[tuple[str, str, bytes]]:
    """A chapter as lines of the record: their table, their id, themselves."""
    from attache.store.settle import dated, settled

    found = one.established
    copies = {copy.page: copy.of for copy in found.copies}
    for page, reading in own:
        when = dated(page, found.dated)
        yield "page", page.id, _line(when, copy_of=copies.get(page.id), story=one.story.id)
        if reading is not None:
            said = settled(reading, found.same, when.published)
            for name, data in (("statement", said.statements), ("event", said.events), ("figure", said.figures)):
                for datum in {each.id: each for each in data}.values():
                    yield name, datum.id, _line(datum)
    for actor in found.actors:
        yield "actor", actor.id, wire.pack(actor)
    established: dict[str, Sequence[Any]] = {
        "story": found.stories, "entry": found.entries, "appointment": found.appointments,
        "utterance": found.utterances, "dispute": found.disputes, "position": found.positions,
    }  # fmt: skip
    for name, nouns in established.items():
        for noun in nouns:
            yield name, noun.id, _line(noun)
    for digest in found.digests:
        yield "digest", digest.story, _line(digest)


def _line(noun: object, **more: object) -> bytes:
    return wire.dumps(wire.line(noun, **more)).encode("utf-8")


def by_actor(line: tuple[str, str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The actors of a chapter under their ids."""
    if line[0] == "actor":
        yield line[1], line[2]


def everybody(id: str, values: Iterable[bytes]) -> Iterator[tuple[str, str, bytes]]:
    """One actor of all that the chapters have under his id."""
    from attache.model import Actor

    for actor in incremental.everybody(wire.unpack(value, Actor) for value in values):
        yield "actor", id, _line(actor)


def asleep(holds: Iterable[tuple[str | None, str | None]], today: str | None) -> bool:
    """Whether one of a group's chapters was established for another day."""
    if today is None:
        return False
    return any((wake is not None and wake < today) or (passed is not None and today <= passed)
               for passed, wake in holds)  # fmt: skip


def _sampled(one: Card) -> list[int]:
    found: list[int] = np.frombuffer(one.sampled, np.uint64).tolist()
    return found


def _ordinal(day: str) -> int | None:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None
