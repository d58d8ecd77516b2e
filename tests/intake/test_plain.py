"""Already-extracted text: clutter put aside, every paragraph a verbatim slice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.errors import ReadError
from attache.intake import page_from, pages
from attache.model import Basis, Page

CLUTTERED = """Advertisement

Envoys meet in Geneva as deadline nears

Two envoys met in Geneva on Friday, hours before a deadline set by the council.

By Ada Example

"We had a long talk," the first envoy said.

Advertisement

The second envoy did not speak to reporters.

[Foreign Ministry]

Latest Headlines
Storm closes the harbour
Will the bridge hold?
"""


def body(page: Page) -> list[str]:
    return page.text.split("\n\n")


def dropped(page: Page) -> dict[str, str]:
    return {piece.text: piece.why for piece in page.furniture}


def test_clutter_is_put_aside_and_named() -> None:
    page = page_from(CLUTTERED, "geneva.txt")
    assert body(page) == [
        "Envoys meet in Geneva as deadline nears",
        "Two envoys met in Geneva on Friday, hours before a deadline set by the council.",
        '"We had a long talk," the first envoy said.',
        "The second envoy did not speak to reporters.",
    ]
    assert page.headline == "Envoys meet in Geneva as deadline nears"
    assert (page.byline, page.credit, page.language) == ("Ada Example", "Foreign Ministry", "en")
    assert page.published is None
    assert dropped(page) == {
        "Advertisement": "advertisement",
        "By Ada Example": "byline",
        "[Foreign Ministry]": "credit",
        "Latest Headlines": "headlines of other pages",
        "Storm closes the harbour": "headlines of other pages",
        "Will the bridge hold?": "headlines of other pages",
    }
    assert dict(page.known)["byline"] == "line"


def test_kept_and_dropped_know_their_place() -> None:
    page = page_from(CLUTTERED, "geneva.txt")
    for block in page.blocks:
        assert page.text[block.start : block.end] == CLUTTERED[block.raw_start : block.raw_end]
    for piece in page.furniture:
        assert piece.text == CLUTTERED[piece.raw_start : piece.raw_end]


def test_a_headline_said_twice_is_said_once() -> None:
    page = page_from(
        "Envoys to Meet in Geneva Again\n\nEnvoys to meet in Geneva again\n\nThey will meet on Sunday.", "x"
    )
    assert body(page) == ["Envoys to Meet in Geneva Again", "They will meet on Sunday."]
    assert dropped(page) == {"Envoys to meet in Geneva again": "headline repeated"}


def test_a_summary_in_other_words_stays() -> None:
    page = page_from("Envoys to Meet Again\n\nThe two envoys will meet a second time in Geneva.\n\nIt is late.", "x")
    assert len(body(page)) == 3


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Latest HeadlinesEnvoys to Meet in Geneva Again", ["Envoys to Meet in Geneva Again"]),
        ("Envoys to Meet in GenevaEnvoys to Meet in Geneva", ["Envoys to Meet in Geneva"]),
        ("The talks ended late.Advertisement", ["The talks ended late."]),
        ("The talks ended.AdvertisementNobody spoke.", ["The talks ended.", "Nobody spoke."]),
    ],
)
def test_words_glued_to_clutter_come_free(line: str, parts: list[str]) -> None:
    source = f"{line}\n\nThe ministers met for three hours on Friday.\n"
    page = page_from(source, "x")
    assert body(page) == [*parts, "The ministers met for three hours on Friday."]
    assert all(page.text[b.start : b.end] == source[b.raw_start : b.raw_end] for b in page.blocks)


def test_a_masthead_is_the_outlet_and_no_headline() -> None:
    page = page_from(
        "THE NORTHERN COURIER\nMonday, 17 March 2014 - Price 1.20\n\nEnvoys to meet in Geneva again\n\n"
        "From Ada Example in Geneva\n\nThe envoys will meet on Sunday.",
        "x",
    )
    assert (page.outlet, page.headline) == ("The Northern Courier", "Envoys to meet in Geneva again")
    assert page.published is not None
    assert page.published.start == "2014-03-17"
    assert dict(page.known)["outlet"] == "masthead"


def test_what_follows_the_clutter_at_the_end_goes_with_it() -> None:
    page = page_from("Envoys meet\n\nThey met on Friday.\n\nShare this story\nNext tide: 11:52", "x")
    assert body(page) == ["Envoys meet", "They met on Friday."]


def test_no_headline_is_no_headline() -> None:
    page = page_from("LONDON (AP) — The two met on Friday.\n\nThey talked for an hour.", "x")
    assert page.headline is None
    assert (page.dateline, page.credit) == ("LONDON (AP) —", "AP")
    assert page.text.startswith("LONDON (AP)")


def test_lines_broken_at_a_width_are_one_slice() -> None:
    source = (
        "Envoys meet in Geneva\n\n"
        "Two envoys met in Geneva on Friday, hours before a\n"
        "deadline that the council had set for a first answer\n"
        "to its letter.\n"
        "\n"
        "Neither of the two spoke to the reporters waiting in\n"
        "the rain.\n"
    )
    page = page_from(source, "x")
    assert len(page.blocks) == 3
    assert "hours before a\ndeadline that" in page.text
    assert all(page.text[b.start : b.end] == source[b.raw_start : b.raw_end] for b in page.blocks)


def test_lines_that_are_paragraphs_stay_apart() -> None:
    page = page_from("The first envoy came at nine.\nThe second envoy came at ten.\nThey left at once.", "x")
    assert len(page.blocks) == 3


@pytest.mark.parametrize(
    ("text", "start", "basis"),
    [
        (
            "Envoys meet again\n\nPublished: March 14, 2014 3:05 PM EDT\n\nThey met.",
            "2014-03-14T15:05-04:00",
            Basis.STATED,
        ),
        ("Envoys meet again\n\nBy Ada Example\nMarch 14, 2014\n\nThey met.", "2014-03-14", Basis.STATED),
        ("Envoys meet again\n\nPARIS, March 14, 2014 (Reuters) - They met.", "2014-03-14", Basis.STATED),
    ],
)
def test_a_date_on_the_page_is_its_date(text: str, start: str, basis: Basis) -> None:
    published = page_from(text, "x").published
    assert published is not None
    assert (published.start, published.basis) == (start, basis)


@pytest.mark.parametrize(
    "text",
    [
        "Envoys meet again\n\nThe envoys met on March 14, 2014, in Geneva.",
        "Envoys meet again\n\nLast updated: March 14, 2014\n\nThey met.",
        "Envoys meet again\n\nPARIS, March 14 (Reuters) - They met.",
    ],
)
def test_a_page_without_a_date_has_none(text: str) -> None:
    assert page_from(text, "x").published is None


def test_the_same_text_at_two_addresses_is_two_pages_and_twice_is_once() -> None:
    one = page_from(CLUTTERED, "a.txt", url="https://one.example/a")
    other = page_from(CLUTTERED, "a.txt", url="https://two.example/a")
    assert one.id != other.id
    assert one == page_from(CLUTTERED.encode(), "a.txt", url="https://one.example/a")


def test_a_page_of_nothing_but_clutter_is_refused() -> None:
    with pytest.raises(ReadError, match=r"^x: .*clutter"):
        page_from("Advertisement\n\nShare\n", "x")


@pytest.mark.parametrize(
    ("encoded", "said"),
    [
        ("Russia’s minister said “no”.".encode("cp1252"), "Russia’s minister said “no”."),
        ("Russia’s minister said “no”.".encode("utf-16"), "Russia’s minister said “no”."),
        ("Russia’s minister said “no”.".encode("utf-16-le"), "Russia’s minister said “no”."),
        (b"\xef\xbb\xbf" + "Kyiv’s answer came late.".encode(), "Kyiv’s answer came late."),
        (
            "São Paulo’s “no” to the draft, and Russia".encode() + b"\x92s.",
            "São Paulo’s “no” to the draft, and Russia’s.",
        ),
        (b"Kerry\x00 met\x07 Lavrov here.", "Kerry\ufffd met\ufffd Lavrov here."),
        (
            "Министр иностранных дел сказал, что встреча состоится".encode("cp1251"),
            "Министр иностранных дел сказал, что встреча состоится",
        ),
    ],
)
def test_encodings_as_found_in_the_wild(encoded: bytes, said: str) -> None:
    assert page_from(encoded, "x").text == said


news = st.lists(
    st.sampled_from(
        [
            "Advertisement", "By Ada Example", "Envoys to Meet in Geneva", "The envoys met on Friday.", "", "", "COMMENTS",
            "\u00a0The second envoy\u00a0 left.", "(Reuters)", "Latest HeadlinesEnvoys to Meet", "PARIS (AP) — They met.",
            "March 14, 2014", "a line of words that goes on and has no end in", "\t", "“Look,” he said, “we are late.”",
        ]
    ) | st.text(max_size=40),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(news, st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_whatever_the_text_every_block_is_a_verbatim_slice(lines: list[str], end: str) -> None:
    source = end.join(lines)
    try:
        page = page_from(source, "x")
    except ReadError:
        return
    seen = "".join(
        "\ufffd" if char != "\ufeff" and not _presentable(char) else char for char in source.removeprefix("\ufeff")
    )
    place = 0
    for index, block in enumerate(page.blocks):
        assert block.raw_start is not None
        assert page.text[block.start : block.end] == seen[block.raw_start : block.raw_end]
        assert block.start == (0 if index == 0 else place + 2)
        place = block.end
    assert place == len(page.text)


def _presentable(char: str) -> bool:
    code = ord(char)
    return not (code < 9 or 14 <= code < 32 or code in (127, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_a_page_or_refused(data: bytes) -> None:
    refused: list[str] = []
    for page in pages(data, refused=lambda refusal: refused.append(str(refusal))):
        assert page.text
        page.text.encode("utf-8")
        assert "\0" not in page.text
    assert all(line.startswith("bytes") and "\n" not in line for line in refused)
