"""The table that people read in a terminal."""

from dataclasses import replace

import pytest

from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.protocols import PROTOCOLS
from scoring.readable import protocol_table, readable, unit_words
from scoring.report import Report
from tests.builders.motion import FRONT, PHONE_LIKE, SIDE, abductions, cut, empty, squats, stance
from tests.builders.movements import trial


def line_of(report: Report, start: str) -> str:
    (line,) = [line for line in readable(report).splitlines() if line.startswith(start)]
    return line


def test_every_protocol_has_one_line_with_its_key_view_and_sides():
    lines = protocol_table(PROTOCOLS.values()).splitlines()
    assert len(lines) == len(PROTOCOLS) + 1
    assert lines[0].split() == ["protocol", "title", "kind", "view", "sides"]
    assert {line.split()[0] for line in lines[1:]} == set(PROTOCOLS)
    (knee,) = [line for line in lines if line.startswith("seated_knee_extension")]
    assert knee.split("  ")[-1].strip() == "left, right, both"
    columns = {line.index(" repetitions ") for line in lines if " repetitions " in line}
    assert len(columns) == 1


def test_a_number_stands_with_its_unit_interval_and_quality():
    line = line_of(score_recording(squats(SIDE, n_reps=4), "squat"), "knee_flexion_deg (left)")
    assert line.split() == ["knee_flexion_deg", "(left)", "95.00", "degrees", *line.split()[4:]]
    assert line.endswith("4    good")
    assert line.index("[") < line.index(", ") < line.index("]")


def test_a_refused_number_says_why_in_its_row():
    line = line_of(score_recording(squats(FRONT), "squat"), "knee_flexion_deg")
    assert "refused: view_cannot_measure. Knee flexion needs a view from the side" in line
    assert " - degrees " in line


def test_a_refused_recording_says_what_to_do_and_shows_no_table():
    said = readable(score_recording(abductions(SIDE), "shoulder_abduction"))
    assert "shoulder_abduction: refused" in said
    assert "\nwrong_view: " in said
    assert "\nWhat to do: " in said
    assert "95 % interval" not in said


def test_nobody_is_told_about_without_numbers_that_nobody_has():
    said = readable(score_recording(empty(90), "squat"))
    assert "view unknown, noise unknown px" in said
    assert "nan" not in said
    assert "no_person: " in said


def test_what_was_repaired_and_what_was_not_counted_is_told():
    stream = squats(n_reps=4, incomplete=(2,), flaws=PHONE_LIKE)
    said = readable(score_recording(stream, "squat"))
    assert " spikes" in said
    assert "\nevents:\n" in said
    assert "incomplete_repetition: Turned back" in said
    assert "repaired: nothing" in readable(score_recording(squats(), "squat"))


def test_norms_stand_beside_what_they_are_for():
    one = trial("chair_stand_30s", n_reps=12)
    report = score_recording(one.stream, one.key, Person(age_years=72, sex="F"))
    said = readable(report)
    assert "\nbeside published values:\n  window_repetitions: " in said
    assert "women of 70 to 74" in said
    assert "published" not in readable(score_recording(one.stream, one.key))


def test_each_arms_norm_names_its_arm():
    said = readable(score_recording(abductions(FRONT), "shoulder_abduction", side="both"))
    for side in ("left", "right"):
        assert f"\n  abduction_deg ({side}): " in said


def test_a_number_that_rounds_to_nothing_has_no_sign():
    report = score_recording(squats(SIDE, n_reps=4), "squat")
    (peak,) = [metric for metric in report.metrics if metric.key == "knee_flexion_deg"]
    small = replace(peak, value=-0.001, low=-0.002, high=0.001)
    line = line_of(replace(report, metrics=(small,)), "knee_flexion_deg")
    assert "0.00 degrees" in line
    assert "[0.00, 0.00]" in line
    assert "-0.00" not in line


def test_a_hold_that_outlasts_its_recording_is_at_least_so_long():
    stream = cut(stance(hold_s=12.0), 0.0, 10.0)
    report = score_recording(stream, "single_leg_stance")
    assert any(metric.at_least for metric in report.metrics)
    assert "at least [" in readable(report)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("deg", "degrees"),
        ("deg/s", "degrees/s"),
        ("{thigh}/s", "thigh lengths/s"),
        ("{#}", ""),
        ("mm", "mm"),
        ("%", "%"),
    ],
)
def test_units_are_words(unit, words):
    assert unit_words(unit) == words


def test_a_recording_says_for_how_long_it_was_uncertain_whose_body_was_followed():
    stream = squats(SIDE, n_reps=4)
    known = replace(stream.facts, uncertain_spans_us=((1_000_000, 1_166_667),))
    line = line_of(score_recording(replace(stream, facts=known), "squat"), "for ")
    assert line == "for 0.2 s it was uncertain whose body was followed"
    assert "uncertain whose" not in readable(score_recording(stream, "squat"))
