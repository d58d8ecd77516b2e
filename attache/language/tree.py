"""The shape of a sentence: who governs whom, and which words make up a phrase.

All indices are token indices of one sentence; char ranges are offsets of the page. A tree from the core may be
wrong, never malformed beyond what is handled here: cycles and stray heads are cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from attache.model import NamedEntity, Sentence, Token

# What hangs on a noun without being part of its name: "Lavrov, who spoke in Moscow, ..." is "Lavrov".
LOOSE = (
    "acl:relcl",
    "appos",
    "parataxis",
    "punct",
    "cc",
    "conj",
    "discourse",
    "dep",
    "list",
    "vocative",
    "mark",
    "cop",
)
CLAUSE = ("acl", "advcl", "ccomp", "csubj", "acl:relcl")


@dataclass(frozen=True)
class Tree:
    """A sentence with its arcs turned downwards."""

    sentence: Sentence

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    @cached_property
    def kids(self) -> tuple[tuple[int, ...], ...]:
        """For each token the tokens it governs, in order."""
        below: list[list[int]] = [[] for _ in self.tokens]
        for index, token in enumerate(self.tokens):
            if 0 <= token.head < len(below) and token.head != index:
                below[token.head].append(index)
        return tuple(tuple(kids) for kids in below)

    @cached_property
    def entity(self) -> dict[int, NamedEntity]:
        """The named entity a token belongs to."""
        return {index: name for name in self.sentence.entities for index in range(name.first, name.last)}

    def find(self, head: int, *relations: str) -> tuple[int, ...]:
        """Tokens hanging on `head` by one of `relations`; "nsubj" takes in "nsubj:pass"."""
        bases = self.bases
        return tuple(kid for kid in self.kids[head] if bases[kid] in relations or self.tokens[kid].deprel in relations)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The relation of each token without its subtype: "nsubj" for "nsubj:pass"."""
        return tuple(token.deprel.partition(":")[0] for token in self.tokens)

    def below(self, head: int, *, without: tuple[int, ...] = (), cut: tuple[str, ...] = ()) -> list[int]:
        """`head` and all it governs, sorted; branches in `without`, or hanging by a relation of `cut`, are left out."""
        seen = {head}
        queue = [head]
        while queue:
            for kid in self.kids[queue.pop()]:
                if kid not in seen and kid not in without and self.tokens[kid].deprel not in cut:
                    seen.add(kid)
                    queue.append(kid)
        return sorted(seen)

    def above(self, index: int) -> Iterator[int]:
        """The governors of a token, nearest first."""
        seen = {index}
        head = self.tokens[index].head
        while 0 <= head < len(self.tokens) and head not in seen:
            yield head
            seen.add(head)
            head = self.tokens[head].head

    def conjuncts(self, head: int) -> tuple[int, ...]:
        """`head` and what is coordinated with it: "Kerry and Lavrov" gives both."""
        found = [head]
        for index in found:
            found.extend(kid for kid in self.kids[index] if self.tokens[kid].deprel == "conj" and kid not in found)
        return tuple(sorted(found))

    def first_conjunct(self, index: int) -> int:
        """The token that a coordination hangs on: for "Lavrov" in "Kerry and Lavrov met", "Kerry"."""
        seen = {index}
        while self.tokens[index].deprel == "conj" and 0 <= self.tokens[index].head < len(self.tokens):
            index = self.tokens[index].head
            if index in seen:
                break
            seen.add(index)
        return index

    def tops(self, run: tuple[int, int]) -> tuple[int, ...]:
        """The tokens of a run that hang on something outside it."""
        return tuple(i for i in range(*run) if not run[0] <= self.tokens[i].head < run[1])

    def phrase(self, head: int, *, conjuncts: bool = False) -> tuple[int, int]:
        """First token and one past the last of the phrase around a noun, without relative clauses and appositions.

        "U.S. Secretary of State John Kerry, who flew in on Friday," gives "U.S. Secretary of State John Kerry".
        """
        cut = tuple(r for r in LOOSE if not (conjuncts and r in ("conj", "cc")))
        top = [k for k in self.kids[head] if self.tokens[k].deprel in cut or self._is_side_clause(k)]
        if conjuncts:
            top = [k for k in top if self.tokens[k].deprel not in ("conj", "cc")]
        if self.tokens[head].deprel not in ("nsubj", "obj", "obl", "nmod"):
            # a noun that heads a clause ("It is a threat") is taken without the clause
            top += [
                k for k in self.kids[head] if self.tokens[k].deprel in ("nsubj", "aux", "advmod", "nsubj:pass", "obl")
            ]
        top += [k for k in self.kids[head] if self.tokens[k].deprel == "case" and k < head]
        first, last = _run(self.below(head, without=tuple(top)), head)
        return (first, last - 1) if last - 1 > head and self.tokens[last - 1].xpos == "POS" else (first, last)

    def _is_side_clause(self, index: int) -> bool:
        """Whether a dependent of a noun is set off from it: "the official, speaking in Paris,"."""
        token = self.tokens[index]
        if token.deprel in ("acl", "advcl"):
            first = self.below(index)[0]
            return any(self.tokens[at].text == "," for at in (first - 1, first) if at >= 0)
        return False

    def subjects(self, verb: int) -> tuple[int, ...]:
        """The grammatical subjects of a verb; a coordinated or controlled verb borrows its governor's.

        "Kerry noted ... and expressed ...": Kerry for both. "Kerry plans to remind": Kerry.
        """
        seen: set[int] = set()
        while verb not in seen:
            seen.add(verb)
            own = self.find(verb, "nsubj", "csubj")
            if own:
                return own
            token = self.tokens[verb]
            aims = token.deprel == "advcl" and token.xpos in ("VBG", "VB")  # "flew to London to meet him"
            if token.deprel in ("conj", "xcomp") or aims:
                if not 0 <= token.head < len(self.tokens):
                    return ()
                if token.deprel == "xcomp" and (controlled := self.find(token.head, "obj", "iobj")):
                    return controlled  # "pressured Putin to pull back": Putin
                verb = token.head
            elif token.deprel == "acl" and token.xpos == "VBG" and 0 <= token.head < len(self.tokens):
                return (token.head,)  # "officials speaking in Moscow"
            elif token.deprel == "acl:relcl" and 0 <= token.head < len(self.tokens):
                return (token.head,)
            else:
                return ()
        return ()

    def is_passive(self, verb: int) -> bool:
        """Whether a verb stands in the passive: "was ousted", "troops massed by Russia"."""
        token = self.tokens[verb]
        if token.xpos == "VBD" and not self.find(verb, "aux:pass"):
            return False  # "Baltica TV, citing officials, reported" whatever its subject is called
        if any(self.tokens[k].deprel in ("nsubj:pass", "aux:pass", "csubj:pass") for k in self.kids[verb]):
            return True
        if token.deprel == "conj" and token.xpos == "VBN" and 0 <= token.head < len(self.tokens):
            return not self.find(verb, "nsubj", "obj", "aux") and self.is_passive(token.head)
        return token.deprel == "acl" and token.xpos == "VBN"

    def agents(self, verb: int) -> tuple[int, ...]:
        """The by-phrase of a passive."""
        return tuple(k for k in self.find(verb, "obl") if self.tokens[k].deprel == "obl:agent" or self.case(k) == "by")

    def case(self, noun: int) -> str:
        """The preposition a noun stands under, lower case, "" where there is none: "ahead of" counts as one."""
        words = [k for k in self.kids[noun] if self.tokens[k].deprel == "case" and k < noun]
        if not words:
            return ""
        first = words[0]
        fixed = [k for k in self.kids[first] if self.tokens[k].deprel == "fixed"]
        return " ".join(self.tokens[k].text.lower() for k in sorted({*words, *fixed}))

    def particle(self, verb: int) -> str | None:
        """The particle of a phrasal verb ("out" in "pulled out"), None where it has none."""
        for kid in self.kids[verb]:
            if self.tokens[kid].deprel == "compound:prt":
                return self.tokens[kid].text.lower()
        return None

    def chars(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens from `first` up to `last` stand on the page."""
        return self.tokens[first].start, self.tokens[last - 1].end


def _run(inside: list[int], head: int) -> tuple[int, int]:
    """The unbroken run of indices around `head`: a phrase is contiguous on the page."""
    members = set(inside)
    first = last = head
    while first - 1 in members:
        first -= 1
    while last + 1 in members:
        last += 1
    return first, last + 1
