"""Which pages reprint which: a copy confirms nothing, so it is found, shown and folded, never deleted.

Two texts are compared by runs of five words. Containment, not likeness, decides: a wire story cut to its
first half is all there in the whole one, and they look alike only by half (of 168 real pairs with half the
text shared, 57 have a Jaccard index of .5 or more). One run in `SAMPLE` is kept in an index, always the
same ones because their hash says which, so that a record of many pages is searched without comparing each
with each.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from attache.model import Copy, Page

# bench/copies.py chose these; between .35 and .5 the score moves by less than a point.
COPY_SHARE = 0.45
RUN = 5  # words in a run
SAMPLE = 4  # one run in so many goes into the index
PASSAGE = 12  # words: a shared piece shorter than this is a name, a title or a turn of phrase
VERSION_SHARE = 0.7  # above this, two pages of an outlet are versions of one; a long footer fills less
BOILERPLATE_PAGES = 3  # unlike pages of one outlet that carry the same words
LONG_LIST = 64  # where more pages than this share a run, each is compared with the earliest of them only

Hashes = NDArray[np.uint64]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class _Worded:
    """A page as runs of words: run `i` begins with word `i`, which stands at `starts[i]` to `ends[i]`."""

    page: Page
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    runs: Hashes


def copies(pages: Iterable[Page], *, share: float = COPY_SHARE) -> tuple[Copy, ...]:
    """Each page that reprints an earlier one, with the passages they share.

    The earliest is the origin: by the day it was published, then the one whose outlet another page credits
    ("(Reuters)" over a page of another paper), then the one without a credit, then by name.

    Of the shorter page, a part of at least `share` stands in the other. Words that one outlet prints under
    many of its pages ("Follow us on", a copyright block) are not counted.
    """
    worded = [_words(page) for page in sorted(pages, key=lambda page: page.id)]
    ranks = _ranks([each.page for each in worded])
    candidates = _candidates(worded, ranks)
    boilerplate = _boilerplate(worded, candidates)
    bare = [_without(each, boilerplate) for each in worded] if boilerplate else worded
    found: dict[int, tuple[int, Copy]] = {}
    for one, other in sorted(candidates):
        early, late = (one, other) if ranks[one] < ranks[other] else (other, one)
        if late in found and ranks[found[late][0]] <= ranks[early]:
            continue
        copy = _copy(bare[late], bare[early], share)
        if copy is not None:
            found[late] = (early, copy)
    return tuple(sorted((copy for _, copy in found.values()), key=lambda copy: copy.page))


def origins(pages: Iterable[str], copied: Iterable[Copy]) -> dict[str, str]:
    """The origin that each page goes back to; a page that reprints nothing is its own."""
    direct = {copy.page: copy.of for copy in copied}

    def origin(page: str) -> str:
        seen = {page}
        while page in direct and direct[page] not in seen:
            page = direct[page]
            seen.add(page)
        return page

    return {page: origin(page) for page in pages}


# --------------------------------------------------------------------------------------------- words and runs


def _words(page: Page) -> _Worded:
    """The page's words after its headline, which each outlet writes anew."""
    begin = page.blocks[0].end if page.headline and len(page.blocks) > 1 else 0
    found = [(m.start(), m.end()) for m in _WORD.finditer(page.text, begin)]
    hashes = np.fromiter(
        (_word_hash(page.text[start:end].casefold()) for start, end in found), np.uint64, count=len(found)
    )
    return _Worded(page, tuple(s for s, _ in found), tuple(e for _, e in found), _runs(hashes))


@lru_cache(maxsize=1 << 18)
def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _runs(words: Hashes) -> Hashes:
    """One hash for every `RUN` words in a row; the same on every machine."""
    if len(words) < RUN:
        return np.zeros(0, np.uint64)
    total = np.zeros(len(words) - RUN + 1, np.uint64)
    for k in range(RUN):
        total = total * np.uint64(0x9E3779B97F4A7C15) + words[k : len(words) - RUN + 1 + k]
    total ^= total >> np.uint64(29)
    total *= np.uint64(0xBF58476D1CE4E5B9)
    return total ^ (total >> np.uint64(32))


def _without(worded: _Worded, boilerplate: frozenset[int]) -> _Worded:
    """The same page with the runs of its outlet's boilerplate made unlike all others (0 matches nothing)."""
    hit = np.fromiter((int(run) in boilerplate for run in worded.runs), bool, count=len(worded.runs))
    return _Worded(worded.page, worded.starts, worded.ends, np.where(hit, np.uint64(0), worded.runs))


