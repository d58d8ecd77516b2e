"""A story's page: what it comes to, its timeline drawn and told, who said what, what was announced, what is in
dispute, where it was and who met whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attache import wire
from attache.errors import NotInRecord
from attache.knowledge import places
from attache.model import (
    ActorType,
    Appointment,
    Digest,
    Dispute,
    Entry,
    EventType,
    Figure,
    Modality,
    Outcome,
    Statement,
    Story,
    Utterance,
    When,
)
from attache.store import search
from attache.store.search import Asked, Found
from attache.views import words
from attache.views.brief import Cite, Source
from attache.web import drawing, land, meetings
from attache.web.desk import QUOTED, AheadShown, Bars, EntryShown, SaidShown, WebDesk, Who, drawn

DRAWN = 400  # entries that are looked at for pictures; those most pages tell of
LINES, PEOPLE, SAYINGS, SOURCES, ANNOUNCED, DISPUTES = 24, 8, 3, 12, 12, 12  # shown before "all of them"
_OF = "FROM datum INDEXED BY datum_story WHERE"  # said, or SQLite may walk all days for the sake of an order
UTTERANCES = 200  # of the speakers on a page that are looked at
LANES = 6  # of parties; the rest share one
PARTIES = (ActorType.PERSON, ActorType.COUNTRY, ActorType.GOVERNMENT, ActorType.ORGANIZATION, ActorType.OFFICE)
# Types whose place is where parties come together; with others, the place is what is acted upon.
VENUES = (EventType.CONSULT, EventType.AGREE, EventType.VOTE, EventType.ENACT, EventType.COOPERATE, EventType.PROTEST)
_AIMED = (
    *(EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE, EventType.SANCTION, EventType.THREATEN),
    *(EventType.RETREAT, EventType.AID),
)


@dataclass(frozen=True, slots=True)
class DigestShown:
    """A sentence of the digest, and where the first words it rests on stand."""

    text: str
    page: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VariantShown:
    """One wording of an utterance: pieces that alternate between what all have and what only this one has."""

    pieces: tuple[str, ...]
    told: tuple[tuple[str, Cite], ...]  # statement id, and where it stands


@dataclass(frozen=True, slots=True)
class UtteranceShown:
    """One thing said, as several pages give it."""

    id: str
    variants: tuple[VariantShown, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody, and what they said in the story."""

    who: Who
    total: int
    said: tuple[SaidShown, ...]
    utterances: tuple[UtteranceShown, ...]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """All of it."""

    id: str
    headline: str
    days: str
    pages: int
    copies: int
    outlets: int
    digest: tuple[DigestShown, ...]
    drawing: drawing.Drawing | None
    lines: tuple[EntryShown, ...]
    lines_total: int
    speakers: tuple[Speaker, ...]
    said_total: int
    ahead: tuple[AheadShown, ...]
    past: tuple[AheadShown, ...]
    announced_total: int
    disputes: tuple[Bars, ...]
    map: land.Map | None
    net: meetings.Net | None
    sources: tuple[tuple[Source, int], ...]  # and how many pages reprint it


def found(desk: WebDesk, id: str) -> Story:
    """The story of that id; raises NotInRecord."""
    rows = desk.record.rows("SELECT noun FROM datum WHERE record = 'story' AND id = ?", id)
    if not rows:
        raise NotInRecord(f"{id}: no story of that id is in the record")
    return wire.unpack(rows[0][0], Story)


def story(desk: WebDesk, id: str) -> StoryPage:
    """The page of one story."""
    one = found(desk, id)
    record = desk.record
    entries = _entries(desk, id)
    total = record.rows(f"SELECT count(*) {_OF} story = ? AND record = 'entry'", id)[0][0]
    said = record.rows(f"SELECT count(*) {_OF} story = ? AND record = 'statement'", id)[0][0]
    copies, outlets = record.rows(
        "SELECT count(m.copy_of), count(DISTINCT p.outlet) FROM member m JOIN page p ON p.id = m.page "
        "WHERE m.story = ?",
        id,
    )[0]
    ahead, past, announced = _announced(desk, id)
    return StoryPage(
        id,
        one.headline,
        words.day(When(one.start, one.end)) if one.start else "no date",
        len(one.pages),
        copies,
        outlets,
        _digest(desk, id),
        _drawing(desk, one, entries),
        lines(desk, id, limit=LINES)[0],
        total,
        speakers(desk, id),
        said,
        ahead,
        past,
        announced,
        _disputes(desk, id),
        _map(desk, entries),
        _net(desk, entries),
        sources(desk, id, limit=SOURCES),
    )


