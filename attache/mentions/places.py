"""Where: each place named on a page, resolved to a country and a point, or left unresolved.

    Kerry and Lavrov met in Paris.                         Paris, FRA
    The fire broke out in Paris, Texas.                    Paris, USA
    The mayor of Springfield said ...                      Springfield, no country: it may be any of thirty

Namesakes are told apart by what the page itself says: words that tie a town to a region ("Paris, Texas",
"Ohio's Licking County"), the states and regions the page names, how near the other places of the page are,
and how many people live there. The outlet's own town is never evidence. Where two namesakes are nearly
as likely, neither is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, exp, hypot, log10, radians

from attache.knowledge import world
from attache.knowledge.places import PlaceRow, lookup
from attache.mentions.units import CURRENCIES
from attache.model import Article, EntityLabel, Place, Span

# Chosen with bench/places.py on LGL and TR-News; docs/world.md has the curves.
COUNTRY_PRIOR = 7.0  # against log10 of inhabitants: a state is as prominent as a city of ten million
OWN_PRIOR = 6.3  # a row of places.tsv: seas, regions, disputed areas, sites, "Bethlehem" of the news
COUNTY_PRIOR = 2.0
STATE_PRIOR = -1.3  # "New York" and "Washington" are the cities, unless the page speaks for the states
CAPITAL = 1.0
FAME = 0.3  # Geneva is written in eighty ways, Geneva, Illinois, in six
FROM_CITY = 0.7  # a city speaks for its state less than the state's name does
WORLDWIDE = 6.5  # the prior from which a city is named on pages about anywhere
KNOWN_ANYWHERE = 0.15  # what such a city still says of its state
ALIAS = -1.5  # "Kiev" for Kyiv; but first the town whose own name it is
COUNTRY_NAMED = 2.0  # the candidate lies in a state the page names or speaks of ("Russian")
STATE_NAMED = 3.0  # ... in a state or province the page names
NEAR = 2.0  # ... near another place of the page, falling off over NEAR_KM
NEAR_KM = 150.0
UNSURE = 0.5  # a namesake this close in score, elsewhere, leaves the place unresolved
APART_KM = 161.0
ROUNDS = 3
CANDIDATES = 40
NEIGHBOURS = 60  # other names of a page that are asked, the most frequent first


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A place name as written, with some words before and after it."""

    name: str
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class _Name:
    """All mentions on the page that are read alike: the same words, tied to the same region or to none."""

    name: str
    rows: tuple[PlaceRow, ...]
    tied: bool
    count: int = 0
    scores: list[float] = field(default_factory=list)
    choice: PlaceRow | None = None


def places(article: Article) -> tuple[Place, ...]:
    """Every place and facility named on the page, in the order of the text."""
    spans: list[Span] = []
    people: list[str] = []
    for sentence in article.sentences:
        for entity in sentence.entities:
            first, last = sentence.tokens[entity.first], sentence.tokens[entity.last - 1]
            if last.text in CURRENCIES:
                continue  # "paid in hryvnias"
            if entity.label in (EntityLabel.PLACE, EntityLabel.FACILITY):
                spans.append(article.page.span(first.start, last.end))
            elif entity.label is EntityLabel.NORP:
                people.append(article.page.text[first.start : last.end])
    text = article.page.text
    found = resolve([mentioned(text, span.start, span.end) for span in spans], people=people)
    return tuple(
        Place(span, span.text) if row is None else Place(span, row.name, row.country, row.lat, row.lon)
        for span, row in zip(spans, found, strict=True)
    )


def mentioned(text: str, start: int, end: int) -> Mentioned:
    """The name between two offsets of a text, with the words around it."""
    return Mentioned(text[start:end], text[max(0, start - 60) : start], text[end : end + 60])


