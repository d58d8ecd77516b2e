"""How strongly two reports of one type tell of one event, from their days, parties, places and words.

    "Iceland seized the trawler on Saturday", "since the seizure of the trawler"      likely
    "The ministers met in Paris on Friday", "Friday's meeting of the ministers"       sure
    "They met in Paris on Friday", "They met in London on Friday"                     never

What is sure joins two reports by itself; what is likely joins them only where nothing else could be meant
(`reconcile.py`). A wrong merge is worse than a missed one.
"""

from __future__ import annotations

from attache.model import EventType, Modality
from attache.timeline import days as calendar_days
from attache.timeline.days import Days
from attache.timeline.parties import (
    CONFLICT,
    FULLY,
    MUTUAL,
    NEXT_SENTENCE,
    ONE_MATTER,
    PARTLY,
    PUBLIC,
    SPEECH,
    UNKNOWN,
    People,
    Told,
    overlap,
    parties,
    places,
)
from attache.timeline.wording import one_deed

BLAMED = frozenset({EventType.ASSAULT, EventType.COERCE})
ANNOUNCED = (Modality.SCHEDULED, Modality.PROPOSED)
# What is, or is to be; the others are wishes, threats and denials, which become no event by being repeated.
REAL = frozenset({Modality.HAPPENED, Modality.ONGOING, Modality.SCHEDULED, Modality.PROPOSED, Modality.CANCELLED})
DONE = frozenset({Modality.HAPPENED, Modality.ONGOING})
WISHED = frozenset({Modality.DEMANDED, Modality.THREATENED, Modality.POSSIBLE})
FEW_DAYS = 3  # a day known no better than this still says which meeting it was
KIN = 0.4  # content words two sentences share, of the shorter one, to tell of one deed
TOPIC = 0.34  # the same with the names of the parties left out
SURE = 1.5  # evidence that joins two reports by itself; below it, only where nothing else could be meant
LIKELY = 1.0
OTHER_DAY = -0.5
HELD = 1  # a meeting told without a day is the one planned for that day or the day before,
HELD_THERE = 3  # or for some days before, if the place is the same
ECHO_DAYS = 2  # an accusation is repeated by other pages within so many days


def evidence(one: Told, other: Told, people: People) -> float:
    """Below 0 the two cannot be one event (`OTHER_DAY`: for their days alone); from `LIKELY` on they may be, from
    `SURE` on they are.
    """
    wished = one.event.modality in WISHED, other.event.modality in WISHED
    place, who = places(one.event.place, other.event.place), parties(one, other, people)
    if _is_over_it(one, other, who) and place != CONFLICT:
        return SURE
    if not _modality_allows(one, other):
        return CONFLICT
    by_phone = {one.event.mode == "phone", other.event.mode == "phone"}
    if CONFLICT in (place, who) or (len(by_phone) > 1 and one.event.mode and other.event.mode):
        return CONFLICT
    if not any(wished) and not _days_allow(one, other):
        return OTHER_DAY  # of wishes only the order counts: a deadline is not the day of the deed
    if _is_speech(one) and _is_speech(other):
        return _speech(one, other, who)
    if any(wished):
        return _come_true(one, other, who)
    if both_dated(one, other):
        return _of_one_day(one, other, who, place)
    if one.dated and other.dated:
        return UNKNOWN  # "Thursday" of an undated page and "March 16" of another may or may not be one day
    if one.event.page == other.event.page:
        return _on_one_page(one, other, who, place)
    return _remembered(one, other, who, place)


def _is_over_it(one: Told, other: Told, who: int) -> bool:
    """Whether one is the headline of the other, in its own tense: "Norway gives Iceland until March 15 to free
    trawler" over "demanded that Iceland free the trawler".
    """
    return (
        one.event.page == other.event.page
        and one.headline != other.headline
        and who == FULLY
        and _one_word(one, other)
        and not {one.event.modality, other.event.modality} & {*DONE, Modality.DENIED}
    )


def both_dated(one: Told, other: Told) -> bool:
    """Whether both are told with a day, so exactly that it is one day (`_days_allow` has been asked)."""
    if not (one.dated and other.dated):
        return False
    if one.event.page == other.event.page and one.name is not None and one.name == other.name:
        return True
    return few(one.days) and few(other.days)


def few(found: Days | None) -> bool:
    """Whether so few days are left that they say which meeting it was."""
    return found is not None and 0 < calendar_days.count(found) <= FEW_DAYS


# ------------------------------------------------------------------------------------------ could they be one


def _days_allow(one: Told, other: Told) -> bool:
    """Whether a day fits both."""
    return one.days is None or other.days is None or bool(one.days & other.days)


def _modality_allows(one: Told, other: Told) -> bool:
    """Whether what one says of the event can be a stage of what the other says.

    "Russia will not invade" and "Russia invaded Crimea" are not one event, whatever else agrees. What is
    demanded or threatened may come true later, never before.
    """
    here, there = one.event.modality, other.event.modality
    if (here in REAL and there in REAL) or here is there:
        return True
    if Modality.DENIED in (here, there):
        return False
    if here in WISHED and there in WISHED:
        return True
    wish, deed = (one, other) if here in WISHED else (other, one)
    if wish.event.page == deed.event.page or wish.written is None or deed.days is None:
        return False
    return calendar_days.last(deed.days) >= calendar_days.first(wish.written)


