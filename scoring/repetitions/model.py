"""What is found in one signal: repetitions, attempts, and how sure the count is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Repetition:
    """One complete repetition as frames of the uniform grid, ``[start, end)``."""

    start_frame: int
    peak_frame: int
    end_frame: int


@dataclass(frozen=True)
class Attempt:
    """A movement that is not counted, and why."""

    kind: str
    start_frame: int
    end_frame: int
    detail: str


@dataclass(frozen=True)
class Repetitions:
    """What was found in one signal.

    Attributes
    ----------
    rest, typical_range
        The rest level and the typical peak above it, in the signal's unit.
    prominent_peaks
        Count by prominence alone: an independent second opinion.
    reach_level
        Share of the typical range that a movement had to pass; NaN where nothing moved.
    confidence
        Agreement of the state machine, the prominent peaks and, where these leave a doubt,
        the rhythm, 0 to 1.
    """

    complete: tuple[Repetition, ...]
    attempts: tuple[Attempt, ...]
    rest: float
    typical_range: float
    prominent_peaks: int
    reach_level: float = float("nan")
    confidence: float = 0.0


def runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return starts and ends ``[start, end)`` of the stretches in which ``mask`` holds."""
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if mask[:1].any():
        edges = np.concatenate([[0], edges])
    if mask[-1:].any():
        edges = np.concatenate([edges, [len(mask)]])
    return edges[::2], edges[1::2]
