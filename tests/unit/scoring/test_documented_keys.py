"""The keys of a report are those that the documentation names, and the other way round."""

import re
from pathlib import Path

import pytest

from pose.synthesis import MOVEMENTS, Camera, Imperfections, synthesize
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.protocols import PROTOCOLS
from scoring.report import Report
from tests.builders.motion import FRONT, abductions, squats, stance
from tests.protocol_pages import page_of

CLINICAL = Path(__file__).resolve().parents[3] / "docs" / "clinical"
STEADY = Imperfections(noise_px=0.5)
PERSON = Person(height_cm=170.0)
DISTANCE_M = {"timed_up_and_go": 5.5}


def seen_as_asked(key: str) -> Report:
    """Return the report of a protocol's own synthetic movement from its own view."""
    protocol, movement = PROTOCOLS[key], MOVEMENTS[key]()
    camera = Camera(
        yaw_deg=0.0 if protocol.view == "front" else 90.0, distance_m=DISTANCE_M.get(key, 3.0)
    )
    stream, _ = synthesize(movement, camera, imperfections=STEADY)
    side = movement.side if movement.side in protocol.sides else None
    return score_recording(stream, key, PERSON, side=side)


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [
        *(seen_as_asked(key) for key in PROTOCOLS),
        score_recording(squats(FRONT), "squat"),
        score_recording(abductions(), "shoulder_abduction"),
        score_recording(abductions(Camera(yaw_deg=45.0)), "shoulder_abduction"),
        score_recording(
            stance(hold_s=15.0, touches_s=(5.0,), flaws=STEADY), "single_leg_stance", PERSON
        ),
        score_recording(stance(hold_s=15.0, flaws=STEADY), "single_leg_stance"),
    ]


def test_every_protocol_is_scored_from_its_own_view(reports):
    refused = {one.protocol: one.refusal.code for one in reports if one.refusal is not None}
    assert refused == {}


def documented(heading: str) -> str:
    """Return the part of the clinical overview under one heading."""
    text = (CLINICAL / "README.md").read_text(encoding="utf-8")
    return re.split(r"^## ", text.split(f"## {heading}\n", 1)[1], flags=re.MULTILINE)[0]


def test_every_metric_is_documented_and_every_documented_metric_is_reported(reports):
    rows = [line.split("|") for line in documented("Every metric").splitlines() if "`" in line]
    named = {key for row in rows for key in re.findall(r"`(\w+)`", row[1])}
    assert {metric.key for report in reports for metric in report.metrics} == named


def test_every_unit_is_the_documented_one(reports):
    rows = [line.split("|") for line in documented("Every metric").splitlines() if "`" in line]
    units = {key: row[2] for row in rows for key in re.findall(r"`(\w+)`", row[1])}
    for report in reports:
        for metric in report.metrics:
            assert metric.unit in units[metric.key].replace("`", "").replace(" ", "").split(",")


def test_every_metric_is_explained_on_the_page_of_its_protocol(reports):
    for report in reports:
        page = page_of(report.protocol).read_text(encoding="utf-8")
        for metric in report.metrics:
            assert f"`{metric.key}`" in page, f"{metric.key} on the page of {report.protocol}"


def test_every_event_is_documented(reports):
    named = set(re.findall(r"`(\w+)`", documented("Events")))
    assert {event.kind for report in reports for event in report.events} <= named
