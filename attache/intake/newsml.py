"""NewsML-G2: each news item with text in it a page, `FILE#N` where a message brings several; NITF inside and alone.

The article is XHTML or NITF inside `inlineXML`, its facts are in `itemMeta` and `contentMeta`. Entities are not
expanded and nothing is loaded. What its sender has cancelled (`stat:canceled`) is no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from attache.errors import ReadError
from attache.intake import published
from attache.intake.article import Facts, Line, page_of
from attache.intake.decode import decoded, xml_bytes
from attache.intake.limits import HEAD_BYTES, MAX_FEED_BYTES, MAX_LINES, read_all
from attache.intake.markup import Markup, TooMuch, scan
from attache.knowledge.outlets import outlet_named
from attache.model import Basis, Page

MAX_ITEMS = 10_000
BLOCKS = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "hl2", "dd", "dt", "pre"))
SKIPPED = frozenset(("head", "table", "script", "style", "figure", "media", "tagline", "body.end", "nav"))

_ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:newsMessage|newsItem|packageItem|nitf)[\s>]")


def accepts(head: bytes, name: str) -> bool:
    """Whether this is NewsML-G2 or NITF: it opens with one of their elements."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith(b"<"):
        return False
    root = re.search(rb"<[A-Za-z][\w:.-]*[\s>]", start)
    return bool(root and _ROOT.match(start, root.start()))


