"""What was announced, where it was moved, and what became of it."""

from __future__ import annotations

from attache.model import Appointment, EventType, Modality, Outcome
from attache.timeline import establish
from tests.timeline.news import News

PAIR = ("Ana Ilves", "Tomas Brandt")
BODY = (
    " The foreign ministers of the two river states, Ana Ilves and Tomas Brandt, have argued over the dam at "
    "Osterholm since the drought, and over who pays for the gauges on the lower canal."
)


def announced(day: str = "Thursday 20 March") -> News:
    news = News(
        "announced",
        f"River talks set\n\nAna Ilves and Tomas Brandt will meet in Osterholm on {day}." + BODY,
        published="2014-03-13",
    )
    when = news.when(day, "2014-03-20")
    news.event(EventType.CONSULT, "meet", Modality.SCHEDULED, who=PAIR, place="Osterholm", when=when)
    return news


def postponed() -> News:
    news = News(
        "postponed",
        "River talks put off\n\nThe talks of Ana Ilves and Tomas Brandt in Osterholm on Thursday 20 March were "
        "postponed until Monday 24 March." + BODY,
        published="2014-03-19",
    )
    old = news.when("Thursday 20 March", "2014-03-20")
    news.when("Monday 24 March", "2014-03-24")
    news.event(EventType.CONSULT, "talks@2", Modality.CANCELLED, who=PAIR, place="Osterholm", when=old)
    return news


def held() -> News:
    news = News(
        "held",
        "River talks end\n\nAna Ilves and Tomas Brandt met in Osterholm on Monday for six hours." + BODY,
        published="2014-03-25",
    )
    monday = news.when("Monday", "2014-03-24")
    news.event(EventType.CONSULT, "met", who=PAIR, place="Osterholm", when=monday)
    return news


def outcomes(*news: News, as_of: str | None = None) -> list[Appointment]:
    found = establish([each.page for each in news], [each.reading for each in news], as_of=as_of)
    return list(found.appointments)


def test_ahead_until_its_day() -> None:
    (only,) = outcomes(announced())
    assert only.outcome is Outcome.AHEAD
    assert only.planned is not None
    assert only.planned.start == "2014-03-20"


def test_a_day_that_has_passed_proves_nothing() -> None:
    (only,) = outcomes(announced(), as_of="2014-03-30")
    assert only.outcome is Outcome.NO_REPORT
    assert only.evidence == ()


def test_moved_and_then_held() -> None:
    (only,) = outcomes(announced(), postponed(), held())
    (move,) = only.moves
    assert move.before is not None
    assert move.after is not None
    assert (move.before.start, move.after.start) == ("2014-03-20", "2014-03-24")
    assert only.outcome is Outcome.TOOK_PLACE
    assert only.evidence == (held().events[0].id,)


def test_moved_and_nothing_heard_since() -> None:
    (only,) = outcomes(announced(), postponed())
    assert only.outcome is Outcome.MOVED
    assert only.evidence == (postponed().events[0].id,)


def test_nothing_leaks_from_later_pages() -> None:
    (before,) = outcomes(announced(), postponed(), held(), as_of="2014-03-15")
    assert (before.outcome, before.moves) == (Outcome.AHEAD, ())
    (between,) = outcomes(announced(), postponed(), held(), as_of="2014-03-21")
    assert between.outcome is Outcome.MOVED


def test_called_off() -> None:
    news = News(
        "off",
        "River talks off\n\nThe talks of Ana Ilves and Tomas Brandt in Osterholm on Thursday 20 March were "
        "called off." + BODY,
        published="2014-03-18",
    )
    when = news.when("Thursday 20 March", "2014-03-20")
    news.event(EventType.CONSULT, "talks@2", Modality.CANCELLED, who=PAIR, place="Osterholm", when=when)
    (only,) = outcomes(announced(), news)
    assert only.outcome is Outcome.CANCELLED
