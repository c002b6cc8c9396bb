"""Inclinations of segments and the signed joint angles made of them: the truth in three dimensions.

Inclinations are from the vertical, in degrees: forward positive in the sagittal plane,
outward (limbs) or to the patient's left (trunk) in the frontal one.
"""

from typing import Final

import numpy as np

from pose.synthesis.body import POINT_INDEX, POINT_NAMES, SIDES, FloatArray, included_angle_deg

SCAPTION_PLANE_DEG: Final = 35.0
"""How far the plane of the scapula is ahead of the frontal plane; chosen by us."""

_X, _Y, _Z = 0, 1, 2


def segment_angles_deg(points: FloatArray) -> dict[str, FloatArray]:
    """Return inclinations and signed joint angles by name.

    Parameters
    ----------
    points
        Shape ``(n, 17 or more, 3)``, body axes.

    Returns
    -------
    dict
        ``trunk_forward_deg``, ``trunk_left_deg`` (middle of the hips to middle of the
        shoulders) and ``pelvis_left_up_deg``; and of each side, as ``left_...``:
        ``thigh_forward_deg``, ``thigh_outward_deg``, ``shank_forward_deg``,
        ``upper_arm_forward_deg``, ``upper_arm_outward_deg``; ``trunk_side_bend_deg`` (the
        trunk's lean to that side); ``hip_extension_deg`` and
        ``shoulder_extension_deg`` (positive behind the line of hip and shoulder),
        ``hip_abduction_deg`` (thigh against the pelvis), ``shoulder_scaption_deg`` (in a
        plane 35 degrees ahead of the frontal one); with all points given also
        ``foot_toes_down_deg``.
    """

    def at(name: str) -> FloatArray:
        return np.asarray(points[:, POINT_INDEX[name]])

    hips = (at("left_hip") + at("right_hip")) / 2
    shoulders = (at("left_shoulder") + at("right_shoulder")) / 2
    across = at("left_hip") - at("right_hip")
    angles = {
        "trunk_forward_deg": _from_up_deg(shoulders - hips, _Z),
        "trunk_left_deg": _from_up_deg(shoulders - hips, _X),
        "pelvis_left_up_deg": np.degrees(np.arctan2(across[:, _Y], across[:, _X])),
    }
    for side, sign in SIDES.items():
        hip, knee, ankle = (at(f"{side}_{name}") for name in ("hip", "knee", "ankle"))
        shoulder, elbow = at(f"{side}_shoulder"), at(f"{side}_elbow")
        thigh_deg = _from_down_deg(knee - hip, _Z)
        outward_deg = _from_down_deg(knee - hip, _X, sign)
        arm_deg = _from_down_deg(elbow - shoulder, _Z)
        flank_deg = _from_up_deg(shoulder - hip, _Z)
        of_side = {
            "thigh_forward_deg": thigh_deg,
            "thigh_outward_deg": outward_deg,
            "shank_forward_deg": _from_up_deg(knee - ankle, _Z),
            "upper_arm_forward_deg": arm_deg,
            "upper_arm_outward_deg": _from_down_deg(elbow - shoulder, _X, sign),
            "trunk_side_bend_deg": sign * angles["trunk_left_deg"],
            "hip_extension_deg": _wrapped(-(thigh_deg + flank_deg)),
            "hip_abduction_deg": outward_deg - sign * angles["pelvis_left_up_deg"],
            "shoulder_extension_deg": _wrapped(-(arm_deg + flank_deg)),
            "shoulder_scaption_deg": _scaption_deg(elbow, shoulder, hip, sign),
        }
        if points.shape[1] == len(POINT_NAMES):
            sole = at(f"{side}_toe") - at(f"{side}_heel")
            of_side["foot_toes_down_deg"] = np.degrees(np.arctan2(-sole[:, _Y], sole[:, _Z]))
        angles |= {f"{side}_{name}": value for name, value in of_side.items()}
    return angles


def _from_up_deg(line: FloatArray, axis: int) -> FloatArray:
    """Return the lean from upright of vectors ``(n, 3)`` towards an axis."""
    return np.asarray(np.degrees(np.arctan2(line[:, axis], line[:, _Y])))


def _from_down_deg(line: FloatArray, axis: int, sign: float = 1.0) -> FloatArray:
    """Return the inclination from hanging of vectors ``(n, 3)`` towards an axis."""
    return np.asarray(np.degrees(np.arctan2(sign * line[:, axis], -line[:, _Y])))


def _wrapped(angle_deg: FloatArray) -> FloatArray:
    """Return angles in [-180, 180)."""
    return np.asarray((angle_deg + 180.0) % 360.0 - 180.0)


def _scaption_deg(
    elbow: FloatArray, shoulder: FloatArray, hip: FloatArray, sign: float
) -> FloatArray:
    """Return the angle elbow, shoulder, hip in the plane of the scapula."""
    plane = np.radians(SCAPTION_PLANE_DEG)
    onto = np.array(((sign * np.cos(plane), 0.0), (0.0, 1.0), (np.sin(plane), 0.0)))
    return included_angle_deg(elbow @ onto, shoulder @ onto, hip @ onto)
