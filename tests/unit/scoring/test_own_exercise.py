"""An exercise of a therapist's own: a file with joints, view and thresholds, and no code."""

import json

import pytest

from pose.synthesis import Camera, hip_flexion, shoulder_abduction, synthesize
from pose.wire import records_from_stream, write_recording_file
from scoring.__main__ import main
from scoring.pipeline import score_recording
from scoring.protocols import read_protocol_file
from tests.builders.motion import PHONE_LIKE, squats
from tests.builders.reports import code_of, known
from tests.unit.scoring.test_report import VALIDATOR

REACHING_UP = """
key = "reaching_up"
title = "Reaching for a shelf"
kind = "repetitions"
view = "front"
max_yaw_deg = 50.0
prescribable = ["left", "right"]
needed_limb = ["shoulder", "elbow", "wrist", "hip"]
limbs = "each"
signal = {measure = "wrist_height"}

[repetition]
leave_level = 0.4
reach_level = 0.55
attempt_level = 0.2
onset_levels = [0.08, 0.4]
onset_order = 2.5
min_range = 0.3
min_duration_s = 0.4

[amplitude]
key = "wrist_rise_arm"
unit = "{arm}"
definition = "How far the wrist rises, in lengths of the arm."

[[angles]]
key = "arm_deg"
measure = "shoulder_abduction"
"""

MARCHING = """
key = "marching"
title = "Marching on the spot"
kind = "repetitions"
view = "side"
min_yaw_deg = 40.0
prescribable = ["both"]
needed_limb = ["hip", "knee"]
limbs = "each"
signal = {measure = "thigh_lift"}
also = ["symmetry", "trunk_lean"]

[repetition]
leave_level = 0.35
reach_level = 0.6
attempt_level = 0.2
onset_levels = [0.08, 0.3]
onset_order = 3.0
min_range = 0.2
min_duration_s = 0.3

[[angles]]
key = "hip_deg"
measure = "hip_flexion"
range_key = "hip_range_deg"
held_key = "hip_held_s"
"""


@pytest.fixture
def own(tmp_path):
    def write(text):
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def reaching(own):
    return read_protocol_file(own(REACHING_UP))


@pytest.mark.parametrize("side", ["left", "right"])
def test_reaching_up_is_counted_and_measured_for_the_prescribed_arm(reaching, side):
    made = shoulder_abduction(n_reps=6, peak_deg=140.0, right_peak_deg=120.0, incomplete=(2,))
    stream, _ = synthesize(made, Camera(), imperfections=PHONE_LIKE, seed=3)
    report = score_recording(stream, reaching, side=side)
    assert report.metric("repetitions", side).value == 5
    truth = 140.0 if side == "left" else 120.0
    assert known(report, "arm_deg", side).value == pytest.approx(truth, abs=3.0)
    # A whole reach from hanging to overhead is two arm lengths.
    assert 1.0 < known(report, "wrist_rise_arm").value < 2.0
    assert [event.kind for event in report.events] == ["incomplete_repetition"]
    VALIDATOR.validate(json.loads(json.dumps(report.to_json(), allow_nan=False)))


def test_marching_compares_the_two_legs(own):
    protocol = read_protocol_file(own(MARCHING))
    made = hip_flexion(n_reps=8, side="alternating", knee_deg=90.0, peak_deg=70.0)
    stream, _ = synthesize(made, Camera(yaw_deg=90.0), imperfections=PHONE_LIKE, seed=4)
    report = score_recording(stream, protocol, side="both")
    assert report.metric("repetitions").value == 8
    for side in ("left", "right"):
        assert known(report, "hip_deg", side).value == pytest.approx(70.0, abs=3.0)
        assert known(report, "hip_held_s", side).value > 0.2
    assert abs(known(report, "symmetry_pct").value) < 5.0
    assert {one.side for one in report.repetitions} == {"left", "right"}


def test_its_view_is_kept_to_as_any_other(own, reaching):
    from_the_side, _ = synthesize(shoulder_abduction(), Camera(yaw_deg=90.0))
    assert code_of(score_recording(from_the_side, reaching)) == "wrong_view"
    marching = read_protocol_file(own(MARCHING))
    from_the_front, _ = synthesize(hip_flexion(), Camera())
    assert code_of(score_recording(from_the_front, marching)) == "wrong_view"


def test_another_movement_is_not_counted(reaching):
    legs, _ = synthesize(hip_flexion(), Camera())
    assert code_of(score_recording(legs, reaching)) == "no_repetitions"


def test_it_cannot_be_scored_for_a_side_that_it_has_not(reaching):
    with pytest.raises(ValueError, match="no side both; it has: none, left, right"):
        score_recording(squats(Camera()), reaching, side="both")


def test_no_published_norm_is_shown_beside_it(reaching):
    stream, _ = synthesize(shoulder_abduction(), Camera())
    assert not any(metric.norms for metric in score_recording(stream, reaching).metrics)


def test_the_command_line_takes_its_file(own, tmp_path, capsys):
    stream, _ = synthesize(shoulder_abduction(n_reps=3), Camera())
    recording = tmp_path / "arms.plk"
    write_recording_file(recording, records_from_stream(stream), stream.facts)
    words = ["score", str(recording), "--protocol", str(own(REACHING_UP)), "--json"]
    assert main(words) == 0
    report = json.loads(capsys.readouterr().out)
    VALIDATOR.validate(report)
    assert report["protocol"] == "reaching_up"
    assert report["metrics"][0]["value"] == 3.0


def test_a_mistake_in_its_file_is_one_line_on_the_command_line(own, tmp_path, capsys):
    recording = tmp_path / "arms.plk"
    write_recording_file(recording, records_from_stream(squats()), squats().facts)
    path = own(REACHING_UP.replace("reach_level = 0.55", "reach_level = 0.3"))
    assert main(["score", str(recording), "--protocol", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("own.toml: repetition.leave_level: ")
    assert captured.err.count("\n") == 1
