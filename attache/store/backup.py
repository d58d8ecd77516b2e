"""A second copy of a record, made while it is read and written: what it holds at one moment, whole.

SQLite copies its own file page by page under a lock that lets writers go on; copying the file with `cp` while
somebody writes would miss what lies in the log beside it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from attache.errors import RecordError
from attache.store.disk import connect, troubles


def backup(record: Path, to: Path) -> int:
    """Copies a record to another file, and makes sure that it is whole; how many pages it holds.

    The copy takes the place of what is there once it is whole, and not before.
    """
    if to.is_dir():
        to = to / record.name
    if record.resolve() == to.resolve():
        raise RecordError(f"{to}: this is the record itself; give another file")
    if not to.parent.is_dir():
        raise RecordError(f"{to}: there is no folder {to.parent}; make it, or give another file")
    part = to.with_name(to.name + ".part")
    with suppress(FileNotFoundError):
        part.unlink()
    try:
        with closing(connect(record, write=False)) as source, troubles(to), closing(sqlite3.connect(part)) as copy:
            source.backup(copy)  # all of it in one step: one moment, and writers go on in the log meanwhile
            copy.execute("PRAGMA journal_mode = DELETE")
            trouble = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if trouble != "ok":
                raise RecordError(f"{to}: the copy is not whole ({trouble}); look at the record with: attache check")
            pages = int(copy.execute("SELECT count(*) FROM page").fetchone()[0])
        _to_disk(part)
        part.replace(to)
        _to_disk(to.parent)
    except OSError as error:
        raise RecordError(f"{to}: it cannot be written there ({error.strerror}); give another file") from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return pages


def _to_disk(path: Path) -> None:
    """What was written is on the disk, not on its way there."""
    with suppress(OSError):  # a folder cannot be opened everywhere
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
