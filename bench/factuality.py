"""Whether what a word tells of took place: `python -m bench.factuality --data DIR [--part dev]`.

DIR holds the unpacked sets. factuality/UW is newswire in which people rated words that tell of events and states
from 3 (certainly so) over 2 (probably) and 1 (possibly) to -3 (certainly not so). Three classes are made of that
and held against the modality that `reports.modality` gives the same word: so (rated above 2, more than probable),
not so (below 0, more likely not) and uncertain (the rest). The macro-F1 of three equal thirds of the scale (1 and
-1) is printed beside it, then the words of each modality with what people thought of them on average.

The test part is measured only. Rules may be looked for in train and dev: `--show` prints what goes wrong there.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from attache.language.core import Core, read_sentences
from attache.language.tree import Tree
from attache.model import Modality, Sentence
from attache.reports.modality import modality

M = Modality
CLASSES = ("so", "uncertain", "not so")
MEANT = {
    M.HAPPENED: "so", M.ONGOING: "so", M.DENIED: "not so", M.CANCELLED: "not so",
    M.SCHEDULED: "uncertain", M.PROPOSED: "uncertain", M.DEMANDED: "uncertain", M.THREATENED: "uncertain",
    M.POSSIBLE: "uncertain",
}  # fmt: skip
EDGES = (0.0, 2.0)  # FactBank's scale: 1 possible, 2 probable, 3 certain; windows of words with a logistic
THIRDS = (-1.0, 1.0)  # regression reach .64 of the test part at 0 and 2, .58 at thirds, where "will" is certain


@dataclass(frozen=True)
class Rated:
    """A sentence as it would be printed, and each rated word: where it stands, and its rating."""

    text: str
    words: tuple[tuple[int, int, float], ...]


def rated(path: Path) -> list[Rated]:
    """The sentences of one part."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, places = printed(row["text"].split(" "))
        words = []
        for target in row["targets"]:
            first, last = target["span1"]
            words.append((places[first][0], places[last - 1][1], float(target["label"])))
        found.append(Rated(text, tuple(words)))
    return found


def printed(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Tokens as a line of print, and where each stands in it: "last month 's" becomes "last month's"."""
    text, places, glue = "", [], True
    for token in tokens:
        shown = {"``": "“", "''": "”", "-LRB-": "(", "-RRB-": ")"}.get(token, token)
        if text and not glue and not re.fullmatch(r"[.,;:!?)”%]|'\w{1,2}|'|n't", shown):
            text += " "
        places.append((len(text), len(text) + len(shown)))
        text += shown
        glue = shown in ("(", "“", "$")
    return text, places


def judged(one: Rated, sentences: Sequence[Sentence]) -> list[tuple[float, Modality | None, str]]:
    """Each rated word with our modality of it, None where it is no word of ours."""
    found = []
    trees = [Tree(sentence) for sentence in sentences]
    for start, end, label in one.words:
        at = next(
            (
                (tree, index)
                for tree in trees
                for index, token in enumerate(tree.tokens)
                if token.start < end and token.end > start
            ),
            None,
        )
        found.append((label, modality(*at) if at is not None else None, one.text[start:end]))
    return found


def thought(label: float, edges: tuple[float, float] = EDGES) -> str:
    """What people thought of a word, as one of the three classes."""
    return "so" if label > edges[1] else "not so" if label < edges[0] else "uncertain"


def scores(pairs: Iterable[tuple[str, str]]) -> dict[str, list[float]]:
    """Precision, recall, F1 and count of each class."""
    seen = Counter(pairs)
    out = {}
    for kind in CLASSES:
        right = seen[kind, kind]
        there = sum(n for (gold, _), n in seen.items() if gold == kind)
        given = sum(n for (_, ours), n in seen.items() if ours == kind)
        p, r = right / max(given, 1), right / max(there, 1)
        out[kind] = [round(p, 3), round(r, 3), round(2 * p * r / (p + r) if p + r else 0.0, 3), there]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of unpacked sets")
    parser.add_argument("--part", choices=("train", "dev", "test"), default="test")
    parser.add_argument("--set", default="UW", help="UW, MEANTIME or UDS_IH2")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--show", action="store_true", help="print what goes wrong (train and dev only)")
    asked = parser.parse_args()
    if asked.show and asked.part == "test":
        parser.error("the test part is measured, not read: --show works with --part train or dev")
    sentences = rated(asked.data / "factuality" / asked.set / f"{asked.part}.jsonl")
    trees = read_sentences([one.text for one in sentences], Core.load(threads=2))
    told = [(one, judged(one, found)) for one, found in zip(sentences, trees, strict=True)]
    words = [word for _, found in told for word in found]
    ours_of = [(label, MEANT[ours] if ours else "so") for label, ours, _ in words]
    table = scores((thought(label), ours) for label, ours in ours_of)
    thirds = scores((thought(label, THIRDS), ours) for label, ours in ours_of)
    result = {
        "set": f"{asked.set} {asked.part}",
        "words": len(words),
        "macro F1": round(sum(row[2] for row in table.values()) / len(table), 3),
        "macro F1 of thirds": round(sum(row[2] for row in thirds.values()) / len(thirds), 3),
        "classes": table,
    }
    if asked.json:
        print(json.dumps(result, indent=1))
        return
    f1, f1_thirds = result["macro F1"], result["macro F1 of thirds"]
    print(f"{result['set']}: {result['words']} words, three-way macro-F1 {f1} (thirds {f1_thirds})")
    for kind, (p, r, f, n) in table.items():
        print(f"  {kind:10} p {p:.3f}  r {r:.3f}  f1 {f:.3f}  n {n:.0f}")
    by_modality: defaultdict[str, list[float]] = defaultdict(list)
    for label, ours, _ in words:
        by_modality[ours.value if ours else "-"].append(label)
    for kind, labels in sorted(by_modality.items()):
        print(f"  {kind:10} rated {sum(labels) / len(labels):5.2f} on average, {len(labels)} words")
    if asked.show:
        _show(told)


def _show(told: Iterable[tuple[Rated, list[tuple[float, Modality | None, str]]]]) -> None:
    for one, found in told:
        for label, ours, word in found:
            if ours is not None and MEANT[ours] != thought(label):
                print(f"{thought(label)} ({label:.1f}) not {ours.value} | {word} | {one.text}")


if __name__ == "__main__":
    main()
