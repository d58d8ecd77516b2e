"""How fast the pages are in a large record that another process is writing: `python -m bench.web [--pages 20000]`.

The record is made of one story's record (the example's, or the one given), told again as often as it takes with
other ids and later days: the same people in every telling, so that the most mentioned are in all of it, and the same
words, so that a search meets as many answers as it ever could. The pages are then asked for one after the other
while a second process adds pages. Nothing is kept in memory between two of them but what SQLite keeps.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import random
import re
import shutil
import sqlite3
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

ID = re.compile(r"\b([pasefntmudo])-([0-9a-f]{12})\b")
DAY = re.compile(r"\b(1[89]\d\d|20\d\d)-(\d\d)-(\d\d)\b")
LIMITS = {"page": 200.0, "search": 100.0}  # milliseconds at p95, on two cores
WORDS = ("referendum", "sanctions", "Kerry Lavrov", "troops border", "monitors", "Crimea", "lav", "talks in Paris")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20000)
    parser.add_argument("--requests", type=int, default=1400)
    parser.add_argument("--of", type=Path, help="the record that is told again; without it the example is read")
    parser.add_argument("--record", type=Path, default=Path("/tmp/attache-bench-web.record"), help="made if not there")
    parser.add_argument("--quiet", action="store_true", help="nobody writes meanwhile")
    parser.add_argument("--check", action="store_true", help="fail above the limits")
    asked = parser.parse_args()
    if not asked.record.exists():
        began = time.monotonic()
        made = make(asked.of or example(asked.record.with_suffix(".seed")), asked.record, asked.pages)
        print(f"{asked.record}: {made:,} pages made in {time.monotonic() - began:.0f} s")
    times = measure(asked.record, asked.requests, write=not asked.quiet)
    failed = report(times)
    if asked.check and failed:
        sys.exit(1)


# ------------------------------------------------------------------------------------------------- the record


def example(path: Path) -> Path:
    """The example's record."""
    from attache import pipeline
    from attache.store import Record

    with Record(path, write=True) as record:
        pipeline.read_into(record, ["examples/crimea-2014"], processes=1)
    return path


