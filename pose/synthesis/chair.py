"""A body on a chair: sitting, rising and sitting down with feet that stay where they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import brentq

from pose.synthesis.body import SIDES, Body, FloatArray, Leg, vector
from pose.synthesis.movement import Cycle, curve, smooth_step
from pose.synthesis.posture import (
    STANDING_FLEXION_DEG,
    ArmPose,
    Trunk,
    arm_pose,
    blended_arms,
    crossed_arms,
    hanging_arms,
    posed,
    standing_ankle,
    standing_thigh_deg,
)

SEATED_SHANK_DEG: Final = 8.0
SHANK_BUMP_DEG: Final = 10.0
"""How much further forward the shanks lean half way up than on a straight way up."""
SEATED_LEAN_DEG: Final = 4.0
LEAD_S: Final = 0.35
"""The trunk leans forward so long before the hips leave the seat, at most."""
LEAD_SHARE: Final = 0.4
"""Share of the time on the seat that leaning forward or back may take, at most."""
MOST_LEAN_AT: Final = 0.25
"""Share of the rise's time at which the trunk leans most; of sitting down, from its end."""
ARMS_S: Final = 0.8
"""Time to cross the arms once seated, and to let them hang by the time of standing."""
ARMS: Final = ("crossed", "free", "pushing")
HIGHEST_SEAT_DEG: Final = 60.0
LOWEST_SEAT_DEG: Final = 110.0
FOREVER_S: Final = 1e6


@dataclass(frozen=True)
class Chair:
    """How one body sits.

    Attributes
    ----------
    body
        Whose.
    knee_deg
        Knee flexion in sitting: a larger one is a lower chair.
    lean_deg
        How much further forward than in sitting the trunk leans on the way up and down.

    Raises
    ------
    ValueError
        If the chair is too high or too low.
    """

    body: Body
    knee_deg: float = 95.0
    lean_deg: float = 35.0

    def __post_init__(self) -> None:
        """Check the height."""
        if not HIGHEST_SEAT_DEG <= self.knee_deg <= LOWEST_SEAT_DEG:
            raise ValueError(
                f"seated knees bend {HIGHEST_SEAT_DEG:g} to {LOWEST_SEAT_DEG:g} degrees"
            )

    def legs(self, risen: FloatArray) -> tuple[FloatArray, dict[str, Leg]]:
        """Return pelvis and legs at shares of the way from sitting (0) to standing (1).

        The share is one of the knee's travel.  Built upwards from the ankles, so that they
        cannot move.
        """
        n, body = len(risen), self.body
        knee_deg = self.knee_deg + risen * (STANDING_FLEXION_DEG - self.knee_deg)
        standing_deg = STANDING_FLEXION_DEG - standing_thigh_deg(body)
        shank_deg = SEATED_SHANK_DEG + risen * (standing_deg - SEATED_SHANK_DEG)
        shank_deg = shank_deg + SHANK_BUMP_DEG * 4 * risen * (1 - risen)
        shank, thigh = np.radians(shank_deg), np.radians(knee_deg - shank_deg)
        legs = {}
        for side in SIDES:
            ankle = standing_ankle(body, side, n)
            knee = ankle + body.metres(body.shank) * vector(0.0, np.cos(shank), np.sin(shank), n)
            legs[side] = Leg(knee, ankle, np.zeros(n))
        up = vector(0.0, np.cos(thigh), -np.sin(thigh), n)
        pelvis = (legs["left"].knee + legs["right"].knee) / 2 + body.metres(body.thigh) * up
        return pelvis, legs

    def height_m(self, risen: float) -> float:
        """Return the height of the hips above the floor."""
        pelvis, _ = self.legs(np.array([risen]))
        return float(pelvis[0, 1])

    def risen_at(self, height_ratio: float) -> float:
        """Return the share of the knee's way at which the hips have a share of theirs.

        Raises
        ------
        ValueError
            If the ratio is not between 0 and 1.
        """
        if not 0.0 < height_ratio <= 1.0:
            raise ValueError("a share of the way up is above 0 and at most 1")
        seat_m, stand_m = self.height_m(0.0), self.height_m(1.0)

        def missing_m(risen: float) -> float:
            return self.height_m(risen) - seat_m - height_ratio * (stand_m - seat_m)

        return float(brentq(missing_m, 0.0, 1.0, xtol=1e-14))


