"""A jointed body: segment lengths, and points from joint angles.

Body axes: x to the patient's left, y up, z forward; metres; the origin is on the floor
between the ankles.  Segment lengths are fractions of stature after Drillis and Contini, as
tabulated in Winter's "Biomechanics and Motor Control of Human Movement".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import KEYPOINT_NAMES

FloatArray = NDArray[np.float64]

POINT_NAMES: Final = (
    *KEYPOINT_NAMES,
    "left_hand",
    "right_hand",
    "left_heel",
    "right_heel",
    "left_toe",
    "right_toe",
    "neck",
    "head",
)
"""The 17 keypoints first, then what a drawing of the body also needs."""
POINT_INDEX: Final = {name: index for index, name in enumerate(POINT_NAMES)}

SIDES: Final = {"left": 1.0, "right": -1.0}
"""Sign of the x axis on each side."""

FORWARD: Final = np.array((0.0, 0.0, 1.0))

HEAD_SHARE: Final = 0.4
"""Share of the trunk's lean that the head follows: eyes stay on the horizon."""

SOLE_DROP: Final = 0.75
"""Share of the ankle's height that heel and toe are below it: the rest is the sole."""
TOE_AHEAD: Final = 0.105
HEEL_BEHIND: Final = 0.025
"""How far toe and heel are from below the ankle, as fractions of stature."""
SAME_PLACE: Final = 1e-12
"""Products of two lengths below this are of points in one place."""


