"""Finds complete repetitions: a state machine on the recording's own levels.

The rest level is the recording's own start pose where it agrees with the low end of the
whole recording; the typical peak is the median of its prominent peaks.  A movement that
starts at rest, passes the upper level and comes back to rest is a repetition.  What only
gets half-way, starts before the recording, or is cut off by its end is reported and not
counted.

Countings that know nothing of each other say how sure the count is: the state machine,
the prominent peaks, and the rhythm of the whole signal, which is asked unless every
prominent peak is one smooth movement between times at rest.
"""

from scoring.repetitions.counting import found_repetitions
from scoring.repetitions.levels import rest_level
from scoring.repetitions.model import Attempt, Repetition, Repetitions, runs

__all__ = ["Attempt", "Repetition", "Repetitions", "found_repetitions", "rest_level", "runs"]
