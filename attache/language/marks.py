"""From the core's scores to cues, events and figures, each with the words that play a part for it.

    Calder told reporters that Velnia would not wait.
    cue "told", source "Calder", addressee "reporters", content "Velnia would not wait"

An anchor is a word that the core takes for the beginning of a cue, an event or a figure; its roles are read from
the pairs of the anchor with each word of the sentence, and words side by side with one role are one run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from attache.model import CueMark, EventMark, FigureMark, Marks, Run

OUTSIDE = "O"
# How sure the core must be at least for a word to be handed on, for a table's cue to be its witness or not.
LEAST = 0.1
# How sure for a word to be a cue or to tell of an event by itself; bench.reading, dev: .4 to .6 within half a point.
SURE = 0.5
# And how sure of a mode among those of its type; below it, none is told ("talked for six hours" is no phone call).
SURE_MODE = 0.7
REALISED = ("happened", "ongoing")
GAP = 2  # words without a role between two runs of one content that are still part of it: its inner marks


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word with roles to be asked: the sentence's row in the batch, the word, the group of roles."""

    row: int
    word: int
    group: str
    sure: float


class Decoder:
    """Reads marks from one batch; made once for a core, from the labels of its heads."""

    def __init__(self, heads: dict[str, tuple[str, ...]]) -> None:
        self.heads = heads
        self.outside = {name: labels.index(OUTSIDE) for name, labels in heads.items() if OUTSIDE in labels}
        self.modes: dict[str, list[int]] = {}
        for number, label in enumerate(heads["mode"]):
            self.modes.setdefault(label.partition(":")[0], []).append(number)

    def anchors(self, out: dict[str, Any], lengths: Sequence[int]) -> list[Anchor]:
        """The words of a batch that are anchors, by row, group and place; word 0 is the root."""
        found: list[Anchor] = []
        for group, head in (("speech", "cue"), ("action", "event"), ("count", "figure")):
            sure = 1.0 - _probability(out[head], self.outside[head])
            if head != "event":
                begin = self.heads[head].index("B")
                inside = self.heads[head].index("I")
                sure = np.where(out[head][..., begin] >= out[head][..., inside], sure, 0.0)
            for row, word in np.argwhere(sure > LEAST).tolist():
                if 0 < word <= lengths[row]:
                    found.append(Anchor(row, word, group, round(float(sure[row, word]), 3)))
        return found

    def marks(
        self, out: dict[str, Any], lengths: Sequence[int], anchors: Sequence[Anchor], roles: dict[str, Any]
    ) -> list[Marks]:
        """What the batch's sentences say; `roles` holds scores [anchor, word, label] for each group."""
        cues: list[list[CueMark]] = [[] for _ in lengths]
        events: list[list[EventMark]] = [[] for _ in lengths]
        figures: list[list[FigureMark]] = [[] for _ in lengths]
        for number, anchor in enumerate(anchors):
            row, word, n = anchor.row, anchor.word, lengths[anchor.row]
            runs = self._runs(anchor.group, roles[anchor.group][number, 1 : n + 1])
            at = word - 1
            if anchor.group == "speech":
                planned = self.heads["plan"][int(out["plan"][row, word])] == "planned"
                cues[row].append(CueMark(
                    (at, self._end(out["cue"], "cue", row, word, n)), planned, runs.get("SOURCE", ()),
                    runs.get("ADDRESSEE", ()), _content(runs.get("CONTENT", ()), at), runs.get("TIME", ()),
                    anchor.sure,
                ))  # fmt: skip
            elif anchor.group == "action":
                events[row].append(self._event(out, anchor, runs))
            else:
                end = self._end(out["figure"], "figure", row, word, n)
                figures[row].append(FigureMark((at, end), runs.get("COUNTED", ())))
        nominals = self._nominals(out["mention"], lengths)
        return [
            Marks(tuple(cues[row]), tuple(events[row]), tuple(figures[row]), nominals[row])
            for row in range(len(lengths))
        ]

    def _event(self, out: dict[str, Any], anchor: Anchor, runs: dict[str, tuple[Run, ...]]) -> EventMark:
        row, word = anchor.row, anchor.word
        scores = out["event"][row, word].copy()
        scores[self.outside["event"]] = -np.inf
        kind = self.heads["event"][int(scores.argmax())]
        open_modes = self.modes.get(kind, [])
        mode = None
        if open_modes:
            shares = np.exp(out["mode"][row, word, open_modes] - out["mode"][row, word, open_modes].max())
            if shares.max() >= SURE_MODE * shares.sum():
                mode = self.heads["mode"][open_modes[int(shares.argmax())]].partition(":")[2]
        modality, instead, done = self._modality(out["modality"][row, word])
        return EventMark(
            word - 1, kind, None if mode in (None, "-") else mode, modality, instead, done,
            runs.get("ACTOR", ()), runs.get("RECIPIENT", ()), runs.get("PLACE", ()), runs.get("TIME", ()),
            anchor.sure, round(float(_probability(scores, int(scores.argmax()))), 3),
        )  # fmt: skip

    def _modality(self, scores: Any) -> tuple[str, str, float]:
        """The likeliest modality, the likeliest of what has not happened, and how sure it is that it has."""
        labels = self.heads["modality"]
        done = [number for number, label in enumerate(labels) if label in REALISED]
        shares = np.exp(scores - scores.max())
        sure = float(shares[done].sum() / shares.sum())
        likeliest = labels[int(shares.argmax())]
        shares[done] = 0.0
        return likeliest, labels[int(shares.argmax())], round(sure, 3)

    def _end(self, scores: Any, head: str, row: int, word: int, n: int) -> int:
        """One past the last word of an anchor, as a token index."""
        inside = self.heads[head].index("I")
        end = word + 1
        while end <= n and int(scores[row, end].argmax()) == inside:
            end += 1
        return end - 1

    def _runs(self, group: str, scores: Any) -> dict[str, tuple[Run, ...]]:
        """The runs of words of each role of one anchor; `scores` [word, label]."""
        labels = self.heads[group]
        best = scores.argmax(axis=1).tolist()
        found: dict[str, list[Run]] = {}
        first = 0
        for at in range(1, len(best) + 1):
            if at == len(best) or best[at] != best[first]:
                if labels[best[first]] != OUTSIDE:
                    found.setdefault(labels[best[first]], []).append((first, at))
                first = at
        return {label: tuple(runs) for label, runs in found.items()}

    def _nominals(self, scores: Any, lengths: Sequence[int]) -> list[tuple[Run, ...]]:
        """Nouns and pronouns that stand for a party."""
        labels = self.heads["mention"]
        best = scores.argmax(axis=2)
        found: list[tuple[Run, ...]] = []
        for row, n in enumerate(lengths):
            runs: list[Run] = []
            line = [labels[number] for number in best[row, 1 : n + 1].tolist()]
            for at, label in enumerate(line):
                if label in ("B-NOM", "B-PRO"):
                    runs.append((at, at + 1))
                elif label == "I-NOM" and runs and runs[-1][1] == at:
                    runs[-1] = (runs[-1][0], at + 1)
            found.append(tuple(runs))
        return found


