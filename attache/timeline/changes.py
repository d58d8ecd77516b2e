"""What a record has learnt between two moments: new, confirmed, contradicted, moved, held, called off.

    on the 18th a third page, of an origin of its own, tells of the vote      confirmed
    the hospital counts seven dead, the police five                           contradicted
    "postponed until March 14"                                                moved

Both moments are given as what was established then; an event of the earlier one is known again in the later by the
reports they share, whatever its id.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from attache.model import Appointment, Dispute, Entry, Established, Learnt, Lesson, Modality, Outcome, Story

_SETTLED = {Outcome.TOOK_PLACE: Learnt.TOOK_PLACE, Outcome.CANCELLED: Learnt.CANCELLED, Outcome.MISSED: Learnt.MISSED}


def changes(before: Established, after: Established) -> tuple[Lesson, ...]:
    """All that is known after and was not known before, by story."""
    old = _by_event(before.entries)
    was = {entry.id: _same(entry.events, old) for entry in after.entries}
    told = {entry.id: entry for entry in after.entries}
    found = [lesson for entry in after.entries for lesson in _entry(entry, was[entry.id])]
    then = {each.entry: each for each in before.appointments}
    for each in after.appointments:
        known = was[each.entry]
        found += _appointment(each, then.get(known.id) if known else None, told[each.entry])
    found += _disputes(before.disputes, after.disputes)
    found += regrouped(before.stories, after.stories)
    return tuple(sorted(found, key=lambda lesson: (lesson.story, lesson.subject, lesson.kind)))


def _by_event(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {id: entry for entry in entries for id in entry.events}


def _same(events: Iterable[str], old: Mapping[str, Entry]) -> Entry | None:
    """The entry that most of these reports made before."""
    shared = Counter(old[id].id for id in events if id in old)
    if not shared:
        return None
    best = min(shared, key=lambda id: (-shared[id], id))
    return next(old[id] for id in events if id in old and old[id].id == best)


def _entry(entry: Entry, was: Entry | None) -> list[Lesson]:
    if was is None:
        return [Lesson(Learnt.NEW, entry.story, entry.id, entry.events)]
    new = tuple(id for id in entry.events if id not in was.events)
    found = []
    if entry.origins > was.origins and new:
        found.append(Lesson(Learnt.CONFIRMED, entry.story, entry.id, new))
    denied = {change.event for change in entry.history if change.modality is Modality.DENIED}
    against = tuple(id for id in new if id in denied)
    if against and was.modality is not Modality.DENIED:
        found.append(Lesson(Learnt.CONTRADICTED, entry.story, entry.id, against))
    return found


def _appointment(now: Appointment, was: Appointment | None, entry: Entry) -> list[Lesson]:
    found = []
    moved = tuple(move.event for move in now.moves if was is None or move.event not in {m.event for m in was.moves})
    if moved:
        found.append(Lesson(Learnt.MOVED, entry.story, entry.id, tuple(dict.fromkeys(moved))))
    settled = _SETTLED.get(now.outcome)
    if settled and (was is None or was.outcome is not now.outcome):
        found.append(Lesson(settled, entry.story, entry.id, now.evidence))
    return found


def _disputes(before: Sequence[Dispute], after: Sequence[Dispute]) -> list[Lesson]:
    known = {id for dispute in before for id in dispute.figures}
    found = []
    for dispute in after:
        new = tuple(id for id in dispute.figures if id not in known)
        if new:
            found.append(Lesson(Learnt.CONTRADICTED, dispute.story, dispute.id, new))
    return found


def regrouped(before: Sequence[Story], after: Sequence[Story]) -> list[Lesson]:
    """The stories that fell apart and those that became one: the log of splits and merges.

    A story that only grew, or is new, is neither. `sources` are the pages that changed company.
    """
    home = {page: story.id for story in before for page in story.pages}
    parts: defaultdict[str, list[Story]] = defaultdict(list)
    found = []
    for story in after:
        shares = Counter(home[page] for page in story.pages if page in home)
        for id in shares:
            parts[id].append(story)
        if len(shares) > 1:
            main = min(shares, key=lambda id: (-shares[id], id))
            came = tuple(page for page in story.pages if home.get(page, main) != main)
            found.append(Lesson(Learnt.MERGED, story.id, story.id, came))
    for old, stories in sorted(parts.items()):
        if len(stories) > 1:
            ordered = sorted(stories, key=lambda s: (-sum(home.get(page) == old for page in s.pages), s.id))
            for story in ordered[1:]:
                went = tuple(page for page in story.pages if home.get(page) == old)
                found.append(Lesson(Learnt.SPLIT, story.id, story.id, went))
    return found
