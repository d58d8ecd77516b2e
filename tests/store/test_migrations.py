"""A record written by an older attache opens, says what it said, and takes what is new."""

from __future__ import annotations

import gzip
import os
import sqlite3
from pathlib import Path

import pytest
from world import World

from attache.store import Record
from attache.store.check import check
from attache.store.disk import Lock
from attache.store.migrations import STEPS, VERSION
from attache.views import jsonl

RECORDS = Path(__file__).parent / "records"
VERSIONS = sorted(STEPS)


def old_record(tmp_path: Path, version: int) -> Path:
    path = tmp_path / f"v{version}.record"
    path.write_bytes(gzip.decompress((RECORDS / f"v{version}.record.gz").read_bytes()))
    return path


def version_of(path: Path) -> int:
    with sqlite3.connect(path) as db:
        found = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    return int(found)


def tables(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as db:
        rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    db.close()
    return {name: " ".join(sql.split()) for name, sql in rows}


def rows(path: Path) -> list[tuple[object, ...]]:
    """The pages and data as they lie in the file."""
    with sqlite3.connect(path) as db:
        found = db.execute("SELECT id, body, noun FROM page ORDER BY id").fetchall()
        found += db.execute("SELECT id, record, noun FROM datum ORDER BY id, record").fetchall()
    db.close()
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("write", [False, True])
def test_a_record_of_an_older_version_says_what_it_said(tmp_path: Path, version: int, write: bool) -> None:
    path = old_record(tmp_path, version)
    assert version_of(path) == version
    before = rows(path)
    with Record(path, write=write) as record:
        assert check(record).mismatches == ()
        assert len(list(jsonl.write(record))) > 10
        assert record.statements(by="Berg")
    assert rows(path) == before
    assert version_of(path) == VERSION
    with Record(path, write=True) as record:  # and takes pages
        World().write(record)


@pytest.mark.parametrize("version", VERSIONS)
def test_its_tables_are_then_those_of_a_new_record(tmp_path: Path, version: int) -> None:
    path = old_record(tmp_path, version)
    Record(path, write=True).close()
    new = tmp_path / "new.record"
    Record(new, write=True).close()
    assert tables(path) == tables(new)


def test_while_another_process_writes_it_an_old_record_is_read_as_a_copy(tmp_path: Path) -> None:
    path = old_record(tmp_path, 1)
    lock = Lock(path)
    lock.take()
    try:
        with Record(path) as record:
            assert len(record) == 3
            assert record.statements()
    finally:
        lock.give_back()
    assert version_of(path) == 1


def test_where_it_cannot_be_written_an_old_record_is_read_as_a_copy(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    path = old_record(tmp_path, 1)
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with Record(path) as record:
            assert len(record) == 3
    finally:
        tmp_path.chmod(0o755)


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old_record(tmp_path, 1)
    monkeypatch.setitem(STEPS, 1, STEPS[1] + "CREATE TABLE nonsense syntax error")
    with pytest.raises(Exception, match="syntax error"):
        Record(path, write=True)
    assert version_of(path) == 1
    assert "feed" not in tables(path)
