"""Happened, or only announced: what the words around a verb or noun make of the action it tells of.

    Kerry and Lavrov met                       happened
    NATO ministers will meet, plan to meet     scheduled
    Russia agreed to withdraw                  proposed
    Lavrov said Russia will not invade         denied
    if talks fail, could invade                possible

The tables are the governors of events.toml; auxiliaries, negation, conditions and questions are grammar.
"""

from __future__ import annotations

from attache.knowledge.events import cues, governors, light_verbs
from attache.knowledge.reporting import reporting_cues
from attache.language.tree import Tree
from attache.model import Modality

DEPTH = 6  # governors climbed; "promised to consider agreeing to hold talks" has four
NEGATIONS = frozenset(["not", "n't", "n’t", "never", "no", "nobody", "none", "neither", "nor", "hardly", "without"])
POSSIBLE = frozenset(["could", "may", "might", "can", "ca", "cannot"])
MUST = frozenset(["must", "should", "ought"])
WILL = frozenset(["will", "'ll", "’ll", "shall", "wo"])
CONDITIONS = frozenset(["if", "unless", "whether", "lest", "until", "till", "in case"])
BEFORE = frozenset(["before", "ahead of", "prior to", "pending", "until"])
AFTER = frozenset(["after", "since", "following", "during", "despite", "amid", "over", "because of", "in", "at"])
OCCUR = frozenset(
    [
        "happen", "occur", "come", "ensue", "erupt", "break", "follow", "go", "proceed", "last", "take", "begin",
        "start", "open", "resume", "continue",
    ]
)  # fmt: skip
FINITE = ("VBD", "VBZ", "VBP")
ASKS = frozenset(["demand", "propose", "request", "recommend", "urge", "order"])  # "that he resign"
UNITS = frozenset(["minute", "hour", "day", "week", "month", "year"])
PAST = frozenset(["recent", "previous", "past", "earlier", "latest", "repeated"])
TRAVEL = frozenset(["travel", "fly", "go", "come", "arrive", "head", "return", "drive", "sail", "gather", "leave"])
SPOKEN_OF = frozenset(["xcomp", "ccomp", "obj", "obl", "acl", "nmod"])  # how the action hangs on a speech act
AIMS = (Modality.DEMANDED, Modality.THREATENED, Modality.PROPOSED, Modality.SCHEDULED)
REALISED = (Modality.HAPPENED, Modality.ONGOING)


def modality(tree: Tree, index: int, *, headline: bool = False) -> Modality:
    """Whether the action told of at token `index` took place, as the sentence has it.

    `headline` reads the present tense as past: "Kerry and Lavrov meet in London".
    """
    return _of(tree, index, headline, DEPTH)


def _of(tree: Tree, index: int, headline: bool, depth: int) -> Modality:
    token = tree.tokens[index]
    if depth == 0:
        return Modality.HAPPENED
    if token.upos in ("NOUN", "PROPN", "ADJ") and not tree.find(index, "cop", "nsubj", "aux"):
        return _of_noun(tree, index, headline, depth)
    own = _of_verb(tree, index, headline)
    outer = _governed(tree, index, headline, depth)
    if outer is None:
        return own
    if own is Modality.DENIED and outer is not Modality.DENIED:
        return Modality.DENIED
    if tree.tokens[index].deprel == "ccomp" and outer in AIMS:
        # "insisted that they work", "warned that it had invaded": a finite clause tells of itself
        asks = tree.tokens[tree.tokens[index].head].lemma.lower() in ASKS
        if (own in REALISED and _is_finite(tree, index) and not asks) or (
            own is Modality.SCHEDULED and outer is Modality.DEMANDED
        ):
            return own
    return outer


# ----------------------------------------------------------------------------------------------------------- verbs


