"""How many pages a second from file to record, and where the time goes.

    python bench/pages.py --pages DIR [--processes N] [--copies N]

DIR holds pages (HTML, text ...). With `--copies N` each file is read as N pages: its words are shuffled by sentence,
so that no two are copies and no cache helps. Prints pages a second, words a second, peak memory, and the share of
each stage in one process.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from attache import engine, intake, pipeline, timeline
from attache.store import Record


def main() -> None:
    """Reads the pages twice: timed as a user would read them, then stage by stage."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--pages", type=Path, required=True)
    options.add_argument("--processes", type=int, default=engine.cores())
    options.add_argument("--copies", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = (
            asked.pages
            if asked.copies == 1
            else _multiplied(asked.pages, asked.copies, Path(folder) / "pages")
        )
        whole(source, Path(folder) / "bench.record", asked.processes)
        again(source, Path(folder) / "bench.record", asked.processes)
        stages(source)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"peak memory             {own / 1024:8.0f} MB, largest child {children / 1024:.0f} MB")


def whole(source: Path, record: Path, processes: int) -> None:
    """From file to record, as `attache read` does it."""
    began = time.perf_counter()
    with Record(record, write=True) as writing:
        done = pipeline.read_into(writing, source, processes=processes, refused=lambda error: None)
        seconds = time.perf_counter() - began
        words = sum(len(page.text.split()) for page in writing.raw_pages())
    print(
        f"read                    {done.new / seconds:8.1f} pages a second, {words / seconds:,.0f} words a second "
        f"({done.new} pages of {words / max(done.new, 1):.0f} words, {processes} processes, {seconds:.1f} s)"
    )


def again(source: Path, record: Path, processes: int) -> None:
    """The same once more: nothing is new."""
    began = time.perf_counter()
    with Record(record, write=True) as writing:
        done = pipeline.read_into(writing, source, processes=processes, refused=lambda error: None)
    print(f"read again              {time.perf_counter() - began:8.1f} s, {done.new} new")


def stages(source: Path) -> None:
    """Where the time goes, in one process."""
    began = time.perf_counter()
    core = pipeline.core()
    print(f"core loaded in          {time.perf_counter() - began:8.2f} s")
    began = time.perf_counter()
    pages = list(intake.pages(source, refused=lambda error: None))
    _share("intake", len(pages), began)
    pipeline.read_pages(pages[:2], core)
    began = time.perf_counter()
    sentences = []
    for batch in engine.batches(pages, pipeline.PAGES_A_BATCH):
        sentences += pipeline.read_sentences([page.text for page in batch], core)
    _share("language", len(pages), began)
    began = time.perf_counter()
    readings = [
        pipeline.reports.read(pipeline.Article(page, found, pipeline.quotation_marks(page.text)))
        for page, found in zip(pages, sentences, strict=True)
    ]
    _share("mentions and reports", len(pages), began)
    began = time.perf_counter()
    timeline.establish(pages, readings)
    _share("stories and timeline", len(pages), began)


def _share(stage: str, pages: int, began: float) -> None:
    seconds = time.perf_counter() - began
    print(f"{stage:<24}{1000 * seconds / max(pages, 1):8.1f} ms a page")


def _multiplied(source: Path, copies: int, target: Path) -> Path:
    """Each text or HTML file several times, its sentences in another order each time."""
    target.mkdir()
    for file in sorted(source.rglob("*")):
        if file.suffix not in (".txt", ".html", ".htm"):
            if file.is_file():
                shutil.copy(file, target / file.name)
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        for number in range(copies):
            shuffled = re.sub(r">([^<>]{80,})<", lambda m, n=number: f">{_shuffled(m[1], n)}<", text)
            if file.suffix == ".txt":
                shuffled = "\n\n".join(_shuffled(part, number) for part in text.split("\n\n"))
            (target / f"{file.stem}-{number}{file.suffix}").write_text(shuffled, encoding="utf-8")
    return target


def _shuffled(text: str, seed: int) -> str:
    sentences = re.split(r"(?<=[.!?]) ", text)
    random.Random(f"{seed} {text[:40]}").shuffle(sentences)
    return " ".join(sentences)


if __name__ == "__main__":
    sys.exit(main())