def make(source: Path, target: Path, pages: int) -> int:
    """A record of at least so many pages, out of a small one."""
    part = target.with_suffix(".part")
    shutil.copyfile(source, part)
    db = sqlite3.connect(part, isolation_level=None)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;")
    there = db.execute("SELECT count(*) FROM page").fetchone()[0]
    rows = {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in ("page", "reading", "member", "form")}
    rows["datum"] = db.execute("SELECT * FROM datum ORDER BY n").fetchall()
    columns = [row[1] for row in db.execute("PRAGMA table_info(datum)")]
    rows["party"] = db.execute("SELECT * FROM party").fetchall()
    words = {
        table: dict(db.execute(f"SELECT rowid, words FROM {table}"))
        for table in ("said_words", "told_words", "name_words")
    }
    top = db.execute("SELECT max(n) FROM datum").fetchone()[0]
    last = db.execute("SELECT max(n) FROM page").fetchone()[0]
    shared = _shared(rows["datum"], columns)
    db.execute("BEGIN")
    for telling in range(1, -(-pages // there)):
        change = _changed(telling, shared)
        _tell(db, rows, words, columns, change, telling, top, last)
    db.execute("INSERT OR REPLACE INTO note (name, value) VALUES ('top', (SELECT max(n) FROM datum))")
    db.execute("COMMIT")
    total = db.execute("SELECT count(*) FROM page").fetchone()[0]
    db.close()
    part.rename(target)
    return int(total)


def _shared(data: list[tuple[object, ...]], columns: list[str]) -> set[str]:
    """The parties that are in every telling: those named more than twice."""
    record, id, noun = (columns.index(name) for name in ("record", "id", "noun"))
    return {
        str(row[id])
        for row in data
        if row[record] == "actor" and len(json.loads(bytes(row[noun]))["mentions"]) > 2  # type: ignore[arg-type]
    }


def _changed(telling: int, shared: set[str]) -> Callable[[object], object]:
    """A value as this telling has it: other ids, and days some weeks later."""
    weeks = timedelta(7 * (telling % 520))

    def other(found: re.Match[str]) -> str:
        if found[0] in shared:
            return found[0]
        return f"{found[1]}-{(int(found[2], 16) ^ (telling * 0x9E3779B97F)) & 0xFFFFFFFFFFFF:012x}"

    def later(found: re.Match[str]) -> str:
        try:
            return (date(int(found[1]), int(found[2]), int(found[3])) + weeks).isoformat()
        except ValueError:
            return found[0]

    def change(value: object) -> object:
        if isinstance(value, bytes):
            return DAY.sub(later, ID.sub(other, value.decode())).encode()
        if isinstance(value, str) and len(value) < 200:
            return DAY.sub(later, ID.sub(other, value))
        return value

    return change


def _tell(
    db: sqlite3.Connection,
    rows: dict[str, list[tuple[object, ...]]],
    words: dict[str, dict[int, str]],
    columns: list[str],
    change: Callable[[object], object],
    telling: int,
    top: int,
    last: int,
) -> None:
    record, id = columns.index("record"), columns.index("id")
    kept = set()
    data = []
    for row in rows["datum"]:
        one = tuple(map(change, row))
        if row[record] == "actor" and one[id] == row[id]:
            continue  # one of those in every telling
        kept.add(row[0])
        data.append((int(one[0]) + telling * top, *one[1:]))  # type: ignore[call-overload]
    marks = ", ".join("?" for _ in columns)
    db.executemany(f"INSERT INTO datum VALUES ({marks})", data)
    party = [(int(n) + telling * top, change(actor), role) for n, actor, role in rows["party"] if n in kept]  # type: ignore[call-overload]
    db.executemany("INSERT INTO party VALUES (?, ?, ?)", party)
    for table, found in words.items():
        told = [(n + telling * top, text) for n, text in found.items() if n in kept]
        db.executemany(f"INSERT INTO {table} (rowid, words) VALUES (?, ?)", told)
    for row in rows["page"]:
        one = [int(row[0]) + telling * last, *map(change, row[1:])]  # type: ignore[call-overload]
        db.execute(f"INSERT INTO page VALUES ({', '.join('?' for _ in one)})", one)
        db.execute("INSERT INTO page_words (rowid, headline, body) VALUES (?, ?, ?)", (one[0], one[6], one[7]))
    for table in ("reading", "member", "form"):
        for row in rows[table]:
            one = [*map(change, row)]
            if table != "form" or one[0] != row[0]:
                db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in one)})", one)


# ---------------------------------------------------------------------------------------------------- measured


def measure(path: Path, requests: int, *, write: bool) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds of each request, by what was asked for: as a reader waits, and as the server was at work."""
    address = multiprocessing.Queue()  # type: ignore[var-annotated]
    server = multiprocessing.Process(target=_serve, args=(path, address), daemon=True)
    server.start()
    port = int(str(address.get(timeout=120)).rsplit(":", 1)[1].strip("/"))
    stop = multiprocessing.Event()
    writer = multiprocessing.Process(target=_write, args=(path, stop), daemon=True)
    if write:
        writer.start()
    chance = random.Random(20)
    asked = addresses(path, chance)
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for kind in asked:  # templates are read and SQLite's own pages warm once, as in a server that has run a while
        _ask(connection, asked[kind](chance))
    for number in range(requests):
        kind = list(asked)[number % len(asked)]
        target = asked[kind](chance)
        worked, began = _worked(server.pid), time.perf_counter()
        size = _ask(connection, target)
        took = 1000 * (time.perf_counter() - began)
        times[kind].append((took, _worked(server.pid) - worked))
        if took > 400:
            print(f"  slow: {target} {took:.0f} ms, {size:,} bytes")
    stop.set()
    if write:
        writer.join(10)
    server.terminate()
    return times


def _worked(pid: int | None) -> float:
    """Milliseconds that a process has spent on a core: on a machine shared with others, the honest measure."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def _ask(connection: http.client.HTTPConnection, target: str) -> int:
    connection.request("GET", target)
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise SystemExit(f"{target}: {answer.status}")
    return size


