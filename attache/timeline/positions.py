"""Where a party stands on an issue, over time.

An issue is named by an action that the party speaks of, in one sentence with what it says of it: "Obama
pressed Putin to pull back the troops" is Obama demanding a withdrawal. A speech act that names no action
gives no position.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from attache.model import (
    ActorType,
    Entry,
    Event,
    EventType,
    Modality,
    Position,
    Stance,
    Stand,
    When,
    identifier,
)
from attache.timeline.parties import SPEECH, People

STANCES = {
    EventType.SUPPORT: Stance.SUPPORTS,
    EventType.REQUEST: Stance.DEMANDS,
    EventType.THREATEN: Stance.THREATENS,
    EventType.REJECT: Stance.REFUSES,
    EventType.CONCEDE: Stance.CONCEDES,
    EventType.ACCUSE: Stance.OPPOSES,
}
# What is asked for or refused, by type, in words a reader knows.
ISSUES = {
    EventType.RETREAT: "withdrawal",
    EventType.SANCTION: "sanctions",
    EventType.VOTE: "vote",
    EventType.ENACT: "enactment",
    EventType.AID: "aid",
    EventType.ASSAULT: "attack",
    EventType.MOBILIZE: "mobilization",
    EventType.CONSULT: "talks",
    EventType.COERCE: "coercion",
}
# Whose line can be followed from page to page; "an official" here and there is not one.
PARTIES = (ActorType.PERSON, ActorType.COUNTRY, ActorType.GOVERNMENT, ActorType.ORGANIZATION)
_UNREAL = (Modality.DEMANDED, Modality.THREATENED, Modality.POSSIBLE, Modality.PROPOSED, Modality.DENIED)


def positions(
    entries: Sequence[Entry],
    events: Mapping[str, Event],
    same: Mapping[str, str],
    people: People,
    written: Mapping[str, When | None],
) -> tuple[Position, ...]:
    """The lines of all parties, each stand resting on the event that reports it."""
    story_of = {id: entry.story for entry in entries for id in entry.events}
    lines: defaultdict[tuple[str, str, str], list[Stand]] = defaultdict(list)
    by_page: defaultdict[str, list[Event]] = defaultdict(list)
    for id in sorted(events):
        by_page[events[id].page].append(events[id])
    for page in sorted(by_page):
        for act in by_page[page]:
            stance = STANCES.get(act.type)
            if stance is None or act.modality is not Modality.HAPPENED:
                continue
            deed = _deed(act, by_page[page])
            if deed is None:
                continue
            if act.anchor.text.lower().startswith("den"):
                stance = Stance.DENIES
            for role in act.actors:
                actor = same.get(role.actor, role.actor) if role.actor else ""
                if people.kind.get(actor) in PARTIES:
                    key = (story_of.get(act.id, ""), actor, _issue(deed, same, people))
                    lines[key].append(Stand(written.get(page), stance, None, act.id))
    found = [
        Position(identifier("o", *key), key[1], key[2], tuple(sorted(line, key=_order))) for key, line in lines.items()
    ]
    return tuple(sorted(found, key=lambda position: position.id))


def _deed(act: Event, others: Sequence[Event]) -> Event | None:
    """The action an act of speech is about: the next one in its sentence that is not told as done."""
    near = [
        other
        for other in others
        if other.type in ISSUES
        and other.type not in SPEECH
        and other.modality in _UNREAL
        and 0 < other.anchor.start - act.anchor.end <= 80
    ]
    return min(near, key=lambda other: other.anchor.start, default=None)


def _issue(deed: Event, same: Mapping[str, str], people: People) -> str:
    """ "withdrawal: Russia", "talks: Ukraine": the action and whose it is, or where."""
    whose = sorted({people.name.get(same.get(role.actor, role.actor), "") for role in deed.actors if role.actor} - {""})
    where = [deed.place.name] if deed.place and not whose else []
    named = ", ".join(whose or where)
    return f"{ISSUES[deed.type]}: {named}" if named else ISSUES[deed.type]


def _order(stand: Stand) -> tuple[str, str]:
    return (stand.when.start if stand.when and stand.when.start else "9999", stand.event or "")
