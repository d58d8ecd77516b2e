"""The record's file: its tables, its lock, and what can go wrong with it, said plainly."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from attache.errors import RecordError, RecordLocked, RecordTooNew
from attache.store.migrations import FINDING, FOLLOWING, GROWING, VERSION, migrate

PATIENCE = 2.0  # seconds to wait for another writer: a watch or a correction writes for a moment, a reading for hours
APPLICATION = 0x61747461  # "atta", so that `file` and we can tell a record from any other database

# `page` and `reading` hold what was received and what it says: they are written as pages are read, both in
# one transaction. Everything below them follows from those two, and is replaced where it changes. A datum that
# changes is written anew under the next number, so that what is above a number is new since that number.
TABLES = f"""
CREATE TABLE page (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, url TEXT, outlet TEXT, language TEXT,
    headline TEXT, body TEXT NOT NULL, noun BLOB NOT NULL, day TEXT);
CREATE TABLE reading (page TEXT PRIMARY KEY, key TEXT NOT NULL, noun BLOB);
CREATE VIRTUAL TABLE page_words USING fts5(
    headline, body, content='page', content_rowid='n', tokenize='unicode61 remove_diacritics 2');

CREATE TABLE datum (
    n INTEGER PRIMARY KEY, record TEXT NOT NULL, id TEXT NOT NULL, page TEXT, start INTEGER, story TEXT,
    first_day TEXT, last_day TEXT, tag TEXT, modality TEXT, naming TEXT, noun BLOB NOT NULL,
    UNIQUE (record, id));
