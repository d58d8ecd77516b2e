"""A story in plain sentences made from the record: what happened, what was said, what is disputed, what
lies ahead.

No sentence claims what no field says, each carries the words it rests on, what is planned is never told as
done, and a disputed figure never stands alone.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from attache.model import (
    ActorType,
    Appointment,
    Digest,
    DigestSentence,
    Dispute,
    Entry,
    Event,
    EventType,
    Figure,
    Modality,
    Naming,
    Outcome,
    Reading,
    Span,
    Statement,
    StatementKind,
    Story,
    When,
)
from attache.timeline.parties import People

TELLING_DAYS = 31  # a range wider than this is not told: it says where the record stands, not what happened
LENGTH = 12  # sentences of each kind at most, the best supported first

# How an action is told: as done, as planned. Only types of which every event is well told by one verb stand here:
# an AGREE may be an invitation, a RETREAT a resignation, and no sentence may claim more than its words do.
WORDS: dict[EventType, tuple[str, str]] = {
    EventType.CONSULT: ("{who} held talks", "{who} plan to hold talks"),
    EventType.VOTE: ("A vote was held", "A vote is planned"),
    EventType.SANCTION: ("{who} imposed sanctions{on}", "{who} plan sanctions{on}"),
    EventType.ASSAULT: ("{who} attacked{whom}", "{who} plan to attack{whom}"),
    EventType.PROTEST: ("{who} protested", "{who} plan to protest"),
}
MODES = {EventType.SANCTION: ("impose",)}  # "suspended cooperation" is SANCTION too, and no sanctions


@dataclass(frozen=True, slots=True)
class _Book:
    """The record as a digest looks things up in it."""

    events: Mapping[str, Event]
    statements: Sequence[Statement]
    figures: Mapping[str, Figure]
    people: People
    same: Mapping[str, str]

    def called(self, ids: Iterable[str]) -> list[str]:
        """The names of parties as a sentence takes them: "the European Union", "Norway"."""
        names = ((id, self.people.name.get(self.same.get(id, id))) for id in ids)
        return [_with_article(name, self.people.kind.get(self.same.get(id, id))) for id, name in names if name]


def digests(
    stories: Sequence[Story],
    entries: Sequence[Entry],
    appointments: Sequence[Appointment],
    disputes: Sequence[Dispute],
    readings: Sequence[Reading],
    people: People,
    same: Mapping[str, str],
    *,
    length: int = LENGTH,
) -> tuple[Digest, ...]:
    """One digest a story, with at most `length` sentences of each kind."""
    book = _Book(
        {event.id: event for reading in readings for event in reading.events},
        [statement for reading in readings for statement in reading.statements],
        {figure.id: figure for reading in readings for figure in reading.figures},
        people,
        same,
    )
    by_story: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_story[entry.story].append(entry)
    plans: defaultdict[str, list[tuple[Appointment, Entry]]] = defaultdict(list)
    known = {entry.id: entry for entry in entries}
    for appointment in appointments:
        plans[known[appointment.entry].story].append((appointment, known[appointment.entry]))
    found = []
    for story in stories:
        inside = set(story.pages)
        sentences = [
            *_happened(by_story[story.id], book, length),
            *_said([each for each in book.statements if each.page in inside], book, length),
            *_disputed([each for each in disputes if each.story == story.id], book, length),
            *_ahead(plans[story.id], book, length),
        ]
        found.append(Digest(story.id, tuple(sentences)))
    return tuple(found)


# -------------------------------------------------------------------------------------------------- sentences


def _happened(entries: Sequence[Entry], book: _Book, length: int) -> list[DigestSentence]:
    done = [
        entry for entry in entries if entry.modality is Modality.HAPPENED and _is_plain(entry, book) and _on(entry.when)
    ]
    chosen = sorted(done, key=lambda entry: (-entry.origins, -len(entry.events), entry.id))[:length]
    told = []
    for entry in sorted(chosen, key=lambda entry: (_day(entry.when), entry.id)):
        reports = [book.events[id] for id in entry.events if book.events[id].modality is Modality.HAPPENED]
        clause = _clause(entry, book, done=True)
        if not clause:
            continue
        voices = {book.same.get(report.voices[-1], report.voices[-1]) for report in reports if report.voices}
        if all(report.voices for report in reports) and not voices & {*entry.actors, *entry.recipients}:
            source = _joined(sorted(book.called(voices) or voices))
            clause = f"According to {_inside(source)}, {_inside(clause)}"
        told.append(_sentence(f"{clause}{_on(entry.when)}.", _spans(reports)))
    return told


def _ahead(plans: Sequence[tuple[Appointment, Entry]], book: _Book, length: int) -> list[DigestSentence]:
    told = []
    for appointment, entry in sorted(plans, key=lambda pair: (_day(pair[0].planned), pair[0].id))[:length]:
        if appointment.outcome is not Outcome.AHEAD or not _is_plain(entry, book):
            continue
        reports = [book.events[id] for id in appointment.announced]
        clause = _clause(entry, book, done=False)
        day = _on(appointment.planned)
        if clause and (day or entry.place is not None):
            told.append(_sentence(f"{clause}{day}.", _spans(reports)))
    return told


def _is_plain(entry: Entry, book: _Book) -> bool:
    """Whether the entry's type, in its mode, is told by one verb."""
    modes = MODES.get(entry.type)
    return entry.type in WORDS and (modes is None or all(book.events[id].mode in modes for id in entry.events))


def _inside(words: str) -> str:
    """Words for the middle of a sentence: "A Western diplomat" without its capital."""
    return words[0].lower() + words[1:] if words.split(" ", 1)[0] in ("A", "An", "The", "Some") else words


