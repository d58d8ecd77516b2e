"""How well a story of six weeks is established: our own test story, `bench/story/`.

    python -m bench.story [--given] [--cache DIR] [--missed]

Forty-six pages of an invented quarrel, with the record a careful reader would keep of it in `expected.toml`. Scored
are the entries (F1), what became of what was announced as of several days, the disputes, the quotations that stand
on two pages, the days of undated pages, and the digest's sentences, each of which must say what the expected record
says. `--given` puts the expected reports in place of attache's own reading of events and figures: what is then
wrong is wrong in `timeline/`, not in `reports/`.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from attache import intake, pipeline, timeline
from attache.model import (
    Actor,
    ActorType,
    Appointment,
    DigestSentence,
    Entry,
    Established,
    Event,
    EventType,
    Figure,
    Modality,
    Outcome,
    Page,
    Reading,
    Role,
    Span,
    When,
    identifier,
)
from attache.timeline.parties import People

HOME = Path(__file__).parent / "story"
ENOUGH = 0.5  # of the parties two entries have, counted as F1, for them to be of the same people
STATES = ("country", "government", "office", "group", "organization", "unnamed")


@dataclass(frozen=True)
class Story:
    """The expected record, and the pages it is expected of; `of` maps a page's number to the page."""

    plan: Mapping[str, Any]
    pages: tuple[Page, ...]
    of: Mapping[str, Page]

    @classmethod
    def load(cls) -> Story:
        plan = tomllib.loads((HOME / "expected.toml").read_text("utf-8"))
        pages = tuple(intake.pages([HOME / "pages"]))
        named = {Path(page.name).name: page for page in pages}
        return cls(plan, pages, {row["id"]: named[row["file"]] for row in plan["page"]})

    def span(self, page: str, words: str) -> Span:
        """The words of a page; "meet@2" is the second "meet"."""
        found, (words, _, nth) = self.of[page], words.partition("@")
        places = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", found.text)]
        at = places[int(nth or 1) - 1]
        return found.span(at, at + len(words))

    def reports(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Span]]:
        """Every (entry, report, anchor)."""
        for entry in self.plan["entry"]:
            for report in entry["reports"]:
                yield entry, report, self.span(report["page"], report["at"])


# ---------------------------------------------------------------------------------------------------- readings


def read(pages: Sequence[Page], cache: Path | None) -> list[Reading]:
    """attache's readings, kept in `cache` under what they depend on."""
    key = hashlib.blake2b("".join(sorted(map(pipeline.reading_key, pages))).encode(), digest_size=8).hexdigest()
    kept = cache / f"readings-{key}.pickle" if cache else None
    if kept is not None and kept.exists():
        return list(pickle.loads(kept.read_bytes()))
    readings = pipeline.read_pages(pages, pipeline.core())
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(readings))
    return readings


def given(story: Story, readings: Sequence[Reading]) -> list[Reading]:
    """The readings with the expected events and figures in place of those read."""
    pages = {page.id: page for page in story.pages}
    by_page = {reading.page: _Given(pages[reading.page], reading, story) for reading in readings}
    for entry, report, anchor in story.reports():
        by_page[anchor.page].event(entry, report, anchor)
    for row in story.plan["figure"]:
        by_page[story.of[row["page"]].id].figure(row, story.span(row["page"], row["words"]))
    return [each.reading() for each in by_page.values()]


