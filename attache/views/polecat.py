"""PLOVER rows in POLECAT's columns, tab-separated, the exact words beside each row.

The record keeps what is done and whether it was done apart: CONSULT, scheduled. PLOVER has one code for both,
so here, and only here, the two are folded (`folded`):

    Kerry will meet Lavrov                  CONSULT, scheduled       AGREE
    urged Russia to pull back its troops    RETREAT, demanded        REQUEST/yield
    threatened sanctions                    SANCTION, threatened     THREATEN/relations
    suspended aid                           AID, cancelled           SANCTION/discontinue
    did not invade; could invade            denied, possible         no row

VOTE, and ENACT but for recognising a state, have no code in PLOVER and give no row. What PLOVER has and attache
does not read (Wikipedia ids, sectors but for governments, GeoNames ids) is left empty, and so is Intensity: it
is PLOVER's table of scores by type and mode, which can be joined, and says nothing of the event at hand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attache.language.segment import segment
from attache.model import ActorType, Event, EventType, Modality, Page, Precision, Role, When
from attache.safe import one_line, web_address
from attache.views import words
from attache.views.sheaf import Sheaf, called, gather, party, places

if TYPE_CHECKING:
    from attache.store import Record

T, M = EventType, Modality

QUADS: dict[str, tuple[EventType, ...]] = {
    "VERBAL COOPERATION": (T.AGREE, T.CONSULT, T.SUPPORT, T.CONCEDE),
    "MATERIAL COOPERATION": (T.COOPERATE, T.AID, T.RETREAT),
    "VERBAL CONFLICT": (T.REQUEST, T.ACCUSE, T.REJECT, T.THREATEN),
    "MATERIAL CONFLICT": (T.PROTEST, T.SANCTION, T.MOBILIZE, T.COERCE, T.ASSAULT),
}
DEEDS = (T.CONSULT, T.SUPPORT, T.CONCEDE, T.COOPERATE, T.AID, T.RETREAT)  # of goodwill: intended, they are AGREE
BLOWS = QUADS["MATERIAL CONFLICT"]  # intended or threatened, they are THREATEN
WORDS = (T.AGREE, T.REQUEST, T.ACCUSE, T.REJECT, T.THREATEN)  # stay what they are, marked as future
DONE = (M.HAPPENED, M.ONGOING)
INTENDED = (M.SCHEDULED, M.PROPOSED)

# Modes that PLOVER knows; others of ours are left out of its column and stand in `attache Mode`.
MODES: dict[EventType, str] = {
    T.CONSULT: "visit third-party multilateral phone",
    T.RETREAT: "withdraw release return disarm ceasefire access resign",
    T.REQUEST: "assist change yield meet",
    T.ACCUSE: "disapprove investigate allege",
    T.REJECT: "assist change yield meet",
    T.THREATEN: "restrict ban arrest relations rights expel territory violence",
    T.PROTEST: "demo riot strike hunger boycott obstruct",
    T.SANCTION: "convict expel withdraw discontinue",
    T.MOBILIZE: "troops weapons police militia",
    T.COERCE: "seize restrict ban censor curfew arrest deport withhold misinformation cyber",
    T.ASSAULT: "abduct beat torture execute sexual assassinate destroy primitive firearms explosives "
    "suicide-attack aerial drone heavy-weapons crowd-control cleansing massacre unconventional",
}
_ASKED = {
    T.RETREAT: "yield", T.CONCEDE: "yield", T.AID: "assist", T.COOPERATE: "assist", T.SUPPORT: "assist",
    T.CONSULT: "meet", T.AGREE: "meet",
}  # fmt: skip
_THREATS: dict[tuple[EventType, str | None], str] = {
    (T.ASSAULT, "territory"): "territory",
    (T.COERCE, "arrest"): "arrest",
    (T.COERCE, "ban"): "ban",
    (T.COERCE, "censor"): "rights",
    (T.COERCE, "deport"): "expel",
    (T.SANCTION, "convict"): "arrest",
    (T.SANCTION, "expel"): "expel",
}
_THREAT = {
    T.ASSAULT: "violence", T.MOBILIZE: "violence", T.SANCTION: "relations", T.COERCE: "restrict",
    T.PROTEST: "restrict", T.CONSULT: "relations", T.AID: "relations", T.COOPERATE: "relations",
    T.AGREE: "relations", T.RETREAT: "relations",
}  # fmt: skip
_CONTEXTS = ("military", "economic", "legal", "intelligence", "asylum")  # modes of ours that PLOVER has as contexts


@dataclass(frozen=True, slots=True)
class Code:
    """What PLOVER calls it: a type, a mode ("" for none) and contexts."""

    type: EventType
    mode: str
    contexts: tuple[str, ...] = ()

    @property
    def quad(self) -> str:
        """ "VERBAL COOPERATION" and so on."""
        return next(name for name, types in QUADS.items() if self.type in types)


@dataclass(frozen=True, slots=True)
class Row:
    """A PLOVER row: its code, the event it comes from, and others of the same sentence that say the same."""

    code: Code
    event: Event
    others: tuple[Event, ...] = ()


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """The rows, the first with the names of the columns."""
    sheaf = gather(record, story=story)
    yield "\t".join(COLUMNS) + "\n"
    pages = {page.id: page for page in sheaf.pages}
    for row in rows(sheaf):
        cells = _cells(sheaf, row, pages[row.event.page])
        yield "\t".join(one_line(str(cells.get(name, ""))) for name in COLUMNS) + "\n"


def rows(sheaf: Sheaf) -> Iterator[Row]:
    """Page by page; what one sentence tells twice under one code is one row, and nobody's talks are none.

    "promised to withdraw its troops" is a promise and a withdrawal in the record, one AGREE for PLOVER.
    """
    by_page: dict[str, list[Event]] = {page.id: [] for page in sheaf.pages}
    for event in sheaf.events.values():
        if event.actors or event.recipients or _stands_alone(event):
            by_page[event.page].append(event)
    for page in sheaf.pages:
        starts = [one.start for one in segment(page.text)]
        sentences: dict[int, list[Event]] = {}
        for event in sorted(by_page[page.id], key=lambda one: one.anchor.start):
            sentences.setdefault(bisect_right(starts, event.anchor.start), []).append(event)
        for events in sentences.values():
            yield from _of_sentence(events)


def _stands_alone(event: Event) -> bool:
    """An attack nobody owns up to is an attack still; talks of nobody with nobody are no row."""
    return event.type in BLOWS and event.modality in DONE


def _of_sentence(events: list[Event]) -> Iterator[Row]:
    found: list[Row] = []
    for event in events:
        code = folded(event.type, event.mode, event.modality, refused=bool(event.voices))
        if code is None:
            continue
        at = next((at for at, row in enumerate(found) if _same(row, event, code)), None)
        if at is None:
            found.append(Row(code, event))
            continue
        # The words of asking or promising lead; the deed asked for says what was asked.
        first = found[at]
        mode = first.code.mode or code.mode if first.event.type is code.type else code.mode or first.code.mode
        leads = first.event if first.event.type is code.type else event if event.type is code.type else first.event
        others = tuple(one for one in (first.event, *first.others, event) if one is not leads)
        found[at] = Row(Code(code.type, mode, first.code.contexts or code.contexts), leads, others)
    yield from found


def _same(row: Row, event: Event, code: Code) -> bool:
    """Whether an event says what a row says already: one of the two folded into the other's type."""
    if row.code.type is not code.type:
        return False
    deed, word = event.type is not code.type, row.event.type is not code.type
    return deed or word


