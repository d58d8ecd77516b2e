"""The core as it is trained: MiniLM-L6 with a case-shape embedding, a linear for labels, biaffine trees.

Roles are read from pairs: an anchor ("told") and a word of its sentence ("Calder") meet as a sum, as a product
and by their distance, and one small layer says what the word is to the anchor.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from attache.language.spelling import SHAPES
from training import shipped
from training.heads import Head

HIDDEN, LAYERS, ATTENTION, INNER, POSITIONS = 384, 6, 12, 1536, 512
ARC, LABEL = 256, 96  # widths of the biaffines; 128 for labels brought +0.0 LAS on dev
MEET = 192  # width of each of the two ways in which an anchor meets a word
FAR = 24  # words farther apart than this are equally far


class Layer(nn.Module):
    """One layer of the encoder, as in BERT, with query, key and value in one matrix."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        width = HIDDEN // ATTENTION
        q, k, v = self.qkv(x).view(batch, length, 3, ATTENTION, width).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-1, -2) * width**-0.5 + mask
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))  # type: ignore[no-any-return]


class Roles(nn.Module):
    """What each word is to an anchor, for the groups of roles; rows are pairs of words."""

    def __init__(self, heads: Sequence[Head]) -> None:
        super().__init__()
        self.heads = tuple(heads)
        self.anchor = nn.Linear(HIDDEN, len(heads) * 2 * MEET)
        self.word = nn.Linear(HIDDEN, 2 * MEET)
        self.distance = nn.Embedding(2 * FAR + 1, MEET)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.outs = nn.ModuleList(nn.Linear(2 * MEET, len(head.labels)) for head in heads)
        self.dropout = nn.Dropout(0.2)

    def forward(self, group: int, anchors: Tensor, words: Tensor, places: Tensor) -> Tensor:
        """Scores [anchor, word, label] of one group.

        `anchors` [anchor, HIDDEN], `words` [anchor, word, HIDDEN]: the words of each anchor's sentence;
        `places` [anchor, word]: how far right of the anchor each stands.
        """
        first = self.anchor.weight.view(-1, 2 * MEET, HIDDEN)[group]
        a = functional.linear(anchors, first, self.anchor.bias.view(-1, 2 * MEET)[group]).unsqueeze(-2)
        w = self.word(words)
        near = self.distance(places.clamp(-FAR, FAR) + FAR)
        added = functional.gelu(a[..., :MEET] + w[..., :MEET] + near)
        crossed = a[..., MEET:] * w[..., MEET:]
        return self.outs[group](self.dropout(torch.cat([added, crossed], -1)))  # type: ignore[no-any-return]


