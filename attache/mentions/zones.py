"""Time zones as news writes them: "Paris time", "EST", "GMT", "local time".

City names are those of the IANA time zone database (its zones are named for cities); beside it stand the
abbreviations that mean one thing in English-language news, and cities that keep another city's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

# Abbreviation -> IANA zone, or a fixed offset where the abbreviation itself says standard or summer time.
# "IST" and "AST" mean several things and stay out. Source: IANA tzdata (europe, northamerica, asia, australasia).
ABBREVIATIONS = {
    "gmt": "+00:00",
    "utc": "+00:00",
    "bst": "+01:00",
    "wet": "+00:00",
    "cet": "+01:00",
    "cest": "+02:00",
    "eet": "+02:00",
    "eest": "+03:00",
    "msk": "+03:00",
    "est": "-05:00",
    "edt": "-04:00",
    "cst": "-06:00",
    "cdt": "-05:00",
    "mst": "-07:00",
    "mdt": "-06:00",
    "pst": "-08:00",
    "pdt": "-07:00",
    "akst": "-09:00",
    "hst": "-10:00",
    "jst": "+09:00",
    "kst": "+09:00",
    "hkt": "+08:00",
    "aest": "+10:00",
    "aedt": "+11:00",
    "nzst": "+12:00",
    "nzdt": "+13:00",
    "et": "America/New_York",
    "pt": "America/Los_Angeles",
}
# Names before "time" that are no zone of the database; each with the zone whose clock it keeps (IANA, zone1970.tab).
NAMES = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "eastern standard": "-05:00",
    "eastern daylight": "-04:00",
    "central european": "Europe/Berlin",
    "greenwich mean": "+00:00",
    "washington": "America/New_York",
    "boston": "America/New_York",
    "miami": "America/New_York",
    "ottawa": "America/Toronto",
    "san francisco": "America/Los_Angeles",
    "beijing": "Asia/Shanghai",
    "new delhi": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "islamabad": "Asia/Karachi",
    "hanoi": "Asia/Bangkok",
    "tel aviv": "Asia/Jerusalem",
    "ankara": "Europe/Istanbul",
    "geneva": "Europe/Zurich",
    "the hague": "Europe/Amsterdam",
    "strasbourg": "Europe/Paris",
    "frankfurt": "Europe/Berlin",
    "munich": "Europe/Berlin",
    "milan": "Europe/Rome",
    "barcelona": "Europe/Madrid",
    "st petersburg": "Europe/Moscow",
    "donetsk": "Europe/Kyiv",
    "crimea": "Europe/Simferopol",
    "canberra": "Australia/Sydney",
    "wellington": "Pacific/Auckland",
    "abu dhabi": "Asia/Dubai",
    "doha": "Asia/Qatar",
    "brasilia": "America/Sao_Paulo",
    "rio de janeiro": "America/Sao_Paulo",
    "cape town": "Africa/Johannesburg",
    "pretoria": "Africa/Johannesburg",
    "abuja": "Africa/Lagos",
    "kyiv": "Europe/Kyiv",
    "kiev": "Europe/Kyiv",
    "israel": "Asia/Jerusalem",
    "korea": "Asia/Seoul",
    "japan": "Asia/Tokyo",
    "british summer": "+01:00",
    "uk": "Europe/London",
    "u.k.": "Europe/London",
}


@cache
def _cities() -> dict[str, str]:
    """Lower-case city names and their zones: "paris" Europe/Paris, "new york" America/New_York."""
    found: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        area, _, city = zone.rpartition("/")
        if area and not area.startswith(
            ("Etc", "posix", "right", "SystemV", "US", "Canada", "Brazil", "Mexico", "Chile")
        ):
            found.setdefault(city.replace("_", " ").lower(), zone)
    return found


def zone_of(names: Sequence[str]) -> str | None:
    """The zone called so, or None: ("Paris",), ("New", "York"), ("EST",), ("local",) -> None."""
    name = " ".join(names).lower()
    return ABBREVIATIONS.get(name) or NAMES.get(name) or _cities().get(name)
