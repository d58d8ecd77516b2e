"""Reports that name too little, or somebody else for the same, still find the event they are of; no others do."""

from __future__ import annotations

from dataclasses import replace

from attache.model import Entry, EventType, Modality, Outcome, When
from attache.timeline import establish
from tests.timeline.news import News

BODY = (
    " The foreign ministers of Russia and Ukraine, Ana Ilves and Tomas Brandt, have argued over the dam at Osterholm "
    "since the drought, and over who pays for the gauges on the lower canal."
)


def entries(type: EventType, *news: News) -> list[Entry]:
    found = establish([each.page for each in news], [each.reading for each in news])
    return [each for each in found.entries if each.type is type]


def names(entry: Entry, *news: News) -> set[str]:
    found = establish([each.page for each in news], [each.reading for each in news])
    return {actor.name for actor in found.actors if actor.id in entry.actors}


def ministers(news: News) -> None:
    for name, title in (("Ana Ilves", "Russian Foreign Minister"), ("Tomas Brandt", "Ukrainian Foreign Minister")):
        news.actor(name, title, words=name.split()[-1])
    for id, code in ((news.actor("Ana Ilves"), "RUS"), (news.actor("Tomas Brandt"), "UKR")):
        news.actors[next(n for n, a in news.actors.items() if a.id == id)] = replace(
            next(a for a in news.actors.values() if a.id == id), country=code
        )


def talks(name: str, text: str, anchor: str, day: str, when: tuple[str, str], who: tuple[str, ...]) -> News:
    news = News(name, f"Talks on the dam\n\n{text}" + BODY, published=day)
    ministers(news)
    told = news.when(*when)
    news.event(EventType.CONSULT, anchor, Modality.SCHEDULED, who=who, place="Paris", when=told)
    return news


def test_the_ministers_are_the_two_the_page_names() -> None:
    """ "The foreign ministers, Jonas Thorsson and Erik Solbakken, met": of the list one was read, and the body."""
    plan = talks(
        "plan", "Ana Ilves and Tomas Brandt will meet in Paris on Friday.", "meet", "2014-03-04",
        ("Friday", "2014-03-07"), ("Ana Ilves", "Tomas Brandt"),
    )  # fmt: skip
    later = News(
        "later", "Dam accord\n\nThe foreign ministers met in Paris for an hour." + BODY, published="2014-03-07"
    )
    ministers(later)
    later.event(EventType.CONSULT, "met", who=("the foreign ministers",), place="Paris")
    group = later.actors[later.actor("the foreign ministers")]
    later.actors[group.id] = replace(group, names=("The foreign ministers",), name="The foreign ministers")
    (entry,) = entries(EventType.CONSULT, plan, later)
    assert names(entry, plan, later) == {"Ana Ilves", "Tomas Brandt"}
    assert entry.modality is Modality.HAPPENED


def seizure(name: str, text: str, day: str, who: tuple[str, ...] = (), when: tuple[str, str] | None = None) -> News:
    news = News(name, f"Quarrel on the canal\n\n{text}" + BODY, published=day)
    told = news.when(*when) if when else None
    anchor = "seized" if "seized" in text else "seizure"
    news.event(EventType.COERCE, anchor, who=who, when=told)
    return news


FIRST = "Russia seized the barge Alma near the lower canal on Saturday."


def test_a_seizure_by_nobody_is_the_one_that_is_known() -> None:
    """ "a quarrel that began with the seizure of a trawler" (Helsinki, April 4)"""
    first = seizure("a", FIRST, "2014-03-02", ("Russia",), ("Saturday", "2014-03-01"))
    later = seizure("b", "The accord ends a quarrel that began with the seizure of a barge.", "2014-03-20")
    (entry,) = entries(EventType.COERCE, first, later)
    assert len(entry.events) == 2
    assert entry.when is not None
    assert entry.when.start == "2014-03-01"