def _of_verb(tree: Tree, index: int, headline: bool) -> Modality:
    """What a verb says by itself: its auxiliaries, its negation, its tense and the conjunction before it."""
    token = tree.tokens[index]
    if is_negated(tree, index):
        return Modality.DENIED
    if is_conditional(tree, index) or _is_question(tree, index):
        return Modality.POSSIBLE
    if any(tree.tokens[k].text.lower() in ("due", "set", "bound") for k in tree.find(index, "case", "mark", "aux")):
        return Modality.SCHEDULED  # "are due to start"
    helpers = _helpers(tree, index)
    lower = {tree.tokens[k].text.lower() for k in helpers}
    if _is_to_be(tree, index, helpers):
        return Modality.SCHEDULED  # "are to be expelled", "was to discuss it"
    if lower & MUST:
        return Modality.DEMANDED
    if lower & POSSIBLE:
        return Modality.POSSIBLE
    if lower & WILL:
        return Modality.SCHEDULED
    if "would" in lower or "'d" in lower or "’d" in lower:
        return Modality.SCHEDULED if _under_speech(tree, index) else Modality.POSSIBLE
    lemmas = {tree.tokens[k].lemma.lower() for k in helpers}
    if token.xpos == "VBG" and any(tree.tokens[k].xpos in ("VBZ", "VBP", "VBD") for k in helpers):
        return Modality.ONGOING
    if token.xpos in ("VBD", "VBN") or "have" in lemmas:
        return Modality.HAPPENED
    if any(tree.tokens[k].xpos == "VBD" for k in helpers):
        return Modality.HAPPENED
    if token.xpos in ("VB", "VBP", "VBZ"):
        return _untensed(tree, index, headline)
    if token.xpos == "VBG" and token.deprel in ("advcl", "acl", "xcomp", "ccomp", "obl", "nmod"):
        marks = {tree.tokens[k].text.lower() for k in tree.find(index, "mark", "case")}
        if marks & BEFORE:
            return Modality.SCHEDULED
    return Modality.HAPPENED


def _is_to_be(tree: Tree, verb: int, helpers: tuple[int, ...]) -> bool:
    tos = [k for k in tree.find(verb, "mark") if tree.tokens[k].text.lower() == "to"]
    return any(tree.tokens[k].lemma == "be" and tree.tokens[k].xpos in FINITE and k < tos[0] for k in helpers if tos)


def _helpers(tree: Tree, index: int) -> tuple[int, ...]:
    """The auxiliaries of a verb; a coordinated verb without a subject of its own shares the first one's.

    "will suggest monitors and try to convince": "will" for both.
    """
    own = tree.find(index, "aux", "cop")
    token = tree.tokens[index]
    if own or token.deprel != "conj" or tree.find(index, "nsubj") or not 0 <= token.head < len(tree.tokens):
        return own
    first = tree.tokens[token.head]
    if token.xpos in ("VB", "VBN", "VBG") and (first.xpos == token.xpos or token.xpos == "VB"):
        return _helpers(tree, token.head)
    return own


def _untensed(tree: Tree, index: int, headline: bool) -> Modality:
    """Infinitives and the simple present."""
    token = tree.tokens[index]
    marks = {tree.tokens[k].text.lower() for k in tree.find(index, "mark")}
    if "to" in marks:
        head = tree.tokens[token.head] if 0 <= token.head < len(tree.tokens) else None
        if head is None:
            return Modality.SCHEDULED  # "Kerry, Lavrov to meet in Paris"
        if headline and head.upos in ("PROPN", "NOUN") and token.deprel in ("acl", "advcl", "xcomp"):
            return Modality.SCHEDULED
        if head.lemma == "be" and token.deprel == "xcomp":
            return Modality.SCHEDULED  # "is to meet"
        if head.lemma in ("have", "need") and token.deprel == "xcomp":
            return Modality.DEMANDED  # "Russia has to withdraw"
        if head.lemma in ("go",) and token.deprel == "xcomp":
            return Modality.SCHEDULED  # "is going to meet"
        if token.deprel == "advcl" and head.upos == "VERB":
            its_own = _of(tree, token.head, headline, 2)
            if its_own is Modality.SCHEDULED or head.lemma in TRAVEL:
                return Modality.SCHEDULED  # "was to leave for London to meet Lavrov"
        return Modality.POSSIBLE  # a purpose, an opportunity, an ability
    if headline or (token.deprel == "root" and token.xpos == "VB" and index == 0):
        return Modality.HAPPENED if headline else Modality.DEMANDED
    if token.xpos == "VB":
        return Modality.POSSIBLE  # "let them go", "make it stop"
    return Modality.ONGOING


