"""The published graph, executed node by node: what every other form of a network is held against."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pose.movenet.graph import GraphModel, read_graph_model
from pose.movenet.network.architecture import ARCHITECTURES
from pose.movenet.network.heads import FULL_OUTPUT, Head
from pose.movenet.operations import execute, require_known_operations
from pose.movenet.quiet_tensorflow import tf
from pose.published_models import PublishedModel

UInt8Array = NDArray[np.uint8]
Float32Array = NDArray[np.float32]
Answers = Callable[[UInt8Array], Mapping[str, Float32Array]]
"""From RGBA pixels ``(S, S, 4)`` to a network's outputs by name, each without the batch."""


def read_published(model: PublishedModel, cache_dir: Path) -> GraphModel:
    """Read the published graph of a model whose files have been fetched and checked."""
    return read_graph_model(cache_dir / model.graph_file, cache_dir / model.weights_file)


def published_answers(model: PublishedModel, graph: GraphModel) -> Answers:
    """Return the published graph as a function: its answer, and the maps before it is decoded.

    Raises
    ------
    ModelError
        If the graph has an operation that is not known here.
    """
    require_known_operations(graph)
    tensors = {head.name: _map_tensor(graph, head) for head in ARCHITECTURES[model.name].heads}
    tensors[FULL_OUTPUT] = graph.output_name

    def run(rgb: Any) -> Mapping[str, Any]:
        read = execute(graph, rgb)
        return {name: read(tensor) for name, tensor in tensors.items()}

    signature = tf.TensorSpec(graph.input_shape, tf.int32)
    network = tf.function(run, input_signature=[signature])

    def answers(rgba: UInt8Array) -> Mapping[str, Float32Array]:
        outputs = network(tf.constant(rgba[np.newaxis, ..., :3], tf.int32))
        return {name: output.numpy()[0] for name, output in outputs.items()}

    return answers


def _map_tensor(graph: GraphModel, head: Head) -> str:
    """Return the name of the tensor that is a head's map."""
    last = [
        node.name
        for node in graph.nodes
        if f"/{head.published_name}/" in node.name and node.op == "_FusedConv2D"
    ][-1]
    if not head.is_probability:
        return last
    (sigmoid,) = (node.name for node in graph.nodes if node.op == "Sigmoid" and last in node.inputs)
    return sigmoid
