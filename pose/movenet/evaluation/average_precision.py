"""COCO's average precision of found people, by hand: at ten similarities, at 101 recalls.

Source: https://cocodataset.org/#keypoints-eval.  Unlike COCO's own code, any number of found
people may lie where somebody is known of without keypoints, not in crowds alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

THRESHOLDS: Final[FloatArray] = np.round(np.arange(0.5, 0.96, 0.05), 2)
"""Similarities from which on somebody counts as found."""
RECALLS: Final[FloatArray] = np.linspace(0, 1, 101)


@dataclass(frozen=True)
class FoundInPicture:
    """Everybody found in one picture, beside everybody labelled there.

    Attributes
    ----------
    scores
        How sure the network is of each found person, shape ``(n,)``.
    similarity
        To each labelled person, shape ``(n, m)``.
    elsewhere
        The largest similarity to a place where nothing is known, shape ``(n,)``; 0 where there
        is none.
    """

    scores: FloatArray
    similarity: FloatArray
    elsewhere: FloatArray


@dataclass(frozen=True)
class Precision:
    """COCO's summary.

    Attributes
    ----------
    mean
        Average precision, the mean over `THRESHOLDS`.
    at_50, at_75
        At one similarity.
    recall
        Average recall: the share of labelled people found, the mean over `THRESHOLDS`.
    """

    mean: float
    at_50: float
    at_75: float
    recall: float


def precision_of(pictures: Sequence[FoundInPicture]) -> Precision:
    """Return the average precision over pictures.

    Raises
    ------
    ValueError
        If nobody is labelled in any of them.
    """
    n_labelled = sum(picture.similarity.shape[1] for picture in pictures)
    if n_labelled == 0:
        raise ValueError("without labelled people there is no precision")
    curves = [_at_threshold(pictures, n_labelled, threshold) for threshold in THRESHOLDS]
    precisions, recalls = np.array(curves).T
    at = dict(zip(THRESHOLDS.tolist(), precisions.tolist(), strict=True))
    return Precision(float(precisions.mean()), at[0.5], at[0.75], float(recalls.mean()))


def _at_threshold(
    pictures: Sequence[FoundInPicture], n_labelled: int, threshold: float
) -> tuple[float, float]:
    """Return average precision and recall at one similarity."""
    outcomes = [matched(picture, threshold) for picture in pictures]
    scores = np.concatenate([picture.scores for picture in pictures])
    is_right = np.concatenate([right for right, _ in outcomes])
    counts = np.concatenate([counts for _, counts in outcomes])
    order = np.argsort(-scores[counts], kind="stable")
    return interpolated_precision(is_right[counts][order], n_labelled)


def matched(picture: FoundInPicture, threshold: float) -> tuple[BoolArray, BoolArray]:
    """Return who of the found is right, and who counts at all, ``(n,)`` each.

    The surest first, each takes the most similar labelled person who is still free and similar
    enough.  Who finds none does not count where nothing is known.
    """
    n_found, n_labelled = picture.similarity.shape
    is_free = np.ones(n_labelled, dtype=np.bool_)
    is_right = np.zeros(n_found, dtype=np.bool_)
    for index in np.argsort(-picture.scores, kind="stable"):
        similarity = np.where(is_free, picture.similarity[index], -1.0)
        if n_labelled and similarity.max() >= threshold:
            is_free[similarity.argmax()] = False
            is_right[index] = True
    return is_right, is_right | (picture.elsewhere < threshold)


def interpolated_precision(is_right: BoolArray, n_labelled: int) -> tuple[float, float]:
    """Return average precision and recall of found people, the surest first.

    At each of `RECALLS` stands the best precision that is reached at that recall or a larger
    one, or 0 where it is never reached; the mean of them is the average precision.
    """
    if not is_right.size:
        return 0.0, 0.0
    n_right = np.cumsum(is_right)
    recall = n_right / n_labelled
    precision = n_right / np.arange(1, is_right.size + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    # As COCO's code: the first place whose recall is at least the wanted one.
    places = np.searchsorted(recall, RECALLS, side="left")
    is_reached = places < is_right.size
    values = np.where(is_reached, best_from_here[np.minimum(places, is_right.size - 1)], 0.0)
    return float(values.mean()), float(recall[-1])