@dataclass
class _Given:
    """One page's reading as the plan has it."""

    page: Page
    read: Reading
    story: Story
    actors: dict[str, Actor] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def actor(self, key: str) -> Actor | None:
        """The party as this page knows it: by its name, or a minister by his state; None where it knows neither."""
        if key in self.actors:
            return self.actors[key]
        row = next(row for row in self.story.plan["party"] if row["key"] == key)
        names = [row["name"], *row.get("also", ())]
        if row["type"] == "person":
            names.append(row["name"].split()[-1])
        person = row["type"] == "person"
        known = [a for a in self.read.actors if {*names} & {*a.names} and (a.type == "person") == person]
        if known:
            self.actors[key] = known[0]
            return known[0]
        at = [(name, self.page.text.find(name)) for name in names if name in self.page.text]
        if at:
            name, place = at[0]
            span = self.page.span(place, place + len(name))
            id = identifier("a", self.page.id, row["name"])
            called = row["name"] if row["type"] == "person" else name
            actor = Actor(id, ActorType(row["type"]), called, (called,), (span,), row.get("country"))
            self.actors[key] = actor
            return actor
        states = [r for r in self.story.plan["party"] if r["type"] == "country"]
        state = [r["key"] for r in states if r["country"] == row.get("country")]
        return self.actor(state[0]) if state and row["type"] != "country" else None

    def event(self, entry: Mapping[str, Any], report: Mapping[str, Any], anchor: Span) -> None:
        when = None
        if "when" in report:
            words = self.story.span(report["page"], report["when"])
            near = [d for d in self.read.dates if d.span and d.span.start < words.end and words.start < d.span.end]
            when = max(near, key=lambda d: _shared(d.span, words), default=None)
        place = None
        if "place" in entry:
            around = [p for p in self.read.places if p.name == entry["place"]]
            place = min(around, key=lambda p: abs(p.span.start - anchor.start), default=None)
        self.events.append(
            Event(
                identifier("e", anchor, entry["type"]), self.page.id, EventType(entry["type"]), None, anchor,
                self._roles(entry["actors"], anchor), self._roles(entry.get("recipients", ()), anchor),
                place, when, Modality(report["modality"]),
            )
        )  # fmt: skip

    def _roles(self, keys: Iterable[str], near: Span) -> tuple[Role, ...]:
        found = {actor.id: actor for key in keys if (actor := self.actor(key)) is not None}

        def nearest(actor: Actor) -> Span:
            return min(actor.mentions, key=lambda span: abs(span.start - near.start))

        return tuple(Role(nearest(actor), actor.id) for actor in found.values())

    def figure(self, row: Mapping[str, Any], span: Span) -> None:
        counted = self.story.span(row["page"], row["counted"])
        key = next((r["key"] for r in self.story.plan["party"] if r["name"] == row.get("voice")), None)
        voice = self.actor(key) if key else None
        low, high, about = row["low"], row.get("high"), row["words"].startswith("About")
        voices = (voice.id,) if voice else ()
        id = identifier("f", span)
        self.figures.append(Figure(id, self.page.id, span, low, high, about, row["unit"], counted, None, None, voices))

    def reading(self) -> Reading:
        own = {actor.id: actor for actor in (*self.read.actors, *self.actors.values())}
        return replace(self.read, actors=tuple(own.values()), events=tuple(self.events), figures=tuple(self.figures))


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


# ----------------------------------------------------------------------------------------------------- parties


