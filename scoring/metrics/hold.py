"""How long one foot stays off the floor."""

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.angles import length_px, point
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.metrics.intervals import FAIR_COVERAGE, GOOD_COVERAGE
from scoring.movement import Movement
from scoring.protocols import HoldRule
from scoring.repetitions import runs
from scoring.report import FAIR, GOOD, POOR, Metric

BoolArray = NDArray[np.bool_]

OTHER: Final = {"left": "right", "right": "left"}
FOOT_DOWN: Final = "foot_down"
FOOT_MOVED: Final = "stance_foot_moved"
RECORDING_END: Final = "recording_end"
NOT_SEEN: Final = "not_seen"
MAX_HIDDEN_S: Final = 1.0
LIFT_SD_S: Final = 0.1
"""Uncertainty of the moment a foot leaves the floor; chosen by us."""
FLOOR_WITHIN_S: Final = 0.4
SETTLED_S: Final = 0.3
MIN_MOVED_S: Final = 0.1
MIN_DOWN_S: Final = 0.1
TOUCH_WITHIN_S: Final = 2.0
BOTH_FEET_S: Final = 0.5
SOURCE_HOLD: Final = (
    "Longest time with the ankle of the lifted foot more than {lift:g} shank lengths above the "
    "other one for at least {least:g} s, from leaving the floor (0.03) until it is back, the standing foot moves, "
    "or the recording ends. Interval: one frame and the slope of the lift at either end."
)
SOURCE_TOUCHES: Final = (
    "Times that the lifted foot came down and was lifted again within {within:g} s."
)


@dataclass(frozen=True)
class Hold:
    """One time on one leg, as frames of the uniform grid, ``[start, end)``."""

    stance_side: str
    start_frame: int
    end_frame: int
    stop_reason: str

    @property
    def duration_s(self) -> float:
        """Length of the hold, seconds."""
        return (self.end_frame - self.start_frame) / GRID_HZ


def shank_px(xy: FloatArray) -> float:
    """Return the length of the longer-looking shank: the standing one, seen upright."""
    lengths = []
    for side in OTHER:
        length = length_px(point(xy, f"{side}_knee"), point(xy, f"{side}_ankle"))
        length = length[np.isfinite(length)]
        if length.size:
            lengths.append(float(np.percentile(length, 80)))
    return max(lengths, default=float("nan"))


def lift_shank(xy: FloatArray, rule: HoldRule, size_px: float) -> FloatArray:
    """Return how far the right ankle is above the left one, shank lengths, ``(n,)``.

    Positive: standing on the left leg.  The difference while both feet stand, which a
    rolled or high camera makes, is taken off where there is enough of it.
    """
    difference = (point(xy, "left_ankle")[:, 1] - point(xy, "right_ankle")[:, 1]) / size_px
    with np.errstate(invalid="ignore"):
        both = difference[np.abs(difference) < rule.lift_shank]
    if both.size < BOTH_FEET_S * GRID_HZ:
        return difference
    return difference - float(np.median(both))


def found_holds(xy: FloatArray, rule: HoldRule) -> list[Hold]:
    """Return every time on one leg in ``xy (n, 17, 2)``, in order of time."""
    size_px = shank_px(xy)
    if not np.isfinite(size_px) or size_px <= 0:
        return []
    lift = lift_shank(xy, rule, size_px)
    holds = []
    for side, height in (("left", lift), ("right", -lift)):
        up = _lifted(height, rule)
        for start, end in _with_floor_contact(up, height, rule):
            foot = point(xy, f"{side}_ankle")
            moved_px = rule.foot_moved_shank * size_px
            hold = _ended(foot, side, (start, end), height, moved_px)
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
    # A frame or two below is noise, not a foot on the floor.
    for start, end in zip(*runs(~up), strict=True):
        inner = start > 0 and end < len(up)
        if inner and end - start < MIN_DOWN_S * GRID_HZ and known[start:end].all():
            up[start:end] = True
    return up


def _with_floor_contact(up: BoolArray, height: FloatArray, rule: HoldRule) -> list[tuple[int, int]]:
    """Return when the foot left the floor and when it was back on it, ``[start, end)``.

    A lift is certain at its level, some tenths of a second after it began; where the
    foot is seen on the floor shortly before and after, those moments are taken.
    """
    reach = round(FLOOR_WITHIN_S * GRID_HZ)
    spans = []
    for start, end in zip(*runs(up), strict=True):
        with np.errstate(invalid="ignore"):
            before = np.flatnonzero(height[max(start - reach, 0) : start] <= rule.floor_shank)
            after = np.flatnonzero(height[end : end + reach] <= rule.floor_shank)
        first = max(start - reach, 0) + before[-1] + 1 if before.size else start
        last = end + after[0] if after.size else end
        spans.append((int(first), int(last)))
    return spans


def _ended(
    foot: FloatArray, side: str, frames: tuple[int, int], height: FloatArray, moved_px: float
) -> Hold:
    """Return the hold that starts at ``start``, ended by the first thing that ends it."""
    start, end = frames
    foot = foot[start:end]
    settled = foot[: int(SETTLED_S * GRID_HZ)]
    settled = settled[np.isfinite(settled).all(axis=1)]
    if settled.size:
        away = length_px(foot, np.broadcast_to(np.median(settled, axis=0), foot.shape))
        moved = np.asarray(away > moved_px)
        for first, last in zip(*runs(moved), strict=True):
            if last - first >= MIN_MOVED_S * GRID_HZ:
                return Hold(side, start, start + int(first), FOOT_MOVED)
    if end >= len(height):
        return Hold(side, start, end, RECORDING_END)
    return Hold(side, start, end, FOOT_DOWN if np.isfinite(height[end]) else NOT_SEEN)


def touch_count(holds: list[Hold]) -> int:
    """Return how often a foot came down and was lifted again within `TOUCH_WITHIN_S`."""
    return sum(
        after.stance_side == before.stance_side
        and after.start_frame - before.end_frame <= TOUCH_WITHIN_S * GRID_HZ
        for before, after in itertools.pairwise(holds)
    )


def hold_metrics(holds: list[Hold], best: Hold, movement: Movement, rule: HoldRule) -> list[Metric]:
    """Return the longest hold and the touches, for the leg stood on."""
    frame_s = 1.0 / movement.fps
    during = movement.xy_px[best.start_frame : best.end_frame]
    both = point(during, "left_ankle") + point(during, "right_ankle")
    ankles = float(np.isfinite(both[:, 0]).mean())
    half = 1.96 * float(np.hypot(frame_s * (2 / 12) ** 0.5, LIFT_SD_S))
    quality = GOOD if ankles >= GOOD_COVERAGE else FAIR if ankles >= FAIR_COVERAGE else POOR
    return [
        Metric(
            key="hold_s",
            value=best.duration_s,
            unit="s",
            side=best.stance_side,
            n=len(holds),
            low=max(best.duration_s - half, 0.0),
            high=best.duration_s + half,
            quality=FAIR if quality == GOOD and best.stop_reason == NOT_SEEN else quality,
            source=SOURCE_HOLD.format(lift=rule.lift_shank, least=rule.min_lift_s),
        ),
        Metric(
            key="touches",
            value=float(touch_count(holds)),
            unit="{#}",
            side=best.stance_side,
            n=len(holds),
            low=float(touch_count(holds)),
            high=float(touch_count(holds)),
            quality=quality,
            source=SOURCE_TOUCHES.format(within=TOUCH_WITHIN_S),
        ),
    ]
