"""The shelf on disk: tables that behave like dicts, a row fetched when it is asked for and written when all is
done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import fields
from typing import Any, TypeVar

import msgspec

from attache.model import Copy, Page
from attache.stories.shelf import Card, Node, Number, Shelf, Standing

V = TypeVar("V")

HELD = 200_000  # rows kept at hand, all tables together, from one page to the next

_GONE: Any = object()


class Table(MutableMapping[int, V]):
    """Rows of one kind by a number of up to 64 bits."""

    def __init__(self, db: sqlite3.Connection, kind: int, noun: Any) -> None:
        self._db, self._kind = db, kind
        self._decoder: msgspec.msgpack.Decoder[V] = msgspec.msgpack.Decoder(noun)
        self._held: dict[int, V] = {}
        self._changed: set[int] = set()

    def __getitem__(self, key: int) -> V:
        value = self._held.get(key)
        if value is None:
            found = self._db.execute(
                "SELECT value FROM shelf WHERE kind = ? AND key = ?", (self._kind, _signed(key))
            ).fetchone()
            value = self._held[key] = _GONE if found is None else self._decoder.decode(found[0])
        if value is _GONE:
            raise KeyError(key)
        return value

    def __setitem__(self, key: int, value: V) -> None:
        self._held[key] = value
        self._changed.add(key)

    def __delitem__(self, key: int) -> None:
        self._held[key] = _GONE
        self._changed.add(key)

    def __iter__(self) -> Iterator[int]:
        self.write()
        rows = self._db.execute("SELECT key FROM shelf WHERE kind = ?", (self._kind,)).fetchall()
        return iter([key & 0xFFFFFFFFFFFFFFFF for (key,) in rows])

    def __len__(self) -> int:
        self.write()
        return int(self._db.execute("SELECT count(*) FROM shelf WHERE kind = ?", (self._kind,)).fetchone()[0])

    def write(self) -> int:
        """Everything that changed, onto the disk; how many rows are at hand."""
        encode = msgspec.msgpack.Encoder().encode
        there = [(self._kind, _signed(key), encode(self._held[key])) for key in sorted(self._changed)
                 if self._held[key] is not _GONE]  # fmt: skip
        self._db.executemany("INSERT OR REPLACE INTO shelf (kind, key, value) VALUES (?, ?, ?)", there)
        gone = [(self._kind, _signed(key)) for key in self._changed if self._held[key] is _GONE]
        self._db.executemany("DELETE FROM shelf WHERE kind = ? AND key = ?", gone)
        self._changed.clear()
        return len(self._held)

    def drop(self) -> None:
        """Forgets what is at hand."""
        self._held.clear()
        self._changed.clear()


def _signed(key: int) -> int:
    return key - (1 << 64) if key >> 63 else key


def on_disk(db: sqlite3.Connection, page: Callable[[str], Page]) -> Shelf:
    """The shelf of a record; `page` fetches a page by its id."""
    cards: Table[Card] = Table(db, 0, Card)

    def fetch(n: Number) -> Page:
        return page(cards[n].id)

    return Shelf(
        fetch,
        cards=cards,
        standing=Table(db, 1, Standing),
        runs=Table(db, 2, list[int]),
        boilerplate=Table(db, 3, bool),
        copies=Table(db, 4, Copy),
        kids=Table(db, 5, list[int]),
        families=Table(db, 6, list[int]),
        anchors=Table(db, 7, list[int]),
        alike=Table(db, 8, dict[int, int]),
        nodes=Table(db, 9, Node),
        notes=Table(db, 10, int),
    )


def tables(shelf: Shelf) -> list[Table[Any]]:
    """All of a shelf's tables."""
    found = (getattr(shelf, field.name) for field in fields(shelf))
    return [each for each in found if isinstance(each, Table)]


def write(shelf: Shelf) -> None:
    """All that changed, onto the disk; what is at hand is let go of when it is much."""
    if sum(table.write() for table in tables(shelf)) > HELD:
        for table in tables(shelf):
            table.drop()
