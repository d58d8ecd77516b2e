"""How well copies are found: `python -m bench.copies --data DIR`.

The pairs of the neardup-candidates set carry counted overlap (5-grams of the shorter text) and whether both
pages belong to one story. A pair of one story that shares half the text or more is a copy. A pair of two
stories, or one that shares less than a fifth, is none: where two stories share much it is their outlets'
boilerplate. Pairs between (a fifth to a half of the text: paragraphs of an agency, long quotations) are
counted apart, not scored.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from attache.stories.copies import copies, origins
from bench.stories import basil, ecb, giveme


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--errors", action="store_true", help="list the pairs judged wrongly")
    options = parser.parse_args()
    right = wrong = missed = between = linked = 0
    pages, spent = 0, 0.0
    sets = {"g5": giveme(options.data), "basil": basil(options.data), "ecb": ecb(options.data)}
    for name, rows in sets.items():
        ids = {key: each.id for key, each, _ in rows}
        begun = time.process_time()
        found = copies(each for _, each, _ in rows)
        spent += time.process_time() - begun
        pages += len(rows)
        origin = origins(ids.values(), found)
        direct = {(copy.page, copy.of) for copy in found} | {(copy.of, copy.page) for copy in found}
        for pair in _pairs(options.data, name):
            one, other = ids.get(pair["a"]), ids.get(pair["b"])
            if one is None or other is None:
                continue
            same = origin[one] == origin[other] or (one, other) in direct
            share = pair["containment5"]
            if pair["same_story"] and share >= 0.5:
                right, missed = right + same, missed + (not same)
                fault = not same
            elif not pair["same_story"] or share < 0.2:
                wrong += same
                fault = same
            else:
                between, linked, fault = between + 1, linked + same, False
            if fault and options.errors:
                print("missed" if not same else "wrong ", name, pair["a"], pair["b"], share)
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    print(f"copies   P {precision:.3f}  R {recall:.3f}   ({right} right, {wrong} wrong, {missed} missed)")
    print(f"between  {linked} of {between} taken for copies")
    print(f"speed    {pages / spent:.0f} pages a CPU-second")


def _pairs(data: Path, name: str) -> list[dict]:  # type: ignore[type-arg]
    lines = (data / "neardup-candidates" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [pair for pair in map(json.loads, lines) if pair["set_a"] == pair["set_b"] == name]


if __name__ == "__main__":
    main()
