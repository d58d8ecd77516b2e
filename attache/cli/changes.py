"""`attache changes --since`: what the record has learnt since a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attache.cli.asked import established, everything, iso_day
from attache.cli.kept import AsJson, Named

if TYPE_CHECKING:
    from attache.model import Entry, Established, Lesson, Page, Span
    from attache.views.terminal import Row

Since = Annotated[str, typer.Option(metavar="DATE", help="What was known on this day is known.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to what was known on this day.")]
Most = Annotated[int, typer.Option(min=1, help="How many events of each kind are told at most.")]

_SAID = {
    "took_place": "Took place",
    "cancelled": "Called off",
    "missed": "Deadline missed",
    "moved": "Moved to another day",
    "contradicted": "Contradicted",
    "confirmed": "Confirmed by another origin",
    "new": "New",
    "merged": "Stories that became one",
    "split": "Stories that fell apart",
}


def changes(
    record: Named = Path("attache.record"),
    since: Since = "",
    until: Until = None,
    most: Most = 20,
    json: AsJson = False,
) -> None:
    """What the record has learnt since a day: new, confirmed, contradicted, moved, took place."""
    from attache import wire
    from attache.cli import screen
    from attache.store import Record
    from attache.timeline.changes import changes as learnt

    if not since:
        raise typer.BadParameter("say since when: --since 2014-03-14", param_hint="--since")
    before, after = iso_day(since, "--since"), iso_day(until, "--until")
    with Record(record) as opened:
        then, now = established(opened, before), established(opened, after)
        pages, readings = everything(opened)
    lessons = learnt(then, now)
    if json:
        screen.out(wire.dumps([wire.builtins(lesson) for lesson in lessons]))
        return
    spans: dict[str, Span] = {event.id: event.anchor for reading in readings for event in reading.events}
    spans |= {figure.id: figure.span for reading in readings for figure in reading.figures}
    told = _rows(lessons, now, {page.id: page for page in pages}, spans, most, screen.width())
    if not screen.show(told):
        screen.out(f"nothing has been learnt since {before}")


def _rows(
    lessons: Sequence[Lesson],
    now: Established,
    pages: Mapping[str, Page],
    spans: Mapping[str, Span],
    most: int,
    width: int,
) -> Iterator[Row]:
    from attache.views.terminal import Row, wrapped

    by_kind: defaultdict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        by_kind[lesson.kind.value].append(lesson)
    entries = {entry.id: entry for entry in now.entries}
    # what most origins tell of comes first; of equals the earlier
    for kind, title in _SAID.items():
        found = sorted(by_kind.get(kind, ()), key=lambda lesson: _weight(lesson, entries))
        if not found:
            continue
        yield Row("")
        more = f", of which {most} are told" if len(found) > most else ""
        yield Row(f"{title} ({len(found)}{more})", "head")
        for lesson in found[:most]:
            yield from wrapped(_line(lesson, now, entries), width, first="  ", then="    ")
            for source in lesson.sources[:1]:
                span = spans.get(source)
                page = pages[span.page] if span else pages.get(source)
                words = f"“{_sentence(pages[span.page], span)}” " if span else ""
                if page is not None:
                    yield from wrapped(
                        f"{words}{page.outlet or page.name}", width, first="    ", then="    ", style="dim"
                    )


def _weight(lesson: Lesson, entries: Mapping[str, Entry]) -> tuple[int, str, str]:
    entry = entries.get(lesson.subject)
    return (
        -entry.origins if entry else 0,
        (entry.when.start if entry and entry.when else "") or "9999",
        lesson.subject,
    )


def _line(lesson: Lesson, now: Established, entries: Mapping[str, Entry]) -> str:
    """What was learnt of: an event with its parties and day, a dispute, a story."""
    from attache.views import words

    entry = entries.get(lesson.subject)
    if entry is not None:
        names = {actor.id: actor.name for actor in now.actors}
        who = ", ".join(names[id] for id in entry.actors if id in names)
        whom = ", ".join(names[id] for id in entry.recipients if id in names)
        parties = f": {who}" if who else ""
        parties += f" → {whom}" if whom else ""
        place = f" · {entry.place.name}" if entry.place else ""
        state = words.state(entry.type, entry.modality)
        return f"{words.day(entry.when)} · {words.kind(entry.type, None)}{parties}{place} · {state}"
    for dispute in now.disputes:
        if dispute.id == lesson.subject:
            return f"Figures on {dispute.about}"
    for story in now.stories:
        if story.id == lesson.subject:
            return f"{story.headline} ({len(lesson.sources)} pages changed company)"
    return lesson.subject


def _sentence(page: Page, span: Span) -> str:
    from attache.timeline.parties import sentence_of

    begin, end = sentence_of(page.text, span.start)
    return " ".join(page.text[begin:end].split())
