"""A body in any posture: trunk, pelvis, arms and legs turned freely, upright or lying.

`body.assemble` makes the bodies that stand upright and lean forward; this makes all
others.  Inclinations are from the vertical and exact as projected on their own plane of
the body: forward in the sagittal, sideways in the frontal one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.synthesis.body import (
    HEAD_SHARE,
    POINT_INDEX,
    POINT_NAMES,
    SIDES,
    SOLE_DROP,
    TOE_AHEAD,
    Body,
    FloatArray,
    Leg,
    knee_between,
    place_head,
    place_leg,
    vector,
)

STANDING_FLEXION_DEG: Final = 4.0
"""Nobody stands with perfectly straight knees."""
HANGING_DEG: Final = 6.0
"""How far a hanging arm is off the trunk, sideways; it hangs a little forward too."""
HANGING_FORWARD_DEG: Final = 4.0
HANGING_ELBOW_DEG: Final = 10.0
CROSSED: Final = np.array((-0.80, 0.59, -0.10)) / np.linalg.norm((-0.80, 0.59, -0.10))
"""Direction of the forearm in arms crossed on the chest: inwards, up, ahead."""

Angle = FloatArray | float


@dataclass(frozen=True)
class Axes:
    """Unit axes of one part of the body, each of shape ``(n, 3)``."""

    left: FloatArray
    up: FloatArray
    ahead: FloatArray

    def direction(self, part: FloatArray) -> FloatArray:
        """Return vectors ``(n, 3)`` given along these axes in body axes."""
        x, y, z = (part[:, [axis]] for axis in range(3))
        return np.asarray(x * self.left + y * self.up + z * self.ahead)


@dataclass(frozen=True)
class Trunk:
    """Inclinations of the trunk, shape ``(n,)`` each.

    ``forward_deg`` is 90 for a body that lies on its front and -90 on its back;
    ``left_deg`` leans to the patient's left.  ``head_share`` is the share that the head
    follows.
    """

    forward_deg: FloatArray
    left_deg: FloatArray
    head_share: float = HEAD_SHARE

    @property
    def axes(self) -> Axes:
        """Axes of the trunk."""
        return axes_leaning(self.forward_deg, self.left_deg)

    @property
    def head_axes(self) -> Axes:
        """Axes of the head."""
        return axes_leaning(self.head_share * self.forward_deg, self.head_share * self.left_deg)


@dataclass(frozen=True)
class ArmPose:
    """Directions of upper arm and forearm along the trunk's axes, shape ``(n, 3)``.

    ``girdle_deg``, shape ``(n,)``, is the elevation that collar bone and shoulder blade
    follow.  ``hand`` is the hand's direction where it is not the forearm's.
    """

    upper: FloatArray
    fore: FloatArray
    girdle_deg: FloatArray
    hand: FloatArray | None = None


def upright(n: int) -> Trunk:
    """Return a trunk that stands upright."""
    return Trunk(np.zeros(n), np.zeros(n))


def axes_leaning(forward_deg: FloatArray, left_deg: FloatArray) -> Axes:
    """Return axes whose upward one shows exactly these inclinations in either plane."""
    forward, left = np.radians(forward_deg), np.radians(left_deg)
    n = len(forward)
    up = _unit(vector(np.tan(left) * np.cos(forward), np.cos(forward), np.sin(forward), n))
    across = np.array((1.0, 0.0, 0.0))
    leftwards = _unit(across - up * (up @ across)[:, None])
    return Axes(left=leftwards, up=up, ahead=np.cross(leftwards, up))


def arm_pose(
    n: int, side: str, *, elevation_deg: Angle, flexion_deg: Angle, elbow_deg: Angle
) -> ArmPose:
    """Return an arm that is lifted sideways and forward from hanging, its elbow bent.

    The upper arm projects on the sagittal plane at exactly ``flexion_deg``; the forearm
    bends in the plane of the upper arm and the direction ahead of it.
    """
    elevation, flexion, bend = (
        np.broadcast_to(np.radians(angle), (n,))
        for angle in (elevation_deg, flexion_deg, elbow_deg)
    )
    upper = vector(
        SIDES[side] * np.sin(elevation),
        -np.cos(elevation) * np.cos(flexion),
        np.cos(elevation) * np.sin(flexion),
        n,
    )
    ahead = vector(0.0, np.sin(flexion), np.cos(flexion), n)
    fore = upper * np.cos(bend)[:, None] + ahead * np.sin(bend)[:, None]
    return ArmPose(upper, fore, _elevation_deg(upper))


def arm_in_plane(n: int, side: str, *, elevation_deg: Angle, plane_deg: float) -> ArmPose:
    """Return a straight arm lifted in a vertical plane ``plane_deg`` ahead of the frontal."""
    elevation = np.broadcast_to(np.radians(elevation_deg), (n,))
    plane = np.radians(plane_deg)
    upper = vector(
        SIDES[side] * np.sin(elevation) * np.cos(plane),
        -np.cos(elevation),
        np.sin(elevation) * np.sin(plane),
        n,
    )
    return ArmPose(upper, upper, np.degrees(elevation))


def hanging_arms(n: int) -> dict[str, ArmPose]:
    """Return both arms as they hang in standing."""
    return {
        side: arm_pose(
            n,
            side,
            elevation_deg=HANGING_DEG,
            flexion_deg=HANGING_FORWARD_DEG,
            elbow_deg=HANGING_ELBOW_DEG,
        )
        for side in SIDES
    }


def crossed_arms(n: int) -> dict[str, ArmPose]:
    """Return both arms crossed on the chest."""
    arms = {}
    for side, sign in SIDES.items():
        upper = arm_pose(n, side, elevation_deg=8.0, flexion_deg=35.0, elbow_deg=0.0).upper
        fore = np.tile(CROSSED * np.array((sign, 1.0, 1.0)), (n, 1))
        arms[side] = ArmPose(upper, fore, np.zeros(n))
    return arms


def blended_arms(
    first: Mapping[str, ArmPose], second: Mapping[str, ArmPose], share: FloatArray
) -> dict[str, ArmPose]:
    """Return both arms on their way from one pose (share 0) to another (share 1).

    The two poses of a segment must not point in opposite directions.
    """
    part = share[:, None]
    arms = {}
    for side in SIDES:
        one, other = first[side], second[side]
        arms[side] = ArmPose(
            _unit(one.upper + part * (other.upper - one.upper)),
            _unit(one.fore + part * (other.fore - one.fore)),
            one.girdle_deg + share * (other.girdle_deg - one.girdle_deg),
        )
    return arms


def hips_of(
    body: Body, pelvis: FloatArray, left_up_deg: FloatArray | float = 0.0
) -> dict[str, FloatArray]:
    """Return both hips, shape ``(n, 3)``, of a pelvis whose left side is up by an angle."""
    tilt = np.broadcast_to(np.radians(left_up_deg), (len(pelvis),))
    half_m = body.metres(body.hip_half_width)
    across = half_m * vector(np.cos(tilt), np.sin(tilt), 0.0, len(pelvis))
    return {side: pelvis + sign * across for side, sign in SIDES.items()}


def leg_from_hip(
    body: Body,
    hip: FloatArray,
    side: str,
    *,
    forward_deg: Angle,
    knee_deg: Angle,
    outward_deg: Angle = 0.0,
    toes_down_deg: Angle = 0.0,
) -> Leg:
    """Return a leg from its hip downwards.

    The thigh's inclinations forward and outward are exact in their planes; the knee bends
    backwards from it.
    """
    n = len(hip)
    forward, outward, bend = (
        np.broadcast_to(np.radians(angle), (n,)) for angle in (forward_deg, outward_deg, knee_deg)
    )
    sideways = SIDES[side] * np.tan(outward) * np.cos(forward)
    thigh = _unit(vector(sideways, -np.cos(forward), np.sin(forward), n))
    behind = vector(0.0, -np.sin(forward), -np.cos(forward), n)
    shank = thigh * np.cos(bend)[:, None] + behind * np.sin(bend)[:, None]
    knee = hip + body.metres(body.thigh) * thigh
    ankle = knee + body.metres(body.shank) * shank
    return Leg(knee, ankle, np.broadcast_to(np.asarray(toes_down_deg, np.float64), (n,)))


def leg_to_ankle(body: Body, hip: FloatArray, ankle: FloatArray, toes_down_deg: Angle = 0.0) -> Leg:
    """Return a leg between a known hip and a known ankle, its knee bent forward.

    Raises
    ------
    ValueError
        If the ankle is further from the hip than the leg is long.
    """
    longest_m = body.metres(body.shank + body.thigh)
    if np.linalg.norm(hip - ankle, axis=1).max(initial=0.0) > longest_m + 1e-12:
        raise ValueError("the foot is further from the hip than the leg is long")
    pitch = np.broadcast_to(np.asarray(toes_down_deg, np.float64), (len(hip),))
    return Leg(knee_between(body, hip, ankle), ankle, pitch)


def ankle_on_toes(body: Body, flat: FloatArray, toes_down_deg: FloatArray) -> FloatArray:
    """Return where an ankle is when the heel is lifted and the toes stay where they are.

    Parameters
    ----------
    body
        Whose.
    flat
        The ankle with the foot flat, shape ``(n, 3)``.
    toes_down_deg
        Pitch of the foot, shape ``(n,)``.
    """
    n, pitch = len(flat), np.radians(toes_down_deg)
    drop, ahead = body.metres(SOLE_DROP * body.ankle_height), body.metres(TOE_AHEAD)
    up = drop * (np.cos(pitch) - 1.0) + ahead * np.sin(pitch)
    forward = ahead * (1.0 - np.cos(pitch)) + drop * np.sin(pitch)
    return np.asarray(flat + vector(0.0, up, forward, n))


def standing_pelvis(body: Body, n: int) -> FloatArray:
    """Return the middle between the hips of somebody who stands on both feet."""
    return vector(0.0, body.metres(body.ankle_height) + body.leg_m(STANDING_FLEXION_DEG), 0.0, n)


def standing_ankle(body: Body, side: str, n: int) -> FloatArray:
    """Return where an ankle is in standing: straight below its hip."""
    sideways_m = SIDES[side] * body.metres(body.hip_half_width)
    return vector(sideways_m, body.metres(body.ankle_height), 0.0, n)


def standing_thigh_deg(body: Body) -> float:
    """Return how far a standing thigh is forward of the vertical, its ankle below its hip."""
    leg = body.leg_m(STANDING_FLEXION_DEG) / body.height_m
    cosine = (body.thigh**2 + leg**2 - body.shank**2) / (2 * body.thigh * leg)
    return float(np.degrees(np.arccos(cosine)))


def posed(
    body: Body,
    pelvis: FloatArray,
    trunk: Trunk,
    arms: Mapping[str, ArmPose],
    legs: Mapping[str, Leg],
    *,
    left_up_deg: FloatArray | float = 0.0,
) -> FloatArray:
    """Return all points of the body.

    Parameters
    ----------
    body
        Its lengths.
    pelvis
        Middle between the hips, shape ``(n, 3)``.
    trunk
        Its inclinations.
    arms, legs
        By side, ``"left"`` and ``"right"``.
    left_up_deg
        How far the left side of the pelvis is up.

    Returns
    -------
    FloatArray
        Shape ``(n, len(POINT_NAMES), 3)``, metres.
    """
    points = np.empty((len(pelvis), len(POINT_NAMES), 3))
    axes = trunk.axes
    chest = pelvis + body.torso_m * axes.up
    hips = hips_of(body, pelvis, left_up_deg)
    for side in SIDES:
        points[:, POINT_INDEX[f"{side}_hip"]] = hips[side]
        place_leg(body, points, side, legs[side])
        _place_arm(body, points, side, arms[side], chest=chest, axes=axes)
    head = trunk.head_axes
    place_head(body, points, chest, (head.left, head.up, head.ahead))
    return points


def _place_arm(
    body: Body, points: FloatArray, side: str, arm: ArmPose, *, chest: FloatArray, axes: Axes
) -> None:
    """Write shoulder, elbow, wrist and hand of one side."""
    inward, up = body.shoulder_shift(arm.girdle_deg)
    outward = SIDES[side] * (body.shoulder_half_width - inward)
    shoulder = chest + body.height_m * axes.direction(vector(outward, up, 0.0, len(chest)))
    upper, fore = axes.direction(arm.upper), axes.direction(arm.fore)
    elbow = shoulder + body.metres(body.upper_arm) * upper
    wrist = elbow + body.metres(body.forearm) * fore
    points[:, POINT_INDEX[f"{side}_shoulder"]] = shoulder
    points[:, POINT_INDEX[f"{side}_elbow"]] = elbow
    points[:, POINT_INDEX[f"{side}_wrist"]] = wrist
    hand = fore if arm.hand is None else axes.direction(arm.hand)
    points[:, POINT_INDEX[f"{side}_hand"]] = wrist + body.metres(body.hand) * hand


def _elevation_deg(upper: FloatArray) -> FloatArray:
    """Return the angle between a direction in trunk axes and hanging straight down."""
    return np.asarray(np.degrees(np.arccos(np.clip(-upper[:, 1], -1.0, 1.0))))


def _unit(vectors: FloatArray) -> FloatArray:
    """Return vectors ``(n, 3)`` of length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
