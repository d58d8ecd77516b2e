"""`attache fix`: a person puts right, lists, takes back; each on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attache.cli.app import app
from attache.store import Record


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["fix", *map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def told(*arguments: str | Path) -> list[dict[str, object]]:
    code, output = run(*arguments, "--json")
    assert code == 0, output
    return json.loads(output)


def test_marked_wrong_listed_and_taken_back(path: Path, world) -> None:
    (done,) = told("wrong", path, world.closer.id, "--by", "Ada", "--why", "she did not say that")
    assert (done["standing"], done["by"], done["why"]) == ("applied", "Ada", "she did not say that")
    with Record(path) as record:
        assert world.closer.id not in {one.id for one in record.statements()}
    code, output = run("list", path)
    assert code == 0
    assert "We are closer than a week ago" in output
    assert "by Ada" in output
    (undone,) = told("undo", path, str(done["id"]), "--by", "Ben")
    assert (undone["standing"], undone["undone_by"]) == ("undone", "Ben")
    with Record(path) as record:
        assert world.closer.id in {one.id for one in record.statements()}


def test_a_datum_shows_what_was_put_right_in_it(path: Path, world) -> None:
    (done,) = told("date", path, world.post.name, "2031-04-14", "--by", "Ada", "--why", "the paper's own date")
    shown = CliRunner().invoke(app, ["show", world.post.id, str(path)]).output
    assert "set to 14 April 2031 (Ada, " in " ".join(shown.split())
    as_json = CliRunner().invoke(app, ["show", world.post.id, str(path), "--json"]).output
    assert json.loads(as_json)["corrections"] == [done["id"]]


def test_people_are_merged_and_split_by_name(path: Path) -> None:
    (merged,) = told("merge", path, "Anna Berg", "Ivan Petrov")
    with Record(path) as record:
        assert [actor.name for actor in record.who("Petrov")] == ["Anna Berg"]
    (split,) = told("split", path, "Anna Berg", "Ivan Petrov", "--name", "Ivan Petrov")
    with Record(path) as record:
        assert [actor.name for actor in record.who("Petrov")] == ["Ivan Petrov"]
    assert merged["things"][0]["name"] == split["things"][0]["name"] == "Anna Berg"  # type: ignore[index]


def test_a_day_is_set(path: Path, world) -> None:
    (done,) = told("date", path, world.post.name, "2031-04-14")
    assert done["to"]["start"] == "2031-04-14"  # type: ignore[index]
    with Record(path) as record:
        assert record.page(world.post.name).published.start == "2031-04-14"  # type: ignore[union-attr]


def test_corrections_are_taken_over_from_a_list(path: Path, tmp_path: Path, world) -> None:
    listed = tmp_path / "fixes.json"
    listed.write_text(json.dumps(told("date", path, world.post.name, "2031-04-14")), encoding="utf-8")
    with Record(tmp_path / "other.record", write=True) as record:
        world.write(record)
    code, output = run("load", tmp_path / "other.record", listed)
    assert (code, output) == (0, "1 new, 0 known already\n")
    with Record(tmp_path / "other.record") as record:
        assert record.page(world.post.name).published.start == "2031-04-14"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("merge", "RECORD", "Anna Berg"), "two or more"),
        (("date", "RECORD", "the-post.txt", "soon"), "'soon' is no day"),
        (("wrong", "RECORD", "the-post.txt"), "this is of type page"),
        (("load", "RECORD", "no-such-file.json"), "no list of corrections"),
    ],
)
def test_what_makes_no_sense_is_a_mistake_in_the_command(
    path: Path, arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output = run(*(path if one == "RECORD" else one for one in arguments))
    assert code == 2
    assert says in " ".join(output.split())


def test_a_record_without_corrections_says_so(path: Path) -> None:
    assert told("list", path) == []
    assert "no corrections" in run("list", path)[1]


def test_every_command_explains_itself() -> None:
    for name in ("merge", "split", "wrong", "date", "undo", "list", "load"):
        code, output = run(name, "--help")
        assert code == 0
        assert "RECORD" in output
