"""What each single repetition gives, beside the summary over all of them."""

import math
from dataclasses import replace

from scoring.counting import Counted, times_of
from scoring.metrics.range_of_motion import LimbAngle, measurable
from scoring.metrics.velocity import Speeds
from scoring.movement import Movement
from scoring.preparation import confidences
from scoring.protocols import Protocol
from scoring.repetitions import Repetition
from scoring.report import RepetitionResult


def whole_repetitions(
    movement: Movement, protocol: Protocol, found: Counted
) -> list[RepetitionResult]:
    """Return the repetitions of the whole body with their times only."""
    first_way, _ = found.ways(protocol)
    return [_timed(movement, one, first_way) for one in found.overall.complete]


def repetition_results(
    movement: Movement,
    protocol: Protocol,
    found: Counted,
    angles: list[LimbAngle],
    lasting: Speeds,
) -> list[RepetitionResult]:
    """Return every repetition with its numbers, each limb's own, in order of time."""
    results = []
    for limb, repetitions in found.by_limb.items():
        own = [
            angle for angle in angles if limb in (None, angle.limb) and measurable(movement, angle)
        ]
        for index, one in enumerate(repetitions.complete):
            plain = replace(
                _timed(movement, one, found.ways(protocol)[0]),
                side=limb,
                peak_deg=float(own[0].peaks.peak_deg[index]) if own else None,
                range_deg=float(own[0].peaks.range_deg[index]) if own else None,
                values=_angles(own, index),
            )
            # Speeds and ways belong to the whole: with two limbs they are not one limb's.
            if repetitions is found.overall:
                plain = _with_whole(plain, protocol, found, lasting, index)
            results.append(plain)
    results.sort(key=lambda one: (one.start_s, one.side or ""))
    return results


def with_confidence(
    results: list[RepetitionResult], movement: Movement, protocol: Protocol, side: str | None
) -> list[RepetitionResult]:
    """Return repetitions that say how well the joints that they need were found."""
    spans_s = [(one.start_s, one.end_s) for one in results]
    found = confidences(movement, protocol, side, spans_s)
    return [
        replace(one, confidence=confidence) for one, confidence in zip(results, found, strict=True)
    ]


def _timed(movement: Movement, one: Repetition, first_way: str) -> RepetitionResult:
    start_s, peak_s, end_s = times_of(movement, one)
    first, back = peak_s - start_s, end_s - peak_s
    return RepetitionResult(
        side=None,
        start_s=start_s,
        end_s=end_s,
        peak_s=peak_s,
        down_s=first if first_way == "down" else back,
        up_s=back if first_way == "down" else first,
    )


def _angles(own: list[LimbAngle], index: int) -> dict[str, float]:
    return {angle.row.key: float(angle.peaks.peak_deg[index]) for angle in own}


def _with_whole(
    plain: RepetitionResult, protocol: Protocol, found: Counted, lasting: Speeds, index: int
) -> RepetitionResult:
    """Return a repetition with how far, how quickly and how smoothly the whole body went."""
    first, back = found.ways(protocol)
    values = dict(plain.values)
    for key, numbers in (
        (f"peak_speed_{first}", lasting.first),
        (f"peak_speed_{back}", lasting.back),
        ("sparc", lasting.sparc),
        ("ldlj", lasting.ldlj),
    ):
        if math.isfinite(numbers[index]):
            values[key] = float(numbers[index])
    depth = None
    if protocol.amplitude is not None:
        far = float(found.amplitudes[index])
        values[protocol.amplitude.key] = far
        depth = far if protocol.amplitude.key == "depth_ratio" else None
    return replace(plain, values=values, depth_ratio=depth)
