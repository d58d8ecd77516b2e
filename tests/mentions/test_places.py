"""Where the news is: namesakes told apart by the page's own words, and left open where it does not say."""

from __future__ import annotations

import pytest

from attache.knowledge.places import PlaceRow, lookup
from attache.mentions.places import Mentioned, mentioned, places, resolve
from attache.model import Article, Block, EntityLabel, NamedEntity, Page, Sentence, Token


def resolved(text: str, *names: str, people: tuple[str, ...] = ()) -> list[PlaceRow | None]:
    """Where each name of the text is; a name given twice is its first and then its second mention."""
    mentions, after = [], {}
    for name in names:
        start = text.index(name, after.get(name, 0))
        after[name] = start + len(name)
        mentions.append(mentioned(text, start, start + len(name)))
    return resolve(mentions, people=people)


@pytest.mark.parametrize(
    ("text", "name", "country", "region"),
    [
        ("Kerry and Lavrov met in Paris on Sunday.", "Paris", "FRA", "Ile-de-France"),
        ("A fire broke out in Paris, Texas, on Monday.", "Paris", "USA", "Texas"),
        ("A fire broke out in Paris, Ky., on Monday.", "Paris", "USA", "Kentucky"),
        ("The mayor of Paris (Ontario) resigned.", "Paris", "CAN", "Ontario"),
        ("The Ohio city of Newark raised taxes.", "Newark", "USA", "Ohio"),
        ("Ohio's Licking County counted its votes.", "Licking County", "USA", "Ohio"),
        ("Clashes in Tripoli, Lebanon, left four dead.", "Tripoli", "LBN", "Liban-Nord"),
        ("Police in London, Ontario, arrested a man.", "London", "CAN", "Ontario"),
        ("Police in London arrested a man.", "London", "GBR", "England"),
        ("Ministers will meet in Brussels on Tuesday.", "Brussels", "BEL", "Brussels Capital"),
        ("Kiev said it had no news.", "Kiev", "UKR", "Kyiv City"),
    ],
)
def test_words_beside_the_name_decide(text: str, name: str, country: str, region: str) -> None:
    [row] = resolved(text, name)
    assert row is not None
    assert (row.country, row.admin1) == (country, region)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of Springfield said the bridge was closed.",
        "Officials in San Jose said nothing.",
        "A bus left Henry County at dawn.",
        "The talks moved to Zbrkovo.",
    ],
)
def test_not_sure_is_null(text: str) -> None:
    name = next(word for word in ("Springfield", "San Jose", "Henry County", "Zbrkovo") if word in text)
    assert resolved(text, name) == [None]


def test_georgia_is_a_state_or_a_state() -> None:
    caucasus = resolved("Georgia sent an envoy from Tbilisi to Russia.", "Georgia", "Tbilisi", "Russia")
    south = resolved("Georgia voted in Atlanta and Savannah.", "Georgia", "Atlanta", "Savannah")
    assert [row and row.country for row in (caucasus[0], south[0])] == ["GEO", "USA"]


def test_people_of_the_page_speak_for_a_state() -> None:
    [alone] = resolved("Rain fell on Cordoba.", "Cordoba")
    [spoken] = resolved("Rain fell on Cordoba.", "Cordoba", people=("Spanish",))
    assert alone is not None
    assert alone.country == "ARG"
    assert spoken is not None
    assert spoken.country == "ESP"


def test_the_first_paragraph_ties_the_name_for_the_rest() -> None:
    text = "Birmingham, Alabama, is short of water. In Birmingham, schools closed."
    found = resolved(text, "Birmingham", "Birmingham")
    assert [row and row.admin1 for row in found] == ["Alabama", "Alabama"]


def test_a_list_of_capitals_is_no_address() -> None:
    text = "Envoys from Moscow, Washington, New York and London flew to Geneva."
    found = resolved(text, "Moscow", "Washington", "London", "Geneva", "New York")[:4]
    assert [row and row.country for row in found] == ["RUS", "USA", "GBR", "CHE"]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Crimea", None),
        ("Kashmir", None),
        ("Black Sea", None),
        ("Strait of Hormuz", None),
        ("the Gaza Strip", "PSE"),
        ("the West Bank", "PSE"),
        ("Winfield House", "GBR"),
        ("Camp David", "USA"),
        ("east Ukraine", "UKR"),
        ("Baltic states", None),
        ("U.S.", "USA"),
        ("UKRAINE", "UKR"),
        ("Nice", "FRA"),
    ],
)
def test_places_no_list_of_cities_has(name: str, country: str | None) -> None:
    [row] = resolve([Mentioned(name)])
    assert row is not None
    assert row.lat is not None
    assert row.country == country


def test_the_gazetteer_gives_all_namesakes_the_best_known_first() -> None:
    rows = lookup("Paris")
    assert rows[0].country == "FRA"
    assert len(rows) > 5
    assert {row.admin1 for row in rows} >= {"Texas", "Kentucky", "Ontario"}
    assert lookup("St. Petersburg")[0].country == "RUS"
    assert {row.name for row in lookup("Ky.")} == {"Kentucky"}
    assert lookup("UN") == lookup("") == lookup("the") == ()


def test_every_place_of_a_page_in_its_order() -> None:
    article = _article(
        "Lavrov flew from Moscow to Springfield .",
        (("Moscow", EntityLabel.PLACE), ("Springfield", EntityLabel.PLACE), ("Lavrov", EntityLabel.PERSON)),
    )
    moscow, springfield = places(article)
    assert (moscow.name, moscow.country, moscow.span.text) == ("Moscow", "RUS", "Moscow")
    assert (springfield.name, springfield.country, springfield.lat) == ("Springfield", None, None)


def test_a_thousand_places_take_no_time() -> None:
    names = [f"Springfield {n % 7}" if n % 2 else "Springfield" for n in range(5000)]
    assert len(resolve([Mentioned(name) for name in names])) == 5000


def _article(text: str, names: tuple[tuple[str, EntityLabel], ...]) -> Article:
    tokens, start = [], 0
    for word in text.split():
        start = text.index(word, start)
        tokens.append(Token(start, start + len(word), word, word.lower(), "X", "X", -1, "dep"))
        start += len(word)
    words = [token.text for token in tokens]
    entities = tuple(NamedEntity(words.index(name), words.index(name) + 1, label) for name, label in names)
    page = Page(
        "p-1", "a.txt", None, None, None, None, None, None, "en", text, (Block(0, len(text), 0, len(text)),), (), None
    )
    return Article(page, (Sentence(0, len(text), 0, tuple(tokens), entities),), ())