def _probability(scores: Any, label: int) -> Any:
    """The probability of one label for every word."""
    top = scores.max(axis=-1, keepdims=True)
    powers = np.exp(scores - top)
    return powers[..., label] / powers.sum(axis=-1)


def _content(runs: tuple[Run, ...], cue: int) -> tuple[Run, ...]:
    """The words of one cue: the longest run, small gaps closed, and what lies beyond the cue from it.

    "We are ready", Calder said, "and we can wait" has two; other runs far from the longest are noise.
    """
    closed = _closed(runs)
    longest = max(closed, key=lambda run: run[1] - run[0], default=None)
    if longest is None:
        return ()
    return tuple(run for run in closed if run == longest or (run[0] > cue) != (longest[0] > cue))


def _closed(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Runs with the small gaps between them closed."""
    out: list[Run] = []
    for first, last in runs:
        if out and first - out[-1][1] <= GAP:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return tuple(out)


# ----------------------------------------------------------------------------------------- parts of long sentences


def moved(marks: Marks, by: int) -> Marks:
    """The marks of a later part of a sentence, counted from the sentence's beginning."""

    def runs(found: tuple[Run, ...]) -> tuple[Run, ...]:
        return tuple((first + by, last + by) for first, last in found)

    return Marks(
        tuple(
            CueMark((c.cue[0] + by, c.cue[1] + by), c.planned, runs(c.source), runs(c.addressee), runs(c.content),
                    runs(c.time), c.sure)
            for c in marks.cues
        ),
        tuple(
            EventMark(e.anchor + by, e.type, e.mode, e.modality, e.instead, e.done, runs(e.actors), runs(e.recipients),
                      runs(e.places), runs(e.times), e.sure, e.type_sure)
            for e in marks.events
        ),
        tuple(FigureMark((f.words[0] + by, f.words[1] + by), runs(f.counted)) for f in marks.figures),
        runs(marks.nominals),
    )  # fmt: skip


def together(parts: Sequence[Marks]) -> Marks:
    """The marks of all parts of one sentence."""
    return Marks(
        tuple(cue for part in parts for cue in part.cues),
        tuple(event for part in parts for event in part.events),
        tuple(figure for part in parts for figure in part.figures),
        tuple(run for part in parts for run in part.nominals),
    )
