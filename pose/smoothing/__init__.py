"""Resampling by time stamp, zero-phase low-pass filtering, and derivatives.

Time comes from stamps only, never from a nominal frame rate.  Gaps are bridged for at
most ``MAX_BRIDGE_S``; longer ones stay NaN through everything that follows.
"""

from pose.smoothing.cutoff import chosen_cutoff_hz
from pose.smoothing.low_pass import (
    MOTION_CUTOFF_HZ,
    REPETITION_CUTOFF_HZ,
    STANCE_CUTOFF_HZ,
    TWO_PASS_FACTOR,
    low_passed,
    moving_mean,
    two_pass_gain,
)
from pose.smoothing.resampling import (
    GRID_HZ,
    MAX_BRIDGE_S,
    resampled,
    uniform_times,
    without_gaps,
)
from pose.smoothing.slope import derivative

__all__ = [
    "GRID_HZ",
    "MAX_BRIDGE_S",
    "MOTION_CUTOFF_HZ",
    "REPETITION_CUTOFF_HZ",
    "STANCE_CUTOFF_HZ",
    "TWO_PASS_FACTOR",
    "chosen_cutoff_hz",
    "derivative",
    "low_passed",
    "moving_mean",
    "resampled",
    "two_pass_gain",
    "uniform_times",
    "without_gaps",
]
