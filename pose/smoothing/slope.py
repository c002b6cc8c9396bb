"""Derivatives by Savitzky-Golay, in seconds."""

import numpy as np
from numpy.typing import NDArray

from pose.smoothing.resampling import GRID_HZ, TIME_TOLERANCE_S, IndexArray
from pose.stream import FloatArray


def derivative(
    values: FloatArray, rate_hz: float = GRID_HZ, *, window_s: float, order: int = 2
) -> FloatArray:
    """Return the first derivative along the first axis by Savitzky-Golay, per second.

    A polynomial of ``order`` is fitted to every window of ``window_s``; near an end of a
    run the first or last window that fits is used.  No window reaches over a missing
    sample: every unbroken run is fitted by itself.

    Parameters
    ----------
    values
        Shape ``(n, …)`` at a uniform rate; NaN where nothing is known.
    rate_hz
        Samples per second.
    window_s
        Length of the window, rounded up to an odd number of samples above ``order``.
    order
        Of the polynomial, at least 1.

    Returns
    -------
    FloatArray
        As ``values``, per second; NaN where a value is NaN and in runs shorter than the
        window.

    Raises
    ------
    ValueError
        If the window or the order is not positive.
    """
    if window_s <= 0 or order < 1:
        raise ValueError(f"window {window_s} s and order {order} must be positive")
    window = max(int(np.ceil(window_s * rate_hz - TIME_TOLERANCE_S)), order + 1) // 2 * 2 + 1
    flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
    slope = np.full(flat.shape, np.nan)
    for start, end, columns in _unbroken_runs(np.isfinite(flat)):
        if end - start >= window:
            slope[start:end, columns] = _slope(flat[start:end, columns], window, order) * rate_hz
    return slope.reshape(values.shape)


def _unbroken_runs(known: NDArray[np.bool_]) -> list[tuple[int, int, IndexArray]]:
    """Return ``(start, end, columns)`` of runs without a gap; columns without gaps share one."""
    whole = known.all(axis=0)
    runs = [(0, len(known), np.flatnonzero(whole))] if whole.any() else []
    for column in np.flatnonzero(~whole):
        edges = np.diff(np.concatenate([[0], known[:, column].view(np.int8), [0]]))
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        runs += [
            (int(start), int(end), np.array([column]))
            for start, end in zip(starts, ends, strict=True)
        ]
    return runs


def _slope(values: FloatArray, window: int, order: int) -> FloatArray:
    """Return the slope per sample of polynomials fitted to windows of an unbroken ``(n, k)``."""
    half = window // 2
    powers = np.vander(np.arange(-half, half + 1.0), order + 1, increasing=True)
    fit = np.linalg.pinv(powers)
    # Coefficients by window: the slope in its middle is that of the first power.
    inner = np.lib.stride_tricks.sliding_window_view(values, window, axis=0) @ fit[1]
    slopes = np.arange(1.0, order + 1)[:, None]
    steps = np.arange(-half, half + 1.0)
    by_step = (slopes * steps ** (slopes - 1)).T @ fit[1:]
    return np.concatenate(
        [by_step[:half] @ values[:window], inner, by_step[half + 1 :] @ values[-window:]]
    )
