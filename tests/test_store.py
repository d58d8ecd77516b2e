"""The record on disk: what is kept is kept, what is asked is answered, and no order of reading shows."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attache import wire
from attache.errors import NotInRecord, RecordError, RecordLocked, RecordTooNew
from attache.model import Basis, Established, Page, Precision, Reading, When
from attache.store import Record
from attache.store.check import check
from attache.store.disk import VERSION
from attache.store.settle import days, settled
from attache.views import jsonl


def dump(record: Record) -> str:
    return "".join(jsonl.write(record))


def test_a_record_gives_back_what_was_read_into_it(path: Path, world) -> None:
    with Record(path) as record:
        assert record.page(world.wire.id) == world.wire
        assert [page.outlet for page in record.pages()] == ["Harbour Wire", "Valley News", "The Post"]
        assert [one.content[0].text for one in record.statements()] == [
            "We are closer than a week ago,",
            "The border must open.",
        ]
        assert record.entries()[0].id == "n-oslo"
        assert record.last_day() == "2031-04-13"


def test_people_of_a_page_become_the_people_of_the_record(path: Path, world) -> None:
    with Record(path) as record:
        assert record.statements()[1].speaker == ("a-berg",)
        assert record.statements()[1].voices == ("a-official",)
        assert {role.actor for event in record.events() for role in event.actors} == {"a-berg", "a-petrov"}
        reading = record.reading(world.wire.id)
        assert [actor.id for actor in reading.actors] == ["a-berg", "a-petrov", "a-official"]
        # What was read stays as it was read: it will be established anew when other pages come.
        assert dict(record.raw_readings())[world.wire.id] == world.readings[world.wire.id]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"by": "Berg"}, 2),
        ({"by": "anna berg"}, 2),
        ({"by": "Petrov"}, 0),
        ({"about": "border"}, 1),
        ({"about": "closer border"}, 0),
        ({"about": 'bor"der* OR (x'}, 0),
        ({"kind": "direct"}, 2),
        ({"kind": "indirect"}, 0),
        ({"unnamed": True}, 0),
        ({"since": "2031-04-09"}, 0),
        ({"since": "2031-04-08", "until": "2031-04-08"}, 2),
        ({"story": "t-oslo"}, 2),
    ],
)
def test_statements_by_who_what_and_when(path: Path, asked: dict[str, object], count: int) -> None:
    with Record(path) as record:
        assert len(record.statements(**asked)) == count


def test_entries_by_party_type_state_and_day(path: Path) -> None:
    with Record(path) as record:
        assert record.entries(party="Petrov", type="CONSULT", modality="happened", since="2031-04-12")
        assert not record.entries(until="2031-04-11")
        assert not record.entries(type="VOTE")


def test_anything_is_found_by_its_id(path: Path, world) -> None:
    with Record(path) as record:
        for one in ("a-berg", "n-oslo", "m-oslo", "t-oslo", "d-troops", world.closer.id, world.low.id):
            assert record.find(one).id == one
        assert record.find(world.wire.id) == world.wire
        with pytest.raises(NotInRecord, match="s-nothing"):
            record.find("s-nothing")
        with pytest.raises(NotInRecord, match="Nobody"):
            record.who("Nobody")


def test_search_finds_the_paragraph(path: Path) -> None:
    with Record(path) as record:
        assert [span.text for span in record.search("closer week")] == [
            "“We are closer than a week ago,” Berg told reporters."
        ] * 2
        assert record.search("glacier") == ()
        assert record.search("") == ()


def test_the_order_of_reading_changes_nothing(world) -> None:
    exports = {dump(world.write(Record(), shuffled=seed)) for seed in range(12)}
    assert exports == {dump(world.write(Record()))}


def test_a_row_that_says_the_same_is_not_written_again(path: Path, world) -> None:
    with Record(path, write=True) as record:
        before = record._db.total_changes
        record.establish(world.established(world.pages))
        assert record._db.total_changes - before <= 1  # the note that it is not stale


def test_what_is_no_longer_established_is_gone(path: Path) -> None:
    with Record(path, write=True) as record:
        record.establish(Established((), {}, (), {}, (), (), ()))
        assert record.entries() == ()
        assert record.statements()  # a page still says what it says
        with pytest.raises(NotInRecord):
            record.who("Berg")


def test_a_date_of_a_week_not_known_is_resolved_once_the_page_is_dated(world) -> None:
    friday = When(value="XXXX-WXX-5", basis=Basis.RELATIVE, because=("weekday-nearest",))
    reading = Reading(world.wire.id, (), (), (), (), dates=(friday,))
    assert settled(reading, {}, None).dates == (friday,)
    assert settled(reading, {}, When("2031-04-12", "2031-04-12", basis=Basis.STATED)).dates[0].start == "2031-04-11"


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        (None, None, None),
        (When(), None, None),
        (When("2014-03-14", "2014-03-16"), "2014-03-14", "2014-03-16"),
        (When("2014-03-30T18:30+02:00", None, Precision.MINUTE), "2014-03-30", "2014-03-30"),
    ],
)
def test_days_of_a_when(when: When | None, first: str | None, last: str | None) -> None:
    assert days(when) == (first, last)


# ------------------------------------------------------------------------------------------------- troubles


def test_two_do_not_write_one_record(path: Path) -> None:
    with Record(path, write=True):
        with pytest.raises(RecordLocked, match=r"another process is writing it; wait"):
            Record(path, write=True)
        with Record(path) as reading:  # but one may read while another writes
            assert len(reading) == 3
    with Record(path, write=True):
        pass
    assert not path.with_name(path.name + "-lock").exists()


def test_asking_leaves_nothing_beside_the_record(path: Path) -> None:
    with Record(path) as record:
        assert record.statements()
        with pytest.raises(RecordError):
            record.establish(Established((), {}, (), {}, (), (), ()))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_record_that_may_only_be_read_is_read(path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with Record(path) as record:
            assert len(record) == 3
    finally:
        path.parent.chmod(0o755)


def test_a_record_of_a_newer_attache_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    before = path.read_bytes()
    for write in (False, True):
        with pytest.raises(RecordTooNew, match="install the newer attache"):
            Record(path, write=write)
    assert path.read_bytes() == before


def test_what_is_no_record_is_said_to_be_none(tmp_path: Path) -> None:
    other = tmp_path / "other.record"
    other.write_text("Kerry, Lavrov to meet in Paris\n" * 100)
    for write in (False, True):
        with pytest.raises(RecordError, match="no attache record"):
            Record(other, write=write)
    with pytest.raises(RecordError, match="attache read PAGES"):
        Record(tmp_path / "missing.record")
    with pytest.raises(RecordError, match="no folder"):
        Record(tmp_path / "no" / "folder.record", write=True)
    base = tmp_path / "a.db"
    with sqlite3.connect(base) as db:
        db.execute("CREATE TABLE recipe (name)")
    db.close()
    with pytest.raises(RecordError, match="no attache record"):
        Record(base, write=True)


def test_a_full_disk_loses_nothing(path: Path, world) -> None:
    with Record(path, write=True) as record:
        record._db.execute("PRAGMA max_page_count = 1")  # what a full disk looks like from inside
        many = [(_another(world.wire, number), "key", None) for number in range(200)]
        with pytest.raises(RecordError, match="disk is full; what was reported as read is kept"):
            record.keep(many)
        assert len(record) == 3
    with Record(path) as record:
        assert check(record).mismatches == ()
        assert len(record) == 3


def _another(page: Page, number: int) -> Page:
    from dataclasses import replace

    return replace(page, id=f"p-{number:012}", name=f"{number}.txt")


WRITER = """
import sys
from world import World
from attache import wire
from attache.store import Record
from dataclasses import replace
world = World()
with Record(sys.argv[1], write=True) as record:
    for number in range(100000):
        page = replace(world.wire, id=f"p-{number:012}")
        record.keep([(page, "key", wire.pack(replace(world.readings[world.wire.id], page=page.id)))])
        print(page.id, flush=True)
