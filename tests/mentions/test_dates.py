"""Dates: phrases of news, and the days they mean on a page of a given day."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.language.segment import segment
from attache.mentions.dates import dates, ranges, resolve
from attache.mentions.timex import bounds, holiday
from attache.mentions.zones import zone_of
from attache.model import Article, Basis, Naming, Page, Sentence, Span, Statement, StatementKind, Token, When

SUNDAY = "2014-03-30"


def article(text: str, day: str | None = SUNDAY) -> Article:
    """A page of these words, its tokens without a tree: the words alone must do."""
    published = When(day, day, basis=Basis.METADATA) if day else None
    sentences = tuple(
        Sentence(
            part.start,
            part.end,
            part.paragraph,
            tuple(Token(a, b, text[a:b], text[a:b].lower(), "", "", -1, "") for a, b in part.tokens),
            (),
        )
        for part in segment(text)
    )
    page = Page("p", "p", None, None, None, None, None, None, "en", text, (), (), published)
    return Article(page, sentences, ())


def read(text: str, day: str | None = SUNDAY) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(when.span.text, when.value, when.start, when.end) for when in dates(article(text, day)) if when.span]


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("The envoy arrived Friday.", "Friday", "2014-03-28", "2014-03-28"),
        ("The president spoke on Sunday.", "Sunday", "2014-03-30", "2014-03-30"),
        ("On Tuesday the ministers will meet in Geneva.", "Tuesday", "2014-04-01", "2014-04-01"),
        ("The vote is scheduled to take place on Thursday.", "Thursday", "2014-04-03", "2014-04-03"),
        ("He left Oslo last Monday night.", "last Monday night", "2014-03-24", "2014-03-24"),
        ("Talks resume next Monday.", "next Monday", "2014-03-31", "2014-03-31"),
        ("The treaty was signed on March 16.", "March 16", "2014-03-16", "2014-03-16"),
        ("The treaty was signed on 16 March 2012.", "16 March 2012", "2012-03-16", "2012-03-16"),
        ("The court will rule on Nov. 3.", "Nov. 3", "2014-11-03", "2014-11-03"),
        ("Prices fell in February.", "February", "2014-02-01", "2014-02-28"),
        ("The war began in early March.", "early March", "2014-03-01", "2014-03-10"),
        ("The law was passed in late 2013.", "late 2013", "2013-09-01", "2013-12-31"),
        ("The strike began two weeks ago.", "two weeks ago", "2014-03-10", "2014-03-16"),
        ("He was elected two years ago.", "two years ago", "2012-01-01", "2012-12-31"),
        ("Exports fell in the third quarter of 2013.", "the third quarter of 2013", "2013-07-01", "2013-09-30"),
        ("She was born in the 1970s.", "the 1970s", "1970-01-01", "1979-12-31"),
        ("The bridge was built in the 19th century.", "the 19th century", "1800-01-01", "1899-12-31"),
        ("It opened in the summer of 2011.", "the summer of 2011", "2011-06-01", "2011-08-31"),
        ("They plan to meet at the end of the week.", "the end of the week", "2014-03-27", "2014-03-30"),
        ("He flew home yesterday.", "yesterday", "2014-03-29", "2014-03-29"),
        ("Exports grew over the past two months.", "the past two months", "2014-01-28", "2014-03-30"),
        ("Shops will close on Good Friday.", "Good Friday", "2014-04-18", "2014-04-18"),
        ("The truce holds until Christmas.", "Christmas", "2014-12-25", "2014-12-25"),
        ("The decree is dated 2014-03-18.", "2014-03-18", "2014-03-18", "2014-03-18"),
        (
            "The talks begin at 6:30 PM Paris time.",
            "6:30 PM Paris time",
            "2014-03-30T18:30+02:00",
            "2014-03-30T18:30+02:00",
        ),
        ("The bomb went off at 10 a.m. on Friday.", "10 a.m. on Friday", "2014-03-28T10:00", "2014-03-28T10:00"),
        (
            "He will speak at 5 p.m. EST April 3.",
            "5 p.m. EST April 3",
            "2014-04-03T17:00-05:00",
            "2014-04-03T17:00-05:00",
        ),
    ],
)
def test_days_counted_from_the_page(text: str, words: str, start: str, end: str) -> None:
    assert [(each[0], each[2], each[3]) for each in read(text)] == [(words, start, end)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("The truce held for two weeks.", "two weeks", "P2W"),
        ("It lasted half an hour.", "half an hour", "PT30M"),
        ("It is the second attack inside of a month.", "a month", "P1M"),
        ("They waited a year and a half.", "a year and a half", "P18M"),
        ("With the vote days away, he flew home.", "days away", "PXD"),
        ("The council meets every Friday.", "every Friday", "XXXX-WXX-5"),
        ("Patrols are sent out daily.", "daily", "P1D"),
        ("The city is now calm.", "now", "PRESENT_REF"),
        ("He recently resigned.", "recently", "PAST_REF"),
        ("Rome fell to them in 390 BC.", "390 BC", "BC0390"),
    ],
)
def test_lengths_sets_and_vague_spans_have_no_day(text: str, words: str, value: str) -> None:
    assert read(text) == [(words, value, None, None)]


@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and troops march.",
        "Mr. May resigned.",
        "After the fall of the city they fled.",
        "The 6-year-old boy came home.",
        "He is 45 years old.",
        "A second offensive failed.",
        "She paid $2,000 for it.",
        "He is in his 30s.",
        "Prices rose 700 a week.",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read(text) == []


def test_a_planned_event_is_ahead_and_a_past_one_behind() -> None:
    """ "Sunday's referendum" on a Friday is the coming one: no verb says it is over."""
    coming = read("He spoke of Moscow's stance toward Sunday's referendum.", "2014-03-14")
    assert coming == [("Sunday", "2014-03-16", "2014-03-16", "2014-03-16")]
    assert read("She won Sunday's election.", "2014-03-18")[0][2] == "2014-03-16"


def test_yearless_days_lie_near_the_page() -> None:
    assert read("The attack of Dec. 28 was the worst.", "2014-01-05")[0][2] == "2013-12-28"
    assert read("They will meet on Jan. 10.", "2013-12-20")[0][2] == "2014-01-10"
    assert read("Despite plans to leave, the Aug. 7 bombings changed all.", "1998-08-17")[0][2] == "1998-08-07"


def test_later_words_count_from_the_time_told_of() -> None:
    found = read("The coup of March 3, 2012 failed. Two days later the king fled. The following week he died.")
    assert [each[2] for each in found] == ["2012-03-03", "2012-03-05", "2012-03-12"]


def test_a_year_earlier_is_the_quarter_a_year_earlier() -> None:
    found = read("Profit rose in the third quarter from $5 million a year earlier.", "1989-10-27")
    assert [each[1] for each in found] == ["1989-Q3", "1988-Q3"]


def test_narrative_counts_from_the_last_date_told() -> None:
    text = "On 1 September 1939 war broke out. By early October the army had fled. On 3 November the king left."
    found = [when.start for when in dates(article(text, None), anchor="narrative")]
    assert found == ["1939-09-01", "1939-10-01", "1939-11-03"]


def test_a_glance_aside_does_not_move_a_tale() -> None:
    text = "In August 1964 a ship was hit. Papers released in 2005 deny it. On 4 August nothing happened."
    assert dates(article(text, None), anchor="narrative")[-1].start == "1964-08-04"


def test_relative_words_stay_open_on_a_page_without_a_date() -> None:
    found = dates(article("Lavrov called on Friday; on Tuesday they will meet.", None))
    assert [(when.value, when.because, when.start, when.basis) for when in found] == [
        ("XXXX-WXX-5", ("weekday-last",), None, Basis.RELATIVE),
        ("XXXX-WXX-2", ("weekday-next",), None, Basis.RELATIVE),
    ]
    (march,) = dates(article("It was signed on March 16.", None))
    assert (march.value, march.start) == ("XXXX-03-16", None)
    (clock,) = dates(article("They meet at 6:30 PM Paris time.", None))
    assert (clock.value, clock.because) == ("T18:30", ("zone Europe/Paris",))


def test_an_utterance_has_its_own_day() -> None:
    text = 'Kerry told him on Tuesday, "They are coming on Wednesday, at the end of the week we will see."'
    plain = article(text, "2014-03-14")
    tuesday = dates(plain)[0]
    start = text.index("They")
    said = Statement(
        "s",
        "p",
        StatementKind.DIRECT,
        (plain.page.span(start, len(text) - 1),),
        None,
        None,
        (),
        Naming.NAMED,
        when=tuesday,
    )
    wednesday = dates(plain, [said])[1]
    assert (tuesday.start, wednesday.start) == ("2014-03-11", "2014-03-12")
    undated = article(text, None)
    open_said = Statement(
        "s", "p", StatementKind.DIRECT, said.content, None, None, (), Naming.NAMED, when=dates(undated)[0]
    )
    open_wednesday = dates(undated, [open_said])[1]
    assert open_wednesday.start is None
    assert resolve(open_wednesday, plain.page.published or When()).start == "2014-03-12"


def test_ranges_join_what_belongs_together() -> None:
    def joined(text: str) -> list[tuple[str, str | None, str | None]]:
        one = article(text)
        return [(when.span.text, when.start, when.end) for when in ranges(dates(one), text) if when.span]

    assert joined("On Tuesday and Wednesday, the ministers will meet.") == [
        ("Tuesday and Wednesday", "2014-04-01", "2014-04-02")
    ]
    assert joined("Talks were held March 14-16.") == [("March 14-16", "2014-03-14", "2014-03-16")]
    assert joined("It fought between March and April 2013.") == [("March and April 2013", "2013-03-01", "2013-04-30")]
    assert [words for words, _, _ in joined("They met on Monday and Friday.")] == ["Monday", "Friday"]


def test_a_range_without_a_date_resolves_as_one_with() -> None:
    text = "On Tuesday and Wednesday, the ministers will meet."
    (open_range,) = ranges(dates(article(text, None)), text)
    (whole,) = ranges(dates(article(text)), text)
    closed = resolve(open_range, When(SUNDAY, SUNDAY))
    assert (closed.start, closed.end, closed.value) == (whole.start, whole.end, whole.value)


PHRASES = [
    "on Friday", "last week", "next month", "two days later", "March 16", "in April", "at 6:30 PM", "the day before", "yesterday",
    "the third quarter", "a year earlier", "this summer", "on Christmas Day", "the end of the month", "the past two weeks",
    "every Monday", "in 1999", "by Thursday", "will meet", "he said.", "was killed", "the following week", "tonight", "that year",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=8), st.dates(min_value=date(1950, 1, 1)))
def test_an_undated_page_resolves_to_what_a_dated_one_says(phrases: Sequence[str], day: object) -> None:
    text = "Kerry " + " ".join(phrases)
    iso = str(day)
    published = When(iso, iso)
    assert tuple(resolve(when, published) for when in dates(article(text, None))) == dates(article(text, iso))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789 ./:-,'’apmsthMarchFridayweeksago\n", max_size=120))
def test_anything_is_read_without_raising_and_spans_quote_the_page(text: str) -> None:
    last = 0
    for when in dates(article(text)):
        assert isinstance(when.span, Span)
        assert text[when.span.start : when.span.end] == when.span.text
        assert when.span.start >= last
        last = when.span.end


@pytest.mark.parametrize("unit", ["1", "1 ", "March ", "two ", "1-", "the past ", "of the ", "12:"])
def test_time_grows_with_length_alone(unit: str) -> None:
    page = Page("p", "p", None, None, None, None, None, None, "en", unit * (200_000 // len(unit)), (), (), None)
    begun = time.process_time()
    dates(Article(page, (), ()))
    assert time.process_time() - begun < 20


def test_holidays_and_zones() -> None:
    assert holiday("easter", 2014) == "2014-04-20"
    assert holiday("thanksgiving", 1999) == "1999-11-25"
    assert holiday("election day", 1998) == "1998-11-03"
    assert zone_of(["Paris"]) == "Europe/Paris"
    assert zone_of(["New", "York"]) == "America/New_York"
    assert zone_of(["local"]) is None
    assert bounds("2014-W11") == ("2014-03-10", "2014-03-16", "week")
