"""PropBank roles as the core's frame head finds them: `python -m bench.srl --data DIR`.

On EWT dev and test, the predicates given: an argument is right when its words and its role are. "head" asks only for
the role of the argument's head word in the tree of the corpus, as dependency SRL does. References, continuations and
arguments that stand fewer than fifty times in train are not taught and count as missed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from attache.language.core import Core
from bench.core import f1
from training.corpora import Sample, ewt
from training.news import OUTSIDE, with_frames

Argument = tuple[int, int, str, int, int]  # sentence, predicate, role, first word, past the last


def arguments(sentence: int, predicate: int, roles: Sequence[str]) -> set[Argument]:
    """Runs of words with one role."""
    found: set[Argument] = set()
    first = 0
    for at in range(1, len(roles) + 1):
        if at == len(roles) or roles[at] != roles[first]:
            if roles[first] != OUTSIDE:
                found.add((sentence, predicate, roles[first], first, at))
            first = at
    return found


def heads(sample: Sample, spans: set[Argument]) -> set[object]:
    """The same by the word whose head lies outside the span."""
    assert sample.arcs is not None
    found: set[object] = set()
    for sentence, predicate, role, first, last in spans:
        top = next((at for at in range(first, last) if not first < sample.arcs[at] <= last), first)
        found.add((sentence, predicate, role, top))
    return found


def score(core: Core, data: Path, split: str) -> dict[str, float | int]:
    samples = ewt(data, split)
    with_frames(samples, data / "propbank_srl", split)
    gold: set[object] = set()
    ours: set[object] = set()
    gold_heads: set[object] = set()
    our_heads: set[object] = set()
    predicates = 0
    for number, sample in enumerate(samples):
        marked = sample.roles.get("frame", [])
        try:
            found = core.roles(sample.forms, [at for at, _ in marked], "frame") if marked else []
        except ValueError:
            found = [(OUTSIDE,) * len(sample.forms)] * len(marked)
        predicates += len(marked)
        for (at, roles), mine in zip(marked, found, strict=True):
            right, read = arguments(number, at, roles), arguments(number, at, mine)
            gold |= right
            ours |= read
            gold_heads |= heads(sample, right)
            our_heads |= heads(sample, read)
    return {"predicates": predicates, "spans F1": f1(gold, ours), "head F1": f1(gold_heads, our_heads)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the unpacked corpora")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    core = Core.load(threads=2)
    told = {f"EWT {split}": score(core, options.data, split) for split in ("dev", "test")}
    if options.json:
        print(json.dumps(told, indent=1))
        return
    for name, row in told.items():
        print(f"{name:<10}" + "  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
