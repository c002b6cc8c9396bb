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
import itertools
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

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
from tests.benchmarks.scoring_speed import median_ms
from tests.builders import real_data
from tests.builders.motion import cut
from tests.builders.real_data import uiprmd_session

NOISE_PX = 2.0
MATTERS_SD = 4.0
MATTERS_PX = MATTERS_SD * NOISE_PX * 2**0.5
RATES_HZ = (12.0, 24.0, 30.0, 60.0)
WHOLE = tuple(range(8))
PART_PAIRS = {
    "whole": WHOLE,
    "legs": (5, 6, 7),
    "arms": (2, 3, 4),
    "legs_without_hips": (6, 7),
    "arms_without_shoulders": (3, 4),
}
PIXELS_PER_METRE = 300.0
OUTLIER_RATIO, OUTLIER_PX, LOST_RATIO = 0.005, 80.0, 0.03
STILL_TORSO_PER_S = 0.5

Chance = np.random.Generator
Scenes = dict[str, Callable[[float, int], KeypointStream]]
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


SCENES: Scenes = {
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
MEASURED = {
    "1": (0.0, 90.0), "2": (0.0, 90.0), "3": (90.0,), "4": (0.0,), "5": (45.0, 90.0),
    "6": (90.0,), "7": (0.0,), "8": (90.0,), "9": (0.0,), "10": (30.0,),
}  # fmt: skip
"""Movements of uiprmd and the views that they are seen from."""
REAL_SCENES = {
    f"uiprmd_{movement}_{yaw_deg:g}": measured(movement, yaw_deg)
    for movement, yaws_deg in MEASURED.items()
    for yaw_deg in yaws_deg
}


def single_frames(n_frames: int, pairs: tuple[int, ...], rng: Chance) -> Exchanged:
    """Exchange pairs in 3 % of the frames."""
    where = np.zeros((n_frames, len(LEFT_RIGHT_PAIRS)), dtype=bool)
    where[np.ix_(np.flatnonzero(rng.random(n_frames) < 0.03), np.array(pairs))] = True
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


KINDS = (
    ("frames_whole", single_frames, "whole"),
    ("stretch_whole", stretches, "whole"),
    ("stretch_legs", stretches, "legs"),
    ("stretch_arms", stretches, "arms"),
    ("stretch_legs_without_hips", stretches, "legs_without_hips"),
    ("stretch_arms_without_shoulders", stretches, "arms_without_shoulders"),
)


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
    scores = stream.scores.copy()
    xy = _thrown(stream.xy_px, rng.random(scores.shape) < OUTLIER_RATIO, rng)
    lost = rng.random(scores.shape) < LOST_RATIO
    xy[lost] = np.nan
    scores[lost] = 0.0
    return replace(stream, xy_px=xy, scores=scores)


def _thrown(xy: np.ndarray, which: np.ndarray, rng: Chance) -> np.ndarray:
    """Return points of which some lie `OUTLIER_PX` away, in any direction."""
    heading = rng.uniform(0.0, 2 * np.pi, which.shape)
    away = OUTLIER_PX * np.stack((np.cos(heading), np.sin(heading)), axis=-1)
    return np.where(which[..., None], xy + away, xy)


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
    return np.asarray(np.abs(found - place).max(axis=-1) < 1e-6)


def swaps(scenes: Scenes, seeds: int, *, dirty: bool) -> dict[str, np.ndarray]:
    """Return the counts of `verdict` by scene, kind of exchange and frame rate."""
    counts = {}
    for (scene, make), (kind, place, part), fps in itertools.product(
        scenes.items(), KINDS, RATES_HZ
    ):
        total = np.zeros(4, dtype=int)
        for seed in range(seeds):
            rng = np.random.default_rng(1000 + seed)
            true = make(fps, seed)
            where = place(true.n_frames, PART_PAIRS[part], rng)
            faulty = exchanged(with_other_faults(true, rng) if dirty else true, where)
            total += verdict(true, faulty, where)
        counts[f"{scene} {kind} {fps:g}"] = total
    return counts


def table(counts: dict[str, np.ndarray]) -> dict[str, object]:
    """Return totals by kind, scene and rate, and the worst of all."""
    by: dict[str, dict[str, list[np.ndarray]]] = {"kind": {}, "scene": {}, "rate": {}}
    for name, row in counts.items():
        for axis, key in zip(("scene", "kind", "rate"), name.split(" "), strict=True):
            by[axis].setdefault(key, []).append(row)
    worst = sorted(counts, key=lambda name: counts[name][1] / max(counts[name][0], 1))[:3]
    return {
        "all": _shares(list(counts.values())),
        **{axis: {key: _shares(rows) for key, rows in kinds.items()} for axis, kinds in by.items()},
        "worst": {name: _shares([counts[name]]) for name in worst},
    }


def _shares(rows: list[np.ndarray]) -> dict[str, float]:
    hit, put_back, good, harmed = np.sum(rows, axis=0).tolist()
    return {
        "frames": hit,
        "repaired": round(put_back / max(hit, 1), 5),
        "harmed": round(harmed / max(good, 1), 6),
    }


def outliers(scenes: Scenes, fps: float, seeds: int) -> dict[str, float]:
    """Return what is left of 0.5 % outliers of 80 px, and what good samples it cost.

    A point is still where it moves by less than half a torso length a second.
    """
    counts = np.zeros(6)
    for (number, make), seed in itertools.product(enumerate(scenes.values()), range(seeds)):
        true = make(fps, seed)
        rng = np.random.default_rng([seed, number])
        thrown = (rng.random(true.scores.shape) < OUTLIER_RATIO) & np.isfinite(true.xy_px[..., 0])
        found = repaired(replace(true, xy_px=_thrown(true.xy_px, thrown, rng)))
        gone = np.isnan(found.xy_px[..., 0])
        moves = _speed_torso_per_s(true, found.torso_px)
        good = ~thrown & np.isfinite(true.xy_px[..., 0]) & ~found.other_person[:, None]
        moving, still = good & (moves > STILL_TORSO_PER_S), good & ~(moves > STILL_TORSO_PER_S)
        parts = (thrown, thrown & ~gone, moving, moving & gone, still, still & gone)
        counts += [part.sum() for part in parts]
    return {
        "outliers": int(counts[0]),
        "left": round(counts[1] / counts[0], 5),
        "good_moving_replaced": round(counts[3] / counts[2], 6),
        "good_still_replaced": round(counts[5] / counts[4], 6),
    }


def _speed_torso_per_s(stream: KeypointStream, size_px: float) -> np.ndarray:
    """Return each point's speed over four frames, ``(n, 17)``; 0 at the ends."""
    speed = np.zeros(stream.scores.shape)
    way = np.linalg.norm(stream.xy_px[4:] - stream.xy_px[:-4], axis=2) / size_px
    speed[2:-2] = np.nan_to_num(way / (stream.times_s[4:] - stream.times_s[:-4])[:, None])
    return speed


def somebody_else(seeds: int) -> dict[str, float]:
    """Return how much of another person was masked, and of the patient with them.

    They are seen for 0.2 to 5 s, half to one and a half torso lengths and more aside, and
    are 0.5 to 1.3 times as large.
    """
    theirs = masked = patient = lost = 0
    for seed, aside_px, size in itertools.product(
        range(seeds), (110.0, 220.0, 450.0), (0.5, 0.8, 1.3)
    ):
        length_s = float(np.random.default_rng(seed).uniform(0.2, 5.0))
        flaws = Imperfections(
            noise_px=NOISE_PX, other_person_s=(4.0, 4.0 + length_s),
            other_person_px=aside_px, other_person_size=size,
        )  # fmt: skip
        stream, _ = synthesize(squat(), camera_at(0.0), imperfections=flaws, seed=seed)
        other = (stream.times_s >= 4.0) & (stream.times_s < 4.0 + length_s)
        found = repaired(stream).other_person
        theirs, masked = theirs + other.sum(), masked + (other & found).sum()
        patient, lost = patient + (~other).sum(), lost + (~other & found).sum()
    return {"masked": round(masked / theirs, 5), "patient_lost": round(lost / patient, 6)}


def mirrored_recordings(seeds: int) -> dict[str, dict[str, int]]:
    """Return how many recordings were turned: exchanged, as they should be, from behind.

    Scores are as a network's are that sees a face, and as one's that sees a back.
    """
    result = {name: {"recordings": 0, "turned": 0} for name in ("exchanged", "as_is", "behind")}
    makers: tuple[Callable[[], Movement], ...] = (squat, shoulder_abduction)
    for seed, make in itertools.product(range(seeds), makers):
        for name, yaw_deg in (("exchanged", 0.0), ("as_is", 10.0), ("behind", 180.0)):
            stream = synthetic(make, yaw_deg)(30.0, seed)
            rng = np.random.default_rng(seed)
            scores = rng.uniform(0.65, 0.9, 17) + rng.normal(0.0, 0.05, stream.scores.shape)
            scores[:, :3] -= 0.4 if name == "behind" else 0.0
            stream = replace(stream, scores=scores.clip(0.0, 1.0))
            if name == "exchanged":
                stream = exchanged(stream, np.ones((stream.n_frames, 8), dtype=bool))
            result[name]["recordings"] += 1
            result[name]["turned"] += repaired(stream).mirrored_frames == stream.n_frames
    return result


def speed() -> dict[str, float]:
    """Return the time for 1,800 frames with every fault at once, and for a noisy one."""
    true = synthetic(lambda: squat(n_reps=18), 90.0)(30.0, 0)
    rng = np.random.default_rng(1)
    where = single_frames(true.n_frames, WHOLE, rng) | stretches(true.n_frames, WHOLE, rng)
    faulty = exchanged(with_other_faults(true, rng), where)
    faulty.xy_px[600:660] += np.array([450.0, 0.0])
    return {
        "every_fault_ms": median_ms(lambda: repaired(cut(faulty, 0.0, 60.0))),
        "noise_only_ms": median_ms(lambda: repaired(cut(true, 0.0, 60.0))),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    seeds = parser.parse_args().seeds
    scenes = dict(SCENES)
    if (Path(real_data.ROOT).parent / "shared" / "data" / "uiprmd").is_dir():
        scenes |= REAL_SCENES
    result: dict[str, object] = {
        "exchanged_sides": table(swaps(scenes, seeds, dirty=False)),
        "exchanged_sides_with_other_faults": table(swaps(scenes, seeds, dirty=True)),
        "outliers": {f"{fps:g}_fps": outliers(scenes, fps, seeds) for fps in RATES_HZ},
        "somebody_else": somebody_else(seeds),
        "mirrored_recordings": mirrored_recordings(seeds),
        "speed": speed(),
    }
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
