"""Train the language core: `python -m training.train --data DIR --out DIR`.

It learns in two stages: first words, trees and names from the treebanks and the name corpora (six epochs, an
hour on two cores), then statements, events and roles from our own pages and PropBank's frames, with a part of
the treebanks again so that nothing is forgotten. `--from` goes on from a kept epoch, or from the folder of a
shipped core, with the second stage.
Every epoch is kept in the out folder and measured on dev; the last is written as the files attache ships, in
`core/` there. To ship it, copy that folder over `attache/language/core` and hold it against the bench:
`python -m bench.core --data DIR`, `python -m bench.reading`.
"""

from __future__ import annotations

import os

if __name__ == "__main__" and os.environ.get("OMP_WAIT_POLICY") != "PASSIVE":
    # Freed batches kept by the allocator and threads that sleep while they wait: 2 s a step, not 13.
    import sys

    os.environ.update(
        OMP_WAIT_POLICY="PASSIVE", MALLOC_TRIM_THRESHOLD_="4000000000", MALLOC_MMAP_THRESHOLD_="4000000000"
    )
    os.execv(sys.executable, [sys.executable, "-m", "training.train", *sys.argv[1:]])

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from attache.language.spelling import lemma_script, pieces, shape
from training.corpora import Sample, ewt, gum, held_names, training_set
from training.export import encoder_folder, write
from training.heads import Head, table
from training.model import CoreModel
from training.names import EVERYTHING
from training.news import OUTSIDE, news, with_frames

BATCH = 1100  # pieces
RECASED = 0.12  # of the sentences, half as a headline, half in capitals; probe: NER on headlines 45.7 -> 81.8
CLIPPED = 0.06  # lose their full stop, as headlines do
LONGEST = 160  # pieces; longer training sentences are left out
DECAY_PER_LAYER = 0.9


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the training: which share of each corpus an epoch sees, and how fast the weights move."""

    name: str
    epochs: int
    shares: dict[str, float]
    encoder: float
    heads: float
    new_heads: float
    pieces: float


LANGUAGE = Stage("language", 6, {"ewt": 1.0, "gum": 1.0, "names": 0.5, "news": 0.0}, 2.5e-4, 1.5e-3, 1.5e-3, 1e-4)
REPORTS = Stage("reports", 7, {"ewt": 0.5, "gum": 0.5, "names": 0.4, "news": 1.0}, 1.5e-4, 4e-4, 1.5e-3, 5e-5)


class Batch:
    """Sentences of like length as tensors; word 0 of each is the root."""

    def __init__(self, samples: Sequence[Sample], heads: Sequence[Head], words: Words) -> None:
        read = [words.read(sample.forms) for sample in samples]
        length = max(len(item[0]) for item in read)
        width = max(len(sample.forms) for sample in samples) + 1
        count = len(samples)
        self.pieces = torch.zeros(count, length, dtype=torch.long)
        self.shapes = torch.zeros(count, length, dtype=torch.long)
        self.first = torch.arange(count)[:, None].repeat(1, width) * length
        self.last = self.first.clone()
        self.roles = {head.name: _Anchors(samples, head) for head in heads if head.kind == "role"}
        self.is_word = torch.zeros(count, width, dtype=torch.bool)
        self.gold = {head.name: torch.full((count, width), -1) for head in heads if head.kind != "role"}
        self.gold["entities"] = torch.full((count, width), EVERYTHING)
        for i, (sample, (ids, shapes, first, last)) in enumerate(zip(samples, read, strict=True)):
            n = len(sample.forms) + 1
            self.pieces[i, : len(ids)] = torch.tensor(ids)
            self.shapes[i, : len(ids)] = torch.tensor(shapes)
            self.first[i, 1:n] += torch.tensor(first)
            self.last[i, 1:n] += torch.tensor(last)
            self.is_word[i, 1:n] = True
            if sample.arcs is not None:
                self.gold["arcs"][i, 1:n] = torch.tensor(sample.arcs)
            if sample.tags is not None:
                self.gold["entities"][i, 1:n] = torch.tensor(sample.tags)
            for name, index in words.labels.items():
                if name == "lemma" and "lemma" in sample.words:
                    pairs = zip(sample.forms, sample.words["lemma"], strict=True)
                    marked = [index.get(lemma_script(form, lemma), -1) if lemma else -1 for form, lemma in pairs]
                elif name in sample.words:
                    marked = [index.get(label or "", -1) for label in sample.words[name]]
                else:
                    continue
                self.gold[name][i, 1:n] = torch.tensor(marked)


class _Anchors:
    """The anchors of one group in a batch: where each stands, and the role of every word (-1 beside the sentence)."""

    def __init__(self, samples: Sequence[Sample], head: Head) -> None:
        number = {label: i for i, label in enumerate(head.labels)}
        found = [(row, *roles) for row, sample in enumerate(samples) for roles in sample.roles.get(head.name, ())]
        width = max((len(roles) for _, _, roles in found), default=0) + 1
        self.rows = torch.tensor([row for row, _, _ in found], dtype=torch.long)
        self.places = torch.tensor([at + 1 for _, at, _ in found], dtype=torch.long)
        self.gold = torch.full((len(found), width), -1)
        for i, (_, _, roles) in enumerate(found):
            self.gold[i, 1 : len(roles) + 1] = torch.tensor([number.get(role, 0) for role in roles])


class Words:
    """Pieces and shapes of words, each looked up once, and the labels' numbers."""

    def __init__(self, vocabulary: dict[str, int], heads: Sequence[Head]) -> None:
        self.vocabulary = vocabulary
        self.known: dict[str, tuple[int, ...]] = {}
        self.labels = {head.name: {label: i for i, label in enumerate(head.labels)} for head in heads
                       if head.labels and head.name != "entities" and head.kind != "role"}  # fmt: skip

    def of(self, word: str) -> tuple[int, ...]:
        found = self.known.get(word)
        if found is None:
            found = self.known[word] = pieces(word, self.vocabulary)
        return found

    def read(self, forms: Sequence[str]) -> tuple[list[int], list[int], list[int], list[int]]:
        ids, shapes, first, last = [self.vocabulary["[CLS]"]], [0], [], []
        for form in forms:
            of = self.of(form)
            first.append(len(ids))
            ids.extend(of)
            shapes.extend([shape(form)] * len(of))
            last.append(len(ids) - 1)
        ids.append(self.vocabulary["[SEP]"])
        shapes.append(0)
        return ids, shapes, first, last


