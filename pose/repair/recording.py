"""The whole repair of a recording, and its account."""

from dataclasses import dataclass

import numpy as np

from pose.angles import midpoint
from pose.repair.other_people import other_person_frames
from pose.repair.sides import exchanged_pairs, put_back
from pose.repair.sightings import BoolArray, seen_points, upright_length_px
from pose.repair.spikes import spike_points
from pose.stream import FloatArray, KeypointStream


@dataclass(frozen=True)
class Repaired:
    """Points after repair, and what was done to them.

    Attributes
    ----------
    xy_px
        Shape ``(n, 17, 2)``; NaN where nothing trustworthy was seen.
    person
        Shape ``(n,)``, frames in which a person was found.
    other_person
        Shape ``(n,)``, frames masked because somebody else was seen.
    swapped_frames
        Frames in which at least one left/right pair was put back.
    spikes
        Single points removed as spikes.
    torso_px
        Length of the upright torso, pixels; NaN where no torso was seen.
    """

    xy_px: FloatArray
    person: BoolArray
    other_person: BoolArray
    swapped_frames: int
    spikes: int
    torso_px: float


def repaired(stream: KeypointStream) -> Repaired:
    """Return the trusted points of an unmirrored recording, and what was repaired."""
    person, xy = seen_points(stream)
    shoulders, hips = midpoint(xy, "shoulder"), midpoint(xy, "hip")
    size = upright_length_px(shoulders, hips)
    other = other_person_frames(stream.times_s, shoulders, hips, size)
    xy[other] = np.nan
    swapped = exchanged_pairs(stream.times_s, xy, size)
    put_back(xy, swapped)
    spikes = spike_points(stream.times_s, xy, size)
    xy[spikes] = np.nan
    return Repaired(
        xy_px=xy,
        person=person,
        other_person=other,
        swapped_frames=int(swapped.any(axis=1).sum()),
        spikes=int(spikes.sum()),
        torso_px=size,
    )
