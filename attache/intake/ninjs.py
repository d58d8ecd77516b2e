"""IPTC ninjs 1 to 3, the news item in JSON: each item with text a page, `FILE#N` where there are several.

Version 3 writes "versionCreated" where version 1 wrote "versioncreated", and "bodies" where it wrote "body_text";
names are taken without regard to case, and whichever body there is. What its sender has withdrawn is no page.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from attache.errors import ReadError
from attache.intake import published
from attache.intake.article import Facts, Line, page_of
from attache.intake.decode import decoded
from attache.intake.limits import MAX_FEED_BYTES, read_all
from attache.intake.markup import Markup, TooMuch, scan
from attache.knowledge.outlets import outlet_named
from attache.model import Basis, Page

MAX_ITEMS = 10_000
WITHDRAWN = frozenset(("canceled", "cancelled", "withheld"))

_MARKS = re.compile(
    rb'"(?:version_?created|body_(?:text|x?html)|bodies|headlines|pubstatus|infosources|copyrightholder)"\s*:', re.I
)
_BODIES = ("body_html", "body_xhtml", "body_text")


def accepts(head: bytes, name: str) -> bool:
    """Whether this is ninjs: JSON that names what news items have, and no feed does."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith((b"{", b"[")) or b"jsonfeed.org/version" in start:
        return False
    return b"ninjs" in start[:600].lower() or (b'"uri"' in start and bool(_MARKS.search(start)))


def read(data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
    """A page for each item: of an object, an array, or one object a line."""
    source = decoded(read_all(data, name, MAX_FEED_BYTES))
    items = _items(source, name)
    try:
        markup = scan(source, pages=5)
    except TooMuch as trouble:
        raise ReadError(name, f"{trouble}; split the file") from None
    after = 0
    for number, item in enumerate(items[:MAX_ITEMS], 1):
        called = f"{name}#{number}" if len(items) > 1 else name
        if str(item.get("type") or "text").lower() not in ("text", "article", "composite"):
            continue  # a picture, a planned event: what a news service sends along, and no refusal
        page, after = _page(item, called, markup, after)
        yield page
    if len(items) > MAX_ITEMS:
        yield ReadError(name, f"over {MAX_ITEMS:,} items; split the file")


def _items(source: str, name: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        found = _lines(source)
    if isinstance(found, dict):
        inner = found.get("items") or found.get("newsItems")
        found = inner if isinstance(inner, list) else [found]
    items = [_lower(item) for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    if not items:
        raise ReadError(name, "JSON that cannot be parsed, or holds no news item; check that it is whole")
    return items


def _lines(source: str) -> list[Any]:
    found = []
    for line in source.splitlines():
        if line.strip():
            try:
                found.append(json.loads(line))
            except (ValueError, RecursionError):
                return []
    return found


def _lower(item: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in item.items()}


def _page(item: dict[str, Any], name: str, markup: Markup, after: int) -> tuple[Page | ReadError, int]:
    """The page of one item, and how far in the file it reaches."""
    if str(item.get("pubstatus") or "").lower() in WITHDRAWN:
        return ReadError(name, "withdrawn by its sender (pubstatus)"), after
    headline = None
    if title := _headline(item):
        place = markup.find(title, after)
        headline = Line(title, *(place or (None, None)))
    try:
        texts = _body(item)
    except TooMuch as trouble:
        return ReadError(name, f"{trouble}, more than one page has"), after
    if headline is not None and texts and " ".join(texts[0].split()) == headline.text:
        texts = texts[1:]  # an item may begin its body with its headline, as our own export does
    lines = []
    for text in texts:
        place = markup.find(text, after)
        if place and place[0] >= after:
            after = place[1]
        lines.append(Line(text, *(place or (None, None))))
    page = page_of(lines, name=name, facts=replace(_facts(item), headline=headline)) if lines else None
    return page or ReadError(name, "a news item without text; it may be a picture's or a planning item"), after


def _headline(item: dict[str, Any]) -> str:
    found = item.get("headline")
    rows = [_lower(row) for row in item.get("headlines") or () if isinstance(row, dict)]
    main = [row for row in rows if str(row.get("role") or "main").lower() in ("main", "headline")] or rows
    found = found or next((row.get("value") for row in main), None) or item.get("title")
    return _plain(found) if isinstance(found, str) else ""


def _body(item: dict[str, Any]) -> list[str]:
    """The paragraphs of the longest body: the same text may stand as plain text and as HTML."""
    rows = [_lower(row) for row in item.get("bodies") or () if isinstance(row, dict)]
    bodies = [(str(row.get("contenttype") or ""), row.get("value")) for row in rows]
    bodies += [(key, item.get(key)) for key in item if key in _BODIES or key.startswith("body_")]
    best: list[str] = []
    for kind, value in bodies:
        if isinstance(value, str) and value.strip():
            if "html" in kind.lower() or re.match(r"\s*<(?:p|div|h\d|body|html)\b", value):
                found = [text for text, *_ in scan(value).lines]
            else:
                found = [" ".join(line.split()) for line in value.splitlines() if line.strip()]
            if sum(map(len, found)) > sum(map(len, best)):
                best = found
    return best


def _facts(item: dict[str, Any]) -> Facts:
    known: list[tuple[str, str]] = [("headline", "ninjs headline")]
    url = next((u for u in (item.get("url"), item.get("uri")) if _is_address(u)), None)
    told: list[tuple[str, Any]] = [("ninjs infosources", name) for name in _sources(item)]
    told += [("ninjs copyrightholder", item.get("copyrightholder"))]
    outlet = next(((how, _plain(name)) for how, name in told if isinstance(name, str) and name.strip()), None)
    if outlet:
        known.append(("outlet", outlet[0]))
    byline = item.get("byline") or item.get("by")
    if isinstance(byline, str) and byline.strip():
        byline = re.sub(r"^[Bb]y\s+", "", _plain(byline))
        known.append(("byline", "ninjs byline"))
    else:
        byline = None
    credit = item.get("creditline") or item.get("credit")
    row = outlet_named(outlet[1]) if outlet else None
    if not isinstance(credit, str) or not credit.strip():
        credit = outlet[1] if outlet and row and row.kind == "agency" else None
    when = None
    for key in ("firstcreated", "contentcreated", "versioncreated"):
        stamp = item.get(key)
        if isinstance(stamp, str) and (read := published.read_time(stamp)):
            when = published.when(read, Basis.METADATA, because=f"ninjs {key}")
            known.append(("published", f"ninjs {key}"))
            break
    language = item.get("language")
    return Facts(
        url=url,
        outlet=outlet[1] if outlet else None,
        byline=byline,
        credit=credit,
        language=language if isinstance(language, str) else None,
        published=when,
        known=tuple(known),
    )


def _sources(item: dict[str, Any]) -> Iterator[str]:
    """Who an item comes from: its publisher before those it names besides."""
    rows = [_lower(row) for row in item.get("infosources") or () if isinstance(row, dict)]
    for row in sorted(rows, key=lambda row: str(row.get("role") or row.get("rel") or "") != "publisher"):
        if isinstance(row.get("name"), str):
            yield row["name"]


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://")) and len(value) < 2000


def _plain(text: str) -> str:
    return " ".join(entities.unescape(re.sub(r"<[^<>]{1,200}>", "", text)).split())
