"""Our own labelled pages, read into spans: the format stands in GUIDE.md.

    Calder told reporters that Velnia would not wait.
    | S indirect | Calder =calder | told | Velnia would not wait | to: reporters

Labels quote the words they mean; this module finds each in its paragraph, counts it in characters of the
page's text, and says on which line a label goes wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from attache.model import ActorType, EventType, Modality, Naming, StatementKind

FOLDER = Path(__file__).parent / "pages"

ACTOR_TYPES = tuple(kind.value for kind in ActorType)
KINDS = tuple(kind.value for kind in StatementKind)
NAMINGS = tuple(naming.value for naming in Naming)
MODALITIES = tuple(modality.value for modality in Modality)
SPLITS = ("train", "dev", "test")
FORMS = ("wire", "newspaper", "broadcaster", "ministry", "local")
HEADER = ("id", "story", "outlet", "form", "date", "split")
OPTIONAL = ("sister", "note")
TYPES = tuple(kind.value for kind in EventType)
PRONOUNS = frozenset(
    """i we you he she it they me us him her them my our your his its their mine ours yours hers theirs who
    whom whose both this that these those himself herself itself themselves one another each neither
    either""".split()  # noqa: SIM905
)
PLURAL = re.compile(r"(?:[^s]s|people|many|some|few|both|all|men|women)$")
ISO = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?")
KEYED = ("to", "via", "on", "naming", "a", "r", "at")
GAP = " ... "  # "Velnia would ... drought" means everything from the first words to the last


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the page's text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Who:
    """Words that stand for a party, and the keys of the actors they are (none: not known)."""

    piece: Piece
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """A time as written, and its value: a day, month, year or a range `first..last`; None: not fixed."""

    piece: Piece
    value: str | None


@dataclass(frozen=True, slots=True)
class ActorLabel:
    """One party of the page."""

    key: str
    type: str
    name: str
    country: str | None
    line: int


@dataclass(frozen=True, slots=True)
class StatementLabel:
    kind: str
    content: tuple[Piece, ...]
    cue: Piece | None
    source: Piece | None
    speaker: tuple[str, ...]
    naming: str
    voices: tuple[str, ...]
    addressee: Who | None
    when: Time | None
    modality: str
    line: int


@dataclass(frozen=True, slots=True)
class EventLabel:
    type: str
    mode: str | None
    modality: str
    anchor: Piece
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    place: Piece | None
    when: Time | None
    voices: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class FigureLabel:
    words: Piece
    low: float | None
    high: float | None
    approximate: bool
    unit: str | None
    counted: Piece | None
    line: int


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page with all its labels; `sentences` and `paragraphs` are pieces of `text`, the headline first."""

    path: str
    header: dict[str, str]
    text: str
    paragraphs: tuple[Piece, ...]
    sentences: tuple[Piece, ...]
    actors: tuple[ActorLabel, ...]
    statements: tuple[StatementLabel, ...]
    events: tuple[EventLabel, ...]
    figures: tuple[FigureLabel, ...]
    mentions: tuple[Who, ...]

    def words(self, piece: Piece) -> str:
        """The words of a piece."""
        return self.text[piece.start : piece.end]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a page, and where."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


class WrongLabel(Exception):
    """A label that cannot be read; its line goes into a Trouble."""


@dataclass(slots=True)
class _Paragraph:
    line: int
    start: int = 0
    text: str = ""
    sentences: list[str] = field(default_factory=list)
    labels: list[tuple[int, str]] = field(default_factory=list)


# ---------------------------------------------------------------------------------------------------- reading


def files(paths: Iterable[Path] | None = None) -> Iterator[Path]:
    """The files of labelled pages under the paths given, or all of them."""
    for path in paths or (FOLDER,):
        yield from sorted(path.rglob("*.txt")) if path.is_dir() else (path,)


def load(paths: Iterable[Path] | None = None, *, split: str | None = None) -> Iterator[LabelledPage]:
    """Every page that reads without trouble, of one split or of all."""
    for path in files(paths):
        page, troubles = read(path.read_text(encoding="utf-8"), str(path))
        if page is not None and not troubles and (split is None or page.header["split"] == split):
            yield page


