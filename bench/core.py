"""How well and how fast the language core reads: `python -m bench.core --data DIR`.

Trees on EWT, GUM and PUD and names on UNER with the corpora's own words, then EWT again from raw text with
attache's words. Figures are for the shipped file, in per cent; words a second include pieces, forward pass
and decoding. "changed" counts labels that differ when the same sentences stand in other batches: it must be 0.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from attache.language.core import FOLDER, Core, Parse, read_sentences
from attache.language.segment import segment
from attache.model import Marks
from training.corpora import GUM_GENRES, Sample, Tree, conllu, ewt, gum, held_names, iob
from training.names import TAGS

Score = dict[str, float | int]


def trees(core: Core, samples: Sequence[Sample]) -> Score:
    """UPOS, XPOS, lemma, UAS and LAS with the corpus's own words."""
    parses = core.parse([sample.forms for sample in samples])
    total = 0
    right = dict.fromkeys(("UPOS", "XPOS", "lemma", "UAS", "LAS"), 0)
    for sample, parse in zip(samples, parses, strict=True):
        assert sample.arcs is not None
        for i, head in enumerate(sample.arcs):
            total += 1
            right["UPOS"] += sample.words["upos"][i] == parse.upos[i]
            right["XPOS"] += sample.words["xpos"][i] == parse.xpos[i]
            right["lemma"] += sample.words["lemma"][i] in (None, parse.lemma[i])
            right["UAS"] += head == parse.head[i] + 1
            right["LAS"] += head == parse.head[i] + 1 and sample.words["deprel"][i] == parse.deprel[i]
    return {"words": total, **{name: round(100 * n / total, 2) for name, n in right.items()}}


def f1(gold: set[object], found: set[object]) -> float:
    both = len(gold & found)
    return round(200 * both / (len(gold) + len(found)), 2) if gold or found else 0.0


def uner(core: Core, data: Path, split: str) -> Score:
    """Persons, places and organizations on UNER's own words; a facility counts as a place there."""
    sentences: list[list[str]] = []
    gold: list[list[tuple[int, int, str]]] = []
    forms: list[str] = []
    tags: list[str] = []
    for line in [
        *(data / "uner_ewt" / f"en_ewt-ud-{split}.iob2").read_text(encoding="utf-8").split("\n"),
        "",
    ]:
        if line and not line.startswith("#"):
            row = line.split("\t")
            forms.append(row[1])
            tags.append(row[2])
        elif not line and forms:
            sentences.append(forms)
            gold.append([mark for mark in iob(tags) if mark[2] in ("PER", "LOC", "ORG")])
            forms, tags = [], []
    same = {"PERSON": "PER", "PLACE": "LOC", "FACILITY": "LOC", "ORG": "ORG"}
    found = [[(a, b, same[name]) for a, b, name in parse.entities if name in same] for parse in core.parse(sentences)]
    score: Score = {}
    for kind in ("PER", "LOC", "ORG", ""):
        score[kind or "F1"] = f1(
            {(i, *mark) for i, marks in enumerate(gold) for mark in marks if mark[2] == kind or not kind},
            {(i, *mark) for i, marks in enumerate(found) for mark in marks if mark[2] == kind or not kind},
        )
    return score


def nine_names(core: Core, samples: Sequence[Sample]) -> Score:
    """F1 of each name on the held-out part of WikiGold, CrossNER and Re-DocRED; doubtful marks left out."""
    gold: dict[str, set[object]] = {}
    found: dict[str, set[object]] = {}
    for number, (sample, parse) in enumerate(zip(samples, core.parse([s.forms for s in samples]), strict=True)):
        assert sample.tags is not None
        first = 0
        for i, bits in enumerate(sample.tags):
            if bits & (bits - 1):
                continue
            tag = TAGS[bits.bit_length() - 1]
            if tag[0] in "BS":
                first = i
            if tag[0] in "ES":
                gold.setdefault(tag[2:], set()).add((number, first, i + 1))
        for a, b, name in parse.entities:
            if not any(bits & (bits - 1) for bits in sample.tags[a:b]):
                found.setdefault(name, set()).add((number, a, b))
    score: Score = {
        name: f1(gold.get(name, set()), found.get(name, set())) for name in sorted(gold) if len(gold[name]) >= 20
    }
    every = [{(name, mark) for name, marks in side.items() for mark in marks} for side in (gold, found)]
    return {**score, "F1": f1(*every)}


