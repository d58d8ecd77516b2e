"""A page handed to spaCy: the same text, and every datum where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache import pipeline, wire
from attache.errors import ExportError
from attache.store import Record
from attache.views import spacy_doc


def test_without_spacy_the_command_that_installs_it_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, world
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "spacy.tokens", None)
    with Record(path) as record, pytest.raises(ExportError, match=r"pip install 'attache\[spacy\]'"):
        spacy_doc.doc(record, world.wire.id)


def test_the_doc_is_the_page(path: Path, world) -> None:
    pytest.importorskip("spacy")
    with Record(path) as record:
        doc = spacy_doc.doc(record, world.wire.id)
        assert doc.text == world.wire.text
        assert doc.user_data["page"] == world.wire.id
        assert set(doc.spans) == set(spacy_doc.GROUPS)
        assert [span.text for span in doc.spans["statements"]] == [
            "We are closer than a week ago,",
            "The border must open.",
        ]
        assert [span.id_ for span in doc.spans["statements"]] == [world.closer.id, world.border.id]
        assert [(span.label_, span.text) for span in doc.spans["events"]] == [("CONSULT:scheduled", "meet")]
        assert "a-berg" in {span.id_ for span in doc.spans["actors"]}
        assert next(sentence.text.strip() for sentence in doc.sents) == "Berg and Petrov to meet in Oslo"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a\u200bb  c\n\n\t“d”", "🕊 x", "one\n\n\n\ntwo  "])
def test_odd_white_space_is_kept(text: str) -> None:
    spacy = pytest.importorskip("spacy")
    from attache.language.segment import segment

    words, spaces, starts = spacy_doc._words(text, segment(text))
    assert spacy.tokens.Doc(spacy.vocab.Vocab(), words=words, spaces=spaces, sent_starts=starts).text == text


def test_a_page_that_was_not_read_is_only_its_text(world) -> None:
    pytest.importorskip("spacy")
    record = Record()
    record.keep([(world.post, "key", None), (world.wire, "key", wire.pack(world.readings[world.wire.id]))])
    pipeline.establish(record)
    assert not any(spacy_doc.doc(record, world.post.id).spans.values())
