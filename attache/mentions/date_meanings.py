"""What the rows of date_grammar.py mean: each a function from what a row caught to a value and its steps.

A meaning says None where the words, looked at closely, speak of no time: an age, a rate, "as soon as", "a second
offensive".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from attache.mentions.date_words import CODES, FREQUENCY, MONTHS, NARROW, OPEN, PARTS, SEASONS, UNITS, WEEKDAYS
from attache.mentions.numerals import Kind, Word


class Match:
    """What a row caught, by name."""

    def __init__(self, found: re.Match[str], words: Sequence[Word]) -> None:
        self._found, self._words = found, words

    def has(self, name: str) -> bool:
        return self._found.groupdict().get(name) is not None

    def word(self, name: str) -> Word:
        return self._words[self._found.start(name)]

    def words(self) -> Sequence[Word]:
        return self._words[self._found.start() : self._found.end()]

    def stop(self, name: str) -> bool:
        """Whether a full stop follows the word."""
        return self._words[self._found.end(name)].low == "."

    def index(self, name: str) -> int:
        return self._found.start(name)

    def low(self, name: str) -> str:
        first, last = self._found.span(name)
        return " ".join(word.low for word in self._words[first:last])

    def number(self, name: str) -> int:
        word = self.word(name)
        return 2 if word.low == "second" else int(word.value or 0)

    def count(self, name: str = "c") -> str:
        """How many, as TIMEX3 writes it: "two" 2, "a few" X, "a couple of" 2, "half an" 0.5."""
        low = self.low(name)
        for part, count in (("couple", "2"), ("dozen", "12"), ("half", "0.5"), ("few", "X")):
            if part in low:
                return count
        if low in ("a", "an", "another"):
            return "1"
        value = self._words[self._found.end(name) - 1].value
        return "X" if value is None else f"{value:.10g}"

    def unit(self, name: str = "u") -> str:
        low = self.low(name)
        return UNITS.get(low, low)

    def month(self, name: str = "m") -> str:
        return f"{MONTHS[self.low(name)]:02}"

    def year(self, name: str = "y") -> str:
        return f"{self.number(name):04}"

    def after(self) -> Word | None:
        """The word behind the match."""
        end = self._found.end()
        return self._words[end] if end < len(self._words) else None

    def before(self) -> Word | None:
        """The word in front of the match."""
        start = self._found.start()
        return self._words[start - 1] if start else None

    def preceding(self, count: int) -> list[str]:
        start = self._found.start()
        return [word.low for word in self._words[max(0, start - count) : start]]

    def following(self, count: int) -> list[str]:
        end = self._found.end()
        return [word.low for word in self._words[end : end + count]]

    def next(self, name: str) -> bool:
        return self.low(name) in ("next", "coming", "upcoming", "following")


# A value and its steps; then the anchor, if it is not the page; for "March 14-16" the place of the dash.
Meaning = (
    tuple[str, tuple[str, ...]] | tuple[str, tuple[str, ...], str] | tuple[tuple[str, str], tuple[str, ...], str, int]
)


# --------------------------------------------------------------------------------------------------- dates as such


def numeric(m: Match) -> Meaning | None:
    """2014-03-16, 11/02/89 (month first, as American news writes it; day first where it must be), 19980303."""
    text = m.word("n").text
    if "/" in text:
        one, two, year = (int(part) for part in text.split("/"))
        year += (1900 if year > 30 else 2000) if year < 100 else 0
        month, day = (one, two) if one <= 12 else (two, one)
        return (f"{year:04}-{month:02}-{day:02}", ()) if month <= 12 and 1 <= day <= 31 else None
    if text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}", ()
    return text[:16], ((f"zone {text[19:] or text[16:]}",) if len(text) > 19 and text[-1] != "Z" else ())


def day(m: Match) -> Meaning | None:
    """March 16, 2014; Sunday, 16 March; the 3rd of May; March 16 last year."""
    day = m.number("d")
    # "in April. One of them": a stop behind a whole name ends a sentence
    full_stop = m.index("m") < m.index("d") > m.index("m") + 1 and len(m.low("m")) > 4 and m.stop("m")
    if (
        not 1 <= day <= 31
        or (m.word("d").spelled and m.word("d").kind is Kind.NUMBER)
        or m.word("d").text[0].isupper()
        or full_stop
    ):
        return None
    if m.has("y"):
        return f"{m.year()}-{m.month()}-{day:02}", ()
    value = f"XXXX-{m.month()}-{day:02}"
    if m.has("r"):
        return value, ("from XXXX", f"year{_turn(m.low('r'))}", "then", "within")
    if m.has("that"):
        return value, ("within",), "text"
    return value, ("date-?",)


def days(m: Match) -> Meaning | None:
    """March 14-16; between 14 and 16 March 2014: two days with one month."""
    one, two = m.number("d"), m.number("e")
    if not 1 <= one <= 31 or not 1 <= two <= 31:
        return None
    year = m.year() if m.has("y") else "XXXX"
    values = (f"{year}-{m.month()}-{one:02}", f"{year}-{m.month()}-{two:02}")
    return values, (() if m.has("y") else ("date-?",)), "page", m.index("to")


def month(m: Match) -> Meaning | None:
    """March 2014; March of last year; in March; last March."""
    value = f"XXXX-{m.month()}"
    if m.has("e"):
        return f"{_of_era(m)}-{m.month()}", ()
    if m.has("y"):
        return f"{m.year()}-{m.month()}", ()
    if m.has("r"):
        return value, ("from XXXX", f"year{_turn(m.low('r'))}", "then", "within")
    if m.has("that"):
        return (value, ("within",), "text")
    return value, (f"month-{_direction(m, 't')}",)


def _turn(word: str) -> str:
    """Where "last", "this", "next" point: -1, +0, +1."""
    if word in ("last", "past", "previous"):
        return "-1"
    return "+1" if word in ("next", "coming", "upcoming", "following") else "+0"


def _direction(m: Match, name: str) -> str:
    if not m.has(name):
        return "?"
    return {"-1": "before", "+0": "this", "+1": "after"}[_turn(m.low(name))]


def year(m: Match) -> Meaning | None:
    return m.year(), ()


def short_year(m: Match) -> Meaning | None:
    """'89: a century back from a number that would else lie ahead."""
    number, word = m.number("y"), m.word("y")
    if not word.text.isdigit() or m.words()[0].end != word.start:
        return None
    return f"{(1900 if number > 30 else 2000) + number}", ()


