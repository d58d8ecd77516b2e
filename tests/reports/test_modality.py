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
        ("With the referendum days away, the army is on alert.", "referendum", Modality.SCHEDULED),
        ("The talks are due to start at six in the residence.", "talks", Modality.SCHEDULED),
        (
            "Kerry returns to Brussels on Tuesday for two days of talks with his counterparts.",
            "talks",
            Modality.SCHEDULED,
        ),
        ("The minister condemns Friday's bombing of the port.", "bombing", Modality.HAPPENED),
        ("The raid, days ahead of the vote, killed two men.", "raid", Modality.HAPPENED),
        ("The envoys parted without agreeing on a date.", "agreeing", Modality.DENIED),
        ("The leaders called off the summit they were to hold in June.", "summit", Modality.CANCELLED),
        ("Varga was to leave for London on Thursday to meet the French envoy.", "meet", Modality.SCHEDULED),
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
