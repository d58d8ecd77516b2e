"""What was done, or is to be done, to whom, by whom, where and when.

    Kerry and Lavrov will meet in Paris        CONSULT scheduled, both as actors, Paris the venue
    Yanukovych was ousted on February 22       his own date, not today's
    Obama pressured Putin to pull back troops  REQUEST (happened) and RETREAT (demanded)

The words that tell of events, and the company they keep, are rows of events.toml; this module matches them
against the tree. A venue is never a party.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from attache.knowledge import world
from attache.knowledge.events import Cue, cues, governors, light_verbs, parties
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.model import (
    ActorType,
    Article,
    EntityLabel,
    Event,
    EventType,
    Modality,
    Page,
    Place,
    Role,
    Statement,
    When,
    identifier,
)
from attache.reports.modality import has_particle, modality
from attache.reports.voices import innermost, voices_over

POS = {"VERB": ("verb",), "AUX": ("verb",), "NOUN": ("noun",), "PROPN": ("noun",), "ADJ": ("adj", "verb")}
VENUE = frozenset(
    ["in", "at", "near", "outside", "inside", "on", "off", "around", "across", "over", "within"]
)
GOAL = frozenset(["to", "into", "for"])
TRAVEL = frozenset(["travel", "fly", "go", "come", "arrive", "head", "return", "drive", "sail", "gather", "land"])
LABELS = {"PERSON", "ORG", "PLACE", "NORP"}
# What one party does to another in words: told without either ("support was strong"), it is no event.
BETWEEN = frozenset(
    [
        EventType.AGREE, EventType.SUPPORT, EventType.CONCEDE, EventType.COOPERATE, EventType.REQUEST,
        EventType.ACCUSE, EventType.REJECT, EventType.THREATEN,
    ]
)  # fmt: skip
FIRST_PERSON = frozenset(["i", "we", "me", "us"])


@dataclass(frozen=True)
class Scene:
    """What is known of the page when its events are read."""

    article: Article
    trees: Sequence[Tree]
    cast: Cast
    statements: Sequence[Statement]
    dates: Sequence[When]
    places: Sequence[Place]


@dataclass(frozen=True)
class _Anchor:
    """A matched cue: its token, the verb that carries it ("held" in "held talks"), and where parties stand."""

    sentence: int
    index: int
    cue: Cue
    light: int | None


def events(scene: Scene) -> tuple[Event, ...]:
    """Every event the article tells of, in the order of the text."""
    found: list[Event] = []
    for number, tree in enumerate(scene.trees):
        anchors = list(_anchors(scene, number, tree))
        taken = {a.index for a in anchors}
        for anchor in anchors:
            event = _event(scene, tree, anchor, taken)
            if event is not None:
                found.append(event)
    return tuple(found)


# --------------------------------------------------------------------------------------------------------- anchors


def _anchors(scene: Scene, number: int, tree: Tree) -> Iterator[_Anchor]:
    """The cue words of a sentence; a verb that only lends its subject to an event noun is not one itself."""
    nouns = {}
    for index in range(len(tree.tokens)):
        if tree.tokens[index].upos in ("NOUN", "PROPN") and (cue := _cue(scene, number, tree, index)):
            nouns[index] = cue
    lights = {noun: verb for noun in nouns if (verb := _light(tree, noun)) is not None}
    for index in range(len(tree.tokens)):
        if index in nouns:
            if not _within_name(tree, index, nouns[index]) and not _is_shadow(tree, index, nouns):
                yield _Anchor(number, index, nouns[index], lights.get(index))
        elif index not in lights.values() and (cue := _cue(scene, number, tree, index)):
            yield _Anchor(number, index, cue, None)


def _within_name(tree: Tree, index: int, cue: Cue) -> bool:
    """ "Nuclear Non-Proliferation Treaty", "World Trade Organization": a cue inside a name tells of nothing."""
    entity = tree.entity.get(index)
    return entity is not None and entity.label is not EntityLabel.EVENT and entity.last - entity.first > 1


def _is_shadow(tree: Tree, index: int, nouns: dict[int, Cue]) -> bool:
    """ "peace talks": a compound part of another event noun of the same type is one event with it."""
    token = tree.tokens[index]
    return token.deprel == "compound" and token.head in nouns


def _light(tree: Tree, noun: int) -> int | None:
    """The verb that carries an event noun: "held" for "held talks", "took" for "took part in talks"."""
    top = tree.first_conjunct(noun)
    head = tree.tokens[top].head
    if not 0 <= head < len(tree.tokens):
        return None
    relation, case = tree.tokens[top].deprel, tree.case(top)
    lemma = tree.tokens[noun].lemma.lower()
    for row in light_verbs().get(tree.tokens[head].lemma.lower(), ()):
        if row.particle and not has_particle(tree, head, row.particle):
            continue
        if row.objects and lemma not in row.objects:
            continue
        if row.prep:
            if relation.startswith("obl") and case == row.prep:
                return head
        elif relation in ("obj", "nsubj:pass") or (relation == "acl" and tree.tokens[head].xpos == "VBN"):
            return head
    for kid in tree.find(noun, "acl", "acl:relcl"):
        # "the sanctions imposed by the EU"
        for row in light_verbs().get(tree.tokens[kid].lemma.lower(), ()):
            if tree.tokens[kid].xpos == "VBN" and not row.prep and (not row.objects or lemma in row.objects):
                return kid
    return None


def _cue(scene: Scene, number: int, tree: Tree, index: int) -> Cue | None:
    token = tree.tokens[index]
    for pos in POS.get(token.upos, ()):
        if pos == "verb" and token.upos == "ADJ" and token.xpos not in ("VBN", "VBG"):
            continue  # "the second round" is no seconding
        for cue in cues().get((token.lemma.lower(), pos), ()):
            if _matches(scene, number, tree, index, cue):
                return cue
    return None


def _matches(scene: Scene, number: int, tree: Tree, index: int, cue: Cue) -> bool:
    """Whether a word keeps the company its cue asks for."""
    if cue.particle and not has_particle(tree, index, cue.particle):
        return False
    if cue.pos == "verb":
        objects = (*tree.find(index, "obj"), *tree.find(index, "nsubj:pass"))
        if tree.is_passive(index) and tree.tokens[index].deprel in ("acl", "amod"):
            objects = (*objects, tree.tokens[index].head)
        subjects = tree.agents(index) if tree.is_passive(index) else tree.subjects(index)
        obliques = tree.find(index, "obl", "nmod", "advcl")
    else:
        objects = tuple(k for k in tree.kids[index] if _is_complement(tree, k))
        subjects = tree.find(index, "nmod:poss")
        obliques = tree.find(index, "nmod", "obl", "acl")
        if (verb := _light(tree, index)) is not None:
            obliques += tree.find(verb, "obl")
            subjects += tree.subjects(verb)
    cases = {_case_of(tree, k) for k in obliques}

    def any_is(heads: Sequence[int], wanted: Sequence[str]) -> bool:
        return any(_is_one(scene, number, tree, c, wanted) for h in heads for c in tree.conjuncts(h))

    if cue.object and not any_is(objects, cue.object):
        return False
    if cue.not_object and any_is(objects, cue.not_object):
        return False
    if cue.subject and not any_is(subjects, cue.subject):
        return False
    if cue.not_subject and any_is(subjects, cue.not_subject):
        return False
    if cue.prep and not cases & set(cue.prep):
        return False
    if cue.not_prep and cases & set(cue.not_prep):
        return False
    if cue.complement and not tree.find(index, *cue.complement):
        return False
    around = (*objects, *subjects, *obliques)
    return not cue.needs_party or any(scene.cast.parties(tree, number, head) for head in around)


def _is_complement(tree: Tree, kid: int) -> bool:
    """What restricts an event noun: "troop withdrawal", "withdrawal of troops", "military withdrawal"."""
    token = tree.tokens[kid]
    return token.deprel in ("compound", "amod") or (
        token.deprel == "nmod" and tree.case(kid) in ("of", "on", "against", "to")
    )


def _case_of(tree: Tree, kid: int) -> str:
    return tree.case(kid) or next(
        (tree.tokens[k].text.lower() for k in tree.find(kid, "mark") if tree.tokens[k].text.lower() != "to"),
        "",
    )


def _is_one(scene: Scene, number: int, tree: Tree, index: int, wanted: Sequence[str]) -> bool:
    """Whether a noun is one of these lemmas, or of these kinds of name (in capitals)."""
    token = tree.tokens[index]
    if token.lemma.lower() in wanted or token.text.lower() in wanted:
        return True
    kinds = [w for w in wanted if w.isupper()]
    if not kinds:
        return False
    entity = tree.entity.get(index)
    if entity is not None and entity.label.value in kinds:
        return True
    if "NORP" in kinds and world.country(token.text):
        return True
    if "PARTY" in kinds:
        return (
            (entity is not None and entity.label.value in LABELS)
            or token.lemma.lower() in parties()
            or bool(scene.cast.parties(tree, number, index))
        )
    return (
        "PERSON" in kinds
        and (m := scene.cast.mention(tree, number, index)) is not None
        and m.type.value == "person"
    )


# ----------------------------------------------------------------------------------------------------------- roles


def _event(scene: Scene, tree: Tree, anchor: _Anchor, taken: set[int]) -> Event | None:
    """The event an anchor tells of, with its parties, place, time, modality and voices."""
    page, cue, index = scene.article.page, anchor.cue, anchor.index
    token = tree.tokens[index]
    span = page.span(token.start, token.end)
    statement = innermost(scene.statements, span.start, span.end)
    actors, recipients = _parties(scene, tree, anchor)
    if not (actors or recipients) and (cue.needs_party or cue.type in BETWEEN):
        return None
    headline = page.headline is not None and tree.sentence.start < len(page.headline)
    state = _state(tree, anchor, headline=headline)
    place = _place(scene, tree, anchor)
    if state is Modality.ONGOING and cue.type in BETWEEN and token.xpos in ("VBZ", "VBP"):
        state = Modality.HAPPENED  # "prosecutors accuse him": said, if not once
    when = _when(scene, tree, anchor, taken)
    if (
        state is Modality.HAPPENED
        and cue.pos == "noun"
        and statement
        and statement.modality is not Modality.HAPPENED
    ):
        state = Modality.POSSIBLE  # "Kerry will speak of the withdrawal of forces": only spoken of
    if state is Modality.HAPPENED and cue.pos == "noun" and when is not None and _is_ahead(page, when):
        state = (
            Modality.SCHEDULED
        )  # "Russia's stance toward Sunday's referendum", where that Sunday is to come
    key = identifier("e", span, cue.type.value)
    speakers = statement.speaker if statement else ()
    return Event(
        key, page.id, cue.type, cue.mode, span,
        _settled(actors, speakers), _settled(recipients, speakers),
        place, when, state, voices_over(statement), statement.id if statement else None,
    )  # fmt: skip


def _is_ahead(page: Page, when: When) -> bool:
    """Whether a date lies after the page was written, by the calendar or, on an undated page, by its own words."""
    if when.start is not None and page.published is not None and page.published.end is not None:
        return when.start[:10] > page.published.end[:10]
    return when.start is None and any(isinstance(b, str) and b.endswith("-next") for b in when.because)


def _settled(roles: Sequence[Role], speakers: Sequence[str]) -> tuple[Role, ...]:
    """Roles told once each; "we" and "I" inside a statement are its speaker."""
    out: list[Role] = []
    for role in roles:
        if role.actor is None and role.span.text.lower() in FIRST_PERSON and speakers:
            out += [Role(role.span, speaker) for speaker in speakers]
        elif not any(role == other or (role.actor and role.actor == other.actor) for other in out):
            out.append(role)  # "both" is two roles of one word
    return tuple(out)


def _state(tree: Tree, anchor: _Anchor, *, headline: bool) -> Modality:
    if anchor.light is None:
        return modality(tree, anchor.index, headline=headline)
    nominal = modality(tree, anchor.index, headline=headline)
    verbal = modality(tree, anchor.light, headline=headline)
    return nominal if nominal is not Modality.HAPPENED else verbal


def _parties(scene: Scene, tree: Tree, anchor: _Anchor) -> tuple[list[Role], list[Role]]:
    cue, index = anchor.cue, anchor.index
    actors = _roles(scene, tree, anchor, _actor_heads(scene, tree, anchor))
    to: list[int] = []
    for where in cue.recipient:
        heads = [
            h
            for h in _at(tree, anchor, where)
            if scene.cast.parties(tree, anchor.sentence, h) or _is_party(tree, h)
        ]
        if heads:
            to += heads
            if not cue.reciprocal:
                break
    if (
        cue.pos == "verb"
        and tree.tokens[index].deprel in ("acl", "amod")
        and tree.tokens[index].xpos == "VBN"
        and not to
    ):
        to.append(tree.tokens[index].head)  # "the ousted president"
    recipients = _roles(scene, tree, anchor, to)
    known = {r.actor for r in actors if r.actor}
    if cue.reciprocal:
        return actors + [r for r in recipients if r.actor not in known or r.actor is None], []
    return actors, [r for r in recipients if r.actor is None or r.actor not in known]


def _actor_heads(scene: Scene, tree: Tree, anchor: _Anchor) -> list[int]:
    """Where the actors stand: the logical subject, the light verb's subject, or beside the noun."""
    cue, index = anchor.cue, anchor.index
    heads: list[int] = []
    if cue.pos == "verb":
        if cue.actor:
            for where in cue.actor:
                heads += _at(tree, anchor, where)
        if not heads:
            if tree.is_passive(index):
                heads += tree.agents(index)
                if cue.reciprocal:
                    heads += tree.find(index, "nsubj:pass")
            else:
                heads += tree.subjects(index)
        return heads
    for where in cue.actor:
        heads += [h for h in _at(tree, anchor, where) if h not in heads]
    carrier = anchor.light if anchor.light is not None else _lender(tree, index)
    if carrier is not None:
        subjects = tree.agents(carrier) if tree.is_passive(carrier) else tree.subjects(carrier)
        heads += [h for h in subjects if h not in heads and h != index]
    return heads