def read(source: str, path: str) -> tuple[LabelledPage | None, tuple[Trouble, ...]]:
    """A page from the text of its file, and what is wrong with it; None when its header cannot be read."""
    troubles: list[Trouble] = []
    header, actors, body = _header(source.split("\n"), path, troubles)
    if not all(header.get(key) for key in HEADER):
        missing = [key for key in HEADER if not header.get(key)]
        return None, (*troubles, Trouble(path, 1, f"the header lacks {', '.join(missing)}"))
    paragraphs = _paragraphs(body)
    reader = _Labels(path, {actor.key: actor for actor in actors}, troubles)
    for paragraph in paragraphs:
        for line, label in paragraph.labels:
            reader.label(paragraph, line, label)
    text = "\n\n".join(p.text for p in paragraphs)
    page = LabelledPage(
        path=path,
        header=header,
        text=text,
        paragraphs=tuple(Piece(p.start, p.start + len(p.text)) for p in paragraphs),
        sentences=tuple(_sentences(paragraphs)),
        actors=tuple(actors),
        statements=_with_outer_voices(reader.statements),
        events=_within_statements(reader.events, _with_outer_voices(reader.statements)),
        figures=tuple(reader.figures),
        mentions=reader.all_mentions(),
    )
    return page, tuple(troubles)


def _header(
    lines: Sequence[str], path: str, troubles: list[Trouble]
) -> tuple[dict[str, str], list[ActorLabel], list[tuple[int, str]]]:
    header: dict[str, str] = {}
    actors: list[ActorLabel] = []
    number = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            break
        if line.startswith("@"):
            actor = _actor(line, number)
            if isinstance(actor, str):
                troubles.append(Trouble(path, number, actor))
            elif any(a.key == actor.key for a in actors):
                troubles.append(Trouble(path, number, f"the actor {actor.key} stands twice"))
            else:
                actors.append(actor)
            continue
        key, colon, value = line.partition(":")
        if not colon or key not in HEADER + OPTIONAL:
            troubles.append(Trouble(path, number, f"not a line of the header: {line!r}"))
        header[key] = value.strip()
    for key, allowed in (("split", SPLITS), ("form", FORMS)):
        if header.get(key) and header[key] not in allowed:
            troubles.append(Trouble(path, 1, f"{key} is one of {', '.join(allowed)}, not {header[key]!r}"))
    return header, actors, [(n, line) for n, line in enumerate(lines, start=1) if n > number]


def _actor(line: str, number: int) -> ActorLabel | str:
    """`@ calder person Rhea Calder (VEL)`: key, type, best name, and the country acted for."""
    match = re.fullmatch(r"@\s*([\w.-]+)\s+(\w+)\s+(.+?)(?:\s+\(([A-Z]{2,4})\))?\s*", line)
    if not match:
        return "an actor is written '@ key type Name (CTY)'"
    key, kind, name, country = match.groups()
    if kind not in ACTOR_TYPES:
        return f"{kind!r} is no type of actor; there are {', '.join(ACTOR_TYPES)}"
    return ActorLabel(key, kind, name, country, number)


def _paragraphs(body: Iterable[tuple[int, str]]) -> list[_Paragraph]:
    """Sentences stand on lines of their own; a blank line, or text after labels, begins a new paragraph."""
    paragraphs: list[_Paragraph] = []
    open_ = False
    for number, line in body:
        if line.startswith("|"):
            if paragraphs:
                paragraphs[-1].labels.append((number, line[1:].strip()))
            open_ = False
        elif not line.strip():
            open_ = False
        else:
            if not open_:
                paragraphs.append(_Paragraph(number))
                open_ = True
            line = line.strip()
            paragraphs[-1].sentences.append(line[2:] if line.startswith("# ") else line)
    at = 0
    for paragraph in paragraphs:
        paragraph.start = at
        paragraph.text = " ".join(paragraph.sentences)
        at += len(paragraph.text) + 2
    return paragraphs


def _sentences(paragraphs: Iterable[_Paragraph]) -> Iterator[Piece]:
    for paragraph in paragraphs:
        at = paragraph.start
        for sentence in paragraph.sentences:
            yield Piece(at, at + len(sentence))
            at += len(sentence) + 1


