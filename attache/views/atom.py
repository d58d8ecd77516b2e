"""Atom: what changed, latest first, for a feed reader.

    Talks: Anna Berg, Ivan Petrov: planned        a first report
    Talks: Anna Berg, Ivan Petrov: held           the state changed
    Talks: Anna Berg, Ivan Petrov: moved          an appointment put to another day

An item's id is made of the report that brought the change, so it stays when more pages are read. A further
report of the same state is no change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from attache.model import Entry, Event, Page
from attache.safe import one_line, web_address
from attache.views import words
from attache.views.brief import Cite, Desk
from attache.views.calendar import moment
from attache.views.sheaf import known

if TYPE_CHECKING:
    from attache.store import Record

NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that came to be known: by the report `event`, on the day `at`."""

    id: str
    at: datetime
    title: str
    text: str
    cite: Cite
    outlet: str


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """The feed as text."""
    known(record, story)
    found = sorted(changes(record, story=story), key=lambda one: (one.at, one.id), reverse=True)
    feed = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _add(feed, "id", f"urn:attache:changes{f':{story}' if story else ''}")
    _add(feed, "title", "What changed")
    _add(feed, "updated", stamp(found[0].at if found else datetime(1970, 1, 1, tzinfo=UTC)))
    _add(feed, "generator", "attache")
    for one in found:
        item = ElementTree.SubElement(feed, "entry")
        _add(item, "id", f"urn:attache:{one.id}")
        _add(item, "title", one.title)
        _add(item, "updated", stamp(one.at))
        author = ElementTree.SubElement(item, "author")
        _add(author, "name", one.outlet)
        _add(item, "content", one.text).set("type", "text")
        if address := web_address(one.cite.link):
            ElementTree.SubElement(item, "link", {"rel": "alternate", "href": address})
    ElementTree.indent(feed)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield ElementTree.tostring(feed, encoding="unicode") + "\n"


def changes(record: Record, *, story: str | None = None) -> Iterator[Change]:
    """Every change that a dated page tells of."""
    desk = Desk(record)
    entries = {entry.id: entry for entry in record.entries(story=story)}
    events = record.many((event for entry in entries.values() for event in entry.events), Event)
    for entry in entries.values():
        for before, after in _turns(entry):
            if (event := events.get(after)) is not None:
                state = words.state(event.type, event.modality)
                if (found := _change(desk, event, state, _was(events.get(before or "")))) is not None:
                    yield found
    for one in record.appointments(story=story):
        for move in one.moves:
            told = record.many([move.event], Event).get(move.event)
            if told is not None and one.entry in entries:
                detail = f"from {words.day(move.before)} to {words.day(move.after)}"
                if (found := _change(desk, told, "moved", detail)) is not None:
                    yield found


def _turns(entry: Entry) -> Iterator[tuple[str | None, str]]:
    """The reports with which an entry's state became another, each with the report before."""
    last = None
    for step in entry.history:
        if last is None or step.modality is not last.modality:
            yield (last.event if last is not None else None), step.event
            last = step


def _was(event: Event | None) -> str:
    return f"before: {words.state(event.type, event.modality)}" if event is not None else ""


def _change(desk: Desk, event: Event, state: str, detail: str) -> Change | None:
    page = desk.pages.get(event.page)
    at = day_of(page)
    if page is None or at is None:
        return None
    line, cite = desk.event(event), desk.cite(event.anchor)
    who = ", ".join(line.actors) + (f" → {', '.join(line.recipients)}" if line.recipients else "")
    told = f"“{(cite.before + ''.join(cite.marked) + cite.after).strip()}” ({cite.source})"
    facts = [line.day if event.when is not None else "", line.place or "", detail, told]
    return Change(
        f"{event.id}:{state.replace(' ', '-')}",
        at,
        _clean(f"{line.kind}: {who + ': ' if who else ''}{state}"),
        _clean("; ".join(fact for fact in facts if fact)),
        cite,
        _clean(page.outlet or page.name),
    )


def day_of(page: Page | None) -> datetime | None:
    """When a page was written, a day as its first minute; None where that is not known."""
    found = moment(page.published.start) if page is not None and page.published is not None else None
    if isinstance(found, datetime):
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if isinstance(found, date) else None


def stamp(at: datetime) -> str:
    """A time as RFC 3339 writes it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", one_line(text))


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    child.text = text
    return child