def folded(type: EventType, mode: str | None, modality: Modality, *, refused: bool = False) -> Code | None:
    """PLOVER's code for an action and whether it was done; None where PLOVER has none.

    `refused`: what was not done, somebody said would not be done; "Kiev said it would hold no talks".
    """
    if type is T.VOTE or type is T.ENACT:
        recognised = type is T.ENACT and mode == "recognise" and modality in DONE
        return Code(T.SUPPORT, "", ("diplomatic",)) if recognised else None
    if type in WORDS:
        return _word(type, mode, modality, refused)
    if modality in DONE:
        return _code(type, mode)
    if modality in INTENDED:
        if type in BLOWS:
            return _threat(type, mode)
        # "will resign": no other party gains by it, and PLOVER's coders keep it a retreat.
        return _code(type, mode, "future") if mode == "resign" else Code(T.AGREE, "", _contexts(mode))
    if modality is M.DEMANDED:
        return Code(T.REQUEST, _ASKED.get(type, "change"), _contexts(mode))
    if modality is M.THREATENED:
        return _threat(type, mode)
    if modality is M.CANCELLED:
        # "suspended aid", "broke off talks"; "lifted the curfew"
        return Code(T.CONCEDE, "") if type in BLOWS else Code(T.SANCTION, "discontinue")
    if modality is M.DENIED and type in DEEDS and refused:
        return Code(T.REJECT, _ASKED[type])
    return None


