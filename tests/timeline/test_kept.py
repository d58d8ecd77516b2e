"""`attache kept` and `attache changes`: what was announced, what became of it, what has been learnt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attache import pipeline, wire
from attache.cli.app import app
from attache.cli.asked import as_known
from attache.store import Record
from tests.timeline.test_calendar import announced, held, postponed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "river.record"
    with Record(path, write=True) as record:
        record.keep((each.page, "key", wire.pack(each.reading)) for each in (announced(), postponed(), held()))
        pipeline.establish(record)
    return path


def asked(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words))
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_kept_counts_what_became_of_the_announced(path: Path) -> None:
    assert "1 announced: 1 took place" in asked("kept", str(path))
    (only,) = json.loads(asked("kept", str(path), "--json"))
    assert (only["outcome"], len(only["moves"])) == ("took_place", 1)


def test_kept_as_of_a_day_hears_no_later_page(path: Path) -> None:
    assert "1 announced: 1 ahead, as known on 2014-03-15" in asked("kept", str(path), "--as-of", "2014-03-15")
    assert "six hours" not in asked("kept", str(path), "--as-of", "2014-03-20")
    with Record(path) as record, as_known(record, "2014-03-20") as then:
        assert len(then) == 2


def test_kept_of_one_outcome(path: Path) -> None:
    assert "1 announced" in asked("kept", str(path), "--outcome", "took_place")
    answer = CliRunner().invoke(app, ["kept", str(path), "--outcome", "held"])
    assert answer.exit_code == 2


def test_changes_since_a_day(path: Path) -> None:
    told = asked("changes", str(path), "--since", "2014-03-13", "--until", "2014-03-19")
    assert "Moved to another day (1)" in told
    assert "postponed until Monday 24 March" in told
    assert "Took place (1)" in asked("changes", str(path), "--since", "2014-03-20")
    kinds = {one["kind"] for one in json.loads(asked("changes", str(path), "--since", "2014-03-20", "--json"))}
    assert "took_place" in kinds


def test_changes_ask_since_when(path: Path) -> None:
    assert CliRunner().invoke(app, ["changes", str(path)]).exit_code == 2
    assert "nothing has been learnt" in asked("changes", str(path), "--since", "2014-03-25")
