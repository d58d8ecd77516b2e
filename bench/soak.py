"""A watch kept up for hours, in minutes: local feeds that post, update, move and break, and a reader beside them.

    python -m bench.soak --minutes 30

The watch's clock runs `--speed` times as fast as the wall's, so that feeds are due every few seconds. At the end every
page that was posted must be in the record, the changed ones with their versions; the watch's memory after the first
sixth is held against what it is at the end; `attache serve` is asked for pages all the while.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from attache.intake.fetch import Fetcher, Limits
from attache.store import Record
from attache.store.check import check, integrity, orphans
from attache.store.ledger import Ledger
from attache.watch import Watcher
from bench.synthetic import plain_pages
from tests.watch.site import Reply, Site, article, resolve, rss

FEEDS = 20
KEPT = 15  # entries a feed shows
GROWTH = 1.25  # of memory, from the first sixth to the end: the record's cache of pages grows with the record
SLOW_MS = 300


class Wire:
    """Feeds that post, update, move and break."""

    def __init__(self, site: Site, rng: random.Random) -> None:
        self.site, self.rng = site, rng
        self.posted: list[list[tuple[str, str]]] = [[] for _ in range(FEEDS)]
        self.updated: set[str] = set()
        self.moved: dict[int, str] = {}
        self.broken: dict[int, float] = {}
        self.number = 0
        self.paragraphs = [
            page.text[block.start : block.end] for _, page in plain_pages()[:80] for block in page.blocks[1:]
        ]
        for feed in range(FEEDS):
            self.post(feed)

    def post(self, feed: int) -> None:
        self.number += 1
        path, title = f"/page{self.number}", f"Envoys of round {self.number} meet in Geneva"
        self.posted[feed].append((title, path))
        self.site.put(path, article(title, self.rng.choice(self.paragraphs)))
        self.publish(feed)

    def update(self) -> None:
        feed = self.rng.randrange(FEEDS)
        title, path = self.rng.choice(self.posted[feed][-3:])
        self.updated.add(path)
        self.site.put(path, article(title, self.rng.choice(self.paragraphs)))

    def move(self, feed: int) -> None:
        old = self.moved.get(feed, f"/feed{feed}")
        self.moved[feed] = f"/moved{feed}-{self.number}"
        self.site.redirect(old, self.moved[feed], self.rng.choice((301, 302, 308)))
        self.publish(feed)

    def break_(self, feed: int) -> None:
        """For a while: an error, nonsense, silence, or a bomb."""
        self.broken[feed] = time.monotonic() + self.rng.uniform(2, 10)
        path = self.moved.get(feed, f"/feed{feed}")
        self.site.pages[path] = self.rng.choice(
            (
                Reply(b"", 500), Reply(b"", 503, {"Retry-After": "60"}), Reply(b"<rss><chan", 200),
                Reply(b"\x89PNG", 200), lambda request: time.sleep(3), Reply(b"", 302, {"Location": path}),
                Reply(b"", 302, {"Location": "http://127.0.0.1/"}),
            )
        )  # fmt: skip

    def mend(self, *, all: bool = False) -> None:
        for feed, until in list(self.broken.items()):
            if all or time.monotonic() > until:
                del self.broken[feed]
                self.publish(feed)

    def publish(self, feed: int) -> None:
        if feed not in self.broken:
            items = reversed(self.posted[feed][-KEPT:])
            body = rss(self.site.base, *items, title=f"Wire {feed}")
            self.site.put(self.moved.get(feed, f"/feed{feed}"), body, mime="application/rss+xml")


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--speed", type=float, default=120)
    asked.add_argument("--posts", type=float, default=1.0, help="pages posted a second, all feeds together")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--no-serve", action="store_true")
    asked.add_argument("--child", nargs=3, metavar=("RECORD", "SITE", "SPEED"))
    given = asked.parse_args()
    if given.child:
        _watch(Path(given.child[0]), given.child[1], float(given.child[2]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return _soak(given, Path(folder) / "soak.record")


def _soak(given: argparse.Namespace, path: Path) -> int:
    rng = random.Random(given.seed)
    site = Site()
    wire = Wire(site, rng)
    Record(path, write=True).close()
    command = [sys.executable, "-m", "bench.soak", "--child", str(path), site.base, str(given.speed)]
    watch = subprocess.Popen(command)
    load = None if given.no_serve else _Load(path)
    began = time.monotonic()
    memory: list[tuple[float, float]] = []
    try:
        while time.monotonic() - began < given.minutes * 60 and watch.poll() is None:
            for _ in range(max(1, round(given.posts))):
                wire.post(rng.randrange(FEEDS))
            if rng.random() < 0.3:
                wire.update()
            if rng.random() < 0.03:
                wire.move(rng.randrange(FEEDS))
            if rng.random() < 0.1:
                wire.break_(rng.randrange(FEEDS))
            wire.mend()
            memory.append((time.monotonic() - began, _resident(watch.pid)))
            time.sleep(max(1.0, 1 / given.posts))
        wire.mend(all=True)
        _wait_for(path, wire, 60 + given.minutes * 30)
        memory.append((time.monotonic() - began, _resident(watch.pid)))
    finally:
        times = load.stop() if load else []
        watch.send_signal(signal.SIGTERM)
        watch.wait(120)
        site.close()
    return _report(path, wire, memory, times, site)


def _report(path: Path, wire: Wire, memory: list[tuple[float, float]], times: list[float], site: Site) -> int:
    with Record(path) as record:
        ledger = Ledger(record)
        lost = [one for feed in wire.posted for _, one in feed if not _is_kept(ledger, site.base + one)]
        wrong = [*integrity(record), *orphans(record), *map(str, check(record).mismatches)]
        versions, pages = len(ledger.versions()), len(record)
        troubled = sum(1 for feed in ledger.feeds() if feed.failures)
    sixth = [mb for at, mb in memory if at <= memory[-1][0] / 6] or [memory[0][1]]
    growth = memory[-1][1] / max(sixth)
    print(f"{wire.number} pages posted, {pages} kept, {versions} versions of {len(wire.updated)} pages updated; "
          f"{len(site.asked)} requests; {troubled} feeds in trouble at the end")  # fmt: skip
    print(f"lost: {len(lost)} {lost[:5]}; wrong: {len(wrong)} {wrong[:3]}")
    print(f"memory: {max(sixth):.0f} MB in the first sixth, {memory[-1][1]:.0f} MB at the end ({growth:.2f})")
    slow = False
    if len(times) > 20:
        p95 = statistics.quantiles(times, n=20)[-1] * 1000
        slow = p95 > SLOW_MS
        print(f"serve: {len(times)} pages asked for, median {statistics.median(times) * 1000:.0f} ms, p95 {p95:.0f} ms")
    return 1 if lost or wrong or growth > GROWTH or slow else 0


def _is_kept(ledger: Ledger, url: str) -> bool:
    visit = ledger.visit(url)
    return visit is not None and visit.page is not None


def _wait_for(path: Path, wire: Wire, seconds: float) -> None:
    """Until all that was posted is kept; feeds that were in trouble are asked again only after a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with Record(path) as record:
            ledger = Ledger(record)
            if all(_is_kept(ledger, wire.site.base + one) for feed in wire.posted for _, one in feed):
                return
        time.sleep(2)


