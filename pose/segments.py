"""Segments against gravity and signed joint angles, the same whichever way somebody faces.

All take upright points (roll removed) and where the person faces.  In a side view
positive is forward, in a front view it is the patient's left; abduction is positive
outward.  ``facing`` is a `Facing`, or the sign of the picture's x axis in the positive
direction: +1 facing right or the camera, -1 facing left or away.

A segment that points at the camera has no direction: ``min_segment_px`` is the shortest
one that is trusted, and shorter ones are NaN.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from pose.angles import midpoint, point
from pose.stream import FloatArray
from pose.view.estimate import Facing

UNAVAILABLE: Final[Mapping[str, str]] = {
    "ankle_dorsiflexion": (
        "Seventeen keypoints have no heel and no toe, so the foot has no direction. "
        "Use the shank's inclination in a side view."
    ),
    "wrist_flexion": (
        "Seventeen keypoints have no hand, so the wrist has no second segment. "
        "Use the forearm's inclination."
    ),
    "forearm_rotation": (
        "Pronation and supination turn the forearm about its own axis and move no keypoint. "
        "Nothing seen by this camera replaces them."
    ),
    "shoulder_rotation": (
        "Rotation of the upper arm about its own axis moves no shoulder or elbow keypoint. "
        "With the elbow bent by 90 degrees use the forearm's inclination."
    ),
    "hip_rotation": (
        "Rotation of the thigh about its own axis moves no hip or knee keypoint. "
        "Seated, from the front, use the shank's inclination."
    ),
    "knee_rotation": (
        "Rotation of the shank about its own axis moves no knee or ankle keypoint. "
        "Nothing seen by this camera replaces it."
    ),
    "trunk_rotation": (
        "Turning the trunk about its own axis leaves the plane of the picture. "
        "Use the shoulders' width beside the hips' as a sign that it happened."
    ),
    "neck_flexion": (
        "The neck has no keypoint of its own, and nose and ears turn with the head. "
        "Use the inclination of the trunk for posture."
    ),
}
"""What seventeen points cannot give, why, and what to use instead."""

WRAP_DEG: Final = 120.0
"""Nothing extends further than this, so what looks beyond it has gone past overhead."""


def facing_sign(facing: Facing | int) -> int:
    """Return the sign of the picture's x axis forward (side) or to the patient's left (front).

    Raises
    ------
    ValueError
        If ``facing`` is neither a `Facing` nor +1 or -1.
    """
    if isinstance(facing, Facing):
        return 1 if facing in (Facing.RIGHT, Facing.CAMERA) else -1
    if facing not in (1, -1):
        raise ValueError(f"facing {facing!r}: a Facing, +1 or -1")
    return facing


def shank_inclination_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return how far the knee leans over the ankle: 0 upright, + forward or to the left.

    In a side view this stands in for dorsiflexion while the foot is flat on the floor.

    Parameters
    ----------
    xy
        Upright points, shape ``(n, 17, 2)``, pixels.
    side
        ``"left"`` or ``"right"``, the patient's.
    facing
        Where the person faces, or its sign; see the module.
    min_segment_px
        Shortest segment whose direction is trusted.

    Returns
    -------
    FloatArray
        Shape ``(n,)``, degrees in (-180, 180]; NaN where a point is missing.
    """
    ankle, knee = point(xy, f"{side}_ankle"), point(xy, f"{side}_knee")
    return _rising_deg(ankle, knee, facing, min_segment_px)


