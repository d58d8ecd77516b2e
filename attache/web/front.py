"""The front page: what changed since one last looked, then the stories, the latest first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from attache import wire
from attache.model import Appointment, Entry, Story, When
from attache.store import Record
from attache.store.search import MOST
from attache.views import words
from attache.views.brief import Source
from attache.web.desk import AheadShown, EntryShown, WebDesk
from attache.web.story import label_of

STORIES = 30  # on one screen
NEWS = 8  # of each sort that are shown; the rest are counted


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has seen: the number of the last page, and of the last datum (`store/write.py`)."""

    page: int
    datum: int

    def __str__(self) -> str:
        return f"{self.page}.{self.datum}"


@dataclass(frozen=True, slots=True)
class StoryShown:
    """A story as an entry of a list."""

    id: str
    headline: str
    days: str
    pages: int
    fresh: bool
    latest: tuple[str, str] | None  # the last that is known to have happened: its day, and what it was
    ahead: tuple[str, str] | None  # the first that lies ahead


@dataclass(frozen=True, slots=True)
class News:
    """What is new or has changed since a mark."""

    pages: tuple[Source, ...]
    pages_total: int
    entries: tuple[tuple[EntryShown, bool], ...]  # and whether it was known before
    entries_total: int
    appointments: tuple[AheadShown, ...]
    appointments_total: int

    def __bool__(self) -> bool:
        return bool(self.pages_total or self.entries_total or self.appointments_total)


@dataclass(frozen=True, slots=True)
class Front:
    """The front page."""

    stories: tuple[StoryShown, ...]
    total: int
    pages: int
    outlets: int
    stale: bool
    news: News | None
    mark: Mark


def here(record: Record) -> Mark:
    """How far the record has come."""
    page = record.rows("SELECT max(n) FROM page")[0][0] or 0
    datum = record.rows("SELECT max(n) FROM datum")[0][0] or 0
    noted = record.rows("SELECT value FROM note WHERE name = 'top'")
    return Mark(page, max(datum, int(noted[0][0]) if noted else 0))


def parsed(text: str | None) -> Mark | None:
    """A mark from a cookie or an address; None for anything else."""
    found = re.fullmatch(r"(\d{1,12})\.(\d{1,12})", text or "")
    return Mark(int(found[1]), int(found[2])) if found else None


def front(desk: WebDesk, *, since: Mark | None, offset: int = 0) -> Front:
    """The front page for somebody who has seen the record as far as `since`."""
    record = desk.record
    now = here(record)
    rows = record.rows(
        "SELECT noun, n FROM datum WHERE record = 'story' "
        "ORDER BY last_day DESC, first_day DESC, id DESC LIMIT ? OFFSET ?",
        STORIES,
        offset,
    )
    known = since or now
    stories = tuple(_story(desk, wire.unpack(noun, Story), n > known.datum) for noun, n in rows)
    return Front(
        stories,
        record.rows("SELECT count(*) FROM datum WHERE record = 'story'")[0][0],
        len(record),
        record.rows("SELECT count(DISTINCT outlet) FROM page")[0][0],
        record.stale,
        news(desk, since) if since is not None and since != now else None,
        now,
    )


def _story(desk: WebDesk, one: Story, fresh: bool) -> StoryShown:
    days = words.day(When(one.start, one.end)) if one.start else "no date"
    latest = (
        "SELECT noun FROM datum INDEXED BY datum_story WHERE story = ? AND record = 'entry' "
        "AND modality = 'happened' AND first_day = last_day ORDER BY first_day DESC, length(noun) DESC LIMIT 1"
    )
    ahead = (
        "SELECT e.noun FROM (SELECT json_extract(CAST(noun AS TEXT), '$.entry') AS entry "
        "FROM datum INDEXED BY datum_story WHERE story = ? AND record = 'appointment' AND tag = 'ahead' "
        "AND first_day IS NOT NULL ORDER BY first_day LIMIT 1) a "
        "JOIN datum e ON e.record = 'entry' AND e.id = a.entry"
    )
    return StoryShown(
        one.id, one.headline, days, len(one.pages), fresh, _one_line(desk, one, latest), _one_line(desk, one, ahead)
    )


def _one_line(desk: WebDesk, one: Story, sql: str) -> tuple[str, str] | None:
    rows = desk.record.rows(sql, one.id)
    if not rows:
        return None
    entry = wire.unpack(rows[0][0], Entry)
    return words.day(entry.when), label_of(desk, entry)


def news(desk: WebDesk, since: Mark) -> News:
    """What came or changed above the mark."""
    record = desk.record
    pages = [one for (one,) in record.rows("SELECT id FROM page WHERE n > ? ORDER BY n DESC LIMIT ?", since.page, NEWS)]
    desk.need(pages=pages)
    # By an index, for the table itself is as long as all the pages' text.
    total = record.rows("SELECT count(*) FROM page INDEXED BY page_outlet WHERE n > ?", since.page)[0][0]
    entries = [wire.unpack(noun, Entry) for noun in _new(record, "entry", since, NEWS)]
    appointments = [wire.unpack(noun, Appointment) for noun in _new(record, "appointment", since, NEWS)]
    known = _known(record, entries, since)
    shown = zip(desk.show_entries(entries), known, strict=True)
    return News(
        tuple(desk.source(desk.pages[one], ()) for one in pages),
        total,
        tuple(shown),
        _count(record, "entry", since),
        desk.show_appointments(appointments),
        _count(record, "appointment", since),
    )


def _new(record: Record, kind: str, since: Mark, limit: int) -> list[bytes]:
    # The newest days first: that is what an editor wants of fifty changes.
    sql = (
        "SELECT noun FROM (SELECT noun, first_day, n FROM datum WHERE n > ? AND record = ? LIMIT ?) "
        "ORDER BY first_day DESC, n LIMIT ?"
    )
    return [noun for (noun,) in record.rows(sql, since.datum, kind, 2 * MOST, limit)]


def _count(record: Record, kind: str, since: Mark) -> int:
    sql = "SELECT count(*) FROM (SELECT 1 FROM datum WHERE n > ? AND record = ? LIMIT ?)"
    return int(record.rows(sql, since.datum, kind, MOST + 1)[0][0])


def _known(record: Record, entries: list[Entry], since: Mark) -> list[bool]:
    """Whether an entry rests on a page that had been seen: then it has changed, and is not new."""
    sql = (
        "SELECT 1 FROM datum d JOIN page p ON p.id = d.page WHERE d.record = 'event' "
        "AND d.id IN (SELECT value FROM json_each(?)) AND p.n <= ? LIMIT 1"
    )
    return [bool(record.rows(sql, wire.dumps(list(one.events[:40])), since.page)) for one in entries]
