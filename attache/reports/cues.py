"""What each cue word claims: the words it governs, who speaks them, to whom, and how it is named.

    Leaders have said they would not talk.               a verb and its clause
    expressed concern over the treatment of minorities   a verb and a noun for the words
    the accusation that it fired first                   a noun and its clause
    Lavrov: sanctions will not work                      a headline

Which words are cues, and in which frames, are rows of reporting.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from attache.knowledge.reporting import ReportingCue, nouns, rare, reporting_cues
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.model import ActorType, Article, EntityLabel, Form, Mention, Modality, Naming, Token
from attache.reports.modality import has_particle, modality
from attache.reports.voices import relays

MIN_SHARE = 0.3  # a lemma that with a clause is speech more rarely than this counts only beside a quotation; not tuned
# Words of an apposition that stay with the name. With all appositions bench.speech gives PolNeAR dev 52.5 and
# gum-attribution 40.2, with short ones 49.7 and 43.8; our own guide asks for short ones.
SHORT = 3
SAYINGS = frozenset(["say", "tell", "ask", "write", "announce", "quote", "deny", "warn", "claim"])
FIRST_PERSON = frozenset(["i", "we", "you"])  # and whom the speaker speaks to


@dataclass
class Found:
    """A statement while the page is being gone through; all ranges are characters of the page."""

    sentence: int
    verb: int | None
    cue: tuple[int, int] | None
    content: list[tuple[int, int]]
    source: tuple[int, int] | None = None
    speaker: tuple[str, ...] = ()
    naming: Naming = Naming.IMPLICIT
    modality: Modality = Modality.HAPPENED
    addressee: tuple[int, int] | None = None
    relays: list[str] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)  # words that say when it was said
    loud: bool = True  # may be given a quotation: said, wrote, asked; not "wants"

    @property
    def start(self) -> int:
        return min([s for s, _ in self.content] + ([self.cue[0]] if self.cue else []))


# ----------------------------------------------------------------------------------------------------- cue by cue


def of_verbs(article: Article, number: int, tree: Tree, cast: Cast) -> Iterator[Found]:
    for index, token in enumerate(tree.tokens):
        for row in () if is_citing(tree, index) else _rows(token):
            if row.particle and not has_particle(tree, index, row.particle):
                continue
            content = _content(tree, index, row)
            if not content:
                continue
            found = found_for(article, number, tree, index, row, content, cast)
            if _is_said(article, tree, index, row, found):
                yield found
            break


def _rows(token: Token) -> tuple[ReportingCue, ...]:
    """The cues a word may be: "said" as a verb, "concerned" as a verb or an adjective."""
    cues, lemma = reporting_cues(), token.lemma.lower()
    if token.upos == "VERB":
        return cues.get((lemma, "verb"), ()) or cues.get((token.text.lower(), "adj"), ())
    return cues.get((lemma, "adj"), ()) if token.upos == "ADJ" else ()


def _is_said(article: Article, tree: Tree, index: int, row: ReportingCue, found: Found) -> bool:
    """Whether a cue with its content is somebody's statement, and not a mere happening or an aside of a speaker.

    A clause may be said by a report or a law; a noun, an infinitive, an attitude only by a party. "It was
    announced that ..." needs nobody. Inside a quotation only sayings count: "I think", "it sees" are its own words.
    """
    if found.source is None:
        return tree.is_passive(index) and bool(tree.find(index, "ccomp"))
    if any(q.start <= tree.tokens[index].start < q.end for q in article.quotes):
        return bool(found.speaker) and row.act in SAYINGS and not row.think
    clause = bool(tree.find(index, "ccomp")) or tree.tokens[index].deprel in ("parataxis", "advcl")
    return bool(found.speaker) or clause


def found_for(
    article: Article,
    number: int,
    tree: Tree,
    index: int,
    row: ReportingCue,
    content: list[tuple[int, int]],
    cast: Cast,
) -> Found:
    headline = article.page.headline is not None and tree.sentence.start < len(article.page.headline)
    found = Found(
        number, index, cue_range(tree, index), content,
        modality=_as_speech(modality(tree, index, headline=headline)),
        loud=not row.think and row.act in SAYINGS,
        relays=list(relays(tree, number, index, cast)),
    )  # fmt: skip
    heads = _speakers(tree, index, row)
    if cited := _cited(tree, index):
        # "Der Tag reported, citing two officials, that ...": theirs is the word, the paper's the voice before it
        found.relays += [a for h in heads for a in cast.parties(tree, number, h) if a not in found.relays]
        heads = cited
    if not heads and not row.think and not tree.is_passive(index):
        heads = mention_beside(tree, number, index, cast)
    set_source(found, tree, number, heads, cast)
    first = tree.first_conjunct(index)
    if heads and not found.speaker and (named := _named_before(tree, number, first, cast)):
        found.source = tree.chars(named[0].first, named[-1].last)
        found.speaker = tuple(a for m in named for a in cast.who.get((number, m.head), ()))
        found.naming = _naming(named[0].form, named[0].type)
    if found.source is not None:
        found.content = [part for whole in content for part in _minus(whole, found.source)]
    for place in row.addressee:
        relation, _, case = place.partition(":")
        for kid in tree.find(index, relation):
            if not case or tree.case(kid) == case:
                found.addressee = tree.chars(*tree.phrase(kid, conjuncts=True))
                return found
    return found


def _cited(tree: Tree, index: int) -> tuple[int, ...]:
    """Whom a report rests on: "citing two officials", "quoting a ministry source"."""
    for home in (index, *tree.find(index, "nsubj")):
        for kid in tree.find(home, "advcl", "acl", "xcomp"):
            if is_citing(tree, kid):
                return tree.find(kid, "obj")
    return ()


def is_citing(tree: Tree, index: int) -> bool:
    """ "citing", "quoting" as an aside: it names the source of another verb's words and says nothing itself."""
    token = tree.tokens[index]
    aside = token.xpos == "VBG" and token.deprel in ("advcl", "acl", "xcomp")
    return aside and token.lemma.lower() in ("cite", "quote")


