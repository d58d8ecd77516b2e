"""A map of a story: the outline of the land, and on it where things were, and at whom they were aimed.

No borders are drawn, and none are known here: land.txt holds Natural Earth's land (public domain), simplified by
training/knowledge/land.py. A map is as large as the places on it ask for, in whole parts of the world.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SCALE = 50  # steps in a degree of land.txt
WIDTH = 640
TALLEST, LOWEST = 460, 300
SMALLEST = 14.0  # degrees from west to east: a map of one town is a map of its surroundings
PLACES = 24  # on one map, those most often named
LETTER, LINE = 6.6, 15  # pixels that a letter and a line of a label take

Point = tuple[float, float]
Ring = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to be shown; `target` where something is aimed at it and it is no venue."""

    name: str
    lat: float
    lon: float
    count: int
    held: bool
    target: bool
    exact: bool = True  # False for a whole country, whose point says little of where to look
    id: str | None = None  # the first entry there


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on the map; the label is left out where there is no room for it."""

    spot: Spot
    x: float
    y: float
    size: float
    label_x: float
    label_y: float
    anchor: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The picture: `land` is one SVG path."""

    width: int
    height: int
    land: str
    pins: tuple[Pin, ...]


def drawn(spots: Sequence[Spot]) -> Map | None:
    """The map of these places; None without any."""
    chosen = sorted(spots, key=lambda one: (-one.count, one.name))[:PLACES]
    if not chosen:
        return None
    framed = [one for one in chosen if one.exact] or chosen
    west, east = min(one.lon for one in framed), max(one.lon for one in framed)
    south, north = min(one.lat for one in framed), max(one.lat for one in framed)
    middle, centre = (west + east) / 2, max(min((south + north) / 2, 75), -65)
    squeeze = max(math.cos(math.radians(centre)), 0.3)  # a degree of longitude, in degrees of latitude
    wide = max((east - west) * 1.28, SMALLEST / squeeze, (north - south) * 1.35 * WIDTH / TALLEST / squeeze)
    wide = min(wide, 360.0)
    unit = WIDTH / wide  # pixels in a degree of longitude
    high = unit / squeeze  # and in one of latitude
    height = int(min(max((north - south) * 1.5 * high, LOWEST), TALLEST))
    left, top = middle - wide / 2, min(centre + height / high / 2, 86)

    def at(lon: float, lat: float) -> Point:
        return (lon - left) * unit, (top - lat) * high

    placed = [(one, *at(one.lon, one.lat)) for one in chosen]
    inside = [(one, x, y) for one, x, y in placed if 12 < x < WIDTH - 12 and 12 < y < height - 12]
    return Map(WIDTH, height, _path(left, top, unit, high, height), _pins(inside, height))


@lru_cache(maxsize=128)
def _path(left: float, top: float, unit: float, high: float, height: int) -> str:
    """The land of a map, cut at its edges; `unit` and `high` are pixels in a degree of longitude and latitude."""
    edge = 6 / unit, 6 / high  # a little beyond, so that the cut is not seen
    west, north = left - edge[0], top + edge[1]
    east, south = left + WIDTH / unit + edge[0], top - height / high - edge[1]
    parts = []
    for low_x, low_y, high_x, high_y, ring in rings():
        for shift in (-360, 0, 360):  # a map over the Pacific goes on beyond 180
            if low_x + shift > east or high_x + shift < west or low_y > north or high_y < south:
                continue
            cut = _cut(ring + np.array([shift, 0]), west, south, east, north)
            if len(cut) > 2:
                drawn = np.round((cut - (left, top)) * (unit, -high), 1)
                parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in drawn.tolist()) + "Z")
    return "".join(parts)


def _cut(ring: Ring, west: float, south: float, east: float, north: float) -> Ring:
    """Sutherland and Hodgman: what of the ring lies inside the box."""
    for axis, edge, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        inside = sign * (ring[:, axis] - edge)
        if (inside >= 0).all():
            continue
        before, there = np.roll(inside, 1), np.roll(ring, 1, axis=0)
        crosses = (before < 0) != (inside < 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(crosses, before / (before - inside), 0.0)
        crossing = there + part[:, None] * (ring - there)
        both = np.stack([crossing, ring], axis=1).reshape(-1, 2)
        ring = both[np.stack([crosses, inside >= 0], axis=1).reshape(-1)]
        if not len(ring):
            break
    return ring


def _pins(placed: Sequence[tuple[Spot, float, float]], height: int) -> tuple[Pin, ...]:
    """Each place with its label, where there is room for one that covers no other."""
    taken = [(x - 9, y - 9, x + 9, y + 9) for _, x, y in placed]
    pins = []
    for spot, x, y in placed:
        size = min(5 + 1.6 * math.sqrt(spot.count - 1), 12)
        length = len(spot.name) * LETTER + 4
        pin = Pin(spot, round(x, 1), round(y, 1), round(size, 1), 0, 0, "start", False)
        for anchor, label_x, label_y in (
            ("start", x + size + 5, y + 4),
            ("end", x - size - 5, y + 4),
            ("middle", x, y - size - 6),
            ("middle", x, y + size + 15),
        ):
            start = label_x - {"start": 0, "end": length, "middle": length / 2}[anchor]
            box = (start, label_y - LINE + 3, start + length, label_y + 3)
            own = (x - 9, y - 9, x + 9, y + 9)
            free = all(other == own or not _overlap(box, other) for other in taken)
            if free and start > 2 and start + length < WIDTH - 2 and box[1] > 0 and box[3] < height:
                taken.append(box)
                pin = replace(pin, label_x=round(label_x, 1), label_y=round(label_y, 1), anchor=anchor, labelled=True)
                break
        pins.append(pin)
    return tuple(pins)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@cache
def rings() -> tuple[tuple[float, float, float, float, Ring], ...]:
    """The land: each ring with the box around it."""
    found = []
    for line in (files("attache.web") / "land.txt").read_text(encoding="ascii").splitlines():
        steps = np.array(line.split(), dtype=np.int64).reshape(-1, 2)
        ring = np.cumsum(steps, axis=0) / SCALE
        (low_x, low_y), (high_x, high_y) = ring.min(axis=0).tolist(), ring.max(axis=0).tolist()
        found.append((low_x, low_y, high_x, high_y, ring))
    return tuple(found)
