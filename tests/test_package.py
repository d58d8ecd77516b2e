"""The wheel holds what attache needs on a machine without a network, and nothing of the workshop."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    build = pytest.importorskip("hatchling.build")
    target = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(HOME)
        name = build.build_wheel(str(target))
    return zipfile.ZipFile(target / name)


def test_the_core_the_tables_and_the_types_are_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for file in (
        "attache/language/core/core.onnx",
        "attache/language/core/labels.json",
        "attache/knowledge/events.toml",
        "attache/knowledge/reporting.toml",
        "attache/knowledge/offices.tsv",
        "attache/knowledge/places.sqlite",
        "attache/views/brief.css",
        "attache/views/record.schema.json",
        "attache/py.typed",
    ):
        assert file in names, file
    here = {file.relative_to(HOME).as_posix() for file in (HOME / "attache").rglob("*") if file.is_file()}
    left_out = {name for name in here - names if "__pycache__" not in name}
    assert not left_out
    assert all(name.startswith(("attache/", "attache-")) for name in names)


def test_the_command_and_the_licence_are_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    info = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "attache = attache.cli:main" in wheel.read(info).decode()
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
    assert any(name.endswith("licenses/NOTICE") for name in wheel.namelist())


def test_what_is_installed_is_small_and_needs_no_torch(wheel: zipfile.ZipFile) -> None:
    info = next(name for name in wheel.namelist() if name.endswith("METADATA"))
    needed = [
        line.split(":", 1)[1].strip()
        for line in wheel.read(info).decode().splitlines()
        if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert len(needed) <= 15
    for heavy in ("torch", "spacy", "transformers", "fastapi"):
        assert not any(line.startswith(heavy) for line in needed)
