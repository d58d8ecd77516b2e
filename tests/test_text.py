"""Clean text remembers where it stood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from attache.text import (
    PARAGRAPH,
    Clean,
    block_at,
    line_spans,
    raw_range,
    trimmed,
    utf16_offset,
    wide_places,
)


def test_what_is_kept_knows_its_place_and_what_is_put_does_not() -> None:
    clean = Clean()
    clean.keep("Kerry said", at=1204)
    clean.put(PARAGRAPH)
    clean.keep("Russia’s", at=1300, end=1314)
    assert clean.text == "Kerry said\n\nRussia’s"
    assert [(b.start, b.end, b.raw_start, b.raw_end) for b in clean.blocks] == [
        (0, 10, 1204, 1214),
        (12, 20, 1300, 1314),
    ]


def test_a_verbatim_block_places_its_words_exactly_and_markup_gives_the_whole_block() -> None:
    clean = Clean()
    clean.keep("Kerry said", at=100)
    clean.put(PARAGRAPH)
    clean.keep("Lavrov said", at=200, end=260)
    clean.put(PARAGRAPH)
    clean.keep("No place", at=None)
    assert raw_range(clean.blocks, 6, 10) == (106, 110)
    assert raw_range(clean.blocks, 12, 18) == (200, 260)
    assert raw_range(clean.blocks, 25, 27) is None
    assert block_at(clean.blocks, 10) is None


def test_browsers_count_in_other_units() -> None:
    wide = wide_places("In Kyiv \U0001f1fa\U0001f1e6 flags")
    assert wide == [8, 9]
    assert utf16_offset(11, wide) == 13


@given(st.text(max_size=60))
def test_offsets_are_those_of_the_text_in_utf_16(text: str) -> None:
    wide = wide_places(text)
    for offset in range(len(text) + 1):
        assert utf16_offset(offset, wide) == len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(alphabet="ab \t\u00a0\r\n\u2028\x0b", max_size=40))
def test_lines_are_slices_in_order_without_their_ends(text: str) -> None:
    assert [text[start:end] for start, end in line_spans(text)] == text.splitlines()
    for start, end in line_spans(text):
        low, high = trimmed(text, start, end)
        assert text[low:high] == text[start:end].strip()
