"""The record for programs: REST, read-only, JSON as `docs/record.md` has it.

    GET /api/statements?speaker=Lavrov&since=2014-03-28&quoted=true
    GET /api/entries?type=CONSULT&as_of=2014-03-14
    GET /api/pages/p-3f9a0c1b22d4

Lists come in portions: `next` of one is `cursor` of the next. Answers carry an ETag that changes with the record.
`set_up` is all that a server needs to call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response
from starlette.routing import BaseRoute

import attache
from attache import wire
from attache.errors import NotInRecord
from attache.model import Actor, Copy, Established, Page, Reading, Span
from attache.store import Record, listing, search
from attache.store.corrections import line as correction_line
from attache.store.listing import Portion, Wanted
from attache.store.speech import addressed
from attache.timeline.changes import changes as learnt
from attache.views import atom
from attache.web import api_asked as asked
from attache.web import api_docs
from attache.web import edits as editing
from attache.web.api_answers import Problem, Route, Shelf, answer, cursor, in_utf16, position, shelf
from attache.web.api_schema import described, listed, one_of

router = APIRouter(route_class=Route, tags=["record"])


def set_up(app: FastAPI, record: str | Path, *, edits: bool = False) -> None:
    """Puts the API of a record into a server, under /api; with `edits`, also what corrects the record."""
    app.state.shelf = Shelf(record)
    app.state.edits = edits
    if edits:
        editing.set_up(app)
        app.include_router(editing.router, prefix="/api")
    app.include_router(router, prefix="/api")
    app.include_router(rest, prefix="/api")


# ------------------------------------------------------------------------------------------------------- pages


@router.get("/pages", responses=listed("Page"), summary="The pages, by the day they were written")
def pages(request: Request, ask: Annotated[asked.Pages, Query()]) -> Response:
    """Each with its text, what was left out of it, what it copies and its story."""
    with _Asking(request, ask) as asking:
        found = listing.pages(
            asking.record,
            story=ask.story,
            outlet=ask.outlet,
            since=_iso(ask.since),
            until=_iso(ask.until),
            after=asking.after,
            limit=ask.limit,
        )
        return asking.portion(found)


@router.get("/pages/{id}", responses=one_of("Page"), summary="One page")
def page(request: Request, id: str, ask: Annotated[asked.Asked, Query()]) -> Response:
    """By its id."""
    with _Asking(request, ask) as asking:
        return asking.one(_page(asking.record, id))


@router.get("/readings", responses=listed("Reading"), summary="What each page says, page by page")
def readings(request: Request, ask: Annotated[asked.OfStory, Query()]) -> Response:
    """Pages that were not read (not in English) are left out."""
    with _Asking(request, ask) as asking:
        found = listing.pages(asking.record, story=ask.story, after=asking.after, limit=ask.limit)
        there = [_reading_or_none(asking.record, one.id) for one in found.items]
        return asking.portion(Portion(tuple(one for one in there if one is not None), found.next))


@router.get("/readings/{page}", responses=one_of("Reading"), summary="What one page says")
def reading(request: Request, page: str, ask: Annotated[asked.Asked, Query()]) -> Response:
    """Its people, statements, events, figures, dates and places, and the text that no stage understood."""
    with _Asking(request, ask) as asking:
        return asking.one(asking.record.reading(_page(asking.record, page).id))


@router.get("/copies", responses=listed("Copy"), summary="Which page reprints which")
def copies(request: Request, ask: Annotated[asked.OfPage, Query()]) -> Response:
    """With the passages that both have."""
    with _Asking(request, ask) as asking:
        return asking.data(Wanted("copy").page(ask.page))


# ---------------------------------------------------------------------------------------------- what pages say


@router.get("/statements", responses=listed("Statement"), summary="Who said what")
def statements(request: Request, ask: Annotated[asked.Statements, Query()]) -> Response:
    """By the day it was said, or else the day of the page."""
    with _Asking(request, ask) as asking:
        wanted = Wanted("statement").page(ask.page).story(ask.story).words("said_words", ask.about)
        wanted.party(asking.record, ask.speaker, "speaker").between(_iso(ask.since), _iso(ask.until))
        wanted.equal("tag", ask.kind).equal("modality", ask.modality)
        wanted.equal("naming", "unnamed" if ask.unnamed else None)
        if ask.quoted:
            wanted.checks.append(("d.tag IN ('direct', 'mixed')", []))
        keep = addressed(asking.record, ask.addressee) if ask.addressee is not None else None
        return asking.data(wanted, keep=keep)


@router.get("/events", responses=listed("Event"), summary="What pages report, each report by itself")
def events(request: Request, ask: Annotated[asked.Events, Query()]) -> Response:
    """As established across pages they are under `entries`."""
    with _Asking(request, ask) as asking:
        wanted = Wanted("event").page(ask.page).story(ask.story).words("told_words", ask.about)
        wanted.party(asking.record, ask.party, "actor", "recipient").between(_iso(ask.since), _iso(ask.until))
        return asking.data(wanted.equal("tag", ask.type).equal("modality", ask.modality))


@router.get("/figures", responses=listed("Figure"), summary="Numbers, each as its page gives it")
def figures(request: Request, ask: Annotated[asked.Figures, Query()]) -> Response:
    """With both bounds: "more than 30,000" is `low` 30000 and no `high`."""
    with _Asking(request, ask) as asking:
        wanted = Wanted("figure").page(ask.page).story(ask.story).equal("tag", ask.unit)
        return asking.data(wanted.between(_iso(ask.since), _iso(ask.until)))


# ------------------------------------------------------------------------------------------ what is established


@router.get("/stories", responses=listed("Story"), summary="Stories: pages that tell of one course of events")
def stories(request: Request, ask: Annotated[asked.Stories, Query()]) -> Response:
    """By their first day."""
    with _Asking(request, ask) as asking:
        return asking.data(Wanted("story").between(_iso(ask.since), _iso(ask.until)))


@router.get("/entries", responses=listed("Entry"), summary="Events as all pages together tell them")
@router.get("/timeline", responses=listed("Entry"), summary="The same as `entries`")
def entries(request: Request, ask: Annotated[asked.Entries, Query()]) -> Response:
    """By the day they fell on; `history` tells how their state changed, `origins` how many independent pages tell."""
    with _Asking(request, ask) as asking:
        wanted = Wanted("entry").story(ask.story).between(_iso(ask.since), _iso(ask.until))
        wanted.party(asking.record, ask.party, "actor", "recipient")
        return asking.data(wanted.equal("tag", ask.type).equal("modality", ask.modality))


@router.get("/calendar", responses=listed("Appointment"), summary="What was announced, and what became of it")
def calendar(request: Request, ask: Annotated[asked.Calendar, Query()]) -> Response:
    """By the day it was planned for."""
    with _Asking(request, ask) as asking:
        wanted = Wanted("appointment").story(ask.story).equal("tag", ask.outcome)
        return asking.data(wanted.between(_iso(ask.since), _iso(ask.until)))


@router.get("/disputes", responses=listed("Dispute"), summary="Figures on one thing that do not agree")
def disputes(request: Request, ask: Annotated[asked.OfStory, Query()]) -> Response:
    """Their figures stay side by side."""
    with _Asking(request, ask) as asking:
        return asking.data(Wanted("dispute").story(ask.story))


@router.get("/digests", responses=listed("Digest"), summary="Stories in plain sentences, each with its words")
def digests(request: Request, ask: Annotated[asked.OfStory, Query()]) -> Response:
    """No sentence without a span it rests on."""
    with _Asking(request, ask) as asking:
        return asking.data(Wanted("digest").story(ask.story))


@router.get("/utterances", responses=listed("Utterance"), summary="One quotation as several pages give it")
def utterances(request: Request, ask: Annotated[asked.OfParty, Query()]) -> Response:
    """With its wordings; `party` is its speaker."""
    with _Asking(request, ask) as asking:
        return asking.data(Wanted("utterance").party(asking.record, ask.party, "speaker"))


@router.get("/positions", responses=listed("Position"), summary="Where parties stand on an issue, over time")
def positions(request: Request, ask: Annotated[asked.OfParty, Query()]) -> Response:
    """Each step with the statement or event it rests on."""
    with _Asking(request, ask) as asking:
        return asking.data(Wanted("position").party(asking.record, ask.party, "actor"))


@router.get("/actors", responses=listed("Actor"), summary="Everybody the record knows, by id")
def actors(request: Request, ask: Annotated[asked.Actors, Query()]) -> Response:
    """People, offices, organizations, governments, countries, groups, and sources without a name."""
    with _Asking(request, ask) as asking:
        return asking.data(Wanted("actor").equal("tag", ask.type))


@router.get("/who", responses=listed("Actor"), summary="Actors by name, the most mentioned first")
def who(request: Request, ask: Annotated[asked.Named, Query()]) -> Response:
    """All the words, in any of the forms a name has on the pages."""
    with _Asking(request, ask) as asking:
        found = search.people(asking.record, ask.name, limit=ask.limit)
        return asking.portion(Portion(_whole(asking.record, found), None))


@router.get("/data/{id}", responses=one_of(), summary="Anything, by its id")
def datum(request: Request, id: str, ask: Annotated[asked.Asked, Query()]) -> Response:
    """A page, an actor, a statement, an event, a figure, a story, an entry ..."""
    with _Asking(request, ask) as asking:
        return asking.one(asking.record.find(id))


# -------------------------------------------------------------------------------------------- finding, changes


@router.get("/search", responses=listed("Hit"), summary="Pages that hold all the words, the best first")
def sought(request: Request, ask: Annotated[asked.Sought, Query()]) -> Response:
    """Each with its paragraph that holds most of them."""
    with _Asking(request, ask) as asking:
        record, words = asking.record, search.Asked(
            words=ask.q, outlet=ask.outlet, since=_iso(ask.since), until=_iso(ask.until)
        )  # fmt: skip
        hits = search.pages(record, words, limit=ask.limit).items if search.match(ask.q) else ()
        whole = listing.pages_of(record, (hit.page for hit in hits))
        wanted = set(re.findall(r"\w+", ask.q.casefold()))
        told = [
            {
                "record": "hit",
                "page": one.id,
                "name": one.name,
                "headline": one.headline,
                "outlet": one.outlet,
                "published": wire.builtins(one.published),
                "span": wire.builtins(_best(one, wanted)),
            }
            for one in (whole[hit.page] for hit in hits)
        ]
        return asking.told(told, None)


@router.get("/changes", responses=listed("Lesson"), summary="What the record has learnt since a day")
def changes(request: Request, ask: Annotated[asked.Changes, Query()]) -> Response:
    """New, confirmed by another origin, contradicted, moved, took place, called off; stories that split or merged.

    `since` is the day up to which all is known, `as_of` (or else now) the day to learn up to; `sources` are the
    events, figures or pages that taught it.
    """
    with _Asking(request, ask) as asking, shelf(request).opened(_iso(ask.since)) as then:
        lessons = learnt(_what_is_established(then), _what_is_established(asking.record))
        told = [{"record": "lesson", **wire.builtins(one)} for one in lessons[: ask.limit]]
        return asking.told(told, None)


@router.get("/news", responses=listed("News"), summary="What each page brought that was new, the latest first")
def news(request: Request, ask: Annotated[asked.News, Query()]) -> Response:
    """A first report, a change of state, a new day: by the day of the page that tells it."""
    with _Asking(request, ask) as asking:
        first, last = _iso(ask.since) or "", _iso(ask.until) or "9999"
        found = [one for one in atom.changes(asking.record, story=ask.story) if first <= _day(one) <= last]
        found.sort(key=lambda one: (one.at, one.id), reverse=True)
        told = [
            {
                "record": "news",
                "id": one.id,
                "at": atom.stamp(one.at),
                "title": one.title,
                "text": one.text,
                "event": one.id.partition(":")[0],
                "page": one.cite.page,
                "link": one.cite.link,
            }
            for one in found[: ask.limit]
        ]
        return asking.told(told, None)


@router.get("/corrections", responses=listed("Correction"), summary="What people have put right, and how it stands")
def corrections(request: Request, ask: Annotated[asked.Asked, Query()]) -> Response:
    """In force, waiting for what they are about to be read again, or taken back."""
    with _Asking(request, ask) as asking:
        return asking.told([correction_line(one) for one in asking.record.fixes()], None)


# ---------------------------------------------------------------------------------------------- the API itself


@router.get("", responses=one_of("Service"), summary="What is served here")
def service(request: Request, ask: Annotated[asked.Asked, Query()]) -> Response:
    """The record, its revision, and the addresses."""
    with _Asking(request, ask) as asking:
        told = {
            "name": shelf(request).path.name,
            "version": attache.__version__,
            "revision": asking.revision,
            "pages": len(asking.record),
            "stale": asking.record.stale,
            "edits": bool(request.app.state.edits),
            "addresses": sorted({f"/api{route.path}" for route in router.routes if isinstance(route, Route)}),
        }
        return answer(request, told, asking.revision)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """The OpenAPI 3.1 document."""
    return Response(wire.dumps(_described(request)), media_type="application/json")


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """The documentation as a page that loads nothing from elsewhere and needs no script."""
    return Response(api_docs.page(_described(request)), media_type="text/html; charset=utf-8")


@router.get("/docs.css", include_in_schema=False)
def docs_style() -> Response:
    """How that page looks."""
    return Response(api_docs.STYLE, media_type="text/css; charset=utf-8")


def _described(request: Request) -> dict[str, Any]:
    edits = request.app.state.edits
    return described(_routes(request), editing.shapes() if edits else {})


def _routes(request: Request) -> list[BaseRoute]:
    return [*router.routes, *(editing.router.routes if request.app.state.edits else [])]


# Whatever else is asked under /api, after all other routes: told as a problem, and not as somebody's page.
rest = APIRouter(route_class=Route)


@rest.api_route(
    "/{path:path}",
    methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"],
    include_in_schema=False,
)
def nothing(request: Request, path: str) -> Response:
    """404, or 405 where the address is one but not for this method."""
    allowed = {
        method
        for route in _routes(request)
        if isinstance(route, Route) and route.path_regex.match(f"/{path}" if path else "")
        for method in route.methods or ()
    }
    if allowed:
        told = f"{request.method} is not answered here; {', '.join(sorted(allowed))} is"
        if request.method != "GET" and not request.app.state.edits:
            told += ". This server was started read-only"
        raise Problem(405, told, allow=sorted(allowed))
    raise Problem(404, f"/api/{path}: no such address; /api/docs lists them")


# ------------------------------------------------------------------------------------------------------ asking


class _Asking:
    """One question: the record it is put to, where its answer goes on, and the answer made of what was found."""

    def __init__(self, request: Request, ask: asked.Asked) -> None:
        self._request = request
        self._ask = ask
        self._shelf = shelf(request)
        self.revision = self._shelf.revision()
        self._question = _question(request)
        self.after = position(getattr(ask, "cursor", None), self._question)

    def __enter__(self) -> _Asking:
        self._opened = self._shelf.opened(_iso(self._ask.as_of))
        self.record = self._opened.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._opened.__exit__(*error)

    def data(self, wanted: Wanted, *, keep: Callable[[Any], bool] | None = None) -> Response:
        limit = getattr(self._ask, "limit", 50)
        found = listing.portion(self.record, wanted, after=self.after, limit=limit, keep=keep)
        return self.portion(Portion(_whole(self.record, found.items), found.next))

    def portion(self, found: Portion[Any]) -> Response:
        return self.told(_lines(self.record, found.items), cursor(found.next, self._question))

    def one(self, noun: Any) -> Response:
        (told,) = _lines(self.record, (noun,))
        return answer(self._request, self._in_unit(told), self.revision)

    def told(self, items: list[Any], next: str | None) -> Response:
        told = {"items": self._in_unit(items), "next": next, "revision": self.revision}
        return answer(self._request, told, self.revision, next=next)

    def _in_unit(self, told: Any) -> Any:
        return in_utf16(self.record, told) if self._ask.offset_unit == asked.OffsetUnit.UTF16 else told


def _question(request: Request) -> str:
    """The question without its portion: what a cursor belongs to."""
    kept = [f"{key}={value}" for key, value in request.query_params.multi_items() if key not in ("cursor", "limit")]
    return f"{request.url.path}?{'&'.join(sorted(kept))}"


def _lines(record: Record, nouns: Iterable[Any]) -> list[dict[str, Any]]:
    """Nouns as an export has them, each with the corrections that have changed it."""
    nouns = tuple(nouns)
    pages = [noun.id for noun in nouns if isinstance(noun, Page)]
    beside = listing.members(record, pages) if pages else {}
    lines = []
    for noun in nouns:
        if isinstance(noun, Page):
            copy_of, story = beside.get(noun.id, (None, None))
            lines.append(wire.line(noun, copy_of=copy_of, story=story))
        elif isinstance(noun, Reading):
            lines.append(_reading_line(noun))
        else:
            lines.append({"record": "copy", **wire.line(noun)} if isinstance(noun, Copy) else wire.line(noun))
    touched = record.corrected(str(line.get("id")) for line in lines)
    return [{**line, "corrections": list(touched.get(str(line.get("id")), ()))} for line in lines]


def _reading_line(one: Reading) -> dict[str, Any]:
    parts = {name: list(map(wire.line, getattr(one, name))) for name in ("actors", "statements", "events", "figures")}
    return {"record": "reading", **wire.builtins(one), **parts}


def _whole(record: Record, nouns: Iterable[Any]) -> tuple[Any, ...]:
    """The same, actors with all their mentions: a row found by search lists only the first of many."""
    nouns = tuple(nouns)
    actors = record.many((noun.id for noun in nouns if isinstance(noun, Actor)), Actor)
    return tuple(actors.get(noun.id, noun) if isinstance(noun, Actor) else noun for noun in nouns)


def _page(record: Record, id: str) -> Page:
    found = listing.pages_of(record, [id])
    if id not in found:
        raise NotInRecord(f"{id}: no page of that id is in the record")
    return found[id]


def _reading_or_none(record: Record, page: str) -> Reading | None:
    try:
        return record.reading(page)
    except NotInRecord:
        return None


def _best(page: Page, wanted: set[str]) -> Span:
    """The paragraph with most of the words."""
    spans = [page.span(block.start, block.end) for block in page.blocks] or [page.span(0, len(page.text))]
    return max(spans, key=lambda span: len(wanted & set(re.findall(r"\w+", span.text.casefold()))))


def _what_is_established(record: Record) -> Established:
    """As much of it as tells what was learnt."""
    return Established(
        (), {}, (), {}, record.stories(), record.entries(), record.appointments(), disputes=record.disputes()
    )


def _day(one: atom.Change) -> str:
    return one.at.date().isoformat()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
