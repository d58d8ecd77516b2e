"""Asked as of a past day, the record knows what the pages of that day knew, and nothing later."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attache.model import EventType, Modality, Outcome
from attache.timeline import establish, out_by
from tests.timeline.news import News, london, paris
from tests.timeline.test_calendar import announced, held, postponed


def record_as_of(news: list[News], day: str):  # type: ignore[no-untyped-def]
    return establish([each.page for each in news], [each.reading for each in news], as_of=day)


NEWS = [announced(), postponed(), held(), london(), paris()]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(range(len(NEWS))), unique=True), st.integers(1, 31))
def test_the_record_as_of_a_day_is_that_of_the_pages_out_by_then(chosen: list[int], day: int) -> None:
    news, on = [NEWS[at] for at in chosen], f"2014-03-{day:02}"
    pages, readings = [each.page for each in news], [each.reading for each in news]
    out = out_by(pages, readings, on)
    then = [each for each in news if each.page.id in out]
    assert record_as_of(news, on) == record_as_of(then, on)


def test_pages_without_a_day_are_out_once_pages_that_are_out_date_them() -> None:
    result = News(
        "result.txt",
        "Crimea votes to join Russia\n\nOn March 16, Crimeans voted to join Russia, as the Crimean parliament had "
        "asked them to, while Kerry and Lavrov went on talking about Ukraine and the peninsula.",
        published="2014-03-17",
    )
    march = result.when("March 16", "2014-03-16")
    result.event(EventType.VOTE, "voted", who=("the Crimean",), place="Crimea", when=march)
    news = [london(), result, paris()]
    pages, readings = [each.page for each in news], [each.reading for each in news]
    assert out_by(pages, readings, "2014-03-14") == frozenset(), "what dates it is told three days later"
    assert out_by(pages, readings, "2014-03-17") == {london().page.id, result.page.id}
    assert paris().page.id not in out_by(pages, readings, "2014-04-30"), "one of many Sundays"


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2014-03-13", Outcome.AHEAD),
        ("2014-03-19", Outcome.MOVED),
        ("2014-03-24", Outcome.MOVED),
        ("2014-03-25", Outcome.TOOK_PLACE),
    ],
)
def test_an_outcome_is_told_once_a_page_tells_of_it(day: str, outcome: Outcome) -> None:
    (only,) = record_as_of(NEWS[:3], day).appointments
    assert only.outcome is outcome


def test_a_meeting_put_off_is_one_entry_on_its_new_day() -> None:
    found = record_as_of(NEWS[:3], "2014-03-31")
    (entry,) = [each for each in found.entries if each.type is EventType.CONSULT]
    assert entry.when is not None
    assert entry.when.start == "2014-03-24"
    assert [change.modality for change in entry.history] == [
        Modality.SCHEDULED,
        Modality.CANCELLED,
        Modality.HAPPENED,
    ]