def _lender(tree: Tree, noun: int) -> int | None:
    """A governor whose subject acts in the noun it governs: "Russia resumed talks"."""
    top = tree.first_conjunct(noun)
    head = tree.tokens[top].head
    if not 0 <= head < len(tree.tokens) or tree.tokens[top].deprel not in ("obj", "obl", "xcomp"):
        return None
    known = any(tree.tokens[k].text.lower() in ("the", "this", "that") for k in tree.find(noun, "det"))
    for rule in governors().get((tree.tokens[head].lemma.lower(), "verb"), ()):
        if known and rule.modality is Modality.PROPOSED:
            continue  # "Putin and Obama agreed to the meeting": it may be a meeting of others
        if rule.lends and (not rule.particle or has_particle(tree, head, rule.particle)):
            return head
    return None


def _at(tree: Tree, anchor: _Anchor, where: str) -> list[int]:
    """The tokens that stand where a cue says: "obj", "obl:with", "nmod:poss", "amod:NORP", "compound:PARTY"."""
    index = anchor.index
    base, _, detail = where.partition(":")
    homes = [index] if anchor.light is None else [index, anchor.light]
    if where == "nmod:poss":
        return list(tree.find(index, "nmod:poss"))
    if base in ("obl", "nmod"):
        return [
            k
            for home in homes
            for k in tree.find(home, "obl", "nmod")
            if k != index
            and tree.tokens[k].deprel != "nmod:poss"
            and _case_of(tree, k).split(" ")[0] == detail.split(" ")[0]
        ]
    if base == "amod":
        return [k for k in tree.find(index, "amod", "compound") if world.country(tree.tokens[k].text)]
    if base == "compound":
        return [
            k for k in tree.find(index, "compound") if k in tree.entity or world.party(tree.tokens[k].text)
        ]
    if base == "obj":
        objects = list(tree.find(index, "obj"))
        if tree.is_passive(index):
            objects += tree.find(index, "nsubj:pass")
        return objects
    if base in ("iobj", "nsubj", "xcomp", "ccomp", "csubj"):
        return list(tree.find(index, where))
    return []


