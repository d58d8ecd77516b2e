"""One request for a feed or a page, and what it comes to; nothing is written down here.

Run in threads of their own, so that a slow server holds up nobody else. Whatever a server sends ends as an
answer or as an answer's `trouble`.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from attache import intake
from attache.errors import FetchError, ReadError
from attache.intake import plain
from attache.intake.article import Facts
from attache.intake.decode import decoded
from attache.intake.feed import Item
from attache.intake.fetch import Fetched, Fetcher
from attache.intake.limits import HEAD_BYTES, kind_of_binary
from attache.intake.listing import Link, Listing, listing, own_page
from attache.model import Feed, FeedKind, Page, Visit

INNER = 4  # sitemaps of an index that are looked into: those of news first, then the latest
FULL = 60  # words from which on an entry's own text stands for a page that could not be fetched

_TRACKING = re.compile(r"(?:^|&)(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|at_medium|at_campaign)=[^&]*")


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What asking a feed came to: `listing` is None where nothing has changed, or there is trouble."""

    feed: Feed
    fetched: Fetched | None = None
    listing: Listing | None = None
    page: Page | None = None  # of a page that is followed by itself
    trouble: FetchError | None = None


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What going to see a page came to: `page` is None where it has not changed, or there is trouble."""

    visit: Visit
    fetched: Fetched | None = None
    page: Page | None = None
    trouble: FetchError | None = None


def ask(feed: Feed, fetcher: Fetcher, *, afresh: bool = False, delay: float = 0.0) -> FeedAnswer:
    """Asks for a feed, a sitemap with what it leads to, or a page; `afresh` even if it has not changed."""
    address = feed.at or feed.address
    try:
        known = (None, None) if afresh else (feed.etag, feed.modified)
        fetched = fetcher.get(address, etag=known[0], modified=known[1])
        if fetched.content is None:
            return FeedAnswer(feed, fetched)
        found = listing(fetched.content, fetched.url)
        page = None
        if found.kind is FeedKind.SITEMAP and found.inner:
            found = _with_inner(found, fetcher, delay)
        elif found.kind is FeedKind.PAGE and not found.feeds:
            page = page_of(fetched, feed.address, None)
        return FeedAnswer(feed, fetched, found, page)
    except FetchError as trouble:
        return FeedAnswer(feed, trouble=trouble)
    except ReadError as trouble:
        return FeedAnswer(feed, trouble=FetchError(address, trouble.reason))
    except Exception as trouble:  # a parser's surprise costs this feed a round, and no other
        return FeedAnswer(feed, trouble=FetchError(address, f"could not be read ({type(trouble).__name__})"))


def see(visit: Visit, item: Item | None, fetcher: Fetcher) -> PageAnswer:
    """Goes to see a page; where it cannot be fetched, the text that its feed gives of it, if that is one."""
    try:
        fetched = fetcher.get(visit.url, etag=visit.etag, modified=visit.modified)
        page = None if fetched.content is None else page_of(fetched, visit.url, item)
        return PageAnswer(visit, fetched, page)
    except FetchError as error:
        trouble = error
    except ReadError as error:
        trouble = FetchError(visit.url, error.reason, refused=True)
    except Exception as error:
        trouble = FetchError(visit.url, f"could not be read ({type(error).__name__})", refused=True)
    return PageAnswer(visit, page=given_page(item, visit.feed) if visit.page is None else None, trouble=trouble)


def given_page(item: Item | None, feed: str, *, least: int = FULL) -> Page | None:
    """The page that a feed's entry holds itself, if it is long enough to be one."""
    if item is None:
        return None
    try:
        page = own_page(item, feed)
    except Exception:  # what cannot be made a page is none
        return None
    return page if page is not None and len(page.text.split()) >= least else None


def page_of(fetched: Fetched, name: str, item: Item | None) -> Page:
    """The page that was fetched; what it does not say of itself, its feed may."""
    content = fetched.content or b""
    if kind := kind_of_binary(content[:HEAD_BYTES]):
        raise ReadError(name, f"{kind}, not a page")
    source = decoded(content, declared=fetched.charset)
    url = without_tracking(fetched.url)
    if fetched.mime == "text/plain":
        page = plain.page(source, name, facts=Facts(url=url))
    else:
        page = intake.page_from(source, name, url=url)
    if item is None:
        return page
    known = dict(page.known)
    told = dict(item.facts.known)
    if page.published is None and item.facts.published is not None:
        page = replace(page, published=item.facts.published)
        known["published"] = told.get("published", "feed")
    if page.outlet is None and item.facts.outlet:
        page = replace(page, outlet=item.facts.outlet)
        known["outlet"] = told.get("outlet", "feed title")
    return replace(page, known=tuple(sorted(known.items())))


def without_tracking(url: str) -> str:
    """An address without what only says who sent the reader: "?utm_source=rss"."""
    parts = urlsplit(url)
    query = _TRACKING.sub("", parts.query).lstrip("&")
    return urlunsplit(parts._replace(query=query)) if query != parts.query else url


def _with_inner(found: Listing, fetcher: Fetcher, delay: float) -> Listing:
    """An index of sitemaps with the links of those that matter."""

    def rank(one: Link) -> tuple[bool, float]:
        return "news" not in one.url.lower(), -(one.at.timestamp() if one.at else 0.0)

    links = list(found.links)
    trouble: ReadError | None = None
    for one in sorted(found.inner, key=rank)[:INNER]:
        time.sleep(delay)
        try:
            fetched = fetcher.get(one.url)
            links += listing(fetched.content or b"", fetched.url).links
        except ReadError as error:
            trouble = error
    if not links and trouble is not None:
        raise trouble
    return replace(found, links=tuple({link.url: link for link in links}.values()))
