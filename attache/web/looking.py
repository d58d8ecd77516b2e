"""The search page: what was asked, and one screen of answers of the sort that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from attache.errors import NotInRecord
from attache.model import Event, EventType, Modality
from attache.store import search
from attache.store.search import Asked, PageHit
from attache.views import words
from attache.views.brief import Source
from attache.web.desk import SaidShown, Told, WebDesk, Who, drawn

SCREEN = 20
KINDS = (("said", "Said"), ("events", "Happened and planned"), ("pages", "Pages"))
LONGEST = 200  # characters of a question


@dataclass(frozen=True, slots=True)
class EventShown:
    """One page's report of an event."""

    id: str
    page: str
    day: str
    kind: str
    state: str
    drawn: str
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    place: str | None
    voices: tuple[Who, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class PageShown:
    """A page that was found."""

    source: Source
    passage: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One screen; of the three lists one is filled."""

    kind: str
    said: tuple[SaidShown, ...] = ()
    events: tuple[EventShown, ...] = ()
    pages: tuple[PageShown, ...] = ()
    total: int = 0
    people: tuple[Who, ...] = ()
    trouble: str | None = None


def asked(query: Mapping[str, str]) -> Asked:
    """What a form or an address asks; what makes no sense is not asked."""
    known = {one.name for one in fields(Asked)} - {"quoted", "words"}
    values: dict[str, str | None] = {name: (query.get(name) or "").strip()[:LONGEST] or None for name in known}
    if values["type"] not in set(EventType):
        values["type"] = None
    if values["modality"] not in set(Modality):
        values["modality"] = None
    for name in ("since", "until"):
        try:
            date.fromisoformat(values[name] or "")
        except ValueError:
            values[name] = None
    text = (query.get("q") or "")[:LONGEST] or None
    return Asked(words=text, quoted=query.get("quoted") in ("1", "on", "true"), **values)


def kind_of(query: Mapping[str, str], what: Asked) -> str:
    """The sort of answer asked for, or the one that what was asked is about."""
    if query.get("in") in ("said", "events", "pages"):
        return query["in"]
    if what.type or what.modality or what.place or what.party:
        return "events"
    return "said" if what.speaker or what.quoted or what.words else "pages"


def answer(desk: WebDesk, what: Asked, kind: str, *, offset: int = 0) -> Answer:
    """One screen of answers."""
    people: tuple[Who, ...] = ()
    if what.words and not offset:
        found = search.people(desk.record, what.words, limit=6, beginning=True)
        people = tuple(desk.who(actor.id) for actor in found)
    try:
        if kind == "said":
            said = search.statements(desk.record, what, limit=SCREEN, offset=offset)
            return Answer(kind, desk.show_statements(said.items), total=said.total, people=people)
        if kind == "events":
            events = search.events(desk.record, what, limit=SCREEN, offset=offset)
            return Answer(kind, events=show_events(desk, events.items), total=events.total, people=people)
        pages = search.pages(desk.record, what, limit=SCREEN, offset=offset)
        return Answer(kind, pages=_pages(desk, pages.items), total=pages.total, people=people)
    except NotInRecord as missing:
        return Answer(kind, people=people, trouble=str(missing).split(" is in ")[0] + " is in the record")


def show_events(desk: WebDesk, events: tuple[Event, ...]) -> tuple[EventShown, ...]:
    """Reports of events with their parties."""
    roles = [role.actor for one in events for role in (*one.actors, *one.recipients) if role.actor]
    desk.need(pages=[one.page for one in events], actors=[*roles, *(v for one in events for v in one.voices)])
    return tuple(_event(desk, one) for one in events)


def _event(desk: WebDesk, one: Event) -> EventShown:
    sides = []
    for side in (one.actors, one.recipients):
        whos = (desk.who(role.actor) if role.actor else Who(None, role.span.text) for role in side)
        sides.append(tuple(dict.fromkeys(whos)))
    return EventShown(
        one.id,
        one.page,
        words.day(one.when),
        words.kind(one.type, one.mode),
        words.state(one.type, one.modality),
        drawn(one.modality),
        sides[0],
        sides[1],
        one.place.name if one.place else None,
        tuple(map(desk.who, one.voices)),
        desk.told(one.id, one.anchor),
    )


def _pages(desk: WebDesk, hits: tuple[PageHit, ...]) -> tuple[PageShown, ...]:
    desk.need(pages=[hit.page for hit in hits])
    return tuple(PageShown(desk.source(desk.pages[hit.page], ()), hit.passage) for hit in hits)
