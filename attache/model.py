"""Every noun of the record: read this first.

A page comes in (`Page`), is analysed (`Article`: sentences, quotations), is read (`Reading`: who said and did
what, on this one page) and, beside its neighbours, establishes something (`Story`, `Entry`, ...). All of it is
frozen, and everything asserted carries the `Span` it was read from.

Offsets are half-open and count Unicode code points of `Page.text`. `None` and the empty tuple mean "not known":
they are values, never errors. The field names are those of the exported record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

# ------------------------------------------------------------------------------------------------ words and places


@dataclass(frozen=True, slots=True)
class Span:
    """Exact words of a page: `page.text[start:end] == text`, always."""

    page: str
    start: int
    end: int
    text: str


class Precision(StrEnum):
    """How finely a When is known."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    VAGUE = "vague"


class Basis(StrEnum):
    """How a When is known."""

    STATED = "stated"  # "March 16, 2014"
    RELATIVE = "relative"  # "Friday", counted from the page's date
    INFERRED = "inferred"  # worked out from neighbours; `because` says how
    METADATA = "metadata"  # from the page's markup or its feed
    SET = "set"  # by a person, in a correction; `because` says who, when and why
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the dates a When may be ("one of these Sundays")."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class When:
    """A date, a time, a range or a set of dates, and how it is known.

    `start` and `end` are inclusive ISO 8601 dates ("2014-03-14") or times ("2014-03-30T18:30+02:00"); both are
    None while the words alone do not fix them. `value` is the TIMEX3 value of the words: "XXXX-WXX-5" is a
    Friday of a week not known yet. `because` holds spans, or sentences naming the rule, when inferred.
    """

    start: str | None = None
    end: str | None = None
    precision: Precision = Precision.DAY
    span: Span | None = None
    basis: Basis = Basis.UNKNOWN
    because: tuple[Span | str, ...] = ()
    value: str | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the page; `country` is ISO 3166 alpha-3, None where the gazetteer is not sure."""

    span: Span
    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None


# ------------------------------------------------------------------------------------------------------- the page


@dataclass(frozen=True, slots=True)
class Block:
    """A kept paragraph: where it stands in `Page.text`, and where it stood in what was received."""

    start: int
    end: int
    raw_start: int | None
    raw_end: int | None


@dataclass(frozen=True, slots=True)
class Furniture:
    """A dropped piece of the page ("Advertisement"), where it stood, and why it was dropped."""

    raw_start: int | None
    raw_end: int | None
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """One article as its reader saw it: headline, then paragraphs, each separated by one blank line."""

    id: str
    name: str
    url: str | None
    outlet: str | None
    headline: str | None
    byline: str | None
    credit: str | None
    dateline: str | None
    language: str | None
    text: str
    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...]
    published: When | None
    known: tuple[tuple[str, str], ...] = ()  # how each field is known: ("outlet", "og:site_name")

    def span(self, start: int, end: int) -> Span:
        """The words from `start` to `end` of this page."""
        return Span(self.id, start, end, self.text[start:end])


# --------------------------------------------------------------------------------------------- language on the page


class EntityLabel(StrEnum):
    """Kinds of named entity the language core tells apart."""

    PERSON = "PERSON"
    ORG = "ORG"
    PLACE = "PLACE"
    NORP = "NORP"  # nationality, religion or party: "Russian", "Republicans"
    FACILITY = "FACILITY"
    EVENT = "EVENT"
    DATE = "DATE"
    MONEY = "MONEY"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Token:
    """A word in the sense of Universal Dependencies; `head` is an index into its sentence, -1 for the root."""

    start: int
    end: int
    text: str
    lemma: str
    upos: str
    xpos: str
    head: int
    deprel: str


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """Tokens `first` up to, not including, `last` of one sentence."""

    first: int
    last: int
    label: EntityLabel


Run = tuple[int, int]  # tokens of one sentence: the first, and the one after the last


@dataclass(frozen=True, slots=True)
class CueMark:
    """A reporting word as the core sees it, and what its sentence gives to it: who, to whom, which words, when."""

    cue: Run
    planned: bool
    source: tuple[Run, ...]
    addressee: tuple[Run, ...]
    content: tuple[Run, ...]
    time: tuple[Run, ...]
    sure: float  # the core's probability that it is one


@dataclass(frozen=True, slots=True)
class EventMark:
    """A word that tells of an event as the core sees it, with what its sentence gives to it."""

    anchor: int
    type: str  # an EventType's value
    mode: str | None
    modality: str  # a Modality's value
    instead: str  # the likeliest of the modalities of what has not happened
    done: float  # the core's probability that it has happened or goes on
    actors: tuple[Run, ...]
    recipients: tuple[Run, ...]
    places: tuple[Run, ...]
    times: tuple[Run, ...]
    sure: float  # that it tells of an event at all
    type_sure: float  # that it is of this type, if it does


@dataclass(frozen=True, slots=True)
class FigureMark:
    """A number that counts something as the core sees it, and what it counts."""

    words: Run
    counted: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the core makes of one sentence beyond words, tree and names."""

    cues: tuple[CueMark, ...] = ()
    events: tuple[EventMark, ...] = ()
    figures: tuple[FigureMark, ...] = ()
    nominals: tuple[Run, ...] = ()  # nouns and pronouns that stand for a party: "the minister", "his"


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its tree; `paragraph` counts the page's blocks from 0 (0 is the headline, if there is one)."""

    start: int
    end: int
    paragraph: int
    tokens: tuple[Token, ...]
    entities: tuple[NamedEntity, ...]
    marks: Marks = NO_MARKS


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between quotation marks; `start`/`end` lie inside the marks, the outer ends take the marks in.

    `continues` is true where a paragraph reopens a quotation that the one before it did not close.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    depth: int
    continues: bool


