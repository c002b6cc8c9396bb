"""How well faults of recordings are repaired, on synthetic and measured movement; prints JSON.

python -m tests.benchmarks.repair_quality

Left and right are exchanged in recordings whose truth is known: in 3 % of the frames, and
for stretches of 5 to 20 frames.  A pair *matters* in a frame when its two points are further
apart than `MATTERS_SD` standard deviations of the noise of their difference: nearer pairs
cannot be told apart, and changing them over changes less than the noise does.  An exchanged
frame counts as repaired when every pair that matters is where it was made; a good frame
counts as harmed when a pair that matters was exchanged in it.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from pose.keypoints import INDEX, LEFT_RIGHT_PAIRS
from pose.repair import repaired
from pose.stream import KeypointStream
from pose.synthesis import (
    Camera,
    Imperfections,
    shoulder_abduction,
    single_leg_stance,
    squat,
    synthesize,
)
from pose.synthesis.movement import Movement
from tests.builders.real_data import uiprmd_session

NOISE_PX = 2.0
MATTERS_SD = 4.0
MATTERS_PX = MATTERS_SD * NOISE_PX * 2**0.5
RATES_HZ = (12.0, 24.0, 30.0, 60.0)
LEGS = (5, 6, 7)
ARMS = (2, 3, 4)
WHOLE = tuple(range(8))
PART_PAIRS = {"whole": WHOLE, "legs": LEGS, "arms": ARMS}
PIXELS_PER_METRE = 300.0

Chance = np.random.Generator
Exchanged = np.ndarray
"""Which pairs were exchanged in which frames, shape ``(n, 8)``."""


def turning(movement: Movement, seconds_per_turn: float) -> Movement:
    """Return somebody who also turns about their vertical axis, a full turn at a time."""

    def points_at(times_s: np.ndarray) -> np.ndarray:
        points = movement.points_at(times_s).copy()
        turn = 2 * np.pi * times_s / seconds_per_turn
        cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
        x, z = points[..., 0].copy(), points[..., 2].copy()
        points[..., 0], points[..., 2] = cos * x - sin * z, sin * x + cos * z
        return points

    return replace(movement, points_at=points_at)


def walking(movement: Movement, strides_hz: float) -> Movement:
    """Return somebody whose legs and arms swing past each other as in a walk on the spot."""

    def points_at(times_s: np.ndarray) -> np.ndarray:
        points = movement.points_at(times_s).copy()
        swing = np.sin(2 * np.pi * strides_hz * times_s)
        for sign, side in ((1.0, "left"), (-1.0, "right")):
            for part, reach_m in (
                ("knee", 0.18),
                ("ankle", 0.32),
                ("elbow", -0.10),
                ("wrist", -0.22),
            ):
                points[:, INDEX[f"{side}_{part}"], 2] += sign * reach_m * swing
        return points

    return replace(movement, points_at=points_at)


def crossing(movement: Movement, crossings_hz: float) -> Movement:
    """Return somebody whose feet cross before the camera, half of the time the other way."""

    def points_at(times_s: np.ndarray) -> np.ndarray:
        points = movement.points_at(times_s).copy()
        across = 0.5 - 0.5 * np.cos(2 * np.pi * crossings_hz * times_s)
        for sign, side in ((1.0, "left"), (-1.0, "right")):
            points[:, INDEX[f"{side}_ankle"], 0] -= sign * 0.35 * across
            points[:, INDEX[f"{side}_knee"], 0] -= sign * 0.15 * across
        return points

    return replace(movement, points_at=points_at)


def camera_at(yaw_deg: float) -> Camera:
    """Return a camera with `PIXELS_PER_METRE` for a body of 1.70 m."""
    return Camera(yaw_deg=yaw_deg, figure_ratio=PIXELS_PER_METRE * 1.70 / 720.0)


def synthetic(
    make: Callable[[], Movement], yaw_deg: float
) -> Callable[[float, int], KeypointStream]:
    """Return a maker of noisy recordings by frame rate and seed."""

    def made(fps: float, seed: int) -> KeypointStream:
        flaws = Imperfections(noise_px=NOISE_PX)
        return synthesize(make(), camera_at(yaw_deg), fps=fps, imperfections=flaws, seed=seed)[0]

    return made


def measured(movement: str, yaw_deg: float) -> Callable[[float, int], KeypointStream]:
    """Return a maker of recordings of measured movement by frame rate and seed."""

    def made(fps: float, seed: int) -> KeypointStream:
        subject = str(1 + seed % 5)
        return uiprmd_session(movement, subject, yaw_deg, noise_px=NOISE_PX, fps=fps)[0]

    return made


SCENES: dict[str, Callable[[float, int], KeypointStream]] = {
    "squat_side": synthetic(squat, 90.0),
    "squat_oblique": synthetic(squat, 45.0),
    "squat_front": synthetic(squat, 0.0),
    "abduction_front": synthetic(shoulder_abduction, 0.0),
    "abduction_oblique": synthetic(shoulder_abduction, 40.0),
    "abduction_behind": synthetic(shoulder_abduction, 180.0),
    "stance_front": synthetic(single_leg_stance, 0.0),
    "turning": synthetic(lambda: turning(squat(n_reps=3), 4.0), 0.0),
    "walking_side": synthetic(lambda: walking(squat(n_reps=0, still_after_s=15.0), 0.9), 90.0),
    "crossing_feet": synthetic(lambda: crossing(squat(n_reps=0, still_after_s=15.0), 0.5), 0.0),
}
REAL_SCENES = {
    f"uiprmd_{movement}_{yaw:.0f}": (movement, yaw)
    for movement, yaws in {
        "1": (0.0, 90.0), "2": (0.0, 90.0), "3": (90.0,), "4": (0.0,), "5": (45.0, 90.0),
        "6": (90.0,), "7": (0.0,), "8": (90.0,), "9": (0.0,), "10": (30.0,),
    }.items()
    for yaw in yaws
}  # fmt: skip


def single_frames(n_frames: int, pairs: tuple[int, ...], rng: Chance) -> Exchanged:
    """Exchange pairs in 3 % of the frames."""
    where = np.zeros((n_frames, len(LEFT_RIGHT_PAIRS)), dtype=bool)
    where[np.ix_(rng.random(n_frames) < 0.03, pairs)] = True
    return where


def stretches(n_frames: int, pairs: tuple[int, ...], rng: Chance) -> Exchanged:
    """Exchange pairs in stretches of 5 to 20 frames, with good ones of 20 to 100 between."""
    where = np.zeros((n_frames, len(LEFT_RIGHT_PAIRS)), dtype=bool)
    frame = int(rng.integers(20, 100))
    while frame < n_frames - 25:
        length = int(rng.integers(5, 21))
        where[frame : frame + length, pairs] = True
        frame += length + int(rng.integers(20, 100))
    return where


def exchanged(stream: KeypointStream, where: Exchanged) -> KeypointStream:
    """Return the recording with left and right exchanged there."""
    xy, scores = stream.xy_px.copy(), stream.scores.copy()
    for pair, (left, right) in enumerate(LEFT_RIGHT_PAIRS):
        frames = where[:, pair]
        xy[frames, left], xy[frames, right] = (
            stream.xy_px[frames, right],
            stream.xy_px[frames, left],
        )
        scores[frames, left] = stream.scores[frames, right]
        scores[frames, right] = stream.scores[frames, left]
    return replace(stream, xy_px=xy, scores=scores)


def with_other_faults(stream: KeypointStream, rng: Chance) -> KeypointStream:
    """Return the recording with 0.5 % outliers of 80 px and 3 % of single keypoints lost."""
    xy, scores = stream.xy_px.copy(), stream.scores.copy()
    thrown = rng.random(scores.shape) < 0.005
    heading = rng.uniform(0.0, 2 * np.pi, scores.shape)
    xy[thrown] += 80.0 * np.stack((np.cos(heading), np.sin(heading)), axis=-1)[thrown]
    lost = rng.random(scores.shape) < 0.03
    xy[lost] = np.nan
    scores[lost] = 0.0
    return replace(stream, xy_px=xy, scores=scores)


def verdict(true: KeypointStream, faulty: KeypointStream, where: Exchanged) -> np.ndarray:
    """Return counts: exchanged frames that matter, repaired, good frames, harmed."""
    found = repaired(faulty).xy_px
    left, right = np.array(LEFT_RIGHT_PAIRS).T
    apart = true.xy_px[:, left] - true.xy_px[:, right]
    with np.errstate(invalid="ignore"):
        matters = np.hypot(apart[..., 0], apart[..., 1]) > MATTERS_PX
        # A pair is the other way round where a point that is left lies at its partner's place.
        wrong = _near(found[:, left], true.xy_px[:, right]) | _near(
            found[:, right], true.xy_px[:, left]
        )
    wrong &= matters
    hit = (where & matters).any(axis=1)
    good = ~where.any(axis=1)
    return np.array(
        [hit.sum(), (hit & ~wrong.any(axis=1)).sum(), good.sum(), (good & wrong.any(axis=1)).sum()]
    )


def _near(found: np.ndarray, place: np.ndarray) -> np.ndarray:
    return np.abs(found - place).max(axis=-1) < 1e-6


def swaps(
    scenes: dict[str, Callable[[float, int], KeypointStream]], seeds: int, dirty: bool
) -> dict[str, dict[str, float]]:
    """Return repaired and harmed shares by scene and kind of exchange."""
    result = {}
    for scene, make in scenes.items():
        for kind, place, part in (
            ("frames_whole", single_frames, "whole"),
            ("stretch_whole", stretches, "whole"),
            ("stretch_legs", stretches, "legs"),
            ("stretch_arms", stretches, "arms"),
        ):
            for fps in RATES_HZ:
                counts = np.zeros(4, dtype=int)
                for seed in range(seeds):
                    rng = np.random.default_rng(1000 + seed)
                    true = make(fps, seed)
                    where = place(true.n_frames, PART_PAIRS[part], rng)
                    faulty = exchanged(with_other_faults(true, rng) if dirty else true, where)
                    counts += verdict(true, faulty, where)
                result[f"{scene} {kind} {fps:g}"] = counts
    return result


def table(counts: dict[str, np.ndarray]) -> dict[str, object]:
    """Return totals by kind and by scene, and the worst scenes."""

    def shares(rows: list[np.ndarray]) -> dict[str, float]:
        hit, put_back, good, harmed = np.sum(rows, axis=0).tolist()
        return {
            "frames": hit,
            "repaired": round(put_back / max(hit, 1), 4),
            "harmed": round(harmed / max(good, 1), 5),
        }

    by: dict[str, dict[str, list[np.ndarray]]] = {"kind": {}, "scene": {}, "rate": {}}
    for name, row in counts.items():
        scene, kind, rate = name.split(" ")
        for axis, key in (("kind", kind), ("scene", scene), ("rate", rate)):
            by[axis].setdefault(key, []).append(row)
    worst = sorted(counts, key=lambda name: counts[name][1] / max(counts[name][0], 1))[:12]
    return {
        "all": shares(list(counts.values())),
        **{
            axis: {key: shares(rows) for key, rows in groups.items()} for axis, groups in by.items()
        },
        "worst": {name: shares([counts[name]]) for name in worst},
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--dirty", action="store_true")
    parser.add_argument("--real", action="store_true")
    args = parser.parse_args()
    scenes = {k: measured(*v) for k, v in REAL_SCENES.items()} if args.real else SCENES
    print(json.dumps(table(swaps(scenes, args.seeds, args.dirty)), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
