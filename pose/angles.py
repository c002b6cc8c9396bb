"""Angles and lengths of body segments in the image plane, in pixels.

Included angles never wrap, do not change when the picture is rolled, and are the same
whichever way the person faces.  Seventeen keypoints give no ankle angle, no wrist angle
and no rotation about a limb's own axis: nothing here pretends to.
"""

import numpy as np

from pose.keypoints import INDEX
from pose.stream import FloatArray


def included_angle_deg(
    proximal: FloatArray,
    joint: FloatArray,
    distal: FloatArray,
    *,
    min_segment_px: float = 0.0,
) -> FloatArray:
    """Return the unsigned angle at ``joint`` for every frame; a straight limb is 180 degrees.

    The angle is the one that the picture shows: it is wrong when the limb leaves the
    image plane, so callers check the view first.

    Parameters
    ----------
    proximal, joint, distal
        Tracks of shape ``(n, 2)``, pixels.
    min_segment_px
        Shortest segment whose direction is trusted: one that points at the camera has none.

    Returns
    -------
    FloatArray
        Shape ``(n,)``, degrees in [0, 180]; NaN where a point is missing or a segment
        is too short.

    Raises
    ------
    ValueError
        If the three tracks do not share one ``(n, 2)`` shape.
    """
    if not proximal.shape == joint.shape == distal.shape or joint.shape[1:] != (2,):
        shapes = (proximal.shape, joint.shape, distal.shape)
        raise ValueError(f"expected three (n, 2) tracks, got {shapes}")
    first = proximal - joint
    second = distal - joint
    cross = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    dot = np.einsum("ij,ij->i", first, second)
    # atan2 keeps its accuracy near 0 and 180 degrees, where arccos does not.
    angle = np.degrees(np.arctan2(np.abs(cross), dot))
    shortest = np.minimum(np.hypot(*first.T), np.hypot(*second.T))
    return np.where((shortest > 0) & (shortest >= min_segment_px), angle, np.nan)


def inclination_deg(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return the lean of the line ``lower`` → ``upper`` from vertical, per frame.

    0 is upright, positive leans to the right of the picture; degrees in (-180, 180].
    """
    line = upper - lower
    return np.degrees(np.arctan2(line[:, 0], -line[:, 1]))


def length_px(start: FloatArray, end: FloatArray) -> FloatArray:
    """Return the distance between two tracks of shape ``(n, 2)`` per frame, pixels."""
    return np.hypot(end[:, 0] - start[:, 0], end[:, 1] - start[:, 1])


def point(xy: FloatArray, name: str) -> FloatArray:
    """Return the track ``(n, 2)`` of the keypoint called ``name``."""
    return xy[:, INDEX[name]]


def midpoint(xy: FloatArray, part: str) -> FloatArray:
    """Return the middle of a left/right pair, or the seen one of the two, ``(n, 2)``.

    Parameters
    ----------
    xy
        Shape ``(n, 17, 2)``.
    part
        Name without its side: ``"hip"``, ``"shoulder"``, ``"ankle"`` …
    """
    left = xy[:, INDEX[f"left_{part}"]]
    right = xy[:, INDEX[f"right_{part}"]]
    middle: FloatArray = (left + right) / 2
    missing = np.isnan(middle)
    if missing.any():
        middle[missing] = np.where(np.isnan(left[missing]), right[missing], left[missing])
    return middle


def flexion_deg(xy: FloatArray, side: str, proximal: str, joint: str, distal: str) -> FloatArray:
    """Return 180 minus the included angle: 0 straight, growing as the joint bends."""
    return 180.0 - included_angle_deg(
        point(xy, f"{side}_{proximal}"), point(xy, f"{side}_{joint}"), point(xy, f"{side}_{distal}")
    )


def knee_flexion_deg(xy: FloatArray, side: str) -> FloatArray:
    """Return knee flexion: 0 straight.  A measurement only in a side view."""
    return flexion_deg(xy, side, "hip", "knee", "ankle")


def hip_flexion_deg(xy: FloatArray, side: str) -> FloatArray:
    """Return shoulder-hip-knee flexion: 0 standing.  A measurement only in a side view."""
    return flexion_deg(xy, side, "shoulder", "hip", "knee")


def elbow_flexion_deg(xy: FloatArray, side: str) -> FloatArray:
    """Return elbow flexion: 0 straight.  A measurement where the forearm is in the picture's plane."""
    return flexion_deg(xy, side, "shoulder", "elbow", "wrist")


def shoulder_elevation_deg(xy: FloatArray, side: str, *, min_segment_px: float = 0.0) -> FloatArray:
    """Return the angle between upper arm and trunk side: 0 hanging, 180 overhead.

    In a front view this is abduction, in a side view flexion.
    """
    return included_angle_deg(
        point(xy, f"{side}_elbow"),
        point(xy, f"{side}_shoulder"),
        point(xy, f"{side}_hip"),
        min_segment_px=min_segment_px,
    )


def trunk_lean_deg(xy: FloatArray) -> FloatArray:
    """Return the lean of mid-hip → mid-shoulder from the picture's vertical, per frame."""
    return inclination_deg(midpoint(xy, "hip"), midpoint(xy, "shoulder"))


def torso_px(xy: FloatArray) -> FloatArray:
    """Return the length mid-hip to mid-shoulder per frame, pixels."""
    return length_px(midpoint(xy, "hip"), midpoint(xy, "shoulder"))


def rotated(xy: FloatArray, angle_deg: float) -> FloatArray:
    """Return the points turned so that a line leaning by ``angle_deg`` stands upright."""
    if angle_deg == 0.0:
        return xy
    angle = np.radians(angle_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    # (sin a, -cos a), leaning by a, becomes (0, -1).
    upright = np.empty_like(xy)
    upright[..., 0] = xy[..., 0] * cos + xy[..., 1] * sin
    upright[..., 1] = xy[..., 1] * cos - xy[..., 0] * sin
    return upright
