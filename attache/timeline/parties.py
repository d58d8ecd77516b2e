"""Who takes part, where, on which day: one event as `reconcile` and `dating` compare it with another.

Parties are compared as the record knows them, after `mentions/identity.py`: a minister stands for his state
where the other page names only the state ("Lavrov" and "Russia"), never for another minister.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import cos, hypot, radians

from attache.knowledge import offices, world
from attache.mentions.date_words import MONTHS, WEEKDAYS
from attache.model import Actor, ActorType, Event, EventType, Modality, Page, Place, Role
from attache.stories.stream import common_words, stem
from attache.timeline import days as calendar_days
from attache.timeline.days import Days

# In these all parties are alike, whoever is named first.
MUTUAL = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})
# A referendum, a law: known by what it is about, not by who is said to do it.
PUBLIC = frozenset({EventType.VOTE, EventType.ENACT})
# Saying it is doing it: two on one day may be two.
SPEECH = frozenset(
    {
        EventType.REQUEST,
        EventType.ACCUSE,
        EventType.REJECT,
        EventType.THREATEN,
        EventType.SUPPORT,
        EventType.CONCEDE,
        EventType.PROTEST,
    }
)
_HEADS = frozenset({offices.HEAD_OF_STATE, offices.HEAD_OF_GOVERNMENT})  # "the ministers" are not these
PLANNED = frozenset({Modality.SCHEDULED, Modality.PROPOSED})
ONE_MATTER = 0.5  # of the words of two sentences about a vote or a law that name it otherwise
FAR_KM = 100.0
OBJECT = 20  # characters between a verb and its object
SAME_CLAUSE = 90  # characters between a journey and what it is for
NEXT_SENTENCE = 200  # characters from an event to a mention of it that names nobody
_SENTENCE_END = re.compile(r"[.!?][\"”’)]?\s+(?=[\"“A-Z])|\n")
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_DAYS = frozenset(day for day in WEEKDAYS if day.endswith("day"))  # "on Monday" is no word of the deed
_OBJECT = re.compile(r"\s(?:(?:of|the|a|an|its|their|foreign)\s)+((?:[\w’'-]+\s?){1,3})")
_LEAVING = re.compile(r"(?i)leav|left|depart|set(?:s|ting)?$|fl(?:y|ies|ew|ight)|head")
_THE_TWO = re.compile(
    r"(?i)(?:(?:the|both|their|two)\s)*(?:\w+\s)?(?:ministers|presidents|premiers|chancellors|leaders)$"
)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_LOOSE = (ActorType.GROUP, ActorType.UNNAMED, ActorType.ORGANIZATION, ActorType.OFFICE)
_BODIES = (ActorType.GROUP, ActorType.UNNAMED, ActorType.OFFICE, ActorType.ORGANIZATION, ActorType.GOVERNMENT)
_NAMELESS = (ActorType.GROUP, ActorType.UNNAMED, ActorType.OFFICE)
_PART = "part of "  # before a state's code: what a body of several states is to each of them
_AS = " as "  # and before the office its members hold: a foreign minister is not the prime minister of that state
_THING = _AS + "thing"  # "a Norwegian trawler": of that state, and nobody who could not be another's
_TAIL = re.compile(r"\s(?:in|at)\s.*$")  # "the two foreign ministers in Copenhagen"
_IN = re.compile(r"\s(?:in|at)\s+((?:[A-Z][\w’'-]+\s?)+)$")
_PLURALS = re.compile(r"(?i)\b(minister|president|chancellor|premier|leader)s\b|\bsecretar(ie)s\b")
# What a body is called by that is of no state, but of so many that it is no two: a word of its name.
_REGIONS = frozenset(
    ["European", "African", "Arab", "Asian", "American", "Western", "Eastern", "Nordic", "Baltic", "Balkan", "Gulf",
     "Caribbean", "Islamic", "Commonwealth"]
)  # fmt: skip
_NAME_WORD = re.compile(r"[^\W\d_][\w-]*")
_STATES = (ActorType.COUNTRY, ActorType.GOVERNMENT, ActorType.ORGANIZATION, ActorType.OFFICE, ActorType.GROUP)


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what it is compared by.

    `who` and `whom` are the parties it is compared by: record actor ids, the states of a body that speaks for several
    ("the foreign ministers of Ghana and Togo"), nobody for "four people", who may be any; `actors` and
    `recipients` are all parties as the record knows them. `roots` are the names it goes by (parties, place,
    "Crimean" of "Crimean referendum"; no states, which are in everything), `words` the content words of its
    sentence, `days` the days it may be of.
    """

    event: Event
    story: str
    who: frozenset[str]
    whom: frozenset[str]
    roots: frozenset[str]
    words: frozenset[str]
    days: Days | None
    dated: bool  # whether words say the day; else `days` only says "before the page" or "after it"
    name: str | None = None  # what the page calls the day ("weekday 7"): one name on one page is one day
    actors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()  # the words without the names of the parties
    things: frozenset[str] = frozenset()  # what it was done to or with, in words that name no party: "trawler"
    crowd: frozenset[str] = frozenset()  # what those are called who have no name: "minister", "expert"
    headline: bool = False
    written: Days | None = None  # the days the page may be of

    @property
    def all(self) -> frozenset[str]:
        return self.who | self.whom


