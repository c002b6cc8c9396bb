"""The view of a recording, from its points."""

from typing import Final

import numpy as np

from pose.angles import midpoint, point, rotated, torso_px
from pose.medians import median_of, percentiles_of
from pose.stream import FloatArray
from pose.view.estimate import (
    FRONT_MAX_DEG,
    SIDE_MIN_DEG,
    UNKNOWN_VIEW,
    Facing,
    Posture,
    View,
    ViewEstimate,
)
from pose.view.facing import facing_side
from pose.view.posture import estimated_posture, seen_from_an_end
from pose.view.yaw import (
    HIP_WIDTH_TORSO,
    NOSE_AHEAD_OF_EARS_TORSO,
    NOSE_AHEAD_TORSO,
    SHOULDER_WIDTH_TORSO,
    yaw_from_cues,
)

UPRIGHT_SHARE: Final = 0.85
"""Frames whose torso is shorter than this share of its longest tell no width."""
MIN_VIEW_FRAMES: Final = 5
ANY_YAW_DEG: Final = (45.0, 45.0)
"""A yaw and its standard deviation that say nothing."""
ENOUGH_FRAMES: Final = 300
"""More frames do not make a median better: longer recordings are thinned out evenly."""


def estimated_view(xy: FloatArray) -> ViewEstimate:
    """Return the view that most unbent frames of ``xy (n, 17, 2)`` show.

    Widths are measured across the trunk: a lying body is turned upright first.  One that
    lies with its feet or its head to the camera shows neither its front nor its side,
    and is oblique with a yaw that may be any.
    """
    xy = xy[:: len(xy) // ENOUGH_FRAMES + 1]
    posture, lean_deg = estimated_posture(xy)
    if posture is Posture.UNKNOWN:
        return UNKNOWN_VIEW
    trunk_deg = lean_deg if posture is Posture.LYING else 0.0
    turned = rotated(xy, trunk_deg) if trunk_deg else xy
    torso = torso_px(turned)
    longest = percentiles_of(torso[np.isfinite(torso)], 90)[0]
    if longest <= 0.0:
        return UNKNOWN_VIEW  # every point in one place is nobody
    with np.errstate(invalid="ignore"):
        unbent = turned[torso >= UPRIGHT_SHARE * longest]
    shoulders = _median_width(unbent, "shoulder") / longest
    hips = _median_width(unbent, "hip") / longest
    widths = np.array([shoulders / SHOULDER_WIDTH_TORSO, hips / HIP_WIDTH_TORSO])
    if not np.isfinite(widths).any():
        return UNKNOWN_VIEW
    # Arms overhead bring the shoulders together, so the wider of the two tells more.
    frontal = float(np.nanmax(np.abs(widths)))
    if posture is Posture.LYING and seen_from_an_end(xy):
        return ViewEstimate(View.OBLIQUE, None, *ANY_YAW_DEG, frontal, posture, trunk_deg)
    yaw_deg, yaw_sd_deg = yaw_from_cues(shoulders, hips, _nose_ahead(unbent, longest))
    if posture is Posture.LYING:
        yaw_deg = min(yaw_deg, 90.0 - _turned_along_deg(unbent, longest))
    view = _view_at(yaw_deg)
    if view is View.SIDE:
        facing: Facing | None = facing_side(turned)
    else:
        facing = Facing.CAMERA if np.nansum(widths) >= 0 else Facing.AWAY
    return ViewEstimate(view, facing, yaw_deg, yaw_sd_deg, frontal, posture, trunk_deg)


def _turned_along_deg(xy: FloatArray, size_px: float) -> float:
    """Return how far a lying body is turned out of the side view, degrees; 0 if unknown.

    Hips of somebody who lies square to the camera are one behind the other; turned, they
    lie apart along the trunk by the tangent of it, beside a trunk that looks shorter.
    """
    apart = point(xy, "left_hip")[:, 1] - point(xy, "right_hip")[:, 1]
    ratio = abs(_median(apart)) / size_px / HIP_WIDTH_TORSO
    return float(np.degrees(np.arctan(ratio))) if np.isfinite(ratio) else 0.0


def _view_at(yaw_deg: float) -> View:
    if yaw_deg < FRONT_MAX_DEG:
        return View.FRONT
    return View.SIDE if yaw_deg >= SIDE_MIN_DEG else View.OBLIQUE


def _median_width(xy: FloatArray, part: str) -> float:
    """Return the median of left minus right in x: positive when facing the camera."""
    width = point(xy, f"left_{part}")[:, 0] - point(xy, f"right_{part}")[:, 0]
    return _median(width)


def _nose_ahead(xy: FloatArray, size_px: float) -> float:
    """Return how far the nose is beside shoulders and ears, beside a view from the side."""
    nose = point(xy, "nose")[:, 0]
    ahead = [
        _median(nose - midpoint(xy, "shoulder")[:, 0]) / size_px / NOSE_AHEAD_TORSO,
        _median(nose - midpoint(xy, "ear")[:, 0]) / size_px / NOSE_AHEAD_OF_EARS_TORSO,
    ]
    known = [cue for cue in ahead if np.isfinite(cue)]
    return float(np.mean(known)) if known else float("nan")


def _median(values: FloatArray) -> float:
    """Return the median of what was seen; NaN where that is too little."""
    known = values[np.isfinite(values)]
    return median_of(known) if known.size >= MIN_VIEW_FRAMES else float("nan")
