"""The record, as one asks it: pages, people, what was said, what happened, what lies ahead.

    with Record("crimea.record") as record:
        for statement in record.statements(by="Lavrov"):
            print(statement.content[0].text)

Everything returned is a noun of `model.py`, in the record's own terms: its actors' ids are the record's, its
dates are resolved as far as they can be.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from attache import wire
from attache.errors import NotInRecord
from attache.frames import Answer, record_html
from attache.model import (
    Actor,
    Appointment,
    Copy,
    Corrected,
    Correction,
    Deed,
    Digest,
    Dispute,
    Entry,
    Established,
    Event,
    Figure,
    Page,
    Position,
    Reading,
    Span,
    Standing,
    Statement,
    Story,
    Utterance,
    When,
)
from attache.store import corrections, write
from attache.store.disk import Lock, connect, transaction, troubles
from attache.store.rows import LISTED, folded

if TYPE_CHECKING:
    from attache.stories.shelf import Shelf

T = TypeVar("T")

_NOUNS: dict[str, type] = {**wire.RECORDS, "copy": Copy}

# By the day it fell on, then by page and place; what has no day comes last.
_BY_DAY = "coalesce(d.first_day, '9999'), coalesce(d.last_day, '9999'), d.page, d.start, d.id"
_BY_PLACE = "coalesce(m.day, p.day, '9999'), d.page, d.start, d.id"


class Record:
    """A record on disk, or in memory when no path is given. Opened to be read, unless `write` is true."""

    def __init__(self, path: str | os.PathLike[str] | None = None, *, write: bool = False) -> None:
        self.path = Path(path) if path is not None else None
        self.shelf: Shelf | None = None  # what new pages are compared by, while one writes (store/grow.py)
        self._lock = Lock(self.path) if self.path is not None and write else None
        if self._lock is not None:
            self._lock.take()
        try:
            self._db = connect(self.path, write=write)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes the file; what was written is already safe."""
        if hasattr(self, "_db"):
            self._db.close()
        if self._lock is not None:
            self._lock.give_back()

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Record {self.path or 'in memory'}: {len(self)} pages>"

    def _repr_html_(self) -> str:
        """For a notebook: what it holds, and its stories."""
        plurals = {"story": "stories", "entry": "events", "statement": "statements", "figure": "figures"}
        sql = "SELECT record, count(*) FROM datum WHERE record IN (SELECT value FROM json_each(?)) GROUP BY record"
        data = dict(self._rows(sql, wire.dumps(list(plurals))))
        counts = {"pages": len(self), **{many: data.get(one, 0) for one, many in plurals.items()}}
        return record_html(str(self.path or "A record in memory"), counts, self.stories())

    def named(self, ids: Collection[str]) -> dict[str, str]:
        """The names of actors, by their ids; an outlet's name, or an id not here, is left out."""
        return {id: actor.name for id, actor in self.many(ids, Actor).items()}

    def __len__(self) -> int:
        """The number of pages."""
        return int(self._one("SELECT count(*) FROM page"))

    # ---------------------------------------------------------------------------------------------- writing

    def keep(self, kept: Iterable[tuple[Page, str, bytes | None]]) -> None:
        """Pages, each with its reading's key and its packed reading (None: not read). On disk when this
        returns.
        """
        with transaction(self._db, self.path) as db:
            for page, key, reading in kept:
                write.keep(db, page, key, reading)

    def establish(self, established: Established) -> None:
        """What all readings together establish, in place of what was established before."""
        readings = dict(self.raw_readings())
        with transaction(self._db, self.path) as db:
            write.establish(db, list(self.raw_pages()), readings, established)
            corrections.keep_touched(db, established)

    @property
    def stale(self) -> bool:
        """Whether pages were read since the record was last established."""
        return bool(self._one("SELECT value FROM note WHERE name = 'stale'") == "yes")

    def key(self, page: str) -> str | None:
        """The key of the page's reading; None for a page not here."""
        found: str | None = self._one("SELECT key FROM reading WHERE page = ?", page)
        return found

    def raw_pages(self) -> Iterator[Page]:
        """Every page as it was received, without dates worked out later, by id."""
        for noun, body in self._rows("SELECT noun, body FROM page ORDER BY id"):
            yield replace(wire.unpack(noun, Page), text=body)

    def raw_readings(self) -> Iterator[tuple[str, Reading]]:
        """Every reading as it was read, its actors still the page's own, by page id."""
        for page, noun in self._rows("SELECT page, noun FROM reading WHERE noun IS NOT NULL ORDER BY page"):
            yield page, wire.unpack(noun, Reading)

    # ------------------------------------------------------------------------------------------ corrections

    def fix(
        self,
        deed: str,
        *things: str,
        to: str | None = None,
        name: str | None = None,
        by: str | None = None,
        why: str | None = None,
        settle: bool = True,
    ) -> Correction:
        """Puts something right, beside what was read, to be taken back at any time.

            record.fix("merge", "Sergey Lavrov", "S. Lavrov")      the first stays
            record.fix("split", "John Kerry", "old-page.txt")      pages, names or events that leave it
            record.fix("wrong", "e-0123456789ab")
            record.fix("date", "undated.txt", to="2014-03-30")

        `by` says who does it (without it, the user's name), `why` for what reason. With `settle` false nothing
        is established anew until a later fix does so.
        """
        made = corrections.add(self, deed, things, to=to, name=name, by=by, why=why)
        if settle:
            corrections.settle(self)
        return made

    def fixes(self, *, of: str | None = None) -> tuple[Corrected, ...]:
        """All corrections as they stand, those that wait or were taken back among them; `of` one datum."""
        with troubles(self.path):
            return corrections.standing(self._db, of=of)

    def undo(self, correction: str, *, by: str | None = None) -> None:
        """Takes a correction back; the record is then what it would be without it."""
        corrections.undo(self, correction, by=by)
        corrections.settle(self)

    def take_over(self, made: Iterable[Correction], *, settle: bool = True) -> int:
        """Corrections made in another record, or saved; how many of them are new to this one."""
        new = corrections.load(self, made)
        if new and settle:
            corrections.settle(self)
        return new

    def corrections(self) -> tuple[Correction, ...]:
        """The corrections in force, or waiting, earliest first: what `timeline.establish` is to heed."""
        with troubles(self.path):
            return corrections.in_force(self._db)

    def corrected(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Of those data, the ones that corrections have changed, each with the ids of the corrections."""
        with troubles(self.path):
            return corrections.touching(self._db, ids)

    @property
    def db(self) -> sqlite3.Connection:
        """The file itself, for the modules of this folder."""
        return self._db

    @property
    def writable(self) -> bool:
        """Whether it may be written: opened so, or in memory."""
        return self.path is None or self._lock is not None

    # ------------------------------------------------------------------------------------------------ pages

    def pages(self, *, story: str | None = None) -> Answer[Page]:
        """The pages, earliest first, those without a date last."""
        where, values = ("WHERE m.story = ?", [story]) if story else ("", [])
        return Answer(self._pages(where, values), self.named)

    def page(self, page: str) -> Page:
        """One page, by its id or its name."""
        for found in self._pages("WHERE p.id = ? OR p.name = ?", [page, page]):
            return found
        raise NotInRecord(f"{page}: no page of that id or name is in {self.path or 'the record'}")

    def _pages(self, where: str, values: list[Any]) -> Iterator[Page]:
        sql = f"SELECT p.noun, p.body, m.published FROM page p LEFT JOIN member m ON m.page = p.id {where}"
        found = []
        for noun, body, published in self._rows(sql, *values):
            page = replace(wire.unpack(noun, Page), text=body)
            found.append(replace(page, published=wire.unpack(published, When)) if published else page)
        yield from sorted(found, key=lambda page: (_day(page.published), page.id))

    def copy_of(self, page: str) -> str | None:
        """The id of the earliest page that this one reprints."""
        found: str | None = self._one("SELECT copy_of FROM member WHERE page = ?", page)
        return found

    def story_of(self, page: str) -> str | None:
        """The id of the story that a page belongs to."""
        found: str | None = self._one("SELECT story FROM member WHERE page = ?", page)
        return found

    def reading(self, page: str) -> Reading:
        """All that one page says; raises NotInRecord for a page that was not read (it is not in English)."""
        noun = self._one("SELECT noun FROM reading WHERE page = ?", page)
        if noun is None:
            raise NotInRecord(f"{page}: no reading of such a page is in {self.path or 'the record'}")
        own = wire.unpack(noun, Reading)
        same = dict(
            self._rows(
                "SELECT own, actor FROM same WHERE own IN (SELECT value FROM json_each(?))",
                wire.dumps([actor.id for actor in own.actors]),
            )
        )
        return replace(
            own,
            actors=tuple(replace(actor, id=same.get(actor.id, actor.id)) for actor in own.actors),
            statements=tuple(self.statements(page=page)),
            events=tuple(self.events(page=page)),
            figures=tuple(self.figures(page=page)),
        )

    # --------------------------------------------------------------------------------------- what pages say

    def statements(
        self,
        *,
        by: str | None = None,
        page: str | None = None,
        story: str | None = None,
        kind: str | None = None,
        unnamed: bool = False,
        since: str | None = None,
        until: str | None = None,
        about: str | None = None,
    ) -> Answer[Statement]:
        """What was said: by somebody (a name or an actor's id), on a page, in words that hold `about`.

        `since` and `until` are ISO dates, both taken in.
        """
        query = _Query("statement")
        query.where("d.page = ?", page)
        query.where("d.story = ?", story)
        query.where("d.tag = ?", kind)
        query.where("d.naming = ?", "unnamed" if unnamed else None)
        query.between(since, until)
        query.where("d.n IN (SELECT rowid FROM said_words WHERE words MATCH ?)", _match(about) if about else None)
        if by is not None:
            query.party([actor.id for actor in self.who(by)], "speaker")
        return self._data(query, Statement, _BY_PLACE)

    def events(
        self,
        *,
        page: str | None = None,
        story: str | None = None,
        type: str | None = None,
        modality: str | None = None,
        party: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Answer[Event]:
        """What pages report, one event for each report of it, in the order of the pages."""
        return self._data(self._happening("event", page, story, type, modality, party, since, until), Event, _BY_PLACE)

    def figures(self, *, page: str | None = None, story: str | None = None) -> Answer[Figure]:
        """The numbers, each as its page gives it."""
        query = _Query("figure")
        query.where("d.page = ?", page)
        query.where("d.story = ?", story)
        return self._data(query, Figure, _BY_PLACE)

    # ---------------------------------------------------------------------------------- what is established

    def actors(self, *, type: str | None = None) -> Answer[Actor]:
        """Everybody the record knows, by name."""
        query = _Query("actor")
        query.where("d.tag = ?", type)
        found = self._data(query, Actor, "d.id")
        return Answer(sorted(found, key=lambda actor: (folded(actor.name), actor.id)), self.named)

    def who(self, name: str) -> Answer[Actor]:
        """The actors of that id, or one of whose names holds all the words of `name`; raises NotInRecord."""
        query = _Query("actor")
        query.where("d.id = ?", name)
        found = self._data(query, Actor, "d.id")
        if not found and (words := folded(name).split()):
            likes = " AND ".join("words LIKE ?" for _ in words)
            values = [f"% {word} %" for word in words]
            query = _Query("actor")
            query.add(f"d.id IN (SELECT actor FROM form WHERE {likes})", *values)
            found = self._data(query, Actor, "d.id")
        if not found:
            raise NotInRecord(f"{name}: nobody of that name is in {self.path or 'the record'}")
        return found

    def stories(self) -> Answer[Story]:
        """The stories, earliest first."""
        return self._data(_Query("story"), Story, _BY_DAY)

    def entries(
        self,
        *,
        story: str | None = None,
        type: str | None = None,
        modality: str | None = None,
        party: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Answer[Entry]:
        """Events as established across pages, in order of time, those that no page dates last."""
        return self._data(self._happening("entry", None, story, type, modality, party, since, until), Entry, _BY_DAY)

    timeline = entries

    def appointments(
        self, *, story: str | None = None, outcome: str | None = None, since: str | None = None
    ) -> Answer[Appointment]:
        """What was announced, and what became of it, by the day it was planned for."""
        query = _Query("appointment")
        query.where("d.story = ?", story)
        query.where("d.tag = ?", outcome)
        query.between(since, None)
        return self._data(query, Appointment, _BY_DAY)

    def utterances(self, *, by: str | None = None) -> Answer[Utterance]:
        """One quotation as several pages give it."""
        query = _Query("utterance")
        if by is not None:
            query.party([actor.id for actor in self.who(by)], "speaker")
        return self._data(query, Utterance, "d.id")

    def disputes(self, *, story: str | None = None) -> Answer[Dispute]:
        """Figures on the same thing that do not agree."""
        query = _Query("dispute")
        query.where("d.story = ?", story)
        return self._data(query, Dispute, "d.id")

    def positions(self, *, by: str | None = None) -> Answer[Position]:
        """Where parties stand, over time."""
        query = _Query("position")
        if by is not None:
            query.party([actor.id for actor in self.who(by)], "actor")
        return self._data(query, Position, "d.id")

    def digests(self, *, story: str | None = None) -> Answer[Digest]:
        """Stories in plain sentences."""
        query = _Query("digest")
        query.where("d.story = ?", story)
        return self._data(query, Digest, "d.id")

    def copies(self) -> Answer[Copy]:
        """Which page reprints which."""
        return self._data(_Query("copy"), Copy, "d.id")

    # ---------------------------------------------------------------------------------------------- finding

    def find(self, one: str) -> Any:
        """The noun of that id, of whatever type; raises NotInRecord."""
        found = self._rows("SELECT record, noun FROM datum WHERE id = ? AND record NOT IN ('digest', 'copy')", one)
        for record, noun in found:
            return self._whole(wire.unpack(noun, _NOUNS[record]))
        for page in self._pages("WHERE p.id = ?", [one]):
            return page
        for fix in self.fixes(of=one):
            if fix.standing is Standing.APPLIED and fix.correction.deed is Deed.WRONG:
                said = f"marked wrong by {fix.correction.by}; to take that back: {fix.correction.id}"
                raise NotInRecord(f"{one}: {said}")
        raise NotInRecord(f"{one}: nothing of that id is in {self.path or 'the record'}")

    def data(self) -> Iterator[tuple[str, Any]]:
        """Every datum with its id: what was read from pages and what was established."""
        for record, one, noun in self._rows("SELECT record, id, noun FROM datum ORDER BY record, id"):
            yield one, self._whole(wire.unpack(noun, _NOUNS[record]))

    def many(self, ids: Iterable[str], noun: type[T]) -> dict[str, T]:
        """The nouns of those ids that are of one type, by id."""
        record = next(name for name, kind in _NOUNS.items() if kind is noun)
        sql = "SELECT id, noun FROM datum WHERE record = ? AND id IN (SELECT value FROM json_each(?))"
        return {
            one: self._whole(wire.unpack(found, noun)) for one, found in self._rows(sql, record, wire.dumps(list(ids)))
        }

    def search(self, words: str, *, limit: int = 50) -> tuple[Span, ...]:
        """Paragraphs that hold all the words, best page first: one span a page, its paragraph with most of
        them.
        """
        sql = (
            "SELECT p.id FROM page_words JOIN page p ON p.n = page_words.rowid "
            "WHERE page_words MATCH ? ORDER BY bm25(page_words, 4.0, 1.0), p.id LIMIT ?"
        )
        wanted = set(folded(words).split())
        found = []
        for (one,) in self._rows(sql, _match(words), limit):
            page = self.page(one)
            spans = [page.span(block.start, block.end) for block in page.blocks] or [page.span(0, len(page.text))]
            found.append(max(spans, key=lambda span: len(wanted & set(folded(span.text).split()))))
        return tuple(found)

    def last_day(self) -> str | None:
        """The day of the latest page whose day is known."""
        days = [page.published.start[:10] for page in self.pages() if page.published and page.published.start]
        return max(days, default=None)

    # --------------------------------------------------------------------------------------------- the file

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What SQLite answers to a question of one's own (`store/search.py` asks some); nothing can be changed."""
        return self._rows(sql, *values)

    def _happening(
        self,
        record: str,
        page: str | None,
        story: str | None,
        type: str | None,
        modality: str | None,
        party: str | None,
        since: str | None,
        until: str | None,
    ) -> _Query:
        query = _Query(record)
        query.where("d.page = ?", page)
        query.where("d.story = ?", story)
        query.where("d.tag = ?", type)
        query.where("d.modality = ?", modality)
        query.between(since, until)
        if party is not None:
            query.party([actor.id for actor in self.who(party)], "actor", "recipient")
        return query

    def _data(self, query: _Query, noun: type[T], order: str) -> Answer[T]:
        beside = "datum d LEFT JOIN page p ON p.id = d.page LEFT JOIN member m ON m.page = d.page"
        sql = f"SELECT d.noun FROM {beside} WHERE {query.text} ORDER BY {order}"
        found = self._rows(sql, *query.values)
        return Answer((self._whole(wire.unpack(one, noun)) for (one,) in found), self.named)

    def _whole(self, noun: T) -> T:
        """An actor with all his mentions: the row of one who is on many pages lists only the first of them."""
        if not isinstance(noun, Actor) or len(noun.mentions) < LISTED:
            return noun
        found = self._rows("SELECT noun FROM cast_of WHERE actor = ?", noun.id)
        spans = {span for (told,) in found for span in wire.unpack(told, Actor).mentions}
        if not spans:
            return noun
        return replace(noun, mentions=tuple(sorted(spans, key=lambda span: (span.page, span.start, span.end))))

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with troubles(self.path):
            return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: Any) -> Any:
        found = self._rows(sql, *values)
        return found[0][0] if found else None


class _Query:
    """The conditions of one question, and their values."""

    def __init__(self, record: str) -> None:
        self._parts = ["d.record = ?"]
        self.values: list[Any] = [record]

    @property
    def text(self) -> str:
        return " AND ".join(self._parts)

    def add(self, condition: str, *values: Any) -> None:
        self._parts.append(condition)
        self.values += values

    def where(self, condition: str, value: str | None) -> None:
        """The condition, unless nothing was asked."""
        if value is not None:
            self.add(condition, str(value))

    def between(self, since: str | None, until: str | None) -> None:
        """A day that may fall on or after `since`, and on or before `until`."""
        self.where("d.last_day >= ?", since)
        self.where("d.first_day <= ?", until)

    def party(self, actors: Iterable[str], *roles: str) -> None:
        marks = ", ".join("?" for _ in roles)
        self.add(
            f"d.n IN (SELECT datum FROM party WHERE actor IN (SELECT value FROM json_each(?)) AND role IN ({marks}))",
            wire.dumps(list(actors)),
            *roles,
        )


def _match(words: str) -> str:
    """What FTS5 takes for "all of these words": each in quotation marks, so that none is an operator."""
    return " ".join(f'"{word}"' for word in re.findall(r"\w+", words)) or '""'


def _day(when: When | None) -> str:
    days = [when.start, *(option.start for option in when.options)] if when is not None else []
    return min((day for day in days if day), default="9999")
