"""What people have put right in a record: who, when, why; in force, waiting or taken back.

Corrections lie in tables of their own, beside what was read, and are never written over it. What they do is
said in `timeline/corrections.py`; here they are made of what a person names, kept, listed and taken back.

    record.fix("merge", "Sergey Lavrov", "S. Lavrov", by="Ada", why="one man, two spellings")
    record.fix("date", "p-3f9a0c1b22d4", to="2014-03-30", by="Ada")
    record.undo("c-77ab01c2d3e4")
"""

from __future__ import annotations

import getpass
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from attache import wire
from attache.errors import CorrectionError, NotInRecord, RecordError
from attache.model import (
    Actor,
    Appointment,
    Basis,
    Corrected,
    Correction,
    Deed,
    Entry,
    Established,
    Event,
    Figure,
    Page,
    Precision,
    Span,
    Standing,
    Statement,
    Story,
    Thing,
    When,
    identifier,
)
from attache.store.disk import transaction, troubles
from attache.store.rows import folded
from attache.store.write import note

if TYPE_CHECKING:
    from attache.store.record import Record

# They come into being with the first correction: a record without any has none.
_TABLES = """
CREATE TABLE IF NOT EXISTS fix (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, noun BLOB NOT NULL, undone_by TEXT, undone_at TEXT);
CREATE TABLE IF NOT EXISTS touched (
    fix TEXT NOT NULL, place TEXT NOT NULL, datum TEXT NOT NULL, PRIMARY KEY (fix, place, datum)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS touched_datum ON touched (datum)
"""

MERGED = ("actor", "entry", "story")
WRONG = ("statement", "event", "figure", "entry")
DATED = ("page", "entry")
MARKS = 60  # words by which a correction knows an actor again: that many mentions, each of another page
LONG = 80  # characters of a statement that name it in a list


# ------------------------------------------------------------------------------------------------------- asking


def in_force(db: sqlite3.Connection) -> tuple[Correction, ...]:
    """The corrections not taken back, earliest first."""
    if not _there(db):
        return ()
    rows = db.execute("SELECT noun FROM fix WHERE undone_at IS NULL ORDER BY n").fetchall()
    return tuple(wire.unpack(noun, Correction) for (noun,) in rows)


def standing(db: sqlite3.Connection, *, of: str | None = None) -> tuple[Corrected, ...]:
    """All corrections as they stand, earliest first; `of` asks for those that touch one datum or are about it."""
    if not _there(db):
        return ()
    touches: dict[str, list[str]] = {}
    for fix, datum in db.execute("SELECT DISTINCT fix, datum FROM touched ORDER BY fix, datum"):
        touches.setdefault(fix, []).append(datum)
    found = []
    for id, noun, undone_by, undone_at in db.execute("SELECT id, noun, undone_by, undone_at FROM fix ORDER BY n"):
        correction = wire.unpack(noun, Correction)
        those = tuple(touches.get(id, ()))
        how = Standing.UNDONE if undone_at else Standing.APPLIED if those else Standing.WAITING
        if of is None or of == id or of in those or any(of == thing.id for thing in correction.things):
            found.append(Corrected(correction, how, () if undone_at else those, undone_by, undone_at))
    return tuple(found)


