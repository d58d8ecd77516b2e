"""What changes a record: pages kept as they are read, and what they establish, replaced where it is no
longer so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from attache import wire
from attache.model import Established, Page, Reading, When
from attache.store.rows import Row, rows
from attache.store.settle import dated, days, settled


def keep(db: sqlite3.Connection, page: Page, key: str, reading: bytes | None) -> None:
    """A page and its reading, both or neither; `key` says which page, tables and core the reading came
    from.
    """
    day = days(page.published)[0]
    noun = wire.pack(replace(page, text=""))  # the text stands in `body`, once
    found = db.execute("SELECT n, headline, body FROM page WHERE id = ?", (page.id,)).fetchone()
    values = (page.name, page.url, page.outlet, page.language, page.headline, page.text, noun, day)
    if found:
        number, headline, body = found
        _forget_words(db, number, headline, body)
        db.execute(
            "UPDATE page SET name = ?, url = ?, outlet = ?, language = ?, headline = ?, body = ?, noun = ?, "
            "day = ? "
            "WHERE n = ?",
            (*values, number),
        )
    else:
        number = db.execute(
            "INSERT INTO page (name, url, outlet, language, headline, body, noun, day, id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, page.id),
        ).lastrowid
    db.execute("INSERT INTO page_words (rowid, headline, body) VALUES (?, ?, ?)", (number, page.headline, page.text))
    db.execute("INSERT OR REPLACE INTO reading (page, key, noun) VALUES (?, ?, ?)", (page.id, key, reading))
    note(db, "stale", "yes")
    if found:  # what was told with the page as it was is told anew
        note(db, "grown", "no")
    else:
        db.execute("INSERT OR IGNORE INTO unplaced (page) VALUES (?)", (page.id,))


def _forget_words(db: sqlite3.Connection, number: int, headline: str | None, body: str) -> None:
    db.execute(
        "INSERT INTO page_words (page_words, rowid, headline, body) VALUES ('delete', ?, ?, ?)",
        (number, headline, body),
    )


def note(db: sqlite3.Connection, name: str, value: str) -> None:
    """A word the record keeps about itself; one that it keeps already is not written again."""
    if noted(db, name) != value:
        db.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (name, value))


def establish(
    db: sqlite3.Connection, pages: Iterable[Page], readings: Mapping[str, Reading], established: Established
) -> None:
    """Replaces what was established by what is; a row that still says the same is not touched."""
    when = [dated(page, established.dated) for page in pages]
    wrong = frozenset(established.wrong)
    own = [
        (page, settled(readings[page.id].without(wrong), established.same, page.published))
        for page in when
        if page.id in readings
    ]
    sync_data(db, rows(established, own))
    _sync(db, "same", ("own", "actor"), {(one, actor) for one, actor in established.same.items()})
    _sync(db, "member", ("page", "story", "copy_of", "published", "day"), set(members(when, established)))
    note(db, "stale", "no")
    note(db, "grown", "no")


def members(pages: Iterable[Page], established: Established) -> list[tuple[object, ...]]:
    """Each page with its story, what it reprints and its day."""
    stories = {page: story.id for story in established.stories for page in story.pages}
    copies = {copy.page: copy.of for copy in established.copies}
    return [
        (
            page.id,
            stories.get(page.id),
            copies.get(page.id),
            _packed(established.dated.get(page.id)),
            days(page.published)[0],
        )
        for page in pages
    ]


def _packed(when: When | None) -> bytes | None:
    return None if when is None else wire.pack(when)


def _sync(db: sqlite3.Connection, table: str, columns: tuple[str, ...], wanted: Iterable[tuple[object, ...]]) -> None:
    """The table holds exactly the wanted rows afterwards; its first column is its key."""
    wanted = set(wanted)
    there = set(db.execute(f"SELECT {', '.join(columns)} FROM {table}"))
    db.executemany(f"DELETE FROM {table} WHERE {columns[0]} = ?", [(row[0],) for row in there - wanted])
    marks = ", ".join("?" for _ in columns)
    db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(wanted - there))


# Where the words of a datum are looked up: what was said, the words around an event, everybody's names.
_WORDS = {"statement": "said_words", "event": "told_words", "actor": "name_words"}
_COLUMNS = "page, start, story, first_day, last_day, tag, modality, naming, noun"


def sync_data(
    db: sqlite3.Connection, wanted: Iterable[Row], *, stories: Iterable[str] | None = None, actor: str | None = None
) -> None:
    """The data are exactly the wanted rows afterwards: all of the record's, or those of some stories, or one actor."""
    there = {(row[1], row[2]): (row[0], tuple(row[3:])) for row in _there(db, stories, actor)}
    # What changed is written under a number above all that went before: above a number stands what is new since.
    top = int(noted(db, "top") or 0) or (db.execute("SELECT max(n) FROM datum").fetchone()[0] or 0)
    begun, whole, seen = top, stories is None and actor is None, set()
    for row in wanted:
        key = (row.record, row.id)
        if key in seen:  # two sentences that say the same thing in the same place are one datum
            continue
        seen.add(key)
        if key not in there and not whole:  # it may stand in a story that it has left
            sql = f"SELECT n, {_COLUMNS} FROM datum WHERE record = ? AND id = ?"
            for found in db.execute(sql, key).fetchall():
                there[key] = (found[0], tuple(found[1:]))
        number, columns = there.get(key, (None, None))
        if columns == row.columns:
            continue
        if number is not None:
            remove(db, number)
        top += 1
        _insert(db, row, top)
    for key, (number, _) in there.items():
        if key not in seen:
            remove(db, number)
    if top != begun or noted(db, "top") is None:
        note(db, "top", str(top))


def _there(db: sqlite3.Connection, stories: Iterable[str] | None, actor: str | None) -> Iterator[tuple[Any, ...]]:
    sql = f"SELECT n, record, id, {_COLUMNS} FROM datum"
    if actor is not None:
        yield from db.execute(f"{sql} WHERE record = 'actor' AND id = ?", (actor,)).fetchall()
    elif stories is not None:
        for story in stories:
            yield from db.execute(f"{sql} WHERE story = ?", (story,)).fetchall()
    else:
        yield from db.execute(sql)


def noted(db: sqlite3.Connection, name: str) -> str | None:
    """A word the record keeps about itself; None where it keeps none."""
    found = db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
    return found[0] if found else None


def remove(db: sqlite3.Connection, number: int) -> None:
    """A datum, and all it is looked up by."""
    record, one = db.execute("SELECT record, id FROM datum WHERE n = ?", (number,)).fetchone()
    db.execute("DELETE FROM datum WHERE n = ?", (number,))
    db.execute("DELETE FROM party WHERE datum = ?", (number,))
    if record in _WORDS:
        db.execute(f"DELETE FROM {_WORDS[record]} WHERE rowid = ?", (number,))
    if record == "actor":
        db.execute("DELETE FROM form WHERE actor = ?", (one,))


def _insert(db: sqlite3.Connection, row: Row, number: int) -> None:
    db.execute(
        f"INSERT INTO datum (n, record, id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, row.record, row.id, *row.columns),
    )
    db.executemany(
        "INSERT INTO party (datum, actor, role) VALUES (?, ?, ?)", [(number, *party) for party in row.parties]
    )
    if row.words is not None and row.record in _WORDS:
        db.execute(f"INSERT INTO {_WORDS[row.record]} (rowid, words) VALUES (?, ?)", (number, row.words))
    db.executemany("INSERT INTO form (actor, words) VALUES (?, ?)", [(row.id, form) for form in row.forms])
