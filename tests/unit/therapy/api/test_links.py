"""Opening a link: wrong dates, locks, links that are expired, revoked or guessed, and sessions."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.builders.browsers import Browser
from tests.conftest import BIRTH_DATE
from tests.unit.therapy.api.conftest import browser_of
from tests.unit.therapy.api.test_bad_input import assert_problem
from therapy.api.authentication import token_mark
from therapy.api.throttles import LinkOpeningThrottle
from therapy.audit.models import AuditEvent
from therapy.care.models import PatientLink
from therapy.care.services import link_create
from therapy.common.tenancy import all_clinics

pytestmark = pytest.mark.django_db

RIGHT = BIRTH_DATE.isoformat()
WRONG = "1950-01-01"


def change_link(link: PatientLink, **changes: Any) -> None:
    with all_clinics("tests"):
        PatientLink.objects.filter(id=link.id).update(**changes)


def test_a_link_opens_with_the_date_of_birth(patient_link: Any, prescription: Any) -> None:
    browser = Browser()
    assert browser.get("patient/session").json() == {"state": "signed_out"}
    answer = browser.open_link(patient_link.token, RIGHT)
    assert answer.status_code == 200
    opened = answer.json()
    assert opened["state"] == "open"
    assert opened["link_mark"] == token_mark(patient_link.token)
    assert opened["patient"] == {"given_name": "Rosa", "is_synthetic": True}
    assert opened["clinic"] == {"name": "Clinic by the River", "phone": "+41 31 555 01 00"}
    assert opened["consent"] == {"text_version": "2026-11", "care": None, "research": None}
    assert opened["prescription"]["id"] == str(prescription.id)
    assert [item["protocol"] for item in opened["items"]] == [
        "squat",
        "shoulder_abduction",
        "single_leg_stance",
        "single_leg_stance",
    ]
    assert all(item["minutes"] >= 1 for item in opened["items"])
    assert browser.get("patient/session").json() == opened
    cookie = browser.client.cookies["plumbline"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_without_a_prescription_nothing_is_due(patient_link: Any) -> None:
    browser = Browser()
    opened = browser.open_link(patient_link.token, RIGHT).json()
    assert (opened["prescription"], opened["items"]) == (None, [])


def test_the_fifth_wrong_date_locks_the_link(patient_link: Any) -> None:
    browser = Browser()
    for left in (4, 3, 2, 1):
        problem = assert_problem(
            browser.open_link(patient_link.token, WRONG), 401, "wrong_birth_date"
        )
        assert problem["attempts_left"] == left
    for date in (WRONG, RIGHT):
        problem = assert_problem(browser.open_link(patient_link.token, date), 423, "link_locked")
        assert problem["clinic"]["phone"] == "+41 31 555 01 00"
    assert browser.get("patient/session").json() == {"state": "signed_out"}


def test_a_guessed_token_opens_nothing() -> None:
    assert_problem(Browser().open_link("guessed", RIGHT), 404, "unknown_link")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "link_expired"),
        ({"revoked_at": timezone.now()}, "link_revoked"),
    ],
    ids=["expired", "revoked"],
)
def test_a_link_that_is_over_says_whom_to_call(
    patient_link: Any, changes: dict[str, Any], code: str
) -> None:
    change_link(patient_link.link, **changes)
    problem = assert_problem(Browser().open_link(patient_link.token, RIGHT), 410, code)
    assert problem["clinic"]["name"] == "Clinic by the River"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, 410, "link_expired"),
        ({"revoked_at": timezone.now()}, 410, "link_revoked"),
        ({"locked_at": timezone.now()}, 423, "link_locked"),
    ],
    ids=["expired", "revoked", "locked"],
)
def test_an_open_session_ends_with_its_link(
    patient_link: Any, changes: dict[str, Any], status: int, code: str
) -> None:
    browser = Browser()
    browser.open_link(patient_link.token, RIGHT)
    assert browser.get("patient/today").status_code == 200
    change_link(patient_link.link, **changes)
    assert_problem(browser.get("patient/today"), status, code)
    assert browser.get("patient/session").json() == {"state": "signed_out"}


def test_a_closed_session_stays_closed_although_somebody_kept_the_cookie(
    patient_link: Any,
) -> None:
    browser = Browser()
    browser.open_link(patient_link.token, RIGHT)
    kept = browser.client.cookies["plumbline"].value
    assert browser.send("DELETE", "patient/session", {}).status_code == 204
    browser.client.cookies["plumbline"] = kept
    assert_problem(browser.get("patient/today"), 401, "not_signed_in")


def test_opening_another_link_changes_the_session_key(patient: Any, system: Any) -> None:
    first = browser_of(patient, system)
    key = first.client.cookies["plumbline"].value
    with all_clinics("tests"):
        token = link_create(by=system, patient=patient).token
    first.open_link(token, RIGHT)
    assert first.client.cookies["plumbline"].value != key


def test_without_the_csrf_header_nothing_is_changed(patient_link: Any) -> None:
    browser = Browser()
    opened = {"token": patient_link.token, "birth_date": RIGHT}
    bare = browser.client.post("/api/v1/patient/session", opened, content_type="application/json")
    assert_problem(bare, 403, "csrf_failed")
    browser.open_link(patient_link.token, RIGHT)
    consent = {"purpose": "care", "text_version": "2026-11", "granted": True}
    bare = browser.client.post("/api/v1/patient/consents", consent, content_type="application/json")
    assert_problem(bare, 403, "csrf_failed")


def test_consent_to_an_old_text_is_refused(patient_link: Any) -> None:
    browser = Browser()
    browser.open_link(patient_link.token, RIGHT)
    old = {"purpose": "care", "text_version": "2020-01", "granted": True}
    problem = assert_problem(
        browser.send("POST", "patient/consents", old), 409, "other_consent_text"
    )
    assert problem["text_version"] == "2026-11"


def test_reading_today_is_in_the_audit_log(patient_link: Any, patient: Any) -> None:
    browser = Browser()
    browser.open_link(patient_link.token, RIGHT)
    browser.get("patient/today")
    with all_clinics("tests"):
        events = AuditEvent.objects.filter(action="patient.read_today")
        assert events.count() == 2
        event = events.first()
        assert event is not None
        assert event.actor_kind == "patient"
        assert event.patient_id == patient.id
        assert event.clinic_id == patient.clinic_id


def test_guessing_links_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LinkOpeningThrottle, "rate", "2/min")
    browser = Browser()
    for _ in range(2):
        assert browser.open_link("guessed", RIGHT).status_code == 404
    answer = browser.open_link("guessed", RIGHT)
    assert_problem(answer, 429, "throttled")
    assert int(answer["Retry-After"]) > 0
