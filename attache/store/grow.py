"""A record grown by the pages that are new: what they touch is established anew, and all else stands.

The shelf says which stories a page has changed; those are written anew, each as one chapter. Everybody is summed
up over the chapters he is in (`cast`, `tally`), and a chapter tells for which days it holds (`chapter`). A
correction that comes or goes changes the chapters its things are in; one that puts stories together or apart is
heeded by establishing the whole.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from attache import wire
from attache.model import Actor, Correction, Page, Reading
from attache.store.corrections import corrected, forget_touched, keep_touched
from attache.store.disk import transaction
from attache.store.rows import LISTED, Row, actor_row, rows
from attache.store.settle import dated, settled
from attache.store.shelf import write as write_shelf
from attache.store.write import members, note, noted, remove, sync_data

if TYPE_CHECKING:
    from attache.store.record import Record
    from attache.stories.shelf import Shelf
    from attache.stories.stream import Placed
    from attache.timeline.incremental import Chapter

PLACED = 200  # pages put on the shelf at once
BOUND = 100  # stories established at once


def establish(record: Record) -> None:
    """Brings a record up to the pages it holds and the corrections in force."""
    # Here and not above: asking a record needs no dating and no reconciling, and they take half a second to import.
    from attache.store.shelf import on_disk
    from attache.timeline import incremental

    made = record.corrections()
    if any(each.things[0].record == "story" for each in made):
        # What a person has put into one story stands in two on the shelf.
        readings = [reading for _, reading in record.raw_readings()]
        record.establish(incremental.whole(record.raw_pages(), readings, corrections=made))
        with transaction(record.db, record.path) as db:
            db.execute("DELETE FROM cast_of")
        return
    pages = Pages(record.db)
    if record.shelf is None:
        record.shelf = on_disk(record.db, pages.page)
    try:
        with transaction(record.db, record.path) as db:
            grow(db, record.shelf, pages, made)
    except BaseException:
        record.shelf = None  # what is at hand is not what is on the disk
        raise


def grow(db: sqlite3.Connection, shelf: Shelf, pages: Pages, made: Sequence[Correction] = ()) -> None:
    """Establishes what the pages that are not on the shelf yet have changed, and what corrections have."""
    from attache.stories import stream

    anew = noted(db, "grown") != "yes"
    if anew:
        _from_nothing(db, shelf)
    new = [one for (one,) in db.execute("SELECT page FROM unplaced ORDER BY page")]
    gone: set[int] = set()
    fresh: set[int] = set()
    for at in range(0, len(new), PLACED):
        placed: Placed = stream.place(shelf, [pages.page(one) for one in new[at : at + PLACED]])
        gone |= placed.gone
        fresh = (fresh - placed.gone) | set(placed.fresh)
    today = noted(db, "today") or None
    fresh |= corrected(db, made) - gone
    book = _Book(db, shelf, pages, made)
    old = book.forget(gone | fresh)
    book.write(sorted(fresh), old, today)
    latest = db.execute("SELECT max(last) FROM chapter").fetchone()[0]
    late = db.execute("SELECT node FROM chapter WHERE wake < ? OR passed >= ?", (latest, latest)).fetchall()
    again = {node for (node,) in late}
    book.write(sorted(again), book.forget(again), latest)
    book.everybody()
    if anew:
        _sweep(db)
    db.execute("DELETE FROM unplaced")
    write_shelf(shelf)
    heeded = wire.dumps(sorted(each.id for each in made))
    for name, value in (("grown", "yes"), ("today", latest or ""), ("stale", "no"), ("heeded", heeded)):
        note(db, name, value)


def _from_nothing(db: sqlite3.Connection, shelf: Shelf) -> None:
    """Empties the shelf and all that was told by it, and takes every page for a new one."""
    from attache.store.shelf import tables

    for table in tables(shelf):
        table.drop()
    for name in ("shelf", "chapter", "tally"):
        db.execute(f"DELETE FROM {name}")
    db.execute("DELETE FROM cast_of")
    forget_touched(db)
    note(db, "heeded", "[]")
    note(db, "today", "")
    db.execute("INSERT OR IGNORE INTO unplaced (page) SELECT id FROM page")


def _sweep(db: sqlite3.Connection) -> None:
    """After all was established from nothing: what stood before and nobody tells any more."""
    left = db.execute(
        "SELECT n FROM datum WHERE record <> 'actor' AND (story IS NULL OR story NOT IN (SELECT story FROM chapter)) "
        "OR record = 'actor' AND id NOT IN (SELECT actor FROM tally)"
    ).fetchall()
    for (number,) in left:
        remove(db, number)
    db.execute("DELETE FROM same WHERE actor NOT IN (SELECT actor FROM tally)")


class Pages:
    """The pages and readings of a record, fetched one by one."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def page(self, one: str) -> Page:
        noun, body = self._db.execute("SELECT noun, body FROM page WHERE id = ?", (one,)).fetchone()
        return replace(wire.unpack(noun, Page), text=body)

    def reading(self, one: str) -> Reading | None:
        found = self._db.execute("SELECT noun FROM reading WHERE page = ?", (one,)).fetchone()
        return wire.unpack(found[0], Reading) if found and found[0] is not None else None