def test_an_accusation_names_no_doer_for_the_page() -> None:
    """ "A member of parliament had suggested that Icelandic agents bombed the market": the bombing is nobody's yet."""
    text = "Ana Ilves condemned the bombing of the market at the dam. Tomas Brandt said Russia bombed the market."
    news = News("a", "Bomb at the dam\n\n" + text + BODY, published="2014-03-02")
    news.event(EventType.ASSAULT, "bombing")
    accuser = news.actor("Tomas Brandt")
    news.event(EventType.ASSAULT, "bombed", who=("Russia",), voices=(accuser,))
    day = News("b", "Bomb at the dam\n\nA bomb went off at the market on Saturday." + BODY, published="2014-03-02")
    day.event(EventType.ASSAULT, "bomb", when=day.when("Saturday", "2014-03-01"))
    found = entries(EventType.ASSAULT, news, day)
    assert {len(entry.actors) for entry in found} == {0, 1}
    assert [len(entry.events) for entry in found if entry.actors] == [1]


def test_a_thing_taken_for_a_party_neither_parts_nor_stays() -> None:
    """ "seized a trawler on the Alvik Bank": a bank that no table knows, beside the state on other pages."""
    pages = [
        seizure(f"page-{at}", FIRST, f"2014-03-0{2 + at}", ("Russia",), ("Saturday", "2014-03-01")) for at in range(4)
    ]
    odd = News("odd", f"Quarrel on the canal\n\n{FIRST}" + BODY, published="2014-03-07")
    told = odd.when("Saturday", "2014-03-01")
    odd.event(EventType.COERCE, "seized", whom=("the lower canal",), when=told)
    odd.actors[odd.actor("the lower canal")] = replace(
        odd.actors[odd.actor("the lower canal")], name="Lower Canal", names=("Lower Canal",)
    )
    (entry,) = entries(EventType.COERCE, *pages, odd)
    assert len(entry.events) == 5
    assert entry.recipients == ()


def test_who_goes_somewhere_to_meet_somebody_meets_him_there() -> None:
    """ "he would go to Copenhagen on Thursday all the same to meet his Norwegian colleague" (March 18)"""
    news = News("a", "Talks on\n\nAna Ilves would go to Paris on Thursday to meet Brandt.", published="2014-03-03")
    thursday = news.when("Thursday", "2014-03-06", "weekday-next")
    news.event(EventType.CONSULT, "go", Modality.SCHEDULED, who=("Ana Ilves",), place="Paris", when=thursday)
    news.events[0] = replace(news.events[0], mode="visit")
    news.event(EventType.CONSULT, "meet", Modality.SCHEDULED, who=("Brandt",))
    (entry,) = entries(EventType.CONSULT, news)
    assert names(entry, news) == {"Ana Ilves", "Brandt"}
    assert entry.when is not None
    assert entry.when.start == "2014-03-06"


def test_the_prime_ministers_are_not_the_foreign_ministers() -> None:
    friday = ("Friday", "2014-03-07")
    plan = talks(
        "plan",
        "The ministers will meet in Paris on Friday.",
        "meet",
        "2014-03-04",
        friday,
        ("Ana Ilves", "Tomas Brandt"),
    )
    other = News("b", "Talks on the dam\n\nThe prime ministers of Russia and Ukraine will meet in Paris on Friday." + BODY,
                 published="2014-03-04")  # fmt: skip
    told = other.when(*friday)
    other.event(
        EventType.CONSULT, "meet", Modality.SCHEDULED, who=("the prime ministers of Russia and Ukraine",), when=told
    )
    group = other.actors[other.actor("the prime ministers of Russia and Ukraine")]
    other.actors[group.id] = replace(group, country="RUS")
    assert len(entries(EventType.CONSULT, plan, other)) == 2


