"""Undated pages are dated by what they and their neighbours say, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attache.model import EventType, Modality, Span, When
from attache.timeline import establish
from tests.timeline.news import News, london, paris


def dated(*news: News) -> dict[str, When]:
    found = establish([each.page for each in news], [each.reading for each in news]).dated
    return {each.page.name: found[each.page.id] for each in news if each.page.id in found}


def reasons(when: When) -> list[str]:
    return [because.text if isinstance(because, Span) else because for because in when.because]


def test_two_undated_pages_date_each_other() -> None:
    found = dated(london(), paris())
    first, second = found["london.txt"], found["paris.txt"]
    assert (first.start, first.end, first.options) == ("2014-03-14", "2014-03-14", ())
    assert "2014-03-30" in {option.start for option in second.options}
    assert {option.start for option in second.options} >= {"2014-03-23", "2014-04-06"}, "one of these Sundays"
    (why,) = [reason for reason in reasons(first) if "of another page" in reason]
    assert why.startswith("its “Sunday” (vote) is “March 16” (voted) of another page: 2014-03-16")
    assert any("2013-02-01 to 2017-01-20" in reason for reason in reasons(first))


def test_alone_they_stay_wide_open() -> None:
    alone = dated(london())["london.txt"]
    assert (alone.start, alone.end) == ("2013-02-01", "2017-01-20"), "the term of the office-holder it names"
    assert dated(paris()) == {}


def test_a_third_page_with_a_known_date_settles_the_set() -> None:
    nato = News(
        "nato.txt",
        "NATO ministers gather in Brussels over Ukraine\n\n"
        "The ministers of NATO will meet in Brussels on April 1 to speak of Ukraine, Russia and the vote in "
        "Crimea, after Kerry and Lavrov sought a way out in Paris.",
        published="2014-03-31",
    )
    when = nato.when("April 1", "XXXX-04-01", "date-next")
    nato.event(EventType.CONSULT, "meet", Modality.SCHEDULED, who=("the NATO",), place="Brussels@2", when=when)
    found = dated(london(), paris(), nato)
    assert (found["paris.txt"].start, found["paris.txt"].end) == ("2014-03-30", "2014-03-30")
    assert found["london.txt"].start == "2014-03-14"


def test_a_bare_weekday_is_not_taken_for_the_nearest_past_one() -> None:
    news = News("a.txt", "A meeting\n\nThe council sits Friday in the old hall.", published="2014-03-11")
    news.when("Friday", "XXXX-WXX-5", "weekday-last")
    undated = News("b.txt", "A meeting\n\nThe council sits Friday in the new hall.")
    undated.when("Friday", "XXXX-WXX-5", "weekday-last")
    assert dated(news, undated) == {}


@pytest.mark.parametrize(("weekday", "number"), [("Sunday", 7), ("Monday", 1)])
def test_as_of_a_weekday_is_that_weekday(weekday: str, number: int) -> None:
    news = News("a.txt", f"No change\n\nAs of {weekday} the road over the pass was closed, as it was in March 2014.")
    news.when(weekday, f"XXXX-WXX-{number}", "weekday-last")
    march = news.when("March 2014", "2014-03-10")
    news.event(EventType.COERCE, "closed", when=march)
    other = News("b.txt", "Thaw\n\nThe road over the pass opened.", published="2014-04-01")
    found = dated(news, other)
    assert found == {}, "bounded below only: no date is better than a wrong one"


def test_a_date_told_as_past_contradicts_an_earlier_mark() -> None:
    news = News("a.txt", "Dam opened\n\nThe protocol was signed on May 2, 2016, at the dam.", published="2015-01-01")
    news.event(EventType.AGREE, "signed", when=news.when("May 2, 2016", "2016-05-02"))
    found = establish([news.page], [news.reading])
    assert news.page.id not in found.dated or found.dated[news.page.id].start != "2015-01-01"


def test_a_former_office_says_nothing_of_today() -> None:
    news = News("a.txt", "Talk\n\nFormer Secretary of State John Kerry spoke Friday.")
    news.actor("John Kerry", "former Secretary of State")
    assert dated(news) == {}


def test_a_weekday_beside_a_date_leaves_few_years() -> None:
    news = News(
        "a.txt", "Dam opened\n\nThe dam was opened on Monday, March 3. “It holds,” Secretary of State John Kerry said."
    )
    news.actor("John Kerry", "Secretary of State")
    news.said("It holds,", "John Kerry")
    monday = news.when("Monday, March 3", "XXXX-03-03", "date-last")
    news.event(EventType.ENACT, "opened", when=monday)
    found = dated(news)["a.txt"]
    assert (found.start, found.end) == ("2014-03-03", "2015-03-04"), "in no other year of his term is it a Monday"


def test_a_dateline_without_a_year_is_of_the_year_of_its_story() -> None:
    """ "WASHINGTON, March 11 (Meridian) - ... on Tuesday" is a Tuesday in 2014 and in 2025."""
    wire = News(
        "wire.txt",
        "Kerry weighs a flight to London over Crimea\n\n"
        "WASHINGTON, March 11 (Meridian) - Kerry and Lavrov spoke by telephone on Tuesday about Crimea, officials "
        "said. Lavrov asked Kerry to London before the referendum in Crimea.",
    )
    wire.page = replace(wire.page, dateline="WASHINGTON, March 11 (Meridian) -")
    wire.when("March 11", "XXXX-03-11", "date-last")
    tuesday = wire.when("Tuesday", "XXXX-WXX-2", "weekday-last")
    wire.event(EventType.CONSULT, "spoke", who=("Kerry", "Lavrov"), when=tuesday)
    later = News(
        "later.txt",
        "Kerry and Lavrov in London over Crimea\n\nKerry and Lavrov spoke in London about Crimea for six hours, "
        "two days before the referendum in Crimea, officials said.",
        published="2014-03-14",
    )
    assert dated(wire) == {}, "a Tuesday in 2014, in 2025 and in other years"
    when = dated(wire, later)["wire.txt"]
    assert (when.start, when.end) == ("2014-03-11", "2014-03-11")
    assert "the other pages of its story are of 2014-03-14" in reasons(when)


def test_two_counts_of_one_march_give_it_one_day() -> None:
    """ "Fishermen marched through Bergen on Saturday", "About 5,000 people marched through ... Bergen on Saturday"."""
    first = News(
        "first.txt",
        "Fishermen march through Bergen\n\nFishermen marched through Bergen on Saturday over the trawler Solvaag.",
        published="2024-03-17",
    )
    saturday = first.when("Saturday", "2024-03-16", "weekday-last")
    first.event(EventType.PROTEST, "marched", place="Bergen@2", when=saturday)
    other = News(
        "other.txt",
        "Fishermen march in Norway\n\nAbout 5,000 people marched through Bergen on Saturday over the trawler Solvaag.",
    )
    other.event(EventType.PROTEST, "marched", place="Bergen", when=other.when("Saturday", "XXXX-WXX-6", "weekday-last"))
    when = dated(first, other)["other.txt"]
    assert (when.start, when.end) == ("2024-03-16", "2024-03-22")


def test_talks_put_off_twice_date_no_page() -> None:
    """ "set for Thursday": which of the Thursdays they were set for, the page does not say."""
    words = "The ministers of Russia and Ukraine will meet in Paris on {} over the grain of the Danube ports."
    pages = []
    for day in ("2024-03-14", "2024-03-21"):
        news = News(f"{day}.txt", f"Grain talks in Paris\n\n{words.format(day)}", published="2024-03-11")
        news.event(
            EventType.CONSULT, "meet", Modality.SCHEDULED, who=("Russia", "Ukraine"), place="Paris@2",
            when=news.when(day, day),
        )  # fmt: skip
        pages.append(news)
    undated = News("undated.txt", f"Grain talks in Paris\n\n{words.format('Thursday')}")
    thursday = undated.when("Thursday", "XXXX-WXX-4", "weekday-next")
    undated.event(
        EventType.CONSULT, "meet", Modality.SCHEDULED, who=("Russia", "Ukraine"), place="Paris@2", when=thursday
    )
    assert "undated.txt" not in dated(*pages, undated)
    assert "undated.txt" in dated(pages[1], undated)