def _resident(pid: int) -> float:
    """Megabytes."""
    with suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) / 1000 if found else 0.0
    return 0.0


def _watch(path: Path, site: str, speed: float) -> None:
    start, wall = datetime.now(UTC), time.monotonic()

    def now() -> datetime:
        return start + timedelta(seconds=(time.monotonic() - wall) * speed)

    with (
        Fetcher(allow=[site.removeprefix("http://")], limits=Limits(seconds=5), resolve=resolve) as fetcher,
        Watcher(path, fetcher, delay=0.02, now=now) as watcher,
    ):
        signal.signal(signal.SIGTERM, lambda number, frame: watcher.stop.set())
        watcher.follow([f"{site}/feed{number}" for number in range(FEEDS)])
        watcher.run()


class _Load:
    """Somebody who reads the record in a browser all the while."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "attache", "serve", str(path), "--port", "0"]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.server.stdout is not None
        found = re.search(r"http://\S+", self.server.stdout.readline())
        self.base = found[0].rstrip("/") if found else ""
        self.times: list[float] = []
        self.path = path
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        while self.base and not self._stop.wait(0.5):
            with Record(self.path) as record:
                stories = record.stories()
            if not stories:
                continue
            began = time.monotonic()
            with suppress(OSError):
                answer: Any = urllib.request.urlopen(f"{self.base}/story/{random.choice(stories).id}", timeout=30)
                answer.read()
                self.times.append(time.monotonic() - began)

    def stop(self) -> list[float]:
        self._stop.set()
        self._thread.join(40)
        self.server.terminate()
        self.server.wait(30)
        if self.server.stdout:
            self.server.stdout.close()
        return self.times


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    sys.exit(main())
