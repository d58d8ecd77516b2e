"""Already-extracted text, as scrapers leave it: paragraphs with "Advertisement" between them.

Every kept paragraph is a verbatim slice of what came in, its non-breaking spaces and all. Lines broken at a
fixed width are joined into one paragraph, still one slice, their line ends inside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

from attache.errors import ReadError
from attache.intake.article import Facts, Line, page_of
from attache.intake.decode import decoded
from attache.intake.limits import MAX_LINES, MAX_PAGE_BYTES, MAX_TEXT, kind_of_binary, read_all
from attache.intake.lines import byline, is_sentence
from attache.knowledge.furniture import rule_for
from attache.model import Page
from attache.text import line_spans, trimmed

WIDTHS = (45, 110)  # the longest line of a text broken at a fixed width; paragraphs on one line are longer
WRAPPED = 0.75  # of the lines before a paragraph's last must be as full as they can be


def accepts(head: bytes, name: str) -> bool:
    """Whether this may be text: whatever is not binary and no reader before this one took."""
    return kind_of_binary(head) is None


def read(data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
    """The one page of a text file."""
    yield page(decoded(read_all(data, name, MAX_PAGE_BYTES)), name)


def page(source: str, name: str, *, facts: Facts | None = None) -> Page:
    """The page that a text makes."""
    if len(source) > MAX_TEXT:
        raise ReadError(name, f"over {MAX_TEXT:,} characters of text, more than one article; split it into its pages")
    lines = paragraphs(source)
    if len(lines) > MAX_LINES:
        raise ReadError(name, f"over {MAX_LINES:,} lines, more than one article; split it into its pages")
    found = page_of(lines, name=name, facts=facts)
    if found is None:
        raise ReadError(name, "no article text, only page clutter; check that the page was saved whole")
    return found


def paragraphs(source: str) -> list[Line]:
    """The paragraphs of a text: its lines, those broken at a fixed width joined."""
    groups: list[list[tuple[int, int]]] = [[]]
    for start, end in line_spans(source):
        start, end = trimmed(source, start, end)
        if start < end:
            groups[-1].append((start, end))
        elif groups[-1]:
            groups.append([])
    wrapped = _is_wrapped(source, groups)
    found = []
    for number, group in enumerate(groups):
        for start, end in _joined(source, group, wrapped) if wrapped else group:
            found.append(Line(source[start:end], start, end, group=number))
    return found


def _is_wrapped(source: str, groups: list[list[tuple[int, int]]]) -> int:
    """The width a text's lines are broken at; 0 where a line is a paragraph."""
    lines = [line for group in groups if len(group) > 1 for line in group]
    width = max((end - start for start, end in lines), default=0)
    if not WIDTHS[0] <= width <= WIDTHS[1]:
        return 0
    breaks = [pair for group in groups for pair in pairwise(group)]
    inside = [pair for pair in breaks if not is_sentence(source[pair[0][0] : pair[0][1]])]
    full = sum(_is_full(source, one, other, width) for one, other in inside)
    return width if inside and full >= WRAPPED * len(inside) and len(inside) >= len(breaks) / 3 else 0


def _is_full(source: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Whether the next line's first word had no room on this one; a ragged right margin is allowed for."""
    word = source[following[0] : following[1]].split(maxsplit=1)[0]
    room = width - (line[1] - line[0])
    return len(word) + 1 > room or (room < width / 4 and source[following[0]].islower())


def _joined(source: str, group: list[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    previous: tuple[int, int] | None = None
    for line in group:
        text = source[line[0] : line[1]]
        alone = bool(rule_for(text) or byline(text))
        if previous and found and not alone and _is_full(source, previous, line, width):
            found[-1] = (found[-1][0], line[1])
        else:
            found.append(line)
        previous = None if alone else line
    return found
