"""Repair of what estimators get wrong, each repair counted.

Order: a low score or a place outside the picture is no sighting; another person is
masked; exchanged left and right are put back; spikes are removed.  Removed points are
NaN: bridging short gaps is the resampler's work.
"""

from pose.repair.recording import Repaired, repaired
from pose.repair.sightings import MIN_SCORE

__all__ = ["MIN_SCORE", "Repaired", "repaired"]
