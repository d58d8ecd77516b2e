"""Whether the words around a date speak of what was or of what is to come.

    "The referendum is scheduled for Sunday"    future
    "Putin called President Obama Friday"       past
    "stance toward Sunday's referendum"         future: a planned event, and no verb says it is over

The tree decides where there is a good one: the verb that governs the date, its auxiliaries, the verb that governs it
in turn. Without a tree the nearest verbs and cue words do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import StrEnum

from attache.mentions.numerals import listed
from attache.model import Sentence, Token

_REACH = 100  # words on either side in which a verb's auxiliaries are looked for


class Tense(StrEnum):
    PAST = "past"
    FUTURE = "future"
    NONE = "none"


# "could be reached Wednesday" and "can" look nowhere.
_MODALS = {"will", "shall", "'ll", "’ll", "wo", "would", "'d", "may", "might", "should", "must"}
# Verbs and adjectives whose infinitive, and whose own date, lie ahead: "scheduled to meet", "due Friday".
_PLANS = listed(
    "plan schedule expect set intend hope agree promise vow pledge threaten want aim decide propose"
    " invite urge ask order slate due await prepare likely ready willing bind poise demand call"
    " arrange book fix postpone delay consider announce anticipate look seek offer need tell warn"
    " predict forecast mean suppose"
)
_AHEAD = listed(
    "by until till upcoming coming scheduled due slated ahead pending planned expected next starting"
    " beginning effective payable"
)
# Events people fix a day for: "Sunday's referendum" is to come unless a past verb has it as its own.
_PLANNED = listed("referendum election vote ballot poll summit deadline runoff inauguration plebiscite handover")
# Events that "Friday's" goes with before and after: the verb decides.
_EVENTS = _PLANNED | listed(
    "conference talk talks hearing trial match final ceremony negotiation negotiations session"
    " meeting launch debate visit funeral rally protest march strike concert game race show parade"
    " mission flight"
)
_MOVED = {"plan", "schedule", "slate", "postpone", "reschedule", "adjourn", "extend", "delay"}
_PAST_WORDS = listed(
    "said told was were had did went came met took made called held began left sent won lost fell"
    " rose led kept put became gave got saw found spoke wrote reported announced has have been"
)
_FUTURE_WORDS = _MODALS - {"'d"} | listed("scheduled due plans planned expected slated upcoming")
_SURELY = {"effective", "payable", "starting", "pending"}
_TOWARDS = {"toward", "towards", "about", "for", "over", "before", "of", "ahead", "regarding"}
_LEADS = {
    "plan",
    "plans",
    "due",
    "expected",
    "going",
    "scheduled",
    "set",
    "agreed",
    "hopes",
    "wants",
    "intends",
    "about",
    "ready",
}
_STOPS = listed("; : ( ) that who which where")


def tense_at(sentence: Sentence, start: int, end: int) -> Tense:
    """The tense in which the characters from `start` to `end` are spoken of."""
    first = bisect_right(sentence.tokens, start, key=lambda token: token.end)
    last = bisect_left(sentence.tokens, end, key=lambda token: token.start)
    inside = list(range(first, last))
    if not inside:
        return Tense.NONE
    around = sentence.tokens[max(0, first - _REACH) : last + _REACH]
    if any(token.xpos.startswith("VB") for token in around) and sentence.tokens[first].deprel:
        return _by_tree(sentence.tokens, inside)
    return _by_words(sentence.tokens, inside)


def _by_tree(tokens: tuple[Token, ...], inside: list[int]) -> Tense:
    head = next((n for n in inside if tokens[n].head not in inside), inside[0])
    before = [tokens[n].text.lower() for n in range(max(0, inside[0] - 2), inside[0])]
    if before in (["as", "soon"], ["as", "early"], ["ahead", "of"]) or (before[-1:] and before[-1] in _SURELY):
        return Tense.FUTURE
    until = bool(before) and before[-1] in ("until", "till", "through")
    planned, owner = _planned(tokens, head)
    if owner and not planned and tokens[owner[0]].lemma.lower() not in _EVENTS:
        return Tense.NONE  # "ways to get around Wednesday's ruling"
    at, seen = tokens[head].head, {head}
    while 0 <= at < len(tokens) and at not in seen:
        seen.add(at)
        token = tokens[at]
        if token.xpos.startswith("VB") or token.upos in ("VERB", "AUX") or _has(tokens, at, "cop"):
            tense = _of_verb(tokens, at, set())
            if tense is Tense.PAST and until and not any(tokens[n].text.lower() == "had" for n in _kids(tokens, at)):
                return Tense.FUTURE  # "postponed until Tuesday", "has given them until Tuesday"
            if tense is not Tense.NONE:
                return tense
            if not token.deprel.startswith(("acl", "xcomp", "ccomp", "advcl", "conj")):
                break
        elif token.lemma.lower() in _PLANS and token.upos == "ADJ":
            return Tense.FUTURE
        elif planned and token.deprel.startswith("nmod") and _preposition(tokens, at) in _TOWARDS:
            return Tense.FUTURE  # "stance toward Sunday's referendum"
        at = token.head
    return Tense.FUTURE if planned or set(before) & _AHEAD else Tense.NONE


def _planned(tokens: tuple[Token, ...], head: int) -> tuple[bool, tuple[int, ...]]:
    """Whether the date belongs to an event people plan ("Sunday's referendum"), and the noun it belongs to, if any."""
    at = tokens[head].head
    if not 0 <= at < len(tokens) or not tokens[head].deprel.startswith(("nmod:poss", "compound", "nmod:unmarked")):
        return False, ()
    if tokens[at].upos not in ("NOUN", "PROPN"):
        return False, ()
    return tokens[at].lemma.lower() in _PLANNED, (at,)


def _preposition(tokens: tuple[Token, ...], at: int) -> str:
    return next((tokens[n].text.lower() for n in _kids(tokens, at) if tokens[n].deprel == "case"), "")


def _of_verb(tokens: tuple[Token, ...], at: int, seen: set[int]) -> Tense:
    """The tense of a verb: its auxiliaries, its form, and for an infinitive the verb it hangs on."""
    token = tokens[at]
    seen.add(at)
    helpers = {
        tokens[n].lemma.lower(): tokens[n] for n in _kids(tokens, at) if tokens[n].deprel.startswith(("aux", "cop"))
    }
    texts = {helper.text.lower() for helper in helpers.values()}
    lemma = token.lemma.lower()
    if texts & _MODALS or helpers.keys() & _MODALS:
        perfect = "have" in helpers
        return Tense.PAST if perfect and "will" not in texts else Tense.FUTURE
    to = any(tokens[n].text.lower() == "to" and tokens[n].deprel == "mark" for n in _kids(tokens, at))
    past_helper = any(helper.xpos == "VBD" for helper in helpers.values()) or "have" in helpers
    if to:
        parent = token.head
        if not 0 <= parent < len(tokens) or parent in seen:
            return Tense.FUTURE
        governor = tokens[parent]
        if governor.lemma.lower() in _PLANS or governor.upos in ("NOUN", "ADJ", "PROPN"):
            return Tense.FUTURE
        tense = _of_verb(tokens, parent, seen) if governor.upos in ("VERB", "AUX") else Tense.FUTURE
        return tense if tense is not Tense.NONE else Tense.FUTURE
    if past_helper:
        if any(helper.text.lower() == "had" for helper in helpers.values()) and lemma in _MOVED:
            return Tense.NONE  # "had been scheduled to expire Friday": before the page or after it
        # "was scheduled for Friday" looks forward from the past, "was killed on Friday" does not.
        return Tense.FUTURE if lemma in ("schedule", "slate") or _has_word(tokens, at, "due") else Tense.PAST
    if token.xpos == "VBD":
        return Tense.FUTURE if lemma in _MOVED else Tense.PAST
    if token.xpos == "VBN":
        if helpers:
            return Tense.FUTURE if lemma in _PLANS else Tense.NONE
        return Tense.FUTURE if lemma in ("schedule", "plan", "slate", "expect", "set") else Tense.PAST
    if token.xpos == "VBG" and "be" in helpers:
        return Tense.FUTURE
    if lemma in _PLANS and token.xpos in ("VBZ", "VBP", "VBG", "JJ"):
        return Tense.FUTURE
    if token.xpos in ("VBZ", "VBP") or token.xpos == "VB":
        return Tense.NONE
    if helpers and token.upos in ("ADJ", "NOUN") and lemma in _PLANS:
        return Tense.FUTURE
    return Tense.NONE


def _by_words(tokens: tuple[Token, ...], inside: list[int]) -> Tense:
    before = [token.text.lower() for token in tokens[max(0, inside[0] - 12) : inside[0]]][::-1]
    after = [token.text.lower() for token in tokens[inside[-1] + 1 : inside[-1] + 16]]
    if before and (before[0] in _AHEAD or before[:2] in (["of", "ahead"], ["as", "soon"], ["as", "early"])):
        return Tense.FUTURE
    if after[:1] in (["'s"], ["’s"]) and set(after[1:4]) & _EVENTS:
        # "stance toward Sunday's referendum" is ahead, "won in Sunday's referendum" is over
        if (set(before[:1]) & _TOWARDS and set(after[1:4]) & _PLANNED) or not set(before[:6]) & _PAST_WORDS:
            return Tense.FUTURE
    for stretch in (before, after):
        for n, word in enumerate(stretch):
            if word in _STOPS and stretch is before:
                break
            if word in _FUTURE_WORDS or (word == "to" and stretch is before and set(stretch[n + 1 : n + 3]) & _LEADS):
                return Tense.FUTURE
            helper = stretch[n + 1 : n + 2] if stretch is before else stretch[n - 1 : n] if n else []
            if word.endswith("ing") and helper and helper[0] in ("am", "is", "are", "'re", "’re", "'m", "’m"):
                return Tense.FUTURE
            if word in _PAST_WORDS or (word.endswith("ed") and len(word) > 4):
                return Tense.PAST
    return Tense.NONE


def _kids(tokens: tuple[Token, ...], at: int) -> list[int]:
    return [n for n in range(max(0, at - _REACH), min(len(tokens), at + _REACH)) if tokens[n].head == at and n != at]


def _has(tokens: tuple[Token, ...], at: int, relation: str) -> bool:
    return any(tokens[n].deprel == relation for n in _kids(tokens, at))


def _has_word(tokens: tuple[Token, ...], at: int, word: str) -> bool:
    return any(tokens[n].text.lower() == word for n in _kids(tokens, at))
