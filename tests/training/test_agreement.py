"""Two labellings of one page against each other, layer by layer."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.agreement import Count, compare, interval, main, pair, table, total, twins
from training.pages import LabelledPage, read

HEADER = """id: fen-01
story: fen-lock
outlet: Fen Courier
form: local
date: 2012-03-07
split: train
@ moss person Ada Moss (FEN)
@ fen country Fen (FEN)
@ ulm country Ulm (ULM)

# Fen and Ulm meet over lock

Minister Ada Moss said on Tuesday that about 40 barges were waiting.
Ulm refused to open the lock, and she threatened to close the river.
"""
FIRST = """| S indirect | Minister Ada Moss =moss | said | about 40 barges were waiting | on: on Tuesday =2012-03-06
| E REJECT:yield | refused | a: Ulm =ulm
| E CONCEDE:ease denied | open | a: Ulm =ulm
| E THREATEN | threatened | a: she =moss | r: Ulm =ulm
| F about 40 | ~40 | barges | barges
"""
SECOND = """| S indirect | Ada Moss =moss | said | 40 barges were waiting
| S indirect | she =moss | threatened | to close the river
| E REJECT | refused | a: Ulm =ulm | r: she =fen
| E RETREAT:access denied | open | a: Ulm =ulm
| E COERCE:restrict threatened | close
| E THREATEN | threatened | a: Ada Moss =moss
| F 40 | 40 | barges | barges
"""
QUIET = HEADER.replace("fen-01", "fen-02")


def page(labels: str, head: str = HEADER) -> LabelledPage:
    found, troubles = read(head + labels, "fen-01.txt")
    assert found is not None
    assert not troubles
    return found


def test_a_labelling_agrees_with_itself() -> None:
    row = compare(page(FIRST), page(FIRST))
    assert all(count.f1 == 1 for count in row.values())
    assert row["events: anchor"] == Count(3, 3, 3)


def test_each_layer_counts_what_both_hold() -> None:
    row = compare(page(FIRST), page(SECOND))
    assert row["statements: content"] == Count(1, 2, 1)
    assert row["  with source and cue"] == Count(1, 2, 0), "Ada Moss is less than half of Minister Ada Moss"
    assert row["  with cue"] == row["  with speaker"] == Count(1, 2, 1)
    assert row["events: anchor"] == Count(3, 4, 3)
    assert row["  with type"] == Count(3, 4, 2), "to open a lock is CONCEDE to one and RETREAT to the other"
    assert row["modality on shared anchors"] == Count(3, 3, 3)
    assert row["mode of shared events"] == Count(2, 2, 1)
    assert row["roles of shared events: words"] == Count(3, 3, 1)
    assert row["roles of shared events: party"] == Count(3, 3, 2), "she and Ada Moss are one party"
    assert row["figures"] == row["  with value"] == Count(1, 1, 1)
    assert row["  with half of the words"] == Count(1, 1, 0), "two characters of seven"
    assert row["mentions: words"].first == 3


def test_neither_labelling_is_the_measure() -> None:
    one, two = compare(page(FIRST), page(SECOND)), compare(page(SECOND), page(FIRST))
    assert {layer: count.f1 for layer, count in one.items()} == {layer: count.f1 for layer, count in two.items()}


def test_empty_layers_agree_and_pages_are_added() -> None:
    rows = [compare(page(FIRST), page(SECOND)), compare(page("", QUIET), page("", QUIET))]
    assert rows[1]["statements: content"].f1 == 1
    assert total(rows)["events: anchor"] == Count(3, 4, 3)
    low, high = interval(rows, "events: anchor")
    assert low <= total(rows)["events: anchor"].f1 <= high
    assert "  with type" in table(rows)


def test_pages_of_different_text_are_not_compared() -> None:
    with pytest.raises(ValueError, match="is not the text"):
        compare(page(FIRST), page("", HEADER.replace("over lock", "over sluice")))


def test_the_likest_are_paired_first_and_once() -> None:
    assert pair([10.0, 13.0], [12.0, 12.9], lambda a, b: 1 - abs(a - b) / 4) == [(10.0, 12.0), (13.0, 12.9)]


def test_the_pages_labelled_twice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pages = list(twins(Path("training/second")))
    assert len(pages) >= 30
    assert len({one.header["story"] for one, _ in pages}) == len(pages)
    assert main([]) == 0
    assert "statements: content" in capsys.readouterr().out
    assert main([str(tmp_path)]) == 1
