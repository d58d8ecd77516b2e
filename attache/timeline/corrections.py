"""What a person has put right, heeded while the record is established.

    merge  Sergei Lavrov, S. Lavrov        one man from here on, on pages still to come as well
    split  John Kerry: pages of 1988       those pages speak of another John Kerry
    wrong  "The troops withdrew" (event)   the page does not say that: left out, and shown as left out
    date   an undated page: 2014-03-30     and with it every "Friday" that the page tells of

Corrections are not written over what was read. They are inputs beside the readings: the record is a function
of both, so taking one back gives the record that would be without it. A correction knows its things by their
words and places, for ids change as pages come; one whose thing is gone waits, and is in force again with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from attache.mentions.names import folded
from attache.model import (
    Actor,
    ActorType,
    Correction,
    Deed,
    Entry,
    Event,
    Figure,
    Page,
    Reading,
    Span,
    Statement,
    Story,
    Tenure,
    Thing,
    When,
    identifier,
)

Datum = Statement | Event | Figure
# A name of one of these is the same party's in another story; "a senior official" is not.
_OF_ONE_NAME = (ActorType.PERSON, ActorType.ORGANIZATION, ActorType.GOVERNMENT, ActorType.COUNTRY)
SAME_WORDS = 0.5  # of the shorter of two spans, shared: it is the same datum, read with other edges


@dataclass(slots=True)
class Pen:
    """The corrections of a record at work; each stage of `establish` hands over what it found.

    `days` are the days set for pages: they are not doubted, whatever the page says.

    `touched` fills up with the ids of what each correction has changed; `wrong` with what was left out.
    """

    corrections: tuple[Correction, ...]
    readings: tuple[Reading, ...] = ()
    days: dict[str, When] = field(default_factory=dict)  # page -> the day a person has set
    touched: dict[str, dict[str, None]] = field(default_factory=dict)
    wrong: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, corrections: Iterable[Correction]) -> Pen:
        """Ready to work, the earliest correction first."""
        return cls(tuple(sorted(corrections, key=lambda each: (each.at, each.id))))

    def of_deed(self, deed: Deed, *records: str) -> list[Correction]:
        return [each for each in self.corrections if each.deed is deed and each.things[0].record in records]

    def mark(self, correction: Correction, ids: Iterable[str]) -> None:
        self.touched.setdefault(correction.id, {}).update(dict.fromkeys(ids))

    # --------------------------------------------------------------------------------- pages and readings

    def read(self, pages: Sequence[Page], readings: Sequence[Reading]) -> tuple[list[Page], list[Reading]]:
        """The pages with the days given to them, the readings without what is wrong in them."""
        self.readings = tuple(readings)
        if not self.corrections:
            return list(pages), list(readings)
        data = _Data.of(readings)
        for each in self.of_deed(Deed.WRONG, "statement", "event", "figure", "entry"):
            thing = each.things[0]
            gone = data.events_of(thing) if thing.record == "entry" else data.one(thing)
            self.wrong.update(dict.fromkeys(gone))
            self.mark(each, gone)
        there = {page.id for page in pages}
        for each in self.of_deed(Deed.DATE, "page"):
            if each.to is not None and each.things[0].id in there:
                self.days[each.things[0].id] = each.to
                self.mark(each, [each.things[0].id])
        self.readings = tuple(reading.without(self.wrong) for reading in readings)
        return [replace(page, published=self.days.get(page.id, page.published)) for page in pages], list(self.readings)

    # ----------------------------------------------------------------------------------------------- actors

    def actors(self, actors: Sequence[Actor], same: Mapping[str, str]) -> tuple[tuple[Actor, ...], dict[str, str]]:
        """Who is the same, after merges and splits."""
        same = dict(same)
        if not self.of_deed(Deed.MERGE, "actor") and not self.of_deed(Deed.SPLIT, "actor"):
            return tuple(actors), same
        local = {actor.id: actor for reading in self.readings for actor in reading.actors}
        page_of = {actor.id: reading.page for reading in self.readings for actor in reading.actors}
        people = {actor.id: actor for actor in actors}
        for each in self.corrections:
            if each.things[0].record != "actor":
                continue
            if each.deed is Deed.MERGE:
                _merge_actors(self, each, people, same, local)
            elif each.deed is Deed.SPLIT:
                _split_actor(self, each, people, same, local, page_of)
        return tuple(sorted(people.values(), key=lambda a: (folded(a.name), a.id))), same

    # ------------------------------------------------------------------------------------ stories and entries

    def stories(self, stories: Sequence[Story], pages: Sequence[Page]) -> tuple[Story, ...]:
        """Which pages belong together, after merges and splits."""
        found = {story.id: story for story in stories}
        order = {page.id: (_day(page.published), page.name, page.id) for page in pages}
        for each in self.corrections:
            if each.things[0].record != "story":
                continue
            if each.deed is Deed.MERGE:
                _merge_stories(self, each, found, order)
            elif each.deed is Deed.SPLIT:
                _split_story(self, each, found, order, {page.id: page for page in pages})
        return tuple(sorted(found.values(), key=lambda story: story.id))

    def entries(
        self,
        entries: Sequence[Entry],
        whens: Mapping[str, When | None],
        together: Callable[[Sequence[str], Mapping[str, When | None]], Entry],
    ) -> tuple[tuple[Entry, ...], dict[str, When | None]]:
        """The entries after merges, splits and days set, and the days of their events.

        `together` makes an entry of events.
        """
        whens = dict(whens)
        changing = [each for each in self.corrections if each.things[0].record == "entry"]
        if not changing:
            return tuple(entries), whens
        data = _Data.of(self.readings)
        groups = {entry.id: entry.events for entry in entries}
        made = {entry.id: entry for entry in entries}
        set_to: dict[str, When] = {}
        for each in changing:
            if each.deed in (Deed.MERGE, Deed.SPLIT):
                _regroup(self, each, groups, data)
            elif each.deed is Deed.DATE and each.to is not None:
                events = set(data.events_of(each.things[0]))
                for events_there in groups.values():
                    if events & set(events_there):
                        set_to.update(dict.fromkeys(events_there, each.to))
                if events:
                    self.mark(each, events)
        whens.update(set_to)
        found = []
        for id, events_there in groups.items():
            entry = made.get(id)
            if entry is None or entry.events != events_there:
                entry = together(events_there, whens)
            day = next((set_to[event] for event in entry.events if event in set_to), None)
            found.append(entry if day is None else replace(entry, when=day))
        self._mark_entries(found, changing)
        return tuple(sorted(found, key=lambda entry: entry.id)), whens

    def _mark_entries(self, entries: Iterable[Entry], changing: Iterable[Correction]) -> None:
        """Beside the events, the entries they are in now are what a correction has touched."""
        for each in changing:
            touched = self.touched.get(each.id)
            if touched and each.deed is not Deed.WRONG:
                self.mark(each, [entry.id for entry in entries if any(event in touched for event in entry.events)])

    def all_touched(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What each correction has changed; one that found nothing to change is not named."""
        return tuple((id, tuple(sorted(ids))) for id, ids in sorted(self.touched.items()) if ids)


