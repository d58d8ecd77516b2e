"""Clean text that remembers where it stood: the only home of offset arithmetic.

A reader builds the text of a page from what it keeps ("Kerry said", which stood at character 1204 of what was
received) and what it puts between (a blank line, which stood nowhere):

    clean = Clean()
    clean.keep("Kerry said", at=1204)
    clean.put(PARAGRAPH)

Inside attache an offset counts Unicode code points. Browsers count UTF-16 units, in which a flag is four and
not two: `utf16_offset` converts, once, at the web edge.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from attache.model import Block

PARAGRAPH = "\n\n"
LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


class Clean:
    """Text in the making, and for each kept stretch the place where it stood."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    def keep(self, text: str, *, at: int | None, end: int | None = None) -> None:
        """Add `text`, which stood at `at` (None: nobody knows where).

        `end` is where it ended there, if markup made it longer: "Russia&rsquo;s" is 14 long, and 8 here.
        """
        if not text:
            return
        if at is not None and end is None:
            end = at + len(text)
        start = self._length
        self.put(text)
        self._blocks.append(Block(start, self._length, at, end))

    def put(self, text: str) -> None:
        """Add `text` that stands nowhere in what was received."""
        self._parts.append(text)
        self._length += len(text)

    def __len__(self) -> int:
        return self._length

    @property
    def text(self) -> str:
        """All that was kept and put, in order."""
        return "".join(self._parts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The kept stretches, in order."""
        return tuple(self._blocks)


def raw_range(blocks: Sequence[Block], start: int, end: int) -> tuple[int, int] | None:
    """Where characters `start` to `end` of a page's text stood in what was received; None where nobody knows.

    Exact where a block is a verbatim slice, as in plain text. Where markup stood inside the block ("Kerry
    <b>said</b>") the whole block's stretch is given: it holds the words, and no narrower one is certain to.
    """
    first = block_at(blocks, start)
    last = block_at(blocks, max(start, end - 1))
    if first is None or last is None:
        return None
    low = _raw_place(first, start, up=False)
    high = _raw_place(last, end, up=True)
    return None if low is None or high is None else (low, high)


def block_at(blocks: Sequence[Block], offset: int) -> Block | None:
    """The block that holds the character at `offset`; None for a blank line between two."""
    index = bisect_right(blocks, offset, key=lambda block: block.start) - 1
    return blocks[index] if index >= 0 and offset < blocks[index].end else None


def _raw_place(block: Block, offset: int, *, up: bool) -> int | None:
    if block.raw_start is None or block.raw_end is None:
        return None
    if block.raw_end - block.raw_start == block.end - block.start:
        return block.raw_start + min(offset, block.end) - block.start
    return block.raw_end if up else block.raw_start


def line_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each line of `text`, its line end left out.

    >>> line_spans("Kerry said\\r\\n\\nLavrov")
    [(0, 10), (12, 12), (13, 19)]
    """
    spans = []
    start = 0
    for line in text.splitlines(keepends=True):
        stop = start + len(line)
        end = stop
        while end > start and text[end - 1] in LINE_ENDS:
            end -= 1
        spans.append((start, end))
        start = stop
    return spans


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space at either end (a non-breaking space is white too)."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def wide_places(text: str) -> list[int]:
    """Where the characters stand that UTF-16 writes as two units."""
    return [] if text.isascii() else [at for at, char in enumerate(text) if char > "\uffff"]


def utf16_offset(offset: int, wide: Sequence[int]) -> int:
    """An offset in code points as browsers, JavaScript and Java count it; `wide` are the text's `wide_places`."""
    return offset + bisect_left(wide, offset)
