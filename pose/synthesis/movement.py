"""What a movement is, and the curves that movements are made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.synthesis.body import POINT_INDEX, Body, FloatArray, included_angle_deg


@dataclass(frozen=True)
class RepetitionTruth:
    """One repetition as it was made.

    It starts when the joint leaves its rest and ends when it is back; ``peak_s`` is the
    middle of the time at the peak.  ``complete`` is false for one that was broken off.
    ``travel_m`` is how far the part that is watched goes, where a movement is measured in
    metres.
    """

    side: str | None
    start_s: float
    end_s: float
    peak_s: float
    peak_deg: float
    complete: bool = True
    travel_m: float | None = None


@dataclass(frozen=True)
class Phase:
    """A named part of a movement, [start, end)."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Movement:
    """A movement of one body as a function of time, with its answers.

    Attributes
    ----------
    protocol
        Key of the protocol that scores it.
    side
        Prescribed side, ``None`` where the movement has none.
    duration_s
        How long it lasts, with the still time before and after.
    points_at
        Times of shape ``(n,)`` to points of shape ``(n, len(POINT_NAMES), 3)``, metres.
    repetitions
        Every repetition, also incomplete ones.
    hold
        Start and end of the time on one leg, or ``None``.
    touches
        Start and end of each time the lifted foot came down during the hold.
    sway_mm
        Mediolateral displacement of the torso at given times, about its mean over the
        hold; zero where a movement has no sway.
    sway_rms_mm
        Root mean square of that displacement over the hold, or ``None``.
    sway_forward_mm, sway_forward_rms_mm
        The same forwards.
    measured
        Name of the angle, without its side, that ``peak_deg`` of the repetitions means.
    phases
        Named parts in order, where a movement has them.
    """

    protocol: str
    side: str | None
    duration_s: float
    body: Body
    points_at: Callable[[FloatArray], FloatArray]
    repetitions: tuple[RepetitionTruth, ...] = ()
    hold: tuple[float, float] | None = None
    touches: tuple[tuple[float, float], ...] = ()
    sway_mm: Callable[[FloatArray], FloatArray] = np.zeros_like
    sway_rms_mm: float | None = None
    sway_forward_mm: Callable[[FloatArray], FloatArray] = np.zeros_like
    sway_forward_rms_mm: float | None = None
    measured: str | None = None
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True)
class Cycle:
    """One there-and-back of a joint: rise to the peak, hold it, fall back to rest."""

    start_s: float
    rise_s: float
    hold_s: float
    fall_s: float
    peak: float
    complete: bool = True

    @property
    def end_s(self) -> float:
        """When the joint is back at rest."""
        return self.start_s + self.rise_s + self.hold_s + self.fall_s

    @property
    def peak_s(self) -> float:
        """Middle of the time at the peak."""
        return self.start_s + self.rise_s + self.hold_s / 2


def smooth_step(progress: FloatArray) -> FloatArray:
    """Return 0 to 1 along the path of least jerk (Flash and Hogan 1985), clipped outside."""
    t = np.clip(progress, 0.0, 1.0)
    return np.asarray(t**3 * (10.0 - 15.0 * t + 6.0 * t**2))


def curve(times_s: FloatArray, cycles: Sequence[Cycle], rest: float) -> FloatArray:
    """Return the value of a joint at given times: at rest but for its cycles."""
    value = np.full(len(times_s), rest)
    for cycle in cycles:
        fall_start_s = cycle.start_s + cycle.rise_s + cycle.hold_s
        rise = smooth_step((times_s - cycle.start_s) / cycle.rise_s)
        fall = smooth_step((times_s - fall_start_s) / cycle.fall_s)
        value += (cycle.peak - rest) * (rise - fall)
    return value


SAGITTAL: Final = (2, 1)
FRONTAL: Final = (0, 1)
SPACE: Final = (0, 1, 2)
JOINT_ANGLES: Final[Mapping[str, tuple[tuple[str, str, str], tuple[int, ...], bool]]] = {
    "knee_flexion_deg": (("hip", "knee", "ankle"), SAGITTAL, True),
    "hip_flexion_deg": (("shoulder", "hip", "knee"), SAGITTAL, True),
    "shoulder_abduction_deg": (("elbow", "shoulder", "hip"), FRONTAL, False),
    "shoulder_flexion_deg": (("elbow", "shoulder", "hip"), SAGITTAL, False),
    "elbow_flexion_deg": (("shoulder", "elbow", "wrist"), SPACE, True),
    "knee_bend_deg": (("hip", "knee", "ankle"), SPACE, True),
}
"""Angles by their three points, the axes of the body's plane that they are defined in, and
whether 180 minus the included angle is meant."""


def joint_angles_deg(points: FloatArray) -> dict[str, FloatArray]:
    """Return every joint angle of each side, e.g. ``left_knee_flexion_deg``.

    ``points`` has shape ``(n, 17 or more, 3)`` in body axes.  An angle is measured in its
    own plane of the body, as a goniometer would, so a camera square to that plane sees it
    unchanged.  Points of a picture, shape ``(n, 17, 2)``, are taken as seen.
    """
    angles = {}
    for side in ("left", "right"):
        for name, (ends, plane, from_straight) in JOINT_ANGLES.items():
            axes = list(plane) if points.shape[-1] == len(SPACE) else [0, 1]
            first, joint, last = (points[:, POINT_INDEX[f"{side}_{end}"]][:, axes] for end in ends)
            included = included_angle_deg(first, joint, last)
            angles[f"{side}_{name}"] = 180.0 - included if from_straight else included
    return angles
