"""Sitting on a chair and straightening a knee to a known angle."""

from typing import Final, Unpack

import numpy as np

from pose.synthesis.body import SIDES, Body, FloatArray, vector
from pose.synthesis.movement import Movement, curve
from pose.synthesis.plan import ALTERNATING, Plan, PlanOptions, alternated, sides_of
from pose.synthesis.posture import Trunk, hanging_arms, hips_of, leg_from_hip, posed
from pose.synthesis.standing import shares

SEATED_LEAN_DEG: Final = 2.0
SEAT: Final = 0.29
"""Height of the hips above the floor, as a fraction of stature."""
STRAIGHTEST_DEG: Final = 0.0


def seated_knee_extension(
    *,
    peak_deg: float = 8.0,
    rest_deg: float = 92.0,
    side: str = "left",
    thigh_lift_deg: float = 0.0,
    trunk_lean_deg: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return a knee straightened in sitting.

    Parameters
    ----------
    peak_deg
        Knee flexion that is left when the knee is as straight as it gets.
    rest_deg
        Knee flexion in sitting, 70 to 110 degrees.
    side
        ``"left"``, ``"right"`` or ``"alternating"``, left first.
    thigh_lift_deg
        How far the thigh leaves the seat at the top.
    trunk_lean_deg
        How far the trunk leans back at the top.
    body
        Whose.
    plan
        As in `Plan`; ``incomplete_ratio`` is the share of the way from ``rest_deg`` to
        ``peak_deg``.

    Raises
    ------
    ValueError
        If a knee straightens too little or too much, or ``side`` is none of the three.
    """
    body = body or Body()
    what = Plan(**plan)
    what.check("straightened knees", peak_deg, STRAIGHTEST_DEG, rest_deg - 5.0)
    sides_of(side, allowed=(*SIDES, ALTERNATING))
    cycles = alternated(what.cycles(rest_deg, peak_deg), side)

    def points_at(times_s: FloatArray) -> FloatArray:
        n = len(times_s)
        pelvis = vector(0.0, body.metres(SEAT), 0.0, n)
        hips = hips_of(body, pelvis)
        # Feet are flat in sitting: the thigh slopes so that the ankle has its height.
        thigh_deg = _seated_thigh_deg(body, rest_deg)
        share = {one: shares(times_s, cycles[one]) for one in SIDES}
        legs = {
            one: leg_from_hip(
                body,
                hips[one],
                one,
                forward_deg=thigh_deg + thigh_lift_deg * share[one],
                knee_deg=curve(times_s, cycles[one], rest_deg),
                toes_down_deg=-0.8 * (rest_deg - curve(times_s, cycles[one], rest_deg)),
            )
            for one in SIDES
        }
        lean_deg = SEATED_LEAN_DEG - trunk_lean_deg * (share["left"] + share["right"])
        return posed(body, pelvis, Trunk(lean_deg, np.zeros(n)), hanging_arms(n), legs)

    told = {one: of_side for one, of_side in cycles.items() if of_side}
    return what.movement(
        "seated_knee_extension", "knee_flexion_deg", body, told, points_at, side=side
    )


def _seated_thigh_deg(body: Body, knee_deg: float) -> float:
    """Return the thigh's inclination in sitting with the foot flat on the floor.

    The drop from hip to ankle is ``thigh cos(a) + shank cos(a - knee)`` for a thigh at
    ``a``: one cosine of a shifted angle.
    """
    bend = np.radians(knee_deg)
    across, along = body.shank * np.sin(bend), body.thigh + body.shank * np.cos(bend)
    drop = SEAT - body.ankle_height
    reach = np.hypot(across, along)
    return float(np.degrees(np.arctan2(across, along) + np.arccos(drop / reach)))
