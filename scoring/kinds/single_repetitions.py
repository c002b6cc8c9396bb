"""What each single repetition gives, beside the summary over all of them."""

import math
from typing import Any

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
    return [
        RepetitionResult(side=None, **_times(movement, one, first_way))
        for one in found.overall.complete
    ]


def repetition_results(
    movement: Movement,
    protocol: Protocol,
    found: Counted,
    angles: list[LimbAngle],
    lasting: Speeds,
    *,
    side: str | None,
) -> list[RepetitionResult]:
    """Return every repetition with its numbers, each limb's own, in order of time."""
    first_way, _ = found.ways(protocol)
    made: list[dict[str, Any]] = []
    for limb, repetitions in found.by_limb.items():
        own = [
            angle for angle in angles if limb in (None, angle.limb) and measurable(movement, angle)
        ]
        for index, one in enumerate(repetitions.complete):
            fields = {"side": limb, **_times(movement, one, first_way), **_angles(own, index)}
            # Speeds and ways belong to the whole: with two limbs they are not one limb's.
            if repetitions is found.overall:
                fields["values"] |= _of_whole(protocol, found, lasting, index)
                fields["depth_ratio"] = fields["values"].get("depth_ratio")
            made.append(fields)
    made.sort(key=lambda fields: (fields["start_s"], fields["side"] or ""))
    spans_s = [(fields["start_s"], fields["end_s"]) for fields in made]
    sure = confidences(movement, protocol, side, spans_s)
    return [
        RepetitionResult(**fields, confidence=confidence)
        for fields, confidence in zip(made, sure, strict=True)
    ]


def _times(movement: Movement, one: Repetition, first_way: str) -> dict[str, Any]:
    start_s, peak_s, end_s = times_of(movement, one)
    first, back = peak_s - start_s, end_s - peak_s
    return {
        "start_s": start_s,
        "end_s": end_s,
        "peak_s": peak_s,
        "down_s": first if first_way == "down" else back,
        "up_s": back if first_way == "down" else first,
    }


def _angles(own: list[LimbAngle], index: int) -> dict[str, Any]:
    """Return peak and range of the first angle, and the peaks of all by their keys."""
    values = {angle.row.key: float(angle.peaks.peak_deg[index]) for angle in own}
    if not own:
        return {"values": values}
    peaks = own[0].peaks
    return {
        "peak_deg": float(peaks.peak_deg[index]),
        "range_deg": float(peaks.range_deg[index]),
        "values": values,
    }


def _of_whole(protocol: Protocol, found: Counted, lasting: Speeds, index: int) -> dict[str, float]:
    """Return how far, how quickly and how smoothly the whole body went in a repetition."""
    first, back = found.ways(protocol)
    numbers = {
        f"peak_speed_{first}": float(lasting.first[index]),
        f"peak_speed_{back}": float(lasting.back[index]),
        "sparc": float(lasting.sparc[index]),
        "ldlj": float(lasting.ldlj[index]),
    }
    if protocol.amplitude is not None:
        numbers[protocol.amplitude.key] = float(found.amplitudes[index])
    return {key: value for key, value in numbers.items() if math.isfinite(value)}
