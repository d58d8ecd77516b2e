"""Nouns to JSON and back: the only place where the record's words meet curly brackets.

Two forms. *Stored* is what lies in the record's file: a noun's fields, as they are. *Exported* is RECORD.md:
the field `record` names the type, a story runs `from` a day `to` a day, a page says what it copies. Both are
read back.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from attache.model import (
    Actor,
    Appointment,
    Correction,
    Digest,
    Dispute,
    Entry,
    Event,
    Figure,
    Move,
    Page,
    Position,
    Statement,
    Story,
    Tenure,
    Utterance,
)

T = TypeVar("T")

# The types an export may hold, in the order it holds them.
RECORDS: dict[str, type] = {
    "page": Page,
    "actor": Actor,
    "statement": Statement,
    "event": Event,
    "figure": Figure,
    "story": Story,
    "entry": Entry,
    "appointment": Appointment,
    "utterance": Utterance,
    "dispute": Dispute,
    "position": Position,
    "digest": Digest,
}

# What may follow them: what people have put right in all that, so that nothing is handed on corrected in silence.
BESIDE: dict[str, type] = {"correction": Correction}

# `from` is a word of Python's own, so the nouns cannot use it; RECORD.md does.
_RENAMED: dict[type, dict[str, str]] = {
    Story: {"start": "from", "end": "to"},
    Tenure: {"start": "from", "end": "to"},
    Move: {"before": "from", "after": "to"},
}
_PAGE_FIRST = (
    "id",
    "name",
    "url",
    "outlet",
    "headline",
    "byline",
    "credit",
    "language",
    "text",
    "blocks",
    "furniture",
    "published",
)


# --------------------------------------------------------------------------------------------------- stored


def pack(noun: object) -> bytes:
    """A noun as it is stored."""
    return msgspec.json.encode(noun)


def unpack(data: bytes, noun: type[T]) -> T:
    """A stored noun; raises `msgspec.MsgspecError` where the bytes are of another type."""
    found: T = _decoder(cast(Any, noun)).decode(data)
    return found


@cache
def _decoder(noun: Any) -> Any:
    return msgspec.json.Decoder(noun)


# ------------------------------------------------------------------------------------------------- exported


def line(noun: object, **more: object) -> dict[str, Any]:
    """A noun as one line of an export: `{"record": "story", "id": ..., "from": "2014-03-14", ...}`.

    `more` are fields a noun does not carry itself: a page's `copy_of` and `story`.
    """
    for record, kind in (RECORDS | BESIDE).items():
        if type(noun) is kind:
            return {"record": record, **builtins(noun), **more}
    return {**builtins(noun), **more}


def builtins(value: Any) -> Any:
    """A value as dicts, lists, strings and numbers, under the names of RECORD.md."""
    if value is None or isinstance(value, str | bool | int):
        return value.value if isinstance(value, StrEnum) else value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, tuple | list):
        return [builtins(item) for item in value]
    if isinstance(value, dict):
        return {key: builtins(item) for key, item in value.items()}
    found = {name: builtins(getattr(value, field)) for field, name in _names(cast(Any, type(value)))}
    if isinstance(value, Page):
        found["known"] = dict(value.known)
    return found


@cache
def _names(noun: Any) -> tuple[tuple[str, str], ...]:
    """The fields of a noun, each with its name in an export, in RECORD.md's order."""
    renamed = _RENAMED.get(noun, {})
    own = [field.name for field in fields(noun)]
    if noun is Page:
        own = [*_PAGE_FIRST, *(name for name in own if name not in _PAGE_FIRST)]
    return tuple((name, renamed.get(name, name)) for name in own)


def noun(found: dict[str, Any]) -> Any:
    """The noun that an exported line writes down; raises `KeyError` for a `record` not known."""
    kind = (RECORDS | BESIDE)[found["record"]]
    return msgspec.convert(_back(found, kind), kind)


