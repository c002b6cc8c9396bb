"""From which side the camera sees the person, and how far it is rolled.

Yaw is 0 degrees when the person faces the camera (or turns their back to it) and 90
when the camera sees them from the side.  It follows from how wide shoulders and hips
look beside the length of the torso; people differ in width, and estimators in where
they put a joint, so it comes with its own uncertainty.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pose.angles import inclination_deg, midpoint, point, torso_px
from pose.stream import FloatArray

SHOULDER_WIDTH_TORSO: Final = 0.66
HIP_WIDTH_TORSO: Final = 0.38
"""Widths seen from the front, in torso lengths; chosen by us, see docs/clinical."""
WIDTH_SD_RATIO: Final = 0.12
"""Spread between people of the width beside the expected one; chosen by us."""
ESTIMATOR_SD_RATIO: Final = 0.10
"""Spread between estimators of where they put shoulders and hips; chosen by us."""
ASKED_YAW_SD_DEG: Final = 20.0
"""How far somebody who was asked to face the camera turns away from it; chosen by us."""
YAW_GRID_DEG: Final = np.arange(-75.0, 75.1, 5.0)
FRONT_MAX_DEG: Final = 30.0
SIDE_MIN_DEG: Final = 60.0
UPRIGHT_SHARE: Final = 0.85
"""Frames whose torso is shorter than this share of its longest tell no width."""
MIN_VIEW_FRAMES: Final = 5
MIN_GRAVITY: Final = 3.0
"""Gravity in the picture's plane, m/s², below which the device lies flat."""
MIN_BODY_ROLL_DEG: Final = 5.0
MAX_BODY_ROLL_DEG: Final = 25.0


class View(StrEnum):
    """From where the camera looks."""

    FRONT = "front"
    OBLIQUE = "oblique"
    SIDE = "side"
    UNKNOWN = "unknown"


class Facing(StrEnum):
    """Where the person looks: at or away from the camera, or to a side of the picture."""

    CAMERA = "camera"
    AWAY = "away"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class ViewEstimate:
    """The camera's view of a recording; NaN and ``None`` where it cannot be told.

    ``frontal_ratio`` is the width seen beside the width expected from the front.
    """

    view: View
    facing: Facing | None
    yaw_deg: float
    yaw_sd_deg: float
    frontal_ratio: float = float("nan")

    @property
    def near_side(self) -> str | None:
        """The patient's side that is nearer to the camera in a side view."""
        if self.view is View.FRONT or self.facing not in (Facing.LEFT, Facing.RIGHT):
            return None
        # Someone who faces the left edge of the picture shows their left side.
        return "left" if self.facing is Facing.LEFT else "right"


UNKNOWN_VIEW: Final = ViewEstimate(View.UNKNOWN, None, float("nan"), float("nan"))


def estimated_view(xy: FloatArray) -> ViewEstimate:
    """Return the view that most upright frames of ``xy (n, 17, 2)`` show."""
    torso = torso_px(xy)
    seen = torso[np.isfinite(torso)]
    if seen.size < MIN_VIEW_FRAMES:
        return UNKNOWN_VIEW
    longest = float(np.percentile(seen, 90))
    if longest <= 0.0:
        return UNKNOWN_VIEW  # every point in one place is nobody
    with np.errstate(invalid="ignore"):
        upright = torso >= UPRIGHT_SHARE * longest
    shoulders = _median_width(xy[upright], "shoulder") / longest
    hips = _median_width(xy[upright], "hip") / longest
    widths = np.array([shoulders / SHOULDER_WIDTH_TORSO, hips / HIP_WIDTH_TORSO])
    if not np.isfinite(widths).any():
        return UNKNOWN_VIEW
    # Arms overhead bring the shoulders together, so the wider of the two tells more.
    frontal = float(np.nanmax(np.abs(widths)))
    yaw_deg, yaw_sd_deg = yaw_from_width(frontal)
    if yaw_deg < FRONT_MAX_DEG:
        view = View.FRONT
    else:
        view = View.SIDE if yaw_deg >= SIDE_MIN_DEG else View.OBLIQUE
    if view is View.SIDE:
        facing: Facing | None = facing_side(xy)
    else:
        facing = Facing.CAMERA if np.nansum(widths) >= 0 else Facing.AWAY
    return ViewEstimate(view, facing, yaw_deg, yaw_sd_deg, frontal)


