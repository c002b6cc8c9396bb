"""How right angles, views and filters are, on movement whose truth is known; prints one JSON object.

python -m tests.benchmarks.angle_accuracy

`tests.benchmarks.real_angles` says the same of people in a movement laboratory.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pose import quality, segments
from pose.angles import knee_flexion_deg, rotated
from pose.keypoints import INDEX, KEYPOINT_NAMES, MIRROR_ORDER
from pose.repair import repaired
from pose.smoothing import (
    MOTION_CUTOFF_HZ,
    chosen_cutoff_hz,
    low_passed,
    resampled,
    uniform_times,
)
from pose.stream import FloatArray, KeypointStream
from pose.synthesis import CLEAN, Camera, Imperfections, Movement, squat, synthesize, truth_of
from pose.view import Facing, ViewEstimate, estimated_roll, estimated_view

PX_PER_METRE = 300.0
SIDE = Camera(yaw_deg=90.0, figure_ratio=PX_PER_METRE * 1.70 / 720, perspective=False)
QUICK: dict[str, Any] = {"down_s": 0.35, "up_s": 0.35, "bottom_pause_s": 0.0, "top_pause_s": 0.3}
LEG = ("hip", "knee", "ankle")
SEEDS = range(8)
TIMES = 31


@dataclass(frozen=True)
class Cleaned:
    """One recording after repair, resampling, its own low-pass and removal of roll."""

    times_s: FloatArray
    xy: FloatArray
    cutoff_hz: float
    view: ViewEstimate
    roll_deg: float


def cleaned(
    stream: KeypointStream, parts: Iterable[str] = LEG, cutoff_hz: float | None = None
) -> Cleaned:
    """Return a recording as a scorer would prepare it, for the angle through ``parts``."""
    stream = stream.unmirrored()
    points = repaired(stream).xy_px
    times_s = uniform_times(stream.times_s)
    raw = resampled(stream.times_s, points.reshape(len(points), -1), times_s)
    raw = raw.reshape(len(times_s), -1, 2)
    needed = [INDEX[f"{side}_{part}"] for part in parts for side in ("left", "right")]
    if cutoff_hz is None:
        cutoff_hz = chosen_cutoff_hz(
            raw[:, needed],
            quality.noise_sd(points[:, needed]),
            fps=quality.effective_fps(stream.times_s),
        )
    roll_deg, _ = estimated_roll(raw[:30], stream.facts.gravity)
    xy = rotated(low_passed(raw, cutoff_hz), roll_deg)
    return Cleaned(times_s, xy, cutoff_hz, estimated_view(xy), roll_deg)


def flaws_of_the_table(movement: Movement, seed: int) -> Imperfections:
    """Return noise, dropouts, outliers, and a gap of 5 to 25 frames in every keypoint."""
    rng = np.random.default_rng(seed)
    gaps = []
    for name in KEYPOINT_NAMES:
        start_s = rng.uniform(1.0, movement.duration_s - 2.0)
        gaps.append(((name,), start_s, start_s + rng.integers(5, 26) / 30.0))
    return Imperfections(
        noise_px=2.0, dropped_ratio=0.03, outlier_ratio=0.005, outlier_px=80.0, missing=tuple(gaps)
    )


def squat_error_deg(
    flaws: Callable[[Movement, int], Imperfections], seed: int, cutoff_hz: float | None = None
) -> float:
    """Return the root mean square error of knee flexion over the frames that have a value."""
    movement = squat(n_reps=8)
    stream, _ = synthesize(movement, SIDE, imperfections=flaws(movement, seed), seed=seed)
    found = cleaned(stream, cutoff_hz=cutoff_hz)
    return _rms(knee_flexion_deg(found.xy, "left") - _true_knee_deg(movement, found.times_s))


def quick_peak_error_deg(noise_px: float, seed: int, cutoff_hz: float | None = None) -> float:
    """Return the median error of the highest knee flexion in squats of 0.35 s per way."""
    movement = squat(n_reps=8, **QUICK)
    flaws = Imperfections(noise_px=noise_px)
    stream, _ = synthesize(movement, SIDE, imperfections=flaws, seed=seed)
    found = cleaned(stream, cutoff_hz=cutoff_hz)
    knee = knee_flexion_deg(found.xy, "left")
    return statistics.median(
        float(np.nanmax(knee[(found.times_s > one.start_s) & (found.times_s < one.end_s)]))
        - one.peak_deg
        for one in movement.repetitions
    )


def seen_otherwise(noise_px: float = 0.0) -> dict[str, dict[str, float]]:
    """Return how far each other way of seeing one movement is from the usual one, degrees."""
    flaws = Imperfections(noise_px=noise_px)
    usual = _side_view_angles(_squats(SIDE, flaws=flaws))
    ways = {
        "facing right": _squats(replace(SIDE, yaw_deg=-90.0), flaws=flaws),
        "mirrored": mirror_image(_squats(SIDE, flaws=flaws)),
        "rolled 10 degrees": _squats(replace(SIDE, roll_deg=10.0), flaws=flaws),
        "12 fps": _squats(SIDE, fps=12.0, flaws=flaws),
        "24 fps": _squats(SIDE, fps=24.0, flaws=flaws),
        "60 fps": _squats(SIDE, fps=60.0, flaws=flaws),
        "jittered": _squats(SIDE, flaws=replace(flaws, jitter_ms=8.0)),
    }
    return {way: _differences(_side_view_angles(stream), usual) for way, stream in ways.items()}


def mirror_image(stream: KeypointStream) -> KeypointStream:
    """Return what a network finds in the mirrored picture: it labels what it sees."""
    xy = stream.xy_px[:, MIRROR_ORDER].copy()
    xy[..., 0] = stream.facts.image_width_px - xy[..., 0]
    facts = replace(stream.facts, mirrored=True)
    return replace(stream, xy_px=xy, scores=stream.scores[:, MIRROR_ORDER], facts=facts)


def _side_view_angles(stream: KeypointStream) -> dict[str, FloatArray]:
    found = cleaned(stream)
    side, facing = found.view.near_side, found.view.facing
    assert side is not None
    assert isinstance(facing, Facing)
    return {
        "time_s": found.times_s,
        "knee_flexion_deg": segments.signed_knee_flexion_deg(found.xy, side, facing),
        "hip_flexion_deg": segments.signed_hip_flexion_deg(found.xy, side, facing),
        "shank_inclination_deg": segments.shank_inclination_deg(found.xy, side, facing),
        "trunk_inclination_deg": segments.trunk_inclination_deg(found.xy, facing),
    }


def _differences(one: dict[str, FloatArray], other: dict[str, FloatArray]) -> dict[str, float]:
    """Return the largest difference of curves (RMSE over common times) and of peaks."""
    common_s = other["time_s"][other["time_s"] <= one["time_s"][-1]]
    names = [name for name in one if name != "time_s"]
    curves = [
        _rms(
            np.interp(common_s, one["time_s"], one[name])
            - np.interp(common_s, other["time_s"], other[name])
        )
        for name in names
    ]
    peaks = [abs(float(np.nanmax(one[name]) - np.nanmax(other[name]))) for name in names]
    return {"curve_rmse_deg": round(max(curves), 2), "peak_deg": round(max(peaks), 2)}


def _squats(camera: Camera, *, fps: float = 30.0, flaws: Imperfections = CLEAN) -> KeypointStream:
    return synthesize(squat(n_reps=4), camera, fps=fps, imperfections=flaws)[0]


def _true_knee_deg(movement: Movement, times_s: FloatArray) -> FloatArray:
    return truth_of(movement, SIDE, times_s).angles_deg["left_knee_flexion_deg"]


def _rms(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(known**2)))


def speeds_ms() -> dict[str, float]:
    """Return the least time of each step for 60 s, milliseconds, on one core."""
    flaws = Imperfections(noise_px=2.0, dropped_ratio=0.03, outlier_ratio=0.005)
    stream, _ = synthesize(squat(n_reps=18), SIDE, imperfections=flaws)
    times_s = stream.times_s[:1800]
    flat = repaired(stream).xy_px.reshape(stream.n_frames, -1)[:1800]
    grid_s = uniform_times(times_s)
    raw = resampled(times_s, flat, grid_s)
    leg = raw[:, 22:34]
    return {
        "resampled": _least_ms(lambda: resampled(times_s, flat, grid_s)),
        "low_passed": _least_ms(lambda: low_passed(raw)),
        "chosen_cutoff_hz": _least_ms(lambda: chosen_cutoff_hz(leg, 2.0)),
        "estimated_view": _least_ms(lambda: estimated_view(raw.reshape(-1, 17, 2))),
    }


def _least_ms(work: Callable[[], object]) -> float:
    """Return the least of some runs: what other programs add is no property of the code."""
    took_s = []
    for _ in range(TIMES):
        start_s = time.perf_counter()
        work()
        took_s.append(time.perf_counter() - start_s)
    return round(1000 * min(took_s), 3)


def rounded(row: dict[str, float]) -> dict[str, float]:
    """Return a row of figures for reading."""
    return {key: round(value, 2) for key, value in row.items()}


def synthetic_angles() -> dict[str, Any]:
    """Return errors of synthetic squats, with the chosen cut-off and with 6 Hz."""
    streams = {
        "noise 2 px": lambda _movement, _seed: Imperfections(noise_px=2.0),
        "noise 2 px, dropouts, outliers, gaps": flaws_of_the_table,
    }
    result: dict[str, Any] = {}
    for name, cutoff_hz in (("chosen cut-off", None), ("6 Hz", MOTION_CUTOFF_HZ)):
        for stream, flaws in streams.items():
            errors = [squat_error_deg(flaws, seed, cutoff_hz) for seed in SEEDS]
            result[f"knee RMSE, {stream}, {name}"] = rounded(
                {"mean_deg": statistics.fmean(errors), "largest_deg": max(errors)}
            )
        result[f"quick peak error, {name}"] = rounded(
            {
                f"noise {noise:g} px": statistics.fmean(
                    quick_peak_error_deg(noise, seed, cutoff_hz) for seed in SEEDS
                )
                for noise in (0.0, 2.0, 4.0)
            }
        )
    return result


def main() -> int:
    """Measure and print."""
    result: dict[str, Any] = {
        "synthetic": synthetic_angles(),
        "seen otherwise, no noise": seen_otherwise(),
        "seen otherwise, noise 2 px": seen_otherwise(2.0),
        "speed_ms": speeds_ms(),
    }
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
