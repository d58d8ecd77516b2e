"""Which pages reprint which: a copy confirms nothing, so it is found, shown and folded, never deleted.

Two texts are compared by runs of five words. Containment, not likeness, decides: a wire story cut to its
first half is all there in the whole one, and they look alike only by half (of 168 real pairs with half the
text shared, 57 have a Jaccard index of .5 or more). One run in `SAMPLE` is kept on the shelf, always the
same ones because their hash says which, so that a page is compared with the few that share some with it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from attache.model import Copy, Page
from attache.stories.shelf import Card, Hashes, Number, Shelf, Standing, hashed, mixed, number, on_paper

# bench/copies.py chose these; between .35 and .5 the score moves by less than a point.
COPY_SHARE = 0.45
RUN = 5  # words in a run
SAMPLE = 4  # one run in so many goes on the shelf
PASSAGE = 12  # words: a shared piece shorter than this is a name, a title or a turn of phrase
VERSION_SHARE = 0.7  # above this, two pages of an outlet are versions of one; a long footer fills less
UNDATED = "9999"  # the moment of a page without a day: after all others
BOILERPLATE_PAGES = 3  # unlike pages of one outlet that carry the same words

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_OUTLET = 0xFFFF  # an entry on the shelf is a page's number and sixteen bits of its outlet


@dataclass(frozen=True, slots=True)
class Worded:
    """A page as runs of words: run `i` begins with word `i`, which stands at `starts[i]` to `ends[i]`."""

    page: Page
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    runs: Hashes


@dataclass(slots=True)
class Reprinted:
    """What new pages changed: pages whose copy, or whose origin, is another one now."""

    copies: set[Number] = field(default_factory=set)
    families: set[Number] = field(default_factory=set)  # origins whose family is no longer the same
    pages: set[Number] = field(default_factory=set)  # pages whose origin changed, the new ones among them


def copies(pages: Iterable[Page]) -> tuple[Copy, ...]:
    """Each page that reprints an earlier one, with the passages they share.

    The earliest is the origin: by the day it was published, then the one whose outlet a page like it credits
    ("(Reuters)" over a page of another paper, "Meridian Wire" for its author), then the one without a credit, then
    by name. One without a day that another page credits is earlier than that page.

    Of the shorter page, a part of at least `COPY_SHARE` stands in the other. Words that one outlet prints under
    many of its pages ("Follow us on", a copyright block) are not counted.
    """
    there = {number(page.id): page for page in pages}
    shelf = on_paper(there)
    shelve(shelf, [card_of(words(page)) for page in there.values()])
    return tuple(sorted(shelf.copies.values(), key=lambda copy: copy.page))


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


def words(page: Page) -> Worded:
    """The page's words after its headline, which each outlet writes anew."""
    begin = page.blocks[0].end if page.headline and len(page.blocks) > 1 else 0
    found = [(m.start(), m.end()) for m in _WORD.finditer(page.text, begin)]
    hashes = np.fromiter((hashed(page.text[start:end].casefold()) for start, end in found), np.uint64, count=len(found))
    return Worded(page, tuple(s for s, _ in found), tuple(e for _, e in found), _runs(hashes))


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


def card_of(worded: Worded, features: tuple[bytes, bytes, tuple[int, ...]] = (b"", b"", ())) -> Card:
    """The card of a page; `features` are what `stream.features` makes of it."""
    page = worded.page
    sampled = np.unique(worded.runs[worded.runs % np.uint64(SAMPLE) == 0])
    outlet = _name(page.outlet or "")
    return Card(
        n=number(page.id),
        id=page.id,
        outlet=hashed(outlet) & _OUTLET or 1 if outlet else 0,
        outlet_name=outlet,
        credit=f"{_name(page.credit or '')}/{_name(page.byline or '')}",
        moment=page.published.start if page.published and page.published.start else UNDATED,
        name=f"{page.name} {page.id}",
        sampled=sampled.tobytes(),
        words=features[0],
        weights=features[1],
        anchors=features[2],
    )


def _name(outlet: str) -> str:
    return " ".join(_WORD.findall(outlet.casefold()))


def _credits(card: Card, outlet: str) -> bool:
    """Whether a page names an outlet as where it is from: "(Meridian)", or "By Meridian Wire and Portside"."""
    agency, _, byline = card.credit.partition("/")
    return (bool(agency) and f"{outlet} ".startswith(f"{agency} ")) or f" {outlet} " in f" {byline} "


def _is_secondhand(card: Card) -> bool:
    """Whether a page credits an agency that is not its own outlet."""
    return bool(card.credit.partition("/")[0]) and not (card.outlet and _credits(card, card.outlet_name))


# ------------------------------------------------------------------------------------------------- the shelf