def era(m: Match) -> Meaning | None:
    return _of_era(m), ()


def _of_era(m: Match, name: str = "y") -> str:
    """480 BC: BC0480, as TIMEX3 has it; such years are named, not counted with."""
    return ("BC" if m.low("e")[0] == "b" else "") + f"{m.number(name):04}"


def eras(m: Match) -> Meaning | None:
    return (_of_era(m), _of_era(m, "z")), (), "page", m.index("to")


def years(m: Match) -> Meaning | None:
    """1957-60: two years."""
    one, two = m.number("y"), m.number("z")
    two = one - one % 100 + two if two < 100 else two
    return ((m.year(), f"{two:04}"), (), "page", m.index("to")) if two > one and m.word("z").text.isdigit() else None


def decade(m: Match) -> Meaning | None:
    before = m.before()
    if before and before.low in ("his", "her", "their", "my", "your", "our"):
        return None  # "in his 30s"
    digits = re.sub(r"\D", "", m.low("d"))
    if not digits:
        tens = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
        return f"19{tens.index(m.low('d')) + 2}", ()
    if m.has("e"):
        return f"BC{int(digits) // 10:03}", ()
    return (digits[:3] if len(digits) == 4 else f"19{digits[0]}"), ()


def century(m: Match) -> Meaning | None:
    return ("BC" if m.has("e") and m.low("e")[0] == "b" else "") + f"{m.number('o') - 1:02}", ()


