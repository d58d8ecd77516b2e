"""Figures: what a page counts and measures, where, as of when, and on whose word.

    Anonymous sources told FOX News there are between 30,000 and 100,000 Russian troops there
        30000 to 100000 people, counted "Russian troops", on the word of FOX's anonymous sources

Both bounds stay; an open one is None. Ages, lengths of time and "one of the officials" are amounts but no figures.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import TypeVar

from attache.knowledge.world import demonym
from attache.language.tree import Tree
from attache.mentions.amounts import Amount, AmountKind
from attache.mentions.numerals import listed
from attache.model import Article, Figure, Place, Sentence, Span, Statement, When, identifier

Told = TypeVar("Told", Place, When)

_KINDS = (AmountKind.COUNT, AmountKind.MEASURE, AmountKind.MONEY, AmountKind.SHARE)

# Nouns that count persons. Endings do not tell: "soldier" and "border", "protester" and "quarter".
PERSONS = listed(
    "person people man woman child boy girl baby infant youth adult teenager pensioner human citizen"
    " resident inhabitant villager civilian soldier troop serviceman servicewoman conscript recruit"
    " reservist veteran officer sailor marine airman pilot guard policeman policewoman gendarme"
    " paratrooper commando mercenary fighter gunman militant militiaman rebel insurgent separatist"
    " terrorist bomber sniper attacker assailant hostage captive prisoner detainee inmate suspect"
    " victim casualty fatality dead wounded injured survivor witness refugee migrant immigrant"
    " asylum-seeker evacuee deportee exile settler passenger crew commuter tourist traveller traveler"
    " visitor pilgrim student pupil teacher professor doctor nurse medic patient worker employee staff"
    " staffer miner farmer fisherman driver engineer scientist expert specialist adviser advisor"
    " consultant lawyer judge juror journalist reporter cameraman editor blogger activist protester"
    " protestor demonstrator campaigner supporter opponent follower member voter elector candidate"
    " delegate deputy lawmaker legislator senator congressman parliamentarian minister official"
    " diplomat ambassador envoy monitor observer inspector peacekeeper negotiator mediator leader"
    " president governor mayor spokesman spokeswoman aide executive director manager owner shareholder"
    " investor customer client user subscriber consumer viewer player athlete fan spectator family"
    " parent mother father son daughter brother sister wife husband relative orphan american believer"
    " worshipper worshiper priest monk nun cleric personnel manpower population crowd rescuer"
    " firefighter volunteer contractor bodyguard agent spy informant defector deserter smuggler"
    " trafficker criminal convict speaker author signatory donor individual applicant graduate trainee"
    " instructor troops forces servicemen policemen police infantry cavalry militia others respondent"
    " borrower homeowner tenant taxpayer foreigner national expatriate minority homeless unemployed"
    " jobless"
) - {"crew", "forces", "family"}
# Verbs that happen to persons: "at least 20 were killed" counts people without naming them.
_HARM = listed(
    "kill die injure wound hurt arrest detain evacuate displace flee drown perish execute shoot"
    " behead kidnap abduct rescue hospitalize hospitalise massacre deport jail imprison burn protest"
    " demonstrate rally march attend gather vote survive march abstain"
)
_LONGEST = 400  # tokens; what is longer is a table or worse
_OF = ("of", "in", "worth")
_NO_DAY = ("P", "PRESENT_REF", "PAST_REF", "FUTURE_REF")


def figures(
    article: Article,
    amounts: Sequence[Amount],
    statements: Iterable[Statement] = (),
    dates: Sequence[When] = (),
    places: Sequence[Place] = (),
) -> tuple[Figure, ...]:
    """The figures among the amounts of a page, in text order."""
    said = sorted(
        (
            (span.end - span.start, span.start, span.end, statement)
            for statement in statements
            for span in statement.content
        ),
        key=lambda it: it[:3],
    )
    starts = [sentence.start for sentence in article.sentences]
    where = sorted(((it.span, it) for it in places), key=lambda it: it[0].start)
    days = [(it.span, it) for it in dates if it.span and not (it.value or "P").startswith(_NO_DAY)]
    days.sort(key=lambda it: it[0].start)
    trees: dict[int, Tree | None] = {}
    found = []
    for amount in amounts:
        if amount.kind not in _KINDS:
            continue
        at = bisect_right(starts, amount.span.start) - 1
        if at not in trees:
            trees[at] = _tree(article.sentences[at]) if at >= 0 else None
        figure = _figure(article, amount, trees[at], said, days, where)
        if figure is not None:
            found.append(figure)
    return tuple(found)


def _figure(
    article: Article,
    amount: Amount,
    tree: Tree | None,
    said: Sequence[tuple[int, int, int, Statement]],
    days: Sequence[tuple[Span, When]],
    places: Sequence[tuple[Span, Place]],
) -> Figure | None:
    counted: Span | None = None
    unit, place, when = amount.unit, None, None
    if tree is not None:
        numeral = _numeral(tree, amount)
        if numeral is not None:
            noun = _counted(tree, numeral, amount)
            if noun is None:
                noun = _marked(tree, amount)
            persons = _persons(tree, numeral, noun)
            if amount.kind is AmountKind.COUNT:
                if noun is None and not persons:
                    return None
                # "one man" was counted by nobody, "one man was killed" is as it stands a figure of people.
                if (amount.low, amount.high) == (1, 1) and not persons:
                    return None
                unit = "people" if persons else unit
            counted = _phrase(article, tree, noun, amount) if noun is not None else None
            head = noun if noun is not None else numeral
            place = _nearest(tree, head, places, amount, counted)
            when = _nearest(tree, head, days, amount, counted)
    elif amount.kind is AmountKind.COUNT:
        counted = _next_words(article, amount)
        if counted is None:
            return None
        unit = "people" if _is_person(counted.text.split()[-1].lower()) else unit
    statement = next((it[3] for it in said if it[1] <= amount.number[0] and amount.number[1] <= it[2]), None)
    return Figure(
        id=identifier("f", amount.span),
        page=article.page.id,
        span=amount.span,
        low=amount.low,
        high=amount.high,
        approximate=amount.approximate,
        unit=unit,
        counted=counted,
        place=place,
        when=when,
        voices=(*statement.voices, *statement.speaker) if statement else (),
    )


# -------------------------------------------------------------------------------------------------- what is counted


def _tree(sentence: Sentence) -> Tree | None:
    """The sentence's tree; None where there is none, or where the sentence is no sentence of news."""
    sensible = len(sentence.tokens) <= _LONGEST and any(token.deprel for token in sentence.tokens)
    return Tree(sentence) if sensible else None


