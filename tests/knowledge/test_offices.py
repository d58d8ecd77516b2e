"""Who held which office when, and what a written title means."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from attache.knowledge import offices, world

LONDON = date(2014, 3, 14)  # Kerry and Lavrov meet; the referendum is two days away


@pytest.mark.parametrize(
    ("kind", "where", "person"),
    [
        ("foreign-minister", "USA", "John Kerry"),
        ("foreign-minister", "RUS", "Sergey Lavrov"),
        ("foreign-minister", "GBR", "William Hague"),
        ("head-of-state", "USA", "Barack Obama"),
        ("head-of-government", "USA", "Barack Obama"),  # a president who governs
        ("head-of-state", "RUS", "Vladimir Putin"),
        ("head-of-government", "RUS", "Dmitry Medvedev"),
        ("head-of-government", "UKR", "Arseniy Yatsenyuk"),
        ("head-of-state", "UKR", "Oleksandr Turchynov"),
        ("head-of-government", "DEU", "Angela Merkel"),
        ("head", "NATO", "Anders Fogh Rasmussen"),
        ("head", "United Nations", "Ban Ki-moon"),
        ("head", "European Union", "Catherine Ashton"),
    ],
)
def test_who_was_it_on_the_day_of_the_london_meeting(kind: str, where: str, person: str) -> None:
    assert [term.person for term in offices.holders(kind, where, LONDON)] == [person]


def test_a_term_has_a_first_and_a_last_day() -> None:
    kerry = offices.person("John Kerry", kind="foreign-minister")[0].terms[0]
    assert (kerry.start, kerry.end) == ("2013-02-01", "2017-01-20")
    assert kerry.covers(date(2013, 2, 1))
    assert kerry.covers(date(2017, 1, 20))
    assert not kerry.covers(date(2013, 1, 31))
    assert not kerry.covers(date(2017, 1, 21))
    assert kerry.tenure().title == "Secretary of State"


def test_an_open_term_is_vouched_for_no_longer_than_its_source() -> None:
    lavrov = offices.person("Lavrov", kind="foreign-minister", where="RUS")[0].terms[0]
    assert lavrov.end is None
    assert not lavrov.covers(date(2031, 1, 1))


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Lavrov", "Sergey Lavrov"),
        ("Zelenskiy", "Volodymyr Zelenskyy"),
        ("Erdoğan", "Recep Tayyip Erdogan"),
        ("Sissi", "Abdel Fattah el-Sissi"),
        ("Xi", "Xi Jinping"),
        ("Yanukovich", "Viktor Yanukovych"),
    ],
)
def test_people_go_by_more_than_one_spelling(written: str, person: str) -> None:
    assert person in [holder.name for holder in offices.person(written)]


def test_two_bushes_are_told_apart_by_the_year() -> None:
    assert len(offices.person("Bush", kind="head-of-state")) == 2
    assert [one.name for one in offices.person("Bush", on=date(1991, 1, 17))] == ["George H. W. Bush"]
    assert offices.person("Nobody Whatever") == ()


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Sergey Lavrov", "Lavrov"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("Xi Jinping", "Xi"),
        ("Moon Jae-in", "Moon"),
        ("Lee Hsien Loong", "Lee"),
    ],
)
def test_the_name_of_a_second_mention(name: str, surname: str) -> None:
    assert offices.surname(name) == surname


@pytest.mark.parametrize(
    ("title", "kind", "where"),
    [
        ("U.S. Secretary of State", "foreign-minister", "USA"),
        ("US Secretary of State John Kerry", "foreign-minister", "USA"),
        ("Secretary Kerry", "foreign-minister", "USA"),
        ("Russia’s Foreign Minister Sergei Lavrov", "foreign-minister", "RUS"),
        ("Foreign Minister Lavrov", "foreign-minister", None),
        ("Prime Minister Yatsenyuk of Ukraine", "head-of-government", "UKR"),
        ("British Foreign Secretary", "foreign-minister", "GBR"),
        ("German Chancellor", "head-of-government", "DEU"),
        ("the Chancellor of the Exchequer", "finance-minister", "GBR"),
        ("NATO Secretary General", "head", "NATO"),
        ("Secretary General Ban Ki-moon", "head", None),
        ("President of the European Commission", "head", "European Commission"),
        ("European Council President", "head", "European Council"),
        ("EU foreign policy chief Catherine Ashton", "head", "European Union"),
        ("IMF Managing Director", "head", "International Monetary Fund"),
        ("Libyan leader Moammar Gadhafi", "head-of-state", "LBY"),
        ("Hamas leader", "head", "Hamas"),
        ("Crimean Prime Minister Sergei Aksyonov", "head-of-government", "Crimea"),
        ("US ambassador to the United Nations", "un-ambassador", "USA"),
        ("the Russian Deputy Foreign Minister", "deputy-foreign-minister", "RUS"),
        ("Assistant Secretary of State", "other", None),
    ],
)
def test_a_written_title_names_an_office(title: str, kind: str, where: str | None) -> None:
    found = offices.office(title)
    assert found is not None
    assert (found.kind, found.where) == (kind, where)


@pytest.mark.parametrize("title", ["a senior official", "State Department spokeswoman", "", "Friday", "."])
def test_other_words_name_no_office(title: str) -> None:
    assert offices.office(title) is None


@pytest.mark.parametrize("title", ["former U.S. President", "ex-President Putin", "then-President Bush"])
def test_a_former_president_is_marked(title: str) -> None:
    found = offices.office(title)
    assert found is not None
    assert found.former
    now = offices.office("President Obama")
    assert now is not None
    assert not now.former


def test_the_table_is_sound() -> None:
    """Dates are ISO and in order, places are states or bodies, and an office has one holder on most days."""
    office: dict[tuple[str, str], list[offices.Term]] = defaultdict(list)
    for holder in offices.officeholders():
        for term in holder.terms:
            assert len(term.start) in (4, 7, 10), term
            assert term.start.replace("-", "").isdigit(), term
            assert term.start[: len(term.until)] <= term.until[: len(term.start)], term
            assert world.by_code(term.where) is not None or world.party(term.where) is not None, term
            office[term.kind, term.where].append(term)
    assert len({where for kind, where in office if kind == "head"}) >= 40
    assert len({where for kind, where in office if kind == "head-of-state"}) >= 60


def test_a_hostile_title_costs_nothing() -> None:
    assert offices.office("Secretary " + "A." * 100_000) is None
    assert offices.person("x" * 100_000) == ()
