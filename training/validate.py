"""Checks labelled pages and counts them: `python -m training.validate [PATHS]`.

Each trouble is printed with its file and line; the exit code is 1 if there was one.
"""

from __future__ import annotations

import datetime
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from attache.knowledge.events import event_kinds
from attache.model import EventType
from training.pages import SPLITS, LabelledPage, Piece, StatementLabel, Trouble, files, places, read

# "that the army" begins after its conjunction; "that is not unusual" and "that promise" stay whole
CONJUNCTION = re.compile(r"that (the|an?|it|he|she|they|we|there|its|his|her|their|no|nobody|[A-Z]\w*)\b")
MARKS = "\"“”„«»‘’'"


def check(page: LabelledPage) -> Iterator[Trouble]:
    """What the format lets pass and the guide does not."""
    try:
        datetime.date.fromisoformat(page.header["date"])
    except ValueError:
        yield Trouble(page.path, 1, f"the date {page.header['date']!r} is not a day like 2014-03-16")
    for first, second in combinations(page.statements, 2):
        if _cross(first.content, second.content):
            yield Trouble(page.path, second.line, f"the content crosses that of line {first.line}")
        if first.content == second.content and first.speaker == second.speaker:
            yield Trouble(page.path, second.line, f"the same statement as on line {first.line}")
    for statement in page.statements:
        yield from _kind(page, statement)
        for piece in (statement.cue, statement.source):
            if piece is not None and any(_overlap(piece, c) for c in statement.content):
                yield Trouble(page.path, statement.line, f"{page.words(piece)!r} lies in its own content")
    yield from _unmarked(page)
    anchors: dict[Piece, int] = {}
    for event in page.events:
        if event.anchor in anchors:
            yield Trouble(page.path, event.line, f"the anchor is that of line {anchors[event.anchor]}")
        anchors[event.anchor] = event.line
        if event.mode and event.mode not in (modes := event_kinds()[EventType(event.type)].modes):
            text = f"{event.type} has no mode {event.mode!r}: {', '.join(modes)}"
            yield Trouble(page.path, event.line, text)
    for figure in page.figures:
        if figure.low is not None and figure.high is not None and figure.low > figure.high:
            yield Trouble(page.path, figure.line, "the low bound is above the high one")


def _unmarked(page: LabelledPage) -> Iterator[Trouble]:
    """A person's surname stands inside a mention of that person, wherever it stands."""
    for actor in page.actors:
        surname = actor.name.split()[-1]
        if actor.type != "person":
            continue
        same = {a.key for a in page.actors if a.type == "person" and a.name.endswith(surname)}
        mine = [m.piece for m in page.mentions if same & set(m.keys)]
        covered = {i for piece in mine for i in range(piece.start, piece.end)}
        for start, end in places(page.text, surname):
            if not covered.issuperset(range(start, end)):
                paragraph = next(n for n, p in enumerate(page.paragraphs) if p.start <= start < p.end)
                text = f"{surname!r} in paragraph {paragraph} is no mention of {actor.key}"
                yield Trouble(page.path, actor.line, text)


def _kind(page: LabelledPage, statement: StatementLabel) -> Iterator[Trouble]:
    """A direct content stands in quotation marks; an indirect one has none around it."""
    first, last = statement.content[0], statement.content[-1]
    quoted = page.text[max(0, first.start - 1) : first.start] in tuple(MARKS)
    if statement.kind == "direct" and not quoted:
        yield Trouble(page.path, statement.line, "a direct statement begins right after a quotation mark")
    inside = page.text[first.start : last.end + 1]
    if statement.kind == "mixed" and not quoted and not any(mark in inside for mark in MARKS):
        yield Trouble(page.path, statement.line, "a mixed statement has quotation marks in it")
    if statement.kind == "indirect" and any(CONJUNCTION.match(page.words(c)) for c in statement.content):
        yield Trouble(page.path, statement.line, "the content begins after the word 'that'")


def _overlap(a: Piece, b: Piece) -> bool:
    return a.start < b.end and b.start < a.end


def _cross(first: Sequence[Piece], second: Sequence[Piece]) -> bool:
    """Contents may lie one in the other or apart, never across."""
    one = {i for p in first for i in range(p.start, p.end)}
    two = {i for p in second for i in range(p.start, p.end)}
    return bool(one & two) and not (one <= two or two <= one)


def check_together(pages: Iterable[LabelledPage]) -> Iterator[Trouble]:
    """A story stands in one split; an id stands once."""
    splits: dict[str, str] = {}
    ids: dict[str, str] = {}
    for page in pages:
        story, split = page.header["story"], page.header["split"]
        if splits.setdefault(story, split) != split:
            yield Trouble(page.path, 1, f"the story {story!r} stands in {splits[story]} and in {split}")
        first = ids.setdefault(page.header["id"], page.path)
        if first != page.path:
            yield Trouble(page.path, 1, f"the id {page.header['id']!r} is that of {first}")


def counts(pages: Iterable[LabelledPage]) -> str:
    """A table: one row a split, one column a layer."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    stories: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        row = rows[page.header["split"]]
        stories[page.header["split"]].add(page.header["story"])
        row.update(
            pages=1,
            words=len(page.text.split()),
            sentences=len(page.sentences),
            statements=len(page.statements),
            events=len(page.events),
            roles=sum(len(e.actors) + len(e.recipients) for e in page.events),
            figures=len(page.figures),
            mentions=len(page.mentions),
        )
    columns = ("pages", "words", "sentences", "statements", "events", "roles", "figures", "mentions")
    lines = ["split   stories " + " ".join(f"{c:>10}" for c in columns)]
    for split in SPLITS:
        if split in rows:
            numbers = " ".join(f"{rows[split][c]:>10}" for c in columns)
            lines.append(f"{split:<7} {len(stories[split]):>7} {numbers}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print every trouble, then the counts; with `--modes` the event types and their modes."""
    if "--modes" in arguments:
        for kind, row in event_kinds().items():
            print(
                f"{kind.value}: {row.gloss}",
                *(f"  {mode}: {gloss}" for mode, gloss in row.modes.items()),
                sep="\n",
            )
        return 0
    pages: list[LabelledPage] = []
    troubles: list[Trouble] = []
    for path in files([Path(a) for a in arguments] or None):
        page, wrong = read(path.read_text(encoding="utf-8"), str(path))
        troubles.extend(wrong)
        if page is not None:
            pages.append(page)
            troubles.extend(check(page))
    troubles.extend(check_together(pages))
    for trouble in sorted(troubles, key=lambda t: (t.path, t.line)):
        print(trouble)
    print(counts(pages))
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