@dataclass(frozen=True)
class Desk:
    """What was established, looked up by what the plan names."""

    story: Story
    found: Established
    events: Mapping[str, Event]

    def keys(self, entry: Entry) -> list[set[str]]:
        """For each party of an entry the keys of the plan it may stand for."""
        actors = {actor.id: actor for actor in self.found.actors}
        people = People.of(self.found.actors)
        found = []
        for id in (*entry.actors, *entry.recipients):
            parts = people.sides(frozenset({id}))
            if len(parts) > 1:  # "the foreign ministers of Iceland and Norway" are two parties
                homes = {people.home(part) for part in parts}
                found += [{r["key"] for r in self.story.plan["party"] if r.get("country") == home} for home in homes]
            elif id in actors:
                found.append(self._keys(actors[id]))
        return found

    def _keys(self, actor: Actor) -> set[str]:
        names = {name.casefold() for name in (actor.name, *actor.names)}
        keys = set()
        for row in self.story.plan["party"]:
            called = {name.casefold() for name in (row["name"], *row.get("also", ()))}
            last = row["name"].split()[-1].casefold()
            if names & called or (row["type"] == "person" and any(name.split()[-1:] == [last] for name in names)):
                keys.add(row["key"])
            elif row.get("country") and row["country"] == actor.country and STATES.count(actor.type.value):
                keys.add(row["key"])  # a state, or a nameless part of it, stands for its minister
            elif row["type"] == "country" and row["country"] == actor.country:
                keys.add(row["key"])
        return keys

    def alike(self, row: Mapping[str, Any], entry: Entry) -> float:
        """How well the parties of an entry are those of the plan, as F1."""
        wanted = [*row["actors"], *row.get("recipients", ())]
        have = self.keys(entry)
        if not wanted:
            return 1.0
        if not have:
            return 0.0
        left, hit = list(wanted), 0
        for keys in sorted(have, key=len):
            match = next((key for key in left if key in keys), None)
            if match is not None:
                left.remove(match)
                hit += 1
        return 2 * hit / (len(wanted) + len(have))

    def shared(self, row: Mapping[str, Any], ids: Iterable[str]) -> int:
        """How many of these events report the plan's entry, by where their words stand."""
        at = [self.story.span(r["page"], r["at"]) for r in row["reports"]]
        return sum(
            any(e.anchor.page == s.page and e.anchor.start < s.end and s.start < e.anchor.end for s in at)
            for e in (self.events[id] for id in ids)
            if e.type == row["type"]
        )


# ------------------------------------------------------------------------------------------------------ scores


@dataclass
class Score:
    """Of `wanted` and `found` things `both` agree; `missed` says in words what did not."""

    name: str
    wanted: int = 0
    found: int = 0
    both: int = 0
    missed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        p, r = self.both / (self.found or 1), self.both / (self.wanted or 1)
        f1 = 200 * self.both / ((self.wanted + self.found) or 1)
        counts = f"({self.both} of {self.wanted}, {self.found} found)"
        return f"{self.name:24} F1 {f1:5.1f}   P {100 * p:5.1f}  R {100 * r:5.1f}   {counts}"


def entries(desk: Desk) -> Score:
    """Entries of the same type, parties, day and last modality."""
    rows, found = desk.story.plan["entry"], desk.found.entries
    score = Score("entries", len(rows), len(found))
    taken: dict[str, str] = {}
    pairs = sorted(
        (
            (desk.shared(row, entry.events), desk.alike(row, entry), row["key"], entry.id)
            for row in rows
            for entry in found
            if _fault(desk, row, entry) is None
        ),
        reverse=True,
    )
    for _, _, key, id in pairs:
        if key not in taken and id not in taken.values():
            taken[key] = id
    score.both = len(taken)
    for row in rows:
        if row["key"] not in taken:
            near = sorted(found, key=lambda e: (-desk.shared(row, e.events), e.id))[:1]
            near = [e for e in near if desk.shared(row, e.events)]
            why = f"{_fault(desk, row, near[0])}: {_line(desk, near[0])}" if near else "no report of it was read"
            score.missed.append(f"{row['key']}: {why}")
    for entry in found:
        if entry.id not in taken.values():
            home = next((row["key"] for row in rows if desk.shared(row, entry.events)), "-")
            score.missed.append(f"not expected ({home}): {_line(desk, entry)}")
    return score


def _fault(desk: Desk, row: Mapping[str, Any], entry: Entry) -> str | None:
    """What keeps an entry from being the one expected."""
    if entry.type != row["type"]:
        return "another type"
    if desk.alike(row, entry) < ENOUGH:
        return "other parties"
    if "day" in row and not _is_day(entry.when, row["day"].isoformat()):
        return f"not {row['day']}"
    if entry.modality != row["modality"]:
        return f"not {row['modality']}"
    return None


def _is_day(when: When | None, day: str) -> bool:
    return when is not None and when.start is not None and when.start[:10] == day == (when.end or when.start)[:10]


