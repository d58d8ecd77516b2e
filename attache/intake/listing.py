"""What a source that is followed leads to: the links of a feed, a news sitemap or an OPML list, from bytes.

    listing(b"<rss>...", "https://wire.example/feed.xml")    a FEED, its title, an Item for each entry

Nothing is fetched here, and no parser is given anything but bytes. Dates are taken as they are given, and those
that no feed of today can have (the year 1, the year 9999) for none.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from attache.errors import ReadError
from attache.intake import feed, html, published
from attache.intake.decode import decoded, xml_bytes
from attache.intake.limits import HEAD_BYTES, MAX_FEED_BYTES, kind_of_binary
from attache.intake.markup import TooMuch, scan
from attache.model import FeedKind, Page

MAX_LINKS = 50_000  # what the sitemap protocol allows
MAX_URL = 2_000
MAX_FEEDS = 5_000  # of one OPML list

_XML = re.compile(r"<(?:\w{1,20}:)?(urlset|sitemapindex|opml)[\s>]", re.I)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")


@dataclass(frozen=True, slots=True)
class Link:
    """A page that a source leads to: `changed` is what it says of the page's last change, `day` when that is."""

    url: str
    changed: str | None = None
    at: datetime | None = None
    item: feed.Item | None = None  # what a feed tells of the page, or the page itself where it has no link


@dataclass(frozen=True, slots=True)
class Listing:
    """A source as it stands: its kind and title, its links, for a sitemap index `inner` sitemaps, for a home page
    the `feeds` it names.
    """

    kind: FeedKind | None  # None: a list of feeds (OPML)
    title: str | None = None
    links: tuple[Link, ...] = ()
    ttl: int | None = None
    inner: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()


def listing(content: bytes, address: str) -> Listing:
    """What stands at `address`; raises ReadError for what leads nowhere."""
    content = _unzipped(content, address)
    head = content[:HEAD_BYTES]
    if kind := kind_of_binary(head):
        raise ReadError(address, f"{kind}, not a feed")
    if not content.strip():
        raise ReadError(address, "empty; check the address")
    found = None if html.accepts(head, "") else _XML.search(decoded(head))
    if found and found[1].lower() in ("urlset", "sitemapindex"):
        return _sitemap(content, address)
    if found:
        return Listing(None, feeds=feeds_of(content, address))
    if feed.accepts(head, address):
        channel, items = feed.items(content, address)
        links = tuple(_unique(_link(item, address) for item in items))
        return Listing(FeedKind.FEED, channel.title, links, channel.ttl)
    return _page(content, address)


def feeds_of(content: bytes, name: str) -> tuple[str, ...]:
    """The addresses of an OPML list, or of a text with one on each line ("# ..." is a remark)."""
    if not _XML.search(decoded(content[:HEAD_BYTES])):
        lines = (line.strip() for line in decoded(content).splitlines())
        found = [line for line in lines if line.startswith(("http://", "https://"))]
    else:
        rows = (one.get("xmlUrl") or one.get("xmlurl") for one in _elements(content, name, "outline"))
        found = [row.strip() for row in rows if row and row.strip().startswith(("http://", "https://"))]
    if not found:
        raise ReadError(name, "names no feeds; give an OPML list, or addresses, one on each line")
    return tuple(dict.fromkeys(url for url in found[:MAX_FEEDS] if len(url) <= MAX_URL))


def time_of(stamp: str | None) -> datetime | None:
    """A date of a feed as an instant: no zone is UTC; None for what is no date, or one that cannot be."""
    read = published.read_time(stamp) if stamp else None
    if read is None:
        return None
    try:
        found = datetime.fromisoformat(read[0])
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year > 1990 and found < datetime.now(UTC) + timedelta(days=2) else None


def own_page(item: feed.Item, address: str) -> Page | None:
    """The page that a feed's entry holds itself; one without a link goes by the entry's name in its feed."""
    return feed.page_of_item(item, item.facts.url or key_of(item, address))


def key_of(item: feed.Item, address: str) -> str:
    """What an entry without a link goes by: "https://wire.example/feed.xml#tag:1"."""
    return f"{address}#{item.guid or item.title[:200]}"


# -------------------------------------------------------------------------------------------------------- the kinds


