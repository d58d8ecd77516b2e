"""One quotation on many pages is one utterance with its wordings."""

from __future__ import annotations

from attache.timeline import establish
from tests.timeline.news import News


def quoting(name: str, words: str, who: str = "Ana Ilves") -> News:
    news = News(name, f"{who} speaks\n\n{who} said: {words} That was all.")
    news.said(words, who)
    return news


def found(*news: News) -> list[tuple[int, list[str]]]:
    said = establish([each.page for each in news], [each.reading for each in news]).utterances
    return [(len(each.statements), [variant.text for variant in each.variants]) for each in said]


LONG = "We have lost a summer to this quarrel and we will not lose another one to it"
SHORT = "we will not lose another one to it"
OTHER = "The dam belongs to both of us and so does the water that stands behind it"


def test_trimmed_quotations_are_one_utterance() -> None:
    assert found(quoting("a", LONG), quoting("b", SHORT)) == [(2, [LONG, SHORT])]


def test_one_page_makes_no_utterance() -> None:
    assert found(quoting("a", LONG)) == []


def test_two_things_said_are_two() -> None:
    assert found(quoting("a", LONG), quoting("b", OTHER)) == []


def test_the_words_of_two_speakers_are_two() -> None:
    assert found(quoting("a", LONG), quoting("b", SHORT, "Tomas Brandt")) == []