# --------------------------------------------------------------------------------------------- known again


def words_of(datum: Datum) -> tuple[Span, ...]:
    """The words by which a datum is known again."""
    if isinstance(datum, Statement):
        return datum.content
    return (datum.anchor,) if isinstance(datum, Event) else (datum.span,)


def _kind(datum: Datum) -> str:
    return "statement" if isinstance(datum, Statement) else "event" if isinstance(datum, Event) else "figure"


@dataclass(frozen=True, slots=True)
class _Data:
    """All that was read, by id and by page."""

    by_id: Mapping[str, Datum]
    by_page: Mapping[tuple[str, str], Sequence[Datum]]

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> _Data:
        by_id: dict[str, Datum] = {}
        by_page: defaultdict[tuple[str, str], list[Datum]] = defaultdict(list)
        for reading in readings:
            data: tuple[Datum, ...] = (*reading.statements, *reading.events, *reading.figures)
            for datum in data:
                by_id[datum.id] = datum
                by_page[_kind(datum), reading.page].append(datum)
        return cls(by_id, by_page)

    def one(self, thing: Thing) -> list[str]:
        """The datum that the correction means: of that id, or of those words."""
        if thing.id in self.by_id:
            return [thing.id]
        found = [self._at(thing.record, mark, thing.name) for mark in thing.marks]
        return [id for id in dict.fromkeys(found) if id is not None][:1]

    def events_of(self, thing: Thing) -> list[str]:
        """The events of an entry, each known again by its words; `names` holds their ids, in order of marks."""
        found = []
        for id, mark in zip(thing.names, thing.marks, strict=False):
            again = id if id in self.by_id else self._at("event", mark, thing.name)
            if again is not None:
                found.append(again)
        return list(dict.fromkeys(found))

    def _at(self, record: str, mark: Span, name: str) -> str | None:
        """The datum whose words are mostly those marked; of two events on one word the one of that name."""
        best: tuple[float, bool, str] | None = None
        for datum in self.by_page.get((record, mark.page), ()):
            share = max((_share(span, mark) for span in words_of(datum)), default=0.0)
            named = isinstance(datum, Event) and name.startswith(datum.type.value)
            if share >= SAME_WORDS and (best is None or (share, named, datum.id) > best):
                best = (share, named, datum.id)
        return best[2] if best else None


