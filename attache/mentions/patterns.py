"""Tables of word patterns: regular expressions whose letters are words.

    ("t=TURN u=UNIT", meaning)     "last week", "this year": `t` and `u` are caught for the meaning

In a pattern a lower-case word stands for itself, an upper-case one for a class of words, `name=` catches what
follows it (a class or a group), and `( | )? *` are as in any regular expression. A pattern has no open repetition,
so a page is read in one pass whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from attache.mentions.numerals import Word

T = TypeVar("T")

_PIECE = re.compile(r"(\w+)=\(\?:|(\w+)=(\w+)|([A-Z][A-Z0-9]*)|([a-z]+)|(\(\?:)|(\S)")
_OTHER = chr(0xE000)


class Grammar(Generic[T]):
    """Rows of (pattern, meaning), compiled once; a meaning gets the match and says None where it does not hold."""

    def __init__(
        self,
        rows: Sequence[tuple[str, T]],
        classes: Mapping[str, Sequence[str]],
        macros: Mapping[str, str],
        class_of: Callable[[Sequence[Word], int], str | None],
    ) -> None:
        """`classes` names sets of words and of the kinds that `class_of` tells; `macros` are shorthands."""
        self._class_of = class_of
        self._classes = classes
        self._macros = macros
        self._letters: dict[str, str] = {}
        for members in classes.values():
            for member in members:
                self._letter(member)
        self.rows = tuple((re.compile(self._translated(pattern)), meaning) for pattern, meaning in rows)
        self._any = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", f"(?:{row.pattern})") for row, _ in self.rows))

    def letters(self, words: Sequence[Word]) -> str:
        """The words as one letter each."""
        get, class_of = self._letters.get, self._class_of
        found = []
        for index in range(len(words)):
            kind = class_of(words, index)
            found.append(_OTHER if kind is None else get(kind, _OTHER))
        return "".join(found)

    def search(self, letters: str, at: int) -> int | None:
        """Where the next row may begin."""
        found = self._any.search(letters, at)
        return found.start() if found else None

    def matches(self, letters: str, at: int) -> Iterator[tuple[re.Match[str], T]]:
        """Every row that fits at this word."""
        for pattern, meaning in self.rows:
            match = pattern.match(letters, at)
            if match and match.end() > at:
                yield match, meaning

    def _letter(self, name: str) -> str:
        return self._letters.setdefault(name, chr(0xE001 + len(self._letters)))

    def _translated(self, pattern: str) -> str:
        out = []
        for macro, meant in self._macros.items():
            pattern = re.sub(rf"(?<![\w<]){macro}(?!\w)", meant, pattern)
        for group, name, caught, upper, lower, opened, sign in _PIECE.findall(pattern):
            if group:
                out.append(f"(?P<{group}>")
            elif name:
                out.append(f"(?P<{name}>{self._set(caught)})")
            elif upper or lower:
                out.append(self._set(upper or lower))
            else:
                out.append(opened or sign)
        return "".join(out)

    def _set(self, name: str) -> str:
        if name.isupper() or name[0].isupper():
            return f"[{''.join(self._letter(member) for member in self._classes[name])}]"
        return self._letter(name)
