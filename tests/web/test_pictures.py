"""What pictures are drawn from: places, days and arcs in numbers, before they are SVG."""

from __future__ import annotations

import pytest

pytest.importorskip("jinja2")

from hypothesis import given, settings
from hypothesis import strategies as st

from attache.web import drawing, land, meetings
from attache.web.source import Mark, pieces
from attache.web.story import _variants


def item(id: str, first: str, last: str | None = None, lanes: tuple[int, ...] = (0,)) -> drawing.Item:
    return drawing.Item(id, first, last or first, "held", id, lanes)


LANES = [("Kerry", "a-1"), ("Lavrov", "a-2")]


def test_later_stands_to_the_right_and_what_is_shared_in_both_lanes() -> None:
    drawn = drawing.timeline(
        [item("a", "2014-03-14", lanes=(0, 1)), item("b", "2014-03-30")], LANES, start="2014-03-11", end="2014-03-31"
    )
    assert drawn is not None
    a, a2, b = drawn.marks
    assert a.x == a2.x < b.x
    assert a.y < a2.y
    assert (a.first, a2.first) == (True, False)
    assert drawn.joins == ((a.x, a.y, a2.y, "held"),)


def test_what_may_be_on_any_of_several_days_is_a_bar() -> None:
    drawn = drawing.timeline([item("a", "2014-03-10", "2014-03-16")], LANES, start=None, end=None)
    assert drawn is not None
    assert drawn.marks[0].x2 is not None
    assert drawn.marks[0].x2 > drawn.marks[0].x


def test_two_of_one_day_do_not_cover_each_other() -> None:
    drawn = drawing.timeline([item("a", "2014-03-10"), item("b", "2014-03-10")], LANES, start=None, end=None)
    assert drawn is not None
    assert drawn.marks[0].y != drawn.marks[1].y


def test_what_lies_years_away_is_counted_and_not_drawn() -> None:
    drawn = drawing.timeline(
        [item("a", "1954-02-19"), item("b", "2014-03-16")], LANES, start="2014-03-11", end="2014-03-31"
    )
    assert drawn is not None
    assert [mark.id for mark in drawn.marks] == ["b"]
    assert drawn.outside == 1


def test_nothing_dated_is_no_picture() -> None:
    assert drawing.timeline([], LANES, start=None, end=None) is None
    assert drawing.timeline([item("a", "", "")], LANES, start=None, end=None) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.dates(), st.integers(0, 4000)), min_size=1, max_size=12))
def test_a_picture_stays_in_its_frame(days: list[tuple[object, int]]) -> None:
    from datetime import date, timedelta

    items = []
    for number, (first, long) in enumerate(days):
        assert isinstance(first, date)
        last = first + timedelta(min(long, (date.max - first).days))
        items.append(item(f"n{number}", first.isoformat(), last.isoformat(), (number % 2,)))
    drawn = drawing.timeline(items, LANES, start=None, end=None)
    if drawn is not None:
        for mark in drawn.marks:
            assert drawn.left <= mark.x <= (mark.x2 or mark.x) <= drawn.width
            assert 0 <= mark.y <= drawn.height
        assert len(drawn.ticks) <= 40
        assert len(drawn.marks) + drawn.outside == len(items)


# --------------------------------------------------------------------------------------------------------- maps


def spot(name: str, lat: float, lon: float) -> land.Spot:
    return land.Spot(name, lat, lon, 1, True, False)


def test_east_is_right_and_north_is_up() -> None:
    drawn = land.drawn([spot("London", 51.5, -0.1), spot("Kiev", 50.4, 30.5), spot("Oslo", 59.9, 10.7)])
    assert drawn is not None
    at = {pin.spot.name: pin for pin in drawn.pins}
    assert at["London"].x < at["Oslo"].x < at["Kiev"].x
    assert at["Oslo"].y < at["London"].y < at["Kiev"].y
    assert drawn.land.startswith("M")


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (90, 0), (-90, 0), (60, 180), (60, -180), (-40, 175)])
def test_a_map_of_anywhere_shows_it(lat: float, lon: float) -> None:
    drawn = land.drawn([spot("There", lat, lon)])
    assert drawn is not None
    assert all(0 <= pin.x <= drawn.width and 0 <= pin.y <= drawn.height for pin in drawn.pins)


def test_no_places_are_no_map() -> None:
    assert land.drawn([]) is None


def test_the_land_is_where_it_is() -> None:
    def inside(lon: float, lat: float) -> bool:
        crossings = 0
        for low_x, low_y, high_x, high_y, ring in land.rings():
            if low_x <= lon <= high_x and low_y <= lat <= high_y:
                points = ring.tolist()
                for (x, y), (u, v) in zip(points, points[1:] + points[:1], strict=True):
                    if (y > lat) != (v > lat) and lon < (u - x) * (lat - y) / (v - y) + x:
                        crossings += 1
        return crossings % 2 == 1

    assert inside(2.35, 48.85)  # Paris
    assert inside(34.1, 45.0)  # Simferopol
    assert inside(-98, 39)
    assert not inside(-30, 40)  # the Atlantic
    assert not inside(34, 43.5)  # the Black Sea


# ----------------------------------------------------------------------------------------------------- meetings


def test_each_pair_is_counted_once_for_each_meeting() -> None:
    met = meetings.pairs([(("a", "b"), True), (("b", "a", "a"), True), (("a", "c"), False)])
    assert met == (meetings.Met("a", "b", 2, 0), meetings.Met("a", "c", 0, 1))
    net = meetings.net(met, {"a": "Kerry", "b": "Lavrov", "c": "Putin"})
    assert net is not None
    assert net.arcs[-1].label == "Kerry and Lavrov: 2 held"
    assert abs(net.nodes[0].y - net.nodes[1].y) == meetings.ROW
    assert meetings.net((), {}) is None


# ------------------------------------------------------------------------------------------------- marked text


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet="ab \n", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.booleans()), max_size=20),
)
def test_marked_text_is_the_text_and_each_datum_begins_once(text: str, places: list[tuple[int, int, bool]]) -> None:
    marks = [
        Mark(min(a, b, len(text)), min(max(a, b), len(text)), "said", f"s-{n}" if named else "", f"#{n}", "x")
        for n, (a, b, named) in enumerate(places)
        if min(a, b, len(text)) < min(max(a, b), len(text))
    ]
    cut = pieces(text, 0, len(text), marks, set())
    assert "".join(piece.text for piece in cut) == text
    begun = [id for piece in cut for id in piece.anchors]
    assert sorted(begun) == sorted(mark.id for mark in marks if mark.id)
    for piece in cut:
        assert bool(piece.kinds) == bool(piece.href)


def test_the_narrowest_datum_is_where_a_word_leads() -> None:
    outer, inner = Mark(0, 11, "said", "s-1", "#s-1", ""), Mark(4, 7, "event held", "e-1", "#e-1", "")
    cut = pieces("Kerry met him", 0, 13, [outer, inner], set())
    assert [(piece.text, piece.href) for piece in cut] == [
        ("Kerr", "#s-1"), ("y m", "#e-1"), ("et h", "#s-1"), ("im", None),
    ]  # fmt: skip


def test_wordings_differ_where_they_are_marked() -> None:
    one, other = _variants(["The border must open now.", "The border has to open now"])
    assert one == ("The border", "must", "open now.")
    assert other == ("The border", "has to", "open now")