CREATE INDEX datum_id ON datum (id);
CREATE INDEX datum_page ON datum (page, record);
CREATE INDEX datum_story ON datum (story, record);
CREATE TABLE party (datum INTEGER NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL);
CREATE INDEX party_actor ON party (actor, role, datum);
CREATE INDEX party_datum ON party (datum);
CREATE VIRTUAL TABLE said_words USING fts5(words, tokenize='unicode61 remove_diacritics 2');
CREATE TABLE form (actor TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX form_actor ON form (actor);
CREATE TABLE member (page TEXT PRIMARY KEY, story TEXT, copy_of TEXT, published BLOB, day TEXT);
CREATE TABLE same (own TEXT PRIMARY KEY, actor TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
{FOLLOWING}{FINDING}{GROWING}"""


def connect(path: Path | None, *, write: bool) -> sqlite3.Connection:
    """The record at `path`, made when it is to be written and not there; in memory when `path` is None."""
    if path is None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        _make(connection)
        return connection
    with troubles(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=10) if write else _open_to_read(path)
        try:
            version = _check(connection, path, write=write)
            if version < VERSION:
                if not write:
                    return _brought_up(connection, path)
                migrate(connection)
            if write:  # only now: what is no record of ours is not touched
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA cache_size = -65536")  # KB: what one page touches lies all over the file
                connection.execute("PRAGMA journal_size_limit = 67108864")  # of the log beside it, once read back
        except BaseException:
            connection.close()
            raise
    return connection


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Opened so that nothing can be changed; on a disk that may be written, SQLite tidies up after itself."""
    if not path.is_file():
        raise RecordError(f"{path}: there is no such record; make one with: attache read PAGES -o {path}")
    address = path.absolute().as_uri()
    # On a disk that cannot be written SQLite may not lay its -shm beside the record, and need not.
    for mode in ("?mode=rw", "?mode=ro", "?mode=ro&immutable=1"):
        connection = sqlite3.connect(address + mode, isolation_level=None, timeout=10, uri=True)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.OperationalError:
            connection.close()
            if mode.endswith("immutable=1"):
                raise
    raise AssertionError("the last of the modes returns or raises")


def _brought_up(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """A record of an older version, opened to be read: itself brought up, or where that cannot be a copy of it."""
    lock = Lock(path)
    try:
        lock.take()
        try:
            connect(path, write=True).close()
        finally:
            lock.give_back()
    except RecordError:  # somebody writes it, or nobody may: it is read as a copy
        copy = sqlite3.connect(":memory:", isolation_level=None)
        connection.backup(copy)
        connection.close()
        migrate(copy)
        copy.execute("PRAGMA query_only = ON")
        return copy
    connection.close()
    return _open_to_read(path)


def _check(connection: sqlite3.Connection, path: Path, *, write: bool) -> int:
    """The version of its tables, which are made in a new file; refuses what is no record, or too new a one."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application == APPLICATION:
        if version > VERSION:
            raise RecordTooNew(
                f"{path}: written by a newer attache (record version {version}, this one knows {VERSION}); "
                "install the newer attache, or read the pages into a new record"
            )
        return int(version)
    if tables or application:
        raise RecordError(f"{path}: this is a database, but no attache record; give another path with -o")
    if not write:
        raise RecordError(f"{path}: the record is empty; fill it with: attache read PAGES -o {path}")
    _make(connection)
    return VERSION


def _make(connection: sqlite3.Connection) -> None:
    connection.executescript(
        f"BEGIN IMMEDIATE;\n{TABLES}\nPRAGMA application_id = {APPLICATION};\nPRAGMA user_version = {VERSION};\nCOMMIT;"
    )


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path | None) -> Iterator[sqlite3.Connection]:
    """All of it or nothing: committed at the end, undone when anything is raised."""
    with troubles(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def troubles(path: Path | None) -> Iterator[None]:
    """SQLite's errors as the record's own: the file, the reason, the way out."""
    try:
        yield
    except sqlite3.Error as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise RecordLocked(f"{path}: another process is writing it; try again when it is done") from error
        if "full" in reason:
            raise RecordError(
                f"{path}: the disk is full; what was reported as read is kept. Free some space and read again"
            ) from error
        if "not a database" in reason:
            raise RecordError(f"{path}: this is no attache record; give another path with -o") from error
        if "readonly" in reason or "unable to open" in reason:
            raise RecordError(f"{path}: it cannot be opened ({reason}); see who may write there") from error
        if "malformed" in reason:
            raise RecordError(f"{path}: the file is damaged; read the pages into a new record") from error
        raise RecordError(f"{path}: {reason}") from error


class Lock:
    """The right to write a record, held for as long as one reads into it; the system takes it back from the
    dead.

    It is a lock on a file beside the record, for SQLite drops its own locks whenever the same process closes
    any handle on the record itself.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + "-lock")
        self._record = path
        self._file: BinaryIO | None = None

    def take(self) -> None:
        """Raises RecordLocked where somebody else is writing."""
        if not self._path.parent.is_dir():
            raise RecordError(
                f"{self._record}: there is no folder {self._path.parent}; make it, or give another with -o"
            )
        until = time.monotonic() + PATIENCE
        while True:
            with _os_troubles(self._record):
                file = self._path.open("ab")
            if _hold(file):
                self._file = file
                return
            file.close()
            if time.monotonic() > until:
                raise RecordLocked(
                    f"{self._record}: another process is writing it; wait until it is done, "
                    "or read into another file with -o"
                )
            time.sleep(0.05)

    def give_back(self) -> None:
        """The lock file goes too, while it is still ours; an abandoned one does no harm."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            self._file.close()
            self._file = None


def _hold(file: BinaryIO) -> bool:
    """Whether the file is locked for us, and still is the one that others would open."""
    try:
        import fcntl
    except ImportError:  # Windows: the record's own transactions keep writers apart
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    # Its holder may have removed it between our opening and our locking; then the lock is on nothing.
    try:
        return os.path.samestat(os.fstat(file.fileno()), Path(file.name).stat())
    except FileNotFoundError:
        return False


@contextmanager
def _os_troubles(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RecordError(f"{path}: it cannot be written there ({error.strerror})") from error
