"""The two real pages that everything must be excellent on; skipped where they are not at hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from attache import intake, reports
from attache.language.core import Core, read_sentences
from attache.language.segment import quotation_marks
from attache.model import Article, Modality, Page, Reading, Statement

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not at hand")

# Statements of the first tier found with their source, cue and speaker, of 19; the rest is named by the test.
TIER_ONE = 16


@cache
def read() -> dict[str, tuple[Page, Reading]]:
    pages = list(intake.pages(sorted(SEEDS.glob("*.txt"))))
    sentences = read_sentences([page.text for page in pages], Core.load())
    return {
        Path(page.name).name: (page, reports.read(Article(page, found, quotation_marks(page.text))))
        for page, found in zip(pages, sentences, strict=True)
    }


def words(text: str) -> set[str]:
    return set("".join(c.lower() if c.isalnum() else " " for c in text).split())


def share(gold: dict[str, Any], said: Statement) -> float:
    wanted = words(" ".join(part["text"] for part in gold["content"]))
    ours = words(" ".join(part.text for part in said.content))
    return len(wanted & ours) / len(wanted | ours)


def trouble(gold: dict[str, Any], aliases: dict[str, list[str]]) -> str | None:
    """What is wrong with our reading of a statement that people marked; None where nothing is."""
    _, reading = read()[gold["doc"]]
    near = [s for s in reading.statements if share(gold, s) >= 0.5]
    wrong = [why for s in near if (why := _wrong(gold, s, reading, aliases))]
    return None if len(wrong) < len(near) else wrong[0] if wrong else "not found"


def _wrong(gold: dict[str, Any], best: Statement, reading: Reading, aliases: dict[str, list[str]]) -> str | None:
    """What keeps a statement of ours from being the one marked: its source, its cue or its speaker."""
    for field in ("source", "cue"):
        mine = getattr(best, field)
        if gold[field] and not (mine and words(mine.text) & words(gold[field][0]["text"])):
            return f"{field} {mine.text if mine else None!r} for {gold[field][0]['text']!r}"
    known = {actor.id: actor for actor in reading.actors}
    told = [" ".join((*known[s].names, *(m.text for m in known[s].mentions))) for s in best.speaker]
    for speaker in gold["speaker"]:
        forms = [*aliases.get(speaker, []), speaker.partition(":")[2]]
        if not speaker.startswith("person") and gold["source"]:
            forms.append(gold["source"][0]["text"])  # a group or an unnamed source is what the page calls it
        if not any(words(form) <= words(t) for form in forms for t in told):
            return f"speaker {told} for {speaker}"
    if len(best.speaker) != len(gold["speaker"]):
        return f"speakers {told} for {gold['speaker']}"
    return None


@cache
def gold() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SEEDS / "statements_gold.json").read_text(encoding="utf-8"))
    return found


def test_the_statements_people_marked_are_found_with_source_cue_and_speaker() -> None:
    wrong = {}
    for statement in gold()["statements"]:
        if statement["tier"] == 1 and (why := trouble(statement, gold()["aliases"])):
            wrong[statement["id"]] = why
    assert 19 - len(wrong) >= TIER_ONE, wrong


def test_no_clutter_is_left_and_no_sentence_is_lost() -> None:
    for name, (page, _) in read().items():
        kept = page.text.split("\n\n")
        for clutter in ("Advertisement", "COMMENTS", "[State Department]", "By JC Finley"):
            assert clutter not in kept, name
        assert not any(line.startswith("Please let us know") for line in kept)
    first = read()["000_2d23126f809847a8.txt"][0]
    assert first.byline == "JC Finley"
    assert first.credit == "State Department"


def test_what_has_not_happened_is_not_told_as_done() -> None:
    _, reading = read()["004_1850d00f83516c95.txt"]
    for event in reading.events:
        if event.anchor.text in ("meet", "invade", "talk") or "scheduled" in event.anchor.text:
            assert event.modality is not Modality.HAPPENED, event


def test_a_venue_is_no_party() -> None:
    for _, reading in read().values():
        names = {a.id: a.name for a in reading.actors}
        for event in reading.events:
            if event.type == "CONSULT":
                parties = {names.get(r.actor or "", r.span.text) for r in (*event.actors, *event.recipients)}
                assert not parties & {"Paris", "London", "France", "Brussels"}


def test_both_bounds_of_the_troops_stand_on_anonymous_word() -> None:
    _, reading = read()["004_1850d00f83516c95.txt"]
    names = {a.id: a.name for a in reading.actors}
    figures = [(f.low, f.high, [names.get(v, v) for v in f.voices]) for f in reading.figures]
    assert figures == [(30000, 100000, ["FOX News", "Anonymous sources"])]