def quarter(m: Match) -> Meaning | None:
    """The third quarter; first half of 1989; this year's third quarter; the fourth quarter of last year."""
    number = 4 if m.has("o") and m.low("o") in ("last", "final") else m.number("o")
    half = m.low("u") == "half"
    if half:
        number = min(number, 2)
    if number > 4:
        return None
    code = f"{'H' if half else 'Q'}{number}"
    if m.has("y"):
        return f"{m.year()}-{code}", ()
    if m.has("r"):
        return f"XXXX-{code}", ("from XXXX", f"year{_turn(m.low('r'))}", "then", "within")
    if m.has("f"):  # a fiscal year's quarters are its company's own: the last one over
        return f"XXXX-{code}", (f"{'half' if half else 'quarter'}-last",)
    return f"XXXX-{code}", (f"{'half' if half else 'quarter'}-?",)


def quarter_before(m: Match) -> Meaning | None:
    """The year-earlier third quarter: a year before the last one."""
    number = m.number("o")
    if m.low("u") == "half" or number > 4:
        return None
    return "XXXX-QX", (f"from XXXX-Q{number}", "quarter-behind", "then", "quarter-4")


def season(m: Match) -> Meaning | None:
    code = SEASONS[m.low("s")]
    if m.low("s") == "fall" and m.following(1) == ["of"]:
        return None  # "the fall of Atlanta"
    if m.has("e"):
        return f"{_of_era(m)}-{code}", ()
    if m.has("y"):
        return f"{m.year()}-{code}", ()
    if m.has("r"):
        return f"XXXX-{code}", ("from XXXX", f"year{_turn(m.low('r'))}", "then", "within")
    return f"XXXX-{code}", (f"season-{_direction(m, 't')}",)


def holiday(m: Match) -> Meaning | None:
    name = m.low("h").replace(" 's", "'s").replace("’", "'").replace(" '", "'").replace(".", "").replace("  ", " ")
    if m.has("y"):
        return "XXXX-XX-XX", (f"from {m.year()}-07-01", "then", "holiday-this", f"holiday {name}")
    return "XXXX-XX-XX", (f"holiday-{_direction(m, 't')}", f"holiday {name}")


# ------------------------------------------------------------------------------------------------ counted from a day


def weekday(m: Match) -> Meaning | None:
    """Friday; last Friday; next Tuesday night; the previous Friday (from the day spoken of)."""
    low = m.low("w").rstrip(".")
    value = f"XXXX-WXX-{WEEKDAYS[low]}"
    clock = f"T{PARTS[m.low('p')]}" if m.has("p") else ""
    if m.has("r"):  # "Monday of next week", "Tuesday last week"
        return value + clock, ("from XXXX-WXX", f"week{_turn(m.low('r'))}", "then", "within")
    if m.has("t") and m.low("t") in ("previous", "following"):
        return value + clock, (f"weekday-{_direction(m, 't')}",), "text"
    direction = _direction(m, "t")
    return value + clock, (f"weekday-{'next' if direction == 'this' else direction}",)


_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def today(m: Match) -> Meaning | None:
    low = m.low("d")
    clock = "TNI" if low == "tonight" else f"T{PARTS[m.low('p')]}" if m.has("p") else ""
    by = -2 if m.has("before") else 2 if m.has("after") else _DAYS[low]
    return f"XXXX-XX-XX{clock}", (f"day{by:+d}",)


def part_of_day(m: Match) -> Meaning | None:
    """This morning, last night, overnight, the next morning."""
    turn = _turn(m.low("t")) if m.has("t") else "+0"
    code = PARTS.get(m.low("p"), "NI")
    return (
        f"XXXX-XX-XXT{code}",
        (f"day{turn}",),
        ("text" if m.has("t") and m.low("t") in ("next", "following") else "page"),
    )


def part_of(m: Match) -> Meaning | None:
    """The morning of, before a date: dates.py makes one of the two."""
    return f"T{PARTS[m.low('p')]}", ("of",)


