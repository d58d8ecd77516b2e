"""HTML pages: trafilatura finds the article, this module its facts and each paragraph's place in the source.

What is known of a page and how, the first that says so counting:

    headline    the <h1> that the other titles agree with, JSON-LD, og:title, <title>
    byline      JSON-LD author, meta author, the page's "By Jane Roe"
    outlet      JSON-LD publisher, og:site_name, the table of outlets by the page's address
    published   JSON-LD datePublished, meta, <time>, htmldate's reading of the page; never a date of change
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, BinaryIO

from htmldate import find_date
from lxml.etree import LxmlError
from trafilatura import bare_extraction

from attache.errors import ReadError
from attache.intake import published
from attache.intake.address import host_of
from attache.intake.article import Facts, Line, page_of
from attache.intake.decode import decoded
from attache.intake.limits import MAX_LINES, MAX_PAGE_BYTES, MAX_TEXT, read_all
from attache.intake.lines import same_headline, without_outlet
from attache.intake.markup import Markup, TooMuch, scan
from attache.knowledge.outlets import outlet_at, outlet_named
from attache.model import Basis, Page, Precision, When

MAX_TAGS = 60_000  # beyond these an extractor's tree takes seconds: the visible text is read instead
MAX_LEAN = 4_000_000  # characters, likewise
MAX_DEPTH = 400  # the deepest real page met was 60
JSON_LD_LIMIT = 500_000

ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Reportage)$|^LiveBlog")
PUBLISHED_METAS = (
    "article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "og:published_time",
    "published_at", "article.published", "publication_date", "publish-date", "publishdate", "pubdate",
    "dcterms.created", "dcterms.date", "dc.date.issued", "dc.date.created", "dc.date", "article:published",
    "cxenseparse:recs:publishtime", "ptime", "displaydate", "originalpublicationdate", "date",
)  # fmt: skip
OUTLET_METAS = ("og:site_name", "application-name", "publisher", "dc.publisher", "cre", "source")
BYLINE_METAS = ("author", "article:author_name", "byl", "parsely-author", "sailthru.author", "dc.creator",
                "dcterms.creator", "article:author")  # fmt: skip
HEADLINE_METAS = ("og:title", "twitter:title", "dc.title", "headline", "parsely-title")
LANGUAGE_METAS = ("content-language", "og:locale", "language", "dc.language")


def accepts(head: bytes, name: str) -> bool:
    """Whether this is HTML: it says so near its beginning, or is named so and has a tag."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if re.match(rb"<(?:!doctype html|html|head|body|article|div|p|h1|section|main|meta|title)\b", start):
        return True
    if name.lower().removesuffix(".gz").endswith((".html", ".htm", ".xhtml", ".shtml")):
        return b"<" in start
    return bool(start.startswith(b"<") and re.search(rb"<(?:html|head|body)\b", start))


