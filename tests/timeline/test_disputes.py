"""Figures that cannot both be right stay side by side; those that can are no dispute."""

from __future__ import annotations

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
