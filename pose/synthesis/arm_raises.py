"""Arms lifted forwards, backwards and in the plane of the scapula, and bent elbows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Unpack

import numpy as np

from pose.synthesis.body import SIDES, Body, FloatArray
from pose.synthesis.movement import Cycle, Movement, curve
from pose.synthesis.plan import Plan, PlanOptions, sides_of
from pose.synthesis.posture import (
    HANGING_DEG,
    HANGING_ELBOW_DEG,
    HANGING_FORWARD_DEG,
    ArmPose,
    Trunk,
    arm_in_plane,
    arm_pose,
    posed,
)
from pose.synthesis.segments import SCAPTION_PLANE_DEG
from pose.synthesis.standing import shares, standing_legs

SCAPTION_REST_DEG: Final = 8.0
ROUNDS: Final = 12
"""Rounds of solving for an elevation; each is at least ten times nearer."""

ArmAt = Callable[[int, str, FloatArray], ArmPose]


def shoulder_flexion(
    *,
    peak_deg: float = 150.0,
    right_peak_deg: float | None = None,
    side: str = "left",
    trunk_lean_deg: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return arms lifted forward.

    Parameters
    ----------
    peak_deg, right_peak_deg
        Angle elbow, shoulder, hip at the top in the sagittal plane, up to 180 degrees; the
        right arm's where it differs.
    side
        ``"left"``, ``"right"`` or ``"both"`` together.
    trunk_lean_deg
        How far the trunk leans back at the top; the angle is one between arm and trunk, so
        the arm stands so much further back.
    body
        Whose.
    plan
        As in `Plan`.

    Raises
    ------
    ValueError
        If a peak is out of reach, or ``side`` is none of the three.
    """
    peaks = _peaks(side, peak_deg, right_peak_deg)

    def arm_at(n: int, one: str, angle_deg: FloatArray) -> ArmPose:
        return arm_pose(n, one, elevation_deg=5.0, flexion_deg=angle_deg, elbow_deg=5.0)

    maker = _Arms("shoulder_flexion", "shoulder_flexion_deg", HANGING_FORWARD_DEG, (20.0, 180.0))
    return maker.movement(Plan(**plan), side, peaks, arm_at, lean_deg=-trunk_lean_deg, body=body)