class CoreModel(nn.Module):
    """Pieces in; word-label scores, arc scores, label-biaffine sides and roles out."""

    def __init__(self, heads: Sequence[Head], vocabulary: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.heads = tuple(heads)
        self.word_heads = [head for head in heads if head.kind == "word"]
        pair = next(head for head in heads if head.kind == "pair")
        self.pieces = nn.Embedding(vocabulary, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.shapes = nn.Embedding(SHAPES, HIDDEN)
        nn.init.normal_(self.shapes.weight, std=0.01)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.word_dropout = nn.Dropout(0.2)
        self.labels = nn.Linear(HIDDEN, sum(len(head.labels) for head in self.word_heads))
        self.sides = nn.Linear(HIDDEN, 2 * ARC + 2 * LABEL)
        self.side_dropout = nn.Dropout(0.25)
        self.arc = nn.Linear(ARC, ARC, bias=False)
        self.arc_head = nn.Linear(ARC, 1)
        self.pair = nn.Linear(LABEL, len(pair.labels) * LABEL, bias=False)
        self.pair_dependent = nn.Linear(LABEL, len(pair.labels))
        self.pair_head = nn.Linear(LABEL, len(pair.labels), bias=False)
        self.role_heads = [head for head in heads if head.kind == "role"]
        self.roles = Roles(self.role_heads)
        nn.init.normal_(self.pair.weight, std=0.02)
        nn.init.normal_(self.arc.weight, std=0.02)

    def start_from(self, weights: Path) -> None:
        """Take the encoder's weights from a BERT-style safetensors file."""
        given = load_file(str(weights))
        given = {key.removeprefix("bert."): value for key, value in given.items()}
        with torch.no_grad():
            emb = "embeddings."
            self.pieces.weight.copy_(given[emb + "word_embeddings.weight"])
            self.positions.weight.copy_(
                given[emb + "position_embeddings.weight"] + given[emb + "token_type_embeddings.weight"][0]
            )
            self.norm.weight.copy_(given[emb + "LayerNorm.weight"])
            self.norm.bias.copy_(given[emb + "LayerNorm.bias"])
            for i, layer in enumerate(self.layers):
                assert isinstance(layer, Layer)
                at = f"encoder.layer.{i}."
                for part, target in (
                    ("attention.output.dense", layer.out), ("attention.output.LayerNorm", layer.norm1),
                    ("intermediate.dense", layer.up), ("output.dense", layer.down), ("output.LayerNorm",
                    layer.norm2),
                ):  # fmt: skip
                    target.weight.copy_(given[f"{at}{part}.weight"])
                    target.bias.copy_(given[f"{at}{part}.bias"])
                for kind in ("weight", "bias"):
                    parts = [given[f"{at}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, kind).copy_(torch.cat(parts))

    def go_on_from(self, known: Path) -> None:
        """Take what an earlier run knew, its labels found again by name; what it did not know begins untaught.

        `known` is a kept epoch of a run, or the folder of a shipped core.
        """
        if known.is_dir():
            taught_heads, given = shipped.weights(known)
        else:
            taught_heads, given = json.loads((known.parent / "heads.json").read_text()), torch.load(known, "cpu")
        before = {head["name"]: head for head in taught_heads}
        own = self.state_dict()
        taught = [head for head in before.values() if head["kind"] == "word"]
        known = [(head["name"], label) for head in taught for label in head["labels"]]
        rows = {"labels": (known, [(head.name, label) for head in self.word_heads for label in head.labels])}
        for number, head in enumerate(self.role_heads):
            if head.name in before:
                rows[f"roles.outs.{number}"] = (before[head.name]["labels"], list(head.labels))
        with torch.no_grad():
            for name, values in given.items():
                old, new = rows.get(name.rpartition(".")[0], ((), ()))
                if old:
                    place = {label: at for at, label in enumerate(old)}
                    shared = [(at, place[label]) for at, label in enumerate(new) if label in place]
                    own[name][[at for at, _ in shared]] = values[[at for _, at in shared]]
                else:
                    own[name].copy_(values)

    def encode(self, pieces: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """A vector for each word; `first` and `last` are places in the flattened batch."""
        length = pieces.shape[1]
        mask = (pieces == 0)[:, None, None, :].to(torch.float32) * -1e9
        x = self.pieces(pieces) + self.positions.weight[:length] + self.shapes(shapes)
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        flat = x.reshape(-1, HIDDEN)
        return (flat[first] + flat[last]) * 0.5

    def read(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of all word labels; arcs [word, head]; both sides of the label biaffine."""
        words = self.word_dropout(words)
        labels = self.labels(words)
        sides = self.side_dropout(functional.gelu(self.sides(words)))
        arc_d, arc_h, pair_d, pair_h = sides.split([ARC, ARC, LABEL, LABEL], -1)
        arcs = self.arc(arc_d) @ arc_h.transpose(1, 2) + self.arc_head(arc_h).transpose(1, 2)
        return labels, arcs, pair_d, pair_h

    def pair_scores(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Label scores of words with one chosen head each."""
        count = self.pair_dependent.out_features
        crossed = self.pair(dependent).view(*dependent.shape[:-1], count, LABEL)
        scores = (crossed @ head.unsqueeze(-1)).squeeze(-1)
        return scores + self.pair_dependent(dependent) + self.pair_head(head)  # type: ignore[no-any-return]
