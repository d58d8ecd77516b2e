"""What many pages establish together: `establish`, the last stage, from pages and their readings to the
record.

Everything here is a function of the set of pages and readings: in whatever order they come, the same is
established.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from attache.mentions import identity
from attache.model import Copy, Correction, Entry, Established, Page, Reading, Story, When
from attache.stories import stream
from attache.stories.copies import copies, origins
from attache.timeline import calendar, dating, digest, disputes, positions, reconcile, utterances
from attache.timeline.corrections import Pen
from attache.timeline.days import Days
from attache.timeline.evidence import ANNOUNCED, few
from attache.timeline.parties import People, Told, antecedent, is_errand, is_given_up, there_by, told, with_parties


def establish(
    pages: Sequence[Page],
    readings: Sequence[Reading],
    *,
    as_of: str | None = None,
    corrections: Sequence[Correction] = (),
    given: tuple[Sequence[Copy], Sequence[Story]] | None = None,
    today: str | None = None,
) -> Established:
    """All that the pages say together: who is who, which pages are copies, when each was written, what
    happened.

    `as_of` is a past day to ask as of: only the pages that were surely out by then are heard (`out_by`). Without it
    outcomes are told as of the day of the last page. `corrections` are what people have put right.
    """
    if as_of is not None:
        out = out_by(pages, readings, as_of, corrections)
        pages = [page for page in pages if page.id in out]
        readings = [reading for reading in readings if reading.page in out]
    pen = Pen.of(corrections)
    pages = sorted({page.id: page for page in pages}.values(), key=lambda page: page.id)
    readings = sorted({reading.page: reading for reading in readings}.values(), key=lambda reading: reading.page)
    pages, readings = pen.read(pages, readings)
    copied = tuple(given[0]) if given else copies(pages)
    origin = origins((page.id for page in pages), copied)
    found = pen.stories(given[1] if given else stream.stories(pages, readings, copied), pages)
    story_of = {page: story.id for story in found for page in story.pages}
    actors, same = pen.actors(*identity.unite(pages, readings))
    known = dating.date(pages, readings, story_of, same, actors)
    known.pages.update(pen.days)
    written: dict[str, When | None] = {page.id: known.pages.get(page.id, page.published) for page in pages}
    found = stream.dated(found, written)
    # "The Russian foreign minister" is a man once the page has a day.
    actors, same = pen.actors(*identity.unite([replace(page, published=written[page.id]) for page in pages], readings))
    people = People.of(actors)
    moved = calendar.moved(pages, readings, written)
    events = _told(pages, readings, story_of, same, people, known, moved)
    entries = reconcile.entries(events, people, known.events, written, origin, copied, moved)
    by_id = {each.event.id: each for each in events}

    def together(ids: Sequence[str], whens: Mapping[str, When | None]) -> Entry:
        return reconcile.entry_of([by_id[id] for id in ids], whens, written, origin, people)

    entries, whens = pen.entries(entries, known.events, together)
    flat = {event.id: event for reading in readings for event in reading.events}
    appointments = calendar.appointments(
        entries,
        flat,
        pages,
        readings,
        written={**written, "": When(today, today)} if today else written,
        whens=whens,
        as_of=as_of,
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


def out_by(
    pages: Sequence[Page], readings: Sequence[Reading], day: str, corrections: Sequence[Correction] = ()
) -> frozenset[str]:
    """The pages that were surely published by a day, as far as those very pages tell: the ones that bear its date
    or an earlier one, and the undated ones that they date so.

    A page that only later pages date is not among them: nothing leaks from those.
    """
    out = frozenset(page.id for page in pages)
    while out:
        here = [page for page in pages if page.id in out]
        own = {page.id: page.published for page in here}
        if corrections or any(when is None or when.start is None for when in own.values()):
            own |= _days_of(here, [reading for reading in readings if reading.page in out], corrections)
        still = frozenset(
            id for id, when in own.items() if when is not None and when.start and (when.end or when.start)[:10] <= day
        )
        if still == out:
            break
        out = still
    return out


def _days_of(pages: Sequence[Page], readings: Sequence[Reading], corrections: Sequence[Correction]) -> dict[str, When]:
    """The days that the pages together give those without one, or with a doubtful one."""
    pen = Pen.of(corrections)
    ordered, read = pen.read(
        sorted({page.id: page for page in pages}.values(), key=lambda page: page.id),
        sorted({reading.page: reading for reading in readings}.values(), key=lambda reading: reading.page),
    )
    stories = pen.stories(stream.stories(ordered, read, copies(ordered)), ordered)
    story_of = {page: story.id for story in stories for page in story.pages}
    actors, same = pen.actors(*identity.unite(ordered, read))
    return {**dating.date(ordered, read, story_of, same, actors).pages, **pen.days}


def _told(
    pages: Sequence[Page],
    readings: Sequence[Reading],
    story_of: dict[str, str],
    same: dict[str, str],
    people: People,
    known: dating.Dating,
    moved: Mapping[str, Days],
) -> list[Told]:
    by_id = {page.id: page for page in pages}
    found = []
    for reading in readings:
        if reading.page not in by_id:
            continue
        days = {event.id: known.days[event.id] for event in reading.events}
        present = {same.get(actor.id, actor.id) for actor in reading.actors}
        for event in reading.events:
            for other in reading.events:
                if is_errand(event, other):
                    days[event.id] = days[other.id] = there_by(event, days[event.id])
            named = antecedent(event, reading.events)
            if named is not None and known.days[event.id][1] and not known.days[named.id][1]:
                days[named.id] = known.days[event.id]
        for event in reading.events:
            if event.id in moved and not few(days[event.id][0]):
                # "moved from Thursday to March 21" is no range: planned for the 21st, called off for the Thursday
                put_off = event.modality in ANNOUNCED
                days[event.id] = (moved[event.id], True, None) if put_off else (None, False, None)
        for event in reading.events:
            if is_given_up(event, reading.events):
                continue
            whole = known.planned(with_parties(event, reading.events))
            page, story = by_id[reading.page], story_of[reading.page]
            found.append(told(whole, page, story, same, people, days[event.id], known.written.get(page.id), present))
    return found
