"""Text exports of news databases, many articles in one file, as Factiva and Nexis write them; each a page, `FILE#N`.

    HD  Envoys meet in Geneva              1 of 250 DOCUMENTS          Envoys meet in Geneva
    BY  By Ada Example                     The Example Wire            The Example Wire
    WC  561 words                          March 14, 2014 Friday       March 14, 2014 Friday
    PD  14 March 2014                      Envoys meet in Geneva       Copyright 2014 ...
    SN  Example News                       BYLINE: By Ada Example      Length: 561 words
    LP  GENEVA, March 14 - The ...         BODY: ...                   Body
    AN  Document EXN0000020140314ea3e      LOAD-DATE: ...              End of Document

Every kept paragraph is a verbatim slice of the file. What a database adds (codes, counts, rights) is not the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from attache.errors import ReadError
from attache.intake import published
from attache.intake.article import Facts, Line, page_of
from attache.intake.decode import decoded
from attache.intake.limits import MAX_FEED_BYTES, MAX_LINES, MAX_TEXT, read_all
from attache.intake.plain import paragraphs
from attache.knowledge.outlets import outlet_named
from attache.model import Basis, Page
from attache.text import line_spans, trimmed

MAX_ARTICLES = 10_000
MOST_LINES = 1_000_000
TOP = 14  # lines within which a database prints an article's facts, when it does not name them

CODES = frozenset(
    (
        "SE", "HD", "CR", "BY", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CT", "RF",
        "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "ART", "CLM", "DLN", "GC",
    )
)  # fmt: skip
_WORDLIKE = frozenset(("IN", "CO", "RE", "ED", "BY", "AN", "SE", "LA", "ET", "ART", "PUB"))
LANGUAGES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "russian": "ru", "arabic": "ar",
    "italian": "it", "portuguese": "pt", "ukrainian": "uk", "turkish": "tr", "polish": "pl", "dutch": "nl",
}  # fmt: skip
BODY_CODES = frozenset(("LP", "TD"))

_CODE = re.compile(r"(?P<code>[A-Z]{2,3})(?:[ \t]+(?P<rest>\S.*)|[ \t]*)$")
_DOCUMENT = re.compile(r"Document [A-Za-z]{2,12}\d{8,}[A-Za-z0-9]*\s*$")
_OF_DOCUMENTS = re.compile(r"(?:Document )?\d{1,5} of \d{1,6}(?: DOCUMENTS?)?$", re.I)
_LABEL = re.compile(
    r"(?P<label>BYLINE|SECTION|LENGTH|DATELINE|HIGHLIGHT|BODY|LOAD-DATE|LANGUAGE|PUBLICATION-TYPE|GRAPHIC|SOURCE|"
    r"DISTRIBUTION|SUBJECT|GEOGRAPHIC|PERSON|ORGANIZATION|COMPANY|JOURNAL-CODE|URL|DOCUMENT-TYPE|TYPE|SERIES|NOTES|"
    r"CORRECTION(?:-DATE)?|Byline|Section|Length|Dateline|Highlight|Body|Load-Date|Language|Publication-Type|Graphic|"
    r"Subject|Geographic|Industry|Person|Organization|Company|Classification|Notes)(?::[ \t]*(?P<rest>.*)|\s*)$"
)
_IN_TEXT = frozenset(("Body", "Highlight", "Notes", "Person", "Company", "Industry", "Section", "SOURCE", "TYPE"))
_WORDS = re.compile(r"[\d,.]{1,9} words$", re.I)
_RIGHTS = re.compile(r"(?:\(c\)|©|copyright)\s*(?:©|\(c\))?\s*\d{4}\b|all rights reserved", re.I)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?$", re.I)


@dataclass
class _Article:
    """One article's lines by what they are: places in the file."""

    headline: list[tuple[int, int]] = field(default_factory=list)
    byline: str | None = None
    day: str | None = None
    clock: str | None = None
    outlet: str | None = None
    language: str | None = None
    credit: str | None = None
    dateline: str | None = None
    body: list[tuple[int, int]] = field(default_factory=list)


Lines = list[tuple[int, int]]


def accepts(head: bytes, name: str) -> bool:
    """Whether this is such an export: it counts its documents, ends or labels them as one of the two does."""
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"<", b"{", b"["):
        return False
    text = decoded(head)
    lines = [line.strip() for line in text.splitlines()]
    told = [line for line in lines if line]
    if any(_OF_DOCUMENTS.fullmatch(line) and "DOCUMENT" in line.upper() for line in told[:6]):
        return True
    codes = {found["code"] for line in lines if (found := _CODE.match(line)) and found["code"] in CODES}
    if {"HD", "PD", "SN"} <= codes or {"HD", "WC", "LP"} <= codes:
        return True
    top = told[: TOP + 4]
    words = any(_WORDS.fullmatch(line) for line in top)
    if words and any(_RIGHTS.match(line) for line in top) and any(published.DATE.fullmatch(line) for line in top):
        return True  # Factiva, its codes left out
    labels = {found["label"].upper() for line in top if (found := _LABEL.match(line))}
    return "LENGTH" in labels and bool(labels & {"BYLINE", "SECTION", "BODY", "DATELINE", "HIGHLIGHT"})