def _as_speech(act: Modality) -> Modality:
    """ "Kerry says", "Kerry wants": speech in the present is speech that happened."""
    return Modality.HAPPENED if act is Modality.ONGOING else act


def _minus(whole: tuple[int, int], hole: tuple[int, int]) -> list[tuple[int, int]]:
    """A range without another: the speaker is no part of the words, whatever the tree says."""
    if hole[1] <= whole[0] or whole[1] <= hole[0]:
        return [whole]
    return [part for part in ((whole[0], hole[0]), (hole[1], whole[1])) if part[1] - part[0] > 2]


def cue_range(tree: Tree, index: int) -> tuple[int, int]:
    """The cue with its auxiliaries and negation where they touch it: "have repeatedly said", "did not say"."""
    first = index
    members = {*tree.find(index, "aux", "advmod", "cop"), *tree.find(index, "compound:prt")}
    while first - 1 in members and tree.tokens[first - 1].deprel.startswith(("aux", "advmod", "cop")):
        first -= 1
    while first < index and tree.tokens[first].deprel.startswith("advmod"):
        first += 1
    last = index + 1
    while last in members and tree.tokens[last].deprel == "compound:prt":
        last += 1
    return tree.chars(first, last)


def _speakers(tree: Tree, index: int, row: ReportingCue) -> tuple[int, ...]:
    """The noun phrases that speak: the logical subject, or where the cue says its speaker stands."""
    for place in row.source:
        if heads := _places(tree, index, place):
            return heads
    if tree.is_passive(index):
        return tree.agents(index)
    heads = tree.subjects(index)
    noun = tree.tokens[heads[0]].lemma.lower() if len(heads) == 1 else ""
    if tree.tokens[index].deprel == "acl" and noun in nouns("document"):
        # "The town put out a statement saying ...": the town
        above = tree.tokens[heads[0]].head
        if above >= 0 and (issuers := tree.subjects(above)):
            return issuers
    return heads