def _is_party(tree: Tree, head: int) -> bool:
    entity = tree.entity.get(head)
    if entity is not None:
        return entity.label.value in LABELS
    if tree.tokens[head].lemma.lower() in parties():
        return True
    # "attacked the port of Dessa": a place by name is a target
    return any(k in tree.entity and tree.case(k) == "of" for k in tree.find(head, "nmod"))


def _roles(scene: Scene, tree: Tree, anchor: _Anchor, heads: Sequence[int]) -> list[Role]:
    """Each party of these noun phrases, coordinated ones apart."""
    roles: list[Role] = []
    page, number = scene.article.page, anchor.sentence
    for head in heads:
        known = scene.cast.together(tree, number, head)
        for mention in known:
            if not mention.first <= anchor.index < mention.last:
                linked = scene.cast.who.get((number, mention.head), ())
                roles += [Role(mention.span, actor) for actor in linked] or [Role(mention.span, None)]
        for index in tree.conjuncts(head):
            if index == anchor.index or any(m.first <= index < m.last for m in known):
                continue
            if row := world.country(tree.tokens[index].text):
                # "the Russian attack": the state is told by its adjective
                token = tree.tokens[index]
                roles.append(Role(page.span(token.start, token.end), _state_of(scene, row.code)))
            elif _is_party(tree, index):
                roles.append(Role(page.span(*tree.chars(*tree.phrase(index))), None))
    return roles