@dataclass(frozen=True, slots=True)
class People:
    """What the record knows of the actors: for which state each acts, and of what kind it is."""

    country: Mapping[str, str | None]
    kind: Mapping[str, ActorType]
    name: Mapping[str, str]
    office: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, actors: Iterable[Actor]) -> People:
        actors = tuple(actors)
        return cls(
            {actor.id: actor.country for actor in actors},
            {actor.id: actor.type for actor in actors},
            {actor.id: actor.name for actor in actors},
            {actor.id: _offices_of(actor) for actor in actors},
        )

    def stands_for(self, one: str, other: str) -> bool:
        """Whether one of the two is a state or a nameless part of it, for which the other acts."""
        home = self.home(one)
        if home is None or home != self.home(other):
            return False
        here, there = self.offices(one), self.offices(other)
        if here and there and not here & there and _PART in one[: len(_PART)] + other[: len(_PART)]:
            return False
        return self.acts_as_state(one) or self.acts_as_state(other)

    def home(self, one: str) -> str | None:
        """The state a party acts for; of "the foreign ministers of Ghana and Togo" each part for its own."""
        return one[len(_PART) :].partition(_AS)[0] if one.startswith(_PART) else self.country.get(one)

    def offices(self, one: str) -> frozenset[str]:
        """The kinds of office a party is known to hold."""
        held = one.partition(_AS)[2] if one.startswith(_PART) else ""
        return frozenset({held}) if held else self.office.get(one, frozenset())

    def comparable(self, one: str, other: str) -> bool:
        """Whether two parties that are not the same must be two: a body no table knows may be a misread thing."""
        return self.is_known(one) and self.is_known(other)

    def is_known(self, one: str) -> bool:
        """Whether a party is a person, a state or of one, or a body of a table."""
        if one.endswith(_THING) or self.is_nameless(one):  # "a man" is not the Isle of Man
            return False
        if one.startswith(_PART) or self.home(one) is not None or self.kind.get(one) is ActorType.PERSON:
            return True
        return self.kind.get(one) is ActorType.COUNTRY or world.party(self.name.get(one, "")) is not None

    def acts_as_state(self, one: str) -> bool:
        return one.startswith(_PART) or self.kind.get(one) in _STATES

    def sides(self, actors: frozenset[str]) -> frozenset[str]:
        """The parties as events are compared by them: bodies of several states taken apart, nameless ones left out."""
        found = set()
        for actor in actors:
            states = self._states(actor)
            if len(states) > 1:
                held = "".join(_AS + kind for kind in sorted(self.office.get(actor, ()))[:1])
                found |= {_PART + code + held for code in states}
            elif not self.is_nameless(actor):
                found.add(actor)
        # "Norway" beside "the foreign ministers of Iceland and Norway" is one of the two
        parts = {self.home(one) for one in found if one.startswith(_PART)}
        return frozenset(
            one
            for one in found
            if one.startswith(_PART) or self.kind.get(one) is ActorType.PERSON or self.country.get(one) not in parts
        )

    def holders(self, actor: str, present: Iterable[str]) -> frozenset[str]:
        """The two persons of a page whom a body without a name stands for: "the foreign ministers"."""
        name = _TAIL.sub("", self.name.get(actor, ""))
        if not self.is_nameless(actor) or not _THE_TWO.match(name):
            return frozenset()  # "European foreign ministers" are others
        kinds = self.office.get(actor, frozenset())
        by_kind: defaultdict[str, set[str]] = defaultdict(set)
        for one in present:
            if self.kind.get(one) is ActorType.PERSON:
                for kind in self.offices(one):
                    if kind in kinds or (not kinds and kind not in _HEADS):
                        by_kind[kind].add(one)
        pairs = [
            frozenset(pair) for pair in by_kind.values() if len({self.home(one) for one in pair}) == len(pair) == 2
        ]
        return pairs[0] if len(pairs) == 1 else frozenset()

    def plainest(self, actors: Sequence[str], *, mutual: bool) -> tuple[str, ...]:
        """The parties of an event as many pages name them, without those that only stand for another.

        "Kerry, Lavrov, the United States, the foreign ministers of both countries" met: Kerry and Lavrov did. Of
        what one party does to another, state and minister both stay: pages differ in whose deed it is.
        """
        once = {
            self.name.get(actor, actor): actor for actor in reversed(actors)
        }  # "NATO foreign ministers", of two pages
        actors = [actor for actor in actors if once[self.name.get(actor, actor)] == actor]
        named = [actor for actor in actors if not self.is_nameless(actor)]
        if not named:  # "Many of the marchers, fishermen, thousands of fishermen, about 5,000 people" are one crowd
            return (min(actors, key=self._oddness),) if actors else ()
        if not mutual:
            return tuple(named)
        people = {self.home(actor) for actor in named if self.kind.get(actor) is ActorType.PERSON} - {None}
        single = [actor for actor in named if len(self._states(actor)) < 2]
        homes = {self.home(actor) for actor in single} - {None}
        kept = [
            actor
            for actor in named
            if (actor in single and not (self.acts_as_state(actor) and self.home(actor) in people))
            or (actor not in single and not self._states(actor) <= homes)
        ]
        return tuple(kept or named or actors)

    def crowd(self, actor: str) -> str:
        """What those are called who have no name: of "the two foreign ministers", "minister"."""
        words = _NAME_WORD.findall(_TAIL.sub("", self.name.get(actor, "")).partition(" of ")[0])
        return stem(words[-1]) if words else ""

    def _oddness(self, actor: str) -> tuple[bool, bool, int, str]:
        """What makes a crowd's name one of a moment: that it counts or picks out, and how long it is."""
        name = self.name.get(actor, "")
        return " of " in name, any(letter.isdigit() for letter in name), len(name), actor

    def _states(self, actor: str) -> set[str]:
        """The states whose names stand in a body's name: Iceland's and Norway's of "the Icelandic and Norwegian
        foreign ministers".
        """
        if self.kind.get(actor) not in _BODIES:
            return set()
        words = _NAME_WORD.findall(self.name.get(actor, ""))
        pieces = [*words, *(f"{one} {other}" for one, other in pairwise(words))]
        found = (world.country(piece) for piece in pieces if piece[:1].isupper())
        return {country.code for country in found if country is not None}

    def is_nameless(self, actor: str) -> bool:
        """Whether a group is known by no name and for no state: "four people", "the two ministers"."""
        return _is_nameless(self.name.get(actor, ""), self.kind.get(actor), self.country.get(actor) is not None)

    def same_body(self, one: str, other: str) -> bool:
        """Whether two groups go by one proper name: "the NATO foreign ministers", "NATO foreign ministers".

        Officials without a name are never the same on two pages, however alike they are called.
        """
        first, second = (_ARTICLE.sub("", self.name.get(id, "")) for id in (one, other))
        if first.casefold() != second.casefold() or not first.endswith("s"):
            return False
        return first[:1].isupper() and self.kind.get(one) in _LOOSE and self.kind.get(other) in _LOOSE


