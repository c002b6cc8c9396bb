"""Standing on one leg beside a support while the other is lifted to known angles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Unpack

import numpy as np
from numpy.typing import NDArray

from pose.synthesis.body import SIDES, Body, FloatArray, Leg
from pose.synthesis.movement import Cycle, Movement, curve
from pose.synthesis.plan import ALTERNATING, Plan, PlanOptions, alternated, sides_of
from pose.synthesis.posture import (
    STANDING_FLEXION_DEG,
    Trunk,
    hanging_arms,
    hips_of,
    leg_from_hip,
    posed,
    standing_pelvis,
    standing_thigh_deg,
)
from pose.synthesis.standing import shares

ONE_LEG: Final = (*SIDES, ALTERNATING)
TOES_FREE_DEG: Final = 60.0
"""The shank has gone back so far when the foot hangs square to it again."""

LegAt = Callable[[str, FloatArray, FloatArray, FloatArray], Leg]
"""Leg from its side, its hip, its angle and the share of the way to the peak."""


def hip_abduction(
    *,
    peak_deg: float = 35.0,
    side: str = "left",
    hip_hike_deg: float = 0.0,
    trunk_lean_deg: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return a straight leg lifted sideways in standing.

    Parameters
    ----------
    peak_deg
        Inclination of the thigh minus the tilt of the pelvis at the top, up to 60 degrees.
    side
        ``"left"``, ``"right"`` or ``"alternating"``, left first.
    hip_hike_deg
        How far the pelvis tilts up on the lifted side at the top: the thigh's inclination
        is so much larger.
    trunk_lean_deg
        How far the trunk leans to the standing side at the top.
    body
        Whose.
    plan
        As in `Plan`.

    Raises
    ------
    ValueError
        If the peak is out of reach, or ``side`` is none of the three.
    """
    body = body or Body()
    forward_deg = standing_thigh_deg(body)

    def leg_at(one: str, hip: FloatArray, angle_deg: FloatArray, share: FloatArray) -> Leg:
        return leg_from_hip(
            body,
            hip,
            one,
            forward_deg=forward_deg,
            outward_deg=angle_deg + hip_hike_deg * share,
            knee_deg=STANDING_FLEXION_DEG,
        )

    maker = _Legs(
        "hip_abduction",
        "hip_abduction_deg",
        rest_deg=0.0,
        limits_deg=(5.0, 60.0),
        hike_deg=hip_hike_deg,
        aside_deg=trunk_lean_deg,
    )
    return maker.movement(Plan(**plan), side, peak_deg, leg_at, body)


