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
from training.news import common_roles


@dataclass(frozen=True, slots=True)
class Head:
    """One thing the core says of each word, or of each pair of words.

    kind "word": one label a word; "tree": which word is the head; "pair": a label for word and head;
    "role": what a word is to an anchor, a label for each pair of anchor and word.
    """

    name: str
    kind: str
    weight: float
    labels: tuple[str, ...]


# Word heads, in the order of the core's output, and what each weighs in the loss.
WORDS = {"upos": 0.6, "xpos": 0.4, "lemma": 0.5, "entities": 1.0,
         "cue": 1.0, "plan": 0.2, "event": 1.5, "mode": 0.4, "modality": 0.7, "figure": 0.3, "mention": 0.4,
         "predicate": 0.2}  # fmt: skip
ROLES = {"speech": 3.0, "action": 3.0, "count": 0.5, "frame": 1.5}
LEAST_FRAMES = 50  # a PropBank argument seen less often is not taught


def table(samples: Iterable[Sample], *, least: int = 2) -> tuple[Head, ...]:
    """The heads, with the labels that occur in `samples`; rare lemma scripts are left out."""
    samples = list(samples)
    seen: dict[str, Counter[str]] = {name: Counter() for name in (*WORDS, "script", "deprel")}
    for sample in samples:
        for name, counter in seen.items():
            counter.update(label for label in sample.words.get(name, ()) if label)
    labels = {name: tuple(sorted(counter)) for name, counter in seen.items()}
    labels["lemma"] = tuple(sorted(label for label, n in seen["script"].items() if n >= least))
    labels["entities"] = TAGS
    return (
        *(Head(name, "word", weight, labels[name]) for name, weight in WORDS.items()),
        Head("arcs", "tree", 1.0, ()),
        Head("deprel", "pair", 1.0, labels["deprel"]),
        *(
            Head(name, "role", weight, common_roles(samples, name, least=LEAST_FRAMES if name == "frame" else 5))
            for name, weight in ROLES.items()
        ),
    )
