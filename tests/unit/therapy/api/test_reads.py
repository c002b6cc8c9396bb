"""What people of the clinic and other systems read, page by page, and that it is noted."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.builders.browsers import Browser
from tests.builders.recordings import chunks_of, still_records, synthetic_records
from tests.conftest import PASSWORD, _patient
from tests.unit.therapy.api.test_bad_input import assert_problem
from therapy.assessments import services
from therapy.assessments.models import Recording
from therapy.audit.actors import Actor
from therapy.audit.models import AuditEvent
from therapy.common.tenancy import all_clinics

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(therapist: Any) -> Client:
    """A therapist's browser."""
    client = Client()
    assert client.login(username=therapist.username, password=PASSWORD)
    return client


def pages_of(client: Client, path: str) -> list[list[str]]:
    """Return the ids on each page, following `next`."""
    pages = []
    address: str | None = f"/api/v1/{path}?page_size=2"
    while address is not None:
        document = client.get(address).json()
        pages.append([row["id"] for row in document["results"]])
        address = document["next"]
    return pages


def test_patients_come_in_pages_without_gaps_while_rows_are_added(
    reader: Client, patient: Any, system: Actor, clinic: Any
) -> None:
    others = [_patient(system, clinic, f"Vera {number}") for number in range(4)]
    wanted = [str(one.id) for one in (patient, *others)]
    assert pages_of(reader, "patients") == [wanted[:2], wanted[2:4], wanted[4:]]
    first = reader.get("/api/v1/patients?page_size=2").json()
    late = _patient(system, clinic, "Zoe")
    second = reader.get(first["next"]).json()
    third = reader.get(second["next"]).json()
    ids = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert ids == [*wanted, str(late.id)]


def test_a_wrong_cursor_is_refused(reader: Client, patient: Any) -> None:
    assert_problem(reader.get("/api/v1/patients?cursor=nonsense"), 404, "not_found")


def test_assessments_are_read_by_patient_and_for_the_clinic(
    reader: Client, browser: Browser, sitting: SimpleNamespace, patient: Any
) -> None:
    second = browser.start(sitting.prescription.id)
    wanted = [[str(sitting.id), str(second)]]
    assert pages_of(reader, "assessments") == wanted
    assert pages_of(reader, f"patients/{patient.id}/assessments") == wanted
    assert_problem(reader.get(f"/api/v1/patients/{uuid4()}/assessments"), 404, "not_found")
    document = reader.get(f"/api/v1/patients/{patient.id}").json()
    assert document["given_name"] == "Rosa"
    assert document["birth_date"] == "1948-03-09"
    assert document["is_synthetic"] is True


def test_each_read_of_a_patient_is_in_the_audit_log(
    reader: Client, recording_id: UUID, browser: Browser, sitting: SimpleNamespace, patient: Any
) -> None:
    body = chunks_of(still_records(60))[0]
    browser.put_chunk(recording_id, 0, body)
    browser.complete(recording_id, [body])
    services.recording_score(recording_id=recording_id, by=Actor.system("tests"))
    reads = {
        "patients": "patient.list",
        f"patients/{patient.id}": "patient.read",
        f"patients/{patient.id}/assessments": "assessment.list",
        f"assessments/{sitting.id}": "assessment.read",
        f"recordings/{recording_id}/report": "recording.read_report",
        f"recordings/{recording_id}/signals": "recording.read_signals",
        f"recordings/{recording_id}/keypoints": "recording.read_keypoints",
    }
    for path, action in reads.items():
        assert reader.get(f"/api/v1/{path}").status_code == 200, path
        with all_clinics("tests"):
            events = AuditEvent.objects.filter(actor_kind="user", action=action)
            (event,) = events
        assert event.patient_id == patient.id, path
        assert event.clinic_id == patient.clinic_id, path


def test_a_recording_without_a_result_says_so(reader: Client, recording_id: UUID) -> None:
    for part in ("report", "signals"):
        answer = reader.get(f"/api/v1/recordings/{recording_id}/{part}")
        assert_problem(answer, 404, "no_result_yet")


def test_keypoints_with_a_hole_are_refused(
    reader: Client, browser: Browser, recording_id: UUID
) -> None:
    bodies = chunks_of(still_records(60), frames=20)
    for sequence in (0, 2):
        browser.put_chunk(recording_id, sequence, bodies[sequence])
    answer = reader.get(f"/api/v1/recordings/{recording_id}/keypoints")
    assert_problem(answer, 422, "pose_format", "sequence")


def test_the_page_done_shows_a_refusal_that_a_patient_can_act_on(
    browser: Browser, sitting: SimpleNamespace, recording_id: UUID
) -> None:
    body = chunks_of(synthetic_records("squat", n_reps=1)[:20])[0]
    browser.put_chunk(recording_id, 0, body)
    browser.complete(recording_id, [body])
    waiting = browser.get(f"patient/assessments/{sitting.id}").json()["recordings"][0]
    assert (waiting["state"], waiting["headline"], waiting["refusal"]) == ("queued", None, None)
    services.recording_score(recording_id=recording_id, by=Actor.system("tests"))
    shown = browser.get(f"patient/assessments/{sitting.id}").json()["recordings"][0]
    assert shown["state"] == "refused"
    assert shown["headline"] is None
    assert shown["refusal"]["code"] == "too_short"
    assert shown["refusal"]["advice"].startswith("The recording was very short.")


def test_sets_count_for_the_day_on_which_they_were_done(
    browser: Browser, prescription: Any, sitting: SimpleNamespace
) -> None:
    now = datetime.now(UTC).isoformat()
    days = {"2020-01-01T09:00:00Z": 0, now: 1}
    for started_at, done in days.items():
        assessment = str(uuid4())
        started = {"id": assessment, "prescription": str(prescription.id), "started_at": started_at}
        assert browser.send("POST", "patient/assessments", started).status_code == 201
        for _repeated in range(2):
            entry = {"id": str(uuid4()), "assessment": assessment, "item": str(sitting.item)}
            counted = {"set_number": 1, "repetitions": 8, "seconds": None, "pain": None}
            sent = browser.send("POST", "patient/manual-entries", {**entry, **counted})
            assert sent.status_code == 201
        items = browser.get("patient/today").json()["items"]
        assert next(i for i in items if i["id"] == str(sitting.item))["sets_done"] == done


def test_staff_ask_again_for_what_was_set_aside(
    therapist: Any, browser: Browser, recording_id: UUID
) -> None:
    body = chunks_of(still_records(60))[0]
    browser.put_chunk(recording_id, 0, body)
    browser.complete(recording_id, [body])
    with all_clinics("tests"):
        Recording.objects.filter(id=recording_id).update(state="parked", park_reason="KeyError")
    staff = Browser()
    assert staff.client.login(username=therapist.username, password=PASSWORD)
    answer = staff.send("POST", f"recordings/{recording_id}/requeue", {})
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    again = staff.send("POST", f"recordings/{recording_id}/requeue", {})
    assert_problem(again, 409, "invalid_transition")