def _places(tree: Tree, index: int, place: str) -> tuple[int, ...]:
    relation, _, case = place.partition(":")
    if place == "nmod:poss":
        return tree.find(index, "nmod:poss")
    if relation == "amod":
        return tuple(k for k in tree.find(index, "amod", "compound") if k in tree.entity)
    if relation in ("obl", "nmod") and case:
        return tuple(k for k in tree.find(index, relation) if tree.case(k) == case)
    if relation == "subject":
        head = tree.tokens[index].head
        return tree.subjects(head) if 0 <= head < len(tree.tokens) and tree.tokens[index].deprel == "obj" else ()
    return tree.find(index, place)


def set_source(found: Found, tree: Tree, number: int, heads: Sequence[int], cast: Cast) -> None:
    """The speaker as written, the actors that is, and how the page names them."""
    if not heads:
        return
    head = heads[0]
    if tree.tokens[head].xpos in ("WP", "WDT") and (owner := _antecedent(tree, head)) is not None:
        head = owner  # "Okoro, who said": Okoro
    first, last = tree.phrase(head, conjuncts=True)
    named = cast.together(tree, number, head)
    for mention in named:
        first, last = min(first, mention.first), max(last, mention.last)
    last = _with_apposition(tree, head, last)
    found.source = tree.chars(first, last)
    found.speaker = cast.parties(tree, number, head)
    found.naming = _naming(named[0].form, named[0].type) if named else _naming(None, None)


def _with_apposition(tree: Tree, head: int, last: int) -> int:
    """The end of a speaker as written, with a short apposition: "Rolf Anselm, a lawyer", no life story."""
    for kid in tree.find(head, "appos"):
        inside = tree.below(kid)
        unbroken = inside[0] in (last, last + 1) and inside[-1] - inside[0] + 1 == len(inside)
        if unbroken and len(inside) <= max(SHORT, last - head):
            last = inside[-1] + 1
    return last


def _antecedent(tree: Tree, relative: int) -> int | None:
    """The noun a relative pronoun stands for, None where the clause hangs on none."""
    for index in tree.above(relative):
        if tree.tokens[index].deprel == "acl:relcl":
            return tree.tokens[index].head if tree.tokens[index].head >= 0 else None
    return None


def _naming(form: Form | None, type: ActorType | None) -> Naming:
    if form is Form.PRONOUN:
        return Naming.PRONOUN
    if type is None or type is ActorType.UNNAMED:
        return Naming.UNNAMED
    return Naming.NAMED if type in (ActorType.PERSON, ActorType.OFFICE) else Naming.COLLECTIVE


# --------------------------------------------------------------------------------------------- what a cue governs


def _content(tree: Tree, index: int, row: ReportingCue) -> list[tuple[int, int]]:
    """The words a cue verb hands to its source, as character ranges; [] where it governs none."""
    quoting = "quote" in row.frames
    clausal = {"ccomp", "that", "quote", "parataxis"} & set(row.frames)
    seldom = row.share is not None and row.share < MIN_SHARE
    if clausal and not seldom:
        for kid in tree.find(index, "ccomp"):
            marked = any(tree.tokens[k].text.lower() == "that" for k in tree.find(kid, "mark"))
            if ("ccomp" in row.frames or marked) and not (row.needs_quote and not marked):
                return ranges_of(tree, tree.below(kid), strip=kid)
        if not row.needs_quote and (beside := _beside(tree, index)):
            return beside
    if "xcomp" in row.frames and (row.pos, "xcomp", tree.tokens[index].lemma.lower()) not in rare():
        for kid in tree.find(index, "xcomp"):
            if any(tree.tokens[k].text.lower() == "to" for k in tree.find(kid, "mark")):
                return ranges_of(tree, tree.below(kid))
            if not quoting and tree.tokens[kid].xpos == "VBG":
                return ranges_of(tree, tree.below(kid))
    if row.needs_quote:
        return []
    for frame in row.frames:
        relation, _, case = frame.partition(":")
        if (row.pos, frame, tree.tokens[index].lemma.lower()) in rare():
            continue
        if relation == "obj" and not case:
            for kid in tree.find(index, "obj"):
                if tree.tokens[kid].upos not in ("NOUN", "VERB") or _is_somebody(tree, kid):
                    continue
                if not _is_purpose(tree, index) and not _is_addressee(tree, index, kid, row):
                    return ranges_of(tree, tree.below(kid, cut=("parataxis",)))
        elif relation in ("obl", "advcl") and case:
            for kid in tree.find(index, relation):
                marks = {tree.tokens[k].text.lower() for k in tree.find(kid, "mark", "case")}
                if case in marks or tree.case(kid) == case:
                    return ranges_of(tree, tree.below(kid))
    return []


