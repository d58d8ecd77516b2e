"""Finding a screen at a time: what is found, in which order, and by whichever way the store goes about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from world import World

from attache.errors import NotInRecord
from attache.store import Record, search
from attache.store.search import Asked


@pytest.fixture
def record(path: Path) -> Record:
    return Record(path)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(words="border"), ["The border must open."]),
        (Asked(words="bord"), ["The border must open."]),  # while one types
        (Asked(words="bord "), []),
        (Asked(words='closer" OR'), []),
        (Asked(words="we closer"), ["We are closer than a week ago,"]),
        (Asked(speaker="Berg"), ["We are closer than a week ago,", "The border must open."]),
        (Asked(speaker="Berg", words="border", since="2031-04-08", until="2031-04-08"), ["The border must open."]),
        (Asked(speaker="Berg", until="2031-04-07"), []),
        (Asked(party="official"), ["The border must open."]),  # told by the official
        (Asked(outlet="The Post"), []),
        (Asked(quoted=True, story="t-oslo"), ["We are closer than a week ago,", "The border must open."]),
    ],
)
@pytest.mark.parametrize(("few", "many"), [(3000, 30000), (0, 30000), (0, 0)])
def test_statements(
    record: Record, asked: Asked, found: list[str], few: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FEW", few)  # the way it is looked for changes nothing
    monkeypatch.setattr(search, "MANY", many)
    answer = search.statements(record, asked)
    assert sorted(one.content[0].text for one in answer.items) == sorted(found)
    if few:
        assert answer.total == len(found)


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (Asked(place="oslo"), 2),
        (Asked(place="Oslo", modality="happened"), 1),
        (Asked(type="CONSULT", party="Petrov"), 2),
        (Asked(type="VOTE"), 0),
        (Asked(words="saturday"), 1),
        (Asked(words="Berg oslo", outlet="Harbour Wire"), 1),
        (Asked(quoted=True), 0),
    ],
)
def test_events(record: Record, asked: Asked, number: int) -> None:
    assert len(search.events(record, asked).items) == number


def test_entries_are_found_by_who_is_in_them(record: Record) -> None:
    assert [one.id for one in search.entries(record, Asked(party="Petrov", place="Oslo")).items] == ["n-oslo"]
    assert search.entries(record, Asked(party="official")).items == ()


def test_pages_are_found_with_a_passage(record: Record, world: World) -> None:
    (hit,) = search.pages(record, Asked(words="remain")).items
    assert hit.page == world.post.id
    assert hit.passage[1::2] == ("remain",)
    assert [hit.page for hit in search.pages(record, Asked()).items] == [world.post.id, world.copy.id, world.wire.id]
    assert [hit.page for hit in search.pages(record, Asked(speaker="Berg")).items] == [world.wire.id]


def test_a_screen_at_a_time(record: Record) -> None:
    first = search.statements(record, Asked(speaker="Berg"), limit=1)
    second = search.statements(record, Asked(speaker="Berg"), limit=1, offset=1)
    assert first.total == second.total == 2
    assert first.items != second.items


def test_nobody_of_that_name(record: Record) -> None:
    with pytest.raises(NotInRecord, match="Nobody"):
        search.statements(record, Asked(speaker="Nobody"))
    assert search.people(record, "Nobody") == ()
    assert [one.name for one in search.people(record, "ber", beginning=True)] == ["Anna Berg"]
