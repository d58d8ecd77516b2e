"""The gazetteer: every place a name may mean, the best known first.

    lookup("Paris")         Paris in France, Paris in Texas, ...
    lookup("Crimea")        one row, whose country is None: it is disputed
    lookup("Ky.")           Kentucky

places.sqlite is built once by training/knowledge/places.py from GeoNames (CC BY 4.0) and places.tsv, our own
rows for regions, disputed areas, waters and sites, each with its source. It is opened read-only at the first
question, and answers are remembered.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

from attache.errors import TableError
from attache.knowledge import world

KINDS = ("country", "admin1", "admin2", "city", "region", "disputed", "water", "site", "continent")
SCALE = 1000  # degrees are kept as whole thousandths: a hundred metres
_SAINT = re.compile(r"\b(st|ste|ft|mt)\.?(?=\s)")
_LONG = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place a name may mean; `kind` is one of KINDS.

    `country` is ISO 3166 alpha-3, None for seas, wide regions and disputed areas; `admin1` is the state or
    province it lies in (its own name if it is one); `alias` says that the name asked for is not the usual
    one; `fame` counts the spellings in which GeoNames knows a city, where there are many; `source` is
    "GeoNames 524901" or the row's own.
    """

    name: str
    kind: str
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    population: int
    source: str
    alias: bool = False
    fame: int = 0


def key(name: str) -> str:
    """A name as it stands in the gazetteer: "saint louis" for "St. Louis", "wva." for "W.Va.", "=NSW"."""
    plain = world.plain(name).replace("'", "").replace("`", "").strip(' ,;:()"')
    if plain.startswith("="):
        return plain
    if plain.isupper() and plain.isalpha() and len(plain) <= 4:
        return "=" + plain
    if re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?", plain):
        return plain.rstrip(".") + "."
    plain = plain.casefold().replace("-", " ")
    plain = _SAINT.sub(lambda found: _LONG[found.group(1)], plain)
    last = "." if plain.endswith(".") else ""
    return " ".join(plain.replace(".", "").split()) + last


@lru_cache(maxsize=4096)
def lookup(name: str) -> tuple[PlaceRow, ...]:
    """Every place of that name: states first, then by inhabitants."""
    written = world.plain(name).strip()
    rows: dict[tuple[str, str, float], PlaceRow] = {}
    for form in dict.fromkeys(world.forms(written)):
        owner = world.country(form)
        if owner is not None:
            for row in _rows(f"={owner.code}"):
                rows.setdefault((row.source, row.name, row.lat), row)
    for form in dict.fromkeys(world.forms(written)):
        found = next((found for each in _keys(form) if (found := _rows(each))), [])
        for row in found:
            rows.setdefault((row.source, row.name, row.lat), row)
    return tuple(sorted(rows.values(), key=_prominence))


def _keys(form: str) -> Iterator[str]:
    """The keys a written form may stand under, its own first."""
    sought = key(form)
    yield sought
    if sought.startswith("="):
        # A headline in capitals names "ROME"; "EU" and "UN" are no towns.
        if len(sought) > 4:
            yield sought[1:].casefold()
    elif sought.endswith("."):
        yield "=" + sought.replace(".", "").upper() if sought[:1].isupper() else sought.rstrip(".")
    elif len(sought) < 6:
        yield sought + "."


def _prominence(row: PlaceRow) -> tuple[int, bool, int, str, float]:
    return (0 if row.kind == "country" else 1, row.alias, -row.population, row.source, row.lat)


def _rows(sought: str) -> list[PlaceRow]:
    found = _base().execute(
        "SELECT p.name, p.key, p.kind, a.country, a.name, p.lat, p.lon, p.population, p.id, p.alias, p.fame,"
        " s.source"
        " FROM place p JOIN area a ON a.id = p.area LEFT JOIN source s ON s.id = p.id WHERE p.key = ?",
        (sought,),
    )
    return [
        PlaceRow(
            name or written.title(),
            KINDS[kind],
            country,
            state,
            lat / SCALE,
            lon / SCALE,
            population,
            f"GeoNames {id_}" if id_ > 0 else source,
            bool(alias),
            fame,
        )
        for name, written, kind, country, state, lat, lon, population, id_, alias, fame, source in found
    ]


@cache
def _base() -> sqlite3.Connection:
    with as_file(files("attache.knowledge").joinpath("places.sqlite")) as path:
        if not path.exists():
            raise TableError("places.sqlite is missing; build it with python -m training.knowledge.places")
        return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
