"""How far two labellings of the same pages agree: `python -m training.agreement [--json] [FOLDER]`.

Each page of FOLDER (`training/second` where none is given) is laid beside the page of the same story and name in
`training/pages`. One labelling is scored against the other, layer by layer; F1 is the same whichever is taken for
the truth. Spans meet when they share half of their letters and digits, and each is paired once, best overlap
first. The interval holds the middle 95 percent of drawings of as many pages.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from training.pages import FOLDER, EventLabel, FigureLabel, LabelledPage, Piece, StatementLabel, Who, load

SECOND = Path(__file__).parent / "second"
HALF = 0.5
DRAWINGS = 1000

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a layer the first labelling holds, the second, and both."""

    first: int = 0
    second: int = 0
    both: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.first + other.first, self.second + other.second, self.both + other.both)

    @property
    def f1(self) -> float:
        """Twice what is in both, by all there is; 1 where neither labelling holds anything."""
        whole = self.first + self.second
        return 2 * self.both / whole if whole else 1.0


Row = dict[str, Count]


def compare(first: LabelledPage, second: LabelledPage) -> Row:
    """The counts of every layer for two labellings of one page."""
    if first.text != second.text:
        raise ValueError(f"{second.path} is not the text of {first.path}")
    return {**_statements(first, second), **_events(first, second), **_rest(first, second)}


def letters(text: str, pieces: Iterable[Piece | None]) -> frozenset[int]:
    """Where the letters and digits of some pieces stand; marks and spaces decide nothing."""
    return frozenset(i for p in pieces if p is not None for i in range(p.start, p.end) if text[i].isalnum())


def overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """What two spans share of what they cover together; 1 where both are empty ("-" against "-")."""
    return len(one & other) / len(one | other) if one or other else 1.0


def pair(
    first: Sequence[Item], second: Sequence[Item], likeness: Callable[[Item, Item], float], least: float = HALF
) -> list[tuple[Item, Item]]:
    """Things of both labellings put together one to one, the likest first."""
    rows = [(likeness(a, b), i, j) for i, a in enumerate(first) for j, b in enumerate(second)]
    taken: dict[int, int] = {}
    for share, i, j in sorted(rows, key=lambda row: (-row[0], row[1], row[2])):
        if share >= least and share > 0 and i not in taken and j not in taken.values():
            taken[i] = j
    return [(first[i], second[j]) for i, j in sorted(taken.items())]


def _statements(one: LabelledPage, two: LabelledPage) -> Row:
    """Contents first; then, of the pairs, those whose source, cue and speaker agree too."""
    text = one.text

    def same(get: Callable[[StatementLabel], Piece | None], a: StatementLabel, b: StatementLabel) -> float:
        return overlap(letters(text, [get(a)]), letters(text, [get(b)]))

    def content(a: StatementLabel, b: StatementLabel) -> float:
        # two statements may have one content, "the official said Kerry said": the cue tells them apart
        share = overlap(letters(text, a.content), letters(text, b.content))
        return share + 0.01 * same(lambda s: s.cue, a, b) if share >= HALF else share

    pairs = pair(one.statements, two.statements, content)
    source = [p for p in pairs if same(lambda s: s.source, *p) >= HALF]
    cue = [p for p in pairs if same(lambda s: s.cue, *p) > 0]
    spoken = [(a, b) for a, b in pairs if set(a.speaker) == set(b.speaker)]
    sizes = (len(one.statements), len(two.statements))
    return {
        "statements: content": Count(*sizes, len(pairs)),
        "  with source": Count(*sizes, len(source)),
        "  with cue": Count(*sizes, len(cue)),
        "  with source and cue": Count(*sizes, sum(p in cue for p in source)),
        "  with speaker": Count(*sizes, len(spoken)),
        "kind of shared statements": _shared(pairs, lambda s: s.kind),
    }


def _events(one: LabelledPage, two: LabelledPage) -> Row:
    """Anchors that touch, then those of one type; modality and roles are asked of these alone."""
    text = one.text

    def anchor(a: EventLabel, b: EventLabel) -> float:
        # "set fire" and "fire" are one anchor; a paragraph's better pair of the same type goes first
        share = overlap(letters(text, [a.anchor]), letters(text, [b.anchor]))
        return share + 0.01 * (a.type == b.type) if share else 0.0

    touching = pair(one.events, two.events, anchor, least=0.0)
    typed = [(a, b) for a, b in touching if a.type == b.type]
    sizes = (len(one.events), len(two.events))
    row = {
        "events: anchor": Count(*sizes, len(touching)),
        "  with type": Count(*sizes, len(typed)),
        "modality on shared anchors": _shared(touching, lambda e: e.modality),
        "mode of shared events": _shared(typed, lambda e: e.mode),
    }
    for name, alike in (("words", _words), ("party", _party)):
        total = Count()
        for a, b in typed:
            for mine, theirs in ((a.actors, b.actors), (a.recipients, b.recipients)):
                met = pair(mine, theirs, lambda x, y, alike=alike: alike(text, x, y))  # type: ignore[misc]
                total += Count(len(mine), len(theirs), len(met))
        row[f"roles of shared events: {name}"] = total
    return row