def read(data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
    """A page for each article, in the file's order."""
    source = decoded(read_all(data, name, MAX_FEED_BYTES))
    if source.count("\n") + source.count("\r") > MOST_LINES:
        raise ReadError(name, f"over {MOST_LINES:,} lines; split the file")
    articles = [lines for lines in _articles(source) if any(start < end for start, end in lines)]
    for number, lines in enumerate(articles, 1):
        if number > MAX_ARTICLES:
            yield ReadError(name, f"over {MAX_ARTICLES:,} articles; split the file")
            return
        yield _page(source, lines, f"{name}#{number}")
    if not articles:
        raise ReadError(name, "no article in it; check that the export is whole")


def _articles(source: str) -> Iterator[Lines]:
    """The lines of each article: parted where one is counted ("2 of 250 DOCUMENTS"), named or said to end."""
    lines: Lines = []
    codes: set[str] = set()
    for start, end in line_spans(source):
        start, end = trimmed(source, start, end)
        text = source[start:end] if end - start < 200 else ""
        if _OF_DOCUMENTS.fullmatch(text) and "DOCUMENT" in text.upper():
            yield lines
            lines, codes = [], set()
            continue
        found = _CODE.match(text)
        code = found["code"] if found and found["code"] in CODES else ""
        if code in ("HD", "SE") and code in codes:  # the next one begins, and this one was not said to end
            yield lines
            lines, codes = [], set()
        codes.add(code)
        if text == "End of Document" or (_DOCUMENT.search(text) and (text.startswith(("Document", "AN")))):
            yield lines
            lines, codes = [], set()
            continue
        lines.append((start, end))
    yield lines


def _page(source: str, lines: Lines, name: str) -> Page | ReadError:
    codes = {found["code"] for one in lines if (found := _CODE.match(source[one[0] : min(one[1], one[0] + 80)]))}
    if {"HD"} < codes & CODES and codes & BODY_CODES:
        article = _coded(source, lines)
    elif any(_LABEL.match(source[one[0] : min(one[1], one[0] + 200)]) for one in lines):
        article = _labelled(source, lines)
    else:
        article = _bare(source, lines)
    kept = _body(source, article.body)
    if sum(len(line.text) for line in kept) > MAX_TEXT or len(kept) > MAX_LINES:
        return ReadError(name, f"over {MAX_TEXT:,} characters or {MAX_LINES:,} lines in one article")
    headline = None
    if article.headline:
        start, end = article.headline[0][0], article.headline[-1][1]
        headline = Line(" ".join(source[start:end].split()), start, end)
    page = page_of(kept, name=name, facts=replace(_facts(article), headline=headline)) if kept else None
    return page or ReadError(name, "an article without text; the database may not have it")


def _coded(source: str, lines: Lines) -> _Article:
    """Factiva with its codes, each at the start of a line or on a line of its own."""
    article = _Article()
    code = ""
    for start, end in lines:
        text = source[start:end]
        found = _CODE.match(text)
        if found and found["code"] in CODES and not (code in BODY_CODES and _is_prose(found)):
            code = found["code"]
            start = start + found.start("rest") if found["rest"] else end
        if code in BODY_CODES:
            article.body.append((start, end))
        elif start < end:
            _note(article, code, source, start, end)
    return article


def _is_prose(found: re.Match[str]) -> bool:
    """Whether a line inside the text only looks like a code: "IN A STATEMENT, the ministry said ..."."""
    apart = found.string[found.end("code") :]
    return bool(found["rest"]) and found["code"] in _WORDLIKE and not apart.startswith(("\t", "  "))


def _note(article: _Article, code: str, source: str, start: int, end: int) -> None:
    text = source[start:end]
    if code == "HD":
        article.headline.append((start, end))
    elif code == "BY":
        article.byline = article.byline or re.sub(r"^[Bb]y\s+", "", text)
    elif code == "PD":
        article.day = article.day or text
    elif code == "ET":
        article.clock = article.clock or text
    elif code == "SN":
        article.outlet = article.outlet or text
    elif code == "LA":
        article.language = article.language or text
    elif code == "CR":
        article.credit = article.credit or text


def _labelled(source: str, lines: Lines) -> _Article:
    """Nexis: facts under labels, the outlet and the date above them, the text under BODY."""
    article = _Article()
    top: Lines = []
    label = ""
    for start, end in lines:
        text = source[start:end] if end - start < 400 else ""
        found = _LABEL.match(text)
        if found and label.upper() == "BODY" and found["label"] in _IN_TEXT:
            found = None  # "Source: the ministry" is the article's own line
        if found:
            label = found["label"]
            rest = found["rest"] or ""
            if label.upper() == "BYLINE" and rest:
                article.byline = re.sub(r"^[Bb]y\s+", "", rest)
            elif label.upper() == "DATELINE" and rest:
                article.dateline = rest
            elif label.upper() == "LANGUAGE" and rest:
                article.language = rest
            elif label.upper() == "BODY" and rest:
                article.body.append((end - len(rest), end))
        elif label.upper() == "BODY":
            if _RIGHTS.match(text):
                label = "rights"
            else:
                article.body.append((start, end))
        elif not label and start < end:
            top.append((start, end))
    _read_top(article, source, top)
    if not article.body:  # an export that has no such label: what is neither top nor labelled
        article.body = [one for one in lines if one not in top and not _LABEL.match(source[one[0] : one[0] + 200])]
    return article


def _bare(source: str, lines: Lines) -> _Article:
    """Factiva without codes: headline, byline, count of words, day, time, source, language, rights, then the text."""
    article = _Article()
    last = -1
    for number, (start, end) in enumerate(lines[: 2 * TOP]):
        if end - start < 200 and (_RIGHTS.match(source[start:end]) or _WORDS.fullmatch(source[start:end])):
            last = number
    _read_top(article, source, [one for one in lines[: last + 1] if one[0] < one[1]])
    article.body = lines[last + 1 :]
    return article


def _read_top(article: _Article, source: str, top: Lines) -> None:
    """What the unlabelled lines over an article are: the day is a date, the outlet stands beside it, and so on."""
    rest: Lines = []
    dated = None
    for number, (start, end) in enumerate(top):
        text = source[start:end]
        if len(text) < 120 and article.day is None and published.DATE.match(text) and published.read_time(text):
            article.day, dated = text, number
        elif _CLOCK.fullmatch(text):
            article.clock = text
        elif text.lower() in LANGUAGES:
            article.language = text
        elif text.startswith(("By ", "BY ")) and len(text) < 160 and article.byline is None:
            article.byline = text[3:]
        elif not (_WORDS.fullmatch(text) or _RIGHTS.search(text) or re.fullmatch(r"[A-Z0-9]{2,8}", text)):
            rest.append((start, end))
    if dated is None:
        article.headline = rest[:1]
        return
    at = top[dated][0]
    above, below = [one for one in rest if one[0] < at], [one for one in rest if one[0] > at]
    below = [one for one in below if not re.search(r"\bedition\b|\bfinal\b", source[one[0] : one[1]], re.I)] or below
    # Nexis of old has the outlet above the date and the headline below; the others begin with the headline.
    if len(above) == 1 and below and not _WORDS.search(" ".join(source[a:b] for a, b in top[:dated])):
        if outlet_named(source[below[0][0] : below[0][1]]) is None:
            article.outlet = source[above[0][0] : above[0][1]]
            article.headline = below[:2] if _touch(source, below) else below[:1]
            return
    article.headline = above[:1]
    outlet = above[1] if len(above) > 1 else below[0] if below else None
    article.outlet = source[outlet[0] : outlet[1]] if outlet else None


def _touch(source: str, lines: Lines) -> bool:
    """Whether the first two lines are one headline that was broken: nothing but a line's end between them."""
    return len(lines) > 1 and source.count("\n", lines[0][1], lines[1][0]) == 1


def _body(source: str, lines: Lines) -> list[Line]:
    """The paragraphs of an article, each where it stands; lines broken at a fixed width are joined."""
    lines = [line for line in lines if line[0] <= line[1]]
    if not lines:
        return []
    start, end = lines[0][0], lines[-1][1]
    return [
        replace(line, start=line.start + start, end=line.end + start)
        for line in paragraphs(source[start:end])
        if line.start is not None and line.end is not None
    ]


def _facts(article: _Article) -> Facts:
    known = [("headline", "database export")]
    when = None
    if article.day:
        read = published.read_time(article.day)
        if read and article.clock and (timed := published.read_time(f"{article.day} {article.clock}")):
            read = timed
        if read:
            when = published.when(read, Basis.METADATA, because="database export")
            known.append(("published", "database export"))
    if article.outlet:
        known.append(("outlet", "database export"))
    if article.byline:
        known.append(("byline", "database export"))
    row = outlet_named(article.outlet) if article.outlet else None
    return Facts(
        outlet=" ".join(article.outlet.split()) if article.outlet else None,
        byline=article.byline,
        credit=article.credit or (row.name if row and row.kind == "agency" else None),
        language=LANGUAGES.get((article.language or "").strip().lower()),
        published=when,
        known=tuple(known),
    )
