"""The keys of a report are those that the documentation names, and the other way round."""

import re
from pathlib import Path

import pytest

from pose.synthesis import Camera, Imperfections
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.report import Report
from tests.builders.motion import FRONT, SIDE, abductions, squats, stance

CLINICAL = Path(__file__).resolve().parents[3] / "docs" / "clinical"


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    steady = Imperfections(noise_px=0.5)
    return [
        score_recording(squats(SIDE), "squat"),
        score_recording(squats(FRONT), "squat"),
        score_recording(abductions(), "shoulder_abduction"),
        score_recording(abductions(Camera(yaw_deg=45.0)), "shoulder_abduction"),
        score_recording(
            stance(hold_s=15.0, touches_s=(5.0,), flaws=steady),
            "single_leg_stance",
            Person(height_cm=170.0),
        ),
    ]


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
        page = (CLINICAL / f"{report.protocol.replace('_', '-')}.md").read_text(encoding="utf-8")
        for metric in report.metrics:
            assert f"`{metric.key}`" in page, f"{metric.key} on the page of {report.protocol}"


def test_every_event_is_documented(reports):
    named = set(re.findall(r"`(\w+)`", documented("Events")))
    assert {event.kind for report in reports for event in report.events} <= named
