"""A page that tries everything, as a record: the tests of the pages and those in a browser both show it."""

from __future__ import annotations

from pathlib import Path

from world import page, words

from attache import timeline, wire
from attache.model import Actor, ActorType, Naming, Reading, Statement, StatementKind, identifier
from attache.store import Record

SCRIPT = "<script>alert(1)</script>"


def hostile_record(folder: Path) -> tuple[Path, str, str]:
    """The record, the page and the person: markup in headline, outlet, words and name, a script for an address,
    bidi overrides, a word of 100,000 letters.
    """
    text = f'{SCRIPT}\n\n“{SCRIPT} \u202etxet neddih” said "><img src=x onerror=alert(1)> Smith. {"w" * 100_000}'
    bad = page(text, outlet='"><svg onload=alert(1)>', day="2031-04-08", url="javascript:alert(1)")
    said = words(bad, f"{SCRIPT} \u202etxet neddih")
    smith = Actor("a-1", ActorType.PERSON, f"Smith {SCRIPT}", ("Smith",), (words(bad, "Smith"),))
    statement = Statement(
        identifier("s", said), bad.id, StatementKind.DIRECT, (said,), None, None, ("a-1",), Naming.NAMED
    )
    reading = Reading(bad.id, (smith,), (statement,), (), ())
    path = folder / "bad.record"
    with Record(path, write=True) as record:
        record.keep([(bad, "key", wire.pack(reading))])
        record.establish(timeline.establish([bad], [reading]))
        return path, bad.id, record.actors()[0].id
