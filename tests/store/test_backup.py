"""A copy of a record while it is written, and what `check` finds wrong with one."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from world import World

from attache import wire
from attache.errors import RecordError
from attache.store import Record
from attache.store.backup import backup
from attache.store.check import check, integrity, orphans


def test_a_backup_holds_what_the_record_held(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.record"
    assert backup(path, copy) == 3
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.record", "oslo.record"]
    with Record(path) as one, Record(copy) as other:
        assert one.statements() == other.statements()
        assert integrity(other) == ()
        assert orphans(other) == ()
    (tmp_path / "safe").mkdir()
    assert backup(path, tmp_path / "safe") == 3
    assert (tmp_path / "safe" / "oslo.record").is_file()


def test_a_backup_is_made_while_somebody_writes(path: Path, tmp_path: Path, world: World) -> None:
    copy = tmp_path / "copy.record"
    stop = threading.Event()
    begun = threading.Event()

    def write() -> None:
        with Record(path, write=True) as record:
            for number in range(100_000):
                page = replace(world.wire, id=f"p-{number:012}", name=f"{number}.txt")
                record.keep([(page, "key", wire.pack(replace(world.readings[world.wire.id], page=page.id)))])
                begun.set()
                if stop.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        begun.wait(20)
        sizes = []
        for _ in range(3):
            sizes.append(backup(path, copy))
            with Record(copy) as record:
                assert len(record) == sizes[-1]
                assert integrity(record) == ()
                assert not [line for line in orphans(record) if "read" in line]
        assert sizes == sorted(sizes)
    finally:
        stop.set()
        writer.join()
    with Record(path) as record:
        assert len(record) >= sizes[-1]


def test_a_backup_takes_the_place_of_another_once_it_is_whole(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.record"
    copy.write_text("yesterday's")
    with pytest.raises(RecordError, match="no such record"):
        backup(tmp_path / "missing.record", copy)
    assert copy.read_text() == "yesterday's"
    backup(path, copy)
    with Record(copy) as record:
        assert len(record) == 3


def test_a_backup_says_what_it_cannot_do(path: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="the record itself"):
        backup(path, path)
    with pytest.raises(RecordError, match="no folder"):
        backup(path, tmp_path / "nowhere" / "copy.record")
    with pytest.raises(RecordError, match="no such record"):
        backup(tmp_path / "missing.record", tmp_path / "copy.record")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM page WHERE name LIKE 'the-post%'", "a reading of no page"),
        ("DELETE FROM reading WHERE rowid = 1", "a page that was never read"),
        ("DELETE FROM datum WHERE record = 'story'", "a story that is not told"),
        ("DELETE FROM datum WHERE id = 'a-berg'", "a party that is nobody"),
        ("INSERT INTO version VALUES ('p-1', 'p-2', '2031', x'')", "a version that is no page"),
        ("INSERT INTO party VALUES (99999, 'a-berg', 'actor')", "parties to no datum"),
    ],
)
def test_rows_that_belong_to_nothing_are_found(path: Path, damage: str, said: str) -> None:
    with Record(path) as record:
        assert orphans(record) == ()
    with sqlite3.connect(path) as db:
        db.execute(damage)
    db.close()
    with Record(path) as record:
        assert any(said in line for line in orphans(record))


def test_a_damaged_file_is_found_out(path: Path, tmp_path: Path) -> None:
    with Record(path, write=True) as record:  # large enough to have a middle
        world = World()
        record.keep([(replace(world.wire, id=f"p-{n:012}"), "key", None) for n in range(200)])
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = bytes(4096)
    path.write_bytes(data)
    try:
        with Record(path) as record:
            found = [*integrity(record), *orphans(record), *check(record).mismatches]
    except RecordError as error:
        found = [str(error)]
    assert found
    with pytest.raises(RecordError):
        backup(path, tmp_path / "copy.record")
    assert not (tmp_path / "copy.record").exists()
