"""Angles and leans through a recording, degrees, ``(m,)``."""

from typing import Final

import numpy as np

from pose import angles, segments
from pose.angles import point
from pose.keypoints import INDEX
from pose.stream import FloatArray
from pose.view import Facing, View
from scoring.movement import Movement
from scoring.tracks.parts import SIDES

TRUNK: Final = [INDEX[f"{side}_{part}"] for part in ("shoulder", "hip") for side in SIDES]
MIN_UPPER_ARM_TORSO: Final = 0.2
"""An upper arm is some 0.6 torso lengths long: shorter ones point at the camera."""
FURTHEST_ABDUCTION_DEG: Final = 120.0
SCAPTION_FORWARDS_DEG: Final = 35.0
"""Plane of the shoulder blade before the body's: scaption is asked for at 30 to 40 degrees."""


def knee_flexion(movement: Movement, side: str) -> FloatArray:
    """Return 180 degrees minus the angle hip, knee, ankle."""
    return angles.knee_flexion_deg(movement.xy_px, side)


def front_knee_flexion(movement: Movement, _side: str) -> FloatArray:
    """Return the flexion of the knee whose foot is ahead, as seen from the side."""
    facing = _facing_sideways(movement)
    if facing is None:
        return np.full(len(movement.times_s), np.nan)
    ankles = [point(movement.xy_px, f"{side}_ankle")[:, 0] for side in SIDES]
    left_ahead = segments.facing_sign(facing) * (ankles[0] - ankles[1])
    left, right = (knee_flexion(movement, side) for side in SIDES)
    front = np.where(left_ahead > 0, left, right)
    return np.where(np.isnan(left_ahead), np.nan, front)


def hip_flexion(movement: Movement, side: str) -> FloatArray:
    """Return 180 degrees minus the angle shoulder, hip, knee."""
    return angles.hip_flexion_deg(movement.xy_px, side)


def elbow_flexion(movement: Movement, side: str) -> FloatArray:
    """Return 180 degrees minus the angle shoulder, elbow, wrist."""
    return angles.flexion_deg(movement.xy_px, side, "shoulder", "elbow", "wrist")


def shoulder_elevation(movement: Movement, side: str) -> FloatArray:
    """Return the angle elbow, shoulder, hip; NaN where the arm points at the camera."""
    return angles.shoulder_elevation_deg(
        movement.xy_px, side, min_segment_px=MIN_UPPER_ARM_TORSO * movement.torso_px
    )


def scaption(movement: Movement, side: str) -> FloatArray:
    """Return elevation in a plane `SCAPTION_FORWARDS_DEG` before the body's, seen from the front.

    The picture shows only a part of what goes sideways; that plane says which part.  Of
    the trunk's side, which narrows in the body's own plane, that plane sees a part.
    """
    xy, shown = movement.xy_px, np.cos(np.radians(SCAPTION_FORWARDS_DEG))
    lean_deg = trunk_to_side(movement, side)
    least_px = MIN_UPPER_ARM_TORSO * movement.torso_px
    arm_deg = segments.arm_abduction_deg(
        xy, side, _facing_across(movement), min_segment_px=least_px
    )
    arm = np.radians(arm_deg + lean_deg)
    flank = point(xy, f"{side}_shoulder") - point(xy, f"{side}_hip")
    narrowing_deg = np.degrees(np.arctan2(outward(movement, side) * flank[:, 0], -flank[:, 1]))
    narrowing = np.radians(narrowing_deg - lean_deg)
    raised_deg = np.degrees(np.arctan2(np.sin(arm) / shown, np.cos(arm)))
    seen_deg = raised_deg + np.degrees(np.arctan(np.tan(narrowing) * shown))
    return np.asarray(np.abs(seen_deg))


