"""Pulled plugs: `kill -9` at random moments while a record is read into, watched into and corrected.

    python -m bench.kill --rounds 200            reading as it is
    python -m bench.kill --rounds 200 --quick    reading that finds nothing: the store and the watch alone

Each round goes on with the record that the round before left, so that what one kill leaves is what the next one
meets. After each, the record opens, is whole (`attache check`) and holds all that was reported: pages read,
corrections made. A backup is taken now and then while somebody writes, and must be whole too.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from attache import pipeline
from attache.intake.fetch import Fetcher
from attache.model import Page, Reading
from attache.store import Record
from attache.store.backup import backup
from attache.store.check import check, integrity, orphans
from attache.watch import Watcher
from bench.synthetic import made, plain_pages
from tests.watch.site import Site, article, resolve, rss

MODES = ("read", "watch", "edit", "read", "edit")
ROUNDS_A_RECORD = 20  # then a new one is begun: a large record makes each round slow, and no harder
FEEDS, ITEMS = 6, 8
LONGEST = 2.5  # seconds after the first report


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--rounds", type=int, default=30)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--child", nargs=3, metavar=("MODE", "RECORD", "SEED"))
    asked.add_argument("--site", default="")
    given = asked.parse_args()
    if given.quick:
        pipeline.read_pages = _read_nothing
    if given.child:
        mode, record, seed = given.child
        {"read": _read, "watch": _watch, "edit": _edit}[mode](Path(record), int(seed), given.site)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return _rounds(given, Path(folder))


def _rounds(given: argparse.Namespace, folder: Path) -> int:
    rng = random.Random(given.seed)
    told: Counter[str] = Counter()
    failures: list[str] = []
    site = Site()
    held: set[str] = set()
    path = folder / "0.record"
    try:
        for number in range(given.rounds):
            if number % ROUNDS_A_RECORD == 0:
                path, held = folder / f"{number}.record", set()
            mode = MODES[number % len(MODES)]
            if mode == "edit" and not _can_edit(path):
                mode = "read"
            _publish(site, rng)
            reported = _one(given, mode, path, site, rng, folder if number % 5 == 3 else None)
            held |= reported
            told[mode] += 1
            told["reported"] += len(reported)
            wrong = _examine(path, held)
            failures += [f"round {number} ({mode}): {line}" for line in wrong]
            size = path.stat().st_size / 1e6 if path.exists() else 0
            print(f"{number:4} {mode:5} {len(reported):4} reported, {len(held):5} held, {size:6.1f} MB"
                  + (f"  WRONG: {wrong[:3]}" if wrong else ""), flush=True)  # fmt: skip
    finally:
        site.close()
    print(f"{given.rounds} rounds of kill -9: {dict(told)}; {len(failures)} failures")
    for line in failures[:50]:
        print(line)
    return 1 if failures else 0


def _one(
    given: argparse.Namespace, mode: str, path: Path, site: Site, rng: random.Random, copies: Path | None
) -> set[str]:
    """Starts a writer, kills it, and gives what it had reported."""
    command = [sys.executable, "-m", "bench.kill", "--child", mode, str(path), str(rng.randrange(10**9))]
    command += ["--site", site.base] + (["--quick"] if given.quick else [])
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert child.stdout is not None
    lines: list[str] = []
    begun = threading.Event()

    def listen() -> None:
        for line in child.stdout or ():
            if line.endswith("\n"):
                lines.append(line.strip())
                begun.set()

    listener = threading.Thread(target=listen)
    listener.start()
    # Some kills fall before anything was reported: while the record is made, or the first batch is written.
    begun.wait(rng.choice((2.0, 60.0, 60.0, 60.0, 60.0)))
    if copies is not None and path.exists():
        _copied(path, copies / "copy.record")
    time.sleep(rng.random() ** 2 * LONGEST)
    child.send_signal(signal.SIGKILL)
    child.wait()
    listener.join()
    child.stdout.close()
    return {line for line in lines if line}


def _copied(path: Path, to: Path) -> None:
    try:
        backup(path, to)
    except Exception as error:  # before there is anything to copy
        print(f"     no copy: {error}")
        return
    with Record(to) as record:
        assert not integrity(record)
        assert not check(record).mismatches


def _examine(path: Path, held: set[str]) -> list[str]:
    if not path.exists():
        return [f"lost: {one}" for one in held]
    wrong: list[str] = []
    try:
        with Record(path, write=True) as record:  # as the next writer would
            pass
        with Record(path) as record:
            wrong += [*integrity(record), *orphans(record), *map(str, check(record).mismatches)]
            there = {page.id for page in record.raw_pages()} | {fix.correction.id for fix in record.fixes()}
            there |= {page.url for page in record.raw_pages() if page.url}
            wrong += [f"lost: {one}" for one in sorted(held - there)]
    except Exception as error:
        wrong.append(f"{type(error).__name__}: {error}")
    return wrong


def _can_edit(path: Path) -> bool:
    if not path.exists():
        return False
    with Record(path) as record:
        return len(record.events()) > 3


def _publish(site: Site, rng: random.Random) -> None:
    """Feeds with new items each round, some pages changed."""
    for number in range(FEEDS):
        names = [f"/{number}-{rng.randrange(10**6)}" for _ in range(ITEMS)]
        site.put(f"/feed{number}", rss(site.base, *[(f"Item {name}", name) for name in names]))
        for name in names:
            site.put(name, article(f"Envoys of delegation {name} meet", f"Some {rng.randrange(9000)} people watched."))


# ----------------------------------------------------------------------------------------------- those who are killed


def _report(one: str) -> None:
    sys.stdout.write(one + "\n")
    sys.stdout.flush()


def _read(path: Path, seed: int, site: str) -> None:
    pages = list(_some_pages(random.Random(seed), 400))
    with Record(path, write=True) as record:
        while pages:
            batch, pages = pages[:24], pages[24:]
            pipeline.read_into(record, batch, progress=lambda page: _report(page.id))


def _watch(path: Path, seed: int, site: str) -> None:
    def told(line: str) -> None:
        if line.startswith("+ "):
            _report(line.split()[1])

    with (
        Fetcher(allow=[site.removeprefix("http://")], resolve=resolve) as fetcher,
        Watcher(path, fetcher, delay=0.01, told=told) as watcher,
    ):
        watcher.follow([f"{site}/feed{number}" for number in range(FEEDS)])
        watcher.run()


def _edit(path: Path, seed: int, site: str) -> None:
    rng = random.Random(seed)
    while True:
        with Record(path, write=True) as record:
            events = record.events()
            made = record.fix("wrong", rng.choice(events).id, by="bench")
            _report(made.id)
            if rng.random() < 0.5:
                record.undo(made.id, by="bench")
        time.sleep(rng.random() * 0.1)


def _some_pages(rng: random.Random, count: int) -> list[Page]:
    """Short pages out of paragraphs of our own."""
    paragraphs = [page.text[block.start : block.end] for _, page in plain_pages()[:60] for block in page.blocks[1:]]
    return [
        made([f"Talks of day {rng.randrange(10**9)} go on", *rng.sample(paragraphs, 3)], f"{rng.random()}.txt",
             {"date": "2021-03-04", "outlet": "The Example Wire"})
        for _ in range(count)
    ]  # fmt: skip


def _read_nothing(pages: object, core: object) -> list[Reading]:
    return [Reading(page.id, (), (), (), ()) for page in pages]  # type: ignore[attr-defined]


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    sys.exit(main())
