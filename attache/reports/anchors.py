"""Which words of a sentence tell of an event: the cues of events.toml, held against the tree.

    Kerry and Lavrov held talks        "talks", carried by "held"
    parliament lifted the curfew       "lifted" (CONCEDE); the curfew is only what it lifts
    The second round, veto power       nothing: no seconding, no veto

How each field of a `Cue` is to be matched is told beside the field in knowledge/events.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attache.knowledge import world
from attache.knowledge.events import Cue, Light, cues, governors, light_verbs, parties
from attache.knowledge.inflection import known_lemma
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.model import ActorType, EntityLabel, EventType, Modality, Token
from attache.reports.modality import has_particle, is_naming

POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}
NAMES = frozenset(["PERSON", "ORG", "PLACE", "NORP"])
PERSONAL = frozenset(["he", "she", "who", "him", "her"])
OWN_WORD = frozenset([EventType.REQUEST, EventType.ACCUSE, EventType.AGREE, EventType.THREATEN])
ANSWERS = frozenset([EventType.REJECT, EventType.CONCEDE, EventType.AGREE])


@dataclass(frozen=True)
class Anchor:
    """A matched cue: its token, and the verb that carries it ("held" in "held talks"), None where none does.

    `lends` says what the carrying verb's subject is to the event: its actor, or ("faced charges") its recipient.
    """

    sentence: int
    index: int
    cue: Cue
    light: int | None = None
    lends: str = "actor"


def anchors(tree: Tree, sentence: int, cast: Cast) -> tuple[Anchor, ...]:
    """The words of a sentence that tell of an event each, in order."""
    found = {}
    for index in range(len(tree.tokens)):
        if (cue := _cue(tree, sentence, index, cast)) and not _is_name(tree, index):
            row = light(tree, index) if cue.pos == "noun" else None
            found[index] = Anchor(sentence, index, cue, row[0] if row else None, row[1].lends if row else "actor")
    carried = {a.light for a in found.values() if a.light is not None and not _stands_alone(found.get(a.light))}
    return tuple(
        anchor for index, anchor in found.items() if index not in carried and not _is_part(tree, anchor, found)
    )


def _stands_alone(carrier: Anchor | None) -> bool:
    """ "demanded talks": a verb that makes something of the noun is an event itself, though it carry it."""
    return carrier is not None and carrier.cue.realises is not None


def _is_name(tree: Tree, index: int) -> bool:
    """ "World Trade Organization", "on March 3": a cue inside a name or a date tells of nothing."""
    entity = tree.entity.get(index)
    if entity is None or entity.label is EntityLabel.EVENT:
        return False
    return entity.label is EntityLabel.DATE or entity.last - entity.first > 1


def _is_part(tree: Tree, anchor: Anchor, found: dict[int, Anchor]) -> bool:
    """Whether an event noun is only the matter of another: "lifted the curfew", "veto power", "rejected the demand"."""
    if anchor.cue.pos != "noun":
        return False
    token = tree.tokens[anchor.index]
    if token.deprel.startswith("compound"):
        heads = governors().get((lemma(tree.tokens[token.head]), "noun"), ())
        return token.head in found or not any("compound" in rule.complements for rule in heads)
    top = tree.first_conjunct(anchor.index)
    above = found.get(tree.tokens[top].head)
    if above is None:
        return False
    relation, case = tree.tokens[top].deprel, tree.case(top)
    under = relation in ("obj", "nsubj:pass") or case in above.cue.prep or (above.cue.pos == "noun" and case == "of")
    if not under:
        return False
    matter = lemma(token) in above.cue.object and above.cue.realises is None
    return matter or (above.cue.type in ANSWERS and anchor.cue.type in OWN_WORD)


def lemma(token: Token) -> str:
    """A token's lemma as the tables know it: the core may guess "sentenc" for "sentenced"."""
    pos = POS.get(token.upos)
    guess = token.lemma.lower()
    known = (guess, pos) in cues() or (guess, pos) in governors() or guess in light_verbs()
    if pos in ("verb", "noun") and not known:
        return known_lemma(token.text, pos) or guess
    return guess


# ------------------------------------------------------------------------------------------------- light verbs