# ---------------------------------------------------------------------------------------------- finding words


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a paragraph, as whole words: "he" is not in "the"."""
    if GAP in words:
        first, last = words.split(GAP, 1)
        found = []
        for start, end in places(text, first):
            ends = [e for s, e in places(text, last) if s >= end]
            if ends:
                found.append((start, ends[0]))
        return found
    left = r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    return [m.span() for m in re.finditer(left + re.escape(words) + right, text)]


def find(
    paragraph: str,
    words: str,
    *,
    near: tuple[int, int] | None = None,
    outside: Sequence[tuple[int, int]] = (),
) -> tuple[int, int]:
    """The place of words in a paragraph: the n-th for `words#n`, the only one, or the nearest to `near`."""
    match = re.fullmatch(r"(.+?)#(\d+)", words)
    plain, number = (match.group(1), int(match.group(2))) if match else (words, 0)
    found = places(paragraph, plain)
    if not found:
        raise WrongLabel(f"the words {plain!r} do not stand in the paragraph")
    if number:
        if number > len(found):
            raise WrongLabel(f"the words {plain!r} stand {len(found)} times, there is no #{number}")
        return found[number - 1]
    apart = [place for place in found if not any(place[0] < end and start < place[1] for start, end in outside)]
    found = apart or found
    if len(found) == 1:
        return found[0]
    if near is None:
        raise WrongLabel(f"the words {plain!r} stand {len(found)} times: write {plain}#1 or another")
    return min(found, key=lambda place: (max(near[0] - place[1], place[0] - near[1]), place[0]))


# ----------------------------------------------------------------------------------------------------- labels


class _Labels:
    """Reads the label lines of one page, paragraph by paragraph."""

    def __init__(self, path: str, actors: dict[str, ActorLabel], troubles: list[Trouble]) -> None:
        self.path, self.actors, self.troubles = path, actors, troubles
        self.statements: list[StatementLabel] = []
        self.events: list[EventLabel] = []
        self.figures: list[FigureLabel] = []
        self.mentions: list[Who] = []

    def label(self, paragraph: _Paragraph, line: int, label: str) -> None:
        letter, _, rest = label.partition(" ")
        fields, keyed = _fields(rest)
        readers = {"S": self._statement, "E": self._event, "F": self._figure, "M": self._mention}
        try:
            if letter not in readers:
                raise WrongLabel(f"a label begins with S, E, F or M, not {letter!r}")
            readers[letter](paragraph, line, fields, keyed)
        except WrongLabel as error:
            self.troubles.append(Trouble(self.path, line, str(error)))

    def all_mentions(self) -> tuple[Who, ...]:
        """Words of the M lines, and every source and role that names its actor, each place once."""
        found = {(w.piece.start, w.piece.end): w for w in self.mentions}
        named = [who for e in self.events for who in e.actors + e.recipients]
        named += [Who(s.source, s.speaker) for s in self.statements if s.source]
        named += [s.addressee for s in self.statements if s.addressee]
        for who in named:
            if who.keys:
                found.setdefault((who.piece.start, who.piece.end), who)
        return tuple(found[place] for place in sorted(found))

    def _statement(self, p: _Paragraph, line: int, fields: list[str], keyed: dict[str, str]) -> None:
        if len(fields) != 4:
            raise WrongLabel("a statement is written 'S kind [modality] | source =key | cue | content'")
        kind, _, modality = fields[0].partition(" ")
        _one_of(kind, KINDS, "kind of statement")
        _one_of(modality or "happened", MODALITIES, "modality")
        contents = [find(p.text, words) for words in fields[3].split(" ++ ")]
        near = (contents[0][0], contents[-1][1])
        cue = None if fields[2] == "-" else find(p.text, fields[2], near=contents[0], outside=contents)
        words, keys = self._words_and_keys(fields[1])
        source = None if words == "-" else find(p.text, words, near=cue or near, outside=contents)
        naming = keyed.pop("naming", None) or self._naming(words, keys)
        _one_of(naming, NAMINGS, "naming")
        self.statements.append(
            StatementLabel(
                kind,
                tuple(_at(p, c) for c in contents),
                _maybe(p, cue),
                _maybe(p, source),
                keys,
                naming,
                self._voices(keyed.pop("via", "")),
                self._who(p, keyed.pop("to", ""), cue or near),
                _time(p, keyed.pop("on", ""), cue or near),
                modality or "happened",
                line,
            )
        )
        _nothing_left(keyed)

    def _event(self, p: _Paragraph, line: int, fields: list[str], keyed: dict[str, str]) -> None:
        if len(fields) != 2:
            raise WrongLabel("an event is written 'E TYPE:mode [modality] | anchor | a: ... | r: ...'")
        name, _, modality = fields[0].partition(" ")
        kind, _, mode = name.partition(":")
        _one_of(kind, TYPES, "type of event")
        _one_of(modality or "happened", MODALITIES, "modality")
        anchor = find(p.text, fields[1])
        place = keyed.pop("at", "")
        self.events.append(
            EventLabel(
                kind,
                mode or None,
                modality or "happened",
                _at(p, anchor),
                self._several(p, keyed.pop("a", ""), anchor),
                self._several(p, keyed.pop("r", ""), anchor),
                _at(p, find(p.text, place, near=anchor)) if place else None,
                _time(p, keyed.pop("on", ""), anchor),
                self._voices(keyed.pop("via", "")),
                line,
            )
        )
        _nothing_left(keyed)

    def _figure(self, p: _Paragraph, line: int, fields: list[str], keyed: dict[str, str]) -> None:
        if not 3 <= len(fields) <= 4:
            raise WrongLabel("a figure is written 'F words | low..high | unit | counted'")
        words = find(p.text, fields[0])
        low, high, approximate = _bounds(fields[1])
        counted = find(p.text, fields[3], near=words) if len(fields) == 4 and fields[3] != "-" else None
        unit = None if fields[2] == "-" else fields[2]
        self.figures.append(FigureLabel(_at(p, words), low, high, approximate, unit, _maybe(p, counted), line))
        _nothing_left(keyed)

    def _mention(self, p: _Paragraph, line: int, fields: list[str], keyed: dict[str, str]) -> None:
        """`M calder: Calder; she; her#2`: words without a number mean every place where they stand."""
        if fields or not keyed:
            raise WrongLabel("mentions are written 'M key: words; words'")
        for key, value in keyed.items():
            keys = self._keys(key)
            for words in value.split("; "):
                spots = [find(p.text, words)] if re.search(r"#\d+$", words) else places(p.text, words)
                if not spots:
                    raise WrongLabel(f"the words {words!r} do not stand in the paragraph")
                self.mentions.extend(Who(_at(p, spot), keys) for spot in spots)

    # helpers of the labels

    def _keys(self, text: str) -> tuple[str, ...]:
        keys = tuple(text.split("+")) if text and text != "?" else ()
        for key in keys:
            if key not in self.actors:
                raise WrongLabel(f"no actor {key!r} in the header")
        return keys

    def _words_and_keys(self, text: str) -> tuple[str, tuple[str, ...]]:
        match = re.fullmatch(r"(.*?)\s*=(\S+)", text)
        return (match.group(1), self._keys(match.group(2))) if match else (text, ())

    def _who(self, p: _Paragraph, text: str, near: tuple[int, int]) -> Who | None:
        if not text:
            return None
        words, keys = self._words_and_keys(text)
        return Who(_at(p, find(p.text, words, near=near)), keys)

    def _several(self, p: _Paragraph, text: str, near: tuple[int, int]) -> tuple[Who, ...]:
        return tuple(who for part in text.split("; ") if (who := self._who(p, part, near)) is not None)

    def _voices(self, text: str) -> tuple[str, ...]:
        return tuple(key for part in text.split(" > ") if part for key in self._keys(part))

    def _naming(self, words: str, keys: tuple[str, ...]) -> str:
        if words == "-":
            return "implicit"
        plain = re.sub(r"#\d+$", "", words).lower()
        if plain in PRONOUNS:
            return "pronoun"
        types = {self.actors[key].type for key in keys}
        if not types and PLURAL.search(re.split(r" (?:of|who|in|from|on|with|at|to|for) ", plain)[0]):
            return "collective"  # "residents of Kibumba"; a header line of type unnamed says otherwise
        if not types or "unnamed" in types:
            return "unnamed"
        return "named" if types <= {"person"} else "collective" if "office" not in types else "unnamed"


def _fields(rest: str) -> tuple[list[str], dict[str, str]]:
    """The fields of a label, split at ' | ': those in order, and those with a key ("at: Geneva")."""
    fields: list[str] = []
    keyed: dict[str, str] = {}
    for part in rest.removesuffix(" |").split(" | "):
        part = part.strip()
        match = re.fullmatch(r"([\w.+-]+): (.+)", part)
        if match and (match.group(1) in KEYED or not fields):
            keyed[match.group(1)] = match.group(2).strip()
        elif part:
            fields.append(part)
    return fields, keyed


def _at(paragraph: _Paragraph, place: tuple[int, int]) -> Piece:
    return Piece(paragraph.start + place[0], paragraph.start + place[1])


def _maybe(paragraph: _Paragraph, place: tuple[int, int] | None) -> Piece | None:
    return None if place is None else _at(paragraph, place)


def _time(p: _Paragraph, text: str, near: tuple[int, int]) -> Time | None:
    if not text:
        return None
    words, equals, value = text.rpartition(" =")
    if not equals:
        raise WrongLabel(f"a time is written 'words =value' (=? where it is not fixed), not {text!r}")
    if value != "?" and not all(ISO.fullmatch(v) for v in value.split("..")):
        raise WrongLabel(f"{value!r} is no date: write 2014-03-16, 2014-03, 2014, 2014-03-16..2014-03-20 or ?")
    return Time(_at(p, find(p.text, words, near=near)), None if value == "?" else value)


def _bounds(text: str) -> tuple[float | None, float | None, bool]:
    approximate = text.startswith("~")
    low, dots, high = text.lstrip("~").partition("..")
    try:
        first = float(low) if low else None
        return first, (float(high) if high else None) if dots else first, approximate
    except ValueError:
        raise WrongLabel(f"{text!r} is no number: write 2500, ~2500, 30000..100000, 140.. or ..40") from None


def _one_of(value: str, allowed: Sequence[str], what: str) -> None:
    if value not in allowed:
        raise WrongLabel(f"{value!r} is no {what}; there are {', '.join(allowed)}")


def _nothing_left(keyed: dict[str, str]) -> None:
    if keyed:
        raise WrongLabel(f"nothing is called {', '.join(keyed)} here")


# ----------------------------------------------------------------------------------------------------- voices


def _inside(piece: Piece, statement: StatementLabel) -> bool:
    return any(c.start <= piece.start and piece.end <= c.end for c in statement.content)


def _innermost(piece: Piece, statements: Iterable[StatementLabel]) -> StatementLabel | None:
    around = [s for s in statements if _inside(piece, s)]
    return min(around, key=lambda s: sum(c.end - c.start for c in s.content), default=None)


def _with_outer_voices(statements: Sequence[StatementLabel]) -> tuple[StatementLabel, ...]:
    """Statements inside another's content come through its speaker, unless the label names the voices itself.

    According to the official, [Kerry told Lavrov that [...]]: the inner one has the official for a voice.
    """
    done: dict[int, StatementLabel] = {}
    for s in sorted(statements, key=lambda s: -sum(c.end - c.start for c in s.content)):
        outer = _innermost(s.content[0], (o for o in done.values() if o.content != s.content))
        voices = s.voices or ((*outer.voices, *outer.speaker) if outer is not None else ())
        done[s.line] = replace(s, voices=voices)
    return tuple(sorted(done.values(), key=lambda s: (s.content[0].start, s.line)))


def _within_statements(events: Iterable[EventLabel], statements: Sequence[StatementLabel]) -> tuple[EventLabel, ...]:
    """Events in a statement's content come through its voices and its speaker."""
    placed = []
    for e in events:
        statement = _innermost(e.anchor, statements)
        voices = e.voices or ((*statement.voices, *statement.speaker) if statement is not None else ())
        placed.append(replace(e, voices=voices))
    return tuple(sorted(placed, key=lambda e: (e.anchor.start, e.line)))
