"""The eighteen event types, and the words by which news tells of them.

    "The ministers met in Accra."            CONSULT, by the cue "meet"
    "Russia pulled its troops back."         RETREAT/withdraw, by "pull back" with troops as its object
    "Unions called off the strike."          PROTEST/strike, cancelled by the governor "call off"

The table is events.toml: one block a type, with its gloss, modes, cues and the sentences that are its tests.
How each field of a `Cue` is to be matched against a tree is told beside the field. Where several cues of one
lemma match, the first does it: `cues()` puts the most restricted first.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from attache.errors import TableError
from attache.model import EventType, Modality

TABLE = "events.toml"
POS = {"verbs": "verb", "nouns": "noun", "adjectives": "adj"}

# Where the recipient stands when a cue does not say: "Russia attacked Ukraine"; "an attack on Ukraine".
RECIPIENT = {
    "verb": ("obj", "obl:with", "obl:against", "obl:on", "obl:to"),
    "noun": ("nmod:against", "nmod:on", "nmod:of", "nmod:with", "nmod:to"),
    "adj": ("obl:with", "obl:to", "obl:on"),
}
# Where actors stand besides the subject: "the Russian attack", "Russia's attack", "an attack by Russia".
ACTOR: dict[str, tuple[str, ...]] = {
    "verb": (),
    "noun": ("nmod:poss", "nmod:by", "amod:NORP", "compound:PARTY"),
    "adj": (),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that reports an event, and the company in which it does.

    Restrictions hold lemmas in lower case, or in capitals what the phrase must name: PERSON, ORG, PLACE, NORP
    or PARTY (any of these, or a noun for people and bodies that act: see `parties()`). Empty means anything.
    With `prep`, `object` restricts the phrase under that case word ("call for a ceasefire"); `not_object`
    looks at both, and at an infinitive ("declined to comment"). A noun's object is its of-phrase, compound,
    adjective or possessor: "air strike".

    Three rules hold for all cues. An event noun that is only the object of another cue is no event of its
    own ("lifted the curfew", "rejected the request"), unless the verb `realises` it ("demanded a ceasefire").
    One that is part of a compound is none ("veto power"), unless a governor heads it ("assassination
    attempt"). And a verb that carries an event noun as a light verb is none itself ("launched an attack").
    """

    type: EventType
    mode: str | None
    lemma: str
    pos: str  # "verb", "noun" or "adj"
    particle: str | None = None  # "out" in "pull out": a compound:prt, or an adverb or case word right after
    object: tuple[str, ...] = ()  # what it is done to
    not_object: tuple[str, ...] = ()  # "meet a demand": blocked when the object is one of these
    not_oblique: tuple[str, ...] = ()  # "killed in a crash": blocked when any oblique is one of these
    subject: tuple[str, ...] = ()  # the logical subject ("by" phrase of a passive)
    not_subject: tuple[str, ...] = ()  # "the meeting agreed", "the film shot": blocked
    prep: tuple[str, ...] = ()  # one of these case words must introduce an oblique (verb) or nmod (noun)
    not_prep: tuple[str, ...] = ()  # "met with criticism" is kept out by object; "called for" by this
    complement: tuple[str, ...] = ()  # one of these relations must be there: "xcomp", "ccomp", "acl"
    not_complement: tuple[str, ...] = ()  # "called him a liar", "found that": blocked
    recipient: tuple[str, ...] = ()  # where the recipient stands, in order of preference
    actor: tuple[str, ...] = ()  # where actors stand if not the logical subject
    reciprocal: bool = False  # meet, talk: all parties are actors
    needs_party: bool = False  # counts only with an actor or recipient that is a party
    joint: bool = False  # "the two spoke for an hour": only with several parties as its subject
    plural: bool = False  # "talks" are held, "talk" is heard: only in the plural
    needs_light: bool = False  # "the deal": a thing rather than an act, but under a light verb or a governor
    realises: Modality | None = None  # what it makes of the action it speaks of: "demanded" -> DEMANDED

    @property
    def strictness(self) -> int:
        """How many restrictions the cue carries; the most restricted of a lemma is tried first."""
        must = (self.particle, self.object, self.subject, self.prep, self.complement, self.joint)
        must_not = (self.not_object, self.not_subject, self.not_prep, self.not_complement, self.needs_party)
        return 10 * sum(map(bool, must)) + sum(map(bool, must_not))


