"""Ways out: they validate, they read well without colour, and no article text becomes markup or a command."""

from __future__ import annotations

import html.parser
import json
import re
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest
from world import World, page

from attache import pipeline, safe, wire
from attache.model import Modality, Option, Page, Precision, When
from attache.store import Record
from attache.views import VIEWS, brief, datum, jsonl, markdown, terminal, words
from attache.views import html as pages

HOSTILE = "Talks \x1b[31mred\x9b2J \u202eesrever\u2066 <script>alert(1)</script> &amp; [a](javascript:x) *b* | `c`"

WHOLE = [view for view in VIEWS if view.name in ("jsonl", "markdown", "html", "text")]  # others: tests/views


@pytest.fixture
def record(world: World) -> Record:
    return world.write(Record())


@pytest.fixture
def hostile(world: World) -> Record:
    """The same record, its wire page's headline and outlet full of things to obey."""
    text = world.wire.text.replace("Berg and Petrov to meet in Oslo", HOSTILE, 1)
    changed = page(text, outlet=HOSTILE, day="2031-04-08", url="javascript:alert(1)")
    record = Record()
    record.keep([(changed, "key", None)])
    return record


def test_every_line_of_an_export_validates(record: Record) -> None:
    schema = jsonschema.Draft202012Validator(wire.schema())
    lines = [json.loads(line) for line in jsonl.write(record)]
    for line in lines:
        schema.validate(line)
    order = list(wire.RECORDS)
    kinds = [line["record"] for line in lines]
    assert kinds == sorted(kinds, key=order.index)
    assert set(kinds) == set(order) - {"utterance", "position"}


def test_the_schema_in_the_package_is_the_one_the_nouns_make() -> None:
    shipped = json.loads((files("attache.views") / "record.schema.json").read_text(encoding="utf-8"))
    assert shipped == wire.schema(), "run: python -m attache.views.schema"


def test_an_export_uses_the_names_of_the_record(record: Record, world: World) -> None:
    lines = list(jsonl.lines(record))
    story = next(line for line in lines if line["record"] == "story")
    assert (story["from"], story["to"]) == ("2031-04-08", "2031-04-13")
    copy = next(line for line in lines if line["record"] == "page" and line["outlet"] == "Valley News")
    assert copy["copy_of"] == world.wire.id
    assert copy["story"] == "t-oslo"
    figure = next(line for line in lines if line["record"] == "figure")
    assert (figure["low"], type(figure["low"])) in {(2000, int), (5000, int)}


@pytest.mark.parametrize("view", WHOLE, ids=lambda view: view.name)
def test_every_view_says_it_all_and_quotes_the_page(view, record: Record) -> None:
    text = "".join(view.write(record))
    for said in (
        "We are closer than a week ago",
        "The border must open",
        "Harbour Wire",
        "Oslo",
        "Anna Berg",
    ):
        assert said in text.replace("\\", "")


def test_planned_is_never_taken_for_held(world: World) -> None:
    only_planned = Record()
    only_planned.keep([(world.wire, "key", wire.pack(world.readings[world.wire.id]))])
    only_planned.establish(world.established([world.wire]))
    for told in ("\n".join(row.text for row in terminal.rows(brief.brief(only_planned), 60)),
                 "".join(markdown.write(only_planned))):  # fmt: skip
        assert "planned" in told
        assert "held" not in told
    assert '<li class="planned"' in "".join(pages.write(only_planned))
    assert '<li class="held"' not in "".join(pages.write(only_planned))


def test_a_line_tells_how_it_came_to_be_held(record: Record) -> None:
    line = brief.Desk(record).timeline()[0]
    assert line.state == "held"
    assert line.history == ("planned (Harbour Wire, 8 April 2031)", "held (The Post, 13 April 2031)")
    assert [cite.source for cite in line.cites] == ["The Post, 13 April 2031", "Harbour Wire, 8 April 2031"]
    assert line.cites[0].marked == ("met",)
    assert line.cites[0].before + "met" + line.cites[0].after == "Anna Berg and Ivan Petrov met in Oslo on Saturday."


def test_a_relay_is_shown_from_the_page_outwards(record: Record) -> None:
    said = brief.Desk(record).said(about="border")[0]
    assert said.speaker == "Anna Berg"
    assert said.voices == ("a senior official (not named)",)
    shown = "".join(pages.write(record))
    assert "<li>Harbour Wire</li><li>a senior official (not named)</li><li>Anna Berg</li>" in shown


def test_what_lay_ahead_on_a_day_knows_nothing_of_later_pages(record: Record) -> None:
    assert brief.Desk(record).announced(ahead_only=True) == ()
    before = brief.Desk(pipeline.known_on(record, "2031-04-10")[0]).announced()
    assert [(one.state, one.evidence) for one in before] == [("ahead", ())]
    assert brief.Desk(pipeline.known_on(record, "2031-04-01")[0]).announced() == ()
    after = brief.Desk(record).announced()
    assert [one.state for one in after] == ["took place"]
    assert after[0].evidence[0].marked == ("met",)


