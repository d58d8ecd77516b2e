"""Finding things in a record of any size: statements, events, pages and people, one screen of them at a time.

    found = search.statements(record, Asked(words="monitors", speaker="Lavrov", since="2014-03-28"), limit=20)
    found.total, found.items        120 (counted up to MOST), the twenty newest

Nothing here walks the record. Each condition is first asked how few data it leaves: if one leaves few, those
are looked at one by one, otherwise the newest days are walked until the screen is full.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attache import wire
from attache.errors import NotInRecord
from attache.model import Actor, Entry, Event, Statement
from attache.store.rows import folded

if TYPE_CHECKING:
    from attache.store.record import Record

T = TypeVar("T")

MOST = 1000  # answers are counted up to here; beyond, "more than 1,000" is all one wants to know
FEW = 3000  # data that are fetched and sorted without a further thought: 10 ms; bench/web.py, flat from 1,000 to 10,000
MANY = 30000  # data that are fetched and sorted where walking from the newest day might find none for long: 100 ms
LONG = 50_000  # characters of a page; of a longer one the first place of a word is shown, not the best
NAMESAKES = 200  # of a name that more actors bear ("official"), these are looked for

_PEOPLE = "SELECT datum FROM party WHERE actor IN (SELECT value FROM json_each(?)) AND role IN ({})"
_WALKED = "datum d INDEXED BY datum_day"  # from the newest day on
_FETCHED = "datum d NOT INDEXED"  # by their numbers
_OF_IT = "SELECT 1 FROM party y INDEXED BY party_datum WHERE y.datum = d.n"
_IS_ONE = "y.actor IN (SELECT value FROM json_each(?))"
_PLACE = "SELECT datum FROM party WHERE actor = ? AND role = 'place'"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; None does not matter. Days are ISO dates, both taken in.

    `words` must all occur, the last one as the beginning of a word, so that one may look while typing.
    `speaker` and `party` are names or actor ids; `quoted` leaves out what does not stand in quotation marks.
    """

    words: str | None = None
    speaker: str | None = None
    party: str | None = None
    type: str | None = None
    modality: str | None = None
    place: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    story: str | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One screen of answers, and how many there are in all, counted up to MOST + 1."""

    items: tuple[T, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page that holds the words: a passage of it, alternating between other words and those looked for."""

    page: str
    passage: tuple[str, ...]


def statements(record: Record, asked: Asked, *, limit: int = 20, offset: int = 0) -> Found[Statement]:
    """What was said, the newest first."""
    query = _Query(record, "statement", asked)
    query.words("said_words", asked.words)
    query.people(asked.speaker, "speaker")
    query.people(asked.party, "speaker", "voice")
    query.outlet(asked.outlet)
    if asked.quoted:
        query.check("d.tag IN ('direct', 'mixed')")
    return query.found(Statement, limit, offset)


def events(record: Record, asked: Asked, *, limit: int = 20, offset: int = 0) -> Found[Event]:
    """What pages report as done, planned or denied, each report by itself, the newest first.

    `speaker` is whoever says so; `quoted` asks for what stands in somebody's quoted or reported words.
    """
    query = _Query(record, "event", asked)
    query.words("told_words", asked.words)
    query.people(asked.speaker, "voice")
    query.people(asked.party, "actor", "recipient")
    query.outlet(asked.outlet)
    query.happening(asked)
    if asked.quoted:
        query.check("json_extract(CAST(d.noun AS TEXT), '$.statement') IS NOT NULL")
    return query.found(Event, limit, offset)


def entries(record: Record, asked: Asked, *, limit: int = 20, offset: int = 0) -> Found[Entry]:
    """Events as established across pages, the newest first; of `asked` only party, type, modality, place, days
    and story are looked at.
    """
    query = _Query(record, "entry", asked)
    query.people(asked.party, "entry")
    query.happening(asked)
    return query.found(Entry, limit, offset)


def people(record: Record, name: str, *, limit: int = 20, beginning: bool = False) -> tuple[Actor, ...]:
    """The actors of that id or of whose names one holds all the words, the most mentioned first."""
    found = record.rows("SELECT noun FROM datum WHERE record = 'actor' AND id = ?", name)
    if not found:
        wanted = match(name, beginning=beginning)
        if wanted is None:
            return ()
        # The longer an actor's row, the more often it is mentioned; to unpack thousands would take seconds.
        found = record.rows(
            "SELECT noun FROM datum WHERE n IN (SELECT rowid FROM name_words WHERE words MATCH ?) "
            "ORDER BY length(noun) DESC, id LIMIT ?",
            wanted,
            limit,
        )
    return tuple(wire.unpack(noun, Actor) for (noun,) in found)


