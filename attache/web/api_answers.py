"""What every answer of the API shares: problems told plainly, revisions, cursors, and offsets in the asker's units."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from attache import pipeline, wire
from attache.errors import AttacheError, CorrectionError, NotInRecord, RecordLocked
from attache.store import Record, listing
from attache.store.listing import After
from attache.text import utf16_offset, wide_places

if TYPE_CHECKING:
    import sqlite3

KEPT_DAYS = 8  # records as of a day, made for a question and kept for the next one about that day

JSON = "application/json"
PROBLEM = "application/problem+json"


# ----------------------------------------------------------------------------------------------------- problems


class Problem(Exception):
    """A question that cannot be answered: which status, and why, in words for whoever asked."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more

    def response(self) -> Response:
        """As RFC 9457 writes it."""
        told = {"type": "about:blank", "title": HTTPStatus(self.status).phrase, "status": self.status}
        headers = {"Allow": ", ".join(self.more["allow"])} if "allow" in self.more else {}
        if self.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = "2"
        body = wire.dumps({**told, "detail": self.detail, **self.more})
        return Response(body, self.status, headers, PROBLEM)


class Route(APIRoute):
    """A route whose troubles are told as problems, whatever server it is mounted in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Starlette's handler, with what it raises made an answer."""
        answer = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await answer(request)
            except (Problem, AttacheError, RequestValidationError, HTTPException) as error:
                return of_error(error).response()

        return told


def of_error(error: Exception) -> Problem:
    """The problem that an error is to whoever asked."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        wrong = [
            {"where": ".".join(map(str, one["loc"])), "what": str(one["msg"]).encode("utf-8", "replace").decode()}
            for one in error.errors()
        ]
        return Problem(422, "; ".join(f"{one['where']}: {one['what']}" for one in wrong), errors=wrong)
    if isinstance(error, HTTPException):
        return Problem(error.status_code, str(error.detail))
    if isinstance(error, NotInRecord):
        return Problem(404, str(error))
    if isinstance(error, CorrectionError):
        return Problem(409, str(error))
    return Problem(503, "another process is writing the record" if isinstance(error, RecordLocked) else str(error))


# ------------------------------------------------------------------------------------------------------ records


class Shelf:
    """The record on disk, and those made of it as of a day; each question opens its own, for SQLite asks that of
    threads.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._earlier: dict[tuple[str, str], Path] = {}
        self._folder: str | None = None
        self._lock = threading.Lock()

    @contextmanager
    def opened(self, as_of: str | None = None) -> Iterator[Record]:
        """The record, or what it would be without the pages after a day."""
        with Record(self.path) if as_of is None else self._as_of(as_of) as record:
            yield record

    def revision(self) -> str:
        """Another one whenever the record has changed; asked of the file system, so it costs nothing."""
        told = []
        for path in (self.path, self.path.with_name(self.path.name + "-wal")):
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            if found.st_size:
                told.append((found.st_ino, found.st_size, found.st_mtime_ns))
        return hashlib.blake2b(repr(told).encode(), digest_size=8).hexdigest()

    def _as_of(self, day: str) -> Record:
        with self._lock:  # opened before another question may clear it away: an open file stays, whatever its name
            key = (day, self.revision())
            if key not in self._earlier:
                for old in list(self._earlier):
                    if old[1] != key[1] or len(self._earlier) >= KEPT_DAYS:
                        self._earlier.pop(old).unlink(missing_ok=True)
                self._earlier[key] = self._made(day)
            return Record(self._earlier[key])

    def _made(self, day: str) -> Path:
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="attache-")
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        with Record(self.path) as record:
            earlier, _ = pipeline.known_on(record, day)
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".record", delete=False) as file:
            target = Path(file.name)
        with earlier, Record(target, write=True) as copy:
            _copied(earlier.db, copy.db)
        return target


def _copied(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    source.backup(target)
    target.execute("PRAGMA journal_mode = DELETE")  # one file and no others beside it: nobody writes it again


def shelf(request: Request) -> Shelf:
    """The record that this server serves."""
    found: Shelf = request.app.state.shelf
    return found


# ------------------------------------------------------------------------------------------------------ answers


def answer(request: Request, told: Any, revision: str, *, next: str | None = None) -> Response:
    """JSON with the revision it is of; nothing but 304 where the asker has it already."""
    told_of = f"{revision} {request.url.path}?{request.url.query}"
    tag = f'"{hashlib.blake2b(told_of.encode(), digest_size=10).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "X-Record-Revision": revision}
    if next is not None:
        address = request.url.include_query_params(cursor=next)
        headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(wire.dumps(told), headers=headers, media_type=JSON)


def cursor(after: After | None, question: str) -> str | None:
    """Where the next portion begins, as text to hand back; it belongs to one question."""
    if after is None:
        return None
    return base64.urlsafe_b64encode(json.dumps([_mark(question), *after]).encode()).decode().rstrip("=")


def position(cursor: str | None, question: str) -> After | None:
    """The place that a cursor names; one that is none, or of another question, is not found."""
    if cursor is None:
        return None
    try:
        mark, day, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error):
        raise Problem(404, "no such cursor; take it from `next` of the portion before") from None
    if mark != _mark(question) or not isinstance(day, str) or not isinstance(id, str):
        raise Problem(404, "this cursor belongs to another question; ask as you asked for the portion before")
    return day, id


def _mark(question: str) -> str:
    return hashlib.blake2b(question.encode(), digest_size=4).hexdigest()


# ------------------------------------------------------------------------------------------------------ offsets


def in_utf16(record: Record, told: Any) -> Any:
    """The same with all offsets counted in UTF-16 units, as JavaScript and Java count; the text stays as it is."""
    wide = {id: wide_places(page.text) for id, page in listing.pages_of(record, set(_pages(told))).items()}
    return _shifted(told, {id: places for id, places in wide.items() if places}, None)


def _pages(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        if told.get("record") == "page":
            yield told["id"]
        elif {"page", "start", "end"} <= told.keys():
            yield told["page"]
        for value in told.values():
            yield from _pages(value)
    elif isinstance(told, list):
        for value in told:
            yield from _pages(value)


def _shifted(told: Any, wide: dict[str, list[int]], page: str | None) -> Any:
    if isinstance(told, list):
        return [_shifted(value, wide, page) for value in told]
    if not isinstance(told, dict):
        return told
    if told.get("record") == "page":
        page = told["id"]
    mine = told.get("page") if {"page", "start", "end"} <= told.keys() else page if "raw_start" in told else None
    found = {key: _shifted(value, wide, page) for key, value in told.items()}
    if mine in wide and isinstance(found.get("start"), int):
        found["start"], found["end"] = (utf16_offset(found[edge], wide[mine]) for edge in ("start", "end"))
    return found