@dataclass(frozen=True, slots=True)
class Article:
    """A page with its language made plain: the input of everything that reads."""

    page: Page
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quoted, ...]


# ----------------------------------------------------------------------------------------------------------- actors


class ActorType(StrEnum):
    PERSON = "person"
    OFFICE = "office"
    ORGANIZATION = "organization"
    GOVERNMENT = "government"
    COUNTRY = "country"
    GROUP = "group"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Tenure:
    """An office held ("Secretary of State", from 2013-02-01), and the page or table row that says so (`basis`)."""

    title: str
    start: str | None
    end: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A party to what happens: in a Reading one page's, in the Record everybody's of that name.

    `names` are all forms seen, longest first; `country` is the ISO 3166 alpha-3 code it acts for.
    """

    id: str
    type: ActorType
    name: str
    names: tuple[str, ...]
    mentions: tuple[Span, ...]
    country: str | None = None
    offices: tuple[Tenure, ...] = ()


class Form(StrEnum):
    """How a mention refers: by name, by office ("the foreign minister"), by a noun ("officials"), by a pronoun."""

    NAME = "name"
    TITLE = "title"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that stands for a party; `first`, `last` (half-open) and `head` index the tokens of its sentence.

    In "Russian Foreign Minister Sergey Lavrov" `name` is "Sergey Lavrov" and `title` "Russian Foreign Minister".
    """

    sentence: int
    first: int
    last: int
    head: int
    span: Span
    form: Form
    type: ActorType
    name: str | None = None
    title: str | None = None
    country: str | None = None
    plural: bool = False


class Naming(StrEnum):
    """How the page names a speaker."""

    NAMED = "named"
    PRONOUN = "pronoun"
    UNNAMED = "unnamed"
    COLLECTIVE = "collective"
    IMPLICIT = "implicit"


# ------------------------------------------------------------------------------------------------------- one page


class StatementKind(StrEnum):
    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Modality(StrEnum):
    """Whether what is told of took place, by the page's own words."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    SCHEDULED = "scheduled"
    PROPOSED = "proposed"
    DEMANDED = "demanded"
    THREATENED = "threatened"
    DENIED = "denied"
    CANCELLED = "cancelled"
    POSSIBLE = "possible"


class EventType(StrEnum):
    """PLOVER's sixteen types and two that crises need (VOTE, ENACT); their meaning stands in events.toml."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"
    VOTE = "VOTE"
    ENACT = "ENACT"


@dataclass(frozen=True, slots=True)
class Statement:
    """Words said or reported, who said them, and the chain of voices they came through.

    `voices` runs from the page outwards to, not including, the speaker, as actor ids or outlet names: in
    'According to the official, Kerry told Lavrov, "Look, ..."' the speaker is Kerry and the one voice is the
    official. `modality` is HAPPENED for words spoken; "Kerry will suggest ..." is SCHEDULED.
    """

    id: str
    page: str
    kind: StatementKind
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speaker: tuple[str, ...]
    naming: Naming
    voices: tuple[str, ...] = ()
    addressee: Span | None = None
    when: When | None = None
    modality: Modality = Modality.HAPPENED


