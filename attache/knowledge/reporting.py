"""How news marks who said it: cue words with the frames they take, and the nouns for sources.

    Lavrov said Russia will not invade.            "say" with a clause
    "This is difficult," he smiled.                "smile", but only beside a quotation
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
POS = {"verbs": "verb", "nouns": "noun", "adjectives": "adj"}


@dataclass(frozen=True, slots=True)
class ReportingCue:
    """A word that hands what follows to a source.

    `frames` are the ways its content may stand to it: "ccomp", "xcomp", "quote" (quoted words beside it),
    "obj", "obl:PREP", "acl" (noun with a clause or infinitive), "nmod:PREP", "parataxis", "that" (a clause
    opened by "that"). `source` says where the speaker stands when it is not the subject: "nmod:poss",
    "nmod:by", "nmod:of", "amod:NORP" for nouns; "obj" for "cite".
    `modality` is what the cue makes of what is said, where it makes anything of it ("promised" -> PROPOSED).
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


@cache
def reporting_cues() -> dict[tuple[str, str], tuple[ReportingCue, ...]]:
    """The cues by lemma and part of speech, particles first."""
    found: defaultdict[tuple[str, str], list[ReportingCue]] = defaultdict(list)
    shares = _table()["shares"]
    for number, row in enumerate(_table()["cues"], 1):
        for cue in _cues(row, f"[cues] row {number}", shares):
            found[cue.lemma, cue.pos].append(cue)
    return {key: tuple(sorted(rows, key=lambda c: c.particle is None)) for key, rows in found.items()}


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
            lemma, _, particle = words.partition(" ")
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