def is_negated(tree: Tree, index: int) -> bool:
    """Whether a verb is negated: by an adverb, or by a "no" before its subject or object."""
    for kid in tree.kids[index]:
        token = tree.tokens[kid]
        if token.deprel.startswith(("advmod", "det", "cc", "neg")) and token.text.lower() in NEGATIONS:
            return True
        if token.deprel.startswith(("nsubj", "obj")) and any(
            tree.tokens[k].text.lower() in ("no", "neither") for k in tree.find(kid, "det")
        ):
            return True
        if token.text.lower() in ("nobody", "none", "neither", "nothing"):
            return True  # "nobody came", "agreed on none of the points"
        first = tree.tokens[tree.below(kid)[0]].text.lower()
        if token.deprel.startswith("nsubj") and first in ("no", "not", "neither"):
            return True  # "not one boat has been turned back"
        if token.deprel.startswith(("mark", "case")) and token.text.lower() == "without":
            return True  # "without agreeing on a date"
    return False


def is_conditional(tree: Tree, index: int) -> bool:
    """Whether a clause is a condition or an indirect question: "if", "unless", "whether", "until"."""
    return any(tree.tokens[k].text.lower() in CONDITIONS for k in tree.find(index, "mark")) or (
        tree.tokens[index].deprel == "conj"
        and 0 <= tree.tokens[index].head < len(tree.tokens)
        and not tree.find(index, "nsubj")
        and is_conditional(tree, tree.tokens[index].head)
    )


def _is_question(tree: Tree, index: int) -> bool:
    if tree.tokens[-1].text != "?" and not (len(tree.tokens) > 1 and tree.tokens[-2].text == "?"):
        return False
    return tree.tokens[index].deprel == "root" or not any(tree.find(k, "mark") for k in (index,))


def _under_speech(tree: Tree, index: int) -> bool:
    """Whether a clause is reported speech, whose "would" is the speaker's "will"."""
    token = tree.tokens[index]
    while token.deprel == "conj" and 0 <= token.head < len(tree.tokens):
        token = tree.tokens[token.head]
    if token.deprel not in ("ccomp", "parataxis", "acl", "xcomp", "root"):
        return False
    heads = [token.head, *tree.find(tree.tokens.index(token), "parataxis")]
    return any(
        0 <= head < len(tree.tokens)
        and (
            (tree.tokens[head].lemma.lower(), "verb") in reporting_cues()
            or (tree.tokens[head].lemma.lower(), "noun") in reporting_cues()
        )
        for head in heads
    )


# ------------------------------------------------------------------------------------------------------- governors


def _governed(tree: Tree, index: int, headline: bool, depth: int) -> Modality | None:
    """What the governing word makes of a clause or noun; None where it has no say."""
    top = tree.first_conjunct(index)
    token = tree.tokens[top]
    head = token.head
    if not 0 <= head < len(tree.tokens):
        return None
    if token.deprel == "acl:relcl":
        return None  # "the talks that were to reopen the corridor": a relative clause tells of itself
    relation = _relation(tree, top)
    governor = _rule(tree, head, relation)
    if governor is None and relation in ("acl", "ccomp") and tree.tokens[head].upos == "NOUN":
        # "denying reports that two men had been killed": what is made of the reports is made of the killing
        outer = _governed(tree, head, headline, depth - 1) if depth > 1 else None
        return outer if outer is Modality.DENIED else None
    if governor is None:
        if relation == "xcomp" and tree.tokens[head].upos in ("VERB", "ADJ", "NOUN"):
            own = _of(tree, head, headline, depth - 1)
            marks = {tree.tokens[k].text.lower() for k in tree.find(top, "mark")}
            if "to" in marks and (tree.tokens[head].lemma.lower(), "verb") not in _ASPECT:
                return None
            return own
        return None
    return combined(governor, _of(tree, head, headline, depth - 1))


