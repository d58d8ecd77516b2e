"""Where sentences end, where words are cut, and what stands in quotation marks."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.language.segment import paragraphs, quotation_marks, segment, tokens


def words(text: str) -> str:
    return " ".join(text[a:b] for a, b in tokens(text))


def sentences(text: str) -> list[str]:
    return [text[part.start : part.end] for part in segment(text)]


def quoted(text: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in quotation_marks(text)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Russia's troops didn't leave.", "Russia 's troops did n't leave ."),
        ("Russia’s troops didn’t leave.", "Russia ’s troops did n’t leave ."),
        ("He'd've gone; they can't and won't.", "He 'd 've gone ; they ca n't and wo n't ."),
        ("We cannot pay $5 bn or US$10.", "We can not pay $ 5 bn or US$ 10 ."),
        ("Some 30,000–100,000 troops, 45% of them", "Some 30,000 – 100,000 troops , 45 % of them"),
        ("at 6:30 p.m. Friday, 6:00am and 5pm", "at 6:30 p.m. Friday , 6:00 am and 5 pm"),
        ("the U.S.-led coalition", "the U.S. - led coalition"),
        ("a well-known co-chair was re-elected", "a well - known co-chair was re-elected"),
        ("Gen. Breedlove met Sen. McCain", "Gen. Breedlove met Sen. McCain"),
        ("Resolution No. 2202 (see p. 7)", "Resolution No. 2202 ( see p. 7 )"),
        ("He said no.", "He said no ."),
        ("J. K. Rowling", "J. K. Rowling"),
        ("It was plan B.", "It was plan B ."),
        (
            "Write to a.b@c.org or see https://example.org/a?b=c.",
            "Write to a.b@c.org or see https://example.org/a?b=c .",
        ),
        ("the troops' return in the '90s", "the troops ' return in the '90s"),
        ("O'Neill and AT&T", "O'Neill and AT&T"),
        ("30 km\u00a0away,\u2009it\u202fseems", "30 km away , it seems"),
        ("«Non», dit-il…", "« Non » , dit - il …"),
        ("What?! No...", "What ?! No ..."),
        ("9/11 and 03/16/2014 and/or 1,000.5", "9/11 and 03/16/2014 and / or 1,000.5"),
    ],
)
def test_words_are_cut_as_the_english_treebank_cuts_them(text: str, cut: str) -> None:
    assert words(text) == cut


@pytest.mark.parametrize(
    "text",
    [
        '"Is it over?" he asked.',
        '"Is it over?" Kerry asked reporters.',
        '"No!" the foreign minister said.',
        "U.S. President Barack Obama met Gen. Philip Breedlove on Nov. 5 in Brussels.",
        "The talks at 6:30 p.m. Friday in Washington, D.C., ended early.",
        "Prime Minister J. K. Singh of Acme Corp. of St. Louis spoke.",
        "Resolution No. 2202 was adopted.",
        "Yahoo! said it would pay $3.5 billion.",
        'The referendum was "illegal," the U.S. said.',
        "“We will not invade…” he began, and stopped.",
        "He called it a “frozen conflict.”",
        "(This is one sentence.)",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"Is it over?" he asked. "Yes."', ['"Is it over?" he asked.', '"Yes."']),
        ("He lives in the U.S. The talks go on.", ["He lives in the U.S.", "The talks go on."]),
        ("They met at 6 p.m. He left.", ["They met at 6 p.m.", "He left."]),
        ("“It is over.” Kerry left London.", ["“It is over.”", "Kerry left London."]),
        ('"We lost. We will be back," he said.', ['"We lost.', 'We will be back," he said.']),
        ("A headline with no stop\n\nThe text.", ["A headline with no stop", "The text."]),
        ("It ended. “Why?” she asked.", ["It ended.", "“Why?” she asked."]),
        ("He left... Nobody knows why.", ["He left...", "Nobody knows why."]),
        ("The vote is over! What now?", ["The vote is over!", "What now?"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, found: list[str]) -> None:
    assert sentences(text) == found


def test_a_paragraph_that_ends_in_the_us_ends() -> None:
    parts = segment("He lives in the U.S.\n\nShe does not.")
    assert [part.paragraph for part in parts] == [0, 1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"I look forward to it," Kerry said.', ["I look forward to it,"]),
        ("“We’re going,” he said, “and we’ll see.”", ["We’re going,", "and we’ll see."]),
        ("It's the troops' return, Russia's foes said.", []),
        ("'It's over,' he said of the '90s.", ["It's over,"]),
        ("‘It’s over,’ she said.", ["It’s over,"]),
        ("He told me: «C’est fini».", ["C’est fini"]),
        ("„Es ist vorbei“, sagte er.", ["Es ist vorbei"]),
        ("He said: \"She told me 'go home' twice.\"", ["She told me 'go home' twice.", "go home"]),
        ("“He said ‘no’ to us,” she said.", ["He said ‘no’ to us,", "no"]),
        ("An \"illegal\" vote in a 'so-called' state", ["illegal", "so-called"]),
        ("A 5'10\" man said nothing.", []),
        ('He said "it never closes', ["it never closes"]),
        ("``It is old,'' he said.", ["It is old,"]),
        ('"a "b" c', ["a", "b"]),
        ('closing" only', []),
        ('""', []),
    ],
)
def test_quotation_marks(text: str, found: list[str]) -> None:
    assert quoted(text) == found


def test_a_quotation_runs_over_paragraphs() -> None:
    text = '"We came.\n\n"We saw.\n\n"We won," he said.\n\n"Did he?" she asked.'
    marks = quotation_marks(text)
    assert [text[mark.start : mark.end] for mark in marks] == ["We came.", "We saw.", "We won,", "Did he?"]
    assert [mark.continues for mark in marks] == [False, True, True, False]


def test_a_quotation_inside_another_is_deeper() -> None:
    assert [mark.depth for mark in quotation_marks("“He said ‘no’ to us,” she said.")] == [0, 1]


ODD = st.text(alphabet=st.sampled_from("aAbZ.!?'\"’‘“”«»„ \n\u00a0-–$€5,:;()[]…`@/\u200b́中"), max_size=80)


@given(ODD)
def test_spans_cover_every_letter_once_and_in_order(text: str) -> None:
    parts = segment(text)
    spans = [span for part in parts for span in part.tokens]
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert {i for i, letter in enumerate(text) if not letter.isspace() and letter != "\u200b"} == covered
    for part in parts:
        assert (part.start, part.end) == (part.tokens[0][0], part.tokens[-1][1])


@given(st.text(max_size=200))
def test_nothing_is_raised_on_any_text(text: str) -> None:
    segment(text)
    assert all(0 <= start <= end <= len(text) for start, end in paragraphs(text))


@given(ODD)
def test_quoted_words_lie_inside_their_marks_and_never_cross(text: str) -> None:
    marks = quotation_marks(text)
    for mark in marks:
        assert 0 <= mark.outer_start < mark.start < mark.end <= mark.outer_end <= len(text)
    for i, a in enumerate(marks):
        for b in marks[i + 1 :]:
            assert b.outer_start >= a.outer_end or b.outer_end <= a.end


@pytest.mark.parametrize(
    "hostile",
    ["a" * 1_000_000, "a." * 50_000, "'" * 20_000, '"a ' * 20_000, "“" * 20_000, "a-" * 50_000, "!" * 100_000,
     "1:" * 50_000, "@a." * 40_000, "\n \n" * 20_000, "‘a ’" * 10_000, "https://" * 10_000, "a " * 50_000],
)  # fmt: skip
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    begun = time.process_time()
    segment(hostile)
    quotation_marks(hostile)
    assert time.process_time() - begun < 5  # a second or less on an idle core; anything quadratic takes minutes