def shelve(shelf: Shelf, cards: Sequence[Card]) -> Reprinted:
    """Puts new pages on the shelf, and says which pages reprint another one now than before."""
    changed = _post(shelf, cards)
    again = _partners(shelf, changed)
    worded: dict[Number, Worded] = {}
    found = Reprinted()
    ranks: dict[Number, tuple[str, bool, str, bool, str]] = {}
    for n in sorted(again, key=lambda n: _rank(shelf, n, ranks)):
        standing, before = shelf.standing[n], shelf.copies.get(n)
        copy = _copied_from(shelf, n, standing, ranks, worded)
        if copy == before:
            continue
        found.copies.add(n)
        of = number(copy.of) if copy is not None else None
        if copy is not None:
            shelf.copies[n] = copy
        else:
            del shelf.copies[n]
        if of != standing.of:
            if standing.of is not None:
                shelf.kids[standing.of] = [kid for kid in shelf.kids[standing.of] if kid != n]
            if of is not None:
                shelf.kids[of] = [*shelf.kids.get(of, ()), n]
            standing.of = of
            shelf.standing[n] = standing
            found.pages.add(n)
    found.pages |= {card.n for card in cards}
    _families(shelf, found)
    return found


def _post(shelf: Shelf, cards: Sequence[Card]) -> set[Number]:
    """Posts the sampled runs; returns the pages whose runs count otherwise now, the new ones among them."""
    alike: dict[tuple[Number, Number], bool] = {}
    changed = {card.n for card in cards}
    new = []
    for card in cards:
        shelf.cards[card.n] = card
        shelf.standing[card.n] = Standing(len(card.sampled) // 8, origin=card.n)
        entry = card.n << 16 | card.outlet
        for run in np.frombuffer(card.sampled, np.uint64).tolist():
            if card.outlet and mixed(run, card.outlet) in shelf.boilerplate:
                _uncounted(shelf, card.n)
            else:
                shelf.runs[run] = [*shelf.runs.get(run, ()), entry]
                if card.outlet:
                    new.append((card.n, run))
    for n, run in new:
        outlet = shelf.cards[n].outlet
        of_outlet = [each >> 16 for each in shelf.runs.get(run, ()) if each & _OUTLET == outlet]
        if len(of_outlet) >= BOILERPLATE_PAGES and _unlike(shelf, n, of_outlet, alike):
            shelf.boilerplate[mixed(run, outlet)] = True
            shelf.runs[run] = [each for each in shelf.runs[run] if each & _OUTLET != outlet]
            changed.update(of_outlet)
            for each in of_outlet:
                _uncounted(shelf, each)
    return changed


def _uncounted(shelf: Shelf, n: Number) -> None:
    standing = shelf.standing[n]
    standing.bare -= 1
    shelf.standing[n] = standing


def _unlike(shelf: Shelf, n: Number, group: Sequence[Number], alike: dict[tuple[Number, Number], bool]) -> bool:
    """Whether a page and two others of its outlet are three pages, none of them a version of another."""

    def versions(one: Number, other: Number) -> bool:
        pair = (min(one, other), max(one, other))
        if pair not in alike:
            here, there = shelf.cards[one].sampled, shelf.cards[other].sampled
            alike[pair] = contained(np.frombuffer(here, np.uint64), np.frombuffer(there, np.uint64)) >= VERSION_SHARE
        return alike[pair]

    others = [each for each in group if each != n and not versions(n, each)]
    return any(not versions(one, other) for at, one in enumerate(others) for other in others[at + 1 :])


def contained(one: Hashes, other: Hashes) -> float:
    """The part of the shorter page's runs that stand in the longer one."""
    fewest = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / fewest if fewest else 0.0


def _partners(shelf: Shelf, changed: set[Number]) -> set[Number]:
    """Settles who shares enough with the changed pages to be looked at closely; returns whom to look at again."""
    again = set(changed)
    ranks_before = {n: shelf.standing[n].source for n in changed}
    for n in sorted(changed):
        standing = shelf.standing[n]
        before, now = set(standing.partners), _sharing(shelf, shelf.cards[n], standing)
        again |= before
        if before != now:
            standing.partners = sorted(now)
            shelf.standing[n] = standing
        for other in before ^ now:
            theirs = shelf.standing[other]
            theirs.partners = sorted({*theirs.partners, n} if other in now else {*theirs.partners} - {n})
            shelf.standing[other] = theirs
            ranks_before.setdefault(other, theirs.source)
        again |= now
    for n in sorted(ranks_before):
        card, standing = shelf.cards[n], shelf.standing[n]
        others = (shelf.cards[other] for other in standing.partners)
        source = bool(card.outlet) and not _is_secondhand(card)
        source = source and any(other.outlet != card.outlet and _credits(other, card.outlet_name) for other in others)
        if source != standing.source:
            standing.source = source
            shelf.standing[n] = standing
            again.update(standing.partners)
    return {n for n in again if n in changed or _unsettled(shelf, n, changed)}


def _unsettled(shelf: Shelf, n: Number, changed: set[Number]) -> bool:
    """Whether a page must be looked at again: not where the page it reprints is the earliest still."""
    standing = shelf.standing[n]
    if standing.of is None or standing.of in changed or standing.of not in standing.partners:
        return True
    ranks: dict[Number, tuple[str, bool, str, bool, str]] = {}
    return _rank(shelf, min(standing.partners, key=lambda each: _rank(shelf, each, ranks)), ranks) < _rank(
        shelf, standing.of, ranks
    )


def _sharing(shelf: Shelf, card: Card, standing: Standing) -> set[Number]:
    """The pages that share so many of the sampled runs that they may be copies."""
    shared: Counter[int] = Counter()
    for run in np.frombuffer(card.sampled, np.uint64).tolist():
        entries = shelf.runs.get(run, ())
        if len(entries) > 1 and not (card.outlet and mixed(run, card.outlet) in shelf.boilerplate):
            shared.update(entries)
    found = set()
    for entry, count in shared.items():
        if count >= 2 and entry >> 16 != card.n:
            fewest = min(standing.bare, shelf.standing[entry >> 16].bare)
            # A sample strays from the whole: half the share asked for is enough to look closely.
            if count >= COPY_SHARE * fewest / 2:
                found.add(entry >> 16)
    return found


def _rank(
    shelf: Shelf, n: Number, known: dict[Number, tuple[str, bool, str, bool, str]]
) -> tuple[str, bool, str, bool, str]:
    """The place of a page in the order of origin."""
    if n not in known:
        card, source = shelf.cards[n], shelf.standing[n].source
        day = "" if source and card.day == UNDATED else card.day
        known[n] = (day, not source, card.moment, _is_secondhand(card), card.name)
    return known[n]


def _copied_from(
    shelf: Shelf,
    n: Number,
    standing: Standing,
    ranks: dict[Number, tuple[str, bool, str, bool, str]],
    worded: dict[Number, Worded],
) -> Copy | None:
    """The earliest page that this one reprints."""
    mine = _rank(shelf, n, ranks)
    early = [other for other in standing.partners if _rank(shelf, other, ranks) < mine]
    for other in sorted(early, key=lambda other: _rank(shelf, other, ranks)):
        for each in (n, other):
            if each not in worded:
                worded[each] = _bare(shelf, each)
        copy = _copy(worded[n], worded[other])
        if copy is not None:
            return copy
    return None


def _families(shelf: Shelf, found: Reprinted) -> None:
    """Finds the origin anew of every page that reprints another one now, and of those that reprint it."""
    moved: list[tuple[Number, Number]] = []
    left, seen = sorted(found.pages), set(found.pages)
    while left:
        n = left.pop()
        origin = n
        while (of := shelf.standing[origin].of) is not None:
            origin = of
        moved.append((n, origin))
        for kid in shelf.kids.get(n, ()):
            if kid not in seen:
                seen.add(kid)
                left.append(kid)
    joining: defaultdict[Number, set[Number]] = defaultdict(set)
    leaving: defaultdict[Number, set[Number]] = defaultdict(set)
    for n, origin in moved:
        standing = shelf.standing[n]
        leaving[standing.origin].add(n)
        joining[origin].add(n)
        if standing.origin != origin:
            standing.origin = origin
            shelf.standing[n] = standing
            found.pages.add(n)
    for origin in {*joining, *leaving}:
        before = set(shelf.families.get(origin, ()))
        now = before - leaving[origin] | joining[origin]
        if now != before:
            found.families.add(origin)
            if now:
                shelf.families[origin] = sorted(now)
            else:
                del shelf.families[origin]


# ------------------------------------------------------------------------------------------- close comparison


def _bare(shelf: Shelf, n: Number) -> Worded:
    """The page with the runs of its outlet's boilerplate made unlike all others (0 matches nothing).

    Only sampled runs are on the shelf: what stands between two that are boilerplate is boilerplate.
    """
    worded, outlet = words(shelf.page(n)), shelf.cards[n].outlet
    at = np.nonzero(worded.runs % np.uint64(SAMPLE) == 0)[0]
    if not outlet or not len(at):
        return worded
    known = np.fromiter(
        (mixed(run, outlet) in shelf.boilerplate for run in worded.runs[at].tolist()), bool, count=len(at)
    )
    if not known.any():
        return worded
    places = np.arange(len(worded.runs))
    after = np.searchsorted(at, places).clip(max=len(at) - 1)
    before = (np.searchsorted(at, places, side="right") - 1).clip(min=0)
    hit = known[after] & known[before]
    return Worded(worded.page, worded.starts, worded.ends, np.where(hit, np.uint64(0), worded.runs))


def _copy(late: Worded, early: Worded) -> Copy | None:
    """`late` as a copy of `early`, if enough of the shorter of the two stands in both."""
    runs = _shared_runs(late, early)
    words_late, words_early = _counted(late), _counted(early)
    shared = sum(length for _, _, length in runs)
    if not runs or shared < COPY_SHARE * min(words_late, words_early):
        return None
    passages = tuple(
        (
            late.page.span(late.starts[a], late.ends[a + length - 1]),
            early.page.span(early.starts[b], early.ends[b + length - 1]),
        )
        for a, b, length in runs
    )
    return Copy(late.page.id, early.page.id, round(min(1.0, shared / words_late), 4), passages)


def _counted(worded: Worded) -> int:
    """Words of the page that are not its outlet's boilerplate."""
    return max(RUN, len(worded.starts) - int((worded.runs == 0).sum()))


def _shared_runs(late: Worded, early: Worded) -> list[tuple[int, int, int]]:
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