def recased(sample: Sample, how: str) -> Sample:
    """The sentence as a headline or in capitals; what is right stays right."""
    if how == "title":
        forms = [
            form[:1].upper() + form[1:] if len(form) > 1 and form[0] not in "'’" else form for form in sample.forms
        ]
    else:
        forms = [form.upper() if len(form.upper()) == len(form) else form for form in sample.forms]
    return replace(sample, forms=forms)


def clipped(sample: Sample) -> Sample:
    """The sentence without its full stop."""
    last = len(sample.forms) - 1
    if last < 3 or sample.forms[last] != "." or (sample.arcs is not None and last + 1 in sample.arcs):
        return sample
    return replace(
        sample,
        forms=sample.forms[:last],
        roles={
            group: [(at, roles[:last]) for at, roles in anchors if at < last] for group, anchors in sample.roles.items()
        },
        words={name: labels[:last] for name, labels in sample.words.items()},
        arcs=sample.arcs[:last] if sample.arcs is not None else None,
        tags=sample.tags[:last] if sample.tags is not None else None,
    )


def batches(
    samples: Sequence[Sample],
    words: Words,
    size: int,
    dice: random.Random | None = None,
    shares: dict[str, float] | None = None,
) -> Iterator[list[Sample]]:
    """Sentences grouped by length, `size` pieces a group; with `dice` shuffled, disturbed, a share of each corpus."""
    sized = []
    for sample in samples:
        if dice is not None:
            corpus = sample.corpus.split("/")[0]
            if shares is not None and dice.random() >= shares.get(corpus, shares["names"]):
                continue
            roll = dice.random()
            if roll < RECASED:
                sample = recased(sample, "title" if roll < RECASED / 2 else "capitals")
            if dice.random() < (0.5 if roll < RECASED / 2 else CLIPPED):
                sample = clipped(sample)
        length = sum(len(words.of(form)) for form in sample.forms) + 2
        if dice is None or length <= LONGEST:
            sized.append((length + (dice.random() * 4 if dice else 0), len(sized), sample))
    sized.sort(key=lambda item: item[:2])
    groups: list[list[Sample]] = [[]]
    for length, _, sample in sized:
        if groups[-1] and (len(groups[-1]) + 1) * length > size:
            groups.append([])
        groups[-1].append(sample)
    if dice is not None:
        dice.shuffle(groups)
    yield from (group for group in groups if group)


