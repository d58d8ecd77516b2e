"""When: every temporal expression of a page, and the day each of them means.

    "scheduled to meet on Tuesday"    on a page of Sunday 2014-03-30: 2014-04-01
    "called President Obama Friday"   2014-03-28
    "at 6:30 PM Paris time"           2014-03-30T18:30+02:00

The words are read by date_grammar.py, days are counted by timex.py; here it is decided what an expression counts
from (the page's day, the time spoken of, the day of the utterance it stands in) and in which direction. On a page
without a date the expressions stay relative, and `resolve` finishes them when the date is known, to the same result.

Two days that belong together ("from Monday to Wednesday", "March 14-16") are two Whens of `dates`; `ranges` makes
one of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from attache.mentions.date_grammar import Expression, expressions
from attache.mentions.numerals import Word, words
from attache.mentions.tenses import Tense, tense_at
from attache.mentions.timex import bounds, chain, settled
from attache.model import Article, Basis, Precision, Sentence, Span, Statement, When

_PARAGRAPH = re.compile(r"\n\s*\n")
# A time and a day are one expression where nothing stands between them but these: "noon on Thursday".
_GLUE = re.compile(r"[\s,]*(?:(?:on|at|of|around|about|the|by|shortly|just|after|before)\b[\s,]*){0,2}", re.IGNORECASE)
_JOIN = re.compile(r"\s*(?:-|–|—|to|through|until|till|and|or)\s*(?:on |the )?", re.IGNORECASE)
# Characters after the naming of a quarter in which "a year earlier" is that quarter's (bench.dates; flat from 1500).
_COMPARED = 3000
BACK = "weekday-last"
_ASIDE = 5  # years; "documents released in 2005" do not move a tale of 1964 (bench.dates, wikiwars)
_UNSETTLED = ("every", "vague")


def dates(article: Article, utterances: Iterable[Statement] = (), *, anchor: str = "page") -> tuple[When, ...]:
    """Each temporal expression of the page, in text order.

    Inside the content of a statement of `utterances` that has a date of its own, relative words count from that
    date: in 'Kerry told Lavrov on Tuesday, "... on Wednesday"' Wednesday is the one after that Tuesday.
    With anchor="narrative" they count from the last date told, as in history: the page's own date plays no part.
    """
    page = article.page
    spoken = _spoken(utterances)
    today = None if anchor == "narrative" else _day(page.published)
    tenses = _Tenses(article.sentences)
    thread = _Thread(narrative=anchor == "narrative")
    found = []
    for expression in _expressions(page.text):
        span = page.span(expression.start, expression.end)
        tense = tenses.at(expression.start, expression.end) if _open_direction(expression) else Tense.NONE
        prefix = next((steps for start, end, steps in spoken if start <= span.start and span.end <= end), ())
        value, steps = thread.placed(expression, tense, prefix)
        when = _finished(_unfinished(value, steps, span), today)
        thread.told(expression, value, steps, when)
        found.append(when)
    return tuple(found)


def resolve(when: When, published: When) -> When:
    """A relative When with the page's day known: what `dates` would have said, had it known it.

    A When that is settled already, or cannot be (a set, "recently"), and a page whose date is no single day, leave
    it as it is.
    """
    if when.start is not None or when.value is None or when.basis in (Basis.METADATA, Basis.INFERRED):
        return when
    return _finished(when, _day(published))


def forward(when: When, published: When | None) -> When | None:
    """A weekday counted forward instead of back; None where the words do not leave that open.

    The tense alone may not say it ("the court sits again on Saturday"); what is told of the event does.
    """
    if BACK not in when.because:
        return None
    last = max(i for i, step in enumerate(when.because) if step == BACK)
    steps = (*when.because[:last], "weekday-next", *when.because[last + 1 :])
    if when.start is None or when.value is None:
        turned = replace(when, because=steps)
        return resolve(turned, published) if published is not None else turned
    if not re.match(r"\d{4}-\d\d-\d\d", when.value):
        return None
    week = [_week_on(each) for each in (when.start, when.end, when.value)]
    return replace(when, start=week[0], end=week[1], value=week[2], because=steps)


def _week_on(day: str | None) -> str | None:
    """The same day and hour of the week after."""
    return None if day is None else (date.fromisoformat(day[:10]) + timedelta(7)).isoformat() + day[10:]


def ranges(whens: Sequence[When], text: str) -> tuple[When, ...]:
    """The same, with the ends of a range made one When: "from Monday to Wednesday", "on Tuesday and Wednesday".

    "and" joins only neighbouring days; "to", "through" and a dash join whatever they stand between.
    """
    out: list[When] = []
    for when in whens:
        joined = _joined(out[-1], when, text) if out else None
        if joined:
            out[-1] = joined
        else:
            out.append(when)
    return tuple(out)


# ------------------------------------------------------------------------------------------------ the words of a page


def _expressions(text: str) -> Iterator[Expression]:
    for start, end in paragraphs_of(text):
        yield from _lent(list(_glued(expressions(words(text, start, end)), text)), text)


def _lent(found: list[Expression], text: str) -> Iterator[Expression]:
    """A year named once for both ends: in "between March and April 1918" March has the year of April."""
    for at in range(len(found) - 2, -1, -1):
        one, two = found[at], found[at + 1]
        if two.start - one.end > 16 or not re.match(r"(month|date|season)-\?", one.steps[0] if one.steps else ""):
            continue
        dated = re.match(r"(\d{4})-(\d\d|[A-Z]{2})(-\d\d)?$", two.value)
        if dated and _JOIN.fullmatch(text[one.end : two.start]):
            later = one.value[5:7] > dated[2] and one.value[5:7].isdigit() and dated[2].isdigit()
            found[at] = replace(one, value=f"{int(dated[1]) - later:04}{one.value[4:]}", steps=one.steps[1:])
    yield from found


def paragraphs_of(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text; no expression runs over the blank line between two."""
    at = 0
    for gap in _PARAGRAPH.finditer(text):
        yield at, gap.start()
        at = gap.end()
    yield at, len(text)