@lru_cache(maxsize=1 << 14)
def _is_nameless(name: str, kind: ActorType | None, at_home: bool) -> bool:
    if kind not in _NAMELESS:
        # "a first group of observers", "her cabinet": no body that could be told from others
        return kind in _BODIES and not at_home and name == name.lower()
    if at_home and (not _TAIL.search(name) or not _PLURALS.search(name)):
        return False
    words = _NAME_WORD.findall(_TAIL.sub("", name))
    if words and ((len(words[0]) > 1 and words[0].isupper()) or words[0] in _REGIONS):
        return False  # "NATO foreign ministers", "European foreign ministers"
    return not any(word[0].isupper() for word in words[1:]) and not (len(words) == 1 and words[0].isupper())


def _offices_of(actor: Actor) -> frozenset[str]:
    """The kinds of office somebody holds, by his titles, or by what a body is called: "the foreign ministers"."""
    titles = [tenure.title for tenure in actor.offices]
    if actor.type is not ActorType.PERSON:
        titles.append(_PLURALS.sub(lambda found: "secretary" if found[2] else found[1], actor.name))
    held = {office.kind for title in titles if (office := offices.office(title)) is not None}
    return frozenset(held - {"other"})


def antecedent(event: Event, others: Iterable[Event]) -> Event | None:
    """The event that a mention of it without names speaks of, right before it on the page.

    "Kerry and Lavrov will meet in Paris. The meeting is at 6:30 PM."
    """
    if event.actors or event.recipients or event.type not in MUTUAL | PUBLIC:
        return None
    before = [
        other
        for other in others
        if other.type is event.type
        and (other.actors or other.recipients)
        and (other.when is None or event.when is None)
        and 0 < event.anchor.start - other.anchor.end <= NEXT_SENTENCE
        and (other.modality is event.modality or {other.modality, event.modality} <= PLANNED)
    ]
    return max(before, key=lambda other: (other.anchor.start, other.id), default=None)


