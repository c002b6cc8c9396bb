"""Sway of the trunk as a report has it: each number with its interval, or refused.

A camera sees two axes: sideways and up from the front (``ml``), forwards and up from the
side (``ap``).  Sway is low-passed at 2 Hz, keypoint noise is taken off where that is exact
(`scoring.metrics.posturography.keypoint_noise`), and a number that noise would change by
more than its interval can say is refused.

Measured on 600 simulated recordings for each row: sway of 4 to 5 mm over 30 s at 30 frames
a second (sums of sines, band-limited noise, force-plate paths), white noise of the trunk
point in every frame.  Share that was told, and error of what was told, mean and SD:

=======  ==================  ===================  ===================  ===================
noise    rms                 velocity             f95                  range
=======  ==================  ===================  ===================  ===================
1 mm     100 %, -0.5, 0.8 %   98 %, +0.5, 2.3 %    99 %, +0.5, 3.8 %   100 %, +1.5, 2.5 %
2 mm     100 %, -0.6, 1.5 %   59 %, +1.2, 4.2 %    84 %, +0.4, 6.1 %    97 %, +4.4, 5.4 %
3 mm     100 %, -0.4, 2.4 %   23 %, +1.7, 4.6 %    10 %, -0.8, 6.1 %   refused
5 mm       3 %, +5.0, 1.8 %  refused              refused              refused
10 mm    refused             refused              refused              refused
=======  ==================  ===================  ===================  ===================

No root mean square was off by more than 9 %; uncorrected it reads 8 % too much at 5 mm and
30 % at 10 mm.  Sample entropy is told up to about 0.7 mm.  Jitter of which each frame keeps
0.3, 0.5 or 0.7 of the one before: at 2 mm the root mean square is told in 96, 39 and 1 %,
never off by more than 8 %; at 5 mm in 1 % or less, off by up to 14 %.  Jitter that keeps 0.9
looks like sway itself: at 2 mm 19 % are told, 10 % too large on average; at 5 mm one in 600.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from scipy import special

from pose.smoothing import GRID_HZ, STANCE_CUTOFF_HZ
from pose.stream import FloatArray
from scoring.metrics.posturography.complexity import LEAST_SAMPLES, sample_entropy
from scoring.metrics.posturography.frequency import LEAST_S
from scoring.metrics.posturography.keypoint_noise import (
    corrected_spectrum,
    corrected_velocity,
    longer_is_better,
    spectral_frequencies,
    spectral_snr,
)
from scoring.metrics.trunk_axis import MIN_SWAY_S, TrunkAxis, seen_long_enough, trunk_axis
from scoring.refusals import Refusal, refusal
from scoring.report import FAIR, GOOD, POOR, Metric

MAX_ERROR_RATIO: Final = 0.1
ERRORS_WITHIN: Final = 3.0
"""So many standard errors of a root mean square must lie within `MAX_ERROR_RATIO`."""
MIN_SNR: Final = 2.0
"""Least ratio of sway to noise after the low-pass for anything but the root mean square."""
MIN_RANGE_SNR: Final = 5.0
MIN_FREQUENCY_SNR: Final = 4.0
MIN_VELOCITY_SNR: Final = 1.5
"""Of the velocity itself, in which noise weighs more."""
MIN_ENTROPY_SNR: Final = 15.0
"""Noise makes sway look irregular and cannot be taken off: 1 % more at 30, 9 % at 12."""
FREQUENCY_ERRORS: Final = {"f50": 0.35, "f95": 0.5, "centroid": 0.25}
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
INTERVAL: Final = (
    "95 %: keypoint noise and, where the definition says so, the scale and the number of "
    "independent samples; not how much the same person sways from trial to trial."
)
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


def rms_metric(axis: TrunkAxis) -> Metric:
    """Return the root mean square of one coordinate, or why it cannot be told."""
    spread = axis.spread
    if not ERRORS_WITHIN * spread.error_ratio <= MAX_ERROR_RATIO:
        return _refused(axis, "rms", axis.unit, _moved_message(spread.error_ratio))
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
    frequencies, density = corrected_spectrum(axis.stretch, axis.floor)
    snr = spectral_snr(frequencies, density, axis.floor)
    if not snr >= MIN_FREQUENCY_SNR:
        why = _ratio_message("sway between 0.15 and 2 Hz", snr, MIN_FREQUENCY_SNR)
        return [_refused(axis, name, "Hz", why) for name in FREQUENCY_ERRORS]
    longer = longer_is_better(len(axis.stretch))
    # Half a step of the spectrum is the least that can be told apart.
    step_hz = GRID_HZ / len(axis.stretch)
    values = spectral_frequencies(frequencies, density)
    metrics = []
    for (name, error), value in zip(FREQUENCY_ERRORS.items(), values, strict=True):
        width = NORMAL_95 * error / snr * longer + step_hz / 2 / value
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


def _moved_message(error_ratio: float) -> str:
    if not np.isfinite(error_ratio):
        return "Keypoint noise explains all of this movement."
    most = f"{100 * ERRORS_WITHIN * error_ratio:.0f} %"
    return (
        f"Keypoint noise can change this value by {most}; {100 * MAX_ERROR_RATIO:g} % is allowed."
    )


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
        interval=INTERVAL,
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