def _state_of(scene: Scene, code: str) -> str | None:
    states = (ActorType.COUNTRY, ActorType.GOVERNMENT)
    return next((a.id for a in scene.cast.actors if a.country == code and a.type in states), None)


# ------------------------------------------------------------------------------------------------- where and when


def _homes(tree: Tree, anchor: _Anchor) -> list[int]:
    """The tokens whose adverbials are the event's: the anchor, its light verb, the verb that says it takes place."""
    homes = [anchor.index]
    if anchor.light is not None:
        homes.append(anchor.light)
    top = tree.first_conjunct(anchor.index)
    head = tree.tokens[top].head
    if 0 <= head < len(tree.tokens) and anchor.cue.pos == "noun":
        relation = tree.tokens[top].deprel
        if relation.startswith("nsubj") or (relation == "obj" and tree.tokens[head].upos == "VERB"):
            homes.append(head)
            homes += list(tree.find(head, "xcomp"))
    if tree.tokens[anchor.index].deprel == "xcomp" and 0 <= head < len(tree.tokens) and tree.is_passive(head):
        homes.append(head)  # "is scheduled to meet on Sunday" may hang the day on either verb
    return homes


def _nearest(tree: Tree, anchor: _Anchor, taken: set[int], starts: Callable[[int], bool]) -> int | None:
    """The token for which `starts` is true that hangs nearest below the event's words, before another event's."""
    for home in dict.fromkeys(_homes(tree, anchor)):
        queue = [(0, k) for k in tree.kids[home]]
        best: tuple[int, int, int] | None = None
        while queue:
            depth, index = queue.pop()
            if starts(index):
                key = (depth, abs(index - anchor.index), index)
                best = key if best is None or key < best else best
            elif (
                depth < 4
                and index not in taken
                and tree.tokens[index].deprel not in ("ccomp", "advcl", "acl:relcl", "parataxis", "conj")
            ):
                queue += [(depth + 1, k) for k in tree.kids[index]]
        if best is not None:
            return best[2]
    return None


