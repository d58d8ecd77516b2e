"""Which mentions of a page are the same party: names, offices, unnamed sources, pronouns.

    U.S. Secretary of State John Kerry ... Kerry ... he
    an unnamed senior State Department official ... the senior official ... the official
    Prime Minister Yatsenyuk ... Yansenyuk
    Putin called Obama, and both agreed        both are the two

Nothing is forced: a pronoun without a fitting party near before it stays nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from attache.knowledge import offices, world
from attache.language.tree import Tree
from attache.mentions.names import acronym_of, folded, same_person
from attache.mentions.people import PLURAL
from attache.model import Actor, ActorType, Article, Form, Mention, Span, Tenure, identifier

PRONOUN_REACH = 3  # sentences back in which a pronoun's party is looked for; FINDINGS has no bench for it yet


@dataclass(frozen=True)
class Cast:
    """Who is who on a page."""

    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    who: dict[tuple[int, int], tuple[str, ...]]  # (sentence, head token) -> actor ids
    at: dict[tuple[int, int], Mention]  # (sentence, any token of the name or its head) -> mention

    def actor(self, id: str) -> Actor:
        return next(a for a in self.actors if a.id == id)

    def parties(self, tree: Tree, sentence: int, head: int) -> tuple[str, ...]:
        """The actors that a noun phrase stands for, coordinated ones all: "Kerry and Lavrov" gives two."""
        found: list[str] = []
        for mention in self.together(tree, sentence, head):
            found += [a for a in self.who.get((sentence, mention.head), ()) if a not in found]
        return tuple(found)

    def together(self, tree: Tree, sentence: int, head: int) -> tuple[Mention, ...]:
        """The mentions coordinated in a noun phrase."""
        heads = [m.head for i in tree.conjuncts(head) if (m := self.mention(tree, sentence, i))]
        return coordinated(tree, self.at, sentence, heads)

    def mention(self, tree: Tree, sentence: int, head: int) -> Mention | None:
        """The mention that a noun phrase with this head is."""
        if mention := self.at.get((sentence, head)):
            return mention
        for kid in tree.find(head, "flat", "compound", "appos"):
            # "Foreign Minister Lavrov", headed by the office
            if (mention := self.at.get((sentence, kid))) and mention.first <= head < mention.last:
                return mention
        return None


def _after_and(tree: Tree, index: int) -> int:
    """The token after ", and" at this place: where the next of a list begins, though the tree call it a title."""
    while index < len(tree.tokens) and tree.tokens[index].text in (",", "and", "&"):
        index += 1
    return index


@dataclass
class _Part:
    """A party while the page is being gone through."""

    type: ActorType
    name: str | None
    country: str | None
    first: Span
    mentions: list[Mention] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    gender: str | None = None
    plural: bool = False

    @property
    def id(self) -> str:
        return identifier("a", self.first)


def cast(article: Article, trees: Sequence[Tree], mentions: Sequence[Mention]) -> Cast:
    """The parties of a page, each with all its mentions."""
    parts: list[_Part] = []
    of: dict[tuple[int, int], tuple[_Part, ...]] = {}
    _link_names(mentions, parts, of)
    _link_nouns(trees, mentions, parts, of)
    at = _places(mentions)
    _link_pronouns(trees, mentions, at, of)
    for mention in mentions:
        for part in of.get((mention.sentence, mention.head), ()):
            part.mentions.append(mention)
    return Cast(
        tuple(_actor(part) for part in parts if part.mentions),
        tuple(mentions),
        {key: tuple(part.id for part in linked) for key, linked in of.items()},
        at,
    )


def _places(mentions: Sequence[Mention]) -> dict[tuple[int, int], Mention]:
    """The mention a token belongs to; where two lie inside each other a head keeps its own."""
    at: dict[tuple[int, int], Mention] = {}
    for mention in mentions:
        for index in range(mention.first, mention.last):
            at.setdefault((mention.sentence, index), mention)
    for mention in mentions:
        at[mention.sentence, mention.head] = mention
    return at


def coordinated(
    tree: Tree, at: dict[tuple[int, int], Mention], sentence: int, heads: Iterable[int]
) -> tuple[Mention, ...]:
    """The mentions joined to these, though the tree hang "and Lavrov" on any word of the first, or call it a title."""
    found: list[Mention] = []
    queue = list(heads)
    for index in queue:
        mention = at.get((sentence, index))
        if mention is None or mention in found:
            continue
        found.append(mention)
        for word in range(mention.first, mention.last):
            queue += [k for k in tree.conjuncts(word) if k != word and k not in queue]
        beside = at.get((sentence, _after_and(tree, mention.last)))
        if (
            beside
            and beside.form is Form.NAME
            and any(mention.first <= tree.tokens[w].head < mention.last for w in range(beside.first, beside.last))
        ):
            queue.append(beside.head)
    return tuple(sorted(found, key=lambda m: m.first))


def _actor(part: _Part) -> Actor:
    names: list[str] = []
    for mention in part.mentions:
        if mention.form is not Form.PRONOUN:
            for form in (mention.name, mention.span.text if mention.form is not Form.NAME else None):
                if form and form not in names:
                    names.append(form)
    names.sort(key=lambda n: (-len(n), n))
    name = part.name or (names[0] if names else part.first.text)
    held = tuple(Tenure(title, None, None, part.first.page) for title in dict.fromkeys(part.titles))
    spans = tuple(sorted({m.span for m in part.mentions}, key=lambda s: (s.start, s.end)))
    return Actor(part.id, part.type, name, tuple(names) or (name,), spans, part.country, held)


# ----------------------------------------------------------------------------------------------------------- names


def _link_names(mentions: Iterable[Mention], parts: list[_Part], of: dict[tuple[int, int], tuple[_Part, ...]]) -> None:
    """Names first, full ones before surnames, so that a headline's "Kerry" is the John Kerry of the text."""
    named = [m for m in mentions if m.form is Form.NAME]
    named.sort(key=lambda m: m.type is ActorType.PERSON and len(folded(m.name or "").split()) < 2)
    for mention in named:
        part = _same_name(mention, parts)
        if part is None:
            part = _Part(mention.type, mention.name, mention.country, mention.span, plural=mention.plural)
            parts.append(part)
        else:
            part.country = part.country or mention.country
            if mention.type is ActorType.GOVERNMENT:
                part.type = ActorType.GOVERNMENT  # "Moscow said": the state speaks through its government
            if mention.type is ActorType.PERSON and len(mention.name or "") > len(part.name or ""):
                part.name = mention.name
            if mention.span.start < part.first.start:
                part.first = mention.span
        if mention.title:
            part.titles.append(mention.title)
            part.gender = part.gender or _gender(mention.title)
        of[mention.sentence, mention.head] = (part,)