def _line(desk: Desk, entry: Entry) -> str:
    actors = {actor.id: actor.name for actor in desk.found.actors}
    who = ", ".join(actors.get(id, id) for id in entry.actors)
    whom = ", ".join(actors.get(id, id) for id in entry.recipients)
    day = "no day"
    if entry.when and entry.when.start:
        day = entry.when.start[:10]
        day += "" if day == (entry.when.end or day)[:10] else "…"
    number = {page.id: id for id, page in desk.story.of.items()}
    at = " ".join(f"{number[desk.events[id].page]}:{desk.events[id].anchor.text}" for id in entry.events)
    return f"{entry.type} {who} > {whom} | {day} | {entry.modality} | {at}"


def outcomes(story: Story, readings: Sequence[Reading]) -> tuple[Score, Score]:
    """What became of the announced, as of every day the plan speaks of; and what was told as held that was not."""
    right, wrong = Score("calendar outcomes"), Score("wrongly “took place”")
    events = {event.id: event for reading in readings for event in reading.events}
    days = sorted({day for row in story.plan["appointment"] for day in row["outcomes"]})
    plan = {row["key"]: row for row in story.plan["entry"]}
    for day in days:
        desk = Desk(story, timeline.establish(story.pages, readings, as_of=day), events)
        known = {entry.id: entry for entry in desk.found.entries}
        expected = [row for row in story.plan["appointment"] if day in row["outcomes"]]
        for row in expected:
            entry, right.wanted = plan[row["entry"]], right.wanted + 1
            best = _appointment(desk, entry, row, known)
            told = best.outcome.value if best else "not announced"
            if told == row["outcomes"][day]:
                right.both += 1
            else:
                right.missed.append(f"{day} {row['entry']}: {told}, not {row['outcomes'][day]}")
        for each in desk.found.appointments:
            right.found += 1
            wrong.wanted += 1
            if each.outcome is Outcome.TOOK_PLACE and (why := _not_held(desk, each, known[each.entry], day)):
                wrong.both += 1
                wrong.missed.append(f"{day} {why}: {_line(desk, known[each.entry])}")
    return right, wrong


def _appointment(
    desk: Desk, entry: Mapping[str, Any], row: Mapping[str, Any], known: Mapping[str, Entry]
) -> Appointment | None:
    """The appointment that rests on most of the reports of the plan's entry."""
    found = [
        (desk.shared(entry, (*each.announced, *each.evidence, *known[each.entry].events)), each)
        for each in desk.found.appointments
        if known[each.entry].type == entry["type"] and desk.alike(entry, known[each.entry]) >= ENOUGH
    ]
    found = [(shared, each) for shared, each in found if shared]
    return max(found, key=lambda pair: (pair[0], pair[1].id))[1] if found else None


def _not_held(desk: Desk, each: Appointment, entry: Entry, day: str) -> str | None:
    """Why an event told as held was not, by the plan; None where it was."""
    for row in desk.story.plan["entry"]:
        if desk.shared(row, entry.events):
            its = [a["outcomes"] for a in desk.story.plan["appointment"] if a["entry"] == row["key"]]
            out = {date: told for outcomes in its for date, told in outcomes.items()}
            before = [told for date, told in sorted(out.items()) if date <= day]
            if out and before and before[-1] in ("ahead", "cancelled", "moved", "no_report") and day in out:
                return f"{row['key']} was {before[-1]}"
            done = [r for r in row["reports"] if r["modality"] == "happened" and _date(desk.story, r["page"]) <= day]
            return None if done else f"{row['key']} had not happened"
    return "nothing of the kind is in the plan"


def _date(story: Story, page: str) -> str:
    return str(next(row["date"] for row in story.plan["page"] if row["id"] == page))


