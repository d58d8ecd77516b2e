"""The rules of furniture.toml: which lines of a news page are no part of the article ("Advertisement")."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from attache.errors import TableError

START_WORDS = 30  # a line longer than this is taken for a paragraph that happens to begin so
LINE_CHARACTERS = 800  # and nothing longer is ever furniture: bounds what a pattern has to look through


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of furniture, the lines that asked for it and the lines it must spare."""

    why: str
    whole: re.Pattern[str] | None
    start: re.Pattern[str] | None
    words: int
    glued: tuple[str, ...]
    below: bool
    asked: tuple[str, ...]
    spared: tuple[str, ...]

    def takes(self, line: str) -> bool:
        """Whether this line, without white space around it, is furniture of this kind."""
        if len(line) > LINE_CHARACTERS:
            return False
        if self.whole and self.whole.fullmatch(line):
            return True
        return bool(self.start and self.start.match(line)) and line.count(" ") < self.words


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the table; the first that takes a line names the reason."""
    text = files("attache.knowledge").joinpath("furniture.toml").read_text("utf-8")
    return tuple(_rule(index, row) for index, row in enumerate(tomllib.loads(text)["rule"], 1))


@cache
def glued() -> tuple[tuple[str, str], ...]:
    """Words that get glued to a line, longest first, and why they go."""
    pairs = [(words, rule.why) for rule in rules() for words in rule.glued]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def rule_for(line: str) -> Rule | None:
    """The first rule that takes the line."""
    return next((rule for rule in rules() if rule.takes(line)), None)


def _rule(index: int, row: dict[str, object]) -> Rule:
    def pattern(key: str) -> re.Pattern[str] | None:
        try:
            return re.compile(str(row[key]), re.I) if key in row else None
        except re.error as trouble:
            raise TableError(f"furniture.toml: rule {index}, `{key}`: {trouble}") from trouble

    def lines(key: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if not isinstance(value, list):
            raise TableError(f"furniture.toml: rule {index}, `{key}` is not a list of lines")
        return tuple(map(str, value))

    if "why" not in row or not lines("asked"):
        raise TableError(f"furniture.toml: rule {index} lacks `why` or a line that `asked` for it")
    words = row.get("words", START_WORDS)
    return Rule(
        why=str(row["why"]),
        whole=pattern("whole"),
        start=pattern("start"),
        words=words if isinstance(words, int) else START_WORDS,
        glued=lines("glued"),
        below=bool(row.get("below", False)),
        asked=lines("asked"),
        spared=lines("spared"),
    )
