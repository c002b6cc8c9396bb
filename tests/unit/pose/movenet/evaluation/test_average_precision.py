"""COCO's average precision: hand arithmetic and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.movenet.evaluation.average_precision import (
    FoundInPicture,
    interpolated_precision,
    matched,
    precision_of,
)


def picture(
    scores: list[float], similarity: list[list[float]], elsewhere: list[float] | None = None
) -> FoundInPicture:
    n_found = len(scores)
    alike = np.array(similarity, dtype=float).reshape(n_found, -1)
    return FoundInPicture(np.array(scores), alike, np.array(elsewhere or [0.0] * n_found))


def nobody_found(n_labelled: int) -> FoundInPicture:
    return FoundInPicture(np.zeros(0), np.zeros((0, n_labelled)), np.zeros(0))


def test_interpolation_at_101_recalls_by_hand():
    # Right, wrong, right of two people: precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1.  From each
    # recall on the best is 1 up to 0.50 (51 of the 101 recalls), then 2/3 (50 of them).
    mean, recall = interpolated_precision(np.array([True, False, True]), 2)
    assert mean == pytest.approx((51 + 50 * 2 / 3) / 101)
    assert recall == 1.0


def test_recalls_that_are_never_reached_count_as_nothing():
    # One of four is found: recall 0.25, which 26 of the 101 recalls are within.
    mean, recall = interpolated_precision(np.array([True]), 4)
    assert mean == pytest.approx(26 / 101)
    assert recall == 0.25
    assert interpolated_precision(np.zeros(0, dtype=bool), 4) == (0.0, 0.0)


def test_ten_similarities_by_hand():
    # 0.72 is enough at 0.50, 0.55, 0.60, 0.65 and 0.70.
    found = precision_of([picture([0.9], [[0.72]])])
    assert (found.at_50, found.at_75) == (1.0, 0.0)
    assert found.mean == pytest.approx(0.5)
    assert found.recall == pytest.approx(0.5)


def test_everybody_found_well_is_one_and_nobody_nothing():
    well = precision_of([picture([0.9, 0.8], [[0.96, 0.0], [0.1, 0.99]]), picture([0.7], [[1.0]])])
    assert (well.mean, well.at_50, well.at_75, well.recall) == (1.0, 1.0, 1.0, 1.0)
    none = precision_of([nobody_found(2)])
    assert (none.mean, none.recall) == (0.0, 0.0)


def test_somebody_found_twice_is_right_once_the_surer_time():
    is_right, counts = matched(picture([0.4, 0.9], [[0.95], [0.6]]), 0.5)
    assert is_right.tolist() == [False, True]
    assert counts.tolist() == [True, True]
    # Where only the less sure one is similar enough, that one is.
    assert matched(picture([0.4, 0.9], [[0.95], [0.6]]), 0.75)[0].tolist() == [True, False]


def test_who_is_found_where_nothing_is_known_does_not_count():
    crowd = picture([0.9, 0.8], [[0.0], [0.9]], elsewhere=[1.0, 0.0])
    assert matched(crowd, 0.5)[1].tolist() == [False, True]
    assert precision_of([crowd]).at_50 == 1.0
    assert precision_of([picture([0.9, 0.8], [[0.0], [0.9]])]).at_50 == pytest.approx(0.5)


def test_the_surest_are_counted_first_over_all_pictures():
    # The wrong one is surer than the right one of another picture: precision 1/2 at recall 1.
    pictures = [picture([0.9], [[0.0]]), picture([0.8], [[0.9]])]
    # Two are labelled: recall 1/2 with precision 1/2, for 51 of the 101 recalls.
    assert precision_of(pictures).at_50 == pytest.approx(51 * 0.5 / 101)


def test_without_labels_there_is_no_precision():
    with pytest.raises(ValueError, match="without labelled people"):
        precision_of([picture([0.5], [])])


similarities = st.lists(
    st.tuples(st.floats(0.01, 0.99), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6
)


@given(rows=similarities)
def test_scores_matter_by_their_order_alone(rows):
    found = picture([row[0] for row in rows], [list(row[1:]) for row in rows])
    stretched = FoundInPicture(found.scores * 0.5, found.similarity, found.elsewhere)
    assert precision_of([found]) == precision_of([stretched])


@given(rows=similarities)
def test_one_more_wrong_and_less_sure_person_changes_nothing_that_was_reached(rows):
    found = picture([row[0] for row in rows], [list(row[1:]) for row in rows])
    more = picture(
        [*(row[0] for row in rows), 0.001], [*(list(row[1:]) for row in rows), [0.0, 0.0]]
    )
    assert precision_of([more]) == precision_of([found])
    surer = picture([*(row[0] for row in rows), 1.0], [*(list(row[1:]) for row in rows), [0, 0]])
    assert precision_of([surer]).mean <= precision_of([found]).mean
