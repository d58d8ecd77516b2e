"""Forms of news words are brought to the word the tables know, and to no other."""

from __future__ import annotations

import pytest

from attache.knowledge import inflection


@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        ("praised", "verb", "praise"),
        ("indicted", "verb", "indict"),
        ("expelled", "verb", "expel"),
        ("severed", "verb", "sever"),
        ("mobilizing", "verb", "mobilize"),
        ("froze", "verb", "freeze"),
        ("overthrown", "verb", "overthrow"),
        ("denies", "verb", "deny"),
        ("sanctions", "noun", "sanction"),
        ("attorneys", "noun", "attorney"),
        ("embassies", "noun", "embassy"),
        ("policemen", "noun", "policeman"),
    ],
)
def test_a_form_leads_to_its_word(form: str, pos: str, lemma: str) -> None:
    assert inflection.known_lemma(form, pos) == lemma


def test_a_word_no_table_names_is_left_alone() -> None:
    assert inflection.known_lemma("zorbed", "verb") is None
    assert inflection.known_lemma("", "noun") is None
