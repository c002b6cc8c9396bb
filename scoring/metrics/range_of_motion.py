"""Peak and range of a joint angle over repetitions."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.angles import length_px, midpoint, point
from pose.medians import median_of
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from pose.view import FRONT_MAX_DEG, View
from scoring.measures import FLANK, MEASURES, UPPER_ARM, Measure, followed
from scoring.metrics.held import HELD_FRAMES, PEAK_HELD_S, HeldTrack
from scoring.metrics.intervals import (
    angle_noise_deg,
    grade,
    median_interval,
    spread_of,
    turned_angle_bounds_deg,
    turned_limb_error_deg,
    worse,
)
from scoring.movement import Movement
from scoring.protocols import AngleRow
from scoring.refusals import Refusal, refusal
from scoring.repetitions import Repetition
from scoring.report import FAIR, GOOD, POOR, Metric

STRAIGHT_DEG: Final = 180.0
"""No included angle is larger."""
GOOD_HALF_WIDTH_DEG: Final = 8.0
GOOD_FRONTAL_HALF_WIDTH_DEG: Final = 10.0
"""Somebody who faces the camera squarely has a narrower interval, with three repetitions."""
USUAL_SPREAD_DEG: Final = 4.0
"""Usual spread between one person's repetitions; see `median_interval`."""
POOR_YAW_DEG: Final = 40.0
PEAK: Final = "Peak of a repetition: the {end} angle held for {held:g} s; value: median."
RANGE: Final = "Range of a repetition: highest minus lowest angle, both held for {held:g} s."
INTERVAL: Final = (
    "95 %: spread between repetitions (Student's t for a median), this recording's keypoint "
    "noise, the camera's yaw and its uncertainty; not the difference between an angle in a "
    "picture and a goniometer."
)


@dataclass(frozen=True)
class AnglePeaks:
    """Peak and range of one angle in each repetition, degrees.

    ``beyond_deg`` is how far the furthest sample lies beyond the held peak.
    """

    peak_deg: FloatArray
    range_deg: FloatArray
    beyond_deg: FloatArray


@dataclass(frozen=True)
class LimbAngle:
    """One angle of one limb over its repetitions, as a protocol asks for it.

    ``chosen`` says that nobody asked for this limb: it is the one that was seen better.
    """

    row: AngleRow
    limb: str
    peaks: AnglePeaks
    repetitions: tuple[Repetition, ...]
    chosen: bool = False

    @property
    def measure(self) -> Measure:
        """What is followed."""
        return MEASURES[self.row.measure]


def filter_noise_share(cutoff_hz: float) -> float:
    """Return the share of white noise, at the grid's rate, that two passes leave."""
    return float((2 * 1.04 * cutoff_hz / GRID_HZ) ** 0.5)


def angle_peaks(
    angle_deg: FloatArray, repetitions: tuple[Repetition, ...], *, lowest: bool = False
) -> AnglePeaks:
    """Return peak and range of ``angle_deg (m,)`` for every repetition; NaN where hidden.

    The angle must have been seen near the turn; see `HeldTrack.was_seen_near`.

    Parameters
    ----------
    lowest
        Whether the end of the movement is the lowest angle.
    """
    if lowest:
        turned = angle_peaks(-angle_deg, repetitions)
        return AnglePeaks(-turned.peak_deg, turned.range_deg, turned.beyond_deg)
    track = HeldTrack(angle_deg)
    peaks, ranges, beyond = np.full((3, len(repetitions)), np.nan)
    for index, one in enumerate(repetitions):
        if not track.was_seen_near(one.peak_frame):
            continue
        peaks[index] = track.extreme(one.start_frame, one.end_frame + 1)
        if np.isfinite(peaks[index]):
            inside = angle_deg[one.start_frame : one.end_frame + 1]
            beyond[index] = np.nanmax(inside) - peaks[index]
        # A quick movement spends no time at rest between its own borders.
        first = max(one.start_frame - HELD_FRAMES, 0)
        lowest_deg = track.extreme(first, one.end_frame + HELD_FRAMES, highest=False)
        ranges[index] = peaks[index] - lowest_deg
    return AnglePeaks(peaks, ranges, beyond)


def quick_turn_deg(peaks: AnglePeaks, noise_deg: float) -> float:
    """Return by how much more the peak may be because the turn was too quick to be held.

    Twice what the furthest sample lies beyond the held peak, over what noise makes of it:
    frames miss the very top, and the low-pass rounds it.
    """
    known = peaks.beyond_deg[np.isfinite(peaks.beyond_deg)]
    if known.size == 0:
        return 0.0
    return 2.0 * max(median_of(known) - noise_deg, 0.0)


def limb_angle(
    movement: Movement,
    row: AngleRow,
    limb: str,
    repetitions: tuple[Repetition, ...],
    *,
    chosen: bool = False,
) -> LimbAngle:
    """Return one angle of one limb over its repetitions."""
    values = followed(movement, row.measure, limb)
    peaks = angle_peaks(values, repetitions, lowest=row.lowest)
    return LimbAngle(row, limb, peaks, repetitions, chosen)