"""


def test_a_killed_writer_leaves_a_record_that_holds_all_it_reported(tmp_path: Path) -> None:
    path = tmp_path / "killed.record"
    here = Path(__file__).parent
    for round in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"},
        )
        assert writer.stdout is not None
        reported = [writer.stdout.readline().strip() for _ in range(5 + 7 * round)]
        time.sleep(0.01 * round)
        writer.send_signal(signal.SIGKILL)
        reported += writer.stdout.read().split()
        writer.wait()
        writer.stdout.close()
        with Record(path) as record:
            assert all(record.key(page) == "key" for page in reported if len(page) == 14)
            assert record._one("PRAGMA integrity_check") == "ok"
        with Record(path, write=True) as record:  # the lock died with its holder
            assert record.stale


# ------------------------------------------------------------------------------------------------- checking


def test_every_span_of_a_sound_record_quotes_its_page(path: Path) -> None:
    with Record(path) as record:
        done = check(record)
    assert done.mismatches == ()
    assert done.pages == 3
    assert done.spans > 40


def test_a_planted_mismatch_is_found_and_named(path: Path, world) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE datum SET noun = replace(CAST(noun AS TEXT), 'open', 'shut') WHERE id = ?",
                   (world.border.id,))  # fmt: skip
    db.close()
    with Record(path) as record:
        done = check(record)
    assert [one.where for one in done.mismatches] == [world.border.id]
    assert "must shut" in str(done.mismatches[0])
    assert "must open" in str(done.mismatches[0])


def test_nouns_survive_the_wire(world) -> None:
    record = world.write(Record())
    for line in jsonl.lines(record):
        noun = wire.noun(line)
        again = wire.line(noun)
        assert {key: again[key] for key in again} == {key: line[key] for key in again}
