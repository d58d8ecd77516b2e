"""What a record knows of the feeds it follows: when each is due, the pages it led to, how pages changed.

It stands in the record itself, so that following stops and goes on with the file, wherever that is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attache import wire
from attache.model import Feed, Page, Version, Visit
from attache.store.disk import transaction, troubles
from attache.store.record import Record


class Ledger:
    """The feeds, visits and versions of an open record."""

    def __init__(self, record: Record) -> None:
        self._db = record._db
        self._path = record.path

    def feeds(self) -> tuple[Feed, ...]:
        """Every feed, by its address."""
        return tuple(wire.unpack(noun, Feed) for (noun,) in self._rows("SELECT noun FROM feed ORDER BY address"))

    def visit(self, url: str) -> Visit | None:
        """What is known of a page that a feed led to."""
        found = self._rows("SELECT noun FROM visit WHERE url = ?", url)
        return wire.unpack(found[0][0], Visit) if found else None

    def visits(self, urls: Iterable[str]) -> dict[str, Visit]:
        """What is known of those pages, by their addresses."""
        sql = "SELECT url, noun FROM visit WHERE url IN (SELECT value FROM json_each(?))"
        return {url: wire.unpack(noun, Visit) for url, noun in self._rows(sql, wire.dumps(list(urls)))}

    def due(self, now: str, *, most: int = 1000) -> tuple[Visit, ...]:
        """The pages to be seen by now, the longest overdue first."""
        sql = "SELECT noun FROM visit WHERE due <= ? ORDER BY due, url LIMIT ?"
        return tuple(wire.unpack(noun, Visit) for (noun,) in self._rows(sql, now, most))

    def waiting(self) -> dict[str, int]:
        """For each feed that led to pages not seen yet, how many they are."""
        sql = (
            "SELECT feed, count(*) FROM visit WHERE due IS NOT NULL "
            "AND json_extract(CAST(noun AS TEXT), '$.page') IS NULL GROUP BY feed"
        )
        return dict(self._rows(sql))

    def versions(self, page: str | None = None) -> tuple[Version, ...]:
        """How pages changed, the latest first: all of them, or those of one page, by the id of any version of it."""
        rows = self._rows("SELECT noun FROM version ORDER BY seen DESC, page")
        found = [wire.unpack(noun, Version) for (noun,) in rows]
        if page is None:
            return tuple(found)
        chain = {page}
        for _ in found:  # a page changed n times is reached in n steps, either way
            more = {one.page for one in found if one.of in chain} | {one.of for one in found if one.page in chain}
            if more <= chain:
                break
            chain |= more
        return tuple(one for one in found if one.page in chain)

    def put(
        self, *, feeds: Iterable[Feed] = (), visits: Iterable[Visit] = (), versions: Iterable[Version] = ()
    ) -> None:
        """Written down, all or nothing, in place of what was known of the same ones."""
        with transaction(self._db, self._path) as db:
            db.executemany(
                "INSERT OR REPLACE INTO feed (address, due, noun) VALUES (?, ?, ?)",
                [(one.address, one.due, wire.pack(one)) for one in feeds],
            )
            db.executemany(
                "INSERT OR REPLACE INTO visit (url, feed, due, noun) VALUES (?, ?, ?, ?)",
                [(one.url, one.feed, one.due, wire.pack(one)) for one in visits],
            )
            db.executemany(
                "INSERT OR REPLACE INTO version (page, of, seen, noun) VALUES (?, ?, ?, ?)",
                [(one.page, one.of, one.seen, wire.pack(one)) for one in versions],
            )

    def forget(self, address: str) -> bool:
        """Follows a feed no more; the pages it gave stay. Whether it was followed."""
        with transaction(self._db, self._path) as db:
            db.execute("UPDATE visit SET due = NULL WHERE feed = ?", (address,))
            return db.execute("DELETE FROM feed WHERE address = ?", (address,)).rowcount > 0

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with troubles(self._path):
            return self._db.execute(sql, values).fetchall()


def version(page: Page, of: Page, seen: str) -> Version:
    """How a page came to differ from what stood at its address before, paragraph by paragraph."""
    before, after = _paragraphs(of), _paragraphs(page)
    old, new = {text for *_, text in before}, {text for *_, text in after}
    return Version(
        page.id,
        of.id,
        seen,
        tuple(page.span(start, end) for start, end, text in after if text not in old),
        tuple(of.span(start, end) for start, end, text in before if text not in new),
    )


def _paragraphs(page: Page) -> list[tuple[int, int, str]]:
    return [(block.start, block.end, " ".join(page.text[block.start : block.end].split())) for block in page.blocks]
