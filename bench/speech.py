"""How well statements are read: PolNeAR dev and the news of gum-attribution, against people's marks.

    python -m bench.speech --data DIR [--json]

An attribution counts when its content overlaps by half (of letters and digits), its source by half, and its cue
at all, as the field scores it; contents are paired one to one, best overlap first. PolNeAR's test part is never
opened here. Both sets only measure; nothing is taught by them.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from attache import reports
from attache.language.core import Core, read_sentences
from attache.language.segment import quotation_marks
from attache.model import Article, Block, Page, Statement, StatementKind, identifier

Ranges = list[tuple[int, int]]
TAU = 0.5


@dataclass(frozen=True)
class Marked:
    """An attribution as a person marked it, or as attache read it."""

    content: Ranges
    source: Ranges
    cue: Ranges
    kind: str


@dataclass(frozen=True)
class Document:
    name: str
    text: str
    gold: list[Marked]


def polnear(folder: Path) -> Iterator[Document]:
    """The documents of one part of PolNeAR; of several annotators the first is taken."""
    marks = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        marks.setdefault(re.sub(r"_\w{4}\.ann$", "", path.name), path)
    for path in sorted((folder / "text").glob("*.txt")):
        ann = marks.get(path.stem)
        if ann is not None:
            text = path.read_bytes().decode("utf-8")
            yield Document(path.stem, text, list(_brat(ann.read_text(encoding="utf-8"), text)))


def _brat(ann: str, text: str) -> Iterator[Marked]:
    spans: dict[str, Ranges] = {}
    for line in ann.splitlines():
        if found := re.match(r"(T\d+)\t\w+ ([\d ;]+)\t", line):
            spans[found[1]] = [tuple(map(int, part.split())) for part in found[2].split(";")]  # type: ignore[misc]
    for line in ann.splitlines():
        if line.startswith("E"):
            parts: dict[str, Ranges] = {"Content": [], "Source": [], "Cue": []}
            for item in line.split("\t")[1].split():
                role, _, key = item.partition(":")
                parts.setdefault(re.sub(r"\d+$", "", role), []).extend(spans.get(key, []))
            if parts["Content"]:
                yield Marked(parts["Content"], parts["Source"], parts["Cue"], kind_of(text, parts["Content"]))


def gum(path: Path, genres: Sequence[str]) -> Iterator[Document]:
    """The documents of gum-attribution; its contents are clauses, so a whole sentence is its content."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["genre"] in genres:
            gold = [
                Marked(_flat(a["content_sentence"] or a["content_edu"]), _flat(a["source"]), _flat(a["cue"]), "")
                for a in row["attributions"]
            ]
            yield Document(row["doc"], row["text"], [g for g in gold if g.content])


def _flat(value: object) -> Ranges:
    if not value:
        return []
    assert isinstance(value, list)
    return [(value[0], value[1])] if isinstance(value[0], int) else [(v[0], v[1]) for v in value]


def kind_of(text: str, content: Ranges) -> str:
    """Direct, mixed or indirect, by how much of the content stands in quotation marks."""
    marks = quotation_marks(text)
    places = [i for s, e in content for i in range(s, min(e, len(text))) if text[i].isalnum()]
    inside = sum(any(q.start <= i < q.end for q in marks) for i in places)
    return "indirect" if not inside else "direct" if inside >= 0.98 * len(places) else "mixed"


def read(documents: Sequence[Document], core: Core) -> list[tuple[Statement, ...]]:
    """What attache says of each text."""
    pages = [_page(d) for d in documents]
    sentences = read_sentences([p.text for p in pages], core)
    return [
        reports.read(Article(page, found, quotation_marks(page.text))).statements
        for page, found in zip(pages, sentences, strict=True)
    ]


def _page(document: Document) -> Page:
    text = document.text
    key = identifier("p", document.name, text)
    block = (Block(0, len(text), 0, len(text)),)
    return Page(key, document.name, None, None, None, None, None, None, "en", text, block, (), None)


def letters(text: str, ranges: Ranges) -> frozenset[int]:
    return frozenset(i for s, e in ranges for i in range(s, min(e, len(text))) if text[i].isalnum())


def overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def score(documents: Sequence[Document], read_as: Sequence[Sequence[Statement]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of attributions and of their contents alone, altogether and by kind of speech."""
    tally: Counter[tuple[str, str]] = Counter()
    for document, said in zip(documents, read_as, strict=True):
        _tally(document, [_marked(s) for s in said], tally)
    kinds = ["all", *(kind.value for kind in StatementKind)]
    out = {}
    for kind in kinds:
        gold, found = tally[kind, "gold"], tally[kind, "found"]
        if gold:
            out[kind] = {"gold": gold, "found": found}
            for what in ("content", "attribution"):
                p, r = tally[kind, what] / max(1, found), tally[kind, what] / gold
                f = 2 * p * r / (p + r) if p + r else 0.0
                for name, value in (("p", p), ("r", r), ("f1", f)):
                    out[kind][f"{what}_{name}"] = round(100 * value, 1)
    return out


def _marked(said: Statement) -> Marked:
    return Marked(
        [(s.start, s.end) for s in said.content],
        [(said.source.start, said.source.end)] if said.source else [],
        [(said.cue.start, said.cue.end)] if said.cue else [],
        said.kind.value,
    )


def _tally(document: Document, said: Sequence[Marked], tally: Counter[tuple[str, str]]) -> None:
    text = document.text
    gold = [(g, letters(text, g.content)) for g in document.gold]
    ours = [(s, letters(text, s.content)) for s in said]
    pairs = sorted(
        ((overlap(a, b), i, j) for i, (_, a) in enumerate(gold) for j, (_, b) in enumerate(ours) if a & b),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    to: dict[int, int] = {}
    for share, i, j in pairs:
        if share >= TAU and i not in to and j not in to.values():
            to[i] = j
    met = {j: i for i, j in to.items()}
    for g, _ in gold:
        for kind in ("all", g.kind):
            tally[kind, "gold"] += 1
    for j, (s, _) in enumerate(ours):
        kind = gold[met[j]][0].kind if j in met else s.kind
        for name in ("all", kind):
            tally[name, "found"] += 1
    for i, j in to.items():
        g, s = gold[i][0], ours[j][0]
        linked = _agrees(text, g, s)
        for kind in ("all", g.kind):
            tally[kind, "content"] += 1
            tally[kind, "attribution"] += linked


def _agrees(text: str, gold: Marked, ours: Marked) -> bool:
    source, found = letters(text, gold.source), letters(text, ours.source)
    cue = letters(text, gold.cue)
    right = overlap(source, found) >= TAU if source or found else True
    return right and (bool(cue & letters(text, ours.cue)) if cue else True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="the folder of unpacked sets")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    core = Core.load(threads=2)
    sets = {
        "PolNeAR dev": list(polnear(args.data / "polnear" / "dev")),
        "gum-attribution news": list(gum(args.data / "gum-attribution" / "gum_attribution.jsonl", ["news"])),
    }
    results = {name: score(docs, read(docs, core)) for name, docs in sets.items()}
    if args.json:
        print(json.dumps(results, indent=1))
        return
    for name, table in results.items():
        print(name)
        for kind, row in table.items():
            print(f"  {kind:9}" + "  ".join(f"{k} {v:g}" for k, v in row.items()))


if __name__ == "__main__":
    main()
