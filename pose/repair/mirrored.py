"""Recordings whose left and right contradict the rest.

Seen from the front, the patient's left is at the picture's right.  Labels that say the
opposite mean one of two things: the person turns their back to the camera, or left and
right were exchanged.  The pictures of the points cannot tell which, since a body seen from
behind and an exchanged one seen from the front look alike; the face can.  A network that
sees a back is unsure of nose and eyes, or leaves them out, and finds the ears.
"""

from typing import Final

import numpy as np

from pose.keypoints import INDEX
from pose.repair.sightings import BoolArray
from pose.repair.tracks import SingleArray
from pose.stream import FloatArray

SHOULDER, HIP = INDEX["left_shoulder"], INDEX["left_hip"]
FACE: Final = [INDEX[name] for name in ("nose", "left_eye", "right_eye")]
EARS: Final = [INDEX[name] for name in ("left_ear", "right_ear")]
TRUNK: Final = [
    INDEX[f"{side}_{part}"] for part in ("shoulder", "hip") for side in ("left", "right")
]
FACE_SCORE: Final = 0.5
"""A network that sees the face is at least this sure of nose and eyes; chosen by us."""
FACE_BESIDE_TRUNK: Final = 0.7
"""And this sure of them beside shoulders and hips."""
SAME_SCORE: Final = 0.02
"""Keypoints whose usual scores differ by less all over were not scored, or not by what is seen."""
FACE_BEFORE_EARS: Final = 0.1
"""Where points are left out, a face is seen in so much more of the frames than both ears."""
FRONTAL_TORSO: Final = 0.3
"""Shoulders at least this broad, torso lengths, are seen from the front or from behind."""
MOST_FRAMES: Final = 0.8
"""Share of the telling frames that must agree."""
MIN_TELLING_S: Final = 1.0
"""Less time of a face and a broad body together tells nothing."""
MIRRORED_STRETCH_S: Final = 2.0
WHOLE_BODY_PAIRS: Final = 6
"""Of eight: some are missing, or lie too close together to be told apart."""


def labels_contradict_face(times_s: FloatArray, points: SingleArray, scores: FloatArray) -> bool:
    """Return whether left and right are exchanged in most frames that show the face.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    points
        Shape ``(17, 2, n)``, torso lengths; NaN where not seen.
    scores
        Shape ``(n, 17)``, as recorded.
    """
    left, right = points[[SHOULDER, HIP], 0], points[[SHOULDER + 1, HIP + 1], 0]
    shoulders, hips = left - right
    backwards = (shoulders < -FRONTAL_TORSO) & (hips < 0.0)
    forwards = (shoulders > FRONTAL_TORSO) & (hips > 0.0)
    least = MIN_TELLING_S * len(times_s) / max(float(times_s[-1] - times_s[0]), MIN_TELLING_S)
    if np.count_nonzero(backwards) < least:
        return False
    face = face_frames(points, scores)
    turned, usual = np.count_nonzero(backwards & face), np.count_nonzero(forwards & face)
    return bool(turned >= least and turned >= MOST_FRAMES * (turned + usual))


def mirrored_stretches(times_s: FloatArray, exchanged: BoolArray) -> BoolArray:
    """Return the frames ``(n,)`` of stretches in which the whole body was exchanged for long.

    Networks exchange sides for some frames; for longer it was the camera or the software.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    exchanged
        Which left/right pairs were exchanged, shape ``(8, n)``.
    """
    whole = exchanged.sum(axis=0, dtype=np.uint8) >= WHOLE_BODY_PAIRS
    stretches = np.zeros(len(times_s), dtype=bool)
    if not whole.any():
        return stretches
    starts, ends = np.flatnonzero(np.diff(whole, prepend=False, append=False)).reshape(-1, 2).T
    lasting = times_s[ends - 1] - times_s[starts] >= MIRRORED_STRETCH_S
    for start, end in zip(starts[lasting], ends[lasting], strict=True):
        stretches[start:end] = True
    return stretches


def face_frames(points: SingleArray, scores: FloatArray) -> BoolArray:
    """Return the frames ``(n,)`` in which the network surely saw a face.

    By its scores; where these say nothing, by what it left out; else in none.
    """
    seen = np.isfinite(points[:, 0])
    face = np.asarray(seen[FACE].all(axis=0))
    usual = [
        np.median(one[where]) for one, where in zip(scores.T, seen, strict=True) if where.any()
    ]
    if np.ptp(usual) >= SAME_SCORE:
        of_face, of_trunk = scores[:, FACE].min(axis=1), scores[:, TRUNK].mean(axis=1)
        sure = (of_face >= FACE_SCORE) & (of_face >= FACE_BESIDE_TRUNK * of_trunk)
        return np.asarray(face & sure)
    before_ears = face.mean() - seen[EARS].all(axis=0).mean() >= FACE_BEFORE_EARS
    return np.asarray(face & before_ears)
