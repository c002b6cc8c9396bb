"""The evidence about keypoints: what it says of tiny inputs whose answers are plain."""

# ruff: noqa: PLC0415  TensorFlow is loaded by the tests that need it
import json
from pathlib import Path

import numpy as np
import pytest

from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from tests.validation import keypoints, keypoints_drawn
from tests.validation.keypoints_drawn import PATIENTS, Errors

ROOT = Path(__file__).resolve().parents[3]


def report(*statuses: str) -> str:
    tests = [
        {"title": f"{keypoints.GOLDEN_TEST}: case {number}", "status": status}
        for number, status in enumerate(statuses)
    ]
    other = {"title": "has golden cases", "status": "failed"}
    return "noise\n" + json.dumps({"testResults": [{"assertionResults": [*tests, other]}]})


def test_decoding_is_what_the_browsers_own_test_says_of_golden_cases():
    held = keypoints.decoding_found(report("passed", "passed"))
    assert held.met is True
    assert "2 of 2 golden cases" in held.measured
    broken = keypoints.decoding_found(report("passed", "failed"))
    assert (broken.met, broken.limit) == (False, "1 cases are farther off")
    assert keypoints.decoding_found(report()).met is False
    assert keypoints.decoding_found("npx: not found").met is None
    assert keypoints.GOLDEN_TEST in (ROOT / "frontend" / keypoints.DECODING_TEST).read_text()


def test_files_are_apart_by_pixels_and_by_people_whom_only_one_finds():
    some = np.zeros((3, N_KEYPOINTS, 2))
    others = some + np.array([3.0, 4.0])
    others[1] = np.nan
    some[2], others[2] = np.nan, np.nan
    away = keypoints.distances_px(some, others)
    assert away.tolist() == [5.0] * N_KEYPOINTS + [np.inf] * N_KEYPOINTS


def test_the_worst_file_decides():
    close, far = np.full(100, 0.01), np.full(100, 2.0)
    assert keypoints.same_figure({"a": close}).met is True
    found = keypoints.same_figure({"a": close, "b": far})
    assert found.met is False
    assert found.measured.startswith("2.0000 px in the worst file")
    assert found.limit == "b is 2.00 px off"


def test_thunder_is_put_beside_lightning():
    rows = [
        ("Lightning", "published", "at the box", "0.350"),
        ("Lightning", "published", "followed", "0.400"),
        ("Thunder", "published", "at the box", "0.430"),
        ("Thunder", "published", "followed", "0.390"),
    ]
    assert "0.080 higher at the box, 0.010 lower followed" in keypoints.beside(rows)


def errors(percent: float, *, n_frames: int = 2) -> Errors:
    shape = (n_frames, N_KEYPOINTS)
    return Errors(1.0, np.full(shape, percent), np.full(shape, 0.9), 0.0)


def test_a_goal_holds_for_both_single_pose_networks_or_is_missed_with_the_worst():
    floor = [one for one in PATIENTS if one.goal == 2]
    measured = {
        (one.name, network): errors(1.0)
        for one in PATIENTS
        for network in ("Lightning", "Thunder", "MultiPose")
    }
    assert [figure.met for figure in keypoints_drawn.section_of(measured, PATIENTS).figures] == [
        True,
        True,
        True,
    ]
    for one in floor:
        measured[one.name, "Thunder"] = errors(3.5)
    section = keypoints_drawn.section_of(measured, PATIENTS)
    assert [figure.met for figure in section.figures] == [True, True, False]
    assert section.figures[2].limit == (
        f"1.50 % over; the worst is Thunder on the {floor[0].name} with 3.5 %"
    )
    said = keypoints_drawn.beside(measured, PATIENTS)
    assert "smaller with Thunder in 0 of 6 drawn patients" in said
    # Four patients with 1 % and two with 3.5 %.
    assert "1.00 % with Lightning and 1.83 % with Thunder" in said
    measured[floor[0].name, "Lightning"] = errors(1.0, n_frames=0)
    assert keypoints_drawn.by_goal(measured, floor[:1])["Lightning"] == np.inf


def test_only_the_side_in_view_counts_for_a_goal():
    side = next(one for one in PATIENTS if one.name == "squat, from the side")
    hidden = errors(1.0)
    hidden.percent[:, [INDEX["right_knee"], INDEX["right_hip"]]] = 50.0
    assert keypoints_drawn.lower_body(side, hidden).max() == 1.0
    front = next(one for one in PATIENTS if one.name == "squat, from the front")
    assert keypoints_drawn.lower_body(front, hidden).max() == 50.0


def test_nobody_found_is_a_row_without_numbers():
    row = keypoints_drawn.row_of(PATIENTS[0], "Lightning", errors(1.0, n_frames=0))
    assert row[3:8] == ("-",) * 5
    assert row[8] == "-"


@pytest.mark.parametrize("one", PATIENTS, ids=lambda one: one.name)
def test_the_truth_of_a_drawn_patient_lies_in_the_picture(one):
    frames, true_px = keypoints_drawn.drawn_frames(one, 0.4)
    assert len(frames) == len(true_px) > 1
    assert frames[0].shape == (720, 1280, 3)
    assert (true_px >= 0).all()
    assert (true_px < (1280, 720)).all()


@pytest.mark.tensorflow
def test_an_exact_answer_has_no_error_and_a_mirrored_one_exchanged_legs():
    from pose.movenet.evaluation.films import Followed

    one = PATIENTS[0]
    _, true_px = keypoints_drawn.drawn_frames(one, 0.4)
    scores = np.ones(true_px.shape[:2])
    everywhere = np.ones(len(true_px), dtype=bool)
    exact = keypoints_drawn.errors_of(Followed(true_px, scores, everywhere), true_px, one)
    assert (exact.found_share, exact.legs_exchanged, exact.percent.max()) == (1.0, 0.0, 0.0)
    crossed = true_px[:, list(MIRROR_ORDER)]
    mirrored = keypoints_drawn.errors_of(Followed(crossed, scores, everywhere), true_px, one)
    assert mirrored.legs_exchanged == 1.0