def _rest(one: LabelledPage, two: LabelledPage) -> Row:
    """Figures that touch, then by their words or value; mentions by their words and who is meant."""
    text = one.text

    def figure(a: FigureLabel, b: FigureLabel) -> float:
        return overlap(letters(text, [a.words]), letters(text, [b.words]))

    figures = pair(one.figures, two.figures, figure, least=0.0)
    worded = [(a, b) for a, b in figures if figure(a, b) >= HALF]  # "40" is less than half of "40 barges"
    valued = [(a, b) for a, b in figures if (a.low, a.high) == (b.low, b.high)]
    sizes = (len(one.figures), len(two.figures))
    met = pair(one.mentions, two.mentions, lambda a, b: _words(text, a, b))
    meant = [(a, b) for a, b in met if set(a.keys) == set(b.keys)]
    mentions = (len(one.mentions), len(two.mentions))
    return {
        "figures": Count(*sizes, len(figures)),
        "  with half of the words": Count(*sizes, len(worded)),
        "  with value": Count(*sizes, len(valued)),
        "mentions: words": Count(*mentions, len(met)),
        "  with who is meant": Count(*mentions, len(meant)),
    }


def _words(text: str, one: Who, other: Who) -> float:
    return overlap(letters(text, [one.piece]), letters(text, [other.piece]))


def _party(text: str, one: Who, other: Who) -> float:
    """Whom the words mean, or where nobody is named the words: "Sofia" and "it" are one government."""
    if one.keys and other.keys:
        return float(set(one.keys) == set(other.keys))
    return _words(text, one, other)


def _shared(pairs: Sequence[tuple[Item, Item]], value: Callable[[Item], str | None]) -> Count:
    """Of things that both labellings hold, how many say the same: F1 is that share."""
    return Count(len(pairs), len(pairs), sum(value(a) == value(b) for a, b in pairs))


# -------------------------------------------------------------------------------------------------- all pages


def twins(folder: Path, first: Path = FOLDER) -> Iterator[tuple[LabelledPage, LabelledPage]]:
    """The pages labelled twice, as (first, second)."""
    for again in load([folder]):
        path = Path(again.path)
        for page in load([first / path.parent.name / path.name]):
            yield page, again


def total(rows: Iterable[Row]) -> Row:
    """The counts of all pages together, layers in their order."""
    whole: Row = {}
    for row in rows:
        for layer, count in row.items():
            whole[layer] = whole.get(layer, Count()) + count
    return whole


def interval(rows: Sequence[Row], layer: str) -> tuple[float, float]:
    """Where F1 lies for the middle 95 percent of drawings of pages, with putting back."""
    drawing = random.Random(layer)
    found = sorted(sum((row[layer] for row in drawing.choices(rows, k=len(rows))), Count()).f1 for _ in range(DRAWINGS))
    return found[DRAWINGS * 25 // 1000], found[DRAWINGS * 975 // 1000]


def differences(pairs: Iterable[tuple[LabelledPage, LabelledPage]]) -> Counter[tuple[str, str]]:
    """Which types of event stand against which at one anchor."""
    against: Counter[tuple[str, str]] = Counter()
    for one, two in pairs:
        by_place = {e.anchor: e.type for e in two.events}
        for event in one.events:
            other = by_place.get(event.anchor)
            if other is not None and other != event.type:
                against[tuple(sorted((event.type, other)))] += 1  # type: ignore[index]
    return against


def table(rows: Sequence[Row]) -> str:
    """One line a layer: how many in the first, the second, both; F1 and its interval."""
    lines = [f"{'layer':<32} {'first':>6} {'second':>6} {'both':>6} {'F1':>6}   95 %"]
    for layer, count in total(rows).items():
        low, high = interval(rows, layer)
        numbers = f"{count.first:>6} {count.second:>6} {count.both:>6} {100 * count.f1:>6.1f}"
        lines.append(f"{layer:<32} {numbers}   {100 * low:.1f}–{100 * high:.1f}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print the table, or its counts as JSON, and which types of event were taken for which."""
    folders = [Path(a) for a in arguments if not a.startswith("-")]
    pairs = list(twins(folders[0] if folders else SECOND))
    if not pairs:
        print("no page is labelled twice", file=sys.stderr)
        return 1
    rows = [compare(one, two) for one, two in pairs]
    if "--json" in arguments:
        print(json.dumps({k: (c.first, c.second, c.both, round(100 * c.f1, 1)) for k, c in total(rows).items()}))
        return 0
    print(f"{len(pairs)} pages, {sum(len(one.text.split()) for one, _ in pairs)} words")
    print(table(rows))
    print("types at one anchor:", ", ".join(f"{a}/{b} {n}" for (a, b), n in differences(pairs).most_common(8)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
