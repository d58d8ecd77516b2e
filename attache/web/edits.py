"""What corrects a record over HTTP: there only in a server started with edits on.

    POST /api/corrections        {"deed": "merge", "things": ["a-...", "a-..."], "by": "Ada", "why": "one man"}
    POST /api/corrections/c-.../undo      {"by": "Ada"}

A browser keeps the user's address for every site the user visits, so each request must show that it comes from
our own pages: it is sent to an address of this machine, it comes from there, and it carries the token that only
our pages, and programs on this machine, can read. A form may send the same fields, with `csrf` and `back`.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from attache import wire
from attache.errors import AttacheError
from attache.model import Corrected, Deed
from attache.safe import escaped
from attache.store import Record
from attache.store.corrections import line
from attache.web import guard
from attache.web.api_answers import JSON, Problem, Route, of_error, shelf
from attache.web.api_schema import problems

LONGEST = 1 << 16  # bytes of a request: a correction is a few lines
FORM = "application/x-www-form-urlencoded"

router = APIRouter(route_class=Route, tags=["corrections"])


def set_up(app: FastAPI) -> None:
    """A token for this run of the server, and one correction at a time."""
    app.state.csrf = secrets.token_urlsafe(32)
    app.state.correcting = threading.Lock()


def token(request: Request) -> str:
    """What a form or script of our own pages sends back; empty where edits are off."""
    return str(getattr(request.app.state, "csrf", ""))


class Fix(BaseModel):
    """A correction asked for."""

    model_config = ConfigDict(extra="forbid")

    deed: Deed
    things: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=300)]],
        Field(
            min_length=1,
            max_length=200,
            description="Ids, or names of people and pages. Merge: the one that stays, and the others. "
            "Split: the whole, then the pages, names or events that leave it. Wrong, date: one.",
        ),
    ]
    to: Annotated[
        str | None, Field(max_length=40, description="The day to be set: 2014-03-30, 2014-03, 2014-03-14/2014-03-16.")
    ] = None
    name: Annotated[str | None, Field(max_length=300, description="What a split-off part is to be called.")] = None
    by: Annotated[str | None, Field(max_length=100, description="Who corrects.")] = None
    why: Annotated[str | None, Field(max_length=2000, description="For what reason.")] = None


class Undo(BaseModel):
    """A correction taken back."""

    model_config = ConfigDict(extra="forbid")

    by: Annotated[str | None, Field(max_length=100, description="Who takes it back.")] = None


# ------------------------------------------------------------------------------------------------------- guards


def _from_here(request: Request) -> None:
    """Sent to this machine, and by none but our own pages or a program on it."""
    host = request.headers.get("host", "")
    if guard.name_of(host) not in guard.LOCAL | set(getattr(request.app.state, "hosts", ())):
        raise Problem(403, "this server answers only to its own name")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise Problem(403, "a page of another site asked for this")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "a page of another site asked for this")


async def _sent(request: Request) -> dict[str, Any]:
    """The fields sent, as JSON or by a form, once it is clear that they come from our own pages."""
    _from_here(request)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            raise Problem(413, f"a correction is shorter than {LONGEST} bytes")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    fields = _form(body) if kind == FORM else _json(body, kind)
    given = fields.pop("csrf", None) if kind == FORM else request.headers.get("x-csrf-token")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), token(request).encode()):
        raise Problem(403, "the token is missing or of an earlier run; reload the page, or ask GET /api/token for it")
    request.state.back = _local(fields.pop("back", None)) if kind == FORM else None
    return fields


def _json(body: bytes, kind: str) -> dict[str, Any]:
    if kind != JSON and body:
        raise Problem(400, f"send {JSON}, or a form")
    try:
        told = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Problem(400, "what was sent is no JSON") from None
    if not isinstance(told, dict):
        raise Problem(400, "send a JSON object")
    return told


def _form(body: bytes) -> dict[str, Any]:
    """A form's fields; `things` may stand there many times, an empty field says nothing."""
    fields: dict[str, Any] = {}
    for name, value in parse_qsl(body.decode("utf-8", "replace"), max_num_fields=400):
        if name == "things":
            fields.setdefault(name, []).append(value)
        else:
            fields[name] = value
    return fields


