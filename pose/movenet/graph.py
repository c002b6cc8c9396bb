"""Reads a TF.js graph model: a list of nodes in JSON and their weights in one binary file.

Knows NumPy only; `pose.movenet.operations` executes what is read here.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.errors import ModelError

Array = NDArray[Any]

_STORED_TYPES: Final[Mapping[str, np.dtype[Any]]] = {
    "float32": np.dtype("<f4"),
    "float16": np.dtype("<f2"),
    "int32": np.dtype("<i4"),
}


@dataclass(frozen=True)
class GraphNode:
    """One node: what it computes, from which tensors, with which attributes."""

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class GraphModel:
    """A graph that can be executed from its first node to its last.

    Attributes
    ----------
    nodes
        In an order in which every node follows the nodes that it reads.
    weights
        Values of the ``Const`` nodes; float16 weights are float32 here.
    input_name, output_name
        The one placeholder and the one result.
    input_shape
        Shape of the placeholder.
    """

    nodes: tuple[GraphNode, ...]
    weights: Mapping[str, Array]
    input_name: str
    output_name: str
    input_shape: tuple[int, ...]


def split_tensor_name(reference: str) -> tuple[str, int]:
    """Split ``"node:1"`` into the node's name and the index of its output; ``"node"`` is output 0."""
    name, _, index = reference.partition(":")
    return name, int(index or 0)


def read_graph_model(graph_file: Path, weights_file: Path) -> GraphModel:
    """Read a TF.js graph model with one input and one output.

    Raises
    ------
    ModelError
        If the files are not such a model, or do not fit together.
    """
    try:
        document = json.loads(graph_file.read_text(encoding="utf-8"))
        signature = document["signature"]
        input_name, input_shape = _only_input(signature["inputs"])
        output_name = _only_output(signature["outputs"])
        nodes = [_node(entry) for entry in document["modelTopology"]["node"]]
        weights = _read_weights(document["weightsManifest"], weights_file.read_bytes())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"{graph_file.name} is not a TF.js graph model that can be read: {error!r}"
        ) from error
    return GraphModel(_in_order(nodes), weights, input_name, output_name, input_shape)


def _only_input(inputs: Mapping[str, Any]) -> tuple[str, tuple[int, ...]]:
    ((_, entry),) = inputs.items()
    shape = tuple(int(dimension["size"]) for dimension in entry["tensorShape"]["dim"])
    return split_tensor_name(entry["name"])[0], shape


def _only_output(outputs: Mapping[str, Any]) -> str:
    ((_, entry),) = outputs.items()
    return split_tensor_name(entry["name"])[0]


def _node(entry: Mapping[str, Any]) -> GraphNode:
    attributes = {name: _attribute(value) for name, value in entry.get("attr", {}).items()}
    # "^name" only asks for an order of execution; the order here follows the data.
    inputs = tuple(name for name in entry.get("input", ()) if not name.startswith("^"))
    return GraphNode(entry["name"], entry["op"], inputs, attributes)


def _attribute(value: Mapping[str, Any]) -> Any:
    """Return a protocol-buffer attribute, as JSON writes it, as a plain Python value."""
    if "list" in value:
        return tuple(
            _attribute({kind: item}) for kind, items in value["list"].items() for item in items
        )
    if "shape" in value:
        return tuple(int(dimension["size"]) for dimension in value["shape"].get("dim", ()))
    kind, content = next(iter(value.items()))
    if kind == "i":
        return int(content)  # 64-bit numbers are written as strings
    if kind == "s":
        return base64.b64decode(content).decode()
    return content


def _read_weights(manifest: Sequence[Mapping[str, Any]], content: bytes) -> dict[str, Array]:
    weights: dict[str, Array] = {}
    offset = 0
    for entry in (entry for group in manifest for entry in group["weights"]):
        quantization = entry.get("quantization") or {}
        if "scale" in quantization:
            raise ValueError(f"{entry['name']} has integer-quantised weights")
        stored = _STORED_TYPES[quantization.get("dtype", entry["dtype"])]
        shape = tuple(entry["shape"])
        count = int(np.prod(shape, dtype=np.int64))
        values = np.frombuffer(content, stored, count, offset).reshape(shape)
        weights[entry["name"]] = values.astype(_STORED_TYPES[entry["dtype"]])
        offset += count * stored.itemsize
    if offset != len(content):
        raise ValueError(f"weights end at byte {offset} of {len(content)}")
    return weights


def _in_order(nodes: Sequence[GraphNode]) -> tuple[GraphNode, ...]:
    """Return the nodes so that each comes after those it reads."""
    by_name = {node.name: node for node in nodes}
    ordered: dict[str, GraphNode] = {}
    pending: list[tuple[GraphNode, bool]] = [(node, False) for node in reversed(nodes)]
    begun: set[str] = set()
    while pending:
        node, inputs_done = pending.pop()
        if inputs_done:
            ordered[node.name] = node
            continue
        if node.name in begun:
            if node.name not in ordered:
                raise ModelError(f"the graph has a cycle through {node.name}")
            continue
        begun.add(node.name)
        pending.append((node, True))
        for reference in node.inputs:
            name = split_tensor_name(reference)[0]
            if name not in by_name:
                raise ModelError(f"{node.name} reads {name}, which the graph does not have")
            if name not in ordered:
                pending.append((by_name[name], False))
    return tuple(ordered.values())
