"""Feeds followed into a record: what is new is read, what is changed is kept beside what it was."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from attache.errors import FetchError, ReadError, RecordLocked
from attache.intake.fetch import Fetcher
from attache.model import Feed, FeedKind
from attache.store import Record
from attache.store.check import check, orphans
from attache.store.disk import Lock
from attache.store.ledger import Ledger
from attache.watch import Watched, Watcher
from tests.watch.site import Reply, Site, article, rss

LONG = " ".join(["The ministers spoke at length about the harbour and the border."] * 10)


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2031, 4, 8, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def on(self, **more: float) -> None:
        self.at += timedelta(**more)


class Desk:
    """A record, a site and a clock."""

    def __init__(self, path: Path, site: Site, fetcher: Fetcher) -> None:
        self.path, self.site, self.fetcher, self.clock = path, site, fetcher, Clock()
        self.lines: list[str] = []

    def watch(self, *sources: str) -> Watched:
        """One round."""
        with Watcher(self.path, self.fetcher, delay=0, told=self.lines.append, now=self.clock) as watcher:
            watcher.follow(sources)
            return watcher.run(once=True)

    def feeds(self) -> dict[str, Feed]:
        with Record(self.path) as record:
            return {feed.address: feed for feed in Ledger(record).feeds()}

    def headlines(self) -> list[str]:
        with Record(self.path) as record:
            assert orphans(record) == ()
            assert check(record).mismatches == ()
            return sorted(page.headline or page.text for page in record.pages())


@pytest.fixture
def desk(tmp_path: Path, site: Site, fetcher: Fetcher, fake_reading: list[str]) -> Desk:
    return Desk(tmp_path / "oslo.record", site, fetcher)


def test_what_a_feed_leads_to_is_read_once(desk: Desk, fake_reading: list[str]) -> None:
    site = desk.site
    site.put("/feed", rss(site.base, ("Envoys meet", "/1"), ("Harbour closed", "/2")), mime="application/rss+xml")
    site.put("/1", article("Envoys meet in Geneva"))
    site.put("/2", article("Harbour closed on Sunday"))
    feed = f"{site.base}/feed"
    assert desk.watch(feed) == Watched(new=2, changed=0, refused=0, asked=3)
    assert desk.headlines() == ["Envoys meet in Geneva", "Harbour closed on Sunday"]
    found = desk.feeds()[feed]
    assert (found.kind, found.title, found.pages, found.trouble) == (FeedKind.FEED, "The Example Wire", 2, None)
    desk.clock.on(minutes=20)
    site.put("/3", article("Talks go on"))
    site.put("/feed", rss(site.base, ("Talks go on", "/3"), ("Envoys meet", "/1"), ("Harbour closed", "/2")))
    assert desk.watch().new == 1
    assert len(fake_reading) == 3
    assert site.paths().count("/1") == 1
    assert desk.feeds()[feed].pages == 3


def test_a_changed_page_is_kept_beside_what_it_was(desk: Desk) -> None:
    site = desk.site
    site.put("/feed", rss(site.base, ("Envoys meet", "/1")))
    site.put("/1", article("Envoys meet in Geneva", "They left without a word to reporters."))
    desk.watch(f"{site.base}/feed")
    site.put("/1", article("Envoys meet in Geneva", "They agreed on a truce, one of them said."))
    desk.clock.on(minutes=61)
    assert desk.watch().changed == 1
    with Record(desk.path) as record:
        assert len(record) == 2
        (version,) = Ledger(record).versions()
        assert [span.text for span in version.added] == ["They agreed on a truce, one of them said."]
        assert [span.text for span in version.removed] == ["They left without a word to reporters."]
        assert Ledger(record).versions(version.of) == (version,)
        assert record.page(version.page).text[version.added[0].start :].startswith("They agreed")
    desk.clock.on(hours=6)
    assert desk.watch().changed == 0  # and what has not changed makes no version
    assert any(line.startswith("~ ") and "1 added, 1 gone" in line for line in desk.lines)


def test_a_page_its_feed_says_has_changed_is_seen_at_once(desk: Desk) -> None:
    site = desk.site

    def feed(at: str) -> bytes:
        return (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title><entry><id>1</id><title>Envoys meet</title>'
            f'<link href="/1"/><updated>{at}</updated></entry></feed>'
        ).encode()

    site.put("/feed", feed("2031-04-08T11:00:00Z"))
    site.put("/1", article("Envoys meet in Geneva"))
    desk.watch(f"{site.base}/feed")
    site.put("/feed", feed("2031-04-08T12:05:00Z"))
    site.put("/1", article("Envoys part in Geneva"))
    desk.clock.on(minutes=10)
    assert desk.watch().changed == 1


def test_a_feed_that_holds_its_pages_needs_no_second_request(desk: Desk) -> None:
    site = desk.site
    items = [{"id": "a", "title": "Envoys meet", "content_text": "The two envoys met on Friday.\n\nThey left late."}]
    import json

    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}).encode()
    site.put("/feed", body, mime="application/feed+json")
    assert desk.watch(f"{site.base}/feed").new == 1
    desk.clock.on(minutes=20)
    items.insert(0, {"id": "b", "title": "Harbour shut", "content_text": "The harbour was shut on Sunday."})
    site.put(
        "/feed", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}).encode()
    )
    assert desk.watch().new == 1  # the first is the second now, and still the same page
    assert desk.headlines() == ["Envoys meet", "Harbour shut"]


def test_a_page_that_must_not_be_fetched_is_read_from_its_feed(desk: Desk) -> None:
    site = desk.site
    site.put("/robots.txt", b"User-agent: *\nDisallow: /1\n", mime="text/plain")
    body = rss(site.base, ("Envoys meet", "/1")).replace(
        b"</item>", f"<description>{LONG}</description></item>".encode()
    )
    site.put("/feed", body)
    assert desk.watch(f"{site.base}/feed").new == 1
    assert "/1" not in site.paths()
    with Record(desk.path) as record:
        visit = Ledger(record).visit(f"{site.base}/1")
        assert visit is not None
        assert "robots.txt" in (visit.trouble or "")


def test_a_news_sitemap_and_an_index_of_them(desk: Desk) -> None:
    site = desk.site
    site.put(
        "/index.xml",
        f"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap><loc>{site.base}/old.xml</loc><lastmod>2011-01-01</lastmod></sitemap>
        <sitemap><loc>{site.base}/news.xml</loc></sitemap></sitemapindex>""".encode(),
    )
    site.put(
        "/news.xml",
        f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
        <url><loc>{site.base}/1</loc><news:news><news:publication_date>2031-04-08T10:00:00Z</news:publication_date>
        <news:title>Envoys meet</news:title></news:news></url>
        <url><loc>{site.base}/2</loc><lastmod>2031-03-01</lastmod></url><url><loc>{site.base}/3</loc></url></urlset>""".encode(),
    )
    site.put("/old.xml", f"<urlset><url><loc>{site.base}/9</loc><lastmod>2011-01-01</lastmod></url></urlset>".encode())
    for number in (1, 2, 3, 9):
        site.put(f"/{number}", article(f"Page number {number} of the site"))
    import attache.intake.listing as listing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "time_of", lambda stamp: _time(stamp))
        assert desk.watch(f"{site.base}/index.xml").new == 1  # of an archive, what is new: not all of it
    assert desk.headlines() == ["Page number 1 of the site"]
    assert desk.feeds()[f"{site.base}/index.xml"].kind is FeedKind.SITEMAP


def _time(stamp: str | None) -> datetime | None:
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).replace(tzinfo=UTC) if stamp else None


def test_a_page_is_followed_by_itself(desk: Desk) -> None:
    site = desk.site
    site.put("/live", article("Envoys meet in Geneva"))
    assert desk.watch(f"{site.base}/live").new == 1
    site.put("/live", article("Envoys meet in Geneva", "They shook hands."))
    desk.clock.on(hours=2)
    assert desk.watch().changed == 1
    assert desk.feeds()[f"{site.base}/live"].kind is FeedKind.PAGE


def test_lists_of_feeds_and_first_pages_of_sites(desk: Desk, tmp_path: Path) -> None:
    site = desk.site
    site.put("/a", rss(site.base, ("Envoys meet", "/1")))
    site.put("/b", rss(site.base, ("Harbour closed", "/2"), title="B"))
    site.put(
        "/",
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/a"></head><body><p>News.</p></body></html>',
    )
    site.put("/1", article("Envoys meet in Geneva"))
    site.put("/2", article("Harbour closed on Sunday"))
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        f'<opml version="2.0"><body><outline text="x"><outline xmlUrl="{site.base}/b"/></outline></body></opml>'
    )
    assert desk.watch(str(opml), f"{site.base}/").new == 2
    assert set(desk.feeds()) == {f"{site.base}/a", f"{site.base}/b"}
    plain = tmp_path / "feeds.txt"
    plain.write_text(f"# ours\n{site.base}/a\n")
    with Watcher(desk.path, desk.fetcher) as watcher:
        assert watcher.follow([str(plain)]) == 0
        for bad in ("nowhere.opml", "file:///etc/passwd", "ftp://wire.example/x"):
            with pytest.raises(FetchError):
                watcher.follow([bad])
        plain.write_text("nothing here")
        with pytest.raises(ReadError, match="names no feeds"):
            watcher.follow([str(plain)])


def test_trouble_is_told_and_asked_about_later_and_later(desk: Desk) -> None:
    site = desk.site
    feed = f"{site.base}/feed"
    site.put("/feed", b"", status=500)
    waits = []
    for _ in range(4):
        desk.watch(feed)
        found = desk.feeds()[feed]
        assert found.due is not None
        waits.append((datetime.fromisoformat(found.due) - desk.clock.at).total_seconds())
        desk.clock.at = datetime.fromisoformat(found.due) + timedelta(seconds=1)
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    assert "trouble of its own" in (desk.feeds()[feed].trouble or "")
    site.put("/feed", rss(site.base, ("Envoys meet", "/1")))
    site.put("/1", article("Envoys meet in Geneva"))
    assert desk.watch().new == 1
    assert desk.feeds()[feed].failures == 0
    site.put("/feed", b"", status=410)
    desk.clock.on(days=2)
    desk.watch()
    assert desk.feeds()[feed].due is None
    asked = len(site.asked)
    desk.clock.on(days=9)
    desk.watch()
    assert "/feed" not in [path for path, *_ in site.asked[asked:]]


def test_a_server_that_asks_for_peace_gets_it(desk: Desk) -> None:
    site = desk.site
    site.put("/feed", b"", status=429, headers={"Retry-After": "80000"})
    desk.watch(f"{site.base}/feed")
    due = desk.feeds()[f"{site.base}/feed"].due
    assert due is not None
    assert datetime.fromisoformat(due) >= desk.clock.at + timedelta(seconds=80000)


def test_a_page_that_does_not_come_is_tried_again(desk: Desk) -> None:
    site = desk.site
    site.put("/feed", rss(site.base, ("Envoys meet", "/1"), ("Gone", "/2")))
    site.put("/1", b"", status=503)
    assert desk.watch(f"{site.base}/feed").refused == 2
    site.put("/1", article("Envoys meet in Geneva"))
    desk.clock.on(minutes=11)
    assert desk.watch().new == 1
    assert site.paths().count("/2") == 1  # what is gone (404) is not asked for again


def test_a_feed_moved_for_good_is_asked_there_from_then_on(desk: Desk) -> None:
    site = desk.site
    site.redirect("/feed", "/new", 301)
    site.put("/new", rss(site.base, ("Envoys meet", "/1")))
    site.put("/1", article("Envoys meet in Geneva"))
    desk.watch(f"{site.base}/feed")
    desk.clock.on(days=1)
    desk.watch()
    assert site.paths().count("/feed") == 1
    assert desk.feeds()[f"{site.base}/feed"].at == f"{site.base}/new"


@pytest.mark.parametrize(
    "date", ["Mon, 01 Jan 0001 00:00:00 GMT", "9999-12-31T23:59:59Z", "0000-00-00", "-1", "٣", "NaN"]
)
def test_feeds_that_lie_about_dates(desk: Desk, date: str) -> None:
    site = desk.site
    body = rss(site.base, ("Envoys meet", "/1")).replace(b"</item>", f"<pubDate>{date}</pubDate></item>".encode())
    site.put("/feed", body.replace(b"<channel>", b"<channel><ttl>99999999999</ttl>"))
    site.put("/1", article("Envoys meet in Geneva"))
    assert desk.watch(f"{site.base}/feed").new == 1
    pace = desk.feeds()[f"{site.base}/feed"].pace
    assert 300 <= pace <= 86_400
    with Record(desk.path) as record:
        assert all(page.published is None or page.published.start for page in record.pages())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x89PNG\r\n\x1a\n", b"<rss", b"{", b'{"items": 3}', b"<urlset></urlset>", b"\xff\xfe\x00",
        b'<!DOCTYPE a [<!ENTITY b "c">]><rss><channel><item><title>&b;</title></item></channel></rss>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><urlset><url><loc>&b;</loc></url></urlset>',
        b"<rss><channel>" + b"<item>" * 30_000, b"<a>" * 60_000, b"<opml></opml>", b"\xed\xa0\x80" * 50,
        b'<rss version="2.0"><channel><item><link>http://127.0.0.1/secret</link><title>In</title></item></channel></rss>',
        b'<rss version="2.0"><channel><item><link>file:///etc/passwd</link><title>In</title></item></channel></rss>',
    ],
)  # fmt: skip
def test_a_feed_that_is_none_hurts_nobody(desk: Desk, body: bytes) -> None:
    site = desk.site
    site.put("/bad", body)
    site.put("/good", rss(site.base, ("Envoys meet", "/1")))
    site.put("/1", article("Envoys meet in Geneva"))
    desk.watch(f"{site.base}/bad", f"{site.base}/good")
    assert "Envoys meet in Geneva" in desk.headlines()
    assert "/secret" not in site.paths()


def test_a_host_is_not_hurried(desk: Desk) -> None:
    site = desk.site
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 0.4\n")
    site.put("/feed", rss(site.base, *[(f"Page {n}", f"/{n}") for n in range(3)]))
    for number in range(3):
        site.put(f"/{number}", article(f"Page number {number} of the wire"))
    desk.watch(f"{site.base}/feed")
    times = [at for path, _, at in site.asked if path != "/robots.txt"]
    assert min(b - a for a, b in pairwise(times)) > 0.35


# ------------------------------------------------------------------------------------------ one record, many hands


def test_what_was_not_seen_is_seen_by_the_next_watch(desk: Desk) -> None:
    site = desk.site
    site.put("/feed", rss(site.base, *[(f"Page {n}", f"/{n}") for n in range(6)]), headers={"ETag": '"1"'})
    site.pages["/feed"] = lambda request: (
        Reply(b"", 304)
        if request.headers.get("If-None-Match")
        else Reply(rss(site.base, *[(f"Page {n}", f"/{n}") for n in range(6)]), headers={"ETag": '"1"'})
    )
    for number in range(6):
        site.put(f"/{number}", article(f"Page number {number} of the wire"))
    with Watcher(desk.path, desk.fetcher, delay=0.3, now=desk.clock) as watcher:
        watcher.follow([f"{site.base}/feed"])
        threading.Timer(0.8, watcher.stop.set).start()
        watcher.run()
    there = len(desk.headlines())
    assert there < 6
    desk.clock.on(minutes=1)
    desk.watch()
    assert len(desk.headlines()) == 6


def test_the_record_is_free_while_nothing_is_written(desk: Desk) -> None:
    site = desk.site
    site.put("/feed", rss(site.base, ("Envoys meet", "/1")))
    site.put("/1", article("Envoys meet in Geneva"))
    with Watcher(desk.path, desk.fetcher, delay=0, now=desk.clock) as watcher:
        watcher.follow([f"{site.base}/feed"])
        thread = threading.Thread(target=watcher.run)
        thread.start()
        until = time.monotonic() + 20
        while watcher.done.new < 1 and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.2)
        with Record(desk.path, write=True) as other:  # somebody puts something right meanwhile
            assert len(other) == 1
        with Record(desk.path) as reader:
            assert reader.pages()
        watcher.stop.set()
        thread.join()


def test_two_watches_of_one_record(desk: Desk) -> None:
    with Watcher(desk.path, desk.fetcher), pytest.raises(RecordLocked, match="another watch follows feeds into it"):
        Watcher(desk.path, desk.fetcher)
    Watcher(desk.path, desk.fetcher).close()


def test_a_watch_waits_for_another_writer(desk: Desk) -> None:
    site = desk.site
    site.put("/feed", rss(site.base, ("Envoys meet", "/1")))
    site.put("/1", article("Envoys meet in Geneva"))
    Record(desk.path, write=True).close()
    lock = Lock(desk.path)
    lock.take()
    threading.Timer(0.5, lock.give_back).start()
    assert desk.watch(f"{site.base}/feed").new == 1


def test_the_command_reads_once_and_says_so(desk: Desk, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from attache.cli.app import app

    site = desk.site
    site.put("/feed", rss(f"http://127.0.0.1:{site.port}", ("Envoys meet", "/1")))
    site.put("/1", article("Envoys meet in Geneva"))
    address = f"http://127.0.0.1:{site.port}/feed"
    run = CliRunner().invoke
    done = run(app, ["watch", address, "-o", str(desk.path), "--once", "--delay", "0"])
    assert done.exit_code == 0
    assert "0 new, 0 changed" in done.stdout
    done = run(app, ["feeds", str(desk.path)])
    assert "not a public address" in done.stdout
    with Record(desk.path, write=True) as record:
        Ledger(record).forget(address)
    done = run(app, ["watch", address, "-o", str(desk.path), "--once", "--delay", "0", "--allow-host", "127.0.0.1"])
    assert "1 new, 0 changed" in done.stdout
    done = run(app, ["feeds", str(desk.path), "--json"])
    assert '"pages":1' in done.stdout
    assert run(app, ["feeds", str(desk.path), "--forget", address]).exit_code == 0
    assert run(app, ["check", str(desk.path)]).exit_code == 0
    assert run(app, ["watch", "-o", str(desk.path), "--once"]).exit_code == 2
