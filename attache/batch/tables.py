"""Tables as Parquet: the record's, one folder each, and the readings, one file a shard."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attache import wire
from attache.errors import AttacheError
from attache.views import parquet as view

ROWS = 50_000  # a file


def library() -> tuple[Any, Any]:
    """pyarrow and its Parquet."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise AttacheError("tables are written by pyarrow: pip install 'attache[parquet]'") from error
    return pyarrow, pyarrow.parquet


def write(folder: Path, table: str, lines: Iterable[tuple[str, bytes]]) -> int:
    """A table of the record from its lines, in the order of their ids; returns how many rows it has."""
    arrow, parquet = library()
    schema = view.schema_of(table)
    place = folder / table
    fresh = folder / f".{table}.new"
    fresh.mkdir(parents=True, exist_ok=True)
    for old in fresh.iterdir():
        old.unlink()
    ordered = sorted(lines)
    for number, at in enumerate(range(0, max(1, len(ordered)), ROWS)):
        rows = [view.row_of(table, json.loads(line)) for _, line in ordered[at : at + ROWS]]
        made = arrow.Table.from_pylist(rows, schema=schema)
        parquet.write_table(made, fresh / f"part-{number:05}.parquet", compression="zstd")
    if place.exists():
        for old in place.iterdir():
            old.unlink()
        place.rmdir()
    fresh.rename(place)
    return len(ordered)


def read(folder: Path, table: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Some columns of a table, row by row."""
    _, parquet = library()
    place = folder / table
    if not place.is_dir():
        raise AttacheError(f"{folder}: there is no table of {table}s; it is made by: attache batch INPUT -o {folder}")
    for file in sorted(place.glob("*.parquet")):
        yield from parquet.read_table(file, columns=list(columns)).to_pylist()


def hashes(folder: Path) -> dict[str, str]:
    """A hash of each table of the record, whatever the order of its rows and the number of its files."""
    _, parquet = library()
    found = {}
    for table in wire.RECORDS:
        digests = sorted(
            hashlib.blake2b(json.dumps(row, sort_keys=True, ensure_ascii=False).encode()).digest()
            for file in sorted((folder / table).glob("*.parquet"))
            for row in parquet.read_table(file).to_pylist()
        )
        found[table] = hashlib.blake2b(b"".join(digests), digest_size=16).hexdigest()
    return found


def save_shard(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """A shard's readings, all of them or none."""
    arrow, parquet = library()
    schema = arrow.schema([("page", arrow.binary()), ("reading", arrow.binary()), ("refused", arrow.string())])
    part = path.with_name(f".{path.name}.{os.getpid()}")
    parquet.write_table(arrow.Table.from_pylist(list(rows), schema=schema), part, compression="zstd")
    part.replace(path)
