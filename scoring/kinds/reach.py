"""Functional reach from the side: how far the wrist goes forward over feet that stay."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.angles import point, trunk_lean_deg
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from pose.view import Facing
from scoring.body_scale import scale_in_cm
from scoring.findings import Findings
from scoring.metrics.forward import ForwardWay, forward_way
from scoring.metrics.held import PEAK_HELD_S, held_extreme
from scoring.metrics.hold import OTHER
from scoring.metrics.intervals import TWO_SD, grade, median_interval, spread_of
from scoring.metrics.onsets import with_gaps_bridged
from scoring.metrics.range_of_motion import filter_noise_share
from scoring.movement import BoolArray, Movement
from scoring.person import Person
from scoring.protocols import Protocol, ReachRule
from scoring.refusals import ScoringError
from scoring.repetitions import runs
from scoring.report import Event, Metric, RepetitionResult
from scoring.signals import Series

FrameArray = NDArray[np.intp]

RAISED_DEG: Final = (50.0, 140.0)
"""An arm between these is held forwards, in a reach too."""
HANGING_DEG: Final = 40.0
RAISED_FOR_S: Final = 1.0
QUIET_S: Final = 0.3
QUIET_TORSO: Final = 0.03
"""A wrist that moves by less than this for `QUIET_S` is held still; chosen by us."""
QUIET_NOISES: Final = 5.0
HALF: Final = 0.5
MOVED_FOR_S: Final = 0.2
USUAL_SPREAD_TORSO: Final = 0.03
"""Usual spread between tries, torso lengths: some 1.5 cm; chosen by us."""
USUAL_SPREAD_LEAN_DEG: Final = 3.0
GOOD_HALF_WIDTH_TORSO: Final = 0.10
PRACTISED_TRIES: Final = 3
SOURCE: Final = (
    "Way of the wrist forward from the arm held level ({low:g} to {high:g} degrees) to the "
    f"furthest place held for {PEAK_HELD_S:g} s, feet in place; of three tries or more the mean "
    "of the last two (functional reach; Duncan and others 1990 measure at the knuckles; how many "
    "tries count is chosen by us). In lengths of the trunk."
)
INTERVAL: Final = (
    "95 %: spread between the tries, noise of the wrist, and the errors of the trunk's length and "
    "of how the body is turned."
)
SOURCE_LEAN: Final = (
    "Forward lean of the line mid-hip to mid-shoulder at the furthest place, beyond that at the "
    "start; the tries that count."
)
INTERVAL_LEAN: Final = "95 %: spread between the tries, and 2 degrees for the points."
LEAN_SD_DEG: Final = 1.0


@dataclass(frozen=True)
class Try:
    """One reach: frames ``[start, end)``, its furthest frame, and what it measured.

    ``problem`` says why it is no measurement; ``None``: it is one.
    """

    start_frame: int
    peak_frame: int
    end_frame: int
    reach_torso: float
    lean_deg: float
    problem: str | None


def score_reach(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score how far the prescribed arm, or the one that is held forwards, reaches."""
    rule = protocol.reach
    if rule is None:
        raise ValueError(f"{protocol.key} has no reach rule")
    forward = forward_sign(movement, protocol)
    arm = side if side in OTHER else raised_arm(movement, forward)
    elevation_deg = arm_elevation_deg(movement, arm, forward)
    with np.errstate(invalid="ignore"):
        hanging = np.asarray(np.abs(elevation_deg) < HANGING_DEG)
    hand = forward_way(movement, arm, forward, hanging)
    way = hand.place_torso
    tries = found_tries(movement, hand, elevation_deg, rule)
    valid = [one for one in tries if one.problem is None]
    if not valid:
        raise ScoringError("feet_moved", f"{len(tries)} tries, none valid: {tries[0].problem}")
    counted = valid[-2:] if len(valid) >= PRACTISED_TRIES else valid
    return Findings(
        metrics=tuple(reach_metrics(counted, movement, person, hand, arm=arm, rule=rule)),
        series=(
            Series("reach_torso", arm, "{torso}", way - base_of(way, tries[0])),
            Series("arm_elevation_deg", arm, "deg", elevation_deg),
        ),
        repetitions=tuple(result(one, movement, arm) for one in valid),
        events=tuple(try_event(one, movement) for one in tries),
    )


def forward_sign(movement: Movement, protocol: Protocol) -> float:
    """Return +1 where the patient faces the picture's right, -1 its left.

    Raises
    ------
    ScoringError
        If they are not seen from the side.
    """
    facing = movement.view.facing
    if facing not in (Facing.LEFT, Facing.RIGHT):
        raise ScoringError(
            "wrong_view",
            f"Seen from the {movement.view.view.value}; {protocol.title.lower()} needs a view "
            "from the side.",
        )
    return 1.0 if facing is Facing.RIGHT else -1.0


