"""How well a grouping of mentions agrees with another: MUC, B-cubed, CEAF-e, and their mean, the CoNLL F1.

The mentions of the two need not be the same: one that was not found is alone among the expected, one that is not
expected among the found. Checked against the published definitions (Pradhan et al. 2014).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping

import numpy as np

Grouping = Mapping[Hashable, Hashable]  # mention -> the name of its group


def conll(gold: Grouping, found: Grouping) -> dict[str, tuple[float, float, float]]:
    """(precision, recall, F1) of each measure; under "conll" the mean of their F1, three times."""
    scores = {"MUC": _muc(gold, found), "B-cubed": _b_cubed(gold, found), "CEAF-e": _ceaf(gold, found)}
    mean = sum(f1 for _, _, f1 in scores.values()) / len(scores)
    return {**scores, "conll": (mean, mean, mean)}


def _groups(of: Grouping) -> dict[Hashable, set[Hashable]]:
    groups: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for mention, group in of.items():
        groups[group].add(mention)
    return groups


def _f1(precision: float, recall: float) -> tuple[float, float, float]:
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _muc(gold: Grouping, found: Grouping) -> tuple[float, float, float]:
    def links(one: Grouping, other: Grouping) -> float:
        kept = asked = 0
        for mentions in _groups(one).values():
            parts = {("in", other[m]) if m in other else ("alone", m) for m in mentions}
            kept += len(mentions) - len(parts)
            asked += len(mentions) - 1
        return kept / asked if asked else 0.0

    return _f1(links(found, gold), links(gold, found))


def _b_cubed(gold: Grouping, found: Grouping) -> tuple[float, float, float]:
    def mean(one: Grouping, other: Grouping) -> float:
        here, there = _groups(one), _groups(other)
        total = sum(len(here[one[m]] & there[other[m]]) / len(here[one[m]]) for m in one if m in other)
        return total / len(one) if one else 0.0

    return _f1(mean(found, gold), mean(gold, found))


def _ceaf(gold: Grouping, found: Grouping) -> tuple[float, float, float]:
    here, there = _groups(gold), _groups(found)
    near: defaultdict[tuple[str, Hashable], set[tuple[str, Hashable]]] = defaultdict(set)
    for mention in gold:
        if mention in found:
            near["gold", gold[mention]].add(("found", found[mention]))
            near["found", found[mention]].add(("gold", gold[mention]))
    total, seen = 0.0, set()
    for start in near:
        if start in seen:
            continue
        part, queue = {start}, [start]
        while queue:
            for other in near[queue.pop()] - part:
                part.add(other)
                queue.append(other)
        seen |= part
        rows = [group for side, group in part if side == "gold"]
        columns = [group for side, group in part if side == "found"]
        total += best_pairs(
            [[2 * len(here[r] & there[c]) / (len(here[r]) + len(there[c])) for c in columns] for r in rows]
        )
    return _f1(total / len(there) if there else 0.0, total / len(here) if here else 0.0)


def best_pairs(worth: list[list[float]]) -> float:
    """The greatest total of rows paired with columns, each at most once (Kuhn and Munkres)."""
    cost = -np.array(worth, float)
    if cost.shape[0] > cost.shape[1]:
        cost = cost.T
    rows, columns = cost.shape
    u, v = np.zeros(rows + 1), np.zeros(columns + 1)
    pair, way = np.zeros(columns + 1, int), np.zeros(columns + 1, int)
    for row in range(1, rows + 1):
        pair[0], at = row, 0
        least, used = np.full(columns + 1, np.inf), np.zeros(columns + 1, bool)
        while True:
            used[at] = True
            here = np.full(columns + 1, np.inf)
            here[1:] = cost[pair[at] - 1] - u[pair[at]] - v[1:]
            better = ~used & (here < least)
            least[better], way[better] = here[better], at
            after = int(np.where(used, np.inf, least).argmin())
            step = least[after]
            u[pair[used]] += step
            v[used] -= step
            least[~used] -= step
            at = after
            if pair[at] == 0:
                break
        while at:
            pair[at], at = pair[way[at]], way[at]
    return float(-sum(cost[pair[column] - 1, column - 1] for column in range(1, columns + 1) if pair[column]))
