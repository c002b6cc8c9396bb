"""One person followed through frames; and what clips without truth show by themselves.

A flipbook is a clip of two photos in turn, each held still: whatever differs between two frames
of the same photo is the network's doing, or its cropping's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.angles import knee_flexion_deg
from pose.keypoints import INDEX, N_KEYPOINTS
from pose.movenet.crop import MIN_CROP_SCORE, MIN_POSE_SCORE, pose_score
from pose.movenet.detect import search
from pose.movenet.evaluation.distances import exchanged
from pose.movenet.evaluation.networks import Form, find_people
from pose.movenet.following import CropFollower
from pose.published_models import MULTIPOSE

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
UInt8Array = NDArray[np.uint8]

FoundInFrame = tuple[FloatArray, FloatArray, bool]
Find = Callable[[UInt8Array], FoundInFrame]

JUMP_DEG: Final = 10.0
LEGS: Final = ("knee", "ankle")


@dataclass(frozen=True)
class Followed:
    """What was found in each frame: keypoints ``(n, 17, 2)``, scores ``(n, 17)``, anybody ``(n,)``.

    Keypoints are NaN where MultiPose found nobody.
    """

    xy_px: FloatArray
    scores: FloatArray
    is_found: BoolArray


def follow(frames: Iterable[UInt8Array], form: Form) -> Followed:
    """Find one person in frames, as the browser does: the crop follows, from the whole picture.

    MultiPose looks at every whole picture; its surest person is taken.
    """
    return _found(frames, _surest(form) if form.model == MULTIPOSE.name else _followed(form))


def look_at_whole(frames: Iterable[UInt8Array], form: Form) -> Followed:
    """Find one person in every whole picture, without following: what following adds or costs."""
    return _found(frames, _unfollowed(form))


def _found(frames: Iterable[UInt8Array], find: Find) -> Followed:
    rows = [find(frame) for frame in frames]
    return Followed(
        np.array([xy_px for xy_px, _, _ in rows]),
        np.array([scores for _, scores, _ in rows]),
        np.array([is_found for _, _, is_found in rows]),
    )


def _followed(form: Form) -> Find:
    followers: dict[tuple[int, ...], CropFollower] = {}

    def find(frame: UInt8Array) -> FoundInFrame:
        height_px, width_px = frame.shape[:2]
        follower = followers.setdefault(frame.shape, CropFollower(width_px, height_px))
        xy_px, scores = search(frame, follower.rect(), form, quarter_turns=follower.quarter_turns)
        follower.apply(xy_px, scores)
        return xy_px, scores, is_body(scores)

    return find


def _unfollowed(form: Form) -> Find:
    def find(frame: UInt8Array) -> FoundInFrame:
        height_px, width_px = frame.shape[:2]
        xy_px, scores = search(frame, CropFollower(width_px, height_px).rect(), form)
        return xy_px, scores, is_body(scores)

    return find


def _surest(form: Form) -> Find:
    def find(frame: UInt8Array) -> FoundInFrame:
        people = find_people(frame, form)
        if not people:
            return np.full((N_KEYPOINTS, 2), np.nan), np.zeros(N_KEYPOINTS), False
        return people[0].xy_px, people[0].keypoint_scores, is_body(people[0].keypoint_scores)

    return find


def is_body(scores: FloatArray) -> bool:
    """Whether MoveNet's cropping takes these scores ``(17,)`` for somebody with a torso."""
    return pose_score(scores) >= MIN_POSE_SCORE and all(
        max(scores[INDEX[f"left_{part}"]], scores[INDEX[f"right_{part}"]]) > MIN_CROP_SCORE
        for part in ("shoulder", "hip")
    )


@dataclass(frozen=True)
class Steadiness:
    """How alike the answers to the same photo are.

    Attributes
    ----------
    knee_deg
        Knee flexion, the median of each photo, left and right, ``(photos, 2)``.
    largest_jump_deg
        Farthest of any frame's knee from the median of its photo and side.
    jump_share
        Share of frames in which a knee is more than `JUMP_DEG` from it.
    exchanged_share
        Share of frames in which the legs fit the median of the photo better with left and
        right exchanged.
    """

    knee_deg: FloatArray
    largest_jump_deg: float
    jump_share: float
    exchanged_share: float


def steadiness(found: Followed, photo: IntArray) -> Steadiness:
    """Return how alike the answers are in the frames of each photo.

    Parameters
    ----------
    found
        What was found.  Frames in which nobody was are left out.
    photo
        Which photo each frame shows, ``(n,)``; -1 between two.
    """
    knees_deg, off_deg, is_exchanged = [], [], []
    for number in range(int(photo.max()) + 1):
        xy_px = found.xy_px[(photo == number) & found.is_found]
        if not len(xy_px):
            knees_deg.append(np.full(2, np.nan))
            continue
        angles = np.stack([knee_flexion_deg(xy_px, side) for side in ("left", "right")], axis=1)
        knees_deg.append(np.median(angles, axis=0))
        off_deg.append(np.abs(angles - knees_deg[-1]).max(axis=1))
        usual = np.broadcast_to(np.median(xy_px, axis=0), xy_px.shape)
        is_exchanged.append(exchanged(xy_px, usual, LEGS))
    if not off_deg:
        return Steadiness(np.array(knees_deg), np.nan, np.nan, np.nan)
    off = np.concatenate(off_deg)
    return Steadiness(
        np.array(knees_deg),
        float(off.max()),
        float((off > JUMP_DEG).mean()),
        float(np.concatenate(is_exchanged).mean()),
    )


def photo_of_frame(
    times_s: FloatArray, *, hold_s: float = 0.8, fade_s: float = 0.2, margin_s: float = 0.05
) -> IntArray:
    """Return which of a flipbook's two photos each frame shows; -1 while one fades into the other."""
    within_s = np.mod(times_s, hold_s + fade_s)
    number = np.floor(times_s / (hold_s + fade_s)).astype(np.int64) % 2
    return np.where((within_s < hold_s - margin_s) & (within_s > margin_s), number, -1)
