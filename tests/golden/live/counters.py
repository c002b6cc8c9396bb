"""Signals with a known number of repetitions, as a counter meets them frame by frame.

Each is made of movements whose times are known, then noise, frames that never came and
values that were not seen, at 8 to 60 frames a second.  The server counts the same signals
(`test_golden_live`), so that both sides agree on what a repetition is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pose.stream import FloatArray
from pose.synthesis.movement import Cycle, curve
from scoring.protocols import PROTOCOLS
from tests.live_table import repetition_row

Row = dict[str, Any]
STILL_S = 1.5


@dataclass(frozen=True)
class Case:
    """One signal: peaks in the unit of the protocol's signal, and how it is recorded."""

    protocol: str
    peaks: Sequence[float]
    rest: float = 0.0
    rise_s: float = 0.9
    pause_s: float = 0.3
    fall_s: float = 1.0
    rest_s: float = 0.6
    fps: float = 20.0
    noise: float = 0.0
    dropped: float = 0.0
    hidden_s: Sequence[tuple[float, float]] = field(default=())
    drift: float = 0.0
    count: int | None = None
    """Where it is not the number of the peaks."""


CASES: Mapping[str, Case] = {
    "five squats": Case("squat", [0.8] * 5),
    "at 8 frames a second": Case("squat", [0.8] * 5, fps=8.0, noise=0.02),
    "at 15 frames a second": Case("squat", [0.7, 0.8, 0.75, 0.8], fps=15.0, noise=0.02),
    "at 60 frames a second": Case("squat", [0.8] * 3, fps=60.0, noise=0.02),
    "frames that never came": Case("squat", [0.8] * 5, fps=24.0, noise=0.02, dropped=0.2),
    "fast": Case(
        "sit_to_stand", [0.7] * 6, rise_s=0.4, fall_s=0.4, pause_s=0.1, rest_s=0.2, fps=30.0
    ),
    "slow": Case("shoulder_abduction", [140.0] * 3, rise_s=3.0, fall_s=3.5, noise=1.5),
    "shallow": Case("squat", [0.22] * 4, noise=0.01),
    "too shallow to be one": Case("squat", [0.10] * 4, noise=0.01, count=0),
    "tries before and between": Case(
        "sit_to_stand", [0.25, 0.7, 0.72, 0.24, 0.7, 0.25, 0.7], noise=0.01, count=4
    ),
    "unlike each other": Case("knee_flexion", [60.0, 90.0, 75.0, 85.0, 55.0], noise=1.5),
    "long holds at the end": Case("hip_abduction", [30.0] * 3, pause_s=3.0, noise=0.8),
    "rest that moves": Case("squat", [0.8] * 6, drift=0.04, noise=0.01),
    "a joint that is never straight": Case("elbow_flexion", [110.0] * 4, noise=1.5, rest=25.0),
    "hidden for a moment": Case(
        "squat", [0.8] * 4, noise=0.01, hidden_s=((2.0, 2.5), (5.2, 5.9), (9.0, 9.4))
    ),
    "arms that turn before they hang": Case(
        "shoulder_flexion", [140.0] * 4, rise_s=0.8, fall_s=0.8, pause_s=0.1, rest_s=0.0
    ),
    "nothing but trembling": Case("heel_raise", [0.0], noise=0.012, count=0),
}
"""Signals by what is special about them."""


def counter_rows() -> list[Row]:
    """Return every case as the file has it."""
    return [row(name, number, case) for number, (name, case) in enumerate(CASES.items())]


def row(name: str, number: int, case: Case) -> Row:
    """Return one signal with its levels, its count and when each movement was over."""
    times_s, values, cycles = signal(case, number)
    count = len(case.peaks) if case.count is None else case.count
    levels = repetition_row(PROTOCOLS[case.protocol])["repetition"]
    digits = 3 if levels["minRise"] < 1 else 1
    return {
        "name": name,
        "protocol": case.protocol,
        "levels": levels,
        "count": count,
        "endsS": [round(cycle.end_s, 3) for cycle in cycles] if case.count is None else [],
        "timesMs": np.round(1000.0 * times_s).astype(int).tolist(),
        "values": [None if np.isnan(one) else round(float(one), digits) for one in values],
    }


def signal(case: Case, seed: int) -> tuple[FloatArray, FloatArray, list[Cycle]]:
    """Return times ``(n,)``, values ``(n,)`` with NaN where not seen, and the movements in it."""
    cycles = []
    start_s = STILL_S
    for peak in case.peaks:
        cycles.append(Cycle(start_s, case.rise_s, case.pause_s, case.fall_s, case.rest + peak))
        start_s = cycles[-1].end_s + case.rest_s
    rng = np.random.default_rng([11, seed])
    times_s = np.arange(0.0, start_s + STILL_S, 1.0 / case.fps)
    times_s = times_s[(rng.random(len(times_s)) >= case.dropped) | (times_s == 0.0)]
    values = curve(times_s, cycles, case.rest)
    values = values + case.drift * times_s * 0.5 + rng.normal(0.0, case.noise, len(times_s))
    for start, end in case.hidden_s:
        values[(times_s >= start) & (times_s < end)] = np.nan
    return times_s, values, cycles
