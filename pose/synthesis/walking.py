"""Walking along straight lines and turning on the spot, from standing to standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.synthesis.body import SIDES, Body, FloatArray, Leg, vector
from pose.synthesis.movement import smooth_step
from pose.synthesis.posture import (
    HANGING_DEG,
    HANGING_ELBOW_DEG,
    HANGING_FORWARD_DEG,
    STANDING_FLEXION_DEG,
    ArmPose,
    arm_pose,
    hips_of,
    leg_to_ankle,
    posed,
    standing_ankle,
    upright,
)

STEP: Final = 0.32
"""Longest step, as a fraction of stature."""
STEP_S: Final = 0.55
LIFT: Final = 0.035
"""How high a swinging ankle is carried, as a fraction of stature."""
ARM_SWING_DEG: Final = 18.0
TOES_DOWN_DEG: Final = 18.0


@dataclass(frozen=True)
class Walk:
    """A straight walk from feet side by side to feet side by side."""

    start_s: float
    distance_m: float
    n_steps: int
    step_s: float = STEP_S

    @property
    def end_s(self) -> float:
        """When the last foot has come beside the other."""
        return self.start_s + (self.n_steps + 1) * self.step_s

    def feet_m(self, times_s: FloatArray) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
        """Return how far each foot has come, and how much of its lift it has, by side."""
        step_m = self.distance_m / self.n_steps
        along = {side: np.zeros(len(times_s)) for side in SIDES}
        lifted = {side: np.zeros(len(times_s)) for side in SIDES}
        names = tuple(SIDES)
        # The first step and the one that closes are single, all others pass the other foot.
        for number in range(self.n_steps + 1):
            side = names[number % 2]
            length_m = step_m if number in (0, self.n_steps) else 2 * step_m
            progress = (times_s - self.start_s) / self.step_s - number
            along[side] += length_m * smooth_step(progress)
            lifted[side] += _bump(progress)
        return along, lifted


@dataclass(frozen=True)
class Turn:
    """A turn on the spot; the feet lift in place while the body turns as one."""

    start_s: float
    from_deg: float
    to_deg: float
    duration_s: float = 1.2

    @property
    def end_s(self) -> float:
        """When the body faces its new way."""
        return self.start_s + self.duration_s

    def lifts(self, times_s: FloatArray) -> dict[str, FloatArray]:
        """Return how much of its lift each foot has, by side: two steps each."""
        halves = 4.0 * (times_s - self.start_s) / self.duration_s
        return {
            side: _bump(halves - first) + _bump(halves - first - 2)
            for first, side in enumerate(SIDES)
        }


def walk_of(body: Body, start_s: float, distance_m: float) -> Walk:
    """Return a walk over a distance in equal steps, none longer than this body's."""
    return Walk(start_s, distance_m, int(np.ceil(distance_m / body.metres(STEP))))


def route_points(
    body: Body,
    times_s: FloatArray,
    moves: Sequence[Walk | Turn],
    *,
    facing_deg: float = 0.0,
    at_m: tuple[float, float] = (0.0, 0.0),
) -> FloatArray:
    """Return the points of somebody who walks and turns.

    Parameters
    ----------
    body
        Whose.
    times_s
        Shape ``(n,)``.
    moves
        In order, none before the last has ended.
    facing_deg
        Where they look at first: 0 ahead, 90 to what was their left.
    at_m
        Where they stand at first: x and z in body axes.

    Returns
    -------
    FloatArray
        Shape ``(n, len(POINT_NAMES), 3)``, metres.
    """
    n = len(times_s)
    heading = np.full(n, float(facing_deg))
    place = np.tile(np.array((at_m[0], 0.0, at_m[1])), (n, 1))
    ahead_m = {side: np.zeros(n) for side in SIDES}
    lifted = {side: np.zeros(n) for side in SIDES}
    towards_deg = float(facing_deg)
    for move in moves:
        if isinstance(move, Turn):
            progress = smooth_step((times_s - move.start_s) / move.duration_s)
            heading += (move.to_deg - move.from_deg) * progress
            towards_deg = move.to_deg
            lifts = move.lifts(times_s)
        else:
            along, lifts = move.feet_m(times_s)
            middle = (along["left"] + along["right"]) / 2
            towards = np.radians(towards_deg)
            place += middle[:, None] * np.array((np.sin(towards), 0.0, np.cos(towards)))
            for side in SIDES:
                ahead_m[side] += along[side] - middle
        for side in SIDES:
            lifted[side] += lifts[side]
    stepping = _stepping(body, ahead_m, lifted)
    return np.asarray(turned(stepping, heading) + place[:, None, :])


def turned(points: FloatArray, heading_deg: FloatArray) -> FloatArray:
    """Return points ``(n, k, 3)`` turned about the vertical; 90 turns ahead to the left."""
    heading = np.radians(heading_deg)[:, None]
    x, y, z = np.moveaxis(points, -1, 0)
    cosine, sine = np.cos(heading), np.sin(heading)
    return np.stack((x * cosine + z * sine, y, z * cosine - x * sine), axis=-1)


def _stepping(
    body: Body, ahead_m: dict[str, FloatArray], lifted: dict[str, FloatArray]
) -> FloatArray:
    """Return a body whose feet are so far ahead of (or behind) its middle and so much lifted."""
    n = len(ahead_m["left"])
    leg_m, ankle_m = body.leg_m(STANDING_FLEXION_DEG), body.metres(body.ankle_height)
    # Both feet are equally far from the middle, so one height suits both legs.
    height_m = ankle_m + np.sqrt(leg_m**2 - ahead_m["left"] ** 2)
    pelvis = vector(0.0, height_m, 0.0, n)
    hips = hips_of(body, pelvis)
    legs: dict[str, Leg] = {}
    arms: dict[str, ArmPose] = {}
    for side in SIDES:
        offset = vector(0.0, body.metres(LIFT) * lifted[side], ahead_m[side], n)
        ankle = standing_ankle(body, side, n) + offset
        legs[side] = leg_to_ankle(body, hips[side], ankle, TOES_DOWN_DEG * lifted[side])
        swing_deg = -ARM_SWING_DEG * ahead_m[side] / body.metres(STEP / 2)
        arms[side] = arm_pose(
            n,
            side,
            elevation_deg=HANGING_DEG,
            flexion_deg=HANGING_FORWARD_DEG + swing_deg,
            elbow_deg=HANGING_ELBOW_DEG,
        )
    return posed(body, pelvis, upright(n), arms, legs)


def _bump(progress: FloatArray) -> FloatArray:
    """Return 0 to 1 and back to 0 while progress goes from 0 to 1; 0 outside."""
    return np.asarray(smooth_step(2 * progress) - smooth_step(2 * progress - 1))
