"""Pinned decoding, which the browser's decoder is held against too."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.golden.decode.maps import CASES, keypoints_of

pytestmark = pytest.mark.tensorflow

PINNED = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))


def test_the_pinned_cases_are_those_that_are_made():
    assert PINNED["schema"] == "plumbline.decode/1"
    pinned = [{k: v for k, v in case.items() if k != "keypoints_yxs"} for case in PINNED["cases"]]
    assert pinned == CASES


@pytest.mark.parametrize("case", PINNED["cases"], ids=lambda case: case["name"])
def test_maps_are_decoded_as_they_were(case):
    np.testing.assert_allclose(keypoints_of(case), case["keypoints_yxs"], rtol=0, atol=1e-6)


def test_a_flat_map_is_decoded_by_hand():
    # The middle is cell (4, 4); the regression says one cell up and left of it, (3, 3); all cells
    # are equally likely, so that one is the best; its offset adds 0.75; a cell is 1/8.
    case = next(case for case in CASES if case["name"].startswith("flat: the cell before"))
    np.testing.assert_allclose(keypoints_of(case), [[3.75 / 8, 3.75 / 8, 0.25]] * 17)
    # Expected halfway between (4, 4), (4, 5), (5, 4) and (5, 5): the first of them.
    case = next(case for case in CASES if case["name"].startswith("flat: of four"))
    np.testing.assert_allclose(keypoints_of(case), [[0.5, 0.5, 0.25]] * 17)
    # Expected at (104, 104), outside: cell (7, 7) is the nearest; 1.5 beyond it is 8.5 of 8.
    case = next(case for case in CASES if case["name"].startswith("flat: a keypoint expected"))
    np.testing.assert_allclose(keypoints_of(case), [[8.5 / 8, 8.5 / 8, 0.25]] * 17)
