"""Who said what: every statement of a page, its words, its cue and its source.

    "I look forward to it," Kerry said.                  direct
    Kerry wants "to hear", said the official.            mixed
    Leaders have said they would not talk.               indirect
    expressed concern over the treatment of minorities   a noun for the words
    Kerry will suggest more monitors                     planned, kept apart from speech that happened

First each cue word of reporting.toml is asked what it governs; then each quotation is given to a cue, to the
statement it continues, or to the last speaker. Scare quotes and titles in marks are nobody's statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from attache.knowledge.reporting import ReportingCue, nouns, phrases, rare, reporting_cues
from attache.language.tree import Tree
from attache.mentions.coreference import Cast
from attache.model import (
    ActorType,
    Article,
    EntityLabel,
    Form,
    Mention,
    Modality,
    Naming,
    Precision,
    Quoted,
    Statement,
    StatementKind,
    Token,
    When,
    identifier,
)
from attache.reports.modality import has_particle, modality
from attache.reports.voices import interviews, relays

MIN_SHARE = 0.3  # a lemma that with a clause is speech more rarely than this counts only beside a quotation
SHORT = 3  # words of an apposition that stay with the name (bench.speech: 2 to 4 differ by less than 0.3)
FRAGMENT = 3  # words from which marked words without a cue are taken for somebody's, not for a scare quote
DIRECT = (
    0.98  # share of letters in quotation marks from which a statement is direct (as the reference scorer)
)
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
    loud: bool = True  # may be given a quotation: said, wrote, asked; not "wants"

    @property
    def start(self) -> int:
        return min([s for s, _ in self.content] + ([self.cue[0]] if self.cue else []))


def statements(
    article: Article, trees: Sequence[Tree], cast: Cast, dates: Sequence[When]
) -> tuple[Statement, ...]:
    """The statements of an article in the order of the text, each with its chain of voices."""
    found: list[Found] = []
    for number, tree in enumerate(trees):
        found += _of_verbs(article, number, tree, cast)
        found += _of_nouns(article, number, tree, cast)
        found += _of_phrases(article, number, tree, cast)
    if headline := _of_headline(article, trees, cast):
        found.append(headline)
    found = [f for f in found if not _is_own_words(article, trees, f)]
    found = _with_quotations(article, trees, cast, found)
    found = _without_doubles(_without_echoes(found))
    found.sort(key=lambda f: (f.start, f.content))
    _carry_interviews(article, trees, found)
    built = [_statement(article, trees, f, dates) for f in found]
    return _chained(built, found)


# ----------------------------------------------------------------------------------------------------- cue by cue


def _of_verbs(article: Article, number: int, tree: Tree, cast: Cast) -> Iterator[Found]:
    for index, token in enumerate(tree.tokens):
        for row in () if is_citing(tree, index) else _rows(token):
            if row.particle and not has_particle(tree, index, row.particle):
                continue
            content = _content(tree, index, row)
            if not content:
                continue
            found = _found(article, number, tree, index, row, content, cast)
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


def _found(
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
        number, index, _cue_range(tree, index), content,
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
        heads = _mention_beside(tree, number, index, cast)
    _set_source(found, tree, number, heads, cast)
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


def _cue_range(tree: Tree, index: int) -> tuple[int, int]:
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
        return (
            tree.subjects(head) if 0 <= head < len(tree.tokens) and tree.tokens[index].deprel == "obj" else ()
        )
    return tree.find(index, place)


def _set_source(found: Found, tree: Tree, number: int, heads: Sequence[int], cast: Cast) -> None:
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
                return _ranges(tree, tree.below(kid), strip=kid)
        if not row.needs_quote and (beside := _beside(tree, index)):
            return beside
    if "xcomp" in row.frames and (row.pos, "xcomp", tree.tokens[index].lemma.lower()) not in rare():
        for kid in tree.find(index, "xcomp"):
            if any(tree.tokens[k].text.lower() == "to" for k in tree.find(kid, "mark")):
                return _ranges(tree, tree.below(kid))
            if not quoting and tree.tokens[kid].xpos == "VBG":
                return _ranges(tree, tree.below(kid))
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
                    return _ranges(tree, tree.below(kid, cut=("parataxis",)))
        elif relation in ("obl", "advcl") and case:
            for kid in tree.find(index, relation):
                marks = {tree.tokens[k].text.lower() for k in tree.find(kid, "mark", "case")}
                if case in marks or tree.case(kid) == case:
                    return _ranges(tree, tree.below(kid))
    return []


def _is_somebody(tree: Tree, kid: int) -> bool:
    """ "called President Obama", "addressed reporters": a person is no content."""
    if tree.tokens[kid].lemma.lower() in nouns("hearer") | nouns("unnamed"):
        return True
    _first, last = tree.phrase(kid)
    return any(tree.entity[i].label is EntityLabel.PERSON for i in (kid, last - 1) if i in tree.entity)


def _is_purpose(tree: Tree, index: int) -> bool:
    """ "met to discuss the crisis": an aim, no saying."""
    return tree.tokens[index].deprel in ("advcl", "acl") and _is_infinitive(tree, index)


def _is_addressee(tree: Tree, index: int, kid: int, row: ReportingCue) -> bool:
    """ "told reporters", "pressed Putin": the object is who was told, unless the cue takes no hearer."""
    return "obj" in row.addressee and (kid in tree.entity or bool(tree.find(index, "obl", "xcomp", "ccomp")))


def _beside(tree: Tree, index: int) -> list[tuple[int, int]]:
    """Words that a cue stands beside: "The talks, he said, went well"; "Talks went well, as he put it"."""
    token = tree.tokens[index]
    own = tree.below(index)
    if token.deprel == "parataxis" and 0 <= token.head < len(tree.tokens) and not tree.find(index, "ccomp"):
        return _ranges(tree, [i for i in tree.below(token.head) if i not in own], strip=token.head)
    if token.deprel == "advcl" and 0 <= token.head < len(tree.tokens):
        if any(tree.tokens[k].text.lower() == "as" for k in tree.find(index, "mark", "advmod")):
            return _ranges(tree, [i for i in tree.below(token.head) if i not in own], strip=token.head)
    for kid in tree.find(index, "parataxis"):
        if kid > index and not tree.find(index, "ccomp", "obj"):
            return _ranges(tree, tree.below(kid), strip=kid)
    return []


def _ranges(tree: Tree, inside: Sequence[int], strip: int | None = None) -> list[tuple[int, int]]:
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
        while (
            run
            and tree.tokens[run[-1]].upos == "PUNCT"
            and tree.tokens[run[-1]].text not in (".", "!", "?", "%")
        ):
            run.pop()
        if run and any(tree.tokens[i].upos not in ("PUNCT", "CCONJ") for i in run):
            out.append(tree.chars(run[0], run[-1] + 1))
    return out


# -------------------------------------------------------------------------------------- nouns, phrases, headlines


def _of_nouns(article: Article, number: int, tree: Tree, cast: Cast) -> Iterator[Found]:
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
            _set_source(found, tree, number, heads, cast)
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
                    return _ranges(tree, tree.below(kid), strip=kid)
        elif relation == "nmod" and case and ("noun", frame, tree.tokens[index].lemma.lower()) not in rare():
            for kid in tree.find(index, "nmod"):
                if tree.case(kid) == case:
                    return _ranges(tree, tree.below(kid))
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


def _of_phrases(article: Article, number: int, tree: Tree, cast: Cast) -> Iterator[Found]:
    """ "according to the official, ...": the clause it hangs on, without itself."""
    lower = [t.text.lower() for t in tree.tokens]
    for start, first in enumerate(lower):
        for _row, wanted in _phrases_by_word().get(first, ()):
            if lower[start : start + len(wanted)] != wanted:
                continue
            noun = _phrase_noun(tree, start, start + len(wanted))
            if noun is None:
                continue
            clause = tree.tokens[noun].head
            if tree.tokens[start].upos == "VERB" and clause == start:
                clause = tree.tokens[start].head
                aside = tree.below(start)
            else:
                aside = tree.below(noun)
            if not 0 <= clause < len(tree.tokens):
                continue
            content = _ranges(tree, [i for i in tree.below(clause) if i not in aside])
            if not content:
                continue
            found = Found(number, None, tree.chars(start, start + len(wanted)), content)
            _set_source(found, tree, number, (noun,), cast)
            yield found


@cache
def _phrases_by_word() -> dict[str, list[tuple[ReportingCue, list[str]]]]:
    """The phrases under their first word, longest first."""
    found: dict[str, list[tuple[ReportingCue, list[str]]]] = {}
    for row in phrases():
        words = row.lemma.split()
        found.setdefault(words[0], []).append((row, words))
    return found


def _phrase_noun(tree: Tree, start: int, last: int) -> int | None:
    """The noun a phrase leads to: the one whose preposition it is, else the next noun after it."""
    head = tree.tokens[start].head
    if tree.tokens[start].deprel in ("case", "mark") and head >= last:
        return head
    for index in range(last, min(last + 8, len(tree.tokens))):
        token = tree.tokens[index]
        if token.upos in ("NOUN", "PROPN", "PRON") and not token.deprel.startswith(
            ("compound", "nmod:poss", "flat", "amod")
        ):
            return index
        if token.upos in ("VERB", "PUNCT"):
            return None
    return None


def _of_headline(article: Article, trees: Sequence[Tree], cast: Cast) -> Found | None:
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
            found = Found(0, None, None, _ranges(tree, range(*content)))
            found.source, found.speaker = tree.chars(*side), cast.who.get((0, whole[0].head), ())
            found.naming = _naming(whole[0].form, whole[0].type)
            return found if found.content else None
    return None


def _is_own_words(article: Article, trees: Sequence[Tree], found: Found) -> bool:
    """ "I hope it works" inside a quotation says nothing that the quotation does not say already."""
    if found.source is None or found.cue is None:
        return False
    text = article.page.text[found.source[0] : found.source[1]].lower()
    return text in FIRST_PERSON and any(q.start <= found.cue[0] < q.end for q in article.quotes)


# ----------------------------------------------------------------------------------------------------- quotations


def _with_quotations(article: Article, trees: Sequence[Tree], cast: Cast, found: list[Found]) -> list[Found]:
    """Statements with every quotation given to one of them, or to a speaker of its own."""
    text = article.page.text
    for quote in (q for q in article.quotes if q.depth == 0):
        size = len(text[quote.start : quote.end].split())
        holder = _holder(found, quote)
        cue = _cue_near(article, trees, cast, quote)
        if cue is not None and (cue.source is None or not (cue.speaker or _is_sentence(text, quote))):
            cue = None
        if cue is not None and holder is not None and not _is_inside(cue, holder):
            cue = None
        if cue is None and holder is not None:
            _settle(article, holder, quote)
        elif cue is not None:
            same = next((f for f in found if f.cue == cue.cue and f.sentence == cue.sentence), None)
            if same is not None:
                apart = [c for c in same.content if _outside(c, quote)]
                same.content = _joined([*apart, (quote.start, quote.end)])
            elif size >= FRAGMENT or _is_sentence(text, quote):
                found.append(cue)
            if holder is not None and holder is not same:
                _settle(article, holder, quote)
        elif any(s <= quote.start and quote.end <= e for f in found for s, e in f.content):
            continue  # marked words inside what somebody said
        elif size >= FRAGMENT or _is_sentence(text, quote):  # else a scare quote, or a title
            _continue(article, trees, found, quote)
        _reach_out(found, quote)
    return found


def _reach_out(found: Sequence[Found], quote: Quoted) -> None:
    """Lets every statement that a quotation begins in run to its end: the official's takes in all Kerry said."""
    for one in found:
        one.content = [
            (s, max(e, quote.end)) if s < quote.outer_start < e else (s, e) for s, e in one.content
        ]


