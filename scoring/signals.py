"""Signals for drawing, `plumbline.signals/1`: what the therapist's page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pose.keypoints import N_KEYPOINTS
from pose.stream import FloatArray

SIGNALS_SCHEMA: Final = "plumbline.signals/1"
MAX_REPLAY_HZ: Final = 15.0


@dataclass(frozen=True)
class Series:
    """One curve over the signals' times; NaN where nothing was seen."""

    key: str
    side: str | None
    unit: str
    values: FloatArray

    def to_json(self) -> dict[str, Any]:
        """Return the curve; gaps are ``null`` and stay open."""
        return {
            "key": self.key,
            "side": self.side,
            "unit": self.unit,
            "values": json_list(self.values, 2 if self.unit == "deg" else 4),
        }


@dataclass(frozen=True)
class Sway:
    """Path of the torso during a hold, about its mean; patient's left is positive."""

    unit: str
    times_s: FloatArray
    mediolateral: FloatArray
    vertical: FloatArray
    ellipse: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the path as the signals carry it."""
        return {
            "unit": self.unit,
            "mediolateral": json_list(self.mediolateral, 4),
            "vertical": json_list(self.vertical, 4),
            "times_s": json_list(self.times_s, 3),
            "ellipse": dict(self.ellipse),
        }


@dataclass(frozen=True)
class HoldSpan:
    """The best hold, as drawn."""

    side: str
    start_s: float
    end_s: float
    stop_reason: str

    def to_json(self) -> dict[str, Any]:
        """Return the hold as the signals carry it."""
        return {
            "side": self.side,
            "start_s": round(self.start_s, 3),
            "end_s": round(self.end_s, 3),
            "stop_reason": self.stop_reason,
        }


@dataclass(frozen=True)
class Signals:
    """Curves, stick figure, sway path and hold of one recording.

    Attributes
    ----------
    times_s
        Shape ``(n,)``, uniform.
    xy_px
        Shape ``(n, 17, 2)``, the cleaned points at the same times.
    """

    times_s: FloatArray
    xy_px: FloatArray
    width_px: int
    height_px: int
    series: Sequence[Series] = ()
    sway: Sway | None = None
    hold: HoldSpan | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the signals as `plumbline.signals/1`."""
        step = 1
        if len(self.times_s) > 1:
            rate_hz = 1.0 / float(self.times_s[1] - self.times_s[0])
            step = max(1, int(np.ceil(rate_hz / MAX_REPLAY_HZ - 1e-6)))
        return {
            "schema": SIGNALS_SCHEMA,
            "times_s": json_list(self.times_s, 3),
            "series": [series.to_json() for series in self.series],
            "replay": {
                "times_s": json_list(self.times_s[::step], 3),
                "xy": json_rows(self.xy_px[::step].reshape(-1, 2 * N_KEYPOINTS), 1),
                "width_px": self.width_px,
                "height_px": self.height_px,
            },
            "sway": None if self.sway is None else self.sway.to_json(),
            "hold": None if self.hold is None else self.hold.to_json(),
        }


def json_list(values: FloatArray, decimals: int) -> list[float | None]:
    """Return ``values (n,)`` rounded, with ``None`` for NaN."""
    rounded = np.round(values, decimals)
    if np.isfinite(rounded).all():
        plain: list[float | None] = rounded.tolist()
        return plain
    return [value if value == value else None for value in rounded.tolist()]  # noqa: PLR0124 - the fastest test for NaN


def json_rows(values: FloatArray, decimals: int) -> list[list[float | None]]:
    """Return the rows of ``values (n, k)`` as `json_list` does."""
    flat = json_list(values.ravel(), decimals)
    width = values.shape[1]
    return [flat[start : start + width] for start in range(0, len(flat), width)]
