"""A record grown page by page is the record made in one go, in whatever order its pages come."""

from __future__ import annotations

import random
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from attache import pipeline, wire
from attache.model import Page, Reading
from attache.store import Record
from attache.timeline import incremental
from attache.views import jsonl
from bench import synthetic

COUNT = 24


@cache
def bases() -> list[synthetic.Base]:
    """Three stories of ours, read."""
    found = synthetic.plain_pages()
    chosen = sorted({story for story, _ in found})[:3]
    return synthetic.bases([(story, page) for story, page in found if story in chosen])


def news(count: int, *, seed: int) -> list[tuple[Page, Reading]]:
    return list(islice(synthetic.news(bases(), seed=seed, a_day=4), count))


def kept(record: Record, pairs: list[tuple[Page, Reading]]) -> None:
    record.keep((page, "", wire.pack(reading)) for page, reading in pairs)
    pipeline.establish(record)


def export(record: Record) -> str:
    return "".join(jsonl.write(record))


def in_one_go(pairs: list[tuple[Page, Reading]]) -> str:
    record = Record()
    kept(record, pairs)
    return export(record)


@pytest.mark.parametrize("seed", range(4))
def test_page_by_page_in_any_order_is_the_record_of_one_go(seed: int) -> None:
    pairs = news(COUNT, seed=seed)
    expected = in_one_go(pairs)
    random.Random(seed).shuffle(pairs)
    record = Record()
    for at in range(COUNT):
        kept(record, pairs[at : at + 1])
    assert export(record) == expected


def test_a_record_on_disk_closed_after_every_page(tmp_path: Path) -> None:
    pairs = news(COUNT, seed=9)
    for at in range(0, COUNT, 3):
        with Record(tmp_path / "news.record", write=True) as record:
            kept(record, pairs[at : at + 3])
    with Record(tmp_path / "news.record") as record:
        assert export(record) == in_one_go(pairs)


def test_the_stories_bound_together_are_the_record() -> None:
    pairs = news(COUNT, seed=5)
    found = incremental.whole([page for page, _ in pairs], [reading for _, reading in pairs])
    record = Record()
    kept(record, pairs)
    assert set(record.stories()) == set(found.stories)
    assert set(record.entries()) == set(found.entries)
    assert set(record.appointments()) == set(found.appointments)
    assert record.actors() == found.actors
