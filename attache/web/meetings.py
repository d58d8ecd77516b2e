"""Who met whom as a picture: parties one below the other, an arc for each pair that met, thicker for more.

A list of names reads on a phone as well as on a desk, and no line hides another's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PARTIES = 12  # in one picture; the most met
ROW, TOP, LEFT = 30, 18, 176
REACH = 150  # pixels that the widest arc goes to the right


@dataclass(frozen=True, slots=True)
class Met:
    """Two parties and how often: `held` meetings, `planned` ones that are not known to have been held."""

    one: str
    other: str
    held: int
    planned: int


@dataclass(frozen=True, slots=True)
class Arc:
    """A pair in the picture; `path` is SVG."""

    path: str
    width: float
    held: bool
    label: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Node:
    """A party in the picture."""

    id: str
    name: str
    y: float


@dataclass(frozen=True, slots=True)
class Net:
    """The picture, and the same as lines to be read."""

    width: float
    height: float
    left: float
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]


def pairs(meetings: Iterable[tuple[Sequence[str], bool]]) -> tuple[Met, ...]:
    """Each pair of parties, from meetings given as their parties and whether they were held; most often first."""
    held: Counter[tuple[str, str]] = Counter()
    planned: Counter[tuple[str, str]] = Counter()
    for parties, took_place in meetings:
        those = sorted(set(parties))[:8]  # a conference of a hundred is no hundred times ninety-nine meetings
        for at, one in enumerate(those):
            for other in those[at + 1 :]:
                (held if took_place else planned)[one, other] += 1
    found = [Met(one, other, held[one, other], planned[one, other]) for one, other in {*held, *planned}]
    return tuple(sorted(found, key=lambda met: (-met.held, -met.planned, met.one, met.other)))


def net(met: Sequence[Met], names: dict[str, str]) -> Net | None:
    """The picture of the most met parties; None where nobody met."""
    weight: Counter[str] = Counter()
    for one in met:
        for party in (one.one, one.other):
            weight[party] += 3 * one.held + one.planned
    chosen = {party for party, _ in sorted(weight.items(), key=lambda each: (-each[1], each[0]))[:PARTIES]}
    shown = [one for one in met if one.one in chosen and one.other in chosen]
    there = {party for one in shown for party in (one.one, one.other)}
    if not shown:
        return None
    order = _order(shown, there)
    y = {party: float(TOP + number * ROW) for number, party in enumerate(order)}
    most = max(abs(y[one.one] - y[one.other]) for one in shown)
    arcs = tuple(_arc(one, y, most, names) for one in sorted(shown, key=lambda met: met.held + met.planned))
    nodes = tuple(Node(party, names.get(party, party), y[party]) for party in order)
    return Net(LEFT + REACH + 24, TOP + len(order) * ROW - ROW / 2, LEFT, nodes, arcs)


def _order(met: Sequence[Met], there: set[str]) -> list[str]:
    """Beside each other those who meet most: each next party is the one most tied to those already placed."""
    ties: Counter[tuple[str, str]] = Counter()
    for one in met:
        ties[one.one, one.other] = ties[one.other, one.one] = 3 * one.held + one.planned
    total = {party: sum(ties[party, other] for other in there) for party in there}
    order = [max(sorted(there), key=lambda party: total[party])]
    while len(order) < len(there):
        rest = sorted(there - set(order))
        order.append(max(rest, key=lambda party: (sum(ties[party, each] for each in order), total[party])))
    return order


def _arc(one: Met, y: dict[str, float], most: float, names: dict[str, str]) -> Arc:
    top, bottom = sorted((y[one.one], y[one.other]))
    reach = 26 + (REACH - 26) * (bottom - top) / most * 1.28
    x = LEFT + 8
    path = f"M{x} {top:.0f}C{x + reach:.0f} {top:.0f} {x + reach:.0f} {bottom:.0f} {x} {bottom:.0f}"
    times = [f"{one.held} held"] if one.held else []
    if one.planned:
        times.append(f"{one.planned} not known to have been held")
    label = f"{names.get(one.one, one.one)} and {names.get(one.other, one.other)}: {', '.join(times)}"
    return Arc(path, min(1.5 + 1.2 * (one.held or one.planned), 7), bool(one.held), label, one.one, one.other)
