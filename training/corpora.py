"""The corpora the core learns from, read into one shape; each is silent on what it does not mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.names import EVERYTHING, Mark, allowed, demonyms, of_other_kind, place_or_facility, words_of

GUM_GENRES = (
    "academic",
    "bio",
    "court",
    "interview",
    "news",
    "voyage",
)  # those whose licence lets weights be shared
RE3D_CLOSED = "BBC Online"  # CC BY-NC
HELD_OUT = 12  # of the name corpora every twelfth document is kept to measure on


Roles = tuple[int, list[str]]  # an anchor's place, and what every word of the sentence is to it


@dataclass(slots=True)
class Sample:
    """One sentence and whatever its corpus says of it.

    `words` holds a label per word for each head marked (None where a word has none), `arcs` each word's head
    (0 is the root, 1 the first word), `tags` the sets of name tags that may be right, `roles` the anchors of
    each group with what every word is to them.
    """

    corpus: str
    forms: list[str]
    words: dict[str, list[str | None]] = field(default_factory=dict)
    arcs: list[int] | None = None
    tags: list[int] | None = None
    roles: dict[str, list[Roles]] = field(default_factory=dict)


# ----------------------------------------------------------------------------------------------------- trees


@dataclass(slots=True)
class Tree:
    """A sentence of a CoNLL-U file."""

    id: str
    text: str
    rows: list[list[str]]

    @property
    def forms(self) -> list[str]:
        return [row[1] for row in self.rows]


def conllu(path: Path) -> Iterator[Tree]:
    """The sentences of a CoNLL-U file; ranges and empty nodes are passed over."""
    tree = Tree("", "", [])
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# sent_id = "):
            tree.id = line[12:]
        elif line.startswith("# text = "):
            tree.text = line[9:]
        elif line and line[0].isdigit():
            row = line.split("\t")
            if row[0].isdigit():
                tree.rows.append(row)
        elif not line and tree.rows:
            yield tree
            tree = Tree("", "", [])


def _sample(corpus: str, tree: Tree) -> Sample:
    return Sample(
        corpus,
        [row[1].replace("\xa0", " ") for row in tree.rows],
        {
            "upos": [row[3] for row in tree.rows],
            "xpos": [row[4] for row in tree.rows],
            "lemma": [row[2] if row[2] != "_" or row[1] == "_" else None for row in tree.rows],
            "deprel": [row[7] for row in tree.rows],
        },
        [int(row[6]) for row in tree.rows],
    )


def ewt(data: Path, split: str) -> list[Sample]:
    """UD English-EWT, with the names of UNER on the same sentences."""
    names = dict(_uner(data, split))
    peoples = demonyms(data)
    found = []
    for tree in conllu(data / "ud_ewt" / f"en_ewt-ud-{split}.conllu"):
        sample = _sample("ewt", tree)
        letters = "".join(sample.forms).replace(" ", "")
        marks = names.get((tree.id, letters))
        if marks is not None:
            placed = [mark for mark in (_in_words(sample.forms, *mark) for mark in marks) if mark]
            if len(placed) == len(marks):
                sample.tags = allowed(
                    sample.forms,
                    [(a, b, _uner_name(sample.forms[a:b], name, peoples)) for a, b, name in placed],
                    silent=frozenset(["EVENT"]),
                    peoples=peoples,
                    xpos=sample.words["xpos"],  # type: ignore[arg-type]
                )
        found.append(sample)
    return found


def _uner_name(words: Sequence[str], name: str, peoples: frozenset[str]) -> str:
    if name == "LOC":
        return place_or_facility(words)
    if name in ("OTH", "O"):
        return of_other_kind(words, peoples)
    return {"PER": "PERSON", "ORG": "ORG"}[name]


def _uner(data: Path, split: str) -> Iterator[tuple[tuple[str, str], list[tuple[int, int, str]]]]:
    """Marks of UNER by sentence, in letters without spaces: its words are of an older release."""
    key, forms, tags = "", [], []
    path = data / "uner_ewt" / f"en_ewt-ud-{split}.iob2"
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# sent_id = "):
            key = line[12:]
        elif line.startswith("#"):
            continue
        elif line:
            row = line.split("\t")
            forms.append(row[1].replace(" ", "").replace("\xa0", ""))
            tags.append(row[2])
        elif forms:
            yield (
                (key, "".join(forms)),
                [(sum(map(len, forms[:a])), sum(map(len, forms[:b])), name) for a, b, name in iob(tags)],
            )
            key, forms, tags = "", [], []


def _in_words(forms: Sequence[str], start: int, end: int, name: str) -> Mark | None:
    """A mark in letters as a mark in words; None where it cuts a word."""
    at, first, last = 0, None, None
    for i, form in enumerate(forms):
        if at == start:
            first = i
        at += len(form.replace(" ", ""))
        if at == end:
            last = i + 1
            break
    return (first, last, name) if first is not None and last is not None else None


def iob(tags: Sequence[str]) -> list[Mark]:
    """Marks from IOB tags of either kind ("B-" only between neighbours, or always)."""
    found: list[Mark] = []
    first, name = 0, ""
    for i, tag in enumerate([*tags, "O"]):
        part, _, here = tag.partition("-")
        if name and (part != "I" or here != name):
            found.append((first, i, name))
            name = ""
        if part in "BI" and here and not name:
            first, name = i, here
    return found


# ------------------------------------------------------------------------------------------------------- GUM


def gum(data: Path, split: str, genres: Sequence[str] | None = GUM_GENRES) -> list[Sample]:
    """GUM, by default the genres whose licence lets weights be shared, with the names among its mentions."""
    listed = (data / "gum" / "splits.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", listed, flags=re.M)
    documents = re.findall(r"\* (\S+)", next(part for part in section if part.startswith(split + "\n")))
    peoples = demonyms(data)
    found = []
    for document in documents:
        path = data / "gum" / "dep" / f"{document}.conllu"
        genre = document.split("_")[1]
        if not path.exists() or (genres is not None and genre not in genres):
            continue
        for tree in conllu(path):
            sample = _sample(f"gum/{genre}", tree)
            marks = _gum_names(tree)
            sample.tags = allowed(
                sample.forms, marks, silent=frozenset(["EVENT"]), dates_marked=True, peoples=peoples,
                xpos=sample.words["xpos"],  # type: ignore[arg-type]
            )  # fmt: skip
            found.append(sample)
    return found


_MENTION = re.compile(r"\((\d+)-([a-z]+)-[^()]*(\))?|(\d+)\)")
_JOINS = frozenset(["of", "the", "for", "-", "–", "&", "'s", "’s", "de", "al"])


def _gum_names(tree: Tree) -> list[Mark]:
    """The proper names among GUM's mentions, without titles, and its dates."""
    rows = tree.rows
    mentions: list[tuple[int, int, str]] = []
    opened: dict[str, list[tuple[int, str]]] = {}
    dates: list[Mark] = []
    date_from = None
    for i, row in enumerate(rows):
        notes = dict(part.split("=", 1) for part in row[9].split("|") if "=" in part)
        for match in _MENTION.finditer(notes.get("Entity", "")):
            number, kind, closed, ends = match.groups()
            if ends:
                if opened.get(ends):
                    first, kind = opened[ends].pop()
                    mentions.append((first, i + 1, kind))
            elif closed:
                mentions.append((i, i + 1, kind))
            else:
                opened.setdefault(number, []).append((i, kind))
        xml = notes.get("XML", "")
        if "<date" in xml:
            date_from = i
        if "</date>" in xml and date_from is not None:
            dates.append((date_from, i + 1, "DATE"))
            date_from = None
    names: list[Mark] = []
    covered = [False] * len(rows)
    for first, last, name in dates:
        while first < last and rows[first][3] in ("ADP", "DET"):
            first += 1
        names.append((first, last, name))
        covered[first:last] = [True] * (last - first)
    kinds = {"person": "PERSON", "organization": "ORG", "place": "PLACE", "event": "EVENT"}
    for first, last, kind in sorted(mentions, key=lambda m: m[0] - m[1]):
        head = next((i for i in range(first, last) if not first < int(rows[i][6]) <= last), first)
        if kind not in kinds or rows[head][3] != "PROPN":
            continue
        a, b = head, head + 1

        def part(i: int, last: int = last, first: int = first, person: bool = kind == "person") -> bool:
            if not first <= i < last or rows[i][7] == "nmod:desc":
                return False
            return rows[i][3] == "PROPN" or (not person and rows[i][3] in ("ADJ", "NOUN") and rows[i][1].istitle())

        moved = True
        while moved:
            moved = False
            if part(a - 1) or (kind == "event" and first <= a - 1 and rows[a - 1][3] in ("NUM", "ADJ")):
                a, moved = a - 1, True
            elif kind != "person" and first < a - 1 and rows[a - 1][1] in _JOINS and part(a - 2):
                a, moved = a - 2, True
            if part(b):
                b, moved = b + 1, True
            elif b + 1 < last and rows[b][1] in (("-", "de", "al") if kind == "person" else _JOINS) and part(b + 1):
                b, moved = b + 2, True
            elif kind != "person" and b + 2 < last and rows[b][1] == "of" and rows[b + 1][1] == "the" and part(b + 2):
                b, moved = b + 3, True
        if any(covered[a:b]):
            continue
        name = kinds[kind]
        words = [row[1] for row in rows[a:b]]
        names.append((a, b, place_or_facility(words) if name == "PLACE" else name))
        covered[a:b] = [True] * (b - a)
    for i, row in enumerate(rows):
        if row[3] == "PROPN" and not covered[i]:
            names.append((i, i + 1, "O|PERSON|ORG|PLACE|NORP|FACILITY|EVENT|DATE"))
    return names


