"""Nobody sees another clinic's or another patient's data, on any address of the interface.

The addresses come from the URL resolver: a new one without a rule here fails the first test.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders.browsers import Browser
from tests.builders.recordings import FACTS, chunks_of, digest_header, still_records
from tests.conftest import PASSWORD, _patient
from tests.unit.therapy.api.conftest import browser_of
from therapy.accounts.services import api_key_create, api_key_revoke
from therapy.api.urls import urlpatterns
from therapy.assessments import services
from therapy.audit.actors import Actor
from therapy.common.tenancy import clinic_scope

pytestmark = pytest.mark.django_db

BODY = chunks_of(still_records(60))[0]


@dataclass(frozen=True)
class Rule:
    """Who may use an address: ``anybody``, the ``patient``, ``readers`` or ``staff``."""

    audience: str
    methods: tuple[str, ...]
    of_one: bool = True
    """Whether the address or body names something that belongs to one patient."""


RULES = {
    "openapi": Rule("anybody", ("GET",), of_one=False),
    "docs": Rule("anybody", ("GET",), of_one=False),
    "patient-session": Rule("anybody", ("GET",), of_one=False),
    "patient-consents": Rule("patient", ("POST",), of_one=False),
    "patient-today": Rule("patient", ("GET",), of_one=False),
    "patient-assessments": Rule("patient", ("POST",)),
    "patient-assessment": Rule("patient", ("GET",)),
    "patient-manual-entries": Rule("patient", ("POST",)),
    "recordings": Rule("patient", ("POST",)),
    "recording-chunk": Rule("patient", ("PUT",)),
    "recording-status": Rule("patient", ("GET",)),
    "recording-complete": Rule("patient", ("POST",)),
    "recording-answers": Rule("patient", ("PUT",)),
    "recording-requeue": Rule("staff", ("POST",)),
    "recording-report": Rule("readers", ("GET",)),
    "recording-signals": Rule("readers", ("GET",)),
    "recording-keypoints": Rule("readers", ("GET",)),
    "patients": Rule("readers", ("GET",), of_one=False),
    "patient": Rule("readers", ("GET",)),
    "patient-assessment-list": Rule("readers", ("GET",)),
    "assessments": Rule("readers", ("GET",), of_one=False),
    "assessment": Rule("readers", ("GET",)),
}
AUDIENCES = {
    "anybody": {"nobody", "patient", "therapist", "key"},
    "patient": {"patient"},
    "readers": {"therapist", "key"},
    "staff": {"therapist"},
}


def test_every_address_has_a_rule() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(RULES)


@pytest.fixture
def things(
    browser: Browser, sitting: SimpleNamespace, recording_id: UUID, patient: Any
) -> SimpleNamespace:
    """A scored recording of the first clinic's patient, and all its ids."""
    assert browser.put_chunk(recording_id, 0, BODY).status_code == 201
    assert browser.complete(recording_id, [BODY]).status_code == 202
    services.recording_score(recording_id=recording_id, by=Actor.system("tests"))
    return SimpleNamespace(
        patient=patient.id,
        assessment=sitting.id,
        recording=recording_id,
        item=sitting.item,
        prescription=sitting.prescription.id,
    )


def _key_client(clinic: Any, system: Actor) -> Client:
    with clinic_scope(clinic.id):
        secret = api_key_create(by=system, clinic=clinic, name="tests").secret
    return Client(headers={"Authorization": f"Bearer {secret}"})


def _staff_client(user: Any) -> Client:
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


@pytest.fixture
def own(browser: Browser, clinic: Any, therapist: Any, system: Actor) -> dict[str, Client]:
    """One client per role of the clinic to which the things belong."""
    browser.client.handler.enforce_csrf_checks = False
    return {
        "nobody": Client(),
        "patient": browser.client,
        "therapist": _staff_client(therapist),
        "key": _key_client(clinic, system),
    }


@pytest.fixture
def others(
    other_browser: Browser, other_clinic: Any, other_therapist: Any, system: Actor
) -> dict[str, Client]:
    """One client per role of another clinic."""
    other_browser.client.handler.enforce_csrf_checks = False
    return {
        "patient": other_browser.client,
        "therapist": _staff_client(other_therapist),
        "key": _key_client(other_clinic, system),
    }


