"""Are two written names one name."""

import pytest

from attache.mentions.names import acronym_of, same_person, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Viktor Yanukovych", "Victor Yanukovich"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Muammar Gaddafi", "Moammar Gaddafi"),
        ("John F. Kerry", "John Kerry"),
        ("J. Kerry", "John Kerry"),
        ("Joseph Biden Jr.", "Joseph Biden"),
    ],
)
def test_one_person_by_two_spellings(one: str, other: str) -> None:
    assert same_person(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Kerry", "Bob Kerry"),
        ("George Bush", "Laura Bush"),
        ("Kim Jong Un", "Park Chung Hee"),
        ("Kerry", "John Kerry"),  # across pages a lone surname proves nothing
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert not same_person(one, other)


def test_on_one_page_a_surname_and_a_slip_of_the_keys_will_do() -> None:
    assert same_person("Kerry", "John Kerry", page=True)
    assert same_person("Yansenyuk", "Arseniy Yatsenyuk", page=True)
    assert same_person("Lavarov", "Sergei Lavrov", page=True)
    assert not same_person("Petrova", "Ivan Petrov", page=True)
    assert not same_person("Lavarov", "Sergei Lavrov")
    assert not same_person("Putin", "Kutin", page=True)


@pytest.mark.parametrize(("one", "other"), [("Sergey", "Sergei"), ("Zelensky", "Zelenskiy"), ("Kharkov", "Harkov")])
def test_a_skeleton_is_what_spellings_share(one: str, other: str) -> None:
    assert (skeleton(one) == skeleton(other)) is (one[0] == other[0])


def test_initials() -> None:
    assert acronym_of("IAEA", "International Atomic Energy Agency")
    assert acronym_of("OSCE", "Organization for Security and Co-operation in Europe")
    assert not acronym_of("Kerry", "Kurt Erik Rolf Robert Young")
