"""Turns a published graph into a ``.tflite`` file that takes a canvas's pixels as they are."""

from collections.abc import Callable
from typing import Any

from pose.movenet.graph import GraphModel
from pose.movenet.operations import execute, require_known_operations
from pose.movenet.quiet_tensorflow import native_log_kept_aside, tf


def rgba_function(model: GraphModel) -> Any:
    """Return the network as a `tf.function` of RGBA pixels.

    Its input is uint8 ``[1, S, S, 4]``, as ``CanvasRenderingContext2D.getImageData`` gives
    them; alpha is dropped.  Its output is float32 ``[1, 1, 17, 3]`` (y, x, score).
    """
    require_known_operations(model)
    _, height, width, _ = model.input_shape
    signature = tf.TensorSpec([1, height, width, 4], tf.uint8, name="rgba")
    return tf.function(_rgba_body(model), input_signature=[signature])


def _rgba_body(model: GraphModel) -> Callable[[Any], Any]:
    def keypoints(rgba: Any) -> Any:
        return execute(model, tf.cast(rgba[..., :3], tf.int32))

    return keypoints


def to_tflite(model: GraphModel) -> bytes:
    """Convert a published graph to TFLite with float16 weights.

    The weights were published as float16: nothing is rounded by storing them so again.
    """
    with native_log_kept_aside():
        concrete = rgba_function(model).get_concrete_function()
        converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete])
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        converted: bytes = converter.convert()
    return converted
