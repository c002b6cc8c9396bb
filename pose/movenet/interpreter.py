"""Runs a built ``.tflite`` file on this machine, as the browser's runtime does there."""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pose.movenet.network.decoding import decode
from pose.movenet.network.heads import FULL_OUTPUT
from pose.movenet.quiet_tensorflow import native_log_kept_aside, tf

UInt8Array = NDArray[np.uint8]
Float32Array = NDArray[np.float32]


class BuiltNetwork:
    """One network, loaded: RGBA pixels in, its outputs by name."""

    def __init__(self, content: bytes, *, threads: int = 1) -> None:
        """Load the bytes of a ``.tflite`` file that `pose.movenet.export` made."""
        with native_log_kept_aside(), warnings.catch_warnings():
            # TensorFlow announces that its interpreter moves to the package ai_edge_litert.
            # TensorFlow is pinned to a release that has it, and a second runtime only for
            # evaluations is not worth a dependency: docs/adr/0006-which-runtimes-run-movenet.md.
            warnings.filterwarnings("ignore", message=r"\s*Warning: tf\.lite\.Interpreter")
            self._interpreter: Any = tf.lite.Interpreter(model_content=content, num_threads=threads)
            self._interpreter.allocate_tensors()
        (self._input,) = self._interpreter.get_input_details()
        # In the order in which runtimes give them that know no names: the file's own.
        positions = [details["index"] for details in self._interpreter.get_output_details()]
        named = self._interpreter.get_signature_runner().get_output_details()
        self._outputs = dict(
            sorted(named.items(), key=lambda item: positions.index(item[1]["index"]))
        )
        self.input_side_px = int(self._input["shape"][1])
        self.output_shapes: Mapping[str, tuple[int, ...]] = {
            name: tuple(map(int, details["shape"])) for name, details in self._outputs.items()
        }

    def outputs(self, rgba: UInt8Array) -> Mapping[str, Float32Array]:
        """Run the network.

        Parameters
        ----------
        rgba
            Shape ``(S, S, 4)``; S is `input_side_px`.

        Returns
        -------
        Mapping
            Each output by its name, in the file's order, without the leading dimension of 1.
        """
        self._interpreter.set_tensor(self._input["index"], rgba[np.newaxis])
        self._interpreter.invoke()
        return {
            name: self._interpreter.get_tensor(details["index"])[0].copy()
            for name, details in self._outputs.items()
        }

    def answers(self, rgba: UInt8Array) -> Mapping[str, Float32Array]:
        """Run the network, and decode its maps where it gives them alone.

        Returns
        -------
        Mapping
            As `outputs`; ``keypoints`` is among them in any case.
        """
        return with_keypoints(self.outputs(rgba))


def with_keypoints(outputs: Mapping[str, Float32Array]) -> Mapping[str, Float32Array]:
    """Return a single-pose network's outputs with its keypoints, decoded where they are not there."""
    if FULL_OUTPUT in outputs:
        return outputs
    maps = {name: tf.constant(values[np.newaxis]) for name, values in outputs.items()}
    return {**outputs, FULL_OUTPUT: decode(maps).numpy()[0]}


class KeypointNetwork(BuiltNetwork):
    """A single-pose network of either kind: RGBA pixels in, 17 keypoints out."""

    def keypoints(self, rgba: UInt8Array) -> Float32Array:
        """Find one person.

        Parameters
        ----------
        rgba
            Shape ``(S, S, 4)``; S is `input_side_px`.

        Returns
        -------
        Float32Array
            Shape ``(17, 3)``: y and x in units of S, score.
        """
        found: Float32Array = self.answers(rgba)[FULL_OUTPUT][0]
        return found
