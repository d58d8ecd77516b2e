"""Words as the encoder takes them in, pieces and case shapes, and lemmas as it gives them out, edit scripts."""

from __future__ import annotations

import unicodedata

MAX_PIECES = 8  # word pieces a word may have; a longer word keeps its first seven and its last
MAX_LETTERS = 64  # of a longer word only the first and last 32 characters are looked at

# Marks written in many ways are read in one: “ ” „ « » as ", ‘ ’ ‚ as '.
MARKS = str.maketrans({
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "‹": "'", "›": "'", "′": "'", "`": "'",
    "‐": "-", "‑": "-", "‒": "-", "\xad": None, "−": "-",
})  # fmt: skip

SHAPES = 13


def shape(word: str) -> int:
    """Which of 13 case shapes a word has: what an uncased encoder cannot see.

    0 is no word, 1 "troops", 2 "Kerry", 3 "NATO", 4 "A", 5 "McCain", 6 "iPhone", 7 "2014", 8 "30,000",
    9 "U.S.", 10 "F-16", 11 a mark, 12 anything else.
    """
    if word.isalpha():
        if word.islower():
            return 1
        if word.isupper():
            return 3 if len(word) > 1 else 4
        if word[0].isupper():
            return 2 if word[1:].islower() else 5
        return 6 if any(letter.isupper() for letter in word) else 1
    if word.isdigit():
        return 7
    letters = digits = False
    for char in word:
        if char.isalpha():
            letters = True
        elif char.isdigit():
            digits = True
    if letters and digits:
        return 10
    if digits:
        return 8
    if not letters:
        return 11 if word else 0
    if word.isupper():
        return 9
    if word.islower():
        return 1
    return 2 if word[0].isupper() else 12


def pieces(word: str, vocabulary: dict[str, int]) -> tuple[int, ...]:
    """The word pieces of one word, at least one and at most eight."""
    if len(word) > MAX_LETTERS:
        word = word[: MAX_LETTERS // 2] + word[-MAX_LETTERS // 2 :]
    if len(word) > 1 and not word.strip("'`’‘"):
        word = '"'  # `` and '' are how old texts write “ and ”
    word = word.translate(MARKS).lower()
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    found: list[int] = []
    start = 0
    while start < len(word):
        end = start + 1
        if word[start].isalnum():
            while end < len(word) and word[end].isalnum():
                end += 1
        _greedy(word[start:end], vocabulary, found)
        start = end
    if not found:
        return (vocabulary["[UNK]"],)
    if len(found) > MAX_PIECES:
        found = [*found[: MAX_PIECES - 1], found[-1]]
    return tuple(found)


def _greedy(run: str, vocabulary: dict[str, int], found: list[int]) -> None:
    """Longest pieces first, as the encoder was taught."""
    at, before = 0, len(found)
    while at < len(run):
        end = len(run)
        while end > at:
            piece = vocabulary.get(run[at:end] if at == 0 else "##" + run[at:end])
            if piece is not None:
                break
            end -= 1
        else:
            del found[before:]
            found.append(vocabulary["[UNK]"])
            return
        found.append(piece)
        at = end


def lemma_of(word: str, script: str) -> str:
    """A word's lemma by its edit script: case, letters cut from the end, letters added; "=be" replaces all.

    >>> lemma_of("troops", "l1")
    'troop'
    >>> lemma_of("was", "=be")
    'be'
    """
    if script[0] == "=":
        return script[1:]
    case, cut, add = script[0], int(script[1]), script[2:]
    if cut and cut >= len(word):
        return word
    stem = word[: len(word) - cut] + add
    if case == "l":
        return stem.lower()
    if case == "t":
        return stem[:1].upper() + stem[1:].lower()
    if case == "u":
        return stem.upper()
    return stem


def lemma_script(word: str, lemma: str) -> str:
    """The script that makes `lemma` of `word`, the plainest that does."""
    low, goal = word.lower(), lemma.lower()
    same = 0
    while same < min(len(low), len(goal)) and low[same] == goal[same]:
        same += 1
    cut, add = len(low) - same, goal[same:]
    if same == 0 or cut > 9 or len(low) != len(word):
        return "=" + lemma
    for case in "lktu":
        script = f"{case}{cut}{add}"
        if lemma_of(word, script) == lemma:
            return script
    return "=" + lemma
