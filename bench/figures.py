"""How well amounts are read: `python -m bench.figures --data DIR`.

NewsQuant: 590 sentences of news with the quantities people marked in them (no offsets). The even ones are for making
rules, `--held` scores the odd ones. A value is right if the sentence has a gold quantity of that value; each gold
quantity is matched once. Ranges must have both ends; bounds count by their number, as the set writes them.

The set counts more than a record of figures does: ages, lengths of time, scores of games and "one of the best". The
first row is all of its quantities against all that `amounts` finds, of whatever kind; the second leaves out, on both
sides, what is no figure in attache (units of age and time, scores, and 1 in "one of").
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from attache.mentions.amounts import Amount, AmountKind, amounts
from bench.dates import _article, _segmented, _sentences

_OTHER = (AmountKind.LENGTH, AmountKind.AGE, AmountKind.MEMBER)
_TIME = ("second", "minute", "hour", "day", "week", "month", "year", "decade", "century", "year of age", "quarter")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--held", action="store_true", help="score the half that rules are not made on")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--words", action="store_true", help="do without the language core")
    parser.add_argument("--parses", type=Path, help="a file to keep the core's parses in between runs")
    options = parser.parse_args()
    read = _segmented if options.words else _sentences(options.parses)
    sentences = json.loads((options.data / "newsquant" / "NewsQuant.json").read_text(encoding="utf-8"))
    rows = {"all": [0, 0, 0], "figures": [0, 0, 0]}
    spent = 0.0
    for number, sentence in enumerate(sentences):
        if number % 2 != options.held:
            continue
        text = sentence["text"]
        article = _article(str(number), text, "", read(text))
        begun = time.process_time()
        found = amounts(article)
        spent += time.process_time() - begun
        for name, strict in (("all", False), ("figures", True)):
            gold = Counter(
                value
                for q in sentence["quantities"]
                if not (strict and _no_figure(q, text))
                for value in [_gold(q)]
                if value
            )
            mine = Counter(_value(amount) for amount in found if not (strict and amount.kind in _OTHER))
            hit = (gold & mine).total()
            rows[name] = [rows[name][0] + hit, rows[name][1] + gold.total(), rows[name][2] + mine.total()]
            if options.errors and strict and (gold - mine or mine - gold):
                print(f"missed {dict(gold - mine)} spurious {dict(mine - gold)} | {text}")
    out: dict[str, object] = {"seconds": round(spent, 2)}
    for name, (hit, gold_count, found_count) in rows.items():
        f1 = round(200 * hit / max(gold_count + found_count, 1), 1)
        out[name] = {"gold": gold_count, "found": found_count, "value F1": f1}
    print(json.dumps(out) if options.json else "\n".join(f"{name}: {row}" for name, row in out.items()))


def _gold(quantity: dict[str, str]) -> str | None:
    """The value as one string: "12.0", "1.0-1.5"."""
    try:
        numbers = [float(part) for part in quantity["value"].lstrip("-").split("-")]
    except ValueError:
        return None
    return "-".join(f"{number:.4g}" for number in sorted(numbers))


def _no_figure(quantity: dict[str, str], text: str) -> bool:
    unit = quantity["normalized_unit"]
    one = quantity["value"] in ("1", "1.0") and "one of" in text.lower()
    return unit in _TIME or "age" in unit.split() or one or (quantity["unit"] == "-" and "-" in quantity["value"])


def _value(amount: Amount) -> str:
    if amount.vague:
        base = (amount.low or 0) / 2
        return f"{base:.4g}-{base * 10:.4g}"
    low, high = (
        abs(number) if number is not None else None for number in (amount.low, amount.high)
    )  # as the set writes them
    if low is not None and high is not None and low != high:
        return f"{low:.4g}-{high:.4g}"
    return f"{low if low is not None else high:.4g}"


if __name__ == "__main__":
    main()
