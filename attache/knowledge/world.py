"""States, their people and capitals, and the parties of the news: whom a name can stand for.

    Ukraine, Ukrainian, Ukrainians         the state of code UKR
    "Moscow said", "the Kremlin said"      a government, not a place
    NATO, Hamas, the State Department      parties, by any of their written forms
    Russian troops, Ukraine's parliament   a common noun and the state it is of

The tables are countries.tsv, parties.tsv and party_nouns.tsv, each row with its source. Nothing is read
before the first question; every answer of "not known" is None.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeVar

from attache.errors import TableError
from attache.model import ActorType

# "US" is a state and "us" a pronoun, "Polish" a people and "polish" a verb: a name has a capital, and a
# form written in capitals with at most this many letters is only found in capitals.
ACRONYM = 5
NAMES = 1 << 14  # written names whose answer is remembered: a story asks for the same few again and again

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory: "Russia", its forms ("Russian Federation"), adjectives and people ("Russians").

    `start` and `end` bound the life of states that began or ended in the years the news covers.
    """

    code: str
    alpha2: str
    name: str
    forms: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capital: str | None
    start: str | None
    end: str | None
    source: str

    def existed(self, on: date) -> bool:
        """Whether the state was there on that day: the Soviet Union not after 1991."""
        day = on.isoformat()
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who acts in the news and is no person: a government, an alliance, an agency, an armed group.

    `country` is the alpha-3 code of the state it is of, None for international bodies; `forms` are all ways
    the table knows to write it, the canonical name first.
    """

    name: str
    type: ActorType
    country: str | None
    source: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyNoun:
    """A common noun that denotes a party ("troops", "parliament").

    `national` says that a state's adjective or possessive before it makes the party that state's ("Russian
    troops", "Ukraine's parliament"), not merely describes it ("Russian speakers").
    """

    noun: str
    type: ActorType
    national: bool
    source: str


@lru_cache(maxsize=NAMES)
def country(name: str) -> Country | None:
    """The state of that name, adjective, people or code: "Ukraine", "the U.S.", "British", "Danes", "RUS"."""
    return _find(_country_index(), name)


def state(name: str) -> Country | None:
    """The state so named, adjective and people left out: "Russia", "the United States", not "Russians"."""
    return _find(_state_index(), name)


def demonym(name: str) -> Country | None:
    """The state whose adjective or people this is: "Russian", "Britons", and no name of a state."""
    return _find(_demonym_index(), name)


def by_code(code: str) -> Country | None:
    """The state of an ISO 3166 alpha-3 code ("UKR"), withdrawn codes ("SUN") included."""
    return _codes().get(code)


def alpha3(alpha2: str) -> str | None:
    """The alpha-3 code for an alpha-2 code: "UA" -> "UKR"."""
    return _alpha2().get(alpha2)


@lru_cache(maxsize=NAMES)
def metonym(name: str) -> Party | None:
    """The government or body that a place stands for when it acts: "Moscow", "the White House", "Brussels".

    A government's own body is one too ("the State Department"). Whether it acts ("Moscow said") or is only a
    place ("in Moscow") is for the sentence to say.
    """
    found = _find(_metonym_index(), name)
    if found is not None:
        return found
    body = _find(_party_index(), name)
    return body if body is not None and body.type is ActorType.GOVERNMENT else None


@lru_cache(maxsize=NAMES)
def party(name: str) -> Party | None:
    """The body of that name: "NATO", "the U.N. Security Council", "Hezbollah", "Russian Foreign Ministry"."""
    return _find(_party_index(), name) or _state_party(name)


def party_noun(word: str) -> PartyNoun | None:
    """What kind of party a common noun denotes: "troops", "lawmakers", "Foreign Ministry"."""
    return _party_nouns().get(" ".join(word.lower().split()))


def party_nouns() -> dict[str, PartyNoun]:
    """Every common noun that denotes a party, by its lower-case form."""
    return _party_nouns()


def countries() -> tuple[Country, ...]:
    """Every state and territory, in the order of the table."""
    return _countries()


def forms(name: str) -> Iterator[str]:
    """The keys under which a written name may be found, nearest first: "the Kremlin's" also as "Kremlin"."""
    written = plain(name)
    yield written
    for ending in ("'s", "'"):
        if written.endswith(ending):
            written = written[: -len(ending)]
            yield written
            break
    if written[:4].lower() == "the ":
        yield written[4:]


# ------------------------------------------------------------------------------------ how names match


def plain(name: str) -> str:
    """The name without accents, with plain apostrophes, hyphens and single spaces: "Élysée" -> "Elysee"."""
    name = name.replace("\u2019", "'").replace("\u2018", "'").replace("\u2011", "-").replace("\u2013", "-")
    if not name.isascii():
        letters = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(name.split())


def _is_acronym(plain: str) -> bool:
    return plain.isupper() and sum(c.isalpha() for c in plain) <= ACRONYM


def _key(plain: str) -> str:
    return plain if _is_acronym(plain) else plain.casefold()


def _find(index: dict[str, T], name: str) -> T | None:
    for form in forms(name.strip('"“”() ')):
        if form == form.lower():
            continue
        # "IRAN" in a headline of capitals is Iran, but "US" is never "us".
        found = index.get(_key(form))
        if found is None and form.isupper():
            found = index.get(form.casefold())
        if found is not None:
            return found
    return None


def _state_party(name: str) -> Party | None:
    """A state's organ from its words: "Ukraine's parliament", "Ministry of Defence of Ukraine"."""
    written = next((form for form in reversed(tuple(forms(name)))), "")
    words = written.split()
    for cut in range(min(4, len(words) - 1), 0, -1):
        noun = party_noun(" ".join(words[cut:]))
        if noun is not None and noun.national:
            owner = country(" ".join(words[:cut]))
            if owner is not None:
                return _organ(owner, noun, " ".join(words[cut:]))
    head, of, tail = written.rpartition(" of ")
    noun = party_noun(head) if of else None
    owner = country(tail) if noun is not None and noun.national else None
    return _organ(owner, noun, head) if owner is not None and noun is not None else None


def _organ(owner: Country, noun: PartyNoun, written: str) -> Party:
    if noun.noun in ("government", "administration"):
        return _government_of(owner)
    return Party(f"{_adjective(owner)} {written}", noun.type, owner.code, noun.source)


def _adjective(owner: Country) -> str:
    if owner.code == "USA":
        return "U.S."
    return owner.adjectives[0] if owner.adjectives else f"{owner.name}'s"


@cache
def _government_of(owner: Country) -> Party:
    name = f"{_adjective(owner)} government"
    return Party(name, ActorType.GOVERNMENT, owner.code, owner.source, (name, f"government of {owner.name}"))


# ----------------------------------------------------------------------------------------- the tables


def _rows(table: str, width: int) -> Iterator[list[str]]:
    """The rows of a table, its comments and its header line left out."""
    text = files("attache.knowledge").joinpath(table).read_text(encoding="utf-8")
    header = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != width:
            raise TableError(f"{table} line {number}: {len(cells)} columns where {width} are due")
        if header:
            yield cells
        header = True


def _many(cell: str) -> tuple[str, ...]:
    return tuple(form for form in cell.split("|") if form)


@cache
def _countries() -> tuple[Country, ...]:
    return tuple(
        Country(
            row[0],
            row[1],
            row[2],
            _many(row[3]),
            _many(row[4]),
            _many(row[5]),
            row[6] or None,
            row[7] or None,
            row[8] or None,
            row[9],
        )
        for row in _rows("countries.tsv", 10)
    )


@cache
def _codes() -> dict[str, Country]:
    return {row.code: row for row in _countries()}


@cache
def _alpha2() -> dict[str, str]:
    return {row.alpha2: row.code for row in _countries() if row.alpha2}


@cache
def _state_index() -> dict[str, Country]:
    index: dict[str, Country] = {}
    for row in _countries():
        for form in (row.name, *row.forms, row.code):
            index.setdefault(_key(plain(form)), row)
    return index


@cache
def _demonym_index() -> dict[str, Country]:
    index: dict[str, Country] = {}
    for row in _countries():
        for form in (*row.adjectives, *row.people):
            index.setdefault(_key(plain(form)), row)
    return index


@cache
def _country_index() -> dict[str, Country]:
    return _demonym_index() | _state_index()


@cache
def _parties() -> tuple[tuple[str, Party], ...]:
    kept = []
    for kind, name, more, type_, code, source in _rows("parties.tsv", 6):
        try:
            kind_of_actor = ActorType(type_)
        except ValueError as trouble:
            raise TableError(f"parties.tsv: {name}: {type_!r} is no type of actor") from trouble
        kept.append((kind, Party(name, kind_of_actor, code or None, source, (name, *_many(more)))))
    return tuple(kept)


@cache
def _party_index() -> dict[str, Party]:
    index: dict[str, Party] = {}
    for kind, row in _parties():
        if kind in ("party", "seat"):
            for form in row.forms:
                index.setdefault(_key(plain(form)), row)
    return index


@cache
def _metonym_index() -> dict[str, Party]:
    """Rows of kind "seat", "seatof" and "city" (the table says which is which), then every capital."""
    index: dict[str, Party] = {}
    for kind, row in _parties():
        if kind == "seat":
            for form in row.forms:
                index.setdefault(_key(plain(form)), row)
        elif kind in ("city", "seatof"):
            owner = by_code(row.country or "") if kind == "city" else None
            stands_for = _government_of(owner) if owner else _party_index().get(_key(plain(row.name)))
            if stands_for is None:
                raise TableError(f"parties.tsv: {kind} row {row.name!r} names neither a state nor a party")
            for form in row.forms[1:]:
                index.setdefault(_key(plain(form)), stands_for)
    for owner in _countries():
        # Territories and dead states do not speak through their capital today.
        if owner.capital and owner.end is None and owner.capital != owner.name:
            index.setdefault(_key(plain(owner.capital)), _government_of(owner))
    return index


@cache
def _party_nouns() -> dict[str, PartyNoun]:
    nouns: dict[str, PartyNoun] = {}
    for noun, plural, type_, national, source in _rows("party_nouns.tsv", 5):
        row = PartyNoun(noun, ActorType(type_), national == "yes", source)
        nouns.setdefault(noun, row)
        if plural:
            nouns.setdefault(plural, row)
    return nouns
