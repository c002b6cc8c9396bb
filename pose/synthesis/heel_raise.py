"""Heels lifted to known heights above toes that stay."""

from dataclasses import replace
from typing import Final, Unpack

import numpy as np

from pose.synthesis.body import SIDES, SOLE_DROP, TOE_AHEAD, Body, FloatArray
from pose.synthesis.movement import Movement, curve
from pose.synthesis.plan import Plan, PlanOptions
from pose.synthesis.posture import (
    ankle_on_toes,
    hanging_arms,
    hips_of,
    leg_to_ankle,
    posed,
    standing_ankle,
    standing_pelvis,
    upright,
)

HIGHEST_DEG: Final = 60.0


def heel_raise(
    *, rise_m: float = 0.07, body: Body | None = None, **plan: Unpack[PlanOptions]
) -> Movement:
    """Return heel raises on both feet with straight legs.

    ``peak_deg`` is the pitch of the feet at the top and ``travel_m`` the rise of the
    ankles, and with them of the whole body.

    Parameters
    ----------
    rise_m
        How far the ankles rise.
    body
        Whose.
    plan
        As in `Plan`; ``peak_spread_deg`` is one of the pitch.

    Raises
    ------
    ValueError
        If the feet would stand steeper than 60 degrees.
    """
    body = body or Body()
    what = Plan(**plan)
    target_deg = pitch_deg(body, rise_m)
    what.check("pitches of the feet", target_deg, 1.0, HIGHEST_DEG)
    cycles = what.cycles(0.0, target_deg)

    def points_at(times_s: FloatArray) -> FloatArray:
        return _raised(body, curve(times_s, cycles, 0.0))

    made = what.movement(
        "heel_raise", "foot_toes_down_deg", body, {None: cycles}, points_at, side=None
    )
    told = [replace(one, travel_m=ankle_rise_m(body, one.peak_deg)) for one in made.repetitions]
    return replace(made, repetitions=tuple(told))


def ankle_rise_m(body: Body, toes_down_deg: float) -> float:
    """Return how far an ankle is above its place on the flat foot."""
    flat = np.zeros((1, 3))
    return float(ankle_on_toes(body, flat, np.array([toes_down_deg]))[0, 1])


def pitch_deg(body: Body, rise_m: float) -> float:
    """Return the pitch of the foot that lifts the ankle so far; NaN where none does.

    The ankle turns about the toes on a circle.
    """
    drop, ahead = SOLE_DROP * body.ankle_height, TOE_AHEAD
    radius, at_rest = np.hypot(drop, ahead), np.arctan2(drop, ahead)
    sine = (rise_m / body.height_m + drop) / radius
    if sine > 1.0:
        return float("nan")
    return float(np.degrees(np.arcsin(sine) - at_rest))


def _raised(body: Body, toes_down_deg: FloatArray) -> FloatArray:
    """Return a standing body whose feet are pitched: all of it rides on the ankles."""
    n = len(toes_down_deg)
    carried = ankle_on_toes(body, np.zeros((n, 3)), toes_down_deg)
    pelvis = standing_pelvis(body, n) + carried
    hips = hips_of(body, pelvis)
    legs = {
        side: leg_to_ankle(body, hips[side], standing_ankle(body, side, n) + carried, toes_down_deg)
        for side in SIDES
    }
    return posed(body, pelvis, upright(n), hanging_arms(n), legs)