def raw_documents(path: Path) -> list[tuple[str, list[Tree]]]:
    """Documents of a treebank as raw text, paragraphs parted by blank lines, with their trees."""
    documents: list[tuple[list[str], list[Tree]]] = []
    paragraph = document = True
    lines = path.read_text(encoding="utf-8").split("\n")
    starts: dict[str, tuple[bool, bool]] = {}
    for line in lines:
        document |= line.startswith("# newdoc")
        paragraph |= line.startswith("# newpar")
        if line.startswith("# sent_id = "):
            starts[line[12:]] = (document, paragraph)
            document = paragraph = False
    for tree in conllu(path):
        new_document, new_paragraph = starts[tree.id]
        if new_document or not documents:
            documents.append(([tree.text], []))
        elif new_paragraph:
            documents[-1][0].append(tree.text)
        else:
            documents[-1][0][-1] += " " + tree.text
        documents[-1][1].append(tree)
    return [("\n\n".join(parts), trees) for parts, trees in documents]


def _letters(forms: Sequence[str], at: int) -> tuple[list[tuple[int, int]], int]:
    spans = []
    for form in forms:
        size = len("".join(form.split()))
        spans.append((at, at + size))
        at += size
    return spans, at


def end_to_end(core: Core | None, documents: Sequence[tuple[str, list[Tree]]]) -> Score:
    """Words, sentences and trees from raw text: F1 over places in letters, as CoNLL 2018 counts."""
    gold: dict[str, set[object]] = {
        "words": set(),
        "sentences": set(),
        "UPOS": set(),
        "UAS": set(),
        "LAS": set(),
    }
    found: dict[str, set[object]] = {name: set() for name in gold}
    pages = read_sentences([text for text, _ in documents], core) if core else []
    for number, (text, trees) in enumerate(documents):
        at = 0
        for tree in trees:
            spans, at = _letters(tree.forms, at)
            _add(gold, number, spans, [r[3] for r in tree.rows], [int(r[6]) - 1 for r in tree.rows],
                 [r[7] for r in tree.rows])  # fmt: skip
        at = 0
        if core:
            for sentence in pages[number]:
                tokens = sentence.tokens
                spans, at = _letters([token.text for token in tokens], at)
                _add(
                    found,
                    number,
                    spans,
                    [t.upos for t in tokens],
                    [t.head for t in tokens],
                    [t.deprel for t in tokens],
                )
        else:
            for part in segment(text):
                spans, at = _letters([text[a:b] for a, b in part.tokens], at)
                _add(found, number, spans, None, None, None)
    return {name: f1(gold[name], found[name]) for name in gold if found[name]}


def _add(
    to: dict[str, set[object]], number: int, spans: Sequence[tuple[int, int]], upos: Sequence[str] | None,
    heads: Sequence[int] | None, deprel: Sequence[str] | None,
) -> None:  # fmt: skip
    to["sentences"].add((number, spans[0][0], spans[-1][1]))
    for i, span in enumerate(spans):
        to["words"].add((number, *span))
        if upos and heads and deprel:
            to["UPOS"].add((number, *span, upos[i]))
            head = spans[heads[i]] if heads[i] >= 0 else None
            to["UAS"].add((number, *span, head))
            to["LAS"].add((number, *span, head, deprel[i]))