def period(m: Match) -> Meaning | None:
    """This week, last year, next month; "the past year" is the last."""
    unit = m.unit()
    if (OPEN[unit] == "XXXX-XX-XX" and unit != "day") or unit == "fortnight":
        return None
    if (
        m.word("u").text.istitle()
        and m.word("t").text.istitle()
        and m.before()
        and m.preceding(1)[0] not in (".", "?", "!")
    ):
        return None  # ABC's "This Week"
    return OPEN[unit], (f"{unit}{_turn(m.low('t'))}",)


def following(m: Match) -> Meaning | None:
    """The following week, the next day, the same year, that month: counted from the time spoken of."""
    unit = m.unit()
    by = _turn(m.low("t"))
    if unit not in OPEN or (OPEN[unit] == "XXXX-XX-XX" and unit not in ("day", "night")):
        return None
    clock = f"T{PARTS[m.low('p')]}" if m.has("p") else ""
    return OPEN[unit] + clock, (f"{'day' if unit == 'night' else unit}{by}",), "text"


def edge(m: Match) -> Meaning | None:
    """The end of the week, the beginning of next month."""
    unit = m.unit()
    if OPEN[unit] == "XXXX-XX-XX" and unit != "day":
        return None
    turn = _turn(m.low("t")) if m.has("t") else "+0"
    text = m.has("t") and m.low("t") in ("following", "previous")
    return OPEN[unit], (f"{unit}{turn}", *filter(None, [NARROW[m.low("e")]])), "text" if text else "page"


def next_part(m: Match) -> Meaning | None:
    turn = _turn(m.low("t")) if m.has("t") else "+0"
    return f"XXXX-XX-XXT{PARTS[m.low('p')]}", (f"day{turn}",), "text"


def eve(m: Match) -> Meaning | None:
    """The day before, a year later: one unit from the time spoken of."""
    unit, after = m.unit(), m.after()
    if unit == "year" and m.low("b") == "earlier":
        return "XXXX", ("year-ago",), "text"
    if m.low("b") in ("before", "after") and after and after.kind is not Kind.SIGN:
        return None
    return (
        (OPEN[unit], (f"{unit}{'-1' if m.low('b') in ('before', 'earlier') else '+1'}",), "text")
        if unit in OPEN
        else None
    )


def the_period(m: Match) -> Meaning | None:
    """The quarter, the latest quarter: the one the page is about."""
    return "XXXX-QX", ("quarter-0",), "text"


def year_ago_quarter(m: Match) -> Meaning | None:
    return "XXXX-QX", ("year-ago",), "text"


def ago(m: Match) -> Meaning | None:
    """Two weeks ago, three years from now; an unknown number of them is only past, or only to come."""
    count, unit = m.count(), m.unit()
    ahead = m.low("b") not in ("ago", "back")
    sign = "+" if ahead else "-"
    if count == "X" or unit not in OPEN:
        return ("FUTURE_REF" if ahead else "PAST_REF"), ("vague",)
    if OPEN[unit] == "XXXX-XX-XX" and unit != "day":
        return "PRESENT_REF" if unit == "second" else f"PT{count}{unit[0].upper()}", ("ahead" if ahead else "back",)
    return _counted(count, unit, sign, "page")


def later(m: Match) -> Meaning | None:
    """Twelve days later, a year earlier, two weeks before: from the time spoken of."""
    count, unit = m.count(), m.unit()
    back = m.low("b") in ("earlier", "before", "previously", "prior")
    if count == "X" or unit not in OPEN or (OPEN[unit] == "XXXX-XX-XX" and unit not in ("day", "night")):
        return ("PAST_REF" if back else "FUTURE_REF"), ("vague",)
    return _counted(count, unit, "-" if back else "+", "text")


def before(m: Match) -> Meaning | None:
    """ "Two days before" is a day; in "two days before the vote" the words give but a length."""
    after = m.after()
    if after and after.kind is not Kind.SIGN:
        return _length(m.count(), m.unit()), ()
    return later(m)


