"""Who said what: every statement of a page, its words, its cue and its source.

    "I look forward to it," Kerry said.                  direct
    Kerry wants "to hear", said the official.            mixed
    Leaders have said they would not talk.               indirect
    expressed concern over the treatment of minorities   a noun for the words
    Kerry will suggest more monitors                     planned, kept apart from speech that happened

First the core's cues are taken with what it gives them; then each quotation is given to a cue, to the
statement it continues, or to the last speaker. Scare quotes and titles in marks are nobody's statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attache.language.marks import LEAST
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.model import Article, Modality, Naming, Precision, Span, Statement, StatementKind, When, identifier
from attache.reports.circumstances import date_in
from attache.reports.cues import Found, is_own_words, of_headline, of_nouns, of_verbs
from attache.reports.marked import WITNESSED, of_marks, word_of
from attache.reports.quotations import DIRECT, with_quotations, without_doubles, without_echoes
from attache.reports.voices import interviews


def statements(article: Article, trees: Sequence[Tree], cast: Cast, dates: Sequence[When]) -> tuple[Statement, ...]:
    """The statements of an article in the order of the text, each with its chain of voices."""
    found: list[Found] = []
    for number, tree in enumerate(trees):
        found += _told(article, number, tree, cast)
    if headline := of_headline(article, trees, cast):
        found.append(headline)
    found = [f for f in found if not is_own_words(article, trees, f)]
    found = with_quotations(article, trees, cast, found)
    found = without_doubles(without_echoes(found))
    found.sort(key=lambda f: (f.start, f.content))
    _carry_interviews(article, trees, found)
    built = [_statement(article, trees, f, dates) for f in found]
    return _chained(built, found, trees)


def _told(article: Article, number: int, tree: Tree, cast: Cast) -> list[Found]:
    """The statements of one sentence: the core's, and those of the table that the core half believes in."""
    found = list(of_marks(article, number, tree, cast))
    known = {one.verb for one in found}
    sure = {word_of(tree, mark): mark.sure for mark in tree.sentence.marks.cues}
    witnessed = (*of_verbs(article, number, tree, cast), *of_nouns(article, number, tree, cast))
    for one in witnessed:
        # planned and absent speech is rare in the labelled pages: "will suggest" looks strange to the core
        least = WITNESSED if one.modality is Modality.HAPPENED else LEAST
        if one.verb not in known and sure.get(one.verb or 0, 0.0) >= least:
            found.append(one)
    return found


# ------------------------------------------------------------------------------------------------------ the chain


def _carry_interviews(article: Article, trees: Sequence[Tree], found: Sequence[Found]) -> None:
    """ "In the same interview, he said ... He said ...": the interviewer stays in the chain of that paragraph."""
    outlet: list[str] = []
    speaker: tuple[str, ...] = ()
    open_in: int | None = None
    for one in found:
        if one.verb is None:
            continue
        tree = trees[one.sentence]
        if one.relays and one.naming is not Naming.UNNAMED:
            outlet, speaker, open_in = one.relays, one.speaker, tree.sentence.paragraph
        elif outlet and one.speaker == speaker:
            if interviews(tree, one.verb):
                one.relays, open_in = list(outlet), tree.sentence.paragraph
            elif open_in == tree.sentence.paragraph:
                one.relays = list(outlet)


def _statement(article: Article, trees: Sequence[Tree], found: Found, dates: Sequence[When]) -> Statement:
    page = article.page
    content = tuple(page.span(s, e) for s, e in found.content)
    return Statement(
        identifier("s", content, page.span(*found.cue) if found.cue else ""),
        page.id,
        _kind(article, found),
        content,
        page.span(*found.cue) if found.cue else None,
        page.span(*found.source) if found.source else None,
        found.speaker,
        found.naming,
        (),
        page.span(*found.addressee) if found.addressee else None,
        _when(trees[found.sentence], found, dates),
        found.modality,
    )


def _kind(article: Article, found: Found) -> StatementKind:
    """By how much stands in marks; marks around the whole sentence, cue and all, are somebody else's."""
    marked = letters = 0
    at = found.cue[0] if found.cue else -1
    own = [q for q in article.quotes if not q.start <= at < q.end]
    for start, end in found.content:
        for place in range(start, end):
            if article.page.text[place].isalnum():
                letters += 1
                marked += any(q.start <= place < q.end for q in own)
    if not marked:
        return StatementKind.INDIRECT
    return StatementKind.DIRECT if marked >= DIRECT * letters else StatementKind.MIXED


def _when(tree: Tree, found: Found, dates: Sequence[When]) -> When | None:
    """When it was said: the date on the cue verb itself ("said on Tuesday that ...")."""
    kids = tree.find(found.verb, "obl", "advmod", "nmod") if found.verb is not None else ()
    exact = [when for when in dates if when.precision is not Precision.VAGUE]
    return date_in(dates, found.times) or date_in(exact, [tree.chars(kid, kid + 1) for kid in kids])


def _chained(built: Sequence[Statement], found: Sequence[Found], trees: Sequence[Tree]) -> tuple[Statement, ...]:
    """Statements with their voices: those in whose words they stand, outermost first, then their own relays.

    Whoever "rejected the claim that ..." speaks of the claim and does not hand it on.
    """
    out = []
    for one, raw in zip(built, found, strict=True):
        chain: list[str] = []
        at = one.cue or one.content[0]
        around = [
            other
            for other, outer in zip(built, found, strict=True)
            if other is not one and _holds(other, one, at) and not _spoken_of(raw, outer, trees)
        ]
        for other in sorted(around, key=lambda s: -sum(len(p.text) for p in s.content)):
            chain += [v for v in found[built.index(other)].relays if v not in chain]
            chain += [s for s in other.speaker if s not in chain and s not in one.speaker]
        chain += [v for v in raw.relays if v not in chain and v not in one.speaker]
        out.append(replace(one, voices=tuple(chain)))
    return tuple(out)


def _holds(outer: Statement, inner: Statement, at: Span) -> bool:
    """Whether a statement stands in the words of another."""
    inside = any(part.start <= at.start and at.end <= part.end for part in outer.content)
    return inside and sum(len(part.text) for part in outer.content) > sum(len(part.text) for part in inner.content)


def _spoken_of(inner: Found, outer: Found, trees: Sequence[Tree]) -> bool:
    """Whether the noun of one statement ("his demand that ...") is what the verb of another is about ("rejected")."""
    if inner.verb is None or outer.verb is None or inner.sentence != outer.sentence:
        return False
    tree = trees[inner.sentence]
    return tree.tokens[inner.verb].upos == "NOUN" and inner.verb in tree.find(outer.verb, "obj", "obl")
