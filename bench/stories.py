"""How well pages are grouped into stories: `python -m bench.stories --data DIR`.

DIR holds the sets as `data/unpack` lays them out. Giveme5W1H's news cluster and BASIL are read as one set
of 170 stories (with outlets and dates), the train topics of ECB+ as another (neither outlets nor dates; its
topics hold two stories each, told apart by `subtopic`). Topics 36 to 45 are reserved and never read.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from attache.model import Basis, Block, Page, Precision, When, identifier
from attache.stories.copies import copies
from attache.stories.stream import stories


def page(name: str, text: str, headline: str | None, outlet: str | None, date: str | None) -> Page:
    """A page made from a data set's row."""
    body = text.strip()
    if headline and not body.startswith(headline.strip()):
        body = f"{headline.strip()}\n\n{body}"
    blocks, at = [], 0
    for part in body.split("\n\n"):
        blocks.append(Block(at, at + len(part), None, None))
        at += len(part) + 2
    when = When(date, date, Precision.DAY, None, Basis.METADATA) if date else None
    key, spread = identifier("p", name, body), tuple(blocks)
    return Page(key, name, None, outlet, headline, None, None, None, "en", body, spread, (), when)


def giveme(data: Path) -> list[tuple[str, Page, str]]:
    """(key, page, story) of Giveme5W1H's news cluster."""
    found = []
    for row in _rows(data / "giveme5w1h-newscluster" / "news_cluster.jsonl"):
        if len(row.get("text") or "") < 300:
            continue
        date = (row.get("date_publish") or "")[:10] or None
        text = "\n\n".join(line.strip() for line in row["text"].split("\n") if line.strip())
        each = page(row["dId"], text, row.get("title"), row.get("source_domain"), date)
        found.append((row["dId"][:12], each, f"g5-{row['newsCluster']['EventId']}"))
    return found


def basil(data: Path) -> list[tuple[str, Page, str]]:
    """(key, page, story) of BASIL."""
    found = []
    for row in _rows(data / "basil" / "articles.jsonl"):
        text = "\n\n".join(" ".join(paragraph) for paragraph in row["body-paragraphs"])
        each = page(row["uuid"], text, row["title"], row["source"], row["date"][:10])
        found.append((row["uuid"], each, f"basil-{row['triplet-uuid']}"))
    return found


def ecb(data: Path, *, subtopics: bool = True) -> list[tuple[str, Page, str]]:
    """(key, page, story) of the train topics of ECB+."""
    found = []
    for row in _rows(data / "ecbplus" / "train.jsonl"):
        if 36 <= int(row["topic"]) <= 45:
            continue
        sentences: defaultdict[int, list[str]] = defaultdict(list)
        for token, number in zip(row["tokens"], row["sent"], strict=True):
            sentences[number].append(token)
        text = " ".join(" ".join(words) for words in sentences.values())
        story = f"{row['topic']}-{row['subtopic']}" if subtopics else str(row["topic"])
        found.append((row["doc"], page(row["doc"], text, None, None, None), story))
    return found


def b_cubed(predicted: Mapping[str, str], gold: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a grouping, each page weighing the same."""
    both = Counter((predicted[key], gold[key]) for key in gold)
    groups, truths = Counter(predicted[key] for key in gold), Counter(gold.values())
    precision = sum(n * n / groups[p] for (p, _), n in both.items()) / len(gold)
    recall = sum(n * n / truths[g] for (_, g), n in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def measure(rows: Iterable[tuple[str, Page, str]]) -> tuple[float, float, float]:
    rows = list(rows)
    pages = [each for _, each, _ in rows]
    found = stories(pages, (), copies(pages))
    predicted = {page: story.id for story in found for page in story.pages}
    return b_cubed(predicted, {each.id: story for _, each, story in rows})


def _rows(path: Path) -> Iterable[dict]:  # type: ignore[type-arg]
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    sets = {
        "giveme5w1h+basil": giveme(data) + basil(data),
        "ecb+ train, stories": ecb(data),
        "ecb+ train, topics": ecb(data, subtopics=False),
    }
    for name, rows in sets.items():
        begun = time.process_time()
        precision, recall, f1 = measure(rows)
        spent = time.process_time() - begun
        print(
            f"{name:22} {len(rows):4} pages   P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   "
            f"{len(rows) / spent:6.0f} pages a CPU-second"
        )


if __name__ == "__main__":
    main()
