"""`attache watch`: feeds and pages followed into a record until Ctrl-C, or once, for cron."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from attache.watch import Watched, Watcher


def watch(
    feeds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FEEDS|URL",
            help="Addresses of feeds, news sitemaps, pages or sites; files that list some (OPML, or one a line). "
            "Without any, what the record follows already.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="RECORD", help="The record to read into.")] = Path(
        "attache.record"
    ),
    once: Annotated[bool, typer.Option("--once", help="Ask everybody once, read what is new, and end.")] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST[:PORT]", help="A host that may be fetched from though it is not public."),
    ] = None,
    delay: Annotated[float, typer.Option(min=0.0, metavar="SECONDS", help="Between two requests to one host.")] = 2.0,
    ignore_robots: Annotated[
        bool, typer.Option("--ignore-robots", help="Do not ask for robots.txt: for sites of your own.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON, at the end.")] = False,
) -> None:
    """Follow feeds and pages into a record, each at its own pace."""
    from attache import wire
    from attache.cli import screen
    from attache.intake.fetch import Fetcher
    from attache.watch import Watcher

    with (
        Fetcher(allow=allow_host or (), keep_to_robots=not ignore_robots) as fetcher,
        Watcher(output, fetcher, delay=delay, told=screen.complain) as watcher,
    ):
        watcher.follow(feeds or ())
        if not watcher.feeds:
            raise typer.BadParameter(f"{output} follows no feeds yet; give some addresses", param_hint="FEEDS")
        if not json:
            screen.complain(f"following {len(watcher.feeds)} feeds into {output}" + ("" if once else "; Ctrl-C ends"))
        _stoppable(watcher)
        done = watcher.run(once=once)
    if json:
        screen.out(wire.dumps({"record": str(output), **_told(done)}))
    else:
        screen.out(f"{done.new} new, {done.changed} changed, {done.refused} not to be had; {done.asked} requests")


def _told(done: Watched) -> dict[str, int]:
    return {"new": done.new, "changed": done.changed, "refused": done.refused, "asked": done.asked}


def _stoppable(watcher: Watcher) -> None:
    """Ctrl-C, and what `kill` sends, end the watch once what has come is written down; a second Ctrl-C at once."""
    seen: list[int] = []

    def stop(number: int, frame: Any) -> None:
        watcher.stop.set()
        if seen:
            raise KeyboardInterrupt
        seen.append(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