def _is_somebody(tree: Tree, kid: int) -> bool:
    """ "called President Obama", "addressed reporters": a person is no content."""
    if tree.tokens[kid].lemma.lower() in nouns("hearer") | nouns("unnamed"):
        return True
    _first, last = tree.phrase(kid)
    return any(tree.entity[i].label is EntityLabel.PERSON for i in (kid, last - 1) if i in tree.entity)


def _is_purpose(tree: Tree, index: int) -> bool:
    """ "met to discuss the crisis": an aim, no saying."""
    return tree.tokens[index].deprel in ("advcl", "acl") and is_infinitive(tree, index)


def _is_addressee(tree: Tree, index: int, kid: int, row: ReportingCue) -> bool:
    """ "told reporters", "pressed Putin": the object is who was told, unless the cue takes no hearer."""
    return "obj" in row.addressee and (kid in tree.entity or bool(tree.find(index, "obl", "xcomp", "ccomp")))


def _beside(tree: Tree, index: int) -> list[tuple[int, int]]:
    """Words that a cue stands beside: "The talks, he said, went well"; "Talks went well, as he put it"."""
    token = tree.tokens[index]
    own = tree.below(index)
    if token.deprel == "parataxis" and 0 <= token.head < len(tree.tokens) and not tree.find(index, "ccomp"):
        return ranges_of(tree, [i for i in tree.below(token.head) if i not in own], strip=token.head)
    if token.deprel == "advcl" and 0 <= token.head < len(tree.tokens):
        if any(tree.tokens[k].text.lower() == "as" for k in tree.find(index, "mark", "advmod")):
            return ranges_of(tree, [i for i in tree.below(token.head) if i not in own], strip=token.head)
    for kid in tree.find(index, "parataxis"):
        if kid > index and not tree.find(index, "ccomp", "obj"):
            return ranges_of(tree, tree.below(kid), strip=kid)
    return []


def ranges_of(tree: Tree, inside: Sequence[int], strip: int | None = None) -> list[tuple[int, int]]:
    """Token indices as character ranges, split where other words stand between, edges freed of marks.

    With `strip`, the "that" of the clause headed there is left out.
    """
    if strip is not None:
        thats = {k for k in tree.find(strip, "mark") if tree.tokens[k].text.lower() == "that"}
        inside = [i for i in inside if i not in thats]
    runs: list[list[int]] = []
    for index in inside:
        if runs and all(tree.tokens[g].upos == "PUNCT" for g in range(runs[-1][-1] + 1, index)):
            runs[-1].append(index)
        else:
            runs.append([index])
    out = []
    for run in runs:
        while run and tree.tokens[run[0]].upos == "PUNCT":
            run.pop(0)
        while run and tree.tokens[run[-1]].upos == "PUNCT" and tree.tokens[run[-1]].text not in (".", "!", "?", "%"):
            run.pop()
        if run and any(tree.tokens[i].upos not in ("PUNCT", "CCONJ") for i in run):
            out.append(tree.chars(run[0], run[-1] + 1))
    return out


# -------------------------------------------------------------------------------------- nouns, phrases, headlines


def of_nouns(article: Article, number: int, tree: Tree, cast: Cast) -> Iterator[Found]:
    """ "the accusation that ...", "a call for ...", "in a statement condemning ..."."""
    for index, token in enumerate(tree.tokens):
        if token.upos != "NOUN":
            continue
        for row in reporting_cues().get((token.lemma.lower(), "noun"), ()):
            content = _noun_content(tree, index, row)
            heads = _noun_speakers(tree, index, row) if content else ()
            if not content or not heads:
                continue
            found = Found(
                number, index, (token.start, token.end), content,
                modality=_as_speech(modality(tree, index)), loud=False,
            )  # fmt: skip
            set_source(found, tree, number, heads, cast)
            if found.speaker:
                yield found
            break


