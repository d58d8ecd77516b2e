"""The language core: one small encoder that reads words, trees and names; the only module that knows it.

`Core.load()` takes the files in `core/` (weights in eight bits, vocabulary, labels, lemmas), `Core.parse`
reads sentences already cut into words, `read_sentences` reads pages. A sentence is padded to a length that
depends on the sentence alone, and arithmetic is in 32 bits: what is read never depends on the batch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from attache.errors import CoreError
from attache.language.decoding import names, spans, tag_moves, trees
from attache.language.marks import Anchor, Decoder, moved, together
from attache.language.segment import Segment, segment
from attache.language.spelling import MARKS, lemma_of, pieces, shape
from attache.model import NO_MARKS, EntityLabel, Marks, NamedEntity, Sentence, Token

FOLDER = Path(__file__).with_name("core")
FORMAT = 2  # of labels.json; a core of another format is refused
BATCH_PIECES = 1000  # bench/core.py: words/s is flat between 600 and 2,000
STEP = 4  # sentences are padded to the next multiple of this many pieces; 8 read a twelfth more padding
LONGEST = 240  # pieces; a longer sentence is read in parts, the roots of the later parts hung under the first
REMEMBERED = 8192  # sentences kept with their reading: copies of a page repeat them

# -------------------------------------------------------------------------------------------------- the core


@dataclass(frozen=True, slots=True)
class Parse:
    """What the core says of one sentence, a value a word; `head` is an index, -1 for the root."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    lemma: tuple[str, ...]
    head: tuple[int, ...]
    deprel: tuple[str, ...]
    entities: tuple[tuple[int, int, str], ...]  # first word, last word (exclusive), label
    marks: Marks = NO_MARKS


NOTHING = Parse((), (), (), (), (), ())


