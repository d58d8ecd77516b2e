"""Parquet: one file for each record type, every field of docs/record.md in it, nested as it is there.

The columns follow from the JSON Schema of an export, so a field added to `model.py` is a column here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from attache import wire
from attache.errors import ExportError
from attache.views import jsonl
from attache.views.sheaf import Sheaf, gather

if TYPE_CHECKING:
    from attache.store import Record

ROWS_A_GROUP = 10_000  # so that a record of millions of events is never held twice


def files(record: Record, *, story: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Each table as a file: `event.parquet` and its bytes; raises ExportError without pyarrow."""
    arrow, parquet = _library()
    sheaf = gather(record, story=story)
    shapes = wire.schema()["$defs"]
    for name in wire.RECORDS:
        schema = _schema(arrow, name, shapes)
        out = io.BytesIO()
        with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
            rows = _rows(sheaf, name)
            while group := list(islice(rows, ROWS_A_GROUP)):
                writer.write_table(arrow.Table.from_pylist(group, schema=schema))
        yield f"{name}.parquet", out.getvalue()


def _library() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ExportError("Parquet is written by pyarrow: pip install 'attache[parquet]'") from error
    return pyarrow, pyarrow.parquet


def _rows(sheaf: Sheaf, name: str) -> Iterator[dict[str, Any]]:
    for line in jsonl.lines_of(sheaf, name):
        yield row_of(name, line)


def row_of(name: str, line: dict[str, Any]) -> dict[str, Any]:
    """A line of an export as a row of its table."""
    row = {field: _cell(value) for field, value in line.items() if field != "record"}
    if name == "page":  # pairs, for Parquet's names are fixed
        row["known"] = [{"field": field, "how": how} for field, how in line["known"].items()]
    return row


def schema_of(name: str) -> Any:
    """The columns of a record type's table."""
    return _schema(_library()[0], name, wire.schema()["$defs"])


def _cell(value: Any, name: str = "") -> Any:
    """A value as its column takes it: what a date is inferred from is a span or a rule, in two fields."""
    if isinstance(value, dict):
        return {field: _cell(inner, field) for field, inner in value.items()}
    if not isinstance(value, list):
        return value
    if name == "because":
        return [
            {"span": None, "rule": each} if isinstance(each, str) else {"span": each, "rule": None} for each in value
        ]
    return [_cell(inner) for inner in value]


def _schema(arrow: Any, name: str, shapes: dict[str, Any]) -> Any:
    """The columns of a record type, from its JSON Schema."""
    shape = next(one for one in shapes.values() if one["properties"].get("record") == {"const": name})
    columns = [
        arrow.field(field, _type(arrow, inner, shapes))
        for field, inner in shape["properties"].items()
        if field not in ("record", "known")
    ]
    if name == "page":
        pair = arrow.struct([("field", arrow.string()), ("how", arrow.string())])
        columns.append(arrow.field("known", arrow.list_(pair)))
    return arrow.schema(columns)


def _type(arrow: Any, shape: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """The column type of a field's shape."""
    if "anyOf" in shape:
        inner = [one for one in shape["anyOf"] if one.get("type") != "null"]
        if len(inner) == 1:
            return _type(arrow, inner[0], shapes)
        span = _type(arrow, {"$ref": "#/$defs/Span"}, shapes)  # `because`, the one field that is of two types
        return arrow.struct([("span", span), ("rule", arrow.string())])
    if "$ref" in shape:
        noun = shapes[shape["$ref"].rsplit("/", 1)[-1]]
        return arrow.struct([(name, _type(arrow, inner, shapes)) for name, inner in noun["properties"].items()])
    if shape.get("type") == "array":
        return arrow.list_(_type(arrow, shape["items"], shapes))
    kinds = shape.get("type", "string")
    kind = next(one for one in ([kinds] if isinstance(kinds, str) else kinds) if one != "null")
    return {
        "string": arrow.string(), "integer": arrow.int64(), "number": arrow.float64(), "boolean": arrow.bool_(),
    }[kind]  # fmt: skip
