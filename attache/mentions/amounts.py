"""How many and how much: every number of a page that counts or measures something, with both its bounds.

    "between 30,000 and 100,000"    30000 to 100000
    "more than 2,000"               2000 and up: high is None
    "about two dozen"               24, approximate
    "dozens"                        24 and up, approximate: two dozen at the least
    "$1.2 billion"                  1.2e9 USD

A number that names something is no amount: MH17, T-72, Article 5, 10 Downing Street, March 16, 6:30 PM, the
second, a 2-0 win, "number one". Ages and lengths of time are amounts of a kind of their own, which figures.py
passes over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from attache.mentions.amount_words import (
    AFTER,
    BEFORE_ONE,
    BOUNDS,
    DASHES,
    LONGEST_BOUND,
    NOUNS,
    NUMBERED,
    ONE_IS_NO_COUNT,
    PARTS,
    RISES,
    STREETS,
    VAGUE,
)
from attache.mentions.dates import paragraphs_of, temporal
from attache.mentions.numerals import SCALES, Kind, Word, words
from attache.mentions.units import CODES, COMPOUND, CURRENCIES, MEASURES, PERCENT, SIGNS, TIMES
from attache.model import Article, Sentence, Span, Token


class AmountKind(StrEnum):
    COUNT = "count"  # of things or people: "two soldiers"
    MEASURE = "measure"  # in a unit: "30 km", "5 percent"
    MONEY = "money"
    SHARE = "share"  # "a third of voters", "half of them"
    LENGTH = "length"  # of time: "two weeks"
    AGE = "age"  # "45-year-old"
    MEMBER = "member"  # "one of the officials": somebody, not a count


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its bounds; `number` is where the numeral itself stands, `span` takes in bounds and unit.

    An open bound is None. `unit` is an ISO 4217 code, "percent" or a measure's symbol; None for what is counted
    one by one. `vague` is true of "dozens" and "thousands", whose bound is the smallest number they can mean.
    """

    span: Span
    number: tuple[int, int]
    low: float | None
    high: float | None
    approximate: bool
    unit: str | None
    kind: AmountKind
    vague: bool = False


def amounts(article: Article) -> tuple[Amount, ...]:
    """Each amount of the page in text order, none overlapping."""
    text = article.page.text
    trees = _Trees(article.sentences)
    found: list[Amount] = []
    for start, end in paragraphs_of(text):
        found.extend(_Reader(article, words(text, start, end), trees).read())
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Number:
    """A numeral from word `first` up to, not including, `last`."""

    first: int
    last: int
    low: float
    high: float | None
    vague: bool = False
    share: bool = False
    scaled: bool = False
    near: bool = False


