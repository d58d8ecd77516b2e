"""Our labelled pages and PropBank's frames, as the core learns them: a label for a word, roles for an anchor.

An anchor is the first word of a cue, an event or a figure; its roles say of every other word of the sentence
what it is to it: in "Calder told reporters that Velnia would not wait" the cue "told" has the source "Calder",
the addressee "reporters" and the content "Velnia would not wait".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attache.language.segment import Segment, segment
from training.corpora import Roles, Sample
from training.pages import PRONOUNS, LabelledPage, Piece, Who, load

OUTSIDE = "O"
PLANNED = ("scheduled", "proposed", "possible", "threatened", "demanded")


def news(split: str) -> list[Sample]:
    """The sentences of our labelled pages of one split, cut as attache cuts them."""
    return [sample for page in load(split=split) for sample in of_page(page)]


def of_page(page: LabelledPage) -> Iterator[Sample]:
    """The sentences of one page; a label goes to the sentence its anchor stands in."""
    parts = segment(page.text)
    sheets = [_Sheet(part, page.text) for part in parts]
    for sheet in sheets:
        sheet.cues(page)
        sheet.events(page)
        sheet.figures(page)
        sheet.mentions(page)
        yield sheet.sample()


class _Sheet:
    """One sentence being filled in."""

    def __init__(self, part: Segment, text: str) -> None:
        self.part = part
        self.forms = [text[a:b] for a, b in part.tokens]
        self.labels = {name: [OUTSIDE] * len(self.forms) for name in ("cue", "event", "figure", "mention")}
        self.told: dict[str, list[str | None]] = {
            name: [None] * len(self.forms) for name in ("plan", "mode", "modality")
        }
        self.roles: dict[str, list[Roles]] = {"speech": [], "action": [], "count": []}

    def words(self, piece: Piece | None) -> list[int]:
        if piece is None or piece.end <= self.part.start or piece.start >= self.part.end:
            return []
        return [i for i, (a, b) in enumerate(self.part.tokens) if a < piece.end and b > piece.start]

    def _anchored(self, piece: Piece | None) -> list[int]:
        """The words of an anchor that begins in this sentence."""
        here = piece is not None and self.part.start <= piece.start < self.part.end
        return self.words(piece) if here else []

    def _link(self, group: str, anchor: int, named: Iterable[tuple[str, Piece | None]]) -> None:
        roles = [OUTSIDE] * len(self.forms)
        for name, piece in named:
            for at in self.words(piece):
                if roles[at] == OUTSIDE:
                    roles[at] = name
        self.roles[group].append((anchor, roles))

    def cues(self, page: LabelledPage) -> None:
        for label in page.statements:
            at = self._anchored(label.cue)
            if not at or self.labels["cue"][at[0]] != OUTSIDE:
                continue
            for i in at:
                self.labels["cue"][i] = "B" if i == at[0] else "I"
            self.told["plan"][at[0]] = "planned" if label.modality in PLANNED else "spoken"
            named = [
                ("SOURCE", label.source),
                ("ADDRESSEE", label.addressee.piece if label.addressee else None),
                *(("CONTENT", part) for part in label.content),
                ("TIME", label.when.piece if label.when else None),
            ]
            self._link("speech", at[0], named)

    def events(self, page: LabelledPage) -> None:
        for label in page.events:
            at = self._anchored(label.anchor)
            if not at or self.labels["event"][at[0]] != OUTSIDE:
                continue
            self.labels["event"][at[0]] = label.type
            self.told["mode"][at[0]] = f"{label.type}:{label.mode}" if label.mode else f"{label.type}:-"
            self.told["modality"][at[0]] = label.modality
            named = [
                *(("ACTOR", who.piece) for who in label.actors),
                *(("RECIPIENT", who.piece) for who in label.recipients),
                ("PLACE", label.place),
                ("TIME", label.when.piece if label.when else None),
            ]
            self._link("action", at[0], named)

    def figures(self, page: LabelledPage) -> None:
        for label in page.figures:
            at = self._anchored(label.words)
            if not at or self.labels["figure"][at[0]] != OUTSIDE:
                continue
            for i in at:
                self.labels["figure"][i] = "B" if i == at[0] else "I"
            self._link("count", at[0], [("COUNTED", label.counted)])

    def mentions(self, page: LabelledPage) -> None:
        """Phrases that stand for an actor; of nested ones the inner ("his" in "his delegation") wins."""
        found = list(page.mentions)
        for statement in page.statements:
            if statement.source is not None and statement.speaker:
                found.append(Who(statement.source, statement.speaker))
            if statement.addressee is not None:
                found.append(statement.addressee)
        for event in page.events:
            found.extend((*event.actors, *event.recipients))
        known = [who for who in found if who.keys]
        for who in sorted(known, key=lambda who: who.piece.start - who.piece.end):
            at = self.words(who.piece)
            if not at:
                continue
            words = self.forms[at[0] : at[-1] + 1]
            kind = "NOM"
            if len(words) == 1 and words[0].lower() in PRONOUNS:
                kind = "PRO"
            elif any(word[0].isupper() for word in words[1 if at[0] == 0 else 0 :]):
                kind = "NAM"
            for i in at:
                self.labels["mention"][i] = f"{'B' if i == at[0] else 'I'}-{kind}"

    def sample(self) -> Sample:
        words: dict[str, list[str | None]] = {name: list(labels) for name, labels in self.labels.items()}
        return Sample("news", self.forms, {**words, **self.told}, roles=self.roles)


# ----------------------------------------------------------------------------------------------------- frames


def with_frames(samples: Sequence[Sample], data: Path, split: str) -> None:
    """Give the sentences of EWT their PropBank predicates and arguments."""
    frames = {"".join(tokens): (tokens, props) for tokens, props in _propbank(data / f"ewt_srl.{split}.jsonl")}
    for sample in samples:
        tokens, props = frames.get("".join(sample.forms), (None, None))
        if tokens is None or props is None or len(tokens) != len(sample.forms):
            continue
        sample.words["predicate"] = _predicates(len(tokens), props)
        sample.roles["frame"] = [(prop["pred"], _arguments(len(tokens), prop["args"])) for prop in props]


def _propbank(path: Path) -> Iterator[tuple[list[str], list[dict[str, object]]]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["tokens"], row["props"]


def _predicates(count: int, props: Sequence[dict[str, object]]) -> list[str | None]:
    words: list[str | None] = [OUTSIDE] * count
    for prop in props:
        words[int(str(prop["pred"]))] = "V"
    return words


def _arguments(count: int, args: object) -> list[str]:
    roles = [OUTSIDE] * count
    assert isinstance(args, list)
    for role, first, last in args:
        for at in range(first, last):
            if roles[at] == OUTSIDE:
                roles[at] = role
    return roles


def common_roles(samples: Iterable[Sample], group: str, *, least: int) -> tuple[str, ...]:
    """The roles of a group that stand often enough to be learnt, "O" first."""
    seen: Counter[str] = Counter()
    for sample in samples:
        for _, roles in sample.roles.get(group, ()):
            seen.update(set(roles))
    return (OUTSIDE, *sorted(role for role, n in seen.items() if n >= least and role != OUTSIDE))
