"""Where and when: the place and the day of an event, each its own and not its neighbour's.

met in Paris on Friday                                  the words the core marks, or that hang on the event
traveled to London for a meeting                        what one goes somewhere for takes place there
on Tuesday, two weeks after an airliner was shot down   counted from the day of the clause it hangs on
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from attache.language.tree import Tree
from attache.model import Basis, EventMark, Place, Precision, When
from attache.reports.anchors import Anchor
from attache.reports.modality import TRAVEL

VENUE = frozenset(["in", "at", "near", "outside", "inside", "on", "off", "around", "across", "over", "within"])
GOAL = frozenset(["to", "into", "for"])
SAME_DAY = frozenset(["hour", "minute", "moment"])
_LENGTH = re.compile(r"P(\d+)([DW])$")


def date_in(dates: Sequence[When], ranges: Iterable[tuple[int, int]]) -> When | None:
    """The first date in some stretches of the page; lengths and sets ("for two weeks", "every Sunday") are none."""
    for start, end in ranges:
        for when in dates:
            if when.span and when.span.start < end and start < when.span.end and _is_date(when):
                return when
    return None


def _is_date(when: When) -> bool:
    return not (when.value or "").startswith(("P", "SET"))


# ------------------------------------------------------------------------------------------------------------- when


def when_of(tree: Tree, anchor: Anchor, mark: EventMark | None, dates: Sequence[When], taken: set[int]) -> When | None:
    """The day of an event; None where its sentence gives it none. `taken` are the anchors of the sentence."""
    marked = date_in(dates, (tree.chars(*run) for run in (mark.times if mark else ())))
    return marked or _counted(tree, anchor, dates) or _told(tree, anchor, dates, taken)


def _told(tree: Tree, anchor: Anchor, dates: Sequence[When], taken: set[int]) -> When | None:
    """The date that hangs on the event's words; the only date of the sentence where it tells of one event alone."""
    here = [d for d in dates if d.span and tree.sentence.start <= d.span.start < tree.sentence.end and _is_date(d)]
    if not here:
        return None
    for home in dict.fromkeys(_homes(tree, anchor)):
        found = _below(tree, home, anchor.index, taken, lambda i: _at(tree, i, here) is not None)
        if found is not None:
            return _at(tree, found, here)
    # "had announced on Monday that one battalion was being withdrawn": Monday is the day of the words
    said = [tree.chars(*run) for cue in tree.sentence.marks.cues for run in cue.time]
    return here[0] if len(taken) == 1 and len(here) == 1 and date_in(here, said) is None else None


def _at(tree: Tree, index: int, dates: Sequence[When]) -> When | None:
    token = tree.tokens[index]
    return next((d for d in dates if d.span and d.span.start < token.end and token.start < d.span.end), None)


def _counted(tree: Tree, anchor: Anchor, dates: Sequence[When]) -> When | None:
    """ "on Tuesday, two weeks after an airliner was shot down": two weeks before that Tuesday."""
    here = [d for d in dates if d.start and d.precision is Precision.DAY and _is_date(d)]
    for home in _homes(tree, anchor):
        links = [k for k in tree.find(home, "mark", "advmod") if tree.tokens[k].lemma.lower() in ("after", "before")]
        if not links or not tree.tokens[home].deprel.startswith(("advcl", "acl", "parataxis")):
            continue
        days = _length(tree, links[0], dates)
        main = tree.tokens[home].head
        if main == links[0] - 1 and tree.tokens[main].head >= 0:
            main = tree.tokens[main].head  # the clause hangs on "weeks", and "weeks" on the verb or on "Tuesday"
        found = (
            main if _at(tree, main, here) else _below(tree, main, main, set(), lambda i: _at(tree, i, here) is not None)
        )
        day = _at(tree, found, here) if found is not None else None
        if day is None or day.start is None or days is None:
            continue
        sign = -1 if tree.tokens[links[0]].lemma.lower() == "after" else 1
        told = (date.fromisoformat(day.start[:10]) + timedelta(sign * days)).isoformat()
        because = (day.span,) if day.span is not None else ()
        return replace(day, start=told, end=told, basis=Basis.RELATIVE, because=because, value=told)
    return None


