"""The example sentences of events.toml, read: `python -m bench.examples [--show]`.

Each sentence stands in the table with all the events it tells of. Counted are the events found by anchor and type,
those with the modality right as well, and those found that the sentence does not tell of; `--show` prints what
differs.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from attache import pipeline
from attache.knowledge.events import Example, examples
from attache.language.core import Core
from attache.model import Block, Event, Page, identifier


@dataclass(frozen=True)
class Answer:
    """An example and what was read in it."""

    example: Example
    events: tuple[Event, ...]

    def differences(self) -> Iterator[str]:
        """What was not found, found otherwise, or found and not told of."""
        found = {(event.anchor.text, event.type): event for event in self.events}
        for told in self.example.events:
            event = found.pop((told.anchor, told.type), None)
            if event is None:
                yield f"not found: {told.anchor} {told.type.value} {told.modality.value}"
            elif event.modality is not told.modality:
                yield f"{told.anchor} {told.type.value}: {event.modality.value}, not {told.modality.value}"
        for event in found.values():
            yield f"not told of: {event.anchor.text} {event.type.value} {event.modality.value}"


def answers(core: Core) -> list[Answer]:
    """Every example, read as a page of one sentence."""
    table = [one for kind in examples().values() for one in kind]
    pages = [_page(one) for one in table]
    readings = pipeline.read_pages(pages, core)
    return [Answer(one, reading.events) for one, reading in zip(table, readings, strict=True)]


def _page(one: Example) -> Page:
    key = identifier("p", one.type.value, one.number, one.text)
    block = (Block(0, len(one.text), 0, len(one.text)),)
    return Page(key, key, None, None, None, None, None, None, "en", one.text, block, (), None)


def counted(found: list[Answer]) -> dict[str, float]:
    """Shares of the events told of, and how many were found beside them."""
    tally: Counter[str] = Counter()
    for answer in found:
        ours = {(event.anchor.text, event.type): event for event in answer.events}
        for told in answer.example.events:
            tally["told"] += 1
            event = ours.pop((told.anchor, told.type), None)
            tally["found"] += event is not None
            tally["modality"] += event is not None and event.modality is told.modality
        tally["beside"] += len(ours)
        tally["right"] += not list(answer.differences())
    return {
        "sentences": len(found),
        "sentences read as told": round(tally["right"] / len(found), 3),
        "events": tally["told"],
        "events found": round(tally["found"] / tally["told"], 3),
        "with the modality right": round(tally["modality"] / tally["told"], 3),
        "found beside them": tally["beside"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--show", action="store_true", help="print what differs")
    asked = parser.parse_args()
    found = answers(pipeline.core())
    table = counted(found)
    print(json.dumps(table, indent=1) if asked.json else "  ".join(f"{key} {value}" for key, value in table.items()))
    if asked.show:
        for answer in found:
            for difference in answer.differences():
                print(f"[{answer.example.type.value}] {answer.example.number} | {difference} | {answer.example.text}")


if __name__ == "__main__":
    main()
