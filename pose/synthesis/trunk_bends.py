"""Trunks that bend to the side, and arms that reach forward over feet that stay."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Unpack

import numpy as np

from pose.synthesis.body import SIDES, Body, FloatArray, Leg, vector
from pose.synthesis.movement import Cycle, Movement, curve, smooth_step
from pose.synthesis.plan import ALTERNATING, Plan, PlanOptions, alternated, sides_of
from pose.synthesis.posture import (
    STANDING_FLEXION_DEG,
    ArmPose,
    Trunk,
    arm_pose,
    hanging_arms,
    hips_of,
    leg_to_ankle,
    posed,
    standing_ankle,
)
from pose.synthesis.standing import shares

FURTHEST_BEND_DEG: Final = 50.0
HIPS_BACK: Final = 0.10
"""Hips go back by this share of the reach, to keep the weight above the feet."""
LONGEST_LEAN: Final = 0.95
"""Largest sine of the trunk's lean in a reach."""
RAISE_S: Final = 1.0
RAISES_AT_S: Final = 0.5
STEP: Final = 0.12
"""Length of a step that spoils a reach, as a fraction of stature."""


def trunk_lateral_flexion(
    *,
    peak_deg: float = 25.0,
    right_peak_deg: float | None = None,
    side: str = ALTERNATING,
    pelvis_shift_m: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return a trunk bent to the side in standing.

    Parameters
    ----------
    peak_deg, right_peak_deg
        Lean of the line from mid-hip to mid-shoulder at the peak, up to 50 degrees; to the
        right where it differs.
    side
        ``"left"``, ``"right"`` or ``"alternating"``, left first.
    pelvis_shift_m
        How far the pelvis moves to the other side at the peak.
    body
        Whose.
    plan
        As in `Plan`.

    Raises
    ------
    ValueError
        If a peak is out of reach, or ``side`` is none of the three.
    """
    body = body or Body()
    what = Plan(**plan)
    sides_of(side, allowed=(*SIDES, ALTERNATING))
    targets = {"left": peak_deg, "right": peak_deg if right_peak_deg is None else right_peak_deg}
    cycles: dict[str | None, tuple[Cycle, ...]] = {}
    for one, target in targets.items():
        what.check("trunk bends", target, 3.0, FURTHEST_BEND_DEG)
        cycles[one] = alternated(what.cycles(0.0, target), side)[one]

    def points_at(times_s: FloatArray) -> FloatArray:
        n = len(times_s)
        bent_deg = {one: curve(times_s, cycles[one], 0.0) for one in SIDES}
        share = {one: shares(times_s, cycles[one]) for one in SIDES}
        aside_m = pelvis_shift_m * (share["right"] - share["left"])
        pelvis, legs = _over_still_feet(body, aside_m, np.zeros(n))
        trunk = Trunk(np.zeros(n), bent_deg["left"] - bent_deg["right"])
        return posed(body, pelvis, trunk, hanging_arms(n), legs)

    told = {one: of_side for one, of_side in cycles.items() if of_side}
    return what.movement(
        "trunk_lateral_flexion", "trunk_side_bend_deg", body, told, points_at, side=side
    )


def functional_reach(
    *,
    reach_m: float = 0.28,
    reach_spread_m: float = 0.0,
    side: str = "left",
    stepping: Sequence[int] = (),
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return reaches forward with an arm held level.

    The arm is lifted to 90 degrees in the quiet time before and lowered in that after; the
    wrist moves forward by exactly the reach.  ``peak_deg`` is the lean of the trunk and
    ``travel_m`` the reach.

    Parameters
    ----------
    reach_m
        How far the wrist goes forward.
    reach_spread_m
        Each reach differs by a draw from ± this.
    side
        The arm, ``"left"`` or ``"right"``.
    stepping
        Numbers, from 0, of reaches in which the foot of that side steps forward, which
        makes them incomplete.
    body
        Whose.
    plan
        As in `Plan`, with 3 repetitions and 2.5 s of quiet time where nothing else is
        said; ``peak_spread_deg`` is not used.

    Raises
    ------
    ValueError
        If a reach is too long, the quiet time too short for the arm, or ``side`` no side.
    """
    body = body or Body()
    options: PlanOptions = {"n_reps": 3, "still_before_s": 2.5, "still_after_s": 2.0, **plan}
    what = replace(Plan(**options), peak_spread_deg=reach_spread_m)
    sides_of(side, allowed=tuple(SIDES))
    lean_deg = _lean_deg(body, np.array([reach_m + reach_spread_m]))
    if reach_m - reach_spread_m <= 0.0 or not np.isfinite(lean_deg).all():
        raise ValueError(f"reaches of {reach_m} ± {reach_spread_m} m are out of reach")
    if what.still_before_s < RAISES_AT_S + RAISE_S or what.still_after_s < RAISES_AT_S + RAISE_S:
        raise ValueError(f"the arm takes {RAISES_AT_S + RAISE_S:g} s of the quiet time")
    reaches = what.cycles(0.0, reach_m)
    steps = tuple(replace(one, peak=1.0) for n, one in enumerate(reaches) if n in stepping)
    ends_s = what.duration_s(reaches)

    def points_at(times_s: FloatArray) -> FloatArray:
        reached_m = curve(times_s, reaches, 0.0)
        raised = smooth_step((times_s - RAISES_AT_S) / RAISE_S)
        raised -= smooth_step((times_s - ends_s + RAISES_AT_S + RAISE_S) / RAISE_S)
        stepped = smooth_step(3 * curve(times_s, steps, 0.0) - 2)
        return _reaching(body, side, reached_m, raised, stepped)

    made = what.movement(
        "functional_reach", "trunk_forward_deg", body, {side: reaches}, points_at, side=side
    )
    told = [
        replace(
            one,
            peak_deg=float(_lean_deg(body, np.array([one.peak_deg]))[0]),
            travel_m=one.peak_deg,
            complete=one.complete and number not in stepping,
        )
        for number, one in enumerate(made.repetitions)
    ]
    return replace(made, repetitions=tuple(told))


def _reaching(
    body: Body, side: str, reached_m: FloatArray, raised: FloatArray, stepped: FloatArray
) -> FloatArray:
    """Return somebody who reaches; the arm is ``raised`` to level by a share."""
    n = len(reached_m)
    step_m = body.metres(STEP) * stepped
    pelvis, legs = _over_still_feet(
        body, np.zeros(n), -HIPS_BACK * reached_m, stepping=side, step_m=step_m
    )
    lean_deg = _lean_deg(body, reached_m)
    arms = hanging_arms(n)
    level = arm_pose(
        n, side, elevation_deg=0.0, flexion_deg=90.0 * raised + lean_deg, elbow_deg=0.0
    )
    # The girdle follows the arm against gravity, so that the shoulder rides on the trunk.
    arms[side] = ArmPose(level.upper, level.fore, 90.0 * raised)
    return posed(body, pelvis, Trunk(lean_deg, np.zeros(n)), arms, legs)


def _lean_deg(body: Body, reached_m: FloatArray) -> FloatArray:
    """Return the lean of the trunk that carries a level arm forward; NaN where none does."""
    _, up = body.shoulder_shift(np.array(90.0))
    sine = (1.0 + HIPS_BACK) * reached_m / body.metres(body.trunk + float(up))
    return np.asarray(np.degrees(np.arcsin(np.where(np.abs(sine) <= LONGEST_LEAN, sine, np.nan))))


def _over_still_feet(
    body: Body,
    aside_m: FloatArray,
    forward_m: FloatArray,
    *,
    stepping: str | None = None,
    step_m: FloatArray | float = 0.0,
) -> tuple[FloatArray, dict[str, Leg]]:
    """Return pelvis and legs of somebody whose hips move above the feet.

    One foot may step forward; the hips sink as far as the longer way needs.
    """
    n = len(aside_m)
    leg_m = body.leg_m(STANDING_FLEXION_DEG)
    away_m = np.hypot(aside_m, np.abs(forward_m) + step_m)
    height_m = body.metres(body.ankle_height) + np.sqrt(leg_m**2 - away_m**2)
    pelvis = vector(aside_m, height_m, forward_m, n)
    hips = hips_of(body, pelvis)
    legs = {}
    for side in SIDES:
        ahead_m = step_m if side == stepping else 0.0
        ankle = standing_ankle(body, side, n) + vector(0.0, 0.0, ahead_m, n)
        legs[side] = leg_to_ankle(body, hips[side], ankle)
    return pelvis, legs
