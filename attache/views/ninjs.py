"""IPTC ninjs 3.1: pages as news items, announced events as event items, for a newsroom's systems.

A JSON array, one item a line. People, organisations, places and events a page tells of stand in it with `rel`
"mentions"; its body is the article's text, so that offsets of the record hold in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attache import wire
from attache.model import Actor, ActorType, Event, Page, Place
from attache.safe import web_address
from attache.views import words
from attache.views.atom import day_of, stamp
from attache.views.brief import Ahead, Desk
from attache.views.calendar import Slot, current, placed
from attache.views.sheaf import Sheaf, gather

if TYPE_CHECKING:
    from attache.store import Record

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
# https://cv.iptc.org/newscodes/eventoccurstatus/
OCCURS = "http://cv.iptc.org/newscodes/eventoccurstatus/"
STATUSES = {
    "ahead": "eos1",  # planned, no more is known
    "moved": "eos1",
    "no_report": "eos1",
    "missed": "eos1",
    "took_place": "eos5",  # planned, occurs certainly
    "cancelled": "eos6",  # planned, then cancelled
}
ORGANISATIONS = (ActorType.ORGANIZATION, ActorType.GOVERNMENT)


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """The items as one array."""
    yield wire.array(items(record, story=story)) + "\n"


def items(record: Record, *, story: str | None = None) -> Iterator[dict[str, Any]]:
    """Pages, then announced events."""
    sheaf = gather(record, story=story)
    events: dict[str, list[Event]] = {page.id: [] for page in sheaf.pages}
    for event in sheaf.events.values():
        events[event.page].append(event)
    actors: dict[str, list[Actor]] = {page.id: [] for page in sheaf.pages}
    for actor in sheaf.actors.values():
        for one in dict.fromkeys(mention.page for mention in actor.mentions):
            if one in actors:
                actors[one].append(actor)
    desk = Desk(record)
    announced = {one.entry: one for one in sheaf.appointments}
    by_event = {event: entry.id for entry in sheaf.entries for event in entry.events if entry.id in announced}
    for page in sheaf.pages:
        yield _page(sheaf, page, actors[page.id], events[page.id], by_event)
    entries = {entry.id: entry for entry in sheaf.entries}
    for told in desk.announced(story=story):
        set_for, entry = announced[told.line.id], entries[told.line.id]
        slot = placed(current(set_for, entry, sheaf.events, desk.pages))
        yield _event(told, told.outcome.value, slot, entry.place)


def _page(
    sheaf: Sheaf, page: Page, actors: list[Actor], events: list[Event], by_event: dict[str, str]
) -> dict[str, Any]:
    at = day_of(page)
    places = {event.place.name: event.place for event in events if event.place is not None}
    people = [{"name": one.name, "rel": "mentions", "uri": _uri(one.id)} for one in actors if _is(one, "person")]
    bodies = [one for one in actors if one.type in ORGANISATIONS]
    told = {by_event[event.id]: event for event in reversed(events) if event.id in by_event}
    of = sheaf.copies.get(page.id)
    sources = [("publisher", page.outlet), ("credit", page.credit)]
    return _full(
        {
            "standard": STANDARD,
            "uri": web_address(page.url) or _uri(page.id),
            "type": "text",
            "representationType": "full",
            "firstCreated": stamp(at) if at is not None else None,
            "versionCreated": stamp(at) if at is not None else None,
            "language": page.language,
            "title": page.headline,
            "by": page.byline,
            "located": page.dateline,
            "headlines": [{"role": "main", "contentType": "text/plain", "value": page.headline}]
            if page.headline
            else None,
            "bodies": [
                {
                    "role": "main",
                    "contentType": "text/plain",
                    "charCount": len(page.text),
                    "wordCount": len(page.text.split()),
                    "value": page.text,
                }
            ],
            "people": people or None,
            "organisations": [{"name": one.name, "rel": "mentions", "uri": _uri(one.id)} for one in bodies] or None,
            "places": [_place(place) for place in places.values()] or None,
            "events": [
                {"id": entry, "name": words.kind(event.type, event.mode), "rel": "mentions", "uri": _uri(entry)}
                for entry, event in sorted(told.items())
            ]
            or None,
            "infoSources": [{"name": name, "role": role} for role, name in sources if name] or None,
            "altIds": [
                {"role": "attache", "value": page.id},
                *([{"role": "copyOf", "value": of}] if of else []),
            ],
        }
    )


def _event(told: Ahead, outcome: str, slot: Slot | None, place: Place | None) -> dict[str, Any]:
    line = told.line
    who = ", ".join((*line.actors, *line.recipients))
    text = f"{told.state}; announced for {told.planned}"
    return _full(
        {
            "standard": STANDARD,
            "uri": _uri(line.id),
            "type": "event",
            "title": f"{line.kind}: {who}" if who else line.kind,
            "descriptions": [{"role": "outcome", "contentType": "text/plain", "value": text}],
            "eventDetails": _full({"eventStatus": OCCURS + STATUSES[outcome], "dates": _dates(slot)}),
            "places": [_place(place)] if place is not None else None,
        }
    )


def _dates(slot: Slot | None) -> dict[str, str] | None:
    """The day it is set for; a whole day is written as one, a time with its zone."""
    if slot is None:
        return None
    first = slot.start.isoformat()
    if len(first) == 10 or "+" in first:
        return {"expectedStartDate": first}
    return {"expectedStartDate": first[:10]}  # ninjs has no time without a zone


def _place(place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {"name": place.name, "rel": "mentions"}
    if place.country:
        found["contactInfo"] = [{"type": "physical", "address": {"country": place.country}}]
    if place.lat is not None and place.lon is not None:
        found["geoJSON"] = {"type": "Point", "coordinates": [place.lon, place.lat]}
    return found


def _is(actor: Actor, kind: str) -> bool:
    return actor.type.value == kind


def _uri(one: str) -> str:
    return f"urn:attache:{one}"


def _full(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value is not None}