class _Trees:
    """The tokens of the page by place, to ask the tree what a numeral stands for."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._where = [
            (token.start, number, index) for number, it in enumerate(sentences) for index, token in enumerate(it.tokens)
        ]
        self._sentences = sentences

    def token(self, start: int) -> tuple[Token, tuple[Token, ...], int] | None:
        at = bisect_left(self._where, (start, -1, -1))
        if at >= len(self._where) or self._where[at][0] != start:
            return None
        _, number, index = self._where[at]
        tokens = self._sentences[number].tokens
        return (tokens[index], tokens, index) if tokens[index].deprel else None


class _Reader:
    """One paragraph's words, read from left to right."""

    def __init__(self, article: Article, found: list[Word], trees: _Trees) -> None:
        self._article, self._words, self._trees = article, found, trees
        self._starts = [word.start for word in found]
        self._taken = sorted((start, end, length) for start, end, length in temporal(found))

    def read(self) -> Iterator[Amount]:
        at = 0
        free = 0
        while at < len(self._words):
            number = self._number(at)
            if number is None:
                at += 1
                continue
            amount, after = self._amount(number, free)
            if amount is not None:
                yield amount
                free = after
            at = max(after, number.last)

    # ------------------------------------------------------------------------------------------------- numerals

    def _low(self, at: int) -> str:
        return self._words[at].low if 0 <= at < len(self._words) else ""

    def _number(self, at: int) -> _Number | None:
        """The numeral that begins at this word: "30,000", "two dozen", "half a million", "tens of thousands"."""
        word = self._words[at]
        low = word.low
        if word.kind is Kind.NUMBER and word.value is not None:
            value, last = word.value, at + 1
            if self._low(last) in ("dozen", "score", "hundred") and not word.scaled:
                scale = SCALES.get(self._low(last + 1), 1)
                value *= scale
                last += scale > 1
                if scale > 1:
                    return _Number(at, last + 1, value * 100, value * 100, scaled=True)
                return _Number(
                    at, last + 1, value * NOUNS[self._low(last)], value * NOUNS[self._low(last)], scaled=True
                )
            if (self._low(last) in DASHES and self._low(last + 1) in PARTS and self._low(last + 1) != "half") or (
                self._low(last) in PARTS
                and word.spelled
                and self._low(last) not in ("half", "quarter", "third", "second")
            ):
                last += self._low(last) in DASHES
                part = value / PARTS[self._low(last)]
                return (
                    _Number(at, last + 1, part, part, share=True)
                    if part < 1 or (value < 20 and self._low(last)[-1] == "s")
                    else None
                )
            if self._low(last) == "and" and self._low(last + 1) == "a" and self._low(last + 2) == "half":
                scale = SCALES.get(self._low(last + 3), 1)
                return _Number(
                    at, last + 3 + (scale > 1), (value + 0.5) * scale, (value + 0.5) * scale, scaled=scale > 1
                )
            whole = self._of_so_many(at, last, value)
            return whole or _Number(at, last, value, value, scaled=word.scaled)
        return self._in_words(at, low)

    def _of_so_many(self, at: int, last: int, value: float) -> _Number | None:
        """One in three, two out of five."""
        skip = (
            last + 1
            if self._low(last) == "in"
            else last + 2
            if (self._low(last), self._low(last + 1)) == ("out", "of")
            else 0
        )
        if not skip or skip >= len(self._words):
            return None
        other = self._words[skip]
        if (
            other.kind is not Kind.NUMBER
            or not other.value
            or not value < other.value <= 100
            or self._temporal_end(skip)
        ):
            return None
        both_spelled = self._words[at].spelled == other.spelled
        return _Number(at, skip + 1, value / other.value, value / other.value, share=True) if both_spelled else None

    def _in_words(self, at: int, low: str) -> _Number | None:
        nxt = self._low(at + 1)
        if low in ("tens", "hundreds") and nxt == "of" and self._low(at + 2) in VAGUE:
            low_end = (20 if low == "tens" else 200) * VAGUE[self._low(at + 2)] / 2
            return _Number(at, at + 3, low_end, None, vague=True, near=True)
        if low in VAGUE and (low != "scores" or nxt == "of"):
            return _Number(at, at + 1, VAGUE[low], None, vague=True, near=True)
        if low == "half":
            if nxt in ("a", "-") and self._low(at + 2) in ("million", "billion", "dozen", "trillion"):
                value = NOUNS[self._low(at + 2)] / 2
                return _Number(at, at + 3, value, value, scaled=True)
            if nxt == "of" or (
                nxt in ("the", "its", "their", "his", "her", "all") and self._low(at - 1) not in ("first", "second")
            ):
                return _Number(at, at + 1, 0.5, 0.5, share=True)
            return None
        if low in ("a", "an"):
            if nxt in ("dozen", "hundred", "thousand", "million", "billion", "trillion"):
                if self._low(at + 2) == "and" and self._low(at + 3) == "a" and self._low(at + 4) == "half":
                    return _Number(at, at + 5, NOUNS[nxt] * 1.5, NOUNS[nxt] * 1.5, scaled=True)
                return _Number(at, at + 2, NOUNS[nxt], NOUNS[nxt], scaled=True)
            if nxt in PARTS and nxt != "half" and self._low(at + 2) == "of":
                return _Number(at, at + 2, 1 / PARTS[nxt], 1 / PARTS[nxt], share=True)
            if nxt == "third" and self._low(at + 2) in (",", ".", "in", "since", "from", "on", "to", "more", "less"):
                return _Number(at, at + 2, 1 / 3, 1 / 3, share=True)
            if nxt in ("few", "couple"):
                skip = at + 2 + (self._low(at + 2) == "of")
                scale = self._low(skip)
                if scale in NOUNS:
                    return self._several(at, skip + 1, NOUNS[scale], exact=nxt == "couple")
        if low == "several" and nxt in NOUNS:
            return self._several(at, at + 2, NOUNS[nxt], exact=False)
        return None

    @staticmethod
    def _several(first: int, last: int, scale: float, *, exact: bool) -> _Number:
        return _Number(first, last, 2 * scale, 2 * scale if exact else None, near=True, vague=not exact)

    # --------------------------------------------------------------------------------------------------- amounts

    def _amount(self, number: _Number, free: int) -> tuple[Amount | None, int]:
        """The amount this numeral is part of, and the word to go on from; None where it only names something."""
        first, last = number.first, number.last
        temporal_end = self._temporal_end(first)
        if temporal_end:
            return self._of_time(number, temporal_end), max(last, self._index_after(temporal_end))
        if self._low(first) == "one" and self._low(last) == "of":
            return self._made(first, last, number, 1.0, 1.0, False, None, AmountKind.MEMBER), last
        if self._names(number):
            return None, last
        begin, sign = self._sign(first, free)
        second = self._second(number)
        unit, kind, end = self._unit(second.last if second else last, sign)
        low, high = number.low, number.high
        if second is not None:
            own_sign = second.first > number.last + 1  # "$200 to $4 million" is what it says, "$3-4 million" is not
            if second.scaled and not number.scaled and number.low < 1000 and not own_sign:
                low *= _scale_of(second.high or 1)
            low, high = min(low, second.low), max(low, second.high or second.low)
            last = second.last
        if begin < first and self._low(begin) == "minus":
            low, high = -low, -(high if high is not None else low)
        if kind is AmountKind.COUNT and number.share:
            kind, unit = AmountKind.SHARE, "share"
        old = self._low(end) == "old" or (self._low(end) in ("-", "–", "‑") and self._low(end + 1) == "old")
        if (kind is AmountKind.LENGTH and old) or (kind is AmountKind.COUNT and self._is_age(first, last)):
            return self._made(begin, last, number, low, high, number.near, "year", AmountKind.AGE), last
        begin, near, bound = self._bound(begin, free)
        if second is not None:
            begin = self._range_opening(begin, free)
            bound = ""
        else:
            after = next((n for n in (2, 1) if tuple(self._low(end + k) for k in range(n)) in AFTER), 0)
            if after and not bound:
                what = AFTER[tuple(self._low(end + k) for k in range(after))]
                near, bound = near or what == "near", "" if what == "near" else what
                end += after
        if bound == "low":
            high = None
        elif bound == "high":
            low, high = None, number.low  # type: ignore[assignment]
        return self._made(begin, end, number, low, high, near or number.near, unit, kind), end

    def _made(
        self,
        begin: int,
        end: int,
        number: _Number,
        low: float | None,
        high: float | None,
        near: bool,
        unit: str | None,
        kind: AmountKind,
    ) -> Amount:
        span = self._article.page.span(self._words[begin].start, self._words[end - 1].end)
        where = (self._words[number.first].start, self._words[number.last - 1].end)
        return Amount(span, where, low, high, near, unit, kind, number.vague)

    def _sign(self, first: int, free: int) -> tuple[int, str | None]:
        """A currency before the number: "$", "US$", "EUR 5"."""
        if first - 1 < free:
            return first, None
        sign = self._words[first - 1]
        if (
            first - 2 >= free
            and sign.end == self._words[first].start
            and self._words[first - 2].text + sign.text in SIGNS
        ):
            return first - 2, SIGNS[self._words[first - 2].text + sign.text]
        if sign.text in SIGNS and self._words[first].start - sign.end <= 1:
            if (
                first - 2 >= free
                and self._words[first - 2].end == sign.start
                and self._words[first - 2].text + sign.text in SIGNS
            ):
                return first - 2, SIGNS[self._words[first - 2].text + sign.text]
            if first - 2 >= free and self._words[first - 2].text in ("US", "A", "C", "HK", "NZ", "S"):
                return first - 2, SIGNS[self._words[first - 2].text + "$"] if sign.text == "$" else SIGNS[sign.text]
            return first - 1, SIGNS[sign.text]
        if sign.text in CODES:
            return first - 1, sign.text
        if sign.low == "minus":
            return first - 1, None
        return first, None

    def _second(self, number: _Number) -> _Number | None:
        """The other end of a range: "30,000 to 100,000", "2-3 million", "between 5 and 10", "two or three"."""
        at = number.last
        measured = self._unit(at, None)
        if measured[1] is AmountKind.MEASURE and self._low(measured[2]) in ("to", "and"):
            at = measured[2]  # "between 5% and 6%", "5 per cent to 20 per cent"
        link = self._low(at)
        if number.share or number.vague or not link:
            return None
        before = [self._low(number.first - n) for n in (1, 2, 3, 4)]
        between = "between" in before[:3]
        skip = at + 1 + (self._words[at + 1].text in SIGNS if at + 1 < len(self._words) else 0)
        if skip >= len(self._words) or not (link in ("to", "or") or link in DASHES or (link == "and" and between)):
            return None
        other = self._number(skip)
        if other is None or other.share or other.vague or self._temporal_end(other.first):
            return None
        if link == "to" and "from" in before[:2] and any(RISES.match(self._low(number.first - n)) for n in range(2, 9)):
            return None  # "rose from 5 to 10 percent" is a change, two figures
        if at != number.last and self._unit(other.last, None)[0] != measured[0]:
            return None
        fits = number.low < other.low or (number.low < 1000 and other.scaled)
        return other if fits and (link != "or" or other.low - number.low <= max(2, number.low)) else None

    def _range_opening(self, begin: int, free: int) -> int:
        return begin - 1 if begin - 1 >= free and self._low(begin - 1) in ("between", "from") else begin

    def _unit(self, at: int, sign: str | None) -> tuple[str | None, AmountKind, int]:
        """The unit behind the number, and where it ends."""
        if sign:
            return sign, AmountKind.MONEY, at
        start = at + 1 if self._low(at) in DASHES and self._low(at) else at
        for length in (2, 1):
            name = tuple(self._low(start + n) for n in range(length))
            if name in PERCENT:
                return PERCENT[name], AmountKind.MEASURE, start + length
        if self._words[start].text in CODES if start < len(self._words) else False:
            return self._words[start].text, AmountKind.MONEY, start + 1
        for length in (3, 2, 1):  # "Hong Kong dollars", "US dollars", "dollars"
            parts = [self._low(start + n).replace(".", "") for n in range(length)]
            noun = parts[-1]
            known = CURRENCIES.get(noun) or CURRENCIES.get(noun[:-1] if noun.endswith("s") else "")
            code = known.get(" ".join(parts[:-1])) if known else None
            if code:
                return code, AmountKind.MONEY, start + length
        if self._low(start) in COMPOUND and self._low(start + 1) in MEASURES:
            return f"{self._low(start)} {MEASURES[self._low(start + 1)]}", AmountKind.MEASURE, start + 2
        if self._low(start) in MEASURES and (
            len(self._low(start)) > 1 or self._words[start].start == self._words[start - 1].end
        ):
            unit, end = MEASURES[self._low(start)], start + 1
            if unit == "degree" and self._low(end) in MEASURES:
                unit, end = MEASURES[self._low(end)], end + 1
            if (self._low(end) in ("per", "an") and self._low(end + 1) in ("hour", "second")) or self._low(end) == "/":
                return f"{unit}/{self._low(end + 1)}", AmountKind.MEASURE, end + 2
            return unit, AmountKind.MEASURE, end
        if self._low(start) == "°":
            letter = self._low(start + 1)
            return ("°F" if letter == "f" else "°C"), AmountKind.MEASURE, start + 1 + (letter in ("c", "f"))
        if self._low(start) == "p" and self._words[start].start == self._words[start - 1].end:
            return "GBP penny", AmountKind.MONEY, start + 1
        if self._low(start) in TIMES:
            return None, AmountKind.LENGTH, start + 1
        return None, AmountKind.COUNT, at

    def _bound(self, begin: int, free: int) -> tuple[int, bool, str]:
        """Words before the number that bound it or make it a rough one, nearest first."""
        near, bound = False, ""
        for _ in range(2):
            for length in range(min(LONGEST_BOUND, begin - free), 0, -1):
                what = BOUNDS.get(tuple(self._low(n) for n in range(begin - length, begin)))
                if what:
                    begin -= length
                    near = near or "near" in what
                    bound = bound or what.replace("near", "").strip()
                    break
            else:
                break
        return begin, near, bound

    # ------------------------------------------------------------------------------------- numbers that are no amounts

    def _temporal_end(self, first: int) -> tuple[int, bool] | None:
        """The end of the temporal expression this word stands in, and whether that is a length of time."""
        start = self._words[first].start
        at = bisect_left(self._taken, (start + 1, -1, False)) - 1
        if at < 0 or self._taken[at][1] <= start:
            return None
        return self._taken[at][1], self._taken[at][2]

    def _index_after(self, end: tuple[int, bool]) -> int:
        return bisect_left(self._starts, end[0])

    def _of_time(self, number: _Number, end: tuple[int, bool]) -> Amount | None:
        if not end[1]:
            return None
        return self._made(
            number.first, number.last, number, number.low, number.high, number.near, None, AmountKind.LENGTH
        )

    def _names(self, number: _Number) -> bool:
        """Whether the number is a name or a place in a row: MH17, T-72, Article 5, a 2-0 win, 10 Downing Street."""
        first, last = number.first, number.last
        word = self._words[first]
        before = self._words[first - 1] if first else None
        after = self._words[last] if last < len(self._words) else None
        if word.low == "one" and not number.share:
            return self._one_is_no_count(first)
        if number.share or number.vague or (not word.value and word.low not in ("zero", "0")):
            return False
        if before and before.end == word.start:
            ahead = self._words[first - 2] if first > 1 else None
            if before.text in SIGNS or before.text in CODES or (ahead and ahead.text + before.text in SIGNS):
                return False
            # glued to letters ("MH17", "T-72"), to a stroke ("9/11"), a number sign ("#1"), another number ("555-0199")
            if before.text in DASHES and ahead and ahead.low in ("minus", "sub"):
                return False
            if (
                before.kind is Kind.WORD
                or before.text in "/#_@:&"
                or (before.text in DASHES + "." and ahead and ahead.end == before.start)
            ):
                return True
        if before and before.low in NUMBERED and not word.spelled:
            return not (
                before.low in ("no", "top", "part", "line", "week", "day", "level", "area", "rank")
                and before.text.islower()
            )
        if before and before.low in (
            "number",
            "no",
            "nos",
            "article",
            "chapter",
            "phase",
            "grade",
            "channel",
            "day",
            "group",
        ):
            return before.text[0].isupper() or before.low == "number"
        if (
            before
            and before.low == "."
            and first > 1
            and self._words[first - 2].low in ("no", "nos", "art", "sec", "vol")
        ):
            return True
        if after is None:
            return self._by_tree(word)
        if after.end and after.start == self._words[last - 1].end:
            if after.kind is Kind.WORD and after.low not in MEASURES and after.low not in ("pm", "am", "pc", "p"):
                return True  # "5G", "3D"
            if after.text in "/:" and last + 1 < len(self._words) and self._words[last + 1].start == after.end:
                return self._words[last + 1].kind is Kind.NUMBER
            if after.text in DASHES and self._is_score(number):
                return True
        if after.text[0].isupper() and self._is_address(last):
            return True
        return self._by_tree(word) or self._is_title(first, last)

    def _is_score(self, number: _Number) -> bool:
        """2-0, 27-24, 555-0199: numbers joined by a dash that are no range of anything."""
        at = number.last + 1
        if self._is_address(at + 1) and at + 1 < len(self._words):
            return True
        if (
            at >= len(self._words)
            or self._words[at].kind is not Kind.NUMBER
            or self._words[at].start != self._words[at - 1].end
        ):
            return False
        other = self._words[at].value or 0
        if (
            self._low(at + 1) in DASHES
            and self._low(at + 1)
            and at + 2 < len(self._words)
            and self._words[at + 2].kind is Kind.NUMBER
        ):
            return True
        if self._words[number.first].text.startswith("0") or (
            self._words[at].text.startswith("0") and len(self._words[at].text) > 1
        ):
            return True
        follows = self._words[at + 1] if at + 1 < len(self._words) else None
        counted = follows is not None and (
            follows.kind is Kind.WORD or follows.text in "%-°" or (follows.low,) in PERCENT
        )
        rising = number.low < other or self._words[at].scaled
        return not rising or not counted

    def _is_address(self, last: int) -> bool:
        for at in range(last, min(last + 4, len(self._words))):
            if self._low(at) in STREETS and (at > last or self._low(at) == "downing"):
                return True
            if not self._words[at].text[0].isupper():
                return False
        return False

    def _is_title(self, first: int, last: int) -> bool:
        """iPhone 11, Fortune 100: digits behind a name, and nothing behind them that could be counted."""
        word, before, after = self._words[first], self._words[first - 1], self._words[last]
        if not first or not word.text.isdigit() or len(word.text) > 4 or before.kind is not Kind.WORD:
            return False
        named = any(letter.isupper() for letter in before.text) and (
            first > 1 or before.text[1:].lower() != before.text[1:]
        )
        if not named or before.low in (
            "in",
            "at",
            "the",
            "of",
            "with",
            "for",
            "and",
            "but",
            "some",
            "about",
            "only",
            "by",
            "from",
            "on",
        ):
            return False
        if (
            after.low in MEASURES
            or after.low in DASHES
            or (after.low,) in PERCENT
            or after.low in ("per", "dozen", "to")
        ):
            return False
        return not (after.kind is Kind.WORD and after.low.endswith("s") and len(after.low) > 3) or after.low.startswith(
            "'"
        )

    def _by_tree(self, word: Word) -> bool:
        """The tree's word: a numeral hanging on the noun before it is that noun's name ("iPhone 11", "Group 20")."""
        found = self._trees.token(word.start)
        if found is None or word.spelled:
            return False
        token, tokens, index = found
        if not 0 <= token.head < index or token.deprel not in (
            "nummod",
            "dep",
            "flat",
            "compound",
            "appos",
            "nmod",
            "nmod:unmarked",
        ):
            return False
        head = tokens[token.head]
        return token.head == index - 1 and head.upos in ("PROPN",) and head.text[:1].isupper()

    def _one_is_no_count(self, first: int) -> bool:
        """ "no one", "the one who", "one another", "one-on-one" - not "one soldier"."""
        after, before = self._low(first + 1), self._low(first - 1)
        if after in ONE_IS_NO_COUNT or not after or before in BEFORE_ONE:
            return after not in SCALES
        found = self._trees.token(self._words[first].start)
        return bool(found and (found[0].upos == "PRON" or found[0].deprel.startswith(("nsubj", "obj", "obl", "det"))))

    def _is_age(self, first: int, last: int) -> bool:
        """45-year-old, aged 45, "Ivan Petrov, 45, said"."""
        after = [self._low(last + n) for n in range(4)]
        if self._low(first - 1) == "aged" or self._low(first - 1) == "age" or after[:2] == ["years", "old"]:
            return True
        if first < 2 or not 12 <= (self._words[first].value or 0) <= 110 or self._low(first - 1) != ",":
            return False
        name = self._words[first - 2]
        return (
            name.kind is Kind.WORD
            and name.text[0].isupper()
            and after[0] in (",", ".", "and", "of", "who", "from", ")", "", "was", "told")
        )


def _scale_of(value: float) -> float:
    return next((float(scale) for scale in (10**12, 10**9, 10**6, 1000) if value >= scale), 1.0)
