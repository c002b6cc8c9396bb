"""The report's shape, its schema, and the signals for drawing."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import scoring
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.refusals import ADVICE
from scoring.report import Metric, json_number
from scoring.signals import Signals, json_list
from tests.builders.motion import FRONT, SIDE, abductions, empty, squats, stance
from tests.builders.reports import code_of

SCHEMA = json.loads(
    (Path(scoring.__file__).parent / "report.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

RECORDINGS = {
    "squat from the side": (squats, SIDE, "squat"),
    "squat from the front": (squats, FRONT, "squat"),
    "abduction": (abductions, FRONT, "shoulder_abduction"),
    "abduction from the side": (abductions, SIDE, "shoulder_abduction"),
    "stance": (stance, FRONT, "single_leg_stance"),
}


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_report_keeps_to_its_schema(name):
    make, camera, protocol = RECORDINGS[name]
    report = score_recording(make(camera), protocol, Person(height_cm=172))
    text = json.dumps(report.to_json(), allow_nan=False)
    VALIDATOR.validate(json.loads(text))


@pytest.mark.parametrize("frames", [0, 1, 3, 200])
def test_a_recording_of_nobody_keeps_to_the_schema_too(frames):
    report = score_recording(empty(frames), "squat")
    VALIDATOR.validate(report.to_json())
    json.dumps(report.signals.to_json(), allow_nan=False)
    assert code_of(report) == "no_person"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("status",), "maybe"),
        (("metrics", 0, "value"), "four"),
        (("metrics", 0, "refusal"), {"code": "no_person", "message": "m", "advice": "a"}),
        (("metrics", 0, "extra"), 1),
        (("quality", "coverage"), 1.2),
        (("events",), None),
    ],
)
def test_the_schema_refuses_what_no_report_says(path, value):
    document = score_recording(squats(), "squat").to_json()
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(document)


def test_every_code_of_refusal_has_advice_and_is_in_the_schema():
    assert set(SCHEMA["$defs"]["refusal"]["properties"]["code"]["enum"]) == set(ADVICE)
    for advice in ADVICE.values():
        assert "!" not in advice
        assert len(advice.split()) >= 6


def test_missing_numbers_are_null_and_never_zero():
    assert json_number(float("nan")) is None
    assert json_number(None) is None
    assert json_number(0.0) == 0.0
    assert json_list(np.array([1.23456, np.nan]), 2) == [1.23, None]


def test_a_report_knows_its_metrics_by_key_and_side():
    report = score_recording(squats(), "squat")
    assert isinstance(report.metric("repetitions"), Metric)
    with pytest.raises(KeyError):
        report.metric("repetitions", "left")


def test_signals_are_drawn_with_open_gaps_and_a_slower_replay():
    times = np.arange(31) / 30.0
    xy = np.ones((31, 17, 2))
    xy[4] = np.nan
    document = Signals(times, xy, 640, 480).to_json()
    replay = document["replay"]
    assert replay["times_s"][:3] == [0.0, 0.067, 0.133]
    assert replay["xy"][2] == [None] * 34
    assert replay["xy"][3] == [1.0] * 34
    assert document["sway"] is None


def test_signals_of_a_stance_carry_hold_and_sway():
    report = score_recording(stance(hold_s=12.0), "single_leg_stance", Person(height_cm=170))
    document = report.signals.to_json()
    assert document["schema"] == "plumbline.signals/1"
    assert document["hold"]["side"] == "left"
    sway = document["sway"]
    assert sway["unit"] == "mm"
    assert len(sway["mediolateral"]) == len(sway["vertical"]) == len(sway["times_s"])
    assert sway["ellipse"]["semi_axes"][0] >= sway["ellipse"]["semi_axes"][1] > 0
    (series,) = document["series"]
    assert len(series["values"]) == len(document["times_s"])


def test_a_front_squat_draws_no_knee_angle():
    keys = [one.key for one in score_recording(squats(FRONT), "squat").signals.series]
    assert "depth_ratio" in keys
    assert "knee_flexion_deg" not in keys