def arm_elevation_deg(movement: Movement, arm: str, forward: float) -> FloatArray:
    """Return the arm's lift forwards from hanging, ``(m,)``: shoulder to wrist, 90 is level."""
    line = point(movement.xy_px, f"{arm}_wrist") - point(movement.xy_px, f"{arm}_shoulder")
    lift = np.degrees(np.arctan2(forward * line[:, 0], line[:, 1]))
    return np.where(movement.in_place, lift, np.nan)


def raised_arm(movement: Movement, forward: float) -> str:
    """Return the arm that is held forwards for longer."""

    def raised(arm: str) -> int:
        elevation_deg = arm_elevation_deg(movement, arm, forward)
        return int(_between(elevation_deg, RAISED_DEG).sum())

    return max(OTHER, key=raised)


def found_tries(
    movement: Movement, hand: ForwardWay, elevation_deg: FloatArray, rule: ReachRule
) -> list[Try]:
    """Return every reach in order of time.

    Raises
    ------
    ScoringError
        If the arm was never held level and still, or never reached.
    """
    way = hand.place_torso
    quiet = quiet_frames(way, elevation_deg, noise_px(movement) / hand.torso_px, rule)
    lean_deg = np.abs(trunk_lean_deg(movement.xy_px))
    raised_deg = with_gaps_bridged(elevation_deg)
    tries: list[Try] = []
    started = False
    for start, end in zip(*runs(_between(raised_deg, RAISED_DEG)), strict=True):
        still = np.flatnonzero(quiet[start:end]) + start
        if end - start < RAISED_FOR_S * GRID_HZ or not still.size:
            continue
        started = True
        lowest = float(np.nanmin(way[still]))
        at_start = still[way[still] - lowest < rule.min_reach_torso]
        for first, last in _reaches(
            with_gaps_bridged(way), (int(at_start[0]), int(end)), lowest, rule
        ):
            before = at_start[at_start < first]
            if before.size:
                tries.append(_measured(movement, way, lean_deg, before, (first, last), rule=rule))
    if not started:
        raise ScoringError(
            "start_position",
            f"The arm was not held still between {rule.start_deg[0]:g} and {rule.start_deg[1]:g} "
            "degrees before it reached.",
        )
    if not tries:
        raise ScoringError("no_repetitions", "The arm was held level and did not reach forward.")
    return tries


def noise_px(movement: Movement) -> float:
    """Return the noise that the low-pass leaves of one coordinate; 0 where it is not known."""
    left_px = movement.noise_px * filter_noise_share(movement.cutoff_hz)
    return left_px if np.isfinite(left_px) else 0.0


def quiet_frames(
    way: FloatArray, elevation_deg: FloatArray, noise_torso: float, rule: ReachRule
) -> BoolArray:
    """Return the frames of windows in which a level arm is held still, ``(m,)``."""
    window = round(QUIET_S * GRID_HZ)
    quiet = np.zeros(len(way), dtype=bool)
    if len(way) < window:
        return quiet
    ways = np.lib.stride_tricks.sliding_window_view(way, window)
    level = np.lib.stride_tricks.sliding_window_view(
        _between(elevation_deg, rule.start_deg), window
    ).all(axis=1)
    still = level & (np.ptp(ways, axis=1) < max(QUIET_TORSO, QUIET_NOISES * noise_torso))
    for start in np.flatnonzero(still):
        quiet[start : start + window] = True
    return quiet


def _reaches(
    way: FloatArray, frames: tuple[int, int], lowest: float, rule: ReachRule
) -> list[tuple[int, int]]:
    """Return when the wrist is further forward than half of the usual reach, ``[start, end)``."""
    start, end = frames
    gone = way[start:end] - lowest
    furthest = held_extreme(gone)
    if not furthest >= rule.min_reach_torso:
        return []
    with np.errstate(invalid="ignore"):
        firsts, lasts = runs(gone > HALF * furthest)
    return [
        (start + int(first), start + int(last)) for first, last in zip(firsts, lasts, strict=True)
    ]


def _measured(
    movement: Movement,
    way: FloatArray,
    lean_deg: FloatArray,
    still: FrameArray,
    frames: tuple[int, int],
    *,
    rule: ReachRule,
) -> Try:
    """Return one try: from the last time that the arm was still before it."""
    first, last = frames
    # The last still stretch before this reach is its own start, not that of an earlier one.
    gaps = np.flatnonzero(np.diff(still) > 1)
    own = still[gaps[-1] + 1 :] if gaps.size else still
    base = float(np.median(way[own]))
    inside = way[first:last] - base
    peak = first + int(np.nanargmax(inside))
    at_start, at_peak = np.nanmedian(lean_deg[own]), lean_deg[peak]
    return Try(
        start_frame=int(own[-1]),
        peak_frame=peak,
        end_frame=last,
        reach_torso=held_extreme(inside),
        lean_deg=float(at_peak - at_start),
        problem=moved_feet(movement, own, last, rule),
    )


