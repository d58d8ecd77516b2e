"""What a record answers, in a notebook and as a DataFrame: names beside ids, words beside offsets, never markup."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from attache.errors import ExportError
from attache.frames import ROWS, Answer
from attache.store import Record


def test_an_answer_is_a_tuple(path: Path) -> None:
    with Record(path) as record:
        said = record.statements()
        assert isinstance(said, tuple)
        assert said == tuple(said)
        assert said[0] in said
        assert pickle.loads(pickle.dumps(said)) == said


def test_a_table_in_a_notebook_names_people(path: Path) -> None:
    with Record(path) as record:
        table = record.statements()._repr_html_()
        assert table.count("<tr>") == 3
        assert "Anna Berg" in table
        assert "We are closer than a week ago," in table
        assert "a-berg" not in table
        assert "<th>addressee</th>" not in table  # nobody's is known
        assert record.copies()._repr_html_().startswith("<table>")
        assert record.utterances()._repr_html_() == "<p><em>nothing</em></p>"
        for answer in (record.pages(), record.actors(), record.events(), record.figures(), record.stories(),
                       record.timeline(), record.appointments(), record.disputes(), record.digests()):  # fmt: skip
            assert answer._repr_html_().startswith("<table>")


def test_a_record_in_a_notebook(path: Path) -> None:
    with Record(path) as record:
        shown = record._repr_html_()
        assert "oslo.record" in shown
        assert "3 pages, 1 story, 1 event, 2 statements, 2 figures" in shown
        assert "Talks in Oslo" in shown
    assert "no pages" in Record()._repr_html_()


def test_an_article_brings_no_markup_into_a_notebook(world) -> None:
    hostile = '<img src=x onerror="alert(1)">\u202e\x1b[31m'
    page = replace(world.wire, headline=hostile, outlet=hostile, name=hostile)
    table = Answer((page,))._repr_html_()
    assert "<img" not in table
    assert "&lt;img" in table
    assert "\u202e" not in table
    assert "\x1b" not in table


def test_a_long_answer_is_counted(world) -> None:
    assert "… and 3 more" in Answer([world.closer] * (ROWS + 3))._repr_html_()


def test_a_frame_has_ids_and_offsets(path: Path) -> None:
    pytest.importorskip("pandas")
    with Record(path) as record:
        said = record.statements().to_pandas()
        assert list(said.speaker) == ["Anna Berg", "Anna Berg"]
        assert list(said.speaker_id) == ["a-berg", "a-berg"]
        assert said.content_start[0] == record.statements()[0].content[0].start
        numbers = record.figures().to_pandas()
        assert list(numbers.low) == [2000, 5000]
        assert list(record.timeline().to_pandas().when_start) == ["2031-04-12"]
        assert len(record.utterances().to_pandas()) == 0
        for answer in (record.pages(), record.actors(), record.events(), record.appointments(), record.copies()):
            assert len(answer.to_pandas()) == len(answer)


def test_without_pandas_the_command_that_installs_it_is_named(world, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ExportError, match=r"pip install 'attache\[pandas\]'"):
        Answer((world.closer,)).to_pandas()


def test_importing_attache_imports_nothing_heavy() -> None:
    heavy = ("numpy", "onnxruntime", "lxml", "msgspec", "sqlite3", "pandas", "fastapi", "typer", "rich")
    told = f"import sys, attache; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_attache_takes_less_than_a_fifth_of_a_second() -> None:
    # In time of this process: what else the machine does is not to blame.
    told = "import time; began = time.process_time(); import attache; print(time.process_time() - began)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.2
