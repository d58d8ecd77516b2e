"""What was done, or is to be done, to whom, by whom, where and when.

    Kerry and Lavrov will meet in Paris        CONSULT scheduled, both as actors, Paris the venue
    Yanukovych was ousted on February 22       his own date, not today's
    Obama pressured Putin to pull back troops  REQUEST (happened) and RETREAT (demanded)

Which words tell of an event is said by the core and by the cues of anchors.py; here it gets its parties, its place,
its time, its modality and its voices. A venue is never a party.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attache.knowledge import world
from attache.knowledge.events import Cue, governors, parties
from attache.language.marks import SURE
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.mentions.dates import forward
from attache.mentions.tenses import Tense, tense_at
from attache.model import (
    ActorType,
    Article,
    Event,
    EventMark,
    EventType,
    Modality,
    Page,
    Place,
    Role,
    Run,
    Statement,
    When,
    identifier,
)
from attache.reports.anchors import Anchor, anchors, case_of, lemma, light
from attache.reports.circumstances import place_of, when_of
from attache.reports.marked import heads_of
from attache.reports.modality import OCCUR, TRAVEL, has_particle, modality
from attache.reports.voices import innermost, voices_over

LABELS = {"PERSON", "ORG", "PLACE", "NORP"}
# What one party does to another in words: told without either ("support was strong"), it is no event.
BETWEEN = frozenset(
    [
        EventType.AGREE, EventType.SUPPORT, EventType.CONCEDE, EventType.COOPERATE, EventType.REQUEST,
        EventType.ACCUSE, EventType.REJECT, EventType.THREATEN,
    ]
)  # fmt: skip
# Types done to things as well as to parties ("rejected the proposal", "bombed a bridge"), and the words behind
# which the party stands that is meant by the thing ("sanctions on Sudan", "the debts of Zambia").
DONE_TO = frozenset(
    [
        EventType.SUPPORT, EventType.REJECT, EventType.ACCUSE, EventType.ASSAULT, EventType.SANCTION,
        EventType.CONCEDE, EventType.AID, EventType.COERCE,
    ]
)  # fmt: skip
BEHIND = frozenset(["on", "of", "against", "with", "to", "for"])
COMING = frozenset(["day+1", "day+2", "week+1", "month+1", "year+1"])  # "tomorrow", "next week"
# Chosen on the dev split of our pages (bench.reading); without witnesses four points less.
WITNESSED = 0.1  # how sure the core must be of an event where a cue of events.toml says so too
TYPE_SURE = 0.9  # the core's probability of a type from which it overrules the cue's
# Types the core has seen so often that a word of them it does not mark is none: "Speaking from Winfield House" is no
# talk. The other types' words the table may still find alone: without them PLOVER's macro-F1 falls from .746 to .730.
WELL_KNOWN = frozenset([EventType.CONSULT, EventType.AGREE, EventType.REQUEST, EventType.SUPPORT, EventType.ACCUSE])
# Verbs that say of a noun that it is done, and nothing else: "undertook exercises" is one event, and no promise.
DOING = frozenset(["hold", "launch", "stage", "conduct", "mount", "undertake", "wage", "perform", "perpetrate"])
# How sure the core must be that something has happened where no verb in the past says so.
SURE_DONE = 0.9
LIKELY = (Modality.HAPPENED, Modality.POSSIBLE, Modality.ONGOING)
# Plain saying is a statement and no event by itself: "said the United States would stand by Ukraine" is no threat.
SAYING = frozenset(["say", "tell", "add", "state", "reply"])
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


def events(scene: Scene) -> tuple[Event, ...]:
    """Every event the article tells of, in the order of the text."""
    found: list[Event] = []
    for number, tree in enumerate(scene.trees):
        told = _told(scene, tree, number)
        taken = {anchor.index for anchor, _ in told}
        for anchor, mark in told:
            event = _event(scene, tree, anchor, mark, taken)
            if event is not None:
                found.append(event)
    return tuple(found)


def _told(scene: Scene, tree: Tree, number: int) -> list[tuple[Anchor, EventMark | None]]:
    """The words that tell of an event: by the core, by the table's cues, or by both; each with the core's mark.

    A cue of the table witnesses for a word of which the core is not sure, and for its type. A word that only the
    table knows counts as well: for rare types the core has seen too few.
    """
    witnesses = {anchor.index: anchor for anchor in anchors(tree, number, scene.cast)}
    told: dict[int, tuple[Anchor, EventMark | None]] = {
        index: (anchor, None) for index, anchor in witnesses.items() if anchor.cue.type not in WELL_KNOWN
    }
    for mark in tree.sentence.marks.events:
        witness = witnesses.get(mark.anchor)
        if mark.sure < (WITNESSED if witness else SURE):
            continue
        if witness is None and tree.tokens[mark.anchor].lemma.lower() in SAYING:
            continue
        if witness is None or (mark.type_sure >= TYPE_SURE and mark.type != witness.cue.type.value):
            told[mark.anchor] = (_anchor(tree, number, mark), mark)
        else:
            told[mark.anchor] = (witness, mark)
    carrying = {anchor.light for anchor, _ in told.values()}
    return [
        told[index]
        for index in sorted(told)
        if not _is_told_again(tree, told, index)
        and not (index in carrying and tree.tokens[index].lemma.lower() in DOING)
    ]


def _is_told_again(tree: Tree, told: Mapping[int, tuple[Anchor, EventMark | None]], index: int) -> bool:
    """Whether a word only goes on with the event of the verb it hangs on, being of the same type.

    "telephoned Obama to discuss the crisis": one call. "had cast a ballot": one vote, told by the surer word.
    """
    head = tree.tokens[index].head
    if head not in told or told[head][0].cue.type is not told[index][0].cue.type:
        return False
    relation, (_, mine), (_, other) = tree.tokens[index].deprel, told[index], told[head]
    purpose = relation == "advcl" and tree.tokens[index].xpos == "VB"
    if told[index][0].cue.type is EventType.CONSULT and purpose and tree.tokens[head].lemma.lower() not in TRAVEL:
        return True
    return relation == "obj" and mine is not None and other is not None and mine.sure < other.sure


def _anchor(tree: Tree, number: int, mark: EventMark) -> Anchor:
    """A word that the core alone takes for an event."""
    token = tree.tokens[mark.anchor]
    pos = {"VERB": "verb", "ADJ": "adj"}.get(token.upos, "noun")
    carried = light(tree, mark.anchor) if pos == "noun" else None
    cue = Cue(EventType(mark.type), mark.mode, token.lemma, pos)
    return Anchor(number, mark.anchor, cue, carried[0] if carried else None)


# ----------------------------------------------------------------------------------------------------------- roles


def _event(scene: Scene, tree: Tree, anchor: Anchor, mark: EventMark | None, taken: set[int]) -> Event | None:
    """The event an anchor tells of, with its parties, place, time, modality and voices."""
    page, cue, index = scene.article.page, anchor.cue, anchor.index
    token = tree.tokens[index]
    span = page.span(token.start, token.end)
    statement = innermost(scene.statements, span.start, span.end)
    actors, recipients = _parties(scene, tree, anchor, mark)
    if mark is None and not (actors or recipients) and (cue.needs_party or cue.type in BETWEEN):
        return None
    headline = page.headline is not None and tree.sentence.start < len(page.headline)
    state = _state(tree, anchor, mark, headline=headline)
    place = place_of(tree, anchor, mark, scene.places)
    if state is Modality.ONGOING and cue.type in BETWEEN and token.xpos in ("VBZ", "VBP"):
        state = Modality.HAPPENED  # "prosecutors accuse him": said, if not once
    mode = (mark.mode if mark and mark.type == cue.type.value else None) or cue.mode
    if mode == "phone" and place is not None:
        mode = None  # "spoke for six hours in London": in one room
    when = when_of(tree, anchor, mark, scene.dates, taken)
    if state is Modality.HAPPENED and cue.pos == "noun" and statement and statement.modality is not Modality.HAPPENED:
        state = Modality.POSSIBLE  # "Kerry will speak of the withdrawal of forces": only spoken of
    past = when is not None and _is_told_in_past(tree, when)
    coming = state in LIKELY and not past and not headline and cue.type not in BETWEEN and _is_present(tree, anchor)
    if coming and when is not None and (later := forward(when, page.published)) is not None:
        # "Kerry returns to Brussels on Tuesday for talks": the present with a day tells of what is to come
        state, when = Modality.SCHEDULED, later
    elif state is Modality.SCHEDULED and when is not None and not past:
        # "the minister faces a vote on Thursday"; threats and demands speak of last Thursday as often
        when = forward(when, page.published) or when
    if state in LIKELY and (cue.pos == "noun" or coming) and when is not None and _is_ahead(page, when):
        # "Russia's stance toward Sunday's referendum", where that Sunday is to come
        state = Modality.SCHEDULED
    key = identifier("e", span, cue.type.value)
    speakers = statement.speaker if statement else ()
    return Event(
        key, page.id, cue.type, mode, span,
        _settled(actors, speakers), _settled(recipients, speakers),
        place, when, state, voices_over(statement), statement.id if statement else None,
    )  # fmt: skip


def _is_present(tree: Tree, anchor: Anchor) -> bool:
    """Whether the verb that tells of an event, or takes somebody to it, stands in the plain present.

    "returns for talks", "the talks open on Friday"; not "condemns Friday's bombing", which has happened.
    """
    verb = anchor.light if anchor.light is not None else anchor.index
    if tree.tokens[verb].upos != "VERB":
        verb = next((i for i in tree.above(verb) if tree.tokens[i].upos == "VERB"), verb)
        if tree.tokens[verb].lemma.lower() not in TRAVEL | OCCUR:
            return False
    token = tree.tokens[verb]
    if token.xpos == "VBG" and token.deprel in ("ccomp", "xcomp", "acl"):
        # "we have the prime minister coming on Wednesday"
        return token.head >= 0 and tree.tokens[token.head].xpos in ("VBZ", "VBP")
    return token.xpos in ("VBZ", "VBP") and not tree.find(verb, "aux")


def _is_told_in_past(tree: Tree, when: When) -> bool:
    """Whether a date stands with a verb in the past: "had announced on Monday that a battalion would leave"."""
    return when.span is not None and tense_at(tree.sentence, when.span.start, when.span.end) is Tense.PAST


def _is_ahead(page: Page, when: When) -> bool:
    """Whether a date lies after the page was written, by the calendar or, on an undated page, by its own words."""
    if when.start is not None and page.published is not None and page.published.end is not None:
        return when.start[:10] > page.published.end[:10]
    told = (b for b in when.because if isinstance(b, str))
    return when.start is None and any(b.endswith("-next") or b in COMING for b in told)


def _settled(roles: Sequence[Role], speakers: Sequence[str]) -> tuple[Role, ...]:
    """Roles told once each; "we" and "I" inside a statement are its speaker."""
    out: list[Role] = []
    for role in roles:
        if role.actor is None and role.span.text.lower() in FIRST_PERSON and speakers:
            out += [Role(role.span, speaker) for speaker in speakers]
        elif not any(role == other or (role.actor and role.actor == other.actor) for other in out):
            out.append(role)  # "both" is two roles of one word
    return tuple(out)


def _state(tree: Tree, anchor: Anchor, mark: EventMark | None, *, headline: bool) -> Modality:
    """Happened or not, by the core; but where grammar finds a plan, a demand, a denial, it did not happen.

    bench.reading, dev: of events that did not happen the core alone tells 17 of 95 as happened, both together 9.
    """
    told = _by_grammar(tree, anchor, headline=headline)
    if mark is None:
        return told
    seen = Modality(mark.modality)
    if seen in (Modality.HAPPENED, Modality.ONGOING) and mark.done < SURE_DONE and not _is_past(tree, anchor):
        seen = Modality(mark.instead)  # what may well not have happened is not told as having happened
    if headline and told is Modality.HAPPENED and seen is Modality.SCHEDULED:
        return told  # "Kerry and Lavrov meet in London": the core does not know that it reads a headline
    if told is Modality.HAPPENED and seen not in LIKELY and _took_place(tree, anchor):
        return told  # "the postponed talks finally took place"
    return told if seen in LIKELY and told not in LIKELY else seen


def _is_past(tree: Tree, anchor: Anchor) -> bool:
    """Whether the verb that tells of an event stands in the past: "telephoned", "had cast", "has been lifted"."""
    verb = anchor.light if anchor.light is not None else anchor.index
    if tree.tokens[verb].xpos == "VBD":
        return True
    helpers = [tree.tokens[kid] for kid in tree.find(verb, "aux")]
    modal = any(helper.xpos == "MD" or helper.lemma.lower() == "do" for helper in helpers)
    return not modal and any(helper.xpos == "VBD" or helper.lemma.lower() == "have" for helper in helpers)


def _took_place(tree: Tree, anchor: Anchor) -> bool:
    """Whether a verb in the past says of a noun that it came about: "took place", "was held", "undertook"."""
    token = tree.tokens[anchor.index]
    if anchor.light is not None and tree.tokens[anchor.light].lemma.lower() in DOING:
        return _is_past(tree, anchor)  # "Russia undertook additional exercises"
    if anchor.cue.pos != "noun" or not token.deprel.startswith("nsubj") or token.head < 0:
        return False
    verb, lemma = tree.tokens[token.head], tree.tokens[token.head].lemma.lower()
    if any(tree.tokens[kid].lemma.lower() in ("not", "never") for kid in tree.find(token.head, "advmod")):
        return False
    helped = {tree.tokens[kid].xpos for kid in tree.find(token.head, "aux")}
    if lemma == "hold":
        return token.deprel == "nsubj:pass" and "VBD" in helped
    places = any(tree.tokens[kid].lemma.lower() == "place" for kid in tree.find(token.head, "obj"))
    return verb.xpos == "VBD" and (lemma in ("happen", "occur") or (lemma == "take" and places))


def _by_grammar(tree: Tree, anchor: Anchor, *, headline: bool) -> Modality:
    if anchor.light is None:
        return modality(tree, anchor.index, headline=headline)
    nominal = modality(tree, anchor.index, headline=headline)
    verbal = modality(tree, anchor.light, headline=headline)
    return nominal if nominal is not Modality.HAPPENED else verbal


def _parties(scene: Scene, tree: Tree, anchor: Anchor, mark: EventMark | None) -> tuple[list[Role], list[Role]]:
    """Who did it and to whom: as the core marks it, or where it marks nobody as the tree has it."""
    if mark is not None and (mark.actors or mark.recipients):
        actors = _roles(scene, tree, anchor, _heads(tree, mark.actors), things=True)
        known = {role.actor for role in actors if role.actor}
        others = _roles(scene, tree, anchor, _heads(tree, mark.recipients), things=True)
        return actors, [role for role in others if role.actor is None or role.actor not in known]
    return _parties_in_tree(scene, tree, anchor)


def _heads(tree: Tree, runs: Sequence[Run]) -> list[int]:
    return [head for run in runs for head in heads_of(tree, run)]


def _parties_in_tree(scene: Scene, tree: Tree, anchor: Anchor) -> tuple[list[Role], list[Role]]:
    cue = anchor.cue
    actors = _roles(scene, tree, anchor, _actor_heads(scene, tree, anchor))
    to = _recipient_heads(scene, tree, anchor)
    if anchor.lends == "recipient" and anchor.light is not None:
        # "the former general went on trial", "faced charges": the subject is the one it is done to
        actors, lent = [], tree.subjects(anchor.light)
        to += [head for head in lent if head not in to]
    recipients = _roles(scene, tree, anchor, to, things=True)
    known = {r.actor for r in actors if r.actor}
    if cue.reciprocal:
        return actors + [r for r in recipients if r.actor not in known or r.actor is None], []
    return actors, [r for r in recipients if r.actor is None or r.actor not in known]


def _recipient_heads(scene: Scene, tree: Tree, anchor: Anchor) -> list[int]:
    """Where the recipients stand: the first place of the cue that holds a party; else what is done to a thing.

    "eased sanctions on Sudan": Sudan, behind the object; "rejected the proposal": the proposal itself.
    """
    cue, index = anchor.cue, anchor.index
    handed = [k for home in (index, anchor.light) if home is not None for k in tree.find(home, "iobj")]
    to: list[int] = handed  # "gave the rebels an ultimatum", "asked the Union for a loan"
    if handed and not cue.reciprocal:
        return handed
    things: list[int] = []
    for where in cue.recipient:
        at = _at(tree, anchor, where)
        heads = [h for h in at if scene.cast.parties(tree, anchor.sentence, h) or _is_party(tree, h)]
        if heads:
            to += heads
            if not cue.reciprocal:
                return to
        things += [h for h in at if tree.tokens[h].upos in ("NOUN", "PROPN") and not _is_time(scene, tree, h)]
    if cue.pos == "verb" and tree.tokens[index].deprel in ("acl", "amod") and tree.tokens[index].xpos == "VBN":
        return to or [tree.tokens[index].head]  # "the ousted president"
    if to or cue.reciprocal or not things or cue.type not in DONE_TO:
        return to
    for thing in things:
        behind = [
            k for k in tree.find(thing, "nmod")
            if tree.case(k) in BEHIND and (scene.cast.parties(tree, anchor.sentence, k) or _is_party(tree, k))
        ]  # fmt: skip
        if behind:
            return behind
    return things[:1]


def _is_time(scene: Scene, tree: Tree, head: int) -> bool:
    token = tree.tokens[head]
    return any(d.span and d.span.start < token.end and token.start < d.span.end for d in scene.dates)


def _actor_heads(scene: Scene, tree: Tree, anchor: Anchor) -> list[int]:
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
    if "nmod:between" in cue.actor and any(tree.case(h) == "between" for h in heads):
        return heads  # "He will propose talks between Moscow and Kiev": not his own
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
    for rule in governors().get((lemma(tree.tokens[head]), "verb"), ()):
        if known and rule.modality is Modality.PROPOSED:
            continue  # "Putin and Obama agreed to the meeting": it may be a meeting of others
        if rule.lends and (not rule.particle or has_particle(tree, head, rule.particle)):
            return head
    return None


def _at(tree: Tree, anchor: Anchor, where: str) -> list[int]:
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
            and case_of(tree, k).split(" ")[0] == detail.split(" ")[0]
        ]
    if base == "amod":
        beside = [k for k in tree.find(index, "amod", "compound") if _is_beside(tree, k, index)]
        return [k for k in beside if world.country(tree.tokens[k].text)]
    if base == "compound":
        beside = [k for k in tree.find(index, "compound") if _is_beside(tree, k, index)]
        return [k for k in beside if k in tree.entity or world.party(tree.tokens[k].text)]
    if base == "obj":
        objects = list(tree.find(index, "obj"))
        if tree.is_passive(index):
            objects += tree.find(index, "nsubj:pass")
        return objects
    if base in ("iobj", "nsubj", "xcomp", "ccomp", "csubj"):
        return list(tree.find(index, where))
    return []


def _is_beside(tree: Tree, modifier: int, noun: int) -> bool:
    """Whether nothing but words of its phrase stands between a noun and its modifier, whatever the tree says."""
    return all(tree.tokens[k].upos in ("ADJ", "NOUN", "PROPN", "PART") for k in range(modifier + 1, noun))


def _is_party(tree: Tree, head: int) -> bool:
    entity = tree.entity.get(head)
    if entity is not None:
        return entity.label.value in LABELS
    if tree.tokens[head].lemma.lower() in parties():
        return True
    # "attacked the port of Dessa": a place by name is a target
    return any(k in tree.entity and tree.case(k) == "of" for k in tree.find(head, "nmod"))


def _roles(scene: Scene, tree: Tree, anchor: Anchor, heads: Sequence[int], *, things: bool = False) -> list[Role]:
    """Each party of these noun phrases, coordinated ones apart; with `things`, what is no party as well."""
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
            elif _is_party(tree, index) or things:
                roles.append(Role(page.span(*tree.chars(*tree.phrase(index))), None))
    return roles


def _state_of(scene: Scene, code: str) -> str | None:
    states = (ActorType.COUNTRY, ActorType.GOVERNMENT)
    return next((a.id for a in scene.cast.actors if a.country == code and a.type in states), None)