def light(tree: Tree, noun: int) -> tuple[int, Light] | None:
    """The verb that carries an event noun: "held" for "held talks", "took" for "took part in talks"."""
    top = tree.first_conjunct(noun)
    head = tree.tokens[top].head
    word = lemma(tree.tokens[noun])
    if 0 <= head < len(tree.tokens):
        relation, case = tree.tokens[top].deprel, tree.case(top)
        plain = relation in ("obj", "nsubj:pass") or (relation == "acl" and tree.tokens[head].xpos == "VBN")
        for row in light_verbs().get(lemma(tree.tokens[head]), ()):
            if row.particle and not has_particle(tree, head, row.particle):
                continue
            if (not row.objects or word in row.objects) and (
                relation.startswith("obl") and case == row.prep if row.prep else plain
            ):
                return head, row
    for kid in tree.find(noun, "acl", "acl:relcl"):
        # "the sanctions imposed by the EU"
        for row in light_verbs().get(lemma(tree.tokens[kid]), ()):
            if tree.tokens[kid].xpos == "VBN" and not row.prep and (not row.objects or word in row.objects):
                return kid, row
    return None


def _is_governed(tree: Tree, noun: int) -> bool:
    """Whether a governor stands over an event noun: "called off the deal"; one that only muses does not count."""
    top = tree.first_conjunct(noun)
    head = tree.tokens[top].head
    if not 0 <= head < len(tree.tokens):
        return False
    pos = POS.get(tree.tokens[head].upos, "")
    relation, case = tree.tokens[top].deprel, tree.case(top)
    names = {relation, relation.partition(":")[0], f"{relation.partition(':')[0]}:{case}"}
    return any(
        names & set(rule.complements) and rule.modality is not Modality.POSSIBLE
        and (not rule.particle or has_particle(tree, head, rule.particle))
        for rule in governors().get((lemma(tree.tokens[head]), pos), ())
    )  # fmt: skip


# --------------------------------------------------------------------------------------------- the company of a cue


@dataclass(frozen=True)
class _Company:
    """The phrases around a cue word."""

    objects: tuple[int, ...]
    subjects: tuple[int, ...]
    obliques: tuple[int, ...]


def _cue(tree: Tree, sentence: int, index: int, cast: Cast) -> Cue | None:
    """The first cue of a word that finds its company here."""
    token = tree.tokens[index]
    pos = POS.get(token.upos)
    if pos is None:
        return None
    rows = cues().get((lemma(token), pos), ())
    if pos == "adj" and token.xpos in ("VBN", "VBG"):
        rows += cues().get((lemma(token), "verb"), ())  # "the ousted president"
    if not rows:
        return None
    company = _verbs_company(tree, index) if rows[0].pos == "verb" else _nouns_company(tree, index)
    return next((cue for cue in rows if _matches(tree, sentence, index, cue, company, cast)), None)


def _verbs_company(tree: Tree, index: int) -> _Company:
    objects = (*tree.find(index, "obj"), *tree.find(index, "nsubj:pass"))
    token = tree.tokens[index]
    if not objects:
        objects = tree.find(index, "iobj")  # "urged Israel to"
    if tree.is_passive(index) and token.deprel in ("acl", "amod") and token.head >= 0:
        objects = (*objects, token.head)
    if token.deprel == "acl:relcl" and not objects and token.head >= 0:
        objects = (token.head,)  # "the deal that they signed"
    subjects = tree.agents(index) if tree.is_passive(index) else tree.subjects(index)
    return _Company(objects, subjects, tree.find(index, "obl", "nmod", "advcl"))


def _nouns_company(tree: Tree, index: int) -> _Company:
    objects = tuple(
        k for k in tree.kids[index]
        if tree.tokens[k].deprel in ("compound", "amod", "nmod:poss")
        or (tree.tokens[k].deprel == "nmod" and tree.case(k) == "of")
    )  # fmt: skip
    subjects, obliques = tree.find(index, "nmod:poss"), tree.find(index, "nmod", "obl", "acl")
    if (carrier := light(tree, index)) is not None:
        obliques += tree.find(carrier[0], "obl")
        subjects += tree.subjects(carrier[0])
    return _Company(objects, subjects, obliques)


