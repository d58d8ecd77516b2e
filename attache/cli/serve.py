"""`attache serve`: the record in a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def serve(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The record to show.")] = Path("attache.record"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 8765,
    host: Annotated[str, typer.Option(help="The address to listen at; others than this machine may then look.")] = (
        "127.0.0.1"
    ),
    edits: Annotated[bool, typer.Option("--edits", help="Let the pages and the API correct the record.")] = False,
) -> None:
    """Show the record in a browser: http://127.0.0.1:8765/."""
    from attache.cli import screen
    from attache.web import app

    def ready(address: str) -> None:
        screen.out(f"{record} is at {address}  (Ctrl-C stops)")
        sys.stdout.flush()  # whoever started it and waits for the address reads it now
        if host not in ("127.0.0.1", "localhost", "::1"):
            screen.complain(f"attache: whoever reaches {host} can read all of it")

    app.serve(record, host=host, port=port, edits=edits, ready=ready)
