"""To whom each quotation belongs: a cue, the statement it goes on with, or the last speaker.

"We are concerned," the official said. "It is the second time."    one statement in two pieces
According to the official, Kerry told Lavrov, "Look, ..."          Kerry's, and told by the official
a statement with "specious argumentation"                          a fragment: whoever spoke last, implicitly
the so-called "people's republic"                                  nobody's
"""

from __future__ import annotations

from collections.abc import Sequence

from attache.knowledge.reporting import ReportingCue, reporting_cues
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.model import Article, Quoted
from attache.reports.cues import Found, found_for, is_infinitive, mention_beside, set_source

FRAGMENT = 3  # words from which marked words without a cue are taken for somebody's, not for a scare quote
DIRECT = 0.98  # share of letters in quotation marks from which a statement is direct, as the field's scorers have it
REACH = 120  # characters between a quotation and a cue that the tree does not tie to it


def with_quotations(article: Article, trees: Sequence[Tree], cast: Cast, found: list[Found]) -> list[Found]:
    """Statements with every quotation given to one of them, or to a speaker of its own."""
    text = article.page.text
    for quote in (q for q in article.quotes if q.depth == 0):
        size = len(text[quote.start : quote.end].split())
        holder = _holder(found, quote)
        cue = _cue_near(article, trees, cast, quote)
        if cue is not None and (cue.source is None or not (cue.speaker or _is_sentence(text, quote))):
            cue = None
        if cue is not None and holder is not None and not _is_inside(cue, holder):
            cue = None
        if cue is None and holder is not None:
            _settle(article, holder, quote)
        elif cue is not None:
            same = next((f for f in found if f.cue == cue.cue and f.sentence == cue.sentence), None)
            if same is not None:
                apart = [c for c in same.content if _outside(c, quote)]
                same.content = _joined([*apart, (quote.start, quote.end)])
            elif size >= FRAGMENT or _is_sentence(text, quote):
                found.append(cue)
            if holder is not None and holder is not same:
                _settle(article, holder, quote)
        elif any(s <= quote.start and quote.end <= e for f in found for s, e in f.content):
            continue  # marked words inside what somebody said
        elif size >= FRAGMENT or _is_sentence(text, quote):  # else a scare quote, or a title
            _continue(article, trees, found, quote)
        _reach_out(found, quote)
    return found


def _reach_out(found: Sequence[Found], quote: Quoted) -> None:
    """Lets every statement that a quotation begins in run to its end: the official's takes in all Kerry said."""
    for one in found:
        one.content = [(s, max(e, quote.end)) if s < quote.outer_start < e else (s, e) for s, e in one.content]


def _is_inside(cue: Found, holder: Found) -> bool:
    """Whether a cue stands in another's words: "According to the official, Kerry told Lavrov, ...": told is."""
    return (
        cue.cue is not None
        and cue.cue != holder.cue
        and any(s <= cue.cue[0] and cue.cue[1] <= e for s, e in holder.content)
    )


def _holder(found: Sequence[Found], quote: Quoted) -> Found | None:
    """The statement whose clause this quotation is, or begins in: the narrowest that holds its first word."""
    fits = [
        f for f in found
        if any(s <= quote.start + 1 and quote.start < e for s, e in f.content)
        and not (f.cue and quote.start <= f.cue[0] < quote.end)
        and (f.loud or any(quote.outer_start - 3 <= s for s, _ in f.content))
    ]  # fmt: skip
    return min(fits, key=lambda f: sum(e - s for s, e in f.content), default=None)


def _settle(article: Article, found: Found, quote: Quoted) -> None:
    """Lets a statement run to the end of a quotation that began in it; all in marks means the marks decide."""
    text = article.page.text
    outside = [part for part in found.content if _outside(part, quote)]
    grown = [
        (min(s, quote.start) if quote.outer_start <= s <= quote.start else s, max(e, quote.end) if s < quote.end else e)
        for s, e in found.content if not _outside((s, e), quote)
    ]  # fmt: skip
    letters = sum(c.isalnum() for s, e in grown for c in text[s:e])
    inside = sum(c.isalnum() for c in text[quote.start : quote.end])
    rest = max(0, letters - inside)
    if rest == 0 or inside / max(1, letters) >= DIRECT:
        grown = [(quote.start, quote.end)]
    found.content = _joined([*outside, *grown])


def _outside(part: tuple[int, int], quote: Quoted) -> bool:
    return part[1] <= quote.outer_start or part[0] >= quote.outer_end