def trunk_inclination_deg(
    xy: FloatArray, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return the lean of mid-hip to mid-shoulder: 0 upright, + forward or to the left, ``(n,)``."""
    return _rising_deg(midpoint(xy, "hip"), midpoint(xy, "shoulder"), facing, min_segment_px)


def thigh_inclination_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return where the knee is from the hip: 0 straight below, + forward or to the left, ``(n,)``.

    A seated thigh is at 90 in a side view.
    """
    hip, knee = point(xy, f"{side}_hip"), point(xy, f"{side}_knee")
    return _hanging_deg(hip, knee, facing, min_segment_px)


def upper_arm_inclination_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return where the elbow is from the shoulder: 0 below, + forward or to the left, ``(n,)``.

    180 is overhead, and one degree further is -179; `shoulder_flexion_deg` and
    `arm_abduction_deg` go on.
    """
    shoulder, elbow = point(xy, f"{side}_shoulder"), point(xy, f"{side}_elbow")
    return _hanging_deg(shoulder, elbow, facing, min_segment_px)


def forearm_inclination_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return where the wrist is from the elbow: 0 below, + forward or to the left, ``(n,)``."""
    elbow, wrist = point(xy, f"{side}_elbow"), point(xy, f"{side}_wrist")
    return _hanging_deg(elbow, wrist, facing, min_segment_px)


def thigh_abduction_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return the thigh's inclination to gravity in a front or back view, + outward, ``(n,)``."""
    leftward = thigh_inclination_deg(xy, side, _frontal(facing), min_segment_px=min_segment_px)
    return leftward * _outward(side)


def arm_abduction_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return the upper arm's elevation against gravity in a front or back view, + outward.

    Unlike the angle between arm and trunk it shows what a leaning trunk adds.

    Returns
    -------
    FloatArray
        Shape ``(n,)``, degrees in [-120, 240); 180 is overhead.
    """
    leftward = upper_arm_inclination_deg(xy, side, _frontal(facing), min_segment_px=min_segment_px)
    return _past_overhead(leftward * _outward(side))


def pelvis_tilt_deg(
    xy: FloatArray, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return the hips' line against the horizontal, + left hip higher, ``(n,)``.

    Only in a front or back view: from the side the hips coincide.

    Raises
    ------
    ValueError
        If the person faces a side of the picture.
    """
    return _tilt_deg(xy, "hip", facing, min_segment_px)


def shoulder_tilt_deg(
    xy: FloatArray, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return the shoulders' line against the horizontal, + left shoulder higher, ``(n,)``.

    Only in a front or back view.

    Raises
    ------
    ValueError
        If the person faces a side of the picture.
    """
    return _tilt_deg(xy, "shoulder", facing, min_segment_px)


def hip_abduction_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return the thigh's abduction from the pelvis in a front or back view, + outward, ``(n,)``.

    The thigh's inclination minus the pelvis's tilt: a hitched hip or a leaning body is not
    abduction.
    """
    thigh = thigh_inclination_deg(xy, side, _frontal(facing), min_segment_px=min_segment_px)
    tilt = pelvis_tilt_deg(xy, facing, min_segment_px=min_segment_px)
    return (thigh - tilt) * _outward(side)


def signed_hip_flexion_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return hip flexion in a side view, extension negative, degrees in [-120, 240), ``(n,)``.

    Its size is that of `pose.angles.hip_flexion_deg`: shoulder, hip and knee of one side.
    """
    return _past_overhead(_bend_deg(xy, side, ("shoulder", "hip", "knee"), facing, min_segment_px))


def signed_knee_flexion_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return knee flexion in a side view, hyperextension negative, ``(n,)``.

    Its size is that of `pose.angles.knee_flexion_deg`.  Unlike it, a straight knee with
    noise is 0 on average.
    """
    return -_bend_deg(xy, side, ("hip", "knee", "ankle"), facing, min_segment_px)


def knee_hyperextension_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return how far the knee is beyond straight in a side view; 0 where it is bent, ``(n,)``."""
    signed = signed_knee_flexion_deg(xy, side, facing, min_segment_px=min_segment_px)
    return np.maximum(-signed, 0.0)


def shoulder_flexion_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return the arm's angle to the trunk in a side view, extension negative, ``(n,)``.

    0 is along the trunk and 180 overhead; degrees in [-120, 240).  Its size is that of
    `pose.angles.shoulder_elevation_deg` up to 180.
    """
    return _past_overhead(
        _turn_deg(
            point(xy, f"{side}_hip") - point(xy, f"{side}_shoulder"),
            point(xy, f"{side}_elbow") - point(xy, f"{side}_shoulder"),
            facing,
            min_segment_px,
        )
    )


def knee_valgus_deg(
    xy: FloatArray, side: str, facing: Facing | int, *, min_segment_px: float = 0.0
) -> FloatArray:
    """Return how far the knee is inside the line hip to ankle in a front or back view, ``(n,)``.

    180 minus the angle hip, knee, ankle, + knee inward (valgus), - outward.
    """
    leftward = _frontal(facing)
    return _bend_deg(xy, side, ("hip", "knee", "ankle"), leftward, min_segment_px) * _outward(side)


def knee_separation_ratio(xy: FloatArray, *, min_separation_px: float = 0.0) -> FloatArray:
    """Return the distance of the knees beside that of the ankles in a front or back view, ``(n,)``.

    Along the horizontal; 1 is knees over ankles, less is valgus, below 0 crossed knees.
    NaN where the ankles are closer together than ``min_separation_px``.
    """
    knees = point(xy, "left_knee")[:, 0] - point(xy, "right_knee")[:, 0]
    ankles = point(xy, "left_ankle")[:, 0] - point(xy, "right_ankle")[:, 0]
    apart = (np.abs(ankles) > 0) & (np.abs(ankles) >= min_separation_px)
    ratio = np.full(len(xy), np.nan)
    np.divide(knees, ankles, out=ratio, where=apart)
    return ratio


def _rising_deg(
    lower: FloatArray, upper: FloatArray, facing: Facing | int, min_segment_px: float
) -> FloatArray:
    """Return the direction lower to upper, from straight up, + in the facing direction."""
    line = upper - lower
    angle = np.degrees(np.arctan2(facing_sign(facing) * line[:, 0], -line[:, 1]))
    return _where_long(angle, min_segment_px, line)


def _hanging_deg(
    upper: FloatArray, lower: FloatArray, facing: Facing | int, min_segment_px: float
) -> FloatArray:
    """Return the direction upper to lower, from straight down, + in the facing direction."""
    line = lower - upper
    angle = np.degrees(np.arctan2(facing_sign(facing) * line[:, 0], line[:, 1]))
    return _where_long(angle, min_segment_px, line)


def _tilt_deg(xy: FloatArray, part: str, facing: Facing | int, min_segment_px: float) -> FloatArray:
    line = point(xy, f"left_{part}") - point(xy, f"right_{part}")
    angle = np.degrees(np.arctan2(-line[:, 1], _frontal(facing) * line[:, 0]))
    return _where_long(angle, min_segment_px, line)


def _bend_deg(
    xy: FloatArray,
    side: str,
    parts: tuple[str, str, str],
    facing: Facing | int,
    min_segment_px: float,
) -> FloatArray:
    """Return how far the last of three points turns in the facing direction; 0 is straight."""
    first, joint, last = (point(xy, f"{side}_{part}") for part in parts)
    return _turn_deg(joint - first, last - joint, facing, min_segment_px)


def _turn_deg(
    start: FloatArray, end: FloatArray, facing: Facing | int, min_segment_px: float
) -> FloatArray:
    """Return the angle from ``start`` to ``end``, + where a hanging one turns forward."""
    # y points down, so turning from straight down to the right of the picture is negative.
    cross = start[:, 1] * end[:, 0] - start[:, 0] * end[:, 1]
    dot = np.einsum("ij,ij->i", start, end)
    angle = np.degrees(np.arctan2(facing_sign(facing) * cross, dot))
    return _where_long(angle, min_segment_px, start, end)


def _where_long(angle: FloatArray, min_segment_px: float, *lines: FloatArray) -> FloatArray:
    shortest = np.min([np.hypot(line[:, 0], line[:, 1]) for line in lines], axis=0)
    return np.where((shortest > 0) & (shortest >= min_segment_px), angle, np.nan)


def _past_overhead(angle_deg: FloatArray) -> FloatArray:
    """Return angles in [-120, 240): a limb past overhead goes on instead of jumping."""
    return np.where(angle_deg < -WRAP_DEG, angle_deg + 360.0, angle_deg)


def _frontal(facing: Facing | int) -> int:
    """Return the sign of the picture's x axis to the patient's left.

    Raises
    ------
    ValueError
        If the person faces a side of the picture, where left and right coincide.
    """
    if facing in (Facing.LEFT, Facing.RIGHT):
        raise ValueError(f"facing {facing}: this angle needs a view from the front or the back")
    return facing_sign(facing)


def _outward(side: str) -> int:
    """Return the sign of outward for a side, where the patient's left is positive."""
    return 1 if side == "left" else -1
