"""One thing said, quoted on many pages: its wordings side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from attache.model import Modality, Naming, Reading, Statement, StatementKind, Utterance, Variant, identifier

SHARED = 0.6  # words of the shorter quotation that the longer one has
FEWEST = 5  # a quotation of fewer words ("a grave mistake") may be said twice
RUN = 3  # words in a row that two quotations of one utterance share, wherever they were cut

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def utterances(readings: Sequence[Reading], same: Mapping[str, str]) -> tuple[Utterance, ...]:
    """The quotations that stand on two pages or more, each with its wordings.

    Two are one when one speaker says them and most of the shorter one's words stand in the longer one.
    """
    quoted = sorted(
        (
            statement
            for reading in readings
            for statement in reading.statements
            if statement.kind is not StatementKind.INDIRECT and statement.modality is Modality.HAPPENED
        ),
        key=lambda statement: statement.id,
    )
    words = [_words(statement) for statement in quoted]
    home = list(range(len(quoted)))

    def first(at: int) -> int:
        while home[at] != at:
            home[at] = home[home[at]]
            at = home[at]
        return at

    for one, other in sorted(_candidates(words)):
        if quoted[one].page != quoted[other].page and _one(quoted[one], quoted[other], words[one], words[other], same):
            keep, gone = sorted((first(one), first(other)))
            home[gone] = keep
    groups: defaultdict[int, list[Statement]] = defaultdict(list)
    for at, statement in enumerate(quoted):
        groups[first(at)].append(statement)
    found = [_utterance(group, same) for group in groups.values() if len({statement.page for statement in group}) > 1]
    return tuple(sorted(found, key=lambda utterance: utterance.id))


def _words(statement: Statement) -> tuple[str, ...]:
    text = " ".join(span.text for span in statement.content)
    return tuple(word.casefold().replace("’", "'") for word in _WORD.findall(text))


def _candidates(words: Sequence[tuple[str, ...]]) -> set[tuple[int, int]]:
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, each in enumerate(words):
        if len(each) >= FEWEST:
            for run in {each[k : k + RUN] for k in range(len(each) - RUN + 1)}:
                index[run].append(at)
    return {
        (one, other)
        for group in index.values()
        if len(group) <= 200  # a run of words in more quotations than that is a phrase of the language
        for k, one in enumerate(group)
        for other in group[k + 1 :]
    }


def _one(
    one: Statement, other: Statement, here: tuple[str, ...], there: tuple[str, ...], same: Mapping[str, str]
) -> bool:
    short, long = sorted((here, there), key=len)
    left = list(long)
    shared = 0
    for word in short:
        if word in left:
            left.remove(word)
            shared += 1
    speakers = {same.get(id, id) for id in one.speaker} & {same.get(id, id) for id in other.speaker}
    if speakers:
        return shared >= SHARED * len(short)
    # An official without a name here may be one with a name there: then only the very words can tell.
    nameless = Naming.NAMED not in (one.naming, other.naming) or Naming.UNNAMED in (one.naming, other.naming)
    return nameless and shared >= 0.9 * len(short) and len(short) >= 2 * FEWEST


def _utterance(group: Sequence[Statement], same: Mapping[str, str]) -> Utterance:
    wordings: defaultdict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for statement in group:
        wordings[_words(statement)].append(statement)
    variants = tuple(
        Variant(" … ".join(span.text for span in those[0].content), tuple(each.id for each in those))
        for _, those in sorted(wordings.items(), key=lambda pair: (-len(pair[1]), -len(pair[0]), pair[0]))
    )
    named = [each for each in group if each.naming is Naming.NAMED] or list(group)
    speaker = tuple(dict.fromkeys(same.get(id, id) for id in named[0].speaker))
    ids = tuple(each.id for each in group)
    return Utterance(identifier("u", *ids), speaker, ids, variants)