def is_errand(journey: Event, other: Event) -> bool:
    """Whether the one is a journey and the other what it is for: "he would go to Copenhagen on Thursday all the same
    to meet his Norwegian colleague".
    """
    return (
        journey.type is other.type is EventType.CONSULT
        and journey.mode == "visit"
        and other.mode != "visit"
        and journey.modality is other.modality
        and (other.when is None or (journey.when is not None and journey.when.span == other.when.span))
        and journey.place is not None
        and 0 < other.anchor.start - journey.anchor.end <= SAME_CLAUSE
    )


def is_given_up(event: Event, others: Iterable[Event]) -> bool:
    """Whether a noun names only what a concession gives up: "Norway lifted its sanctions" imposes none."""
    return event.type is EventType.SANCTION and any(
        other.type is EventType.CONCEDE and 0 <= event.anchor.start - other.anchor.end <= OBJECT for other in others
    )


def there_by(journey: Event, day: tuple[Days | None, bool, str | None]) -> tuple[Days | None, bool, str | None]:
    """The days of what a journey is for: "to leave for London late Thursday to meet" him on that day or the next."""
    days, dated, _ = day
    if days is None or not _LEAVING.match(journey.anchor.text):
        return day
    return calendar_days.spread(days, 0, 1), dated, None


def with_parties(event: Event, others: Iterable[Event]) -> Event:
    """The event with the parties and the place of the one it speaks of, or of the journey it is the purpose of."""
    others = tuple(others)
    errand = next((other for other in others if is_errand(event, other) or is_errand(other, event)), None)
    if errand is not None:
        first, second = sorted((event, errand), key=lambda each: each.anchor.start)
        actors = {role.actor or role.span.text: role for role in (*first.actors, *second.actors, *second.recipients)}
        return replace(
            event, actors=tuple(actors.values()), place=first.place or second.place, when=first.when or second.when
        )
    named = antecedent(event, others)
    if named is None:
        return event
    place = event.place or named.place
    return replace(event, actors=named.actors, recipients=named.recipients, place=place)


def told(
    event: Event,
    page: Page,
    story: str,
    same: Mapping[str, str],
    people: People,
    known: tuple[Days | None, bool, str | None],
    written: Days | None = None,
    present: Iterable[str] = (),
) -> Told:
    """An event ready for comparison; `known` are its days, whether words say them, and their name there.

    `written` are the days its page may be of, `present` who is named on it.
    """
    if event.place is None and event.type in MUTUAL:
        event = replace(event, place=_place_in_name(event, page))
    days, dated, name = known
    actors = _taking_part(event.actors, same, people, present)
    recipients = _taking_part(event.recipients, same, people, present) - actors
    who = people.sides(actors) | _states_of(event.actors)
    whom = people.sides(recipients) | _states_of(event.recipients)
    whom -= who
    names = [people.name.get(actor, "") for actor in actors | recipients]
    names += [role.span.text for role in (*event.actors, *event.recipients)]
    called = {stem(word) for name in names for word in _WORD.findall(name)}
    if event.place is not None:
        names += [event.place.name, event.place.span.text]
    names.append(_modifiers(event, page))
    names = [name for name in names if world.country(name) is None and world.demonym(name) is None]
    roots = frozenset(root for name in names for root in roots_of(name))
    words = sentence_words(page, event.anchor.start)
    topic = frozenset(word for word in words if not any(_same_root(word, party) for party in called))
    headline = page.headline is not None and event.anchor.end <= len(page.headline) < len(page.text)
    things, crowd = _things_of(event, page), frozenset(map(people.crowd, filter(people.is_nameless, actors)))
    return Told(
        event, story, who, whom, roots, words, days, dated, name, actors, recipients, topic, things, crowd, headline,
        written,
    )  # fmt: skip