def shoulder_extension(
    *,
    peak_deg: float = 45.0,
    right_peak_deg: float | None = None,
    side: str = "left",
    trunk_lean_deg: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return straight arms moved backwards from beside the trunk.

    ``peak_deg`` is the angle behind the line of shoulder and hip, up to 75 degrees;
    ``trunk_lean_deg`` is how far the trunk leans forward at the peak.  All else is as in
    `shoulder_flexion`.

    Raises
    ------
    ValueError
        If a peak is out of reach, or ``side`` is none of the three.
    """
    peaks = _peaks(side, peak_deg, right_peak_deg)

    def arm_at(n: int, one: str, angle_deg: FloatArray) -> ArmPose:
        return arm_pose(n, one, elevation_deg=5.0, flexion_deg=-angle_deg, elbow_deg=5.0)

    maker = _Arms("shoulder_extension", "shoulder_extension_deg", 0.0, (5.0, 75.0))
    return maker.movement(Plan(**plan), side, peaks, arm_at, lean_deg=trunk_lean_deg, body=body)


def shoulder_scaption(
    *,
    peak_deg: float = 140.0,
    right_peak_deg: float | None = None,
    side: str = "both",
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return straight arms lifted in the plane of the scapula, 35 degrees ahead of the frontal.

    ``peak_deg`` is the angle elbow, shoulder, hip as seen square to that plane, up to 178
    degrees: a camera at yaw -35 sees it of the left arm, one at 35 of the right.
    The trunk stays upright; all else is as in `shoulder_flexion`.

    Raises
    ------
    ValueError
        If a peak is out of reach, or ``side`` is none of the three.
    """
    peaks = _peaks(side, peak_deg, right_peak_deg)
    body = body or Body()

    def arm_at(n: int, one: str, angle_deg: FloatArray) -> ArmPose:
        elevation_deg = _scaption_elevation_deg(body, angle_deg)
        return arm_in_plane(n, one, elevation_deg=elevation_deg, plane_deg=SCAPTION_PLANE_DEG)

    rest_deg = SCAPTION_REST_DEG + float(_scaption_flank_deg(body, np.array(SCAPTION_REST_DEG)))
    maker = _Arms("shoulder_scaption", "shoulder_scaption_deg", rest_deg, (20.0, 178.0))
    return maker.movement(Plan(**plan), side, peaks, arm_at, body=body)


def elbow_flexion(
    *,
    peak_deg: float = 135.0,
    right_peak_deg: float | None = None,
    side: str = "left",
    rest_deg: float = 8.0,
    trunk_lean_deg: float = 0.0,
    body: Body | None = None,
    **plan: Unpack[PlanOptions],
) -> Movement:
    """Return elbows bent beside the trunk.

    Parameters
    ----------
    peak_deg, right_peak_deg
        180 minus the angle shoulder, elbow, wrist at the top, up to 155 degrees.
    side
        ``"left"``, ``"right"`` or ``"both"`` together.
    rest_deg
        Flexion that is left when the arm is as straight as it goes.
    trunk_lean_deg
        How far the trunk leans back at the top.
    body
        Whose.
    plan
        As in `Plan`.

    Raises
    ------
    ValueError
        If a peak is out of reach, or ``side`` is none of the three.
    """
    peaks = _peaks(side, peak_deg, right_peak_deg)

    def arm_at(n: int, one: str, angle_deg: FloatArray) -> ArmPose:
        return arm_pose(n, one, elevation_deg=0.0, flexion_deg=2.0, elbow_deg=angle_deg)

    maker = _Arms("elbow_flexion", "elbow_flexion_deg", rest_deg, (rest_deg, 155.0))
    return maker.movement(Plan(**plan), side, peaks, arm_at, lean_deg=-trunk_lean_deg, body=body)


@dataclass(frozen=True)
class _Arms:
    """Makes the movements of a standing body whose arms alone move."""

    protocol: str
    measured: str
    rest_deg: float
    limits_deg: tuple[float, float]

    def movement(
        self,
        plan: Plan,
        side: str,
        peaks: Mapping[str, float],
        arm_at: ArmAt,
        *,
        lean_deg: float = 0.0,
        body: Body | None,
    ) -> Movement:
        """Return the movement of the arms that have a peak; others hang."""
        body = body or Body()
        for target in peaks.values():
            plan.check(self.protocol, target, *self.limits_deg)
        cycles = {
            one: plan.cycles(self.rest_deg, target, arm=number)
            for number, (one, target) in enumerate(peaks.items())
        }
        first = next(iter(cycles.values()))

        def points_at(times_s: FloatArray) -> FloatArray:
            n = len(times_s)
            arms = {
                one: arm_at(n, one, curve(times_s, cycles[one], self.rest_deg))
                if one in cycles
                else _hanging(n, one)
                for one in SIDES
            }
            pelvis, legs = standing_legs(body, n)
            trunk = Trunk(lean_deg * shares(times_s, first), np.zeros(n))
            return posed(body, pelvis, trunk, arms, legs)

        told: dict[str | None, tuple[Cycle, ...]] = {one: cycles[one] for one in peaks}
        return plan.movement(self.protocol, self.measured, body, told, points_at, side=side)


def _peaks(side: str, peak_deg: float, right_peak_deg: float | None) -> dict[str, float]:
    """Return the targets of the sides that move."""
    right_deg = peak_deg if right_peak_deg is None else right_peak_deg
    return {one: right_deg if one == "right" else peak_deg for one in sides_of(side)}


def _hanging(n: int, side: str) -> ArmPose:
    """Return an arm that hangs."""
    return arm_pose(
        n,
        side,
        elevation_deg=HANGING_DEG,
        flexion_deg=HANGING_FORWARD_DEG,
        elbow_deg=HANGING_ELBOW_DEG,
    )


def _scaption_flank_deg(body: Body, elevation_deg: FloatArray) -> FloatArray:
    """Return the angle of the line shoulder, hip to the vertical in the plane of the scapula."""
    inward, up = body.shoulder_shift(elevation_deg)
    narrowing = body.shoulder_half_width - inward - body.hip_half_width
    narrowing = narrowing * np.cos(np.radians(SCAPTION_PLANE_DEG))
    return np.asarray(np.degrees(np.arctan2(narrowing, body.trunk + up)))


def _scaption_elevation_deg(body: Body, angle_deg: FloatArray) -> FloatArray:
    """Return the arm's elevation from the vertical at an angle elbow, shoulder, hip."""
    elevation_deg = angle_deg
    for _ in range(ROUNDS):
        elevation_deg = angle_deg - _scaption_flank_deg(body, elevation_deg)
    return elevation_deg
