"""Where feet are put, and a body that stands and sways above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.synthesis.body import SIDES, Body, FloatArray, Leg, vector
from pose.synthesis.movement import smooth_step
from pose.synthesis.posture import (
    STANDING_FLEXION_DEG,
    hanging_arms,
    hips_of,
    leg_to_ankle,
    posed,
    upright,
)

Place = tuple[float, float, float]
"""An ankle: to the patient's left, up from its height in standing, and forward."""

FOOT_LIFT: Final = 0.04
"""How high a foot is carried to a new place, as a fraction of stature."""
TOES_DOWN_DEG: Final = 40.0
LIFTED_UP: Final = 0.12
"""Height of the foot that is off the floor in standing on one leg."""
LIFTED_BACK: Final = -0.10


@dataclass(frozen=True)
class Footing:
    """Places of both ankles as fractions of stature; ``lifted`` is off the floor."""

    left: Place
    right: Place
    lifted: str | None = None

    def place(self, side: str) -> FloatArray:
        """Return one ankle's place."""
        return np.array(self.left if side == "left" else self.right)

    @property
    def middle(self) -> FloatArray:
        """Where the weight is above: between the feet that stand."""
        down = [self.place(side) for side in SIDES if side != self.lifted]
        return np.asarray(np.mean(down, axis=0) * np.array((1.0, 0.0, 1.0)))


@dataclass(frozen=True)
class Change:
    """Feet go to a new footing: one in the first half of the time, the other in the second."""

    start_s: float
    end_s: float
    to: Footing
    first: str = "left"

    def progress(self, times_s: FloatArray, side: str) -> FloatArray:
        """Return how far one foot has gone, 0 to 1."""
        half_s = (self.end_s - self.start_s) / 2
        first_s = self.start_s if side == self.first else self.start_s + half_s
        return smooth_step((times_s - first_s) / half_s)

    def shifted(self, times_s: FloatArray) -> FloatArray:
        """Return how far the weight has gone, 0 to 1."""
        return smooth_step((times_s - self.start_s) / (self.end_s - self.start_s))


APART: Final = Footing((0.062, 0.0, 0.0), (-0.062, 0.0, 0.0))
TOGETHER: Final = Footing((0.028, 0.0, 0.0), (-0.028, 0.0, 0.0))


def footings(side: str) -> Mapping[str, Footing]:
    """Return the four stages of the four-stage balance test by name, in order.

    ``side`` is the foot that is behind in the second and the third and stands alone in the
    fourth.  Heel and big toe touch in the second, heel and toe in the third.
    """
    sign = SIDES[side]
    behind = ((0.028 * sign, 0.0, 0.0), (0.0, 0.0, -0.065), (0.030 * sign, 0.0, 0.0))
    before = (
        (-0.028 * sign, 0.0, 0.075),
        (0.0, 0.0, 0.065),
        (-0.045 * sign, LIFTED_UP, LIFTED_BACK),
    )
    other = "right" if side == "left" else "left"
    stages = {"feet_together": TOGETHER}
    for number, name in enumerate(("semi_tandem", "tandem", "one_leg")):
        ankles = {side: behind[number], other: before[number]}
        lifted = other if name == "one_leg" else None
        stages[name] = Footing(ankles["left"], ankles["right"], lifted)
    return stages


def standing_on(
    body: Body,
    times_s: FloatArray,
    first: Footing,
    changes: Sequence[Change],
    sway_m: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """Return all points of somebody who stands, changes footing, and sways.

    Parameters
    ----------
    body
        Whose.
    times_s
        Shape ``(n,)``.
    first, changes
        Where the feet are, and where they go.
    sway_m
        Displacement of the body to the left and forward, shape ``(n,)`` each.
    """
    n = len(times_s)
    above = np.tile(first.middle, (n, 1))
    feet = {side: np.tile(first.place(side), (n, 1)) for side in SIDES}
    carried = {side: np.zeros(n) for side in SIDES}
    off = {side: np.full(n, float(first.lifted == side)) for side in SIDES}
    before = first
    for change in changes:
        above += change.shifted(times_s)[:, None] * (change.to.middle - before.middle)
        for side in SIDES:
            progress = change.progress(times_s, side)
            step = change.to.place(side) - before.place(side)
            feet[side] += progress[:, None] * step
            moves = bool(np.any(step[[0, 2]] != 0.0))
            carried[side] += moves * 4 * progress * (1.0 - progress)
            off[side] += (float(change.to.lifted == side) - float(before.lifted == side)) * progress
        before = change.to
    pelvis = body.height_m * above + vector(sway_m[0], 0.0, sway_m[1], n)
    raised = vector(0.0, body.metres(body.ankle_height), 0.0, n)
    ankles = {
        side: body.height_m * (feet[side] + FOOT_LIFT * vector(0.0, carried[side], 0.0, n)) + raised
        for side in SIDES
    }
    pelvis[:, 1] = _hip_height_m(body, pelvis, ankles)
    hips = hips_of(body, pelvis)
    legs: dict[str, Leg] = {
        side: leg_to_ankle(body, hips[side], ankles[side], TOES_DOWN_DEG * off[side])
        for side in SIDES
    }
    return posed(body, pelvis, upright(n), hanging_arms(n), legs)


def _hip_height_m(body: Body, pelvis: FloatArray, ankles: Mapping[str, FloatArray]) -> FloatArray:
    """Return the height of the hips at which the leg that has the longer way is all but straight."""
    leg_m = body.leg_m(STANDING_FLEXION_DEG)
    hips = hips_of(body, pelvis)
    away_m = [np.hypot(*(hips[side] - ankles[side])[:, [0, 2]].T) for side in SIDES]
    longest_m = np.maximum(away_m[0], away_m[1])
    return np.asarray(body.metres(body.ankle_height) + np.sqrt(leg_m**2 - longest_m**2))