@dataclass(frozen=True, slots=True)
class Role:
    """A party to an event as written, and the actor it is (None where the page does not let on)."""

    span: Span
    actor: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One report of something done, planned, threatened or denied. `mode` follows PLOVER, None where it has none.

    `voices` runs from the page outwards, the last speaker included; empty means the page itself asserts it.
    """

    id: str
    page: str
    type: EventType
    mode: str | None
    anchor: Span
    actors: tuple[Role, ...]
    recipients: tuple[Role, ...]
    place: Place | None
    when: When | None
    modality: Modality
    voices: tuple[str, ...] = ()
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that counts or measures something: both bounds kept, an open one None."""

    id: str
    page: str
    span: Span
    low: float | None
    high: float | None
    approximate: bool
    unit: str | None
    counted: Span | None
    place: Place | None
    when: When | None
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one page says: a pure function of the page, the tables and the core's weights.

    `dates` and `places` are every mention of one, whether or not an event took it up; `unread` is text that no
    stage understood.
    """

    page: str
    actors: tuple[Actor, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    figures: tuple[Figure, ...]
    dates: tuple[When, ...] = ()
    places: tuple[Place, ...] = ()
    unread: tuple[Span, ...] = ()

    def without(self, wrong: Collection[str]) -> Reading:
        """The same but for the data of those ids; what stood in a statement left out stands by itself."""
        if not wrong:
            return self
        return replace(
            self,
            statements=tuple(one for one in self.statements if one.id not in wrong),
            events=tuple(
                replace(one, statement=None) if one.statement in wrong else one
                for one in self.events
                if one.id not in wrong
            ),
            figures=tuple(one for one in self.figures if one.id not in wrong),
        )


# ------------------------------------------------------------------------------------------------------ many pages


@dataclass(frozen=True, slots=True)
class Copy:
    """`page` reprints `of`, the earliest page with these words; `share` is the part of its text that is shared."""

    page: str
    of: str
    share: float
    passages: tuple[tuple[Span, Span], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Pages that tell of the same course of events; `start` and `end` are dates, None where no page is dated."""

    id: str
    headline: str
    pages: tuple[str, ...]
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A step in an entry's history: what a page had to say of it, and when that page was written."""

    when_reported: When | None
    modality: Modality
    event: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as established across pages; `origins` counts independent pages, copies once."""

    id: str
    story: str
    events: tuple[str, ...]
    type: EventType
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: Place | None
    when: When | None
    modality: Modality
    history: tuple[Change, ...]
    origins: int


class Outcome(StrEnum):
    TOOK_PLACE = "took_place"
    CANCELLED = "cancelled"
    MOVED = "moved"
    MISSED = "missed"
    NO_REPORT = "no_report"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Move:
    """An announced event put to another time, and the event whose words say so."""

    before: When | None
    after: When | None
    event: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something announced, and what became of it."""

    id: str
    entry: str
    planned: When | None
    announced: tuple[str, ...]
    moves: tuple[Move, ...]
    outcome: Outcome
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of an utterance and the statements that give it."""

    text: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing said, as the pages quote it."""

    id: str
    speaker: tuple[str, ...]
    statements: tuple[str, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Figures on the same thing that do not agree."""

    id: str
    story: str
    about: str
    figures: tuple[str, ...]


class Stance(StrEnum):
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    DEMANDS = "demands"
    OFFERS = "offers"
    THREATENS = "threatens"
    REFUSES = "refuses"
    CONCEDES = "concedes"
    DENIES = "denies"


@dataclass(frozen=True, slots=True)
class Stand:
    """A point in a party's line on an issue, resting on a statement or an event."""

    when: When | None
    stance: Stance
    statement: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a party stands on an issue, over time."""

    id: str
    actor: str
    issue: str
    line: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class DigestSentence:
    """A sentence made from the record, and the words it rests on."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """A story in plain sentences, none of them without support."""

    story: str
    sentences: tuple[DigestSentence, ...]


@dataclass(frozen=True, slots=True)
class Established:
    """What a set of readings establishes together: a pure function of that set."""

    actors: tuple[Actor, ...]
    same: dict[str, str]  # a page's actor id -> the record's actor id
    copies: tuple[Copy, ...]
    dated: dict[str, When]  # page id -> when it was written, where that could be worked out
    stories: tuple[Story, ...]
    entries: tuple[Entry, ...]
    appointments: tuple[Appointment, ...]
    utterances: tuple[Utterance, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    positions: tuple[Position, ...] = ()
    digests: tuple[Digest, ...] = ()
    touched: tuple[tuple[str, tuple[str, ...]], ...] = ()  # correction id -> ids of what it has changed
    wrong: tuple[str, ...] = ()  # statements, events and figures that a correction has left out


# ------------------------------------------------------------------------------------------------------ corrections


class Deed(StrEnum):
    """What a correction does."""

    MERGE = "merge"  # these actors, entries or stories are one
    SPLIT = "split"  # a part of this one is another
    WRONG = "wrong"  # the page does not say this
    DATE = "date"  # this page was written, this entry fell, on that day


@dataclass(frozen=True, slots=True)
class Thing:
    """What a correction is about, told so that it is known again after a re-read, whatever its id is then.

    `id` and `name` are those it had; `marks` are words it rests on (an actor's mentions, an event's anchor, the
    words of a statement), `pages` the pages of a story, `names` the forms a split actor is known by.
    """

    record: str  # "actor", "entry", "story", "statement", "event", "figure", "page"
    id: str
    name: str
    marks: tuple[Span, ...] = ()
    pages: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person has put right: kept apart from what was read, with who did it, when and why.

    A merge takes the others of `things` into the first; a split takes the second out of the first.
    """

    id: str
    deed: Deed
    things: tuple[Thing, ...]
    to: When | None
    by: str
    at: str  # "2026-11-22T09:30:00Z"
    why: str | None


class Standing(StrEnum):
    """How a correction stands: in force; waiting for its thing to be in the record again; taken back."""

    APPLIED = "applied"
    WAITING = "waiting"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction as it stands: `touches` are the ids of what it has changed, `undone_*` who took it back."""

    correction: Correction
    standing: Standing
    touches: tuple[str, ...] = ()
    undone_by: str | None = None
    undone_at: str | None = None


# -------------------------------------------------------------------------------------------------- what was learnt


class Learnt(StrEnum):
    """What a record knows more than it did."""

    NEW = "new"
    CONFIRMED = "confirmed"  # by a page of another origin
    CONTRADICTED = "contradicted"  # denied, or counted otherwise
    MOVED = "moved"
    TOOK_PLACE = "took_place"
    CANCELLED = "cancelled"
    MISSED = "missed"
    SPLIT = "split"  # a story that fell apart
    MERGED = "merged"  # stories that became one


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing learnt: of an entry, a dispute or a story (`subject`), from these events, figures or pages."""

    kind: Learnt
    story: str
    subject: str
    sources: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------ keeping up


class FeedKind(StrEnum):
    FEED = "feed"  # RSS, Atom, JSON Feed
    SITEMAP = "sitemap"
    PAGE = "page"  # one page, seen again for its changes


@dataclass(frozen=True, slots=True)
class Feed:
    """A source that is followed, known by the address it was given with; times are ISO 8601 in UTC.

    `at` is where it has moved for good, `pace` the seconds between two visits, `changed` when it last had
    something new, `failures` how often in a row it gave nothing, `trouble` why. One whose `due` is None is gone.
    """

    address: str
    kind: FeedKind | None = None
    title: str | None = None
    at: str | None = None
    etag: str | None = None
    modified: str | None = None
    pace: int = 0
    asked: str | None = None
    changed: str | None = None
    due: str | None = None
    pages: int = 0
    failures: int = 0
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that a feed led to, and when it is to be seen (again); one whose `due` is None has been seen to.

    `page` is the id of its latest version, `stamp` what the feed says of its last change, `tries` how often in a
    row it could not be fetched.
    """

    url: str
    feed: str
    due: str | None
    seen: str | None = None
    stamp: str | None = None
    page: str | None = None
    etag: str | None = None
    modified: str | None = None
    times: int = 0
    tries: int = 0
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A page that was changed where it stands: `page` came in place of `of`, and was first seen so at `seen`.

    `added` are paragraphs of `page` that `of` has not, `removed` those of `of` that are gone.
    """

    page: str
    of: str
    seen: str
    added: tuple[Span, ...]
    removed: tuple[Span, ...]


# ------------------------------------------------------------------------------------------------------ identifiers


def identifier(kind: str, *parts: object) -> str:
    """The id of a thing from what it is made of: "s-3f9a0c1b22d4", the same on every machine.

    `kind` is its letter: p page, a actor, s statement, e event, f figure, t story, n entry, m appointment,
    u utterance, d dispute, o position, c correction.
    """
    text = "\x1f".join(_flat(parts))
    return f"{kind}-{hashlib.blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=6).hexdigest()}"


def _flat(parts: Iterable[object]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, Span):
            yield f"{part.page}:{part.start}:{part.end}"
        elif isinstance(part, tuple | list):
            yield from _flat(part)
        else:
            yield str(part)