def angle_metrics(movement: Movement, angle: LimbAngle, widen_deg: float = 0.0) -> list[Metric]:
    """Return the peak of an angle, and the range and what is missing where they are asked for.

    Parameters
    ----------
    widen_deg
        Further standard deviation of one measurement.
    """
    row, measure = angle.row, angle.measure
    if not measurable(movement, angle):
        return [not_from_here(movement, key, angle) for key in asked_keys(row)]
    known = angle.peaks.peak_deg[np.isfinite(angle.peaks.peak_deg)]
    if known.size == 0:
        return [not_seen(key, angle) for key in asked_keys(row)]
    filtered_deg = filtered_noise_deg(movement, angle)
    noise_deg = float(np.hypot(filtered_deg, widen_deg))
    end = "lowest" if row.lowest else "highest"
    peak = _metric(
        row.key,
        angle.peaks.peak_deg,
        movement,
        angle,
        view_error_deg=view_error_deg(movement, angle, filtered_deg),
        noise_deg=noise_deg,
        source=f"{measure.definition} {PEAK.format(end=end, held=PEAK_HELD_S)}",
    )
    metrics = [peak]
    if row.range_key is not None:
        metrics.append(
            _metric(
                row.range_key,
                angle.peaks.range_deg,
                movement,
                angle,
                view_error_deg=view_error_deg(movement, angle, filtered_deg, of_range=True),
                noise_deg=noise_deg,
                source=f"{measure.definition} {RANGE.format(held=PEAK_HELD_S)}",
            )
        )
    if row.deficit_key is not None:
        metrics.append(deficit_metric(peak, row))
    if row.held_key is not None:
        metrics.append(held_metric(movement, angle))
    return metrics


def asked_keys(row: AngleRow) -> list[str]:
    """Return the keys of every metric that a row asks for."""
    return [key for key in (row.key, row.range_key, row.deficit_key, row.held_key) if key]


def not_from_here(movement: Movement, key: str, angle: LimbAngle) -> Metric:
    """Return the refusal of a metric that this view cannot measure."""
    wanted = " or ".join(sorted(view.value for view in angle.measure.views))
    view = movement.view
    why = refusal(
        "view_cannot_measure",
        f"{angle.measure.definition.split(':', maxsplit=1)[0]} needs a view from the {wanted}; "
        f"this one is {view.view.value} (yaw {view.yaw_deg:.0f} degrees).",
    )
    return _refused(key, angle, why)


def not_seen(key: str, angle: LimbAngle) -> Metric:
    """Return the refusal of a metric whose joints were hidden in every repetition."""
    why = refusal("half_person", "The joints were not seen together in any repetition.")
    return _refused(key, angle, why)


def _refused(key: str, angle: LimbAngle, why: Refusal) -> Metric:
    unit = "s" if key == angle.row.held_key else "deg"
    return Metric(
        key,
        None,
        unit,
        0,
        angle.measure.definition,
        side=angle.limb if angle.measure.sided and not angle.chosen else None,
        quality=None,
        refusal=why,
    )


def measurable(movement: Movement, angle: LimbAngle) -> bool:
    """Whether this view can measure an angle.

    An angle of the frontal plane is measured from an oblique view too, and its interval is
    wide there: its protocols say how far the patient may be turned at most.
    """
    view, views = movement.view.view, angle.measure.views
    return view in views or (View.FRONT in views and view in (View.OBLIQUE, View.UNKNOWN))


def filtered_noise_deg(movement: Movement, angle: LimbAngle) -> float:
    """Return the noise of one angle after the low-pass; 0 where it cannot be told."""
    xy, limb = movement.xy_px, angle.limb
    lengths = []
    for start, end in angle.measure.segments:
        if start == end:
            tracks = point(xy, f"left_{start}"), point(xy, f"right_{start}")
        elif (start, end) == FLANK:
            tracks = point(xy, f"{limb}_{start}"), midpoint(xy, end)
        else:
            tracks = point(xy, f"{limb}_{start}"), point(xy, f"{limb}_{end}")
        length = length_px(*tracks)
        known = length[np.isfinite(length)]
        lengths.append(median_of(known) if known.size else float("nan"))
    # One segment against gravity is like two of which one is endless.
    lengths += [float("inf")] * (2 - len(lengths))
    noise = angle_noise_deg(movement.noise_px, lengths[0], lengths[1])
    return noise * filter_noise_share(movement.cutoff_hz) if np.isfinite(noise) else 0.0


def view_error_deg(
    movement: Movement, angle: LimbAngle, noise_deg: float, *, of_range: bool = False
) -> tuple[float, float]:
    """Return how far the true value can be below and above what this view shows.

    Parameters
    ----------
    noise_deg
        Noise of the angle after the low-pass.
    """
    peak_deg = _median_known(angle.peaks.peak_deg)
    range_deg = _median_known(angle.peaks.range_deg)
    quick_deg = quick_turn_deg(angle.peaks, noise_deg)
    below, above = _turned_error_deg(movement, angle, peak_deg, range_deg, of_range=of_range)
    return (below + quick_deg, above) if angle.row.lowest else (below, above + quick_deg)


