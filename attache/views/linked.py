"""schema.org (JSON-LD): articles, quotations, claims and announced events, as search engines read them.

A direct quotation is a Quotation, spoken by its speaker. What is only reported is a Claim. An announced event
is an Event with its eventStatus; one that was moved carries the day it was put off from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attache import wire
from attache.model import Actor, ActorType, Appointment, Entry, Event, Outcome, Page, Place, Statement, StatementKind
from attache.safe import web_address
from attache.views import words
from attache.views.brief import Desk
from attache.views.calendar import current, placed
from attache.views.sheaf import Sheaf, called, gather, start

if TYPE_CHECKING:
    from attache.store import Record

CONTEXT = "https://schema.org"
TYPES = {
    ActorType.PERSON: "Person",
    ActorType.OFFICE: "Role",
    ActorType.COUNTRY: "Country",
    ActorType.GOVERNMENT: "GovernmentOrganization",
    ActorType.ORGANIZATION: "Organization",
}


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """One graph, one node a line; no `<` in it, so that it can stand inside a script element."""
    sheaf = gather(record, story=story)
    nodes = [*_articles(sheaf), *_parties(sheaf), *_said(sheaf), *_events(record, sheaf)]
    graph = wire.array(nodes).replace("<", "\\u003c")
    yield f'{{"@context":"{CONTEXT}","@graph":{graph}}}\n'


def _articles(sheaf: Sheaf) -> Iterator[dict[str, Any]]:
    for page in sheaf.pages:
        of = sheaf.copies.get(page.id)
        yield _full(
            {
                "@type": "NewsArticle",
                "@id": _id(page.id),
                "url": web_address(page.url),
                "headline": page.headline,
                "datePublished": start(page.published),
                "inLanguage": page.language,
                "author": {"@type": "Person", "name": page.byline} if page.byline else None,
                "publisher": {"@type": "NewsMediaOrganization", "name": page.outlet} if page.outlet else None,
                "creditText": page.credit,
                "dateline": page.dateline,
                "isBasedOn": {"@id": _id(of)} if of else None,
                "wordCount": len(page.text.split()),
            }
        )


def _parties(sheaf: Sheaf) -> Iterator[dict[str, Any]]:
    for actor in sheaf.actors.values():
        yield _full(
            {
                "@type": TYPES.get(actor.type, "Thing"),
                "@id": _id(actor.id),
                "name": actor.name,
                "alternateName": [name for name in actor.names if name != actor.name] or None,
                **_office(actor),
            }
        )


def _office(actor: Actor) -> dict[str, Any]:
    if actor.type is not ActorType.PERSON or not actor.offices:
        return {}
    held = [
        _full({"@type": "Role", "roleName": one.title, "startDate": one.start, "endDate": one.end})
        for one in actor.offices
    ]
    return {"hasOccupation": held}


def _said(sheaf: Sheaf) -> Iterator[dict[str, Any]]:
    for said in sheaf.statements:
        if said.content:
            yield _quotation(sheaf, said)


def _quotation(sheaf: Sheaf, said: Statement) -> dict[str, Any]:
    direct = said.kind is StatementKind.DIRECT
    speaker = [{"@id": _id(one)} for one in said.speaker if one in sheaf.actors]
    if not speaker and said.source is not None:
        speaker = [{"@type": "Thing", "name": said.source.text}]
    voices = [{"@type": "Thing", "name": called(sheaf, one)} for one in said.voices]
    spoken = speaker[0] if len(speaker) == 1 else speaker or None
    return _full(
        {
            "@type": "Quotation" if direct else "Claim",
            "@id": _id(said.id),
            "text": " … ".join(span.text for span in said.content),
            "spokenByCharacter" if direct else "author": spoken,
            "contributor": voices or None,  # those who passed it on, from the page outwards
            "isPartOf" if direct else "appearance": {"@id": _id(said.page)},
            "dateCreated": start(said.when),
        }
    )


def _events(record: Record, sheaf: Sheaf) -> Iterator[dict[str, Any]]:
    announced = {one.entry: one for one in sheaf.appointments}
    pages = Desk(record).pages
    for entry in sheaf.entries:
        if entry.id in announced:
            yield _event(announced[entry.id], entry, sheaf.events, pages)


def _event(one: Appointment, entry: Entry, reports: dict[str, Event], pages: dict[str, Page]) -> dict[str, Any]:
    events = [reports[event] for event in entry.events if event in reports]
    when = current(one, entry, reports, pages)
    known = placed(when) is not None
    parties = [{"@id": _id(actor)} for actor in (*entry.actors, *entry.recipients)]
    put_off = [day for move in one.moves if placed(move.before) and (day := start(move.before))]
    return _full(
        {
            "@type": "Event",
            "@id": _id(entry.id),
            "name": words.kind(entry.type, words.mode_of(events)),
            "description": f"{words.OUTCOMES[one.outcome]}; {words.state(entry.type, entry.modality)}",
            "startDate": start(when) if known else None,
            "endDate": when.end if known and when is not None and when.end != when.start else None,
            "previousStartDate": put_off or None,
            "eventStatus": f"https://schema.org/{event_status(one)}",
            "location": _place(entry.place),
            "attendee": parties or None,
            "subjectOf": [{"@id": _id(page)} for page in dict.fromkeys(event.page for event in events)],
        }
    )


def event_status(one: Appointment) -> str:
    """EventCancelled; EventRescheduled for a new day, EventPostponed for none; else EventScheduled."""
    if one.outcome is Outcome.CANCELLED:
        return "EventCancelled"
    if one.moves:
        return "EventRescheduled" if any(placed(move.after) for move in one.moves) else "EventPostponed"
    return "EventScheduled"


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    geo = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return _full(
        {
            "@type": "Place",
            "name": place.name,
            "address": {"@type": "PostalAddress", "addressCountry": place.country} if place.country else None,
            "geo": geo if place.lat is not None else None,
        }
    )


def _id(one: str) -> str:
    return f"urn:attache:{re.sub(r'[^A-Za-z0-9._~-]', '_', one)}"


def _full(node: dict[str, Any]) -> dict[str, Any]:
    """A node without the fields that are not known."""
    return {name: value for name, value in node.items() if value is not None}