def _share(one: Span, other: Span) -> float:
    """How much of the shorter of two spans the other one holds."""
    if one.page != other.page:
        return 0.0
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / max(1, min(one.end - one.start, other.end - other.start))


# ---------------------------------------------------------------------------------------------------- actors


def _known_again(
    thing: Thing, people: Mapping[str, Actor], same: Mapping[str, str], local: Mapping[str, Actor]
) -> str | None:
    """The actor a correction means: of that id, else the one that most of its mentions are of now."""
    if thing.id in people:
        return thing.id
    votes: defaultdict[str, int] = defaultdict(int)
    marks = {(mark.page, mark.start) for mark in thing.marks}
    for id, actor in local.items():
        if any((span.page, span.start) in marks for span in actor.mentions):
            votes[same.get(id, id)] += 1
    if votes:
        return min(votes, key=lambda id: (-votes[id], id))
    named = [actor.id for actor in people.values() if actor.name == thing.name and actor.type in _OF_ONE_NAME]
    return named[0] if len(named) == 1 else None


def _merge_actors(
    pen: Pen, each: Correction, people: dict[str, Actor], same: dict[str, str], local: Mapping[str, Actor]
) -> None:
    """The others of a correction become the first, and go by the id it had when it was made.

    That id is kept whatever is read later, so that a story which knows only "S. Lavrov", and one which knows only
    "Sergey Lavrov", speak of one man.
    """
    first, *others = each.things
    kept, there = first.id, _known_again(first, people, same, local)
    found = [_known_again(thing, people, same, local) for thing in others]
    ids = list(dict.fromkeys(id for id in found if id is not None and id != there))
    if not ids:
        if there is not None and there in found:  # they are read as one by now
            pen.mark(each, [kept])
        elif there is None or there == kept:
            return
    base = people[there] if there is not None else replace(people[ids[0]], name=first.name)
    gone = {*ids, *([there] if there is not None else [])}
    one = replace(_united(base, [people[id] for id in ids]), id=kept)
    for id in gone:
        del people[id]
    people[kept] = one
    same.update({own: kept for own, now in same.items() if now in gone})
    if ids:
        pen.mark(each, [kept])


def _united(first: Actor, others: Sequence[Actor]) -> Actor:
    everyone = (first, *others)
    names = {name for actor in everyone for name in (*actor.names, actor.name)}
    spans = {span for actor in everyone for span in actor.mentions}
    return replace(
        first,
        names=tuple(sorted(names, key=lambda name: (-len(name), name))),
        mentions=tuple(sorted(spans, key=lambda span: (span.page, span.start, span.end))),
        country=next((actor.country for actor in everyone if actor.country), None),
        offices=_in_order(office for actor in everyone for office in actor.offices),
    )


def _in_order(offices: Iterable[Tenure]) -> tuple[Tenure, ...]:
    return tuple(sorted(set(offices), key=lambda tenure: (tenure.start or "", tenure.title, tenure.basis)))


