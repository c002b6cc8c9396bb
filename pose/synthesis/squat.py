"""Squats whose knee flexion is exact and whose ankles stay where they are."""

from typing import Final

import numpy as np

from pose.synthesis.body import SIDES, Arm, Body, FloatArray, Leg, assemble, vector
from pose.synthesis.movement import Cycle, Movement, RepetitionTruth, curve
from pose.synthesis.valgus import knees_inwards

REST_FLEXION_DEG: Final = 4.0
"""Nobody stands with perfectly straight knees."""
DEEPEST_DEG: Final = 140.0

SHANK_SHARE: Final = 0.38
"""Share of the knee's flexion that the shank's forward inclination takes."""
LARGEST_SHANK_DEG: Final = 36.0
"""Ankles end there, the thigh takes the rest."""
LEAN_SHARE: Final = 0.42
"""Trunk lean per degree of knee flexion, which keeps the weight above the feet."""
ARM_SHARE: Final = 0.85
"""Forward lift of the arms per degree of knee flexion."""


def squat(
    *,
    n_reps: int = 5,
    peak_deg: float = 95.0,
    peak_spread_deg: float = 0.0,
    down_s: float = 1.3,
    up_s: float = 1.2,
    bottom_pause_s: float = 0.2,
    top_pause_s: float = 0.6,
    incomplete: tuple[int, ...] = (),
    incomplete_ratio: float = 0.4,
    knee_valgus_ratio: float = 1.0,
    still_before_s: float = 1.5,
    still_after_s: float = 1.5,
    body: Body | None = None,
    seed: int = 0,
) -> Movement:
    """Return squats of a known depth.

    Parameters
    ----------
    n_reps
        Repetitions tried, incomplete ones included.
    peak_deg
        Knee flexion (180 minus the angle hip, knee, ankle) at the bottom.
    peak_spread_deg
        Each repetition's peak differs from ``peak_deg`` by a draw from ± this.
    down_s, up_s, bottom_pause_s, top_pause_s
        Tempo.
    incomplete
        Numbers, from 0, of repetitions that are broken off.
    incomplete_ratio
        How far those go, as a share of the way from rest to ``peak_deg``.
    knee_valgus_ratio
        Distance between the knees beside that between the ankles at ``peak_deg``; below 1 the
        knees fall inwards.  Shank and thigh then lie in no plane of the body, and
        ``peak_deg`` is the flexion in space.
    still_before_s, still_after_s
        Quiet standing around the repetitions.
    body
        Whose; a body of 1.70 m where none is given.
    seed
        Of the spread.

    Raises
    ------
    ValueError
        If a peak could be below rest or deeper than a knee bends; from ``points_at`` where
        the knees cannot come so near.
    """
    if (
        not REST_FLEXION_DEG
        < peak_deg - peak_spread_deg
        <= peak_deg + peak_spread_deg
        <= DEEPEST_DEG
    ):
        raise ValueError(f"squats reach from {REST_FLEXION_DEG} to {DEEPEST_DEG} degrees")
    body = body or Body()
    peaks = peak_deg + peak_spread_deg * np.random.default_rng(seed).uniform(-1.0, 1.0, n_reps)
    broken_off_deg = REST_FLEXION_DEG + incomplete_ratio * (peak_deg - REST_FLEXION_DEG)
    cycles = tuple(
        Cycle(
            start_s=still_before_s + number * (down_s + bottom_pause_s + up_s + top_pause_s),
            rise_s=down_s,
            hold_s=bottom_pause_s,
            fall_s=up_s,
            peak=broken_off_deg if number in incomplete else float(peak),
            complete=number not in incomplete,
        )
        for number, peak in enumerate(peaks)
    )

    def points_at(times_s: FloatArray) -> FloatArray:
        flexion_deg = curve(times_s, cycles, REST_FLEXION_DEG)
        if knee_valgus_ratio == 1.0:
            return _squatting(body, flexion_deg)
        share = (flexion_deg - REST_FLEXION_DEG) / (peak_deg - REST_FLEXION_DEG)
        return knees_inwards(body, _squatting(body, flexion_deg), share, knee_valgus_ratio)

    return Movement(
        protocol="squat",
        side=None,
        duration_s=(cycles[-1].end_s if cycles else still_before_s) + still_after_s,
        body=body,
        points_at=points_at,
        repetitions=tuple(
            RepetitionTruth(None, c.start_s, c.end_s, c.peak_s, c.peak, c.complete) for c in cycles
        ),
        measured="knee_bend_deg",
    )


def _squatting(body: Body, flexion_deg: FloatArray) -> FloatArray:
    """Return the points of the body at these knee flexions.

    Built upwards from the ankles, so that they cannot move: the shank leans forward by its
    share of the flexion, the thigh back by the rest.
    """
    n = len(flexion_deg)
    shank_deg = LARGEST_SHANK_DEG * np.tanh(SHANK_SHARE * flexion_deg / LARGEST_SHANK_DEG)
    shank, thigh = np.radians(shank_deg), np.radians(flexion_deg - shank_deg)
    legs = {}
    for side, sign in SIDES.items():
        sideways = sign * body.metres(body.hip_half_width)
        ankle = vector(sideways, body.metres(body.ankle_height), 0.0, n)
        knee = ankle + body.metres(body.shank) * vector(0.0, np.cos(shank), np.sin(shank), n)
        legs[side] = Leg(knee=knee, ankle=ankle, toes_down_deg=np.zeros(n))
    pelvis = legs["left"].knee + body.metres(body.thigh) * vector(
        0.0, np.cos(thigh), -np.sin(thigh), n
    )
    pelvis[:, 0] = 0.0
    depth_deg = flexion_deg - REST_FLEXION_DEG
    arm = Arm(
        elevation_deg=np.full(n, 6.0),
        flexion_deg=4.0 + ARM_SHARE * depth_deg,
        elbow_deg=np.full(n, 10.0),
    )
    return assemble(body, pelvis, LEAN_SHARE * depth_deg, {"left": arm, "right": arm}, legs)
