"""Statements as the core marks them: each cue with its source, its addressee and its words.

    "We are ready," Calder told reporters, "and we can wait."     told: Calder, reporters, both parts
    the accusation that it fired first                            a noun and its clause
    According to the ministry, forty died.                        a phrase and the clause it hangs on

The core says which words play which part; here they become parties of the page, and the chain is begun.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.knowledge.reporting import reporting_cues
from attache.language.marks import SURE
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.model import Article, CueMark, EntityLabel, Form, Modality, Run
from attache.reports.cues import SAYINGS, Found, cue_range, is_citing, ranges_of, set_source
from attache.reports.modality import modality
from attache.reports.voices import relays

# How sure the core must be where a cue of reporting.toml with its frame says so too; at .1 PolNeAR dev gains .7
# and gum-attribution loses 2.3.
WITNESSED = 0.3
NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET")


def of_marks(article: Article, number: int, tree: Tree, cast: Cast) -> Iterator[Found]:
    """The statements that the core marks in one sentence."""
    marks = tree.sentence.marks.cues
    # "The Post, citing two officials, reported that ...": theirs is the word, so the aside is the cue, and not the
    # verb of the paper; the core sees both and is sure of the verb alone.
    cited = [mark for mark in marks if is_citing(tree, word_of(tree, mark)) and mark.source and mark.content]
    for mark in marks:
        if mark.sure < SURE and mark not in cited:
            continue
        if any(mark is not aside and mark.content == aside.content for aside in cited):
            continue
        content = [part for run in mark.content for part in ranges_of(tree, range(*run))]
        if not content:
            continue
        yield _found(article, number, tree, cast, mark, content)


def word_of(tree: Tree, mark: CueMark) -> int:
    """The word on which the others of a cue hang: "believe" of "does not believe"."""
    return tree.tops(mark.cue)[0]


def _found(
    article: Article, number: int, tree: Tree, cast: Cast, mark: CueMark, content: list[tuple[int, int]]
) -> Found:
    index = word_of(tree, mark)
    # "has warned", "did not say": a verb with its auxiliaries
    cue = tree.chars(*mark.cue)
    if tree.tokens[index].upos == "VERB":
        helped = cue_range(tree, index)
        cue = min(cue[0], helped[0]), max(cue[1], helped[1])
    found = Found(
        number, index, cue, content, modality=_modality(article, tree, mark),
        loud=_is_loud(tree, index), relays=list(relays(tree, number, index, cast)),
    )  # fmt: skip
    if is_citing(tree, index):
        # "Der Tag reported, citing two officials, that ...": theirs is the word, the paper's the voice before it
        above = tree.tokens[index].head
        if above >= 0:
            papers = tree.subjects(above) if tree.tokens[above].upos == "VERB" else (above,)
            found.relays += [a for h in papers for a in cast.parties(tree, number, h)]
    for run in _nearest(tree, mark.source, index):
        heads = heads_of(tree, run)
        set_source(found, tree, number, heads, cast)
        if not found.speaker:
            inside = [m for i in range(*run) if (m := cast.at.get((number, i))) and m.form is Form.NAME]
            found.speaker = tuple(dict.fromkeys(a for m in inside[:1] for a in cast.who.get((number, m.head), ())))
        found.source = tree.chars(*_trimmed(tree, run))
    found.relays = [voice for voice in dict.fromkeys(found.relays) if voice not in found.speaker]
    for run in mark.addressee[:1]:
        found.addressee = tree.chars(*_trimmed(tree, run))
    found.times = [tree.chars(*run) for run in mark.time]
    return found


def _nearest(tree: Tree, runs: Sequence[Run], cue: int) -> list[Run]:
    """Of the runs marked as source the one nearest to the cue, with those it is coordinated with.

    "at the American ambassador's residence in London, Kerry and Lavrov noted": the two, and no ambassador.
    """
    joined: list[Run] = []
    for first, last in runs:
        if joined and first > joined[-1][1]:
            between = tree.tokens[joined[-1][1] : first]
            if all(token.upos == "CCONJ" or token.text == "," for token in between):
                joined[-1] = (joined[-1][0], last)
                continue
        joined.append((first, last))
    joined = [run for run in joined if any(token.upos != "PUNCT" for token in tree.tokens[run[0] : run[1]])]
    by_distance = sorted(joined, key=lambda run: min(abs(run[0] - cue), abs(run[1] - 1 - cue)))
    if by_distance and any(
        one.label is EntityLabel.PERSON and by_distance[0][0] <= one.first and one.last <= by_distance[0][1]
        for one in tree.sentence.entities
    ):
        return by_distance[:1]  # a person named beside the cue, whatever else the tree makes its subject
    for subject in tree.subjects(cue):
        first, last = tree.phrase(subject)
        own = [run for run in joined if run[0] < last and first < run[1]]
        if own:
            # "Rep. Jim Jordan, an oversight panel member, said": of words here and there the subject's, and all of
            # its phrase ("an analysis of the filings", where the core marks "filings" alone)
            return [(min(first, own[0][0]), max(last, own[0][1]))]
    return by_distance[:1]


def heads_of(tree: Tree, run: Run) -> tuple[int, ...]:
    """The word of a run on which its others hang: the first that the tree hangs outside it."""
    outside = tree.tops(run)
    named = [i for i in outside if tree.tokens[i].upos in NOMINAL]
    return tuple((named or outside)[:1])


def _trimmed(tree: Tree, run: Run) -> Run:
    """A run without marks at its edges."""
    first, last = run
    while last - first > 1 and tree.tokens[last - 1].upos == "PUNCT":
        last -= 1
    while last - first > 1 and tree.tokens[first].upos == "PUNCT":
        first += 1
    return first, last


def _modality(article: Article, tree: Tree, mark: CueMark) -> Modality:
    """Spoken, or only planned to be: "will tell the Assembly"."""
    headline = article.page.headline is not None and tree.sentence.start < len(article.page.headline)
    told = modality(tree, word_of(tree, mark), headline=headline)
    if not mark.planned:
        return Modality.HAPPENED
    return told if told not in (Modality.HAPPENED, Modality.ONGOING) else Modality.SCHEDULED


def _is_loud(tree: Tree, index: int) -> bool:
    """Whether a cue may be given a quotation: "said", "quipped"; not "wants", not "his claim"."""
    token = tree.tokens[index]
    rows = reporting_cues().get((token.lemma.lower(), "verb"), ())
    return token.upos == "VERB" and (not rows or any(row.act in SAYINGS and not row.think for row in rows))
