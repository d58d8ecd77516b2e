"""A party's page: its offices over time, where it stands and where that changed, what it said and took part in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from attache import wire
from attache.errors import NotInRecord
from attache.model import Actor, Event, Page, Position, Statement, Tenure
from attache.store import search
from attache.store.rows import LISTED as LISTED_MENTIONS
from attache.store.search import MOST, Asked
from attache.views import words
from attache.views.brief import actor_name
from attache.web.desk import EntryShown, SaidShown, Told, WebDesk, Who

SAID, DONE, PAGES = 12, 12, 15  # of each that are shown before "all of them"
LISTED = 60  # people on one screen


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """An office; `left` and `width` are percent of the time between the first and the last known day."""

    title: str
    term: str
    basis: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class StandShown:
    """A stance and who tells of it, from one day on; `changed` where it is another than the one before."""

    day: str
    stance: str
    changed: bool
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class PositionShown:
    """Where a party stands on an issue, over time."""

    id: str
    issue: str
    line: tuple[StandShown, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A page that names the party, and how often."""

    page: Page
    day: str
    times: int


@dataclass(frozen=True, slots=True)
class Person:
    """All of it."""

    who: Who
    kind: str
    country: str | None
    names: tuple[str, ...]
    offices: tuple[OfficeShown, ...]
    titles: tuple[tuple[str, int], ...]  # as pages call the holder, without a term; how many pages do
    positions: tuple[PositionShown, ...]
    said: tuple[SaidShown, ...]
    said_total: int
    done: tuple[EntryShown, ...]
    done_total: int
    mentioned: tuple[Mentioned, ...]
    pages_total: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A party as an entry of a list."""

    id: str
    name: str
    kind: str
    country: str | None
    pages: int
    more: bool  # than those that are counted here


def person(desk: WebDesk, id: str) -> Person:
    """Everything the record knows of one party, the newest first; raises NotInRecord."""
    actor = desk.record.many([id], Actor).get(id)
    if actor is None:
        raise NotInRecord(f"{id}: nobody of that id is in the record")
    said = search.statements(desk.record, Asked(speaker=id), limit=SAID)
    done = search.entries(desk.record, Asked(party=id), limit=DONE)
    times: dict[str, int] = {}
    for span in actor.mentions:
        times[span.page] = times.get(span.page, 0) + 1
    return Person(
        desk.who(id),
        actor.type.value,
        actor.country,
        actor.names,
        _offices(actor),
        _titles(actor),
        _positions(desk, id),
        desk.show_statements(said.items),
        said.total,
        desk.show_entries(done.items),
        done.total,
        _mentioned(desk, times),
        len(times),
    )


def _offices(actor: Actor) -> tuple[OfficeShown, ...]:
    """The offices with a term, as bars over time."""
    terms = [one for one in actor.offices if one.start or one.end]
    terms.sort(key=lambda one: (one.start or "", one.title))
    years = [_year(day) for one in terms for day in (one.start, one.end) if day]
    if not years:
        return ()
    low, high = min(years), max(max(years), min(years) + 1)
    if any(one.end is None for one in terms):
        high += max((high - low) * 0.12, 0.5)  # still held, as far as is known: the bar runs to the edge
    shown = []
    for one in terms:
        start, end = _year(one.start) if one.start else low, _year(one.end) if one.end else high
        left = 100 * (start - low) / (high - low)
        width = max(100 * (end - start) / (high - low), 1)
        shown.append(OfficeShown(one.title, _term(one), one.basis, left, width))
    return tuple(shown)


def _titles(actor: Actor) -> tuple[tuple[str, int], ...]:
    """What pages call the party, with how many of them do."""
    counts: dict[str, int] = {}
    for one in actor.offices:
        if not one.start and not one.end:
            counts[one.title] = counts.get(one.title, 0) + 1
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))[:12]


def _term(one: Tenure) -> str:
    start = words._day(one.start) if one.start else None
    end = words._day(one.end) if one.end else None
    if start and end:
        return f"{start} – {end}"
    return f"since {start}" if start else f"until {end}"


def _year(day: str) -> float:
    parts = [int(part) for part in day[:10].split("-") if part.isdigit()] + [0, 0]
    return parts[0] + max(parts[1] - 1, 0) / 12 + parts[2] / 365


def _positions(desk: WebDesk, id: str) -> tuple[PositionShown, ...]:
    sql = "SELECT d.noun FROM party y JOIN datum d ON d.n = y.datum WHERE y.actor = ? AND y.role = 'position' LIMIT 200"
    found = [wire.unpack(noun, Position) for (noun,) in desk.record.rows(sql, id)]
    found.sort(key=lambda one: (-len({stand.stance for stand in one.line}), -len(one.line), one.issue))
    found = found[:24]
    events = desk.record.many((s.event for one in found for s in one.line[:40] if s.event), Event)
    said = desk.record.many((s.statement for one in found for s in one.line[:40] if s.statement), Statement)
    desk.need(pages=[*(one.page for one in events.values()), *(one.page for one in said.values())])
    shown = []
    for one in found:
        line: list[StandShown] = []
        for stand in one.line[:40]:
            told: tuple[Told, ...] = ()
            if stand.event in events:
                told = (desk.told(stand.event, events[stand.event].anchor),)
            elif stand.statement in said and said[stand.statement].content:
                told = (desk.told(stand.statement, *said[stand.statement].content),)
            if line and line[-1].stance == stand.stance.value:  # still the same: told again
                line[-1] = replace(line[-1], told=(*line[-1].told, *told))
            else:
                line.append(StandShown(words.day(stand.when), stand.stance.value, bool(line), told))
        shown.append(PositionShown(one.id, one.issue, tuple(line), len(line) > 1))
    return tuple(shown)


def _mentioned(desk: WebDesk, times: dict[str, int]) -> tuple[Mentioned, ...]:
    sql = "SELECT page FROM member WHERE page IN (SELECT value FROM json_each(?)) ORDER BY day DESC, page LIMIT ?"
    latest = [one for (one,) in desk.record.rows(sql, wire.dumps(list(times)), PAGES)]
    desk.need(pages=latest)
    return tuple(Mentioned(desk.pages[one], words.short(desk.pages[one].published), times[one]) for one in latest)


def people(desk: WebDesk, *, name: str | None, kind: str | None, offset: int = 0) -> tuple[tuple[Listed, ...], int]:
    """Parties, the most mentioned first, or those of a name."""
    where, values = ["record = 'actor'"], list[object]()
    wanted = search.match(name, beginning=True)
    if wanted:
        where.append("n IN (SELECT rowid FROM name_words WHERE words MATCH ?)")
        values.append(wanted)
    if kind:
        where.append("tag = ?")
        values.append(kind)
    elif not wanted:
        where.append("tag = 'person'")
    # By their numbers where a name is asked for, for of that name there are few.
    rest = f"FROM datum {'NOT INDEXED' if wanted else ''} WHERE {' AND '.join(where)}"
    # The longer its row, the more often it is mentioned; to unpack them all would take seconds.
    order = "ORDER BY length(noun) DESC LIMIT ? OFFSET ?"
    rows = desk.record.rows(f"SELECT noun {rest} {order}", *values, LISTED, offset)
    total = desk.record.rows(f"SELECT count(*) FROM (SELECT 1 {rest} LIMIT {MOST + 1})", *values)[0][0]
    listed = []
    actors = [wire.unpack(noun, Actor) for (noun,) in rows]
    names = {actor.id: actor_name(actor) for actor in actors}
    for actor in actors:
        more = len(actor.mentions) >= LISTED_MENTIONS  # a row lists no more of them
        pages = len({span.page for span in actor.mentions})
        listed.append(Listed(actor.id, names[actor.id], actor.type.value, actor.country, pages, more))
    return tuple(listed), total
