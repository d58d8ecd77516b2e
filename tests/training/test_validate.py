"""The labelled pages: their format, and what the validator says of mistakes."""

from __future__ import annotations

import pytest

from training.pages import FOLDER, LabelledPage, files, find, read
from training.validate import check, check_together, main

PAGE = """id: dam-01
story: khoral-dam
outlet: Upland Tribune
form: newspaper
date: 2019-05-14
split: train
@ belani person Tomas Belani (OSV)
@ calder person Rhea Calder (VEL)
@ velnia country Velnia (VEL)
@ dip unnamed an Ostravian diplomat

# Ministers fail to agree on dam
| E AGREE denied | agree | a: Ministers =belani+calder

Belani and Calder met in Port Sorrel on Monday.
Calder told reporters that Velnia would not wait.
"Our turbines are ready," she said.
| E CONSULT | met | a: Belani =belani; Calder =calder | at: Port Sorrel | on: on Monday =2019-05-13
| S indirect | Calder =calder | told | Velnia would not wait | to: reporters
| S direct | she =calder | said | Our turbines are ready,
| M velnia: Velnia; Our

A diplomat said Belani had told her that about 2,500 farmers would lose their land.
He accused Velnia of taking the river.
| S indirect | A diplomat =dip | said | Belani had told her that about 2,500 farmers would lose their land
| S indirect | Belani =belani | told | about 2,500 farmers would lose their land | to: her =calder
| S indirect | He =belani | accused | of taking the river
| E ACCUSE | accused | a: He =belani | r: Velnia =velnia
| F about 2,500 | ~2500 | people | farmers
"""


def page(source: str = PAGE) -> LabelledPage:
    found, troubles = read(source, "dam-01.txt")
    assert found is not None
    assert [str(t) for t in troubles] == []
    return found


def troubles(source: str) -> list[str]:
    found, wrong = read(source, "dam-01.txt")
    return [str(t) for t in (*wrong, *(check(found) if found else ()))]


def test_words_are_found_where_they_stand() -> None:
    read_page = page()
    told = read_page.statements[0]
    assert read_page.words(told.content[0]) == "Velnia would not wait"
    assert told.speaker == ("calder",)
    assert told.naming == "named"
    assert [read_page.words(s) for s in read_page.sentences][:2] == [
        "Ministers fail to agree on dam",
        "Belani and Calder met in Port Sorrel on Monday.",
    ]


def test_a_statement_inside_another_comes_through_its_speaker() -> None:
    inner = next(s for s in page().statements if s.speaker == ("belani",))
    assert inner.voices == ("dip",)
    assert [s.naming for s in page().statements] == ["named", "pronoun", "unnamed", "named", "pronoun"]


def test_a_hedged_figure_is_approximate() -> None:
    (figure,) = page().figures
    assert (figure.low, figure.high, figure.approximate) == (2500, 2500, True)


def test_sources_and_roles_are_mentions() -> None:
    read_page = page()
    words = {(read_page.words(m.piece), m.keys) for m in read_page.mentions}
    assert {("she", ("calder",)), ("Our", ("velnia",)), ("her", ("calder",))} <= words


@pytest.mark.parametrize(
    ("words", "near", "place"),
    [
        ("he#2", None, (17, 19)),
        ("the ... hen", None, (3, 10)),
        ("he", (20, 24), (17, 19)),
        ("he", (3, 6), (0, 2)),
    ],
)
def test_words_are_whole_words(words: str, near: tuple[int, int] | None, place: tuple[int, int]) -> None:
    assert find("he the hen, then he knew", words, near=near) == place


@pytest.mark.parametrize(
    ("right", "wrong", "trouble"),
    [
        ("| E CONSULT | met |", "| E CONSULT | meet |", ":18: the words 'meet' do not stand"),
        ("| E CONSULT | met |", "| E CONSUL | met |", ":18: 'CONSUL' is no type of event"),
        ("a: He =belani", "a: He =blani", ":28: no actor 'blani' in the header"),
        ("=2019-05-13", "=13 May", ":18: '13 May' is no date"),
        ("| ~2500 |", "| lots |", ":29: 'lots' is no number"),
        ("| said | Our turbines", "| said | turbines", ":20: a direct statement begins"),
        ("| told | Velnia would", "| told | that Velnia would", ":19: the content begins after"),
        (
            "| of taking the river\n",
            "| of taking\n| S indirect | - | - | land. He accused Velnia of\n",
            "crosses",
        ),
        ("split: train", "split: all", ":1: split is one of"),
        ("story: khoral-dam\n", "", ":1: the header lacks story"),
    ],
)
def test_the_validator_names_the_line(right: str, wrong: str, trouble: str) -> None:
    assert right in PAGE
    found = troubles(PAGE.replace(right, wrong))
    assert any(trouble in t for t in found), found


def test_a_story_stands_in_one_split() -> None:
    other = page(PAGE.replace("id: dam-01", "id: dam-02").replace("split: train", "split: dev"))
    (trouble,) = check_together([page(), other])
    assert trouble.text == "the story 'khoral-dam' stands in train and in dev"


def test_every_page_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(files()), FOLDER
    assert main([]) == 0, capsys.readouterr().out
