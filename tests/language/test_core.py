"""The core reads the same whatever stands beside a sentence, and reads what news is made of."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.errors import CoreError
from attache.language.core import FOLDER, Core, Parse, read_sentences, sentences
from attache.language.decoding import best_tree
from attache.language.spelling import lemma_of, lemma_script, pieces, shape

NEWS = [
    "U.S. Secretary of State John Kerry met Russian Foreign Minister Sergey Lavrov in London on Friday .",
    '" I look forward to the opportunity , " Kerry said .',
    "Lavrov said Russia will not invade .",
    "KERRY , LAVROV TO MEET IN PARIS",
    "Kerry , Lavrov to Meet in Paris for Another Round of Talks",
    "On March 16 , Crimeans voted to join Russia and leave Ukraine .",
    "Some 30,000 troops have massed , said an unnamed official , who declined to be identified .",
    "No",
]


@pytest.fixture(scope="module")
def core() -> Core:
    return Core.load()


def test_a_label_never_depends_on_the_batch(core: Core) -> None:
    lines = [text.split() for text in NEWS] * 3 + [text.split()[1:] for text in NEWS if " " in text]

    def fresh(some: list[list[str]]) -> list[Parse]:
        core._read.clear()  # nothing remembered
        return core.parse(some)

    together = fresh(lines)
    backwards = fresh(lines[::-1])[::-1]
    alone = [fresh([line])[0] for line in lines[:8]]
    assert together == backwards
    assert together[:8] == alone


def test_answers_stand_in_the_order_of_the_sentences(core: Core) -> None:
    lines = [[], ["Kerry"], ["He", "left", "."], [], ["Kerry"]]
    assert [len(parse.upos) for parse in core.parse(lines)] == [0, 1, 3, 0, 1]
    assert core.parse([]) == []


@pytest.mark.parametrize("length", [1, 2, 50, 239, 240, 241, 700])
def test_a_sentence_of_any_length_is_one_tree(core: Core, length: int) -> None:
    (parse,) = core.parse([[word for _ in range(length // 4 + 1) for word in ("troops", "left", ",", "and")][:length]])
    assert len(parse.head) == length
    assert parse.head.count(-1) == 1
    for at in range(length):
        steps = 0
        while at >= 0:
            at, steps = parse.head[at], steps + 1
            assert steps <= length


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=12), max_size=12))
def test_nothing_is_raised_on_odd_words(words: list[str]) -> None:
    (parse,) = _CORE.parse([words])
    assert len(parse.upos) == len(parse.lemma) == len(parse.head) == len(words)
    assert all(parse.lemma)


_CORE = Core.load()


@pytest.mark.parametrize(
    ("sentence", "name", "label"),
    [
        ("Kerry met Lavrov in London on Friday.", "Lavrov", "PERSON"),
        ("Kerry met Lavrov in London on Friday.", "London", "PLACE"),
        ("Kerry met Lavrov in London on Friday.", "Friday", "DATE"),
        ("The United Nations condemned the attack.", "United Nations", "ORG"),
        ("Russian forces seized the base.", "Russian", "NORP"),
        ("The ministry paid $5 million for the boats.", "$5 million", "MONEY"),
        ("Some 30,000 troops crossed the border.", "30,000", "NUMBER"),
        ("KERRY MET LAVROV IN LONDON", "LAVROV", "PERSON"),
        ("Kerry and Lavrov to Meet in London", "London", "PLACE"),
    ],
)
def test_names_are_found_also_in_headlines(core: Core, sentence: str, name: str, label: str) -> None:
    (read,) = sentences(sentence, core)
    found = {
        sentence[read.tokens[entity.first].start : read.tokens[entity.last - 1].end]: entity.label.value
        for entity in read.entities
    }
    assert found.get(name) == label, found


@pytest.mark.parametrize(
    ("sentence", "word", "relation", "head"),
    [
        ("Lavrov said Russia will not invade.", "invade", "ccomp", "said"),
        ("Lavrov said Russia will not invade.", "Lavrov", "nsubj", "said"),
        ("“We will not invade,” Lavrov said.", "Lavrov", "nsubj", "said"),
        ("Obama pressured Putin to pull back the troops.", "Putin", "obj", "pressured"),
        ("Yanukovych was ousted on February 22.", "Yanukovych", "nsubj:pass", "ousted"),
        ("The talks are scheduled for Tuesday in Brussels.", "Tuesday", "obl", "scheduled"),
    ],
)
def test_trees_of_news(core: Core, sentence: str, word: str, relation: str, head: str) -> None:
    (read,) = sentences(sentence, core)
    token = next(token for token in read.tokens if token.text == word)
    assert (token.deprel, read.tokens[token.head].text) == (relation, head)


def test_a_page_is_read_with_its_places(core: Core) -> None:
    text = "Kerry to meet Lavrov\n\nKerry flew to London. “I look forward to it,” he said.\n\nThe end."
    read = sentences(text, core)
    assert [sentence.paragraph for sentence in read] == [0, 1, 1, 2]
    for sentence in read:
        assert all(text[token.start : token.end] == token.text for token in sentence.tokens)
    assert read_sentences([text, "", text], core) == [read, (), read]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("troops", 1), ("Kerry", 2), ("NATO", 3), ("A", 4), ("McCain", 5), ("iPhone", 6), ("2014", 7),
    ("30,000", 8),
     ("U.S.", 9), ("F-16", 10), ("”", 11)],
)  # fmt: skip
def test_case_shapes(word: str, kind: int) -> None:
    assert shape(word) == kind


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_a_lemma_script_makes_the_lemma_it_was_made_from(word: str, lemma: str) -> None:
    assert lemma_of(word, lemma_script(word, lemma)) == lemma


def test_curly_and_straight_marks_are_one_word_to_the_core() -> None:
    vocabulary = _CORE._vocabulary
    assert pieces("“", vocabulary) == pieces('"', vocabulary) == pieces("``", vocabulary)
    assert pieces("n’t", vocabulary) == pieces("n't", vocabulary)


def test_the_best_tree_has_one_root_and_no_circle() -> None:
    # Word 1 and 2 would each rather hang on the other, and both would rather be the root than 3.
    scores = np.array([[0, 0, 0, 0], [5, 0, 9, 0], [4, 9, 0, 0], [6, 1, 1, 0]], np.float32)
    assert best_tree(scores) == [0, 0, 1, 1]


def test_a_core_that_is_missing_or_damaged_says_which_file(tmp_path: Path) -> None:
    with pytest.raises(CoreError, match=r"labels\.json"):
        Core.load(tmp_path)
    for name in ("labels.json", "vocabulary.txt", "lemmas.tsv"):
        shutil.copy(FOLDER / name, tmp_path / name)
    with pytest.raises(CoreError, match=r"core\.onnx"):
        Core.load(tmp_path)
    (tmp_path / "core.onnx").write_bytes(b"version https://git-lfs.github.com/spec/v1")
    with pytest.raises(CoreError, match=r"roles\.onnx"):
        Core.load(tmp_path)
    shutil.copy(FOLDER / "roles.onnx", tmp_path / "roles.onnx")
    with pytest.raises(CoreError, match=r"core\.onnx.*install"):
        Core.load(tmp_path)
