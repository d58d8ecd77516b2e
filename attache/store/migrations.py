"""From each version of the record to the next: what a record written last year needs to be opened today.

A record says which version of the tables it was written with. Opened to be written, it is brought up to this
one's, in one transaction; opened to be read where it cannot be written, a copy in memory is. Each step is
tested on a record that the version before wrote (`tests/store/records`).
"""

from __future__ import annotations

import sqlite3

VERSION = 2  # of the tables; a file of a higher one was written by a newer attache

# Version 2 has the feeds a record follows, the pages it went to see for them, and how pages changed.
FOLLOWING = """
CREATE TABLE feed (address TEXT PRIMARY KEY, due TEXT, noun BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE visit (url TEXT PRIMARY KEY, feed TEXT NOT NULL, due TEXT, noun BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX visit_due ON visit (due) WHERE due IS NOT NULL;
CREATE INDEX visit_feed ON visit (feed);
CREATE TABLE version (page TEXT PRIMARY KEY, of TEXT NOT NULL, seen TEXT NOT NULL, noun BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX version_of ON version (of);
"""

# And what a reader finds things by: the words around an event, everybody's names, days, outlets, stories.
FINDING = """
CREATE VIRTUAL TABLE told_words USING fts5(words, tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE name_words USING fts5(words, tokenize='unicode61 remove_diacritics 2');
CREATE INDEX datum_day ON datum (record, first_day);
CREATE INDEX datum_weight ON datum (tag, length(noun)) WHERE record = 'actor';
CREATE INDEX datum_outcome ON datum (tag) WHERE record = 'appointment';
CREATE INDEX datum_latest ON datum (last_day, first_day, id) WHERE record = 'story';
CREATE INDEX page_outlet ON page (outlet);
CREATE INDEX member_story ON member (story);
CREATE INDEX member_day ON member (day);
CREATE INDEX member_copy ON member (copy_of) WHERE copy_of IS NOT NULL;
"""
_FOUND = """
DROP INDEX party_actor;
CREATE INDEX party_actor ON party (actor, role, datum);
INSERT INTO name_words (rowid, words)
    SELECT d.n, group_concat(f.words, ' ') FROM datum d JOIN form f ON f.actor = d.id
    WHERE d.record = 'actor' GROUP BY d.n;
INSERT INTO told_words (rowid, words)
    SELECT d.n, substr(p.body, max(d.start - 240, 0) + 1, 500) FROM datum d JOIN page p ON p.id = d.page
    WHERE d.record = 'event';
INSERT INTO party (datum, actor, role)
    SELECT n, lower(json_extract(CAST(noun AS TEXT), '$.place.name')), 'place' FROM datum
    WHERE record IN ('event', 'entry') AND json_extract(CAST(noun AS TEXT), '$.place.name') IS NOT NULL;
INSERT INTO party (datum, actor, role)
    SELECT DISTINCT y.datum, y.actor, d.record FROM party y JOIN datum d ON d.n = y.datum
    WHERE d.record IN ('entry', 'position', 'utterance') AND y.role != 'place';
"""

# And what a record grows by: pages still to be placed, the shelf, which story is told in which chapter, and who is
# in it (stories/shelf.py, store/grow.py).
GROWING = """
CREATE TABLE unplaced (page TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE shelf (kind INTEGER NOT NULL, key INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key))
    WITHOUT ROWID;
CREATE TABLE chapter (node INTEGER PRIMARY KEY, story TEXT NOT NULL, last TEXT, passed TEXT, wake TEXT);
CREATE INDEX chapter_last ON chapter (last);
CREATE INDEX chapter_wake ON chapter (wake) WHERE wake IS NOT NULL;
CREATE INDEX chapter_passed ON chapter (passed) WHERE passed IS NOT NULL;
CREATE TABLE cast_of (
    story TEXT NOT NULL, actor TEXT NOT NULL, page TEXT, start INTEGER, noun BLOB NOT NULL,
    PRIMARY KEY (story, actor)) WITHOUT ROWID;
CREATE INDEX cast_of_actor ON cast_of (actor, page, start);
CREATE TABLE tally (
    actor TEXT NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (actor, what, value)) WITHOUT ROWID;
"""

# What takes a record of the version named to the next one.
STEPS: dict[int, str] = {1: FOLLOWING + FINDING + GROWING + _FOUND}


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the tables up to `VERSION`, all the way or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again inside the transaction: another process may just have done it.
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        for step in range(version, VERSION):
            for statement in STEPS[step].split(";"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
