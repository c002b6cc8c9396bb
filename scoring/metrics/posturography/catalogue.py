"""All descriptors of a path at once, by name."""

import numpy as np

from pose.stream import FloatArray
from scoring.metrics.posturography import dynamic, positional
from scoring.metrics.posturography.complexity import axis_complexity
from scoring.metrics.posturography.density import RADIUS_CM, sway_density
from scoring.metrics.posturography.frequency import axes_frequency
from scoring.metrics.posturography.paths import usable
from scoring.metrics.posturography.stochastic import axis_diffusion


def descriptors(
    mediolateral: FloatArray,
    anteroposterior: FloatArray,
    rate_hz: float,
    *,
    density_radius: float = RADIUS_CM,
    centre: bool = True,
) -> dict[str, float]:
    """Return every descriptor of a path in the plane.

    Parameters
    ----------
    mediolateral, anteroposterior
        Shape ``(n,)`` at a uniform rate, one unit of length for both.
    rate_hz
        Samples per second.
    density_radius
        Radius of the sway density, 3 mm, in the unit of the path: 0.3 for centimetres.
    centre
        Take the mean off first.  Without it the path is taken about zero, as the public
        code does after its filter.

    Returns
    -------
    dict[str, float]
        Descriptors of one axis end in ``_ml`` or ``_ap`` (see `axis_descriptors`); those of
        the plane are in `positional.planar_position`, `dynamic.planar_dynamics`,
        `dynamic.vfy` and `density.sway_density`.  Lengths are in the unit of the path,
        velocities in it per second, areas in its square, frequencies in Hz.

    Raises
    ------
    ValueError
        If the coordinates differ in length or the rate is not positive.
    """
    both = [np.asarray(path, dtype=float) for path in (mediolateral, anteroposterior)]
    if both[0].shape != both[1].shape:
        raise ValueError(f"coordinates of {both[0].shape} and {both[1].shape} samples")
    means = [mean_value(path) for path in both]
    ml, ap = paths = np.stack(both) - (_known(means) if centre else 0.0)
    plane = positional.planar_position(ml, ap)
    area = plane["confidence_ellipse_area"]
    by_axis = {
        f"{key}_{axis}": value
        for axis, mean, found in zip(("ml", "ap"), means, _axes(paths, rate_hz), strict=True)
        for key, value in ({"mean_value": mean} | found).items()
    }
    return {
        **by_axis,
        **plane,
        **dynamic.planar_dynamics(ml, ap, rate_hz, area),
        "vfy": dynamic.vfy(ml, ap, rate_hz, means[1]),
        **sway_density(ml, ap, rate_hz, density_radius),
    }


def axis_descriptors(path: FloatArray, rate_hz: float) -> dict[str, float]:
    """Return every descriptor of one coordinate, as a single camera sees it.

    Parameters
    ----------
    path
        Shape ``(n,)`` at a uniform rate; centred here.

    Returns
    -------
    dict[str, float]
        ``mean_value`` before centring, and see `positional.axis_position`,
        `dynamic.axis_dynamics`, `frequency.axes_frequency`, `stochastic.axis_diffusion`
        and `complexity.axis_complexity`.

    Raises
    ------
    ValueError
        If the rate is not positive.
    """
    path = np.asarray(path, dtype=float)
    mean = mean_value(path)
    return {"mean_value": mean, **_axes((path - _known([mean])[0])[None], rate_hz)[0]}


def mean_value(path: FloatArray) -> float:
    """Return the mean of ``path (n,)``; NaN where it is empty or has a gap."""
    return float(path.mean()) if usable(path, 1) else float("nan")


def _known(means: list[float]) -> FloatArray:
    """Return means ``(k, 1)`` to take off; 0 where there is none."""
    known: FloatArray = np.nan_to_num(np.array(means))[:, None]
    return known


def _axes(paths: FloatArray, rate_hz: float) -> list[dict[str, float]]:
    """Return the descriptors of each centred coordinate of ``(k, n)``."""
    if not rate_hz > 0:
        raise ValueError(f"a rate of {rate_hz} Hz")
    return [
        {
            **positional.axis_position(path),
            **dynamic.axis_dynamics(path, rate_hz),
            **spectrum,
            **axis_diffusion(path, rate_hz),
            **axis_complexity(path, rate_hz),
        }
        for path, spectrum in zip(paths, axes_frequency(paths, rate_hz), strict=True)
    ]
