"""Batches on this machine: `python -m bench.batch --pages 2000`.

Makes synthetic pages (`synthetic.py`), whose readings are at hand, and prints what the steps after reading cost
a page, on processes and on Spark with 1, 2 and 4 partitions and the input in two orders, and whether all tables
are the same by hash. With `--read N` pages of ours are read from JSONL as well, with the core, and the shards are
killed half way.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from itertools import islice
from pathlib import Path

from attache import wire
from attache.batch import run, tables
from attache.batch.engines import Local, Spark
from attache.batch.run import establish
from attache.batch.steps import Raw
from bench import synthetic
from bench.growth import memory, read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--paragraphs", type=int, default=100, help="of each page only so many")
    parser.add_argument("--read", type=int, default=0)
    parser.add_argument("--no-spark", action="store_true")
    options = parser.parse_args()
    news = islice(synthetic.news(read(60, options.cache), paragraphs=options.paragraphs), options.pages)
    raw = [Raw(wire.pack(page), wire.pack(reading)) for page, reading in news]
    stored = sum(len(one.page) + len(one.reading or b"") for one in raw)
    print(f"{len(raw)} pages, {stored / len(raw):.0f} bytes a page and its reading", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        places = []
        for name, make, order in (
            ("local", Local, raw),
            ("local, other order", Local, raw[::-1]),
            *(() if options.no_spark else (
                ("spark 1", lambda: Spark(1), raw),
                ("spark 2", lambda: Spark(2), raw[::-1]),
                ("spark 4", lambda: Spark(4), raw),
            )),
        ):  # fmt: skip
            place = Path(folder) / name
            begun, engine = time.perf_counter(), make()
            establish(engine, order, place, lambda *_: None)
            spent = time.perf_counter() - begun
            engine.close()
            places.append(place)
            size = sum(file.stat().st_size for file in place.rglob("*.parquet")) / len(raw)
            print(f"{name:20} {spent:7.1f} s  {1000 * spent / len(raw):6.2f} ms a page  {memory():6.0f} MB  "
                  f"{size:.0f} bytes a page", flush=True)  # fmt: skip
        found = [tables.hashes(place) for place in places]
        same = all(each == found[0] for each in found)
        print("all tables equal by hash" if same else "TABLES DIFFER: " + str(
            [name for name in found[0] if len({each[name] for each in found}) > 1]))  # fmt: skip
        if options.read:
            _from_lines(Path(folder), options.read)
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _from_lines(folder: Path, pages: int) -> None:
    lines = [json.dumps(wire.line(page)) for _, page in synthetic.plain_pages()[:pages]]
    (folder / "pages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    begun = time.perf_counter()
    done = run([folder / "pages.jsonl"], folder / "out", processes=2)
    spent = time.perf_counter() - begun
    print(f"read {done.rows['page']} pages in {done.read} shards: {done.rows['page'] / spent:.1f} pages a second")
    next((folder / "out" / "reading").glob("*.parquet")).unlink()
    again = run([folder / "pages.jsonl"], folder / "out", processes=2)
    print(f"one shard lost: {again.read} read, {again.found} found read")


if __name__ == "__main__":
    main()