@dataclass(frozen=True, slots=True)
class Light:
    """A verb that lends its subject to an event noun: "held talks", "paid a visit", "launched an attack".

    The event is anchored on the noun. `objects` are the noun's lemmas (empty: any event noun); `prep` is the
    case word that brings the noun in where it is no object ("take part in talks").
    """

    lemma: str
    particle: str | None = None
    prep: str | None = None
    objects: tuple[str, ...] = ()
    lends: str = "actor"  # what its subject is to the event: "recipient" in "faced charges"


@dataclass(frozen=True, slots=True)
class Governor:
    """A word that says whether what it governs has happened: "plans to", "called off", "the threat of".

    `complements` names the relations it governs by: xcomp, ccomp, obj, nsubj:pass (of a noun like "talks"),
    nsubj ("the talks collapsed"), obl:PREP, acl, nmod:PREP. With `lends` its subject acts in the governed
    noun: "Russia resumed talks", but not "Obama proposed a meeting of the two".
    """

    lemma: str
    particle: str | None
    pos: str
    complements: tuple[str, ...]
    modality: Modality
    lends: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One event an example sentence must be read as telling of; places and dates as written."""

    anchor: str
    type: EventType
    modality: Modality
    mode: str | None = None
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    place: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and all the events it tells of (none, where it holds only an idiom)."""

    type: EventType
    number: int
    text: str
    events: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """An event type: what it means, PLOVER's view of it, its modes and its cues."""

    type: EventType
    gloss: str
    plover: str
    modes: Mapping[str, str]
    cues: tuple[Cue, ...]


# -------------------------------------------------------------------------------------------- what is asked


@cache
def event_kinds() -> dict[EventType, Kind]:
    """Each event type with its gloss, modes and cues, in the order of the table."""
    table = _table()
    sets = _sets(table)
    return {kind: _kind(kind, table[kind.value], sets) for kind in EventType}


@cache
def cues() -> dict[tuple[str, str], tuple[Cue, ...]]:
    """The cues by lemma and part of speech, the most restricted of each first: `cues()["meet", "verb"]`."""
    found: defaultdict[tuple[str, str], list[Cue]] = defaultdict(list)
    for kind in event_kinds().values():
        for cue in kind.cues:
            found[cue.lemma, cue.pos].append(cue)
    return {key: tuple(sorted(rows, key=lambda cue: -cue.strictness)) for key, rows in found.items()}


@cache
def light_verbs() -> dict[str, tuple[Light, ...]]:
    """The verbs that carry an event noun as their object, by lemma."""
    sets = _sets(_table())
    found: defaultdict[str, list[Light]] = defaultdict(list)
    for row in _table()["light"]:
        for words in row["verbs"]:
            lemma, particle = _words(words)
            objects, lends = _these(row.get("objects", ()), sets), row.get("lends", "actor")
            found[lemma].append(Light(lemma, particle, row.get("prep"), objects, lends))
    return {
        lemma: tuple(sorted(rows, key=lambda row: (not row.particle, not row.prep, not row.objects)))
        for lemma, rows in found.items()
    }


@cache
def governors() -> dict[tuple[str, str], tuple[Governor, ...]]:
    """The words that say whether what they govern took place, by lemma and part of speech."""
    found: defaultdict[tuple[str, str], list[Governor]] = defaultdict(list)
    for number, row in enumerate(_table()["governors"], 1):
        where = f"[governors] row {number}"
        modality = _modality(row["modality"], where)
        for field, pos in POS.items():
            for words in row.get(field, ()):
                lemma, particle = _words(words)
                lends, note = row.get("lends", False), row.get("note", "")
                rule = Governor(lemma, particle, pos, tuple(row["by"]), modality, lends, note)
                found[lemma, pos].append(rule)
    return {key: tuple(sorted(rows, key=lambda r: r.particle is None)) for key, rows in found.items()}