STATES = (ActorType.COUNTRY, ActorType.GOVERNMENT)


def _same_name(mention: Mention, parts: Iterable[_Part]) -> _Part | None:
    name = mention.name or ""
    for part in parts:
        if mention.type in STATES or part.type in STATES:
            if mention.type in STATES and part.type in STATES and mention.country and mention.country == part.country:
                return part
            continue
        if part.name is None or (mention.type is ActorType.PERSON) != (part.type is ActorType.PERSON):
            continue
        if mention.type is ActorType.PERSON:
            if same_person(name, part.name, page=True):
                return part
        elif (
            folded(name) == folded(part.name)
            or acronym_of(name, part.name)
            or acronym_of(part.name, name)
            or ((one := world.party(name)) and one == world.party(part.name))
        ):
            return part
    return None


def _gender(title: str) -> str | None:
    word = title.split()[0].rstrip(".")
    if word in ("Mr", "Sir", "Lord", "King", "Prince", "Sheikh", "Ayatollah", "Pope"):
        return "m"
    if word in ("Mrs", "Ms", "Lady", "Queen", "Princess", "Baroness", "Dame"):
        return "f"
    return None


# ------------------------------------------------------------------------------------------- offices and nouns


def _link_nouns(
    trees: Sequence[Tree],
    mentions: Sequence[Mention],
    parts: list[_Part],
    of: dict[tuple[int, int], tuple[_Part, ...]],
) -> None:
    """Offices to the person who holds them on this page; "the official" to the official told of before."""
    by_place = {(m.sentence, m.first): m for m in mentions if m.form is Form.NAME and m.type is ActorType.PERSON}
    for mention in mentions:
        if mention.form not in (Form.TITLE, Form.NOMINAL):
            continue
        tree = trees[mention.sentence]
        part = _by_office(mention, parts) if mention.form is Form.TITLE else None
        if part is None and mention.type is ActorType.GOVERNMENT and mention.country:
            part = next((p for p in parts if p.type in STATES and p.country == mention.country), None)
            if part:
                part.type = ActorType.GOVERNMENT
        if part is None and _is_pair(tree, mention) and (both := _last_two(mentions, mention, of)):
            of[mention.sentence, mention.head] = both
            continue
        if part is None and _is_definite(tree, mention):
            part = _told_before(tree, mention, parts)
        if part is None:
            apposed = _apposed(tree, mention, of) or _named_after(tree, mention, by_place, of)
            if apposed:
                part = apposed
        if part is None:
            name = None if mention.type is ActorType.UNNAMED else mention.span.text
            part = _Part(mention.type, name, mention.country, mention.span, plural=mention.plural)
            parts.append(part)
            if mention.title:
                part.titles.append(mention.title)
        of[mention.sentence, mention.head] = (part,)