def temporal(found: Sequence[Word]) -> Iterator[tuple[int, int, bool]]:
    """Where words speak of time, and whether of a length of it: what is no figure."""
    for expression in expressions(found):
        yield expression.start, expression.end, expression.value.startswith("P") and "REF" not in expression.value


def _glued(found: Iterable[Expression], text: str) -> Iterator[Expression]:
    """A time and its day as one: "6:30 p.m. on Friday", "Friday at noon", "Friday morning at 10"."""
    held: Expression | None = None
    for expression in found:
        if held is not None:
            both = _together(held, expression) if _GLUE.fullmatch(text, held.end, expression.start) else None
            if both:
                held = both
                continue
            if "of" not in held.steps:
                yield held
        held = expression
    if held is not None and "of" not in held.steps:
        yield held


def _together(first: Expression, second: Expression) -> Expression | None:
    if "of" in first.steps:
        if re.fullmatch(r"(XXXX|\d{4})-(XX|\d\d|WXX)-(XX|\d\d|\d)", second.value):
            return Expression(first.start, second.end, second.value + first.value, second.steps, second.anchor)
        return None
    clock, day = (first, second) if first.value[0] == "T" else (second, first)
    whole, _, part = day.value.partition("T")
    if (
        clock.value[0] != "T"
        or not re.fullmatch(r"(XXXX|\d{4})-(XX|\d\d|WXX)-(XX|\d\d|\d)", whole)
        or part[:1].isdigit()
    ):
        return None
    return Expression(first.start, second.end, whole + clock.value, (*day.steps, *clock.steps), day.anchor)


# ----------------------------------------------------------------------------------- what an expression counts from