def hip_flexion(
    *,
    peak_deg: float = 60.0,
    side: str = "left",
    knee_deg: float = STANDING_FLEXION_DEG,
    trunk_lean_deg: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return a leg lifted forward in standing.

    Parameters
    ----------
    peak_deg
        Hip flexion (180 minus the angle shoulder, hip, knee) at the top, up to 120
        degrees.
    side
        ``"left"``, ``"right"`` or ``"alternating"``, left first.
    knee_deg
        Knee flexion at the top: straight as in standing, or bent as in a high knee.
    trunk_lean_deg
        How far the trunk leans back at the top: the thigh's inclination
        is so much larger.
    body
        Whose.
    plan
        As in `Plan`.

    Raises
    ------
    ValueError
        If the peak is out of reach, or ``side`` is none of the three.
    """
    body = body or Body()
    maker = _Legs(
        "hip_flexion",
        "hip_flexion_deg",
        rest_deg=standing_thigh_deg(body),
        limits_deg=(10.0, 120.0),
        forward_deg=-trunk_lean_deg,
    )

    def leg_at(one: str, hip: FloatArray, angle_deg: FloatArray, share: FloatArray) -> Leg:
        return leg_from_hip(
            body,
            hip,
            one,
            forward_deg=angle_deg + trunk_lean_deg * share,
            knee_deg=STANDING_FLEXION_DEG + (knee_deg - STANDING_FLEXION_DEG) * share,
            toes_down_deg=-(angle_deg - maker.rest_deg) * (1.0 - knee_deg / 180.0),
        )

    return maker.movement(Plan(**plan), side, peak_deg, leg_at, body)


def hip_extension(
    *,
    peak_deg: float = 20.0,
    side: str = "left",
    trunk_lean_deg: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return a straight leg moved backwards in standing.

    ``peak_deg`` is how far the thigh is behind the line of shoulder and hip, up to 45
    degrees; ``trunk_lean_deg`` is how far the trunk leans forward at the top, which makes
    the thigh stand so much further back.  All else is as in `hip_flexion`.

    Raises
    ------
    ValueError
        If the peak is out of reach, or ``side`` is none of the three.
    """
    body = body or Body()
    maker = _Legs(
        "hip_extension",
        "hip_extension_deg",
        rest_deg=-standing_thigh_deg(body),
        limits_deg=(5.0, 45.0),
        forward_deg=trunk_lean_deg,
    )

    def leg_at(one: str, hip: FloatArray, angle_deg: FloatArray, share: FloatArray) -> Leg:
        return leg_from_hip(
            body,
            hip,
            one,
            forward_deg=-(angle_deg + trunk_lean_deg * share),
            knee_deg=STANDING_FLEXION_DEG,
            toes_down_deg=angle_deg - maker.rest_deg,
        )

    return maker.movement(Plan(**plan), side, peak_deg, leg_at, body)


def knee_flexion(
    *,
    peak_deg: float = 110.0,
    side: str = "left",
    hip_flexion_deg: float = 0.0,
    trunk_lean_deg: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return a heel lifted to the buttock in standing.

    Parameters
    ----------
    peak_deg
        Knee flexion (180 minus the angle hip, knee, ankle) at the top, up to 150 degrees.
    side
        ``"left"``, ``"right"`` or ``"alternating"``, left first.
    hip_flexion_deg
        How much further forward than in standing the thigh comes at the top.
    trunk_lean_deg
        How far the trunk leans forward at the top.
    body
        Whose.
    plan
        As in `Plan`.

    Raises
    ------
    ValueError
        If the peak is out of reach, or ``side`` is none of the three.
    """
    body = body or Body()
    maker = _Legs(
        "knee_flexion",
        "knee_flexion_deg",
        rest_deg=STANDING_FLEXION_DEG,
        limits_deg=(20.0, 150.0),
        forward_deg=trunk_lean_deg,
    )
    thigh_deg = standing_thigh_deg(body)

    def leg_at(one: str, hip: FloatArray, angle_deg: FloatArray, share: FloatArray) -> Leg:
        return leg_from_hip(
            body,
            hip,
            one,
            forward_deg=thigh_deg + hip_flexion_deg * share,
            knee_deg=angle_deg,
            toes_down_deg=_toes_down_deg(angle_deg - maker.rest_deg),
        )

    return maker.movement(Plan(**plan), side, peak_deg, leg_at, body)


@dataclass(frozen=True)
class _Legs:
    """Makes the movements of somebody who stands on one leg and lifts the other.

    ``hike_deg``, ``aside_deg`` and ``forward_deg`` are what pelvis and trunk do at the
    peak: the lifted side up, a lean to the standing side, a lean forward.
    """

    protocol: str
    measured: str
    rest_deg: float
    limits_deg: tuple[float, float]
    hike_deg: float = 0.0
    aside_deg: float = 0.0
    forward_deg: float = 0.0

    def movement(
        self, plan: Plan, side: str, peak_deg: float, leg_at: LegAt, body: Body
    ) -> Movement:
        """Return the movement of one leg, or of both in turn."""
        plan.check(self.protocol, peak_deg, *self.limits_deg)
        sides_of(side, allowed=ONE_LEG)
        cycles = alternated(plan.cycles(self.rest_deg, peak_deg), side)

        def points_at(times_s: FloatArray) -> FloatArray:
            return self._points(times_s, cycles, leg_at, body)

        told = {one: of_side for one, of_side in cycles.items() if of_side}
        return plan.movement(self.protocol, self.measured, body, told, points_at, side=side)

    def _points(
        self,
        times_s: FloatArray,
        cycles: dict[str | None, tuple[Cycle, ...]],
        leg_at: LegAt,
        body: Body,
    ) -> FloatArray:
        """Return all points: the leg without a repetition stands, the other is lifted."""
        n = len(times_s)
        share = {one: shares(times_s, cycles[one]) for one in SIDES}
        left_up_deg = self.hike_deg * (share["left"] - share["right"])
        pelvis = self._pelvis(body, n, left_up_deg, share)
        hips = hips_of(body, pelvis, left_up_deg)
        legs = {}
        for one in SIDES:
            standing = leg_from_hip(
                body,
                hips[one],
                one,
                forward_deg=standing_thigh_deg(body),
                knee_deg=STANDING_FLEXION_DEG,
            )
            lifted = leg_at(one, hips[one], curve(times_s, cycles[one], self.rest_deg), share[one])
            legs[one] = _chosen(share[one] > 0, lifted, standing)
        trunk = Trunk(
            self.forward_deg * (share["left"] + share["right"]),
            self.aside_deg * (share["right"] - share["left"]),
        )
        return posed(body, pelvis, trunk, hanging_arms(n), legs, left_up_deg=left_up_deg)

    def _pelvis(
        self,
        body: Body,
        n: int,
        left_up_deg: FloatArray,
        share: dict[str, FloatArray],
    ) -> FloatArray:
        """Return the middle of the pelvis that keeps the hip of the standing leg in place."""
        pelvis = standing_pelvis(body, n)
        level, tilted = hips_of(body, pelvis), hips_of(body, pelvis, left_up_deg)
        for one, other in zip(SIDES, reversed(SIDES), strict=True):
            lifted = (share[one] > 0)[:, None]
            pelvis = pelvis + lifted * (level[other] - tilted[other])
        return pelvis


def _toes_down_deg(lifted_deg: FloatArray) -> FloatArray:
    """Return the pitch of a foot whose shank goes back: late enough for the toes to clear."""
    return lifted_deg * np.minimum(1.0, lifted_deg / TOES_FREE_DEG)


def _chosen(here: NDArray[np.bool_], first: Leg, second: Leg) -> Leg:
    """Return one leg in the frames ``here (n,)`` and another in the rest."""
    return Leg(
        np.where(here[:, None], first.knee, second.knee),
        np.where(here[:, None], first.ankle, second.ankle),
        np.where(here, first.toes_down_deg, second.toes_down_deg),
    )