def addresses(path: Path, chance: random.Random) -> dict[str, Callable[[random.Random], str]]:
    """What is asked for: each kind with a maker of addresses."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def some(record: str, where: str = "1") -> list[str]:
        sql = f"SELECT id FROM datum WHERE record = ? AND {where} ORDER BY length(noun) DESC LIMIT 2000"
        return [one for (one,) in db.execute(sql, (record,))]

    stories, people, entries = some("story"), some("actor", "tag = 'person'"), some("entry")
    pages = [one for (one,) in db.execute("SELECT id FROM page ORDER BY random() LIMIT 500")]
    busiest = people[:20]
    db.close()

    def search(chance: random.Random) -> str:
        asked = {"q": chance.choice(WORDS), "in": chance.choice(["said", "events", "pages"])}
        if chance.random() < 0.4:
            days = {"since": "2015-01-01", "until": "2015-06-30"}
            asked |= chance.choice([{"speaker": "Kerry"}, days, {"quoted": "1"}, {"party": "Lavrov"}])
        return f"/search?{urlencode(asked)}&part=results"

    return {
        "front": lambda _: "/",
        "news": lambda _: "/?since=10000.500000",
        "story": lambda chance: f"/story/{chance.choice(stories)}",
        "timeline": lambda chance: f"/story/{chance.choice(stories)}/timeline",
        "said": lambda chance: f"/story/{chance.choice(stories)}/said",
        "person": lambda chance: f"/person/{chance.choice(busiest if chance.random() < 0.5 else people)}",
        "people": lambda chance: chance.choice(["/people", "/people?name=ler", "/people?type=country"]),
        "entry": lambda chance: f"/entry/{chance.choice(entries)}",
        "source": lambda chance: f"/page/{chance.choice(pages)}",
        "sources": lambda chance: chance.choice(["/pages", "/pages?outlet=Meridian+Wire", "/pages?at=400"]),
        "calendar": lambda chance: chance.choice(["/calendar", "/calendar?outcome=ahead", "/calendar?at=200"]),
        "figures": lambda _: "/figures",
        "search": search,
        "search again": search,
    }


def _serve(path: Path, address: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    from attache.web import app

    app.serve(path, port=0, ready=address.put)


def _write(path: Path, stop: object) -> None:
    """Adds pages, ten at a time, until it is told to stop."""
    from attache.model import Block, Page, identifier
    from attache.store import Record

    with Record(path, write=True) as record:
        number = 0
        while not stop.is_set():  # type: ignore[attr-defined]
            kept = []
            for _ in range(10):
                number += 1
                text = f"Page {number}\n\nThe ministers met again, said an official, and spoke of page {number}."
                blocks = (Block(0, text.index("\n"), None, None), Block(text.index("\n") + 2, len(text), None, None))
                id = identifier("p", "bench", number, time.time())
                known = (None, None, None, None)
                page = Page(id, f"{number}.txt", None, "Bench", f"Page {number}", *known, text, blocks, (), None)
                kept.append((page, "key", None))
            record.keep(kept)
            time.sleep(0.02)


def report(times: dict[str, list[tuple[float, float]]]) -> bool:
    """The table; whether any kind is over its limit."""
    failed = False
    print(f"{'':14}{'n':>5}{'p50':>8}{'p95':>8}{'at work, p50':>14}{'p95':>8}  ms")
    for kind, found in times.items():
        waited, worked = (sorted(each) for each in zip(*found, strict=True))
        last = min(int(0.95 * len(found)), len(found) - 1)
        over = waited[last] > LIMITS["search" if kind.startswith("search") else "page"]
        failed = failed or over
        numbers = (statistics.median(waited), waited[last], statistics.median(worked), worked[last])
        row = "".join(f"{number:{width}.0f}" for number, width in zip(numbers, (8, 8, 14, 8), strict=True))
        print(f"{kind:14}{len(found):5}{row}{'  over' if over else ''}")
    return failed


if __name__ == "__main__":
    main()