def resolve(mentions: Sequence[Mentioned], *, people: Iterable[str] = ()) -> list[PlaceRow | None]:
    """The place each mention means, None where it is not known or not sure.

    `people` are words of the page that speak of a state without being places ("Russian", "Texans").
    """
    names: dict[tuple[str, str], _Name] = {}
    order: list[_Name] = []
    for mention in mentions:
        tie = _tie(mention)
        slot = (mention.name, tie[1] if tie else "")
        if slot not in names:
            rows = tie[0] if tie else _candidates(mention.name)
            names[slot] = _Name(mention.name, rows, tied=tie is not None)
        names[slot].count += 1
        order.append(names[slot])
    _hold_to_ties(names)
    _choose(list(names.values()), _states_of(people))
    return [name.choice for name in order]


# --------------------------------------------------------------------------------- words that tie to a region

_COMMA = re.compile(r"\s*(?:,\s*|\(\s*|\s+in\s+(?:(?:north|south|east|west|central)\w*\s+)?)")
_CAPITALS = re.compile(r"(?:[A-Z][\w'’-]*\.?(?:[A-Z]\.?)*)(?:\s[A-Z][\w'’.-]*){0,3}")
_OWNER_BEFORE = re.compile(
    r"((?:[A-Z][\w.'’-]*\s){0,3}?[A-Z][\w.-]*)(?:['’]s(?:\s[a-z]+){0,2}|\s(?:[a-z]+\s)?"
    r"(?:city|town|village|capital|port|province|state|district|suburb|county|region|resort|community)(?:\sof)?),?\s$"
)
_REGION_KINDS = frozenset(("country", "admin1", "region", "disputed"))


def _tie(mention: Mentioned) -> tuple[tuple[PlaceRow, ...], str] | None:
    """The candidates left by a region written beside the name, and that region: "Paris, Texas" -> Texas."""
    for region in _regions_beside(mention):
        bounds = [row for row in lookup(region) if row.kind in _REGION_KINDS]
        if not bounds:
            continue
        everything = _candidates(mention.name)
        rows = tuple(row for row in everything if any(_lies_in(row, bound) for bound in bounds))
        if rows:
            return rows, region
    return None


def _hold_to_ties(names: dict[tuple[str, str], _Name]) -> None:
    """ "Paris, Texas" in the first paragraph is the Paris of the others too, if no other tie says no."""
    ties: dict[str, list[_Name]] = {}
    for name in names.values():
        if name.tied:
            ties.setdefault(name.name, []).append(name)
    for name in names.values():
        tied = ties.get(name.name, [])
        if not name.tied and len(tied) == 1:
            name.rows, name.tied = tied[0].rows, True


def _regions_beside(mention: Mentioned) -> list[str]:
    found = []
    comma = _COMMA.match(mention.after)
    if comma is not None:
        words = _CAPITALS.match(mention.after, comma.end())
        if words is not None:
            parts = words.group().split()
            found += [" ".join(parts[:end]) for end in range(len(parts), 0, -1)]
    owner = _OWNER_BEFORE.search(mention.before)
    if owner is not None:
        parts = owner.group(1).split()
        found += [" ".join(parts[start:]) for start in range(len(parts))]
    return found


def _lies_in(row: PlaceRow, bound: PlaceRow) -> bool:
    if row is bound or row.country is None:
        return False
    if bound.kind == "country":
        return row.country == bound.country and row.kind != "country"
    if bound.kind == "admin1":
        return row.country == bound.country and row.admin1 == bound.admin1 and row.kind != "admin1"
    return row.kind in ("city", "admin2", "site") and _kilometres(row, bound) < 300


def _candidates(name: str) -> tuple[PlaceRow, ...]:
    return lookup(name)[:CANDIDATES]


# ---------------------------------------------------------------------------------------- choosing namesakes


def _choose(names: list[_Name], people: Counter[str]) -> None:
    """Score every candidate against what the other names stand for, a few rounds over; then keep the sure."""
    for name in names:
        name.scores = [_prior(row) for row in name.rows]
        name.choice = _best(name)
    asked = sorted(names, key=lambda name: -name.count)[:NEIGHBOURS]
    for _ in range(ROUNDS):
        evidence = _Evidence.of(asked, people)
        scores = [[_prior(row) + evidence.speaks_for(row, name) for row in name.rows] for name in names]
        for name, scored in zip(names, scores, strict=True):
            name.scores = scored
        for name in names:
            name.choice = _best(name)
    for name in names:
        if not _sure(name):
            name.choice = None


