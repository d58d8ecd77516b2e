"""To whom something was said: the words after "told", and the person they stand for."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from attache.model import Statement
from attache.store import search
from attache.store.rows import folded

if TYPE_CHECKING:
    from attache.store.record import Record


def addressed(record: Record, name: str) -> Callable[[Statement], bool]:
    """Whether a statement is made to somebody of that name or id, whatever the page calls him there.

    "Kerry told Lavrov", "Kerry told the Russian minister": both to Lavrov, where the page means him.
    """
    words = set(folded(name).split())
    at: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for actor in search.people(record, name):
        for span in actor.mentions:
            at[span.page].append((span.start, span.end))
    for places in at.values():
        places.sort()

    def to_them(one: Statement) -> bool:
        if one.addressee is None:
            return False
        if words and words <= set(folded(one.addressee.text).split()):
            return True
        places = at.get(one.addressee.page, [])
        last = bisect_right(places, (one.addressee.end - 1, 1 << 60)) - 1
        # A mention may take in more than the addressee's words ("Russian Foreign Minister Lavrov", "Lavrov").
        return any(one.addressee.start < end for _, end in places[max(last - 3, 0) : last + 1])

    return to_them
