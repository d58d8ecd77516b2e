"""How news marks who said it: cue words with the frames they take, phrases, and the nouns for sources.

    Lavrov said Russia will not invade.            "say" with a clause
    "This is difficult," he smiled.                "smile", but only beside a quotation
    according to two people familiar with it       a phrase, and a source without a name
    a claim that the sanctions will not work       "claim", a noun with a clause

The table is reporting.toml. `share` is how often, in the training part of PolNeAR, the lemma with a clause or
a quotation is an attribution; None where too few were seen to say.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from attache.errors import TableError
from attache.model import Modality

TABLE = "reporting.toml"
POS = {"verbs": "verb", "nouns": "noun", "adjectives": "adj", "phrases": "phrase"}


@dataclass(frozen=True, slots=True)
class ReportingCue:
    """A word or phrase that hands what follows to a source.

    `frames` are the ways its content may stand to it: "ccomp", "xcomp", "quote" (quoted words beside it),
    "obj", "obl:PREP", "acl" (noun with a clause or infinitive), "nmod:PREP", "parataxis", "that" (a clause
    opened by "that"). `source` says where the speaker stands when it is not the subject: "nmod:poss",
    "nmod:by", "nmod:of", "amod:NORP" for nouns; "obj" for "cite"; "case" where the phrase introduces it.
    `modality` is what the cue makes of what is said, where it makes anything of it ("promised" -> PROPOSED).
    In a phrase "*" stands for the source: "as * put it", "in *'s view".
    """

    lemma: str
    pos: str
    particle: str | None
    frames: tuple[str, ...]
    act: str
    source: tuple[str, ...] = ()
    modality: Modality | None = None
    addressee: tuple[str, ...] = ()
    think: bool = False  # belief, hope, want: an attitude rather than speech
    needs_quote: bool = False  # speech only beside a quotation or a that-clause: "smile", "add", "note"
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Relay:
    """Words that put a voice between the page and the speaker, or say by what channel it came.

    `role` is "venue" ("in an interview with X"), "hearer" ("told reporters"), "interpreter", "spokesman"
    ("speaking for X"), "document" ("in a letter to X"), "channel" ("on Twitter"), "citing" ("Interfax, citing
    the ministry") or "condition" ("on condition of anonymity").
    """

    words: tuple[str, ...]
    role: str


@cache
def reporting_cues() -> dict[tuple[str, str], tuple[ReportingCue, ...]]:
    """The cues by lemma (a phrase by its first word, lower case) and part of speech, particles first."""
    found: defaultdict[tuple[str, str], list[ReportingCue]] = defaultdict(list)
    shares = _table()["shares"]
    for number, row in enumerate(_table()["cues"], 1):
        for cue in _cues(row, f"[cues] row {number}", shares):
            key = cue.lemma.split()[0] if cue.pos == "phrase" else cue.lemma
            found[key, cue.pos].append(cue)
    return {key: tuple(sorted(rows, key=lambda c: c.particle is None)) for key, rows in found.items()}


@cache
def phrases() -> tuple[ReportingCue, ...]:
    """The phrases ("according to", "in the words of"), longest first, to be matched on lower-cased words."""
    rows = [cue for (_, pos), cues in reporting_cues().items() if pos == "phrase" for cue in cues]
    return tuple(sorted(rows, key=lambda cue: (-len(cue.lemma.split()), cue.lemma)))


@cache
def relays() -> tuple[Relay, ...]:
    """Words that show a relay or a channel, each as its lower-cased tokens, longest first."""
    rows = [
        Relay(tuple(words.split()), role) for role, listed in _table()["relays"].items() for words in listed
    ]
    return tuple(sorted(rows, key=lambda relay: (-len(relay.words), relay.words)))


@cache
def nouns(kind: str) -> frozenset[str]:
    """Lemmas of one kind of source noun.

    "unnamed" (official, aide), "collective" (critics, analysts), "media" (newspaper, channel), "office"
    (minister, spokeswoman), "body" (ministry, committee), "document" (letter, report), "hearer" (reporter),
    "spokesman" (spokesman, envoy), "vague" (unnamed, anonymous: adjectives).
    """
    listed: Iterable[str] = _table()["nouns"][kind]
    return frozenset(listed)


@cache
def rare() -> frozenset[tuple[str, str, str]]:
    """Lemmas that in a frame seldom report speech, as (pos, frame, lemma): ("verb", "obj", "hold")."""
    names = {"v": "verb", "n": "noun", "a": "adj"}
    rows = ((key.split(" ", 1), lemmas) for key, lemmas in _table()["rare"].items())
    return frozenset((names[pos], frame, lemma) for (pos, frame), lemmas in rows for lemma in lemmas)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(TABLE).read_text(encoding="utf-8"))


ACTS = frozenset(
    [
        *("say", "tell", "ask", "deny", "refuse", "demand", "urge", "promise", "threaten"),
        *("warn", "accuse", "admit", "claim", "agree", "offer", "predict", "think"),
        *("want", "feel", "write", "announce", "quote"),
    ]
)
FIELDS = frozenset(["frames", "act", "source", "modality", "addressee", "think", "needs_quote"])


def _cues(row: dict[str, Any], where: str, shares: dict[str, float]) -> Iterable[ReportingCue]:
    unknown = set(row) - FIELDS - set(POS)
    if unknown:
        raise TableError(f"{TABLE}: {where}: no such field: {', '.join(sorted(unknown))}")
    if row["act"] not in ACTS:
        raise TableError(f"{TABLE}: {where}: {row['act']!r} is no act; one of {', '.join(sorted(ACTS))}")
    try:
        modality = Modality(row["modality"]) if "modality" in row else None
    except ValueError:
        raise TableError(f"{TABLE}: {where}: {row['modality']!r} is no modality") from None
    for field, pos in POS.items():
        for words in row.get(field, ()):
            lemma, _, particle = (words, "", "") if pos == "phrase" else words.partition(" ")
            yield ReportingCue(
                lemma,
                pos,
                particle or None,
                tuple(row["frames"]),
                row["act"],
                tuple(row.get("source", ())),
                modality,
                tuple(row.get("addressee", ())),
                row.get("think", False),
                row.get("needs_quote", False),
                shares.get(words) if pos == "verb" else None,
            )
