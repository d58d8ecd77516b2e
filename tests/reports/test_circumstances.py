"""Where and when: the place of an event and its day, where the tense alone does not tell it."""

import pytest

from attache.model import Modality

from .news import read

FRIDAY = "2014-03-14"


@pytest.mark.parametrize(
    ("text", "anchor", "day"),
    [
        ("The interior minister faces a vote of no confidence on Thursday.", "vote", "2014-03-20"),
        ("Talks between the two governments resume on Monday.", "Talks", "2014-03-17"),
        ("The parliament voted on Thursday.", "voted", "2014-03-13"),
    ],
)
def test_a_weekday_of_what_is_to_come_is_the_next(text: str, anchor: str, day: str) -> None:
    events = [e for e in read(text, published=FRIDAY).events if e.anchor.text == anchor]
    assert [(e.when and e.when.start) for e in events] == [day]


def test_a_clock_time_of_what_is_over_is_of_the_day_told_of() -> None:
    text = "Soldiers arrested the mayor on Wednesday. At noon they seized the radio station."
    seized = [e for e in read(text, published=FRIDAY).events if e.anchor.text == "seized"]
    assert [(e.when and (e.when.start or "")[:10], e.modality) for e in seized] == [("2014-03-12", Modality.HAPPENED)]


def test_a_day_is_counted_from_the_clause_it_hangs_on() -> None:
    text = "Ministers froze the assets of eleven officers on Tuesday, two weeks after an airliner was shot down over Dovania."
    shot = [e for e in read(text, published=FRIDAY).events if e.anchor.text == "shot"]
    assert [e.when and e.when.start for e in shot] == ["2014-02-25"]


def test_postponed_talks_that_took_place_have_happened() -> None:
    text = "On 10 March the postponed preparatory talks finally took place in Osterholm."
    talks = [e for e in read(text, published=FRIDAY).events if e.anchor.text == "talks"]
    assert [e.modality for e in talks] == [Modality.HAPPENED]


def test_the_day_of_the_words_is_not_the_day_of_what_they_announce() -> None:
    text = "Moscow had announced on Monday that one battalion was being withdrawn from the Rostov region."
    withdrawn = [e for e in read(text, published="2014-04-02").events if e.anchor.text == "withdrawn"]
    assert [e.when for e in withdrawn] == [None]


def test_money_is_no_place() -> None:
    reading = read("The mayor said on Tuesday that pensions would be paid in hryvnias until the end of March.", published=FRIDAY)
    assert [e.place for e in reading.events] == [None] * len(reading.events)