def _named_after(
    tree: Tree,
    mention: Mention,
    by_place: dict[tuple[int, int], Mention],
    of: dict[tuple[int, int], tuple[_Part, ...]],
) -> _Part | None:
    """ "The foreign minister of Varland, Ilse Brandvik, has": the name between the commas, whatever the tree says."""
    inside = next((m for k in range(mention.first, mention.last) if (m := by_place.get((mention.sentence, k)))), None)
    comma = inside.first - 1 if inside and inside.last == mention.last else mention.last
    name = inside if inside and inside.last == mention.last else by_place.get((mention.sentence, comma + 1))
    if mention.plural or name is None or tree.tokens[min(comma, len(tree.tokens) - 1)].text != ",":
        return None
    after = tree.tokens[name.last] if name.last < len(tree.tokens) else None
    if name.type is ActorType.PERSON and (after is None or after.text in (",", ".")):
        linked = of.get((mention.sentence, name.head), ())
        return linked[0] if len(linked) == 1 else None
    return None


def _is_pair(tree: Tree, mention: Mention) -> bool:
    """ "the two ministers", "both sides"."""
    lower = {tree.tokens[i].text.lower() for i in range(mention.first, mention.last)}
    return mention.plural and ("both" in lower or ("two" in lower and bool(lower & {"the", "these", "those"})))


def _apposed(tree: Tree, mention: Mention, of: dict[tuple[int, int], tuple[_Part, ...]]) -> _Part | None:
    """A noun beside a name is that name's: "the minister, Ann Lee," and "Ann Lee, the minister,"."""
    token = tree.tokens[mention.head]
    beside = list(tree.find(mention.head, "appos", "flat"))
    if token.deprel == "appos":
        beside.append(token.head)
    for index in beside:
        if (linked := of.get((mention.sentence, index))) and len(linked) == 1 and not mention.plural:
            return linked[0]
    return None


def _by_office(mention: Mention, parts: Iterable[_Part]) -> _Part | None:
    office = offices.office(mention.title or "")
    if office is None:
        return None
    where = office.where or mention.country
    for part in parts:
        for held in (offices.office(title) for title in part.titles if part.type is ActorType.PERSON):
            if held and held.kind == office.kind and where == (held.where or part.country):
                return part
    return None


def _is_definite(tree: Tree, mention: Mention) -> bool:
    first = tree.tokens[mention.first].text.lower()
    return first in ("the", "that", "this", "these", "those", "same")


def _told_before(tree: Tree, mention: Mention, parts: Sequence[_Part]) -> _Part | None:
    """The last party told by the same noun: "the official", "the senior official" after "a State Department official".

    A qualifier that the earlier one lacks makes it another: "the Russian official" is not the State Department's.
    """
    lemma = tree.tokens[mention.head].lemma.lower()
    own = _qualifiers(tree, mention)
    best: _Part | None = None
    for part in parts:
        if part.plural != mention.plural or part.type is ActorType.COUNTRY:
            continue
        if part.first.start >= mention.span.start or (mention.country and part.country not in (None, mention.country)):
            continue
        if part.type is ActorType.PERSON:
            told = {w for title in part.titles for w in folded(title).split()}
        else:
            told = {form for w in folded(part.first.text).split() for form in (w, _singular(w))}
        if lemma not in told or own - told:
            continue
        if best is None or (best.type is ActorType.PERSON, -best.first.start) >= (
            part.type is ActorType.PERSON,
            -part.first.start,
        ):
            best = part
    return best


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _qualifiers(tree: Tree, mention: Mention) -> set[str]:
    skip = {"the", "that", "this", "these", "those", "same", "'s", "’s", "of"}
    return {
        folded(tree.tokens[i].text)
        for i in range(mention.first, mention.last)
        if i != mention.head and tree.tokens[i].text.lower() not in skip and tree.tokens[i].upos != "PUNCT"
    }


# -------------------------------------------------------------------------------------------------------- pronouns


