"""A portion of an answer, and where the next one begins: for programs that fetch a large record piece by piece.

    first = listing.portion(record, Wanted("statement").party("Lavrov", "speaker"), limit=100)
    second = listing.portion(record, wanted, after=first.next, limit=100)

Data come by the first day they may be of, then by id; what has no day comes last. So portions neither repeat nor
skip a datum while pages are added, unless the datum itself changes. Nothing here walks the whole record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attache import wire
from attache.model import Copy, Page, When
from attache.store import search
from attache.store.search import FEW, NAMESAKES, match

if TYPE_CHECKING:
    from attache.store.record import Record

T = TypeVar("T")
After = tuple[str, str]  # the day ("" for none) and the id of the last datum handed out

_NOUNS: dict[str, type] = {**wire.RECORDS, "copy": Copy}
ROUNDS = 20  # portions looked through at most for one that `keep` lets pass: an answer may be short, not late


@dataclass(frozen=True, slots=True)
class Portion(Generic[T]):
    """Some of an answer, and after what the rest begins; None where this is the end."""

    items: tuple[T, ...]
    next: After | None


class Wanted:
    """The conditions of a listing: data of one type, each condition narrowing them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.sets: list[tuple[str, list[Any]]] = []  # questions whose answer is a set of data numbers
        self.checks: list[tuple[str, list[Any]]] = []  # asked of a datum one has

    def equal(self, column: str, value: str | None) -> Wanted:
        """`column` of the datum's row is `value`, unless that is None."""
        if value is not None:
            self.checks.append((f"d.{column} = ?", [value]))
        return self

    def story(self, story: str | None) -> Wanted:
        if story is not None:
            self.sets.append(("SELECT n FROM datum WHERE story = ? AND record = ?", [story, self.kind]))
        return self

    def page(self, page: str | None) -> Wanted:
        if page is not None:
            self.sets.append(("SELECT n FROM datum WHERE page = ? AND record = ?", [page, self.kind]))
        return self

    def between(self, since: str | None, until: str | None) -> Wanted:
        """May be of a day from `since` to `until`, both taken in."""
        if since is not None:
            self.checks.append(("d.last_day >= ?", [since]))
        if until is not None:
            self.checks.append(("d.first_day <= ?", [until]))
        return self

    def words(self, table: str, words: str | None) -> Wanted:
        """All the words occur, as `store/search.py` looks for them."""
        if words is not None and (wanted := match(words)) is not None:
            self.sets.append((f"SELECT rowid FROM {table} WHERE words MATCH ?", [wanted]))
        return self

    def party(self, record: Record, name: str | None, *roles: str) -> Wanted:
        """Somebody of that name or id has one of the roles; where nobody is of that name, nothing is found."""
        if name is not None:
            ids = wire.dumps([actor.id for actor in search.people(record, name, limit=NAMESAKES)])
            marks = ", ".join("?" for _ in roles)
            sql = f"SELECT datum FROM party WHERE actor IN (SELECT value FROM json_each(?)) AND role IN ({marks})"
            self.sets.append((sql, [ids, *roles]))
        return self


def portion(
    record: Record,
    wanted: Wanted,
    *,
    after: After | None = None,
    limit: int = 50,
    keep: Callable[[Any], bool] | None = None,
) -> Portion[Any]:
    """The next `limit` data that are wanted; `keep` is asked of each, where a row alone cannot tell."""
    kind: type[Any] = _NOUNS[wanted.kind]
    items: list[Any] = []
    for _ in range(ROUNDS):
        rows = _rows(record, wanted, after, limit + 1)
        for day, id, noun in rows[:limit]:
            if len(items) == limit:
                return Portion(tuple(items), after)
            one = wire.unpack(noun, kind)
            if keep is None or keep(one):
                items.append(one)
            after = (day or "", id)
        if len(rows) <= limit:
            return Portion(tuple(items), None)
        if len(items) == limit:
            break
    return Portion(tuple(items), after)