def _entries(desk: WebDesk, id: str) -> list[Entry]:
    """The entries that pictures are drawn from: all, or in a large story those of the longest rows."""
    sql = f"SELECT noun {_OF} story = ? AND record = 'entry' ORDER BY length(noun) DESC, id LIMIT ?"
    entries = [wire.unpack(noun, Entry) for (noun,) in desk.record.rows(sql, id, DRAWN)]
    desk.need(actors=[one for entry in entries for one in (*entry.actors, *entry.recipients)])
    return entries


# --------------------------------------------------------------------------------------------------------- told


def lines(desk: WebDesk, id: str, *, limit: int, offset: int = 0) -> tuple[tuple[EntryShown, ...], int]:
    """The timeline in words, in order of time; what no page dates, or only loosely, comes last."""
    rest = f"{_OF} story = ? AND record = 'entry'"
    loose = "first_day IS NULL OR julianday(last_day) - julianday(first_day) > ?"
    order = f"ORDER BY ({loose}), first_day, last_day, id LIMIT ? OFFSET ?"
    rows = desk.record.rows(f"SELECT noun {rest} {order}", id, words.LOOSE, limit, offset)
    total = desk.record.rows(f"SELECT count(*) {rest}", id)[0][0]
    return desk.show_entries([wire.unpack(noun, Entry) for (noun,) in rows]), total


def _digest(desk: WebDesk, id: str) -> tuple[DigestShown, ...]:
    rows = desk.record.rows(f"SELECT noun {_OF} story = ? AND record = 'digest'", id)
    shown = []
    for (noun,) in rows:
        for sentence in wire.unpack(noun, Digest).sentences:
            first = [span for span in sentence.spans if span.page == sentence.spans[0].page]
            start, end = (min(span.start for span in first), max(span.end for span in first)) if first else (0, 0)
            text = sentence.text if len(sentence.text) <= 2 * QUOTED else f"{sentence.text[:QUOTED]}…"
            shown.append(DigestShown(text, first[0].page if first else None, start, end))
    return tuple(shown)


def _announced(desk: WebDesk, id: str) -> tuple[tuple[AheadShown, ...], tuple[AheadShown, ...], int]:
    rest = f"{_OF} story = ? AND record = 'appointment'"
    order = "ORDER BY tag != 'ahead', coalesce(first_day, '9999'), id LIMIT ?"
    rows = desk.record.rows(f"SELECT noun {rest} {order}", id, 2 * ANNOUNCED)
    total = desk.record.rows(f"SELECT count(*) {rest}", id)[0][0]
    shown = desk.show_appointments([wire.unpack(noun, Appointment) for (noun,) in rows])
    ahead = tuple(one for one in shown if one.outcome is Outcome.AHEAD)
    return ahead[:ANNOUNCED], tuple(one for one in shown if one.outcome is not Outcome.AHEAD)[:ANNOUNCED], total


def _disputes(desk: WebDesk, id: str) -> tuple[Bars, ...]:
    """Figures that do not agree, then single ones that are a range on somebody's word."""
    sql = f"SELECT noun {_OF} story = ? AND record = 'dispute' ORDER BY id LIMIT ?"
    disputes = [wire.unpack(noun, Dispute) for (noun,) in desk.record.rows(sql, id, DISPUTES)]
    shown = desk.show_disputes(disputes)
    disputed = {figure for one in disputes for figure in one.figures}
    sql = f"SELECT noun {_OF} story = ? AND record = 'figure' ORDER BY first_day, page, start LIMIT 400"
    ranges = []
    for (noun,) in desk.record.rows(sql, id):
        one = wire.unpack(noun, Figure)
        if one.id not in disputed and None not in (one.low, one.high) and one.low != one.high:
            ranges.append(one)
    ranges = ranges[: max(DISPUTES - len(shown), 0)]
    desk.need(pages=[one.page for one in ranges], actors=[voice for one in ranges for voice in one.voices])
    about = [one.counted.text if one.counted else one.unit or one.span.text for one in ranges]
    return (*shown, *(desk.bars(one.id, name, id, [one]) for one, name in zip(ranges, about, strict=True)))


def sources(desk: WebDesk, id: str, *, limit: int, offset: int = 0) -> tuple[tuple[Source, int], ...]:
    """The pages, earliest first, each with its number of copies; the copies do not stand beside it."""
    sql = (
        "SELECT m.page, (SELECT count(*) FROM member c WHERE c.copy_of = m.page) FROM member m "
        "WHERE m.story = ? AND m.copy_of IS NULL ORDER BY coalesce(m.day, '9999'), m.page LIMIT ? OFFSET ?"
    )
    rows = desk.record.rows(sql, id, limit, offset)
    desk.need(pages=[page for page, _ in rows])
    return tuple((desk.source(desk.pages[page], ()), copies) for page, copies in rows)