def touching(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each datum of those that a correction has changed, the corrections."""
    if not _there(db):
        return {}
    sql = "SELECT DISTINCT datum, fix FROM touched WHERE datum IN (SELECT value FROM json_each(?)) ORDER BY datum, fix"
    found: dict[str, list[str]] = {}
    for datum, fix in db.execute(sql, (wire.dumps(list(ids)),)):
        found.setdefault(datum, []).append(fix)
    return {datum: tuple(fixes) for datum, fixes in found.items()}


def _there(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'fix'").fetchone() is not None


def line(one: Corrected) -> dict[str, Any]:
    """A correction as JSON has it: what it is, and how it stands."""
    told = wire.builtins(one)
    return {"record": "correction", **told.pop("correction"), **told}


def from_line(told: Mapping[str, Any]) -> Correction:
    """The correction that a line of `attache fix list --json` writes down."""
    try:
        return msgspec.convert({key: value for key, value in told.items() if key in _FIELDS}, Correction)
    except msgspec.ValidationError as error:
        raise CorrectionError(f"no correction: {error}; `attache fix list --json` shows how they are written") from None


_FIELDS = Correction.__slots__


# ------------------------------------------------------------------------------------------------------ changing


def add(
    record: Record,
    deed: str,
    things: Sequence[str],
    *,
    to: str | None,
    name: str | None,
    by: str | None,
    why: str | None,
) -> Correction:
    """Makes a correction of what a person names, and keeps it."""
    if deed not in list(Deed):
        raise CorrectionError(f"{deed}: no such correction; there are {', '.join(Deed)}")
    if (to is None) == (deed == Deed.DATE):
        raise CorrectionError("a day is set with: date, the page or entry, and to=2014-03-14; nothing else takes a day")
    who, at = (by or _user()).strip(), datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if not who:
        raise CorrectionError("a correction says who made it: by='Ada Nowak'")
    told = _MADE[Deed(deed)](record, things, name)
    when = None if to is None else _when(to, who, at, why)
    id = identifier("c", deed, *(f"{thing.record} {thing.id}" for thing in told), to, who, at)
    correction = Correction(id, Deed(deed), told, when, who, at, why or None)
    load(record, [correction])
    return correction


def load(record: Record, corrections: Iterable[Correction]) -> int:
    """Keeps corrections made before, in this record or another; how many of them are new here."""
    _writable(record)
    new = 0
    with transaction(record.db, record.path) as db:
        for statement in _TABLES.split(";"):
            db.execute(statement)
        for each in corrections:
            found = db.execute("INSERT OR IGNORE INTO fix (id, noun) VALUES (?, ?)", (each.id, wire.pack(each)))
            new += found.rowcount
        if new:
            note(db, "stale", "yes")
    return new


def undo(record: Record, id: str, *, by: str | None) -> None:
    """Takes a correction back: it stays in the list, with who took it back, and is heeded no more."""
    _writable(record)
    found = next((one for one in standing(record.db) if one.correction.id == id), None)
    if found is None:
        raise NotInRecord(f"{id}: no correction of that id is in {record.path or 'the record'}")
    if found.standing is Standing.UNDONE:
        raise CorrectionError(f"{id}: {found.undone_by} has taken it back already, at {found.undone_at}")
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    with transaction(record.db, record.path) as db:
        db.execute("UPDATE fix SET undone_by = ?, undone_at = ? WHERE id = ?", (by or _user(), at, id))
        note(db, "stale", "yes")


def keep_touched(db: sqlite3.Connection, established: Established, place: int | None = None) -> None:
    """What each correction has changed, beside what was established with it: in one chapter, or in all at once."""
    if not established.touched and not _there(db):
        return
    if place is None:
        forget_touched(db)
    rows = [(fix, str(place or ""), datum) for fix, data in established.touched for datum in data]
    db.executemany("INSERT OR IGNORE INTO touched (fix, place, datum) VALUES (?, ?, ?)", rows)


def forget_touched(db: sqlite3.Connection, place: int | None = None) -> None:
    """A chapter is to be told anew, or all of them."""
    if _there(db):
        where = ("", ()) if place is None else (" WHERE place = ?", (str(place),))
        db.execute(f"DELETE FROM touched{where[0]}", where[1])


def corrected(db: sqlite3.Connection, made: Iterable[Correction]) -> set[int]:
    """The chapters that corrections made or taken back since may change."""
    noted = db.execute("SELECT value FROM note WHERE name = 'heeded'").fetchone()
    changed = set(json.loads(noted[0]) if noted else ()) ^ {each.id for each in made}
    if not changed:
        return set()
    pages: set[str] = set()
    actors: set[str] = set()
    for (noun,) in db.execute("SELECT noun FROM fix WHERE id IN (SELECT value FROM json_each(?))", (_json(changed),)):
        correction = wire.unpack(noun, Correction)
        for thing in correction.things:
            pages.update(mark.page for mark in thing.marks)
            pages.update(thing.pages)
            if thing.record == "actor":
                actors.update((thing.id, identifier("a", correction.id)))
                named = db.execute("SELECT actor FROM tally WHERE what = 'called' AND value = ?", (thing.name,))
                actors.update(actor for (actor,) in named)
    sql = (
        "SELECT node FROM chapter WHERE story IN "
        "(SELECT story FROM member WHERE page IN (SELECT value FROM json_each(?))) OR story IN "
        "(SELECT story FROM cast_of WHERE actor IN (SELECT value FROM json_each(?)))"
    )
    return {node for (node,) in db.execute(sql, (_json(pages), _json(actors)))}


def _json(values: Iterable[str]) -> str:
    return wire.dumps(sorted(values))


def settle(record: Record) -> None:
    """Establishes the record anew, with the corrections now in force."""
    from attache.store.grow import establish

    establish(record)


def _writable(record: Record) -> None:
    if not record.writable:
        raise RecordError(f"{record.path}: opened to be read; to correct it, open it with write=True")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container where the user has no name
        return "unknown"


# ------------------------------------------------------------------------------------------- what a person names


def found(record: Record, one: str) -> Any:
    """What goes by that id or name: a datum, a page, or the one actor of that name."""
    with troubles(record.path):
        for find in (record.find, record.page):
            try:
                return find(one)
            except NotInRecord:
                continue
    try:
        people = record.who(one)
    except NotInRecord:
        raise NotInRecord(f"{one}: nothing of that id or name is in {record.path or 'the record'}") from None
    exact = [actor for actor in people if folded(one) in (folded(actor.name), *map(folded, actor.names))]
    named = [actor for actor in people if folded(actor.name) == folded(one)]
    for those in (named, exact, people):
        if len(those) == 1:
            return those[0]
    listed = ", ".join(f"{actor.name} ({actor.id})" for actor in people[:8])
    raise CorrectionError(f"{one}: {len(people)} go by that name; say which by its id: {listed}")


def thing(record: Record, noun: Any) -> Thing:
    """A noun as a correction remembers it."""
    if isinstance(noun, Appointment):
        noun = record.find(noun.entry)
    if isinstance(noun, Actor):
        first: dict[str, Span] = {}
        for span in noun.mentions:
            first.setdefault(span.page, span)
        return Thing("actor", noun.id, noun.name, tuple(first.values())[:MARKS])
    if isinstance(noun, Entry):
        return _entry_thing(record, noun.id, noun.events)
    if isinstance(noun, Story):
        return Thing("story", noun.id, noun.headline, pages=noun.pages)
    if isinstance(noun, Page):
        return Thing("page", noun.id, noun.headline or noun.name, pages=(noun.id,))
    if isinstance(noun, Statement):
        words = " … ".join(span.text for span in noun.content)
        return Thing("statement", noun.id, words if len(words) <= LONG else words[: LONG - 1] + "…", noun.content)
    if isinstance(noun, Event):
        return Thing("event", noun.id, f"{noun.type} “{noun.anchor.text}”", (noun.anchor,))
    if isinstance(noun, Figure):
        return Thing("figure", noun.id, noun.span.text, (noun.span,))
    return Thing(type(noun).__name__.lower(), noun.id, "")


def _entry_thing(record: Record, id: str, events: Sequence[str]) -> Thing:
    """An entry is known again by its events; its name says what kind it is and in whose words."""
    known = record.many(events, Event)
    there = [known[one] for one in events if one in known]
    words = ", ".join(dict.fromkeys(event.anchor.text for event in there[:4]))
    name = f"{there[0].type} “{words}”" if there else ""
    return Thing("entry", id, name, tuple(event.anchor for event in there), names=tuple(event.id for event in there))


def _merge(record: Record, named: Sequence[str], name: str | None) -> tuple[Thing, ...]:
    things = tuple(dict.fromkeys(thing(record, found(record, one)) for one in named))
    kinds = {each.record for each in things}
    if len(things) < 2:
        raise CorrectionError("a merge takes two or more: the one that stays, and what is the same as it")
    if len(kinds) > 1 or not kinds <= set(MERGED):
        told = ", ".join(f"{each.id} is of type {each.record}" for each in things)
        raise CorrectionError(f"only actors, entries or stories are merged, each with its like; {told}")
    if kinds == {"entry"}:
        stories = dict.fromkeys(record.find(each.id).story for each in things)
        if len(stories) > 1:
            raise CorrectionError(f"these entries lie in several stories; merge those first: {', '.join(stories)}")
    return things


def _split(record: Record, named: Sequence[str], name: str | None) -> tuple[Thing, ...]:
    if len(named) < 2:
        raise CorrectionError("a split takes what is to be split, and then the pages, names or events that leave it")
    whole_noun = found(record, named[0])
    whole = thing(record, whole_noun)
    if whole.record not in MERGED:
        raise CorrectionError(f"{named[0]}: only actors, entries or stories are split; this is of type {whole.record}")
    if whole.record == "entry":
        out = [one for one in named[1:] if one not in whole.names]
        if out:
            raise CorrectionError(f"{out[0]}: no event of {whole.id}; its events are {', '.join(whole.names)}")
        part = _entry_thing(record, whole.id, named[1:])
    else:
        part = _part(record, whole_noun, named[1:], name)
    if whole.record != "actor" and len(part.pages or part.names) == len(whole.pages or whole.names):
        raise CorrectionError(f"{whole.id}: that is all of it; leave something for it to be split from")
    return whole, part


def _part(record: Record, whole: Any, named: Sequence[str], name: str | None) -> Thing:
    """What leaves an actor or a story: pages, or the names another person goes by."""
    pages, names = [], []
    forms = {folded(form): form for form in whole.names} if isinstance(whole, Actor) else {}
    there = whole.pages if isinstance(whole, Story) else {span.page for span in whole.mentions}
    for one in named:
        if folded(one) in forms:
            names.append(forms[folded(one)])
            continue
        try:
            page = record.page(one)
        except NotInRecord:
            may = f", and no name of it ({', '.join(whole.names)})" if forms else ""
            raise CorrectionError(f"{one}: no page of that id or name is in the record{may}") from None
        if page.id not in there:
            raise CorrectionError(f"{one}: that page does not speak of {whole.id}")
        pages.append(page.id)
    kind = "actor" if isinstance(whole, Actor) else "story"
    return Thing(kind, whole.id, name or "", pages=tuple(pages), names=tuple(names))


def _wrong(record: Record, named: Sequence[str], name: str | None) -> tuple[Thing, ...]:
    return _single(record, named, WRONG, "a statement, an event, a figure or an entry is marked wrong")


def _date(record: Record, named: Sequence[str], name: str | None) -> tuple[Thing, ...]:
    return _single(record, named, DATED, "a day is set for a page or an entry")


def _single(record: Record, named: Sequence[str], kinds: Sequence[str], rule: str) -> tuple[Thing, ...]:
    if len(named) != 1:
        raise CorrectionError(f"{rule}, one at a time")
    one = thing(record, found(record, named[0]))
    if one.record not in kinds:
        raise CorrectionError(f"{named[0]}: {rule}; this is of type {one.record}")
    return (one,)


_MADE = {Deed.MERGE: _merge, Deed.SPLIT: _split, Deed.WRONG: _wrong, Deed.DATE: _date}


# --------------------------------------------------------------------------------------------------------- days

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d)?)?)?\Z")
_PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY, 16: Precision.MINUTE}


def _when(text: str, by: str, at: str, why: str | None) -> When:
    """The When of "2014-03-14", "2014-03", "2014-03-14T18:30" or "2014-03-14/2014-03-16", set by a person."""
    first, _, last = text.strip().partition("/")
    if not _DAY.match(first) or (last and not _DAY.match(last)):
        raise CorrectionError(f"{text!r} is no day; write it as 2014-03-14, 2014-03 or 2014-03-14/2014-03-16")
    start, end = _bound(first, last=False), _bound(last or first, last=True)
    if start > end:
        raise CorrectionError(f"{text!r} ends before it begins")
    because = f"set by {by} on {at[:10]}" + (f": {why}" if why else "")
    fine = min((_PRECISIONS[len(part)] for part in (first, last) if part), key=list(Precision).index)
    return When(start, end, fine, None, Basis.SET, (because,), text.strip())


def _bound(text: str, *, last: bool) -> str:
    """The first or the last day of what may be a day, a month or a year."""
    try:
        if len(text) == 16:
            return datetime.fromisoformat(text).isoformat(timespec="minutes")
        parts = [int(part) for part in text.split("-")]
        if not last or len(parts) == 3:
            return date(*[*parts, 1, 1][:3]).isoformat()
        year, month = [*parts, 12][:2]
        following = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1).isoformat()
    except ValueError as error:
        raise CorrectionError(f"{text!r} is no day ({error})") from None