def test_talks_of_others_at_the_place_and_day_given_up_are_those() -> None:
    """ "preparatory talks on a contact group that were to have begun on Thursday were postponed until Monday" """
    plan = talks(
        "plan", "Ana Ilves and Tomas Brandt will meet in Paris on Thursday.", "meet", "2014-03-04",
        ("Thursday", "2014-03-06"), ("Ana Ilves", "Tomas Brandt"),
    )  # fmt: skip
    moved = News("moved", "The dam\n\nThe talks in Paris on Thursday were postponed until Monday." + BODY,
                 published="2014-03-05")  # fmt: skip
    thursday: When = moved.when("Thursday", "2014-03-06")
    moved.when("Monday", "2014-03-10")
    moved.event(EventType.CONSULT, "talks", Modality.CANCELLED, place="Paris", when=thursday)
    found = establish([plan.page, moved.page], [plan.reading, moved.reading])
    (appointment,) = found.appointments
    assert appointment.outcome is Outcome.MOVED
    assert appointment.planned is not None
    assert appointment.planned.start == "2014-03-10"


def test_what_nobody_does_nowhere_on_no_day_is_no_entry() -> None:
    news = News("a", "The dam\n\nAfter the dam, a ballot." + BODY, published="2014-03-03")
    news.event(EventType.COERCE, "ballot")
    assert entries(EventType.COERCE, news) == []


def test_leaders_and_experts_of_one_page_do_not_meet_together() -> None:
    """ "Leaders will meet in Brussels instead ... experts would meet again on April 8" (The Hague, March 25)"""
    news = News("a", "Leaders will meet in Brussels\n\nThe host said experts would meet again on April 8." + BODY,
                published="2014-03-25")  # fmt: skip
    news.event(EventType.CONSULT, "meet", Modality.SCHEDULED, who=("the Leaders",), place="Brussels")
    news.event(
        EventType.CONSULT, "meet@2", Modality.SCHEDULED, who=("the experts",), when=news.when("April 8", "2014-04-08")
    )
    for name, called in (("the Leaders", "Leaders"), ("the experts", "experts")):
        group = news.actors[news.actor(name)]
        news.actors[group.id] = replace(group, name=called, names=(called,))
    assert len(entries(EventType.CONSULT, news)) == 2


def test_a_deed_is_of_the_type_that_most_pages_take_it_for() -> None:
    """ "Iceland seizes Norwegian trawler" was read as an assault, "Iceland seized the Solvaag" as a seizure."""
    texts = (
        "Russia seized the barge Alma near the lower canal on Saturday.",
        "The barge Alma, which Russia seized on Saturday, lies in the lower canal with its crew of four.",
        "On Saturday Russia seized a barge, the Alma; its owner in the canal town spoke of piracy.",
        "Nobody was hurt when Russia seized the Alma, a barge with grain from the canal, on Saturday.",
    )
    pages = []
    for at, text in enumerate(texts):
        news = News(f"page-{at}", f"Quarrel on the canal over the barge Alma\n\n{text}", published="2014-03-02")
        day = news.when("Saturday", "2014-03-01")
        news.event(EventType.COERCE if at else EventType.ASSAULT, "seized", who=("Russia",), when=day)
        pages.append(news)
    assert entries(EventType.ASSAULT, *pages) == []
    (entry,) = entries(EventType.COERCE, *pages)
    assert len(entry.events) == 4


def test_what_follows_in_the_sentence_is_of_its_day() -> None:
    """ "Norway demanded on Thursday that Iceland free the trawler ..., and threatened to impose sanctions" (March 7)"""
    news = News("a", "An ultimatum\n\nRussia demanded on Thursday that the barge be freed, and threatened an embargo. "
                "Russia closed the dam on Monday, four days after it accused Ukraine." + BODY,
                published="2014-03-07")  # fmt: skip
    thursday = news.when("Thursday", "2014-03-06", "weekday-last")
    monday = news.when("Monday", "2014-03-03", "weekday-last")
    news.event(EventType.REQUEST, "demanded", who=("Russia",), when=thursday)
    news.event(EventType.THREATEN, "threatened", who=("Russia",))
    news.event(EventType.COERCE, "closed", who=("Russia",), when=monday)
    news.event(EventType.ACCUSE, "accused", who=("Russia",))
    (threat,) = entries(EventType.THREATEN, news)
    assert threat.when is not None
    assert threat.when.start == "2014-03-06"
    (charge,) = entries(EventType.ACCUSE, news)
    assert charge.when is None


