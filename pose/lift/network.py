"""The trained network in NumPy: dense layers, nothing else."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.lift.angles import ANGLES, ARM_ANGLES, QUANTILES
from pose.lift.windows import without_arms

Float32Array = NDArray[np.float32]


@dataclass(frozen=True)
class DenseLayer:
    """Weights ``(inputs, outputs)`` and bias ``(outputs,)``, float32."""

    weights: Float32Array
    bias: Float32Array


@dataclass(frozen=True)
class DenseNetwork:
    """Layers one after the other; what is negative between two of them becomes 0."""

    layers: tuple[DenseLayer, ...]

    def outputs(self, rows: Float32Array) -> Float32Array:
        """Return the last layer's outputs ``(k, outputs)`` of windows ``(k, features)``."""
        values = rows
        for number, layer in enumerate(self.layers):
            if number:
                np.maximum(values, 0, out=values)
            values = values @ layer.weights
            values += layer.bias
        return values


def said_of(
    network: DenseNetwork, rows: Float32Array, wanted: Collection[str] = ANGLES
) -> tuple[Float32Array, float]:
    """Return what a network says of windows: quantiles of angles, and the yaw.

    The arms are looked at for their own angles alone.

    Parameters
    ----------
    wanted
        Which of `ANGLES`, one at least; others may be NaN.

    Returns
    -------
    tuple
        Quantiles ``(k, angles, quantiles)`` in degrees, and the recording's yaw, see `yaw_deg`.
    """
    said = np.full((len(rows), len(ANGLES), len(QUANTILES)), np.nan, dtype=np.float32)
    yaw = float("nan")
    for looks_at_arms in (False, True):
        own = [angle for angle in ANGLES if (angle in ARM_ANGLES) == looks_at_arms]
        if not set(own).isdisjoint(wanted):
            outputs = network.outputs(rows if looks_at_arms else without_arms(rows))
            columns = [ANGLES.index(angle) for angle in own]
            said[:, columns] = quantiles_deg(outputs)[:, columns]
            yaw = yaw_deg(outputs) if np.isnan(yaw) else yaw
    return said, yaw


def quantiles_deg(outputs: Float32Array) -> Float32Array:
    """Return what a network's outputs say of each angle: ``(k, angles, quantiles)``, in order."""
    flat = outputs[:, : len(ANGLES) * len(QUANTILES)]
    return np.sort(flat.reshape(len(outputs), len(ANGLES), len(QUANTILES)), axis=2)


def yaw_deg(outputs: Float32Array) -> float:
    """Return the yaw of a recording from all of its windows' outputs, -180 to 180 degrees.

    Positive where the side that the windows are seen from is nearer to the camera.
    """
    cosine, sine = np.median(outputs[:, len(ANGLES) * len(QUANTILES) :], axis=0)
    return float(np.degrees(np.arctan2(sine, cosine)))
