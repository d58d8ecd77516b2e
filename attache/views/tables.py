"""CSV: one flat table for each record type, safe to open in a spreadsheet.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula and runs it. A headline

    =HYPERLINK("http://...", "Talks fail")

is therefore written with an apostrophe before it, as are cells that begin so after blanks or apostrophes, or
with a tab or a line's end. `armed` takes the apostrophe off again; numbers that attache writes itself (a
longitude of -0.12) are no text and stay numbers. Files are UTF-8 with a byte order mark, which Excel needs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from attache.model import Place, When
from attache.safe import plain
from attache.views import words
from attache.views.sheaf import Sheaf, called, gather, party, places

if TYPE_CHECKING:
    from attache.store import Record

BOM = "\ufeff"
_FORMULA = re.compile(r"['\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]|[\t\r\n]")
_DEFUSED = re.compile(r"'(?=['\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]|[\t\r\n])")

Cell = str | int | float | bool | None
Row = dict[str, Cell]


def files(record: Record, *, story: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Each table as a file: `event.csv` and its bytes."""
    sheaf = gather(record, story=story)
    for name in TABLES:
        yield f"{name}.csv", (BOM + "".join(table(sheaf, name))).encode("utf-8")


def table(sheaf: Sheaf, name: str) -> Iterator[str]:
    """The lines of one table, the first with the names of its columns."""
    columns, rows = TABLES[name]
    yield _line(columns.split())
    for row in rows(sheaf):
        yield _line(defused(cell) if isinstance(cell, str) else cell for cell in row.values())


def _line(cells: Iterable[Cell]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(_cell, cells))
    return out.getvalue()


