"""The plot of a batch: shards read and kept, cards joined, groups established, tables written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attache import wire
from attache.batch import shards, steps, tables
from attache.batch.engines import Engine, Local, Spark
from attache.batch.shards import Shard
from attache.errors import AttacheError
from attache.stories.stream import enough

READINGS = "reading"  # the folder of what the shards gave
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What a batch came to: rows by table, what was no page, shards read now and found read."""

    rows: dict[str, int]
    refused: tuple[str, ...]
    read: int
    found: int


def run(
    inputs: Iterable[str | Path],
    output: str | Path,
    *,
    engine: str = "local",
    processes: int = 1,
    partitions: int = 2,
    progress: Progress | None = None,
) -> Done:
    """Reads archives into tables of the record, in the folder `output`.

    Run again after it was stopped, it goes on: a shard that was read is not read again.
    """
    tables.library()
    if engine not in ("local", "spark"):
        raise AttacheError(f"{engine}: there are two engines, local and spark")
    at: Engine = Local(processes) if engine == "local" else Spark(partitions)
    try:
        return _run(at, [Path(one) for one in inputs], Path(output), progress or _quiet)
    finally:
        at.close()


def _quiet(stage: str, done: int, of: int) -> None:
    pass


def _run(engine: Engine, inputs: list[Path], folder: Path, progress: Progress) -> Done:
    from attache.pipeline import reader_version

    kept = folder / READINGS
    kept.mkdir(parents=True, exist_ok=True)
    version = reader_version()
    every = {kept / f"{shard.name(version)}.parquet": shard for shard in shards.cut(inputs)}
    todo = [(shard, str(path)) for path, shard in every.items() if not path.exists()]
    engine.run(read_shard, todo, lambda done: progress("reading", done, len(todo)))
    raw, refused = _distinct(every)
    rows = establish(engine, raw, folder, progress)
    return Done(rows, refused, len(todo), len(every) - len(todo))


def read_shard(task: tuple[Shard, str]) -> int:
    """Reads the pages of a shard and keeps what they say; returns their number."""
    from attache import pipeline

    shard, path = task
    refused: list[str] = []
    rows: list[dict[str, Any]] = []
    found = list(shards.pages(shard, lambda error: refused.append(str(error))))
    for done in pipeline.read_batch(found) if found else ():
        if isinstance(done, tuple):
            rows.append({"page": wire.pack(done[0]), "reading": done[1], "refused": None})
        else:
            refused.append(f"{done.name}: {done.reason}")
    rows += [{"page": None, "reading": None, "refused": reason} for reason in refused]
    tables.save_shard(Path(path), rows)
    return len(found)


def _distinct(every: Iterable[Path]) -> tuple[list[steps.Raw], tuple[str, ...]]:
    """Each page once, whichever shards have it, and what was refused."""
    _, parquet = tables.library()
    pages: dict[bytes, steps.Raw] = {}
    refused: list[str] = []
    for path in every:
        for row in parquet.read_table(path).to_pylist():
            if row["refused"] is not None:
                refused.append(row["refused"])
            elif row["page"] is not None:
                one = _id(row["page"])
                if one not in pages or row["page"] < pages[one].page:
                    pages[one] = steps.Raw(row["page"], row["reading"])
    return list(pages.values()), tuple(sorted(refused))


def _id(page: bytes) -> bytes:
    """The id in a packed page, which begins with it."""
    return page[: page.index(b",")]


def establish(engine: Engine, raw: Sequence[steps.Raw], folder: Path, progress: Progress) -> dict[str, int]:
    """The keyed joins, and the tables they end in."""
    pages = engine.table(raw)
    cards = pages.each(_card)
    progress("copies", 0, 1)
    plate = frozenset(
        cards.each(steps.outlet_runs).joined(steps.often).joined(steps.beside_card, cards).joined(steps.boilerplate)
        .here()
    )  # fmt: skip
    pairs = cards.each(steps.BareRuns(plate)).joined(steps.sharing).joined(steps.copied).here()
    progress("stories", 0, 1)
    likely = cards.each(steps.anchored).joined(steps.meeting).joined(steps.twice)
    alike = likely.joined(steps.with_first, cards).joined(steps.Alike(enough(len(raw))), cards)
    home = steps.groups((n for n, _ in cards.here()), [*pairs, *alike.here()])
    progress("entries", 0, 1)
    grouped = pages.each(_UnderGroup(home))
    first = grouped.joined(steps.Establish(plate, len(raw), None)).here()
    today = max((last for _, last, _, _ in first if last), default=None)
    late = {group for group, _, holds, _ in first if steps.asleep(holds, today)}
    again = grouped.each(_Only(late)).joined(steps.Establish(plate, len(raw), today)).here() if late else []
    lines = [line for group, _, _, found in [*(each for each in first if each[0] not in late), *again]
             for line in found]  # fmt: skip
    actors = engine.table(lines).each(steps.by_actor).joined(steps.everybody).here()
    progress("tables", 0, 1)
    by_table: dict[str, list[tuple[str, bytes]]] = {name: [] for name in wire.RECORDS}
    for name, id, line in [*(line for line in lines if line[0] != "actor"), *actors]:
        by_table[name].append((id, line))
    return {name: tables.write(folder, name, found) for name, found in by_table.items()}


def _card(raw: steps.Raw) -> Iterator[tuple[int, bytes]]:
    yield steps.card(raw)


class _UnderGroup:
    """Each page and its reading under the group it is of."""

    def __init__(self, home: dict[int, int]) -> None:
        self._home = home

    def __call__(self, raw: steps.Raw) -> Iterator[tuple[int, tuple[bytes, bytes | None]]]:
        from attache.model import Page
        from attache.stories.shelf import number

        yield self._home[number(wire.unpack(raw.page, Page).id)], (raw.page, raw.reading)


class _Only:
    """The items of some groups."""

    def __init__(self, groups: set[int]) -> None:
        self._groups = groups

    def __call__(self, item: tuple[int, Any]) -> Iterator[tuple[int, Any]]:
        if item[0] in self._groups:
            yield item


# --------------------------------------------------------------------------------------------------- one record


def opened(
    folder: str | Path,
    record: str | Path,
    *,
    story: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> int:
    """Makes a record of a batch's pages of one story, or of some weeks; returns the number of pages."""
    from attache import pipeline
    from attache.store import Record

    folder = Path(folder)
    wanted = set()
    for row in tables.read(folder, "page", ["id", "story", "published"]):
        first, last = _days(row["published"])
        if story is not None and row["story"] != story:
            continue
        if (since and (last or "") < since) or (until and (first or "9999") > until):
            continue
        wanted.add(row["id"])
    if not wanted:
        raise AttacheError(f"{folder}: it has no pages of that story or those days")
    number = 0
    with Record(record, write=True) as made:
        for file in sorted((folder / READINGS).glob("*.parquet")):
            raw, _ = _distinct([file])
            found = [(pipeline_page(each), each.reading) for each in raw]
            kept = [(page, reading) for page, reading in found if page.id in wanted]
            made.keep((page, pipeline.reading_key(page), reading) for page, reading in kept)
            wanted -= {page.id for page, _ in kept}
            number += len(kept)
        pipeline.establish(made)
    return number


def pipeline_page(raw: steps.Raw) -> Any:
    """The page of a shard's row."""
    from attache.model import Page

    return wire.unpack(raw.page, Page)


def _days(published: dict[str, Any] | None) -> tuple[str | None, str | None]:
    if not published or not published.get("start"):
        return None, None
    return published["start"][:10], (published.get("end") or published["start"])[:10]