def _link_pronouns(
    trees: Sequence[Tree],
    mentions: Sequence[Mention],
    at: dict[tuple[int, int], Mention],
    of: dict[tuple[int, int], tuple[_Part, ...]],
) -> None:
    """Third-person pronouns to the fitting party nearest before, subjects preferred; "I" and "we" wait for speech."""
    for place, mention in enumerate(mentions):
        if mention.form is not Form.PRONOUN:
            continue
        tree = trees[mention.sentence]
        word = tree.tokens[mention.head].text.lower()
        key = (mention.sentence, mention.head)
        if word in ("i", "we", "me", "us", "our", "my"):
            continue
        if word == "who":
            token = tree.tokens[mention.head]
            owner = next(
                (tree.tokens[k].head for k in (token.head,) if k >= 0 and tree.tokens[k].deprel == "acl:relcl"),
                -1,
            )
            if owner >= 0 and (linked := _at(of, mentions, mention.sentence, owner)):
                of[key] = linked
            continue
        if word == "both":
            of[key] = _last_two(mentions[:place], mention, of)
            if not of[key]:
                del of[key]
            continue
        if linked := _antecedent(trees, mentions[:place], mention, word, at, of):
            of[key] = linked


def _at(
    of: dict[tuple[int, int], tuple[_Part, ...]], mentions: Sequence[Mention], sentence: int, index: int
) -> tuple[_Part, ...]:
    for mention in mentions:
        if mention.sentence == sentence and mention.first <= index < mention.last:
            if linked := of.get((sentence, mention.head)):
                return linked
    return ()


def _last_two(
    before: Sequence[Mention], mention: Mention, of: dict[tuple[int, int], tuple[_Part, ...]]
) -> tuple[_Part, ...]:
    """ "Putin called Obama, and both agreed": the last two persons, or else the last two states, told of."""
    found: list[_Part] = []
    for earlier in reversed(before):
        if earlier.span.start >= mention.span.start or earlier.form is not Form.NAME:
            continue
        if mention.sentence - earlier.sentence > PRONOUN_REACH:
            break
        for part in of.get((earlier.sentence, earlier.head), ()):
            if part not in found and (not found or found[0].type is part.type):
                if part.type in (ActorType.PERSON, *STATES, ActorType.ORGANIZATION):
                    found.append(part)
        if len(found) >= 2:
            return tuple(reversed(found[:2]))
    return ()


PERSONS = (ActorType.PERSON, ActorType.OFFICE, ActorType.UNNAMED)
BODIES = (ActorType.ORGANIZATION, ActorType.COUNTRY, ActorType.GOVERNMENT)


def _antecedent(
    trees: Sequence[Tree],
    before: Sequence[Mention],
    mention: Mention,
    word: str,
    at: dict[tuple[int, int], Mention],
    of: dict[tuple[int, int], tuple[_Part, ...]],
) -> tuple[_Part, ...]:
    """The party a pronoun stands for, by nearness, subjecthood and number; () where none fits."""
    gender = "m" if word in ("he", "him", "his") else "f" if word in ("she", "her") else None
    best: tuple[float, tuple[_Part, ...]] = (float("-inf"), ())
    for earlier in before:
        distance = mention.sentence - earlier.sentence
        if distance > PRONOUN_REACH or (earlier.first >= mention.first and distance == 0):
            continue
        tree = trees[earlier.sentence]
        linked = of.get((earlier.sentence, earlier.head), ())
        group = coordinated(tree, at, earlier.sentence, (earlier.head,)) if word in PLURAL else ()
        if len(group) > 1 and group[0] is earlier:
            # "Kerry and Lavrov ... prior to their meeting"
            linked = tuple(p for m in group for p in of.get((m.sentence, m.head), ()))
        elif len(linked) != 1 or not _fits(linked[0], word, gender):
            continue
        relation = tree.tokens[tree.first_conjunct(earlier.head)].deprel
        score = -2.0 * distance - 0.01 * (len(tree.tokens) - earlier.head)
        score += 1.5 if relation.startswith("nsubj") else 0.0
        if relation.startswith("nsubj") and not _in_clause(tree, earlier.head):
            score += 1.0
        if relation in ("nmod:poss", "compound", "amod"):
            score -= 1.0
        if (
            distance == 0
            and trees[mention.sentence].tokens[earlier.head].head == trees[mention.sentence].tokens[mention.head].head
        ):
            continue  # subject and object of one verb are two
        if score > best[0]:
            best = (score, linked)
    if best[1] and gender and best[1][0].gender is None and best[1][0].type is ActorType.PERSON:
        best[1][0].gender = gender
    return best[1]


def _in_clause(tree: Tree, index: int) -> bool:
    return any(tree.tokens[k].deprel in ("ccomp", "acl:relcl", "advcl", "acl") for k in tree.above(index))


def _fits(part: _Part, word: str, gender: str | None) -> bool:
    if gender:
        return part.type in PERSONS and not part.plural and part.gender in (None, gender)
    if word in PLURAL:
        return part.plural or part.type in (*BODIES, ActorType.GROUP)
    return part.type in BODIES and not part.plural