def pages(record: Record, asked: Asked, *, limit: int = 20, offset: int = 0) -> Found[PageHit]:
    """Pages that hold all the words, the best first (of very many, the newest); without words, the newest."""
    where, values = ["1"], list[Any]()
    for condition, value in (
        ("p.outlet = ?", asked.outlet),
        ("m.story = ?", asked.story),
        ("m.day >= ?", asked.since),
        ("m.day <= ?", asked.until),
    ):
        if value:
            where.append(condition)
            values.append(value)
    for name, roles in ((asked.speaker, "'speaker'"), (asked.party, "'speaker', 'voice', 'actor', 'recipient'")):
        if name:
            ids = _ids(record, name)
            data = _PEOPLE.format(roles)
            few = record.rows(f"SELECT count(*) FROM (SELECT 1 FROM ({data}) LIMIT {FEW + 1})", ids)[0][0] <= FEW
            one = f"y.datum = d.n AND {_IS_ONE} AND y.role IN ({roles})"
            said = f"SELECT 1 FROM datum d CROSS JOIN party y INDEXED BY party_datum WHERE d.page = p.id AND {one}"
            where.append(f"p.id IN (SELECT page FROM datum WHERE n IN ({data}))" if few else f"EXISTS ({said})")
            values.append(ids)
    if asked.place:
        where.append(f"p.id IN (SELECT page FROM datum WHERE n IN ({_PLACE}))")
        values.append(folded(asked.place))
    wanted = match(asked.words, beginning=True)
    if wanted is None:
        tables, order = "member m JOIN page p ON p.id = m.page", "m.day DESC, p.n DESC"
    else:
        tables = "page_words JOIN page p ON p.n = page_words.rowid LEFT JOIN member m ON m.page = p.id"
        where.insert(0, "page_words MATCH ?")
        values.insert(0, wanted)
        order = "bm25(page_words, 4.0, 1.0)"
    rest = f"FROM {tables} WHERE {' AND '.join(where)}"
    total = record.rows(f"SELECT count(*) FROM (SELECT 1 {rest} LIMIT {MOST + 1})", *values)[0][0]
    if wanted is not None and total > MOST:  # to weigh each of thousands of pages takes longer than one waits
        order = "page_words.rowid DESC"
    found = record.rows(f"SELECT p.n, p.id {rest} ORDER BY {order} LIMIT ? OFFSET ?", *values, limit, offset)
    return Found(tuple(PageHit(one, _passage(record, n, wanted)) for n, one in found), total)


def _passage(record: Record, n: int, wanted: str | None) -> tuple[str, ...]:
    """Some thirty words of a page around those looked for; without any, its beginning."""
    if wanted is None:
        body = record.rows("SELECT substr(body, 1 + coalesce(length(headline), 0), 240) FROM page WHERE n = ?", n)
        return (str(body[0][0]).strip(),)
    length, body = record.rows("SELECT length(body), substr(body, 1, ?) FROM page WHERE n = ?", LONG, n)[0]
    if length > LONG:  # FTS5 weighs every place of a page against every other: minutes, for a word said 100,000 times
        word = re.search("|".join(map(re.escape, re.findall(r"\w+", wanted))), body, re.IGNORECASE)
        if word is None:
            return (body[:200],)
        return body[max(word.start() - 120, 0) : word.start()], word[0], body[word.end() : word.end() + 120]
    marked = record.rows(
        "SELECT snippet(page_words, 1, char(2), char(2), '…', 30) FROM page_words "
        "WHERE page_words MATCH ? AND rowid = ?",
        wanted,
        n,
    )
    return tuple(str(marked[0][0]).split("\x02")) if marked else ()


def match(words: str | None, *, beginning: bool = False) -> str | None:
    """What FTS5 takes for "all of these words", each in quotation marks, so that none is an operator.

    None where there is no word to look for; `beginning` lets the last one be the beginning of a word.
    """
    found = re.findall(r"\w+", words or "")
    if not found:
        return None
    ends = beginning and not (words or "").endswith((" ", '"'))
    return " ".join(f'"{word}"' for word in found) + ("*" if ends else "")


def _ids(record: Record, name: str) -> str:
    """The ids of everybody of that name, as JSON; raises NotInRecord where there is nobody."""
    found = people(record, name, limit=NAMESAKES)
    if not found:
        raise NotInRecord(f"{name}: nobody of that name is in {record.path or 'the record'}")
    return wire.dumps([actor.id for actor in found])


@dataclass(frozen=True, slots=True)
class _Set:
    """Data that meet a condition: as a question whose answer they are, and as one that is asked of a datum one has."""

    members: str
    check: str
    values: tuple[Any, ...]