def _is_inside(cue: Found, holder: Found) -> bool:
    """Whether a cue stands in another's words: "According to the official, Kerry told Lavrov, ...": told is."""
    return (
        cue.cue is not None
        and cue.cue != holder.cue
        and any(s <= cue.cue[0] and cue.cue[1] <= e for s, e in holder.content)
    )


def _holder(found: Sequence[Found], quote: Quoted) -> Found | None:
    """The statement whose clause this quotation is, or begins in: the narrowest that holds its first word."""
    fits = [
        f for f in found
        if any(s <= quote.start + 1 and quote.start < e for s, e in f.content)
        and not (f.cue and quote.start <= f.cue[0] < quote.end)
        and (f.loud or any(quote.outer_start - 3 <= s for s, _ in f.content))
    ]  # fmt: skip
    return min(fits, key=lambda f: sum(e - s for s, e in f.content), default=None)


def _settle(article: Article, found: Found, quote: Quoted) -> None:
    """Lets a statement run to the end of a quotation that began in it; all in marks means the marks decide."""
    text = article.page.text
    outside = [part for part in found.content if _outside(part, quote)]
    grown = [
        (min(s, quote.start) if quote.outer_start <= s <= quote.start else s, max(e, quote.end) if s < quote.end else e)
        for s, e in found.content if not _outside((s, e), quote)
    ]  # fmt: skip
    letters = sum(c.isalnum() for s, e in grown for c in text[s:e])
    inside = sum(c.isalnum() for c in text[quote.start : quote.end])
    rest = max(0, letters - inside)
    if rest == 0 or inside / max(1, letters) >= DIRECT:
        grown = [(quote.start, quote.end)]
    found.content = _joined([*outside, *grown])


