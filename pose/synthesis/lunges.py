"""Lunges forward and to the side: one foot steps out, the body sinks, and comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Unpack

import numpy as np

from pose.synthesis.body import SIDES, Body, FloatArray, Leg, vector
from pose.synthesis.movement import Cycle, Movement, smooth_step
from pose.synthesis.plan import ALTERNATING, Plan, PlanOptions, alternated, sides_of
from pose.synthesis.posture import (
    STANDING_FLEXION_DEG,
    Trunk,
    ankle_on_toes,
    hanging_arms,
    hips_of,
    leg_to_ankle,
    posed,
    standing_ankle,
    standing_pelvis,
)
from pose.synthesis.standing import shares

LANDS_AT: Final = 0.8
"""Share of the way down at which the foot that steps is on the floor."""
LIFT: Final = 0.02
"""How high it is carried, as a fraction of stature."""
SHANK_SHARE: Final = 0.2
"""Share of the front knee's flexion that the shank's inclination takes."""
STRIDE: Final = (0.22, 0.16)
"""Length of the step forward as a fraction of stature: at none and per 90 degrees."""
BACK_PITCH_DEG: Final = 50.0
HIPS_BEHIND: Final = 0.07
"""How far behind the ankles the hips sit in a side lunge, as a fraction of stature."""
OUTER_FLEXION_DEG: Final = 6.0
"""Flexion that is left in the straight leg of a side lunge."""
ONE_LEG: Final = (*SIDES, ALTERNATING)


@dataclass(frozen=True)
class Lowest:
    """The body at the bottom of a lunge to the left, all lengths in metres.

    ``pelvis`` and ``foot`` are moved from standing, ``(3,)`` each; ``lean_deg`` is the
    trunk's.
    """

    pelvis: FloatArray
    foot: FloatArray
    lean_deg: float
    back_pitch_deg: float = 0.0


def forward_lunge(
    *,
    peak_deg: float = 85.0,
    side: str = ALTERNATING,
    trunk_lean_deg: float = 8.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return steps forward into a lunge and back.

    Parameters
    ----------
    peak_deg
        Flexion of the front knee at the bottom, 50 to 105 degrees.
    side
        The leg that steps: ``"left"``, ``"right"`` or ``"alternating"``, left first.
    trunk_lean_deg
        Forward lean of the trunk at the bottom.
    body
        Whose.
    plan
        As in `Plan`; an incomplete lunge bends the knee by a share of the way.

    Raises
    ------
    ValueError
        If the peak is out of reach, or ``side`` is none of the three.
    """
    body = body or Body()
    what = Plan(**plan)
    what.check("forward lunges", peak_deg, 49.9, 105.0)

    def lowest(bent_deg: float) -> Lowest:
        return _lowest_forward(body, bent_deg, peak_deg, trunk_lean_deg)

    return _lunge(
        what,
        body,
        lowest,
        target_deg=peak_deg,
        side=side,
        protocol="forward_lunge",
        measured="knee_flexion_deg",
    )


