"""Through whose mouths a statement came: the chain of voices from the page outwards.

According to the official, Kerry told Lavrov ...     the official, then Kerry
Anonymous sources told FOX News ...                  FOX News, then the sources
In an interview with Russian media, Lavrov said      Russian media, then Lavrov
Lavrov, speaking through an interpreter, said        the interpreter, then Lavrov
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.knowledge import reporting
from attache.knowledge.outlets import outlet_named
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.mentions.people import words
from attache.model import Statement


def innermost(statements: Sequence[Statement], start: int, end: int) -> Statement | None:
    """The narrowest statement in whose content these characters stand, None where the page itself speaks."""
    best: tuple[int, Statement] | None = None
    for statement in statements:
        if any(part.start <= start and end <= part.end for part in statement.content):
            size = sum(part.end - part.start for part in statement.content)
            if best is None or size < best[0]:
                best = (size, statement)
    return best[1] if best else None


def voices_over(statement: Statement | None) -> tuple[str, ...]:
    """The voices of what stands inside a statement: its own chain, then its speaker."""
    if statement is None:
        return ()
    return (*statement.voices, *(s for s in statement.speaker if s not in statement.voices))


def relays(tree: Tree, sentence: int, cue: int, cast: Cast) -> Iterator[str]:
    """The voices that one cue verb brings in by itself: the outlet told, the interviewer, the interpreter."""
    for kid in tree.find(cue, "obj", "iobj", "obl", "advcl", "nsubj"):
        token = tree.tokens[kid]
        if token.deprel.startswith(("obj", "iobj")) or (
            token.deprel.startswith("obl") and tree.case(kid) in ("to", "with")
        ):
            yield from _outlet(tree, sentence, kid, cast)
        if token.deprel.startswith("obl") and token.lemma.lower() in INTERVIEWS and tree.case(kid) in ("in", "during"):
            for other in tree.find(kid, "nmod", "acl", "compound", "nmod:poss"):
                if tree.tokens[other].lemma.lower() not in INTERVIEWS:
                    yield from _outlet(tree, sentence, other, cast)
    for index in interpreters(tree, cue):
        mention = cast.at.get((sentence, index))
        linked = cast.who.get((sentence, mention.head), ()) if mention else ()
        yield from linked or (words(tree, *tree.phrase(index)),)


INTERVIEWS = frozenset(["interview", "broadcast", "programme", "program", "briefing", "address"])


def interviews(tree: Tree, cue: int) -> bool:
    """ "In the same interview, he said": whether the cue's occasion is one told of before."""
    return any(tree.tokens[k].lemma.lower() in INTERVIEWS and not tree.find(k, "nmod") for k in tree.find(cue, "obl"))


def _outlet(tree: Tree, sentence: int, head: int, cast: Cast) -> Iterator[str]:
    """The medium a phrase names, if it names one: "FOX News", "Russian media", "the newspaper"."""
    first, last = tree.phrase(head)
    if tree.tokens[first].lemma.lower() == "this" or not _is_medium(tree, first, last, head):
        return  # "told this station": the page itself
    mention = cast.mention(tree, sentence, head)
    linked = cast.who.get((sentence, mention.head), ()) if mention else ()
    yield from linked or (words(tree, first, last).removeprefix("the "),)


def _is_medium(tree: Tree, first: int, last: int, head: int) -> bool:
    """ "told reporters", "told the press" is no relay: whoever writes the page was there. "Russian media" is one."""
    lemma = tree.tokens[head].lemma.lower()
    if lemma in reporting.nouns("hearer") and not tree.find(head, "amod", "compound", "nmod:poss"):
        return False
    if lemma in reporting.nouns("media"):
        return lemma not in PEOPLE_OF_MEDIA
    name = words(tree, first, last)
    return outlet_named(name.removeprefix("the ").removeprefix("The ")) is not None or (
        tree.tokens[head].upos == "PROPN" and lemma in ("news", "times", "post", "tv", "radio", "television")
    )


PEOPLE_OF_MEDIA = frozenset(["reporter", "journalist", "correspondent", "columnist", "editor", "anchor"])


def interpreters(tree: Tree, cue: int) -> Iterator[int]:
    """The interpreter a speaker speaks through: on the cue itself or on an aside beside the subject."""
    places = [cue, *tree.find(cue, "nsubj", "advcl", "acl")]
    places += [k for p in tuple(places) for k in tree.find(p, "acl", "advcl")]
    for place in dict.fromkeys(places):
        for kid in tree.find(place, "obl", "nmod"):
            if tree.tokens[kid].lemma.lower() in ("interpreter", "translator") and tree.case(kid) in (
                "through",
                "via",
                "by",
            ):
                yield kid
