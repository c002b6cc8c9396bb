"""Descriptors of postural sway: pure functions on paths, with definition and source each.

A path is one coordinate ``(n,)`` or two, sampled at a uniform rate and in any unit of
length; every number comes back in that unit.  NaN anywhere, or a path that is too short
for a definition, gives NaN for what cannot be told.  Nothing here knows about cameras or
keypoint noise: `scoring.metrics.sway` decides what a keypoint path may be asked.
"""

from scoring.metrics.posturography.catalogue import axis_descriptors, descriptors
from scoring.metrics.posturography.romberg import romberg_quotient

__all__ = ["axis_descriptors", "descriptors", "romberg_quotient"]
