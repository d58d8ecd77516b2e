"""A page as a spaCy `Doc`: its sentences and words, and everything the record knows of it as span groups.

    doc = spacy_doc.doc(record, "p-3f9a0c1b22d4")
    for span in doc.spans["statements"]:
        print(span.label_, span.id_, span.text)

Characters of the `Doc` are those of the page: `doc.text == page.text`. Where a datum begins or ends inside a word
its span takes the whole word in; its exact words stay in the record, under `span.id_`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attache.errors import ExportError, NotInRecord
from attache.language.segment import Segment, segment
from attache.model import Reading
from attache.model import Span as Words

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from attache.store import Record

NEEDED = "a spaCy Doc needs spaCy; install it with: pip install 'attache[spacy]'"
GROUPS = ("actors", "statements", "speakers", "cues", "events", "figures", "dates", "places")

Marked = tuple[str, str, str, Words]  # group, label, id, where


def doc(record: Record, page: str, vocab: Vocab | None = None) -> Doc:
    """The page of that id or name; what it says lies in `doc.spans`, each group by its name in GROUPS.

    A span's label is what it is (PERSON, "direct", "CONSULT:scheduled"), its `id_` the record's.
    """
    try:
        from spacy.tokens import Doc
        from spacy.vocab import Vocab
    except ImportError as error:
        raise ExportError(NEEDED) from error
    found = record.page(page)
    words, spaces, starts = _words(found.text, segment(found.text))
    made = Doc(vocab if vocab is not None else Vocab(), words=words, spaces=spaces, sent_starts=starts)
    made.user_data |= {"page": found.id, "name": found.name, "url": found.url, "outlet": found.outlet}
    groups: dict[str, list[Marked]] = {group: [] for group in GROUPS}
    try:
        for one in marked(record.reading(found.id)):
            groups[one[0]].append(one)
    except NotInRecord:  # a page in a language that is not read
        pass
    for group, those in groups.items():
        spans = (
            made.char_span(where.start, where.end, label=label, span_id=id, alignment_mode="expand")
            for _, label, id, where in those
        )
        made.spans[group] = [span for span in spans if span is not None]
    return made


def marked(reading: Reading) -> Iterator[Marked]:
    """All words of a page that mean something to the record: which group, what they are, whose id."""
    for actor in reading.actors:
        yield from (("actors", actor.type.value.upper(), actor.id, span) for span in actor.mentions)
    for one in reading.statements:
        yield from (("statements", one.kind.value, one.id, span) for span in one.content)
        if one.source is not None:
            yield "speakers", one.naming.value, " ".join(one.speaker), one.source
        if one.cue is not None:
            yield "cues", one.kind.value, one.id, one.cue
    for event in reading.events:
        yield "events", f"{event.type}:{event.modality}", event.id, event.anchor
    for figure in reading.figures:
        yield "figures", figure.unit or "number", figure.id, figure.span
    for when in reading.dates:
        if when.span is not None:
            yield "dates", when.precision.value, when.start or when.value or "", when.span
    for place in reading.places:
        yield "places", place.country or "place", place.name, place.span


def _words(text: str, sentences: Iterable[Segment]) -> tuple[list[str], list[bool], list[bool | int | None]]:
    """The page's words as spaCy wants them: white space beyond one blank is a word of its own."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool | int | None] = []
    at = 0
    for sentence in sentences:
        first = True
        for start, end in sentence.tokens:
            at = _gap(text, at, start, words, spaces, starts)
            words.append(text[start:end])
            spaces.append(False)
            starts.append(first)
            at, first = end, False
    _gap(text, at, len(text), words, spaces, starts)
    return words, spaces, starts


def _gap(text: str, at: int, end: int, words: list[str], spaces: list[bool], starts: list[bool | int | None]) -> int:
    """What stands between two words."""
    if at < end and text[at] == " " and words:
        spaces[-1] = True
        at += 1
    if at < end:
        words.append(text[at:end])
        spaces.append(False)
        starts.append(False)
    return end
