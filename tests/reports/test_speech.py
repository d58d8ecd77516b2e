"""Who said what: sentences, and whose words they are."""

import pytest

from attache.model import Modality, Naming, StatementKind

from .news import names, read


@pytest.mark.parametrize(
    ("text", "content", "source", "cue", "kind"),
    [
        ('"The talks went well," Okoro said.', "The talks went well,", "Okoro", "said", StatementKind.DIRECT),
        ("Okoro said the talks went well.", "the talks went well.", "Okoro", "said", StatementKind.INDIRECT),
        ("The border will stay shut, said the minister.", "The border will stay shut", "the minister", "said", StatementKind.INDIRECT),
        ("Okoro said the talks were “a step forward for both sides”.", "the talks were “a step forward for both sides", "Okoro", "said", StatementKind.MIXED),
        ("Mensah insisted the sanctions would not work.", "the sanctions would not work.", "Mensah", "insisted", StatementKind.INDIRECT),
        ("A diplomat expressed concern over the fighting in the north.", "concern over the fighting in the north", "A diplomat", "expressed", StatementKind.INDIRECT),
        ("NATO has warned Russia about its troops.", "about its troops", "NATO", "has warned", StatementKind.INDIRECT),
        ("According to the ministry, forty people were killed.", "forty people were killed", "the ministry", "According to", StatementKind.INDIRECT),
    ],
)  # fmt: skip
def test_a_statement_has_its_words_its_source_and_its_cue(
    text: str, content: str, source: str, cue: str, kind: StatementKind
) -> None:
    said = read(text).statements
    found = [(s.content[0].text.rstrip("."), s.source and s.source.text, s.cue and s.cue.text, s.kind) for s in said]
    assert (content.rstrip("."), source, cue, kind) in found


def test_joint_speakers_are_both_speakers() -> None:
    reading = read("Okoro and Mensah said the border would open.")
    assert [sorted(names(reading, s.speaker)) for s in reading.statements] == [["Mensah", "Okoro"]]


def test_an_elided_subject_is_the_first_verbs() -> None:
    reading = read("Ann Okoro noted the progress made and said the border would open.")
    assert [names(reading, s.speaker) for s in reading.statements if s.cue and s.cue.text == "said"] == [["Ann Okoro"]]


def test_planned_speech_is_not_speech_that_happened() -> None:
    reading = read("The envoy will suggest more monitors along the border.")
    assert [s.modality for s in reading.statements] == [Modality.SCHEDULED]


def test_an_unnamed_source_is_an_actor_of_its_own_and_never_a_person() -> None:
    reading = read("An unnamed senior official said Kofi Mensah had resigned.")
    said = reading.statements[0]
    assert said.naming is Naming.UNNAMED
    assert names(reading, said.speaker) == ["An unnamed senior official"]


def test_a_relay_keeps_its_chain() -> None:
    text = (
        'According to the official, Kofi Mensah told Ann Okoro, "We have made no progress, but I am willing to talk."'
    )
    reading = read(text)
    inner = [s for s in reading.statements if s.kind is StatementKind.DIRECT]
    assert [names(reading, s.speaker) for s in inner] == [["Kofi Mensah"]]
    assert [names(reading, s.voices) for s in inner] == [["the official"]]


def test_a_quotation_over_several_sentences_is_one_statement() -> None:
    text = 'Okoro acknowledged, "This is a hard place to be in. Much time has been lost, so we must think."'
    said = read(text).statements
    assert [s.content[0].text for s in said if s.kind is StatementKind.DIRECT] == [
        "This is a hard place to be in. Much time has been lost, so we must think."
    ]


def test_a_quotation_goes_on_after_its_cue() -> None:
    text = '"We are very concerned," the official responded. "This is the second time inside a month."'
    said = [s for s in read(text).statements if s.kind is StatementKind.DIRECT]
    assert [[part.text for part in s.content] for s in said] == [
        ["We are very concerned,", "This is the second time inside a month."]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “people's republic” has no courts.",
        "The film “The Long Road” opened in Accra.",
    ],
)
def test_scare_quotes_and_titles_are_nobodys_statement(text: str) -> None:
    assert read(text).statements == ()


def test_a_paper_that_cites_officials_is_the_voice_before_theirs() -> None:
    reading = read("The Ledger Post, citing two intelligence officials, reported on Monday that a rocket had crossed the border.")
    said = reading.statements[0]
    assert [(said.source or said.content[0]).text, names(reading, said.voices)] == ["two intelligence officials", ["Ledger Post"]]


def test_what_a_speaker_rejects_is_not_handed_on_by_him() -> None:
    reading = read("Foreign Minister Esther Ngoma rejected Kofi Sato's demand that aid be handed out by the Movement.")
    assert {name for s in reading.statements if s.cue and s.cue.text == "demand" for name in names(reading, s.voices)} == set()


def test_words_spoken_to_the_page_itself_come_through_nobody() -> None:
    reading = read("Paulo Sato told this station that he had come for a handshake.")
    assert [names(reading, s.voices) for s in reading.statements] == [[]]
