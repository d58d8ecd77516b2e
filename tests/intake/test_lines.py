"""What a single line of a news page is."""

from __future__ import annotations

import pytest

from attache.intake import lines
from attache.intake.published import is_update_line, published_line, read_time
from attache.knowledge.furniture import rule_for, rules
from attache.model import Precision


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.why)
def test_each_rule_takes_the_lines_that_asked_for_it(rule) -> None:
    for line in rule.asked:
        taken = rule_for(line)
        assert taken is not None, line
        assert taken.why == rule.why, line


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.why)
def test_no_rule_takes_a_line_of_an_article(rule) -> None:
    assert [line for line in rule.spared if rule_for(line)] == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By JC Finley", "JC Finley"),
        ("By Jane Roe and John Doe", "Jane Roe and John Doe"),
        ("BY JANE ROE", "JANE ROE"),
        ("By Jane Roe, Staff Writer", "Jane Roe"),
        ("By Jane Roe | March 14, 2014 3:05 PM", "Jane Roe"),
        ("By Jane Roe, Gazette Foreign Staff | Posted Mar 31, 2014 at 6:02 AM", "Jane Roe"),
        ("From Jane Roe in Simferopol", "Jane Roe"),
        ("From Moscow came silence", None),
        ("Written by María de la Cruz", "María de la Cruz"),
        ("Jane Roe, CNN", "Jane Roe"),
        ("By the numbers", None),
        ("By Friday", None),
        ("By Friday the ministers had left Geneva.", None),
        ("By then, Kerry was on his way to Paris.", None),
        ("By law, Crimea is part of Ukraine", None),
        ("Kerry, Lavrov to Meet in Paris", None),
    ],
)
def test_bylines(line: str, names: str | None) -> None:
    assert lines.byline(line) == names


@pytest.mark.parametrize(
    ("paragraph", "words", "agency"),
    [
        ("PARIS, March 30 (Reuters) - Kerry flew back.", "PARIS, March 30 (Reuters) -", "Reuters"),
        ("LONDON (AP) — The two met on Friday.", "LONDON (AP) —", "AP"),
        ("WASHINGTON — The White House said no.", "WASHINGTON —", None),
        ("KIEV, Ukraine (AP) — Troops massed.", "KIEV, Ukraine (AP) —", "AP"),
        ("Washington (CNN) -- The White House said no.", "Washington (CNN) --", "CNN"),
        ("(CNN) -- The White House said no.", "(CNN) --", "CNN"),
        ("MOSCOW, March 14 (RIA Novosti) – Lavrov left.", "MOSCOW, March 14 (RIA Novosti) –", "RIA Novosti"),
        ("UNITED NATIONS (AP) _ The council met.", "UNITED NATIONS (AP) _", "AP"),
        ("Russia - the largest country - said no.", None, None),
        ("The minister (Reuters reported) was late.", None, None),
        ("Kerry met Lavrov in Paris.", None, None),
    ],
)
def test_datelines(paragraph: str, words: str | None, agency: str | None) -> None:
    found = lines.dateline(paragraph)
    assert (found.text if found else None) == words
    assert (found.agency if found else None) == agency


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("[State Department]", "State Department"),
        ("(Reuters)", "Reuters"),
        ("Source: AFP", "AFP"),
        ("— AP", "AP"),
        ("AP/Reuters", "AP/Reuters"),
        ("The Associated Press contributed to this report.", "Associated Press"),
        ("[Watch the full interview]", None),
        ("(Applause)", None),
        ("Kerry arrived late.", None),
    ],
)
def test_credits(line: str, who: str | None) -> None:
    assert lines.credit(line) == who


