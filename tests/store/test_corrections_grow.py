"""Corrections in a record that grows: heeded page by page as in one go, and gone without a trace when taken back."""

from __future__ import annotations

import random
from dataclasses import fields

import pytest
from store.test_grow import export, in_one_go, kept, news

from attache import wire
from attache.errors import CorrectionError
from attache.store import Record
from attache.timeline import incremental

COUNT = 20


def correct(record: Record, lot: random.Random) -> None:
    """Something put right at random; what makes no sense here is left."""
    people = [actor for actor in record.actors() if actor.type == "person"]
    entries, pages = record.entries(), record.pages()
    data = [*record.statements(), *record.events(), *record.figures()]
    deed = lot.choice(("merge", "merge", "split", "split", "wrong", "wrong", "date", "date"))
    day = f"2021-0{lot.randint(1, 9)}-1{lot.randint(0, 9)}"
    try:
        if deed == "merge":
            record.fix("merge", *(one.id for one in lot.sample(lot.choice((people, entries)), 2)), by="Ada")
        elif deed == "split":
            entry = lot.choice([one for one in entries if len(one.events) > 1] or entries)
            actor = lot.choice([one for one in people if len({span.page for span in one.mentions}) > 1] or people)
            whole, part = lot.choice(((entry.id, entry.events[0]), (actor.id, actor.mentions[0].page)))
            record.fix("split", whole, part, by="Ada")
        elif deed == "wrong":
            record.fix("wrong", lot.choice((lot.choice(data), lot.choice(entries))).id, by="Ada")
        else:
            record.fix("date", lot.choice((lot.choice(pages), lot.choice(entries))).id, to=day, by="Ada")
    except CorrectionError:
        pass


@pytest.mark.parametrize("seed", range(6))
def test_corrected_page_by_page_is_corrected_in_one_go(seed: int) -> None:
    pairs = news(COUNT, seed=seed)
    lot = random.Random(seed)
    record = Record()
    for at in range(0, COUNT, 4):
        kept(record, pairs[at : at + 4])
        correct(record, lot)
        correct(record, lot)
    made = record.corrections()
    assert len(made) > 3
    at_once = Record()
    at_once.keep((page, "", wire.pack(reading)) for page, reading in pairs)
    at_once.take_over(made)
    assert export(at_once) == export(record)
    assert {one.correction.id: one.touches for one in at_once.fixes()} == {
        one.correction.id: one.touches for one in record.fixes()
    }
    whole = incremental.whole([page for page, _ in pairs], [reading for _, reading in pairs], corrections=made)
    for name in ("stories", "entries", "appointments", "utterances", "disputes", "positions", "digests", "actors"):
        assert {wire.pack(one) for one in getattr(record, name)()} == {wire.pack(one) for one in getattr(whole, name)}
    assert {field.name for field in fields(whole)} >= {"touched", "wrong"}
    for one in record.fixes():
        record.undo(one.correction.id, by="Ben")
    assert export(record) == in_one_go(pairs)


@pytest.mark.parametrize("seed", range(2))
def test_stories_put_together_and_apart(seed: int) -> None:
    pairs = news(COUNT, seed=seed)
    record = Record()
    kept(record, pairs[:-4])
    one, two, *_ = record.stories()
    merged = record.fix("merge", one.id, two.id, by="Ada")
    kept(record, pairs[-4:])
    assert any({*one.pages, *two.pages} <= set(story.pages) for story in record.stories())
    large = max(record.stories(), key=lambda story: len(story.pages))
    split = record.fix("split", large.id, large.pages[0], by="Ada")
    assert any(story.pages == (large.pages[0],) for story in record.stories())
    at_once = Record()
    at_once.keep((page, "", wire.pack(reading)) for page, reading in pairs)
    at_once.take_over([merged, split])
    assert export(at_once) == export(record)
    record.undo(split.id)
    record.undo(merged.id)
    assert export(record) == in_one_go(pairs)
