"""W3C Web Annotations (JSON-LD): every datum as a note on exact words.

Each target has two selectors. The TextPositionSelector counts code points of the article's text as the record
keeps it, the cached state it names; the TextQuoteSelector finds the words on the live page, whose markup and
menus shift every position.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attache import wire
from attache.model import Event, Figure, Page, Span, Statement
from attache.safe import web_address
from attache.views import words
from attache.views.brief import bounds
from attache.views.sheaf import Sheaf, called, gather, party

if TYPE_CHECKING:
    from attache.store import Record

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NEAR = 32  # characters of prefix and suffix: what Hypothesis writes, and enough to tell two "Kerry said" apart


def write(record: Record, *, story: str | None = None) -> Iterator[str]:
    """A collection with one page of annotations, one a line."""
    sheaf = gather(record, story=story)
    notes = list(notes_of(sheaf))
    head = {
        "@context": CONTEXT,
        "id": f"urn:attache:annotations{f':{story}' if story else ''}",
        "type": "AnnotationCollection",
        "label": "What the pages say, on the words that say it",
        "total": len(notes),
    }
    page = {"id": f"{head['id']}:1", "type": "AnnotationPage", "startIndex": 0}
    yield f'{wire.dumps(head)[:-1]},"first":{wire.dumps(page)[:-1]},"items":{wire.array(notes)}}}}}\n'


def notes_of(sheaf: Sheaf) -> Iterator[dict[str, Any]]:
    """Statements, events, figures and the mentions of actors, page by page."""
    by_page: dict[str, list[tuple[int, str, dict[str, Any]]]] = {page.id: [] for page in sheaf.pages}
    pages = {page.id: page for page in sheaf.pages}
    for said in sheaf.statements:
        if said.content:
            _note(by_page, pages, said.id, said.content, "describing", _statement(sheaf, said))
    for event in sheaf.events.values():
        _note(by_page, pages, event.id, (event.anchor,), "tagging", _event(sheaf, event))
    for figure in sheaf.figures:
        _note(by_page, pages, figure.id, (figure.span,), "tagging", _figure(figure))
    for actor in sheaf.actors.values():
        for mention in actor.mentions:
            body = [{"type": "SpecificResource", "source": f"urn:attache:{actor.id}", "purpose": "identifying"}]
            body.append(_text(actor.name, "tagging"))
            key = f"{actor.id}:{mention.page}:{mention.start}"
            _note(by_page, pages, key, (mention,), "identifying", body)
    for found in by_page.values():
        for _, _, note in sorted(found, key=lambda each: each[:2]):
            yield note


def _note(
    by_page: dict[str, list[tuple[int, str, dict[str, Any]]]],
    pages: dict[str, Page],
    key: str,
    spans: Sequence[Span],
    motivation: str,
    body: list[dict[str, Any]],
) -> None:
    page = pages.get(spans[0].page)
    if page is None:  # a mention on a page of another story
        return
    targets = [_target(page, span) for span in spans]
    note = {
        "id": f"urn:attache:{key}",
        "type": "Annotation",
        "motivation": motivation,
        "body": body,
        "target": targets[0] if len(targets) == 1 else targets,
    }
    by_page[page.id].append((spans[0].start, key, note))


def _target(page: Page, span: Span) -> dict[str, Any]:
    kept = f"urn:attache:{page.id}"
    return {
        "type": "SpecificResource",
        "source": web_address(page.url) or kept,
        "state": {"type": "TimeState", "cached": kept},
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {
                "type": "TextQuoteSelector",
                "exact": span.text,
                "prefix": page.text[max(0, span.start - NEAR) : span.start],
                "suffix": page.text[span.end : span.end + NEAR],
            },
        ],
    }


def _text(value: str, purpose: str) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _statement(sheaf: Sheaf, said: Statement) -> list[dict[str, Any]]:
    speaker = " and ".join(called(sheaf, one) for one in said.speaker) or (said.source.text if said.source else "")
    through = "".join(f", as told by {called(sheaf, one)}" for one in reversed(said.voices))
    return [
        _text(f"{speaker or 'somebody not named'}{through}: {said.kind.value} speech", "describing"),
        _text(f"statement:{said.kind.value}", "tagging"),
        _text(f"modality:{said.modality.value}", "tagging"),
    ]


def _event(sheaf: Sheaf, event: Event) -> list[dict[str, Any]]:
    actors = ", ".join(party(sheaf, role) for role in event.actors)
    recipients = ", ".join(party(sheaf, role) for role in event.recipients)
    day = f", {words.day(event.when)}" if event.when is not None else ""
    kind, state = words.kind(event.type, event.mode), words.state(event.type, event.modality)
    who = f": {actors}" + (f" → {recipients}" if recipients else "") if actors or recipients else ""
    return [
        _text(f"{kind}{who} ({state}{day})", "describing"),
        _text(f"{event.type.value}/{event.mode}" if event.mode else event.type.value, "tagging"),
        _text(f"modality:{event.modality.value}", "tagging"),
    ]


def _figure(figure: Figure) -> list[dict[str, Any]]:
    of = f" {figure.counted.text}" if figure.counted is not None else ""
    return [_text(bounds(figure) + (f":{of}" if of else ""), "describing"), _text("figure", "tagging")]
