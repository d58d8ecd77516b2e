"""The pages' addresses: each asks the record, through a connection of its own that can change nothing, and shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from attache import wire
from attache.errors import AttacheError, NotInRecord
from attache.model import (
    ActorType,
    Appointment,
    Digest,
    Dispute,
    Entry,
    Event,
    EventType,
    Figure,
    Modality,
    Outcome,
    Position,
    Span,
    Statement,
    Story,
    Utterance,
)
from attache.store import Record
from attache.store.search import MOST, Asked
from attache.views import words
from attache.web import calendar, correcting, edits, front, looking, person, show, source, story
from attache.web.desk import WebDesk

SCREEN = 30
SEEN = "attache_seen"  # the cookie that keeps how far one has looked
YEAR = 365 * 24 * 3600
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class Pages:
    """The pages of one record."""

    def __init__(self, record: Path, *, editable: bool) -> None:
        self._record = record
        self._edits = editable

    @contextmanager
    def desk(self) -> Iterator[WebDesk]:
        with Record(self._record) as record:
            yield WebDesk(record)

    def show(self, template: str, request: Request, /, **values: Any) -> HTMLResponse:
        made = show.page(
            template,
            path=request.url.path,
            query=dict(request.query_params),
            most=MOST,
            edits=self._edits,
            record_name=self._record.name,
            **values,
        )
        return HTMLResponse(made, headers={"Cache-Control": "no-cache"})

    # ----------------------------------------------------------------------------------------------- the pages

    def front(self, request: Request) -> Response:
        offset = _offset(request)
        asked = request.query_params.get("since")
        since = front.parsed(asked) or front.parsed(request.cookies.get(SEEN))
        with self.desk() as desk:
            found = front.front(desk, since=since, offset=offset)
        shown = self.show("front.html", request, front=found, offset=offset, first_visit=since is None)
        if front.parsed(request.cookies.get(SEEN)) is None:
            _remember(shown, found.mark)
        return shown

    def seen(self, request: Request) -> Response:
        back = RedirectResponse("/", status_code=303)
        mark = front.parsed(request.query_params.get("mark"))
        if mark is not None:
            _remember(back, mark)
        return back

    def story(self, request: Request, id: str) -> Response:
        with self.desk() as desk:
            return self.show("story.html", request, story=story.story(desk, id))

    def story_timeline(self, request: Request, id: str) -> Response:
        offset = _offset(request)
        with self.desk() as desk:
            one = story.found(desk, id)
            lines, total = story.lines(desk, id, limit=SCREEN, offset=offset)
        return self.show("timeline.html", request, story=one, lines=lines, total=total, offset=offset, screen=SCREEN)

    def story_said(self, request: Request, id: str) -> Response:
        offset, by = _offset(request), request.query_params.get("by")
        quoted = request.query_params.get("quoted") == "1"
        with self.desk() as desk:
            one = story.found(desk, id)
            who = desk.who(by) if by else None
            said, total = story.statements(desk, id, by=by, quoted=quoted, limit=SCREEN, offset=offset)
            utterances = story.utterances(desk, by, story=id).get(by, ()) if by and not offset else ()
        return self.show(
            "said.html",
            request,
            story=one,
            who=who,
            said=said,
            total=total,
            utterances=utterances,
            offset=offset,
            screen=SCREEN,
        )

    def story_sources(self, request: Request, id: str) -> Response:
        offset = _offset(request)
        with self.desk() as desk:
            one = story.found(desk, id)
            sources = story.sources(desk, id, limit=source.LISTED, offset=offset)
            total = desk.record.rows("SELECT count(*) FROM member WHERE story = ? AND copy_of IS NULL", id)[0][0]
        return self.show(
            "story_sources.html", request, story=one, sources=sources, total=total, offset=offset, screen=source.LISTED
        )

    def entry(self, request: Request, id: str) -> Response:
        with self.desk() as desk:
            found = desk.record.many([id], Entry)
            if id not in found:
                raise NotInRecord(f"{id}: no entry of that id is in the record")
            entry = found[id]
            shown = desk.show_entries([entry])[0]
            reports = tuple(desk.record.many(entry.events[:60], Event).values())
            sql = (
                "SELECT noun FROM datum WHERE record = 'appointment' AND story = ? "
                "AND json_extract(CAST(noun AS TEXT), '$.entry') = ?"
            )
            plans = [wire.unpack(noun, Appointment) for (noun,) in desk.record.rows(sql, entry.story, id)]
            return self.show(
                "entry.html",
                request,
                entry=shown,
                story=story.found(desk, entry.story),
                reports=looking.show_events(desk, reports),
                appointments=desk.show_appointments(plans),
                because=_because(entry),
            )

    def person(self, request: Request, id: str) -> Response:
        with self.desk() as desk:
            found = person.person(desk, id)
            utterances = story.utterances(desk, id).get(id, ())
        return self.show("person.html", request, person=found, utterances=utterances)

    def people(self, request: Request) -> Response:
        offset, name = _offset(request), (request.query_params.get("name") or "")[: looking.LONGEST]
        kind = request.query_params.get("type") or None
        with self.desk() as desk:
            found, total = person.people(desk, name=name, kind=kind, offset=offset)
        return self.show(
            "people.html",
            request,
            people=found,
            total=total,
            name=name,
            kind=kind,
            kinds=list(ActorType),
            offset=offset,
            screen=person.LISTED,
        )

    def source(self, request: Request, id: str) -> Response:
        first, last = _number(request, "from"), _number(request, "to")
        asked = (first, last) if last > first else None
        with self.desk() as desk:
            return self.show("source.html", request, source=source.source(desk, id, asked=asked))

    def compare(self, request: Request, id: str, other: str) -> Response:
        with self.desk() as desk:
            return self.show("compare.html", request, compared=source.compare(desk, id, other))

    def sources(self, request: Request) -> Response:
        offset, asked = _offset(request), looking.asked(request.query_params)
        with self.desk() as desk:
            found, total, outlets = source.listed(desk, Asked(outlet=asked.outlet), offset=offset)
        return self.show(
            "sources.html",
            request,
            sources=found,
            total=total,
            outlets=outlets,
            outlet=asked.outlet,
            offset=offset,
            screen=source.LISTED,
        )

    def calendar(self, request: Request) -> Response:
        offset, outcome = _offset(request), request.query_params.get("outcome")
        outcome = outcome if outcome in set(Outcome) else None
        with self.desk() as desk:
            found = calendar.calendar(desk, outcome=outcome, offset=offset)
        return self.show(
            "calendar.html", request, calendar=found, outcome=outcome, offset=offset, screen=calendar.SHOWN
        )

    def figures(self, request: Request) -> Response:
        offset = _offset(request)
        with self.desk() as desk:
            rest = "FROM datum WHERE record = 'dispute'"
            total = desk.record.rows(f"SELECT count(*) {rest}")[0][0]
            rows = desk.record.rows(f"SELECT noun {rest} ORDER BY n DESC LIMIT ? OFFSET ?", SCREEN, offset)
            shown = desk.show_disputes([wire.unpack(noun, Dispute) for (noun,) in rows])
            stories = desk.record.many({one.story for one in shown if one.story}, Story)
        return self.show(
            "figures.html", request, disputes=shown, stories=stories, total=total, offset=offset, screen=SCREEN
        )

    def search(self, request: Request) -> Response:
        offset, asked = _offset(request), looking.asked(request.query_params)
        kind = looking.kind_of(request.query_params, asked)
        with self.desk() as desk:
            found = looking.answer(desk, asked, kind, offset=offset)
        part = request.query_params.get("part") == "results"
        return self.show(
            "results.html" if part else "search.html",
            request,
            asked=asked,
            answer=found,
            kinds=looking.KINDS,
            types=[(one.value, words.kind(one, None)) for one in EventType],
            modalities=[(one.value, words.STATES[one]) for one in Modality],
            offset=offset,
            screen=looking.SCREEN,
        )

    def correct(self, request: Request, id: str) -> Response:
        if not self._edits:
            raise NotInRecord("this server only shows; start it with --edits to correct from its pages")
        with self.desk() as desk:
            thing = correcting.correctable(desk, id)
        return self.show("correct.html", request, thing=thing, fixes=thing.fixes, csrf=edits.token(request))

    def corrections(self, request: Request) -> Response:
        with self.desk() as desk:
            fixes = correcting.fixes(desk)
        return self.show("corrections.html", request, fixes=fixes, csrf=edits.token(request))

    def found(self, id: str) -> Response:
        """Wherever the datum of that id stands."""
        with self.desk() as desk:
            return RedirectResponse(home(desk, id), status_code=302)

    def static(self, name: str) -> Response:
        kind = TYPES.get(name.rpartition(".")[2])
        try:
            if kind is None or "/" in name:
                raise FileNotFoundError(name)
            body = show.content(name)
        except OSError:
            raise HTTPException(404) from None
        return Response(body, media_type=kind, headers={"Cache-Control": f"max-age={YEAR}, immutable"})

    def trouble(self, request: Request, status: int, text: str) -> Response:
        shown = self.show("trouble.html", request, status=status, text=text)
        shown.status_code = status
        return shown


def home(desk: WebDesk, id: str) -> str:
    """The address of a datum; raises NotInRecord."""
    noun = desk.record.find(id)
    if isinstance(noun, Statement | Event | Figure):
        return f"/page/{noun.page}#{noun.id}"
    if isinstance(noun, Story):
        return f"/story/{noun.id}"
    if isinstance(noun, Entry):
        return f"/entry/{noun.id}"
    if isinstance(noun, Appointment):
        return f"/entry/{noun.entry}"
    if isinstance(noun, Dispute):
        return f"/story/{noun.story}#{noun.id}"
    if isinstance(noun, Utterance):
        return f"/person/{noun.speaker[0]}#{noun.id}" if noun.speaker else "/"
    if isinstance(noun, Position):
        return f"/person/{noun.actor}#{noun.id}"
    if isinstance(noun, Digest):
        return f"/story/{noun.story}"
    return f"/person/{id}" if hasattr(noun, "mentions") else f"/page/{id}"


def add(app: FastAPI, record: Path, *, editable: bool = False) -> None:
    """The pages of a record, at their addresses."""
    pages = Pages(record, editable=editable)
    for path, show_it in (
        ("/", pages.front),
        ("/story/{id}", pages.story),
        ("/story/{id}/timeline", pages.story_timeline),
        ("/story/{id}/said", pages.story_said),
        ("/story/{id}/pages", pages.story_sources),
        ("/entry/{id}", pages.entry),
        ("/people", pages.people),
        ("/person/{id}", pages.person),
        ("/pages", pages.sources),
        ("/page/{id}", pages.source),
        ("/page/{id}/beside/{other}", pages.compare),
        ("/calendar", pages.calendar),
        ("/figures", pages.figures),
        ("/search", pages.search),
        ("/id/{id}", pages.found),
        ("/correct/{id}", pages.correct),
        ("/corrections", pages.corrections),
        ("/static/{name}", pages.static),
    ):
        app.add_api_route(path, show_it, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
    app.add_api_route("/seen", pages.seen, methods=["POST"], include_in_schema=False, response_model=None)

    def not_there(request: Request, error: Exception) -> Response:
        return pages.trouble(request, 404, str(error))

    def in_trouble(request: Request, error: Exception) -> Response:
        return pages.trouble(request, 503, str(error))

    def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        return pages.trouble(request, status, "There is no such page." if status == 404 else "That was not understood.")

    app.add_exception_handler(NotInRecord, not_there)
    app.add_exception_handler(AttacheError, in_trouble)
    app.add_exception_handler(HTTPException, refused)


def _offset(request: Request) -> int:
    """Where a list goes on."""
    return _number(request, "at")


def _number(request: Request, name: str) -> int:
    """A number that was asked for; anything that is none is 0."""
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


def _remember(response: Response, mark: front.Mark) -> None:
    response.set_cookie(SEEN, str(mark), max_age=YEAR, httponly=True, samesite="strict")


def _because(entry: Entry) -> tuple[str, ...]:
    """How the day of an entry is known, where it was worked out."""
    return tuple(one for one in entry.when.because if not isinstance(one, Span)) if entry.when else ()