def _prior(row: PlaceRow) -> float:
    if row.kind == "country":
        return COUNTRY_PRIOR
    if not row.source.startswith("GeoNames"):
        return OWN_PRIOR
    alias = ALIAS if row.alias else 0.0
    if row.kind == "admin2":
        return COUNTY_PRIOR + alias
    if row.kind == "admin1":
        return log10(row.population + 10) + STATE_PRIOR + alias
    owner = world.by_code(row.country or "")
    capital = CAPITAL if owner is not None and owner.capital == row.name else 0.0
    return log10(row.population + 10) + FAME * log10(row.fame + 1) + alias + capital


@dataclass(slots=True)
class _Evidence:
    """What the page's names stand for, as chosen so far."""

    chosen: list[tuple[_Name, PlaceRow]]
    people: Counter[str]

    @classmethod
    def of(cls, names: Iterable[_Name], people: Counter[str]) -> _Evidence:
        return cls([(name, name.choice) for name in names if name.choice is not None], people)

    def speaks_for(self, row: PlaceRow, asking: _Name) -> float:
        """How much the other names of the page say for this candidate."""
        if row.country is None:
            return 0.0
        state = region = 0.0
        near = 0.0
        for name, other in self.chosen:
            if name.name == asking.name or other.country is None:
                continue
            # "Georgia" beside Atlanta is the American state, though all the world knows Atlanta.
            certain = name.tied or (row.kind == "admin1" and asking.rows[0].kind == "country")
            local = 1.0 if certain else _local(other)
            if other.country == row.country:
                state = max(state, 1.0 if other.kind == "country" else FROM_CITY * local)
                if row.admin1 is not None and other.admin1 == row.admin1:
                    region = max(region, 1.0 if other.kind == "admin1" or name.tied else 0.5 * local)
            if other.kind in ("city", "admin2", "site"):
                near += local * exp(-_kilometres(row, other) / NEAR_KM)
        if self.people[row.country]:
            state = 1.0
        return COUNTRY_NAMED * state + STATE_NAMED * region + NEAR * min(near, 1.5)


def _local(row: PlaceRow) -> float:
    """How much a place says of its surroundings: a village all, New York, which any page may name, little."""
    if row.kind == "admin2":
        return 1.0
    return min(1.0, max(KNOWN_ANYWHERE, (WORLDWIDE - _prior(row)) / 2))


def _best(name: _Name) -> PlaceRow | None:
    if not name.rows:
        return None
    return max(zip(name.scores, name.rows, strict=True), key=lambda pair: pair[0])[1]


def _sure(name: _Name) -> bool:
    """Whether no namesake elsewhere comes close to the choice."""
    if name.choice is None:
        return False
    choice, top = name.choice, max(name.scores)
    close = [row for score, row in zip(name.scores, name.rows, strict=True) if score > top - UNSURE]
    return all(_kilometres(row, choice) <= APART_KM or _same_state(row, choice) for row in close)


def _same_state(row: PlaceRow, other: PlaceRow) -> bool:
    """New York the city and New York the state are no rivals."""
    if row.country != other.country or "admin1" not in (row.kind, other.kind):
        return False
    return row.admin1 == other.admin1 or None in (row.admin1, other.admin1)


def _states_of(people: Iterable[str]) -> Counter[str]:
    spoken: Counter[str] = Counter()
    for word in people:
        owner = world.country(word)
        if owner is not None:
            spoken[owner.code] += 1
    return spoken


def _kilometres(one: PlaceRow, other: PlaceRow) -> float:
    """Distance over the ground, near enough: exact within a percent where it matters, below 500 km."""
    east = abs(one.lon - other.lon)
    return 111.2 * hypot(one.lat - other.lat, min(east, 360 - east) * cos(radians((one.lat + other.lat) / 2)))
