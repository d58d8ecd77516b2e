"""What is established, as rows of the record: the noun itself, and beside it what one looks it up by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from attache import wire
from attache.model import (
    Actor,
    Appointment,
    Dispute,
    Entry,
    Established,
    Event,
    Figure,
    Page,
    Position,
    Reading,
    Statement,
    Story,
    Utterance,
    When,
)
from attache.store.settle import days, statement_words
from attache.text import block_at

LISTED = 200  # mentions of an actor that stand in his row; a record has the others from the stories he is in


def folded(name: str) -> str:
    """A name as it is looked up: "Sébastien Lecornu" is "sebastien lecornu"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.casefold()))


@dataclass(frozen=True, slots=True)
class Row:
    """A datum; `parties` are (actor, role) pairs, `words` what it is found by (of a statement, what it says),
    `forms` the names of an actor.
    """

    record: str
    id: str
    noun: bytes
    page: str | None = None
    start: int | None = None
    story: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    tag: str | None = None
    modality: str | None = None
    naming: str | None = None
    parties: tuple[tuple[str, str], ...] = ()
    words: str | None = None
    forms: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[object, ...]:
        """As they stand in the table, after record and id."""
        return (
            self.page,
            self.start,
            self.story,
            self.first_day,
            self.last_day,
            self.tag,
            self.modality,
            self.naming,
            self.noun,
        )


def rows(established: Established, settled: Iterable[tuple[Page, Reading]]) -> Iterator[Row]:
    """Every datum of the record but the pages; `settled` are the readings in the record's own terms."""
    stories = {page: story.id for story in established.stories for page in story.pages}
    for page, reading in settled:
        yield from _page_rows(page, reading, stories.get(page.id))
    yield from map(actor_row, established.actors)
    yield from map(_story, established.stories)
    yield from map(_entry, established.entries)
    of_entry = {entry.id: entry.story for entry in established.entries}
    yield from (_appointment(one, of_entry.get(one.entry)) for one in established.appointments)
    yield from map(_utterance, established.utterances)
    yield from map(_dispute, established.disputes)
    yield from map(_position, established.positions)
    yield from (Row("digest", digest.story, wire.pack(digest), story=digest.story) for digest in established.digests)
    yield from (Row("copy", copy.page, wire.pack(copy), page=copy.page) for copy in established.copies)


def _page_rows(page: Page, reading: Reading, story: str | None) -> Iterator[Row]:
    for statement in reading.statements:
        yield _statement(statement, page.published, story)
    for event in reading.events:
        yield _event(event, story, page)
    for figure in reading.figures:
        yield _figure(figure, page.published, story)


def _statement(one: Statement, published: When | None, story: str | None) -> Row:
    # A statement without a date of its own was made when the page says it was, at the latest on its own day.
    first, last = days(one.when) if one.when and days(one.when)[0] else days(published)
    return Row(
        "statement",
        one.id,
        wire.pack(one),
        one.page,
        min((span.start for span in one.content), default=0),
        story,
        first,
        last,
        one.kind,
        one.modality,
        one.naming,
        parties=(*((actor, "speaker") for actor in one.speaker), *((voice, "voice") for voice in one.voices)),
        words=statement_words(one),
    )


_AROUND = 240  # characters on either side of an event's word that it is found by


def _event_words(one: Event, page: Page) -> str:
    """What an event is found by: the words around it in its paragraph, its parties and its place."""
    block = block_at(page.blocks, one.anchor.start)
    start, end = (block.start, block.end) if block else (one.anchor.start, one.anchor.end)
    start, end = max(start, one.anchor.start - _AROUND), min(end, one.anchor.end + _AROUND)
    parties = [role.span.text for role in (*one.actors, *one.recipients)]
    return " … ".join([page.text[start:end], *parties, *([one.place.name] if one.place else [])])


def _event(one: Event, story: str | None, page: Page) -> Row:
    first, last = days(one.when)
    roles = [(role.actor, "actor") for role in one.actors] + [(role.actor, "recipient") for role in one.recipients]
    parties = tuple((actor, role) for actor, role in roles if actor) + tuple((v, "voice") for v in one.voices)
    if one.place:  # where it was, to be looked up like who was there
        parties += ((folded(one.place.name), "place"),)
    return Row(
        "event",
        one.id,
        wire.pack(one),
        one.page,
        one.anchor.start,
        story,
        first,
        last,
        one.type,
        one.modality,
        parties=parties,
        words=_event_words(one, page),
    )


def _figure(one: Figure, published: When | None, story: str | None) -> Row:
    first, last = days(one.when) if one.when and days(one.when)[0] else days(published)
    parties = tuple((voice, "voice") for voice in one.voices)
    return Row(
        "figure",
        one.id,
        wire.pack(one),
        one.page,
        one.span.start,
        story,
        first,
        last,
        one.unit,
        parties=parties,
    )


def actor_row(one: Actor) -> Row:
    """A party of the record, to be found by any of his names."""
    first = min(((span.page, span.start) for span in one.mentions), default=(None, None))
    forms = tuple(dict.fromkeys(f" {folded(name)} " for name in (one.name, *one.names)))
    return Row("actor", one.id, wire.pack(one), first[0], first[1], tag=one.type, forms=forms, words=" … ".join(forms))


def _story(one: Story) -> Row:
    return Row("story", one.id, wire.pack(one), story=one.id, first_day=one.start, last_day=one.end)


def _once(record: str, actors: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Everybody in a datum, under the name of its type: who is in thousands of events may be in three entries."""
    return tuple((actor, record) for actor in dict.fromkeys(actors))


def _entry(one: Entry) -> Row:
    first, last = days(one.when)
    parties = tuple((a, "actor") for a in one.actors) + tuple((a, "recipient") for a in one.recipients)
    parties += _once("entry", (*one.actors, *one.recipients))
    if one.place:
        parties += ((folded(one.place.name), "place"),)
    return Row(
        "entry",
        one.id,
        wire.pack(one),
        story=one.story,
        first_day=first,
        last_day=last,
        tag=one.type,
        modality=one.modality,
        parties=parties,
    )


def _appointment(one: Appointment, story: str | None) -> Row:
    first, last = days(one.planned)
    return Row("appointment", one.id, wire.pack(one), story=story, first_day=first, last_day=last, tag=one.outcome)


def _utterance(one: Utterance) -> Row:
    parties = (*((actor, "speaker") for actor in one.speaker), *_once("utterance", one.speaker))
    return Row("utterance", one.id, wire.pack(one), parties=parties)


def _dispute(one: Dispute) -> Row:
    return Row("dispute", one.id, wire.pack(one), story=one.story)


def _position(one: Position) -> Row:
    parties = ((one.actor, "actor"), *_once("position", (one.actor,)))
    return Row("position", one.id, wire.pack(one), tag=one.issue, parties=parties)
