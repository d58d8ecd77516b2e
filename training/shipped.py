"""The shipped core taken back: what `training.export` wrote, as weights to go on from.

A run's own epochs are large and nobody keeps them; the files attache ships hold the same weights in eight bits,
close enough that a short stage of training makes up for the rounding.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

GRAPHS = (("core.onnx", "model.", ""), ("roles.onnx", "", "roles."))  # file, prefix of its names, prefix here


def weights(folder: Path) -> tuple[list[dict[str, Any]], dict[str, Tensor]]:
    """The heads of the core in a folder, and its weights by the names they have in `CoreModel`."""
    heads = json.loads((folder / "labels.json").read_text(encoding="utf-8"))["heads"]
    found: dict[str, Tensor] = {}
    for file, there, here in GRAPHS:
        graph = onnx.load(str(folder / file)).graph
        values = _restored(graph)
        for name, value in values.items():
            if not name.startswith("onnx::"):
                found[name.removeprefix(there)] = torch.tensor(value)
        # The exporter turns the matrix of a product around and forgets its name, but the product keeps its own.
        for node in graph.node:
            if node.op_type == "MatMul" and node.input[1] in values:
                path = here + node.name.strip("/").removesuffix("/MatMul").replace("/", ".")
                found[f"{path}.weight"] = torch.tensor(values[node.input[1]].T.copy())
    return heads, found


def _restored(graph: onnx.GraphProto) -> dict[str, NDArray[np.float32]]:
    """The weights of a graph in 32 bits."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = {name: value for name, value in stored.items() if value.dtype == np.float32 and value.ndim > 0}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            scale = found.pop(node.input[1])
            axis = next(one.i for one in node.attribute if one.name == "axis")
            found[node.output[0]] = stored[node.input[0]] * (scale[:, None] if axis == 0 else scale[None, :])
    return found
