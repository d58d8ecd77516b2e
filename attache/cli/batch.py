"""`attache batch` and `attache open`: archives into tables, and a record of a part of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

NOTHING_READ = 2  # the exit code where everything given was refused
STOPPED = 130


def batch(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="WARC, Parquet, JSONL, pages; or folders.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder the tables go into.")],
    engine: Annotated[str, typer.Option("--engine", help="Where it runs: local or spark.")] = "local",
    processes: Annotated[int, typer.Option("--processes", "-p", min=0, help="0: one a core; local only.")] = 0,
    partitions: Annotated[int, typer.Option("--partitions", min=1, help="Parts the work is cut into; Spark only.")] = 2,
) -> None:
    """Read many pages into Parquet tables of the record; started again, it goes on where it was stopped."""
    from attache import engine as machine
    from attache.batch import run
    from attache.cli import screen

    said = ""

    def progress(stage: str, done: int, of: int) -> None:
        nonlocal said
        line = f"{stage}: {done} of {of} shards" if stage == "reading" else stage
        if line != said:
            screen.complain(line)
            said = line

    try:
        done = run(inputs, output, engine=engine, processes=processes or machine.cores(), partitions=partitions,
                   progress=progress)  # fmt: skip
    except KeyboardInterrupt:
        screen.complain(f"stopped; the shards that were read are in {output}, and the same command goes on from there")
        raise typer.Exit(STOPPED) from None
    for reason in done.refused:
        screen.complain(reason)
    screen.out(f"{output}: " + ", ".join(f"{count:,} {name}" for name, count in done.rows.items()))
    screen.out(f"{done.read} shards read, {done.found} found read before, {len(done.refused)} things refused")
    if done.refused and not done.rows.get("page"):
        raise typer.Exit(NOTHING_READ)


def open_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that attache batch wrote.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="RECORD", help="The record to make.")],
    story: Annotated[str | None, typer.Option("--story", help="Only the pages of this story, by its id.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Only pages of this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Only pages of this day or earlier.")] = None,
) -> None:
    """Make a record of one story, or of some days, out of the tables of a batch."""
    from attache.batch.run import opened
    from attache.cli import screen

    pages = opened(folder, output, story=story, since=since, until=until)
    screen.out(f"{output}: {pages:,} pages; see attache timeline {output}")
