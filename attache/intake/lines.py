"""What a line of a news page is, by its words alone: byline, dateline, credit, headline or sentence.

By JC Finley                                     byline
PARIS, March 30 (Reuters) - US Secretary of ...  dateline, and Reuters is credited
[State Department]                               credit
Kerry, Lavrov to Meet in Paris                   could be a headline
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from attache.intake.published import DATE, TIME
from attache.knowledge.outlets import agency_names, outlet_named, outlet_names

HEADLINE_WORDS = (2, 30)
HEADLINE_CHARACTERS = 220
BYLINE_WORDS = 14
BYLINE_CHARACTERS = 160
NO_PLACES = frozenset(
    ("FILE", "PHOTO", "PHOTOS", "VIDEO", "WATCH", "UPDATE", "UPDATED", "BREAKING", "LIVE", "EXCLUSIVE")
)
TAIL = 24  # characters at a line's end that say whether a sentence ends there
DATELINE_CHARACTERS = 110
ALIKE = 0.85  # share of words two headlines must have in common to be one; 0.8 to 0.9 fold the same pages

_NAME = r"(?:[A-ZÀ-Þ][\w’'.-]*|al-[A-Z]\w+|de|del|della|da|di|van|von|der|den|la|le|bin|ibn|el|y|ter|ten)"
_NAMES = rf"{_NAME}(?:\s+{_NAME}){{0,5}}"
_JOIN = r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+with\s+)\s*"
_WHERE = r"(?:\s*(?:,|\||[-–—/·•]|\bfor\b|\bof\b|\bin\b|\bat\b)\s*(?:(?:the|The|a)\s+)?[A-ZÀ-Þ][\w’'.&/-]*(?:\s+(?:of|the|for|and|[A-ZÀ-Þ&][\w’'.&/-]*)){0,6})"  # noqa: E501
_BY = re.compile(
    rf"(?:(?:[Ww]ritten|[Rr]eported|[Ss]tory|[Pp]osted)\s+)?(?:[Bb]y|BY)\s*:?\s+(?:[Tt]he\s+)?({_NAMES}(?:{_JOIN}{_NAMES}){{0,4}}{_WHERE}{{0,3}})\s*"
)
_ROLE = (
    r"(?:[Ss]taff(?:\s+[Ww]riter)?|[A-Z]?[a-z]*\s*(?:[Cc]orrespondent|[Rr]eporter|[Ee]ditor|[Ww]riter|[Cc]olumnist)s?"
    r"|[Cc]ontribut(?:or|ing\s+\w+))"
)
_HANDLE = re.compile(r"\s*[\w.+-]*@[\w.-]+")
_STAFF = re.compile(
    r",\s*[^,]{0,40}\b(?:[Ss]taff|STAFF|[Ww]riters?|WRITERS?|[Cc]orrespondents?|[Rr]eporters?|[Ee]ditors?)$"
)
_FROM = re.compile(rf"[Ff]rom\s+({_NAMES})\s+in\s+{_NAMES}")
_PAPER = re.compile(
    r"\b(?:times|post|news|wire|gazette|herald|courier|tribune|journal|today|press|daily|weekly|sunday|tv|radio|"
    r"agency|observer|chronicle|telegraph|guardian|mail|star|standard|independent|record|review|monitor|examiner|"
    r"dispatch|bulletin|globe|mirror|express|inquirer|sentinel|reporter|argus|echo|voice|broadcasting|online|"
    r"advertiser|register|ledger|mercury|messenger|argus|leader|examiner|politics|report)\b",
    re.I,
)
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))[\s©]*(?:\(c\)\s*)?(?:\d{4}(?:\s?[-–]\s?\d{2,4})?)?,?\s*(?:by\s+)?"
    r"((?-i:[A-Z])[^.,;|©]{1,50})",
    re.I,
)
_NOT_NAMES = re.compile(
    r"\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|June|July|August|"
    r"September|October|November|December|Numbers?|Then|Now|Contrast|Comparison|Law|Force|Tomorrow|Tonight)\b"
)
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_ABBREVIATION_END = re.compile(r"(?:\b[A-Z]\.)+$|\b(?:Jr|Sr|Inc|Corp|Co|Ltd|No|vs|etc|St|Mt|Gov|Sen|Rep|Gen)\.$")
_REPORTERS = re.compile(
    r"\(?(?:additional |with )?(?:reporting|writing|editing|compiled|edited|translat(?:ed|ion)|research) "
    r"(?:assistance )?"
    r"(?:by|from)\b.{2,300}",
    re.I,
)
_CONTRIBUTED = re.compile(
    r"(?:(?:the )?(?P<who>[A-Z][\w’'. ,&-]{1,120}?) (?:also )?contributed "
    r"(?:reporting |additional reporting |information )?(?:to|for|from)\b.{0,80}|"
    r"(?:with )?(?:files|information|material|reports?|reporting|additional reporting) from:? "
    r"(?:the )?(?P<from>.{2,80}?)\.?)",
    re.I,
)
_SOURCE = re.compile(r"(?:source|sources|via|credit|agency|agencies|courtesy)\s?[:|]\s?(?P<who>[^.!?:]{2,60})", re.I)
_BRACKETED = re.compile(r"\[(?P<square>[^\[\]]{2,60})\]|\((?P<round>[^()]{2,60})\)|[-–—]{1,2}\s?(?P<dash>[^.!?]{2,40})")
_CREDIT_WORDS = 6


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of a dispatch: its words, their length, the agency, and a full date if it has one."""

    text: str
    length: int
    agency: str | None
    date: re.Match[str] | None


