"""RSS, Atom and JSON Feed: each item a page, `FILE#N` from 1.

An item's full text goes through the HTML reader; its date, author, link and the feed's title come from the
feed. feedparser is given bytes in a BytesIO and nothing else: given a string it would fetch what that names.
"""

from __future__ import annotations

import html as entities
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, BinaryIO

import feedparser

from attache.errors import ReadError
from attache.intake import html, published
from attache.intake.address import host_of
from attache.intake.article import Facts, Line, page_of
from attache.intake.decode import decoded
from attache.intake.limits import HEAD_BYTES, MAX_FEED_BYTES, read_all
from attache.intake.lines import same_headline
from attache.intake.markup import Markup, TooMuch, scan
from attache.knowledge.outlets import outlet_at
from attache.model import Basis, Page, When

MAX_ITEMS = 10_000
MOST = 500  # characters of an address or a name an item goes by
FEED_PAGES = 5  # as many pages' worth of tags and text may stand in one feed
EXTRACT_TAGS = 400  # an item with more is a whole page, and an extractor's business

_XML_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|\w+:feed)[\s>]")
_ITEM = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
_DATES = ("published", "created", "issued", "date")


def accepts(head: bytes, name: str) -> bool:
    """Whether this is a feed: it opens as RSS, Atom or a JSON Feed does."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"{"):
        return b"jsonfeed.org/version" in start or name.lower().removesuffix(".gz").endswith(".json")
    if not start.startswith(b"<") or re.match(rb"<!doctype html|<html", start, re.I):
        return False
    return bool(_XML_FEED.search(start))


def read(data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
    """A page for each item that holds text; a refusal for each that holds none."""
    content = read_all(data, name, MAX_FEED_BYTES)
    if b"<!ENTITY" in content[:HEAD_BYTES]:  # ten lines of these can stand for gigabytes
        raise ReadError(name, "a feed with entities of its own, which none needs; refused for safety")
    source = decoded(content)
    _, items = _items(source, content, name)
    try:
        markup = scan(source, pages=FEED_PAGES)
    except TooMuch as trouble:
        raise ReadError(name, f"{trouble}; split the feed") from None
    after, number = 0, 0
    for number, item in enumerate(items, 1):
        if number > MAX_ITEMS:
            yield ReadError(name, f"over {MAX_ITEMS:,} items; split the feed")
            return
        page, after = _item(markup, after, item.facts, item.title, item.body, f"{name}#{number}")
        yield page or ReadError(f"{name}#{number}", "an item without text; read the page it links to")
    if not number:
        raise ReadError(name, "a feed without items; check the address it was fetched from")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed: what it tells of its page, the page's text as far as it gives it, and `changed`, what it
    says of its last change. `guid` is the name it goes by.
    """

    facts: Facts
    title: str
    body: str
    link: str | None = None
    guid: str | None = None
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed itself: its title, and for how many seconds it asks not to be asked again."""

    title: str | None = None
    ttl: int | None = None


def items(content: bytes, name: str) -> tuple[Channel, list[Item]]:
    """A feed and its entries, in its order, without making pages of them."""
    if b"<!ENTITY" in content[:HEAD_BYTES]:
        raise ReadError(name, "a feed with entities of its own, which none needs; refused for safety")
    channel, found = _items(decoded(content), content, name)
    return channel, list(islice(found, MAX_ITEMS))


def page_of_item(item: Item, name: str) -> Page | None:
    """The page that an entry's own text makes, its places unknown; None where it has none but its title."""
    return _item(scan(""), 0, item.facts, item.title, item.body, name)[0]


def _items(source: str, content: bytes, name: str) -> tuple[Channel, Iterator[Item]]:
    return _json_items(source, name) if source.lstrip().startswith("{") else _xml_items(content, name)


def _item(markup: Markup, after: int, facts: Facts, title: str, body: str, name: str) -> tuple[Page | None, int]:
    """The page of one item, and how far in the feed it reaches."""
    headline = None
    if title:
        place = markup.find(title, after)
        after = place[1] if place and place[0] >= after else after
        headline = Line(title, *(place or (None, None)))
    lines = []
    try:
        inner = scan(body)
    except TooMuch:
        return None, after
    for line in html.article_lines(inner) if inner.tags > EXTRACT_TAGS else _shown(inner):
        place = markup.find(line.text, after)
        if place and place[0] >= after:
            after = place[1]
        lines.append(Line(line.text, *(place or (None, None))))
    if all(headline and same_headline(headline.text, line.text) for line in lines):
        return None, after  # a headline alone is an invitation to the page it links to
    facts = replace(facts, headline=headline)
    return page_of(lines, name=name, facts=facts), after


def _shown(inner: Markup) -> list[Line]:
    return [Line(text, start, end) for text, start, end in inner.lines]