def _noun_content(tree: Tree, index: int, row: ReportingCue) -> list[tuple[int, int]]:
    for frame in row.frames:
        relation, _, case = frame.partition(":")
        if relation in ("acl", "ccomp", "that"):
            for kid in tree.find(index, "acl", "ccomp"):
                if tree.tokens[kid].deprel == "acl:relcl":
                    continue
                marks = {tree.tokens[k].text.lower() for k in tree.find(kid, "mark")}
                if "that" in marks or "to" in marks:
                    return ranges_of(tree, tree.below(kid), strip=kid)
        elif relation == "nmod" and case and ("noun", frame, tree.tokens[index].lemma.lower()) not in rare():
            for kid in tree.find(index, "nmod"):
                if tree.case(kid) == case:
                    return ranges_of(tree, tree.below(kid))
    return []


def _noun_speakers(tree: Tree, index: int, row: ReportingCue) -> tuple[int, ...]:
    for place in row.source:
        if heads := _places(tree, index, place):
            return heads
    top = tree.first_conjunct(index)
    head = tree.tokens[top].head
    if tree.tokens[top].deprel in ("obj", "xcomp") and 0 <= head < len(tree.tokens):
        return tree.agents(head) if tree.is_passive(head) else tree.subjects(head)
    return ()


def of_headline(article: Article, trees: Sequence[Tree], cast: Cast) -> Found | None:
    """ "Lavrov: sanctions will not work", and "Sanctions will not work: Lavrov"."""
    page = article.page
    if not page.headline or not trees or trees[0].sentence.paragraph != 0:
        return None
    tree = trees[0]
    colons = [i for i, t in enumerate(tree.tokens) if t.text == ":"]
    if len(colons) != 1 or not 0 < colons[0] < len(tree.tokens) - 1:
        return None
    at = colons[0]
    for side, content in (((0, at), (at + 1, len(tree.tokens))), ((at + 1, len(tree.tokens)), (0, at))):
        whole = [m for m in cast.mentions if m.sentence == 0 and m.first <= side[0] and m.last >= side[1]]
        if whole and content[1] - content[0] > 2:
            found = Found(0, None, None, ranges_of(tree, range(*content)))
            found.source, found.speaker = tree.chars(*side), cast.who.get((0, whole[0].head), ())
            found.naming = _naming(whole[0].form, whole[0].type)
            return found if found.content else None
    return None


def is_own_words(article: Article, trees: Sequence[Tree], found: Found) -> bool:
    """ "I hope it works" inside a quotation says nothing that the quotation does not say already."""
    if found.source is None or found.cue is None:
        return False
    text = article.page.text[found.source[0] : found.source[1]].lower()
    return text in FIRST_PERSON and any(q.start <= found.cue[0] < q.end for q in article.quotes)


def is_infinitive(tree: Tree, verb: int) -> bool:
    return any(tree.tokens[k].text.lower() == "to" for k in tree.find(verb, "mark"))


def mention_beside(tree: Tree, number: int, index: int, cast: Cast) -> tuple[int, ...]:
    """ "... ," said Kerry: the party right after or right before a cue whose subject the tree missed."""
    for at in (index + 1, index - 1):
        mention = cast.at.get((number, at))
        if mention is not None and (mention.first == at or mention.last == at + 1):
            return (mention.head,)
    return ()


def _named_before(tree: Tree, number: int, index: int, cast: Cast) -> tuple[Mention, ...]:
    """The names right before a verb: "at the residence in London, Kerry and Lavrov noted" has two, and no residence."""
    found: list[Mention] = []
    at = index - 1
    while at >= 0 and (mention := cast.at.get((number, at))) and mention.form is Form.NAME and mention.last == at + 1:
        found.insert(0, mention)
        at = mention.first - 1
        if at < 1 or tree.tokens[at].text not in ("and", ",", "&"):
            break
        at -= 1
    return tuple(found)
