"""Event types through the PLOVER export, on PLOVER's own records: `python -m bench.plover --data DIR`.

DIR holds the unpacked sets; plover_gsr has 322 records on 316 sentences, their types of 2016 renamed as PLOVER
renamed them. Each sentence is read as a page by `attache.read` and written by `views/polecat.py`. Two figures:

- *record*: for each record one row, the first whose words are among those the coder marked as the event, else the
  first of the sentence, else none; F1 of each type, and their mean (macro);
- *sentence*: all rows of a sentence against all its records. A lower bound, for a sentence tells of more than its
  coder wrote down: "rioted following a peaceful demonstration calling for his removal" has one record.

The sentences are split in halves by the hash of their text: rules may be looked for in the even half, and only
there; `--show` prints what goes wrong in it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import attache
from attache.model import Basis, Block, Page, When, identifier
from attache.views import polecat
from attache.views.sheaf import gather

RENAMED = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
NONE = "none"


@dataclass(frozen=True)
class Gold:
    """One record: its sentence, its type, and the words its coder marked as the event."""

    text: str
    type: str
    words: frozenset[str]

    @property
    def half(self) -> str:
        return "odd" if hashlib.sha1(self.text.encode()).digest()[0] % 2 else "even"


@dataclass(frozen=True)
class Found:
    """One row of the export, as far as it is scored."""

    type: str
    text: str
    was: str


def records(path: Path) -> list[Gold]:
    """The records of the file, the one that documents it left out."""
    found = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        if row["event"] != "DOCUMENT":
            info = row.get("textInfo")
            markup = info.get("markup", "") if isinstance(info, dict) else ""
            words = " ".join([*re.findall(r"EVT[^:)]*: *([^)]*)\)", markup), row.get("eventText") or ""])
            kind = RENAMED.get(row["event"], row["event"])
            found.append(Gold(row["text"].strip(), kind, frozenset(re.findall(r"\w+", words.casefold()))))
    return found


def rows(texts: Sequence[str]) -> dict[str, list[Found]]:
    """The rows that the export gives for each sentence."""
    pages = {_page(text).id: _page(text) for text in texts}
    record = attache.read(pages.values())
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for row in polecat.rows(gather(record)):
        event = row.event
        was = f"{event.type.value}/{event.mode or ''} {event.modality.value}"
        words = " ".join(one.anchor.text for one in (event, *row.others))
        found[pages[event.page].text].append(Found(row.code.type.value, words, was))
    return found


def _page(text: str) -> Page:
    day = When("2000-01-01", "2000-01-01", basis=Basis.METADATA)
    block = (Block(0, len(text), 0, len(text)),)
    return Page(identifier("p", text), text[:40], None, None, None, None, None, None, "en", text, block, (), day)


def chosen(gold: Gold, found: Sequence[Found]) -> Found | None:
    """The row that is about what the coder marked."""
    marked = [row for row in found if gold.words & set(re.findall(r"\w+", row.text.casefold()))]
    return next(iter([*marked, *found]), None)


def scores(pairs: Iterable[tuple[frozenset[str], frozenset[str]]]) -> dict[str, tuple[float, float, float, int]]:
    """Precision, recall, F1 and count of each type, from pairs of what stands there and what was found."""
    right: Counter[str] = Counter()
    there: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for gold, found in pairs:
        there.update(gold)
        given.update(found)
        right.update(gold & found)
    out = {}
    for kind in sorted(there):
        p, r = right[kind] / max(given[kind], 1), right[kind] / there[kind]
        out[kind] = (p, r, 2 * p * r / (p + r) if p + r else 0.0, there[kind])
    return out


def macro(table: dict[str, tuple[float, float, float, int]]) -> float:
    return sum(row[2] for row in table.values()) / max(len(table), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of unpacked sets")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--show", action="store_true", help="print what goes wrong in the even half")
    asked = parser.parse_args()
    golds = records(asked.data / "plover_gsr" / "PLOVER_GSR_CAMEO.txt")
    found = rows(list(dict.fromkeys(gold.text for gold in golds)))
    halves = {"all": golds, **{name: [gold for gold in golds if gold.half == name] for name in ("even", "odd")}}
    result = {}
    for name, part in halves.items():
        by_text: defaultdict[str, set[str]] = defaultdict(set)
        for gold in part:
            by_text[gold.text].add(gold.type)
        one = scores((frozenset([gold.type]), frozenset([_type(chosen(gold, found[gold.text]))])) for gold in part)
        given = {text: frozenset(row.type for row in found[text]) for text in by_text}
        whole = scores((frozenset(types), given[text]) for text, types in by_text.items())
        result[name] = {
            "records": len(part),
            "record macro F1": round(macro(one), 3),
            "record accuracy": round(sum(row[1] * row[3] for row in one.values()) / max(len(part), 1), 3),
            "sentence macro F1": round(macro(whole), 3),
            "sentence recall": round(sum(row[1] * row[3] for row in whole.values()) / max(len(part), 1), 3),
            "types": {kind: [round(value, 2) for value in row] for kind, row in one.items()},
        }
    if asked.json:
        print(json.dumps(result, indent=1))
    else:
        _print(result)
    if asked.show:
        _show(halves["even"], found)


def _type(row: Found | None) -> str:
    return row.type if row is not None else NONE


def _print(result: dict[str, dict[str, object]]) -> None:
    for name, part in result.items():
        print(f"{name:5}" + "  ".join(f"{key} {value}" for key, value in part.items() if key != "types"))
    print("type        p    r    f1   n   (all, by record)")
    types = result["all"]["types"]
    assert isinstance(types, dict)
    for kind, (p, r, f, n) in types.items():
        print(f"{kind:10}{p:5.2f}{r:5.2f}{f:5.2f}{n:5}")


def _show(golds: Iterable[Gold], found: dict[str, list[Found]]) -> None:
    for gold in golds:
        row = chosen(gold, found[gold.text])
        if _type(row) != gold.type:
            others = ", ".join(f"{one.type} <{one.was}: {one.text}>" for one in found[gold.text])
            print(f"{gold.type} | {sorted(gold.words)} | {others or '-'} | {gold.text}")


if __name__ == "__main__":
    main()
