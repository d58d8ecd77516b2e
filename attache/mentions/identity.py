"""Who is the same across pages: people by any spelling, states, bodies, offices by who held them that day.

    Sergei Lavrov on one page, Sergey Lavrov on another      one person
    Kerry, where another page has John Kerry                 one person, if no other Kerry is about
    the Russian foreign minister, on a page of March 2014    Sergey Lavrov, by the table of offices
    an unnamed official here, an unnamed official there      two, always

Nothing depends on the order of the pages: an actor's key is made of its own names, its offices and, for a lone
surname, of the set of full names seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from attache.knowledge import offices, world
from attache.mentions.names import folded, skeleton, surname
from attache.model import Actor, ActorType, Page, Reading, Tenure, identifier

STATES = (ActorType.COUNTRY, ActorType.GOVERNMENT)
Key = tuple[str, ...]


def unite(pages: Sequence[Page], readings: Sequence[Reading]) -> tuple[tuple[Actor, ...], dict[str, str]]:
    """The actors of all pages together, and for each page's actor the one it is.

    The first part is sorted by name; the second maps page actor ids to record actor ids.
    """
    dated = {page.id: _day(page) for page in pages}
    local = [(actor, dated.get(reading.page)) for reading in readings for actor in reading.actors]
    full = _full_names(actor for actor, _ in local)
    keys = {actor.id: _key(actor, on, full) for actor, on in local}
    members: defaultdict[Key, list[Actor]] = defaultdict(list)
    for actor, _ in local:
        members[keys[actor.id]].append(actor)
    ids = {key: identifier("a", *key) if key[0] != "unnamed" else key[1] for key in members}
    united = [_united(ids[key], key, group) for key, group in members.items()]
    return (
        tuple(sorted(united, key=lambda a: (folded(a.name), a.id))),
        {actor.id: ids[keys[actor.id]] for actor, _ in local},
    )


def _day(page: Page) -> date | None:
    try:
        return date.fromisoformat((page.published.start or "")[:10]) if page.published else None
    except ValueError:
        return None


def _full_names(actors: Iterable[Actor]) -> dict[str, set[str]]:
    """For each surname's skeleton the full names seen with it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for actor in actors:
        if actor.type is ActorType.PERSON and len(folded(actor.name).split()) > 1:
            found[skeleton(surname(actor.name))].add(_person_key(actor.name))
    return dict(found)


def _person_key(name: str) -> str:
    """A person's name as the table has it, or what all its spellings share of first name and surname."""
    known = offices.person(name) if len(folded(name).split()) > 1 else ()
    if len(known) == 1:
        name = known[0].name
    parts = skeleton(name).split()
    return " ".join((parts[0], parts[-1])) if len(parts) > 1 else " ".join(parts)


def _key(actor: Actor, on: date | None, full: dict[str, set[str]]) -> Key:
    """What makes an actor itself: two with one key are one."""
    if actor.type is ActorType.UNNAMED:
        return ("unnamed", actor.id)
    if actor.type in STATES and actor.country:
        return ("state", actor.country)
    if actor.type is ActorType.PERSON:
        return ("person", _person(actor, on, full))
    if actor.type is ActorType.OFFICE:
        return _office(actor, on)
    if known := world.party(actor.name):
        return ("party", known.name)
    bare = folded(actor.name).removeprefix("the ").removeprefix("a ").removeprefix("an ")
    return (actor.type.value, bare, actor.country or "")


def _person(actor: Actor, on: date | None, full: dict[str, set[str]]) -> str:
    if len(folded(actor.name).split()) > 1:
        return _person_key(actor.name)
    titled = _by_title(actor, on)
    if titled is not None:
        return _person_key(titled)
    seen = full.get(skeleton(surname(actor.name)), set())
    return next(iter(seen)) if len(seen) == 1 else skeleton(actor.name)


def _by_title(actor: Actor, on: date | None) -> str | None:
    """ "Prime Minister Yatsenyuk", without a first name: whoever of that name held that office."""
    found = set()
    for title in actor.offices:
        held = offices.office(f"{title.title} {actor.name}") or offices.office(title.title)
        if held is None:
            continue
        where = held.where or actor.country
        for holder in offices.person(actor.name, kind=held.kind, where=where, on=None if held.former else on):
            found.add(holder.name)
    return found.pop() if len(found) == 1 else None


def _office(actor: Actor, on: date | None) -> Key:
    """An office without a name is its holder where the day is known and the table knows one, else itself."""
    held = offices.office(actor.name)
    if held is not None and not held.former:
        where = held.where or actor.country
        if where and on:
            holders = {term.person for term in offices.holders(held.kind, where, on)}
            if len(holders) == 1:
                return ("person", _person_key(holders.pop()))
        if where:
            return ("office", held.kind, where)
    return ("office", folded(actor.name), actor.country or "")


def _united(id: str, key: Key, group: Sequence[Actor]) -> Actor:
    """One actor of all that share a key."""
    names = {name for actor in group for name in actor.names}
    spans = {span for actor in group for span in actor.mentions}
    countries = Counter(actor.country for actor in group if actor.country)
    country = min(countries, key=lambda c: (-countries[c], c)) if countries else None
    types = [actor.type for actor in group]
    kind = ActorType.PERSON if key[0] == "person" else types[0] if len(set(types)) == 1 else min(types)
    if key[0] == "state":
        kind = ActorType.GOVERNMENT if ActorType.GOVERNMENT in types else ActorType.COUNTRY
    return Actor(
        id,
        kind,
        _best_name(key, group, names),
        tuple(sorted(names, key=lambda n: (-len(n), n))),
        tuple(sorted(spans, key=lambda s: (s.page, s.start, s.end))),
        country,
        _tenures(key, group),
    )


def _best_name(key: Key, group: Sequence[Actor], names: set[str]) -> str:
    if key[0] == "state" and (row := world.by_code(key[1])):
        return row.name
    if key[0] == "party":
        return key[1]
    if key[0] == "person":
        for name in sorted(names):
            known = offices.person(name) if len(folded(name).split()) > 1 else ()
            if len(known) == 1:
                return known[0].name
    votes = Counter(actor.name for actor in group if actor.type is not ActorType.OFFICE or key[0] != "person")
    if not votes:
        votes = Counter(actor.name for actor in group)
    return min(votes, key=lambda n: (-len(n.split()), -votes[n], n))


def _tenures(key: Key, group: Sequence[Actor]) -> tuple[Tenure, ...]:
    """Terms of office from the table, and the titles the pages give."""
    held: list[Tenure] = []
    if key[0] == "person":
        for name in sorted({actor.name for actor in group}):
            known = offices.person(name) if len(folded(name).split()) > 1 else ()
            if len(known) == 1:
                held += [term.tenure() for term in known[0].terms]
    held += [tenure for actor in group for tenure in actor.offices]
    return tuple(sorted(set(held), key=lambda t: (t.start or "", t.title, t.basis)))
