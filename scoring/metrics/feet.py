"""When both feet stay where they are, and how they stand beside each other."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from pose.angles import length_px, point
from pose.smoothing import GRID_HZ, low_passed
from pose.stream import FloatArray
from scoring.metrics.hold import (
    FOOT_MOVED,
    MAX_HIDDEN_S,
    NOT_SEEN,
    OTHER,
    RECORDING_END,
    Hold,
)
from scoring.metrics.onsets import beginning_frame, end_frame
from scoring.movement import BoolArray, Movement
from scoring.repetitions import runs

STEP_CUTOFF_HZ: Final = 3.0
WINDOW_S: Final = 0.5
MOVING_SHARE: Final = 0.6
"""A foot that goes this share of a step within `WINDOW_S` is on its way; chosen by us."""
MIN_STILL_S: Final = 0.3
SETTLED_S: Final = 1.0
"""Where the feet are in this time is where they stand."""
SHIFTED_SHARE: Final = 0.5
"""A foot that stands this share of a step elsewhere afterwards has stepped; chosen by us."""
MIN_AWAY_S: Final = 0.3
"""A foot that is elsewhere for a shorter time did not step: a picture was misread."""
BOTH_SEEN_SHARE: Final = 0.5
"""Feet of which one is hidden for longer than this tell no distance."""


@dataclass(frozen=True)
class FeetPlace:
    """How the ankles stand beside each other, medians over a hold; NaN where one is hidden.

    Attributes
    ----------
    apart_hip
        Distance across the picture, in widths of the hips.
    lower_shank
        How much lower one ankle is than the other, shank lengths: a foot ahead of the
        other looks lower to a camera above the floor.
    """

    apart_hip: float
    lower_shank: float


def feet_place(movement: Movement, hold: Hold) -> FeetPlace:
    """Return how the ankles stand beside each other during ``hold``."""
    during = movement.xy_px[hold.start_frame : hold.end_frame]
    between = point(during, "left_ankle") - point(during, "right_ankle")
    hips = np.abs(point(during, "left_hip")[:, 0] - point(during, "right_hip")[:, 0])
    known = np.isfinite(between[:, 0]) & np.isfinite(hips)
    if len(known) == 0 or known.mean() < BOTH_SEEN_SHARE:
        return FeetPlace(float("nan"), float("nan"))
    apart, lower = np.abs(np.median(between[known], axis=0))
    return FeetPlace(
        apart_hip=float(apart / np.median(hips[known])),
        lower_shank=float(lower / movement.segments_px["knee", "ankle"]),
    )


def still_spans(movement: Movement, moved_shank: float, standing: BoolArray) -> list[Hold]:
    """Return every time that both feet stay where they are, in order of time.

    Parameters
    ----------
    moved_shank
        A foot further than this from where it stands has stepped.
    standing
        Frames ``(m,)`` that are looked at; others belong to something else.
    """
    size_px = movement.segments_px["knee", "ankle"]
    if not np.isfinite(size_px) or size_px <= 0:
        return []
    feet = [
        np.where(standing[:, None], point(movement.xy_px, f"{side}_ankle") / size_px, np.nan)
        for side in OTHER
    ]
    moving = _on_the_way(feet, moved_shank) | ~standing | _both_hidden(feet)
    spans = [
        (int(start), int(end))
        for start, end in zip(*runs(~moving), strict=True)
        if end - start >= MIN_STILL_S * GRID_HZ
    ]
    spans = _joined(spans, feet, moved_shank)
    borders = [0, *(edge for span in spans for edge in span), len(standing)]
    holds = []
    for index, span in enumerate(spans):
        earliest, latest = borders[2 * index], borders[2 * index + 3]
        start, end = _bordered(span, feet, (earliest, latest), moved_shank)
        start, end = _inside(standing, span, start, end)
        end = _until_slid(feet, start, end, moved_shank)
        holds.append(Hold(None, start, end, _reason(feet, standing, end)))
    return holds


def _until_slid(feet: list[FloatArray], start: int, end: int, moved: float) -> int:
    """Return the end of a hold whose feet slid too slowly to be called a step."""
    settled = start + round(SETTLED_S * GRID_HZ)
    for foot in feet:
        away = _away(foot[start:end], _place(foot, (start, min(settled, end))))
        slid = np.flatnonzero(_far_frames(away, moved))
        if slid.size:
            end = start + int(slid[0])
    return end


def _reason(feet: list[FloatArray], standing: BoolArray, end: int) -> str:
    """Return why a hold ends at a frame."""
    if end >= len(standing):
        return RECORDING_END
    seen = any(np.isfinite(foot[end, 0]) for foot in feet)
    return FOOT_MOVED if seen or not standing[end] else NOT_SEEN


def _on_the_way(feet: list[FloatArray], moved: float) -> BoolArray:
    """Return the frames in which a foot goes far within `WINDOW_S`."""
    window = round(WINDOW_S * GRID_HZ) | 1
    both = low_passed(np.concatenate(feet, axis=1), STEP_CUTOFF_HZ)
    hidden = np.isnan(both)
    highest = ndimage.maximum_filter1d(np.where(hidden, -np.inf, both), window, axis=0)
    lowest = ndimage.minimum_filter1d(np.where(hidden, np.inf, both), window, axis=0)
    return np.asarray((highest - lowest > MOVING_SHARE * moved).any(axis=1))


def _both_hidden(feet: list[FloatArray]) -> BoolArray:
    """Return the frames in which no foot is seen for longer than `MAX_HIDDEN_S`."""
    hidden = np.isnan(feet[0][:, 0]) & np.isnan(feet[1][:, 0])
    for start, end in zip(*runs(hidden), strict=True):
        if end - start <= MAX_HIDDEN_S * GRID_HZ:
            hidden[start:end] = False
    return hidden


def _joined(
    spans: list[tuple[int, int]], feet: list[FloatArray], moved: float
) -> list[tuple[int, int]]:
    """Return spans joined where no foot really stepped between them."""
    joined: list[tuple[int, int]] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before is not None and not _stepped(before, span, feet, moved):
            joined[-1] = (before[0], span[1])
        else:
            joined.append(span)
    return joined


def _stepped(
    before: tuple[int, int], after: tuple[int, int], feet: list[FloatArray], moved: float
) -> bool:
    """Whether a foot went elsewhere between two spans, or nobody was seen for long.

    A foot that stands in another place afterwards has stepped, however short its way; one
    that is back where it was must have been away for more than a blink.
    """
    hidden = [not np.isfinite(foot[before[1] : after[0], 0]).any() for foot in feet]
    if all(hidden) and after[0] - before[1] > MAX_HIDDEN_S * GRID_HZ:
        return True
    for foot in feet:
        place = _place(foot, before)
        if np.hypot(*(_place(foot, after) - place)) > SHIFTED_SHARE * moved:
            return True
        if _far_frames(_away(foot[before[1] : after[0]], place), moved).any():
            return True
    return False


def _away(foot: FloatArray, place: FloatArray) -> FloatArray:
    """Return how far a foot ``(n, 2)`` is from a place, ``(n,)``."""
    return length_px(foot, np.broadcast_to(place, foot.shape))


def _far_frames(away: FloatArray, moved: float) -> BoolArray:
    """Return the frames in which a foot is further away than ``moved``, and not for a blink."""
    with np.errstate(invalid="ignore"):
        far = np.asarray(away > moved)
    for start, end in zip(*runs(far), strict=True):
        if end - start < MIN_AWAY_S * GRID_HZ:
            far[start:end] = False
    return far


def _place(foot: FloatArray, span: tuple[int, int]) -> FloatArray:
    """Return where a foot stands in a span; NaN where it is hidden."""
    during = foot[span[0] : span[1]]
    known = during[np.isfinite(during).all(axis=1)]
    return np.median(known, axis=0) if len(known) else np.full(2, np.nan)


def _bordered(
    span: tuple[int, int], feet: list[FloatArray], limits: tuple[int, int], moved: float
) -> tuple[int, int]:
    """Return the hold around a span, ``[start, end)``: from the step before to the step after."""
    starts, ends = [], []
    for foot in feet:
        place = _place(foot, span)
        away = _away(foot, place)
        before = _far_between(away, (limits[0], span[0]), moved)
        after = _far_between(away, (span[1], limits[1]), moved)
        if before.size:
            last = int(before[-1])
            back = end_frame(away, last, not_after=span[1])
            starts.append(last + 1 if back is None else round(back))
        if after.size:
            first = int(after[0])
            onset = beginning_frame(away, first, not_before=span[0])
            ends.append(first if onset is None else round(onset))
        if np.isnan(place).any():
            # A foot that is hidden now was, or will be, seen on its way.
            starts += [span[0]] if np.isfinite(foot[limits[0] : span[0], 0]).any() else []
            ends += [span[1]] if np.isfinite(foot[span[1] : limits[1], 0]).any() else []
    # Without a step there is only an end of the recording, or feet that are not seen.
    return (
        max(starts, default=span[0] if limits[0] else 0),
        min(ends, default=span[1] if limits[1] < len(feet[0]) else limits[1]),
    )


def _far_between(away: FloatArray, frames: tuple[int, int], moved: float) -> NDArray[np.intp]:
    """Return the frames in which a foot is clearly on its way: half of its step, if it is small."""
    during = away[frames[0] : frames[1]]
    furthest = float(np.nanmax(during)) if np.isfinite(during).any() else 0.0
    least = min(max(furthest / 2, SHIFTED_SHARE * moved), moved)
    with np.errstate(invalid="ignore"):
        return np.flatnonzero(during > least) + frames[0]


def _inside(standing: BoolArray, span: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """Return the hold without frames before or after ``span`` in which nobody stands there."""
    outside = np.flatnonzero(~standing)
    before, after = outside[outside < span[0]], outside[outside >= span[1]]
    if before.size:
        start = max(start, int(before[-1]) + 1)
    if after.size:
        end = min(end, int(after[0]))
    return start, end
