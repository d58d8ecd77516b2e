"""PLOVER rows: type and modality folded into one code, the record's own words beside it."""

from __future__ import annotations

import csv
import io

import pytest

from attache.model import EventType, Modality
from attache.store import Record
from attache.views import polecat

T, M = EventType, Modality


@pytest.mark.parametrize(
    ("type", "mode", "modality", "code"),
    [
        (T.CONSULT, "visit", M.HAPPENED, "CONSULT/visit"),
        (T.CONSULT, None, M.SCHEDULED, "AGREE"),
        (T.AID, "humanitarian", M.PROPOSED, "AGREE"),
        (T.RETREAT, "withdraw", M.DEMANDED, "REQUEST/yield"),
        (T.RETREAT, "withdraw", M.SCHEDULED, "AGREE"),
        (T.RETREAT, "resign", M.SCHEDULED, "RETREAT/resign"),
        (T.SANCTION, "impose", M.HAPPENED, "SANCTION"),
        (T.SANCTION, "impose", M.THREATENED, "THREATEN/relations"),
        (T.ASSAULT, "territory", M.THREATENED, "THREATEN/territory"),
        (T.ASSAULT, "aerial", M.SCHEDULED, "THREATEN/violence"),
        (T.AID, None, M.CANCELLED, "SANCTION/discontinue"),
        (T.COERCE, "curfew", M.CANCELLED, "CONCEDE"),
        (T.ASSAULT, None, M.DENIED, None),
        (T.ASSAULT, None, M.POSSIBLE, None),
        (T.VOTE, "referendum", M.HAPPENED, None),
        (T.ENACT, "recognise", M.HAPPENED, "SUPPORT"),
        (T.REQUEST, "meet", M.HAPPENED, "REQUEST/meet"),
        (T.REJECT, "deny", M.HAPPENED, "REJECT"),
    ],
)
def test_type_and_modality_are_folded(type: EventType, mode: str | None, modality: Modality, code: str | None) -> None:
    found = polecat.folded(type, mode, modality)
    assert (f"{found.type}/{found.mode}".rstrip("/") if found else None) == code


def test_what_was_refused_is_rejected_and_what_did_not_happen_is_nothing() -> None:
    assert polecat.folded(T.CONSULT, None, M.DENIED, refused=True) == polecat.Code(T.REJECT, "meet")
    assert polecat.folded(T.CONSULT, None, M.DENIED) is None


def test_every_type_of_plover_is_in_one_quad() -> None:
    types = [one for quad in polecat.QUADS.values() for one in quad]
    assert sorted(types) == sorted(set(EventType) - {T.VOTE, T.ENACT})


@pytest.mark.parametrize("type", EventType)
@pytest.mark.parametrize("modality", Modality)
def test_nothing_that_did_not_happen_is_coded_as_the_deed(type: EventType, modality: Modality) -> None:
    found = polecat.folded(type, None, modality, refused=True)
    if modality not in polecat.DONE and type not in polecat.WORDS and found is not None:
        assert found.type is not type


def test_rows_in_polecat_s_columns_with_spans_that_hold(record: Record) -> None:
    found = list(csv.DictReader(io.StringIO("".join(polecat.write(record))), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [(row["Event Type"], row["Event Mode"], row["Modality"]) for row in found] == [
        ("AGREE", "", "scheduled"),
        ("CONSULT", "visit", "happened"),
    ]
    pages = {page.id: page.text for page in record.pages()}
    for row in found:
        start, end = map(int, row["Event Span"].split("-"))
        assert pages[row["Page"]][start:end] == row["Event Text"]
        spans = [tuple(map(int, span.split("-"))) for span in row["Actor Spans"].split("; ")]
        assert [pages[row["Page"]][a:b] for a, b in spans] == row["Actor Name Raw"].split(";")
    held = found[1]
    assert held["Actor Name"] == "Anna Berg;Ivan Petrov"
    assert held["Recipient Name"] == ""
    assert (held["Placename"], held["Country"], held["Event Date"]) == ("Oslo", "NOR", "2031-04-12")
    assert held["Quad Code"] == "VERBAL COOPERATION"
    assert held["Intensity"] == ""


def test_a_hostile_page_adds_no_row_and_no_column(hostile: Record) -> None:
    lines = "".join(polecat.write(hostile)).split("\n")
    assert {line.count("\t") for line in lines if line} == {len(polecat.COLUMNS) - 1}
    assert len(lines) == 4
