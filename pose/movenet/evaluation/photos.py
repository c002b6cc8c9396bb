"""Networks on labelled photos, with the cropping that the browser uses.

A single-pose network looks first at the square around a person's labelled box, as a browser does
that was told where the patient is, and then follows as it would while they stand still: the
published rule says from the keypoints where to look next.  It may lose them to a neighbour.
MultiPose looks at the whole photo once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import N_KEYPOINTS
from pose.movenet.crop import PixelRect, pose_score
from pose.movenet.detect import search
from pose.movenet.evaluation.average_precision import FoundInPicture, Precision, precision_of
from pose.movenet.evaluation.correct_keypoints import correct_share, distances_torso
from pose.movenet.evaluation.networks import Form, find_people
from pose.movenet.evaluation.similarity import keypoint_similarity, similarity_to_place
from pose.movenet.following import CropFollower
from pose.movenet.pictures import photo_rgb
from pose.movenet.training.coco import LabelledPicture
from pose.published_models import MULTIPOSE

FloatArray = NDArray[np.float64]
UInt8Array = NDArray[np.uint8]

N_LOOKS: Final = 3
"""How often the same photo is shown; the first look is the box's, the others are MoveNet's own."""
BOX_MARGIN_RATIO: Final = 1.25
"""Side of the first square, as a multiple of the box's longer side."""
FRACTIONS: Final = (0.05, 0.1, 0.2)
"""Of the torso, within which a keypoint is correct."""


LARGE_PX2: Final = 96.0**2
"""COCO calls people of this area and more large: as a patient before their camera is."""


@dataclass(frozen=True)
class OnPhotos:
    """What one form of a network did on labelled photos.

    Attributes
    ----------
    precision
        As COCO defines it.
    similarities
        Of each labelled person, to whom was found in their place; 0 where nobody was.
    correct
        By fraction of the torso: share of correct keypoints.
    n_with_torso
        How many people have a labelled torso, which that share is of.
    xy_px
        Each labelled person's found keypoints, ``(n, 17, 2)``; NaN where nobody was found.
    """

    precision: Precision
    similarities: FloatArray
    correct: Mapping[float, float]
    n_with_torso: int
    xy_px: FloatArray


Found = tuple[list[FloatArray], list[float]]
"""Keypoints ``(17, 2)`` and score of everybody found in one picture."""


def evaluate(form: Form, pictures: Sequence[LabelledPicture]) -> tuple[OnPhotos, OnPhotos]:
    """Return how well a network finds the people of labelled photos: at the first look, the last.

    For MultiPose, which looks once, both are the same.

    Raises
    ------
    ValueError
        If nobody is labelled, or a label has no area.
    """
    if form.model == MULTIPOSE.name:
        found = [everybody(form, photo_rgb(picture.path)) for picture in pictures]
        only = _held_against(found, pictures, is_known_who=False)
        return only, only
    looks = [one_by_one(form, photo_rgb(one.path), one.boxes_px) for one in pictures]
    first, last = zip(*looks, strict=True)
    return (
        _held_against(first, pictures, is_known_who=True),
        _held_against(last, pictures, is_known_who=True),
    )


def _held_against(
    found: Sequence[Found], pictures: Sequence[LabelledPicture], *, is_known_who: bool
) -> OnPhotos:
    compared = [compare(*both) for both in zip(found, pictures, strict=True)]
    similarities, distances, places = [], [], []
    for (people, _), picture, held in zip(found, pictures, compared, strict=True):
        n_labelled = len(picture.xy_px)
        whose = (
            {who: who for who in range(n_labelled)} if is_known_who else assigned(held.similarity)
        )
        for who in range(n_labelled):
            xy_px = people[whose[who]] if who in whose else None
            places.append(np.full((N_KEYPOINTS, 2), np.nan) if xy_px is None else xy_px)
            similarities.append(held.similarity[whose[who], who] if who in whose else 0.0)
            away = distances_torso(xy_px, picture.xy_px[who], picture.is_labelled[who])
            distances += [] if away is None else [away]
    return OnPhotos(
        precision_of(compared),
        np.array(similarities),
        {fraction: correct_share(distances, fraction) for fraction in FRACTIONS},
        len(distances),
        np.array(places),
    )


def compare(found: Found, picture: LabelledPicture) -> FoundInPicture:
    """Hold everybody found in a picture against everybody labelled in it."""
    people, scores = found
    labels = list(zip(picture.xy_px, picture.is_labelled, picture.areas_px2.tolist(), strict=True))
    unknown = list(
        zip(picture.unlabelled_boxes_px, picture.unlabelled_areas_px2.tolist(), strict=True)
    )
    similarity = [[keypoint_similarity(xy_px, *label) for label in labels] for xy_px in people]
    elsewhere = [
        max((similarity_to_place(xy_px, *place) for place in unknown), default=0.0)
        for xy_px in people
    ]
    return FoundInPicture(
        np.array(scores, dtype=np.float64),
        np.array(similarity, dtype=np.float64).reshape(len(people), len(labels)),
        np.array(elsewhere, dtype=np.float64),
    )


def assigned(similarity: FloatArray) -> Mapping[int, int]:
    """Return who of the found is which labelled person, the most similar pair first."""
    left = similarity.copy()
    whose: dict[int, int] = {}
    while left.size and left.max() > 0:
        found, person = np.unravel_index(left.argmax(), left.shape)
        whose[int(person)] = int(found)
        left[found], left[:, person] = 0, 0
    return whose


def square_around(box_px: FloatArray) -> PixelRect:
    """Return the square around a box, with a margin, in which a person is looked for first."""
    middle = (box_px[:2] + box_px[2:]) / 2
    half = float((box_px[2:] - box_px[:2]).max()) / 2 * BOX_MARGIN_RATIO
    left, top, right, bottom = np.concatenate([middle - half, middle + half]).tolist()
    return left, top, right, bottom


def one_by_one(form: Form, rgb: UInt8Array, boxes_px: FloatArray) -> tuple[Found, Found]:
    """Return what a single-pose network finds of each person, at the first look and the last."""
    first: Found = ([], [])
    last: Found = ([], [])
    for box_px in boxes_px:
        follower = CropFollower(rgb.shape[1], rgb.shape[0])
        rect = square_around(box_px)
        for look in range(N_LOOKS):
            xy_px, scores = search(rgb, rect, form, quarter_turns=follower.quarter_turns)
            follower.apply(xy_px, scores)
            rect = follower.rect()
            for number, (places, sure) in ((0, first), (N_LOOKS - 1, last)):
                if look == number:
                    places.append(xy_px)
                    sure.append(pose_score(scores))
    return first, last


def everybody(form: Form, rgb: UInt8Array) -> Found:
    """Return whom MultiPose finds in a whole picture."""
    people = find_people(rgb, form)
    return [person.xy_px for person in people], [person.score for person in people]