@dataclass(frozen=True)
class Sitting:
    """Somebody who sits but for the cycles in which they rise.

    Attributes
    ----------
    chair
        Where.
    cycles
        Rises from 0 towards 1; `stood_until` and `standing_from` make half ones.
    arms
        ``"crossed"`` on the chest, ``"free"`` at the sides, or ``"pushing"`` off the seat.
    """

    chair: Chair
    cycles: Sequence[Cycle]
    arms: str = "crossed"

    def points_at(self, times_s: FloatArray) -> FloatArray:
        """Return all points of the body at times of shape ``(n,)``."""
        risen = curve(times_s, self.cycles, 0.0)
        forward_deg = SEATED_LEAN_DEG * (1.0 - risen) + self.chair.lean_deg * self._leaning(times_s)
        pelvis, legs = self.chair.legs(risen)
        trunk = Trunk(forward_deg, np.zeros(len(times_s)))
        return posed(self.chair.body, pelvis, trunk, self._arms_at(times_s, risen), legs)

    def _leaning(self, times_s: FloatArray) -> FloatArray:
        """Return the share of the lean: before and in each rise, in and after each way down."""
        leaning = np.zeros(len(times_s))
        before_s = -np.inf
        for number, cycle in enumerate(self.cycles):
            later = self.cycles[number + 1 :]
            after_s = later[0].start_s if later else np.inf
            lead_s = min(LEAD_S, LEAD_SHARE * (cycle.start_s - before_s))
            settle_s = min(LEAD_S, LEAD_SHARE * (after_s - cycle.end_s))
            most_s = MOST_LEAN_AT * cycle.rise_s
            rising = Cycle(cycle.start_s - lead_s, lead_s + most_s, 0.0, cycle.rise_s - most_s, 1.0)
            least_s = MOST_LEAN_AT * cycle.fall_s
            falls_s = cycle.end_s - cycle.fall_s
            falling = Cycle(falls_s, cycle.fall_s - least_s, 0.0, least_s + settle_s, 1.0)
            leaning += curve(times_s, (rising, falling), 0.0)
            before_s = cycle.end_s
        return leaning

    def _arms_at(self, times_s: FloatArray, risen: FloatArray) -> Mapping[str, ArmPose]:
        """Return the arms: hanging in standing before and after the test, else as told."""
        n = len(times_s)
        hanging = hanging_arms(n)
        if self.arms == "free":
            return hanging
        if self.arms == "pushing":
            return blended_arms(_on_the_seat(n), hanging, smooth_step(2 * risen))
        free = np.zeros(n)
        for cycle in self.cycles:
            if cycle.start_s < 0:
                free += 1.0 - smooth_step((times_s - cycle.end_s) / ARMS_S)
            elif cycle.hold_s >= FOREVER_S:
                stands_s = cycle.start_s + cycle.rise_s
                free += smooth_step((times_s - stands_s) / ARMS_S + 1.0)
        return blended_arms(crossed_arms(n), hanging, free)


def stood_until(sits_s: float, sit_s: float) -> Cycle:
    """Return the cycle of somebody who stands from the start and sits down at a time."""
    return Cycle(-2.0, 1.0, sits_s + 1.0, sit_s, 1.0)


def standing_from(rises_s: float, rise_s: float) -> Cycle:
    """Return the cycle of somebody who rises at a time and stays up."""
    return Cycle(rises_s, rise_s, FOREVER_S, 1.0, 1.0)


def _on_the_seat(n: int) -> dict[str, ArmPose]:
    """Return both arms with the hands beside the hips on the seat."""
    return {
        side: arm_pose(n, side, elevation_deg=10.0, flexion_deg=-28.0, elbow_deg=48.0)
        for side in SIDES
    }
