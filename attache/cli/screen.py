"""How the commands answer: lines on standard output, troubles and progress on standard error."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attache.safe import one_line

if TYPE_CHECKING:
    from attache.model import Page
    from attache.views.terminal import Row

_COLOURS = {
    "head": "bold",
    "held": "bold green",
    "planned": "cyan",
    "off": "red strike",
    "quote": "italic",
    "dim": "dim",
}


def width() -> int:
    """The columns to write in: the terminal's, within reason, and 72 where there is none."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        return max(40, min(shutil.get_terminal_size((72, 24)).columns, 100))
    return 72


def show(rows: Iterable[Row]) -> bool:
    """Writes rows, in colour where a person is looking and has not asked for none; whether there were any."""
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    some = False
    if not coloured:
        for row in rows:
            some = True
            out(row.text)
        return some
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for row in rows:
        some = True
        console.print(Text(row.text, style=_COLOURS.get(row.style, "")))
    return some


def out(text: str) -> None:
    """A line of answer; what a terminal's encoding cannot say becomes a question mark, no traceback."""
    try:
        sys.stdout.write(text + "\n")
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def complain(text: str) -> None:
    """One clear line on standard error."""
    line = one_line(text)
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(line.encode(encoding, "replace").decode(encoding) + "\n")


@contextmanager
def progress(asked: bool) -> Iterator[Callable[[Page], None]]:
    """Told of each page read; shows how many, once it takes more than a moment and somebody looks."""
    if not asked or not sys.stderr.isatty():
        yield lambda page: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.text import Text

    class Speed(TextColumn):
        def render(self, task: object) -> Text:
            done, elapsed = getattr(task, "completed", 0), getattr(task, "elapsed", None) or 0.0
            return Text(f"{int(done)} pages, {done / elapsed:.1f} a second" if elapsed else f"{int(done)} pages")

    bar = Progress(
        TextColumn("reading"),
        BarColumn(20),
        Speed(""),
        TimeElapsedColumn(),
        console=Console(stderr=True, markup=False, highlight=False),
        transient=True,
    )
    task = bar.add_task("reading", total=None)
    began = time.monotonic()
    shown = False

    def told(page: Page) -> None:
        nonlocal shown
        if not shown and time.monotonic() - began > 1:
            bar.start()
            shown = True
        bar.advance(task)

    try:
        yield told
    finally:
        if shown:
            bar.stop()