def ask(client: Client, name: str, method: str, things: SimpleNamespace) -> Any:
    """Ask an address about the things."""
    pattern = next(one for one in urlpatterns if one.name == name)
    known = {
        "assessment_id": things.assessment,
        "patient_id": things.patient,
        "recording_id": things.recording,
        "sequence": 0,
    }
    used = {key: known[key] for key in pattern.pattern.converters}
    path = reverse(f"api:{name}", kwargs=used)
    if name == "recording-chunk":
        return client.generic(
            method,
            path,
            BODY,
            content_type="application/vnd.plumbline.keypoints",
            headers={"Content-Digest": digest_header(BODY)},
        )
    body = _body(name, things) if method in {"POST", "PUT"} else None
    return client.generic(method, path, _json(body), content_type="application/json")


def _json(body: Any) -> str:
    return "" if body is None else json.dumps(body)


def _body(name: str, things: SimpleNamespace) -> dict[str, Any]:
    of_set = {
        "id": str(uuid4()),
        "assessment": str(things.assessment),
        "item": str(things.item),
        "set_number": 1,
    }
    counted = {"repetitions": 1, "seconds": None, "pain": None}
    ended = {"count": 1, "digest": digest_header(b""), "dropped_frames": 0}
    bodies: dict[str, dict[str, Any]] = {
        "patient-consents": {"purpose": "care", "text_version": "2026-11", "granted": True},
        "patient-assessments": {
            "id": str(uuid4()),
            "prescription": str(things.prescription),
            "started_at": "2026-11-23T09:30:00Z",
        },
        "patient-manual-entries": {**of_set, **counted},
        "recordings": {**of_set, "facts": FACTS},
        "recording-complete": {**ended, "stop_reason": "finished"},
        "recording-answers": {"pain": 1, "effort": 1},
    }
    return bodies.get(name, {})


CASES = [(name, method) for name, rule in RULES.items() for method in rule.methods]


def test_only_the_audience_is_let_in(things: SimpleNamespace, own: dict[str, Client]) -> None:
    for name, method in CASES:
        for role, client in own.items():
            status = ask(client, name, method, things).status_code
            if role in AUDIENCES[RULES[name].audience]:
                assert status in {200, 201, 409, 422}, (name, role, status)
            else:
                assert status == 401, (name, role, status)


def test_what_belongs_to_others_is_not_found(
    things: SimpleNamespace, others: dict[str, Client], mentions: Callable[[Any], bool]
) -> None:
    for name, method in CASES:
        rule = RULES[name]
        for role, client in others.items():
            answer = ask(client, name, method, things)
            allowed = role in AUDIENCES[rule.audience]
            if not allowed:
                assert answer.status_code == 401, (name, role, answer.status_code)
            elif rule.of_one:
                assert answer.status_code == 404, (name, role, answer.status_code)
            assert not mentions(answer), (name, role, answer.content)


@pytest.fixture
def mentions(things: SimpleNamespace) -> Callable[[Any], bool]:
    """Whether an answer holds an id or the name of the first clinic's patient."""
    secrets = [str(value) for value in vars(things).values()] + ["Rosa", "Clinic by the River"]

    def check(answer: Any) -> bool:
        return any(secret in answer.content.decode() for secret in secrets)

    return check


def test_another_patient_of_the_same_clinic_finds_nothing(
    things: SimpleNamespace, patient: Any, system: Actor, clinic: Any
) -> None:
    neighbour = browser_of(_patient(system, clinic, "Vera"), system)
    assert neighbour.consent().status_code == 201
    neighbour.client.handler.enforce_csrf_checks = False
    for name, method in CASES:
        if RULES[name].audience == "patient" and RULES[name].of_one:
            answer = ask(neighbour.client, name, method, things)
            assert answer.status_code == 404, (name, answer.status_code)


def test_somebody_elses_id_is_not_taken_over(
    things: SimpleNamespace, other_browser: Browser, other_prescription: Any
) -> None:
    taken = {
        "id": str(things.assessment),
        "prescription": str(other_prescription.id),
        "started_at": "2026-11-23T09:30:00Z",
    }
    assert other_browser.send("POST", "patient/assessments", taken).status_code == 404


def test_a_revoked_or_unknown_key_reads_nothing(clinic: Any, system: Actor) -> None:
    with clinic_scope(clinic.id):
        made = api_key_create(by=system, clinic=clinic, name="tests")
    client = Client(headers={"Authorization": f"Bearer {made.secret}"})
    assert client.get("/api/v1/patients").status_code == 200
    with clinic_scope(clinic.id):
        api_key_revoke(by=system, key=made.key)
    for secret in (made.secret, "plk_unknown_key", "", "ü"):
        answer = Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/patients")
        assert answer.status_code == 401
        assert answer.json()["code"] == "unknown_api_key"
