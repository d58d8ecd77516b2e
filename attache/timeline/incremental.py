"""A record story by story: what a story's pages establish does not depend on any other story's.

    a page of a known story comes       that story is established anew
    a page that joins two stories       they are gone, and one is there
    a page of a later day               what was ahead for the day between is no longer ahead

Who a lone "Kerry" is, which reports tell of one event, what became of a plan: all of it is settled among the
pages of one story. Only two things are the whole record's: the names, mentions and offices of everybody, which
are summed up over the stories (`everybody`), and the day of the last page, by which a plan is still ahead or
has passed without a report. Each chapter says for which days it holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from attache import timeline
from attache.knowledge import offices
from attache.mentions.names import folded
from attache.model import Actor, ActorType, Copy, Correction, Established, Page, Reading, Story, Tenure, When
from attache.stories import stream
from attache.stories.shelf import number, on_paper
from attache.stories.tree import pages_of
from attache.timeline.corrections import Pen

PLACED = 200  # pages put on the shelf at once, when a record is established from nothing


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one story's pages establish; `last` is their latest day.

    It holds in a record whose last page is of a day after `passed`, up to `wake`.
    """

    story: Story
    established: Established
    last: str | None
    passed: str | None
    wake: str | None


def chapter(
    story: Story,
    pages: Sequence[Page],
    readings: Sequence[Reading],
    copied: Sequence[Copy],
    *,
    today: str | None,
    corrections: Sequence[Correction] = (),
) -> Chapter:
    """One story established by itself, in a record whose last page is of `today`, if that is later."""
    found = timeline.establish(pages, readings, given=(copied, (story,)), today=today, corrections=corrections)
    written = [found.dated.get(page.id, page.published) for page in pages]
    last = max((day for when in written if (day := _settled(when)) is not None), default=None)
    now = max(filter(None, (today, last)), default=None)
    (story,) = found.stories
    return Chapter(story, found, last, *_holds(found, written, now))


def _settled(when: When | None) -> str | None:
    """The day, where it is one."""
    if when is None or when.start is None:
        return None
    first, last = when.start[:10], (when.end or when.start)[:10]
    return last if first == last else None


def _holds(found: Established, written: Iterable[When | None], today: str | None) -> tuple[str | None, str | None]:
    """The days nearest to today whose passing may change what is told of a plan."""
    if not found.appointments or today is None:
        return None, None
    whens = [each.planned for each in found.appointments]
    whens += [side for each in found.appointments for move in each.moves for side in (move.before, move.after)]
    if any(each.planned is None or each.planned.start is None for each in found.appointments):
        whens += written  # a plan without a day is ahead while no page is later than those that announce it
    days = {day[:10] for when in whens if when is not None for day in (when.start, when.end) if day}
    days |= {day[:10] for when in whens if when is not None for one in when.options for day in (one.start, one.end)}
    passed = max((day for day in days if day < today), default=None)
    return passed, min((day for day in days if day >= today), default=None)


def whole(
    pages: Iterable[Page],
    readings: Iterable[Reading],
    *,
    corrections: Sequence[Correction] = (),
    today: str | None = None,
) -> Established:
    """All that the pages establish, from nothing: the same as when they come one by one.

    Outcomes are told as of `today`; without it, as of the day of the last page.
    """
    there = {number(page.id): page for page in pages}
    read = {reading.page: reading for reading in readings}
    shelf = on_paper(there)
    ordered = sorted(there.values(), key=lambda page: page.id)
    fresh: set[int] = set()
    for at in range(0, len(ordered), PLACED):
        placed = stream.place(shelf, ordered[at : at + PLACED])
        fresh = (fresh - placed.gone) | set(placed.fresh)
    stories = [stream.story_of(shelf, [there[n] for n in pages_of(shelf, node)]) for node in sorted(fresh)]
    pen = Pen.of(corrections)
    by_id = {page.id: page for page in ordered}
    found = []
    for story in pen.stories(stories, ordered):
        inside = sorted((by_id[id] for id in story.pages), key=lambda page: page.id)
        copied = [shelf.copies[n] for page in inside if (n := number(page.id)) in shelf.copies]
        # What a person has taken out of a story is no copy of what is left in it.
        copied = [copy for copy in copied if copy.of in story.pages]
        found.append((story, inside, [read[page.id] for page in inside if page.id in read], copied))
    chapters = [chapter(*each, today=today, corrections=corrections) for each in found]
    latest = max((day for day in (today, *(each.last for each in chapters)) if day), default=None)
    chapters = [
        chapter(*parts, today=latest, corrections=corrections) if asleep(each, latest) else each
        for each, parts in zip(chapters, found, strict=True)
    ]
    return bound(chapters, pen)