@cache
def parties() -> frozenset[str]:
    """Lemmas of nouns for people and bodies that act, besides the named: "minister", "protester"."""
    return frozenset(_sets(_table())["party"])


@cache
def examples() -> dict[EventType, tuple[Example, ...]]:
    """The sentences each type must be found in; they are tests, and nothing else reads them."""
    table = tomllib.loads(_text())
    kinds = event_kinds()
    return {
        kind: tuple(_example(kind, number, row, kinds) for number, row in enumerate(table[kind.value]["examples"], 1))
        for kind in EventType
    }


# ----------------------------------------------------------------------------------------- how it is read in


def _text() -> str:
    return files(__package__).joinpath(TABLE).read_text(encoding="utf-8")


@cache
def _table() -> dict[str, Any]:
    """The table without its examples: they are two thirds of the file, and only the tests want them."""
    return tomllib.loads(_EXAMPLE.sub("", _text()))


_EXAMPLE = re.compile(r"^\[\[\w+\.examples\]\]\n(?:(?!\[).*\n)*", re.MULTILINE)


def _sets(table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The named sets, each opened: a set may hold those above it."""
    sets: dict[str, tuple[str, ...]] = {}
    for name, words in table["sets"].items():
        sets[name] = _these(words, sets)
    return sets


def _these(words: Iterable[str], sets: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Restrictions as written, with "@troops" opened into the set of that name."""
    opened: list[str] = []
    for word in words:
        if not word.startswith("@"):
            opened.append(word)
        elif word[1:] in sets:
            opened += sets[word[1:]]
        else:
            raise TableError(f"{TABLE}: there is no set {word!r}; add it under [sets], above its use")
    return tuple(dict.fromkeys(opened))


def _words(words: str) -> tuple[str, str | None]:
    """ "pull out" is the lemma "pull" with the particle "out"."""
    lemma, _, particle = words.partition(" ")
    return lemma, particle or None


def _modality(name: str, where: str) -> Modality:
    try:
        return Modality(name)
    except ValueError:
        raise TableError(f"{TABLE}: {where}: {name!r} is no modality; one of {', '.join(Modality)}") from None


CUE_FIELDS = (
    *("object", "not_object", "subject", "not_subject", "prep", "not_prep", "complement", "not_complement"),
    *("not_oblique", "recipient", "actor"),
)
CUE_FLAGS = ("reciprocal", "needs_party", "needs_light", "plural", "joint")


def _kind(kind: EventType, block: dict[str, Any], sets: dict[str, tuple[str, ...]]) -> Kind:
    rows = tuple(
        cue
        for number, row in enumerate(block["cues"], 1)
        for cue in _cues(kind, row, f"[{kind}] cues {number}", block["modes"], sets)
    )
    return Kind(kind, block["gloss"], block["plover"], dict(block["modes"]), rows)


def _cues(
    kind: EventType, row: dict[str, Any], where: str, modes: dict[str, str], sets: dict[str, tuple[str, ...]]
) -> Iterable[Cue]:
    """One row of a type's table holds all words that ask for the same company."""
    unknown = set(row) - {*CUE_FIELDS, *CUE_FLAGS, *POS, "mode", "realises"}
    if unknown:
        raise TableError(f"{TABLE}: {where}: no such field: {', '.join(sorted(unknown))}")
    mode = row.get("mode")
    if mode is not None and mode not in modes:
        raise TableError(f"{TABLE}: {where}: {mode!r} is not among the modes of {kind}")
    company: dict[str, Any] = {name: _these(row[name], sets) for name in CUE_FIELDS if name in row}
    company |= {name: bool(row[name]) for name in CUE_FLAGS if name in row}
    if "realises" in row:
        company["realises"] = _modality(row["realises"], where)
    for field, pos in POS.items():
        given = {"recipient": RECIPIENT[pos], "actor": ACTOR[pos], **company}
        for words in row.get(field, ()):
            lemma, particle = _words(words)
            yield Cue(kind, mode, lemma, pos, particle, **given)


def _example(kind: EventType, number: int, row: dict[str, Any], kinds: Mapping[EventType, Kind]) -> Example:
    where = f"[{kind}] example {number}"
    text: str = row["text"]
    told = []
    for event in row["events"]:
        words = [event["anchor"], *event.get("actors", ()), *event.get("recipients", ())]
        words += [event[name] for name in ("place", "when") if name in event]
        for part in words:
            if not re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text):
                raise TableError(f'{TABLE}: {where}: "{part}" does not occur in the sentence')
        try:
            its = EventType(event["type"])
        except ValueError:
            raise TableError(f"{TABLE}: {where}: {event['type']!r} is no event type") from None
        mode = event.get("mode")
        if mode is not None and mode not in kinds[its].modes:
            raise TableError(f"{TABLE}: {where}: {mode!r} is not among the modes of {its}")
        told.append(
            Told(
                event["anchor"],
                its,
                _modality(event["modality"], where),
                mode,
                tuple(event.get("actors", ())),
                tuple(event.get("recipients", ())),
                event.get("place"),
                event.get("when"),
            )
        )
    return Example(kind, number, text, tuple(told))