def _open_direction(expression: Expression) -> bool:
    return expression.value.startswith("T") or any(step.endswith("-?") for step in expression.steps)


_DEFAULT = {  # where neither tense nor cue words say
    "weekday": "last",  # of bare weekdays 96.5 % lie in the six days before the page's
    "weekend": "nearest",
    "date": "nearest",
    "month": "behind",
    "quarter": "last",
    "half": "last",
    "season": "last",
    "holiday": "nearest",
    "day-of-month": "nearest",
}


@dataclass(slots=True)
class _Thread:
    """The time told of so far: what "two days later" and "the quarter" hang on."""

    narrative: bool
    last: tuple[str, tuple[str, ...]] | None = None
    quarter: tuple[str, tuple[str, ...]] | None = None
    quarter_at: int = -(10**9)
    aside: int | None = None
    era: int | None = None  # the year before Christ a tale has come to
    here: When | None = None

    def placed(self, it: Expression, tense: Tense, prefix: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """The expression's value and steps, with its direction and what it counts from."""
        value, steps = it.value, it.steps
        if "year-ago" in steps:
            if self.quarter and it.start - self.quarter_at < _COMPARED:
                # "Sales rose from a year earlier" in the third quarter is a year before that quarter.
                return "XXXX-QX", (*chain(*self.quarter), "quarter-4")
            value, steps = "XXXX", tuple("year-1" if step == "year-ago" else step for step in steps)
        if "same-quarter" in steps:
            known = re.search(r"-Q\d$", self.quarter[0]) if self.quarter else None
            return (value + known.group() if known else value), ()
        if "quarter-0" in steps:
            return ("XXXX-QX", (*chain(*self.quarter), "quarter+0")) if self.quarter else ("XXXX-QX", ("quarter-1",))
        steps = tuple(self._directed(step, tense) for step in steps)
        relative = any(re.match(r"[a-z-]+([+-]\d+$|-[a-z]+$)|within", step) for step in steps)
        if self.era and self.narrative and (ancient := _ancient(self.era, value, steps)):
            return ancient, ()
        if value[0] == "T":
            told = self.last is not None and (self.narrative or (tense is Tense.PAST and BACK in self.last[1]))
            return value, (*prefix, *(chain(*self.last) if told and self.last else ()), *steps)
        if not relative or ("from" in steps[0][:4] and not self.narrative):
            return value, steps
        if (it.anchor == "text" or self.narrative) and self.last:
            return value, (*chain(*self.last), *steps)
        return value, (*prefix, *steps)

    def _directed(self, step: str, tense: Tense) -> str:
        if not step.endswith("-?"):
            return step
        kind = step[:-2]
        if self.narrative:
            return f"{kind}-nearest"
        weighed = kind not in ("weekday", "weekend")
        if tense is Tense.FUTURE:
            return f"{kind}-ahead" if weighed else f"{kind}-next"
        if tense is Tense.PAST:
            return f"{kind}-behind" if weighed else f"{kind}-last"
        return f"{kind}-{_DEFAULT[kind]}"

    def told(self, it: Expression, value: str, steps: tuple[str, ...], when: When) -> None:
        """Keeps what later words may hang on: days, months, years and quarters, not lengths or "recently"."""
        if value.startswith("BC"):
            self.era = int(value[2:6]) if value[2:6].isdigit() else None
        if value.startswith(("P", "BC")) or "REF" in value or value[0] == "T" or "every" in steps:
            return
        if self.narrative:
            if when.value and when.start:
                self.era = None
            if when.value and when.start and not self._aside(int(when.start[:4])) and not self._known(when):
                self.last, self.here = (_middle(when), ()), when
        else:
            self.last = (value, steps)
        if re.match(r"(XXXX|\d{4})-Q", value) and not {"quarter-4", "quarter+0"} & set(steps):
            self.quarter, self.quarter_at = (value, steps), it.start

    def _known(self, when: When) -> bool:
        """Whether a year or month only names again what holds the day the tale has come to."""
        here = self.here
        return bool(
            here
            and here.start
            and when.start
            and when.end
            and when.start <= here.start <= when.end
            and when.start != when.end
        )

    def _aside(self, year: int) -> bool:
        """Whether a year far from the story's is a glance aside: it takes a second one to move the story there."""
        here = int(self.last[0][:4].ljust(4, "0")) if self.last else year
        if abs(year - here) <= _ASIDE or (self.aside is not None and abs(year - self.aside) <= _ASIDE):
            self.aside = None
            return False
        self.aside = year
        return True


def _middle(when: When) -> str:
    """The day in the middle of what was told: after "in 1781", September is that year's, not the one before."""
    first, last = date.fromisoformat((when.start or "")[:10]), date.fromisoformat((when.end or "")[:10])
    return (first + (last - first) / 2).isoformat()


def _ancient(year: int, value: str, steps: Sequence[str]) -> str | None:
    """An expression in a tale of the years before Christ: "the following year" after 492 BC is BC0491."""
    shift = re.fullmatch(r"year([+-]\d+)", steps[-1] if steps else "")
    if value == "XXXX" and shift and year > int(shift[1]):
        return f"BC{year - int(shift[1]):04}"
    return f"BC{year:04}{value[4:]}" if re.fullmatch(r"XXXX-(\d\d|SP|SU|FA|WI)", value) else None


def _spoken(utterances: Iterable[Statement]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Stretches of speech with a day of their own, and the steps that lead to it; the inner ones first."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for statement in utterances:
        when = statement.when
        if when is None or (when.value is None and when.start is None):
            continue
        if when.start:
            steps: tuple[str, ...] = (f"from {when.start[:10]}", "then")
        else:
            steps = chain(when.value or "", tuple(step for step in when.because if isinstance(step, str)))
        found.extend((span.start, span.end, steps) for span in statement.content)
    return sorted(found, key=lambda it: it[1] - it[0])


class _Tenses:
    """The tense of the words around a place of the page."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]

    def at(self, start: int, end: int) -> Tense:
        index = bisect_right(self._starts, start) - 1
        if index < 0 or self._sentences[index].end <= start:
            return Tense.NONE
        return tense_at(self._sentences[index], start, end)


# ---------------------------------------------------------------------------------------------------------- the Whens

_PRECISIONS = (
    (r"P(\d+|X|[\d.]+)D|.*-(\d\d|XX|WXX-\d|W\d\d-\d)$|.*WE$", Precision.DAY),
    (r".*T\d\d:\d\d", Precision.MINUTE),
    (r"P.*W|.*-W(XX|\d\d)$", Precision.WEEK),
    (r"PT.*", Precision.HOUR),
    (r"P.*M|(XXXX|\d{4})-(XX|\d\d)$", Precision.MONTH),
    (r".*[QH][X\d]$|P.*Q", Precision.QUARTER),
    (r".*-(SP|SU|FA|WI)$", Precision.SEASON),
    (r"P.*Y|XXXX$|\d{4}$|BC.*", Precision.YEAR),
    (r"P.*DE|XXX$|\d{3}$", Precision.DECADE),
    (r"P.*CE|XX$|\d\d$", Precision.CENTURY),
)


def _precision(value: str) -> Precision:
    day = value.partition("/")[0]
    if "REF" in day:
        return Precision.VAGUE
    if re.search(r"T\d\d:\d\d", day):
        return Precision.MINUTE
    if not day.startswith("P") and "T" in day:
        day = day.partition("T")[0]
    if re.fullmatch(r"(XXXX|\d{4})-(XX|\d\d)", day):
        return Precision.MONTH
    return next((precision for pattern, precision in _PRECISIONS if re.fullmatch(pattern, day)), Precision.VAGUE)


def _unfinished(value: str, steps: tuple[str, ...], span: Span) -> When:
    stated = "X" not in value.partition("T")[0].replace("PX", "P") and value[0] != "T" and "REF" not in value
    stated = stated and not {"back", "ahead"} & set(steps)
    return When(
        precision=_precision(value),
        span=span,
        basis=Basis.STATED if stated else Basis.RELATIVE,
        because=steps,
        value=value,
    )


def _finished(when: When, today: date | None) -> When:
    """The When with everything filled in that can be; unchanged where nothing can."""
    steps = tuple(step for step in when.because if isinstance(step, str))
    value = when.value or ""
    if any(step in _UNSETTLED for step in steps) or "REF" in value:
        return when
    if value.startswith("P"):
        return _stretched(when, value, steps, today)
    done = settled(value, steps, today)
    if done is None:
        return when
    edges = bounds(*done)
    if edges is None:
        return replace(when, value=done[0])
    return replace(when, start=edges[0], end=edges[1], precision=edges[2], value=done[0])


def _stretched(when: When, value: str, steps: Sequence[str], today: date | None) -> When:
    """ "The past two months" up to the page's day, "the next ten days" from it on; other lengths lie anywhere."""
    length = re.fullmatch(r"P(\d{1,4})([DWMY])", value)
    if today is None or length is None or not {"back", "ahead"} & set(steps):
        return when
    count, sign = int(length[1]), -1 if "back" in steps else 1
    try:
        if length[2] in "DW":
            other = today + timedelta(sign * count * (7 if length[2] == "W" else 1))
        else:
            months = today.year * 12 + today.month - 1 + sign * count * (12 if length[2] == "Y" else 1)
            other = date(months // 12, months % 12 + 1, min(today.day, 28))
    except (ValueError, OverflowError):
        return when
    first, last = sorted((today, other))
    return replace(when, start=first.isoformat(), end=last.isoformat())


def _day(published: When | None) -> date | None:
    """The one day a page is of; None where it is not known to the day."""
    if published is None or published.start is None or published.end is None:
        return None
    if published.start[:10] != published.end[:10] or published.options:
        return None
    try:
        return date.fromisoformat(published.start[:10])
    except ValueError:
        return None


def _joined(first: When, second: When, text: str) -> When | None:
    one, two = first.span, second.span
    if one is None or two is None or first.precision != second.precision or first.precision is Precision.VAGUE:
        return None
    if not (first.value and second.value) or first.value.startswith("P") or second.value.startswith("P"):
        return None
    between = text[one.end : two.start]
    if len(between) > 16 or not _JOIN.fullmatch(between) or "every" in (*first.because, *second.because):
        return None
    both_ends = re.search(r"\bbetween (the )?$", text[max(0, one.start - 12) : one.start], re.IGNORECASE)
    if re.fullmatch(r"\s*(and|or)\b.*", between, re.IGNORECASE) and not both_ends and not _neighbours(first, second):
        return None
    if first.start and second.end and first.start > second.end:
        return None
    settled_both = first.start is not None and second.start is not None
    return replace(
        first,
        start=first.start if settled_both else None,
        end=second.end if settled_both else None,
        span=Span(one.page, one.start, two.end, text[one.start : two.end]),
        because=first.because if first.because == second.because else (*first.because, "to", *second.because),
        value=f"{first.value}/{second.value}",
    )


def _neighbours(first: When, second: When) -> bool:
    """ "Tuesday and Wednesday" are one stretch, "Tuesday and Friday" are two days."""
    if first.start and second.start:
        return date.fromisoformat(second.start[:10]) - date.fromisoformat((first.end or first.start)[:10]) == timedelta(
            1
        )
    days = re.compile(r"XXXX-(?:WXX-|\d\d-)?(\d+)")
    one, two = days.fullmatch(first.value or ""), days.fullmatch(second.value or "")
    return bool(one and two and int(two[1]) - int(one[1]) == 1)