def thigh_inclination(movement: Movement, side: str) -> FloatArray:
    """Return how far the thigh is from hanging, whichever way, degrees."""
    hip, knee = (point(movement.xy_px, f"{side}_{part}") for part in ("hip", "knee"))
    return np.degrees(np.arctan2(np.abs(knee[:, 0] - hip[:, 0]), knee[:, 1] - hip[:, 1]))


def _facing_sideways(movement: Movement) -> Facing | None:
    """Return where the patient looks in a side view; ``None`` in any other."""
    facing = movement.view.facing
    return facing if facing in (Facing.LEFT, Facing.RIGHT) else None


def _facing_across(movement: Movement) -> Facing:
    """Return whether the patient faces the camera or away from it; the camera if in doubt."""
    return Facing.AWAY if movement.view.facing is Facing.AWAY else Facing.CAMERA


def shoulder_extension(movement: Movement, side: str) -> FloatArray:
    """Return how far the upper arm is behind the trunk's line, degrees; from the side only."""
    facing = _facing_sideways(movement)
    if facing is None:
        return np.full(len(movement.times_s), np.nan)
    return -segments.shoulder_flexion_deg(movement.xy_px, side, facing)


def hip_extension(movement: Movement, side: str) -> FloatArray:
    """Return how far the thigh is behind the trunk's line, degrees; from the side only."""
    facing = _facing_sideways(movement)
    if facing is None:
        return np.full(len(movement.times_s), np.nan)
    return -segments.signed_hip_flexion_deg(movement.xy_px, side, facing)


def outward(movement: Movement, side: str) -> int:
    """Return +1 where the side of the patient is the right of the picture, else -1."""
    leftward = segments.facing_sign(_facing_across(movement))
    return leftward if side == "left" else -leftward


def pelvis_hike(movement: Movement, side: str) -> FloatArray:
    """Return how much higher this side's hip is than the other, degrees."""
    tilt = segments.pelvis_tilt_deg(movement.xy_px, _facing_across(movement))
    return tilt if side == "left" else -tilt


def hip_abduction(movement: Movement, side: str) -> FloatArray:
    """Return the thigh's outward lean minus the pelvis's tilt, degrees."""
    angle = segments.hip_abduction_deg(movement.xy_px, side, _facing_across(movement))
    # Somebody who turns round on the way to their place has the hips' line the other way.
    return np.where(np.abs(angle) <= FURTHEST_ABDUCTION_DEG, angle, np.nan)


def _lean_in_picture(movement: Movement) -> FloatArray:
    """Return the lean of mid-hip to mid-shoulder, + to the right of the picture, degrees."""
    return angles.inclination_deg(movement.middle("hip"), movement.middle("shoulder"))


def _lean_of_whole_trunk(movement: Movement) -> FloatArray:
    """Return the lean in the picture where both shoulders and both hips are seen, else NaN.

    From the front the one that is seen lies half the body's width beside the middle.
    """
    whole = np.isfinite(movement.xy_px[:, TRUNK, 0]).all(axis=1)
    return np.where(whole, _lean_in_picture(movement), np.nan)


def trunk_lean(movement: Movement, _side: str) -> FloatArray:
    """Return the trunk's lean, + forward in a side view, else + to the patient's left.

    Where a side view does not tell where the patient looks, + is the right of the picture.
    """
    if movement.view.view is View.SIDE:
        facing = _facing_sideways(movement) or Facing.RIGHT
        return segments.facing_sign(facing) * _lean_in_picture(movement)
    return segments.facing_sign(_facing_across(movement)) * _lean_of_whole_trunk(movement)


def trunk_to_side(movement: Movement, side: str) -> FloatArray:
    """Return the trunk's lean to this side, degrees; negative to the other."""
    return outward(movement, side) * _lean_of_whole_trunk(movement)


def bent_to_side(movement: Movement, side: str) -> FloatArray:
    """Return the lean to this side, 0 where the trunk leans to the other."""
    return np.maximum(trunk_to_side(movement, side), 0.0)