# ---------------------------------------------------------------------------------------- docs/event-types.md


def markdown() -> str:
    """The table as a page to read: `python -m attache.knowledge.events > docs/event-types.md`."""
    lines = [
        "# Event types",
        "",
        "The action a page tells of, whether or not it took place: `modality` says which. Sixteen types are",
        "PLOVER's; `VOTE` and `ENACT` are added. Made from `attache/knowledge/events.toml` by",
        "`python -m attache.knowledge.events`; change the table, not this page.",
        "",
        "| type | meaning | modes |",
        "| --- | --- | --- |",
    ]
    for kind in event_kinds().values():
        modes = " ".join(f"`{mode}`" for mode in kind.modes)
        lines.append(f"| [`{kind.type}`](#{kind.type.lower()}) | {kind.gloss} | {modes} |")
    for kind in event_kinds().values():
        lines += ["", *_chapter(kind)]
    return "\n".join(lines) + "\n"


def _chapter(kind: Kind) -> list[str]:
    """One type: gloss, modes, the words that report it, and the first examples."""
    lines = [f"## {kind.type}", "", kind.gloss, "", f"*PLOVER:* {kind.plover}", ""]
    lines += [f"- `{mode}`: {gloss}" for mode, gloss in kind.modes.items()]
    lines += [""] if kind.modes else []
    for pos, title in (("verb", "Verbs"), ("noun", "Nouns"), ("adj", "Adjectives")):
        words = {f"{cue.lemma} {cue.particle or ''}".strip() for cue in kind.cues if cue.pos == pos}
        if words:
            lines += [f"{title}: {', '.join(sorted(words))}.", ""]
    lines += ["| sentence | read as |", "| --- | --- |"]
    lines += [f"| {one.text} | {_told(one)} |" for one in examples()[kind.type]]
    return lines


def _told(example: Example) -> str:
    """What an example tells, in one cell: "**met** CONSULT happened: Ghana; Togo"."""
    cells = []
    for told in example.events:
        mode = f"/{told.mode}" if told.mode else ""
        parties = "; ".join(told.actors) + (" → " + "; ".join(told.recipients) if told.recipients else "")
        cell = f"**{told.anchor}** `{told.type}{mode}` {told.modality}"
        cells.append(f"{cell}: {parties}" if parties else cell)
    return "<br>".join(cells) or "nothing"


if __name__ == "__main__":
    print(markdown(), end="")
