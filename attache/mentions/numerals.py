"""Words and numbers of a page, numbers read: what the grammars of dates and of figures both start from.

"twenty-five" is one word worth 25, "1.5 million" is 1,500,000, "nineteen ninety-six" 1996, "16th" and
"sixteenth" the ordinal 16. One pass over the text, whatever it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    WORD = "word"
    NUMBER = "number"  # "1,200", "two dozen" without its "dozen": `value` holds it
    ORDINAL = "ordinal"
    CLOCK = "clock"  # "18:30"
    DATE = "date"  # "2014-03-16", "11/02/89"
    DECADE = "decade"  # "1990s"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or sign; `low` is its text in lower case, `spelled` says its number was written in words."""

    start: int
    end: int
    text: str
    low: str
    kind: Kind
    value: float | None = None
    spelled: bool = False
    scaled: bool = False  # "1.5 million": a scale word stands in it


# Runs of digits longer than this are no numbers anyone reads.
_LONGEST = 15

_LEX = re.compile(
    r"""
    (?P<date>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d)
            |\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\d/])
            |(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))
  | (?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?![\d:])|\d{1,2}\.\d{2}(?=\s?[ap]\.?\s?m\b))
  | (?P<decade>(?:1\d|20)?\d0['’]?s\b)
  | (?P<ordinal>\d{1,9}(?:st|nd|rd|th)\b)
  | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?|(?<![\w.])\.\d+)
  | (?P<fraction>[½¼¾])
  | (?P<word>(?:[ap]\.\s?m\.?|[AP]\.\s?M\.?|B\.\s?C\.(?:\s?E\.)?|A\.\s?D\.)(?![A-Za-z])
            |(?<=[^\W\d_])['’][^\W\d_]{1,2}\b|[^\W\d_]+)
  | (?P<sign>[^\w\s])
    """,
    re.VERBOSE,
)

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TO_TWENTIETH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
)
_TO_NINETY = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: number for number, word in enumerate(_TO_NINETEEN.split())}
TENS = {word: 10 * number for number, word in enumerate(_TO_NINETY.split(), 2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_SCALES = {"k": 1_000, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
_ORDINALS = {
    **{word: number for number, word in enumerate(_TO_TWENTIETH.split(), 1)},
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


def listed(row: str) -> frozenset[str]:
    """The words of a row as a set: how the word lists of these modules are written."""
    return frozenset(row.split())


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]` in order, numbers merged and read.

    "Twenty-five people died on May 3"     25, people, died, on, May, 3
    """
    return _merged(_lexed(text, start, len(text) if end is None else end), text)


def _lexed(text: str, start: int, end: int) -> list[Word]:
    found = []
    for match in _LEX.finditer(text, start, end):
        kind = match.lastgroup
        raw = match.group()
        low = raw.lower()
        value: float | None = None
        if kind == "number":
            value = float(raw.replace(",", "")) if len(raw) <= _LONGEST else None
            made = Kind.NUMBER
        elif kind == "fraction":
            value, made = _FRACTIONS[raw], Kind.NUMBER
        elif kind == "ordinal":
            value, made = float(raw[:-2]), Kind.ORDINAL
        elif kind == "word":
            made = Kind.WORD
            if low in _ORDINALS:
                value, made = float(_ORDINALS[low]), Kind.ORDINAL
        else:
            made = Kind(kind or "sign")
        found.append(Word(match.start(), match.end(), raw, low, made, value))
    return found


def _merged(lexed: list[Word], text: str) -> list[Word]:
    out: list[Word] = []
    i = 0
    while i < len(lexed):
        word = lexed[i]
        if word.low in UNITS or word.low in TENS:
            joined, i = _spelled(lexed, i, text)
            out.append(joined)
        elif word.kind is Kind.NUMBER and word.value is not None:
            joined, i = _scaled(lexed, i, text)
            out.append(joined)
        else:
            out.append(word)
            i += 1
    return out


def _spelled(lexed: list[Word], i: int, text: str) -> tuple[Word, int]:
    """A number in words from `i` on: "nineteen ninety-six", "two hundred and fifty thousand", "twenty-first"."""
    first = i
    total, group, scaled = 0.0, 0.0, False
    low = lexed[i].low
    while i < len(lexed):
        low = lexed[i].low
        if low in TENS:
            year = _tail_year(lexed, i, group, total)
            if group and not year:
                break
            group = group * 100 + TENS[low] if year else group + TENS[low]
            i += 1
            nxt = i + 1 if i < len(lexed) and lexed[i].text in "-‐‑" else i
            if nxt < len(lexed) and 0 < UNITS.get(lexed[nxt].low, 0) < 10:
                group += UNITS[lexed[nxt].low]
                i = nxt + 1
            elif nxt < len(lexed) and 0 < _ORDINALS.get(lexed[nxt].low, 99) < 10 and nxt == i + 1:
                group += _ORDINALS[lexed[nxt].low]
                i = nxt + 1
                return _join(lexed, first, i, text, Kind.ORDINAL, total + group, False), i
        elif low in UNITS:
            if group % 100 and not (13 <= group <= 20 and UNITS[low] >= 10 and total == 0):
                break
            group = group * 100 + UNITS[low] if group % 100 else group + UNITS[low]
            i += 1
        elif low == "hundred" and group:
            group *= 100
            scaled = True
            i += 1
        elif low in SCALES and group:
            total += group * SCALES[low]
            group = 0.0
            scaled = True
            i += 1
        elif (
            low == "and"
            and scaled
            and i + 1 < len(lexed)
            and not group % 100
            and (lexed[i + 1].low in UNITS or lexed[i + 1].low in TENS)
        ):
            i += 1
        else:
            break
    return _join(lexed, first, i, text, Kind.NUMBER, total + group, scaled), i


def _tail_year(lexed: list[Word], i: int, group: float, total: float) -> bool:
    """Whether the tens at `i` end a year spoken in two halves: "nineteen ninety"."""
    return 13 <= group <= 20 and total == 0


def _scaled(lexed: list[Word], i: int, text: str) -> tuple[Word, int]:
    """A number in digits with what belongs to it: "1.5 million", "3bn", "2 1/2"."""
    first, value = i, lexed[i].value or 0.0
    i += 1
    # "2 1/2 years"
    if (
        i + 2 < len(lexed)
        and lexed[i + 1].text in "/⁄"
        and lexed[i].value
        and lexed[i + 2].value
        and lexed[i].end == lexed[i + 1].start
        and lexed[i + 1].end == lexed[i + 2].start
        and float(lexed[i].value or 0) < float(lexed[i + 2].value or 0) <= 16
        and lexed[i].start - lexed[first].end == 1
    ):
        value += (lexed[i].value or 0) / (lexed[i + 2].value or 1)
        i += 3
    elif i < len(lexed) and lexed[i].text in _FRACTIONS and lexed[i].start - lexed[first].end <= 1:
        value += _FRACTIONS[lexed[i].text]
        i += 1
    scaled = False
    at = i + 1 if i < len(lexed) and lexed[i].text == "-" else i
    if at < len(lexed):
        low = lexed[at].low
        if low in SCALES and lexed[at].start - lexed[at - 1].end <= 1:
            value *= SCALES[low]
            i, scaled = at + 1, True
            if low == "hundred" and i < len(lexed) and lexed[i].low in SCALES:  # "4 hundred million"
                value *= SCALES[lexed[i].low]
                i += 1
        elif at == i and low in _SHORT_SCALES and _is_scale(lexed, at):
            value *= _SHORT_SCALES[low]
            i, scaled = at + 1, True
    if i == first + 1:
        return lexed[first], i
    return _join(lexed, first, i, text, Kind.NUMBER, value, scaled, spelled=False), i


def _is_scale(lexed: list[Word], at: int) -> bool:
    """Whether "m", "bn", "k" behind a number multiply it: "3bn", "3 bn", "250k"."""
    glued = lexed[at].start == lexed[at - 1].end and not _metres(lexed, at)
    return glued or lexed[at].low in ("bn", "tn", "mn", "mln")


def _metres(lexed: list[Word], at: int) -> bool:
    """Whether the "m" of "37m long" is metres: the "m" of "$37m" and "2m people" is million."""
    after = lexed[at + 1].low if at + 1 < len(lexed) else ""
    return lexed[at].low == "m" and after in (
        "long",
        "tall",
        "high",
        "wide",
        "deep",
        "above",
        "below",
        "away",
        "(",
        "-",
        "x",
        "sprint",
    )


def _join(
    lexed: list[Word], first: int, last: int, text: str, kind: Kind, value: float, scaled: bool, *, spelled: bool = True
) -> Word:
    start, end = lexed[first].start, lexed[last - 1].end
    raw = text[start:end]
    return Word(start, end, raw, raw.lower(), kind, value, spelled, scaled)