def _outside(part: tuple[int, int], quote: Quoted) -> bool:
    return part[1] <= quote.outer_start or part[0] >= quote.outer_end


def _joined(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, overlapping ones made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _is_sentence(text: str, quote: Quoted) -> bool:
    words = text[quote.start : quote.end].strip()
    return bool(words) and words[0].isupper() and words[-1] in ".!?,…" and " " in words


def _cue_near(article: Article, trees: Sequence[Tree], cast: Cast, quote: Quoted) -> Found | None:
    """The cue of a quotation, in the sentence where it begins or ends: by the tree, else by what stands between.

    A whole sentence in marks may have its cue anywhere beside it; a fragment belongs to a verb only if it hangs
    on it, or follows it at once ("received a statement containing "legal argumentation"" is no saying).
    """
    text = article.page.text
    whole = _is_sentence(text, quote)
    best: tuple[float, int, int, ReportingCue] | None = None
    for number, tree in enumerate(trees):
        if not _reaches(text, tree, quote):
            continue
        for index, token in enumerate(tree.tokens):
            if token.upos != "VERB" or any(q.start <= token.start < q.end for q in article.quotes):
                continue
            rows = reporting_cues().get((token.lemma.lower(), "verb"), ())
            row = next((r for r in rows if "quote" in r.frames), None)
            if row is None:
                continue
            after = token.start >= quote.end
            gap = token.start - quote.outer_end if after else quote.outer_start - token.end
            between = text[quote.outer_end : token.start] if after else text[token.end : quote.outer_start]
            linked = _hangs(tree, index, quote)
            if not linked and (gap > REACH or ";" in between or "\n" in between or (not whole and gap > 3)):
                continue
            if not linked and (row.think or _is_infinitive(tree, index)) and gap > 3:
                continue
            score = gap - (200 if linked else 0) + (40 if row.needs_quote else 0)
            if best is None or score < best[0]:
                best = (score, number, index, row)
    if best is None:
        return None
    _, number, index, row = best
    made = _found(article, number, trees[number], index, row, [(quote.start, quote.end)], cast)
    if made.source is None:
        _set_source(made, trees[number], number, _mention_beside(trees[number], number, index, cast), cast)
    return made


REACH = 120  # characters between a quotation and a cue that the tree does not tie to it


def _reaches(text: str, tree: Tree, quote: Quoted) -> bool:
    """Whether a sentence holds an end of the quotation, or leads up to it with a colon."""
    start, end = tree.sentence.start, tree.sentence.end
    if start < quote.outer_end and quote.outer_start < end:
        return True
    return end <= quote.outer_start and text[end - 1 : quote.outer_start].strip(' \n"“') == ":"


def _hangs(tree: Tree, verb: int, quote: Quoted) -> bool:
    """Whether the quoted words hang on a verb, or the verb on them as an aside."""
    for index, token in enumerate(tree.tokens):
        if quote.start <= token.start < quote.end:
            if token.head == verb and token.deprel.partition(":")[0] in (
                "ccomp",
                "obj",
                "xcomp",
                "parataxis",
                "advcl",
                "dep",
            ):
                return True
            if tree.tokens[verb].head == index and tree.tokens[verb].deprel in (
                "parataxis",
                "dep",
                "discourse",
            ):
                return True
    return False


def _is_infinitive(tree: Tree, verb: int) -> bool:
    return any(tree.tokens[k].text.lower() == "to" for k in tree.find(verb, "mark"))


def _mention_beside(tree: Tree, number: int, index: int, cast: Cast) -> tuple[int, ...]:
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
    while (
        at >= 0
        and (mention := cast.at.get((number, at)))
        and mention.form is Form.NAME
        and mention.last == at + 1
    ):
        found.insert(0, mention)
        at = mention.first - 1
        if at < 1 or tree.tokens[at].text not in ("and", ",", "&"):
            break
        at -= 1
    return tuple(found)


def _continue(article: Article, trees: Sequence[Tree], found: list[Found], quote: Quoted) -> None:
    """Words in marks without a cue: more of the last quotation, or of the last speaker's."""
    text = article.page.text
    before = [
        f
        for f in found
        if f.content and f.loud and f.speaker and max(e for _, e in f.content) <= quote.outer_start + 1
    ]
    if not before:
        return
    last = max(before, key=lambda f: max(e for _, e in f.content))
    gap = text[max(e for _, e in last.content) : quote.outer_start]
    marked = any(
        q.depth == 0 and q.start <= s and e <= q.end for q in article.quotes for s, e in last.content
    )
    if "\n" not in gap and marked and _is_sentence(text, quote) and last.loud:
        last.content.append((quote.start, quote.end))
        return
    same_paragraph = "\n" not in gap
    next_paragraph = gap.count("\n\n") == 1 and not gap.strip(' \n"“”.,') and marked
    if quote.continues and marked and next_paragraph:
        last.content.append((quote.start, quote.end))
    elif same_paragraph or (next_paragraph and _is_sentence(text, quote)):
        number = next(
            (n for n, t in enumerate(trees) if t.sentence.start <= quote.start < t.sentence.end),
            last.sentence,
        )
        found.append(
            Found(
                number, None, None, [(quote.start, quote.end)], speaker=last.speaker, relays=list(last.relays)
            )
        )


def _without_echoes(found: Sequence[Found]) -> list[Found]:
    """ "expressed concern over the raids" is one statement: the noun is no second cue of the same speaker."""
    return [
        one for one in found
        if not any(
            other is not one and one.cue is not None and other.cue is not None and other.speaker == one.speaker
            and any(s <= one.cue[0] < s + 40 and one.cue[1] <= e for s, e in other.content)
            and one.content
            and any(s <= one.content[0][0] and one.content[-1][1] <= e for s, e in other.content)
            and one.verb is not None and not one.loud
            for other in found
        )
    ]  # fmt: skip


def _without_doubles(found: Sequence[Found]) -> list[Found]:
    """One statement a content: where two cues claim the same words, the nearer one keeps them."""
    kept: list[Found] = []
    for one in found:
        one.content = _joined(one.content)
        if not one.content:
            continue
        twin = next((k for k in kept if k.content == one.content), None)
        if twin is None:
            kept.append(one)
        elif twin.source is None and one.source is not None:
            kept[kept.index(twin)] = one
    return kept


# ------------------------------------------------------------------------------------------------------ the chain


def _carry_interviews(article: Article, trees: Sequence[Tree], found: Sequence[Found]) -> None:
    """ "In the same interview, he said ... He said ...": the interviewer stays in the chain of that paragraph."""
    outlet: list[str] = []
    speaker: tuple[str, ...] = ()
    open_in: int | None = None
    for one in found:
        if one.verb is None:
            continue
        tree = trees[one.sentence]
        if one.relays and one.naming is not Naming.UNNAMED:
            outlet, speaker, open_in = one.relays, one.speaker, tree.sentence.paragraph
        elif outlet and one.speaker == speaker:
            if interviews(tree, one.verb):
                one.relays, open_in = list(outlet), tree.sentence.paragraph
            elif open_in == tree.sentence.paragraph:
                one.relays = list(outlet)


def _statement(article: Article, trees: Sequence[Tree], found: Found, dates: Sequence[When]) -> Statement:
    page = article.page
    content = tuple(page.span(s, e) for s, e in found.content)
    return Statement(
        identifier("s", content, page.span(*found.cue) if found.cue else ""),
        page.id,
        _kind(article, found),
        content,
        page.span(*found.cue) if found.cue else None,
        page.span(*found.source) if found.source else None,
        found.speaker,
        found.naming,
        (),
        page.span(*found.addressee) if found.addressee else None,
        _when(trees[found.sentence], found, dates),
        found.modality,
    )


def _kind(article: Article, found: Found) -> StatementKind:
    """By how much stands in marks; marks around the whole sentence, cue and all, are somebody else's."""
    marked = letters = 0
    at = found.cue[0] if found.cue else -1
    own = [q for q in article.quotes if not q.start <= at < q.end]
    for start, end in found.content:
        for place in range(start, end):
            if article.page.text[place].isalnum():
                letters += 1
                marked += any(q.start <= place < q.end for q in own)
    if not marked:
        return StatementKind.INDIRECT
    return StatementKind.DIRECT if marked >= DIRECT * letters else StatementKind.MIXED


def _when(tree: Tree, found: Found, dates: Sequence[When]) -> When | None:
    """When it was said: the date on the cue verb itself ("said on Tuesday that ...")."""
    if found.verb is None:
        return None
    for kid in tree.find(found.verb, "obl", "advmod", "nmod"):
        token = tree.tokens[kid]
        for date in dates:
            if date.precision is Precision.VAGUE or (date.value or "").startswith("P"):
                continue
            if date.span and date.span.start < token.end and token.start < date.span.end:
                return date
    return None


def _chained(built: Sequence[Statement], found: Sequence[Found]) -> tuple[Statement, ...]:
    """Statements with their voices: those in whose words they stand, outermost first, then their own relays."""
    out = []
    for one, raw in zip(built, found, strict=True):
        chain: list[str] = []
        at = one.cue or one.content[0]
        around = [
            other for other in built
            if other is not one and any(p.start <= at.start and at.end <= p.end for p in other.content)
            and sum(len(p.text) for p in other.content) > sum(len(p.text) for p in one.content)
        ]  # fmt: skip
        for other in sorted(around, key=lambda s: -sum(len(p.text) for p in s.content)):
            chain += [v for v in found[built.index(other)].relays if v not in chain]
            chain += [s for s in other.speaker if s not in chain and s not in one.speaker]
        chain += [v for v in raw.relays if v not in chain and v not in one.speaker]
        out.append(replace(one, voices=tuple(chain)))
    return tuple(out)