def disputes(desk: Desk, figures: Mapping[str, Figure]) -> Score:
    """Disputes that hold two figures of one expected dispute that disagree, and none of another thing."""
    rows = desk.story.plan["dispute"]
    score = Score("disputes", len(rows), len(desk.found.disputes))
    places = [[desk.story.span(*words.split(" ", 1)) for words in row["figures"]] for row in rows]
    taken = set()
    for each in desk.found.disputes:
        spans = [figures[id].span for id in each.figures]
        hits = [sum(any(_over(a, b) for b in spans) for a in place) for place in places]
        best = max(range(len(rows)), key=lambda at: hits[at])
        if hits[best] >= 2 and best not in taken:
            taken.add(best)
        else:
            score.missed.append(f"not expected: {each.about}: {' / '.join(s.text for s in spans)}")
    score.both = len(taken)
    score.missed += [f"missed: {row['about']}" for at, row in enumerate(rows) if at not in taken]
    return score


def _over(one: Span, other: Span) -> bool:
    return one.page == other.page and one.start < other.end and other.start < one.end


def _holds(story: Story, words: Iterable[Mapping[str, str]], spans: Sequence[Span]) -> bool:
    return all(any(_over(story.span(one["page"], one["text"]), span) for span in spans) for one in words)


def utterances(desk: Desk, readings: Sequence[Reading]) -> Score:
    """Quotations of one speaker with all their wordings."""
    said = {statement.id: statement for reading in readings for statement in reading.statements}
    names = {actor.id: actor for actor in desk.found.actors}
    rows = desk.story.plan["utterance"]
    score = Score("utterances", len(rows), len(desk.found.utterances))
    taken: set[int] = set()
    for each in desk.found.utterances:
        spans = [span for id in each.statements for span in said[id].content]
        fits = [at for at, row in enumerate(rows) if at not in taken and _holds(desk.story, row["words"], spans)]
        speaker = " ".join(names[id].name for id in each.speaker if id in names)
        if fits and rows[fits[0]]["speaker"].split()[-1] in speaker:
            taken.add(fits[0])
        else:
            score.missed.append(f"not expected, or not by him: {speaker or 'nobody'}: {spans[0].text}")
    score.both = len(taken)
    score.missed += [f"missed: {row['words'][0]['text']}" for at, row in enumerate(rows) if at not in taken]
    return score


def dates(desk: Desk) -> tuple[Score, int]:
    """The undated pages given their one day; how many were given a wrong one."""
    rows = [row for row in desk.story.plan["page"] if row.get("undated")]
    score, wrong = Score("days of undated pages", len(rows)), 0
    for row in rows:
        when = desk.found.dated.get(desk.story.of[row["id"]].id)
        shown = f"{when.start} to {when.end}" if when else "unknown"
        if when is not None and when.start == when.end:
            score.found += 1
        if _is_day(when, str(row["date"])):
            score.both += 1
            continue
        score.missed.append(f"{row['id']}: {shown}, not {row['date']}")
        fits = when is None or (when.start or "") <= str(row["date"]) <= (when.end or "9999")
        wrong += not fits
    return score, wrong


def grouping(desk: Desk) -> tuple[Score, Score]:
    """Copies with the page they reprint; stories with exactly their pages."""
    number = {page.id: id for id, page in desk.story.of.items()}
    wanted = {(row["id"], row["copy_of"]) for row in desk.story.plan["page"] if "copy_of" in row}
    got = {(number[copy.page], number[copy.of]) for copy in desk.found.copies}
    copied = Score("copies", len(wanted), len(got), len(wanted & got), [str(pair) for pair in sorted(wanted ^ got)])
    rows = {tuple(sorted(row["pages"])) for row in desk.story.plan["story"]}
    told = {tuple(sorted(number[page] for page in story.pages)) for story in desk.found.stories}
    other = [" ".join(each) for each in sorted(told - rows)]
    return copied, Score("stories", len(rows), len(told), len(rows & told), other)


# ------------------------------------------------------------------------------------------------------ digest


