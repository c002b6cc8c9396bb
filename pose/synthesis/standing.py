"""Legs that stand, and compensations that come and go with the repetitions."""

from collections.abc import Sequence
from dataclasses import replace

from pose.synthesis.body import SIDES, Body, FloatArray, Leg
from pose.synthesis.movement import Cycle, curve
from pose.synthesis.posture import hips_of, leg_to_ankle, standing_ankle, standing_pelvis


def standing_legs(
    body: Body, n: int, left_up_deg: FloatArray | float = 0.0
) -> tuple[FloatArray, dict[str, Leg]]:
    """Return the pelvis and both legs of somebody who stands on both feet."""
    pelvis = standing_pelvis(body, n)
    hips = hips_of(body, pelvis, left_up_deg)
    return pelvis, {
        side: leg_to_ankle(body, hips[side], standing_ankle(body, side, n)) for side in SIDES
    }


def shares(times_s: FloatArray, cycles: Sequence[Cycle]) -> FloatArray:
    """Return the share of the way to its peak that each repetition has gone, 0 to 1."""
    return curve(times_s, [replace(cycle, peak=1.0) for cycle in cycles], 0.0)