def _local(address: str | None) -> str:
    """The page to go back to: an address on this server, and nothing that a browser takes for another's."""
    plain = address is not None and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address is not None and address.isprintable() and "\\" not in address else "/"


Sent = Annotated[dict[str, Any], Depends(_sent)]


# ------------------------------------------------------------------------------------------------------ answers


def _taken(kind: type[BaseModel], *, needed: bool) -> dict[str, Any]:
    """How a request's fields are told in the OpenAPI document, and the token beside them."""
    return {
        "requestBody": {
            "required": needed,
            "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}},
        },
        "parameters": [
            {
                "name": "X-CSRF-Token",
                "in": "header",
                "required": True,
                "description": "What GET /api/token answers.",
                "schema": {"type": "string"},
            }
        ],
    }


def shapes() -> dict[str, Any]:
    """The JSON Schemas of what is sent here."""
    found: dict[str, Any] = {}
    for kind in (Fix, Undo):
        told = kind.model_json_schema(ref_template="#/components/schemas/{model}")
        found |= told.pop("$defs", {})
        found[kind.__name__] = told
    return found


def _answers(status: int) -> dict[int | str, dict[str, Any]]:
    schema = {"$ref": "#/components/schemas/Correction"}
    made = {"description": "Done", "content": {JSON: {"schema": schema}}}
    return {status: made, **problems(400, 403, 404, 405, 409, 413, 422, 503)}


@router.get(
    "/token",
    summary="The token that every correction must carry",
    responses={
        200: {"description": "As asked", "content": {JSON: {"schema": {
            "type": "object", "properties": {"token": {"type": "string"}}, "required": ["token"],
        }}}},
        **problems(403, 405),
    },
)  # fmt: skip
def csrf_token(request: Request) -> Response:
    """Of this run of the server; to be sent back as X-CSRF-Token."""
    _from_here(request)
    return Response(wire.dumps({"token": token(request)}), headers={"Cache-Control": "no-store"}, media_type=JSON)


@router.post(
    "/corrections",
    status_code=201,
    summary="Put something right",
    responses=_answers(201),
    openapi_extra=_taken(Fix, needed=True),
)
def fix(request: Request, sent: Sent) -> Response:
    """Merge, split, mark wrong or date. What was read stays as it was read."""

    def done(record: Record) -> str:
        asked = _checked(Fix, sent)
        return record.fix(asked.deed, *asked.things, to=asked.to, name=asked.name, by=asked.by, why=asked.why).id

    return _corrected(request, done, 201)


@router.post(
    "/corrections/{id}/undo",
    summary="Take a correction back",
    responses=_answers(200),
    openapi_extra=_taken(Undo, needed=False),
)
def undo(request: Request, id: str, sent: Sent) -> Response:
    """It stays in the list, with who took it back."""

    def done(record: Record) -> str:
        record.undo(id, by=_checked(Undo, sent).by)
        return id

    return _corrected(request, done, 200)


def _checked(kind: Any, sent: dict[str, Any]) -> Any:
    try:
        return kind.model_validate(sent)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


def _corrected(request: Request, done: Any, status: int) -> Response:
    """The correction as it stands now; a form goes back to its page, and reads there or here what went wrong."""
    back = request.state.back
    try:
        with request.app.state.correcting, Record(shelf(request).path, write=True) as record:
            id = done(record)
            found: Corrected = next(one for one in record.fixes() if one.correction.id == id)
    except (AttacheError, RequestValidationError) as error:
        if back is None:
            raise
        return _refused(of_error(error), back)
    if back is not None:
        return Response(status_code=303, headers={"Location": back})
    return Response(wire.dumps(line(found)), status, media_type=JSON)


def _refused(problem: Problem, back: str) -> Response:
    """A problem for somebody who sent a form."""
    return Response(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not corrected</title>'
        '<link rel="stylesheet" href="/api/docs.css">'
        f'<main><h1>Not corrected</h1><p>{escaped(problem.detail)}</p><p><a href="{escaped(back)}">Back</a></p></main>',
        problem.status,
        media_type="text/html; charset=utf-8",
    )
