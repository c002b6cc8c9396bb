"""Turns a network written in Keras into a ``.tflite`` file that takes a canvas's pixels as they are.

A file is made of a network's maps alone (``heads``), or with the decoding inside (``full``).
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pose.movenet.fields import features_network, field_layers_file, fields_of
from pose.movenet.files import write_whole
from pose.movenet.interpreter import BuiltNetwork
from pose.movenet.manifest import layers_entry, network_entry
from pose.movenet.network.decoding import decode
from pose.movenet.network.heads import BOX_SCALE, FULL_OUTPUT
from pose.movenet.network.people import decode_people
from pose.movenet.parity import MAP_TOLERANCE, TOLERANCE, Completed, require_same_outputs
from pose.movenet.quiet_tensorflow import native_log_kept_aside, tf
from pose.movenet.reference import Answers, Float32Array, UInt8Array

Tensor = Any
Maps = Mapping[str, Tensor]


def full_network(network: Any) -> Any:
    """Return a whole network, decoding included, as a module with a `tf.function` ``run``.

    ``run`` takes uint8 ``[1, S, S, 4]`` named ``rgba``, as ``CanvasRenderingContext2D.getImageData``
    gives it; alpha is dropped.  It answers ``{"keypoints": ...}``: float32 ``[1, 1, 17, 3]``
    (y, x, score) of the single-pose networks, ``[1, 6, 56]`` of MultiPose.
    """
    return _Exported(network, lambda maps: {FULL_OUTPUT: _decoded(maps)})


def heads_network(network: Any) -> Any:
    """Return a network up to its maps, as a module like `full_network`'s.

    ``run`` answers one float32 tensor ``[1, S/4, S/4, channels]`` for each of its heads, by name.
    """
    return _Exported(network, lambda maps: maps)


def both_network(network: Any) -> Any:
    """Return a whole network that gives its maps too: for comparing, not for browsers."""
    return _Exported(network, lambda maps: {**maps, FULL_OUTPUT: _decoded(maps)})


def _decoded(maps: Maps) -> Tensor:
    return decode_people(maps) if BOX_SCALE.name in maps else decode(maps)


class _Exported(tf.Module):  # type: ignore[misc] # TensorFlow has no types
    def __init__(self, network: Any, outputs_of: Callable[[Maps], Maps]) -> None:
        super().__init__()
        # As they are now, and as constants: the converter leaves variables out of the file.
        trainable = [tf.constant(weights) for weights in network.trainable_variables]
        fixed = [tf.constant(weights) for weights in network.non_trainable_variables]

        def run(rgba: Tensor) -> Maps:
            rgb = tf.cast(rgba[..., :3], tf.float32)
            maps, _ = network.stateless_call(trainable, fixed, rgb)
            return outputs_of(maps)

        _, height, width, _ = network.input_shape
        signature = tf.TensorSpec([1, height, width, 4], tf.uint8, name="rgba")
        self.run = tf.function(run, input_signature=[signature])


def answers_of(exported: Any) -> Answers:
    """Return a network of `pose.movenet.export` as a function, executed by TensorFlow."""

    def answers(rgba: UInt8Array) -> Mapping[str, Float32Array]:
        outputs = exported.run(tf.constant(rgba[np.newaxis]))
        return {name: output.numpy()[0] for name, output in outputs.items()}

    return answers


def to_tflite(exported: Any, *, float16: bool = True) -> bytes:
    """Convert a network to TFLite; its outputs keep their names in the file's one signature.

    Weights are stored as float16 unless told otherwise.  They were published as float16: nothing
    is rounded by storing them so again.
    """
    with native_log_kept_aside():
        concrete = exported.run.get_concrete_function()
        converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete], exported)
        if float16:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_types = [tf.float16]
        converted: bytes = converter.convert()
    return converted


def export_checked(
    file_stem: str,
    exported: Any,
    reference: Answers,
    folder: Path,
    *,
    tolerance: float,
    completed: Completed = dict,
) -> dict[str, Any]:
    """Convert a network, hold it against a reference, write it; return its manifest entry.

    ``completed`` is as in `pose.movenet.parity.require_same_outputs`.  An output that only serves
    to compute others has their largest difference in the entry.

    Raises
    ------
    ModelError
        If an output is not within the tolerance on the known pictures.  Nothing is written then.
    """
    tflite = to_tflite(exported)
    measured = require_same_outputs(
        file_stem, tflite, reference, tolerance=tolerance, completed=completed
    )
    shapes = BuiltNetwork(tflite).output_shapes
    largest = max(measured.values())
    differences = {name: measured.get(name, largest) for name in shapes}
    entry = network_entry(file_stem, tflite, outputs=shapes, differences=differences)
    write_whole(folder / entry["file"], tflite)
    return entry


def export_single_pose(
    file_stem: str, network: Any, reference: Answers, folder: Path
) -> dict[str, dict[str, Any]]:
    """Write a single-pose network in every kind that is shipped; return its entries by kind.

    ``full``, ``heads``, ``features`` and the ``field_layers`` that belong to the last.

    Raises
    ------
    ModelError
        As `export_checked`.
    """
    entries = {
        "full": export_checked(
            file_stem, full_network(network), reference, folder, tolerance=TOLERANCE
        ),
        "heads": export_checked(
            f"{file_stem}-heads",
            heads_network(network),
            reference,
            folder,
            tolerance=MAP_TOLERANCE,
        ),
        "features": export_checked(
            f"{file_stem}-features",
            heads_network(features_network(network)),
            reference,
            folder,
            tolerance=MAP_TOLERANCE,
            completed=lambda outputs: fields_of(network, outputs),
        ),
    }
    layers = field_layers_file(network)
    entries["field_layers"] = layers_entry(f"{file_stem}-field-layers", layers)
    write_whole(folder / entries["field_layers"]["file"], layers)
    return entries
