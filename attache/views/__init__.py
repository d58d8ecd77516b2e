"""Ways out of the record: each turns a record into text. To add one, write its file and name it in VIEWS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attache.views import html, jsonl, markdown, terminal

if TYPE_CHECKING:
    from attache.store import Record


@dataclass(frozen=True, slots=True)
class View:
    """A way out: its name on the command line, what it gives, and the function that writes its pieces."""

    name: str
    gloss: str
    write: Callable[[Record], Iterator[str]]


VIEWS: tuple[View, ...] = (
    View("jsonl", "every datum, one JSON object a line (docs/record.md)", jsonl.write),
    View("markdown", "the brief in Markdown", markdown.write),
    View("html", "the brief as one HTML file that needs nothing else", html.write),
    View("text", "the brief in plain text", terminal.write),
)
