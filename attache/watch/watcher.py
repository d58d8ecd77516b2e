"""The round of keeping up: ask who is due, read what is new, write it down, wait for the next.

The record is the queue. What a feed led to stands in it before it is fetched, and a page counts as seen only once
it is kept; so whatever ends the watch, even a pulled plug, the next one goes on where it ended. The record is
held for writing only while something is written, and others may write it in between.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from attache import pipeline
from attache.errors import FetchError, NotInRecord, ReadError, RecordError, RecordLocked
from attache.intake.address import checked
from attache.intake.feed import Item
from attache.intake.fetch import Fetcher
from attache.intake.limits import MAX_FEED_BYTES, read_all
from attache.intake.listing import Link, feeds_of
from attache.model import Feed, FeedKind, Page, Version, Visit
from attache.store import Record
from attache.store.disk import Lock
from attache.store.ledger import Ledger, version
from attache.watch import schedule
from attache.watch.asking import FeedAnswer, PageAnswer, ask, given_page, see

DELAY = 2.0  # seconds between two requests to one host, unless its robots.txt asks for more
THREADS = 8  # hosts asked at once
SAVE_SECONDS = 5.0  # between two times of writing down, while there is something
SAVE_PAGES = 32
LOAD_SECONDS = 20.0  # between two looks at what is due next, while nothing is written down
LONG = 5.0  # what takes longer to work out than this is left to the next who asks, when one stops
FIRST_LINKS = 300  # of a feed met for the first time, the latest
FRESH = timedelta(days=3)  # of a sitemap met for the first time, pages as new as that
SETTLE_SHARE = 10  # what all pages establish is worked out again for at most a tenth of the time
AGAIN_AT_MOST = 20  # times that one page is seen again because its feed says it changed
ITEMS = 20_000  # entries remembered for the text they hold


@dataclass
class Watched:
    """What came of watching so far."""

    new: int = 0
    changed: int = 0
    refused: int = 0
    asked: int = 0


@dataclass
class _Done:
    """What is to be written down next."""

    feeds: list[FeedAnswer] = field(default_factory=list)
    pages: list[PageAnswer] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.feeds or self.pages)


Job = Callable[[], FeedAnswer | PageAnswer]


class Watcher:
    """Follows feeds into the record at `path`.

    with Watcher("crisis.record", fetcher, told=print) as watcher:
        watcher.follow(["feeds.opml", "https://wire.example/rss"])
        watcher.run(once=True)
    """

    def __init__(
        self,
        path: str | Path,
        fetcher: Fetcher,
        *,
        delay: float = DELAY,
        threads: int = THREADS,
        told: Callable[[str], None] = lambda line: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = Path(path)
        self.done = Watched()
        self.stop = threading.Event()
        self._fetcher, self._delay, self._told, self._now = fetcher, delay, told, now
        self._alone = Lock(self.path.with_name(self.path.name + "-watch"))
        try:
            self._alone.take()
        except RecordLocked:
            raise RecordLocked(f"{self.path}: another watch follows feeds into it; stop that one first") from None
        self._feeds: dict[str, Feed] = {}
        self._visits: dict[str, Visit] = {}
        self._items: dict[str, Item] = {}
        self._todo: SimpleQueue[Job | None] = SimpleQueue()
        self._answers: SimpleQueue[FeedAnswer | PageAnswer] = SimpleQueue()
        self._busy: set[str] = set()  # addresses being asked
        self._hosts: dict[str, float] = {}  # when a host may be asked again; infinity while it is
        self._afresh: set[str] = set()  # feeds to be asked as if never before
        self._replaced: set[str] = set()  # lists and first pages whose feeds are followed instead
        self._loaded = 0.0
        self._settled = self._cost = 0.0  # when what is established may be worked out again, and what that takes
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends; what was read is safe already."""
        for _ in self._threads:
            self._todo.put(None)
        self._alone.give_back()

    # -------------------------------------------------------------------------------------------------- following

    def follow(self, sources: Iterable[str]) -> int:
        """Adds feeds: addresses, or files that list them (OPML, or one a line); how many were not followed yet."""
        addresses = [one for source in sources for one in _addresses(source)]
        with self._writing() as record:
            ledger = Ledger(record)
            known = {feed.address: feed for feed in ledger.feeds()}
            now = schedule.stamp(self._now())
            new = [Feed(one, due=now) for one in dict.fromkeys(addresses) if one not in known]
            # One that is gone and named again may be back.
            new += [replace(known[one], due=now) for one in set(addresses) & set(known) if known[one].due is None]
            ledger.put(feeds=new)
            self._load(ledger)
            waiting = ledger.waiting()
        self._afresh |= {address for address in waiting if address in self._feeds}
        return len(new)

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """What is followed."""
        return tuple(self._feeds.values())

    def run(self, *, once: bool = False) -> Watched:
        """Keeps up until `stop` is set; with `once`, asks everybody who may be asked and ends."""
        if once:
            self._all_due()
        done = _Done()
        saved = time.monotonic()
        try:
            while not self.stop.is_set():
                self._hand_out()
                self._collect(done, self._patience(done, saved))
                if done and self._is_time(done, saved):
                    self._save(done)
                    done, saved = _Done(), time.monotonic()
                elif time.monotonic() - self._loaded > LOAD_SECONDS:
                    with Record(self.path) as record:
                        self._load(Ledger(record))
                if once and not self._busy and not done and not any(self._due()):
                    break
        finally:
            self._finish(done)
        return self.done

    def _all_due(self) -> None:
        """Every feed asked now that was not asked a moment ago, and is not in trouble."""
        soon = self._now() - timedelta(seconds=schedule.SOONEST)
        now = schedule.stamp(self._now())
        with self._writing() as record:
            ledger = Ledger(record)
            ledger.put(
                feeds=[
                    replace(one, due=min(one.due, now))
                    for one in ledger.feeds()
                    if one.due and not one.failures and (one.asked is None or schedule.instant(one.asked) <= soon)
                ]
            )
            self._load(ledger)

    def _is_time(self, done: _Done, saved: float) -> bool:
        idle = not self._busy and not any(self._ready())
        return idle or len(done.pages) >= SAVE_PAGES or time.monotonic() - saved >= SAVE_SECONDS

    def _patience(self, done: _Done, saved: float) -> float:
        """The seconds to wait for an answer before looking around again."""
        if done:
            return max(0.05, min(0.5, SAVE_SECONDS - (time.monotonic() - saved)))
        return 0.2

    # ---------------------------------------------------------------------------------------------------- asking

    def _work(self) -> None:
        while (job := self._todo.get()) is not None:
            self._answers.put(job())

    def _due(self) -> Iterator[Feed | Visit]:
        """Feeds and pages whose time has come, and which nobody asks for yet."""
        now = schedule.stamp(self._now())
        for one in self._feeds.values():
            if one.due is not None and one.due <= now and one.address not in self._busy:
                yield one
        for visit in self._visits.values():
            if visit.due is not None and visit.due <= now and visit.url not in self._busy:
                yield visit

    def _ready(self) -> Iterator[tuple[Feed | Visit, str]]:
        """Those whose host may be asked now."""
        moment = time.monotonic()
        for one in self._due():
            host = _host(_address(one))
            if self._hosts.get(host, 0.0) <= moment:
                yield one, host

    def _hand_out(self) -> None:
        free = len(self._threads) * 2 - len(self._busy)
        taken = set()
        chosen: list[tuple[Feed | Visit, str]] = []
        for one, host in self._ready():
            if len(chosen) >= free:
                break
            if host not in taken:
                taken.add(host)
                chosen.append((one, host))
        for one, host in chosen:
            self._hosts[host] = float("inf")
            self._busy.add(one.address if isinstance(one, Feed) else one.url)
            self._todo.put(self._job(one))

    def _job(self, one: Feed | Visit) -> Job:
        if isinstance(one, Feed):
            afresh = one.address in self._afresh
            return lambda: ask(one, self._fetcher, afresh=afresh, delay=self._delay)
        item = self._items.get(one.url)
        return lambda: see(one, item, self._fetcher)

    def _collect(self, done: _Done, patience: float) -> None:
        """The answers that have come; waits for the first as long as `patience`."""
        with suppress(Empty):
            answer = self._answers.get(timeout=patience)
            while True:
                self._take(answer, done)
                answer = self._answers.get_nowait()

    def _take(self, answer: FeedAnswer | PageAnswer, done: _Done) -> None:
        one = answer.feed if isinstance(answer, FeedAnswer) else answer.visit
        wait = max(self._delay, self._fetcher.crawl_delay(_address(one)) or 0.0)
        if answer.trouble is not None and answer.trouble.wait:
            wait = max(wait, answer.trouble.wait)
        self._hosts[_host(_address(one))] = time.monotonic() + wait
        if len(self._hosts) > 10_000:
            self._hosts = {host: at for host, at in self._hosts.items() if at > time.monotonic()}
        self.done.asked += 1
        if isinstance(answer, FeedAnswer):
            done.feeds.append(answer)
            # Not due while its answer waits to be written down.
            self._feeds[answer.feed.address] = replace(answer.feed, due=None)
            self._busy.discard(answer.feed.address)
        else:
            done.pages.append(answer)
            self._visits.pop(answer.visit.url, None)
            self._busy.discard(answer.visit.url)

    # ---------------------------------------------------------------------------------------------- writing down

    def _save(self, done: _Done, *, settle: bool = True) -> None:
        now = self._now()
        with self._writing() as record:
            ledger = Ledger(record)
            feeds, visits, pages = self._after_feeds(done.feeds, ledger, now)
            seen, versions = self._read(record, [*done.pages, *pages], now)
            old = {answer.visit.url: answer.visit.page for answer in [*done.pages, *pages]}
            kept = Counter(visit.feed for visit in seen if visit.page is not None and old[visit.url] is None)
            known = {**{feed.address: feed for feed in ledger.feeds()}, **{feed.address: feed for feed in feeds}}
            more = [
                replace(known[address], pages=known[address].pages + count)
                for address, count in kept.items()
                if address in known
            ]
            changed = {feed.address: feed for feed in [*feeds, *more]}
            ledger.put(feeds=changed.values(), visits=[*visits, *seen], versions=versions)
            for address in self._replaced:
                ledger.forget(address)
            self._replaced.clear()
            self._load(ledger)
            if settle:
                self._settle(record)

    def _load(self, ledger: Ledger) -> None:
        """The feeds and the pages due soon, as the record has them."""
        self._feeds = {
            feed.address: self._feeds[feed.address] if feed.address in self._busy else feed for feed in ledger.feeds()
        }
        soon = schedule.later(self._now(), schedule.MINUTE)
        self._visits = {one.url: one for one in ledger.due(soon, most=5000)}
        self._loaded = time.monotonic()

    def _settle(self, record: Record, *, now: bool = False) -> None:
        """What all pages establish together, unless that was worked out a short while ago."""
        if record.stale and (now or time.monotonic() >= self._settled):
            began = time.monotonic()
            pipeline.establish(record)
            self._cost = time.monotonic() - began
            self._settled = time.monotonic() + SETTLE_SHARE * self._cost

    def _finish(self, done: _Done) -> None:
        """What has come is written down, also when Ctrl-C ends the watch."""
        try:
            if done:
                self._save(done, settle=False)
            if not self.stop.is_set() or self._cost < LONG:
                with self._writing() as record:
                    self._settle(record, now=True)
        except RecordError as trouble:
            self._told(f"! {trouble}")

    # -------------------------------------------------------------------------------------------------- after feeds

    def _after_feeds(
        self, answers: list[FeedAnswer], ledger: Ledger, now: datetime
    ) -> tuple[list[Feed], list[Visit], list[PageAnswer]]:
        """Feeds as they stand after their answers, the visits they lead to, and pages that came with them."""
        feeds: list[Feed] = []
        visits: dict[str, Visit] = {}
        pages: list[PageAnswer] = []
        for answer in answers:
            feed, found = answer.feed, answer.listing
            if answer.trouble is not None:
                self._told(f"! {feed.address}: {answer.trouble.reason}")
                feeds.append(schedule.failed(feed, now, answer.trouble))
                continue
            self._afresh.discard(feed.address)
            fetched = answer.fetched
            if fetched is not None and fetched.moved:
                feed = replace(feed, at=fetched.url)
            if found is None or fetched is None:
                feeds.append(schedule.asked(feed, now, self._slower(feed), new=False))
                continue
            if found.feeds:
                feeds += self._instead(feed, found.feeds if found.kind is None else found.feeds[:1], ledger, now)
                continue
            first = feed.kind is None
            feed = replace(
                feed, kind=found.kind, title=found.title or feed.title, etag=fetched.etag, modified=fetched.modified
            )
            if found.kind is FeedKind.PAGE:
                own = ledger.visit(feed.address) or Visit(feed.address, feed.address, None)
                pages.append(PageAnswer(own, fetched, answer.page))
                new = answer.page is not None and answer.page.id != own.page
                pace = schedule.pace((), now, before=feed.pace or schedule.PAGE_PACE, new=new and not first)
            else:
                links = _fresh(found.links, now, feed.kind)
                known = ledger.visits(link.url for link in links)
                wanted = {link.url for link in (_latest(links, feed.kind) if first else links)}
                for link in links:
                    due = schedule.stamp(now) if link.url in wanted else None
                    if (visit := self._led(link, feed, known.get(link.url), now, due)) is not None:
                        if due and link.item is not None and link.item.link is None:
                            pages.append(PageAnswer(visit, page=given_page(link.item, feed.address, least=1)))
                        else:
                            visits.setdefault(visit.url, visit)
                            self._remember(link)
                new = any(link.url not in known for link in links)
                times = [link.at for link in found.links if link.at is not None]
                pace = schedule.pace(times, now, before=feed.pace, new=new, hints=(found.ttl, fetched.fresh))
            feeds.append(schedule.asked(feed, now, pace, new=new))
        return feeds, list(visits.values()), pages

    def _instead(self, feed: Feed, named: tuple[str, ...], ledger: Ledger, now: datetime) -> list[Feed]:
        """The feeds that a list or a site's first page names, followed in its place."""
        there = {one.address for one in ledger.feeds()}
        self._told(f"  {feed.address}: followed by {', '.join(named[:3])}{' ...' if len(named) > 3 else ''}")
        self._replaced.add(feed.address)
        due = schedule.stamp(now)
        return [Feed(one, due=due) for one in named if one not in there]

    def _slower(self, feed: Feed) -> int:
        """A feed that has not changed at all: a little slower each time, so about a fifth of its silence."""
        return int(min(max(feed.pace, schedule.SOONEST) * 1.25, schedule.LATEST))

    def _led(self, link: Link, feed: Feed, known: Visit | None, now: datetime, due: str | None) -> Visit | None:
        """The visit that a link asks for: of a page not seen yet, or said to have changed since.

        `due` is when to see a new one: None for one of the archive, which is only noted.
        """
        if known is None:
            return Visit(link.url, feed.address, due, stamp=link.changed)
        if link.changed is None or link.changed == known.stamp or known.page is None:
            return None
        if known.times >= AGAIN_AT_MOST:
            return None
        # A feed may give every entry the hour it is asked as the hour of its change.
        wait = 0 if known.times < 3 else 10 * schedule.MINUTE * known.times
        again = schedule.later(now, wait)
        return replace(known, stamp=link.changed, due=min(again, known.due or again))

    def _remember(self, link: Link) -> None:
        if link.item is not None:
            if len(self._items) > ITEMS:
                self._items.clear()
            self._items[link.url] = link.item

    # --------------------------------------------------------------------------------------------------- after pages

    def _read(self, record: Record, answers: list[PageAnswer], now: datetime) -> tuple[list[Visit], list[Version]]:
        """Reads the pages that came; each visit as it stands then, and how pages changed."""
        came: list[tuple[Visit, Page, PageAnswer]] = []
        visits: list[Visit] = []
        for answer in answers:
            visit = answer.visit
            self._items.pop(visit.url, None)
            if answer.trouble is not None:
                visit = schedule.missed(visit, now, answer.trouble)
                if answer.page is None:
                    self._told(f"! {visit.url}: {answer.trouble.reason}")
                    self.done.refused += 1
            elif visit.feed == visit.url or answer.fetched is None:
                visit = replace(visit, due=None, times=visit.times + 1, seen=visit.seen or schedule.stamp(now))
            else:
                visit = schedule.seen(visit, now)
            if answer.page is None:
                visits.append(visit)
            else:
                came.append((visit, answer.page, answer))
        pages = [page for visit, page, _ in came if not self._same(record, visit, page)]
        failed: set[str] = set()

        def refused(error: ReadError) -> None:
            failed.add(error.name)
            self._told(f"! {error}")

        before = {page.id for page in pages if record.key(page.id) is not None}
        pipeline.read_into(record, pages, refused=refused, settle=False)
        versions = []
        for visit, page, answer in came:
            if page.name in failed:
                self.done.refused += 1
                visits.append(visit)
                continue
            visit, change = self._kept(record, visit, page, page.id in before)
            fetched = answer.fetched
            if fetched is not None:
                visit = replace(visit, etag=fetched.etag, modified=fetched.modified)
            visits.append(visit)
            versions += [change] if change is not None else []
        return visits, versions

    def _same(self, record: Record, visit: Visit, page: Page) -> bool:
        """Whether a page says what it said: an address that differs in a session's number makes no new page."""
        try:
            return visit.page is not None and record.page(visit.page).text == page.text
        except NotInRecord:
            return False

    def _kept(self, record: Record, visit: Visit, page: Page, there: bool) -> tuple[Visit, Version | None]:
        if visit.page is None:
            if not there:
                self.done.new += 1
                self._told(f"+ {page.url or page.name}  {page.headline or ''}")
            return replace(visit, page=page.id), None
        if self._same(record, visit, page):
            return visit, None
        try:
            change = version(page, record.page(visit.page), schedule.stamp(self._now()))
        except NotInRecord:
            return replace(visit, page=page.id), None
        self.done.changed += 1
        self._told(f"~ {page.url or page.name}  {len(change.added)} added, {len(change.removed)} gone")
        return replace(visit, page=page.id), change

    # ------------------------------------------------------------------------------------------------------ the file

    @contextmanager
    def _writing(self) -> Iterator[Record]:
        """The record, to be written: while somebody else writes it, one waits, as long as that takes."""
        waited = 0
        while True:
            try:
                record = Record(self.path, write=True)
                break
            except RecordLocked:
                if self.stop.is_set() and waited:
                    raise
                if not waited:
                    self._told(f"  {self.path}: another process is writing it; the watch waits")
                waited += 1
        with record:
            yield record


