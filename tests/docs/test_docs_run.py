"""The documentation runs: every block of the tutorial, the how-tos and the data model, in order, as a reader would.

A `console` block holds commands after `$ ` and, below each, lines of their output in order, `...` for any others. A
`python` block is run in the namespace of its page; `>>>` in it has its answer below. A command that ends with ` &`
is a server, stopped when its page is done. Pages share a copy of the examples, read once.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from attache.cli.app import main

HOME = Path(__file__).parent.parent.parent
DOCS = [
    HOME / "docs" / "tutorial.md",
    HOME / "docs" / "data-model.md",
    *sorted((HOME / "docs" / "how-to").glob("*.md")),
]
NEEDS = {
    "pandas": "pandas",
    "spacy": "spacy",
    "attache serve": "uvicorn",
    "pyarrow": "pyarrow",
    "--to calendar": "icalendar",
}
_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = ("console", "python")
SHOWN = ("text", "json", "toml", "html", "javascript")  # blocks that show something and do nothing


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(m[1], m[2], text.count("\n", 0, m.start()) + 1) for m in _BLOCK.finditer(text)]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples, and the record that the tutorial's first command makes of them."""
    place = tmp_path_factory.mktemp("desk")
    shutil.copytree(HOME / "examples", place / "examples")
    with contextlib.chdir(place):
        assert "18 pages read" in ran("attache read examples/crimea-2014 -o crimea.record")
    return place


@pytest.fixture
def place(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(desk, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("USER", "ada")
    monkeypatch.setenv("LOGNAME", "ada")
    return tmp_path / "desk"


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_every_block_of_the_page_runs(page: Path, place: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for words, module in NEEDS.items():
        if words in text:
            pytest.importorskip(module)
    if page.stem == "tutorial":
        Path("crimea.record").unlink()
    names: dict[str, Any] = {"__name__": "__docs__"}
    with contextlib.ExitStack() as servers:
        for block in blocks(page):
            where = f"{page.relative_to(HOME)}, line {block.line}"
            if block.kind == "console":
                console(block, where, servers)
            elif block.kind == "python":
                python(block, where, names)
            else:
                assert block.kind in SHOWN, f"{where}: a block of {block.kind} is neither run nor only shown"


def test_there_is_a_page_for_each_task() -> None:
    names = {page.stem for page in DOCS}
    for task in (
        "read-a-folder",
        "check-a-quote",
        "compare-figures",
        "follow-what-was-announced",
        "correct-a-merge",
        "export",
    ):
        assert task in names
    for page in DOCS:
        assert any(block.kind in RUN for block in blocks(page)), f"{page.name} runs nothing"


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in DOCS:
        for address in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in address:
                assert (page.parent / address).exists(), f"{page.name}: {address}"


# ------------------------------------------------------------------------------------------------------- console


def console(block: Block, where: str, servers: contextlib.ExitStack) -> None:
    command: str | None = None
    expected: list[str] = []
    for line in [*block.text.splitlines(), "$ "]:
        if line.startswith("$ "):
            if command is not None:
                told(command, expected, where, servers)
            command, expected = line[2:], []
        else:
            expected.append(line)


def told(command: str, expected: list[str], where: str, servers: contextlib.ExitStack) -> None:
    if command.endswith(" &"):
        servers.enter_context(serving(command[:-2]))
        return
    output = ran(command)
    rest = [" ".join(line.split()) for line in output.splitlines()]
    for line in expected:
        wanted = " ".join(line.split())
        if wanted in ("", "..."):
            continue
        pattern = ".*".join(map(re.escape, wanted.split("...")))
        at = next((at for at, there in enumerate(rest) if re.fullmatch(pattern, there)), None)
        assert at is not None, f"{where}: {command}\nis to print {wanted!r}; it prints\n{output}"
        rest = rest[at + 1 :]


def ran(command: str) -> str:
    """What a command prints: attache in this process, anything else in a shell."""
    if not command.startswith("attache ") or re.search(r"[|<>;&$]", command):
        done = subprocess.run(
            command, shell=True, capture_output=True, text=True, executable="/bin/bash", env=shell(), check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr
    import shlex

    out = io.StringIO()
    before = sys.argv
    sys.argv = shlex.split(command)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
            main()
    finally:
        sys.argv = before
    return out.getvalue()


def shell() -> dict[str, str]:
    """A shell in which `attache` is the one under test."""
    shim = Path("bin")
    if not shim.exists():
        shim.mkdir()
        (shim / "attache").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m attache "$@"\n')
        (shim / "attache").chmod(0o755)
        (shim / "python").symlink_to(sys.executable)
    return {**os.environ, "PATH": f"{shim.resolve()}:{os.environ['PATH']}", "PYTHONPATH": str(HOME)}


@contextlib.contextmanager
def serving(command: str) -> Iterator[None]:
    """A server, from when it answers to the end of its page."""
    port = int(re.search(r"--port (\d+)", command)[1])  # type: ignore[index]
    server = subprocess.Popen(
        command.split(), env=shell(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        executable=str(Path("bin/attache").resolve()),
    )  # fmt: skip
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert server.poll() is None, server.stderr.read() if server.stderr else ""
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.communicate(timeout=30)


# -------------------------------------------------------------------------------------------------------- python


def python(block: Block, where: str, names: dict[str, Any]) -> None:
    if not block.text.startswith(">>>"):
        exec(compile(block.text, where, "exec"), names)
        return
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    test = doctest.DocTestParser().get_doctest(block.text, names, where, where, block.line)
    out = io.StringIO()
    doctest.DocTestRunner(optionflags=flags).run(test, out=out.write, clear_globs=False)
    names.update(test.globs)
    assert not out.getvalue(), out.getvalue()