def _taking_part(
    roles: Iterable[Role], same: Mapping[str, str], people: People, present: Iterable[str]
) -> frozenset[str]:
    """The parties as the record knows them, "the foreign ministers" as the two the page names."""
    found: set[str] = set()
    for role in roles:
        if role.actor:
            actor = same.get(role.actor, role.actor)
            found |= people.holders(actor, present) or {actor}
    return frozenset(found)


def _place_in_name(event: Event, page: Page) -> Place | None:
    """Where they meet, by a name that runs on: "the talks of the two foreign ministers in Copenhagen"."""
    for role in event.actors:
        found = _IN.search(role.span.text)
        if found is not None and _PLURALS.search(role.span.text):
            span = page.span(role.span.start + found.start(1), role.span.start + found.end(1))
            return Place(span, span.text, None, None, None)
    return None


def _states_of(roles: Iterable[Role]) -> frozenset[str]:
    """The states of those who are known by nothing else: "an Icelandic patrol ship", "a Norwegian trawler"."""
    found = set()
    for role in roles:
        words = () if role.actor else _NAME_WORD.findall(role.span.text)[:3]
        states = [state.code for word in words if word[0].isupper() and (state := world.demonym(word)) is not None]
        found |= {_PART + code + _THING for code in states[:1]}
    return frozenset(found)


def _things_of(event: Event, page: Page) -> frozenset[str]:
    """The nouns of those it was done to, parties and states left out, and those right after the word that tells it.

    "the Norwegian trawler Solvaag" {trawler, solvaag}; "the seizure of a trawler" {trawler}
    """
    common, of = common_words()
    named = {stem(word) for role in event.recipients if role.actor for word in _WORD.findall(role.span.text)}
    texts = [role.span.text for role in event.recipients if not role.actor]
    if after := _OBJECT.match(page.text, event.anchor.end):
        texts.append(after[1])
    found = set()
    for word in (word for text in texts for word in _WORD.findall(text)[:6]):
        root = stem(word)
        if len(root) > 2 and common.get(root, 0) < of / 8 and world.country(word) is None and root not in named | _DAYS:
            found.add(root)
    return frozenset(found)


# -------------------------------------------------------------------------------------------------- comparing

CONFLICT, UNKNOWN, PARTLY, FULLY = -1, 0, 1, 2


def parties(one: Told, other: Told, people: People) -> int:
    """How well the parties of two events of one type go together.

    Kerry and Lavrov; Lavrov and Kerry      fully
    Kerry and Lavrov; Kerry                 partly
    Kerry and Lavrov; Kerry and Obama       not at all
    """
    if one.event.type in PUBLIC:
        if not one.roots or not other.roots:
            # "The parliament will vote", "the vote of the parliament": on the same thing or not
            return PARTLY if _matched(one.all, other.all, people) else UNKNOWN
        if akin(one.roots, other.roots):
            return FULLY
        if _matched(one.all, other.all, people):
            return PARTLY
        if places(one.event.place, other.event.place) == PARTLY:
            return UNKNOWN  # the polls in Dzhankoi, the vote in Crimea
        # "The Althingi will vote ... on a law that lets the government free foreign trawlers against a bond"
        # "Iceland's parliament voted ... for a law that allows the government to free foreign trawlers against a bond"
        return UNKNOWN if overlap(one.topic, other.topic) >= ONE_MATTER else CONFLICT
    if one.event.type in MUTUAL:
        return _mutual(one.all, other.all, people)
    # "League rejects any deal" over "Brekke rejected a proposal"
    strict = one.event.type in SPEECH and one.headline == other.headline
    who, whom = (
        _side(one.who, other.who, people, strict=strict),
        _side(one.whom, other.whom, people, strict=strict),
    )
    if CONFLICT in (who, whom):
        return CONFLICT
    if who == FULLY and (whom == FULLY or not (one.whom or other.whom)):
        return FULLY
    if whom == FULLY and not (one.who or other.who):
        return FULLY
    return PARTLY if FULLY in (who, whom) else UNKNOWN


def _mutual(one: frozenset[str], other: frozenset[str], people: People) -> int:
    if not one or not other:
        return UNKNOWN
    pairs = _matched(one, other, people)
    few = min(len(one), len(other))
    if len(pairs) >= 2 or (pairs and len(one) == len(other) == 1):
        return FULLY if len(pairs) == few else PARTLY
    if pairs and few == 1:
        return PARTLY
    unknown = not any(people.is_known(each) for each in one) or not any(people.is_known(each) for each in other)
    return UNKNOWN if unknown and not pairs else CONFLICT  # "Cod talks" are not held by Cod