def is_sentence(text: str) -> bool:
    """Whether a line tells something: it ends as sentences do, or is far too long for anything else."""
    words = text.count(" ") + 1
    if words >= 25:
        return True
    tail = text[-TAIL:]
    return bool(words >= 3 and _SENTENCE_END.search(tail) and not _ABBREVIATION_END.search(tail))


def is_plain_sentence(text: str) -> bool:
    """The same under "Most read", where questions and cries are headlines too: "Will Putin stop?" """
    words = text.count(" ") + 1
    return is_sentence(text) and (words >= 12 or not text.rstrip("\"'”’").endswith(("?", "!", ":")))


def could_be_headline(text: str) -> bool:
    """Whether a first line can be the headline: short, no full stop at its end, no dispatch's opening."""
    words = text.count(" ") + 1
    low, high = HEADLINE_WORDS
    if not low <= words <= high or len(text) > HEADLINE_CHARACTERS or text[0].islower():
        return False
    if text.endswith((",", ";", ":")) or (is_sentence(text) and not text.rstrip("\"'”’)").endswith(("?", "!"))):
        return False
    opening = dateline(text)
    return opening is None or opening.agency is None


def byline(text: str) -> str | None:
    """The names of "By JC Finley", "By JANE ROE and JOHN DOE, Staff Writers", "Jane Roe, CNN"."""
    if len(text) > BYLINE_CHARACTERS:
        return None
    text = " ".join(text.split())
    date = DATE.search(text)
    if date:
        text = TIME.sub("", text[: date.start()]).rstrip(" ,|·•-–—:(")
        text = re.sub(r"\s+(?:on|at|published|posted|updated)$", "", text, flags=re.I)
    text = _HANDLE.sub("", text).strip(" ,|·•-–—")
    if not text or text.count(" ") >= BYLINE_WORDS:
        return None
    if correspondent := _FROM.fullmatch(text):
        return correspondent.group(1)
    text = _STAFF.sub("", text)
    found = _BY.match(text)
    if found and not _NOT_NAMES.search(found.group(1)):
        rest = text[found.end() :].strip(" ,|")
        if not rest or re.fullmatch(_ROLE, rest):
            return re.sub(rf"[,\s]+{_ROLE}$", "", found.group(1)).strip(" ,|")
    named = re.fullmatch(rf"({_NAMES})\s*(?:,|\||[-–—/])\s*(?:(?:the|for)\s+)?(.{{2,50}})", text)
    if (
        named
        and not outlet_named(named.group(1))
        and (outlet_named(named.group(2)) or re.fullmatch(_ROLE, named.group(2)))
    ):
        return named.group(1)
    return None


@cache
def _dateline_pattern() -> re.Pattern[str]:
    upper = r"[A-ZÀ-Þ][A-ZÀ-Þ.’'/-]{1,}"
    title = r"[A-Z][\w.’'-]+(?:[ /](?:[a-z]{2,3} )?[A-Z][\w.’'-]+){0,3}"
    place = rf"(?P<place>{upper}(?:[ ](?:{upper}|[A-Z]\.)){{0,3}}|{title})"
    region = r"(?:,\s(?:[A-Z][\w.’'-]*)(?:\s(?:of\s)?[A-Z][\w.’'-]*){0,3}){0,2}?"
    month = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
    day = rf"(?:,?\s(?P<date>(?:{month}\s\d{{1,2}}|\d{{1,2}}\s{month})(?:,?\s\d{{4}})?))?"
    names = "|".join(re.escape(name) for name in outlet_names())
    name = rf"(?P<agency>{names}|[A-Z][A-Za-z.]{{1,11}}(?: [A-Z][a-z]+)?)"
    agency = rf"(?:,?\s?[(/\[]{name}(?:\s?[/,–-]\s?[^()/\]]{{2,30}})?[)/\]])?"
    dash = r"\s?(?:—|–|--|_|-|―)+\s?(?=[\"'“‘(\[A-ZÀ-Þ0-9])"
    return re.compile(rf"{place}{region}{day}{agency}{dash}")


_AGENCY_FIRST = re.compile(r"[(\[](?P<agency>[A-Z][\w. ]{1,30})[)\]]\s?(?:—|–|--|_|-)*\s?(?=[\"'“‘A-ZÀ-Þ0-9])")


