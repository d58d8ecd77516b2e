"""Who held which office when, and what a written title means.

    "U.S. Secretary of State"               foreign minister of USA
    "Prime Minister Yatsenyuk of Ukraine"   head of government of UKR
    "NATO Secretary General"                head of NATO
    holders("foreign-minister", "RUS", date(2014, 3, 14))    Sergey Lavrov, since 2004-03-09

The tables are offices.tsv, a row for each term with its source, and titles.tsv. They are read at the first
question. A term that is open in offices.tsv was so on AS_OF.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from attache.errors import TableError
from attache.knowledge import world
from attache.knowledge.places import lookup
from attache.model import Tenure

# The day of the newest source; an empty `to` in the table means "still open then".
AS_OF = "2026-08-22"

LONGEST = 200  # characters of a title that are read

HEAD_OF_STATE = "head-of-state"
HEAD_OF_GOVERNMENT = "head-of-government"
FOREIGN_MINISTER = "foreign-minister"
DEFENCE_MINISTER = "defence-minister"
HEAD = "head"  # of a body: NATO's secretary general


@dataclass(frozen=True, slots=True)
class Term:
    """One term of office. `where` is the alpha-3 code of a state or the name of a body ("NATO").

    `start` and `end` are ISO dates as fine as the source has them ("2014-02-27", "2010-04"). Where `end` is
    None the office was held until `until` at least; what came later the table does not say.
    """

    person: str
    title: str
    kind: str
    where: str
    start: str
    end: str | None
    until: str
    source: str

    def covers(self, on: date) -> bool:
        """Whether the office was held on that day; of a month known only by its name, all days count."""
        day = on.isoformat()
        return self.start <= day[: len(self.start)] and day[: len(self.until)] <= self.until

    def tenure(self) -> Tenure:
        """The term as the record writes it."""
        return Tenure(self.title, self.start, self.end, self.source)


@dataclass(frozen=True, slots=True)
class Officeholder:
    """A person of the table: full name, other spellings and the terms held, oldest first."""

    name: str
    aliases: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """What a written title means; `where` None while the words do not say, `former` for "ex-", "then"."""

    kind: str
    where: str | None
    title: str
    former: bool = False


def holders(kind: str, where: str, on: date | None = None) -> tuple[Term, ...]:
    """Who held an office of that kind, on a day or ever: ("foreign-minister", "RUS") on 14 March 2014.

    A state without a head of government of its own is governed by its head of state.
    """
    rows = tuple(row for row in _by_office().get((kind, where), ()) if on is None or row.covers(on))
    if not rows and kind == HEAD_OF_GOVERNMENT:
        return holders(HEAD_OF_STATE, where, on)
    return rows


def terms(name: str) -> tuple[Term, ...]:
    """All terms of everybody of that full name or alias."""
    return tuple(term for holder in person(name) for term in holder.terms)


def person(
    name: str, *, kind: str | None = None, where: str | None = None, on: date | None = None
) -> tuple[Officeholder, ...]:
    """Everybody of that full name, alias or surname who held such an office, on a day if one is given.

    person("Lavrov", kind="foreign-minister", where="RUS")    the one Sergey Lavrov
    person("Bush")                                            father and son
    """
    key = _key(name)
    found = _by_name().get(key) or _by_surname().get(key, ())
    return tuple(
        holder
        for holder in found
        if any(
            (kind is None or term.kind == kind)
            and (where is None or term.where == where)
            and (on is None or term.covers(on))
            for term in holder.terms
        )
    )


def surname(name: str) -> str:
    """The name a second mention uses: "Sergey Lavrov" -> "Lavrov", "Xi Jinping" -> "Xi"."""
    holder = _by_name().get(_key(name))
    return _surname(holder[0].name if holder else name, holder[0].terms if holder else ())


def officeholders() -> tuple[Officeholder, ...]:
    """Everybody in the table."""
    return _officeholders()


def office(title: str) -> Office | None:
    """What office a written title names, a name within it left aside; None where it names none we know.

    "Russia's Foreign Minister", "Prime Minister Yatsenyuk of Ukraine", "former German Chancellor",
    "NATO Secretary General", "Secretary Kerry"
    """
    words = " ".join(title[:LONGEST].replace("\u2019", "'").split()).strip(" ,.")
    former = _FORMER.match(words)
    if former is not None:
        words = words[former.end() :]
    words = re.sub(r"^(?i:the|acting|interim|outgoing|incoming|caretaker|newly[- ]elected|new)\s+", "", words)
    secretary = _SECRETARY.match(words)
    department = _department(secretary.group(1)) if secretary is not None else None
    if department is not None:
        return Office(department.kind, department.where, department.title, former is not None)
    found = _pattern().search(words.lower())
    if found is None:
        return None
    kind, home = _titles()[found.group()]
    before, after = words[: found.start()].strip(" ,"), words[found.end() :]
    if _QUALIFIED.search(before):
        # "Deputy Foreign Minister", "assistant secretary of state": not the office within it.
        where = _where(_QUALIFIED.sub("", before)) or _where_after(after)
        return Office("other", where, words, former is not None)
    where = _where(before) or _where_after(after) or home or None
    written = words[found.start() : found.end()]
    return Office(_kind_there(kind, where, written), where, written, former is not None)


# -------------------------------------------------------------------------------------------- reading a title

_FORMER = re.compile(r"(?i)(?:the\s+)?(?:(?:former|then|late|ousted|deposed|one-?time)\b|ex\b)\s*(?:-\s*)?(?=\S)")
_SECRETARY = re.compile(r"Secretary ([A-Z].*)$")
_QUALIFIED = re.compile(
    r"(?i)\b(?:deputy|assistant|under-?|undersecretary|vice|junior|shadow|associate|senior|permanent)\b"
)


def _department(name: str) -> Term | None:
    """ "Secretary Kerry" heads the American department that Kerry headed; "Secretary General" is nobody's."""
    held = [term for term in terms(name) if term.where == "USA" and "Secretary" in term.title]
    return held[0] if held else None


