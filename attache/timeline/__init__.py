"""What many pages establish together: `establish`, the last stage, from pages and their readings to the
record.

Everything here is a function of the set of pages and readings: in whatever order they come, the same is
established.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from attache.mentions import identity
from attache.model import Correction, Entry, Established, Page, Reading, When
from attache.stories import stream
from attache.stories.copies import copies, origins
from attache.timeline import calendar, dating, digest, disputes, positions, reconcile, utterances
from attache.timeline.corrections import Pen
from attache.timeline.parties import People, Told, antecedent, told, with_parties


def establish(
    pages: Sequence[Page],
    readings: Sequence[Reading],
    *,
    as_of: str | None = None,
    corrections: Sequence[Correction] = (),
) -> Established:
    """All that the pages say together: who is who, which pages are copies, when each was written, what
    happened.

    `as_of` is the day whose outcomes the calendar tells; without it, the day of the last page. `corrections` are
    what people have put right.
    """
    pen = Pen.of(corrections)
    pages = sorted({page.id: page for page in pages}.values(), key=lambda page: page.id)
    readings = sorted({reading.page: reading for reading in readings}.values(), key=lambda reading: reading.page)
    pages, readings = pen.read(pages, readings)
    copied = copies(pages)
    origin = origins((page.id for page in pages), copied)
    found = pen.stories(stream.stories(pages, readings, copied), pages)
    story_of = {page: story.id for story in found for page in story.pages}
    actors, same = pen.actors(*identity.unite(pages, readings))
    known = dating.date(pages, readings, story_of, same, actors)
    known.pages.update(pen.days)
    written: dict[str, When | None] = {page.id: known.pages.get(page.id, page.published) for page in pages}
    found = stream.dated(found, written)
    # "The Russian foreign minister" is a man once the page has a day.
    actors, same = pen.actors(*identity.unite([replace(page, published=written[page.id]) for page in pages], readings))
    people = People.of(actors)
    events = _told(pages, readings, story_of, same, people, known)
    entries = reconcile.entries(events, people, known.events, written, origin, copied)
    by_id = {each.event.id: each for each in events}

    def together(ids: Sequence[str], whens: Mapping[str, When | None]) -> Entry:
        return reconcile.entry_of([by_id[id] for id in ids], whens, written, origin)

    entries, whens = pen.entries(entries, known.events, together)
    flat = {event.id: event for reading in readings for event in reading.events}
    appointments = calendar.appointments(
        entries, flat, pages, readings, written=written, whens=whens, as_of=as_of
    )
    said = utterances.utterances(readings, same)
    disputed = disputes.disputes(pages, readings, story_of, same, written)
    return Established(
        actors=actors,
        same=same,
        copies=copied,
        dated=known.pages,
        stories=found,
        entries=entries,
        appointments=appointments,
        utterances=said,
        disputes=disputed,
        positions=positions.positions(entries, flat, same, people, written),
        digests=digest.digests(found, entries, appointments, disputed, readings, people, same),
        touched=pen.all_touched(),
        wrong=tuple(pen.wrong),
    )


def _told(
    pages: Sequence[Page],
    readings: Sequence[Reading],
    story_of: dict[str, str],
    same: dict[str, str],
    people: People,
    known: dating.Dating,
) -> list[Told]:
    by_id = {page.id: page for page in pages}
    found = []
    for reading in readings:
        if reading.page not in by_id:
            continue
        days = {event.id: known.days[event.id] for event in reading.events}
        for event in reading.events:
            named = antecedent(event, reading.events)
            if named is not None and known.days[event.id][1] and not known.days[named.id][1]:
                days[named.id] = known.days[event.id]
        for event in reading.events:
            whole = known.planned(with_parties(event, reading.events))
            page, story = by_id[reading.page], story_of[reading.page]
            found.append(told(whole, page, story, same, people, days[event.id]))
    return found
