"""A reading held against what a careful reader expects of the page (`NAME.expected.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attache import intake, reports
from attache.language.core import Core, read_sentences
from attache.language.segment import quotation_marks
from attache.model import Actor, Article, Event, Page, Reading, Statement

PAGES = Path(__file__).parent / "pages"


@dataclass
class Tally:
    """What was wanted and what was found, by kind of datum, and each miss in words."""

    wanted: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def note(self, kind: str, right: bool, words: str) -> None:
        self.wanted[kind] = self.wanted.get(kind, 0) + 1
        self.found[kind] = self.found.get(kind, 0) + right
        if not right:
            self.misses.append(f"{kind}: {words}")

    def share(self, kind: str) -> float:
        return self.found.get(kind, 0) / max(1, self.wanted.get(kind, 0))


def names() -> list[str]:
    return sorted(path.name.removesuffix(".expected.json") for path in PAGES.glob("*.expected.json"))


def source(name: str) -> Path:
    return next(path for path in PAGES.glob(f"{name}.*") if not path.name.endswith(".expected.json"))


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAGES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return found


def read(name: str, core: Core) -> tuple[Page, Reading]:
    page = next(iter(intake.pages([source(name)])))
    sentences = read_sentences([page.text], core)[0]
    return page, reports.read(Article(page, sentences, quotation_marks(page.text)))


def compare(page: Page, reading: Reading, wanted: dict[str, Any], tally: Tally) -> None:
    """Adds to the tally what of the wanted reading was found."""
    for one in wanted["statements"]:
        _statement(page, reading, one, tally)
    for one in wanted["events"]:
        _event(reading, one, tally)
    for one in wanted["figures"]:
        near = [f for f in reading.figures if f.span.text in one["text"] or one["text"] in f.span.text]
        right = any((f.low, f.high) == (one.get("low"), one.get("high")) for f in near)
        tally.note("figure", right, f"{one['text']!r}")


def _statement(page: Page, reading: Reading, one: dict[str, Any], tally: Tally) -> None:
    words = [w for part in one["content"] for w in _words(part)]
    best = max(reading.statements, key=lambda s: _overlap(words, s), default=None)
    if best is None or _overlap(words, best) < 0.5:
        tally.note("statement", False, f"{' '.join(words)!r}")
        return
    tally.note("statement", True, "")
    told = f"{' '.join(words[:9])}: "
    got = [actor for actor in reading.actors if actor.id in best.speaker]
    tally.note("speaker", _same(one.get("speaker", []), got), f"{told}{[a.name for a in got]} for {one.get('speaker')}")
    tally.note("modality of speech", one.get("modality", "happened") == best.modality.value, told + best.modality.value)
    if "voices" in one:
        ids = {actor.id: actor.name for actor in reading.actors}
        chain = [ids.get(v, v) for v in best.voices]
        right = len(chain) == len(one["voices"]) and all(
            v.lower() in c.lower() or c.lower() in v.lower() for v, c in zip(one["voices"], chain, strict=True)
        )
        tally.note("voices", right, f"{told}{chain} for {one['voices']}")


def _event(reading: Reading, one: dict[str, Any], tally: Tally) -> None:
    anchors = _words(one["anchor"])
    near = [e for e in reading.events if e.type.value == one["type"] and set(_words(e.anchor.text)) & set(anchors)]
    best = max(near, key=lambda e: _fit(reading, e, one), default=None)
    told = f"{one['type']} {one['anchor']!r}"
    tally.note("event", best is not None, told)
    if best is None:
        return
    if "modality" in one:
        right = best.modality.value == one["modality"]
        tally.note("modality", right, f"{told}: {best.modality.value} for {one['modality']}")
    for role in ("actors", "recipients"):
        if role in one:
            got = [a for r in getattr(best, role) for a in reading.actors if a.id == r.actor]
            loose = [r.span.text for r in getattr(best, role)]
            tally.note(role, _same(one[role], got, loose), f"{told}: {loose} for {one[role]}")
    if one.get("place"):
        where = best.place.name if best.place else None
        tally.note("place", where is not None and where in one["place"], f"{told}: {where}")
    if one.get("when"):
        day = best.when.start if best.when else None
        tally.note("when", bool(day) and str(day).startswith(one["when"]), f"{told}: {day} for {one['when']}")


def _fit(reading: Reading, event: Event, one: dict[str, Any]) -> tuple[bool, bool]:
    got = [a for r in event.actors for a in reading.actors if a.id == r.actor]
    return event.modality.value == one.get("modality"), _same(one.get("actors", []), got)


def _words(text: str) -> list[str]:
    return [w for w in ("".join(c if c.isalnum() else " " for c in text.lower())).split() if w]


def _overlap(words: list[str], statement: Statement) -> float:
    said = [w for part in statement.content for w in _words(part.text)]
    common = len(set(words) & set(said))
    return common / max(1, len(set(words) | set(said)))


def _same(wanted: Iterable[str], actors: Iterable[Actor], loose: Iterable[str] = ()) -> bool:
    """Whether each wanted name is one of the actors', and nobody else is there."""
    wanted, forms = list(wanted), [list(_forms(actor)) for actor in actors]
    forms += [[_bare(text)] for text in loose if not any(_bare(text) in f for f in forms)]
    return len(forms) == len(wanted) and all(any(_told(w, f) for f in forms) for w in wanted)


def _told(wanted: str, forms: list[str]) -> bool:
    """By that name, or by words that hold it: "Eleven people" are "people"."""
    return _bare(wanted) in forms or any(set(_bare(wanted).split()) <= set(form.split()) for form in forms)


def _forms(actor: Actor) -> Iterator[str]:
    for form in (actor.name, *actor.names, *(span.text for span in actor.mentions)):
        yield _bare(form)


def _bare(name: str) -> str:
    return " ".join(w for w in _words(name) if w not in ("the", "a", "an"))
