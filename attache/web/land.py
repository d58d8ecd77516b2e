"""A map of a story: the outline of the land, and on it where things were, and at whom they were aimed.

No borders are drawn, and none are known here: land.txt holds Natural Earth's land (public domain), simplified by
training/knowledge/land.py. A map is as large as the places on it ask for, in whole parts of the world.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

SCALE = 50  # steps in a degree of land.txt
WIDTH = 640
TALLEST, LOWEST = 460, 300
SMALLEST = 14.0  # degrees from west to east: a map of one town is a map of its surroundings
PLACES = 24  # on one map, those most often named
LETTER, LINE = 6.6, 15  # pixels that a letter and a line of a label take

Point = tuple[float, float]


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

    box = (left - 0.5, top - height / high - 0.5, left + wide + 0.5, top + 0.5)
    placed = [(one, *at(one.lon, one.lat)) for one in chosen]
    inside = [(one, x, y) for one, x, y in placed if 12 < x < WIDTH - 12 and 12 < y < height - 12]
    return Map(WIDTH, height, _path(box, at), _pins(inside, height))


def _path(box: tuple[float, float, float, float], at: Callable[[float, float], Point]) -> str:
    """The land inside the box, cut at its edges."""
    west, south, east, north = box
    parts = []
    for low_x, low_y, high_x, high_y, ring in rings():
        for shift in (-360, 0, 360):  # a map over the Pacific goes on beyond 180
            if low_x + shift > east or high_x + shift < west or low_y > north or high_y < south:
                continue
            cut = _cut([(x + shift, y) for x, y in ring], box)
            if len(cut) > 2:
                points = [at(x, y) for x, y in cut]
                parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)


def _cut(ring: list[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """Sutherland and Hodgman: what of the ring lies inside the box."""
    west, south, east, north = box
    for axis, edge, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        out: list[Point] = []
        for here, there in zip(ring[-1:] + ring[:-1], ring, strict=True):
            before, inside = sign * (here[axis] - edge), sign * (there[axis] - edge)
            if (before < 0) != (inside < 0):
                part = before / (before - inside)
                out.append((here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])))
            if inside >= 0:
                out.append(there)
        ring = out
        if not ring:
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
def rings() -> tuple[tuple[float, float, float, float, tuple[Point, ...]], ...]:
    """The land: each ring with the box around it."""
    found = []
    for line in (files("attache.web") / "land.txt").read_text(encoding="ascii").splitlines():
        steps = [int(one) for one in line.split()]
        x = y = 0
        points = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x / SCALE, y / SCALE))
        xs, ys = [px for px, _ in points], [py for _, py in points]
        found.append((min(xs), min(ys), max(xs), max(ys), tuple(points)))
    return tuple(found)