def _where(before: str) -> str | None:
    """The state or body that words before a title name: "Russia's", "U.S.", "NATO", "European Commission"."""
    words = before.split()
    for start in range(len(words)):
        name = " ".join(words[start:])
        if name == name.lower():
            return None
        owner = world.country(name)
        if owner is not None:
            return owner.code
        body = world.party(name)
        if body is not None:
            return body.name
        # "Crimean Prime Minister", "California Governor": an office of neither a state nor a body.
        region = next((row for row in lookup(name) if row.kind in ("admin1", "region", "disputed")), None)
        if region is not None:
            return region.name
    return None


def _where_after(after: str) -> str | None:
    """ "... of Ukraine", "Yatsenyuk of Ukraine", "of the European Commission", "for Foreign Affairs"."""
    found = re.match(r"(?:\s+[A-Z][\w.'’-]*){0,4}?\s*,?\s+(?:of|for|at)\s+(?:the\s+)?([^,;(]+)", after)
    if found is None:
        return None
    words = found.group(1).split()
    for end in range(len(words), 0, -1):
        place = _where(" ".join(words[:end]))
        if place is not None:
            return place
    return None


def _kind_there(kind: str, where: str | None, title: str) -> str:
    """The kind of office a title is in its place: a body's president is its head, a state's leader rules."""
    if where is None:
        return kind
    if world.by_code(where) is None:
        return HEAD if kind == HEAD_OF_STATE and world.party(where) is not None else kind
    return HEAD_OF_STATE if kind == HEAD and title.lower() == "leader" else kind


# -------------------------------------------------------------------------------------------------- the table


def _key(name: str) -> str:
    """A name as it is looked up: no accents, no case, no dots, hyphens as spaces."""
    plain = name if name.isascii() else world.plain(name)
    return " ".join(plain.replace(".", " ").replace("-", " ").casefold().split())


def _rows(table: str, width: int) -> list[list[str]]:
    text = files("attache.knowledge").joinpath(table).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    for row in rows:
        if len(row) != width:
            raise TableError(f"{table}: {row[0]!r} has {len(row)} columns where {width} are due")
    return rows[1:]


@cache
def _officeholders() -> tuple[Officeholder, ...]:
    kept: dict[str, list[Term]] = defaultdict(list)
    aliases: dict[str, dict[str, None]] = defaultdict(dict)
    for name, more, title, kind, where, start, end, source in _rows("offices.tsv", 8):
        known_end = end if end and not end.endswith("+") else None
        kept[name].append(Term(name, title, kind, where, start, known_end, end.rstrip("+") or AS_OF, source))
        aliases[name].update(dict.fromkeys(alias for alias in more.split("|") if alias))
    return tuple(
        Officeholder(name, tuple(aliases[name]), tuple(sorted(held, key=lambda term: term.start)))
        for name, held in kept.items()
    )


@cache
def _by_office() -> dict[tuple[str, str], tuple[Term, ...]]:
    index: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for holder in _officeholders():
        for term in holder.terms:
            index[term.kind, term.where].append(term)
    return {key: tuple(sorted(rows, key=lambda term: term.start)) for key, rows in index.items()}


@cache
def _by_name() -> dict[str, tuple[Officeholder, ...]]:
    index: dict[str, dict[str, Officeholder]] = defaultdict(dict)
    for holder in _officeholders():
        for name in (holder.name, *holder.aliases):
            index[_key(name)][holder.name] = holder
    return {key: tuple(found.values()) for key, found in index.items()}


@cache
def _by_surname() -> dict[str, tuple[Officeholder, ...]]:
    index: dict[str, dict[str, Officeholder]] = defaultdict(dict)
    for holder in _officeholders():
        for name in (holder.name, *holder.aliases):
            family = _key(_surname(name, holder.terms))
            index[family][holder.name] = holder
            if _ARTICLE.match(family):
                index[_ARTICLE.sub("", family)][holder.name] = holder
    return {key: tuple(found.values()) for key, found in index.items()}


# "Xi Jinping" and "Moon Jae-in" are Xi and Moon on second mention.
_FAMILY_FIRST = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+-[a-z]+")
_ARTICLE = re.compile(r"(?:al|el) ")  # "al-Assad" is Assad, "el-Sissi" is Sissi
_PARTICLES = frozenset(
    ("al", "el", "bin", "ibn", "de", "da", "di", "van", "von", "der", "le", "la", "den", "dos", "ben")
)


def _surname(name: str, held: tuple[Term, ...]) -> str:
    words = name.split()
    if len(words) < 2:
        return name
    if _FAMILY_FIRST.fullmatch(name) or any(term.where in ("CHN", "PRK") for term in held):
        return words[0]
    if len(words) == 3 and any(term.where == "SGP" for term in held):
        return words[0]
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:])


@cache
def _titles() -> dict[str, tuple[str, str]]:
    return {title: (kind, where) for title, kind, where, _ in _rows("titles.tsv", 4)}


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(_titles(), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, phrases)) + r")(?![\w-])")