def _when(scene: Scene, tree: Tree, anchor: _Anchor, taken: set[int]) -> When | None:
    """The event's own date, not its neighbour's; None where the sentence gives it none."""
    here = [d for d in scene.dates if d.span and tree.sentence.start <= d.span.start < tree.sentence.end]
    here = [d for d in here if d.value is None or not d.value.startswith(("P", "SET"))]
    if not here:
        return None

    def date_at(index: int) -> When | None:
        token = tree.tokens[index]
        return next(
            (d for d in here if d.span and d.span.start < token.end and token.start < d.span.end), None
        )

    index = _nearest(tree, anchor, taken, lambda i: date_at(i) is not None)
    if index is not None:
        return date_at(index)
    if len(taken) == 1 and len(here) == 1:
        return here[0]
    return None


def _place(scene: Scene, tree: Tree, anchor: _Anchor) -> Place | None:
    """Where it took place or is to: the place under "in", "at", "near"; for visits, where they lead."""
    here = [p for p in scene.places if tree.sentence.start <= p.span.start < tree.sentence.end]
    if not here:
        return None
    wanted = VENUE | GOAL if anchor.cue.mode == "visit" else VENUE

    def place_at(index: int) -> Place | None:
        token = tree.tokens[index]
        if tree.tokens[index].deprel == "nmod:poss" or tree.case(index).split(" ")[0] not in wanted:
            return None
        return next((p for p in here if p.span.start < token.end and token.start < p.span.end), None)

    # only places that hang on the event itself: "a meeting on the crisis in Ukraine" is not held there
    for home in dict.fromkeys(_homes(tree, anchor)):
        near = [k for k in tree.find(home, "obl", "nmod") if place_at(k) is not None]
        if near:
            return place_at(min(near, key=lambda k: abs(k - anchor.index)))
    return _destination(tree, anchor, here)


def _destination(tree: Tree, anchor: _Anchor, here: Sequence[Place]) -> Place | None:
    """ "traveled to London for a meeting": what one goes somewhere for takes place there."""
    verb = tree.tokens[anchor.index].head
    if anchor.cue.pos != "noun" or verb < 0 or tree.tokens[verb].lemma.lower() not in TRAVEL:
        return None
    if tree.case(anchor.index) != "for":
        return None
    for kid in tree.find(verb, "obl"):
        token = tree.tokens[kid]
        if tree.case(kid) in ("to", "in", "into"):
            return next((p for p in here if p.span.start < token.end and token.start < p.span.end), None)
    return None