def _clause(entry: Entry, book: _Book, *, done: bool) -> str:
    """An entry as a clause; empty where nobody is known to do it."""
    who, whom = book.called(entry.actors), book.called(entry.recipients)
    words = WORDS[entry.type][0 if done else 1]
    if "{who}" in words and not who:
        return ""
    if entry.type is EventType.CONSULT and len(who + whom) < 2:
        return ""
    if entry.type is EventType.CONSULT:
        who, whom = who + whom, []
    if not done and len(who) == 1:
        words = words.replace("{who} plan ", "{who} plans ")
    others = _joined(whom)
    clause = words.format(
        who=_joined(who),
        whom=f" {others}" if others else "",
        on=f" on {others}" if others else "",
    )
    if "attacked" in clause and not others:
        return ""
    # "sanctions on Iceland", not "in Iceland" as well
    there = entry.place is not None and entry.place.name not in {*who, *whom}
    return clause + (f" in {entry.place.name}" if entry.place and there else "")


def _said(statements: Sequence[Statement], book: _Book, length: int) -> list[DigestSentence]:
    """The longest direct quotations of named speakers, one a speaker."""
    best: dict[str, Statement] = {}
    for each in sorted(statements, key=lambda each: each.id):
        if each.kind is not StatementKind.DIRECT or each.modality is not Modality.HAPPENED or len(each.speaker) != 1:
            continue
        if each.naming not in (Naming.NAMED, Naming.PRONOUN) or len(each.content) != 1:
            continue
        speaker = book.same.get(each.speaker[0], each.speaker[0])
        held = best.get(speaker)
        if held is None or _size(each) > _size(held):
            best[speaker] = each
    told = []
    for speaker, each in sorted(best.items(), key=lambda pair: (-_size(pair[1]), pair[0]))[:length]:
        name = book.people.name.get(speaker, "")
        if book.people.kind.get(speaker) is ActorType.PERSON and name[:1].isupper():
            through = _joined(book.called(each.voices) or list(each.voices))
            via = f", according to {through}" if through else ""
            text = f"{name} said{via}: “{each.content[0].text.rstrip(' ,')}”"
            told.append(_sentence(text, tuple(s for s in (*each.content, each.cue, each.source) if s)))
    return told


def _disputed(disputes: Sequence[Dispute], book: _Book, length: int) -> list[DigestSentence]:
    told = []
    for dispute in sorted(disputes, key=lambda each: each.id)[:length]:
        sides = []
        for id in dispute.figures:
            figure = book.figures[id]
            voice = _joined(book.called(figure.voices[-1:]) or list(figure.voices[-1:]))
            sides.append(f"“{figure.span.text}”" + (f" ({voice})" if voice else ""))
        spans = tuple(book.figures[id].span for id in dispute.figures)
        told.append(DigestSentence(f"On {dispute.about} the figures differ: {'; '.join(dict.fromkeys(sides))}.", spans))
    return told


# ------------------------------------------------------------------------------------------------------ words


# Names that English does not use without "the": unions and kingdoms, islands, bodies named by what they are.
_TAKES_ARTICLE = re.compile(
    r"^(?:United (?:States|Nations|Kingdom|Arab Emirates)|U\.?S\.?(?:A\.?)?|U\.?K\.?|U\.?N\.?|E\.?U\.?|"
    r".*(?:Union|Nations|States|Kingdom|Republic|Federation|Emirates|Islands|Philippines|Netherlands|Bahamas|Maldives|"
    r"Gambia|Vatican|Kremlin|White House|Pentagon|Hague|League|Commission|Council|Parliament|Ministry|Department|"
    r"Organi[sz]ation|Agency|Authority|Government|Army|Navy|Bank|Court|Senate|House|Fund|Alliance|Party|Front|Committee))$"
)


def _with_article(name: str, kind: ActorType | None) -> str:
    """ "United States" as "the United States"; what stands with a possessive or an article is left as it is."""
    if kind is ActorType.PERSON or re.match(r"(?:the|a|an|its|his|her|their)\b", name, re.IGNORECASE):
        return name
    if re.match(r"\S+['’]s?\s", name) or not _TAKES_ARTICLE.match(name):
        return name
    return f"the {name}"


def _sentence(text: str, spans: tuple[Span, ...]) -> DigestSentence:
    return DigestSentence(text[0].upper() + text[1:], spans)


def _joined(names: Sequence[str]) -> str:
    names = [name if at == 0 else _inside(name) for at, name in enumerate(dict.fromkeys(names))]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}" if names else ""


def _on(when: When | None) -> str:
    if when is None or when.start is None:
        return ""
    start, end = when.start[:10], (when.end or when.start)[:10]
    if start == end:
        return f" on {_told(start)}"
    if when.options or (date.fromisoformat(end) - date.fromisoformat(start)).days > TELLING_DAYS:
        return ""
    return f" between {_told(start)} and {_told(end)}"


def _told(day: str) -> str:
    """ "2014-03-14" as "14 March 2014"."""
    found = date.fromisoformat(day)
    return f"{found.day} {month_name[found.month]} {found.year}"


def _day(when: When | None) -> str:
    return when.start if when and when.start else "9999"


def _size(statement: Statement) -> int:
    return sum(span.end - span.start for span in statement.content)


def _spans(reports: Iterable[Event]) -> tuple[Span, ...]:
    found: list[Span] = []
    for report in reports:
        found.append(report.anchor)
        found += [role.span for role in (*report.actors, *report.recipients)]
        if report.place is not None:
            found.append(report.place.span)
        if report.when is not None and report.when.span is not None:
            found.append(report.when.span)
    return tuple(sorted(dict.fromkeys(found), key=lambda span: (span.page, span.start, span.end)))
