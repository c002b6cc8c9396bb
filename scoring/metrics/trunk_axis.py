"""One coordinate of the trunk's path with its noise, ready to be measured."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.smoothing import GRID_HZ, STANCE_CUTOFF_HZ, low_passed
from pose.stream import FloatArray
from scoring.metrics.posturography.keypoint_noise import (
    Corrected,
    NoiseFloor,
    corrected_rms,
    noise_floor,
)

MIN_SWAY_S: Final = 5.0
MIN_STRETCH_S: Final = 2.0
"""Least time without a gap in which noise can be told."""


@dataclass(frozen=True)
class TrunkAxis:
    """One coordinate of a path, ready to be measured.

    Attributes
    ----------
    name
        ``"ml"``, ``"ap"`` or ``"vertical"``.
    smooth
        Shape ``(n,)``, low-passed at 2 Hz; NaN where the trunk was not seen.
    stretch
        The longest part without a gap, not low-passed.
    smooth_stretch
        The same part of ``smooth``.
    spread
        Root mean square without noise.
    """

    name: str
    unit: str
    side: str | None
    scale_sd_ratio: float
    smooth: FloatArray
    stretch: FloatArray
    smooth_stretch: FloatArray
    floor: NoiseFloor
    spread: Corrected

    @property
    def snr(self) -> float:
        """Sway beside its noise, both after the low-pass."""
        return self.spread.snr

    @property
    def seconds(self) -> float:
        """How long the trunk was seen."""
        return float(np.isfinite(self.smooth).sum()) / GRID_HZ


def seen_long_enough(path: FloatArray) -> bool:
    """Whether ``path (n,)`` at 30 Hz holds 5 s, and 2 s of them without a gap."""
    known = np.isfinite(path)
    return bool(known.sum() >= MIN_SWAY_S * GRID_HZ) and len(path[_longest(known)]) >= (
        MIN_STRETCH_S * GRID_HZ
    )


def _longest(known: NDArray[np.bool_]) -> slice:
    """Return the longest stretch of ``known (n,)``, of which at least one is true."""
    borders = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]])))
    starts, ends = borders[::2], borders[1::2]
    longest = int(np.argmax(ends - starts))
    return slice(int(starts[longest]), int(ends[longest]))


def trunk_axis(
    path: FloatArray,
    noise_sd: float,
    fps: float,
    unit: str,
    side: str | None,
    *,
    name: str = "ml",
    scale_sd_ratio: float = 0.0,
) -> TrunkAxis:
    """Return one coordinate of a path that `seen_long_enough`, with its noise.

    Raises
    ------
    ValueError
        If the frame rate is not positive.
    """
    if not fps > 0:
        raise ValueError(f"{fps} frames per second")
    stretch = _longest(np.isfinite(path))
    smooth = low_passed(path, STANCE_CUTOFF_HZ)
    floor = noise_floor(path[stretch], noise_sd, fps)
    return TrunkAxis(
        name=name,
        unit=unit,
        side=side,
        scale_sd_ratio=scale_sd_ratio,
        smooth=smooth,
        stretch=path[stretch],
        smooth_stretch=smooth[stretch],
        floor=floor,
        spread=corrected_rms(smooth, floor),
    )