def _inside(tree: Tree, span: Span) -> list[int]:
    """The tokens of a span."""
    first = bisect_right(tree.tokens, span.start, key=lambda token: token.end)
    return list(range(first, bisect_left(tree.tokens, span.end, key=lambda token: token.start)))


def _numeral(tree: Tree, amount: Amount) -> int | None:
    """The token of the amount that heads it: for "between 30,000 and 100,000" the one that hangs outside."""
    inside = _inside(tree, amount.span)
    numbers = [n for n in inside if tree.tokens[n].start >= amount.number[0]]
    for n in numbers or inside:
        if tree.tokens[n].head not in inside:
            return n
    return numbers[0] if numbers else None


def _counted(tree: Tree, numeral: int, amount: Amount) -> int | None:
    """The noun counted: the head of "100,000 troops", "people" in "dozens of people", "voters" in "5 % of voters"."""
    token = tree.tokens[numeral]
    of = next(
        (kid for kid in tree.kids[numeral] if tree.tokens[kid].deprel.startswith("nmod") and tree.case(kid) in _OF),
        None,
    )
    if of is not None and tree.tokens[of].start >= amount.number[1]:
        return of
    if token.deprel.startswith(("nummod", "amod", "compound", "det", "nmod", "dep")) and 0 <= token.head < len(
        tree.tokens
    ):
        head = token.head
        if (
            amount.kind is AmountKind.COUNT
            and head > numeral
            and tree.tokens[head].upos in ("NOUN", "PROPN", "ADJ", "SYM")
        ):
            return head
    if amount.kind in (AmountKind.MEASURE, AmountKind.MONEY, AmountKind.SHARE):
        inside = _inside(tree, amount.span)
        for n in inside:
            for kid in tree.kids[n]:
                if kid not in inside and tree.tokens[kid].deprel.startswith(("nmod", "obl")) and tree.case(kid) in _OF:
                    return kid
        last = inside[-1] if inside else numeral
        head = tree.tokens[last].head
        if tree.tokens[last].deprel in ("compound", "nummod", "amod", "nmod") and last < head < len(tree.tokens):
            return head  # "a $5 million grant", "30 percent cut"
    return None


