"""Movements of this project's own making among the recordings: for what nobody recorded did.

Drawn bodies (`pose.synthesis`) bend their knees with other trunks, tempos and depths than five
people in a laboratory, and do other exercises.  Their angles are those that a laboratory reports of
such three points, on average over the people whom it measured; what is left is learned as the offset
of a person of their own.  Hips are left out, of which three points say too little.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.polynomial import Polynomial

from pose import synthesis
from pose.keypoints import N_KEYPOINTS
from pose.lift.angles import ANGLES
from pose.lift.training.evaluate import MAIN
from pose.lift.training.laboratory import RATE_HZ, MeasuredSession, trunk_inclination_deg
from pose.lift.training.three_points import perfect_angle_deg
from pose.synthesis import Body, Movement

DRAWN: Final = "drawn"
"""Whose recordings these are."""
_LIMB_SD: Final = 0.05
_LEARNED: Final = ("knee_flexion", "elbow_flexion", "shoulder_elevation")
_LIMBS: Final = ("shank", "thigh", "trunk", "upper_arm", "forearm")


def any_body(rng: np.random.Generator) -> Body:
    """Return a body of other height and proportions than the usual one."""
    body = Body()
    lengths = {
        name: getattr(body, name) * float(np.exp(rng.normal(0.0, _LIMB_SD))) for name in _LIMBS
    }
    return replace(body, height_m=float(rng.uniform(1.5, 1.9)), **lengths)


def movements(rng: np.random.Generator) -> Iterator[tuple[str, Movement]]:
    """Yield movements of bodies of their own, each with the name of the recorded one it is like."""
    yield from _both_legs(rng)
    yield from _one_leg(rng)
    yield from _arms(rng)


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def _both_legs(rng: np.random.Generator) -> Iterator[tuple[str, Movement]]:
    for _ in range(4):
        yield "deep squat", synthesis.squat(
            peak_deg=_between(rng, 50, 130), down_s=_between(rng, 0.8, 2.2), up_s=_between(rng, 0.7, 2.0),
            body=any_body(rng),
        )  # fmt: skip
    for arms in ("crossed", "free", "pushing"):
        yield "sit to stand", synthesis.sit_to_stand(
            rise_s=_between(rng, 0.8, 1.8), sit_s=_between(rng, 0.8, 2.0), arms=arms,
            seated_knee_deg=_between(rng, 80, 105), trunk_lean_deg=_between(rng, 20, 45), body=any_body(rng),
        )  # fmt: skip


def _one_leg(rng: np.random.Generator) -> Iterator[tuple[str, Movement]]:
    for side in ("left", "right"):
        body = any_body(rng)
        yield (
            "knee flexion",
            synthesis.knee_flexion(peak_deg=_between(rng, 70, 130), side=side, body=body),
        )
        yield (
            "leg raise",
            synthesis.hip_flexion(
                peak_deg=_between(rng, 40, 90), knee_deg=_between(rng, 4, 90), side=side, body=body
            ),
        )
        yield (
            "hip abduction",
            synthesis.hip_abduction(peak_deg=_between(rng, 20, 45), side=side, body=body),
        )
        yield "seated knee extension", synthesis.seated_knee_extension(side=side, body=body)
    yield (
        "inline lunge",
        synthesis.forward_lunge(peak_deg=_between(rng, 60, 100), body=any_body(rng)),
    )
    yield "side lunge", synthesis.side_lunge(peak_deg=_between(rng, 50, 95), body=any_body(rng))


def _arms(rng: np.random.Generator) -> Iterator[tuple[str, Movement]]:
    yield (
        "shoulder abduction",
        synthesis.shoulder_abduction(peak_deg=_between(rng, 80, 170), body=any_body(rng)),
    )
    yield (
        "shoulder scaption",
        synthesis.shoulder_scaption(peak_deg=_between(rng, 80, 160), body=any_body(rng)),
    )
    yield (
        "shoulder flexion",
        synthesis.shoulder_flexion(peak_deg=_between(rng, 80, 160), body=any_body(rng)),
    )
    yield (
        "elbow flexion",
        synthesis.elbow_flexion(peak_deg=_between(rng, 80, 135), body=any_body(rng)),
    )


def drawn_sessions(seed: int, recorded: Sequence[MeasuredSession]) -> list[MeasuredSession]:
    """Return drawn movements as if the laboratory of some recordings had recorded them too.

    The same seed and recordings give the same.
    """
    lines = {angle: _reported(angle, recorded) for angle in _LEARNED}
    drawn = movements(np.random.default_rng(seed))
    return [_session(name, movement, lines) for name, movement in drawn]


def _reported(angle: str, recorded: Sequence[MeasuredSession]) -> Polynomial:
    """Return the line from the angle at three points to what the laboratory reports."""
    perfect, reported = [], []
    for one in recorded:
        for number, side in enumerate(("left", "right")) if one.movement in MAIN[angle] else ():
            perfect.append(perfect_angle_deg(one.metres, angle, side))
            reported.append(one.angles_deg[:, number, ANGLES.index(angle)])
    seen, true = np.concatenate(perfect), np.concatenate(reported)
    known = np.isfinite(seen) & np.isfinite(true)
    return Polynomial.fit(seen[known], true[known], 1)


def _session(name: str, movement: Movement, lines: Mapping[str, Polynomial]) -> MeasuredSession:
    times_s = np.arange(0.0, movement.duration_s, 1 / RATE_HZ)
    metres = movement.points_at(times_s)[:, :N_KEYPOINTS]
    angles_deg = np.full((len(times_s), 2, len(ANGLES)), np.nan)
    for row, side in enumerate(("left", "right")):
        for angle in _LEARNED:
            perfect = perfect_angle_deg(metres, angle, side)
            angles_deg[:, row, ANGLES.index(angle)] = lines[angle](perfect)
    angles_deg[:, :, ANGLES.index("trunk_inclination")] = trunk_inclination_deg(metres)[:, None]
    starts_s = [one.start_s for one in movement.repetitions[1:]]
    episode = np.searchsorted(starts_s, times_s, side="right").astype(float)
    return MeasuredSession(
        person=DRAWN,
        movement=name,
        is_correct=True,
        metres=metres,
        angles_deg=angles_deg,
        episode=episode,
    )
