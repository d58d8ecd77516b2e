"""How often a named place is put within 161 km of where it is: LGL and TR-News, mentions given.

    python -m bench.places --data DIR        DIR holds geoparsing/ as data/unpack lays it out
    python -m bench.places --data DIR --wrong 40      with the commonest mistakes

Also shown: taking the most populous namesake each time, and how often a mention is left unresolved.
"""

from __future__ import annotations

import argparse
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from attache.knowledge.places import lookup
from attache.mentions.places import mentioned, resolve

SETS = {"lgl": "lgl.xml", "tr_news": "TR-News.xml"}
WITHIN_KM = 161.0


@dataclass(frozen=True, slots=True)
class Gold:
    """A toponym, and where its annotators put it."""

    start: int
    end: int
    name: str
    lat: float
    lon: float
    code: str


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--wrong", type=int, default=0)
    chosen = options.parse_args()
    scores = {name: score(chosen.data / "geoparsing" / file, chosen.wrong) for name, file in SETS.items()}
    print(json.dumps(scores, indent=1))


def score(file: Path, wrong: int) -> dict[str, float]:
    """Accuracy of resolve() and of the most populous namesake, over all mentions with a place in GeoNames."""
    total = right = unresolved = populous = 0
    missed: Counter[str] = Counter()
    for text, toponyms in articles(file):
        found = resolve([mentioned(text, gold.start, gold.end) for gold in toponyms])
        for gold, row in zip(toponyms, found, strict=True):
            total += 1
            hit = row is not None and kilometres(gold.lat, gold.lon, row.lat, row.lon) <= WITHIN_KM
            right += hit
            unresolved += row is None
            rows = sorted(lookup(gold.name), key=lambda each: -each.population)[:1]
            populous += any(kilometres(gold.lat, gold.lon, each.lat, each.lon) <= WITHIN_KM for each in rows)
            if not hit:
                said = "unresolved" if row is None else f"{row.name}/{row.admin1}/{row.country}/{row.kind}"
                namesakes = lookup(gold.name)
                known = any(kilometres(gold.lat, gold.lon, r.lat, r.lon) <= WITHIN_KM for r in namesakes)
                missed[f"{gold.name} ({gold.code}) -> {said}{'' if known else ' [not in gazetteer]'}"] += 1
    for line, times in missed.most_common(wrong):
        print(times, line)
    answered = total - unresolved
    return {
        "mentions": total,
        "within_161_km": round(100 * right / total, 1),
        "unresolved": round(100 * unresolved / total, 1),
        "within_161_km_of_answered": round(100 * right / answered, 1),
        "most_populous": round(100 * populous / total, 1),
    }


def articles(file: Path) -> Iterator[tuple[str, list[Gold]]]:
    """Each article's text and its toponyms; offsets that are a little off are set right by the words."""
    root = ET.fromstring(file.read_bytes().decode("utf-8", "replace"))
    for article in root.iter("article"):
        text = article.findtext("text") or ""
        kept = []
        for toponym in article.iter("toponym"):
            tag = toponym.find("gaztag")
            if tag is None or not tag.get("geonameid") or not tag.findtext("lat"):
                continue
            name, start = toponym.findtext("phrase") or "", int(toponym.findtext("start") or 0)
            at = text.find(name, max(0, start - 15), start + len(name) + 15)
            start = start if at < 0 else at
            kept.append(
                Gold(
                    start,
                    start + len(name),
                    name,
                    float(tag.findtext("lat") or 0),
                    float(tag.findtext("lon") or 0),
                    tag.findtext("fcode") or "",
                )
            )
        yield text, sorted(kept, key=lambda gold: gold.start)


def kilometres(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Great-circle distance."""
    half = sin(radians(lat2 - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(lat2)) * sin(radians(lon2 - lon) / 2) ** 2
    return 12742 * asin(sqrt(min(1.0, half)))


if __name__ == "__main__":
    main()