def test_who_is_due_somewhere_is_received_there_that_day() -> None:
    """ "Yatsenyuk is due at the White House on Wednesday" (March 11), "Obama received ... Yatsenyuk ... on Wednesday" """
    due = News("due", "Brandt is due at the palace\n\nTomas Brandt is due in Paris on Wednesday." + BODY,
               published="2014-03-11")  # fmt: skip
    day = due.when("Wednesday", "2014-03-12", "weekday-next")
    due.event(EventType.CONSULT, "due@2", Modality.SCHEDULED, who=("Tomas Brandt",), place="Paris", when=day)
    held = News("held", "Obama hosts Brandt\n\nBarack Obama received Tomas Brandt on Wednesday." + BODY,
                published="2014-03-12")  # fmt: skip
    held.event(EventType.CONSULT, "hosts", who=("Barack Obama",))
    on = held.when("Wednesday", "2014-03-12", "weekday-last")
    held.event(EventType.CONSULT, "received", who=("Barack Obama", "Tomas Brandt"), when=on)
    (entry,) = entries(EventType.CONSULT, due, held)
    assert len(entry.events) == 3
    other = News("other", "Obama hosts Ilves\n\nBarack Obama received Ana Ilves on Wednesday." + BODY,
                 published="2014-03-12")  # fmt: skip
    on = other.when("Wednesday", "2014-03-12", "weekday-last")
    other.event(EventType.CONSULT, "received", who=("Barack Obama", "Ana Ilves"), when=on)
    assert len(entries(EventType.CONSULT, due, other)) == 2


def test_a_meeting_is_held_on_the_day_after_the_departure_for_it() -> None:
    """ "Kerry was to leave for London late Thursday to meet ... Lavrov" (March 12); they talked there on Friday."""
    leave = News("leave", "Talks near\n\nAna Ilves was to leave for Paris late Thursday to meet Brandt." + BODY,
                 published="2014-03-12")  # fmt: skip
    thursday = leave.when("Thursday", "2014-03-13", "weekday-next")
    pair = ("Ana Ilves", "Tomas Brandt")
    leave.event(EventType.CONSULT, "leave", Modality.SCHEDULED, who=("Ana Ilves",), place="Paris", when=thursday)
    leave.events[0] = replace(leave.events[0], mode="visit")
    leave.event(EventType.CONSULT, "meet", Modality.SCHEDULED, who=pair, when=thursday)
    held = News("held", "Talks in Paris\n\nAna Ilves and Tomas Brandt met in Paris on Friday." + BODY,
                published="2014-03-14")  # fmt: skip
    held.event(EventType.CONSULT, "met", who=pair, place="Paris@2", when=held.when("Friday", "2014-03-14"))
    found = establish([leave.page, held.page], [leave.reading, held.reading])
    (appointment,) = found.appointments
    assert appointment.outcome is Outcome.TOOK_PLACE


def test_sanctions_lifted_are_not_imposed() -> None:
    """ "Norway lifted its sanctions on Iceland on Monday" was read as a concession and as sanctions."""
    news = News("a", "Sanctions lifted\n\nRussia lifted its sanctions on Ukraine on Monday." + BODY,
                published="2014-03-10")  # fmt: skip
    monday = news.when("Monday", "2014-03-10")
    news.event(EventType.CONCEDE, "lifted@2", who=("Russia",), whom=("Ukraine",), when=monday)
    news.event(EventType.SANCTION, "sanctions", who=("Russia",), whom=("Ukraine",), when=monday)
    assert entries(EventType.SANCTION, news) == []
    assert len(entries(EventType.CONCEDE, news)) == 1
