"""States, parties and metonyms: what a name in the news can stand for."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from attache.knowledge import world
from attache.model import ActorType


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ukraine", "UKR"),
        ("Ukrainian", "UKR"),
        ("Ukrainians", "UKR"),
        ("Ukraine's", "UKR"),
        ("Ukraine’s", "UKR"),
        ("the Russian Federation", "RUS"),
        ("RUSSIA", "RUS"),
        ("the United States", "USA"),
        ("U.S.", "USA"),
        ("the US", "USA"),
        ("America", "USA"),
        ("Britons", "GBR"),
        ("UK", "GBR"),
        ("Danes", "DNK"),
        ("Philippine", "PHL"),
        ("Türkiye", "TUR"),
        ("Côte d'Ivoire", "CIV"),
        ("Burma", "MMR"),
        ("Soviet", "SUN"),
        ("Zaire", "ZAR"),
        ("RUS", "RUS"),
    ],
)
def test_a_state_is_known_by_all_its_forms(name: str, code: str) -> None:
    found = world.country(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("word", ["us", "polish", "turkey", "NATO", "Moscow", "Crimea", "", "  ", "'s"])
def test_other_words_are_no_state(word: str) -> None:
    assert world.country(word) is None


def test_a_demonym_is_not_a_name() -> None:
    assert world.demonym("Russians") == world.state("Russia") == world.by_code("RUS")
    assert world.demonym("Russia") is None
    assert world.state("Russians") is None


def test_the_soviet_union_ended_in_1991() -> None:
    union = world.country("the Soviet Union")
    assert union is not None
    assert union.existed(date(1991, 8, 19))
    assert not union.existed(date(2014, 3, 14))


@pytest.mark.parametrize(
    ("place", "party", "country"),
    [
        ("Moscow", "Russian government", "RUS"),
        ("Kiev", "Ukrainian government", "UKR"),
        ("Kyiv", "Ukrainian government", "UKR"),
        ("Washington", "U.S. government", "USA"),
        ("Beijing", "Chinese government", "CHN"),
        ("the Kremlin", "Kremlin", "RUS"),
        ("the White House", "White House", "USA"),
        ("10 Downing Street", "Downing Street", "GBR"),
        ("the Elysee", "Élysée", "FRA"),
        ("Foggy Bottom", "U.S. State Department", "USA"),
        ("the State Department", "U.S. State Department", "USA"),
        ("the Pentagon", "U.S. Department of Defense", "USA"),
        ("Capitol Hill", "Congress", "USA"),
        ("Brussels", "European Union", None),
    ],
)
def test_a_place_stands_for_those_who_act_from_it(place: str, party: str, country: str | None) -> None:
    found = world.metonym(place)
    assert found is not None
    assert (found.name, found.country) == (party, country)


@pytest.mark.parametrize("place", ["Sochi", "Texas", "London Bridge", "Singapore"])
def test_most_places_stand_for_nobody(place: str) -> None:
    assert world.metonym(place) is None


@pytest.mark.parametrize(
    ("name", "party", "type_", "country"),
    [
        ("NATO", "NATO", ActorType.ORGANIZATION, None),
        ("the U.N. Security Council", "UN Security Council", ActorType.ORGANIZATION, None),
        ("the G-7", "G7", ActorType.ORGANIZATION, None),
        ("FOX News", "Fox News", ActorType.ORGANIZATION, "USA"),
        ("Hezbollah", "Hezbollah", ActorType.ORGANIZATION, "LBN"),
        ("al-Qaida", "al-Qaeda", ActorType.ORGANIZATION, None),
        ("the Duma", "State Duma", ActorType.GOVERNMENT, "RUS"),
        ("the Russian government", "Russian government", ActorType.GOVERNMENT, "RUS"),
        ("the government of Ukraine", "Ukrainian government", ActorType.GOVERNMENT, "UKR"),
        ("Russia's Foreign Ministry", "Russian Foreign Ministry", ActorType.GOVERNMENT, "RUS"),
        ("the Ministry of Defence of Ukraine", "Ukrainian Ministry of Defence", ActorType.GOVERNMENT, "UKR"),
        ("Russian troops", "Russian troops", ActorType.GROUP, "RUS"),
        ("U.S. officials", "U.S. officials", ActorType.GROUP, "USA"),
    ],
)
def test_a_party_by_its_written_form(name: str, party: str, type_: ActorType, country: str | None) -> None:
    found = world.party(name)
    assert found is not None
    assert (found.name, found.type, found.country) == (party, type_, country)


@pytest.mark.parametrize("name", ["Russian speakers", "Ukrainian protesters", "Lavrov", "us troops"])
def test_not_everything_russian_is_russias(name: str) -> None:
    assert world.party(name) is None


def test_common_nouns_denote_parties() -> None:
    troops, protesters = world.party_noun("troops"), world.party_noun("Protesters")
    assert troops is not None
    assert troops.type is ActorType.GROUP
    assert troops.national
    assert protesters is not None
    assert not protesters.national
    assert world.party_noun("border") is None


TABLES = ["countries.tsv", "parties.tsv", "party_nouns.tsv", "offices.tsv", "titles.tsv", "places.tsv"]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_its_source(table: str) -> None:
    text = files("attache.knowledge").joinpath(table).read_text(encoding="utf-8")
    header, *rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    assert header[-1] == "source"
    assert all(len(row) == len(header) and row[-1].strip() for row in rows)


def test_no_form_of_a_party_is_claimed_twice() -> None:
    seen: dict[str, str] = {}
    for kind, party in world._parties():
        for form in party.forms if kind == "party" else ():
            assert seen.setdefault(form, party.name) == party.name, form
