"""The example sentences of events.toml are read as the table tells them."""

from __future__ import annotations

import pytest

from attache import pipeline
from bench import examples


@pytest.fixture(scope="module")
def read() -> list[examples.Answer]:
    return examples.answers(pipeline.core())


def test_most_events_of_the_examples_are_found_and_told_rightly(read: list[examples.Answer]) -> None:
    # Measured .98 and .93 (bench/examples.py); the floor leaves room for a sentence or two of each type. Most of
    # the events beside them are second ones that an example does not name: "agreed to share" is two.
    table = examples.counted(read)
    assert table["events found"] >= 0.94
    assert table["with the modality right"] >= 0.88
    assert table["found beside them"] <= 80


def test_nothing_that_has_not_happened_is_read_as_happened(read: list[examples.Answer]) -> None:
    wrong = [
        (told.anchor, answer.example.text)
        for answer in read
        for told in answer.example.events
        for event in answer.events
        if (event.anchor.text, event.type) == (told.anchor, told.type)
        and event.modality.value == "happened"
        and told.modality.value not in ("happened", "ongoing")
    ]
    assert len(wrong) <= 3, wrong
