"""Are two written names the same name: other alphabets' spellings, misspellings, surnames, acronyms.

Sergei Lavrov / Sergey Lavrov             the same, spelt by another table
Yanukovych / Yanukovich                   the same
Yatsenyuk / Yansenyuk                     the same on one page: a slip of the keys
John Kerry / Bob Kerry                    two people
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

# Endings and letters that tables of transliteration spell differently; applied to a folded name, in this order.
SPELLINGS = (
    (re.compile(r"ou"), "u"),
    (re.compile(r"(ii|iy|yi|ij|yy|ey|ei|ai|ay)\b"), "i"),
    (re.compile(r"(?<=\w)(iu|ju|yu)"), "u"),
    (re.compile(r"(?<=\w)(ia|ja|ya)"), "a"),
    (re.compile(r"(?<=\w)(ie|je|ye|yo|io)"), "e"),
    (re.compile(r"tch|tsch|tsh|ch|cz"), "c"),
    (re.compile(r"shch|sch|sh|sz"), "s"),
    (re.compile(r"kh|qu|q|gh|ck"), "k"),
    (re.compile(r"zh"), "z"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"w|ff"), "v"),
    (re.compile(r"dj"), "j"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"y"), "i"),
    (re.compile(r"(\w)\1"), r"\1"),
)
SLIP_LENGTH = 7  # a shorter name is too near to others for a slip to be told from another name
SLIPS = 2
NAMES = 1 << 14  # names whose letters are remembered: a story asks for the same few again and again
FIRST_LENGTH = 6  # first names of this length that differ in one letter are one, under one surname
PARTICLES = frozenset(
    [
        "al",
        "el",
        "bin",
        "ibn",
        "ben",
        "van",
        "von",
        "de",
        "da",
        "di",
        "der",
        "den",
        "dos",
        "du",
        "la",
        "le",
        "abu",
    ]
)
SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])


@lru_cache(maxsize=NAMES)
def folded(name: str) -> str:
    """A name in lower-case letters without accents, points and possessive marks."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"'s\b|[.,\"“”]", "", plain).replace("-", " ").replace("'", "").split())


@lru_cache(maxsize=NAMES)
def skeleton(name: str) -> str:
    """A name as all its spellings share it: "Sergey", "Sergei" and "Serguei" come out alike.

    The rules are those on which the ALA-LC, BGN/PCGN and press spellings of Cyrillic and Arabic differ.
    """
    plain = folded(name)
    for pattern, to in SPELLINGS:
        plain = pattern.sub(to, plain)
    return plain


def surname(name: str) -> str:
    """The last word of a name that is no suffix, folded; "bin Laden" keeps its particle out."""
    parts = [p for p in folded(name).split() if p not in SUFFIXES]
    return parts[-1] if parts else ""


def same_person(one: str, other: str, *, page: bool = False) -> bool:
    """Whether two names can be one person's; on one `page` a lone surname and a slip of the keys are allowed.

    Two full names must agree in surname, and in first name or its initial.
    """
    a, b = folded(one).split(), folded(other).split()
    a, b = [p for p in a if p not in SUFFIXES], [p for p in b if p not in SUFFIXES]
    if not a or not b:
        return False
    if not _alike(a[-1], b[-1], page):
        # "Xi Jinping" is Xi, "Ban Ki-moon" is Ban: the family name may come first
        return page and (len(a) == 1) != (len(b) == 1) and _alike(a[0], b[0], False)
    if len(a) == 1 or len(b) == 1:
        return page or len(a) == len(b)
    first, second = a[0], b[0]
    if first == second or _alike(first, second, page):
        return True
    if min(len(first), len(second)) >= FIRST_LENGTH and OSA.distance(first, second, score_cutoff=1) <= 1:
        return True  # "Viktor" and "Victor", "Muammar" and "Moammar"; not "John" and "Joan"
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    return bool(set(a[:-1]) & set(b[:-1]) - PARTICLES)


def _alike(one: str, other: str, page: bool) -> bool:
    if one == other or skeleton(one) == skeleton(other):
        return True
    if not page or one[0] != other[0]:
        return False
    if min(len(one), len(other)) == SLIP_LENGTH - 1:
        # "Lavarov said" beside "Sergei Lavrov": one letter too many, inside; not "Petrova" beside "Petrov"
        return len(one) != len(other) and one[-1] == other[-1] and OSA.distance(one, other, score_cutoff=1) <= 1
    if min(len(one), len(other)) < SLIP_LENGTH:
        return False
    return OSA.distance(one, other, score_cutoff=SLIPS) <= SLIPS


def acronym_of(short: str, long: str) -> bool:
    """Whether `short` is made of the initials of `long`: "IAEA", "International Atomic Energy Agency"."""
    letters = short.replace(".", "")
    if len(letters) < 2 or not letters.isupper():
        return False
    initials = [word[0].upper() for word in long.replace("-", " ").split() if word[0].isalpha()]
    strong = [word[0].upper() for word in long.replace("-", " ").split() if word[0].isupper()]
    return list(letters) in (initials, strong)