def read(data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
    """The one page of an HTML file."""
    yield page(decoded(read_all(data, name, MAX_PAGE_BYTES)), name)


def page(source: str, name: str, *, url: str | None = None, facts: Facts | None = None) -> Page:
    """The page that an HTML source makes; `facts` is what a feed or archive knows of it already."""
    try:
        markup = scan(source)
    except TooMuch as trouble:
        raise ReadError(name, f"{trouble}, more than one page has; split it into its pages") from None
    lines = article_lines(markup)
    if len(lines) > MAX_LINES or sum(len(line.text) for line in lines) > MAX_TEXT:
        raise ReadError(name, f"over {MAX_TEXT:,} characters or {MAX_LINES:,} lines; split it into its pages")
    found = page_of(lines, name=name, facts=_facts(markup, url, facts)) if lines else None
    if found is None:
        raise ReadError(name, "HTML without an article's text; if scripts load it, save the page as displayed")
    return found


def article_lines(markup: Markup, *, after: int = 0) -> list[Line]:
    """The article's lines, each with its place in the source from `after` on; None where it was not found."""
    texts = _extracted(markup)
    if not texts:  # nothing an extractor knows as an article: what the page shows, cleaned by the rules
        return [Line(text, start, end) for text, start, end in markup.lines]
    lines = []
    for text in texts:
        place = markup.find(text, after)
        if place:
            after = place[1]
        lines.append(Line(text, *(place or (None, None))))
    return lines


def _extracted(markup: Markup) -> list[str]:
    if _is_monstrous(markup):
        return []
    try:
        document = bare_extraction(markup.lean, include_comments=False, include_tables=False)
    except (LxmlError, RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return []  # an extractor's bug costs the extractor's result, not the page
    body = getattr(document, "body", None)
    if body is None:
        return []
    found = []
    for element in body.iter("p", "head", "item", "quote", "code", "hi"):
        if element.getparent() is not None and element.getparent().tag in ("p", "head", "item", "hi"):
            continue
        parts = element.itertext() if element.tag in ("p", "head", "hi", "code") else _own_text(element)
        for text in "".join(parts).split("\n"):
            if text := " ".join(text.split()):
                found.append(text)
    return found


def _is_monstrous(markup: Markup) -> bool:
    """Whether a page is too much for an extractor: a bomb of nested tags, the table of a whole database."""
    return markup.tags > MAX_TAGS or markup.depth > MAX_DEPTH or len(markup.lean) > MAX_LEAN


def _own_text(element: Any) -> Iterator[str]:
    """The text of a list item or quote, without the paragraphs in it, which are lines of their own."""
    yield element.text or ""
    for child in element:
        if child.tag not in ("p", "head", "item", "quote", "list"):
            yield from child.itertext()
        else:
            yield "\n"
        yield child.tail or ""


# -------------------------------------------------------------------------------------------------- the facts


def _facts(markup: Markup, url: str | None, given: Facts | None) -> Facts:
    """What the markup tells of the page, under what a feed or archive told already."""
    given = given or Facts()
    data = _json_ld(markup)
    metas: dict[str, str] = {}
    for key, content in markup.metas:
        if content:
            metas.setdefault(key, content)
    known: dict[str, str] = {}
    url = given.url or url or _address(markup.canonical) or _address(metas.get("og:url"))
    facts = Facts(
        url=url,
        outlet=given.outlet or _outlet(data, metas, url, known),
        headline=given.headline or _headline(data, metas, markup, known),
        byline=given.byline or _byline(data, metas, known),
        credit=given.credit or _credit(data, known),
        language=given.language or _language(markup, data, metas),
        published=given.published or _published(data, metas, markup, url, known),
    )
    told = dict(given.known)
    known.update(told)
    return Facts(
        facts.url, facts.outlet, facts.headline, facts.byline, facts.credit, facts.language, facts.published,
        tuple(sorted(known.items())),
    )  # fmt: skip


def _language(markup: Markup, data: dict[str, Any], metas: dict[str, str]) -> str | None:
    named = next((metas[key] for key in LANGUAGE_METAS if key in metas), None)
    return markup.language or _text(data.get("inLanguage")) or named


def _headline(data: dict[str, Any], metas: dict[str, str], markup: Markup, known: dict[str, str]) -> Line | None:
    told = [("json-ld headline", _text(data.get("headline")) or "")]
    told += [(key, metas[key]) for key in HEADLINE_METAS if key in metas]
    told += [("title", without_outlet(markup.title))] if markup.title else []
    told = [(how, " ".join(words.split())) for how, words in told if words.strip()]
    shown = []
    for start, end in markup.headings:
        if words := markup.text_between(start, end):
            shown.append((words, start, end))
    for words, start, _ in shown:
        only = len(shown) == 1 and len(words.split()) >= 4
        if only or any(_agree(words, other) for _, other in told):
            place = markup.find(words, start)
            known["headline"] = "h1"
            return Line(words, *(place or (None, None)))
    if not told:
        return None
    how, words = told[0]
    known["headline"] = how
    at = markup.find(words)
    if at is None and (start := markup.source.find(words)) >= 0:
        at = (start, start + len(words))
    return Line(words, *(at or (None, None)))


def _agree(one: str, other: str) -> bool:
    """Whether an <h1> is the headline another tag tells: half of their words are the same."""
    a, b = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    return same_headline(one, other) or (len(a) > 2 and bool(b) and len(a & b) >= 0.5 * min(len(a), len(b)))


def _outlet(data: dict[str, Any], metas: dict[str, str], url: str | None, known: dict[str, str]) -> str | None:
    if name := _name(data.get("publisher")):
        known["outlet"] = "json-ld publisher"
        return name
    for key in OUTLET_METAS:
        if key in metas and not metas[key].startswith("http"):
            known["outlet"] = key
            return metas[key]
    row = outlet_at(host_of(url)) if url else None
    if row:
        known["outlet"] = "address"
        return row.name
    return None


def _byline(data: dict[str, Any], metas: dict[str, str], known: dict[str, str]) -> str | None:
    names = _names(data.get("author"))
    if names:
        known["byline"] = "json-ld author"
        return ", ".join(names)
    for key in BYLINE_METAS:
        if key in metas and not metas[key].startswith("http") and len(metas[key]) < 200:
            known["byline"] = key
            return re.sub(r"^[Bb]y\s+", "", metas[key])
    return None


def _credit(data: dict[str, Any], known: dict[str, str]) -> str | None:
    """An agency that JSON-LD names as author: the outlet reprints it."""
    for name in _names(data.get("author")):
        row = outlet_named(name)
        if row and row.kind == "agency":
            known["credit"] = "json-ld author"
            return name
    return None


def _published(
    data: dict[str, Any], metas: dict[str, str], markup: Markup, url: str | None, known: dict[str, str]
) -> When | None:
    told: list[tuple[str, tuple[str, Precision]]] = []
    candidates = [("json-ld datePublished", _text(data.get("datePublished")))]
    candidates += [(key, metas.get(key)) for key in PUBLISHED_METAS]
    candidates += [("time", stamp) for kind, stamp in markup.times if re.search("publi|pubdate", kind, re.I)]
    for how, words in candidates:
        if words and (found := published.read_time(words)):
            told.append((how, found))
    if told:
        how, best = told[0]
        for other, found in told[1:]:
            # The same instant in the outlet's own zone says which day it was there; in UTC it does not.
            if best[0].endswith("+00:00") and published.same_instant(best[0], found[0]) and found[0] != best[0]:
                how, best = other, found
                break
            if best[1] is Precision.DAY and found[1] is Precision.MINUTE and found[0].startswith(best[0]):
                how, best = other, found
                break
        known["published"] = how
        return published.when(best, Basis.METADATA, because=how)
    return _guessed_date(markup, url, known)


# Left in, htmldate would fall back on the date of the last change.
_CHANGED = re.compile(r"<meta\b[^<>]{0,200}(?:modif|updat)[^<>]{0,200}>", re.I)


def _guessed_date(markup: Markup, url: str | None, known: dict[str, str]) -> When | None:
    """What htmldate reads from the page, when no tag says it."""
    if _is_monstrous(markup):
        return None
    try:
        day = find_date(_CHANGED.sub("", markup.lean), original_date=True, extensive_search=False, url=url)
    except Exception:  # a date library's trouble with odd markup is no trouble of the page's
        return None
    if not day:
        return None
    known["published"] = "htmldate"
    return published.when((day, Precision.DAY), Basis.METADATA, because="htmldate")


# ---------------------------------------------------------------------------------------------------- JSON-LD


def _json_ld(markup: Markup) -> dict[str, Any]:
    """The JSON-LD object that is the article; empty where there is none."""
    best: dict[str, Any] = {}
    for script in markup.scripts:
        if len(script) > JSON_LD_LIMIT:
            continue
        try:
            data = json.loads(script.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            types = item.get("@type")
            names = [str(name) for name in types] if isinstance(types, list) else [str(types)]
            if any(ARTICLE_TYPES.search(name) for name in names):
                best = {**item, **{key: value for key, value in best.items() if value}}
    return best


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script, those of lists and graphs too, and no deeper."""
    todo = [data]
    for _ in range(200):
        if not todo:
            return
        item = todo.pop(0)
        if isinstance(item, list):
            todo[:0] = item
        elif isinstance(item, dict):
            yield item
            todo[:0] = [item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item]


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    return unescape(value).strip() or None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    found = [name for name in map(_name, values) if name and not name.startswith("http")]
    return list(dict.fromkeys(re.sub(r"^[Bb]y\s+", "", name) for name in found))[:10]


def _address(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None