def role_scores(model: CoreModel, group: int, vectors: Tensor, anchors: _Anchors) -> tuple[Tensor | None, Tensor]:
    """Scores [anchor, word, label] of a group and the roles that are right; None where there is no anchor."""
    if not len(anchors.rows):
        return None, anchors.gold
    here = vectors[anchors.rows, : anchors.gold.shape[1]]
    places = torch.arange(anchors.gold.shape[1])[None, :] - anchors.places[:, None]
    return model.roles(group, vectors[anchors.rows, anchors.places], here, places), anchors.gold


def loss_of(model: CoreModel, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The weighted sum over heads, each averaged over the words its corpus marks."""
    vectors = model.encode(batch.pieces, batch.shapes, batch.first, batch.last)
    scores, arcs, pair_d, pair_h = model.read(vectors)
    losses: dict[str, Tensor] = {}
    at = 0
    for head in model.word_heads:
        part = scores[..., at : at + len(head.labels)]
        at += len(head.labels)
        gold = batch.gold[head.name]
        if head.name == "entities":
            useful = batch.is_word & (gold != EVERYTHING)
            if useful.any():
                bits = gold[useful].unsqueeze(-1) >> torch.arange(len(head.labels)) & 1
                logs = part[useful].log_softmax(-1)
                losses[head.name] = -(logs.masked_fill(bits == 0, -1e9).logsumexp(-1)).mean()
            continue
        useful = gold >= 0
        if useful.any():
            losses[head.name] = functional.cross_entropy(part[useful], gold[useful])
    heads_of = {head.kind: head for head in model.heads}
    gold = batch.gold[heads_of["tree"].name]
    useful = gold >= 0
    if useful.any():
        open_heads = batch.is_word.clone()
        open_heads[:, 0] = True
        masked = arcs.masked_fill(~open_heads[:, None, :], -1e9)
        losses[heads_of["tree"].name] = functional.cross_entropy(masked[useful], gold[useful])
        chosen = pair_h.gather(1, gold.clamp(min=0).unsqueeze(-1).expand(-1, -1, pair_h.shape[-1]))
        labels = batch.gold[heads_of["pair"].name]
        useful = labels >= 0
        losses[heads_of["pair"].name] = functional.cross_entropy(
            model.pair_scores(pair_d[useful], chosen[useful]), labels[useful]
        )
    for group, head in enumerate(model.role_heads):
        scored, gold = role_scores(model, group, vectors, batch.roles[head.name])
        if scored is not None:
            losses[head.name] = functional.cross_entropy(scored[gold >= 0], gold[gold >= 0])
    weights = {head.name: head.weight for head in model.heads}
    total = torch.stack([weights[name] * loss for name, loss in losses.items()]).sum()
    return total, {name: float(loss.detach()) for name, loss in losses.items()}


class Tally:
    """How many of a head's labels were right; for heads with an outside, precision and recall of the rest."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.found: Counter[str] = Counter()

    def count(self, name: str, good: Tensor, useful: Tensor) -> None:
        self.right[name] += int((good & useful).sum())
        self.seen[name] += int(useful.sum())

    def count_inside(self, name: str, best: Tensor, gold: Tensor, outside: int) -> None:
        self.right[name] += int(((best == gold) & (gold >= 0) & (gold != outside)).sum())
        self.seen[name] += int(((gold >= 0) & (gold != outside)).sum())
        self.found[name] += int(((gold >= 0) & (best != outside)).sum())

    def scores(self) -> dict[str, float]:
        """Per cent right, or F1 where there is an outside."""
        return {
            name: round(100 * self.right[name] / n if name not in self.found
                        else 200 * self.right[name] / (n + self.found[name]), 2)
            for name, n in self.seen.items() if n
        }  # fmt: skip


@torch.no_grad()
def measure(model: CoreModel, samples: Sequence[Sample], words: Words) -> dict[str, float]:
    """Greedy scores in per cent, word by word, enough to steer by; the benches have the real ones."""
    model.eval()
    tally = Tally()
    for group in batches(samples, words, 4000):
        batch = Batch(group, model.heads, words)
        vectors = model.encode(batch.pieces, batch.shapes, batch.first, batch.last)
        scores, arcs, pair_d, pair_h = model.read(vectors)
        at = 0
        for head in model.word_heads:
            best = scores[..., at : at + len(head.labels)].argmax(-1)
            at += len(head.labels)
            gold = batch.gold[head.name]
            if head.name == "entities":
                named = batch.is_word & (gold & 1 == 0)
                tally.count("entity words", gold >> best & 1 == 1, named)
                tally.count("other words", gold >> best & 1 == 1, batch.is_word & (gold & 1 == 1))
            elif OUTSIDE in head.labels:
                tally.count_inside(head.name, best, gold, head.labels.index(OUTSIDE))
            else:
                tally.count(head.name, best == gold, gold >= 0)
        open_heads = batch.is_word.clone()
        open_heads[:, 0] = True
        best = arcs.masked_fill(~open_heads[:, None, :], -1e9).argmax(-1)
        useful = batch.gold["arcs"] >= 0
        chosen = pair_h.gather(1, best.unsqueeze(-1).expand(-1, -1, pair_h.shape[-1]))
        labels = model.pair_scores(pair_d, chosen).argmax(-1)
        tally.count("UAS", best == batch.gold["arcs"], useful)
        tally.count("LAS", (best == batch.gold["arcs"]) & (labels == batch.gold["deprel"]), useful)
        for number, head in enumerate(model.role_heads):
            scored, gold = role_scores(model, number, vectors, batch.roles[head.name])
            if scored is not None:
                tally.count_inside(head.name, scored.argmax(-1), gold, 0)
    model.train()
    return tally.scores()


def parameter_groups(model: CoreModel, stage: Stage) -> list[dict[str, object]]:
    """Lower layers learn more slowly, untaught heads fastest."""
    rates: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if name.startswith("layers."):
            rate = stage.encoder * DECAY_PER_LAYER ** (len(model.layers) - 1 - int(name.split(".")[1]))
        elif not parameter.requires_grad:
            continue
        elif name.startswith(("positions", "norm", "shapes")):
            rate = stage.pieces if not name.startswith("shapes") else stage.heads
        else:
            rate = stage.new_heads if name.startswith(("roles.", "labels.")) else stage.heads
        rates.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "lr": rate, "peak": rate} for rate, parameters in rates.items()]