def _counted(count: str, unit: str, sign: str, anchor: str) -> Meaning | None:
    number = float(count)
    if unit == "fortnight":
        number, unit = number * 2, "week"
    if (number, unit, sign) == (1, "year", "-"):
        return "XXXX", ("year-ago",), anchor
    if number != int(number):  # "two and a half years ago", "half a century ago"
        parts = {"year": ("month", 12), "century": ("year", 100), "decade": ("year", 10), "month": ("week", 4)}
        if unit not in parts:
            return None
        number, unit = number * parts[unit][1], parts[unit][0]
    if number > 99999:
        return None
    return OPEN[unit], (f"{'day' if unit == 'night' else unit}{sign}{int(number)}",), anchor


# --------------------------------------------------------------------------------------- durations, sets, vague spans


def _length(count: str, unit: str) -> str:
    code = CODES[unit]
    if unit == "hour" and "." in count and count != "0.5":
        whole, part = divmod(float(count), 1)
        return f"PT{whole:.0f}H{60 * part:.0f}M"
    if unit == "fortnight" and count != "X":
        count = f"{2 * float(count):.10g}"
    if unit in ("decade", "century") and count != "X":
        return f"P{float(count) * (10 if unit == 'decade' else 100):.10g}Y"
    if code.startswith("T") and code != "TNI":
        return "PT30M" if (count, unit) == ("0.5", "hour") else f"PT{count}{code[1]}"
    if "." in count and unit in ("year", "hour"):  # "2 1/2 years"
        whole, part = divmod(float(count), 1)
        return f"P{whole:.0f}Y{12 * part:.0f}M" if unit == "year" else f"PT{whole:.0f}H{60 * part:.0f}M"
    return f"P{count}{'D' if code == 'TNI' else code}"


def duration(m: Match) -> Meaning | None:
    """For two weeks, the two-year truce, a year and a half, a few days."""
    count = m.count()
    if not _lasts(m, count):
        return None
    if m.has("half") and count == "1" and m.unit() in ("year", "minute", "day"):
        return {"year": "P18M", "minute": "PT1M30S", "day": "PT36H"}[m.unit()], ()
    if m.has("half") and count != "X":
        count = f"{float(count) + 0.5:.10g}"
    return _length(count, m.unit()), ()


def _lasts(m: Match, count: str) -> bool:
    """Whether "a day", "six-year" is a length: no age ("six-year-old"), rate ("700 a week") or title ("60 Minutes")."""
    following, before = m.following(2), m.before()
    if (
        "old" in following[:1]
        or following[:2] in (["-", "old"], ["of", "age"])
        or (m.unit() == "quarter" and any(word.low == "-" for word in m.words()))
    ):
        return False
    if m.low("u")[0].isalpha() and m.word("u").text[0].isupper() and m.words()[0].text.isdigit():
        return False
    if m.low("c") in ("a", "an", "another") and m.low("u") == "second":
        return False  # "a second offensive"
    if m.low("c") in ("a", "an") and before:
        return before.kind is not Kind.NUMBER and (before.low in _BEFORE_LENGTH or not before.low.endswith("s"))
    return True


_BEFORE_LENGTH = {"plus", "was", "is", "has", "as", "this", "takes", "lasts", "perhaps", "less", "'s"}


def bare(m: Match) -> Meaning | None:
    """Days away, for years: some, nobody says how many."""
    if (
        m.unit() in ("quarter", "night", "hour", "minute", "second")
        or m.following(1) == ["old"]
        or m.word("u").text[0].isupper()
    ):
        return None
    if m.preceding(1) == ["of"] or (m.following(1) == ["of"] and m.preceding(1) != ["the"]):
        return None  # "hundreds of years", "after weeks of talks": lengths of something else
    return _length("X", m.unit()), ()


def stretch(m: Match) -> Meaning | None:
    """The past two months, the next few days: a length that ends or begins at the page's day."""
    count = m.count() if m.has("c") else "X"
    return _length(count, m.unit()), ("ahead" if m.next("t") else "back",)