def moved_feet(movement: Movement, still: FrameArray, end: int, rule: ReachRule) -> str | None:
    """Return which foot stepped or left the floor during a try; ``None``: neither."""
    size_px = movement.segments_px["knee", "ankle"]
    for side in OTHER:
        ankle = point(movement.xy_px, f"{side}_ankle") / size_px
        place = ankle[still]
        place = place[np.isfinite(place).all(axis=1)]
        if not place.size:
            continue
        gone = ankle[still[-1] : end] - np.median(place, axis=0)
        if _lasting(np.abs(gone[:, 0]) > rule.foot_moved_shank):
            return f"The {side} foot stepped."
        if _lasting(-gone[:, 1] > rule.heel_lift_shank):
            return f"The {side} heel left the floor."
    return None


def _lasting(mask: BoolArray) -> bool:
    starts, ends = runs(mask)
    return bool(((ends - starts) >= MOVED_FOR_S * GRID_HZ).any())


def _between(values: FloatArray, bounds: tuple[float, float]) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return np.asarray((values >= bounds[0]) & (values <= bounds[1]))


def reach_metrics(
    counted: list[Try],
    movement: Movement,
    person: Person,
    hand: ForwardWay,
    *,
    arm: str,
    rule: ReachRule,
) -> list[Metric]:
    """Return the reach in torso lengths, in centimetres where stature is known, and the lean."""
    values = np.array([one.reach_torso for one in counted])
    tried = _reach_metric(values, movement, arm, hand, rule)
    metrics = [tried]
    if person.height_cm is not None:
        found = scale_in_cm(movement, person.height_cm)
        metrics.append(_in_cm(tried, hand.torso_px / found.px_per_cm, found.sd_ratio))
    value, low, high = median_interval(
        np.array([one.lean_deg for one in counted]), LEAN_SD_DEG, usual_sd=USUAL_SPREAD_LEAN_DEG
    )
    metrics.append(
        Metric(
            key="trunk_lean_deg",
            value=value,
            unit="deg",
            n=len(counted),
            low=low,
            high=high,
            source=SOURCE_LEAN,
            interval=INTERVAL_LEAN,
        )
    )
    return metrics


def _reach_metric(
    values: FloatArray, movement: Movement, arm: str, hand: ForwardWay, rule: ReachRule
) -> Metric:
    """Return the reach with an interval that knows noise, the trunk's length and the view."""
    noise = noise_px(movement) / hand.torso_px
    sd = float(np.hypot(noise, hand.sd_ratio * values.mean()))
    value, low, high = median_interval(values, sd, usual_sd=USUAL_SPREAD_TORSO)
    return Metric(
        key="reach_torso",
        value=value,
        unit="{torso}",
        side=arm,
        n=len(values),
        low=max(low, 0.0),
        high=high,
        spread=spread_of(values),
        quality=grade(
            coverage=movement.coverage,
            n=len(values) + 1,
            half_width=(high - low) / 2,
            good_half_width=GOOD_HALF_WIDTH_TORSO,
        ),
        source=SOURCE.format(low=rule.start_deg[0], high=rule.start_deg[1]),
        interval=INTERVAL,
    )


def _in_cm(tried: Metric, torso_cm: float, scale_sd_ratio: float) -> Metric:
    """Return the reach in centimetres; the error of the scale joins its interval."""
    if tried.value is None or tried.low is None or tried.high is None:
        raise ValueError("a reach that was refused has no length")
    scaled = TWO_SD * scale_sd_ratio * tried.value
    low = tried.value - float(np.hypot(tried.value - tried.low, scaled))
    high = tried.value + float(np.hypot(tried.high - tried.value, scaled))
    return replace(
        tried,
        key="reach_cm",
        value=tried.value * torso_cm,
        unit="cm",
        low=max(low, 0.0) * torso_cm,
        high=high * torso_cm,
        spread=None if tried.spread is None else tried.spread * torso_cm,
        source=f"{tried.source} Scaled by stature.",
        interval=f"{tried.interval} The scale adds {scale_sd_ratio:.0%}.",
    )


def base_of(way: FloatArray, one: Try) -> float:
    """Return where the wrist was when the first try began."""
    return float(way[one.start_frame])


def result(one: Try, movement: Movement, arm: str) -> RepetitionResult:
    """Return a valid try as a repetition."""
    return RepetitionResult(
        side=arm,
        start_s=float(movement.times_s[one.start_frame]),
        end_s=float(movement.times_s[min(one.end_frame, len(movement.times_s) - 1)]),
        peak_s=float(movement.times_s[one.peak_frame]),
        values={"reach_torso": one.reach_torso, "trunk_lean_deg": one.lean_deg},
    )


def try_event(one: Try, movement: Movement) -> Event:
    """Return a try as an event that says whether it is a measurement."""
    found = f"{one.reach_torso:.2f} torso lengths."
    return Event(
        "reach" if one.problem is None else "invalid_reach",
        float(movement.times_s[one.start_frame]),
        float(movement.times_s[min(one.end_frame, len(movement.times_s) - 1)]),
        found if one.problem is None else f"{found} {one.problem}",
    )