def _cell(value: Cell) -> Cell:
    """2000, not 2000.0: a count is a whole number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula: `=1+1` becomes `'=1+1`."""
    shown = plain(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def armed(cell: str) -> str:
    """The text that a cell of ours stands for."""
    return cell[1:] if _DEFUSED.match(cell) else cell


# --------------------------------------------------------------------------------------------------- the tables


def _pages(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.pages:
        yield {
            "id": one.id, "name": one.name, "url": one.url, "outlet": one.outlet, "headline": one.headline,
            "byline": one.byline, "credit": one.credit, "dateline": one.dateline, "language": one.language,
            **_when(one.published), "copy_of": sheaf.copies.get(one.id), "story": sheaf.story_of.get(one.id),
        }  # fmt: skip


def _actors(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.actors.values():
        offices = (f"{held.title} ({held.start or '?'} to {held.end or '?'})" for held in one.offices)
        yield {
            "id": one.id, "type": one.type.value, "name": one.name, "country": one.country,
            "names": "; ".join(one.names), "offices": "; ".join(offices), "mentions": len(one.mentions),
        }  # fmt: skip


def _statements(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.statements:
        yield {
            "id": one.id, "page": one.page, "kind": one.kind.value,
            "content": " … ".join(span.text for span in one.content), "spans": places(one.content),
            "cue": one.cue.text if one.cue else None, "source": one.source.text if one.source else None,
            "speaker": _names(sheaf, one.speaker), "speaker_id": "; ".join(one.speaker),
            "naming": one.naming.value, "voices": _names(sheaf, one.voices),
            "addressee": one.addressee.text if one.addressee else None, **_when(one.when),
            "modality": one.modality.value,
        }  # fmt: skip


def _events(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.events.values():
        yield {
            "id": one.id, "page": one.page, "type": one.type.value, "mode": one.mode,
            "anchor": one.anchor.text, "start": one.anchor.start, "end": one.anchor.end,
            "actors": "; ".join(party(sheaf, role) for role in one.actors),
            "actor_ids": "; ".join(role.actor or "" for role in one.actors),
            "recipients": "; ".join(party(sheaf, role) for role in one.recipients),
            "recipient_ids": "; ".join(role.actor or "" for role in one.recipients),
            **_place(one.place), **_when(one.when), "modality": one.modality.value,
            "voices": _names(sheaf, one.voices), "statement": one.statement,
        }  # fmt: skip


def _figures(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.figures:
        yield {
            "id": one.id, "page": one.page, "text": one.span.text, "start": one.span.start, "end": one.span.end,
            "low": one.low, "high": one.high, "approximate": one.approximate, "unit": one.unit,
            "counted": one.counted.text if one.counted else None, **_place(one.place), **_when(one.when),
            "voices": _names(sheaf, one.voices),
        }  # fmt: skip


def _stories(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.stories:
        yield {
            "id": one.id, "headline": one.headline, "from": one.start, "to": one.end, "pages": "; ".join(one.pages)
        }  # fmt: skip


def _entries(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.entries:
        yield {
            "id": one.id, "story": one.story, "type": one.type.value, "actors": _names(sheaf, one.actors),
            "actor_ids": "; ".join(one.actors), "recipients": _names(sheaf, one.recipients),
            "recipient_ids": "; ".join(one.recipients), **_place(one.place), **_when(one.when),
            "modality": one.modality.value, "history": " > ".join(step.modality.value for step in one.history),
            "origins": one.origins, "events": "; ".join(one.events),
        }  # fmt: skip


def _appointments(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.appointments:
        moves = (f"{words.day(move.before)} > {words.day(move.after)}" for move in one.moves)
        yield {
            "id": one.id, "entry": one.entry, **_when(one.planned), "outcome": one.outcome.value,
            "moves": "; ".join(moves), "announced": "; ".join(one.announced), "evidence": "; ".join(one.evidence),
        }  # fmt: skip


def _utterances(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.utterances:
        for variant in one.variants:
            yield {
                "id": one.id, "speaker": _names(sheaf, one.speaker), "speaker_id": "; ".join(one.speaker),
                "variant": variant.text, "statements": "; ".join(variant.statements),
            }  # fmt: skip


def _disputes(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.disputes:
        yield {"id": one.id, "story": one.story, "about": one.about, "figures": "; ".join(one.figures)}


def _positions(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.positions:
        for at in one.line:
            yield {
                "id": one.id, "actor": called(sheaf, one.actor), "actor_id": one.actor, "issue": one.issue,
                **_when(at.when), "stance": at.stance.value, "statement": at.statement, "event": at.event,
            }  # fmt: skip


def _digests(sheaf: Sheaf) -> Iterator[Row]:
    for one in sheaf.digests:
        for sentence in one.sentences:
            spans = "; ".join(f"{span.page}:{span.start}-{span.end}" for span in sentence.spans)
            yield {"story": one.story, "sentence": sentence.text, "spans": spans}


def _names(sheaf: Sheaf, actors: Iterable[str]) -> str:
    return "; ".join(called(sheaf, actor) for actor in actors)


def _when(when: When | None) -> Row:
    if when is None:
        return dict.fromkeys(_WHEN.split())
    options = "; ".join(option.start for option in when.options)
    return {
        "when_start": when.start, "when_end": when.end, "precision": when.precision.value,
        "basis": when.basis.value, "options": options, "when_words": when.span.text if when.span else None,
    }  # fmt: skip


def _place(place: Place | None) -> Row:
    if place is None:
        return dict.fromkeys(_PLACE.split())
    return {"place": place.name, "place_country": place.country, "lat": place.lat, "lon": place.lon}


_WHEN = "when_start when_end precision basis options when_words"
_SIDES = "actors actor_ids recipients recipient_ids"
_PLACE = "place place_country lat lon"

# Each table with its columns; a record type has one, under its own name.
TABLES: dict[str, tuple[str, Callable[[Sheaf], Iterator[Row]]]] = {
    "page": (f"id name url outlet headline byline credit dateline language {_WHEN} copy_of story", _pages),
    "actor": ("id type name country names offices mentions", _actors),
    "statement": (
        f"id page kind content spans cue source speaker speaker_id naming voices addressee {_WHEN} modality",
        _statements,
    ),
    "event": (
        f"id page type mode anchor start end {_SIDES} {_PLACE} {_WHEN} modality voices statement",
        _events,
    ),
    "figure": (f"id page text start end low high approximate unit counted {_PLACE} {_WHEN} voices", _figures),
    "story": ("id headline from to pages", _stories),
    "entry": (
        f"id story type {_SIDES} {_PLACE} {_WHEN} modality history origins events",
        _entries,
    ),
    "appointment": (f"id entry {_WHEN} outcome moves announced evidence", _appointments),
    "utterance": ("id speaker speaker_id variant statements", _utterances),
    "dispute": ("id story about figures", _disputes),
    "position": (f"id actor actor_id issue {_WHEN} stance statement event", _positions),
    "digest": ("story sentence spans", _digests),
}
