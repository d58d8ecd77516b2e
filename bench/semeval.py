"""How well one party's timeline is told from raw text: SemEval-2015 task 4 (track A), three sets of thirty pages.

    python -m bench.semeval --data DIR [--cache DIR]

Asked is, for a person, a company or a product, every event it takes part in, with its day, in order. A timeline is
turned into relations (of one time, before; an event and its day), and scored by temporal awareness, summed over all
timelines: precision is the part of our relations, redundant ones left out, that follow from the expected ones, recall
the part of the expected ones that follow from ours. The task's own scorer is not at hand, so the figure is near
to, not exactly, what it would print; the best published is 7.85. attache tells eighteen types of events and who said
what; the task asks for all events.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from attache import pipeline, timeline
from attache.model import ActorType, Modality, Page, Reading, Span, When
from bench.stories import page

AUXILIARIES = frozenset(
    "has have had having is are was were be been being will would may might can could did do does not".split()  # noqa: SIM905
)
LEAD = 400  # characters
LATELY = 7  # days before its own that a page may tell its news of
Relation = tuple[str, str, str]  # (one, "=" or "<", other)


@dataclass(frozen=True)
class Document:
    """A page with the number and the place of each of its words."""

    number: str
    page: Page
    words: tuple[tuple[int, int, int, str], ...]  # (start, end, sentence, word)

    def at(self, span: Span) -> str | None:
        """The word at a span as the task names it: "11716-4-purchase"; of "has announced", "announced"."""
        there = [(sentence, word) for start, end, sentence, word in self.words if start < span.end and span.start < end]
        telling = [each for each in there if each[1].casefold() not in AUXILIARIES] or there
        return f"{self.number}-{telling[0][0]}-{telling[0][1]}" if telling else None


def document(path: Path) -> Document:
    root = ET.parse(path).getroot()
    tokens = [(int(t.get("sentence", 0)), t.text or "") for t in root.iter("token")]
    text, words, before, day = "", [], None, ""
    for sentence, word in tokens:
        if sentence == 1:
            day += f" {word}"
            continue
        if before is not None:
            text += " " if sentence == before else "\n\n" if before == 0 else " "
        words.append((len(text), len(text) + len(word), sentence, word))
        text, before = text + word, sentence
    number = (root.get("doc_name") or path.name).split("_")[0].split("-")[0]
    found = page(number, text, text.split("\n\n")[0], None, _day(day))
    return Document(number, found, tuple(words))


def _day(text: str) -> str | None:
    text = re.sub(r"\s+,", ",", text.strip())
    for form in ("%A, %B %d, %Y", "%B %d, %Y", "%d %B %Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return None


# --------------------------------------------------------------------------------------------------- timelines

Line = tuple[str | None, tuple[str, ...]]  # a day as far as known, and the events of it


def expected(path: Path) -> tuple[str, list[Line]]:
    """(party, lines in order); events without a place in the order stand in lines of their own without a day."""
    name, *rows = path.read_text("utf-8").strip().splitlines()
    found: list[Line] = []
    for row in rows:
        rank, day, *events = row.split("\t")
        if int(rank):  # "276079-2-rolled_out" is known by its first word
            found.append((day, tuple(dict.fromkeys(event.partition("_")[0] for event in events))))
    return name.strip(), found


def told(party: str, documents: Sequence[Document], readings: Sequence[Reading]) -> list[Line]:
    """The party's timeline as attache has it: its dated entries and what it said, by day."""
    by_page = {each.page.id: each for each in documents}
    found = timeline.establish([each.page for each in documents], readings)
    ours = {actor.id for actor in found.actors if any(_is(party, name) for name in actor.names)}
    if not ours and " " in party:  # "Frederick Henderson" may go by "Fritz Henderson", if there is no other Henderson
        people = [actor for actor in found.actors if actor.type is ActorType.PERSON]
        same_name = [actor for actor in people if actor.name.casefold().split()[-1] == party.casefold().split()[-1]]
        ours = {same_name[0].id} if len(same_name) == 1 else set()
    when = {id: entry.when for entry in found.entries for id in entry.events}
    days: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for reading in readings:
        doc = by_page[reading.page]
        news = _news_of(doc.page, reading, when)
        for event in reading.events:
            roles = (*event.actors, *event.recipients)
            takes_part = any(found.same.get(r.actor or "", "") in ours or _is(party, r.span.text) for r in roles)
            if takes_part and (word := doc.at(event.anchor)) and (day := _one_day(when.get(event.id), news)):
                days[day][word] = None
        for statement in reading.statements:
            if statement.cue is not None and {found.same.get(id, id) for id in statement.speaker} & ours:
                if (word := doc.at(statement.cue)) and (day := _one_day(statement.when, news)):
                    days[day][word] = None
    return [(day, tuple(days[day])) for day in sorted(days)]


