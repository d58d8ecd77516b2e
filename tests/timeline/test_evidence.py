"""Which reports tell of one event, and which never do."""

from __future__ import annotations

import pytest

from attache.model import Entry, Established, EventType, Modality, Outcome
from attache.timeline import establish
from attache.timeline.wording import deed, one_deed
from tests.timeline.news import News

PAIR = ("Ana Ilves", "Tomas Brandt")
BODY = (
    " The foreign ministers of the two river states, Ana Ilves and Tomas Brandt, have argued over the dam at "
    "Osterholm since the drought, and over who pays for the gauges on the lower canal."
)


def record(*news: News) -> Established:
    return establish([each.page for each in news], [each.reading for each in news])


def entries(type: EventType, *news: News) -> list[Entry]:
    return [each for each in record(*news).entries if each.type is type]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("met", "meeting", True),
        ("seized", "seizure", True),
        ("killed", "deaths", True),
        ("bombing", "exploded", True),
        ("voted", "referendum", True),
        ("met", "mourned", False),
        ("said", "said", True),
        ("said", "told", False),
        ("sign", "seize", False),
    ],
)
def test_words_of_one_deed(one: str, other: str, same: bool) -> None:
    assert one_deed(one, other) is same


def test_a_word_of_no_deed_names_none() -> None:
    assert deed("said") is None
    assert deed("arrested") == deed("custody")


def seized(name: str, text: str, anchor: str, day: str, when: tuple[str, str] | None = None) -> News:
    news = News(name, f"River quarrel\n\n{text}" + BODY, published=day)
    told = news.when(*when) if when else None
    news.event(EventType.COERCE, anchor, who=("Russia",), whom=("Ukraine",), when=told)
    return news


def test_a_deed_is_remembered_by_later_pages() -> None:
    first = seized("a", "Russia seized a barge of Ukraine on the lower canal on Saturday.", "seized", "2014-03-02",
                   ("Saturday", "2014-03-01"))  # fmt: skip
    later = seized("b", "Talks go on after Russia seized the barge of Ukraine on the canal.", "seized", "2014-03-09")
    (entry,) = entries(EventType.COERCE, first, later)
    assert entry.when is not None
    assert entry.when.start == "2014-03-01"
    assert len(entry.events) == 2


def test_what_could_be_either_of_two_is_left_alone() -> None:
    first = seized("a", "Russia seized a barge of Ukraine on the lower canal on Saturday.", "seized", "2014-03-02",
                   ("Saturday", "2014-03-01"))  # fmt: skip
    second = seized("b", "Russia seized a second barge of Ukraine on the canal on Tuesday.", "seized", "2014-03-05",
                    ("Tuesday", "2014-03-04"))  # fmt: skip
    later = seized("c", "Talks go on after Russia seized the barge of Ukraine on the canal.", "seized", "2014-03-09")
    assert len(entries(EventType.COERCE, first, second, later)) == 3


def threatened(day: str = "2014-03-07") -> News:
    news = News(
        "threat",
        "Russia threatens Ukraine with an embargo\n\nRussia threatened to impose sanctions on Ukraine." + BODY,
        published=day,
    )
    news.event(EventType.SANCTION, "sanctions", Modality.THREATENED, who=("Russia",), whom=("Ukraine",))
    return news


def imposed(day: str, when: str) -> News:
    news = News("act", "Ports closed\n\nRussia imposed sanctions on Ukraine on Monday." + BODY, published=day)
    told = news.when("Monday", when)
    news.event(EventType.SANCTION, "sanctions", who=("Russia",), whom=("Ukraine",), when=told)
    return news


def test_a_threat_comes_true_later_and_never_before() -> None:
    (entry,) = entries(EventType.SANCTION, threatened(), imposed("2014-03-10", "2014-03-10"))
    assert [change.modality for change in entry.history] == [Modality.THREATENED, Modality.HAPPENED]
    assert entry.modality is Modality.HAPPENED
    assert len(entries(EventType.SANCTION, threatened("2014-03-12"), imposed("2014-03-10", "2014-03-10"))) == 2


def deadline(day: str = "2014-03-07", words: str = "by Friday, March 14") -> News:
    text = f"An ultimatum\n\nRussia demanded that Ukraine free the barge {words}."
    news = News(f"demand-{day}", text + BODY, published=day)
    told = news.when(words.partition(" ")[2], "2014-03-14")
    news.event(EventType.RETREAT, "free", Modality.DEMANDED, who=("Ukraine",), whom=("Russia",), when=told)
    return news


def test_a_deadline_is_missed_when_a_page_after_it_asks_for_the_same() -> None:
    (ahead,) = record(deadline()).appointments
    assert ahead.outcome is Outcome.AHEAD
    (missed,) = record(deadline(), deadline("2014-03-16")).appointments
    assert missed.outcome is Outcome.MISSED
    assert missed.evidence == (deadline("2014-03-16").events[0].id,)


def test_a_deadline_of_which_nobody_speaks_again_has_no_report() -> None:
    other = imposed("2014-03-20", "2014-03-17")
    (only,) = record(deadline(), other).appointments
    assert only.outcome is Outcome.NO_REPORT


def visit(name: str, text: str, anchor: str, modality: Modality, day: str, value: str, *steps: str) -> News:
    news = News(name, f"A visit\n\n{text}" + BODY, published=day)
    told = news.when("Wednesday", value, *steps)
    news.event(EventType.CONSULT, anchor, modality, who=("Ana Ilves",), place="Paris", when=told)
    return news


def test_what_is_called_off_is_of_the_coming_wednesday() -> None:
    plan = visit("plan", "Ana Ilves will visit Paris on Wednesday.", "visit", Modality.SCHEDULED, "2014-03-09",
                 "2014-03-12", "weekday-next")  # fmt: skip
    off = visit("off", "Ana Ilves called off a visit to Paris planned for Wednesday.", "visit", Modality.CANCELLED,
                "2014-03-11", "2014-03-05", "weekday-last")  # fmt: skip
    (entry,) = entries(EventType.CONSULT, plan, off)
    assert entry.when is not None
    assert entry.when.start == "2014-03-12"
    (appointment,) = record(plan, off).appointments
    assert appointment.outcome is Outcome.CANCELLED
