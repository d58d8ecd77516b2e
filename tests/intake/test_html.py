"""HTML pages: the article, its facts, and the place of every paragraph in the source."""

from __future__ import annotations

import pytest

from attache.intake import page_from
from attache.intake.markup import scan
from attache.model import Basis

PARAGRAPHS = [
    "The two envoys met in Geneva on Friday, hours before a deadline that the council had set for an answer.",
    "&ldquo;We had a <b>long</b> talk,&rdquo; the first envoy <a href='/envoy'>said</a> after the meeting at the lake.",
    "The second envoy did not speak to reporters, but his ministry&#8217;s press office called the talks useful.",
    "They will meet again on Tuesday in Vienna, where ministers of seven states are expected to join the talks.",
]


def made(head: str = "", top: str = "", paragraphs: list[str] = PARAGRAPHS, bottom: str = "") -> str:
    text = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><title>Envoys meet in Geneva | The Example</title>{head}</head><body>'
        f"<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav><!-- a note -->"
        f"<article><h1>Envoys meet in Geneva</h1>{top}{text}</article>{bottom}<footer>© The Example</footer></body></html>"
    )


def test_headline_then_paragraphs_and_nothing_else() -> None:
    page = page_from(made(top="<p>By Ada Example</p>", bottom="<p>Advertisement</p>"), "a.html")
    assert page.text.split("\n\n")[0] == page.headline == "Envoys meet in Geneva"
    assert page.text.split("\n\n")[2] == "“We had a long talk,” the first envoy said after the meeting at the lake."
    assert len(page.blocks) == 5
    assert page.byline == "Ada Example"
    assert page.language == "en"


def test_every_paragraph_knows_its_place_through_tags_and_entities() -> None:
    source = made()
    page = page_from(source, "a.html")
    stood = [source[block.raw_start : block.raw_end] for block in page.blocks]
    assert stood == ["Envoys meet in Geneva", *PARAGRAPHS]


JSON_LD = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},
{"@type":"NewsArticle","headline":"Envoys meet in Geneva","datePublished":"2014-03-15T01:30:00Z",
"dateModified":"2014-03-18T01:30:00Z","author":[{"@type":"Person","name":"Ada Example"},{"name":"Reuters"}],
"publisher":{"@type":"Organization","name":"The Example"}}]}</script>"""


def test_json_ld_tells_and_says_how_it_is_known() -> None:
    page = page_from(made(head=JSON_LD), "a.html", url="https://www.example.com/a")
    assert (page.outlet, page.byline, page.credit) == ("The Example", "Ada Example, Reuters", "Reuters")
    assert page.published is not None
    assert (page.published.start, page.published.basis) == ("2014-03-15T01:30+00:00", Basis.METADATA)
    known = dict(page.known)
    assert known["published"] == "json-ld datePublished"
    assert known["outlet"] == "json-ld publisher"
    assert known["headline"] == "h1"


def test_the_outlets_own_zone_wins_over_utc_for_the_same_instant() -> None:
    meta = '<meta property="article:published_time" content="2014-03-14T21:30:00-04:00">'
    published = page_from(made(head=JSON_LD + meta), "a.html").published
    assert published is not None
    assert published.start == "2014-03-14T21:30-04:00"


@pytest.mark.parametrize(
    ("head", "start"),
    [
        ('<meta name="pubdate" content="2014-03-14">', "2014-03-14"),
        ('<meta itemprop="datePublished" content="2014-03-14T08:00:00+01:00">', "2014-03-14T08:00+01:00"),
        ('<meta property="article:modified_time" content="2014-03-14T08:00:00+01:00">', None),
        ("", None),
    ],
)
def test_published_is_what_says_published(head: str, start: str | None) -> None:
    published = page_from(made(head=head), "a.html").published
    assert (published.start if published else None) == start


def test_outlet_by_address() -> None:
    assert page_from(made(), "a.html", url="https://uk.reuters.com/article/1").outlet == "Reuters"
    assert page_from(made(), "a.html").outlet is None


def test_a_page_no_extractor_knows_is_read_as_shown() -> None:
    page = page_from("<html><body><div>Envoys met in Geneva.</div><div>Share</div></body></html>", "a.html")
    assert page.text == "Envoys met in Geneva."


def test_what_the_markup_says_of_the_language_yields_to_the_words() -> None:
    assert page_from(made().replace('lang="en"', 'lang="de"'), "a.html").language == "en"


@pytest.mark.parametrize(
    "source",
    [
        "<!-- " * 20_000, '<a href="' * 20_000, "<script>" * 20_000, "</p>" * 20_000, "&" * 100_000, "<" * 100_000,
        "<div>" * 5_000 + "<p>Envoys met.</p>" + "</div>" * 5_000, "<![CDATA[" * 20_000, "<h1>" * 20_000,
        "<div " + "a='b' " * 20_000 + ">x", "<title>" * 20_000, "<textarea>" * 10_000 + "</textarea>" * 10_000,
    ],
)  # fmt: skip
def test_one_pass_whatever_the_source(source: str) -> None:
    markup = scan("<html><body>" + source)
    assert len(markup.lean) <= len(source) + 12


def test_a_line_that_lost_its_middle_is_found_by_its_ends() -> None:
    start, end = (
        "The two envoys met in Geneva on Friday, hours",
        "a deadline that the council had set for an answer.",
    )
    source = f"<p>{start} <button>Play</button> before {end}</p>"
    place = scan(source).find(f"{start} before {end}")
    assert place is not None
    assert source[slice(*place)].startswith("The two envoys")
    assert source[slice(*place)].endswith("an answer.")