def side_lunge(
    *,
    peak_deg: float = 75.0,
    side: str = ALTERNATING,
    trunk_lean_deg: float = 25.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return steps to the side into a lunge and back; the other leg stays straight.

    ``peak_deg`` is the flexion of the knee in space at the bottom, 40 to 110 degrees, as
    thigh and shank lie in no plane of the body; all else is as in `forward_lunge`.

    Raises
    ------
    ValueError
        If the peak is out of reach, or ``side`` is none of the three.
    """
    body = body or Body()
    what = Plan(**plan)
    what.check("side lunges", peak_deg, 39.9, 110.0)

    def lowest(bent_deg: float) -> Lowest:
        return _lowest_aside(body, bent_deg, peak_deg, trunk_lean_deg)

    return _lunge(
        what,
        body,
        lowest,
        target_deg=peak_deg,
        side=side,
        protocol="side_lunge",
        measured="knee_bend_deg",
    )


def _lunge(
    plan: Plan,
    body: Body,
    lowest: Callable[[float], Lowest],
    *,
    target_deg: float,
    side: str,
    protocol: str,
    measured: str,
) -> Movement:
    """Return the movement whose repetitions go down to what ``lowest`` says."""
    sides_of(side, allowed=ONE_LEG)
    cycles = alternated(plan.cycles(STANDING_FLEXION_DEG, target_deg), side)

    def points_at(times_s: FloatArray) -> FloatArray:
        return _lunging(body, times_s, cycles, lowest)

    told = {one: of_side for one, of_side in cycles.items() if of_side}
    return plan.movement(protocol, measured, body, told, points_at, side=side)


def _lunging(
    body: Body,
    times_s: FloatArray,
    cycles: dict[str | None, tuple[Cycle, ...]],
    lowest: Callable[[float], Lowest],
) -> FloatArray:
    """Return all points: hips on a straight way down, feet on the floor or stepping."""
    n = len(times_s)
    pelvis = standing_pelvis(body, n)
    lean_deg = np.zeros(n)
    ankles = {side: standing_ankle(body, side, n) for side in SIDES}
    pitch_deg = {side: np.zeros(n) for side in SIDES}
    for side, other in zip(SIDES, reversed(SIDES), strict=True):
        mirror = np.array((SIDES[side], 1.0, 1.0))
        for cycle in cycles[side]:
            share = shares(times_s, (cycle,))
            there = lowest(cycle.peak)
            stepped = smooth_step(share / LANDS_AT)
            lifted_m = body.metres(LIFT) * 4 * stepped * (1.0 - stepped)
            pelvis = pelvis + share[:, None] * there.pelvis * mirror
            ankles[side] += stepped[:, None] * there.foot * mirror
            ankles[side] += vector(0.0, lifted_m, 0.0, n)
            pitch_deg[other] += there.back_pitch_deg * share
            lean_deg += there.lean_deg * share
    hips = hips_of(body, pelvis)
    legs: dict[str, Leg] = {}
    for side in SIDES:
        ankle = ankle_on_toes(body, ankles[side], pitch_deg[side])
        legs[side] = leg_to_ankle(body, hips[side], ankle, pitch_deg[side])
    return posed(body, pelvis, Trunk(lean_deg, np.zeros(n)), hanging_arms(n), legs)


def _lowest_forward(body: Body, bent_deg: float, target_deg: float, lean_deg: float) -> Lowest:
    """Return the bottom of a forward lunge: built upwards from the front ankle."""
    part = bent_deg / target_deg
    step_m = body.metres(STRIDE[0] + STRIDE[1] * target_deg / 90.0) * (1.0 + part) / 2
    shank, thigh = np.radians(SHANK_SHARE * bent_deg), np.radians((1 - SHANK_SHARE) * bent_deg)
    up = body.metres(body.shank * np.cos(shank) + body.thigh * np.cos(thigh))
    ahead = body.metres(body.shank * np.sin(shank) - body.thigh * np.sin(thigh))
    down = up - body.leg_m(STANDING_FLEXION_DEG)
    return Lowest(
        pelvis=np.array((0.0, down, step_m + ahead)),
        foot=np.array((0.0, 0.0, step_m)),
        lean_deg=lean_deg * part,
        back_pitch_deg=BACK_PITCH_DEG * part,
    )


def _lowest_aside(body: Body, bent_deg: float, target_deg: float, lean_deg: float) -> Lowest:
    """Return the bottom of a side lunge: one hip above its foot, the other leg straight."""
    part = bent_deg / target_deg
    behind_m = body.metres(HIPS_BEHIND) * part
    up_m = np.sqrt(body.leg_m(bent_deg) ** 2 - behind_m**2)
    step_m = float(np.sqrt(body.leg_m(OUTER_FLEXION_DEG) ** 2 - up_m**2 - behind_m**2))
    down = up_m - body.leg_m(STANDING_FLEXION_DEG)
    return Lowest(
        pelvis=np.array((step_m, down, -behind_m)),
        foot=np.array((step_m, 0.0, 0.0)),
        lean_deg=lean_deg * part,
    )
