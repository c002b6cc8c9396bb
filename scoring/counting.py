"""Counts a movement as its protocol says: which signal, whose limbs, checked by what."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from msgspec.structs import replace

from pose.medians import median_of, percentiles_of
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.measures import SIDES, followed
from scoring.metrics.held import HeldTrack
from scoring.movement import Movement
from scoring.protocols import Limbs, Protocol, RepetitionRule, SignalRow
from scoring.repetitions import Attempt, Repetition, Repetitions, found_repetitions
from scoring.report import Event

START_FRAMES: Final = int(1.0 * GRID_HZ)
MIN_ALIKE_FRAMES: Final = int(3.0 * GRID_HZ)
ALIKE_SQUARED: Final = 0.9
"""Squared correlation above which one signal stands in for the other; chosen by us."""
MIN_SEEN_RATIO: Final = 0.6
"""A limb seen less than this share of the time of the other one is left out."""


@dataclass(frozen=True)
class Counted:
    """Repetitions of a movement.

    Attributes
    ----------
    overall
        Of the whole body, or of whichever limb moved.
    second
        Found in the second signal; ``None`` where the protocol has none.
    by_limb
        Of each limb that was prescribed, ``None`` being the whole body.
    signal
        The counted signal, low at rest, shape ``(m,)``; its gaps are filled.
    seen
        The same where it was seen, NaN where it was not.
    turned
        Whether the movement began at the end that is not its usual rest: somebody who
        starts standing sits down and stands up.
    """

    overall: Repetitions
    second: Repetitions | None
    by_limb: Mapping[str | None, Repetitions]
    signal: FloatArray
    seen: FloatArray
    turned: bool = False

    @cached_property
    def amplitudes(self) -> FloatArray:
        """How far each repetition goes from rest, held for 0.2 s; NaN where its turn was hidden."""
        track = HeldTrack(self.seen)
        held = [
            track.extreme(one.start_frame, one.end_frame + 1)
            if track.was_seen_near(one.peak_frame)
            else np.nan
            for one in self.overall.complete
        ]
        return np.array(held, dtype=float) - self.overall.rest

    def ways(self, protocol: Protocol) -> tuple[str, str]:
        """Return the names of the way away from rest and of the way back."""
        up_first = (protocol.first_way == "up") is not self.turned
        return ("up", "down") if up_first else ("down", "up")


def counted(movement: Movement, protocol: Protocol, side: str | None) -> Counted:
    """Return the repetitions of a movement, limb by limb and overall.

    Raises
    ------
    ValueError
        If the protocol has no signal or no rule.
    """
    rule, row = protocol.repetition, protocol.signal
    if rule is None or row is None:
        raise ValueError(f"{protocol.key} has no repetition rule or no signal")
    limbs = limbs_of(protocol, side)
    checks = checks_of(movement, protocol, limbs)
    seen = {limb: signal_of(movement, row, limb) for limb in limbs}
    signals = {limb: with_gaps_filled(seen[limb], checks.get(limb)) for limb in limbs}
    turned = row.either_end and starts_high(higher_of(list(signals.values())))
    if turned:
        seen = {limb: -values for limb, values in seen.items()}
        signals = {limb: -values for limb, values in signals.items()}
    leaves = turned and left_in_the_end(movement)

    def found(values: FloatArray, by: RepetitionRule) -> Repetitions:
        return (
            without_the_last(found_repetitions(values, by))
            if leaves
            else found_repetitions(values, by)
        )

    by_limb = {limb: found(signals[limb], rule) for limb in limbs}
    moved = [limb for limb in limbs if by_limb[limb].complete] or list(limbs)
    higher = higher_of([signals[limb] for limb in moved])
    overall = by_limb[moved[0]] if len(moved) == 1 else found(higher, rule)
    second = None
    if protocol.second is not None:
        check = higher_of([checks[limb] for limb in moved])
        second = found(-check if turned else check, second_rule(rule, protocol.second))
    measured = higher_of([seen[limb] for limb in moved])
    return Counted(overall, second, by_limb, higher, measured, turned)


def checks_of(
    movement: Movement, protocol: Protocol, limbs: tuple[str | None, ...]
) -> dict[str | None, FloatArray]:
    """Return the second signal of each limb; nothing where the protocol has none."""
    if protocol.second is None:
        return {}
    return {limb: signal_of(movement, protocol.second, limb) for limb in limbs}


def with_gaps_filled(signal: FloatArray, check: FloatArray | None) -> FloatArray:
    """Return a signal whose gaps are filled by the second one, where both go alike.

    A hip that is hidden hides an arm's angle, but not the way of the wrist.  Counts and
    times use what is filled in; angles, amplitudes and speeds keep their gaps.
    """
    missing = np.isnan(signal)
    if check is None or not missing.any():
        return signal
    both = ~missing & np.isfinite(check)
    if both.sum() < MIN_ALIKE_FRAMES:
        return signal
    first, second = signal[both] - signal[both].mean(), check[both] - check[both].mean()
    shared = float(first @ second)
    if shared <= 0 or shared**2 < ALIKE_SQUARED * float(first @ first) * float(second @ second):
        return signal
    slope = shared / float(second @ second)
    filled = signal[both].mean() + slope * (check - check[both].mean())
    return np.where(missing, filled, signal)


def left_in_the_end(movement: Movement) -> bool:
    """Whether the patient had left the place before the recording ended."""
    return len(movement.in_place) > 0 and not bool(movement.in_place[-1])


def without_the_last(found: Repetitions) -> Repetitions:
    """Return repetitions without the last one: who stands up to leave has not come back."""
    if not found.complete:
        return found
    last = found.complete[-1]
    leaving = Attempt(
        "incomplete_repetition", last.start_frame, last.end_frame, "Stood up and left."
    )
    return dataclasses.replace(
        found,
        complete=found.complete[:-1],
        attempts=(*found.attempts, leaving),
        prominent_peaks=max(found.prominent_peaks - 1, 0),
    )


def starts_high(values: FloatArray) -> bool:
    """Whether a signal begins nearer to its high end than to its low one."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return False
    low, high = percentiles_of(known, 10, 90)
    return bool(median_of(known[:START_FRAMES]) > (low + high) / 2)