def asleep(one: Chapter, today: str | None) -> bool:
    """Whether a chapter was established for another day than this one."""
    if today is None:
        return False
    return (one.wake is not None and one.wake < today) or (one.passed is not None and today <= one.passed)


def bound(chapters: Sequence[Chapter], pen: Pen) -> Established:
    """Chapters as one record; `pen` has corrected which pages are of which."""
    each = [one.established for one in chapters]
    for one in each:
        for id, touched in one.touched:
            pen.touched.setdefault(id, {}).update(dict.fromkeys(touched))
    return Established(
        actors=everybody(actor for one in each for actor in one.actors),
        same={own: actor for one in each for own, actor in one.same.items()},
        copies=tuple(sorted((c for one in each for c in one.copies), key=lambda c: c.page)),
        dated={page: when for one in each for page, when in one.dated.items()},
        stories=tuple(sorted((s for one in each for s in one.stories), key=lambda s: s.id)),
        entries=tuple(sorted((n for one in each for n in one.entries), key=lambda n: n.id)),
        appointments=tuple(sorted((m for one in each for m in one.appointments), key=lambda m: m.id)),
        utterances=tuple(sorted((u for one in each for u in one.utterances), key=lambda u: u.id)),
        disputes=tuple(sorted((d for one in each for d in one.disputes), key=lambda d: d.id)),
        positions=tuple(sorted((o for one in each for o in one.positions), key=lambda o: o.id)),
        digests=tuple(sorted((g for one in each for g in one.digests), key=lambda g: g.story)),
        touched=pen.all_touched(),
        wrong=tuple(id for one in each for id in one.wrong),
    )


# -------------------------------------------------------------------------------------------------- everybody

Tally = Mapping[str, Mapping[str, int]]  # what is told of an actor -> how many stories tell it


def everybody(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """The actors of all stories, one of each: what most stories call them, and every mention."""
    tallies: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    mentions: defaultdict[str, set[tuple[str, int, int, str]]] = defaultdict(set)
    spans = {}
    for actor in actors:
        for what, value in told(actor):
            tallies[actor.id][what][value] += 1
        for span in actor.mentions:
            key = (span.page, span.start, span.end, span.text)
            spans[key] = span
            mentions[actor.id].add(key)
    found = [
        replace(summed(id, tally), mentions=tuple(spans[key] for key in sorted(mentions[id])))
        for id, tally in tallies.items()
    ]
    return tuple(sorted(found, key=lambda actor: (folded(actor.name), actor.id)))


def told(actor: Actor) -> list[tuple[str, str]]:
    """What one story tells of an actor, each thing once."""
    held = [f"{one.title}\x1f{one.start or ''}\x1f{one.end or ''}\x1f{one.basis}" for one in actor.offices]
    return [
        ("called", actor.name),
        ("type", actor.type.value),
        *((("country", actor.country),) if actor.country else ()),
        *(("name", name) for name in actor.names),
        *(("office", office) for office in dict.fromkeys(held)),
    ]


def summed(id: str, tally: Tally) -> Actor:
    """An actor from what the stories tell of him, without his mentions."""
    called, types = tally["called"], set(tally["type"])
    country = tally.get("country", {})
    kind = min(types)
    if types & {ActorType.GOVERNMENT.value}:
        kind = ActorType.GOVERNMENT.value
    if ActorType.PERSON.value in types:
        kind = ActorType.PERSON.value
    return Actor(
        id,
        ActorType(kind),
        _best_called(ActorType(kind), called),
        tuple(sorted(tally.get("name", ()), key=lambda name: (-len(name), name))),
        (),
        min(country, key=lambda each: (-country[each], each), default=None),
        tuple(sorted(map(_tenure, tally.get("office", ())), key=lambda one: (one.start or "", one.title, one.basis))),
    )


def _best_called(kind: ActorType, called: Mapping[str, int]) -> str:
    """The fullest name; a person goes by a name and not by an office ("the Russian Minister of Foreign Affairs")."""
    known = [name for name in called if kind is not ActorType.PERSON or offices.office(name) is None]
    return min(known or called, key=lambda name: (-len(name.split()), -called[name], name))


def _tenure(told: str) -> Tenure:
    title, start, end, basis = told.split("\x1f")
    return Tenure(title, start or None, end or None, basis)
