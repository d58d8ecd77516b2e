"""Outlets and agencies: whose name stands behind a web address, and which credits are agencies.

outlets.tsv: name, kind (agency, newspaper, broadcaster, magazine, online), country of its seat (ISO 3166
alpha-3), domains, other names (as credits and datelines write it), source of the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from attache.errors import TableError

KINDS = frozenset(("agency", "newspaper", "broadcaster", "magazine", "online"))
COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Outlet:
    """A row of outlets.tsv: "Reuters", an agency, known by reuters.com and as "Thomson Reuters"."""

    name: str
    kind: str
    country: str | None
    domains: tuple[str, ...]
    names: tuple[str, ...]
    source: str


@cache
def outlets() -> tuple[Outlet, ...]:
    """Every row of the table."""
    text = files("attache.knowledge").joinpath("outlets.tsv").read_text("utf-8")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and line[0] != "#"]
    return tuple(_outlet(number, line) for number, line in lines[1:])


def outlet_at(host: str) -> Outlet | None:
    """The outlet behind a host name: "uk.reuters.com" is Reuters."""
    labels = host.lower().removeprefix("www.").split(".")
    for first in range(len(labels) - 1):
        found = _by_domain().get(".".join(labels[first:]))
        if found:
            return found
    return None


def outlet_named(name: str) -> Outlet | None:
    """The outlet a credit or byline names: "AP", "The Associated Press"."""
    return _by_name().get(_key(name))


@cache
def agency_names() -> tuple[str, ...]:
    """Every form an agency's name takes, longest first."""
    names = {name for outlet in outlets() if outlet.kind == "agency" for name in (outlet.name, *outlet.names)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def outlet_names() -> tuple[str, ...]:
    """Every form any outlet's name takes, longest first."""
    names = {name for outlet in outlets() for name in (outlet.name, *outlet.names)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def _by_domain() -> dict[str, Outlet]:
    return {domain: outlet for outlet in outlets() for domain in outlet.domains}


@cache
def _by_name() -> dict[str, Outlet]:
    return {_key(name): outlet for outlet in outlets() for name in (outlet.name, *outlet.names)}


def _key(name: str) -> str:
    return " ".join(name.lower().removeprefix("the ").split())


def _outlet(number: int, line: str) -> Outlet:
    cells = line.split("\t")
    if len(cells) != COLUMNS or cells[1] not in KINDS:
        raise TableError(
            f"outlets.tsv: line {number}: not name, kind, country, domains, names, source; "
            f"kind one of {', '.join(sorted(KINDS))}"
        )
    name, kind, country, domains, names, source = cells
    others = tuple(filter(None, names.split("; ")))
    return Outlet(name, kind, country or None, tuple(domains.split()), others, source)
