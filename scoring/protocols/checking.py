"""What makes a protocol impossible to score though every field has the right type."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pose.keypoints import KEYPOINT_NAMES
from pose.segments import UNAVAILABLE
from scoring.measures import MEASURES
from scoring.protocols.model import AngleRow, Kind, Limbs, Protocol, RepetitionRule, SignalRow

NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.REPETITIONS: ("signal", "repetition"),
    Kind.HOLD: ("hold",),
    Kind.STANCE: ("stance",),
    Kind.STAGES: ("stance", "hold"),
    Kind.REACH: ("reach",),
    Kind.PHASES: ("phases",),
}
"""Rules without which a protocol of a kind cannot be scored."""
ALSO: Final = ("hip_hike", "knee_valgus", "symmetry", "trunk_lean")
"""Groups of metrics that a protocol may ask for; `scoring.kinds.repetitions` makes them."""
KEY: Final = re.compile(r"[a-z][a-z0-9_]*")
PAIRS: Final = frozenset(
    name.removeprefix("left_") for name in KEYPOINT_NAMES if name.startswith("left_")
)
"""Joints of which there is a left and a right one."""


def contradiction(protocol: Protocol) -> str | None:
    """Return the first thing that makes a protocol impossible to score; ``None``: nothing does."""
    return next(_problems(protocol), None)


def _problems(protocol: Protocol) -> Iterator[str]:
    for rule in NEEDED[protocol.kind]:
        if getattr(protocol, rule) is None:
            yield f"{rule}: a protocol of kind {protocol.kind} needs [{rule}]"
    yield from _wrong_names(protocol)
    yield from _wrong_joints(protocol)
    yield from _wrong_sides(protocol)
    if protocol.repetition is not None:
        yield from _wrong_levels(protocol.repetition)
    for angle in protocol.angles:
        if angle.deficit_key and angle.end_range_deg is None:
            yield f"angles: {angle.key} has a deficit_key and needs end_range_deg"
    least, most = protocol.min_yaw_deg, protocol.max_yaw_deg
    if least is not None and most is not None and least >= most:
        yield "min_yaw_deg: must lie below max_yaw_deg"
    timing = protocol.timing
    if timing is not None:
        if timing.window_s is not None and timing.window_s <= 0:
            yield "timing.window_s: must be above 0"
        if timing.repetitions is not None and timing.repetitions < 1:
            yield "timing.repetitions: must be at least 1"


def _why_no_measure(key: str) -> str:
    """Return why there is no such measure: seventeen points cannot give it, or nobody knows it."""
    if key in UNAVAILABLE:
        return f"{key} is unavailable. {UNAVAILABLE[key]}"
    return f"there is no measure {key!r}; known: {', '.join(sorted(MEASURES))}"


def _wrong_names(protocol: Protocol) -> Iterator[str]:
    """Say which keys nothing can be called by, and which names mean nothing."""
    for field, key in _keys(protocol):
        if not KEY.fullmatch(key):
            yield f"{field}: {key!r} must be small letters, digits and _, a letter first"
    rows: list[tuple[str, SignalRow | AngleRow | None]] = [
        ("signal", protocol.signal),
        ("second", protocol.second),
        *[("angles", angle) for angle in protocol.angles],
    ]
    for field, row in rows:
        if row is not None and row.measure not in MEASURES:
            yield f"{field}: {_why_no_measure(row.measure)}"
    for angle in protocol.angles:
        if MEASURES[angle.measure].unit != "deg":
            yield f"angles: {angle.measure} of {angle.key} is no angle"
    for name in protocol.also:
        if name not in ALSO:
            yield f"also: there is no {name!r}; known: {', '.join(ALSO)}"
    if "symmetry" in protocol.also and not protocol.angles:
        yield "also: symmetry compares the first of the angles, and there is none"


def _keys(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Return every key that a file gives, with its field."""
    yield "key", protocol.key
    for angle in protocol.angles:
        for name in (angle.key, angle.range_key, angle.deficit_key, angle.held_key):
            if name is not None:
                yield "angles", name
    if protocol.amplitude is not None:
        yield "amplitude.key", protocol.amplitude.key


def _wrong_joints(protocol: Protocol) -> Iterator[str]:
    """Say which joints there are not, and that none is named."""
    fields = ("needed_pairs", "needed_both", "needed_limb")
    for field in fields:
        for joint in getattr(protocol, field):
            if joint not in PAIRS:
                yield f"{field}: there is no joint {joint!r}; known: {', '.join(sorted(PAIRS))}"
    if not any(getattr(protocol, field) for field in fields):
        yield f"needed_pairs: name the joints that must be seen, here or in {' or '.join(fields[1:])}"


def _wrong_sides(protocol: Protocol) -> Iterator[str]:
    """Say where a side is needed and there is none."""
    if protocol.side_needed and not protocol.prescribable:
        yield "side_needed: prescribable must say which sides there are"
    signal = protocol.signal
    if signal is None:
        return
    if protocol.limbs is Limbs.BODY and MEASURES[signal.measure].sided:
        yield f'signal: {signal.measure} belongs to one side, so limbs must be "each"'
    if protocol.limbs is Limbs.EACH and not MEASURES[signal.measure].sided:
        yield f'signal: {signal.measure} belongs to no side, so limbs must be "body"'


def _wrong_levels(rule: RepetitionRule) -> Iterator[str]:
    """Say which levels are out of order."""
    if not 0 < rule.attempt_level < rule.leave_level < rule.reach_level < 1:
        yield (
            "repetition.leave_level: must be 0 < attempt_level < leave_level < reach_level < 1, "
            f"not {rule.attempt_level:g}, {rule.leave_level:g}, {rule.reach_level:g}"
        )
    if not 0 < rule.onset_levels[0] < rule.onset_levels[1] < 1:
        yield "repetition.onset_levels: two shares between 0 and 1, the lower one first"
    if rule.turn_share is not None and not 0 < rule.turn_share < 1:
        yield "repetition.turn_share: a share between 0 and 1"
    for field in ("onset_order", "min_range", "min_duration_s"):
        if getattr(rule, field) <= 0:
            yield f"repetition.{field}: must be above 0"
