"""How long one foot stays off the floor, or both feet stay where they are."""

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.angles import length_px, point
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.metrics.intervals import FAIR_COVERAGE, GOOD_COVERAGE
from scoring.metrics.onsets import beginning_frame, end_frame
from scoring.movement import BoolArray, Movement
from scoring.protocols import HoldRule
from scoring.repetitions import runs
from scoring.report import FAIR, GOOD, POOR, Metric

OTHER: Final = {"left": "right", "right": "left"}
FOOT_DOWN: Final = "foot_down"
FOOT_MOVED: Final = "stance_foot_moved"
RECORDING_END: Final = "recording_end"
NOT_SEEN: Final = "not_seen"
TARGET_REACHED: Final = "target_reached"
TRUNK_LEANT: Final = "trunk_leant"
MAX_HIDDEN_S: Final = 1.0
BORDER_SD_S: Final = 0.065
"""Error of one extrapolated border, standard deviation; see docs/clinical."""
SETTLED_S: Final = 0.3
MIN_MOVED_S: Final = 0.1
MIN_DOWN_S: Final = 0.1
LEVEL_WITHIN_SHANK: Final = 0.10
"""Feet side by side never look further apart in height than this; one ahead may."""
BESIDE_S: Final = 0.3
TOUCH_WITHIN_S: Final = 2.0
BOTH_FEET_S: Final = 0.5
SOURCE_HOLD: Final = (
    "Longest time with the ankle of the lifted foot more than {lift:g} shank lengths above the "
    "other one for at least {least:g} s, from leaving the floor until it is back, the standing "
    "foot moves, or the recording ends; extrapolated from two levels of the lift."
)
INTERVAL_HOLD: Final = (
    f"95 %: one frame, and {BORDER_SD_S:g} s for the extrapolation, at either end."
)
SOURCE_TOUCHES: Final = (
    "Times that the lifted foot came down and was lifted again within {within:g} s."
)
INTERVAL_TOUCHES: Final = "As counted."


@dataclass(frozen=True)
class Hold:
    """One time on one leg, or on both, as frames of the uniform grid, ``[start, end)``.

    ``stance_side`` is ``None`` on both legs.  ``seen_for_s`` is how long it really lasted
    where it is timed up to a target only.
    """

    stance_side: str | None
    start_frame: int
    end_frame: int
    stop_reason: str
    seen_for_s: float | None = None

    @property
    def duration_s(self) -> float:
        """Length of the hold, seconds."""
        return (self.end_frame - self.start_frame) / GRID_HZ

    @property
    def uncut_s(self) -> float:
        """How long it lasted, beyond its target as well, seconds."""
        return self.duration_s if self.seen_for_s is None else self.seen_for_s

    @property
    def lasted_longer(self) -> bool:
        """Whether it was still going on when the recording ended."""
        return self.stop_reason == RECORDING_END


def lift_shank(xy: FloatArray, size_px: float) -> FloatArray:
    """Return how far the right ankle is above the left one, shank lengths, ``(n,)``.

    Positive: standing on the left leg.
    """
    return (point(xy, "left_ankle")[:, 1] - point(xy, "right_ankle")[:, 1]) / size_px


def level_shank(lift: FloatArray, within_shank: float) -> float:
    """Return the difference while both feet stand; NaN where they hardly do.

    A rolled or a high camera shows one foot above the other though both are on the floor,
    but not by more than ``within_shank``.
    """
    with np.errstate(invalid="ignore"):
        both = lift[np.abs(lift) < within_shank]
    return float(np.median(both)) if both.size >= BOTH_FEET_S * GRID_HZ else float("nan")


def found_holds(movement: Movement, rule: HoldRule) -> list[Hold]:
    """Return every time on one leg, in order of time."""
    xy = movement.xy_px
    size_px = movement.segments_px["knee", "ankle"]
    if not np.isfinite(size_px) or size_px <= 0:
        return []
    lift = np.where(movement.in_place, lift_shank(xy, size_px), np.nan)
    level = level_shank(lift, min(rule.lift_shank, LEVEL_WITHIN_SHANK))
    base = level if np.isfinite(level) else 0.0
    holds = []
    for side, height in (("left", lift - base), ("right", base - lift)):
        rest = 0.0 if np.isfinite(level) else float("nan")
        for span in _with_floor_contact(_lifted(height, rule), height, rest):
            hold = _ended(point(xy, f"{side}_ankle") / size_px, side, span, height, rule)
            if hold.duration_s >= rule.min_lift_s:
                holds.append(hold)
    return sorted(holds, key=lambda hold: hold.start_frame)


def _lifted(height: FloatArray, rule: HoldRule) -> BoolArray:
    """Return the frames in which the foot is up, with hysteresis and short hiding closed."""
    known = np.isfinite(height)
    with np.errstate(invalid="ignore"):
        above = known & (height > rule.lift_shank)
        down = known & (height < rule.down_shank)
    # State between the levels, and while hidden, is what it was at the last clear frame.
    clear = np.where(above, 1, np.where(down, 0, -1))
    last = np.maximum.accumulate(np.where(clear >= 0, np.arange(len(clear)), -1))
    up: BoolArray = np.where(last >= 0, clear[last], 0) == 1
    for start, end in zip(*runs(~known), strict=True):
        if end - start > MAX_HIDDEN_S * GRID_HZ:
            up[start:end] = False
    # A foot that hovers just above the floor is not put down by noise.
    for start, end in zip(*runs(~up), strict=True):
        inner = start > 0 and end < len(up)
        short = end - start < MIN_DOWN_S * GRID_HZ and known[start:end].all()
        if inner and short and _dip(height, int(start), int(end)) < rule.lift_shank:
            up[start:end] = True
    return up