# --------------------------------------------------------------------------------------------------------- said


def speakers(desk: WebDesk, id: str) -> tuple[Speaker, ...]:
    """Those who say most in the story, the named first, each with some of it."""
    sql = (
        "SELECT y.actor, count(*) FROM datum d JOIN party y ON y.datum = d.n "
        "WHERE d.story = ? AND d.record = 'statement' AND y.role = 'speaker' GROUP BY y.actor "
        "ORDER BY count(*) DESC, y.actor LIMIT ?"
    )
    rows = desk.record.rows(sql, id, 4 * PEOPLE)
    desk.need(actors=[one for one, _ in rows])
    ranked = sorted(rows, key=lambda row: (desk.kind_of(row[0]) in (ActorType.UNNAMED, ActorType.GROUP), -row[1]))
    shown = []
    quoted = utterances(desk, *(one for one, _ in ranked[:PEOPLE]), story=id)
    for one, total in ranked[:PEOPLE]:
        said = search.statements(desk.record, Asked(story=id, speaker=one, quoted=True), limit=2 * SAYINGS).items
        if len(said) < SAYINGS:
            said += search.statements(desk.record, Asked(story=id, speaker=one), limit=2 * SAYINGS).items
        unique = {statement.id: statement for statement in said}
        sayings = desk.show_statements(unique.values())[:SAYINGS]
        shown.append(Speaker(desk.who(one), total, sayings, quoted.get(one, ())))
    return tuple(shown)


def statements(
    desk: WebDesk, id: str, *, by: str | None, quoted: bool, limit: int, offset: int
) -> tuple[tuple[SaidShown, ...], int]:
    """All that is said in the story, or by one party, newest first."""
    asked: Found[Statement] = search.statements(
        desk.record, Asked(story=id, speaker=by, quoted=quoted), limit=limit, offset=offset
    )
    return desk.show_statements(asked.items), asked.total


def utterances(desk: WebDesk, *speakers: str, story: str | None = None) -> dict[str, tuple[UtteranceShown, ...]]:
    """What each party said once and several pages quote in words that differ, side by side."""
    sql = (
        "SELECT y.actor, d.noun FROM party y JOIN datum d ON d.n = y.datum "
        "WHERE y.role = 'utterance' AND y.actor IN (SELECT value FROM json_each(?)) LIMIT 2000"
    )
    found = [(actor, wire.unpack(noun, Utterance)) for actor, noun in desk.record.rows(sql, wire.dumps(speakers))]
    found = [(actor, one) for actor, one in found if len(one.variants) > 1][:UTTERANCES]
    nouns = desk.record.many((id for _, one in found for id in one.statements), Statement)
    if story:
        sql = "SELECT page FROM member WHERE story = ? AND page IN (SELECT value FROM json_each(?))"
        pages = wire.dumps(sorted({one.page for one in nouns.values()}))
        here = {page for (page,) in desk.record.rows(sql, story, pages)}
        own = {id for id, one in nouns.items() if one.page in here}
        found = [(actor, one) for actor, one in found if own.intersection(one.statements)]
    desk.need(pages=[nouns[id].page for _, one in found for id in one.statements if id in nouns])
    shown: dict[str, tuple[UtteranceShown, ...]] = {}
    for actor, one in found:
        if len(before := shown.get(actor, ())) < SAYINGS:
            shown[actor] = (*before, _utterance(desk, one, nouns))
    return shown


def _utterance(desk: WebDesk, one: Utterance, nouns: dict[str, Statement]) -> UtteranceShown:
    shown = one.variants[:4]
    told = [tuple((id, desk.cite(*nouns[id].content)) for id in each.statements[:4] if id in nouns) for each in shown]
    return UtteranceShown(one.id, tuple(map(VariantShown, _variants([each.text for each in shown]), told)))


