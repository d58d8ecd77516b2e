"""Whole pages against what a careful reader takes from them (tests/pages)."""

from __future__ import annotations

import pytest

from attache.language.core import Core

from . import golden

# What the shipped core and rules reach on the eight pages together; a share may rise, and falls only with its
# reason in the changelog.
FLOORS = {"statement": 0.8, "speaker": 0.85, "event": 0.75, "modality": 0.8, "figure": 0.8}


@pytest.fixture(scope="module")
def core() -> Core:
    return Core.load()


def test_the_golden_pages_are_read_as_a_careful_reader_reads_them(core: Core) -> None:
    tally = golden.Tally()
    for name in golden.names():
        page, reading = golden.read(name, core)
        golden.compare(page, reading, golden.expected(name), tally)
    low = {kind: tally.share(kind) for kind, floor in FLOORS.items() if tally.share(kind) < floor}
    assert not low, "\n".join([str(low), *tally.misses])


@pytest.mark.parametrize("name", golden.names())
def test_furniture_is_dropped_and_the_head_is_read(name: str, core: Core) -> None:
    page, _ = golden.read(name, core)
    wanted = golden.expected(name)
    for field in ("headline", "byline", "credit", "outlet"):
        if wanted.get(field):
            assert getattr(page, field) == wanted[field]
    for words in wanted["furniture"]:
        assert words not in page.text.split("\n\n")
    if wanted.get("published"):
        assert page.published is not None
        assert str(page.published.start).startswith(wanted["published"])


@pytest.mark.parametrize("name", golden.names())
def test_every_span_quotes_what_it_claims(name: str, core: Core) -> None:
    page, reading = golden.read(name, core)
    spans = [s for st in reading.statements for s in (*st.content, st.cue, st.source, st.addressee) if s]
    spans += [s for e in reading.events for s in (e.anchor, *(r.span for r in (*e.actors, *e.recipients)))]
    spans += [m for actor in reading.actors for m in actor.mentions] + [f.span for f in reading.figures]
    assert all(page.text[s.start : s.end] == s.text for s in spans)
