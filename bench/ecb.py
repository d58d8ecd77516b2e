"""How well reports of one event are found across pages: the events of ECB+ (dev topics), CoNLL F1.

    python -m bench.ecb --data DIR [--split dev] [--gold-only]

Topics are not given: pages are put into stories by `stories/stream.py`, and of ECB+'s topics each holds two events
of one kind that must stay apart. With gold mentions, words of one deed in one story are one event
(`timeline/wording.py`). End to end, attache reads the pages, and its entries are held against the expected chains:
ECB+ marks every event, attache reads eighteen types of them. Mentions count where people checked the sentence;
one that is linked to nothing is a group of its own. Topics 36 to 45 are reserved and never read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attache import pipeline, timeline
from attache.model import Page
from attache.stories.copies import copies
from attache.stories.stream import stories
from attache.timeline.wording import base, deed
from bench.coreference import Grouping, conll
from bench.stories import page

RESERVED = range(36, 46)


def rows(data: Path, split: str) -> list[dict[str, Any]]:
    with (data / "ecbplus" / f"{split}.jsonl").open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [row for row in found if int(row["topic"]) not in RESERVED]


def laid_out(row: Mapping[str, Any]) -> tuple[Page, list[tuple[int, int]]]:
    """A document as a page, and where each of its words stands."""
    text, spans, before = "", [], None
    for word, sentence in zip(row["tokens"], row["sent"], strict=True):
        if before is not None:
            text += " " if sentence == before else "\n\n"
        spans.append((len(text), len(text) + len(word)))
        text, before = text + word, sentence
    return page(row["doc"], text, None, None, None), spans


def expected(rows: Sequence[Mapping[str, Any]]) -> dict[Hashable, Hashable]:
    """Every checked mention of an event, by document and words, and its chain."""
    found: dict[Hashable, Hashable] = {}
    for row in rows:
        for mention in row["mentions"]:
            if mention["kind"] == "event" and mention["selected"]:
                key = (row["doc"], tuple(mention["tok"]))
                found[key] = mention["chain"] or key
    return found


def by_wording(rows: Sequence[Mapping[str, Any]], pages: Sequence[Page]) -> Grouping:
    """Gold mentions put together by story and deed; a word that names no deed by itself, within its page."""
    story = {id: each.id for each in stories(pages, (), copies(pages)) for id in each.pages}
    found: dict[Hashable, Hashable] = {}
    for row, its in zip(rows, pages, strict=True):
        for key in expected([row]):
            words = [row["tokens"][at] for at in key[1]]  # type: ignore[index]
            head = next((word for word in words if deed(word)), words[0])
            named = deed(head)
            found[key] = (story[its.id], named) if named else (its.id, base(head))
    return found


def end_to_end(
    rows: Sequence[Mapping[str, Any]], pages: Sequence[Page], spans: Sequence[list[tuple[int, int]]]
) -> Grouping:
    """The events attache reads in the checked sentences, by its entries; one that people marked has their key."""
    readings = []
    for at in range(0, len(pages), pipeline.PAGES_A_BATCH):
        readings += pipeline.read_pages(pages[at : at + pipeline.PAGES_A_BATCH], pipeline.core())
    entry = {id: each.id for each in timeline.establish(pages, readings).entries for id in each.events}
    found: dict[Hashable, Hashable] = {}
    for row, reading, places in zip(rows, readings, spans, strict=True):
        checked = set(row["selected_sentences"])
        marked = {token: key for key in expected([row]) for token in key[1]}  # type: ignore[index]
        for event in reading.events:
            at = [n for n, (start, end) in enumerate(places) if start < event.anchor.end and event.anchor.start < end]
            if at and row["sent"][at[0]] in checked:
                key = next((marked[n] for n in at if n in marked), (row["doc"], tuple(at)))
                found.setdefault(key, entry.get(event.id, event.id))
    return found


def show(name: str, gold: Grouping, found: Grouping) -> None:
    scores = conll(gold, found)
    parts = "   ".join(
        f"{measure} {100 * p:.1f}/{100 * r:.1f}/{100 * f:.1f}"
        for measure, (p, r, f) in scores.items()
        if measure != "conll"
    )
    seen = f"{len(set(gold) & set(found))} of {len(gold)} mentions, {len(found)} found"
    print(f"{name:14} CoNLL F1 {100 * scores['conll'][2]:.1f}   {parts}   ({seen})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="dev", choices=["train", "dev"])
    parser.add_argument("--gold-only", action="store_true", help="without reading the pages")
    args = parser.parse_args()
    documents = rows(args.data, args.split)
    pages, spans = zip(*map(laid_out, documents), strict=True)
    gold = expected(documents)
    print(f"{args.split}: {len(documents)} pages, {len(gold)} mentions, {len(set(gold.values()))} events")
    lemma = {key: base(next(r for r in documents if r["doc"] == key[0])["tokens"][key[1][0]]) for key in gold}  # type: ignore[index]
    show("one word", gold, lemma)
    show("gold mentions", gold, by_wording(documents, pages))
    if not args.gold_only:
        show("end to end", gold, end_to_end(documents, pages, spans))


if __name__ == "__main__":
    main()