def unsupported(desk: Desk) -> list[str]:
    """The digest's sentences that the expected record does not bear out, each with the reason."""
    found = []
    for digest in desk.found.digests:
        for sentence in digest.sentences:
            why = _unsupported(desk, sentence)
            if why:
                found.append(f"{sentence.text}   ({why})")
    return found


def _unsupported(desk: Desk, sentence: DigestSentence) -> str | None:
    if "“" in sentence.text:
        quotes = [part.partition("”")[0] for part in sentence.text.split("“")[1:]]
        if not all(any(quote.rstrip(".") in span.text for span in sentence.spans) for quote in quotes):
            return "the words are not in its spans"
        if "figures differ" in sentence.text:
            sides = [[desk.story.span(*f.split(" ", 1)) for f in row["figures"]] for row in desk.story.plan["dispute"]]
            fits = any(all(any(_over(a, b) for b in side) for a in sentence.spans) for side in sides)
            return None if fits else "no such dispute"
        return None
    hits = [
        (entry, report)
        for entry, report, anchor in desk.story.reports()
        if any(_over(anchor, span) for span in sentence.spans)
    ]
    if not hits:
        return "its words report nothing of the plan"
    whys = [_contradicted(desk, sentence.text, entry) for entry, _ in hits]
    return None if None in whys else next(why for why in whys if why)


def _contradicted(desk: Desk, text: str, entry: Mapping[str, Any]) -> str | None:
    """What in a sentence is not so, by the entry it tells of."""
    planned = " plan" in text
    if planned != (entry["modality"] != "happened") and not (planned and entry["modality"] == "scheduled"):
        return f"{entry['key']} is {entry['modality']}"
    day = entry.get("day")
    if day is not None and f"{day.day} {day:%B} {day.year}" not in text and " on " in text and str(day.year) in text:
        return f"{entry['key']} is of {day}"
    inside = {*entry["actors"], *entry.get("recipients", ())}
    states = {row.get("country") for row in desk.story.plan["party"] if row["key"] in inside}
    for row in desk.story.plan["party"]:
        if row["type"] in ("person", "country") and row["name"] in text and row["key"] not in inside:
            if row.get("country") not in states or row["type"] == "person":
                return f"{row['name']} has no part in {entry['key']}"
    return None


# -------------------------------------------------------------------------------------------------------- main


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--given", action="store_true", help="take the expected reports as read")
    parser.add_argument("--cache", type=Path, help="keep readings here")
    parser.add_argument("--missed", action="store_true", help="print what was missed")
    args = parser.parse_args()
    story = Story.load()
    readings = read(story.pages, args.cache)
    if args.given:
        readings = given(story, readings)
    events = {event.id: event for reading in readings for event in reading.events}
    figures = {figure.id: figure for reading in readings for figure in reading.figures}
    desk = Desk(story, timeline.establish(story.pages, readings), events)
    right, wrong = outcomes(story, readings)
    dated, wrong_days = dates(desk)
    loose = unsupported(desk)
    told = sum(len(digest.sentences) for digest in desk.found.digests)
    print(f"{len(story.pages)} pages, {'expected reports given' if args.given else 'as attache reads them'}")
    scores = [entries(desk), right, disputes(desk, figures), utterances(desk, readings), dated, *grouping(desk)]
    for score in scores:
        if score is right:
            print(f"{right.name:24} {100 * right.both / right.wanted:8.1f} % of {right.wanted} right")
            print(f"{wrong.name:24} {100 * wrong.both / max(1, wrong.wanted):8.1f} % of {wrong.wanted} outcomes told")
        else:
            print(score)
    print(f"{'undated, wrongly dated':24} {wrong_days:8}")
    print(f"{'digest, no support':24} {len(loose):8} of {told} sentences")
    if args.missed:
        for score in (*scores, wrong):
            print(f"\n{score.name}")
            print(*(f"  {line}" for line in score.missed), sep="\n")
        print("\ndigest sentences without support")
        print(*(f"  {line}" for line in loose), sep="\n")


if __name__ == "__main__":
    main()
