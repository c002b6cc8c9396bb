"""Turns a published graph into ``.tflite`` files that take a canvas's pixels as they are."""

from collections.abc import Mapping
from typing import Any

from pose.movenet.graph import GraphModel
from pose.movenet.heads import FULL_OUTPUT, HEADS, Head
from pose.movenet.operations import execute, require_known_operations
from pose.movenet.quiet_tensorflow import native_log_kept_aside, tf

Tensor = Any


def full_network(graph: GraphModel) -> Any:
    """Return the whole network, decoding included, as a module with a `tf.function` ``run``.

    ``run`` takes uint8 ``[1, S, S, 4]`` named ``rgba``, as ``CanvasRenderingContext2D.getImageData``
    gives it; alpha is dropped.  It answers ``{"keypoints": ...}``: float32 ``[1, 1, 17, 3]``
    (y, x, score) of the single-pose networks, ``[1, 6, 56]`` of MultiPose.
    """
    return _Network(graph, {FULL_OUTPUT: graph.output_name})


def heads_network(graph: GraphModel) -> Any:
    """Return a single-pose network up to its four maps, as a module like `full_network`'s.

    ``run`` answers one float32 tensor ``[1, S/4, S/4, channels]`` for each of
    `pose.movenet.heads.HEADS`, by name.
    """
    return _Network(graph, {head.name: head_tensor(graph, head) for head in HEADS})


def head_tensor(graph: GraphModel, head: Head) -> str:
    """Return the name of the tensor of the published graph that is a head's map."""
    last = [
        node.name
        for node in graph.nodes
        if f"/{head.published_name}/" in node.name and node.op == "_FusedConv2D"
    ][-1]
    if not head.is_probability:
        return last
    (sigmoid,) = (node.name for node in graph.nodes if node.op == "Sigmoid" and last in node.inputs)
    return sigmoid


class _Network(tf.Module):  # type: ignore[misc] # TensorFlow has no types
    def __init__(self, graph: GraphModel, outputs: Mapping[str, str]) -> None:
        super().__init__()
        require_known_operations(graph)

        def run(rgba: Tensor) -> Mapping[str, Tensor]:
            read = execute(graph, tf.cast(rgba[..., :3], tf.int32))
            return {name: read(tensor) for name, tensor in outputs.items()}

        _, height, width, _ = graph.input_shape
        signature = tf.TensorSpec([1, height, width, 4], tf.uint8, name="rgba")
        self.run = tf.function(run, input_signature=[signature])


def to_tflite(network: Any, *, float16: bool = True) -> bytes:
    """Convert a network to TFLite; its outputs keep their names in the file's one signature.

    Weights are stored as float16 unless told otherwise.  They were published as float16: nothing
    is rounded by storing them so again.
    """
    with native_log_kept_aside():
        concrete = network.run.get_concrete_function()
        converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete], network)
        if float16:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_types = [tf.float16]
        converted: bytes = converter.convert()
    return converted
