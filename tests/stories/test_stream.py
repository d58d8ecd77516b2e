"""Pages that tell one story come together, two stories with the same people stay apart."""

from __future__ import annotations

import random

from attache.model import Page
from attache.stories import stream
from attache.stories.copies import card_of, copies, words
from attache.stories.shelf import Card, hashed
from attache.stories.stream import stories
from tests.stories.test_copies import OTHER, WIRE, page

STRIKE = (
    "Ferry crews on the island line walked out at noon on Thursday over night pay, leaving two thousand "
    "passengers at the quay. The crews' union said the strike would last until the company put an offer "
    "on the table. The company answered that ferries could not sail at a loss and asked the transport "
    "minister to step in."
)
STRIKE_LATER = (
    "The ferry strike entered its third day with no offer from the company. The union of the crews met "
    "the transport minister for an hour; passengers on the island queued for the one mail boat still "
    "sailing. Night pay remains the crews' first demand."
)


def pages() -> list[Page]:
    return [
        page("water-1", WIRE),
        page("water-2", OTHER),
        page("strike-1", STRIKE),
        page("strike-2", STRIKE_LATER),
    ]


def test_two_stories() -> None:
    given = pages()
    found = stories(given, (), ())
    assert sorted(sorted(story.pages) for story in found) == sorted(
        [sorted(each.id for each in given[:2]), sorted(each.id for each in given[2:])]
    )


def test_a_copy_is_in_the_story_of_its_original() -> None:
    given = [*pages(), page("reprint", WIRE[:350])]
    found = stories(given, (), copies(given))
    home = {id: story.id for story in found for id in story.pages}
    assert home[given[0].id] == home[given[-1].id]


def test_order_changes_nothing() -> None:
    given = pages()
    expected = stories(given, (), ())
    rng = random.Random(3)
    for _ in range(20):
        rng.shuffle(given)
        assert stories(given, (), ()) == expected


def test_a_story_spans_the_days_of_its_pages() -> None:
    given = [page("a", STRIKE, published="2014-03-10"), page("b", STRIKE_LATER, published="2014-03-13")]
    (story,) = stories(given, (), ())
    assert (story.start, story.end) == ("2014-03-10", "2014-03-13")


TREATY = (
    "Latvia and Estonia will dredge the strait together, their transport ministers said after a meeting on the quay. "
    "The strait has silted up since the storms of January, and ferries between the two countries have sailed half "
    "empty. A Latvian ship will dig, an Estonian one will carry the sand away."
)
DREDGER = (
    "A dredger ran aground in the strait on Friday with eight sailors aboard. The Latvian crew was taken off by an "
    "Estonian tug. The ministers of both countries said that the digging of the strait would go on."
)


def card(each: Page) -> Card:
    return card_of(words(each), stream.features(each))


def test_a_state_is_known_by_its_adjective() -> None:
    """ "Latvia and Estonia" on one page are "Latvian" and "Estonian" on the other."""
    treaty, dredger = card(page("treaty", TREATY)), card(page("dredger", DREDGER))
    assert hashed("latvia") >> 32 in {*treaty.anchors} & {*dredger.anchors}


def test_what_comes_months_later_is_less_alike() -> None:
    """The strike of March and the strike of June: the words of one affair, at another time."""
    first = card(page("first", STRIKE, published="2014-03-10"))
    soon, later, latest = (
        stream.likeness(first, card(page("again", STRIKE_LATER, published=day)))
        for day in ("2014-03-13", "2014-04-20", "2014-06-30")
    )
    assert soon > later > latest > soon / 2


def test_a_folder_of_few_pages_is_one_affair_rather_than_many() -> None:
    assert stream.enough(20) < stream.enough(100) < stream.enough(1000) == stream.ALIKE


def test_no_pages_no_stories() -> None:
    assert stories((), (), ()) == ()