def read(data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
    """A page for each news item that holds text; what only describes pictures or planning is passed over."""
    content = read_all(data, name, MAX_FEED_BYTES)
    if b"<!ENTITY" in content[:HEAD_BYTES]:
        raise ReadError(name, "news XML with entities of its own, which none needs; refused for safety")
    source = decoded(content)
    root = _root(source, name)
    items = [root] if _local(root) == "nitf" else [one for one in root.iter() if _local(one) == "newsItem"]
    try:
        markup = scan(source, pages=5)
    except TooMuch as trouble:
        raise ReadError(name, f"{trouble}; split the file") from None
    number = after = 0
    for item in items[:MAX_ITEMS]:
        if _is_text(item):
            number += 1
            called = f"{name}#{number}" if len(items) > 1 else name
            page, after = _page(item, called, markup, after)
            yield page
    if not number:
        raise ReadError(name, "news XML without a text item; pictures, packages and planning items are no pages")


def _root(source: str, name: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(xml_bytes(source), parser)
    except (etree.LxmlError, ValueError) as trouble:
        raise ReadError(name, f"XML that cannot be parsed ({type(trouble).__name__}); check that it is whole") from None
    if root is None:
        raise ReadError(name, "XML that cannot be parsed; check that it is whole")
    return root


def _is_text(item: Any) -> bool:
    """Whether an item is an article: by its class, or where it names none, by what it holds."""
    if _local(item) == "nitf":
        return True
    kind = next((one.get("qcode") or "" for one in item.iter() if _local(one) == "itemClass"), "")
    if kind and not kind.endswith((":text", ":composite")):
        return False
    return any(_local(one) in ("inlineXML", "inlineData") for one in item.iter())


def _page(item: Any, name: str, markup: Markup, after: int) -> tuple[Page | ReadError, int]:
    status = next((one.get("qcode") or "" for one in item.iter() if _local(one) == "pubStatus"), "")
    if status.endswith((":canceled", ":cancelled", ":withheld")):
        return ReadError(name, f"withdrawn by its sender ({status})"), after
    headline = None
    if title := _first(item, "headline") or _first(item, "hl1") or _title(item):
        place = markup.find(title, after)
        headline = Line(title, *(place or (None, None)))
    lines = []
    for text in _paragraphs(item):
        place = markup.find(text, after)
        if place and place[0] >= after:
            after = place[1]
        lines.append(Line(text, *(place or (None, None))))
        if len(lines) > MAX_LINES:
            return ReadError(name, f"over {MAX_LINES:,} lines; split it into its pages"), after
    facts = _facts(item, headline)
    page = page_of(lines, name=name, facts=facts) if lines else None
    return page or ReadError(name, "a news item without text"), after


def _paragraphs(item: Any) -> Iterator[str]:
    """The paragraphs of an item's text: the innermost blocks of its XHTML or NITF, or the lines of plain text."""
    for body in _bodies(item):
        if _local(body) == "inlineData":
            for line in "".join(body.itertext()).splitlines():
                if text := " ".join(line.split()):
                    yield text
            continue
        todo = [body]
        while todo:
            element = todo.pop()
            name = _local(element)
            if name in SKIPPED or not name:
                continue
            if name in BLOCKS and not any(_local(one) in BLOCKS for one in element.iterdescendants()):
                if text := " ".join("".join(element.itertext()).split()):
                    yield text
                continue
            todo += reversed(element)


def _bodies(item: Any) -> list[Any]:
    """Where the text stands: of several renditions, the first that has any."""
    found = [one for one in item.iter() if _local(one) in ("inlineXML", "inlineData")] or [item]
    inner = []
    for one in found[:20]:
        content = next((part for part in one.iter() if _local(part) == "body.content"), None)
        inner.append(one if content is None else content)
        if "".join(inner[-1].itertext()).strip():
            return [inner[-1]]
    return inner[:1]


def _facts(item: Any, headline: Line | None) -> Facts:
    known: list[tuple[str, str]] = [("headline", "newsml headline")]
    outlet = None
    for part in ("provider", "infoSource", "copyrightHolder", "distributor"):
        element = next((one for one in item.iter() if _local(one) == part), None)
        if element is not None and (told := _name(element)):
            outlet = told
            known.append(("outlet", f"newsml {part}"))
            break
    byline = _first(item, "by") or _first(item, "byline") or _first(item, "byttl")
    if byline:
        byline = re.sub(r"^[Bb]y\s+", "", byline)
        known.append(("byline", "newsml by"))
    row = outlet_named(outlet) if outlet else None
    credit = _first(item, "creditline") or (outlet if row and row.kind == "agency" else None)
    when = None
    for part in ("firstCreated", "contentCreated", "versionCreated", "date.issue", "story.date"):
        element = next((one for one in item.iter() if _local(one) == part), None)
        stamp = "" if element is None else element.get("norm") or "".join(element.itertext())
        if stamp and (read := published.read_time(_punctuated(stamp))):
            when = published.when(read, Basis.METADATA, because=f"newsml {part}")
            known.append(("published", f"newsml {part}"))
            break
    language = next((one.get("tag") for one in item.iter() if _local(one) == "language" and one.get("tag")), None)
    return Facts(
        url=_address(item),
        outlet=outlet,
        headline=headline,
        byline=byline or None,
        credit=credit,
        language=language,
        published=when,
        known=tuple(known),
    )


def _punctuated(stamp: str) -> str:
    """NITF's "20140314T210000-0400" with the colons of a time."""
    return re.sub(r"T(\d\d)(\d\d)(\d\d)", r"T\1:\2:\3", stamp.strip())


def _name(element: Any) -> str:
    """Who a provider is: its name, or its literal."""
    name = next((" ".join("".join(one.itertext()).split()) for one in element.iter() if _local(one) == "name"), "")
    literal = element.get("literal") or ""
    text = " ".join((element.text or "").split())
    return name or text or (literal if not literal.startswith("http") else "")


def _first(item: Any, name: str) -> str:
    """The text of the first element of that name, outside the article's own body."""
    element = next((one for one in item.iter() if _local(one) == name), None)
    return " ".join("".join(element.itertext()).split())[:1000] if element is not None else ""


def _title(item: Any) -> str:
    """An <h1> in the article, where nothing else says what it is called."""
    return _first(item, "h1") or _first(item, "title")


def _address(item: Any) -> str | None:
    for one in item.iter():
        if _local(one) in ("link", "remoteContent", "altId"):
            href = one.get("href") or (one.text or "").strip()
            if href.startswith(("http://", "https://")) and (one.get("rel") or "").endswith(("canonical", "alternate")):
                return str(href)
    return None


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
