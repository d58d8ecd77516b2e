"""Happened, or only announced: sentences and what should be made of them."""

import pytest

from attache.model import Modality

from .news import read


@pytest.mark.parametrize(
    ("sentence", "anchor", "modality"),
    [
        ("Kerry and Lavrov met in London on Friday.", "met", Modality.HAPPENED),
        ("NATO ministers will meet in Brussels on Tuesday.", "meet", Modality.SCHEDULED),
        ("NATO ministers are scheduled to meet in Brussels on Tuesday.", "meet", Modality.SCHEDULED),
        ("The two leaders plan to meet in Geneva next week.", "meet", Modality.SCHEDULED),
        ("Lavrov said Russia will not invade.", "invade", Modality.DENIED),
        ("The minister denied that Russia had invaded Ukraine.", "invaded", Modality.DENIED),
        ("Ghana could impose sanctions on Togo.", "sanctions", Modality.POSSIBLE),
        ("If Russia invades Ukraine, Poland will suffer.", "invades", Modality.POSSIBLE),
        ("Obama urged Putin to withdraw his troops.", "withdraw", Modality.DEMANDED),
        ("Obama urged Putin to withdraw his troops.", "urged", Modality.HAPPENED),
        ("Turkey threatened to attack Syria.", "attack", Modality.THREATENED),
        ("Kenya and Uganda held talks in Nairobi.", "talks", Modality.HAPPENED),
        ("Kenya and Uganda will hold talks in Nairobi.", "talks", Modality.SCHEDULED),
        ("The summit between Kenya and Uganda was cancelled on Monday.", "summit", Modality.CANCELLED),
        ("Army units are shelling the town of Bakhmut.", "shelling", Modality.ONGOING),
    ],
)
def test_modality_follows_the_verb_and_what_governs_it(sentence: str, anchor: str, modality: Modality) -> None:
    found = {event.anchor.text: event.modality for event in read(sentence).events}
    assert found.get(anchor) is modality, found


def test_a_headline_in_the_present_tells_of_what_happened() -> None:
    told = read("The talks lasted an hour.", headline="Kerry and Lavrov meet in London").events
    assert [event.modality for event in told if event.anchor.text == "meet"] == [Modality.HAPPENED]


def test_a_headline_with_an_infinitive_announces() -> None:
    told = read("They last spoke in May.", headline="Kerry, Lavrov to meet in Paris for another round of talks").events
    assert [event.modality for event in told if event.anchor.text == "meet"] == [Modality.SCHEDULED]