def _marked(tree: Tree, amount: Amount) -> int | None:
    """The noun that the core marks as counted, where the tree lets the number go astray.

    "between 30,000 and 100,000 Russian troops there": "30,000" hung on "are".
    """
    inside = _inside(tree, amount.span)
    for mark in tree.sentence.marks.figures:
        if set(range(*mark.words)) & set(inside):
            for run in mark.counted:
                for top in tree.tops(run):
                    if top not in inside and tree.tokens[top].upos in ("NOUN", "PROPN"):
                        return top
    return None


def _phrase(article: Article, tree: Tree, noun: int, amount: Amount) -> Span:
    """The noun with what modifies it, without the number: "Russian troops"."""
    before = ("amod", "compound", "nmod:poss", "flat", "advmod", "punct", "acl", "case", "nmod:desc")
    first = last = noun
    kids = set(tree.kids[noun])
    while first - 1 >= 0 and tree.tokens[first - 1].start >= amount.span.end:
        top = first - 1
        while top not in kids and top != noun and 0 <= tree.tokens[top].head < noun:
            top = tree.tokens[top].head
        if top not in kids or tree.tokens[top].deprel not in before or tree.tokens[first - 1].deprel == "case":
            break
        first -= 1
    while first < noun and tree.tokens[first].deprel == "punct":
        first += 1
    while last + 1 < len(tree.tokens) and tree.tokens[last + 1].deprel == "flat" and tree.tokens[last + 1].head == noun:
        last += 1
    return article.page.span(tree.tokens[first].start, tree.tokens[last].end)


def _persons(tree: Tree, numeral: int, noun: int | None) -> bool:
    """Whether persons are counted: by the noun, or where there is none by what happened to them."""
    if noun is not None:
        token = tree.tokens[noun]
        return _is_person(token.lemma.lower()) or _is_person(token.text.lower()) or _is_people(token.text)
    token = tree.tokens[numeral]
    if not 0 <= token.head < len(tree.tokens):
        return False
    verb = tree.tokens[token.head]
    role = token.deprel.startswith(("nsubj", "obj", "conj", "nummod"))
    if role and verb.lemma.lower() in _HARM:
        return True
    return any(
        tree.tokens[kid].lemma.lower() in _HARM
        for kid in tree.kids[numeral]
        if tree.tokens[kid].deprel.startswith(("acl", "amod"))
    )


def _is_person(word: str) -> bool:
    return (
        word in PERSONS
        or (word.endswith("s") and word[:-1] in PERSONS)
        or (word.endswith("men") and word[:-3] + "man" in PERSONS)
    )


def _is_people(word: str) -> bool:
    """ "30,000 Russians"."""
    return word[:1].isupper() and word.endswith(("s", "ese", "sh", "ch")) and demonym(word) is not None


def _next_words(article: Article, amount: Amount) -> Span | None:
    """Without a tree: the word behind the number, "of" passed over, if it looks like a plural."""
    text = article.page.text
    at = amount.span.end
    for _ in range(3):
        while at < len(text) and text[at] == " ":
            at += 1
        end = at
        while end < len(text) and (text[end].isalpha() or text[end] == "-"):
            end += 1
        word = text[at:end].lower()
        if not word:
            return None
        if _is_person(word) or (word.endswith("s") and len(word) > 3 and word not in ("was", "has", "this", "does")):
            return article.page.span(at, end)
        at = end
    return None


# --------------------------------------------------------------------------------------------------- where and when


def _nearest(
    tree: Tree, head: int, found: Sequence[tuple[Span, Told]], amount: Amount, counted: Span | None
) -> Told | None:
    """The place or date that hangs on what is counted, or on the verb that tells of it; None where none does."""
    sentence = tree.sentence
    here = []
    starts = bisect_left(found, sentence.start, key=lambda it: it[0].start)
    for span, it in found[starts : bisect_left(found, sentence.end, key=lambda it: it[0].start)]:
        if (counted and span.start >= counted.start and span.end <= counted.end) or (
            span.start < amount.span.end and span.end > amount.span.start
        ):
            continue
        here.append((span, it))
    if not here:
        return None
    below = set(tree.below(head))
    verb = next((n for n in tree.above(head) if tree.tokens[n].upos in ("VERB", "AUX") or tree.find(n, "cop")), None)
    clause = (
        set(tree.below(verb, cut=("ccomp", "advcl", "conj", "parataxis", "acl:relcl"))) if verb is not None else set()
    )
    for reach in (below, clause):
        near = [
            (abs(span.start - amount.span.start), it)
            for span, it in here
            if any(n in reach for n in _inside(tree, span))
        ]
        if near:
            return min(near, key=lambda pair: pair[0])[1]
    return None
