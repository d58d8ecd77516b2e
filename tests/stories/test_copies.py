"""Reprints are found however they were cut; what an outlet prints under every page makes none."""

from __future__ import annotations

import random
from dataclasses import replace

from attache.model import Basis, Block, Page, Precision, When, identifier
from attache.stories.copies import copies, origins

WIRE = (
    "Delegates from the two river states signed a protocol on water sharing late on Monday after nine "
    "hours of talks in the lakeside town. The protocol sets a monthly release from the upper dam and "
    "names three inspectors, who are to report each quarter. Farmers downstream said they had waited "
    "for such a paper for eleven dry summers and would believe it when the canals filled. The upper "
    "state's minister for energy called the figures fair and asked that the old dispute over the border "
    "post not be raised again this year. A joint commission will meet in spring to look at the first "
    "measurements and to settle who pays for the new gauges along the lower canal, which were washed "
    "away in the flood of last winter."
)
OTHER = (
    "Nine hours at the lake ended with a handshake. Under the water paper agreed on Monday night, the "
    "dam's owners promise a fixed flow, checked by inspectors from both banks and one from a third "
    "country. For the growers of the plain it comes late; several told this paper that they had sold "
    "their herds in August. Officials on the other side say the border post, the sore point of earlier "
    "rounds, was left out on purpose."
)
FOOTER = (
    "Sign up for our morning letter and never miss a story again. Follow us on all channels for more "
    "updates. This material may not be published, broadcast, rewritten or redistributed without written "
    "permission."
)


def page(
    name: str,
    body: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    credit: str | None = None,
) -> Page:
    text = f"{name}, a headline of its own\n\n{body}"
    head = text.index("\n\n")
    when = When(published, published, Precision.DAY, None, Basis.METADATA) if published else None
    blocks = (Block(0, head, None, None), Block(head + 2, len(text), None, None))
    return Page(
        identifier("p", name, text),
        name,
        None,
        outlet,
        text[:head],
        None,
        credit,
        None,
        "en",
        text,
        blocks,
        (),
        when,
    )


def test_a_reprint_goes_back_to_the_earlier_page() -> None:
    first, second = page("b", WIRE, published="2014-03-10"), page("a", WIRE, published="2014-03-11")
    (copy,) = copies([second, first])
    assert (copy.page, copy.of) == (second.id, first.id)
    assert copy.share > 0.99
    for here, there in copy.passages:
        assert second.text[here.start : here.end] == here.text
        assert first.text[there.start : there.end] == there.text


def test_a_trimmed_and_lightly_edited_reprint_is_a_copy() -> None:
    sentences = WIRE.split(". ")
    edited = ". ".join(sentences[:3]).replace("called the figures fair", "said the figures were fair")
    whole, cut = page("whole", WIRE, published="2014-03-10"), page("cut", edited, published="2014-03-11")
    (copy,) = copies([whole, cut])
    assert copy.page == cut.id


def test_the_outlet_that_others_credit_is_the_origin_of_a_day() -> None:
    agency = page("z", WIRE, published="2014-03-10", outlet="River Agency")
    paper = page("a", WIRE, published="2014-03-10", outlet="Plain Post", credit="River Agency")
    (copy,) = copies([paper, agency])
    assert copy.of == agency.id


def test_two_reports_of_one_thing_are_no_copies() -> None:
    assert copies([page("a", WIRE), page("b", OTHER)]) == ()


def test_a_footer_under_every_page_makes_no_copies() -> None:
    rng = random.Random(1)
    words = [f"{a}{b}" for a in ("bar", "len", "mor", "tis", "qua") for b in ("ka", "ndo", "rel", "vim", "sto")]
    pages = [
        page(str(n), " ".join(rng.choice(words) for _ in range(25)) + ". " + FOOTER, outlet="Plain Post")
        for n in range(6)
    ]
    assert copies(pages) == ()


def test_order_changes_nothing() -> None:
    pages = [
        page("a", WIRE, published="2014-03-11"),
        page("b", WIRE[:400], published="2014-03-12"),
        page("c", WIRE + " " + OTHER, published="2014-03-13"),
        page("d", OTHER),
    ]
    expected = copies(pages)
    rng = random.Random(7)
    for _ in range(20):
        rng.shuffle(pages)
        assert copies(pages) == expected


def test_origins_follow_a_chain_of_copies() -> None:
    pages = [page("a", WIRE, published="2014-03-11"), page("b", WIRE, published="2014-03-12")]
    found = origins((each.id for each in pages), copies(pages))
    assert set(found.values()) == {pages[0].id}


def test_odd_pages_raise_nothing() -> None:
    assert (
        copies(
            [
                page("empty", ""),
                page("short", "One."),
                page("same", "word " * 500),
                page("tame", "word " * 400),
            ]
        )
        is not None
    )


def test_an_undated_wire_page_that_a_paper_names_as_its_author_is_the_origin() -> None:
    """ "By Meridian Wire" over a page of the Harbour Gazette; the wire's own "March 14 (Meridian)" has no year."""
    wire = page("a wire", WIRE, outlet="Meridian Wire", credit="Meridian")
    paper = replace(page("paper", WIRE, published="2014-03-14", outlet="The Harbour Gazette"), byline="Meridian Wire")
    (copy,) = copies([wire, paper])
    assert (copy.page, copy.of) == (paper.id, wire.id)
