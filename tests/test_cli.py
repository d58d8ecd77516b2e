"""The commands, as somebody types them: what they print, where they complain, and how they end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from world import World

from attache import wire
from attache.cli.app import app, main
from attache.store import Record
from attache.views import VIEWS

HOME = Path(__file__).parent.parent


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def attache(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Runs the command as the shell would."""

    def run(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["attache", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Answer(code, out, err)

    return run


def commands() -> list[str]:
    return [command.name or command.callback.__name__ for command in app.registered_commands]


def test_every_command_and_every_way_out_stands_in_the_docs() -> None:
    docs = (HOME / "docs" / "commands.md").read_text(encoding="utf-8")
    for command in commands():
        assert f"attache {command}" in docs, command
    for view in VIEWS:
        assert f"`{view.name}`" in docs, view.name
    for code in ("0", "1", "2", "3", "4", "5", "130"):
        assert f"| {code} |" in docs, code


def test_every_option_stands_in_the_docs(attache: Callable[..., Answer]) -> None:
    docs = (HOME / "docs" / "commands.md").read_text(encoding="utf-8")
    for command in commands():
        for option in re.findall(r"--[a-z-]+", attache(command, "--help").out):
            assert option in docs, f"{command} {option}"


def test_every_field_of_the_record_stands_in_the_docs() -> None:
    docs = (HOME / "docs" / "record.md").read_text(encoding="utf-8")
    for noun in wire.schema()["$defs"].values():
        for field in noun["properties"]:
            assert f"`{field}`" in docs, field


@pytest.mark.parametrize("command", [["timeline"], ["said"], ["ahead", "--all"], ["brief"], ["verify"], ["export"]])
def test_a_command_answers_in_words(attache: Callable[..., Answer], path: Path, command: list[str]) -> None:
    answer = attache(*command, path)
    assert answer.code == 0
    assert answer.err == ""
    assert answer.out.strip()
    assert "\x1b" not in answer.out


@pytest.mark.parametrize(
    "command", [["timeline"], ["said"], ["ahead"], ["brief"], ["verify"], ["export"], ["show", "n-oslo"]]
)
def test_a_command_answers_in_json(attache: Callable[..., Answer], path: Path, command: list[str]) -> None:
    answer = attache(*command, path, "--json")
    assert answer.code == 0
    assert json.loads(answer.out) is not None


def test_the_timeline_tells_planned_from_held(attache: Callable[..., Answer], path: Path) -> None:
    out = attache("timeline", path).out
    assert "● 12 April 2031 · held" in out
    assert "planned (Harbour Wire, 8 April 2031)" in out
    assert "“Anna Berg and Ivan Petrov met in Oslo on Saturday.”" in out


def test_said_by_somebody(attache: Callable[..., Answer], path: Path) -> None:
    answer = attache("said", path, "--by", "berg", "--about", "border", "--kind", "DIRECT")
    assert "“The border must open.”" in answer.out
    assert "as told by a senior official (not named)" in answer.out
    assert "closer" not in answer.out
    assert attache("said", path, "--by", "Nobody").code == 5
    empty = attache("said", path, "--until", "2031-01-01")
    assert (empty.code, empty.out) == (0, "")
    assert "no such statement" in empty.err


def test_ahead_as_of_a_day(attache: Callable[..., Answer], path: Path) -> None:
    before = attache("ahead", path, "--as-of", "2031-04-10").out
    assert "○ 12 April 2031 · planned, ahead" in before
    assert "held" not in before
    assert "○" not in attache("ahead", path).out


def test_show_marks_the_datum(attache: Callable[..., Answer], path: Path, world: World) -> None:
    answer = attache("show", world.border.id, path)
    assert "»The border must open.«" in " ".join(answer.out.split())
    assert "Harbour Wire, 8 April 2031" in answer.out
    missing = attache("show", "s-nothing", path)
    assert missing.code == 5
    assert missing.err.count("\n") == 1


def test_export_writes_a_file_as_a_whole(attache: Callable[..., Answer], path: Path, tmp_path: Path) -> None:
    for view in VIEWS:
        if view.files is not None:
            continue
        target = tmp_path / f"out.{view.name}"
        assert attache("export", path, "--to", view.name, "-o", target).code == 0
        assert "Oslo" in target.read_text(encoding="utf-8")
    assert not list(tmp_path.glob("*.part"))
    assert attache("export", path, "--as", "nothing").code == 2
    lost = attache("export", path, "-o", tmp_path / "oslo.record" / "x")
    assert lost.code == 4
    assert "cannot be written" in lost.err


def test_export_into_a_folder(attache: Callable[..., Answer], path: Path, tmp_path: Path) -> None:
    assert attache("export", path, "--to", "csv", "-o", tmp_path / "tables").code == 0
    assert "Oslo" in (tmp_path / "tables" / "event.csv").read_text(encoding="utf-8")
    assert attache("export", path, "--to", "csv").code == 4
    assert attache("export", path, "-o", f"{tmp_path}/lines/").code == 0
    assert {file.name for file in (tmp_path / "lines").iterdir()} == {"record.jsonl", "record.schema.json"}


def test_export_of_one_story_or_as_of_a_day(attache: Callable[..., Answer], path: Path) -> None:
    assert attache("export", path, "--story", "t-none").code == 5
    assert "Anna Berg" in attache("export", path, "--story", "t-oslo").out
    answer = attache("export", path, "--as-of", "2031-04-10")
    assert "The Post" not in answer.out
    assert "1 page later" in answer.err


def test_verify_ends_with_one_when_a_span_lies(attache: Callable[..., Answer], path: Path, world: World) -> None:
    assert "0 mismatches" in attache("verify", path).out
    with Record(path, write=True) as record:
        body = world.wire.text.replace("must open", "must shut")
        record._db.execute("UPDATE page SET body = ? WHERE id = ?", (body, world.wire.id))
    answer = attache("verify", path)
    assert answer.code == 1
    assert world.border.id in answer.err
    assert json.loads(attache("verify", path, "--json").out)["mismatches"]


def test_verify_counts_the_pages_beside_one_that_is_refused(attache: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Talks in Oslo\n\nAnna Berg met Kofi Mensah in Oslo on Friday.\n", encoding="utf-8")
    (tmp_path / "gold.json").write_text('{"statements": []}', encoding="utf-8")
    answer = attache("verify", tmp_path)
    assert "in 1 page: 0 mismatches" in answer.out
    assert (answer.code, "gold.json" in answer.err) == (3, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nonsense"], 2, "nonsense"),
        (["said", "--since", "March"], 2, "write it as 2014-03-14"),
        (["timeline", "--type", "LUNCH"], 2, "none of AGREE, CONSULT"),
        (["said", "--kind", "loud"], 2, "none of direct, mixed, indirect"),
        (["brief", "--as", "pdf"], 2, "none of text, markdown, html"),
        (["timeline", "missing.record"], 4, "attache read PAGES -o missing.record"),
    ],
)
def test_a_mistake_gets_one_clear_answer(
    attache: Callable[..., Answer], words: list[str], code: int, said: str
) -> None:
    answer = attache(*words)
    assert answer.code == code
    assert said in " ".join(answer.err.replace("│", " ").split())


def test_a_locked_record_says_what_to_do(attache: Callable[..., Answer], path: Path) -> None:
    with Record(path, write=True):
        answer = attache("read", HOME / "README.md", "-o", path)
    assert answer.code == 4
    assert answer.err.count("\n") == 1
    assert "another process is writing it; wait until it is done, or read into another file with -o" in answer.err


def test_what_is_no_page_is_refused_and_the_rest_is_read(
    attache: Callable[..., Answer], tmp_path: Path, fake_reading: None
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "news.txt").write_text("Talks in Oslo\n\nAnna Berg met Ivan Petrov in Oslo.\n")
    answer = attache("read", tmp_path, "-o", tmp_path.with_suffix(".record"))
    assert answer.code == 3
    refused = answer.err.strip().split("\n")
    assert len(refused) == 2
    assert any("a.png" in line for line in refused)
    assert any("empty.txt" in line for line in refused)
    assert "1 page read" in answer.out


def test_asking_pages_reads_them_without_keeping_them(
    attache: Callable[..., Answer], tmp_path: Path, fake_reading: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.txt").write_text("Talks in Oslo\n\nAnna Berg met Ivan Petrov in Oslo.\n")
    assert "1 page" in attache("verify", "news.txt").out
    assert sorted(file.name for file in tmp_path.iterdir()) == ["news.txt"]
    assert attache("brief", "nowhere.txt").code == 3


def test_commands_start_quickly() -> None:
    """`import attache` and `--help` load no reader, no language core and no terminal library."""
    heavy = {"numpy", "onnxruntime", "trafilatura", "lxml", "msgspec", "rich.console", "attache.pipeline"}
    for what in ("import attache", "import attache.cli.app"):
        found = subprocess.run(
            [sys.executable, "-c", f"{what}\nimport sys\nprint(*sys.modules)"],
            capture_output=True, text=True, check=True, cwd=HOME, env={**os.environ, "PYTHONPATH": str(HOME)},
        )  # fmt: skip
        assert not heavy & set(found.stdout.split()), what


def test_the_package_offers_what_it_says() -> None:
    package = import_module("attache")
    for name in package.__all__:
        assert getattr(package, name)
        assert name in dir(package)
    with pytest.raises(AttributeError):
        _ = package.nothing
