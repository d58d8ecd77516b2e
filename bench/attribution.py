"""On whose word and of which day: what whole readings make of what they have found, on our own labelled pages.

    python -m bench.attribution [--split dev] [--json]

Asked of the statements and events that people marked and the reading found too:

- speaker: is it the one marked, of all statements with a named, unnamed or collective speaker; and of those whose
  source is a pronoun alone;
- relays: the chain of voices before the speaker, as an F1 of whole chains of statements;
- an unnamed source that is given a person's name; planned speech told as spoken (the share of wrong ones);
- the day of each event that the page puts on one day; and the time of all that it dates, ranges and months too
  (first and last day both right).
"""

from __future__ import annotations

import argparse
import json
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence

from attache.language.core import Core
from attache.model import ActorType, Reading
from bench.reading import REALISED, as_labels, page_of, read
from training.agreement import HALF, Count, letters, overlap, pair, total
from training.pages import EventLabel, LabelledPage, StatementLabel, load

WRONG = "per cent wrong"
LAYERS = {
    "speaker given the statement": "per cent right",
    "  source a pronoun": "per cent right",
    "  source a name": "per cent right",
    "relay chain": "F1",
    "unnamed source given a person's name": WRONG,
    "planned speech told as said": WRONG,
    "day of an event": "per cent right",
    "  any time of an event": "per cent right",
}
Row = dict[str, Count]


def compare(labelled: LabelledPage, reading: Reading) -> Row:
    """The counts of one page: `first` what was asked, `both` what was right, or wrong where that is counted."""
    ours = as_labels(labelled, reading)
    rows = list(_statements(labelled, reading, ours))
    for a_day, right in times(labelled, reading, ours):
        rows.append({"  any time of an event": Count(1, 1, int(right))})
        if a_day:
            rows.append({"day of an event": Count(1, 1, int(right))})
    return total(rows)


def statements(labelled: LabelledPage, ours: LabelledPage) -> list[tuple[StatementLabel, StatementLabel]]:
    """The statements of both, by their contents and cues."""
    text = labelled.text

    def content(a: StatementLabel, b: StatementLabel) -> float:
        share = overlap(letters(text, a.content), letters(text, b.content))
        return share + 0.01 * overlap(letters(text, [a.cue]), letters(text, [b.cue])) if share >= HALF else share

    return pair(labelled.statements, ours.statements, content)


def _statements(labelled: LabelledPage, reading: Reading, ours: LabelledPage) -> Iterator[Row]:
    persons = {actor.id for actor in reading.actors if actor.type is ActorType.PERSON}
    spoken = {id(label): said for label, said in zip(ours.statements, reading.statements, strict=True)}
    for marked, mine in statements(labelled, ours):
        if marked.speaker:
            right = int(set(marked.speaker) == set(mine.speaker))
            yield {"speaker given the statement": Count(1, 1, right)}
            if marked.naming in ("pronoun", "named"):
                yield {f"  source a {'pronoun' if marked.naming == 'pronoun' else 'name'}": Count(1, 1, right)}
        if marked.voices or mine.voices:
            same = marked.voices == mine.voices
            yield {"relay chain": Count(int(bool(marked.voices)), int(bool(mine.voices)), int(same))}
        if marked.naming == "unnamed":
            named = int(any(speaker in persons for speaker in spoken[id(mine)].speaker))
            yield {"unnamed source given a person's name": Count(1, 1, named)}
        if marked.modality != "happened":
            yield {"planned speech told as said": Count(1, 1, int(mine.modality in REALISED))}


def times(labelled: LabelledPage, reading: Reading, ours: LabelledPage) -> list[tuple[bool, bool]]:
    """For each event with a time that both found: whether the time is one day, whether it is the one marked."""
    text = labelled.text

    def anchor(a: EventLabel, b: EventLabel) -> float:
        share = overlap(letters(text, [a.anchor]), letters(text, [b.anchor]))
        return share + 0.01 * (a.type == b.type) if share else 0.0

    whens = {id(label): event.when for label, event in zip(ours.events, reading.events, strict=True)}
    found = []
    for marked, mine in pair(labelled.events, ours.events, anchor, least=0.0):
        if marked.when is None or marked.when.value is None:
            continue
        first, _, last = marked.when.value.partition("..")
        wanted, when = (_days(first)[0], _days(last or first)[1]), whens[id(mine)]
        told = (_days(when.start)[0], _days(when.end or when.start)[1]) if when is not None and when.start else None
        found.append((wanted[0] == wanted[1], told == wanted))
    return found


def _days(time: str) -> tuple[str, str]:
    """The first and the last day of a day, a month or a year."""
    day = time[:10]
    if len(day) == len("2014"):
        return f"{day}-01-01", f"{day}-12-31"
    if len(day) == len("2014-03"):
        return f"{day}-01", f"{day}-{monthrange(int(day[:4]), int(day[5:]))[1]:02}"
    return day, day


def scores(rows: Iterable[Row]) -> dict[str, float]:
    """Per cent, by layer."""
    found = total(rows)
    return {name.strip(): round(100 * found[name].f1, 1) for name in LAYERS if name in found}


def table(rows: Sequence[Row]) -> str:
    found = total(rows)
    return "\n".join(
        f"{name:<40}{count.both:>5} of {max(count.first, count.second):>5}{100 * count.f1:>8.1f}  {LAYERS[name]}"
        for name in LAYERS
        if (count := found.get(name)) is not None
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", default="dev", choices=["train", "dev", "test"])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    labelled = list(load(split=options.split))
    readings = read([page_of(page) for page in labelled], Core.load(threads=2))
    rows = [compare(page, reading) for page, reading in zip(labelled, readings, strict=True)]
    if options.json:
        found = scores(rows)
        risks = {name: found.pop(name) for name in list(found) if LAYERS.get(name) == WRONG}
        print(json.dumps({"scores": found, "risks": risks}, indent=1))
        return
    print(f"{options.split}: {len(labelled)} pages")
    print(table(rows))


if __name__ == "__main__":
    main()