def _length(tree: Tree, link: int, dates: Sequence[When]) -> int | None:
    """How many days stand before "after": "two weeks after", "hours after" (none)."""
    if not link:
        return None
    before = tree.tokens[link - 1]
    if before.lemma.lower() in SAME_DAY:
        return 0
    length = next((d for d in dates if d.span and d.span.start < before.end <= d.span.end), None)
    found = _LENGTH.match(length.value or "") if length is not None else None
    return int(found[1]) * (7 if found[2] == "W" else 1) if found else None


# ------------------------------------------------------------------------------------------------------------ where


def place_of(tree: Tree, anchor: Anchor, mark: EventMark | None, places: Sequence[Place]) -> Place | None:
    """Where it took place or is to: the words the core marks, or the place under "in", "at", "near"."""
    for start, end in (tree.chars(*run) for run in (mark.places if mark else ())):
        for place in places:
            if place.span.start < end and start < place.span.end:
                return place
    here = [p for p in places if tree.sentence.start <= p.span.start < tree.sentence.end]
    if not here:
        return None
    wanted = VENUE | GOAL if anchor.cue.mode == "visit" else VENUE

    def place_at(index: int) -> Place | None:
        token = tree.tokens[index]
        if tree.tokens[index].deprel == "nmod:poss" or tree.case(index).split(" ")[0] not in wanted:
            return None
        return next((p for p in here if p.span.start < token.end and token.start < p.span.end), None)

    # only places that hang on the event itself: "a meeting on the crisis in Ukraine" is not held there
    for home in dict.fromkeys(_homes(tree, anchor)):
        near = [k for k in tree.find(home, "obl", "nmod") if place_at(k) is not None]
        if near:
            return place_at(min(near, key=lambda k: abs(k - anchor.index)))
    return _destination(tree, anchor, here)


def _destination(tree: Tree, anchor: Anchor, here: Sequence[Place]) -> Place | None:
    """ "traveled to London for a meeting": what one goes somewhere for takes place there."""
    verb = tree.tokens[anchor.index].head
    if anchor.cue.pos != "noun" or verb < 0 or tree.tokens[verb].lemma.lower() not in TRAVEL:
        return None
    if tree.case(anchor.index) != "for":
        return None
    for kid in tree.find(verb, "obl"):
        token = tree.tokens[kid]
        if tree.case(kid) in ("to", "in", "into"):
            return next((p for p in here if p.span.start < token.end and token.start < p.span.end), None)
    return None


# ------------------------------------------------------------------------------------------------ in the tree


def _homes(tree: Tree, anchor: Anchor) -> list[int]:
    """The tokens whose adverbials are the event's: the anchor, its light verb, the verb that says it takes place."""
    homes = [anchor.index]
    if anchor.light is not None:
        homes.append(anchor.light)
    top = tree.first_conjunct(anchor.index)
    head = tree.tokens[top].head
    if 0 <= head < len(tree.tokens) and anchor.cue.pos == "noun":
        relation = tree.tokens[top].deprel
        if relation.startswith("nsubj") or (relation == "obj" and tree.tokens[head].upos == "VERB"):
            homes.append(head)
            homes += list(tree.find(head, "xcomp"))
    if tree.tokens[anchor.index].deprel == "xcomp" and 0 <= head < len(tree.tokens) and tree.is_passive(head):
        homes.append(head)  # "is scheduled to meet on Sunday" may hang the day on either verb
    return homes


def _below(tree: Tree, home: int, near: int, taken: set[int], starts: Callable[[int], bool]) -> int | None:
    """The token for which `starts` is true that hangs nearest below a word, before another event's."""
    queue = [(0, k) for k in tree.kids[home]]
    best: tuple[int, int, int] | None = None
    while queue:
        depth, index = queue.pop()
        if starts(index):
            key = (depth, abs(index - near), index)
            best = key if best is None or key < best else best
        elif (
            depth < 4
            and index not in taken
            and tree.tokens[index].deprel not in ("ccomp", "advcl", "acl:relcl", "parataxis", "conj")
        ):
            queue += [(depth + 1, k) for k in tree.kids[index]]
    return best[2] if best is not None else None
