"""What many pages establish together is a function of their set."""

from __future__ import annotations

import random

from attache.model import Established, EventType, Modality, Outcome
from attache.timeline import establish
from tests.timeline.news import News, london, paris


def record(*news: News) -> Established:
    return establish([each.page for each in news], [each.reading for each in news])


def test_two_meetings_of_the_same_two_people_are_two() -> None:
    found = record(london(), paris())
    names = {actor.id: actor.name for actor in found.actors}
    meetings = [
        entry
        for entry in found.entries
        if entry.type is EventType.CONSULT
        and entry.place
        and {names[actor] for actor in entry.actors} == {"John Kerry", "Sergey Lavrov"}
    ]
    assert sorted(entry.place.name for entry in meetings if entry.place) == ["London", "Paris"]


def test_a_vote_scheduled_here_and_held_there_is_one() -> None:
    found = record(london(), paris())
    (vote,) = [entry for entry in found.entries if entry.type is EventType.VOTE]
    assert [change.modality for change in vote.history] == [
        Modality.SCHEDULED,
        Modality.SCHEDULED,
        Modality.HAPPENED,
    ]
    assert vote.modality is Modality.HAPPENED
    assert vote.when is not None
    assert vote.when.start == "2014-03-16"
    assert vote.origins == 2
    (appointment,) = [each for each in found.appointments if each.entry == vote.id]
    assert appointment.outcome is Outcome.TOOK_PLACE
    assert appointment.evidence == (paris().events[1].id,)


def test_every_event_is_in_exactly_one_entry() -> None:
    given = [london(), paris()]
    found = record(*given)
    told = sorted(event.id for each in given for event in each.events)
    assert sorted(id for entry in found.entries for id in entry.events) == told


def test_a_hundred_shuffles_establish_the_same() -> None:
    reprint = News("reprint.txt", london().page.text, published="2014-03-15", outlet="the-mirror")
    given = [london(), paris(), reprint]
    expected = record(*given)
    rng = random.Random(11)
    pages, readings = [each.page for each in given], [each.reading for each in given]
    for _ in range(100):
        rng.shuffle(pages)
        rng.shuffle(readings)
        assert establish(pages, readings) == expected


def test_a_page_given_twice_counts_once() -> None:
    assert record(london(), paris(), london()) == record(paris(), london())


def test_a_copy_confirms_nothing() -> None:
    reprint = News("reprint.txt", london().page.text, outlet="the-mirror")
    for event in london().events:
        reprint.events.append(event)
    reprint.events.clear()
    when = reprint.when("Thursday", "XXXX-WXX-4", "weekday-last")
    reprint.event(EventType.MOBILIZE, "exercises", who=("Russia",), when=when)
    found = record(london(), paris(), reprint)
    assert len(found.copies) == 1
    exercises = [entry for entry in found.entries if entry.type is EventType.MOBILIZE]
    assert all(entry.origins == 1 for entry in exercises)


def test_nothing_at_all() -> None:
    assert establish([], []).entries == ()


def test_digest_rests_on_words_and_tells_no_plan_as_done() -> None:
    found = record(london(), paris())
    texts = {each.page.id: each.page.text for each in (london(), paris())}
    (digest,) = found.digests
    for sentence in digest.sentences:
        assert sentence.spans
        for span in sentence.spans:
            assert texts[span.page][span.start : span.end] == span.text
    told = [sentence.text for sentence in digest.sentences]
    assert any("plan to hold talks in Paris" in text for text in told)
    assert not any("held talks in Paris" in text for text in told)
