"""Standing on one leg for a known time with a known sway."""

from dataclasses import replace
from typing import Any, Final

import numpy as np

from pose.synthesis.body import SIDES, Arm, Body, FloatArray, Leg, assemble, knee_between, vector
from pose.synthesis.movement import Cycle, Movement, curve, smooth_step
from pose.synthesis.sway import sway

STANDING_FLEXION_DEG: Final = 4.0
SHIFT_S: Final = 0.8
"""Time to bring the weight over the standing leg before the other foot leaves the floor."""
SHIFT: Final = 0.052
"""How far the pelvis moves for that, as a fraction of stature."""
LIFT: Final = (-0.01, 0.12, -0.10)
"""Where the lifted ankle goes (inwards, up, forward), as fractions of stature."""
TOES_DOWN_DEG: Final = 40.0
TOUCH_S: Final = 0.5
"""From leaving the lifted position to being back in it; half way the foot is on the floor."""


def single_leg_stance(
    *,
    hold_s: float = 20.0,
    side: str = "left",
    sway_rms_mm: float = 6.0,
    touches_s: tuple[float, ...] = (),
    lift_s: float = 0.6,
    still_before_s: float = 2.5,
    still_after_s: float = 2.0,
    body: Body | None = None,
    seed: int = 0,
) -> Movement:
    """Return a stance on one leg.

    Parameters
    ----------
    hold_s
        From the moment the other foot leaves the floor until it is back on it.
    side
        The leg that stands.
    sway_rms_mm
        Root mean square of the torso's mediolateral displacement over the hold, about its
        mean there; all of it between 0.25 and 1 Hz, with power falling as 1/f².
    touches_s
        Times, from the start of the hold, at which the lifted foot touches the floor.
    lift_s
        Time to lift the foot, and to put it down.
    still_before_s, still_after_s
        Time on both legs; the weight is shifted in the last 0.8 s of the first.
    body, seed
        Whose, and the seed of the sway.

    Raises
    ------
    ValueError
        If the hold is too short to lift and lower the foot, or ``side`` is no leg.
    """
    if side not in SIDES:
        raise ValueError(f"side {side!r}: one leg stands, left or right")
    if hold_s < 2 * lift_s:
        raise ValueError(f"hold_s {hold_s} is shorter than lifting and lowering, {2 * lift_s} s")
    body = body or Body()
    start_s, end_s = still_before_s, still_before_s + hold_s
    lift = Cycle(start_s, lift_s, hold_s - 2 * lift_s, lift_s, 1.0)
    touches = tuple(
        Cycle(start_s + at - TOUCH_S / 2, TOUCH_S / 2, 0.0, TOUCH_S / 2, 1.0) for at in touches_s
    )
    sideways_mm = sway(start_s, end_s, sway_rms_mm, lift_s, seed=2 * seed)
    forward_mm = sway(start_s, end_s, sway_rms_mm, lift_s, seed=2 * seed + 1)

    def points_at(times_s: FloatArray) -> FloatArray:
        lifted = curve(times_s, (lift,), 0.0) * (1.0 - curve(times_s, touches, 0.0))
        leaning = smooth_step((times_s - start_s + SHIFT_S) / SHIFT_S)
        leaning -= smooth_step((times_s - end_s) / SHIFT_S)
        shift_m = SIDES[side] * body.metres(SHIFT) * leaning
        sway_m = (sideways_mm(times_s) / 1000.0, forward_mm(times_s) / 1000.0)
        return _standing(body, side, lifted, shift_m + sway_m[0], sway_m[1])

    return Movement(
        protocol="single_leg_stance",
        side=side,
        duration_s=end_s + still_after_s,
        body=body,
        points_at=points_at,
        hold=(start_s, end_s),
        touches=tuple((one.start_s, one.end_s) for one in touches),
        sway_mm=sideways_mm,
        sway_rms_mm=sway_rms_mm,
    )


def single_leg_stance_eyes_closed(**choices: Any) -> Movement:
    """Return `single_leg_stance` as it is scored with the eyes closed."""
    return replace(single_leg_stance(**choices), protocol="single_leg_stance_eyes_closed")


def _standing(
    body: Body, side: str, lifted: FloatArray, sideways_m: FloatArray, forward_m: FloatArray
) -> FloatArray:
    """Return the points of a body that stands on one leg, its ankle fixed."""
    n = len(lifted)
    ankle_m, leg_m = body.metres(body.ankle_height), body.leg_m(STANDING_FLEXION_DEG)
    hip_m = ankle_m + np.sqrt(leg_m**2 - sideways_m**2 - forward_m**2)
    pelvis = vector(sideways_m, hip_m, forward_m, n)
    legs = {}
    for leg, sign in SIDES.items():
        half_m = sign * body.metres(body.hip_half_width)
        ankle = vector(half_m, ankle_m, 0.0, n)
        up = np.zeros(n) if leg == side else lifted
        inwards, upwards, forwards = (body.metres(part) for part in LIFT)
        ankle = ankle + up[:, None] * np.array((sign * inwards, upwards, forwards))
        ankle[:, 0] += up * sideways_m
        hip = pelvis + vector(half_m, 0.0, 0.0, n)
        legs[leg] = Leg(knee_between(body, hip, ankle), ankle, TOES_DOWN_DEG * up)
    arm = Arm(np.full(n, 12.0), np.zeros(n), np.full(n, 12.0))
    return assemble(body, pelvis, np.zeros(n), {"left": arm, "right": arm}, legs)
