"""One set from the opened link to the page *Done* and the therapist's reads."""

from collections import Counter
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from tests.builders.browsers import Browser
from tests.builders.recordings import chunks_of, synthetic_records
from tests.conftest import PASSWORD
from therapy.assessments import services
from therapy.audit.actors import Actor
from therapy.audit.models import AuditEvent
from therapy.common.tenancy import all_clinics

pytestmark = pytest.mark.django_db(transaction=True)

ACTIONS = {
    "link.open": 1,
    "consent.record": 1,
    "assessment.start": 1,
    "recording.create": 1,
    "chunk.store": 0,
    "recording.read_status": 1,
    "recording.complete": 1,
    "recording.answer": 1,
    "recording.score": 1,
    "assessment.read": 2,
    "recording.read_report": 1,
    "recording.read_signals": 1,
    "recording.read_keypoints": 1,
}
"""How often each operation of the test is in the audit log."""


def test_a_set_says_for_how_long_it_was_uncertain_whose_body_was_followed(
    browser: Browser, recording_id: UUID, therapist: Any
) -> None:
    bodies = chunks_of(synthetic_records("squat", n_reps=3))
    for sequence, body in enumerate(bodies):
        browser.put_chunk(recording_id, sequence, body)
    spans_us = [[0, 100_000], [1_000_000, 1_000_000]]
    assert browser.complete(recording_id, bodies, uncertain_spans_us=spans_us).status_code == 202
    again = browser.complete(recording_id, bodies, uncertain_spans_us=spans_us)
    assert again.status_code == 200

    services.recording_score(recording_id=recording_id, by=Actor.system("tests"))

    browser.client.logout()
    assert browser.client.login(username=therapist.username, password=PASSWORD)
    quality = browser.get(f"recordings/{recording_id}/report").json()["quality"]
    # At 30 frames a second: four frames from 0 to 0.1 s, and one.
    assert quality["repaired"]["uncertain_frames"] == 5
    assert quality["uncertain_s"] == pytest.approx(5 / 30, abs=1e-4)
    keypoints = browser.get(f"recordings/{recording_id}/keypoints").json()
    assert keypoints["facts"]["uncertain_spans_us"] == spans_us


def test_a_set_is_sent_scored_and_read(
    browser: Browser, sitting: SimpleNamespace, recording_id: UUID, therapist: Any
) -> None:
    bodies = chunks_of(synthetic_records("squat", n_reps=3))
    for sequence, body in enumerate(bodies):
        assert browser.put_chunk(recording_id, sequence, body).status_code == 201
    status = browser.get(f"recordings/{recording_id}/status").json()
    assert status == {
        "id": str(recording_id),
        "state": "receiving",
        "received": [[0, len(bodies) - 1]],
        "bytes": sum(map(len, bodies)),
    }
    done = browser.complete(recording_id, bodies, dropped_frames=4)
    assert (done.status_code, done.json()["state"]) == (202, "queued")
    answers = {"pain": 3, "effort": 4, "felt_wrong": ["pain"], "note": ""}
    assert browser.send("PUT", f"recordings/{recording_id}/answers", answers).status_code == 200

    services.recording_score(recording_id=recording_id, by=Actor.system("tests"))

    page = browser.get(f"patient/assessments/{sitting.id}").json()
    (shown,) = page["recordings"]
    assert shown["state"] == "scored"
    assert shown["headline"] == {"key": "repetitions", "value": 3, "unit": "{#}", "side": None}
    assert shown["refusal"] is None
    today = browser.get("patient/today").json()
    assert today["patient"] == {"given_name": "Rosa", "is_synthetic": True}

    browser.client.logout()
    assert browser.client.login(username=therapist.username, password=PASSWORD)
    report = browser.get(f"recordings/{recording_id}/report").json()
    assert report["status"] == "scored"
    assert report["quality"]["dropped_frames"] == 4
    assert browser.get(f"recordings/{recording_id}/signals").json()["series"]
    keypoints = browser.get(f"recordings/{recording_id}/keypoints")
    assert keypoints["Content-Type"] == "application/vnd.plumbline.keypoints+json"
    assert len(keypoints.json()["frames"]) == len(synthetic_records("squat", n_reps=3))
    detail = browser.get(f"assessments/{sitting.id}").json()
    assert detail["recordings"][0]["report"] == report
    assert detail["recordings"][0]["pain"] == 3
    with all_clinics("tests"):
        events = AuditEvent.objects.filter(clinic_id=therapist.clinic_id)
        actions = Counter(events.filter(patient_id__isnull=False).values_list("action", flat=True))
    assert {action: actions[action] for action in ACTIONS} == ACTIONS | {"chunk.store": len(bodies)}