def _ranks(pages: Sequence[Page]) -> list[int]:
    """The place of each page in the order of origin, 0 the earliest."""
    credited = {_name(page.credit) for page in pages if page.credit} - {""}

    def key(at: int) -> tuple[str, bool, str, bool, str, str]:
        page = pages[at]
        moment = page.published.start if page.published and page.published.start else "9999"
        is_source = bool(page.outlet) and _name(page.outlet or "") in credited and not page.credit
        return moment[:10], not is_source, moment, page.credit is not None, page.name, page.id

    ranks = [0] * len(pages)
    for rank, at in enumerate(sorted(range(len(pages)), key=key)):
        ranks[at] = rank
    return ranks


def _name(outlet: str) -> str:
    return " ".join(_WORD.findall(outlet.casefold()))


# -------------------------------------------------------------------------------------------------- the index


def _candidates(worded: Sequence[_Worded], ranks: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs of pages that share enough sampled runs to be worth a full comparison."""
    sampled = [np.unique(each.runs[each.runs % np.uint64(SAMPLE) == 0]) for each in worded]
    index: defaultdict[int, list[int]] = defaultdict(list)
    for at, runs in enumerate(sampled):
        for run in runs.tolist():
            index[run].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for group in index.values():
        if len(group) < 2:
            continue
        # A run on very many pages is compared with the earliest of them: the origin stands among those.
        early = group if len(group) <= LONG_LIST else sorted(group, key=lambda at: ranks[at])[:LONG_LIST]
        for one in early:
            for other in group:
                if one < other or (one > other and len(group) > LONG_LIST and other not in early):
                    shared[(min(one, other), max(one, other))] += 1
    found = set()
    for (one, other), count in shared.items():
        fewest = min(len(sampled[one]), len(sampled[other]))
        # A sample strays from the whole: half the share asked for is enough to look closely.
        if count >= max(2, COPY_SHARE * fewest / 2):
            found.add((one, other))
    return found


def _boilerplate(worded: Sequence[_Worded], candidates: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Runs that one outlet prints on several pages which are not versions of each other."""
    version = list(range(len(worded)))

    def first(at: int) -> int:
        while version[at] != at:
            version[at] = version[version[at]]
            at = version[at]
        return at

    for one, other in candidates:
        if _contained(worded[one].runs, worded[other].runs) >= VERSION_SHARE:
            version[max(first(one), first(other))] = min(first(one), first(other))
    by_outlet: defaultdict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(worded):
        if each.page.outlet:
            by_outlet[each.page.outlet].append(at)
    found: set[int] = set()
    for group in by_outlet.values():
        if len(group) < BOILERPLATE_PAGES:
            continue
        seen: defaultdict[int, set[int]] = defaultdict(set)
        for at in group:
            for run in np.unique(worded[at].runs).tolist():
                seen[run].add(first(at))
        found.update(run for run, versions in seen.items() if len(versions) >= BOILERPLATE_PAGES)
    return frozenset(found)


def _contained(one: Hashes, other: Hashes) -> float:
    """The part of the shorter page's runs that stand in the longer one."""
    one, other = np.unique(one), np.unique(other)
    fewest = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / fewest if fewest else 0.0


# ------------------------------------------------------------------------------------------- close comparison


def _copy(late: _Worded, early: _Worded, share: float) -> Copy | None:
    """`late` as a copy of `early`, if enough of the shorter of the two stands in both."""
    runs = _shared_runs(late, early)
    words_late, words_early = _counted(late), _counted(early)
    shared = sum(length for _, _, length in runs)
    if not runs or shared < share * min(words_late, words_early):
        return None
    passages = tuple(
        (
            late.page.span(late.starts[a], late.ends[a + length - 1]),
            early.page.span(early.starts[b], early.ends[b + length - 1]),
        )
        for a, b, length in runs
    )
    return Copy(late.page.id, early.page.id, round(min(1.0, shared / words_late), 4), passages)


def _counted(worded: _Worded) -> int:
    """Words of the page that are not its outlet's boilerplate."""
    return max(RUN, len(worded.starts) - int((worded.runs == 0).sum()))


def _shared_runs(late: _Worded, early: _Worded) -> list[tuple[int, int, int]]:
    """Shared passages as (word of `late`, word of `early`, words), longest kept where they overlap."""
    where: defaultdict[int, list[int]] = defaultdict(list)
    for at, run in enumerate(early.runs.tolist()):
        if run:
            where[run].append(at)
    runs = late.runs.tolist()
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(runs):
        best = (0, 0)
        for other in where.get(runs[at], ())[:8]:  # a refrain a thousand times over costs as eight
            length = _matching(runs, at, early.runs, other)
            best = max(best, (length, -other))
        if best[0] and best[0] + RUN - 1 >= PASSAGE:
            words = best[0] + RUN - 1
            found.append((at, -best[1], words))
            at += words
        else:
            at += max(1, best[0])
    return found


def _matching(runs: Sequence[int], at: int, others: Hashes, other: int) -> int:
    length = 0
    while at + length < len(runs) and other + length < len(others) and runs[at + length] == int(others[other + length]):
        length += 1
    return length