class _Book:
    """The chapters as they are written."""

    def __init__(self, db: sqlite3.Connection, shelf: Shelf, pages: Pages, made: Sequence[Correction]) -> None:
        self._db, self._shelf, self._pages, self._made = db, shelf, pages, made
        self._told: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def forget(self, nodes: Iterable[int]) -> set[str]:
        """Takes chapters out; their rows stand until those of the new ones are known."""
        stories = set()
        for node in nodes:
            for (story,) in self._db.execute("SELECT story FROM chapter WHERE node = ?", (node,)).fetchall():
                stories.add(story)
                self._db.execute("DELETE FROM chapter WHERE node = ?", (node,))
            forget_touched(self._db, node)
        return stories

    def write(self, nodes: Sequence[int], old: set[str], today: str | None) -> None:
        """Establishes stories and writes what they say, in place of what the old ones said."""
        left = set(old)
        for at in range(0, len(nodes), BOUND):
            chapters = [(node, *self._chapter(node, today)) for node in nodes[at : at + BOUND]]
            wanted: list[Row] = []
            for node, one, own in chapters:
                self._db.execute(
                    "INSERT INTO chapter (node, story, last, passed, wake) VALUES (?, ?, ?, ?, ?)",
                    (node, one.story.id, one.last, one.passed, one.wake),
                )
                wanted += self._rows(one, own)
                keep_touched(self._db, one.established, node)
                left.add(one.story.id)
            stories = left if at + BOUND >= len(nodes) else {one.story.id for _, one, _ in chapters}
            sync_data(self._db, wanted, stories=stories)
            self._cast(stories, [one for _, one, _ in chapters])
            left -= stories
        if left:
            sync_data(self._db, (), stories=left)
            self._cast(left, ())

    def _chapter(self, node: int, today: str | None) -> tuple[Chapter, list[tuple[Page, Reading | None]]]:
        from attache.stories.stream import story_of
        from attache.stories.tree import pages_of
        from attache.timeline.incremental import chapter

        numbers = pages_of(self._shelf, node)
        own = [(page := self._shelf.page(n), self._pages.reading(page.id)) for n in numbers]
        copied = [self._shelf.copies[n] for n in numbers if n in self._shelf.copies]
        story = story_of(self._shelf, [page for page, _ in own])
        told = [reading for _, reading in own if reading is not None]
        made = self._made
        return chapter(story, [page for page, _ in own], told, copied, today=today, corrections=made), own

    def _rows(self, one: Chapter, own: Sequence[tuple[Page, Reading | None]]) -> list[Row]:
        found = one.established
        when = [(dated(page, found.dated), reading) for page, reading in own]
        self._db.executemany(
            "INSERT OR REPLACE INTO member (page, story, copy_of, published, day) VALUES (?, ?, ?, ?, ?)",
            members([page for page, _ in when], found),
        )
        self._db.executemany("INSERT OR REPLACE INTO same (own, actor) VALUES (?, ?)", list(found.same.items()))
        wrong = frozenset(found.wrong)
        said = [
            (page, settled(reading.without(wrong), found.same, page.published))
            for page, reading in when
            if reading is not None
        ]
        made = rows(replace(found, actors=()), said)
        return [row if row.story else replace(row, story=one.story.id) for row in made]

    # ------------------------------------------------------------------------------------------- everybody

    def _cast(self, stories: Collection[str], chapters: Sequence[Chapter]) -> None:
        """Who is in the stories, in place of who was."""
        from attache.timeline.incremental import told

        there = {
            (story, actor): noun
            for story in stories
            for actor, noun in self._db.execute("SELECT actor, noun FROM cast_of WHERE story = ?", (story,))
        }
        wanted = {(one.story.id, actor.id): actor for one in chapters for actor in one.established.actors}
        for (story, id), actor in wanted.items():
            noun, before = wire.pack(actor), there.pop((story, id), None)
            if noun == before:
                continue
            self._told[id].update(told(actor))
            if before is not None:
                self._told[id].subtract(told(wire.unpack(before, Actor)))
            first = min(((span.page, span.start) for span in actor.mentions), default=(None, None))
            self._db.execute(
                "INSERT OR REPLACE INTO cast_of (story, actor, page, start, noun) VALUES (?, ?, ?, ?, ?)",
                (story, id, *first, noun),
            )
        for (story, id), before in there.items():
            self._told[id].subtract(told(wire.unpack(before, Actor)))
            self._db.execute("DELETE FROM cast_of WHERE story = ? AND actor = ?", (story, id))

    def everybody(self) -> None:
        """Sums up those who are in other stories now, or otherwise, than before."""
        from attache.timeline.incremental import summed

        for id, changes in self._told.items():
            for (what, value), by in changes.items():
                if by:
                    self._db.execute(
                        "INSERT INTO tally (actor, what, value, count) VALUES (?, ?, ?, ?) "
                        "ON CONFLICT (actor, what, value) DO UPDATE SET count = count + excluded.count",
                        (id, what, value, by),
                    )
            self._db.execute("DELETE FROM tally WHERE actor = ? AND count = 0", (id,))
            tally: defaultdict[str, dict[str, int]] = defaultdict(dict)
            for what, value, count in self._db.execute("SELECT what, value, count FROM tally WHERE actor = ?", (id,)):
                tally[what][value] = count
            found: list[Row] = []
            if tally:
                found = [actor_row(replace(summed(id, tally), mentions=self._listed(id)))]
            sync_data(self._db, found, actor=id)
        self._told.clear()

    def _listed(self, id: str) -> tuple[Any, ...]:
        """The first of an actor's mentions."""
        spans: list[Any] = []
        for (noun,) in self._db.execute("SELECT noun FROM cast_of WHERE actor = ? ORDER BY page, start", (id,)):
            spans += wire.unpack(noun, Actor).mentions
            if len(spans) >= LISTED:
                break
        return tuple(sorted(spans, key=lambda span: (span.page, span.start, span.end)))[:LISTED]