def _split_actor(
    pen: Pen, each: Correction, people: dict[str, Actor], same: dict[str, str],
    local: Mapping[str, Actor], page_of: Mapping[str, str],
) -> None:  # fmt: skip
    """Takes a page's actor out where it is on one of the pages, or goes by one of the names."""
    source, part = each.things
    whole = _known_again(source, people, same, local)
    if whole is None:
        return
    pages, names = set(part.pages), {folded(name) for name in part.names}
    own = [id for id, now in same.items() if now == whole and id in local]
    out = [id for id in own if page_of[id] in pages or {folded(name) for name in local[id].names} & names]
    if not out:
        return
    new = identifier("a", each.id)
    same.update(dict.fromkeys(out, new))
    rest = [local[id] for id in own if id not in set(out)]
    was = people.pop(whole)
    people[new] = _again(new, was, [local[id] for id in out], part.name)
    pen.mark(each, [new])
    if rest:  # another story may speak of the part alone
        people[whole] = _again(whole, was, rest, None)
        pen.mark(each, [whole])


def _again(id: str, was: Actor, own: Sequence[Actor], name: str | None) -> Actor:
    """An actor of some of the pages' actors it was made of; its name is the longest they give."""
    names = {form for actor in own for form in actor.names} | {actor.name for actor in own}
    kept = was.name if was.name in names else None
    spans = {span for actor in own for span in actor.mentions}
    return replace(
        was,
        id=id,
        name=name or kept or min((actor.name for actor in own), key=lambda n: (-len(n.split()), n)),
        names=tuple(sorted(names, key=lambda form: (-len(form), form))),
        mentions=tuple(sorted(spans, key=lambda span: (span.page, span.start, span.end))),
        country=next((actor.country for actor in own if actor.country), None),
        offices=_in_order(office for actor in own for office in actor.offices),
    )


# --------------------------------------------------------------------------------------------------- stories


def _story_of(thing: Thing, found: Mapping[str, Story]) -> list[str]:
    """The story of that id, else those that hold its pages."""
    if thing.id in found:
        return [thing.id]
    pages = set(thing.pages)
    return [story.id for story in found.values() if pages & set(story.pages)]


def _merge_stories(
    pen: Pen, each: Correction, found: dict[str, Story], order: Mapping[str, tuple[str, str, str]]
) -> None:
    there = [_story_of(thing, found) for thing in each.things]
    ids = list(dict.fromkeys(id for ids in there for id in ids))
    if not all(there):
        return
    first, *others = ids
    pages = [page for id in ids for page in found[id].pages]
    found[first] = replace(found[first], pages=tuple(sorted(set(pages), key=lambda page: order[page])))
    for id in others:
        del found[id]
    pen.mark(each, [first])


def _split_story(
    pen: Pen,
    each: Correction,
    found: dict[str, Story],
    order: Mapping[str, tuple[str, str, str]],
    pages: Mapping[str, Page],
) -> None:
    source, part = each.things
    for id in _story_of(source, found):
        inside = found[id].pages
        out = [page for page in inside if page in set(part.pages)]
        rest = tuple(page for page in inside if page not in set(part.pages))
        if not out:
            continue
        if not rest:
            pen.mark(each, [id])
            continue
        new = identifier("t", each.id, id)
        out.sort(key=lambda page: order[page])
        first = pages[out[0]]
        headline = part.name or first.headline or first.text.split("\n", 1)[0][:120]
        found[new] = Story(new, headline, tuple(out), None, None)
        found[id] = replace(found[id], pages=rest)
        pen.mark(each, [id, new])


# --------------------------------------------------------------------------------------------------- entries


def _regroup(pen: Pen, each: Correction, groups: dict[str, tuple[str, ...]], data: _Data) -> None:
    """Events put into one entry, or taken out into an entry of their own."""
    if each.deed is Deed.MERGE:
        there = [set(data.events_of(thing)) for thing in each.things]
        if not all(there):
            return
        events = set().union(*there)
        touched = [id for id, inside in groups.items() if events & set(inside)]
        joined = [event for id in touched for event in groups[id]]
        for id in touched:
            del groups[id]
        groups[f"{each.id} merged"] = tuple(joined)
        pen.mark(each, joined)
        return
    out = set(data.events_of(each.things[1]))
    taken = [event for inside in groups.values() for event in inside if event in out]
    if not taken:
        return
    for id, inside in list(groups.items()):
        rest = tuple(event for event in inside if event not in out)
        if rest != inside:
            del groups[id]
            if rest:
                groups[f"{each.id} {id}"] = rest
                pen.mark(each, rest)
    groups[f"{each.id} split"] = tuple(taken)
    pen.mark(each, taken)


def _day(when: When | None) -> str:
    return when.start if when and when.start else "9999"