class Training:
    """A model being taught: its corpora, its words, where its epochs are kept."""

    def __init__(self, model: CoreModel, samples: Sequence[Sample], words: Words, out: Path, threads: int) -> None:
        self.model, self.samples, self.words, self.out, self.threads = model, samples, words, out, threads
        self.hands = ThreadPoolExecutor(threads)
        self.dev: dict[str, list[Sample]] = {}

    def _learn(self, group: Sequence[Sample]) -> dict[str, float]:
        # A thread for each part of the batch is a fifth faster than two threads for every product.
        torch.set_num_threads(1)
        loss, parts = loss_of(self.model, Batch(group, self.model.heads, self.words))
        (loss / self.threads).backward()  # type: ignore[no-untyped-call]
        return parts

    def stage(self, stage: Stage, dice: random.Random, epochs: int, steps: int = 0) -> None:
        """Teach one stage; each of its epochs is kept and measured."""
        model = self.model
        optimiser = torch.optim.AdamW(parameter_groups(model, stage), weight_decay=0.01, betas=(0.9, 0.98), fused=True)
        size = sum(1 for _ in batches(self.samples, self.words, BATCH, random.Random(0), stage.shares))
        total, warm, step, begun = size * epochs, max(1, size // 3), 0, time.time()
        for epoch in range(1, epochs + 1):
            sums: dict[str, list[float]] = {}
            for group in batches(self.samples, self.words, BATCH, dice, stage.shares):
                share = min(1.0, (step + 1) / warm) * max(0.02, 0.5 * (1 + math.cos(math.pi * min(1.0, step / total))))
                for part in optimiser.param_groups:
                    part["lr"] = part["peak"] * share
                optimiser.zero_grad(set_to_none=False)
                shares = [group[at :: self.threads] for at in range(self.threads)]
                for parts in self.hands.map(self._learn, [some for some in shares if some]):
                    for name, value in parts.items():
                        sums.setdefault(name, []).append(value)
                torch.set_num_threads(self.threads)
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
                optimiser.step()
                step += 1
                if step % 50 == 0:
                    recent = {name: round(sum(values[-50:]) / len(values[-50:]), 3) for name, values in sums.items()}
                    print(f"{step}/{total} {(time.time() - begun) / step:.3f} s/step {recent}", flush=True)
                if steps and step >= steps:
                    return
            torch.save(model.state_dict(), self.out / f"{stage.name}{epoch}.pt")
            for name, held in self.dev.items():
                print(f"{stage.name} {epoch} {name} {measure(model, held, self.words)}", flush=True)


def corpora(data: Path, limit: int) -> list[Sample]:
    """All that is taught, with what the heads' table needs to know of it."""
    treebank = ewt(data, "train")
    with_frames(treebank, data / "propbank_srl", "train")
    samples = [*treebank, *training_set(data)[len(treebank) :], *news("train")]
    if limit:
        by_corpus: dict[str, list[Sample]] = {}
        for sample in samples:
            by_corpus.setdefault(sample.corpus, []).append(sample)
        samples = [sample for group in by_corpus.values() for sample in group[:limit]]
    for sample in samples:
        if "lemma" in sample.words:
            pairs = zip(sample.forms, sample.words["lemma"], strict=True)
            sample.words["script"] = [lemma_script(form, lemma) if lemma else None for form, lemma in pairs]
    return samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the unpacked corpora")
    parser.add_argument("--out", type=Path, default=Path("build/training"), help="default: build/training")
    parser.add_argument("--from", dest="begin", type=Path, help="a kept epoch or a shipped core to go on from")
    parser.add_argument("--epochs", type=int, default=0, help="of each stage; default: as many as the stage asks for")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="train on the first N sentences of each corpus only")
    parser.add_argument("--steps", type=int, default=0, help="stop each stage after N steps, to time them")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    dice = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)

    samples = corpora(args.data, args.limit)
    heads = table(samples)
    vocabulary = {piece: i for i, piece in enumerate((encoder_folder() / "vocab.txt").read_text().split("\n")) if piece}
    words = Words(vocabulary, heads)
    model = CoreModel(heads, len(vocabulary))
    (args.out / "heads.json").write_text(json.dumps([asdict(head) for head in heads]))
    tally: Counter[str] = Counter()
    for sample in samples:
        tally[sample.corpus.split("/")[0]] += len(sample.forms)
    print("words", dict(tally), "labels", {head.name: len(head.labels) for head in heads}, flush=True)

    training = Training(model, samples, words, args.out, args.threads)
    framed = ewt(args.data, "dev")
    with_frames(framed, args.data / "propbank_srl", "dev")
    training.dev = {"ewt": framed, "gum": gum(args.data, "dev"), "names": held_names(args.data), "news": news("dev")}
    # What was learned from more text than ours stays; and a step is a tenth shorter.
    model.pieces.weight.requires_grad_(False)
    if args.begin:
        model.go_on_from(args.begin)
    else:
        model.start_from(encoder_folder() / "model.safetensors")
        training.stage(LANGUAGE, dice, args.epochs or LANGUAGE.epochs, args.steps)
    training.stage(REPORTS, dice, args.epochs or REPORTS.epochs, args.steps)
    if not args.steps:
        write(args.out, f"{REPORTS.name}{args.epochs or REPORTS.epochs}", args.out / "core", args.data)


if __name__ == "__main__":
    main()
