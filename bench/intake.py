"""Scores of the intake: body text F1, places found in the source, headlines, dates, pages a CPU-second.

    python bench/intake.py DATA/fundus250            all pages
    python bench/intake.py DATA/fundus250 --english  those that are in English

Body F1 is counted as the article-extraction-benchmark does: on shingles of four words, precision and recall
averaged over pages. The gold has no headline, so the headline's block is left out of what is compared.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from pathlib import Path

from attache.errors import ReadError
from attache.intake import html
from attache.intake.decode import decoded
from attache.intake.tongue import language_of
from attache.model import Page

SHINGLE = 4


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    size = min(SHINGLE, len(words)) or 1
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def compared(gold: str, found: str) -> tuple[float, float]:
    """Precision and recall of one page's body."""
    want, got = shingles(gold), shingles(found)
    shared = sum((want & got).values())
    return shared / max(1, sum(got.values())), shared / max(1, sum(want.values()))


def body(page: Page) -> str:
    blocks = page.blocks[1:] if page.headline else page.blocks
    return "\n".join(page.text[block.start : block.end] for block in blocks)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--english", action="store_true", help="only pages in English")
    options.add_argument("--worst", type=int, default=0, help="list the pages with the lowest F1")
    given = options.parse_args()
    rows = [json.loads(line) for line in (given.folder / "gold.jsonl").read_text("utf-8").splitlines()]
    if given.english:
        rows = [row for row in rows if language_of(" ".join(row["segs"])) == "en"]
    scores: list[tuple[float, float, str]] = []
    seconds = 0.0
    placed = blocks = characters = known = titles = days = dated = minutes = timed = refused = 0
    for row in rows:
        data = gzip.decompress((given.folder / "html" / f"{row['id']}.html.gz").read_bytes())
        begun = time.process_time()
        try:
            page = html.page(decoded(data), row["id"], url=row["url"])
        except ReadError as trouble:
            print(trouble)
            refused += 1
            scores.append((0.0, 0.0, row["id"]))
            continue
        finally:
            seconds += time.process_time() - begun
        scores.append((*compared("\n".join(row["segs"]), body(page)), row["id"]))
        blocks += len(page.blocks)
        for block in page.blocks:
            length = block.end - block.start
            characters += length
            if block.raw_start is not None:
                placed += 1
                known += length
        titles += _same(row.get("title"), page.headline)
        if row.get("date"):
            dated += 1
            start = (page.published.start if page.published else None) or ""
            days += start[:10] == row["date"][:10]
            if "T" in start:
                timed += 1
                minutes += start[:16] == row["date"].replace(" ", "T")[:16]
    precision = sum(score[0] for score in scores) / len(scores)
    recall = sum(score[1] for score in scores) / len(scores)
    print(f"pages {len(rows)}, refused {refused}")
    score = 2 * precision * recall / (precision + recall)
    print(f"body   precision {precision:.4f}  recall {recall:.4f}  F1 {score:.4f}")
    print(f"placed blocks {placed / blocks:.4f}  characters {known / characters:.4f}")
    print(f"same   headline {titles / len(rows):.4f}")
    print(f"dates  day {days / dated:.4f} of {dated}  minute {minutes}/{timed}")
    print(f"speed  {len(rows) / seconds:.1f} pages a CPU-second")
    for one, other, name in sorted(scores, key=lambda score: score[0] * score[1] / (score[0] + score[1] or 1))[
        : given.worst
    ]:
        print(f"  {name}: precision {one:.2f} recall {other:.2f}")


def _same(one: str | None, other: str | None) -> bool:
    return re.findall(r"\w+", (one or "").lower()) == re.findall(r"\w+", (other or "").lower())


if __name__ == "__main__":
    main()
