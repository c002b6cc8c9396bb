"""Arms lifted sideways to known angles."""

from typing import Final

import numpy as np

from pose.synthesis.body import SIDES, Arm, Body, FloatArray, Leg, assemble, knee_between, vector
from pose.synthesis.movement import Cycle, Movement, RepetitionTruth, curve

REST_ELEVATION_DEG: Final = 5.0
STANDING_FLEXION_DEG: Final = 4.0
LOWEST_DEG: Final = 20.0
HIGHEST_DEG: Final = 178.0
_ROUNDS: Final = 12


def shoulder_abduction(
    *,
    n_reps: int = 5,
    peak_deg: float = 150.0,
    right_peak_deg: float | None = None,
    side: str = "both",
    peak_spread_deg: float = 0.0,
    rise_s: float = 1.4,
    fall_s: float = 1.4,
    top_pause_s: float = 0.3,
    rest_s: float = 0.6,
    incomplete: tuple[int, ...] = (),
    incomplete_ratio: float = 0.4,
    still_before_s: float = 1.5,
    still_after_s: float = 1.5,
    body: Body | None = None,
    seed: int = 0,
) -> Movement:
    """Return abductions of one or both shoulders.

    Parameters
    ----------
    n_reps
        Repetitions of each arm; both arms move together.
    peak_deg, right_peak_deg
        Angle elbow, shoulder, hip at the top, up to 178 degrees; the right arm's where it
        differs.
    side
        ``"left"``, ``"right"`` or ``"both"``.
    peak_spread_deg
        Each peak differs from its target by a draw from ± this.
    rise_s, fall_s, top_pause_s, rest_s
        Tempo.
    incomplete, incomplete_ratio
        Numbers, from 0, of repetitions that are broken off, and how far they go, as a share
        of the way from rest to the target.
    still_before_s, still_after_s
        Quiet standing around the repetitions.
    body, seed
        Whose, and the seed of the spread.

    Raises
    ------
    ValueError
        If a peak could be below rest or above 178 degrees, or ``side`` is none of the three.
    """
    if side not in (*SIDES, "both"):
        raise ValueError(f"side {side!r}: left, right or both")
    targets = {"left": peak_deg, "right": peak_deg if right_peak_deg is None else right_peak_deg}
    for target in targets.values():
        if not LOWEST_DEG < target - peak_spread_deg <= target + peak_spread_deg <= HIGHEST_DEG:
            raise ValueError(f"abductions reach from {LOWEST_DEG} to {HIGHEST_DEG} degrees")
    body = body or Body()
    rng = np.random.default_rng(seed)
    period_s = rise_s + top_pause_s + fall_s + rest_s
    starts_s = still_before_s + np.arange(n_reps) * period_s
    rest = np.array(REST_ELEVATION_DEG)
    rest_deg = float(rest + body.flank_angle_deg(rest))
    cycles: dict[str, tuple[Cycle, ...]] = {}
    for arm, target in targets.items():
        peaks = target + peak_spread_deg * rng.uniform(-1.0, 1.0, n_reps)
        peaks[[*incomplete]] = rest_deg + incomplete_ratio * (target - rest_deg)
        cycles[arm] = tuple(
            Cycle(start_s, rise_s, top_pause_s, fall_s, peak, number not in incomplete)
            for number, (start_s, peak) in enumerate(
                zip(starts_s.tolist(), peaks.tolist(), strict=True)
            )
            if side in (arm, "both")
        )

    def points_at(times_s: FloatArray) -> FloatArray:
        angles = {arm: curve(times_s, cycles[arm], rest_deg) for arm in SIDES}
        return _abducting(body, angles)

    repetitions = [
        RepetitionTruth(arm, c.start_s, c.end_s, c.peak_s, c.peak, c.complete)
        for arm in SIDES
        for c in cycles[arm]
    ]
    return Movement(
        protocol="shoulder_abduction",
        side=side,
        duration_s=still_before_s + n_reps * period_s - rest_s * (n_reps > 0) + still_after_s,
        body=body,
        points_at=points_at,
        repetitions=tuple(sorted(repetitions, key=lambda one: one.start_s)),
        measured="shoulder_abduction_deg",
    )


def _abducting(body: Body, angle_deg: dict[str, FloatArray]) -> FloatArray:
    """Return the points of a standing body whose arms make these angles with the trunk."""
    n = len(angle_deg["left"])
    arms = {
        side: Arm(
            elevation_deg=_elevation_deg(body, angle),
            flexion_deg=np.zeros(n),
            elbow_deg=np.full(n, 5.0),
        )
        for side, angle in angle_deg.items()
    }
    hip_m = body.metres(body.ankle_height) + body.leg_m(STANDING_FLEXION_DEG)
    legs = {}
    for side, sign in SIDES.items():
        sideways = sign * body.metres(body.hip_half_width)
        ankle = vector(sideways, body.metres(body.ankle_height), 0.0, n)
        hip = vector(sideways, hip_m, 0.0, n)
        legs[side] = Leg(knee_between(body, hip, ankle), ankle, np.zeros(n))
    return assemble(body, vector(0.0, hip_m, 0.0, n), np.zeros(n), arms, legs)


def _elevation_deg(body: Body, angle_deg: FloatArray) -> FloatArray:
    """Return the arm's elevation from the vertical at an angle elbow, shoulder, hip.

    The shoulder moves with the arm, and the line to the hip with it: solved by repeating, each
    round at least ten times nearer.
    """
    elevation_deg = angle_deg
    for _ in range(_ROUNDS):
        elevation_deg = angle_deg - body.flank_angle_deg(elevation_deg)
    return elevation_deg