_ASPECT = {
    (lemma, "verb")
    for lemma in ("begin", "start", "continue", "resume", "keep", "stop", "manage", "help", "go", "come")
}


def _is_finite(tree: Tree, verb: int) -> bool:
    """Whether a clause tells of a fact: "that it invaded", "that it has"; not "demanded that he resign, be let in"."""
    forms = {tree.tokens[k].xpos for k in (verb, *tree.find(verb, "aux", "cop"))}
    return bool(forms & {"VBD", "VBZ"}) or ("VBP" in forms and bool(tree.find(verb, "aux", "cop")))


def combined(made: Modality, its_own: Modality) -> Modality:
    """What a governor makes of the governed action (`made`), given whether the governing act itself took place.

    "agreed to meet" proposed; "did not agree to meet" denied; "will begin talks" scheduled;
    "did not rule out a strike" possible.
    """
    if its_own in REALISED:
        return made
    if its_own is Modality.DENIED:
        unmaking = (Modality.DENIED, Modality.CANCELLED, Modality.POSSIBLE)
        return Modality.POSSIBLE if made in unmaking else Modality.DENIED
    return its_own if made in REALISED else made


def _relation(tree: Tree, index: int) -> str:
    """How a token hangs on its governor, with its preposition: "xcomp", "nsubj:pass", "obl:for", "nmod:of"."""
    relation = tree.tokens[index].deprel
    base = relation.partition(":")[0]
    if base in ("obl", "nmod", "advcl", "acl") and relation != "nmod:poss":
        case = tree.case(index) or next(
            (
                tree.tokens[k].text.lower()
                for k in tree.find(index, "mark", "case")
                if tree.tokens[k].text.lower() != "to"
            ),
            "",
        )
        return f"{base}:{case}" if case else base
    return relation


def _rule(tree: Tree, head: int, relation: str) -> Modality | None:
    """What the governors, or the speech acts among the event cues, make of what hangs on them by a relation."""
    token = tree.tokens[head]
    pos = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}.get(token.upos)
    if pos is None:
        return None
    base = relation.partition(":")[0]
    for rule in governors().get((token.lemma.lower(), pos), ()):
        if rule.particle and not has_particle(tree, head, rule.particle):
            continue
        if base == "obj" and is_naming(tree, head):
            continue  # "called the talks constructive" calls for none
        if rule.particle and relation.startswith(f"obl:{rule.particle} "):
            relation = f"obl:{relation.rsplit(' ', 1)[-1]}"  # "pulled out of the talks"
        if rule.particle and relation == f"obl:{rule.particle}":
            relation = base = "obj"  # "called off the summit": the core takes "off" for a preposition
        if relation in rule.complements or (base in rule.complements and relation != "nsubj:pass"):
            return rule.modality
        if relation == "nsubj:pass" and "obj" in rule.complements:
            return rule.modality
    if base in SPOKEN_OF or relation == "nsubj:pass":
        for cue in cues().get((token.lemma.lower(), pos), ()):
            fits = not cue.complement or base in cue.complement
            if cue.realises and fits and (not cue.particle or has_particle(tree, head, cue.particle)):
                return cue.realises
    return None


def is_naming(tree: Tree, verb: int) -> bool:
    """ "called the talks constructive": a verb that says of its object what it is."""
    return any(
        tree.tokens[k].upos in ("ADJ", "NOUN", "PROPN") and not tree.find(k, "mark", "case")
        for k in tree.find(verb, "xcomp")
    )