def _median_known(values: FloatArray) -> float:
    return median_of(values[np.isfinite(values)])


def _turned_error_deg(
    movement: Movement, angle: LimbAngle, peak_deg: float, range_deg: float, *, of_range: bool
) -> tuple[float, float]:
    view = movement.view
    frontal = View.SIDE not in angle.measure.views
    if frontal and UPPER_ARM in angle.measure.segments:
        rest_deg = peak_deg - range_deg
        return turned_limb_error_deg(
            peak_deg,
            view.frontal_ratio,
            rest_deg if of_range else None,
            plane_deg=angle.measure.plane_deg,
        )
    turned_deg = (view.yaw_deg if frontal else 90.0 - view.yaw_deg) + view.yaw_sd_deg
    seen = range_deg if of_range else peak_deg
    lowest, highest = turned_angle_bounds_deg(abs(seen), turned_deg)
    return abs(seen) - lowest, highest - abs(seen)


def _metric(
    key: str,
    values_deg: FloatArray,
    movement: Movement,
    angle: LimbAngle,
    *,
    view_error_deg: tuple[float, float],
    noise_deg: float,
    source: str,
) -> Metric:
    """Return the median of per-repetition angles with an interval that knows the view."""
    known = values_deg[np.isfinite(values_deg)]
    value, low, high = median_interval(known, noise_deg, usual_sd=USUAL_SPREAD_DEG)
    below, above = view_error_deg
    low = value - float(np.hypot(value - low, below))
    high = value + float(np.hypot(high - value, above))
    frontal = View.SIDE not in angle.measure.views
    seen = float(np.isfinite(values_deg).mean())
    return Metric(
        key=key,
        value=value,
        unit="deg",
        side=angle.limb if angle.measure.sided else None,
        n=len(known),
        low=max(low, -STRAIGHT_DEG if value < 0 else 0.0),
        high=min(high, STRAIGHT_DEG),
        spread=spread_of(known),
        quality=worse(
            best_quality(movement) if frontal else GOOD,
            grade(
                coverage=movement.coverage * seen,
                n=len(known),
                half_width=(high - low) / 2,
                good_half_width=GOOD_FRONTAL_HALF_WIDTH_DEG if frontal else GOOD_HALF_WIDTH_DEG,
            ),
        ),
        source=source,
        interval=INTERVAL,
    )


def best_quality(movement: Movement) -> str:
    """Return the best quality that an angle of the frontal plane can have from this view."""
    if movement.view.yaw_deg >= POOR_YAW_DEG:
        return POOR
    return GOOD if movement.view.yaw_deg < FRONT_MAX_DEG else FAIR


def deficit_metric(peak: Metric, row: AngleRow) -> Metric:
    """Return how much is missing to the end of the range, degrees, at least 0."""
    end_deg = row.end_range_deg or 0.0
    bounds = [bound for bound in (peak.low, peak.value, peak.high) if bound is not None]
    missing = sorted(
        max(bound - end_deg if row.lowest else end_deg - bound, 0.0) for bound in bounds
    )
    return Metric(
        key=row.deficit_key or "",
        value=missing[1],
        unit="deg",
        side=peak.side,
        n=peak.n,
        low=missing[0],
        high=missing[2],
        spread=peak.spread,
        quality=peak.quality,
        source=f"What is missing from the end of the movement to {end_deg:g} degrees. "
        f"{peak.source}",
        interval=INTERVAL,
    )


def held_metric(movement: Movement, angle: LimbAngle) -> Metric:
    """Return how long the end of the movement was held, seconds, median over repetitions.

    Only repetitions whose turn was seen say so; there is one at least.
    """
    row = angle.row
    values = followed(movement, row.measure, angle.limb)
    times_s = []
    for one, peak_deg in zip(angle.repetitions, angle.peaks.peak_deg, strict=True):
        if np.isfinite(peak_deg):
            inside = values[one.start_frame : one.end_frame + 1]
            near = np.abs(inside - peak_deg) <= row.held_within_deg
            times_s.append(near.sum() / GRID_HZ)
    held = np.array(times_s)
    value, low, high = median_interval(held, 1.0 / movement.fps, usual_sd=0.2)
    return Metric(
        key=row.held_key or "",
        value=value,
        unit="s",
        side=angle.limb,
        n=len(held),
        low=max(low, 0.0),
        high=high,
        spread=spread_of(held),
        quality=GOOD if len(held) > 1 else FAIR,
        source=f"Time within {row.held_within_deg:g} degrees of the end of each repetition, "
        f"median. {angle.measure.definition}",
        interval="95 %: spread between repetitions and one frame.",
    )
