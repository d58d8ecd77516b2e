"""News without end for measuring growth: our own pages, recombined under other names and days, with readings.

Each base page is read once; what is made of it has other people and places, lacks a paragraph here and there, and
its reading is the base's with every span put where its words now stand. So a hundred thousand pages cost no
reading. Stories begin at a steady pace and last some days; one page in six is a reprint in another paper.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from attache.model import Actor, Basis, Block, Page, Place, Precision, Reading, Span, When, identifier
from attache.stories.stream import common_words

PAGES = Path(__file__).parent.parent / "training" / "pages"
A_DAY = 100  # pages
STORY_DAYS = 12  # a story's pages lie within so many days
OUTLETS = 40
LAUNCH = date(2021, 1, 4)

_NAME = re.compile(r"[A-Z][a-zé’-]{2,}")
_WORD = re.compile(r"[A-Za-z][a-zé’-]{2,}")
OTHER_WORDS = 0.7  # of the long words are others in another story: no two stories are told in the same words
_ID = re.compile(r"[a-z]-[0-9a-f]{12}")
_SYLLABLES = (
    ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "or", "pe", "qui", "ra", "se", "ti", "vo"),
    ("wa", "zu", "bran", "cor", "dal", "fen", "gar", "hol", "ist", "jun", "kel", "lam", "mer", "nor", "pol", "ros"),
)
_ENDINGS = ("n", "r", "l", "s", "th", "ck", "ric", "mond", "vik", "ov", "as", "en", "el")


@dataclass(frozen=True, slots=True)
class Base:
    """A page of ours as it was read."""

    story: str
    page: Page
    reading: Reading


def plain_pages(folder: Path = PAGES) -> list[tuple[str, Page]]:
    """Our labelled pages without their labels, each with its story."""
    found = []
    for file in sorted(folder.glob("*/*.txt")):
        header, _, body = file.read_text(encoding="utf-8").partition("\n\n")
        facts = dict(re.findall(r"^(\w+): *(.*)$", header, re.MULTILINE))
        paragraphs = [
            " ".join(line.lstrip("# ") for line in part.split("\n") if line[:1] not in "|=@")
            for part in body.split("\n\n")
        ]
        found.append((file.parent.name, made([one for one in paragraphs if one.strip()], file.name, facts)))
    return found


def made(paragraphs: Sequence[str], name: str, facts: dict[str, str]) -> Page:
    """A page of these paragraphs, the first its headline."""
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(at, at + len(paragraph), at, at + len(paragraph)))
        at += len(paragraph) + 2
    text = "\n\n".join(paragraphs)
    day = facts.get("date", "")[:10] or None
    when = When(day, day, Precision.DAY, None, Basis.METADATA) if day else None
    outlet = facts.get("outlet")
    return Page(identifier("p", name, text), name, None, outlet, paragraphs[0], None, None, None, "en", text,
                tuple(blocks), (), when)  # fmt: skip


def bases(pages: Sequence[tuple[str, Page]]) -> list[Base]:
    """The pages read, with the language core."""
    from attache import pipeline

    found = []
    for at in range(0, len(pages), pipeline.PAGES_A_BATCH):
        batch = pages[at : at + pipeline.PAGES_A_BATCH]
        readings = pipeline.read_pages([page for _, page in batch], pipeline.core())
        found += [Base(story, page, reading) for (story, page), reading in zip(batch, readings, strict=True)]
    return found


def news(
    found: Sequence[Base], *, seed: int = 0, a_day: int = A_DAY, paragraphs: int = 100
) -> Iterator[tuple[Page, Reading]]:
    """Pages and their readings, day by day, without end; of each page its first paragraphs."""
    by_story: defaultdict[str, list[Base]] = defaultdict(list)
    for base in found:
        by_story[base.story].append(base)
    rng = random.Random(seed)
    coming: defaultdict[int, list[tuple[Base, int, str]]] = defaultdict(list)
    day = number = begun = 0
    while True:
        while sum(map(len, coming.values())) < a_day * 2:
            begun += 1
            for base in by_story[rng.choice(sorted(by_story))]:
                coming[day + rng.randrange(STORY_DAYS)].append((base, begun, ""))
                if rng.random() < 0.2:
                    coming[day + rng.randrange(STORY_DAYS)].append((base, begun, "reprint"))
        today = sorted(coming.pop(day, ()), key=lambda each: (each[0].page.id, each[1], each[2]))
        rng.shuffle(today)
        for base, story, _ in today:
            number += 1
            outlet = f"The {invented(seed, rng.randrange(OUTLETS), 'outlet')} Post"
            # a reprint is cut as its original was
            cuts = random.Random(f"{seed} {story} {base.page.id}")
            yield retold(base, f"{seed}-{story}", f"{seed}-{number}", LAUNCH + timedelta(day), outlet, cuts, paragraphs)
        day += 1


@lru_cache(maxsize=1 << 16)
def invented(*parts: object) -> str:
    """A name made of syllables, the same for the same parts."""
    rng = random.Random(" ".join(map(str, parts)))
    parts_of = [rng.choice(rng.choice(_SYLLABLES)) for _ in range(rng.choice((2, 2, 3)))]
    return "".join((*parts_of, rng.choice(_ENDINGS))).capitalize()


@lru_cache(maxsize=1 << 16)
def another_word(key: str) -> str:
    """A word of the language that is on few pages."""
    return random.Random(key).choice(_rare_words())


@lru_cache(maxsize=1)
def _rare_words() -> list[str]:
    counts, _ = common_words()
    return sorted(word for word, count in counts.items() if count < 60 and word.isalpha() and len(word) > 4)


def retold(
    base: Base, story: str, name: str, day: date, outlet: str, rng: random.Random, paragraphs: int = 100
) -> tuple[Page, Reading]:
    """A base page under other names, of another day."""
    named = {word for actor in base.reading.actors for form in actor.names for word in _NAME.findall(form)}
    named |= {word for place in base.reading.places for word in _NAME.findall(place.name)}

    def other(word: str) -> str:
        if word in named:
            return invented(story, word)
        if len(word) > 4 and word.islower() and random.Random(f"{story} {word}").random() < OTHER_WORDS:
            return another_word(f"{story} {word}")
        return word

    def renamed(text: str) -> str:
        return _WORD.sub(lambda match: other(match[0]), text)

    blocks = base.page.blocks
    kept = [block for at, block in enumerate(blocks[:paragraphs]) if at < 2 or rng.random() < 0.85]
    pieces: list[tuple[int, int, int, int]] = []  # where each run of letters stood, and stands
    paragraphs, at = [], 0
    for block in kept:
        old, done, place = base.page.text[block.start : block.end], block.start, at
        parts = []
        for match in _WORD.finditer(old):
            if (new := other(match[0])) != match[0]:
                before = old[done - block.start : match.start()]
                pieces.append((done, done + len(before), place, place + len(before)))
                place += len(before)
                done = block.start + match.end()
                pieces.append((block.start + match.start(), done, place, place + len(new)))
                place += len(new)
                parts += [before, new]
        rest = old[done - block.start :]
        pieces.append((done, block.end, place, place + len(rest)))
        paragraphs.append("".join((*parts, rest)))
        at += len(paragraphs[-1]) + 2
    page = made(paragraphs, f"{name}.txt", {"date": day.isoformat(), "outlet": outlet})
    shift = day - date.fromisoformat(((base.page.published and base.page.published.start) or "2014-03-14")[:10])
    return page, _Mover(page, pieces, renamed, shift, name).reading(base.reading)


class _Gone(Exception):
    """The words stood in a paragraph that is left out."""


class _Mover:
    """A reading's nouns on another page."""

    def __init__(self, page: Page, pieces: list[tuple[int, int, int, int]], renamed: Any, shift: timedelta, salt: str):
        self.page, self.pieces, self.renamed, self.shift, self.salt = page, pieces, renamed, shift, salt

    def reading(self, reading: Reading) -> Reading:
        found = self._moved(replace(reading, page=self.page.id, unread=()))
        assert isinstance(found, Reading)
        return found

    def _span(self, span: Span) -> Span:
        start = end = None
        for old, until, new, to in self.pieces:
            if old <= span.start < until:
                start = new + (span.start - old if to - new == until - old else 0)
            if old < span.end <= until:
                end = to - (until - span.end if to - new == until - old else 0)
        if start is None or end is None or end <= start:
            raise _Gone
        return self.page.span(start, end)

    def _moved(self, value: Any) -> Any:
        if isinstance(value, Span):
            return self._span(value)
        if isinstance(value, tuple):
            found = []
            for each in value:
                try:
                    found.append(self._moved(each))
                except _Gone:
                    continue
            return tuple(found)
        if isinstance(value, When):
            return replace(self._each(value), start=self._day(value.start), end=self._day(value.end))
        if isinstance(value, Actor):
            moved = self._each(value)
            if not moved.mentions:
                raise _Gone
            names = tuple(dict.fromkeys(map(self.renamed, value.names)))
            return replace(moved, name=self.renamed(value.name), names=names)
        if isinstance(value, Place):
            return replace(self._each(value), name=self.renamed(value.name))
        if is_dataclass(value):
            moved = self._each(value)
            if getattr(moved, "content", True) == ():
                raise _Gone
            return moved
        if type(value) is str and _ID.fullmatch(value):
            return self.page.id if value.startswith("p-") else identifier(value[0], self.salt, value)
        return value

    def _each(self, noun: Any) -> Any:
        return replace(noun, **{field.name: self._moved(getattr(noun, field.name)) for field in fields(noun)})

    def _day(self, iso: str | None) -> str | None:
        if iso is None or len(iso) < 10:
            return iso
        try:
            return (date.fromisoformat(iso[:10]) + self.shift).isoformat() + iso[10:]
        except (ValueError, OverflowError):
            return iso
