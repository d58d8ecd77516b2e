"""Named entities from corpora that each mark only some kinds: per word, the set of tags that may be right.

A word outside every mark of UNER is no person, organization or place, but it may be part of a date; the loss
sums over what may be right. Dates, money and numbers are found by pattern where nobody marked them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

NAMES = ("PERSON", "ORG", "PLACE", "NORP", "FACILITY", "EVENT", "DATE", "MONEY", "NUMBER")
TAGS = ("O", *(f"{part}-{name}" for name in NAMES for part in "BIES"))
INDEX = {tag: i for i, tag in enumerate(TAGS)}
OUTSIDE = 1
EVERYTHING = (1 << len(TAGS)) - 1

Mark = tuple[int, int, str]  # first word, last word (exclusive), name or name|name


def any_of(*names: str) -> int:
    """Every tag of these names, as a set of bits."""
    return sum(1 << INDEX[f"{part}-{name}"] for name in names for part in "BIES")


def words_of(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A place whose last word is one of these is a building or works.
_FACILITY = words_of(
    """airport airfield airbase base bridge building cathedral church mosque synagogue temple castle palace
    fort fortress hospital clinic hotel house library museum theatre theater stadium arena prison jail dam
    canal tunnel station terminal tower towers plant reactor refinery pipeline port harbour harbor highway
    motorway freeway road street avenue square park mall monument memorial barracks camp cemetery gate hall
    abbey monastery school lighthouse railway railroad speedway raceway embassy consulate kremlin checkpoint
    crossing"""
)
_EVENT = words_of(
    """war wars battle olympics olympic games championship championships cup election elections referendum
    conference summit revolution festival crisis tournament open massacre uprising rebellion siege operation
    intifada holocaust marathon primary convention congress protests riots coup invasion offensive campaign
    strike earthquake hurricane genocide bowl final finals prix expo exhibition fair plague epidemic
    pandemic depression renaissance reformation crusade"""
)
_NORP = words_of(
    """republican republicans democrat democrats democratic tory tories liberal liberals conservative
    conservatives communist communists socialist socialists nazi nazis fascist christian christians muslim
    muslims moslem moslems islamic islamist islamists jew jews jewish hindu hindus buddhist buddhists
    catholic catholics protestant protestants orthodox sunni sunnis shia shiite shiites shi'ite alawite
    alawites kurd kurds kurdish arab arabs arabic european europeans asian asians african africans african-
    american african-americans latin latino latinos hispanic american americans western soviet soviets
    ottoman byzantine tatar tatars chechen chechens palestinian palestinians tibetan catalan basque scottish
    english welsh british irish scots briton britons dutch flemish french german germans russian russians
    ukrainian ukrainians spanish spaniards portuguese turkish turks greek greeks roman romans persian
    persians indian indians polish poles swedish swedes danish danes finnish finns norwegian norwegians
    czech czechs slovak serb serbs serbian croat croats croatian bosnian bosnians hungarian chinese japanese
    korean koreans north-korean vietnamese thai filipino filipinos afghan afghans pakistani pakistanis iraqi
    iraqis iranian iranians syrian syrians israeli israelis egyptian egyptians saudi saudis yemeni yemenis
    libyan libyans lebanese jordanian jordanians maoist maoists zionist marxist bolshevik bolsheviks pro-
    russian pro-western pro-ukrainian anti-american anglo-saxon"""
)
_LANGUAGE = words_of("speak speaks spoke spoken speaking language translated translation")
_NOT_DEMONYM = words_of("georgia jordan turkey chad mali niger togo new east west north south the of")


def demonyms(folder: Path) -> frozenset[str]:
    """Words for peoples, lower case: "ukrainian", "iraqis"."""
    found = set(_NORP)
    table = folder / "gazetteers" / "mledoze_countries.json"
    if table.exists():
        for country in json.loads(table.read_text(encoding="utf-8")):
            for form in country.get("demonyms", {}).get("eng", {}).values():
                if form and " " not in form and form.lower() not in _NOT_DEMONYM:
                    found |= {form.lower(), form.lower() + "s"}
    return frozenset(found)


# --------------------------------------------------------------------------------------------- dates, money,
# numbers

_MONTHS = words_of(
    """january february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec"""
)
_DAYS = words_of(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    mondays tuesdays wednesdays thursdays fridays saturdays sundays christmas easter ramadan thanksgiving"""
)
_UNITS = words_of(
    """second minute hour day night morning afternoon evening weekend week fortnight month quarter year
    decade century summer winter autumn spring seconds minutes hours days nights mornings weekends weeks
    months years decades centuries midnight noon"""
)
_BARE_DAY = words_of("today tomorrow yesterday tonight")
_RELATIVE = words_of("last next this past coming previous following early late mid earlier later that same")
_SMALL = words_of(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen"""
)
_SCALE = words_of("hundred thousand million billion trillion hundreds thousands millions billions bn mn")
_CURRENCY = words_of(
    """dollars dollar euros euro pounds rubles roubles ruble rouble yen yuan cents rupees francs pesos
    shekels dinars kronor lira riyals hryvnia hryvnias usd eur gbp"""
)
_SIGNS = frozenset(["$", "£", "€", "¥", "US$", "C$", "A$", "HK$", "Rs", "Rs."])
_YEAR = re.compile(r"(1[0-9]\d\d|20[0-4]\d)(s|'s)?\Z")
_DAY = re.compile(r"(0?[1-9]|[12]\d|3[01])\Z")
_ORDINAL = re.compile(r"\d+(st|nd|rd|th)\Z")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):[0-5]\d(:[0-5]\d)?\Z")
_CALENDAR = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}\Z")
_DIGITS = re.compile(r"[+-]?\d[\d.,]*(%|k|m|bn)?\Z")


def _kind(word: str, before: str) -> str:
    low = word.lower()
    bare = low.rstrip(".")
    if low == "may" or low == "mar" or low == "sun" or low == "sat" or low == "march":
        if not word[0].isupper() or not before:
            return "x"
        return "M" if low in _MONTHS else "W"
    if bare in _MONTHS and word[0].isupper():
        return "M"
    if bare in _DAYS and word[0].isupper():
        return "W"
    if _YEAR.match(low):
        return "Y"
    if _ORDINAL.match(low):
        return "o"
    if _DAY.match(low):
        return "D"
    if _CLOCK.match(low):
        return "H"
    if _CALENDAR.match(low):
        return "Z"
    if _DIGITS.match(low):
        return "N"
    for kind, words in (
        ("n", _SMALL), ("S", _SCALE), ("K", _CURRENCY), ("U", _UNITS), ("T", _BARE_DAY), ("R", _RELATIVE)
    ):  # fmt: skip
        if low in words:
            return kind
    if word in _SIGNS:
        return "C"
    return {
        "one": "1", "the": "d", "of": "f", ",": "c", "ago": "a", "a": "e", "an": "e", "%": "P", "percent":
        "P",
        "pct": "P", "a.m.": "p", "p.m.": "p", "am": "p", "pm": "p", "gmt": "p", "-": "h", "–": "h", "to": "t",
        "half": "e", "per": "r", "cent": "r", "in": "i", "since": "i", "by": "i", "until": "i", "from": "i",
        "during": "i", "before": "i", "after": "i", "around": "i", "between": "i", "early": "R", "in.": "x",
    }.get(low, "x")  # fmt: skip


_PATTERNS = (
    ("MONEY", re.compile(r"C[NDYn1](?:hS|S)*(?:[ht]C?[NDYn]S*)?|[NDYn1]+S*K|eS+K|S+fK")),
    ("DATE", re.compile(
        r"(?:R|dR)?(?:Wc?)?(?:d?[Doy])f?M(?:c?Y)?"  # Friday, 14 March 2014
        r"|(?:R|dR)?(?:Wc?)?M[Do](?:[ht][Do])?(?:c?Y)?"  # March 16, 2014
        r"|(?:R|dR)?Mc?Y|R?WT?U?|M"
        r"|TU?|dRU|RU|R[WM]|(?:[nNDe1]|eR)Ua|Za?|Hp?p?|[DNn]p|dY|RY"
    )),
    ("DATE?", re.compile(r"(?:d|R|e|[nND1]h?|dn|dD|o|do)?U|[nNDe1]RU|dR[nND]U|i?Y")),
    ("NUMBER", re.compile(r"[NDYn]+S*(?:P|rr)?|1S+(?:P|rr)?|1(?:P|rr)|S+(?:P|rr)|eS+|nh?[nN]")),
    ("NUMBER?", re.compile(r"1|o|S|P")),
)  # fmt: skip


def patterns(words: Sequence[str], xpos: Sequence[str] | None = None) -> list[tuple[int, int, str]]:
    """Dates, money and numbers by pattern; a name with "?" is one that may or may not be.

    Earlier patterns win: "March 16, 2014" leaves no numbers behind.
    """
    kinds = [_kind(word, "" if i == 0 else words[i - 1]) for i, word in enumerate(words)]
    if xpos is not None:
        for i, tag in enumerate(xpos):
            if (kinds[i] in "nNSD1" and tag not in ("CD", "NNS", "NN")) or (kinds[i] == "M" and tag in ("MD", "VB")):
                kinds[i] = "x"
            elif tag == "CD" and kinds[i] == "x":
                kinds[i] = "N"
            elif kinds[i] == "1":
                kinds[i] = "n" if tag == "CD" else "x"
    line = "".join(kinds)
    taken = [False] * len(words)
    found: list[tuple[int, int, str]] = []
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(line):
            first, last = match.span()
            while first < last and line[first] in "id":
                first += 1
            if name == "DATE?" and match.group().startswith("i") and match.group().endswith("Y"):
                name_here = "DATE"  # "in 2014"
            else:
                name_here = name
            if first < last and not any(taken[first:last]):
                found.append((first, last, name_here))
                taken[first:last] = [True] * (last - first)
    return found


# ------------------------------------------------------------------------------------------------- marginals


def allowed(
    words: Sequence[str],
    marks: Iterable[Mark],
    *,
    silent: frozenset[str] = frozenset(),
    dates_marked: bool = False,
    peoples: frozenset[str] = frozenset(),
    xpos: Sequence[str] | None = None,
) -> list[int]:
    """For each word, the tags that may be right.

    `marks` are the corpus's own; a mark named "A|B" is one of several, and one with "O" among them may be no
    name at all. `silent` are the names this corpus does not mark, which a capitalised word outside may still
    be part of.
    """
    bits = [0] * len(words)
    for first, last, names in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if first >= last or last > len(words) or any(bits[first:last]):
            continue
        options = names.split("|")
        loose = OUTSIDE | any_of(*(n for n in options if n != "O"))
        for i in range(first, last):
            if "O" in options:
                bits[i] = loose
            else:
                part = "S" if last - first == 1 else "B" if i == first else "E" if i == last - 1 else "I"
                bits[i] = sum(1 << INDEX[f"{part}-{n}"] for n in options)
    for first, last, name in patterns(words, xpos):
        if any(bits[first:last]):
            continue
        unsure = name.endswith("?") or (dates_marked and name == "DATE")
        if unsure:
            for i in range(first, last):
                bits[i] = OUTSIDE | any_of("NUMBER") | (0 if dates_marked and name == "DATE?" else any_of("DATE"))
        else:
            _spell(bits, first, last, name)
    for i, word in enumerate(words):
        if bits[i]:
            continue
        if word[:1].isupper() and word.lower() in peoples:
            spoken = any(w.lower() in _LANGUAGE for w in (*words[max(0, i - 1) : i], *words[i + 1 : i + 2]))
            bits[i] = 1 << INDEX["S-NORP"] if not spoken else OUTSIDE | any_of("NORP")
        elif word[:1].isupper() and (xpos is None or xpos[i].startswith("NNP")):
            bits[i] = OUTSIDE | any_of(*silent)
        else:
            bits[i] = OUTSIDE
    return bits


def _spell(bits: list[int], first: int, last: int, name: str) -> None:
    for i in range(first, last):
        part = "S" if last - first == 1 else "B" if i == first else "E" if i == last - 1 else "I"
        bits[i] = 1 << INDEX[f"{part}-{name}"]


def place_or_facility(words: Sequence[str]) -> str:
    """What a place's name says of it: "Simferopol airport" is a facility."""
    return "FACILITY" if len(words) > 1 and words[-1].lower() in _FACILITY else "PLACE"


def of_other_kind(words: Sequence[str], peoples: frozenset[str]) -> str:
    """What "miscellaneous" is: a people, an event, or one of the things attache has no name for."""
    low = [word.lower() for word in words]
    if len(low) == 1 and low[0] in peoples:
        return "NORP"
    if any(word in _EVENT for word in low) and len(low) > 1:
        return "EVENT"
    return "O|EVENT|NORP"