def dateline(text: str) -> Dateline | None:
    """The dateline a paragraph opens with: "PARIS, March 30 (Reuters) - ", "LONDON (AP) — ", "(CNN) -- "."""
    head = text[: DATELINE_CHARACTERS + 1]
    first = _AGENCY_FIRST.match(head)
    if first and outlet_named(first["agency"]):
        return Dateline(first.group().strip(), first.end(), first["agency"], None)
    found = _dateline_pattern().match(head)
    if found is None or found["place"] in NO_PLACES:
        return None
    capitals = found["place"].isupper() and len(found["place"]) > 2
    agency = found["agency"] if found["agency"] and (capitals or outlet_named(found["agency"])) else None
    if not (capitals or agency or found["date"]):  # "Russia - the country" is no dateline
        return None
    if " - " in found.group() and not (agency or found["date"] or "," in found.group() or capitals):
        return None
    date = DATE.search(found["date"]) if found["date"] else None
    return Dateline(found.group().strip(), found.end(), agency, date)


def is_name(text: str) -> bool:
    """Whether a line is a name and no more: "The Harbour Gazette", "MERIDIAN WIRE"."""
    words = text.split()
    small = ("of", "the", "and", "for", "&", "de", "la", "in")
    return (
        len(words) <= 5 and all(word[0].isupper() or word in small for word in words) and not set(text) & set(",:?!|.")
    )


def is_masthead(text: str) -> bool:
    """Whether a line over a headline is an outlet's name: in the table, or with a paper's word in it."""
    return is_name(text) and (outlet_named(text) is not None or (" " in text and bool(_PAPER.search(text))))


def outlet_name(text: str) -> str:
    """An outlet's name as one writes it: "MERIDIAN WIRE" on its masthead is Meridian Wire."""
    row = outlet_named(text)
    if row:
        return row.name
    return text.title() if text.isupper() and " " in text else text


def copyright_owner(text: str) -> str | None:
    """Whose page a copyright line says it is: "© 2014 Meridian Wire."; None for an agency's."""
    found = _COPYRIGHT.match(text)
    if found is None:
        return None
    name = re.sub(r"\s+all rights.*$", "", found.group(1), flags=re.I).strip()
    row = outlet_named(name)
    if not is_name(name) or (row and row.kind == "agency"):  # a reprint carries its agency's
        return None
    return row.name if row else name


def credit(text: str) -> str | None:
    """Who a credit line names: "[State Department]", "(Reuters)", "Source: AFP", "— AP", "Reuters"."""
    text = " ".join(text.split())
    if len(text) > 200:
        return None
    if source := _SOURCE.fullmatch(text):
        who = source["who"].strip()
        return who if who.count(" ") < _CREDIT_WORDS else None
    if given := _CONTRIBUTED.fullmatch(text):
        who = given["who"] or given["from"]
        return who if outlet_named(who) else None
    bracketed = _BRACKETED.fullmatch(text)
    who = next((group for group in bracketed.groups() if group), "") if bracketed else text
    who = who.strip(" .")
    if outlet_named(who) or all(outlet_named(part) for part in re.split(r"\s*[/,&]\s*|\s+and\s+", who)):
        return who
    if bracketed and bracketed["square"] and who.count(" ") < _CREDIT_WORDS and who[0].isupper():
        # "[State Department]" names a source; "[Watch the full interview]" does not.
        return who if all(word[0].isupper() or word in ("of", "the", "and", "for") for word in who.split()) else None
    return None


def is_reporters_line(text: str) -> bool:
    """ "(Additional reporting by Jane Roe; Editing by John Doe)", "Jane Roe contributed to this report." """
    return bool(_REPORTERS.fullmatch(text) or _CONTRIBUTED.fullmatch(text))


def closing_credit(text: str) -> str | None:
    """The agency a last paragraph ends on: "... officials said. (Reuters)"."""
    found = re.search(r"[.!?”\"]\s*[(\[]([A-Z][\w ./-]{1,30})[)\]]$", text[-60:])
    return found.group(1) if found and found.group(1) in agency_names() else None


def same_headline(one: str, other: str) -> bool:
    """Whether two lines are one headline: same words, the outlet's name added, or cut short with dots.

    "Kerry, Lavrov to Meet in Paris" and "Kerry, Lavrov to meet in Paris | The Example"
    """
    a, b = _words(one), _words(other)
    if not a or not b:
        return False
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) >= 3 and (one.rstrip().endswith(("...", "…")) or other.rstrip().endswith(("...", "…"))):
        return long[: len(short) - 1] == short[:-1]
    if len(short) < 4:
        return False
    if long[: len(short)] == short or long[-len(short) :] == short:  # what is left over is an outlet's name
        return len(long) - len(short) <= 4 and bool(re.search(r"[|\-–—:·»]", one + other))
    return len(set(a) & set(b)) / len(set(a) | set(b)) >= ALIKE and not (is_sentence(one) ^ is_sentence(other))


def without_outlet(title: str) -> str:
    """A <title> without the outlet's name behind it: "Kerry, Lavrov to Meet in Paris | The Example"."""
    parts = re.split(r"\s+[|\-–—»·]\s+", title)
    while len(parts) > 1 and len(parts[-1].split()) <= 4 and len(parts[0].split()) >= 3:
        parts.pop()
    return title[: title.rindex(parts[-1]) + len(parts[-1])].strip() if parts else title


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
