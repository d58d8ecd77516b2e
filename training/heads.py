"""What the core is taught, in one table: each head, its kind and its labels.

A corpus teaches the heads it marks and leaves the others alone. A new head is a row here and a reader that
fills it; nothing else in training or export names a head.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from training.corpora import Sample
from training.names import TAGS


@dataclass(frozen=True, slots=True)
class Head:
    """One thing the core says of each word ("word"), or of each word and its head ("pair")."""

    name: str
    kind: str  # "word": one label a word; "tree": which word is the head; "pair": a label for word and head
    weight: float
    labels: tuple[str, ...]


def table(samples: Iterable[Sample], *, least: int = 2) -> tuple[Head, ...]:
    """The heads, with the labels that occur in `samples`; rare lemma scripts are left out."""
    seen: dict[str, Counter[str]] = {name: Counter() for name in ("upos", "xpos", "script", "deprel")}
    for sample in samples:
        for name, counter in seen.items():
            counter.update(label for label in sample.words.get(name, ()) if label)
    common: dict[str, tuple[str, ...]] = {}
    for name, counter in seen.items():
        enough = least if name == "script" else 1
        common[name] = tuple(sorted(label for label, n in counter.items() if n >= enough))
    return (
        Head("upos", "word", 0.6, common["upos"]),
        Head("xpos", "word", 0.4, common["xpos"]),
        Head("lemma", "word", 0.5, common["script"]),
        Head("entities", "word", 1.0, TAGS),
        Head("arcs", "tree", 1.0, ()),
        Head("deprel", "pair", 1.0, common["deprel"]),
    )
