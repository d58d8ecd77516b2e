"""The record's values in words a reader knows: days, states, kinds of event, and links to the exact words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import quote

from attache.model import Basis, Correction, Deed, Event, EventType, Modality, Outcome, Page, Precision, Span, When
from attache.safe import one_line, web_address

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

STATES: dict[Modality, str] = {
    Modality.HAPPENED: "happened",
    Modality.ONGOING: "under way",
    Modality.SCHEDULED: "planned",
    Modality.PROPOSED: "proposed",
    Modality.DEMANDED: "demanded",
    Modality.THREATENED: "threatened",
    Modality.DENIED: "denied",
    Modality.CANCELLED: "called off",
    Modality.POSSIBLE: "possible",
}

# One sign each, so that planned is never taken for held where there is no colour.
SIGNS: dict[Modality, str] = {
    Modality.HAPPENED: "●",
    Modality.ONGOING: "◐",
    Modality.SCHEDULED: "○",
    Modality.PROPOSED: "◇",
    Modality.DEMANDED: "!",
    Modality.THREATENED: "▲",
    Modality.DENIED: "⊘",
    Modality.CANCELLED: "✕",
    Modality.POSSIBLE: "?",
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.TOOK_PLACE: "took place",
    Outcome.CANCELLED: "called off",
    Outcome.MOVED: "moved",
    Outcome.MISSED: "deadline missed",
    Outcome.NO_REPORT: "no report of it",
    Outcome.AHEAD: "ahead",
}

_KINDS: dict[EventType, str] = {
    EventType.AGREE: "Agreement",
    EventType.CONSULT: "Talks",
    EventType.SUPPORT: "Support",
    EventType.CONCEDE: "Concession",
    EventType.COOPERATE: "Cooperation",
    EventType.AID: "Aid",
    EventType.RETREAT: "Retreat",
    EventType.REQUEST: "Demand",
    EventType.ACCUSE: "Accusation",
    EventType.REJECT: "Refusal",
    EventType.THREATEN: "Threat",
    EventType.PROTEST: "Protest",
    EventType.SANCTION: "Sanctions",
    EventType.MOBILIZE: "Military move",
    EventType.COERCE: "Coercion",
    EventType.ASSAULT: "Attack",
    EventType.VOTE: "Vote",
    EventType.ENACT: "Act of state",
}
_MODES: dict[tuple[EventType, str], str] = {
    (EventType.CONSULT, "visit"): "Meeting",
    (EventType.CONSULT, "phone"): "Phone call",
    (EventType.CONSULT, "third-party"): "Mediation",
    (EventType.CONSULT, "multilateral"): "Conference",
    (EventType.RETREAT, "withdraw"): "Withdrawal",
    (EventType.RETREAT, "release"): "Release",
    (EventType.RETREAT, "disarm"): "Disarmament",
    (EventType.RETREAT, "ceasefire"): "Ceasefire",
    (EventType.RETREAT, "resign"): "Resignation",
    (EventType.ACCUSE, "disapprove"): "Criticism",
    (EventType.ACCUSE, "investigate"): "Investigation",
}


def kind(event: EventType, mode: str | None) -> str:
    """What sort of thing it is: "Phone call", "Vote", "Military move"."""
    return _MODES.get((event, mode or ""), _KINDS[event])


def state(event: EventType, modality: Modality) -> str:
    """Whether it took place, in a word; a meeting or a vote is "held"."""
    if modality is Modality.HAPPENED and event in (EventType.CONSULT, EventType.VOTE):
        return "held"
    return STATES[modality]


# ----------------------------------------------------------------------------------------------------- days


def day(when: When | None) -> str:
    """A When in words, never more exact than it is known.

    "14 March 2014", "30 March 2014, 18:30", "1–2 April 2014", "between 17 March 2014 and 22 March 2014",
    "one of 23 March 2014 or 30 March 2014",
    "one of 53 Sundays from 16 March 2014 to 15 March 2015",
    "“Sunday”, day not known", "no date"
    """
    if when is None:
        return "no date"
    if when.options:
        return "one of " + _several([option.start for option in when.options])
    if when.start is None:
        if when.span is not None:
            return f"“{one_line(when.span.text)}”, day not known"
        return "no date"
    end = when.end or when.start
    if when.precision is Precision.YEAR and when.start[:4] == end[:4]:
        return when.start[:4]
    if when.precision is Precision.MONTH and when.start[:7] == end[:7]:
        return _day(when.start).split(" ", 1)[-1]
    if when.basis is Basis.INFERRED and when.start[:10] != end[:10]:
        return f"between {_day(when.start)} and {_day(end)}"
    return _range(when.start, end)


def correction(made: Correction) -> str:
    """What a person has put right, in a line.

    "Sergey Lavrov, S. Lavrov: taken as one (Ada Nowak, 22 November 2026: one man, two spellings)"
    """
    names = [one_line(thing.name) or ", ".join((*thing.names, *thing.pages)) for thing in made.things]
    told = {
        Deed.MERGE: f"{', '.join(names)}: taken as one",
        Deed.SPLIT: f"{names[0]}: {names[-1]} taken for another",
        Deed.WRONG: f"{names[0]}: left out as wrong",
        Deed.DATE: f"{names[0]}: set to {day(made.to)}",
    }[made.deed]
    why = f": {one_line(made.why)}" if made.why else ""
    return f"{told} ({one_line(made.by)}, {_day(made.at[:10])}{why})"


def short(when: When | None) -> str:
    """A page’s day where there is little room: "undated" where it is but narrowed down."""
    return "undated" if loose(when) else day(when)


LOOSE = 31  # days: what is known no better than this has no place in an order of days


def loose(when: When | None) -> bool:
    """Whether a When is too wide, or too little known, to stand between others in a timeline."""
    if when is None or (when.start is None and not when.options):
        return True
    first = min((one.start for one in when.options), default=when.start or "")
    last = max((one.end for one in when.options), default=when.end or when.start or "")
    try:
        return date.fromisoformat(last[:10]) - date.fromisoformat(first[:10]) > timedelta(LOOSE)
    except ValueError:
        return True


def _several(starts: list[str]) -> str:
    """At most four of a set; of more, how many and between which."""
    if len(starts) > 4:
        names = {weekday(start) for start in starts}
        days = f"{names.pop()}s" if len(names) == 1 and None not in names else "days"
        return f"{len(starts)} {days} from {_day(starts[0])} to {_day(starts[-1])}"
    return ", ".join(map(_day, starts[:-1])) + f" or {_day(starts[-1])}" if len(starts) > 1 else _day(starts[0])


def _range(start: str, end: str) -> str:
    first, last = _day(start), _day(end)
    if first == last:
        clock = _clock(start)
        return f"{first}, {clock}" if clock else first
    one, other = first.split(" "), last.split(" ")
    while len(one) > 1 and len(other) > 1 and one[-1] == other[-1]:
        one.pop()
        other.pop()
    if len(one) == 1:  # 1–2 April 2014
        return f"{one[0]}–{last}"
    return f"{' '.join(one)} – {last}"


def _day(iso: str) -> str:
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", iso)
    if found is None:
        return iso
    year, month, number = found.groups()
    if month is None or not 1 <= int(month) <= 12:
        return year
    name = f"{_MONTHS[int(month) - 1]} {int(year)}"
    return f"{int(number)} {name}" if number else name


def _clock(iso: str) -> str | None:
    found = re.search(r"T(\d\d:\d\d)", iso)
    return found[1] if found else None


def weekday(iso: str | None) -> str | None:
    """ "Friday", for an ISO day."""
    try:
        return _WEEKDAYS[date.fromisoformat((iso or "")[:10]).weekday()]
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------- links

_NEAR = 32  # characters of context on either side, enough to tell two "Kerry said" of one page apart


def link(page: Page, span: Span) -> str | None:
    """The page's own address with a text fragment: a browser scrolls to the words and marks them."""
    address = web_address(page.url)
    if address is None:
        return None
    before = _tail(page.text[max(0, span.start - _NEAR) : span.start])
    after = _head(page.text[span.end : span.end + _NEAR])
    words = " ".join(span.text.split())
    parts = words.split(" ")
    if len(words) > 120 and len(parts) > 12:  # a long passage: its first and last words are enough
        middle = f"{_fragment(' '.join(parts[:6]))},{_fragment(' '.join(parts[-6:]))}"
    else:
        middle = _fragment(words)
    prefix = f"{_fragment(before)}-," if before else ""
    suffix = f",-{_fragment(after)}" if after else ""
    return f"{address.split('#')[0]}#:~:text={prefix}{middle}{suffix}"


def _fragment(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")  # in a fragment `-`, `,` and `&` have a meaning


def _tail(text: str) -> str:
    """The last whole words before, of the same paragraph."""
    text = text.rsplit("\n", 1)[-1]
    return " ".join(text.split(" ")[-4:]).strip() if " " in text else text.strip()


def _head(text: str) -> str:
    text = text.split("\n", 1)[0]
    return " ".join(text.split(" ")[:4]).strip() if " " in text else text.strip()


def mode_of(events: list[Event]) -> str | None:
    """The mode most of the reports give."""
    modes = [event.mode for event in events if event.mode]
    return max(sorted(set(modes)), key=modes.count, default=None)
