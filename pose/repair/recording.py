"""The whole repair of a recording, and its account."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.angles import midpoint
from pose.keypoints import MIRROR_ORDER
from pose.repair.jumps import jumping_points
from pose.repair.mirrored import labels_contradict_face, mirrored_stretches
from pose.repair.other_people import other_person_frames
from pose.repair.sides import exchanged_pairs, put_back
from pose.repair.sightings import BoolArray, forget, seen_points, upright_length_px
from pose.repair.spikes import spike_points
from pose.repair.tracks import SingleArray, single
from pose.stream import FloatArray, KeypointStream

MIN_FRAMES: Final = 3
"""Fewer frames show no way that anything could have left."""


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
    uncertain
        Shape ``(n,)``, frames masked because the sender was not certain whose body it followed.
    swapped_frames
        Frames in which at least one left/right pair was put back, without those below.
    spikes
        Single points removed as spikes.
    torso_px
        Length of the upright torso, pixels; NaN where no torso was seen.
    mirrored_frames
        Frames of long stretches, or of the whole recording, in which left and right of
        the whole body were put back.
    """

    xy_px: FloatArray
    person: BoolArray
    other_person: BoolArray
    uncertain: BoolArray
    swapped_frames: int
    spikes: int
    torso_px: float
    mirrored_frames: int = 0

    @property
    def mirrored_detected(self) -> bool:
        """Whether left and right of the whole body were the wrong way round for long."""
        return self.mirrored_frames > 0


def repaired(stream: KeypointStream) -> Repaired:
    """Return the trusted points of an unmirrored recording, and what was repaired."""
    person, xy = seen_points(stream)
    uncertain = stream.uncertain_frames
    # Where the sender knows that it does not know, nothing is guessed from what it saw there.
    xy[uncertain] = np.nan
    shoulders, hips = midpoint(xy, "shoulder"), midpoint(xy, "hip")
    size = upright_length_px(shoulders, hips)
    if not np.isfinite(size) or stream.n_frames < MIN_FRAMES:
        nobody_else = np.zeros(stream.n_frames, dtype=bool)
        return Repaired(
            xy, person, nobody_else, uncertain, swapped_frames=0, spikes=0, torso_px=size
        )
    other = other_person_frames(stream.times_s, xy, shoulders, hips, size)
    other &= ~uncertain
    xy[other] = np.nan
    exchanged = exchanged_pairs(stream.times_s, _tracks(xy, size))
    put_back(xy, exchanged)
    points = _tracks(xy, size)
    if labels_contradict_face(stream.times_s, points, stream.scores):
        exchanged = ~exchanged
        xy, points = xy[:, MIRROR_ORDER], points[MIRROR_ORDER, :]
    mirrored = mirrored_stretches(stream.times_s, exchanged)
    spikes = spike_points(stream.times_s, points)
    point, frame = np.divmod(np.flatnonzero(spikes), stream.n_frames)
    points[point, :, frame] = np.nan
    spikes |= jumping_points(stream.times_s, points, spikes)
    forget(xy, spikes.T)
    return Repaired(
        xy_px=xy,
        person=person,
        other_person=other,
        uncertain=uncertain,
        swapped_frames=int((exchanged.any(axis=0) & ~mirrored).sum()),
        spikes=int(spikes.sum()),
        torso_px=size,
        mirrored_frames=int(mirrored.sum()),
    )


def _tracks(xy: FloatArray, size_px: float) -> SingleArray:
    """Return points ``(n, 17, 2)`` in torso lengths, one behind the other, ``(17, 2, n)``."""
    n, k = xy.shape[:2]
    return single(xy.reshape(n, 2 * k).T).reshape(k, 2, n) / np.float32(size_px)