@dataclass(frozen=True)
class Body:
    """Lengths of one body, all fractions of ``height_m`` but the height itself.

    ``shoulder_rise`` and ``shoulder_inward`` are how far collar bone and shoulder blade carry
    the joint while the arm goes from hanging to straight up.
    """

    height_m: float = 1.70
    ankle_height: float = 0.039
    shank: float = 0.246
    thigh: float = 0.245
    hip_half_width: float = 0.062
    trunk: float = 0.288
    shoulder_half_width: float = 0.115
    upper_arm: float = 0.186
    forearm: float = 0.146
    hand: float = 0.085
    shoulder_rise: float = 0.030
    shoulder_inward: float = 0.016

    def metres(self, fraction: float) -> float:
        """Return a fraction of stature in metres."""
        return fraction * self.height_m

    @property
    def torso_m(self) -> float:
        """Distance from mid-hip to mid-shoulder."""
        return self.metres(self.trunk)

    def shoulder_shift(self, elevation_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return how far the shoulder joint is inward and up of its place at rest."""
        raised = (1.0 - np.cos(np.radians(elevation_deg))) / 2
        return self.shoulder_inward * raised, self.shoulder_rise * raised

    def flank_angle_deg(self, elevation_deg: FloatArray) -> FloatArray:
        """Return the angle of the line shoulder-hip to the vertical, seen from the front."""
        inward, up = self.shoulder_shift(elevation_deg)
        narrowing = self.shoulder_half_width - inward - self.hip_half_width
        return np.asarray(np.degrees(np.arctan2(narrowing, self.trunk + up)))

    def leg_m(self, knee_flexion_deg: float) -> float:
        """Distance from hip to ankle at a knee flexion."""
        inner = np.radians(180.0 - knee_flexion_deg)
        squared = self.shank**2 + self.thigh**2 - 2 * self.shank * self.thigh * np.cos(inner)
        return self.metres(float(np.sqrt(squared)))


@dataclass(frozen=True)
class Arm:
    """Angles of one arm in degrees, each of shape ``(n,)``.

    ``elevation_deg`` is sideways and ``flexion_deg`` forward, both from hanging straight
    down; ``elbow_deg`` is the elbow's flexion.
    """

    elevation_deg: FloatArray
    flexion_deg: FloatArray
    elbow_deg: FloatArray


@dataclass(frozen=True)
class Leg:
    """Positions of one leg below the hip, each of shape ``(n, 3)``, and the foot's pitch."""

    knee: FloatArray
    ankle: FloatArray
    toes_down_deg: FloatArray


def included_angle_deg(first: FloatArray, joint: FloatArray, last: FloatArray) -> FloatArray:
    """Return the angle at ``joint`` between two points, 0 to 180 degrees; any dimension.

    It is NaN where one of the two is in the same place as the joint.
    """
    one, other = first - joint, last - joint
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    lengths = np.where(lengths > SAME_PLACE, lengths, np.nan)
    cosine = np.einsum("...i,...i->...", one, other) / lengths
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def vector(
    x: FloatArray | float, y: FloatArray | float, z: FloatArray | float, n: int
) -> FloatArray:
    """Return an array of shape ``(n, 3)`` from three coordinates, constant or not."""
    return np.stack([np.broadcast_to(np.asarray(part, np.float64), (n,)) for part in (x, y, z)], 1)


def knee_between(body: Body, hip: FloatArray, ankle: FloatArray) -> FloatArray:
    """Return where the knee is when hip and ankle are known and it bends forward."""
    shank, thigh = body.metres(body.shank), body.metres(body.thigh)
    reach = hip - ankle
    distance = np.linalg.norm(reach, axis=1, keepdims=True)
    along = reach / distance
    forward = FORWARD - along * (along @ FORWARD)[:, None]
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    cosine = (shank**2 + distance**2 - thigh**2) / (2 * shank * distance)
    cosine = np.clip(cosine, -1.0, 1.0)
    return np.asarray(ankle + shank * (along * cosine + forward * np.sqrt(1.0 - cosine**2)))


def assemble(
    body: Body,
    pelvis: FloatArray,
    trunk_lean_deg: FloatArray,
    arms: Mapping[str, Arm],
    legs: Mapping[str, Leg],
) -> FloatArray:
    """Return all points of the body.

    Parameters
    ----------
    body
        Its lengths.
    pelvis
        Middle between the hips, shape ``(n, 3)``.
    trunk_lean_deg
        Forward lean of the trunk from the vertical, shape ``(n,)``.
    arms, legs
        By side, ``"left"`` and ``"right"``.

    Returns
    -------
    Array
        Shape ``(n, len(POINT_NAMES), 3)``, metres.
    """
    n = len(pelvis)
    points = np.empty((n, len(POINT_NAMES), 3))
    lean = np.radians(trunk_lean_deg)
    trunk = vector(0.0, np.cos(lean), np.sin(lean), n)
    chest = pelvis + body.torso_m * trunk
    for side, sign in SIDES.items():
        hip = pelvis + vector(sign * body.metres(body.hip_half_width), 0.0, 0.0, n)
        points[:, POINT_INDEX[f"{side}_hip"]] = hip
        place_leg(body, points, side, legs[side])
        inward, up = body.shoulder_shift(arms[side].elevation_deg)
        outward_m = body.height_m * (body.shoulder_half_width - inward)
        shoulder = chest + vector(sign * outward_m, body.height_m * up, 0.0, n)
        _place_arm(body, points, side, shoulder, arms[side])
    tilt = HEAD_SHARE * lean
    axes = (
        vector(1.0, 0.0, 0.0, n),
        vector(0.0, np.cos(tilt), np.sin(tilt), n),
        vector(0.0, -np.sin(tilt), np.cos(tilt), n),
    )
    place_head(body, points, chest, axes)
    return points


def place_leg(body: Body, points: FloatArray, side: str, leg: Leg) -> None:
    """Write knee, ankle, heel and toe of one side."""
    n = len(points)
    pitch = np.radians(leg.toes_down_deg)
    sole = vector(0.0, -np.sin(pitch), np.cos(pitch), n)
    down = vector(0.0, -np.cos(pitch), -np.sin(pitch), n)
    below = leg.ankle + body.metres(body.ankle_height * SOLE_DROP) * down
    points[:, POINT_INDEX[f"{side}_knee"]] = leg.knee
    points[:, POINT_INDEX[f"{side}_ankle"]] = leg.ankle
    points[:, POINT_INDEX[f"{side}_heel"]] = below - body.metres(HEEL_BEHIND) * sole
    points[:, POINT_INDEX[f"{side}_toe"]] = below + body.metres(TOE_AHEAD) * sole


def _place_arm(body: Body, points: FloatArray, side: str, shoulder: FloatArray, arm: Arm) -> None:
    """Write shoulder, elbow, wrist and hand of one side."""
    n = len(points)
    elevation, flexion, bend = (
        np.radians(angle) for angle in (arm.elevation_deg, arm.flexion_deg, arm.elbow_deg)
    )
    upper = vector(
        SIDES[side] * np.sin(elevation),
        -np.cos(elevation) * np.cos(flexion),
        np.cos(elevation) * np.sin(flexion),
        n,
    )
    bent_to = vector(0.0, np.sin(flexion), np.cos(flexion), n)
    fore = upper * np.cos(bend)[:, None] + bent_to * np.sin(bend)[:, None]
    elbow = shoulder + body.metres(body.upper_arm) * upper
    wrist = elbow + body.metres(body.forearm) * fore
    points[:, POINT_INDEX[f"{side}_shoulder"]] = shoulder
    points[:, POINT_INDEX[f"{side}_elbow"]] = elbow
    points[:, POINT_INDEX[f"{side}_wrist"]] = wrist
    points[:, POINT_INDEX[f"{side}_hand"]] = wrist + body.metres(body.hand) * fore


def place_head(
    body: Body,
    points: FloatArray,
    chest: FloatArray,
    axes: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    """Write neck, skull centre, nose, eyes and ears; the head's axes are left, up, ahead."""
    left, up, ahead = axes
    neck = chest + body.metres(0.025) * up
    head = neck + body.metres(0.088) * up + body.metres(0.008) * ahead

    def place(name: str, sideways: float, upward: float, forward: float) -> None:
        offset = sideways * left + upward * up + forward * ahead
        points[:, POINT_INDEX[name]] = head + body.height_m * offset

    points[:, POINT_INDEX["neck"]] = neck
    points[:, POINT_INDEX["head"]] = head
    place("nose", 0.0, -0.012, 0.062)
    for side, sign in SIDES.items():
        place(f"{side}_eye", sign * 0.019, 0.010, 0.050)
        place(f"{side}_ear", sign * 0.044, 0.000, -0.004)