# ----------------------------------------------------------------------------------------------- names alone


def _held(items: list[Sample], held: bool) -> list[Sample]:
    return [item for i, item in enumerate(items) if ((i // 8) % HELD_OUT == 5) == held]


def wikigold(data: Path, *, held: bool = False) -> list[Sample]:
    """WikiGold: persons, organizations, places and a rest."""
    peoples = demonyms(data)
    found = []
    for block in (data / "wikigold" / "wikigold.conll.txt").read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split(" ") for line in block.split("\n") if " " in line]
        if not rows or rows[0][0] == "-DOCSTART-":
            continue
        forms = [row[0] for row in rows]
        marks = [(a, b, _wiki_name(forms[a:b], n, peoples)) for a, b, n in iob([row[1] for row in rows])]
        found.append(Sample("wikigold", forms, tags=allowed(forms, marks, peoples=peoples)))
    return _held(found, held)


def _wiki_name(words: Sequence[str], name: str, peoples: frozenset[str]) -> str:
    if name == "LOC":
        return place_or_facility(words)
    return {"PER": "PERSON", "ORG": "ORG"}.get(name) or of_other_kind(words, peoples)


def crossner(data: Path, *, held: bool = False) -> list[Sample]:
    """CrossNER's politics: politicians, parties, elections, countries."""
    peoples = demonyms(data)
    kinds = {"politician": "PERSON", "person": "PERSON", "politicalparty": "ORG", "organisation": "ORG",
             "country": "PLACE", "election": "EVENT", "event": "EVENT"}  # fmt: skip
    found = []
    for split in ("train", "dev", "test"):
        text = (data / "crossner" / "politics" / f"{split}.txt").read_text(encoding="utf-8")
        for block in text.split("\n\n"):
            rows = [line.split("\t") for line in block.split("\n") if "\t" in line]
            if not rows:
                continue
            forms = [row[0] for row in rows]
            marks = []
            for a, b, n in iob([row[-1] for row in rows]):
                words = forms[a:b]
                name = kinds.get(n) or (place_or_facility(words) if n == "location" else of_other_kind(words, peoples))
                if name == "ORG" and len(words) == 1 and words[0].lower() in peoples:
                    name = "NORP|ORG"
                if name == "PLACE" and len(words) == 1 and words[0].lower() in peoples:
                    name = "NORP"
                marks.append((a, b, name))
            found.append(Sample("crossner", forms, tags=allowed(forms, marks, peoples=peoples)))
    return _held(found, held)


def redocred(data: Path, *, held: bool = False) -> list[Sample]:
    """Re-DocRED: persons, organizations, places, times, numbers and a rest, on Wikipedia."""
    peoples = demonyms(data)
    found: list[Sample] = []
    for name in ("dev_revised.json", "test_revised.json"):
        for document in json.loads((data / "redocred" / name).read_text(encoding="utf-8")):
            marks: dict[int, set[Mark]] = {}
            for entity in document["vertexSet"]:
                for mention in entity:
                    marks.setdefault(mention["sent_id"], set()).add((*mention["pos"], mention["type"]))
            for number, forms in enumerate(document["sents"]):
                forms = [form.strip() or "-" for form in forms]
                here = [_docred(forms, *mark, peoples) for mark in marks.get(number, ())]
                found.append(Sample("redocred", forms, tags=allowed(forms, here, dates_marked=True, peoples=peoples)))
    return _held(found, held)


def _docred(forms: Sequence[str], first: int, last: int, kind: str, peoples: frozenset[str]) -> Mark:
    words = forms[first:last]
    if kind == "NUM":
        if any(word[-1:] in "$£€" or word.lower() in ("dollars", "cents", "euros", "pounds") for word in words):
            return first, last, "MONEY"
        return (first, last, "NUMBER") if last - first == 1 else (first, last, "O|NUMBER|DATE")
    if kind == "TIME":
        if words and words[0].lower() in ("the", "in", "on", "from") and last - first > 1:
            first += 1
        return first, last, "DATE"
    if len(words) == 1 and words[0].lower() in peoples:
        return first, last, "NORP"
    return first, last, _wiki_name(words, kind, peoples)


# ------------------------------------------------------------------------------------------ untokenised text


def _tokens(text: str) -> list[list[tuple[int, int]]]:
    from attache.language.segment import segment

    return [list(sentence.tokens) for sentence in segment(text)]


def re3d(data: Path, *, held: bool = False) -> list[Sample]:
    """RE3D's open folders: diplomacy and war in Syria and Iraq; its marks that are no names are left open."""
    peoples = demonyms(data)
    kinds = {"Organisation": "ORG", "Person": "PERSON", "Location": "PLACE", "Nationality": "NORP"}
    found: list[Sample] = []
    for folder in sorted((data / "re3d").iterdir()):
        if not folder.is_dir() or folder.name == RE3D_CLOSED:
            continue
        entities: dict[str, list[dict[str, object]]] = {}
        for line in (folder / "entities.json").read_text(encoding="utf-8").splitlines():
            entity = json.loads(line)
            entities.setdefault(entity["documentId"], []).append(entity)
        for line in (folder / "documents.json").read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            text = document["text"]
            spans = []
            for entity in entities.get(document["_id"], ()):
                start, end = int(str(entity["begin"])), int(str(entity["end"]))
                if text[start:end] == entity["value"] and entity["type"] in kinds:  # some places are wrong
                    spans.append((start, end, kinds[str(entity["type"])]))
            for tokens in _tokens(text):
                forms = [text[a:b] for a, b in tokens]
                marks = _on_tokens(tokens, spans)
                marks = [_re3d_name(forms, *mark) for mark in marks]
                for name in (mark for mark in marks if mark[2] == "PLACE"):
                    marks[marks.index(name)] = (*name[:2], place_or_facility(forms[name[0] : name[1]]))
                found.append(
                    Sample(
                        "re3d",
                        forms,
                        tags=allowed(
                            forms,
                            marks,
                            silent=frozenset(["EVENT", "FACILITY", "PERSON", "ORG"]),
                            peoples=peoples,
                        ),
                    )
                )
    return _held(found, held)


_TITLE = words_of(
    """minister secretary president general director commander ambassador envoy colonel lieutenant captain
    major sergeant admiral king queen sheikh senator spokesman spokesperson spokeswoman representative dr mr
    mrs ms he gen col lt maj sgt brig capt cmdr prof chief officer member chairman leader governor mayor
    affairs state"""
)


def _re3d_name(forms: Sequence[str], first: int, last: int, name: str) -> Mark:
    if name == "NORP" and last - first == 1 and forms[first][:1].isupper():
        return first, last, name
    start = first + 1 if forms[first].lower() == "the" and last - first > 1 else first
    if name == "PERSON":
        titles = [i for i in range(first, last) if forms[i].rstrip(".").lower() in _TITLE]
        start = titles[-1] + 1 if titles else start
    if start < last and all(
        form[:1].isupper() or form in ("of", "the", "for", "and", "-", "'s", "’s") for form in forms[start:last]
    ):
        return start, last, name
    return first, last, "O|PERSON|ORG|PLACE|NORP|FACILITY|EVENT|DATE|NUMBER"


def _on_tokens(tokens: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int, str]]) -> list[Mark]:
    begins = {start: i for i, (start, _) in enumerate(tokens)}
    ends = {end: i + 1 for i, (_, end) in enumerate(tokens)}
    return [(begins[a], ends[b], name) for a, b, name in spans
            if a in begins and b in ends and begins[a] < ends[b]]  # fmt: skip