def _joined(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, overlapping ones made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _is_sentence(text: str, quote: Quoted) -> bool:
    words = text[quote.start : quote.end].strip()
    return bool(words) and words[0].isupper() and words[-1] in ".!?,…" and " " in words


def _cue_near(article: Article, trees: Sequence[Tree], cast: Cast, quote: Quoted) -> Found | None:
    """The cue of a quotation, in the sentence where it begins or ends: by the tree, else by what stands between.

    A whole sentence in marks may have its cue anywhere beside it; a fragment belongs to a verb only if it hangs
    on it, or follows it at once ("received a statement containing "legal argumentation"" is no saying).
    """
    text = article.page.text
    whole = _is_sentence(text, quote)
    best: tuple[float, int, int, ReportingCue] | None = None
    for number, tree in enumerate(trees):
        if not _reaches(text, tree, quote):
            continue
        for index, token in enumerate(tree.tokens):
            if token.upos != "VERB" or any(q.start <= token.start < q.end for q in article.quotes):
                continue
            rows = reporting_cues().get((token.lemma.lower(), "verb"), ())
            row = next((r for r in rows if "quote" in r.frames), None)
            if row is None:
                continue
            after = token.start >= quote.end
            gap = token.start - quote.outer_end if after else quote.outer_start - token.end
            between = text[quote.outer_end : token.start] if after else text[token.end : quote.outer_start]
            linked = _hangs(tree, index, quote)
            if not linked and (gap > REACH or ";" in between or "\n" in between or (not whole and gap > 3)):
                continue
            if not linked and (row.think or is_infinitive(tree, index)) and gap > 3:
                continue
            score = gap - (200 if linked else 0) + (40 if row.needs_quote else 0)
            if best is None or score < best[0]:
                best = (score, number, index, row)
    if best is None:
        return None
    _, number, index, row = best
    made = found_for(article, number, trees[number], index, row, [(quote.start, quote.end)], cast)
    if made.source is None:
        set_source(made, trees[number], number, mention_beside(trees[number], number, index, cast), cast)
    return made


def _reaches(text: str, tree: Tree, quote: Quoted) -> bool:
    """Whether a sentence holds an end of the quotation, or leads up to it with a colon."""
    start, end = tree.sentence.start, tree.sentence.end
    if start < quote.outer_end and quote.outer_start < end:
        return True
    return end <= quote.outer_start and text[end - 1 : quote.outer_start].strip(' \n"“') == ":"


def _hangs(tree: Tree, verb: int, quote: Quoted) -> bool:
    """Whether the quoted words hang on a verb, or the verb on them as an aside."""
    for index, token in enumerate(tree.tokens):
        if quote.start <= token.start < quote.end:
            if token.head == verb and token.deprel.partition(":")[0] in (
                "ccomp",
                "obj",
                "xcomp",
                "parataxis",
                "advcl",
                "dep",
            ):
                return True
            if tree.tokens[verb].head == index and tree.tokens[verb].deprel in (
                "parataxis",
                "dep",
                "discourse",
            ):
                return True
    return False


def _continue(article: Article, trees: Sequence[Tree], found: list[Found], quote: Quoted) -> None:
    """Words in marks without a cue: more of the last quotation, or of the last speaker's."""
    text = article.page.text
    before = [
        f for f in found if f.content and f.loud and f.speaker and max(e for _, e in f.content) <= quote.outer_start + 1
    ]
    if not before:
        return
    last = max(before, key=lambda f: max(e for _, e in f.content))
    gap = text[max(e for _, e in last.content) : quote.outer_start]
    marked = any(q.depth == 0 and q.start <= s and e <= q.end for q in article.quotes for s, e in last.content)
    if "\n" not in gap and marked and _is_sentence(text, quote) and last.loud:
        last.content.append((quote.start, quote.end))
        return
    same_paragraph = "\n" not in gap
    next_paragraph = gap.count("\n\n") == 1 and not gap.strip(' \n"“”.,') and marked
    if quote.continues and marked and next_paragraph:
        last.content.append((quote.start, quote.end))
    elif same_paragraph or (next_paragraph and _is_sentence(text, quote)):
        number = next(
            (n for n, t in enumerate(trees) if t.sentence.start <= quote.start < t.sentence.end),
            last.sentence,
        )
        found.append(
            Found(number, None, None, [(quote.start, quote.end)], speaker=last.speaker, relays=list(last.relays))
        )


def without_echoes(found: Sequence[Found]) -> list[Found]:
    """ "expressed concern over the raids" is one statement: the noun is no second cue of the same speaker."""
    return [
        one for one in found
        if not any(
            other is not one and one.cue is not None and other.cue is not None and other.speaker == one.speaker
            and any(s <= one.cue[0] < s + 40 and one.cue[1] <= e for s, e in other.content)
            and one.content
            and any(s <= one.content[0][0] and one.content[-1][1] <= e for s, e in other.content)
            and one.verb is not None and not one.loud
            for other in found
        )
    ]  # fmt: skip


def without_doubles(found: Sequence[Found]) -> list[Found]:
    """One statement a content: where two cues claim the same words, the nearer one keeps them."""
    kept: list[Found] = []
    for one in found:
        one.content = _joined(one.content)
        if not one.content:
            continue
        twin = next((k for k in kept if k.content == one.content), None)
        if twin is None:
            kept.append(one)
        elif twin.source is None and one.source is not None:
            kept[kept.index(twin)] = one
    return kept