def _back(found: Any, kind: Any) -> Any:
    """Exported names turned back into the nouns' own, all the way down."""
    if isinstance(found, list):
        inner = next((a for a in typing.get_args(kind) if a is not Ellipsis), None)
        return [_back(item, inner) for item in found]
    if not isinstance(found, dict):
        return found
    own = next((k for k in (kind, *typing.get_args(kind)) if isinstance(k, type) and is_dataclass(k)), None)
    if own is None:
        return found
    hints = _hints(own)
    result = {field: _back(found[name], hints[field]) for field, name in _names(own) if name in found}
    if own is Page and isinstance(found.get("known"), dict):
        result["known"] = list(found["known"].items())
    return result


@cache
def _hints(noun: Any) -> dict[str, Any]:
    return typing.get_type_hints(noun)


# ----------------------------------------------------------------------------------------------------- text

# Article text may hold what a terminal obeys (C1 controls) or what turns a line around (bidi overrides).
# Inside a JSON string both can be written as escapes, which mean the same to every program and nothing to a
# terminal.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def dumps(value: object) -> str:
    """JSON text of builtins, on one line, harmless on a terminal."""
    text = msgspec.json.encode(value).decode("utf-8")
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def array(lines: Iterable[object]) -> str:
    """A JSON array with one item a line, so that it reads well and still greps."""
    inner = ",\n".join(dumps(item) for item in lines)
    return f"[\n{inner}\n]" if inner else "[]"


# --------------------------------------------------------------------------------------------------- schema


def schema() -> dict[str, Any]:
    """The JSON Schema of one exported line, made from the nouns themselves."""
    defs: dict[str, Any] = {}
    records = []
    for record, kind in (RECORDS | BESIDE).items():
        _define(kind, defs)
        shape = defs[kind.__name__]
        shape["properties"] = {"record": {"const": record}, **shape["properties"]}
        shape["required"] = ["record", *shape["required"]]
        records.append({"$ref": f"#/$defs/{kind.__name__}"})
    page = defs["Page"]
    page["properties"]["known"] = {"type": "object", "additionalProperties": {"type": "string"}}
    page["properties"] |= {"copy_of": {"type": ["string", "null"]}, "story": {"type": ["string", "null"]}}
    page["required"] += ["copy_of", "story"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of an attache record",
        "description": "attache export RECORD --as jsonl writes one such object a line.",
        "oneOf": records,
        "$defs": dict(sorted(defs.items())),
    }


def shapes(*nouns: type) -> dict[str, Any]:
    """The JSON Schemas of nouns and of all that is in them, by name, as `schema` has them under `$defs`."""
    defs: dict[str, Any] = {}
    for noun in nouns:
        _define(noun, defs)
    return defs


def _define(noun: type, defs: dict[str, Any]) -> dict[str, str]:
    """The reference to a noun's shape, which stands in `defs` afterwards."""
    if noun.__name__ not in defs:
        defs[noun.__name__] = {}  # a place kept, for a noun that holds its own kind
        hints = _hints(noun)
        properties = {name: _shape(hints[field], defs) for field, name in _names(noun)}
        summary = (noun.__doc__ or "").strip().split("\n")[0]
        defs[noun.__name__] = {
            **({"description": summary} if summary and not summary.startswith(noun.__name__ + "(") else {}),
            "type": "object",
            "properties": properties,
            "required": list(properties),
        }
    return {"$ref": f"#/$defs/{noun.__name__}"}


def _shape(hint: Any, defs: dict[str, Any]) -> dict[str, Any]:
    """The schema of one field's type."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        shapes = [_shape(kind, defs) for kind in typing.get_args(hint)]
        plain = [shape["type"] for shape in shapes if set(shape) == {"type"}]
        return {"type": plain} if len(plain) == len(shapes) else {"anyOf": shapes}
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)
        if inner[-1] is Ellipsis:
            return {"type": "array", "items": _shape(inner[0], defs)}
        return {"type": "array", "prefixItems": [_shape(kind, defs) for kind in inner]}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [member.value for member in hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        return dict(_define(hint, defs))
    names = {str: "string", int: "integer", float: "number", bool: "boolean", types.NoneType: "null"}
    return {"type": names[hint]}
