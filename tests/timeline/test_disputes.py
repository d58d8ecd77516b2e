"""Figures that cannot both be right stay side by side; those that can are no dispute."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attache.timeline import establish
from tests.timeline.news import News

TEXT = "Troops at the border\n\n{who} counted {number} foreign troops along the eastern border of the province, {who} said."


def page(name: str, who: str, number: str, low: float | None, high: float | None, day: str = "2014-03-30") -> News:
    news = News(name, TEXT.format(who=who, number=number), published=day)
    news.figure(number, low, high, "foreign troops", (news.actor(who),))
    return news


def disputed(*news: News) -> list[set[str]]:
    found = establish([each.page for each in news], [each.reading for each in news]).disputes
    names = {figure.id: figure.span.text for each in news for figure in each.figures}
    return [{names[id] for id in dispute.figures} for dispute in found]


def test_rival_figures() -> None:
    found = disputed(
        page("a", "Anna Weiss", "20,000", 20000, 20000),
        page("b", "Boris Kohl", "between 30,000 and 100,000", 30000, 100000),
    )
    assert found == [{"20,000", "between 30,000 and 100,000"}]


@pytest.mark.parametrize(("number", "low", "high"), [("more than 30,000", 30000, None), ("40,000", 40000, 40000)])
def test_figures_that_fit_into_each_other(number: str, low: float, high: float | None) -> None:
    assert (
        disputed(
            page("a", "Anna Weiss", number, low, high),
            page("b", "Boris Kohl", "between 30,000 and 100,000", 30000, 100000)
            if high
            else page("b", "Boris Kohl", "40,000", 40000, 40000),
        )
        == []
    )


def test_a_later_figure_of_the_same_voice_is_a_revision() -> None:
    first = page("a", "Anna Weiss", "20,000", 20000, 20000, "2014-03-28")
    second = page("b", "Anna Weiss", "25,000", 25000, 25000, "2014-03-30")
    assert disputed(first, second) == []


def test_two_counts_of_the_dead_on_one_page_and_the_count_of_the_day_before() -> None:
    """The police said four on Sunday and five on Monday: of their figures only the five disagrees with the seven."""
    sunday = News(
        "sunday",
        "Bomb at fish market\n\nA bomb exploded in a fish market in Bergen on Sunday, killing four people, police said.",
        published="2024-03-10",
    )
    sunday.figure("four", 4, 4, "people", (sunday.actor("the police", words="police"),))
    monday = News(
        "monday",
        "Hospital speaks of seven dead\n\nSeven people died in the bombing of the Bergen fish market on Sunday, "
        "Haukeland hospital said. The police put the number of dead at five.",
        published="2024-03-11",
    )
    day = monday.when("Sunday", "2024-03-10", "weekday-last")
    monday.figure("Seven", 7, 7, "people", (monday.actor("Haukeland hospital"),))
    monday.figures[0] = replace(monday.figures[0], when=day)  # the day of the deaths is not that of the count
    monday.figure("five", 5, 5, "number", (monday.actor("the police", words="police"),))
    monday.figures[1] = replace(monday.figures[1], unit=None)
    assert disputed(sunday, monday) == [{"Seven", "five"}]


def test_one_dispute_told_on_two_pages() -> None:
    """ "12,000 people took part; police put the number of marchers at 5,000", "About 5,000 ... spoke of 12,000"."""
    courier = News(
        "courier",
        "Fishermen march\n\nThe League said 12,000 people took part; police put the number of marchers at 5,000.",
        published="2024-03-17",
    )
    courier.figure("12,000", 12000, 12000, "people", (courier.actor("the League", words="League"),))
    courier.figure("5,000", 5000, 5000, "marchers", (courier.actor("the police", words="police"),))
    post = News(
        "post",
        "Fishermen march in Norway\n\nAbout 5,000 people marched through Bergen, police said, in the largest protest "
        "since the quarrel began. The organisers spoke of 12,000 marchers.",
    )
    post.figure("About 5,000", 5000, 5000, "people", (post.actor("the police", words="police"),))
    post.figure("12,000", 12000, 12000, "marchers")
    assert disputed(courier, post) == [{"12,000", "5,000", "About 5,000"}]