class _Query:
    """What is asked of data of one type: sets of them, and further checks of each."""

    def __init__(self, record: Record, kind: str, asked: Asked) -> None:
        self._record = record
        self._kind = kind
        self._sets: list[_Set] = []
        self._checks: list[tuple[str, list[Any]]] = []
        if asked.story:
            members = f"SELECT n FROM datum WHERE story = ? AND record = '{kind}'"
            self._sets.append(_Set(members, "d.story = ?", (asked.story,)))
        if asked.since:
            self.check("d.last_day >= ?", asked.since)
        if asked.until:
            self.check("d.first_day <= ?", asked.until)

    def check(self, condition: str, *values: Any) -> None:
        self._checks.append((condition, list(values)))

    def words(self, table: str, words: str | None) -> None:
        wanted = match(words, beginning=True)
        if wanted is not None:
            members = f"SELECT rowid FROM {table} WHERE words MATCH ?"
            self._sets.append(_Set(members, f"d.n IN ({members})", (wanted,)))

    def people(self, name: str | None, *roles: str) -> None:
        if name:
            marks = ", ".join("?" for _ in roles)
            check = f"EXISTS ({_OF_IT} AND {_IS_ONE} AND y.role IN ({marks}))"
            self._sets.append(_Set(_PEOPLE.format(marks), check, (_ids(self._record, name), *roles)))

    def outlet(self, outlet: str | None) -> None:
        if outlet:
            self.check("(SELECT p.outlet FROM page p WHERE p.id = d.page) = ?", outlet)

    def happening(self, asked: Asked) -> None:
        if asked.place:
            check = f"EXISTS ({_OF_IT} AND y.actor = ? AND y.role = 'place')"
            self._sets.append(_Set(_PLACE, check, (folded(asked.place),)))
        for condition, value in (("d.tag = ?", asked.type), ("d.modality = ?", asked.modality)):
            if value:
                self.check(condition, value)

    def found(self, noun: type[T], limit: int, offset: int) -> Found[T]:
        table, conditions, values, total = self._plan()
        if total is not None and total > FEW and not (offset or self._checks) and len(self._sets) == 1:
            if len(newest := self._newest(limit)) == limit:
                return Found(tuple(wire.unpack(one, noun) for one in newest), MOST + 1)
        for sql, more in self._checks:
            conditions.append(sql)
            values += more
            total = None
        rest = f"FROM {table} WHERE {' AND '.join(conditions)}"
        order = "ORDER BY d.first_day DESC, d.n LIMIT ? OFFSET ?"
        rows = self._record.rows(f"SELECT d.noun {rest} {order}", *values, limit, offset)
        items = tuple(wire.unpack(one, noun) for (one,) in rows)
        if len(items) < limit and (items or not offset):
            total = offset + len(items)
        if total is None:
            total = self._record.rows(f"SELECT count(*) FROM (SELECT 1 {rest} LIMIT {MOST + 1})", *values)[0][0]
        return Found(items, min(total, MOST + 1))

    def _newest(self, limit: int) -> list[bytes]:
        """The newest of a large set, as far as they are among the newest of all."""
        head = f"SELECT n, noun, first_day FROM {_WALKED} WHERE record = ? ORDER BY first_day DESC, n LIMIT {FEW}"
        one = self._sets[0]
        sql = f"SELECT d.noun FROM ({head}) d WHERE {one.check} ORDER BY d.first_day DESC, d.n LIMIT ?"
        return [noun for (noun,) in self._record.rows(sql, self._kind, *one.values, limit)]

    def _plan(self) -> tuple[str, list[str], list[Any], int | None]:
        """Where to begin: with one set, with what all have in common, or with the newest day; and how many there are,
        if that is known by then.
        """
        conditions, values = ["d.record = ?"], list[Any]([self._kind])
        sizes = [self._size(one) for one in self._sets]
        smallest = min(sizes, default=MANY + 1)
        if len(sizes) > 1 and smallest > FEW:  # each is large; what they have in common may be next to nothing
            common = set.intersection(*map(self._members, self._sets))
            if len(common) <= MANY:
                conditions.append("d.n IN (SELECT value FROM json_each(?))")
                return _FETCHED, conditions, [*values, wire.dumps(sorted(common))], len(common)
        elif smallest <= MANY:  # they may lie close together in time, or have no day and stand last
            first = self._sets[sizes.index(smallest)]
            for one in (first, *(one for one in self._sets if one is not first)):
                conditions.append(f"d.n IN ({one.members})" if one is first else one.check)
                values += one.values
            return _FETCHED, conditions, values, smallest if len(sizes) == 1 else None
        for one in self._sets:
            conditions.append(one.check)
            values += one.values
        return _WALKED, conditions, values, sizes[0] if len(sizes) == 1 else None

    def _members(self, one: _Set) -> set[int]:
        return {n for (n,) in self._record.rows(one.members, *one.values)}

    def _size(self, one: _Set) -> int:
        """How many there are, counted a little beyond MANY."""
        counted = f"SELECT count(*) FROM (SELECT 1 FROM ({one.members}) LIMIT {MANY + 1})"
        return int(self._record.rows(counted, *one.values)[0][0])