_LINKS = {"in", "on", "at", "by", "for", "to", "and", "or", "since", "from", "with", "until", "after", "as", "but"}


def repeated(m: Match) -> Meaning | None:
    """Every day, each Thursday, twice a week, on Fridays: no one day."""
    if m.has("w"):
        part = f"T{PARTS[m.low('p').rstrip('s')]}" if m.has("p") else ""
        return f"XXXX-WXX-{WEEKDAYS[m.low('w').rstrip('s')]}{part}", ("every",)
    if m.has("m"):
        return f"XXXX-{m.month()}", ("every",)
    if m.has("p"):
        return f"XXXX-XX-XXT{PARTS[m.low('p').rstrip('s')]}", ("every",)
    if m.has("f"):
        following = m.following(1)
        if (
            m.low("f") in ("quarterly", "weekly", "monthly")
            and following
            and following[0].isalpha()
            and following[0] not in _LINKS
        ):
            return None  # "its quarterly dividend" tells no time, "is paid quarterly" does
        return FREQUENCY[m.low("f")], ("every",)
    return _length(m.count() if m.has("c") else "1", m.unit()), ("every",)


def this_time(m: Match) -> Meaning | None:
    """By this time; not "this time they came armed", which is an occasion."""
    return (
        ("PRESENT_REF", ())
        if m.preceding(1) in (["by"], ["at"], ["around"], ["during"], ["until"], ["about"])
        else None
    )


def day_of_month(m: Match) -> Meaning | None:
    """On the 18th: of the month spoken of."""
    following, word = m.following(1), m.word("d")
    closes = (
        not following
        or not following[0].isalpha()
        or following[0] in ("the", "and", "to", "was", "of", "a", "he", "they", "it", "we")
    )
    if (
        m.preceding(1) not in (["on"], ["by"], ["until"], ["from"], ["since"], ["to"])
        or not closes
        or not word.text[0].isdigit()
    ):
        return None
    return f"XXXX-XX-{m.number('d'):02}", ("day-of-month-?",), "text"


def soon(m: Match) -> Meaning | None:
    """Soon; but "as soon as" and "shortly after" speak of another time."""
    following = m.following(3)
    if following[:1] in (["as"], ["after"], ["before"], ["thereafter"]):
        return None
    # In a tale "soon" is no time: "the city was soon besieged".
    ahead = {"will", "'ll", "’ll", "would", "to", "may", "could", "should", "can", "very", "be", "too", "going"}
    closes = not following or following[0] in ".;?!,'\""
    return ("FUTURE_REF", ("vague",)) if closes or ahead & set(m.preceding(3) + following) else None


def the_year(m: Match) -> Meaning | None:
    """ "For the year" is this one; "the year ended March 31" is a length."""
    return ("P1Y", ()) if m.following(1) in (["ended"], ["ending"]) else ("XXXX", ("year+0",))


def known(value: str, *steps: str) -> Callable[[Match], Meaning | None]:
    return lambda m: (value, steps)


# --------------------------------------------------------------------------------------------------------- the clock


def clock(m: Match) -> Meaning | None:
    """6:30 PM, 10 a.m., 18:30, 0600 GMT, noon."""
    minute = ""
    if m.has("n"):
        return ("T12:00" if m.low("n") in ("noon", "midday") else "T24:00"), ()
    if m.has("t"):
        parts = re.split("[:.]", m.word("t").text)
        hour, minute = int(parts[0]), parts[1]
    elif m.has("hhmm"):
        text = m.word("hhmm").text
        if len(text) != 4 or not text.isdigit():
            return None
        hour, minute = int(text[:2]), text[2:]
    else:
        hour = m.number("h")
    half = m.low("a")[0] if m.has("a") else ""
    if m.has("part"):
        half = "a" if m.low("part") == "morning" else "p"
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour > 24 or (minute and int(minute) > 59) or (half and hour > 23):
        return None
    return f"T{hour:02}:{minute or '00'}", ()