def _matches(tree: Tree, sentence: int, index: int, cue: Cue, company: _Company, cast: Cast) -> bool:
    """Whether a word keeps the company its cue asks for, and none that the cue forbids."""
    if cue.particle and not has_particle(tree, index, cue.particle):
        return False
    if cue.joint and not _is_joint(tree, sentence, company.subjects, cast):
        return False
    if cue.plural and tree.tokens[index].xpos not in ("NNS", "NNPS"):
        return False

    def any_is(heads: Sequence[int], wanted: Sequence[str]) -> bool:
        return any(_is_one(tree, sentence, c, wanted, cast) for h in heads for c in tree.conjuncts(h))

    objects, obliques = company.objects, company.obliques
    if cue.particle:
        # "called off the summit": the core takes "off" for the summit's preposition
        objects = (*objects, *(k for k in obliques if tree.case(k) == cue.particle))
    if objects and cue.object and cue.pos == "verb" and is_naming(tree, index):
        return False  # "called the talks constructive"
    under = tuple(k for k in obliques if case_of(tree, k) in cue.prep)
    if cue.prep and not under:
        return False
    if cue.object and not any_is((*under, *objects) if cue.prep else objects, cue.object):
        return False
    aims = tree.find(index, "xcomp") if cue.pos == "verb" else ()
    if cue.not_object and any_is((*objects, *under, *aims), cue.not_object):
        return False
    if cue.subject and not any_is(company.subjects, cue.subject):
        return False
    if cue.not_subject and any_is(company.subjects, cue.not_subject):
        return False
    if cue.not_oblique and any_is(obliques, cue.not_oblique):
        return False
    if any(case_of(tree, k) in cue.not_prep for k in obliques):
        return False
    if cue.complement and not tree.find(index, *cue.complement):
        return False
    if cue.not_complement and tree.find(index, *cue.not_complement):
        return False
    if cue.needs_light and not (light(tree, index) or _is_governed(tree, index)):
        return False
    around = (*objects, *company.subjects, *obliques)
    return not cue.needs_party or any(_is_party(tree, sentence, head, cast) for head in around)


def _is_joint(tree: Tree, sentence: int, subjects: Sequence[int], cast: Cast) -> bool:
    """Whether several parties are the subject: "Kerry and Lavrov", "the two", "the presidents"."""
    for head in subjects:
        if len(cast.parties(tree, sentence, head)) > 1 or len(cast.together(tree, sentence, head)) > 1:
            return True
        mention = cast.mention(tree, sentence, head)
        if mention is not None and mention.plural:
            return True
    return False


def case_of(tree: Tree, kid: int) -> str:
    """The preposition or conjunction that brings a phrase in, "" where there is none."""
    return tree.case(kid) or next(
        (tree.tokens[k].text.lower() for k in tree.find(kid, "mark") if tree.tokens[k].text.lower() != "to"), ""
    )


def _is_one(tree: Tree, sentence: int, index: int, wanted: Sequence[str], cast: Cast) -> bool:
    """Whether a noun is one of these lemmas, or of these kinds of name (in capitals)."""
    token = tree.tokens[index]
    if lemma(token) in wanted or token.text.lower() in wanted:
        return True
    kinds = [w for w in wanted if w.isupper()]
    if not kinds:
        return False
    entity = tree.entity.get(index)
    if entity is not None and entity.label.value in kinds:
        return True
    if "NORP" in kinds and world.country(token.text):
        return True
    if "PARTY" in kinds and _is_party(tree, sentence, index, cast):
        return True
    if "MONEY" in kinds and token.text in ("$", "€", "£"):
        return True
    if "PERSON" in kinds:
        mention = cast.mention(tree, sentence, index)
        return token.text.lower() in PERSONAL or (mention is not None and mention.type is ActorType.PERSON)
    return False


def _is_party(tree: Tree, sentence: int, index: int, cast: Cast) -> bool:
    entity = tree.entity.get(index)
    if entity is not None and entity.label.value in NAMES:
        return True
    return lemma(tree.tokens[index]) in parties() or bool(cast.parties(tree, sentence, index))
