"""The table of event types: every type whole, each example true to its sentence, mistakes named."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.errors import TableError
from attache.knowledge import events
from attache.model import EventType, Modality

DOCS = Path(__file__).parents[2] / "docs" / "event-types.md"
RELATIONS = {"obj", "iobj", "obl", "nmod", "amod", "compound"}


@pytest.mark.parametrize("kind", EventType)
def test_every_type_has_gloss_cues_and_examples(kind: EventType) -> None:
    block = events.event_kinds()[kind]
    assert block.gloss.endswith(".")
    assert block.plover
    assert len(block.cues) >= 25
    assert len(events.examples()[kind]) >= 12


@pytest.mark.parametrize("kind", EventType)
def test_every_type_has_an_idiom_that_must_not_be_read_as_it(kind: EventType) -> None:
    assert any(all(told.type is not kind for told in one.events) for one in events.examples()[kind])


@pytest.mark.parametrize("kind", EventType)
def test_examples_show_more_than_what_happened(kind: EventType) -> None:
    seen = {told.modality for one in events.examples()[kind] for told in one.events if told.type is kind}
    assert Modality.HAPPENED in seen
    assert len(seen) >= 2


def test_every_mode_is_glossed_and_has_a_cue() -> None:
    for block in events.event_kinds().values():
        used = {cue.mode for cue in block.cues} - {None}
        assert used <= set(block.modes)


@pytest.mark.parametrize(
    ("lemma", "pos", "expected"),
    [
        ("meet", "verb", EventType.CONSULT),
        ("talk", "noun", EventType.CONSULT),
        ("referendum", "noun", EventType.VOTE),
        ("withdrawal", "noun", EventType.RETREAT),
        ("annexation", "noun", EventType.ENACT),
        ("invade", "verb", EventType.ASSAULT),
        ("sanction", "noun", EventType.SANCTION),
        ("accuse", "verb", EventType.ACCUSE),
    ],
)
def test_ordinary_news_words_are_cues(lemma: str, pos: str, expected: EventType) -> None:
    assert expected in {cue.type for cue in events.cues()[lemma, pos]}


def test_the_most_restricted_cue_of_a_lemma_comes_first() -> None:
    for rows in events.cues().values():
        assert [cue.strictness for cue in rows] == sorted((cue.strictness for cue in rows), reverse=True)


def test_air_strikes_are_tried_before_labour_strikes() -> None:
    first = next(cue for cue in events.cues()["strike", "noun"] if not cue.object or "air" in cue.object)
    assert first.type is EventType.ASSAULT


def test_no_restriction_is_left_unopened_and_every_relation_is_known() -> None:
    for rows in events.cues().values():
        for cue in rows:
            words = cue.object + cue.not_object + cue.subject + cue.not_subject
            assert not [word for word in words if word.startswith("@")]
            assert {place.split(":")[0] for place in cue.recipient + cue.actor} <= RELATIONS


def test_light_verbs_put_the_particle_and_the_case_word_first() -> None:
    held = events.light_verbs()["hold"]
    assert held[0].lends == "actor"
    assert any(row.prep == "in" for row in events.light_verbs()["take"])
    assert any(row.lends == "recipient" for row in events.light_verbs()["face"])


@pytest.mark.parametrize(
    ("lemma", "pos", "modality"),
    [
        ("schedule", "verb", Modality.SCHEDULED),
        ("demand", "verb", Modality.DEMANDED),
        ("deny", "verb", Modality.DENIED),
        ("cancel", "verb", Modality.CANCELLED),
        ("threaten", "verb", Modality.THREATENED),
        ("proposal", "noun", Modality.PROPOSED),
        ("possibility", "noun", Modality.POSSIBLE),
    ],
)
def test_governors_say_what_became_of_it(lemma: str, pos: str, modality: Modality) -> None:
    assert modality in {rule.modality for rule in events.governors()[lemma, pos]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Kerry met Lavrov."}, '"Putin\'s circle" does not occur in the sentence'),
        ({"events": [{"anchor": "met", "type": "TEA", "modality": "happened"}]}, "'TEA' is no event type"),
        ({"events": [{"anchor": "met", "type": "CONSULT", "modality": "done"}]}, "'done' is no modality"),
        (
            {"events": [{"anchor": "met", "type": "CONSULT", "modality": "happened", "mode": "tea"}]},
            "'tea' is not among the modes of CONSULT",
        ),
    ],
)
def test_a_wrong_example_is_named_by_its_place(change: dict[str, object], message: str) -> None:
    told = {"anchor": "met", "type": "CONSULT", "modality": "happened", "actors": ["Putin's circle"]}
    row = {"text": "Putin's circle met.", "events": [told], **change}
    with pytest.raises(TableError) as caught:
        events._example(EventType.CONSULT, 2, row, events.event_kinds())
    assert str(caught.value).startswith("events.toml: [CONSULT] example 2: ")
    assert message in str(caught.value)


def test_an_unknown_field_or_set_is_named() -> None:
    with pytest.raises(TableError, match="no such field: objekt"):
        list(events._cues(EventType.AID, {"verbs": ["give"], "objekt": []}, "[AID] cues 1", {}, {}))
    with pytest.raises(TableError, match="there is no set '@gifts'"):
        events._these(["@gifts"], {})


def test_the_table_without_its_examples_is_the_table() -> None:
    import tomllib

    whole = tomllib.loads(events._text())
    for kind in EventType:
        del whole[kind.value]["examples"]
    assert events._table() == whole


def test_the_page_in_docs_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == events.markdown(), (
        "run: python -m attache.knowledge.events > docs/event-types.md"
    )
