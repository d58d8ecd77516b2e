"""A record whose every word is something to obey: markup, formulas, folded lines, turned-around text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import World, page

from attache import wire
from attache.store import Record

HOSTILE = (
    '=HYPERLINK("http://evil.example") \x1b[31m\x9b2J \u202eesrever\u2066 <script>alert(1)</script> ]]> &amp; '
    "\tBEGIN:VEVENT\rDTSTART:19700101 \\n;, \ufffe \U0001f600 é"
)


@pytest.fixture
def record(world: World) -> Record:
    return world.write(Record())


@pytest.fixture
def hostile(world: World) -> Record:
    """The talks in Oslo, the headline, outlet, URL and a party's name all hostile."""
    text = world.wire.text.replace("Berg and Petrov to meet in Oslo", HOSTILE, 1)
    changed = replace(
        page(text, outlet=HOSTILE, day="2031-04-08", url="javascript:alert(1)"), byline=HOSTILE, dateline=HOSTILE
    )
    shift = len(HOSTILE) - len("Berg and Petrov to meet in Oslo")
    old = world.wire

    def moved(noun: object, kind: type) -> object:
        data = wire.pack(noun).decode().replace(old.id, changed.id)
        return _shifted(wire.unpack(data.encode(), kind), changed, shift)

    reading = moved(world.readings[old.id], type(world.readings[old.id]))
    world.wire, world.pages = changed, [changed, world.post]
    world.readings = {changed.id: reading, world.post.id: world.readings[world.post.id]}
    for name in ("planned", "closer", "border", "low"):
        setattr(world, name, moved(getattr(world, name), type(getattr(world, name))))
    record = Record()
    record.keep([(one, "key", wire.pack(world.readings[one.id])) for one in world.pages])
    established = world.established(world.pages)
    named = tuple(replace(actor, name=HOSTILE, names=(HOSTILE,)) for actor in established.actors)
    record.establish(replace(established, actors=named))
    return record


def _shifted(value: object, of: object, by: int) -> object:
    """A value with every span of the page moved by so many characters."""
    from dataclasses import fields, is_dataclass

    from attache.model import Span

    if isinstance(value, Span):
        return of.span(value.start + by, value.end + by) if value.page == of.id else value
    if isinstance(value, tuple):
        return tuple(_shifted(one, of, by) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _shifted(getattr(value, one.name), of, by) for one in fields(value)})
    return value
