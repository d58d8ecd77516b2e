"""The plot: what is read once is not read again, and a page that cannot be read takes no other along."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from world import World, page

import attache
from attache import pipeline
from attache.errors import ReadError
from attache.model import Page, Reading
from attache.store import Record
from attache.views import jsonl

HOME = Path(__file__).parent.parent


def pages(count: int) -> list[Page]:
    return [page(f"Talks {n}\n\nBerg met Petrov.", outlet=f"Outlet {n}", day="2031-04-08") for n in range(count)]


def export(record: Record) -> str:
    return "".join(jsonl.write(record))


def test_a_page_is_read_once(fake_reading: list[str]) -> None:
    record = Record()
    assert pipeline.read_into(record, pages(5)).new == 5
    before = export(record)
    again = pipeline.read_into(record, pages(5))
    assert (again.new, again.known) == (0, 5)
    assert len(fake_reading) == 5
    more = pipeline.read_into(record, pages(7))
    assert (more.new, more.known) == (2, 5)
    assert len(fake_reading) == 7
    assert export(record) != before


def test_the_same_page_twice_in_one_go_is_one_page(fake_reading: list[str]) -> None:
    with_copy = [*pages(3), *pages(3)]
    assert len(attache.read(with_copy)) == 3
    assert len(fake_reading) == 3


def test_other_code_or_tables_mean_another_reading(fake_reading: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record()
    pipeline.read_into(record, pages(2))
    monkeypatch.setattr(pipeline, "reader_version", lambda: "another")
    assert pipeline.read_into(record, pages(2)).new == 2
    assert len(record) == 2


def test_any_order_and_any_portions_make_the_same_record(fake_reading: list[str]) -> None:
    whole = export(attache.read(pages(6)))
    assert export(attache.read(pages(6)[::-1])) == whole
    record = Record()
    for one in (pages(6)[4:], pages(6)[:2], pages(6)[1:5]):
        pipeline.read_into(record, one)
    assert export(record) == whole


def test_a_page_in_another_language_is_kept_and_not_read(fake_reading: list[str]) -> None:
    french = replace(pages(1)[0], language="fr")
    record = Record()
    assert pipeline.read_into(record, [french]).other_language == 1
    assert (len(record), fake_reading) == (1, [])
    assert pipeline.read_into(record, [french]).known == 1


def test_a_page_that_cannot_be_read_is_named_and_the_rest_is_read(
    fake_reading: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = pipeline.read_pages
    bad = pages(4)[2].id

    def read_pages(found: Iterable[Page], core: object) -> list[Reading]:
        if any(one.id == bad for one in found):
            raise RecursionError("a tree too deep")
        return good(list(found), core)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "read_pages", read_pages)
    with pytest.raises(RecursionError):
        pipeline.read_into(Record(), pages(4))
    monkeypatch.delenv("ATTACHE_STRICT")
    record, refused = Record(), list[ReadError]()
    done = pipeline.read_into(record, pages(4), refused=refused.append)
    assert (done.new, len(record)) == (3, 3)
    assert [str(error) for error in refused] == ["outlet-2.txt: could not be read (RecursionError: a tree too deep)"]


def test_what_a_process_sends_back_survives_the_way(fake_reading: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATTACHE_STRICT")
    monkeypatch.setattr(pipeline, "read_pages", lambda found, core: 1 / 0)
    done = pipeline.read_batch(pages(2))
    assert pickle.loads(pickle.dumps(done)) == done


def test_progress_is_told_of_pages_that_are_safe(fake_reading: list[str], tmp_path: Path) -> None:
    path = tmp_path / "safe.record"
    seen = []

    def told(one: Page) -> None:
        with Record(path) as other:
            assert other.key(one.id) is not None
        seen.append(one.id)

    with Record(path, write=True) as record:
        pipeline.read_into(record, pages(20), progress=told)
    assert len(seen) == 20


def test_a_record_stopped_before_it_was_established_is_caught_up(fake_reading: list[str], tmp_path: Path) -> None:
    path = tmp_path / "stopped.record"

    def stop(one: Page) -> None:
        raise KeyboardInterrupt

    with Record(path, write=True) as record, pytest.raises(KeyboardInterrupt):
        pipeline.read_into(record, pages(3), progress=stop)
    with Record(path) as record:
        assert record.stale
        assert len(record) == 3
    with Record(path, write=True) as record:
        pipeline.establish(record)
    with Record(path) as record:
        assert not record.stale
        assert export(record) == export(attache.read(pages(3)))


def test_read_from_python_into_a_file(fake_reading: list[str], tmp_path: Path, world: World) -> None:
    with attache.read(world.pages, into=tmp_path / "oslo.record") as record:
        assert len(record) == 3
        assert record.path == tmp_path / "oslo.record"


# ------------------------------------------------------------------------------- the whole way, with the core

SEEDS = HOME.parent / "shared" / "seeds"
EXAMPLES = HOME / "examples" / "crimea-2014"


def test_the_key_of_a_reading_knows_code_tables_and_weights() -> None:
    names = {name for name, _ in pipeline._files(pipeline.files("attache") / "language", "language")}
    assert "language/core.py" in names
    assert any(name.endswith(".onnx") for name in names)
    assert len(pipeline.reader_version()) == 32


@pytest.mark.parametrize("folder", [pytest.param(EXAMPLES, id="examples"), pytest.param(SEEDS, id="seeds")])
def test_whole_pages_end_to_end(folder: Path) -> None:
    from attache.store.check import check

    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not here")
    files = sorted(file for file in folder.iterdir() if file.suffix in (".txt", ".html", ".xml"))
    record = attache.read(files)
    done = check(record)
    assert done.mismatches == ()
    assert done.spans > 100
    assert record.statements()
    assert record.entries()
    assert export(attache.read(files[::-1])) == export(record)
