"""The table of reporting cues: enough of them, each whole, and the words for sources in their places."""

from __future__ import annotations

import pytest

from attache.errors import TableError
from attache.knowledge import reporting
from attache.model import Modality

FRAMES = {
    *("ccomp", "xcomp", "quote", "obj", "obl", "acl", "nmod", "parataxis", "that", "advcl", "csubj"),
    "advmod",
}


def test_the_table_goes_far_beyond_say_and_tell() -> None:
    cues = reporting.reporting_cues()
    assert sum(pos in ("verb", "noun") for _, pos in cues) >= 350


def test_every_cue_is_whole() -> None:
    for (lemma, _), rows in reporting.reporting_cues().items():
        for cue in rows:
            assert lemma == cue.lemma.split()[0].lower()
            assert cue.act in reporting.ACTS
            assert cue.frames
            assert {frame.split(":")[0] for frame in cue.frames} <= FRAMES
            assert cue.share is None or 0 <= cue.share <= 1


@pytest.mark.parametrize(
    ("lemma", "pos", "act"),
    [
        ("say", "verb", "say"),
        ("tell", "verb", "tell"),
        ("insist", "verb", "claim"),
        ("deny", "verb", "deny"),
        ("tweet", "verb", "write"),
        ("fear", "verb", "feel"),
        ("warning", "noun", "warn"),
        ("claim", "noun", "claim"),
        ("confident", "adj", "think"),
    ],
)
def test_ordinary_cues_have_their_act(lemma: str, pos: str, act: str) -> None:
    assert act in {cue.act for cue in reporting.reporting_cues()[lemma, pos]}


@pytest.mark.parametrize("lemma", ["smile", "laugh", "shout", "continue", "nod", "chant"])
def test_verbs_that_speak_only_beside_a_quotation_say_so(lemma: str) -> None:
    assert all(cue.needs_quote for cue in reporting.reporting_cues()[lemma, "verb"] if cue.particle is None)


@pytest.mark.parametrize("lemma", ["believe", "want", "hope", "suspect"])
def test_attitudes_are_told_from_speech(lemma: str) -> None:
    assert all(cue.think for cue in reporting.reporting_cues()[lemma, "verb"])


@pytest.mark.parametrize(
    ("lemma", "modality"),
    [("deny", Modality.DENIED), ("threaten", Modality.THREATENED), ("urge", Modality.DEMANDED)],
)
def test_a_cue_says_what_becomes_of_its_content(lemma: str, modality: Modality) -> None:
    assert reporting.reporting_cues()[lemma, "verb"][0].modality is modality


def test_a_measured_share_tells_saying_from_thinking() -> None:
    def share(lemma: str) -> float:
        measured = reporting.reporting_cues()[lemma, "verb"][0].share
        assert measured is not None
        return measured

    assert share("say") > 0.8 > 0.3 > share("think")


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("unnamed", "official"),
        ("vague", "anonymous"),
        ("collective", "critic"),
        ("media", "newspaper"),
        ("office", "ambassador"),
        ("body", "ministry"),
        ("document", "indictment"),
        ("hearer", "reporter"),
        ("spokesman", "interpreter"),
    ],
)
def test_words_for_sources_stand_where_they_are_looked_for(kind: str, word: str) -> None:
    assert word in reporting.nouns(kind)


def test_a_wrong_row_is_named_by_its_place() -> None:
    with pytest.raises(TableError, match=r"reporting.toml: \[cues\] row 3: 'sing' is no act"):
        list(reporting._cues({"verbs": ["sing"], "frames": [], "act": "sing"}, "[cues] row 3", {}))
    with pytest.raises(TableError, match="no such field: verb"):
        list(reporting._cues({"verb": ["sing"], "frames": [], "act": "say"}, "[cues] row 3", {}))
