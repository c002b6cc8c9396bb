"""What is answered is what the OpenAPI document says, from which the browser's types are made."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from openapi_schema_validator import OAS30Validator

from tests.builders.browsers import Browser
from tests.builders.recordings import chunks_of, still_records, synthetic_records
from tests.conftest import PASSWORD
from therapy.assessments import services
from therapy.audit.actors import Actor

pytestmark = pytest.mark.django_db


def null_allowed(schema: Any) -> Any:
    """Return the schema with ``nullable`` beside ``allOf`` written so that the validator sees it."""
    if isinstance(schema, list):
        return [null_allowed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: null_allowed(value) for key, value in schema.items()}
    if plain.get("nullable") is True and "allOf" in plain:
        return {"anyOf": [{"allOf": plain["allOf"]}, {"enum": [None]}]}
    return plain


@pytest.fixture
def document(browser: Browser) -> dict[str, Any]:
    return dict(null_allowed(browser.get("openapi.json").json()))


def faults(document: dict[str, Any], name: str, answer: Any) -> list[str]:
    """Return what of an answer is not as the named schema says, undescribed members included."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    found = [error.message for error in OAS30Validator(schema).iter_errors(answer)]
    described = document["components"]["schemas"][name].get("properties", answer)
    return found + [f"{member} is not described" for member in answer if member not in described]


def scored(browser: Browser, recording_id: UUID, records: Any) -> None:
    bodies = chunks_of(records)
    for sequence, body in enumerate(bodies):
        assert browser.put_chunk(recording_id, sequence, body).status_code == 201
    assert browser.complete(recording_id, bodies).status_code == 202
    services.recording_score(recording_id=recording_id, by=Actor.system("tests"))


def test_the_patients_answers_are_as_described(
    browser: Browser, sitting: SimpleNamespace, recording_id: UUID, document: dict[str, Any]
) -> None:
    today = browser.get("patient/today").json()
    assert today["items"]
    assert faults(document, "Today", today) == []
    assert len(faults(document, "Today", today | {"today": 3, "tomorrow": 1})) == 2
    for item in today["items"]:
        assert faults(document, "TodayItem", item) == []
    assert faults(document, "OpenSession", browser.get("patient/session").json()) == []
    assert faults(document, "SignedOutSession", Browser().get("patient/session").json()) == []
    status = browser.get(f"recordings/{recording_id}/status").json()
    assert faults(document, "RecordingStatus", status) == []
    scored(browser, recording_id, synthetic_records("squat", n_reps=2))
    done = browser.get(f"patient/assessments/{sitting.id}").json()
    assert done["recordings"][0]["headline"] is not None
    assert faults(document, "Done", done) == []
    assert faults(document, "DoneRecording", done["recordings"][0]) == []


def test_a_refusal_and_a_problem_are_as_described(
    browser: Browser, sitting: SimpleNamespace, recording_id: UUID, document: dict[str, Any]
) -> None:
    body = chunks_of(still_records(60))[0]
    missing = browser.complete(recording_id, [body]).json()
    assert missing["missing"] == [[0, 0]]
    assert faults(document, "Problem", missing) == []
    scored(browser, recording_id, still_records(60))
    done = browser.get(f"patient/assessments/{sitting.id}").json()
    assert done["recordings"][0]["refusal"] is not None
    assert faults(document, "Done", done) == []
    assert faults(document, "Refusal", done["recordings"][0]["refusal"]) == []


@pytest.mark.parametrize("protocol", ["squat", "single_leg_stance"])
def test_the_therapists_answers_are_as_described(
    browser: Browser,
    sitting: SimpleNamespace,
    therapist: Any,
    document: dict[str, Any],
    protocol: str,
) -> None:
    today = browser.get("patient/today").json()["items"]
    item = next(UUID(item["id"]) for item in today if item["protocol"] == protocol)
    announced = browser.announce(sitting.id, item)
    recording_id = UUID(announced.json()["id"])
    scored(browser, recording_id, synthetic_records(protocol))
    browser.client.logout()
    assert browser.client.login(username=therapist.username, password=PASSWORD)
    signals = browser.get(f"recordings/{recording_id}/signals").json()
    assert faults(document, "Signals", signals) == []
    assert (signals["sway"] is not None) == (protocol == "single_leg_stance")
    detail = browser.get(f"assessments/{sitting.id}").json()
    assert faults(document, "AssessmentDetail", detail) == []
    assert faults(document, "AssessmentRecording", detail["recordings"][0]) == []
