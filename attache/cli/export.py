"""Handing a record on: the whole, one story, or what was known on a day, in any of the ways out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attache.errors import ExportError

if TYPE_CHECKING:
    from attache.store import Record
    from attache.views import View


def write(record: Record, view: View, output: str | None, *, story: str | None = None) -> list[Path]:
    """Writes to standard output, a file, or into a folder (`brief/`); returns the files written."""
    if view.files is not None:
        if output is None:
            raise ExportError(f"{view.name} is several files; say into which folder: --output FOLDER")
        return [save(Path(output) / name, [data]) for name, data in view.files(record, story=story)]
    assert view.write is not None
    pieces = view.write(record, story=story)
    if output is None:
        for piece in pieces:
            sys.stdout.write(piece)
        return []
    target, beside = Path(output), []
    if target.is_dir() or output.endswith(("/", os.sep)):
        if view.name == "jsonl":
            beside = [save(target / "record.schema.json", [_schema()])]
        target = target / f"record.{view.suffix}"
    return [save(target, (piece.encode("utf-8") for piece in pieces)), *beside]


def _schema() -> bytes:
    from attache.views import schema

    return schema.FILE.read_bytes()


def save(path: Path, pieces: Iterable[bytes]) -> Path:
    """A file as a whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.writelines(pieces)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise ExportError(f"{path}: it cannot be written ({error.strerror}); give another path") from error
    return path
