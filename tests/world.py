"""A small record made by hand: three pages on talks between two invented states, and what they establish."""

from __future__ import annotations

import random

from attache import wire
from attache.model import (
    Actor,
    ActorType,
    Appointment,
    Basis,
    Block,
    Change,
    Copy,
    Digest,
    DigestSentence,
    Dispute,
    Entry,
    Established,
    Event,
    EventType,
    Figure,
    Furniture,
    Modality,
    Naming,
    Outcome,
    Page,
    Place,
    Precision,
    Reading,
    Role,
    Span,
    Statement,
    StatementKind,
    Story,
    When,
    identifier,
)
from attache.store import Record

WIRE = """Berg and Petrov to meet in Oslo

Foreign Minister Anna Berg said on Tuesday she would meet Ivan Petrov in Oslo on April 12.

“We are closer than a week ago,” Berg told reporters.

According to a senior official, Berg told Petrov: “The border must open.” Some 2,000 to 3,000 troops stay."""

POST = """Ministers hold talks in Oslo

Anna Berg and Ivan Petrov met in Oslo on Saturday. About 5,000 troops remain at the border."""


def page(text: str, *, outlet: str, day: str | None, url: str | None = None) -> Page:
    """A page as a reader would make it."""
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        blocks.append(Block(at, at + len(paragraph), at, at + len(paragraph)))
        at += len(paragraph) + 2
    published = When(day, day, basis=Basis.METADATA) if day else None
    return Page(
        id=identifier("p", url or outlet, text),
        name=f"{outlet.lower().replace(' ', '-')}.txt",
        url=url,
        outlet=outlet,
        headline=text.split("\n", 1)[0],
        byline=None,
        credit=None,
        dateline=None,
        language="en",
        text=text,
        blocks=tuple(blocks),
        furniture=(Furniture(None, None, "Advertisement", "an advertisement’s label"),),
        published=published,
        known=(("outlet", "og:site_name"),),
    )


def words(of: Page, text: str, nth: int = 0) -> Span:
    """Where the words stand on the page."""
    at = -1
    for _ in range(nth + 1):
        at = of.text.index(text, at + 1)
    return of.span(at, at + len(text))


def actor(of: Page, name: str, kind: ActorType = ActorType.PERSON) -> Actor:
    span = words(of, name)
    return Actor(identifier("a", of.id, name), kind, name, (name,), (span,))


def meeting(of: Page, anchor: str, parties: tuple[Actor, ...], day: str, modality: Modality) -> Event:
    roles = tuple(Role(words(of, one.name), one.id) for one in parties)
    oslo = Place(words(of, "Oslo"), "Oslo", "NOR", 59.9, 10.7)
    when = When(day, day, Precision.DAY, None, Basis.STATED)
    span = words(of, anchor)
    one = identifier("e", span, "CONSULT")
    return Event(one, of.id, EventType.CONSULT, "visit", span, roles, (), oslo, when, modality)


def figure(of: Page, text: str, low: float, high: float, voices: tuple[str, ...] = ()) -> Figure:
    span = words(of, text)
    counted = words(of, "troops")
    return Figure(identifier("f", span), of.id, span, low, high, low == high, "people", counted, None, None, voices)


