"""What one more page costs as a record grows: `python -m bench.growth --pages 20000`.

Prints, at each size, the median and mean of adding single pages (keeping them and establishing all that they
touch, on disk), the memory this process holds, and the size of the record. The pages are synthetic
(`synthetic.py`); their readings come with them, for reading a page costs the same in every record. Between the
sizes measured, pages are added in portions.
"""

from __future__ import annotations

import argparse
import pickle
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path

from attache import pipeline, wire
from attache.store import Record
from bench import synthetic

SIZES = (500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)
ONE_BY_ONE = 40  # pages added singly at each size
PORTION = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20000)
    parser.add_argument("--stories", type=int, default=60, help="how many of our stories are recombined")
    parser.add_argument("--cache", type=Path, help="where the readings of our pages are kept between runs")
    parser.add_argument("--paragraphs", type=int, default=100, help="of each page only so many")
    parser.add_argument("--profile", action="store_true", help="says where the time of the last size goes")
    options = parser.parse_args()
    news = synthetic.news(read(options.stories, options.cache), paragraphs=options.paragraphs)
    print("  pages   median ms    mean ms   slowest ms   CPU ms   memory MB   record MB   stories", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grown.record"
        with Record(path, write=True) as record:
            there = 0
            for size in [size for size in SIZES if size <= options.pages]:
                while there < size:
                    portion = list(islice(news, min(PORTION, size - there)))
                    record.keep((page, "", wire.pack(reading)) for page, reading in portion)
                    pipeline.establish(record)
                    there += len(portion)
                profile = _profiler() if options.profile and size * 2 > options.pages else None
                single = list(islice(news, ONE_BY_ONE))
                spent, worked = [], time.process_time()
                for page, reading in single:
                    begun = time.perf_counter()
                    record.keep([(page, "", wire.pack(reading))])
                    pipeline.establish(record)
                    spent.append(1000 * (time.perf_counter() - begun))
                    there += 1
                worked = 1000 * (time.process_time() - worked) / ONE_BY_ONE
                if profile is not None:
                    profile.disable()
                    profile.print_stats("cumtime")
                stories = record.rows("SELECT count(*) FROM chapter")[0][0]
                print(
                    f"{size:7} {statistics.median(spent):11.1f} {statistics.mean(spent):10.1f} {max(spent):12.1f} "
                    f"{worked:8.1f} "
                    f"{memory():11.0f} {path.stat().st_size / 1e6:11.0f} {stories:9}",
                    flush=True,
                )


def read(stories: int, cache: Path | None) -> list[synthetic.Base]:
    """The pages of some of our stories, read with the core, or taken from where they were kept."""
    if cache is not None and cache.is_file():
        return pickle.loads(cache.read_bytes())  # type: ignore[no-any-return]
    found = synthetic.plain_pages()
    chosen = set(sorted({story for story, _ in found})[:stories])
    bases = synthetic.bases([(story, page) for story, page in found if story in chosen])
    if cache is not None:
        cache.write_bytes(pickle.dumps(bases))
    return bases


def memory() -> float:
    """Megabytes this process holds now."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _profiler():  # type: ignore[no-untyped-def]
    import cProfile

    profile = cProfile.Profile()
    profile.enable()
    return profile


if __name__ == "__main__":
    main()