def _kin(one: Told, other: Told) -> bool:
    """Whether two sentences are about one deed, not just about the same two parties."""
    return overlap(one.words, other.words) >= KIN


def _one_topic(one: Told, other: Told) -> bool:
    return overlap(one.topic, other.topic) >= TOPIC


def _one_word(one: Told, other: Told) -> bool:
    return one_deed(one.event.anchor.text, other.event.anchor.text)


def _one_side(one: Told, other: Told) -> bool:
    """Whether both tell of it as done, or both as still to come."""
    return (one.event.modality in DONE) == (other.event.modality in DONE)


# ------------------------------------------------------------------------------------------------- how strongly


def _of_one_day(one: Told, other: Told, who: int, place: int) -> float:
    """Two reports that name one day."""
    if one.event.when is not None and other.event.when is not None and one.event.when.span is not None:
        if one.event.when.span == other.event.when.span and one.event.type in MUTUAL | PUBLIC:
            return 1.6  # "The talks in Copenhagen are now scheduled for next Thursday"
    kin = one.event.type in MUTUAL | {EventType.VOTE} or _kin(one, other)
    same_page, bare = one.event.page == other.event.page, not (one.all and other.all)
    if who == FULLY:
        return 2.0 if kin or place == FULLY or _one_word(one, other) else LIKELY
    if who == PARTLY:
        if place == FULLY or same_page:
            return 2.0 if kin else 0.5
        if one.event.type in MUTUAL and _is_the_plan(one, other):
            return 1.1  # "Yatsenyuk is due at the White House on Wednesday", "Obama received Yatsenyuk on Wednesday"
        return 1.2 if _one_word(one, other) else UNKNOWN
    if place == FULLY and (_kin(one, other) or _one_word(one, other)):
        return 1.6
    if same_page and bare and _one_word(one, other):
        return 1.6  # "Sunday's Crimean referendum", and then "the referendum ... on Sunday"
    if same_page and bare and one.event.type in MUTUAL | PUBLIC:
        return 1.1
    public = one.event.type in PUBLIC
    if (
        who == UNKNOWN
        and _one_word(one, other)
        and (overlap(one.topic, other.topic) >= ONE_MATTER if public else one.things & other.things or _kin(one, other))
    ):
        return 1.6  # "fired at the trawler last Saturday", by nobody, and "Iceland fired at the trawler on Saturday"
    # "Sunday's referendum" on two pages of one story
    return 1.1 if one.event.type in PUBLIC and _one_word(one, other) else UNKNOWN


def _is_the_plan(one: Told, other: Told) -> bool:
    """Whether one announces for one day what the other tells of that day, with nobody whom the other does not name."""
    plan, deed = (one, other) if one.event.modality in ANNOUNCED else (other, one)
    return plan.event.modality in ANNOUNCED and deed.event.modality in DONE and plan.all < deed.all


def _on_one_page(one: Told, other: Told, who: int, place: int) -> float:
    """A page that comes back to what it has told: its headline and its lead, "the attack", "their meeting"."""
    if _is_the_same_talk(one, other, who):
        return 1.1
    if not _one_side(one, other):
        return UNKNOWN  # "Putin called Obama ... both agreed to the meeting": done, and still to come
    if who == UNKNOWN and (_blames(one) != _blames(other) or _are_others(one, other)):
        return UNKNOWN
    bare, word = not (one.all and other.all), _one_word(one, other)
    same = word or place == FULLY or one.event.type not in MUTUAL
    if one.headline != other.headline and (who != UNKNOWN or (bare and same)):
        return 1.6 if word and who != PARTLY else 1.2
    if who == FULLY:
        return 1.2 if place == FULLY or one.event.type in PUBLIC else 1.0
    if who == UNKNOWN and bare and (word or place == FULLY or one.event.type not in MUTUAL):
        return 1.05
    return UNKNOWN


def _are_others(one: Told, other: Told) -> bool:
    """Whether two groups without names are two: "leaders will meet in Brussels", "experts would meet again"."""
    return one.event.type in MUTUAL and bool(one.crowd and other.crowd) and not one.crowd & other.crowd


def _blames(told: Told) -> bool:
    """Whether somebody says who did it: "had suggested that Icelandic agents bombed the market" is not what the page
    says of the bombing.
    """
    return told.event.type in BLAMED and bool(told.who and told.event.voices) and not told.dated