def _xml_items(content: bytes, name: str) -> tuple[Channel, Iterator[Item]]:
    if sum(1 for _ in islice(_ITEM.finditer(content), MAX_ITEMS + 1)) > MAX_ITEMS:
        raise ReadError(name, f"over {MAX_ITEMS:,} items; split the feed")
    try:
        feed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    except Exception as trouble:  # whatever an XML library finds to raise on odd bytes
        raise ReadError(name, f"no feed that can be parsed ({type(trouble).__name__}); fetch it again") from None
    about = feed.get("feed", {})
    return Channel(_plain(about.get("title") or "") or None, _ttl(about)), _entries(feed.get("entries", []), about)


def _entries(found: list[Any], about: Any) -> Iterator[Item]:
    for entry in found:
        # A <content/> with nothing in it has a value, and it is None.
        bodies = [part.get("value") or "" for part in entry.get("content", [])] + [entry.get("summary") or ""]
        link = entry.get("link")
        yield Item(
            _facts(
                link=link,
                outlet=entry.get("source", {}).get("title") or about.get("title"),
                author=entry.get("author"),
                stamp=next(((key, entry[key]) for key in _DATES if key != "date" and entry.get(key)), None),
                language=entry.get("language") or about.get("language"),
            ),
            _plain(entry.get("title") or ""),
            max(bodies, key=len),
            link=_short(link),
            guid=_short(entry.get("id")),
            changed=_short(entry[_stamped(entry)]) if _stamped(entry) else None,
        )


def _stamped(entry: Any) -> str | None:
    """Which stamp tells of an entry's last change; asked for by `get`, "updated" would be "published"."""
    return next((key for key in ("updated", "published") if key in entry), None)


_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def _ttl(about: Any) -> int | None:
    """RSS's ttl, in minutes, or how often the syndication module says it is updated."""
    ttl = str(about.get("ttl") or "").strip()
    if ttl.isascii() and ttl.isdigit():
        return min(int(ttl[:6]) * 60, 86_400)
    period = _PERIODS.get(str(about.get("sy_updateperiod") or "").strip().lower())
    often = str(about.get("sy_updatefrequency") or "1").strip()
    if period and often.isascii() and often.isdigit():
        return period // max(1, int(often[:4]))
    return None


def _short(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and 0 < len(value.strip()) <= MOST else None


def _json_items(source: str, name: str) -> tuple[Channel, Iterator[Item]]:
    try:
        feed = json.loads(source)
    except (ValueError, RecursionError):
        raise ReadError(name, "JSON that cannot be parsed; check that it is whole") from None
    found = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(found, list) or not any(isinstance(item, dict) for item in found):
        raise ReadError(name, "JSON that is no JSON Feed; give the pages as text, HTML, feeds or WARC")
    return Channel(_plain(str(feed.get("title") or "")) or None), _json_entries(found, feed)


def _json_entries(found: list[Any], feed: dict[str, Any]) -> Iterator[Item]:
    for item in found:
        if not isinstance(item, dict):
            continue
        authors = item.get("authors") or [item.get("author")]
        authors = authors if isinstance(authors, list) else [authors]
        names = [str(author["name"]) for author in authors if isinstance(author, dict) and author.get("name")]
        body = item.get("content_html") or _as_html(item.get("content_text") or item.get("summary"))
        stamp = item.get("date_published")
        yield Item(
            _facts(
                link=item.get("url"),
                outlet=feed.get("title"),
                author=", ".join(names) or None,
                stamp=("date_published", stamp) if stamp else None,
                language=item.get("language") or feed.get("language"),
            ),
            _plain(str(item.get("title") or "")),
            str(body),
            link=_short(item.get("url")),
            guid=_short(item.get("id")),
            changed=_short(item.get("date_modified") or stamp),
        )


def _facts(*, link: Any, outlet: Any, author: Any, stamp: tuple[str, Any] | None, language: Any) -> Facts:
    """What the feed tells of an item, and how."""
    known: list[tuple[str, str]] = [("headline", "feed item title")]
    url = link if isinstance(link, str) and link.startswith(("http://", "https://")) else None
    row = outlet_at(host_of(url)) if url else None
    name = row.name if row else _plain(str(outlet)) if outlet else None
    if name:
        known.append(("outlet", "address" if row else "feed title"))
    if author:
        known.append(("byline", "feed item author"))
    when: When | None = None
    if stamp and (found := published.read_time(str(stamp[1]))):
        when = published.when(found, Basis.METADATA, because=f"feed {stamp[0]}")
        known.append(("published", f"feed {stamp[0]}"))
    return Facts(
        url=url,
        outlet=name,
        byline=_plain(str(author)) if author else None,
        language=str(language) if language else None,
        published=when,
        known=tuple(known),
    )


def _plain(text: str) -> str:
    """A title without the tags and entities some feeds put into it."""
    return " ".join(entities.unescape(re.sub(r"<[^<>]{1,200}>", "", text)).split())


def _as_html(text: Any) -> str:
    found = re.split(r"\s*\n\s*", str(text or ""))
    return "".join(f"<p>{entities.escape(paragraph, quote=False)}</p>" for paragraph in found if paragraph)