def has_particle(tree: Tree, verb: int, particle: str) -> bool:
    """Whether a verb has this particle: as one, or as an adverb or preposition right after it."""
    if tree.particle(verb) == particle:
        return True
    after = verb + 1
    if after < len(tree.tokens) and tree.tokens[after].text.lower() == particle:
        return tree.tokens[after].upos in ("ADP", "ADV", "PART")
    return any(
        tree.tokens[k].text.lower() == particle for k in tree.find(verb, "advmod", "compound", "obl") if k > verb
    )


# ----------------------------------------------------------------------------------------------------------- nouns


def _of_noun(tree: Tree, index: int, headline: bool, depth: int) -> Modality:
    """What a sentence makes of an action told by a noun: "planned talks", "called off the visit"."""
    if _is_away(tree, index):
        return Modality.SCHEDULED
    qualified = _qualified(tree, index)
    if qualified is not None:
        return qualified
    if any(tree.tokens[k].text.lower() in ("no", "neither") for k in tree.find(index, "det")):
        return Modality.DENIED
    top = tree.first_conjunct(index)
    head = tree.tokens[top].head
    if not 0 <= head < len(tree.tokens):
        return Modality.HAPPENED
    governed = _governed(tree, index, headline, depth)
    if governed is not None:
        return governed
    relation = _relation(tree, top)
    base, _, case = relation.partition(":")
    above = tree.tokens[head]
    if base in ("obl", "nmod"):
        if case in BEFORE:
            return Modality.SCHEDULED
        if case in AFTER and above.upos == "VERB":
            return (
                Modality.HAPPENED
                if _of(tree, head, headline, depth - 1) in (*REALISED, Modality.DENIED)
                else Modality.SCHEDULED
            )
    if (above.lemma.lower(), "verb") in reporting_cues() and base in ("obj", "obl"):
        return Modality.HAPPENED  # "to discuss recent exercises": what is talked about is there
    if above.upos in ("VERB", "AUX") and base in ("obj", "nsubj", "obl", "xcomp"):
        its_own = _of(tree, head, headline, depth - 1)
        light = above.lemma.lower() in light_verbs() or above.lemma.lower() in OCCUR
        if light or its_own not in REALISED:
            # an argument of what is not done is not done either, unless it is known already ("the annexation")
            definite = any(tree.tokens[k].text.lower() in ("the", "this", "that") for k in tree.find(index, "det"))
            if light or not (definite or tree.find(index, "nmod:poss")):
                return Modality.HAPPENED if its_own is Modality.ONGOING and not light else its_own
    return Modality.HAPPENED


def _is_away(tree: Tree, noun: int) -> bool:
    """ "With the referendum days away", "the vote is a week off": told by the words after the noun, not by the tree."""
    for unit in range(noun + 1, min(noun + 5, len(tree.tokens) - 1)):
        if tree.tokens[unit].lemma.lower() in UNITS:
            after = [token.text.lower() for token in tree.tokens[unit + 1 : unit + 3]]
            # "the raid, days ahead of the vote" has happened
            return after[0] in ("away", "off", "ahead") and after[1:] != ["of"]
    return False


def _qualified(tree: Tree, index: int) -> Modality | None:
    """What an adjective or participle on a noun makes of it: "planned talks", "the visit called off on Monday"."""
    for kid in tree.find(index, "amod", "compound", "acl"):
        token = tree.tokens[kid]
        if token.lemma.lower() in PAST:
            return Modality.HAPPENED
        for word, pos in (
            (token.lemma.lower(), "adj"),
            (token.text.lower(), "adj"),
            (token.lemma.lower(), "verb"),
        ):
            for rule in governors().get((word, pos), ()):
                if rule.particle and not has_particle(tree, kid, rule.particle):
                    continue
                participle = token.deprel == "acl" and token.xpos == "VBN" and "obj" in rule.complements
                if pos == "adj" or "amod" in rule.complements or participle:
                    return rule.modality
    return None