def _word(type: EventType, mode: str | None, modality: Modality, refused: bool) -> Code | None:
    """A speech act: what is said stays what it is, unless it was not said."""
    if modality in DONE:
        return _code(type, mode)
    if modality in INTENDED:
        return _code(type, mode, "future")
    if modality is M.DEMANDED:
        return Code(T.REQUEST, _ASKED.get(type, "change"))
    if modality is M.THREATENED:
        return _threat(type, mode)
    if modality is M.CANCELLED and type is T.AGREE:
        return Code(T.SANCTION, "discontinue")
    return Code(T.REJECT, "") if modality is M.DENIED and type is T.AGREE and refused else None


def _threat(type: EventType, mode: str | None) -> Code:
    return Code(T.THREATEN, _THREATS.get((type, mode)) or _THREAT.get(type, ""), _contexts(mode))


def _code(type: EventType, mode: str | None, *contexts: str) -> Code:
    known = mode if mode is not None and mode in MODES.get(type, "").split() else ""
    return Code(type, known, (*_contexts(mode), *contexts))


def _contexts(mode: str | None) -> tuple[str, ...]:
    return (mode,) if mode in _CONTEXTS and mode is not None else ()


# ---------------------------------------------------------------------------------------------------- columns

_SIDE = "{0} Name|{0} Country|{0} COW|Primary {0} Sector|{0} Sectors|{0} Title|{0} Name Raw|Wikipedia {0} ID"
COLUMNS: tuple[str, ...] = tuple(
    "|".join(
        [
            "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts",
            _SIDE.format("Actor"),
            _SIDE.format("Recipient"),
            "Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type",
            "Source|Publication Date|Story People|Story Organizations|Story Locations|Language|Version|Headline",
            # ours: what the row rests on
            "Event End Date|Date Precision|Date Basis|attache Type|attache Mode|Modality|Voices|Page|URL",
            "Event Text|Event Span|Other Events|Actor Spans|Recipient Spans|Place Span|Date Text|Date Span",
        ]
    ).split("|")
)


def _cells(sheaf: Sheaf, row: Row, page: Page) -> dict[str, object]:
    event, code = row.event, row.code
    actors = event.actors
    recipients = event.recipients or next((one.recipients for one in row.others if one.recipients), ())
    place = event.place or next((one.place for one in row.others if one.place), None)
    when = event.when or next((one.when for one in row.others if one.when), None)
    cells: dict[str, object] = {
        "Event ID": event.id,
        "Event Type": code.type.value,
        "Event Mode": code.mode,
        "Quad Code": code.quad,
        "Contexts": ";".join(code.contexts),
        **_side(sheaf, "Actor", actors),
        **_side(sheaf, "Recipient", recipients),
        **_dates(when),
        "Source": page.outlet or page.name,
        "Publication Date": _day(page.published),
        "Language": page.language or "",
        "Headline": page.headline or "",
        "attache Type": event.type.value,
        "attache Mode": event.mode or "",
        "Modality": event.modality.value,
        "Voices": ";".join(called(sheaf, one) for one in event.voices),
        "Page": page.id,
        "URL": web_address(page.url) or "",
        "Event Text": event.anchor.text,
        "Event Span": places((event.anchor,)),
        "Other Events": ";".join(one.id for one in row.others),
    }
    if place is not None:
        cells |= {
            "Placename": place.name,
            "Country": place.country or "",
            "Latitude": "" if place.lat is None else place.lat,
            "Longitude": "" if place.lon is None else place.lon,
            "Raw Placename": place.span.text,
            "Place Span": places((place.span,)),
        }
    return cells


def _side(sheaf: Sheaf, side: str, roles: tuple[Role, ...]) -> dict[str, object]:
    known = [sheaf.actors.get(role.actor or "") for role in roles]
    governs = [one is not None and one.type is ActorType.GOVERNMENT for one in known]
    return {
        f"{side} Name": ";".join(party(sheaf, role) for role in roles),
        f"{side} Country": ";".join((one.country if one is not None else None) or "" for one in known),
        f"Primary {side} Sector": ";".join("GOV" if one else "" for one in governs) if any(governs) else "",
        f"{side} Name Raw": ";".join(role.span.text for role in roles),
        f"{side} Spans": places(role.span for role in roles),
    }


def _dates(when: When | None) -> dict[str, object]:
    """The day where it is known to a day or narrowed down to a few; never the day of print in its place."""
    if when is None:
        return {}
    fixed = not words.loose(when) and not when.options
    return {
        "Event Date": _day(when) if fixed else "",
        "Event End Date": (when.end or "")[:10] if fixed and when.end != when.start else "",
        "Date Precision": when.precision.value if fixed else Precision.VAGUE.value,
        "Date Basis": when.basis.value,
        "Date Text": when.span.text if when.span is not None else "",
        "Date Span": places((when.span,)) if when.span is not None else "",
    }


def _day(when: When | None) -> str:
    return (when.start or "")[:10] if when is not None else ""