def _is(party: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(party)}\b", name, re.IGNORECASE) is not None


def _one_day(when: When | None, news: str | None) -> str | None:
    """The day, month or year of an event; without any, the day of the page's news."""
    if when is None or when.start is None:
        return news
    start, end = when.start[:10], (when.end or when.start)[:10]
    if start == end:
        return start
    return start[:7] + "-XX" if start[:7] == end[:7] else start[:4] + "-XX-XX" if start[:4] == end[:4] else None


def _news_of(page: Page, reading: Reading, when: Mapping[str, When | None]) -> str | None:
    """The day of a page's news: the one its lead tells of as just past, else its own."""
    own = page.published.start if page.published else None
    for event in sorted(reading.events, key=lambda event: event.anchor.start):
        told = when.get(event.id)
        if own is None or event.anchor.start > LEAD:
            break
        if event.modality is not Modality.HAPPENED or told is None or told.start is None:
            continue
        start, end = told.start[:10], (told.end or told.start)[:10]
        if start == end and 0 <= (date.fromisoformat(own[:10]) - date.fromisoformat(start)).days <= LATELY:
            return start
    return own


# ------------------------------------------------------------------------------------------------------ scores


def reduced(lines: Sequence[Line]) -> set[Relation]:
    """The relations of a timeline without those that follow from others."""
    found: set[Relation] = set()
    for day, events in lines:
        if day and "XXXX" not in day:
            found |= {(event, "=", day) for event in events}
        else:
            found |= {(one, "=", other) for one, other in pairwise(events)}
    for (_, first), (_, second) in pairwise(lines):
        found.add((first[-1], "<", second[0]))
    return found


def follows(relation: Relation, lines: Sequence[Line]) -> bool:
    """Whether a relation is so by a timeline."""
    one, sign, other = relation
    rank = {event: at for at, (_, events) in enumerate(lines) for event in events}
    day = {event: each for each, events in lines for event in events}
    if sign == "=" and other not in rank:
        return one in day and day[one] == other
    if one not in rank or other not in rank:
        return False
    return rank[one] == rank[other] if sign == "=" else rank[one] < rank[other]


def awareness(pairs: Iterable[tuple[Sequence[Line], Sequence[Line]]]) -> tuple[float, float, float]:
    """(precision, recall, F1) over all (expected, told) timelines."""
    right = ours = kept = all_gold = 0
    for gold, lines in pairs:
        mine, theirs = reduced(lines), reduced(gold)
        right += sum(follows(relation, gold) for relation in mine)
        kept += sum(follows(relation, lines) for relation in theirs)
        ours, all_gold = ours + len(mine), all_gold + len(theirs)
    p, r = right / (ours or 1), kept / (all_gold or 1)
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def read(pages: Sequence[Page], cache: Path | None) -> list[Reading]:
    key = hashlib.blake2b("".join(page.id for page in pages).encode(), digest_size=8).hexdigest()
    kept = cache / f"semeval-{key}.pickle" if cache else None
    if kept is not None and kept.exists():
        return list(pickle.loads(kept.read_bytes()))
    readings = []
    for at in range(0, len(pages), pipeline.PAGES_A_BATCH):
        readings += pipeline.read_pages(pages[at : at + pipeline.PAGES_A_BATCH], pipeline.core())
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(readings))
    return readings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="keep readings here")
    args = parser.parse_args()
    home = args.data / "semeval2015_timeline" / "SemEval_Task4_data"
    every = []
    for corpus in sorted(home.glob("corpus_*")):
        documents = [document(path) for path in sorted((corpus / "corpus_trackA_CAT").glob("*.xml"))]
        readings = read([each.page for each in documents], args.cache)
        pairs = []
        for path in sorted((corpus / "TimeLines_Gold_Standard").glob("*.txt")):
            _, gold = expected(path)
            party = path.stem.replace("_", " ")  # the headings misspell some
            pairs.append((gold, told(party, documents, readings)))
        every += pairs
        p, r, f1 = awareness(pairs)
        print(f"{corpus.name}   P {100 * p:5.1f}  R {100 * r:5.1f}  F1 {100 * f1:5.2f}   ({len(pairs)} timelines)")
    p, r, f1 = awareness(every)
    print(f"all        P {100 * p:5.1f}  R {100 * r:5.1f}  F1 {100 * f1:5.2f}")


if __name__ == "__main__":
    main()
