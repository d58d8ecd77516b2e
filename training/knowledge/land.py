"""Builds attache/web/land.txt, the outline of the land: `python -m training.knowledge.land land-50m.json`.

land-50m.json is Natural Earth's land at 1:50 million, which is in the public domain, as TopoJSON (npm package
world-atlas 2). There are no borders in it, and so there can be none on a map of ours. The outline is simplified
after Visvalingam until a coast is as smooth as a map of a story's places wants it, and written one ring a line:
whole fiftieths of a degree, longitude and latitude, each as the step from the one before.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
from itertools import pairwise
from pathlib import Path

SCALE = 50  # steps in a degree
AREA = 0.006  # square degrees: a corner that takes away less is cut
SMALLEST = 0.012  # square degrees: a smaller island is left out

Point = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topology", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("attache/web/land.txt"))
    asked = parser.parse_args()
    rings = [simplified(ring) for ring in read(json.loads(asked.topology.read_text()))]
    lines = sorted((line(ring) for ring in rings if abs(area(ring)) >= SMALLEST), key=len, reverse=True)
    asked.output.write_text("\n".join(one for one in lines if one) + "\n")
    print(f"{asked.output}: {len(lines)} rings, {asked.output.stat().st_size:,} bytes")


def read(topology: dict) -> list[list[Point]]:  # type: ignore[type-arg]
    """The rings of all land, in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    rings = []
    for shape in topology["objects"]["land"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                points = []
                for index in ring:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    points += arc[1:] if points else arc
                rings.append(points)
    return rings


def simplified(ring: list[Point]) -> list[Point]:
    """The ring without corners whose triangle is smaller than AREA, the smallest taken away first."""
    points = ring[:-1] if ring[0] == ring[-1] else ring
    count = len(points)
    before, after = [(at - 1) % count for at in range(count)], [(at + 1) % count for at in range(count)]

    def weight(at: int) -> float:
        return abs(area([points[before[at]], points[at], points[after[at]]]))

    heap = [(weight(at), at) for at in range(count)]
    current = {at: size for size, at in heap}
    heapq.heapify(heap)
    left = count
    while heap and left > 4:
        size, at = heapq.heappop(heap)
        if current.get(at) != size:
            continue
        if size >= AREA:
            break
        del current[at]
        left -= 1
        one, other = before[at], after[at]
        after[one], before[other] = other, one
        for near in (one, other):
            current[near] = weight(near)
            heapq.heappush(heap, (current[near], near))
    return [points[at] for at in sorted(current)]


def area(ring: list[Point]) -> float:
    """Square degrees, those of the equator: a degree of longitude is worth less in the north."""
    middle = math.cos(math.radians(sum(y for _, y in ring) / len(ring)))
    twice = sum(x * v - u * y for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True))
    return twice / 2 * middle


def line(ring: list[Point]) -> str:
    """A ring as it stands in the file."""
    whole = [(round(x * SCALE), round(y * SCALE)) for x, y in ring]
    kept = [one for at, one in enumerate(whole) if one != whole[at - 1]]
    if len(kept) < 4:
        return ""
    steps = [kept[0], *((x - u, y - v) for (u, v), (x, y) in pairwise(kept))]
    return " ".join(f"{x} {y}" for x, y in steps)


if __name__ == "__main__":
    main()
