"""docs/exports.md says what the exports do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attache.model import EventType, Modality
from attache.views import VIEWS, polecat

DOCS = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
FOLDS = re.findall(r"^\| `([A-Z]+)` \| `([a-z]+)` \| (?:`([A-Z/a-z]+)`|no row) \|", DOCS, re.MULTILINE)


def test_every_way_out_stands_in_the_docs_with_its_file() -> None:
    for view in VIEWS:
        row = next(line for line in DOCS.splitlines() if line.startswith(f"| [`{view.name}`]"))
        assert f".{view.suffix}" in row


@pytest.mark.parametrize(("type", "modality", "code"), FOLDS)
def test_types_fold_as_the_docs_say(type: str, modality: str, code: str) -> None:
    found = polecat.folded(EventType(type), None, Modality(modality))
    assert (f"{found.type}/{found.mode}".rstrip("/") if found else "") == code


def test_the_docs_show_folds_of_most_types() -> None:
    assert len(FOLDS) >= 15