def speed(sentences: Sequence[Sequence[str]], threads: int) -> int:
    """Words a second: pieces, forward pass, decoding; the best of three, each with nothing remembered."""
    best = 0.0
    words = sum(map(len, sentences))
    for _ in range(3):
        core = Core.load(threads=threads)
        core.parse([["Warm", "."]])
        begun = time.perf_counter()
        core.parse(sentences)
        best = max(best, words / (time.perf_counter() - begun))
    return round(best)


def changed(sentences: Sequence[Sequence[str]]) -> int:
    """Labels that depend on the company a sentence keeps: all at once, shuffled in sevens, and one by one."""
    together = Core.load().parse(sentences)
    count = 0
    for size in (7, 1):
        order = list(range(len(sentences)))
        random.Random(size).shuffle(order)
        core = Core.load()
        for at in range(0, len(order), size):
            some = order[at : at + size]
            for i, parse in zip(some, core.parse([sentences[i] for i in some]), strict=True):
                count += _differences(parse, together[i])
    return count


def _differences(a: Parse, b: Parse) -> int:
    return sum(
        x != y
        for name in ("upos", "xpos", "lemma", "head", "deprel", "entities")
        for x, y in zip(getattr(a, name), getattr(b, name), strict=False)
    ) + (_bare(a.marks) != _bare(b.marks))


def _bare(marks: Marks) -> Marks:
    """Marks without how sure the core is, which may differ in the last digit."""
    return replace(
        marks,
        cues=tuple(replace(cue, sure=0.0) for cue in marks.cues if cue.sure >= 0.11),
        events=tuple(replace(event, sure=0.0, type_sure=0.0) for event in marks.events if event.sure >= 0.11),
    )


def run(data: Path, *, quick: bool = False) -> dict[str, Score]:
    """Every figure; `quick` leaves out speed, invariance and raw text."""
    core = Core.load()
    pud = [Sample("pud", tree.forms, {"upos": [r[3] for r in tree.rows], "xpos": [r[4] for r in tree.rows],
                                      "lemma": [r[2] for r in tree.rows], "deprel": [r[7] for r in
                                      tree.rows]},
                  [int(r[6]) for r in tree.rows])
           for tree in conllu(data / "ud_pud" / "en_pud-ud-test.conllu")]  # fmt: skip
    scores: dict[str, Score] = {}
    test = ewt(data, "test")
    scores["EWT dev"] = trees(core, ewt(data, "dev"))
    scores["EWT test"] = trees(core, test)
    for split in ("dev", "test"):
        scores[f"GUM {split}, {' '.join(GUM_GENRES)}"] = trees(core, gum(data, split))
        scores[f"GUM {split}, all but reddit"] = trees(core, gum(data, split, None))
        scores[f"GUM {split}, news"] = trees(core, gum(data, split, ["news"]))
    scores["PUD test"] = trees(core, pud)
    scores["UNER EWT dev"] = uner(core, data, "dev")
    scores["UNER EWT test"] = uner(core, data, "test")
    scores["nine names, held out"] = nine_names(core, held_names(data))
    size = round((FOLDER / "core.onnx").stat().st_size / 1e6, 1)
    scores["file"] = {"MB": size}
    if quick:
        return scores
    for name, path in (("dev", "en_ewt-ud-dev.conllu"), ("test", "en_ewt-ud-test.conllu")):
        scores[f"EWT {name} from raw text"] = end_to_end(core, raw_documents(data / "ud_ewt" / path))
    forms = [sample.forms for sample in [*pud, *test]]
    scores["changed"] = {"labels": changed(forms[:1600])}
    scores["words a second"] = {"1 thread": speed(forms, 1), "2 threads": speed(forms, 2)}
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the unpacked corpora")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="leave out speed, invariance and raw text")
    args = parser.parse_args()
    scores = run(args.data, quick=args.quick)
    if args.json:
        print(json.dumps(scores, indent=1))
        return
    for name, score in scores.items():
        print(f"{name:<52}" + "  ".join(f"{key} {value:,}" for key, value in score.items()))


if __name__ == "__main__":
    main()
