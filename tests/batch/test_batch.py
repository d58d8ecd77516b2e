"""Archives in, tables out: one result on processes and on Spark, in whatever order and however cut."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from attache import pipeline, wire
from attache.batch import run, shards, tables
from attache.batch.run import opened
from attache.errors import AttacheError
from attache.model import Page, Reading
from attache.store import Record
from attache.views import jsonl
from tests.store.test_grow import news

COUNT = 40


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Page, Reading]]:
    return news(COUNT, seed=2)


@pytest.fixture
def given(pairs: list[tuple[Page, Reading]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pages as two files of lines; reading them gives the readings at hand."""
    monkeypatch.setattr(shards, "PAGES", 7)
    known = {page.id: reading for page, reading in pairs}
    monkeypatch.setattr(pipeline, "core", lambda: None)
    monkeypatch.setattr(pipeline, "read_pages", lambda pages, core: [known[page.id] for page in pages])
    folder = tmp_path / "input"
    folder.mkdir()
    for name, part in (("a", pairs[: COUNT // 2]), ("b", pairs[COUNT // 2 :])):
        lines = [json.dumps(wire.line(page)) for page, _ in part]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_the_tables_are_those_of_a_record(given: Path, pairs: list[tuple[Page, Reading]], tmp_path: Path) -> None:
    done = run([given], tmp_path / "out")
    record = Record()
    record.keep((page, "", wire.pack(reading)) for page, reading in pairs)
    pipeline.establish(record)
    assert done.rows["page"] == COUNT
    expected = [json.loads(line) for line in "".join(jsonl.write(record)).splitlines()]
    for table in wire.RECORDS:
        ids = sorted(line.get("id") or line["story"] for line in expected if line["record"] == table)
        key = "story" if table == "digest" else "id"
        assert sorted(row[key] for row in tables.read(tmp_path / "out", table, [key])) == ids, table


def test_order_and_portions_change_nothing(given: Path, tmp_path: Path) -> None:
    run([given / "a.jsonl", given / "b.jsonl"], tmp_path / "one")
    run([given / "b.jsonl", given / "a.jsonl"], tmp_path / "other")
    assert tables.hashes(tmp_path / "one") == tables.hashes(tmp_path / "other")


def test_what_was_read_is_not_read_again(given: Path, tmp_path: Path) -> None:
    first = run([given], tmp_path / "out")
    hashes = tables.hashes(tmp_path / "out")
    kept = sorted((tmp_path / "out" / "reading").glob("*.parquet"))
    kept[0].unlink()
    (kept[0].parent / ".half.parquet.123").write_bytes(b"a worker was killed here")
    again = run([given], tmp_path / "out")
    assert (first.read, again.read, again.found) == (len(kept), 1, len(kept) - 1)
    assert tables.hashes(tmp_path / "out") == hashes


def test_parquet_in_is_as_lines_in(given: Path, pairs: list[tuple[Page, Reading]], tmp_path: Path) -> None:
    arrow, parquet = tables.library()
    rows = [{"html": None, "text": page.text, "url": f"https://a.example/{at}", "date": page.published.start,
             "outlet": page.outlet} for at, (page, _) in enumerate(pairs) if page.published]  # fmt: skip
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "pages.parquet", row_group_size=9)
    lines = tmp_path / "pages.jsonl"
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    read = [
        [(page.id, page.text, page.outlet, page.published and page.published.start) for shard in shards.cut([file])
         for page in shards.pages(shard, lambda error: pytest.fail(str(error)))]
        for file in (lines, tmp_path / "pages.parquet")
    ]  # fmt: skip
    assert read[0] == read[1]
    assert len(read[0]) == COUNT


def test_what_is_no_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('[1]\n{"url": "x"}\nnot json\n', encoding="utf-8")
    done = run([tmp_path / "in.jsonl"], tmp_path / "out")
    assert len(done.refused) == 3
    assert all(reason.startswith("in.jsonl@0#") for reason in done.refused)
    with pytest.raises(AttacheError, match="two engines"):
        run([tmp_path], tmp_path / "out", engine="dask")


def test_a_story_of_a_batch_is_opened_as_a_record(given: Path, tmp_path: Path) -> None:
    run([given], tmp_path / "out")
    rows = list(tables.read(tmp_path / "out", "story", ["id", "pages"]))
    story = max(rows, key=lambda row: len(row["pages"]))
    assert opened(tmp_path / "out", tmp_path / "one.record", story=story["id"]) == len(story["pages"])
    with Record(tmp_path / "one.record") as record:
        assert {page.id for page in record.pages()} == set(story["pages"])
        assert [found.id for found in record.stories()] == [story["id"]]
    days = sorted(row["published"]["start"] for row in tables.read(tmp_path / "out", "page", ["published"]))
    opened(tmp_path / "out", tmp_path / "days.record", since=days[0], until=days[0])
    with Record(tmp_path / "days.record") as record:
        assert len(record) == days.count(days[0])


@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java")
def test_spark_gives_the_same_tables(given: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    run([given], tmp_path / "local")
    for partitions, files in ((1, "ab"), (2, "ba"), (4, "ab")):
        out = tmp_path / f"spark-{partitions}"
        shutil.copytree(tmp_path / "local" / "reading", out / "reading")  # read once: the fakes do not travel
        run([given / f"{name}.jsonl" for name in files], out, engine="spark", partitions=partitions)
        assert tables.hashes(out) == tables.hashes(tmp_path / "local")
