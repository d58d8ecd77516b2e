"""How well whole pages are read: our own labelled pages, layer by layer.

    python -m bench.reading [--split dev] [--json]

A reading is turned into a labelling and scored as one labelling is scored against another (training.agreement,
where two labellers' figures stand for comparison). Two figures are asked of it besides: how many of the events that
people marked as not having happened are told as happened, and how much planned speech is told as spoken. The test
split is for releases; choices are made on dev.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from attache import reports
from attache.language.core import Core, read_sentences
from attache.language.segment import quotation_marks
from attache.model import Article, Basis, Block, Event, Figure, Page, Precision, Reading, Role, Span, When, identifier
from training import agreement
from training.agreement import Count, Row
from training.pages import EventLabel, FigureLabel, LabelledPage, Piece, StatementLabel, Who, load

REALISED = ("happened", "ongoing")


def page_of(labelled: LabelledPage) -> Page:
    """The page as intake would give it: headline, text and the day in its header."""
    text, day = labelled.text, labelled.header.get("date")
    headline = text.split("\n\n", 1)[0]
    published = When(day, day, Precision.DAY, None, Basis.METADATA) if day else None
    return Page(
        identifier("p", labelled.path, text), labelled.path, None, labelled.header.get("outlet"), headline, None, None,
        None, "en", text, (Block(0, len(text), 0, len(text)),), (), published,
    )  # fmt: skip


def read(pages: Sequence[Page], core: Core) -> list[Reading]:
    """The readings of pages, their sentences in one batch."""
    sentences = read_sentences([page.text for page in pages], core)
    return [
        reports.read(Article(page, found, quotation_marks(page.text)))
        for page, found in zip(pages, sentences, strict=True)
    ]


def as_labels(labelled: LabelledPage, reading: Reading) -> LabelledPage:
    """A reading in the form of labels; its actors take the keys of the labelled actors they are.

    A speaker who is none of the labelled actors is nobody there, as for people, who leave the key out.
    """
    keys = _keys(labelled, reading)
    return replace(
        labelled,
        statements=tuple(
            StatementLabel(
                s.kind.value,
                tuple(map(_piece, s.content)),
                _maybe(s.cue),
                _maybe(s.source),
                tuple(keys[a] for a in s.speaker if a in keys),
                s.naming.value,
                tuple(keys.get(v, v) for v in s.voices),
                None,
                None,
                s.modality.value,
                0,
            )
            for s in reading.statements
        ),
        events=tuple(_event(event, keys) for event in reading.events),
        figures=tuple(_figure(figure) for figure in reading.figures),
        mentions=tuple(
            Who(_piece(span), (keys.get(actor.id, actor.id),)) for actor in reading.actors for span in actor.mentions
        ),
    )


def _keys(labelled: LabelledPage, reading: Reading) -> dict[str, str]:
    """For each actor of ours the labelled one it shares most mentions with."""
    found: dict[str, str] = {}
    marked = [(m.piece, m.keys[0]) for m in _labelled_mentions(labelled) if len(m.keys) == 1]
    for actor in reading.actors:
        votes: dict[str, int] = {}
        for span in actor.mentions:
            for piece, key in marked:
                if piece.start < span.end and span.start < piece.end:
                    votes[key] = votes.get(key, 0) + 1
        if votes:
            found[actor.id] = max(votes, key=lambda key: (votes[key], key))
    return found


def _labelled_mentions(labelled: LabelledPage) -> Iterable[Who]:
    yield from labelled.mentions
    for statement in labelled.statements:
        if statement.source is not None:
            yield Who(statement.source, statement.speaker)
    for event in labelled.events:
        yield from (*event.actors, *event.recipients)


def _event(event: Event, keys: dict[str, str]) -> EventLabel:
    def roles(found: Iterable[Role]) -> tuple[Who, ...]:
        return tuple(Who(_piece(r.span), (keys.get(r.actor, r.actor),) if r.actor else ()) for r in found)

    return EventLabel(
        event.type.value, event.mode, event.modality.value, _piece(event.anchor), roles(event.actors),
        roles(event.recipients), _maybe(event.place.span) if event.place else None, None, event.voices, 0,
    )  # fmt: skip


def _figure(figure: Figure) -> FigureLabel:
    return FigureLabel(
        _piece(figure.span), figure.low, figure.high, figure.approximate, figure.unit, _maybe(figure.counted), 0
    )


def _piece(span: Span) -> Piece:
    return Piece(span.start, span.end)


def _maybe(span: Span | None) -> Piece | None:
    return None if span is None else _piece(span)


def unrealised(labelled: LabelledPage, ours: LabelledPage) -> Row:
    """Of events and speech not realised by people's marks: how many there are, and how many are told as realised.

    `first` counts those found at all, `both` those told wrongly; `second` repeats `first`.
    """
    done = {(e.anchor, e.type): e.modality for e in ours.events}
    events = [e for e in labelled.events if e.modality not in REALISED and (e.anchor, e.type) in done]
    wrong = sum(done[e.anchor, e.type] in REALISED for e in events)
    said = {s.cue: s.modality for s in ours.statements if s.cue}
    planned = [s for s in labelled.statements if s.modality != "happened" and s.cue in said]
    spoken = sum(said[s.cue] in REALISED for s in planned)
    return {
        "unrealised told as happened": Count(len(events), len(events), wrong),
        "planned speech told as said": Count(len(planned), len(planned), spoken),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores of whole readings on our own labelled pages.")
    parser.add_argument("--split", default="dev", choices=["train", "dev", "test"])
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    labelled = list(load(split=args.split))
    readings = read([page_of(page) for page in labelled], Core.load(threads=2))
    ours = [as_labels(page, reading) for page, reading in zip(labelled, readings, strict=True)]
    rows = [agreement.compare(a, b) for a, b in zip(labelled, ours, strict=True)]
    risks = agreement.total(unrealised(a, b) for a, b in zip(labelled, ours, strict=True))
    if args.json:
        scores = {layer.strip(): round(100 * count.f1, 1) for layer, count in agreement.total(rows).items()}
        print(json.dumps({"scores": scores, "risks": {k: [c.both, c.first] for k, c in risks.items()}}, indent=1))
        return
    print(f"{args.split}: {len(labelled)} pages, {sum(len(page.text.split()) for page in labelled)} words")
    print(agreement.table(rows))
    for name, count in risks.items():
        print(f"{name}: {count.both} of {count.first}")


if __name__ == "__main__":
    main()
