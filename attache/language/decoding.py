"""From scores to structures: the best tree over the words of a sentence, the best whole names in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

# ----------------------------------------------------------------------------------------------------- trees


def trees(scores: Any, lengths: Sequence[int]) -> Any:
    """The best head of every word, 0 being the root; where those make no tree, the best tree."""
    width = scores.shape[1]
    scores[:, np.arange(width), np.arange(width)] = -1e9
    heads = scores.argmax(axis=2)
    heads[:, 0] = 0
    real = np.arange(width)[None, :] < np.asarray(lengths)[:, None] + 1
    heads[~real] = 0
    reached = heads
    for _ in range(max(1, width.bit_length())):
        reached = np.take_along_axis(reached, reached, axis=1)
    roots = ((heads == 0) & real).sum(axis=1) - 1
    for row in np.flatnonzero((reached != 0).any(axis=1) | (roots != 1)).tolist():
        n = lengths[row] + 1
        heads[row, 1:n] = best_tree(scores[row, :n, :n])[1:]
    return heads


def best_tree(scores: Any) -> list[int]:
    """The highest-scoring tree with one root (Chu-Liu-Edmonds); `scores[word, head]`, 0 is the root."""
    n = len(scores)
    left = scores.astype(np.float64)  # what each node would give for each head; circles become one node
    left[:, 0] -= 1e6  # the best of the trees with as few roots as can be: one
    left[0] = left[np.arange(n), np.arange(n)] = -np.inf
    word = np.repeat(np.arange(n)[:, None], n, axis=1)  # the edge between words that an entry stands for
    head = word.T.copy()
    node_of = np.arange(n)
    alive = np.arange(1, n)
    circles: list[tuple[Any, Any, Any]] = []
    while True:
        best = left.argmax(axis=1)
        circle = _cycle({int(d): int(best[d]) for d in alive})
        if circle is None:
            break
        inside = np.array(circle)
        taken = best[inside]
        circles.append((node_of.copy(), inside, np.stack([word[inside, taken], head[inside, taken]], axis=1)))
        entering = left[inside] - left[inside, taken][:, None]
        by = inside[entering.argmax(axis=0)]
        leaving = inside[left[:, inside].argmax(axis=1)]
        every = np.arange(n)
        row, row_word, row_head = entering.max(axis=0), word[by, every], head[by, every]
        column, column_word, column_head = left[every, leaving], word[every, leaving], head[every, leaving]
        left[inside] = left[:, inside] = -np.inf
        one = inside[0]
        left[one], word[one], head[one] = row, row_word, row_head
        left[:, one], word[:, one], head[:, one] = column, column_word, column_head
        left[inside[:, None], inside] = -np.inf
        left[one, inside] = left[inside, one] = -np.inf
        node_of[np.isin(node_of, inside)] = one
        alive = alive[~np.isin(alive, inside[1:])]
    edges = {int(d): (int(word[d, best[d]]), int(head[d, best[d]])) for d in alive}
    for node_before, inside, within in reversed(circles):
        outer = edges.pop(int(inside[0]))
        broken = node_before[outer[0]]
        for d, edge in zip(inside.tolist(), within.tolist(), strict=True):
            edges[d] = outer if d == broken else (edge[0], edge[1])
    heads = [0] * n
    for d, h in edges.values():
        heads[d] = h
    return heads


def _cycle(head: dict[int, int]) -> list[int] | None:
    done: set[int] = set()
    for start in head:
        path: list[int] = []
        seen: set[int] = set()
        node = start
        while node in head and node not in done and node not in seen:
            seen.add(node)
            path.append(node)
            node = head[node]
        if node in seen:
            return path[path.index(node) :]
        done |= seen
    return None


# ----------------------------------------------------------------------------------------------------- names


def tag_moves(tags: Sequence[str]) -> Any:
    """Which tag may follow which: 0 where it may, far below where not; last row and column: outside."""
    count = len(tags)
    moves = np.full((count + 1, count + 1), -1e9, np.float32)
    for a, before in enumerate([*tags, "O"]):
        for b, after in enumerate([*tags, "O"]):
            going_on = before[0] in "BI" and after[0] in "IE" and before[2:] == after[2:]
            starting = before[0] in "OES" and after[0] in "OBS"
            if going_on or starting:
                moves[a, b] = 0.0
    return moves


def names(scores: Any, lengths: Sequence[int], moves: Any) -> Any:
    """The best tags; where the best of each word make no whole names, the best that do."""
    tags = scores.argmax(axis=2)
    kinds = scores.shape[2]
    for row, n in enumerate(lengths):
        line = tags[row, 1 : n + 1]
        bounded = np.concatenate([[kinds], line, [kinds]])
        if (moves[bounded[:-1], bounded[1:]] < 0).any():
            tags[row, 1 : n + 1] = _best_path(scores[row, 1 : n + 1], moves)
    return tags


def _best_path(scores: Any, moves: Any) -> Any:
    n, kinds = scores.shape
    inner = moves[:kinds, :kinds]
    best = scores[0] + moves[kinds, :kinds]
    back = np.zeros((n, kinds), np.int64)
    for at in range(1, n):
        options = best[:, None] + inner
        back[at] = options.argmax(axis=0)
        best = options[back[at], np.arange(kinds)] + scores[at]
    path = np.zeros(n, np.int64)
    path[-1] = (best + moves[:kinds, kinds]).argmax()
    for at in range(n - 1, 0, -1):
        path[at - 1] = back[at, path[at]]
    return path


def spans(tags: Sequence[str]) -> tuple[tuple[int, int, str], ...]:
    found, first = [], 0
    for at, tag in enumerate(tags):
        if tag[0] in "BS":
            first = at
        if tag[0] in "ES":
            found.append((first, at + 1, tag[2:]))
    return tuple(found)