class Core:
    """The loaded model; one per process is enough, and it may be used from one thread at a time."""

    def __init__(
        self,
        session: Any,
        roles: Any,
        vocabulary: dict[str, int],
        heads: dict[str, tuple[str, ...]],
        lemmas: dict[tuple[str, str], str],
        version: str,
    ) -> None:
        self.version = version
        self.heads = heads
        self._known_lemmas = lemmas
        self._is_lemma = {(upos, lemma) for (upos, _), lemma in lemmas.items()}
        self._session = session
        self._roles = roles
        self._role_names = [output.name for output in roles.get_outputs()]
        self._decoder = Decoder(heads)
        self._vocabulary = vocabulary
        self._outputs = [output.name for output in session.get_outputs()]
        self._pieces: dict[str, tuple[tuple[int, ...], int]] = {}
        self._lemmas: dict[tuple[str, str, int], str] = {}
        self._read: dict[tuple[str, ...], Parse] = {}
        self._moves = tag_moves(heads["entities"])

    @classmethod
    def load(cls, folder: Path | None = None, *, threads: int = 1) -> Core:
        """Load the core shipped with attache, or another trained by `training/`.

        `threads` is how many cores one call may use; with several processes, leave it at one.
        """
        folder = folder or FOLDER
        try:
            listed = (folder / "labels.json").read_bytes()
            words = (folder / "vocabulary.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
            table = (folder / "lemmas.tsv").read_text(encoding="utf-8")
            weights = (folder / "core.onnx").read_bytes()
            meetings = (folder / "roles.onnx").read_bytes()
        except OSError as error:
            raise CoreError(
                f"{error.filename}: {error.strerror}; install attache anew, or name a folder written by training.export"
            ) from error
        try:
            labels = json.loads(listed)
            found, named = labels["format"], labels["sha256"]
            heads = {head["name"]: tuple(head["labels"]) for head in labels["heads"]}
        except (ValueError, KeyError, TypeError) as error:
            raise CoreError(
                f"{folder / 'labels.json'}: not a list of labels ({error}); install attache anew"
            ) from error
        if found != FORMAT:
            raise CoreError(f"{folder / 'labels.json'}: format {found}, and this attache reads {FORMAT}; "
                            "use the core that came with it")  # fmt: skip
        digest = hashlib.sha256(weights + meetings).hexdigest()
        if digest != named:
            raise CoreError(
                f"{folder / 'core.onnx'} or roles.onnx: not the files labels.json describes; install attache anew "
                "(a git checkout without its large files looks like this)"
            )
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.disable_quant_qdq", "1")  # weights become 32-bit once, on loading
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = ort.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
            roles = ort.InferenceSession(meetings, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own exceptions share no base class
            raise CoreError(
                f"{folder / 'core.onnx'}: onnxruntime cannot load it ({error}); update onnxruntime"
            ) from error
        lemmas = {(upos, form): lemma for upos, form, lemma in (line.split("\t") for line in table.splitlines())}
        version = hashlib.sha256(digest.encode() + listed + table.encode()).hexdigest()[:16]
        return cls(session, roles, {word: number for number, word in enumerate(words)}, heads, lemmas, version)

    def parse(self, sentences: Sequence[Sequence[str]]) -> list[Parse]:
        """Read sentences already cut into words; the answers stand in the order of the sentences.

        >>> core.parse([["Lavrov", "met", "Kerry", "."]])[0].deprel
        ('nsubj', 'root', 'obj', 'punct')
        """
        keys = [tuple(sentence) for sentence in sentences]
        asked = {key: None for key in keys if key and key not in self._read}
        fresh = self._parse_all(list(asked))
        answers = [NOTHING if not key else fresh.get(key) or self._read[key] for key in keys]
        for key, parse in fresh.items():
            if len(self._read) >= REMEMBERED:
                del self._read[next(iter(self._read))]
            self._read[key] = parse
        return answers

    def roles(self, sentence: Sequence[str], anchors: Sequence[int], group: str) -> list[tuple[str, ...]]:
        """What each word is to given anchors, in one group of roles, such as PropBank's ("frame"): "O", "ARG0" ...

        Raises ValueError where the sentence is longer than the encoder reads at once.
        """
        words = tuple(sentence)
        length = 2 + sum(len(self._word(word)[0]) for word in words)
        if length > LONGEST:
            raise ValueError(f"{length} word pieces, and {LONGEST} are read at once")
        vectors = self._scores([words], -(-length // STEP) * STEP)["vectors"]
        scores = self._meet(vectors, [Anchor(0, at + 1, group, 1.0) for at in anchors])
        return [tuple([self.heads[group][n] for n in row[1:].argmax(axis=1)]) for row in scores.get(group, ())]

    def _parse_all(self, sentences: list[tuple[str, ...]]) -> dict[tuple[str, ...], Parse]:
        parts: list[tuple[int, tuple[str, ...]]] = []
        for number, sentence in enumerate(sentences):
            parts.extend((number, part) for part in self._in_parts(sentence))
        parses: list[Parse] = [NOTHING] * len(parts)
        shelves: dict[int, list[int]] = {}
        for at, (_, part) in enumerate(parts):
            length = 2 + sum(len(self._word(word)[0]) for word in part)
            shelves.setdefault(-(-length // STEP) * STEP, []).append(at)
        for length, shelf in sorted(shelves.items()):
            shelf.sort(key=lambda at: len(parts[at][1]))
            size = max(1, BATCH_PIECES // length)
            for first in range(0, len(shelf), size):
                group = shelf[first : first + size]
                for at, parse in zip(group, self._run([parts[at][1] for at in group], length), strict=True):
                    parses[at] = parse
        joined: dict[int, list[Parse]] = {}
        for (number, _), parse in zip(parts, parses, strict=True):
            joined.setdefault(number, []).append(parse)
        return {sentence: _join(joined[number]) for number, sentence in enumerate(sentences)}

    def _in_parts(self, sentence: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        """The sentence; one too long for the encoder in parts that end at a mark where possible."""
        first = at = size = 0
        stop = -1
        while at < len(sentence):
            size += len(self._word(sentence[at])[0])
            if size > LONGEST and at > first:
                cut = stop if stop > first else at
                yield sentence[first:cut]
                first = at = cut
                size, stop = 0, -1
                continue
            at += 1
            if sentence[at - 1] in (",", ";", ":", "—", "–", ".", ")") and at - first > 40:
                stop = at
        yield sentence[first:]

    def _word(self, word: str) -> tuple[tuple[int, ...], int]:
        found = self._pieces.get(word)
        if found is None:
            if len(self._pieces) > 1 << 18:
                self._pieces.clear()
            found = self._pieces[word] = (pieces(word, self._vocabulary), shape(word))
        return found

    def _run(self, group: list[tuple[str, ...]], length: int) -> list[Parse]:
        out = self._scores(group, length)
        lengths = [len(sentence) for sentence in group]
        heads = trees(out["arcs"], lengths)
        labels = np.take_along_axis(out["deprel"], heads[:, :, None], axis=2)[:, :, 0]
        tags = names(out["entities"], lengths, self._moves)
        anchors = self._decoder.anchors(out, lengths)
        marks = self._decoder.marks(out, lengths, anchors, self._meet(out["vectors"], anchors))
        return [self._spell(sentence, row, out, heads, labels, tags, marks[row]) for row, sentence in enumerate(group)]

    def _scores(self, group: Sequence[tuple[str, ...]], length: int) -> dict[str, Any]:
        """What the encoder gives for sentences of up to `length` pieces, by head."""
        count, width = len(group), max(map(len, group)) + 1
        ids = np.zeros((count, length), np.int64)
        shapes = np.zeros((count, length), np.int64)
        first = np.repeat(np.arange(count, dtype=np.int64)[:, None] * length, width, axis=1)
        last = first.copy()
        closed = np.full((count, width), -1e9, np.float32)
        cls_id, sep_id = self._vocabulary["[CLS]"], self._vocabulary["[SEP]"]
        for row, sentence in enumerate(group):
            line, shaped, begins, ends = [cls_id], [0], [], []
            for word in sentence:
                found, form = self._word(word)
                begins.append(len(line))
                line.extend(found)
                shaped.extend([form] * len(found))
                ends.append(len(line) - 1)
            line.append(sep_id)
            shaped.append(0)
            n = len(sentence) + 1
            ids[row, : len(line)] = line
            shapes[row, : len(line)] = shaped
            first[row, 1:n] += begins
            last[row, 1:n] += ends
            closed[row, :n] = 0.0
        given = {"pieces": ids, "shapes": shapes, "first": first, "last": last, "closed": closed}
        return dict(zip(self._outputs, self._session.run(None, given), strict=True))

    def _meet(self, vectors: Any, anchors: Sequence[Anchor]) -> dict[str, Any]:
        """Scores [anchor, word, label] of every group of roles, for each anchor and the words of its sentence."""
        if not anchors:
            return {}
        width = vectors.shape[1]
        rows = np.array([anchor.row for anchor in anchors], np.int64)
        places = np.array([anchor.word for anchor in anchors], np.int64)
        given = {
            "vectors": vectors.reshape(-1, vectors.shape[2]),
            "anchors": rows * width + places,
            "words": rows[:, None] * width + np.arange(width, dtype=np.int64),
            "places": np.arange(width, dtype=np.int64)[None, :] - places[:, None],
        }
        return dict(zip(self._role_names, self._roles.run(None, given), strict=True))

    def _spell(
        self, sentence: tuple[str, ...], row: int, out: dict[str, Any], heads: Any, labels: Any, tags: Any, marks: Marks
    ) -> Parse:
        """Numbers to words, for one sentence."""
        n = len(sentence) + 1
        upos, xpos, deprel = self.heads["upos"], self.heads["xpos"], self.heads["deprel"]
        head = [number - 1 for number in heads[row, 1:n].tolist()]
        relations = [deprel[number] for number in labels[row, 1:n].tolist()]
        classes = [upos[number] for number in out["upos"][row, 1:n].tolist()]
        scripts = out["lemma"][row, 1:n].tolist()
        return Parse(
            tuple(classes),
            tuple([xpos[number] for number in out["xpos"][row, 1:n].tolist()]),
            tuple([self._lemma(*of) for of in zip(sentence, classes, scripts, strict=True)]),
            tuple(head),
            # Only the root is "root", whatever the labels alone say.
            tuple(["root" if h < 0 else "dep" if r == "root" else r for h, r in zip(head, relations,
            strict=True)]),
            spans([self.heads["entities"][number] for number in tags[row, 1:n].tolist()]),
            marks,
        )  # fmt: skip

    def _lemma(self, word: str, upos: str, number: int) -> str:
        found = self._lemmas.get((word, upos, number))
        if found is None:
            if len(self._lemmas) > 1 << 18:
                self._lemmas.clear()
            found = self._lemmas[word, upos, number] = self._find_lemma(word, upos, self.heads["lemma"][number])
        return found

    def _find_lemma(self, word: str, upos: str, script: str) -> str:
        """By the table; or by the core's edit script, unless that is no known word and a plainer one is."""
        known = self._known_lemmas.get((upos, word.lower()))
        if known is not None:
            return known
        lemma = lemma_of(word, script).translate(MARKS) or word
        if upos in ("VERB", "NOUN") and word.isalpha() and (upos, lemma) not in self._is_lemma:
            for ending, instead in _ENDINGS[upos]:
                stem = word.lower().removesuffix(ending) + instead
                if word.lower().endswith(ending) and (upos, stem) in self._is_lemma:
                    return stem
            if script[0] == "=":  # an irregular form of another word
                return word.lower()
        return lemma


# What a form may lose for its lemma, tried in this order: "scheduled", "troops", "planned", "cities".
_ENDINGS = {
    "VERB": (("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""), ("es", "e"), ("s", ""), ("es", ""),
             ("ied", "y"), ("ies", "y"), ("", "")),
    "NOUN": (("s", ""), ("es", ""), ("ies", "y"), ("men", "man"), ("", "")),
}  # fmt: skip


def _join(parts: list[Parse]) -> Parse:
    """One parse of the parts of a long sentence."""
    if len(parts) == 1:
        return parts[0]
    head: list[int] = []
    deprel: list[str] = []
    entities: list[tuple[int, int, str]] = []
    marks: list[Marks] = []
    top = parts[0].head.index(-1)
    for number, part in enumerate(parts):
        offset = len(head)
        head.extend(h + offset if h >= 0 else (top if number else -1) for h in part.head)
        deprel.extend("parataxis" if h < 0 and number else r for h, r in zip(part.head, part.deprel, strict=True))
        entities.extend((first + offset, last + offset, label) for first, last, label in part.entities)
        marks.append(moved(part.marks, offset))
    return Parse(
        tuple(tag for part in parts for tag in part.upos),
        tuple(tag for part in parts for tag in part.xpos),
        tuple(lemma for part in parts for lemma in part.lemma),
        tuple(head), tuple(deprel), tuple(entities), together(marks),
    )  # fmt: skip


# ----------------------------------------------------------------------------------------------------- pages


def sentences(text: str, core: Core) -> tuple[Sentence, ...]:
    """The sentences of one page's text, with words, trees and names."""
    return read_sentences([text], core)[0]


def read_sentences(texts: Sequence[str], core: Core) -> list[tuple[Sentence, ...]]:
    """The sentences of many pages, read together because that is faster; what is read is the same."""
    pages = [segment(text) for text in texts]
    lines = [[text[a:b] for a, b in part.tokens] for text, page in zip(texts, pages, strict=True) for part in page]
    parses = iter(core.parse(lines))
    return [
        tuple([_sentence(text, part, next(parses)) for part in page]) for text, page in zip(texts, pages, strict=True)
    ]


def _sentence(text: str, part: Segment, parse: Parse) -> Sentence:
    tokens = [
        Token(start, end, text[start:end], lemma, upos, xpos, head, deprel)
        for (start, end), lemma, upos, xpos, head, deprel in zip(
            part.tokens, parse.lemma, parse.upos, parse.xpos, parse.head, parse.deprel, strict=True
        )
    ]
    names = [NamedEntity(first, last, EntityLabel(label)) for first, last, label in parse.entities]
    return Sentence(part.start, part.end, part.paragraph, tuple(tokens), tuple(names), parse.marks)