# ---------------------------------------------------------------------------------------------------------- helpers


def _addresses(source: str) -> list[str]:
    """The addresses that a source given by a person stands for."""
    if "://" in source:
        checked(source)
        return [source.partition("#")[0]]
    path = Path(source).expanduser()
    if not path.is_file():
        raise FetchError(source, "neither an address (https://...) nor a file that lists some; check it")
    with path.open("rb") as file:
        return list(feeds_of(read_all(file, source, MAX_FEED_BYTES), source))


def _fresh(links: tuple[Link, ...], now: datetime, kind: FeedKind | None) -> list[Link]:
    """The links to look at, the latest first; of a sitemap, which may list an archive, only the new."""
    found = list(links)
    if kind is FeedKind.SITEMAP:
        found = [link for link in found if link.at is None or now - link.at <= FRESH]
    return sorted(found, key=lambda link: (now - link.at).total_seconds() if link.at is not None else 0.0)


def _latest(links: list[Link], kind: FeedKind | None) -> list[Link]:
    """What is read of a source met for the first time; the rest is noted, so that it is not taken for news later."""
    if kind is FeedKind.SITEMAP:  # without a date nobody knows how old a page is
        links = [link for link in links if link.at is not None]
    return links[:FIRST_LINKS]


def _address(one: Feed | Visit) -> str:
    return (one.at or one.address) if isinstance(one, Feed) else one.url


@lru_cache(maxsize=20_000)
def _host(url: str) -> str:
    return (urlsplit(url).netloc or url).lower()
