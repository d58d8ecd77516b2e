"""How well a page is dated by its text alone: Giveme5W1H's news cluster, its dates taken away.

    python -m bench.undated --data DIR [--cache DIR] [--missed]

Each page is given as plain text under a name that says nothing, all of them together, so that pages of one story
may date each other. Asked is the day the outlet published it: `right` is one day, at most a day off; `wrong` one
day further off, or a range that leaves the day out; the rest was left open.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import pickle
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attache import pipeline, timeline
from attache.intake import plain
from attache.model import Page, Reading, When

NEAR = 1  # days: a page put out at midnight is of two days
SHORTEST = 300  # characters


def rows(data: Path) -> list[dict[str, Any]]:
    found = []
    with (data / "giveme5w1h-newscluster" / "news_cluster.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if len(row.get("text") or "") >= SHORTEST and row.get("date_publish"):
                found.append(row)
    return found


def undated(row: dict[str, Any], number: int) -> Page | None:
    """The page as its text alone gives it."""
    lines = [line.strip() for line in row["text"].split("\n") if line.strip()]
    title = (row.get("title") or "").strip()
    if title and lines[0] != title:
        lines.insert(0, title)
    body = io.BytesIO("\n\n".join(lines).encode())
    pages = [page for page in plain.read(body, f"page-{number:03}.txt") if isinstance(page, Page)]
    return pages[0] if pages else None


def read(pages: Sequence[Page], cache: Path | None) -> list[Reading]:
    key = hashlib.blake2b("".join(page.id for page in pages).encode(), digest_size=8).hexdigest()
    kept = cache / f"undated-{key}.pickle" if cache else None
    if kept is not None and kept.exists():
        return list(pickle.loads(kept.read_bytes()))
    readings = []
    for at in range(0, len(pages), pipeline.PAGES_A_BATCH):
        readings += pipeline.read_pages(pages[at : at + pipeline.PAGES_A_BATCH], pipeline.core())
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(readings))
    return readings


def judge(when: When | None, day: str) -> str:
    """`right`, `wrong` or `open`."""
    if when is None or when.start is None:
        return "open"
    start, end, true = (date.fromisoformat(text[:10]) for text in (when.start, when.end or when.start, day))
    if start == end:
        return "right" if abs((start - true).days) <= NEAR else "wrong"
    days = [(date.fromisoformat(o.start[:10]), date.fromisoformat(o.end[:10])) for o in when.options] or [(start, end)]
    inside = any((low - true).days <= NEAR and (true - high).days <= NEAR for low, high in days)
    return "open" if inside else "wrong"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="keep readings here")
    parser.add_argument("--missed", action="store_true", help="print the pages dated wrongly")
    args = parser.parse_args()
    given = [(row, page) for number, row in enumerate(rows(args.data)) if (page := undated(row, number)) is not None]
    pages = [page for _, page in given]
    found = timeline.establish(pages, read(pages, args.cache))
    counts: dict[str, int] = {"right": 0, "wrong": 0, "open": 0}
    marked = 0
    for row, page in given:
        when = found.dated.get(page.id, page.published)
        verdict = judge(when, row["date_publish"][:10])
        counts[verdict] += 1
        marked += page.published is not None
        if args.missed and verdict == "wrong" and when is not None:
            why = " · ".join(one if isinstance(one, str) else one.text for one in when.because)
            print(f"{row['date_publish'][:10]}  {when.start} to {when.end}  {row['url'][:70]}\n    {why[:300]}")
    total = len(given)
    print(f"{total} pages, {marked} of them with a line that says the day")
    for verdict, count in counts.items():
        print(f"{verdict:6} {count:4}   {100 * count / total:5.1f} %")


if __name__ == "__main__":
    main()
