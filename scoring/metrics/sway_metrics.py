"""Sway of the trunk as a report has it: each number with its interval, or refused.

A camera sees two axes: sideways and up from the front (``ml``), forwards and up from the
side (``ap``).  Sway is low-passed at 2 Hz, keypoint noise is taken off where that is exact
(`scoring.metrics.posturography.keypoint_noise`), and a number that noise would change by
more than its interval can say is refused.

Measured on simulated sway of 4 to 5 mm over 30 s at 30 frames a second (sums of sines,
band-limited noise, real force-plate paths; 200 seeds each) with white noise of the trunk
point in one frame:

FIGURES
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from pose.smoothing import GRID_HZ, STANCE_CUTOFF_HZ, low_passed
from pose.stream import FloatArray
from scoring.metrics.posturography import romberg_quotient
from scoring.metrics.posturography.complexity import LEAST_SAMPLES, sample_entropy
from scoring.metrics.posturography.frequency import LEAST_S
from scoring.metrics.posturography.keypoint_noise import (
    Corrected,
    NoiseFloor,
    corrected_rms,
    corrected_spectrum,
    corrected_velocity,
    longer_is_better,
    noise_floor,
    spectral_frequencies,
)
from scoring.refusals import Refusal, refusal
from scoring.report import FAIR, GOOD, POOR, Metric

MIN_SWAY_S: Final = 5.0
MIN_STRETCH_S: Final = 2.0
"""Least time without a gap in which noise can be told."""
MAX_ERROR_RATIO: Final = 0.1
ERRORS_WITHIN: Final = 3.0
"""So many standard errors of a root mean square must lie within `MAX_ERROR_RATIO`."""
MIN_SNR: Final = 2.0
"""Least ratio of sway to noise after the low-pass for anything but the root mean square."""
MIN_RANGE_SNR: Final = 5.0
MIN_FREQUENCY_SNR: Final = 5.0
MIN_VELOCITY_SNR: Final = 1.5
"""Of the velocity itself, in which noise weighs more."""
MIN_ENTROPY_SNR: Final = 15.0
"""Noise makes sway look irregular and cannot be taken off: 1 % more at 30, 9 % at 12."""
FREQUENCY_ERRORS: Final = {"f50": 0.5, "f95": 0.8, "centroid": 0.4}
"""Standard error in 30 s times the signal-to-noise ratio, as simulated."""
RANGE_ERROR: Final = 0.3
RANGE_EXCESS: Final = 2.5
"""Noise widens a range by up to this over the square of the signal-to-noise ratio."""
ENTROPY_EXCESS: Final = 1.2
ENTROPY_ERROR: Final = 0.3
NORMAL_95: Final = 1.96
GOOD_WIDTH: Final = 0.1
FAIR_WIDTH: Final = 0.2
QUIJOUX: Final = "Quijoux et al. 2021, Physiol Rep 9(22):e15067"
HOUSE: Final = f"Trunk point, low-passed at {STANCE_CUTOFF_HZ:g} Hz; "
SOURCES: Final = {
    "rms": "root mean square about the mean, noise variance taken off. Interval: number of "
    "independent samples (one a second), noise and scale.",
    "range": f"largest less smallest place ({QUIJOUX}). Interval: what noise adds, and scale.",
    "velocity": f"path length over time ({QUIJOUX}), the noise's share of its variance taken "
    "off. Interval: noise and scale.",
    "f50": f"frequency below which half of the power from 0.15 to 2 Hz lies ({QUIJOUX}), the "
    "noise's density taken off. Interval: noise.",
    "f95": f"frequency below which 95 % of the power from 0.15 to 2 Hz lies ({QUIJOUX}), the "
    "noise's density taken off. Interval: noise.",
    "centroid": "centroid frequency sqrt(m2 / m0) of the power from 0.15 to 2 Hz "
    f"({QUIJOUX}), the noise's density taken off. Interval: noise.",
    "sample_entropy": "sample entropy, m = 2, r = 0.2 SD, 30 Hz (Richman and Moorman 2000, "
    "Am J Physiol 278:H2039). Interval: noise, which adds to it.",
}


@dataclass(frozen=True)
class TrunkAxis:
    """One coordinate of a path, ready to be measured.

    Attributes
    ----------
    name
        ``"ml"``, ``"ap"`` or ``"vertical"``.
    smooth
        Shape ``(n,)``, low-passed at 2 Hz; NaN where the trunk was not seen.
    stretch
        The longest part without a gap, not low-passed.
    smooth_stretch
        The same part of ``smooth``.
    spread
        Root mean square without noise.
    """

    name: str
    unit: str
    side: str | None
    scale_sd_ratio: float
    smooth: FloatArray
    stretch: FloatArray
    smooth_stretch: FloatArray
    floor: NoiseFloor
    spread: Corrected

    @property
    def snr(self) -> float:
        """Sway beside its noise, both after the low-pass."""
        return self.spread.snr

    @property
    def seconds(self) -> float:
        """How long the trunk was seen."""
        return float(np.isfinite(self.smooth).sum()) / GRID_HZ


def sway_metrics(
    path: FloatArray,
    noise_sd: float | Sequence[float],
    fps: float,
    unit: str,
    side: str | None = None,
    *,
    axis: str = "ml",
    scale_sd_ratio: float = 0.0,
) -> list[Metric]:
    """Return what a path of the trunk tells about sway.

    Parameters
    ----------
    path
        Shape ``(n, 2)`` at 30 Hz, not low-passed: horizontal and vertical place of the
        trunk point in ``unit``; NaN where it was not seen.
    noise_sd
        Standard deviation of the noise of that point in one frame of the camera, in
        ``unit``; one for both coordinates or one each.
    fps
        Frames per second of the camera.
    unit
        UCUM unit of the path: ``"mm"`` or ``"{torso}"``.
    side
        The leg stood on, if one.
    axis
        ``"ml"`` from the front, ``"ap"`` from the side.
    scale_sd_ratio
        Uncertainty of the scale from pixels to ``unit``, beside it.

    Returns
    -------
    list[Metric]
        ``sway_<axis>_rms``, ``…_range``, ``…_velocity`` (unit per second), ``…_f50``,
        ``…_f95``, ``…_centroid`` (Hz), ``…_sample_entropy`` (no unit) and
        ``sway_vertical_rms``.  What cannot be told is refused: ``noise_too_high``, or
        ``too_short`` with less than 5 s seen, and for spectrum and entropy with less than
        13.4 and 3.4 s in one stretch.

    Raises
    ------
    ValueError
        If the path has not two columns or the axis is neither.
    """
    if path.ndim != 2 or path.shape[1] != 2:  # noqa: PLR2004 - two coordinates
        raise ValueError(f"a path of shape {path.shape}, not (n, 2)")
    if axis not in {"ml", "ap"}:
        raise ValueError(f"axis {axis!r} is neither ml nor ap")
    noises = np.broadcast_to(np.asarray(noise_sd, dtype=float), 2)
    names = (axis, "vertical")
    if not seen_long_enough(path[:, 0]) or not seen_long_enough(path[:, 1]):
        return _all_too_short(axis, unit, side)
    across, up = (
        trunk_axis(
            path[:, column],
            float(noises[column]),
            fps,
            unit,
            side,
            name=names[column],
            scale_sd_ratio=scale_sd_ratio,
        )
        for column in range(2)
    )
    return [
        rms_metric(across),
        _range(across),
        _velocity(across),
        *_frequencies(across),
        _entropy(across),
        rms_metric(up),
    ]


def seen_long_enough(path: FloatArray) -> bool:
    """Whether ``path (n,)`` at 30 Hz holds 5 s, and 2 s of them without a gap."""
    known = np.isfinite(path)
    return bool(known.sum() >= MIN_SWAY_S * GRID_HZ) and len(path[_longest(known)]) >= (
        MIN_STRETCH_S * GRID_HZ
    )


def _longest(known: NDArray[np.bool_]) -> slice:
    """Return the longest stretch of ``known (n,)``."""
    borders = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]])))
    starts, ends = borders[::2], borders[1::2]
    if not starts.size:
        return slice(0, 0)
    longest = int(np.argmax(ends - starts))
    return slice(int(starts[longest]), int(ends[longest]))


def trunk_axis(
    path: FloatArray,
    noise_sd: float,
    fps: float,
    unit: str,
    side: str | None,
    *,
    name: str = "ml",
    scale_sd_ratio: float = 0.0,
) -> TrunkAxis:
    """Return one coordinate of a path that `seen_long_enough`, with its noise.

    Raises
    ------
    ValueError
        If the frame rate is not positive.
    """
    if not fps > 0:
        raise ValueError(f"{fps} frames per second")
    stretch = _longest(np.isfinite(path))
    smooth = low_passed(path, STANCE_CUTOFF_HZ)
    floor = noise_floor(path[stretch], noise_sd, fps)
    return TrunkAxis(
        name=name,
        unit=unit,
        side=side,
        scale_sd_ratio=scale_sd_ratio,
        smooth=smooth,
        stretch=path[stretch],
        smooth_stretch=smooth[stretch],
        floor=floor,
        spread=corrected_rms(smooth, floor),
    )


def rms_metric(axis: TrunkAxis) -> Metric:
    """Return the root mean square of one coordinate, or why it cannot be told."""
    spread = axis.spread
    if not ERRORS_WITHIN * spread.error_ratio <= MAX_ERROR_RATIO:
        why = f"Keypoint noise alone moves this value by {_percent(spread.error_ratio)} or more."
        return _refused(axis, "rms", axis.unit, why)
    # Sway up to 2 Hz has about one independent sample in a second.
    degrees = max(axis.seconds - 1, 1)
    low_ratio, high_ratio = np.sqrt(degrees / special.chdtri(degrees, [0.025, 0.975]))
    other = NORMAL_95 * float(np.hypot(spread.error_ratio, axis.scale_sd_ratio))
    below = float(np.hypot(1 - low_ratio, other))
    above = float(np.hypot(high_ratio - 1, other))
    metric = _measured(axis, "rms", axis.unit, spread.value, (below, above))
    return replace(metric, quality=GOOD if spread.snr >= 2 * MIN_SNR else FAIR)


def _range(axis: TrunkAxis) -> Metric:
    if (why := _too_noisy(axis, MIN_RANGE_SNR)) is not None:
        return _refused(axis, "range", axis.unit, why)
    known = axis.smooth[np.isfinite(axis.smooth)]
    either = NORMAL_95 * float(np.hypot(RANGE_ERROR / axis.snr, axis.scale_sd_ratio))
    widths = (either + RANGE_EXCESS / axis.snr**2, either)
    return _measured(axis, "range", axis.unit, float(np.ptp(known)), widths)


def _velocity(axis: TrunkAxis) -> Metric:
    unit = f"{axis.unit}/s"
    velocity = corrected_velocity(axis.smooth_stretch, axis.floor)
    if (why := _too_noisy(axis, MIN_SNR)) is not None:
        return _refused(axis, "velocity", unit, why)
    if not velocity.snr >= MIN_VELOCITY_SNR:
        why = _ratio_message("velocity", velocity.snr, MIN_VELOCITY_SNR)
        return _refused(axis, "velocity", unit, why)
    width = NORMAL_95 * float(np.hypot(velocity.error_ratio, axis.scale_sd_ratio))
    return _measured(axis, "velocity", unit, velocity.value, (width, width))


def _frequencies(axis: TrunkAxis) -> list[Metric]:
    if len(axis.stretch) < LEAST_S * GRID_HZ:
        why = f"A spectrum needs {LEAST_S:.1f} s without a gap."
        return [_refused(axis, name, "Hz", why, "too_short") for name in FREQUENCY_ERRORS]
    if (why_noisy := _too_noisy(axis, MIN_FREQUENCY_SNR)) is not None:
        return [_refused(axis, name, "Hz", why_noisy) for name in FREQUENCY_ERRORS]
    values = spectral_frequencies(*corrected_spectrum(axis.stretch, axis.floor))
    longer = longer_is_better(len(axis.stretch))
    # Half a step of the spectrum is the least that can be told apart.
    step_hz = GRID_HZ / len(axis.stretch)
    metrics = []
    for (name, error), value in zip(FREQUENCY_ERRORS.items(), values, strict=True):
        width = NORMAL_95 * error / axis.snr * longer + step_hz / 2 / value
        metrics.append(_measured(axis, name, "Hz", value, (width, width)))
    return metrics


def _entropy(axis: TrunkAxis) -> Metric:
    name = "sample_entropy"
    if len(axis.smooth_stretch) < LEAST_SAMPLES:
        why = f"Sample entropy needs {LEAST_SAMPLES / GRID_HZ:.1f} s without a gap."
        return _refused(axis, name, "1", why, "too_short")
    if (why_noisy := _too_noisy(axis, MIN_ENTROPY_SNR)) is not None:
        return _refused(axis, name, "1", why_noisy)
    either = NORMAL_95 * ENTROPY_ERROR / axis.snr
    widths = (either + ENTROPY_EXCESS / axis.snr, either)
    return _measured(axis, name, "1", sample_entropy(axis.smooth_stretch), widths)


def _too_noisy(axis: TrunkAxis, least_snr: float) -> str | None:
    """Return why a value that needs ``least_snr`` cannot be told; ``None`` where it can."""
    return None if axis.snr >= least_snr else _ratio_message("sway", axis.snr, least_snr)


def _ratio_message(what: str, snr: float, least_snr: float) -> str:
    return f"The ratio of {what} to keypoint noise is {snr:.1f}; this value needs {least_snr:g}."


def _percent(ratio: float) -> str:
    return f"{100 * ratio:.0f} %" if np.isfinite(ratio) else "all of it"


def _measured(
    axis: TrunkAxis,
    name: str,
    unit: str,
    value: float,
    widths: tuple[float, float],
) -> Metric:
    """Return a metric whose interval reaches ``widths`` of it below and above."""
    width = sum(widths) / 2
    return Metric(
        key=f"sway_{axis.name}_{name}",
        value=value,
        unit=unit,
        n=1,
        source=HOUSE + SOURCES[name],
        side=axis.side,
        low=value * max(1 - widths[0], 0.0),
        high=value * (1 + widths[1]),
        quality=GOOD if width <= GOOD_WIDTH else FAIR if width <= FAIR_WIDTH else POOR,
    )


def _refused(
    axis: TrunkAxis, name: str, unit: str, why: str, code: str = "noise_too_high"
) -> Metric:
    return refused_metric(f"sway_{axis.name}_{name}", unit, axis.side, refusal(code, why))


def refused_metric(key: str, unit: str, side: str | None, why: Refusal) -> Metric:
    """Return a sway metric without a value; ``key`` ends in the name of its definition."""
    name = key.split("_", 2)[2]
    return Metric(
        key=key,
        value=None,
        unit=unit,
        n=1,
        source=HOUSE + SOURCES[name],
        side=side,
        quality=None,
        refusal=why,
    )


def _all_too_short(axis: str, unit: str, side: str | None) -> list[Metric]:
    why = refusal("too_short", f"Sway needs {MIN_SWAY_S:g} s in which the trunk is seen.")
    units = {"rms": unit, "range": unit, "velocity": f"{unit}/s", "sample_entropy": "1"}
    names = ("rms", "range", "velocity", *FREQUENCY_ERRORS, "sample_entropy")
    across = [
        refused_metric(f"sway_{axis}_{name}", units.get(name, "Hz"), side, why) for name in names
    ]
    return [*across, refused_metric("sway_vertical_rms", unit, side, why)]


def romberg_ratio(closed: Metric, opened: Metric) -> Metric:
    """Return a sway metric with eyes closed over the same with eyes open.

    The interval takes both as independent, on logarithms.  Uncertainty of the scale, which
    both share, stays in it and makes it wider than it need be.

    Raises
    ------
    ValueError
        If the two are not the same metric in the same unit.
    """
    if (closed.key, closed.unit) != (opened.key, opened.unit):
        raise ValueError(f"{closed.key} in {closed.unit} beside {opened.key} in {opened.unit}")
    key = f"romberg_{closed.key.removeprefix('sway_')}"
    source = f"Romberg quotient, eyes closed over eyes open. {closed.source}"
    common = {"key": key, "unit": "1", "n": 2, "source": source, "side": closed.side}
    ratio = romberg_quotient(_number(closed.value), _number(opened.value))
    if not (np.isfinite(ratio) and ratio > 0):
        why = (
            closed.refusal
            or opened.refusal
            or refusal("noise_too_high", "Without sway in both there is no ratio.")
        )
        return Metric(**common, value=None, quality=None, refusal=why)
    below = np.hypot(_log_ratio(closed.value, closed.low), _log_ratio(opened.high, opened.value))
    above = np.hypot(_log_ratio(closed.high, closed.value), _log_ratio(opened.value, opened.low))
    return Metric(
        **common,
        value=ratio,
        low=ratio * float(np.exp(-below)),
        high=ratio * float(np.exp(above)),
        quality=max((closed.quality or POOR, opened.quality or POOR), key=(GOOD, FAIR, POOR).index),
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _log_ratio(upper: float | None, lower: float | None) -> float:
    """Return the logarithm of a quotient; infinite where the lower is 0 or unknown."""
    if upper is None or lower is None or lower <= 0:
        return float("inf")
    return float(np.log(upper / lower))