def _side(one: frozenset[str], other: frozenset[str], people: People, *, strict: bool) -> int:
    if not one or not other:
        return UNKNOWN
    if _matched(one, other, people):
        return FULLY
    return CONFLICT if strict or any(people.comparable(a, b) for a in one for b in other) else UNKNOWN


def _matched(one: frozenset[str], other: frozenset[str], people: People) -> list[tuple[str, str]]:
    """Pairs of the same party; what is left may match as a man and his state."""
    pairs = [(each, each) for each in sorted(one & other)]
    left, free = sorted(one - other), sorted(other - one)
    for each in left:
        match = next((party for party in free if people.stands_for(each, party) or people.same_body(each, party)), None)
        if match is not None:
            free.remove(match)
            pairs.append((each, match))
    return pairs


def places(one: Place | None, other: Place | None) -> int:
    """Whether two places can be one: Paris and Paris fully, Paris and France partly, Paris and London not."""
    if one is None or other is None:
        return UNKNOWN
    if akin(roots_of(one.name), roots_of(other.name)) or akin(roots_of(one.span.text), roots_of(other.span.text)):
        return FULLY
    if one.country and other.country and one.country != other.country:
        return CONFLICT
    if None not in (one.lat, one.lon, other.lat, other.lon):
        return CONFLICT if _km(one, other) > FAR_KM and not _is_wide(one, other) else PARTLY
    return UNKNOWN


def _is_wide(*found: Place) -> bool:
    """Whether one of the places is a state or another wide area, which holds towns far from its middle."""
    return any(world.country(place.name) is not None or place.country is None for place in found)


def _km(one: Place, other: Place) -> float:
    here, there = (one.lat or 0.0, one.lon or 0.0), (other.lat or 0.0, other.lon or 0.0)
    east = (here[1] - there[1]) * cos(radians((here[0] + there[0]) / 2))
    return 111.2 * hypot(here[0] - there[0], east)


# ------------------------------------------------------------------------------------------------------ words


@lru_cache(maxsize=1 << 14)
def roots_of(name: str) -> frozenset[str]:
    """The capitalised words of a name, without case and plural: "Crimeans" {"crimean"}."""
    common, of = common_words()
    words = (stem(word) for word in _WORD.findall(name) if word[0].isupper() and len(word) > 2)
    # "Sunday's referendum" is named by its day, not by whose it is
    return frozenset(word for word in words if common.get(word, 0) < of / 4 and word not in WEEKDAYS | MONTHS)


def akin(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names share a root: "Crimea", "Crimean"; "Ukraine", "Ukrainian"; not "Iran" and "Iraq"."""
    return any(_same_root(a, b) for a in one for b in other)


def _same_root(one: str, other: str) -> bool:
    if one == other:
        return True
    if one[:4] != other[:4]:
        return False
    short, long = sorted((one, other), key=len)
    shared = next((at for at, letter in enumerate(short) if long[at] != letter), len(short))
    return shared >= 5 and shared >= len(short) - 1 and len(long) - shared <= 3


def sentence_of(text: str, at: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends, by its marks alone."""
    begin = 0
    for match in _SENTENCE_END.finditer(text, max(0, at - 1000), at):
        begin = match.end()
    begin = max(begin, at - 1000, 0)
    end = _SENTENCE_END.search(text, at, min(len(text), at + 1000))
    return begin, end.start() + 1 if end else min(len(text), at + 1000)


def sentence_words(page: Page, at: int) -> frozenset[str]:
    """The content words of the sentence around a place of the page."""
    begin, end = sentence_of(page.text, at)
    common, of = common_words()
    return frozenset(
        word
        for found in _WORD.findall(page.text[begin:end])
        if common.get(word := stem(found), 0) < of / 4 and len(word) > 2 and word not in _DAYS
    )


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The part of the shorter sentence's words that the other has."""
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest else 0.0


def _modifiers(event: Event, page: Page) -> str:
    """The capitalised words right before the anchor: "Crimean" of "the Crimean referendum"."""
    before = page.text[max(0, event.anchor.start - 40) : event.anchor.start]
    match = re.search(r"((?:[A-Z][\w’'-]+[ -])+)$", before)
    return match.group(1) if match else ""
