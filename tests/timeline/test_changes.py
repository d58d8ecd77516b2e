"""What a record has learnt since a day, and stories that changed company."""

from __future__ import annotations

from attache.model import Learnt, Lesson, Story
from attache.timeline import establish
from attache.timeline.changes import changes, regrouped
from tests.timeline.news import News
from tests.timeline.test_calendar import announced, held, postponed


def learnt(news: list[News], since: str, until: str) -> list[Lesson]:
    pages, readings = [each.page for each in news], [each.reading for each in news]
    return list(changes(establish(pages, readings, as_of=since), establish(pages, readings, as_of=until)))


def test_what_was_announced_is_new_then_moved_then_held() -> None:
    news = [announced(), postponed(), held()]
    assert [each.kind for each in learnt(news, "2014-03-01", "2014-03-13")] == [Learnt.NEW]
    moved = learnt(news, "2014-03-13", "2014-03-19")
    assert Learnt.MOVED in {each.kind for each in moved}
    (took_place,) = [each for each in learnt(news, "2014-03-19", "2014-03-25") if each.kind is Learnt.TOOK_PLACE]
    assert took_place.sources == (held().events[0].id,)


def test_nothing_is_learnt_on_a_day_without_pages() -> None:
    assert learnt([announced(), postponed(), held()], "2014-03-20", "2014-03-22") == []


def story(id: str, *pages: str) -> Story:
    return Story(id, id, pages, None, None)


def test_stories_that_fall_apart_or_become_one_are_logged_with_the_pages_that_moved() -> None:
    before = [story("strike", "a", "b", "c"), story("flood", "d")]
    split = regrouped(before, [story("strike", "a", "b"), story("talks", "c"), story("flood", "d")])
    assert split == [Lesson(Learnt.SPLIT, "talks", "talks", ("c",))]
    merged = regrouped(before, [story("strike", "a", "b", "c", "d")])
    assert merged == [Lesson(Learnt.MERGED, "strike", "strike", ("d",))]


def test_a_story_that_only_grows_is_not_logged() -> None:
    assert regrouped([story("strike", "a")], [story("other-id", "a", "b"), story("flood", "d")]) == []
