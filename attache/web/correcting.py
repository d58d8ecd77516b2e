"""The page on which a datum is put right: what can be said of it, and what has been said already.

It stands only in a server started with edits on. The forms go to `edits.py`; nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass

from attache.errors import NotInRecord
from attache.model import Actor, Corrected, Deed, Entry, Event, Figure, Page, Standing, Statement, Story
from attache.views import words
from attache.web.desk import WebDesk
from attache.web.story import label_of

PARTS = 60  # of a thing that may be split off, that are listed
STANDINGS = {Standing.APPLIED: "in force", Standing.WAITING: "waiting", Standing.UNDONE: "taken back"}
DEEDS = {Deed.MERGE: "merged", Deed.SPLIT: "split", Deed.WRONG: "marked wrong", Deed.DATE: "dated"}


@dataclass(frozen=True, slots=True)
class FixShown:
    """A correction, ready to be shown."""

    id: str
    deed: str
    things: tuple[str, ...]
    to: str | None
    by: str
    at: str
    why: str | None
    standing: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Correctable:
    """A datum, what may be done to it, and the parts that may be split from it (what is sent, what is shown)."""

    id: str
    kind: str
    name: str
    home: str
    deeds: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    fixes: tuple[FixShown, ...]


def correctable(desk: WebDesk, id: str) -> Correctable:
    """What the page needs to know of a datum; raises NotInRecord."""
    noun = desk.record.find(id)
    deeds: tuple[Deed, ...] = (Deed.WRONG,)
    parts: list[tuple[str, str]] = []
    if isinstance(noun, Actor):
        kind, name, home, deeds = "party", desk.who(id).name, f"/person/{id}", (Deed.MERGE, Deed.SPLIT)
        parts = [(form, f"where it is called “{form}”") for form in noun.names if form != noun.name]
        pages = list(dict.fromkeys(span.page for span in noun.mentions))[:PARTS]
        desk.need(pages=pages)
        for page in map(desk.pages.__getitem__, pages):
            parts.append((page.id, f"on {desk.source_line(page)}: {page.headline or page.name}"))
    elif isinstance(noun, Entry):
        kind, home, deeds = "entry", f"/entry/{id}", (Deed.DATE, Deed.MERGE, Deed.SPLIT, Deed.WRONG)
        name = f"{words.day(noun.when)}: {label_of(desk, noun)}"
        events = desk.record.many(noun.events[:PARTS], Event)
        desk.need(pages=[one.page for one in events.values()])
        for one in events.values():
            parts.append((one.id, f"“{one.anchor.text}”, {desk.source_line(desk.pages[one.page])}"))
    elif isinstance(noun, Story):
        kind, name, home, deeds = "story", noun.headline, f"/story/{id}", (Deed.MERGE, Deed.SPLIT)
        desk.need(pages=noun.pages[:PARTS])
        for page in map(desk.pages.__getitem__, noun.pages[:PARTS]):
            parts.append((page.id, f"{page.headline or page.name} ({desk.source_line(page)})"))
    elif isinstance(noun, Page):
        kind, name, home, deeds = "page", noun.headline or noun.name, f"/page/{id}", (Deed.DATE,)
    elif isinstance(noun, Statement):
        kind, name, home = "statement", noun.content[0].text if noun.content else id, f"/page/{noun.page}#{id}"
    elif isinstance(noun, Event):
        kind, name, home = "report of an event", noun.anchor.text, f"/page/{noun.page}#{id}"
    elif isinstance(noun, Figure):
        kind, name, home = "figure", noun.span.text, f"/page/{noun.page}#{id}"
    else:
        raise NotInRecord(f"{id}: this cannot be corrected by itself; correct what it rests on")
    can = tuple(one.value for one in deeds if one is not Deed.SPLIT or len(parts) > 1)
    return Correctable(id, kind, name, home, can, tuple(parts), fixes(desk, of=id))


def fixes(desk: WebDesk, *, of: str | None = None) -> tuple[FixShown, ...]:
    """Corrections as they stand, the latest first: all, or those that touch a datum."""
    return tuple(_shown(one) for one in reversed(desk.record.fixes(of=of)))


def _shown(one: Corrected) -> FixShown:
    told = one.correction
    return FixShown(
        told.id,
        DEEDS[told.deed],
        tuple(thing.name for thing in told.things),
        words.day(told.to) if told.to else None,
        told.by,
        told.at.replace("T", " ").rstrip("Z")[:16],
        told.why,
        STANDINGS[one.standing],
        one.standing is Standing.UNDONE,
    )