@pytest.mark.parametrize(
    ("line", "could"),
    [
        ("Kerry, Lavrov to Meet in Paris for Another Round of Talks", True),
        ("Will Russia stop at Crimea?", True),
        ("Kerry sees Lavrov in the U.S.", True),
        ("Kerry met Lavrov in London on Friday.", False),
        ("LONDON (AP) — The two met", False),
        ("World", False),
        ("He said:", False),
    ],
)
def test_what_could_be_a_headline(line: str, could: bool) -> None:
    assert lines.could_be_headline(line) is could


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kerry, Lavrov to Meet in Paris", "Kerry, Lavrov to meet in Paris", True),
        ("Kerry, Lavrov to Meet in Paris", "Kerry, Lavrov to Meet in Paris | The Example", True),
        ("Kerry, Lavrov to Meet in Paris on Sunday", "Kerry, Lavrov to Meet in ...", True),
        ("Kerry, Lavrov to Meet in Paris", "Kerry to Meet Lavrov Again After Paris", False),
        ("Kerry meets Lavrov", "Kerry meets Lavrov in Paris for talks on Crimea.", False),
    ],
)
def test_one_headline_in_two_dresses(one: str, other: str, same: bool) -> None:
    assert lines.same_headline(one, other) is same


@pytest.mark.parametrize(
    ("words", "start", "precision"),
    [
        ("2014-03-14T21:00:00-04:00", "2014-03-14T21:00-04:00", Precision.MINUTE),
        ("2014-03-30T10:05:00Z", "2014-03-30T10:05+00:00", Precision.MINUTE),
        ("2014-03-30", "2014-03-30", Precision.DAY),
        ("2014-03-30T00:00:00Z", "2014-03-30", Precision.DAY),
        ("Fri, 14 Mar 2014 21:00:00 GMT", "2014-03-14T21:00+00:00", Precision.MINUTE),
        ("Fri, 14 Mar 2014 21:00:00 -0400", "2014-03-14T21:00-04:00", Precision.MINUTE),
        ("March 14, 2014", "2014-03-14", Precision.DAY),
        ("March 14, 2014 9:05 p.m.", "2014-03-14T21:05", Precision.MINUTE),
    ],
)
def test_times_as_markup_writes_them(words: str, start: str, precision: Precision) -> None:
    assert read_time(words) == (start, precision)


@pytest.mark.parametrize("words", ["", "yesterday", "2014-13-45", "30/03/14", "0001-01-01"])
def test_what_is_no_date_is_none(words: str) -> None:
    assert read_time(words) is None


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("Published: March 14, 2014 at 3:05 PM EDT", "2014-03-14T15:05-04:00"),
        ("30 March 2014", "2014-03-30"),
        ("Posted on Sunday, March 30, 2014", "2014-03-30"),
        ("Published March 14, 2014, updated March 15, 2014", "2014-03-14"),
        ("Last updated 30 March 2014", None),
        ("On March 16, 2014 Crimea voted to join Russia", None),
    ],
)
def test_lines_that_are_nothing_but_a_date(line: str, start: str | None) -> None:
    found = published_line(line)
    assert (found[0] if found else None) == start


def test_a_line_of_change_is_known_as_such() -> None:
    assert is_update_line("Last updated 30 March 2014")
    assert not is_update_line("Updated figures put the troops at 40,000.")


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("© 2014 Meridian Wire. All rights reserved.", "Meridian Wire"),
        ("Copyright 2017 The Associated Press. All rights reserved.", None),
        ("Copyright (c) 2014 by The Example", "The Example"),
        ("Copyright law was on the list", None),
    ],
)
def test_whose_page_a_copyright_line_says_it_is(line: str, owner: str | None) -> None:
    assert lines.copyright_owner(line) == owner


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("The Harbour Gazette", True),
        ("REUTERS", True),
        ("Radio", False),
        ("Crimea Votes", False),
        ("Kerry, Lavrov to Meet the Press", False),
    ],
)
def test_mastheads(line: str, is_one: bool) -> None:
    assert lines.is_masthead(line) is is_one


def test_a_menu_without_an_end_is_told_at_once() -> None:
    # a mangled page with sixty sections: the white space beside a bar was once tried in every way there is
    assert rule_for("World | " + "Markets | Sports | " * 30 + "Markets |") is None