def _variants(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Each wording in pieces, alternately what stands in all of them and what does not."""
    split = [text.split() for text in texts]
    folded = [[word.strip(".,;:!?“”\"'’‘…").casefold() for word in text] for text in split]
    common = set(folded[0]).intersection(*folded[1:]) if folded else set()
    shown = []
    for text, forms in zip(split, folded, strict=True):
        pieces: list[list[str]] = [[]]
        own = False
        for word, form in zip(text, forms, strict=True):
            if (form not in common) != own:
                pieces.append([])
                own = not own
            pieces[-1].append(word)
        shown.append(tuple(" ".join(piece) for piece in pieces))
    return shown


# ----------------------------------------------------------------------------------------------------- pictures


def _drawing(desk: WebDesk, one: Story, entries: Sequence[Entry]) -> drawing.Drawing | None:
    """The timeline as a picture, in lanes of the parties that take part most."""
    dated = [entry for entry in entries if not words.loose(entry.when)]
    counts: dict[str, int] = {}
    for entry in dated:
        for actor in dict.fromkeys((*entry.actors, *entry.recipients)):
            if desk.kind_of(actor) in PARTIES:
                counts[actor] = counts.get(actor, 0) + 1
    ranked = sorted(counts, key=lambda actor: (-counts[actor], actor))
    lanes = {actor: number for number, actor in enumerate(ranked[:LANES])}
    items = []
    for entry in dated:
        own = sorted({lanes[actor] for actor in (*entry.actors, *entry.recipients) if actor in lanes})
        first, last = _days(entry)
        label = f"{words.day(entry.when)}: {label_of(desk, entry)}"
        items.append(drawing.Item(entry.id, first, last, drawn(entry.modality), label, tuple(own or [len(lanes)])))
    named: list[tuple[str, str | None]] = [(desk.who(actor).name, actor) for actor in lanes]
    if any(item.lanes == (len(lanes),) for item in items):
        named.append(("Others", None))
    return drawing.timeline(items, named, start=one.start, end=one.end)


def _days(entry: Entry) -> tuple[str, str]:
    when = entry.when
    if when is None:
        return "", ""
    first = min((one.start for one in when.options), default=when.start or "")
    last = max((one.end for one in when.options), default=when.end or when.start or "")
    return first[:10], last[:10]


def label_of(desk: WebDesk, entry: Entry) -> str:
    """ "Talks, held: John Kerry, Sergey Lavrov in Paris"."""
    parties = ", ".join(desk.who(actor).name for actor in entry.actors)
    if entry.recipients:
        parties += f" → {', '.join(desk.who(actor).name for actor in entry.recipients)}"
    place = f" in {entry.place.name}" if entry.place else ""
    head = f"{words.kind(entry.type, None)}, {words.state(entry.type, entry.modality)}"
    return f"{head}: {parties.strip()}{place}" if parties.strip() else f"{head}{place}"


def _map(desk: WebDesk, entries: Sequence[Entry]) -> land.Map | None:
    """Where parties came together, and what was acted upon."""
    spots: dict[tuple[str, bool], land.Spot] = {}

    def add(name: str, lat: float, lon: float, entry: Entry, target: bool, exact: bool = True) -> None:
        held = entry.modality in (Modality.HAPPENED, Modality.ONGOING)
        before = spots.get((name, target))
        count = (before.count if before else 0) + 1
        first = before.id if before else entry.id
        held = held or bool(before and before.held)
        spots[name, target] = land.Spot(name, lat, lon, count, held, target, exact, first)

    for entry in entries:
        place = entry.place
        if place is not None and place.lat is not None and place.lon is not None:
            add(place.name, place.lat, place.lon, entry, entry.type not in VENUES)
        if entry.type in _AIMED:
            for name, lat, lon in _countries(desk, entry.recipients):
                add(name, lat, lon, entry, True, exact=False)
    return land.drawn(list(spots.values()))


def _countries(desk: WebDesk, actors: Iterable[str]) -> Iterable[tuple[str, float, float]]:
    """The countries among the parties, with the points they are shown at."""
    for actor in actors:
        if desk.kind_of(actor) in (ActorType.COUNTRY, ActorType.GOVERNMENT):
            name = desk.who(actor).name
            rows = [row for row in places.lookup(name) if row.kind == "country"]
            if rows:
                yield name, rows[0].lat, rows[0].lon


def _net(desk: WebDesk, entries: Sequence[Entry]) -> meetings.Net | None:
    """Who met whom, or was to meet whom."""
    together = []
    for entry in entries:
        if entry.type is not EventType.CONSULT or entry.modality in (Modality.DENIED, Modality.CANCELLED):
            continue
        parties = [actor for actor in (*entry.actors, *entry.recipients) if desk.kind_of(actor) in PARTIES]
        together.append((parties, entry.modality in (Modality.HAPPENED, Modality.ONGOING)))
    met = meetings.pairs(together)
    return meetings.net(met, {id: desk.who(id).name for one in met for id in (one.one, one.other)})
