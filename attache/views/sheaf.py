"""What is handed on, gathered once: the whole record, or one story of it, with names and links at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attache.errors import NotInRecord
from attache.model import (
    Actor,
    Appointment,
    Digest,
    Dispute,
    Entry,
    Event,
    Figure,
    Page,
    Position,
    Role,
    Span,
    Statement,
    Story,
    Utterance,
    When,
)

if TYPE_CHECKING:
    from attache.store import Record


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The data of a record, in the record's order; `copies` says of what a page is a reprint."""

    pages: tuple[Page, ...]
    copies: dict[str, str]
    story_of: dict[str, str]
    actors: dict[str, Actor]
    statements: tuple[Statement, ...]
    events: dict[str, Event]
    figures: tuple[Figure, ...]
    stories: tuple[Story, ...]
    entries: tuple[Entry, ...]
    appointments: tuple[Appointment, ...]
    utterances: tuple[Utterance, ...]
    disputes: tuple[Dispute, ...]
    positions: tuple[Position, ...]
    digests: tuple[Digest, ...]

    def nouns(self) -> tuple[tuple[str, Iterable[object]], ...]:
        """Every datum but the pages, under the name of its record type, in the order of an export."""
        return (
            ("actor", self.actors.values()),
            ("statement", self.statements),
            ("event", self.events.values()),
            ("figure", self.figures),
            ("story", self.stories),
            ("entry", self.entries),
            ("appointment", self.appointments),
            ("utterance", self.utterances),
            ("dispute", self.disputes),
            ("position", self.positions),
            ("digest", self.digests),
        )


def gather(record: Record, *, story: str | None = None) -> Sheaf:
    """All that a record holds, or all that belongs to one story; raises NotInRecord for a story not there."""
    stories = known(record, story)
    pages = record.pages(story=story)
    statements, events = record.statements(story=story), record.events(story=story)
    said, done = {one.id for one in statements}, {one.id for one in events}
    entries = record.entries(story=story)
    utterances: tuple[Utterance, ...] = record.utterances()
    positions: tuple[Position, ...] = record.positions()
    actors: tuple[Actor, ...] = record.actors()
    if story is not None:
        utterances = tuple(one for one in utterances if said.intersection(one.statements))
        positions = tuple(one for one in positions if any(at.statement in said or at.event in done for at in one.line))
        here, named = {page.id for page in pages}, _parties(statements, events, entries)
        actors = tuple(
            one for one in actors if one.id in named or any(mention.page in here for mention in one.mentions)
        )
    return Sheaf(
        pages,
        {page.id: of for page in pages if (of := record.copy_of(page.id)) is not None},
        {page.id: of for page in pages if (of := record.story_of(page.id)) is not None},
        {actor.id: actor for actor in actors},
        statements,
        {event.id: event for event in events},
        record.figures(story=story),
        stories,
        entries,
        record.appointments(story=story),
        utterances,
        record.disputes(story=story),
        positions,
        record.digests(story=story),
    )


def known(record: Record, story: str | None) -> tuple[Story, ...]:
    """The one story asked for, or all; raises NotInRecord for a story not there."""
    found = tuple(one for one in record.stories() if story in (None, one.id))
    if story is not None and not found:
        raise NotInRecord(f"{story}: no story of that id is in {record.path or 'the record'}")
    return found


def _parties(statements: Iterable[Statement], events: Iterable[Event], entries: Iterable[Entry]) -> set[str | None]:
    found: set[str | None] = set()
    for said in statements:
        found.update(said.speaker, said.voices)
    for event in events:
        found.update(event.voices, (role.actor for role in (*event.actors, *event.recipients)))
    for entry in entries:
        found.update(entry.actors, entry.recipients)
    return found


def called(sheaf: Sheaf, actor: str | None) -> str:
    """What an actor is called; a voice that is no actor is an outlet, and called what it is."""
    found = sheaf.actors.get(actor or "")
    return found.name if found is not None else actor or ""


def party(sheaf: Sheaf, role: Role) -> str:
    """A party to an event by its name, or as written where the page does not let on who it is."""
    return called(sheaf, role.actor) if role.actor in sheaf.actors else role.span.text


def start(when: When | None) -> str | None:
    """Where a When begins, None while that is not known."""
    return when.start if when is not None else None


def places(spans: Iterable[Span]) -> str:
    """Spans as text: "12-24; 30-41"."""
    return "; ".join(f"{span.start}-{span.end}" for span in spans)
