"""Figures: what is counted, in what unit, where, when and on whose word; trees made by hand."""

from __future__ import annotations

import pytest

from attache.mentions.amounts import amounts
from attache.mentions.dates import dates
from attache.model import (
    Article,
    Basis,
    Figure,
    Naming,
    Page,
    Place,
    Sentence,
    Statement,
    StatementKind,
    Token,
    When,
)
from attache.reports.figures import figures


def article(rows: str) -> Article:
    """A page of one sentence, a row a word: form, lemma, upos, head (from 1, 0 the root), relation."""
    tokens, text = [], ""
    for row in rows.strip().splitlines():
        form, lemma, upos, head, relation = row.split()
        text += " " if text and form not in ".," else ""
        xpos = {"VERB": "VBD", "AUX": "VBD"}.get(upos, upos)
        tokens.append(Token(len(text), len(text) + len(form), form, lemma, upos, xpos, int(head) - 1, relation))
        text += form
    day = When("2014-03-30", "2014-03-30", basis=Basis.METADATA)
    page = Page("p", "p", None, None, None, None, None, None, "en", text, (), (), day)
    return Article(page, (Sentence(0, len(text), 0, tuple(tokens), ()),), ())


ARMY = """
Aides aide NOUN 2 nsubj
told tell VERB 0 root
reporters reporter NOUN 2 obj
there there PRON 5 expl
are be VERB 2 ccomp
between between ADP 10 case
4,000 4,000 NUM 10 nummod
and and CCONJ 9 cc
6,000 6,000 NUM 7 conj
soldiers soldier NOUN 5 nsubj
near near ADP 12 case
Narva Narva PROPN 5 obl
. . PUNCT 2 punct
"""


def read(rows: str, statements: tuple[Statement, ...] = (), places: tuple[Place, ...] = ()) -> tuple[Figure, ...]:
    one = article(rows)
    return figures(one, amounts(one), statements, dates(one), places)


def test_a_range_of_soldiers_on_the_word_of_aides() -> None:
    one = article(ARMY)
    text = one.page.text
    content = one.page.span(text.index("there"), len(text) - 1)
    said = Statement(
        "s", "p", StatementKind.INDIRECT, (content,), None, None, ("a-aides",), Naming.UNNAMED, ("Courier",)
    )
    narva = Place(one.page.span(text.index("Narva"), text.index("Narva") + 5), "Narva", "EST")
    (figure,) = read(ARMY, (said,), (narva,))
    assert (figure.low, figure.high, figure.unit, figure.approximate) == (4000, 6000, "people", False)
    assert figure.counted is not None
    assert figure.counted.text == "soldiers"
    assert figure.voices == ("Courier", "a-aides")
    assert figure.place == narva


def test_without_a_statement_the_page_itself_counts() -> None:
    (figure,) = read(ARMY)
    assert figure.voices == ()
    assert figure.id.startswith("f-")


def test_people_are_counted_by_what_happened_to_them_and_when() -> None:
    rows = """
At at ADP 3 case
least least ADJ 1 fixed
20 20 NUM 5 nsubj:pass
were be AUX 5 aux:pass
killed kill VERB 0 root
on on ADP 7 case
Friday Friday PROPN 5 obl
. . PUNCT 5 punct
"""
    (figure,) = read(rows)
    assert (figure.low, figure.high, figure.unit, figure.counted) == (20, None, "people", None)
    assert figure.when is not None
    assert figure.when.start == "2014-03-28"


def test_dozens_of_people_and_the_adjectives_before_them() -> None:
    rows = """
Dozens dozen NOUN 5 nsubj
of of ADP 4 case
Estonian Estonian ADJ 4 amod
voters voter NOUN 1 nmod
stayed stay VERB 0 root
. . PUNCT 5 punct
"""
    (figure,) = read(rows)
    assert (figure.low, figure.high, figure.approximate, figure.unit) == (24, None, True, "people")
    assert figure.counted is not None
    assert figure.counted.text == "Estonian voters"


def test_money_says_what_it_is_for() -> None:
    rows = """
He he PRON 2 nsubj
pledged pledge VERB 0 root
$ $ SYM 2 obj
2 2 NUM 5 compound
billion billion NUM 3 nummod
in in ADP 7 case
aid aid NOUN 3 nmod
. . PUNCT 2 punct
"""
    (figure,) = read(rows)
    assert (figure.low, figure.unit) == (2e9, "USD")
    assert figure.counted is not None
    assert figure.counted.text == "aid"


@pytest.mark.parametrize(
    "rows",
    [
        "They they PRON 2 nsubj\nwaited wait VERB 0 root\ntwo two NUM 4 nummod\nweeks week NOUN 2 obl:tmod",
        "They they PRON 2 nsubj\nmet meet VERB 0 root\non on ADP 4 case\nMarch March PROPN 2 obl\n16 16 NUM 4 nummod",
        "One one NUM 4 nsubj\nof of ADP 3 case\nthem they PRON 1 nmod\nspoke speak VERB 0 root",
        "One one NUM 2 nummod\nproposal proposal NOUN 3 nsubj\nfailed fail VERB 0 root",
    ],
)
def test_what_is_no_figure(rows: str) -> None:
    assert read(rows) == ()
