"""Groups of pages by average likeness, the most alike first, grown as pages come.

Two groups become one while the average likeness between their pages is enough, the most alike pair first. With
average likeness a group is never more alike to two others together than to the nearer of the two; so a new page
changes only the groups that would rather have joined it, and those they leave behind. `grow` goes down the
scale of likeness once and settles what has changed; all other groups stand as they were. The same function
groups a million pages from nothing and adds one page, and the result is the same.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from attache.stories.shelf import NEXT_NODE, Key, Node, Number, Shelf

UNIT = 1 << 20  # the likeness of a page with itself, in whole numbers: sums of them are exact


@dataclass(slots=True, eq=False)
class _Group:
    """A group that is being settled anew."""

    size: int
    label: Number
    near: dict[Number, int]  # likeness of its pages together to each page outside
    pages: list[Number]
    key: Key | None = None
    node: int = 0  # where it stands in the tree already
    children: tuple[_Group, _Group] | None = None
    into: _Group | None = None


@dataclass(slots=True)
class Grown:
    """The groups that are no more, and those that are new or were settled anew, as nodes."""

    gone: set[int] = field(default_factory=set)
    fresh: list[int] = field(default_factory=list)


def grow(shelf: Shelf, removed: Iterable[int], added: Iterable[Sequence[Number]], *, enough: float) -> Grown:
    """Settles the tree after leaves were taken from it and given to it; `enough` is what joins two groups."""
    growth = _Growth(shelf, enough)
    for leaf in removed:
        growth.take_out(leaf)
    for pages in added:
        growth.plant(pages)
    growth.run()
    return growth.keep()


def pages_of(shelf: Shelf, node: int) -> list[Number]:
    """All pages under a node."""
    found: list[Number] = []
    left = [node]
    while left:
        each = shelf.nodes[left.pop()]
        found += each.pages
        left += each.children
    return found


def root_of(shelf: Shelf, node: int) -> int:
    """The whole group that a node is part of."""
    while parent := shelf.nodes[node].parent:
        node = parent
    return node


class _Growth:
    """One way down the scale."""

    def __init__(self, shelf: Shelf, enough: float) -> None:
        self.shelf, self.enough = shelf, enough
        self.queue: list[tuple[Key, int, _Group | None, _Group | int]] = []
        self.home: dict[Number, _Group] = {}  # pages of groups that are settled anew
        self.gone: set[int] = set()  # nodes that no longer stand
        self.taken: set[int] = set()  # nodes that stand inside a group settled anew
        self.roots: set[int] = set()
        self.groups: list[_Group] = []
        self.tick = 0

    # ------------------------------------------------------------------------------------------------ events

    def take_out(self, leaf: int) -> None:
        self._leave(leaf)
        self.gone.add(leaf)

    def plant(self, pages: Sequence[Number]) -> None:
        group = _Group(len(pages), min(pages), {}, list(pages))
        self._near(group)
        self.groups.append(group)
        for page in pages:
            self.home[page] = group

    def run(self) -> None:
        for group in list(self.groups):
            self._look_round(group, None)
        while self.queue:
            key, _, settled, other = heapq.heappop(self.queue)
            if settled is None:
                assert isinstance(other, int)
                self._orphan(other, key)
            elif settled.into is None:
                self._meet(key, settled, other)

    def _orphan(self, node: int, key: Key) -> None:
        """A node whose partner at this point of the scale is no longer there."""
        if node in self.taken or node in self.gone:
            return
        group = self._settle_anew(node)
        self.groups.append(group)
        self._look_round(group, key)

    def _settle_anew(self, node: int) -> _Group:
        each = self.shelf.nodes[node]
        group = _Group(each.size, each.label, {}, pages_of(self.shelf, node), each.key, node)
        self._near(group)
        self.taken.add(node)
        for page in group.pages:
            self.home[page] = group
        return group

    def _meet(self, key: Key, group: _Group, other: _Group | int) -> None:
        if isinstance(other, int):
            if other in self.taken or other in self.gone:
                return
            now = self._up(other, key)
            if now != other:  # it has joined another since: then that one is met, perhaps later
                each = self.shelf.nodes[now]
                total = sum(group.near.get(page, 0) for page in pages_of(self.shelf, now))
                self._push(group, now, total, each.size, each.label)
                return
            self._leave(other)
            other = self._settle_anew(other)
        elif other.into is not None:
            return
        self._join(key, group, other)

    def _join(self, key: Key, one: _Group, other: _Group) -> None:
        if len(one.near) < len(other.near):
            one, other = other, one
        near = one.near
        for page, value in other.near.items():
            near[page] = near.get(page, 0) + value
        joined = _Group(one.size + other.size, min(one.label, other.label), near, one.pages + other.pages, key)
        joined.children = (one, other)
        for page in joined.pages:
            near.pop(page, None)
        one.into = other.into = joined
        other.near = {}
        self.groups.append(joined)
        self._look_round(joined, key)

    def _leave(self, node: int) -> None:
        """All groups above a node fall apart; what was joined to it is left alone at that point of the scale."""
        each = self.shelf.nodes[node]
        if not each.parent:
            self.roots.add(node)
        while each.parent and each.parent not in self.gone:
            above = self.shelf.nodes[each.parent]
            self.gone.add(each.parent)
            assert above.key is not None
            self.tick += 1
            for sibling in above.children:
                if sibling != node:
                    heapq.heappush(self.queue, (above.key, self.tick, None, sibling))
            node, each = each.parent, above
            if not each.parent:
                self.roots.add(node)

    # --------------------------------------------------------------------------------------------- likeness

    def _near(self, group: _Group) -> None:
        for page in group.pages:
            for other, value in self.shelf.alike.get(page, {}).items():
                group.near[other] = group.near.get(other, 0) + value
        for page in group.pages:
            group.near.pop(page, None)

    def _look_round(self, group: _Group, key: Key | None) -> None:
        """Puts every group that is enough like this one on the scale."""
        totals: dict[_Group | int, int] = {}
        for page, value in group.near.items():
            there = self._where(page, key)
            if there is not None:
                totals[there] = totals.get(there, 0) + value
        for other, total in totals.items():
            if isinstance(other, int):
                each = self.shelf.nodes[other]
                self._push(group, other, total, each.size, each.label)
            elif other is not group:
                self._push(group, other, total, other.size, other.label)

    def _push(self, group: _Group, other: _Group | int, total: int, size: int, label: Number) -> None:
        mean = total / (group.size * size * UNIT)
        if mean >= self.enough:
            low, high = sorted((group.label, label))
            self.tick += 1
            heapq.heappush(self.queue, ((-mean, low, high), self.tick, group, other))

    def _where(self, page: Number, key: Key | None) -> _Group | int | None:
        """The group that a page is in at a point of the scale."""
        group = self.home.get(page)
        if group is None:
            standing = self.shelf.standing.get(page)
            return self._up(standing.leaf, key) if standing is not None and standing.leaf else None
        top, way = group, []
        while top.into is not None:
            way.append(top)
            top = top.into
        for each in way:  # the way up is short the next time
            each.into = top
        self.home[page] = top
        return top

    def _up(self, node: int, key: Key | None) -> int:
        if key is None:
            return node
        while parent := self.shelf.nodes[node].parent:
            above = self.shelf.nodes[parent].key
            if parent in self.gone or above is None or above > key:
                break
            node = parent
        return node

    # ---------------------------------------------------------------------------------------------- keeping

    def keep(self) -> Grown:
        """Writes what was settled into the tree."""
        nodes = self.shelf.nodes
        grown = Grown(gone=set(self.roots))
        for node in self.gone:
            del nodes[node]
        for group in self.groups:  # children come before their parents
            if not group.node:
                group.node = self.shelf.notes[NEXT_NODE] = self.shelf.notes.get(NEXT_NODE, 0) + 1
                if group.children is None:
                    nodes[group.node] = Node(tuple(group.pages), (), None, group.size, group.label)
                    for page in group.pages:
                        standing = self.shelf.standing[page]
                        standing.leaf = group.node
                        self.shelf.standing[page] = standing
                else:
                    below = (group.children[0].node, group.children[1].node)
                    nodes[group.node] = Node((), below, group.key, group.size, group.label)
                    for child in below:
                        nodes[child] = _under(nodes[child], group.node)
            elif group.node in nodes and nodes[group.node].parent:
                nodes[group.node] = _under(nodes[group.node], 0)
        joined = {id(child) for group in self.groups for child in group.children or ()}
        grown.fresh = [group.node for group in self.groups if id(group) not in joined]
        return grown


def _under(node: Node, parent: int) -> Node:
    return Node(node.pages, node.children, node.key, node.size, node.label, parent)