def yaw_from_width(frontal: float) -> tuple[float, float]:
    """Return yaw and its standard deviation, degrees, from width beside the frontal width."""
    low, middle, high = np.degrees(
        np.arccos(np.clip([frontal + WIDTH_SD_RATIO, frontal, frontal - WIDTH_SD_RATIO], 0.0, 1.0))
    )
    # A body that looks as broad as expected, or broader, may be broader still, and turned.
    furthest = np.degrees(np.arccos(min(frontal / (1.0 + 2 * WIDTH_SD_RATIO), 1.0)))
    return float(middle), float(max((high - low) / 2, (furthest - middle) / 2, 5.0))


def likely_yaws(frontal: float) -> tuple[FloatArray, FloatArray]:
    """Return yaws, degrees, either way, and how likely each is for somebody told to face us.

    The width of this body is known no better than within the spread between people and
    between estimators, so a broad body that is turned looks like a slender one that is not.

    Parameters
    ----------
    frontal
        Width seen beside the width expected from the front; NaN where none was seen.
    """
    weights = np.exp(-0.5 * (YAW_GRID_DEG / ASKED_YAW_SD_DEG) ** 2)
    if np.isfinite(frontal):
        width = frontal / np.cos(np.radians(YAW_GRID_DEG))
        spread = np.hypot(WIDTH_SD_RATIO, ESTIMATOR_SD_RATIO)
        weights *= np.exp(-0.5 * ((width - max(1.0, frontal)) / spread) ** 2)
    return YAW_GRID_DEG, weights / weights.sum()


def _median_width(xy: FloatArray, part: str) -> float:
    """Return the median of left minus right in x: positive when facing the camera."""
    width = point(xy, f"left_{part}")[:, 0] - point(xy, f"right_{part}")[:, 0]
    width = width[np.isfinite(width)]
    return float(np.median(width)) if width.size >= MIN_VIEW_FRAMES else float("nan")


def facing_side(xy: FloatArray) -> Facing | None:
    """Return the side of the picture that a person seen from the side faces.

    The nose lies before the ears and the shoulders, and bent knees before the line from
    hip to ankle; a head turned to the camera is outvoted by the knees.
    """
    nose = point(xy, "nose")[:, 0]
    ahead = [
        nose - midpoint(xy, "ear")[:, 0],
        nose - midpoint(xy, "shoulder")[:, 0],
        2 * (midpoint(xy, "knee") - (midpoint(xy, "hip") + midpoint(xy, "ankle")) / 2)[:, 0],
    ]
    votes = 0.0
    for cue in ahead:
        cue_seen = cue[np.isfinite(cue)]
        if cue_seen.size >= MIN_VIEW_FRAMES:
            largest = np.argmax(np.abs(np.percentile(cue_seen, [10, 90])))
            votes += float(np.percentile(cue_seen, [10, 90])[largest] + np.median(cue_seen))
    if votes == 0.0:
        return None
    return Facing.RIGHT if votes > 0 else Facing.LEFT


def estimated_roll(xy: FloatArray, gravity: tuple[float, float, float] | None) -> tuple[float, str]:
    """Return the camera's roll, degrees, and where it is known from.

    Positive roll makes an upright person lean to the right of the picture.  Gravity of
    the device is taken where it is known; else the body in its first second, standing,
    tells a roll that trunk and legs agree on.

    Parameters
    ----------
    xy
        Points of the calibration stance (the first second), shape ``(n, 17, 2)``.
    gravity
        m/s² in screen axes: x right, y down, z into the screen.
    """
    if gravity is not None and np.hypot(gravity[0], gravity[1]) >= MIN_GRAVITY:
        # Gravity towards the picture's left means that "up" leans to its right.
        return float(np.degrees(np.arctan2(-gravity[0], gravity[1]))), "gravity"
    hips = midpoint(xy, "hip")
    lines = np.concatenate(
        [
            inclination_deg(hips, midpoint(xy, "shoulder"))[:, None],
            inclination_deg(midpoint(xy, "ankle"), hips)[:, None],
        ],
        axis=1,
    )
    lines = lines[np.isfinite(lines).all(axis=1)]
    if len(lines) < MIN_VIEW_FRAMES:
        return 0.0, "none"
    trunk, legs = np.median(lines, axis=0)
    roll = float((trunk + legs) / 2)
    agree = trunk * legs > 0 and abs(trunk - legs) < max(abs(roll), MIN_BODY_ROLL_DEG)
    if agree and MIN_BODY_ROLL_DEG <= abs(roll) <= MAX_BODY_ROLL_DEG:
        return roll, "body"
    return 0.0, "none"
