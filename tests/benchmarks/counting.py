"""How well repetitions are counted in one signal, and how fast; prints one JSON object.

python -m tests.benchmarks.counting
"""

import json
import statistics
import sys
import time
from collections.abc import Sequence

import numpy as np
import pytest

from scoring.protocols import PROTOCOLS, RepetitionRule
from scoring.repetitions import found_repetitions
from tests.builders.signals import (
    BATTERY,
    SESSIONS,
    SUBJECTS,
    Patient,
    patients,
    session,
    whole_repetitions,
)

TRIALS = 60
SPEED_SAMPLES = 1800
RUNS = 200


def rule_of(protocol: str) -> RepetitionRule:
    """Return the rule of a protocol that has one."""
    rule = PROTOCOLS[protocol].repetition
    assert rule is not None
    return rule


def battery() -> dict[str, float]:
    """Return the share of exact counts of each kind of synthetic trial, and of all."""
    exact: dict[str, float] = {}
    for place, (kind, make) in enumerate(BATTERY.items()):
        trials = [make(np.random.default_rng([0, place, seed])) for seed in range(TRIALS)]
        right = [
            len(found_repetitions(trial.values, rule_of("sit_to_stand")).complete) == trial.count
            for trial in trials
        ]
        exact[kind] = round(float(np.mean(right)), 3)
    exact["all"] = round(float(np.mean(list(exact.values()))), 4)
    return exact


def people(exercise: str, protocol: str) -> dict[str, object]:
    """Return how many people's repetitions are counted within one of what was labelled.

    Not every clean repetition was labelled: the count inside the labels is told as well.
    """
    found = [(one, found_repetitions(one.values, rule_of(protocol))) for one in patients(exercise)]
    whole = {one.name: len(result.complete) for one, result in found}
    inside = {
        one.name: sum(
            one.borders[0] <= repetition.peak_frame <= one.borders[-1]
            for repetition in result.complete
        )
        for one, result in found
    }
    sure = {one.name: round(result.confidence, 2) for one, result in found}
    return {
        "people": len(found),
        "within_one": within_one(found, whole),
        "within_one_inside_labels": within_one(found, inside),
        "one_or_more_unlabelled": sum(whole[one.name] > one.count for one, _ in found),
        "not_within_one": {
            one.name: {"labelled": one.count, "counted": whole[one.name], "sure": sure[one.name]}
            for one, _ in found
            if abs(whole[one.name] - one.count) > 1
        },
    }


def within_one(found: Sequence[tuple[Patient, object]], counts: dict[str, int]) -> float:
    """Return the share of people counted within one of what was labelled."""
    return round(float(np.mean([abs(counts[one.name] - one.count) <= 1 for one, _ in found])), 3)


def sessions(kind: str) -> dict[str, object]:
    """Return exact counts of joined sessions by movement, and those that are not."""
    result: dict[str, object] = {}
    right: list[bool] = []
    for name, row in SESSIONS.items():
        here = []
        for subject in SUBJECTS:
            trial = session(name, kind, subject)
            if trial is None:
                continue
            found = found_repetitions(trial.values, rule_of(row.protocol))
            counts = whole_repetitions(trial, found.rest, found.typical_range)
            here.append(len(found.complete) in counts)
            if not here[-1]:
                result[f"{name}, subject {subject}"] = f"{len(found.complete)} of {trial.count}"
        result[name] = f"{sum(here)} of {len(here)}"
        right += here
    return {"exact": round(float(np.mean(right)), 3), "sessions": len(right), **result}


def median_ms() -> dict[str, float]:
    """Return the median time to count in 60 s of each kind of trial."""
    times: dict[str, float] = {}
    for place, (kind, make) in enumerate(BATTERY.items()):
        one = make(np.random.default_rng([1, place])).values
        values = np.tile(one, SPEED_SAMPLES // len(one) + 1)[:SPEED_SAMPLES]
        runs = []
        for _ in range(RUNS):
            start = time.perf_counter()
            found_repetitions(values, rule_of("sit_to_stand"))
            runs.append(1000 * (time.perf_counter() - start))
        times[kind] = round(statistics.median(runs), 3)
    return times


def main() -> int:
    """Measure and print."""
    result: dict[str, object] = {"battery_exact": battery(), "count_60_s_ms": median_ms()}
    try:
        result["arm_lifts"] = people("es1", "shoulder_abduction")
        result["squats"] = people("es5", "squat")
        result["sessions_correct"] = sessions("correct")
        result["sessions_incorrect"] = sessions("incorrect")
    except pytest.skip.Exception as absent:
        result["recordings"] = str(absent)
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