def _link(item: feed.Item, address: str) -> Link | None:
    stamp = item.changed
    link = _absolute(item.link, address)
    if link is None:
        return Link(key_of(item, address), stamp, time_of(stamp), item) if item.guid or item.title else None
    return Link(link, stamp, time_of(stamp), item)


def _sitemap(content: bytes, address: str) -> Listing:
    """A sitemap, or an index of sitemaps."""
    links: list[Link | None] = []
    inner: list[Link | None] = []
    for element in _elements(content, address, "url", "sitemap"):
        told: dict[str, str] = {}
        for child in element.iter():
            name = _local(child)
            if name in ("loc", "lastmod", "publication_date") and child.text and child.tag is not etree.Comment:
                told.setdefault(name, child.text.strip())
        url = _absolute(told.get("loc"), address)
        stamp = told.get("lastmod") or told.get("publication_date")
        row = Link(url, stamp, time_of(stamp)) if url else None
        (inner if _local(element) == "sitemap" else links).append(row)
    if not any(links) and not any(inner):
        raise ReadError(address, "a sitemap without pages; check the address")
    return Listing(FeedKind.SITEMAP, None, tuple(_unique(links)), inner=tuple(_unique(inner)))


def _page(content: bytes, address: str) -> Listing:
    """A page; if it is a site's first page, the feeds it names."""
    try:
        markup = scan(decoded(content))
    except TooMuch as trouble:
        raise ReadError(address, f"{trouble}; give the address of a feed or of one page") from None
    first = (urlsplit(address).path or "/").count("/") == 1 and urlsplit(address).path in ("", "/")
    found = [_absolute(href, address) for href in _alternates(markup.source)] if first else []
    title = " ".join((markup.title or "").split())[:200] or None
    return Listing(FeedKind.PAGE, title, feeds=tuple(dict.fromkeys(url for url in found if url)))


_LINK_TAG = re.compile(r"<link\b([^<>]{1,1000})>", re.I)
_ATTRIBUTE = re.compile(r"""\b(rel|type|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)


def _alternates(source: str) -> Iterator[str]:
    for tag in _LINK_TAG.finditer(source[:200_000]):
        told = {name.lower(): one or two or three for name, one, two, three in _ATTRIBUTE.findall(tag[1])}
        if "alternate" in told.get("rel", "").lower().split() and told.get("type", "").lower() in _FEED_TYPES[:3]:
            yield told.get("href", "")


# ----------------------------------------------------------------------------------------------------------- helpers


def _elements(content: bytes, name: str, *wanted: str) -> Iterator[Any]:
    """The elements of those names, anywhere; entities are not expanded, and nothing is loaded."""
    if b"<!ENTITY" in content[:HEAD_BYTES]:
        raise ReadError(name, "a list with entities of its own, which none needs; refused for safety")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False, remove_comments=True,
        encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(xml_bytes(decoded(content)), parser)
    except (etree.LxmlError, ValueError) as trouble:
        raise ReadError(name, f"XML that cannot be parsed ({type(trouble).__name__}); check the address") from None
    if root is None:
        raise ReadError(name, "XML that cannot be parsed; check the address")
    number = 0
    for element in root.iter():
        if _local(element) in wanted:
            number += 1
            if number > MAX_LINKS:
                return
            yield element


def _local(element: Any) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _unique(links: Any) -> Iterator[Link]:
    seen = set()
    for link in links:
        if link is not None and link.url not in seen:
            seen.add(link.url)
            yield link


def _absolute(url: str | None, base: str) -> str | None:
    """An address that can be fetched, without what comes after "#"; None for any other."""
    if not url or len(url) > MAX_URL:
        return None
    try:
        whole = urldefrag(urljoin(base, url.strip()))[0]
        parts = urlsplit(whole)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or any(ord(char) <= 32 for char in whole):
        return None
    return whole


def _unzipped(content: bytes, name: str) -> bytes:
    """A sitemap may come as sitemap.xml.gz; one that unpacks to more than a feed may hold is refused."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        undo = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found = undo.decompress(content, MAX_FEED_BYTES)
    except (zlib.error, gzip.BadGzipFile):
        raise ReadError(name, "the compressed file is damaged; fetch it again") from None
    if undo.unconsumed_tail:
        raise ReadError(name, f"unpacks to more than {MAX_FEED_BYTES // 1_000_000} MB")
    return found
