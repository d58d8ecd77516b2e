"""Who is mentioned: people, offices, states, bodies, groups, sources without a name, and pronouns.

Russian Foreign Minister Sergey Lavrov     a person, with an office
Russia's ambassador to Latvia              an office, its holder not named
Moscow said ...                            a government; "in Moscow" is a place and no mention
an unnamed senior State Department official    unnamed: an actor of its own
leaders in Moscow, US officials            a group, of a country
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.knowledge import offices, reporting, world
from attache.language.marks import SURE
from attache.language.tree import Tree
from attache.model import ActorType, Article, EntityLabel, Form, Mention, NamedEntity

PERSONAL = {
    "he",
    "she",
    "him",
    "her",
    "they",
    "them",
    "it",
    "we",
    "us",
    "i",
    "me",
    "both",
    "who",
    "his",
    "their",
    "its",
    "our",
    "my",
}
PLURAL = {"they", "them", "we", "us", "both", "their", "our"}
# A capital under one of these is where something happens; without them, or under "with" and "to", it acts.
LOCATIVE = {
    "in",
    "at",
    "near",
    "from",
    "around",
    "outside",
    "inside",
    "through",
    "across",
    "into",
    "of",
    "on",
    "over",
    "via",
    "for",
}
MODIFIERS = ("compound", "flat", "amod")


def mentions(article: Article, trees: Sequence[Tree]) -> tuple[Mention, ...]:
    """Every phrase of the article that stands for a party, in the order of the text."""
    found = (m for number, tree in enumerate(trees) for m in _in_sentence(article, number, tree))
    return tuple(sorted(found, key=lambda m: (m.sentence, m.first, -m.last)))


def _in_sentence(article: Article, number: int, tree: Tree) -> Iterator[Mention]:
    taken: set[int] = set()
    named = sorted(tree.sentence.entities, key=lambda e: (e.label is not EntityLabel.PERSON, e.first))
    for entity in named:
        if entity.first in taken:
            continue  # "State" in "Secretary of State John Kerry"
        mention = _of_entity(article, number, tree, entity)
        if mention is not None:
            inner = mention.type is not ActorType.PERSON
            taken.update(range(entity.first, entity.last) if inner else range(mention.first, mention.last))
            taken.add(mention.head)
            yield mention
    speaking = _speaking(tree)
    for index, token in enumerate(tree.tokens):
        if index in taken:
            continue
        mention = None
        if token.upos in ("PRON", "DET", "NUM", "CCONJ") and token.text.lower() in PERSONAL:
            mention = _pronoun(article, number, tree, index)
        elif token.upos in ("NOUN", "PROPN", "ADJ") and not token.deprel.startswith(MODIFIERS):
            mention = _nominal(article, number, tree, index)
            if mention is None and index in speaking:
                mention = _speaker(article, number, tree, index)
        if mention is not None:
            yield mention


def _speaking(tree: Tree) -> set[int]:
    """The nouns that the core marks as sources: "A note-taker", "the insurers", whatever the tables know of them."""
    return {i for cue in tree.sentence.marks.cues if cue.sure >= SURE for run in cue.source for i in tree.tops(run)}


def _speaker(article: Article, number: int, tree: Tree, index: int) -> Mention:
    """A source told by a noun that is no office and no known sort of party."""
    plural = tree.tokens[index].xpos in ("NNS", "NNPS")
    first, last = tree.phrase(index)
    return _mention(
        article, number, tree, first, last, index, Form.NOMINAL, ActorType.GROUP if plural else ActorType.UNNAMED,
        country=world_country_in(words(tree, first, last)), plural=plural,
    )  # fmt: skip


def _of_entity(article: Article, number: int, tree: Tree, entity: NamedEntity) -> Mention | None:
    first, last, head = entity.first, entity.last, _top(tree, entity.first, entity.last)
    if entity.label is EntityLabel.PERSON:
        if all(_is_office(tree, i) for i in range(first, last)):
            return _nominal(article, number, tree, head)  # "the President's invitation"
        return _person(article, number, tree, first, last)
    if entity.label in (EntityLabel.ORG, EntityLabel.FACILITY, EntityLabel.PLACE):
        return _named(article, number, tree, first, last, entity.label)
    if entity.label is EntityLabel.NORP and tree.tokens[head].upos in ("PROPN", "NOUN"):
        return _people(article, number, tree, first, last)
    return None


def _top(tree: Tree, first: int, last: int) -> int:
    """The token of a stretch that is governed from outside it."""
    for index in range(first, last):
        if not first <= tree.tokens[index].head < last:
            return index
    return first


def _mention(
    article: Article,
    number: int,
    tree: Tree,
    first: int,
    last: int,
    head: int,
    form: Form,
    type: ActorType,
    *,
    name: str | None = None,
    title: str | None = None,
    country: str | None = None,
    plural: bool = False,
) -> Mention:
    span = article.page.span(*tree.chars(first, last))
    return Mention(number, first, last, head, span, form, type, name, title, country, plural)


def words(tree: Tree, first: int, last: int) -> str:
    """The words of a stretch of tokens, with plain single spaces as the page sets them apart."""
    parts: list[str] = []
    for index in range(first, last):
        token = tree.tokens[index]
        if parts and tree.tokens[index - 1].end < token.start:
            parts.append(" ")
        parts.append(token.text)
    return "".join(parts)


# ------------------------------------------------------------------------------------------------------- persons


def _person(article: Article, number: int, tree: Tree, first: int, last: int) -> Mention | None:
    """A named person with the title before the name: "U.S. Secretary of State John Kerry"."""
    while first < last - 1 and _is_office(tree, first):
        first += 1  # the core may take "Secretary Kerry" for a name of two words
    while last - 1 > first and tree.tokens[last - 1].text.lower() in ("'s", "’s", "'", "’"):
        last -= 1
    start = _title_start(tree, first)
    name = words(tree, first, last)
    title = words(tree, start, first).strip(" ,") or None
    head = _top(tree, start, last)
    country = _country_of(tree, start, first, head)
    if title is None:
        title = _apposed_title(tree, head)
        country = country or (world_country_in(title) if title else None)
    return _mention(
        article,
        number,
        tree,
        start,
        last,
        head,
        Form.NAME,
        ActorType.PERSON,
        name=name,
        title=title,
        country=country,
    )


def _is_office(tree: Tree, index: int) -> bool:
    return (
        tree.tokens[index].lemma.lower() in reporting.nouns("office")
        or tree.tokens[index].text.rstrip(".") in HONORIFICS
    )


HONORIFICS = {
    "Mr", "Mrs", "Ms", "Dr", "Sir", "Lord", "Lady", "Prof", "Gen", "Col", "Maj", "Capt", "Lt", "Sen", "Rep", "Gov",
    "Adm", "Sgt", "Rev", "Sheikh", "Ayatollah", "Prince", "Princess", "King", "Queen", "Pope", "Baroness", "Dame",
}  # fmt: skip


def _title_start(tree: Tree, first: int) -> int:
    """Where the title before a name begins: an office noun right before it, and what leads up to that noun.

    "Russia’s Foreign Minister Sergei Lavrov" begins at "Russia"; "Ukraine and Kerry" at "Kerry".
    """
    index = first - 1
    if index < 0:
        return first
    office = index
    if tree.tokens[index].upos == "PROPN" and index >= 2 and tree.tokens[index - 1].lemma.lower() in ("of", "for"):
        office = index - 2  # "Secretary of State Kerry"
    if not _is_office(tree, office):
        return first
    start = office
    while start > 0:
        token = tree.tokens[start - 1]
        attached = token.upos in ("PROPN", "NOUN", "ADJ") or token.text.lower() in (
            "the",
            "an",
            "a",
            "'s",
            "’s",
        )
        if not attached or token.text in (",", ";", ":") or (token.upos == "NOUN" and token.xpos == "NNS"):
            break
        if token.upos == "DET":
            start -= 1
            break
        start -= 1
    if tree.tokens[start].text.lower() in ("'s", "’s"):
        start += 1
    return start


def _apposed_title(tree: Tree, head: int) -> str | None:
    """The office told beside a name: "Sergey Lavrov, the Russian foreign minister,"."""
    for kid in tree.find(head, "appos"):
        if tree.tokens[kid].lemma.lower() in reporting.nouns("office"):
            return words(tree, *tree.phrase(kid))
    return None


def _country_of(tree: Tree, first: int, last: int, head: int) -> str | None:
    """The state a title names: "Russian", "U.S.", "of Ukraine"."""
    if found := world_country_in(words(tree, first, last)):
        return found
    for kid in tree.find(head, "nmod", "amod", "compound"):
        if tree.case(kid) in ("of", "") and (row := world.country(tree.tokens[kid].text)):
            return row.code
    return None


def world_country_in(text: str) -> str | None:
    """The first state named in a phrase by name or adjective: "U.S. Secretary of State" gives USA."""
    parts = text.replace("’s", " ").replace("'s", " ").split()
    for size in (3, 2, 1):
        for start in range(len(parts) - size + 1):
            if row := world.country(" ".join(parts[start : start + size]).strip(",")):
                return row.code
    return None


# --------------------------------------------------------------------------------------- states, bodies, peoples


def _named(article: Article, number: int, tree: Tree, first: int, last: int, label: EntityLabel) -> Mention | None:
    """A state, a body or a seat of power that acts; a mere place gives nothing."""
    head = _top(tree, first, last)
    name = words(tree, first, last)
    bare = name.removeprefix("the ").removeprefix("The ")
    span = _within(tree, head, first, last)
    if row := world.country(bare):
        if tree.tokens[head].deprel.startswith("amod"):
            return None
        return _mention(article, number, tree, *span, head, Form.NAME, ActorType.COUNTRY, name=bare, country=row.code)
    if seat := world.metonym(bare):
        # "the Kremlin" and "Moscow" are the state speaking; "the State Department" is a body of its own
        own = seat.name.endswith("government")
        if not (label is EntityLabel.ORG and world.party(bare)) and not acts(tree, head):
            return None
        kind = ActorType.GOVERNMENT if own else ActorType.ORGANIZATION
        return _mention(article, number, tree, *span, head, Form.NAME, kind, name=bare, country=seat.country)
    if party := world.party(bare):
        kind = ActorType.ORGANIZATION if party.type is ActorType.GOVERNMENT else party.type
        return _mention(article, number, tree, *span, head, Form.NAME, kind, name=bare, country=party.country)
    if label is EntityLabel.ORG:
        if tree.tokens[head].lemma.lower() in ("government", "administration"):
            if code := world_country_in(name):
                return _mention(
                    article,
                    number,
                    tree,
                    *span,
                    head,
                    Form.NAME,
                    ActorType.GOVERNMENT,
                    name=bare,
                    country=code,
                )
        country = world_country_in(name)
        return _mention(
            article, number, tree, *span, head, Form.NAME, ActorType.ORGANIZATION, name=bare, country=country
        )
    return None


def acts(tree: Tree, head: int) -> bool:
    """Whether a place name stands where a party stands: "Moscow said", "convince Moscow", not "in Moscow"."""
    top = tree.first_conjunct(head)
    relation = tree.tokens[top].deprel
    if relation.startswith(("nsubj", "obj", "iobj")) or relation == "obl:agent":
        return True
    if relation.startswith(("obl", "nmod")):
        if relation == "nmod:poss":
            return True
        case = tree.case(top)
        return bool(case) and case.split()[0] not in LOCATIVE and case != "to"
    return False


def _within(tree: Tree, head: int, first: int, last: int) -> tuple[int, int]:
    """The phrase around a name, at least the name itself; just the name where it qualifies another noun."""
    if tree.tokens[head].deprel.startswith(MODIFIERS):
        return first, last
    start, end = tree.phrase(head)
    return min(start, first), max(end, last)


def _people(article: Article, number: int, tree: Tree, first: int, last: int) -> Mention | None:
    """People of a nation, faith or party: "Crimeans", "the Republicans"."""
    head = _top(tree, first, last)
    if tree.tokens[head].deprel.startswith(("amod", "compound", "nmod:poss")):
        return None
    name = words(tree, first, last)
    row = world.country(name)
    return _mention(
        article, number, tree, *_within(tree, head, first, last), head, Form.NAME, ActorType.GROUP,
        name=name, country=row.code if row else None, plural=True,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------- nouns and pronouns


def _nominal(article: Article, number: int, tree: Tree, index: int) -> Mention | None:
    """A party told by a noun: an office, an unnamed source, a group, a government, its forces."""
    token = tree.tokens[index]
    lemma = token.lemma.lower()
    plural = token.xpos in ("NNS", "NNPS")
    first, last = tree.phrase(index)
    phrase = words(tree, first, last)
    country = world_country_in(phrase)
    if not country and (origin := _origin(tree, index)):
        country = origin
    form, type = Form.NOMINAL, None
    definite = country or tree.find(index, "nmod") or tree.find(index, "amod", "compound")
    noun = world.party_nouns().get(lemma)
    held = offices.office(phrase) if not plural and lemma in reporting.nouns("office") else None
    if held is not None and (held.where or country):
        type, form = ActorType.OFFICE, Form.TITLE  # "Russian foreign minister", "the French president"
    elif lemma in reporting.nouns("office") and lemma not in reporting.nouns("unnamed"):
        type = ActorType.GROUP if plural else (ActorType.OFFICE if definite else ActorType.UNNAMED)
        form = Form.TITLE if type is ActorType.OFFICE else Form.NOMINAL
    elif lemma in reporting.nouns("unnamed"):
        type = ActorType.UNNAMED
        if plural and country and not _vague(tree, index):
            type = ActorType.GROUP  # "US officials" speak for a state, "anonymous sources" for nobody
    elif lemma in reporting.nouns("hearer") or (plural and lemma in reporting.nouns("collective")):
        type = ActorType.GROUP if plural else ActorType.UNNAMED
    elif noun and not (first == index and not plural):
        # "amounts of force": a bare noun in the singular is a stuff, not a party
        type = noun.type
        if type is ActorType.GOVERNMENT and not country:
            type = ActorType.GROUP if plural else ActorType.ORGANIZATION
    elif lemma in reporting.nouns("body") or lemma in reporting.nouns("media"):
        type = ActorType.ORGANIZATION
    elif lemma in reporting.nouns("collective"):
        type = ActorType.GROUP
    if type is None:
        return None
    return _mention(
        article, number, tree, first, last, index, form, type,
        title=phrase if form is Form.TITLE else None, country=country, plural=plural,
    )  # fmt: skip


def _origin(tree: Tree, index: int) -> str | None:
    """The state of "leaders in Moscow", "the new government in Kyiv", "the president of Chile"."""
    for kid in tree.find(index, "nmod"):
        if tree.case(kid) in ("in", "of", "from"):
            name = words(tree, *tree.phrase(kid))
            row = world.country(name)
            if row:
                return row.code
            if (seat := world.metonym(name)) and seat.country:
                return seat.country
    return None


def _vague(tree: Tree, index: int) -> bool:
    return any(tree.tokens[k].lemma.lower() in reporting.nouns("vague") for k in tree.find(index, "amod"))


def _pronoun(article: Article, number: int, tree: Tree, index: int) -> Mention | None:
    """A pronoun that may stand for a party; "it" without a verb of its own ("it certainly is") is left out."""
    token = tree.tokens[index]
    word = token.text.lower()
    if token.deprel == "expl" or (word == "both" and token.deprel in ("cc:preconj", "det", "advmod")):
        return None
    kind = ActorType.ORGANIZATION if word in ("it", "its") else ActorType.PERSON
    kind = ActorType.GROUP if word in PLURAL else kind
    return _mention(article, number, tree, index, index + 1, index, Form.PRONOUN, kind, plural=word in PLURAL)