def limbs_of(protocol: Protocol, side: str | None) -> tuple[str | None, ...]:
    """Return whose repetitions are counted: ``None`` is the whole body."""
    if protocol.limbs is Limbs.BODY:
        return (None,)
    return tuple(limb for limb in SIDES if side in (None, "both", limb))


def signal_of(movement: Movement, row: SignalRow, limb: str | None) -> FloatArray:
    """Return a signal that the movement raises, shape ``(m,)``; of the nearer side if of no limb."""
    values = followed(movement, row.measure, limb or movement.view.near_side)
    return -values if row.lowers else values


def second_rule(rule: RepetitionRule, row: SignalRow) -> RepetitionRule:
    """Return the rule of the second signal: the same shares, its own least range."""
    return rule if row.min_range is None else replace(rule, min_range=row.min_range)


def higher_of(signals: list[FloatArray]) -> FloatArray:
    """Return the higher of the limbs' signals per frame, unknown where one of them is.

    A limb that hangs is no stand-in for one that moves and is hidden for a while.  A limb
    that is hardly ever seen, such as the far one from the side, is left out.
    """
    shares = [float(np.isfinite(values).mean()) if len(values) else 0.0 for values in signals]
    seen = [
        values
        for values, share in zip(signals, shares, strict=True)
        if share >= MIN_SEEN_RATIO * max(shares)
    ]
    return np.asarray(np.maximum.reduce(seen))


def times_of(movement: Movement, one: Repetition) -> tuple[float, float, float]:
    """Return start, peak and end of a repetition, seconds since the first frame."""
    last = len(movement.times_s) - 1
    start_s, peak_s, end_s = (
        float(movement.times_s[min(frame, last)])
        for frame in (one.start_frame, one.peak_frame, one.end_frame)
    )
    return start_s, peak_s, end_s


def attempt_events(found: Repetitions, movement: Movement) -> list[Event]:
    """Return the movements that were not counted, as events."""
    last = len(movement.times_s) - 1
    return [
        Event(
            one.kind,
            float(movement.times_s[min(one.start_frame, last)]),
            float(movement.times_s[min(one.end_frame, last)]),
            one.detail,
        )
        for one in found.attempts
    ]


def nothing_found(events: list[Event]) -> str:
    """Return what was seen instead of a complete repetition, for the therapist."""
    attempts = sum(event.kind == "incomplete_repetition" for event in events)
    return f"No complete repetition was seen; {attempts} incomplete ones."
