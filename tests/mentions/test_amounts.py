"""Amounts: numbers of news with their bounds, and numbers that count nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.mentions.amounts import Amount, AmountKind, amounts
from attache.model import Article, Page


def read(text: str) -> list[Amount]:
    page = Page("p", "p", None, None, None, None, None, None, "en", text, (), (), None)
    return list(amounts(Article(page, (), ())))


@pytest.mark.parametrize(
    ("text", "span", "low", "high", "approximate", "unit"),
    [
        ("There are between 30,000 and 100,000 troops.", "between 30,000 and 100,000", 30000, 100000, False, None),
        ("Some 30,000 to 100,000 troops massed.", "Some 30,000 to 100,000", 30000, 100000, True, None),
        ("They sent 2-3 million doses.", "2-3 million", 2e6, 3e6, False, None),
        ("More than 2,000 people fled.", "More than 2,000", 2000, None, False, None),
        ("At least 20 soldiers died.", "At least 20", 20, None, False, None),
        ("Up to 500 people fled.", "Up to 500", None, 500, False, None),
        ("Fewer than 40 voters came.", "Fewer than 40", None, 40, False, None),
        ("About two dozen tanks crossed.", "About two dozen", 24, 24, True, None),
        ("Just under 300 tents stood there.", "Just under 300", None, 300, True, None),
        ("Dozens of people were hurt.", "Dozens", 24, None, True, None),
        ("Tens of thousands of people marched.", "Tens of thousands", 20000, None, True, None),
        ("Half a million refugees came.", "Half a million", 500000, 500000, False, None),
        ("A third of voters stayed home.", "A third", 1 / 3, 1 / 3, False, "share"),
        ("Two-thirds of voters stayed home.", "Two-thirds", 2 / 3, 2 / 3, False, "share"),
        ("One in five children is hungry.", "One in five", 0.2, 0.2, False, "share"),
        ("He pledged $1.2 billion in aid.", "$1.2 billion", 1.2e9, 1.2e9, False, "USD"),
        ("It cost €3m.", "€3m", 3e6, 3e6, False, "EUR"),
        ("It cost £200.", "£200", 200, 200, False, "GBP"),
        ("It cost US$1.5bn.", "US$1.5bn", 1.5e9, 1.5e9, False, "USD"),
        ("It cost 10.5 million Australian dollars.", "10.5 million Australian dollars", 10.5e6, 10.5e6, False, "AUD"),
        ("It cost $3 billion to $5 billion.", "$3 billion to $5 billion", 3e9, 5e9, False, "USD"),
        ("It cost $200 to $4 million.", "$200 to $4 million", 200, 4e6, False, "USD"),
        ("Prices rose 50 percent.", "50 percent", 50, 50, False, "percent"),
        ("Prices rose between 5% and 6%.", "between 5% and 6%", 5, 6, False, "percent"),
        ("Turnout fell by three percentage points.", "three percentage points", 3, 3, False, "percentage points"),
        ("The troops stood 30 km from the border.", "30 km", 30, 30, False, "km"),
        ("They shipped two million barrels.", "two million barrels", 2e6, 2e6, False, "bbl"),
        ("The fire burnt 40 square miles.", "40 square miles", 40, 40, False, "square mi"),
        ("Twenty-five soldiers were freed.", "Twenty-five", 25, 25, False, None),
        ("It killed 300 people or more.", "300", 300, 300, False, None),
    ],
)
def test_amounts_keep_both_bounds(
    text: str, span: str, low: float | None, high: float | None, approximate: bool, unit: str | None
) -> None:
    (amount,) = read(text)
    assert (amount.span.text, amount.approximate, amount.unit) == (span, approximate, unit)
    assert amount.low == pytest.approx(low)
    assert amount.high == pytest.approx(high)


@pytest.mark.parametrize(
    "text",
    [
        "The talks are on March 16.",
        "They meet at 6:30 PM on February 22, 2014.",
        "It is the second round.",
        "The 3rd brigade moved.",
        "Flight MH17 was shot down.",
        "T-72 tanks and COVID-19 tests came.",
        "The G7 met.",
        "Under Article 5 and Resolution 2202 they must.",
        "He left 10 Downing Street.",
        "They won 2-0 and lost 27-24.",
        "They met for a one-on-one talk.",
        "No one came, and one must ask why.",
        "The one who spoke left.",
        "They helped one another.",
        "Call 555-010-0199 now.",
        "The attacks of 9/11 came first.",
        "He bought an iPhone 11 at once.",
        "The company is on the Fortune 500.",
        "It happened in 1999.",
    ],
)
def test_what_only_names_something_is_no_amount(text: str) -> None:
    assert [amount.span.text for amount in read(text)] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He waited for two weeks in a row.", AmountKind.LENGTH),
        ("The 45-year-old driver fled.", AmountKind.AGE),
        ("One of the officials spoke.", AmountKind.MEMBER),
        ("A man aged 45 was held.", AmountKind.AGE),
    ],
)
def test_ages_lengths_and_members_are_of_a_kind_of_their_own(text: str, kind: AmountKind) -> None:
    assert {amount.kind for amount in read(text)} <= {kind}


def test_a_change_is_two_figures() -> None:
    assert [amount.low for amount in read("Unemployment rose from 5 to 10 percent.")] == [5, 10]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789,. -/$€%betweenandofonedozensmillion'\n", max_size=120))
def test_anything_is_read_and_spans_quote_the_page(text: str) -> None:
    last = 0
    for amount in read(text):
        assert text[amount.span.start : amount.span.end] == amount.span.text
        assert amount.span.start <= amount.number[0] < amount.number[1]
        assert amount.span.start >= last
        last = amount.span.end


@pytest.mark.parametrize("unit", ["1", "1 ", "1,111", "two ", "1-", "$1 ", "more than ", "million "])
def test_time_grows_with_length_alone(unit: str) -> None:
    begun = time.process_time()
    read(unit * (200_000 // len(unit)))
    assert time.process_time() - begun < 20