def test_figures_that_disagree_stand_side_by_side(record: Record) -> None:
    (troops,) = brief.Desk(record).figures()
    assert [number.bounds for number in troops.figures] == ["2,000 to 3,000 people", "about 5,000 people"]


def test_copies_are_folded_under_their_page(record: Record) -> None:
    (part,) = brief.brief(record).parts
    assert [(source.outlet, len(source.copies)) for source in part.sources] == [
        ("Harbour Wire", 1),
        ("The Post", 0),
    ]


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lines_keep_to_the_width(record: Record, width: int) -> None:
    for row in terminal.rows(brief.brief(record), width):
        assert len(row.text) <= width or " " not in row.text.strip()


@pytest.mark.parametrize("view", WHOLE, ids=lambda view: view.name)
def test_nothing_in_an_article_is_obeyed(view, hostile: Record) -> None:
    text = "".join(view.write(hostile))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    if view.name == "html":
        assert "<script" not in text
        assert "javascript:alert" not in text
    if view.name == "markdown":
        assert "](javascript:x)" not in text


def test_the_html_brief_needs_nothing_but_itself(record: Record) -> None:
    class Reader(html.parser.HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.ids: list[str] = []
            self.links: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found = dict(attrs)
            assert tag not in ("script", "img", "link", "iframe", "object")
            assert not any(name.startswith("on") or name == "src" for name in found)
            if tag not in ("meta", "br"):
                self.open.append(tag)
            if found.get("id"):
                self.ids.append(str(found["id"]))
            if tag == "a":
                self.links.append(str(found["href"]))

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    reader = Reader()
    text = "".join(pages.write(record))
    reader.feed(text)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    for link in reader.links:
        assert link.startswith(("https://", "http://")) or link[1:] in reader.ids
    assert "url(" not in text
    assert "@import" not in text


def test_a_datum_is_shown_in_its_paragraph(record: Record, world: World) -> None:
    rows = [row.text for row in datum.rows(record, record.find(world.border.id), 200)]
    assert any("Berg told Petrov: “»The border must open.«” Some 2,000" in row for row in rows)
    assert any("Harbour Wire, 8 April 2031" in row for row in rows)
    assert any("https://harbour.example/berg-petrov#:~:text=" in row for row in rows)
    line = datum.line(record, record.find(world.border.id))
    start = world.wire.text.index("The border must open.")
    assert line["shown"][0]["raw_start"] == start
    assert line["shown"][0]["paragraph"]["text"].startswith("According to")


def test_every_type_of_datum_can_be_shown(record: Record, world: World) -> None:
    ids = [one.id for one in (world.wire, world.closer, world.planned, world.low)]
    for one in (*ids, "a-berg", "t-oslo", "n-oslo", "m-oslo", "d-troops"):
        assert [row.text for row in datum.rows(record, record.find(one), 60) if row.text]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (None, "no date"),
        (When("2014-03-14", "2014-03-14"), "14 March 2014"),
        (When("2014-03-30T18:30+02:00", precision=Precision.MINUTE), "30 March 2014, 18:30"),
        (When("2014-04-01", "2014-04-02"), "1–2 April 2014"),
        (When("2014-03-31", "2014-04-02"), "31 March – 2 April 2014"),
        (When("2013-12-31", "2014-01-02"), "31 December 2013 – 2 January 2014"),
        (When("2014-03-01", "2014-03-31", Precision.MONTH), "March 2014"),
        (When("2014-01-01", "2014-12-31", Precision.YEAR), "2014"),
        (When(options=(Option("2014-03-23", "2014-03-23"), Option("2014-03-30", "2014-03-30"))),
         "one of 23 March 2014 or 30 March 2014"),
    ],
)  # fmt: skip
def test_a_day_is_never_said_more_exactly_than_it_is_known(when: When | None, said: str) -> None:
    assert words.day(when) == said


def test_a_link_finds_the_words_on_the_live_page(world: World) -> None:
    link = words.link(world.wire, world.closer.content[0])
    assert link is not None
    assert "We%20are%20closer%20than%20a%20week%20ago%2C" in link
    hyphens = replace(world.wire, text="A cease-fire, at last")
    assert "cease%2Dfire" in str(words.link(hyphens, hyphens.span(2, 12)))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://a b", 'https://a"b', None, "ftp://a"]
)
def test_only_the_web_is_linked_to(url: str | None) -> None:
    assert safe.web_address(url) is None


@pytest.mark.parametrize("modality", list(Modality))
def test_every_state_has_a_word_and_a_sign(modality: Modality) -> None:
    assert words.STATES[modality]
    assert words.SIGNS[modality]


def test_a_page_in_another_language_is_listed_as_not_read(world: World) -> None:
    foreign: Page = replace(world.copy, id="p-foreign", language="fr", headline="Pourparlers à Oslo")
    record = world.write(Record())
    record.keep([(foreign, "key", None)])
    assert "Pourparlers à Oslo" in "".join(terminal.write(record))