class World:
    """The pages, their readings and what they establish."""

    def __init__(self) -> None:
        self.wire = page(WIRE, outlet="Harbour Wire", day="2031-04-08", url="https://harbour.example/berg-petrov")
        self.post = page(POST, outlet="The Post", day="2031-04-13")
        self.copy = page(WIRE, outlet="Valley News", day="2031-04-09")
        berg, petrov = actor(self.wire, "Anna Berg"), actor(self.wire, "Ivan Petrov")
        official = actor(self.wire, "a senior official", ActorType.UNNAMED)
        self.berg, self.official = berg, official
        self.closer = self._said(self.wire, "We are closer than a week ago,", "told", (berg.id,), ())
        self.border = self._said(self.wire, "The border must open.", "told", (berg.id,), (official.id,), 1)
        self.planned = meeting(self.wire, "meet", (berg, petrov), "2031-04-12", Modality.SCHEDULED)
        self.low = figure(self.wire, "2,000 to 3,000", 2000, 3000)
        berg2, petrov2 = actor(self.post, "Anna Berg"), actor(self.post, "Ivan Petrov")
        self.held = meeting(self.post, "met", (berg2, petrov2), "2031-04-12", Modality.HAPPENED)
        self.high = figure(self.post, "About 5,000", 5000, 5000)
        self.pages = [self.wire, self.post, self.copy]
        self.readings = {
            self.wire.id: Reading(
                self.wire.id,
                (berg, petrov, official),
                (self.closer, self.border),
                (self.planned,),
                (self.low,),
                places=(self.planned.place,) if self.planned.place else (),
            ),
            self.post.id: Reading(self.post.id, (berg2, petrov2), (), (self.held,), (self.high,)),
            self.copy.id: Reading(self.copy.id, (), (), (), ()),
        }
        self.same = {
            berg.id: "a-berg", berg2.id: "a-berg", petrov.id: "a-petrov", petrov2.id: "a-petrov",
            official.id: "a-official",
        }  # fmt: skip

    def _said(
        self, of: Page, text: str, cue: str, speaker: tuple[str, ...], voices: tuple[str, ...], nth: int = 0
    ) -> Statement:
        content = words(of, text)
        return Statement(
            identifier("s", content), of.id, StatementKind.DIRECT, (content,), words(of, cue, nth), None,
            speaker,
            Naming.NAMED, voices,
        )  # fmt: skip

    def established(self, pages: list[Page]) -> Established:
        """What the pages establish: as `timeline.establish` would, for exactly these pages."""
        there = {one.id for one in pages}
        events = [one for one in (self.planned, self.held) if one.page in there]
        if not events:
            return Established((), {}, (), {}, (), (), ())
        last = events[-1]
        story = Story(
            "t-oslo", "Talks in Oslo", tuple(sorted(there)),
            min(p.published.start for p in pages if p.published and p.published.start), "2031-04-13",
        )  # fmt: skip
        mentions = tuple(words(one, "Anna Berg") for one in pages if one is not self.copy)
        actors = (
            Actor("a-berg", ActorType.PERSON, "Anna Berg", ("Anna Berg", "Berg"), mentions),
            Actor(
                "a-official",
                ActorType.UNNAMED,
                "a senior official",
                (),
                (words(self.wire, "a senior official"),),
            ),
            Actor("a-petrov", ActorType.PERSON, "Ivan Petrov", ("Ivan Petrov", "Petrov"), ()),
        )
        entry = Entry(
            "n-oslo", story.id, tuple(one.id for one in events), EventType.CONSULT, ("a-berg", "a-petrov"),
            (),
            last.place, last.when, last.modality,
            tuple(Change(one.when, one.modality, one.id) for one in events), len(events),
        )  # fmt: skip
        took_place = last.modality is Modality.HAPPENED
        appointment = Appointment(
            "m-oslo", entry.id, self.planned.when, (self.planned.id,), (),
            Outcome.TOOK_PLACE if took_place else Outcome.AHEAD, (self.held.id,) if took_place else (),
        )  # fmt: skip
        disputes = (Dispute("d-troops", story.id, "troops", (self.low.id, self.high.id)),) if took_place else ()
        copies = (Copy(self.copy.id, self.wire.id, 1.0, ()),) if self.copy.id in there else ()
        digest = Digest(story.id, (DigestSentence("Anna Berg met Ivan Petrov in Oslo.", (last.anchor,)),))
        return Established(
            actors,
            self.same,
            copies,
            {},
            (story,),
            (entry,),
            (appointment,),
            disputes=disputes,
            digests=(digest,),
        )

    def write(self, record: Record, *, shuffled: int | None = None) -> Record:
        """Reads the pages into a record, in their own order or another, establishing as it goes."""
        pages = list(self.pages)
        if shuffled is not None:
            random.Random(shuffled).shuffle(pages)
        for number, one in enumerate(pages):
            record.keep([(one, "key", wire.pack(self.readings[one.id]))])
            if shuffled is not None and self.wire in pages[: number + 1]:
                record.establish(self.established(pages[: number + 1]))
        record.establish(self.established(self.pages))
        return record
