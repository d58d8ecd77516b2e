"""The API's description of itself: OpenAPI 3.1, with the shapes of the nouns as `wire` makes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

import attache
from attache import wire
from attache.model import Copy, Lesson, Reading, Span, Standing, When

DESCRIPTION = (
    "What pages say and establish together; every datum carries the exact words it rests on. Offsets are half-open and "
    "count Unicode code points of a page's text unless `offset_unit=utf16` is asked for. Unknown is `null` or empty, "
    "never a guess."
)
_ALWAYS = (404, 405, 422, 503)  # what any question may be answered with
_HEADERS = {
    "ETag": {"description": "Changes whenever the record does.", "schema": {"type": "string"}},
    "X-Record-Revision": {"description": "The record's revision.", "schema": {"type": "string"}},
}
_NEXT = {"Link": {"description": "The address of the next portion, where there is one.", "schema": {"type": "string"}}}

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """The answers that are problems."""
    shape = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    words = {
        400: "What was sent is no JSON, or not what was asked for",
        403: "Not from this page",
        404: "Nothing of that name",
        405: "Not so",
        409: "That makes no sense of this record",
        413: "Too long",
        422: "A parameter is not as it should be",
        503: "The record cannot be opened now",
    }
    return {status: {"description": words[status], "content": shape} for status in statuses}


def one_of(*names: str) -> Responses:
    """An answer that is one noun: of that name, or any."""
    schema = {"$ref": f"#/components/schemas/{names[0]}"} if names else {"$ref": "#/components/schemas/Datum"}
    return {200: _ok(schema, _HEADERS), 304: _unchanged(), **problems(*_ALWAYS)}


def listed(name: str) -> Responses:
    """An answer that is a portion of a list."""
    schema = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
            "next": {"type": ["string", "null"], "description": "`cursor` of the next portion; null at the end."},
            "revision": {"type": "string"},
        },
        "required": ["items", "next", "revision"],
        "additionalProperties": False,
    }
    return {200: _ok(schema, {**_HEADERS, **_NEXT}), 304: _unchanged(), **problems(*_ALWAYS)}


def _ok(schema: dict[str, Any], headers: dict[str, Any]) -> dict[str, Any]:
    return {"description": "As asked", "headers": headers, "content": {"application/json": {"schema": schema}}}


def _unchanged() -> dict[str, Any]:
    return {"description": "As you have it already (If-None-Match)", "headers": _HEADERS}


def described(routes: Sequence[BaseRoute], sent: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document of those routes; `sent` are the shapes of what they take."""
    told = get_openapi(
        title="attache", version=attache.__version__, openapi_version="3.1.0", description=DESCRIPTION, routes=routes
    )
    paths: dict[str, Any] = {f"/api{path}": asked for path, asked in told["paths"].items()}
    for asked in paths.values():
        for operation in asked.values():
            operation["responses"] = {
                status: response for status, response in operation["responses"].items() if _is_ours(response)
            }
    theirs = ("HTTPValidationError", "ValidationError")
    made = {name: shape for name, shape in told.get("components", {}).get("schemas", {}).items() if name not in theirs}
    return {**told, "paths": paths, "components": {"schemas": {**made, **sent, **schemas()}}}


def _is_ours(response: dict[str, Any]) -> bool:
    return "HTTPValidationError" not in str(response)


def schemas() -> dict[str, Any]:
    """Every noun, with the names that OpenAPI looks for them under."""
    defs = wire.schema()["$defs"]
    defs |= {name: shape for name, shape in wire.shapes(Copy, Lesson, Reading).items() if name not in defs}
    for kind in wire.RECORDS.values():
        _may_be_corrected(defs[kind.__name__])
    for name, record in (("Copy", "copy"), ("Reading", "reading")):
        _is_record(defs[name], record)
        _may_be_corrected(defs[name])
    _is_record(defs["Lesson"], "lesson")
    correction = defs["Correction"]
    correction["properties"] |= {
        "standing": {"enum": [one.value for one in Standing]},
        "touches": {"type": "array", "items": {"type": "string"}},
        "undone_by": {"type": ["string", "null"]},
        "undone_at": {"type": ["string", "null"]},
    }
    correction["required"] += ["standing", "touches", "undone_by", "undone_at"]
    defs |= {"Hit": _hit(), "News": _news(), "Service": _service(), "Problem": _problem()}
    defs["Datum"] = {"oneOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in wire.RECORDS.values()]}
    found: dict[str, Any] = _moved(defs)
    return found


def _moved(told: Any) -> Any:
    """References as OpenAPI writes them."""
    if isinstance(told, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _moved(value)
            for key, value in told.items()
        }
    return [_moved(value) for value in told] if isinstance(told, list) else told


def _is_record(shape: dict[str, Any], record: str) -> None:
    shape["properties"] = {"record": {"const": record}, **shape["properties"]}
    shape["required"] = ["record", *shape["required"]]


def _may_be_corrected(shape: dict[str, Any]) -> None:
    shape["properties"]["corrections"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": "The corrections that have changed it.",
    }


def _hit() -> dict[str, Any]:
    text = {"type": ["string", "null"]}
    return _object(
        "A page that holds the words, and its paragraph with most of them.",
        record={"const": "hit"},
        page={"type": "string"},
        name={"type": "string"},
        headline=text,
        outlet=text,
        published={"anyOf": [_ref(When), {"type": "null"}]},
        span=_ref(Span),
    )


def _news() -> dict[str, Any]:
    text = {"type": "string"}
    return _object(
        "Something a page brought that was new.",
        record={"const": "news"},
        id=text,
        at={"type": "string", "format": "date-time"},
        title=text,
        text=text,
        event=text,
        page=text,
        link={"type": ["string", "null"]},
    )


def _service() -> dict[str, Any]:
    return _object(
        "What is served here.",
        name={"type": "string"},
        version={"type": "string"},
        revision={"type": "string"},
        pages={"type": "integer"},
        stale={"type": "boolean", "description": "Pages were read since, and are not yet in the timeline."},
        edits={"type": "boolean"},
        addresses={"type": "array", "items": {"type": "string"}},
    )


def _problem() -> dict[str, Any]:
    shape = _object(
        "What went wrong, by RFC 9457.",
        type={"type": "string"},
        title={"type": "string"},
        status={"type": "integer"},
        detail={"type": "string"},
    )
    wrong = _object("A parameter and what is wrong with it.", where={"type": "string"}, what={"type": "string"})
    shape["properties"]["errors"] = {"type": "array", "items": wrong}
    shape["properties"]["allow"] = {"type": "array", "items": {"type": "string"}}
    return shape


def _ref(noun: type) -> dict[str, str]:
    return {"$ref": f"#/$defs/{noun.__name__}"}


def _object(description: str, **properties: Any) -> dict[str, Any]:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