def _rows(record: Record, wanted: Wanted, after: After | None, limit: int) -> list[tuple[Any, ...]]:
    """First those that have a day, then the others; an id alone tells two of one day apart."""
    found: list[tuple[Any, ...]] = []
    if after is None or after[0]:
        begin = [] if after is None else [("(d.first_day, d.id) > (?, ?)", list(after))]
        found = _ask(record, wanted, [("d.first_day IS NOT NULL", []), *begin], "d.first_day, d.id", limit)
        after = None
    if len(found) < limit:
        begin = [] if after is None else [("d.id > ?", [after[1]])]
        found += _ask(record, wanted, [("d.first_day IS NULL", []), *begin], "d.id", limit - len(found))
    return found


def _ask(
    record: Record, wanted: Wanted, more: list[tuple[str, list[Any]]], order: str, limit: int
) -> list[tuple[Any, ...]]:
    # Few: fetched by number and sorted. Many: walked in order until the portion is full.
    narrow = any(_few(record, sql, values) for sql, values in wanted.sets)
    table = "datum d NOT INDEXED" if narrow else "datum d INDEXED BY datum_day"
    parts, values = ["d.record = ?"], [wanted.kind]
    for sql, given in (*((f"d.n IN ({sql})", given) for sql, given in wanted.sets), *wanted.checks, *more):
        parts.append(sql)
        values += given
    sql = f"SELECT d.first_day, d.id, d.noun FROM {table} WHERE {' AND '.join(parts)} ORDER BY {order} LIMIT ?"
    return record.rows(sql, *values, limit)


def _few(record: Record, sql: str, values: list[Any]) -> bool:
    counted = record.rows(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT {FEW + 1})", *values)
    return bool(counted[0][0] <= FEW)


# -------------------------------------------------------------------------------------------------------- pages


def pages(
    record: Record,
    *,
    story: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    after: After | None = None,
    limit: int = 50,
) -> Portion[Page]:
    """The pages by the day they were written, those without one last."""
    checks = [("m.story = ?", story), ("p.outlet = ?", outlet), ("m.day >= ?", since), ("m.day <= ?", until)]
    given = [(sql, value) for sql, value in checks if value is not None]
    found: list[tuple[Any, ...]] = []
    for dated in (True, False):
        if len(found) > limit or (after is not None and not after[0] and dated):
            continue
        parts = ["m.day IS NOT NULL" if dated else "m.day IS NULL", *(sql for sql, _ in given)]
        values: list[Any] = [value for _, value in given]
        if after is not None and bool(after[0]) == dated:
            parts.append("(m.day, m.page) > (?, ?)" if dated else "m.page > ?")
            values += after if dated else after[1:]
        sql = f"SELECT m.day, m.page FROM member m JOIN page p ON p.id = m.page WHERE {' AND '.join(parts)}"
        order = "m.day, m.page" if dated else "m.page"
        found += record.rows(f"{sql} ORDER BY {order} LIMIT ?", *values, limit + 1 - len(found))
    here = found[:limit]
    whole = pages_of(record, [id for _, id in here])
    last = (here[-1][0] or "", here[-1][1]) if len(found) > limit else None
    return Portion(tuple(whole[id] for _, id in here if id in whole), last)


def pages_of(record: Record, ids: Iterable[str]) -> dict[str, Page]:
    """The pages of those ids, with the days worked out for them."""
    sql = (
        "SELECT p.noun, p.body, m.published FROM page p LEFT JOIN member m ON m.page = p.id "
        "WHERE p.id IN (SELECT value FROM json_each(?))"
    )
    found = {}
    for noun, body, published in record.rows(sql, wire.dumps(list(ids))):
        page = replace(wire.unpack(noun, Page), text=body)
        found[page.id] = replace(page, published=wire.unpack(published, When)) if published else page
    return found


def members(record: Record, ids: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """Of each page, the page it copies and the story it belongs to."""
    sql = "SELECT page, copy_of, story FROM member WHERE page IN (SELECT value FROM json_each(?))"
    return {page: (copy, story) for page, copy, story in record.rows(sql, wire.dumps(list(ids)))}