def _remembered(one: Told, other: Told, who: int, place: int) -> float:
    """A later page that comes back to what an earlier one told with its day: "since the seizure"."""
    word = _one_word(one, other)
    if who == FULLY:
        if one.event.type in MUTUAL and _as_planned(one, other, place):
            return 1.2
        if place == FULLY or one.event.type in PUBLIC:
            return 1.2 if one.event.type not in MUTUAL or _one_side(one, other) else UNKNOWN
        if one.event.type in MUTUAL:
            # The same two meet all the time; what they agreed on is told by its words.
            return 1.05 if word and one.event.type is not EventType.CONSULT and _one_topic(one, other) else UNKNOWN
        if not (word or _one_topic(one, other)):
            return UNKNOWN
        return 1.2 if one.whom and other.whom else 1.05
    if who == PARTLY and one.event.type not in MUTUAL and word and _one_topic(one, other):
        return 1.05  # "denied that it had fired at the trawler", and at whom there
    if who == UNKNOWN and word and one.event.type not in MUTUAL | PUBLIC and _one_side(one, other):
        if one.things & other.things or _one_topic(one, other):
            return (
                1.05  # "Iceland seized the trawler on Saturday", "a quarrel that began with the seizure of a trawler"
            )
    if who == UNKNOWN and place == FULLY and (word or _kin(one, other)):
        if not one.all and not other.all:
            return 1.05  # "the bombing in Bergen"
        if one.event.type in MUTUAL | PUBLIC and not (one.all and other.all) and _one_side(one, other):
            return 1.05  # "before the ministers meet in Helsinki"
    return UNKNOWN


def _come_true(one: Told, other: Told, who: int) -> float:
    """A demand, a threat or a fear, and the deed itself or the same wish told again."""
    if one.event.page == other.event.page and one.headline != other.headline and who != UNKNOWN:
        return 1.6 if _one_word(one, other) else 1.2
    if who == UNKNOWN and one.event.modality in WISHED and other.event.modality in WISHED:
        # "demanded the release of the ship", "Norway's deadline for the release of the trawler"
        again = _one_word(one, other) and (one.things & other.things or _one_topic(one, other))
        return 1.05 if again else UNKNOWN
    if who not in (PARTLY, FULLY) or not (one.who and other.who):
        return UNKNOWN
    if one.event.modality not in WISHED or other.event.modality not in WISHED:
        deed = other if one.event.modality in WISHED else one
        if not (deed.dated and few(deed.days)):
            return UNKNOWN
    both_sides = who == FULLY and bool(one.whom and other.whom)
    return 1.05 if both_sides or _one_word(one, other) or _one_topic(one, other) else UNKNOWN


def _as_planned(one: Told, other: Told, place: int) -> bool:
    """Whether one tells as done, without a day, what the other announced for the day it was told on or just before.

    planned for April 4, in Helsinki; on April 4 and 5, "they met for nine hours in Helsinki"
    """
    plan, deed = (one, other) if one.event.modality in ANNOUNCED else (other, one)
    if plan.event.modality not in ANNOUNCED or deed.event.modality is not Modality.HAPPENED or deed.dated:
        return False
    if not (plan.dated and few(plan.days)) or deed.written is None or plan.days is None:
        return False
    reach = HELD_THERE if place == FULLY else HELD
    return not deed.written & ~calendar_days.spread(plan.days, 0, reach)


def _is_the_same_talk(one: Told, other: Told, who: int) -> bool:
    """ "Kerry and Lavrov will meet in Paris. The meeting is at 6:30 PM": right after, and nobody named."""
    if one.event.type not in MUTUAL | PUBLIC or who != UNKNOWN or bool(one.all) == bool(other.all):
        return False
    both = {one.event.modality, other.event.modality}
    if len(both) > 1 and not both <= set(ANNOUNCED):
        return False
    first, second = sorted((one.event.anchor, other.event.anchor), key=lambda span: span.start)
    return second.start - first.end <= NEXT_SENTENCE


def _is_speech(told: Told) -> bool:
    """Whether saying it is doing it; a march has a place and a day, and sanctions are lifted but once."""
    if told.event.type is EventType.CONCEDE:
        return told.event.mode not in ("ease", "grant")
    return told.event.type in SPEECH and told.event.type is not EventType.PROTEST


def _speech(one: Told, other: Told, who: int) -> float:
    """Demands, threats, rejections: saying it is doing it, and it may be done twice on one day.

    One are the headline and the words it stands for, and the same words about the same party on two pages of
    about one day.
    """
    if one.event.page == other.event.page:
        known = who == FULLY or (who == PARTLY and bool(one.who and other.who))
        return 1.6 if known and one.headline != other.headline and _one_word(one, other) else UNKNOWN
    if who == PARTLY and _one_word(one, other) and _one_topic(one, other) and not both_dated(one, other):
        # "Norway demanded that Iceland free the ship", "Iceland rejected the Norwegian demand to free the ship"
        near = (
            one.written and other.written and calendar_days.spread(one.written, -ECHO_DAYS, ECHO_DAYS) & other.written
        )
        return 1.05 if near else UNKNOWN
    if who != FULLY:
        return UNKNOWN
    if both_dated(one, other):
        return 2.0 if _kin(one, other) else UNKNOWN
    if one.written is None or other.written is None or not _kin(one, other):
        return UNKNOWN
    return 1.1 if calendar_days.spread(one.written, -ECHO_DAYS, ECHO_DAYS) & other.written else UNKNOWN