def _dip(height: FloatArray, start: int, end: int) -> float:
    """Return how far ``[start, end)`` goes below what is on both sides of it."""
    beside = round(BESIDE_S * GRID_HZ)
    before = np.nanmax(height[max(start - beside, 0) : start])
    after = np.nanmax(height[end : end + beside])
    return float(min(before, after) - height[start:end].min())


def _with_floor_contact(up: BoolArray, height: FloatArray, rest: float) -> list[tuple[int, int]]:
    """Return when the foot left the floor and when it was back on it, ``[start, end)``.

    A lift is certain at its level, some tenths of a second after it began.
    """
    starts, ends = runs(up)
    spans = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        before = int(ends[index - 1]) if index else 0
        after = int(starts[index + 1]) if index + 1 < len(starts) else len(up) - 1
        onset = beginning_frame(height, int(start), rest=rest, not_before=before)
        back = end_frame(height, int(end) - 1, rest=rest, not_after=after)
        spans.append(
            (
                int(start) if onset is None else round(onset),
                int(end) if back is None or end == len(up) else round(back),
            )
        )
    return spans


def _ended(
    foot: FloatArray, side: str, span: tuple[int, int], height: FloatArray, rule: HoldRule
) -> Hold:
    """Return the hold in ``span``, ended by the first thing that ends it.

    ``foot`` is the ankle stood on, shank lengths.
    """
    start, end = span
    moved = first_moved_frame(foot[start:end], rule.foot_moved_shank)
    if moved is not None:
        return Hold(side, start, start + moved, FOOT_MOVED)
    if end >= len(height):
        return Hold(side, start, end, RECORDING_END)
    return Hold(side, start, end, FOOT_DOWN if np.isfinite(height[end]) else NOT_SEEN)


def first_moved_frame(foot: FloatArray, moved: float) -> int | None:
    """Return when a foot ``(n, 2)`` leaves the place it settled in by more than ``moved``."""
    settled = foot[: int(SETTLED_S * GRID_HZ)]
    settled = settled[np.isfinite(settled).all(axis=1)]
    if not settled.size:
        return None
    away = length_px(foot, np.broadcast_to(np.median(settled, axis=0), foot.shape))
    with np.errstate(invalid="ignore"):
        far = away > moved
    for first, last in zip(*runs(far), strict=True):
        if last - first >= MIN_MOVED_S * GRID_HZ:
            onset = beginning_frame(away, int(first))
            return int(first) if onset is None else round(onset)
    return None


def touch_count(holds: list[Hold]) -> int:
    """Return how often a foot came down and was lifted again within `TOUCH_WITHIN_S`."""
    return sum(
        after.stance_side == before.stance_side
        and after.start_frame - before.end_frame <= TOUCH_WITHIN_S * GRID_HZ
        for before, after in itertools.pairwise(holds)
    )


def seen_ankles(movement: Movement, hold: Hold) -> float:
    """Return the share of a hold in which both ankles were seen."""
    during = movement.xy_px[hold.start_frame : hold.end_frame]
    both = point(during, "left_ankle") + point(during, "right_ankle")
    return float(np.isfinite(both[:, 0]).mean()) if len(both) else 0.0


def hold_quality(movement: Movement, hold: Hold) -> str:
    """Return how far a hold's ends can be trusted, from what was seen of the feet."""
    ankles = seen_ankles(movement, hold)
    quality = GOOD if ankles >= GOOD_COVERAGE else FAIR if ankles >= FAIR_COVERAGE else POOR
    return FAIR if quality == GOOD and hold.stop_reason == NOT_SEEN else quality


def hold_half_width_s(fps: float) -> float:
    """Return half the 95 % interval of a time between two extrapolated borders."""
    frame_s = 1.0 / fps
    return 1.96 * 2**0.5 * float(np.hypot(frame_s / 12**0.5, BORDER_SD_S))


def hold_metrics(holds: list[Hold], best: Hold, movement: Movement, rule: HoldRule) -> list[Metric]:
    """Return the longest hold and the touches, for the leg stood on."""
    half_s = hold_half_width_s(movement.fps)
    quality = hold_quality(movement, best)
    touches = float(touch_count(holds))
    return [
        Metric(
            key="hold_s",
            value=best.duration_s,
            unit="s",
            side=best.stance_side,
            n=len(holds),
            low=max(best.duration_s - half_s, 0.0),
            high=best.duration_s + half_s,
            at_least=best.lasted_longer,
            quality=quality,
            source=SOURCE_HOLD.format(lift=rule.lift_shank, least=rule.min_lift_s),
            interval=INTERVAL_HOLD,
        ),
        Metric(
            key="touches",
            value=touches,
            unit="{#}",
            side=best.stance_side,
            n=len(holds),
            low=touches,
            high=touches,
            quality=quality,
            source=SOURCE_TOUCHES.format(within=TOUCH_WITHIN_S),
            interval=INTERVAL_TOUCHES,
        ),
    ]