_TIMEX = re.compile(r'<TIMEX3 [^>]*value="([^"]*)"[^>]*>(.*?)</TIMEX3>', re.S)


def wikiwars(data: Path, *, held: bool = False) -> list[Sample]:
    """WikiWars: dates in accounts of wars; of other names it says nothing."""
    peoples = demonyms(data)
    found: list[Sample] = []
    for path in sorted((data / "wikiwars" / "timex3_tml").rglob("*.tml")):
        raw = path.read_text(encoding="utf-8").split("<TEXT>")[-1].split("</TEXT>")[0]
        text, spans, at = "", [], 0
        for match in _TIMEX.finditer(raw):
            text += _plain(raw[at : match.start()])
            words = _plain(match.group(2))
            sure = not match.group(1).startswith("P") and words[:4].lower() != "the "
            spans.append((len(text), len(text) + len(words), "DATE" if sure else "O|DATE|NUMBER"))
            text += words
            at = match.end()
        text += _plain(raw[at:])
        for tokens in _tokens(text):
            forms = [text[a:b] for a, b in tokens]
            marks = _on_tokens(tokens, spans)
            if not any("DATE" in mark[2] for mark in marks) and len(found) % 2:
                continue  # half of what has no date is enough
            bits = allowed(forms, marks, dates_marked=True, peoples=peoples)
            unknown = 0
            for i, form in enumerate(forms):
                if bits[i] == 1 and (form[:1].isupper() or form in ("of", "the", "and", "'s", "-")):
                    bits[i] = EVERYTHING
                    unknown += 1
            found.append(Sample("wikiwars", forms, tags=bits))
    return _held(found, held)


def _plain(markup: str) -> str:
    text = re.sub(r"<[^>]*>", "", markup)
    return text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')


def training_set(data: Path) -> list[Sample]:
    """Everything the first core learns from."""
    return [
        *ewt(data, "train"), *gum(data, "train"), *wikigold(data), *crossner(data), *redocred(data),
        *re3d(data),
        *wikiwars(data),
    ]  # fmt: skip


def held_names(data: Path) -> list[Sample]:
    """The part of the name corpora kept to measure nine names on."""
    return [*wikigold(data, held=True), *crossner(data, held=True), *redocred(data, held=True)]
