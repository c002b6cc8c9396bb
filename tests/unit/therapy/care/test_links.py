"""A patient's link: what opens it, what locks it, whom to call."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.conftest import BIRTH_DATE
from therapy.audit.models import AuditEvent
from therapy.care.models import PatientLink
from therapy.care.selectors import link_get_usable
from therapy.care.services import link_create, link_open, link_revoke
from therapy.common.errors import Gone, Locked, NotFound, NotSignedIn
from therapy.common.tenancy import all_clinics, clinic_scope

WRONG = dt.date(1950, 1, 1)


def test_the_right_date_of_birth_opens_the_link(patient, patient_link):
    link = link_open(token=patient_link.token, birth_date=BIRTH_DATE)
    assert link.patient == patient
    assert link_get_usable(link_id=link.id).patient_id == patient.id


def test_the_token_is_stored_only_as_its_hash(patient_link):
    with all_clinics("test"):
        row = PatientLink.objects.values().get()
    assert patient_link.token not in str(row)
    assert len(patient_link.token) >= 43  # 32 bytes in base64


def test_an_unknown_token_opens_nothing(patient_link):
    with pytest.raises(NotFound) as refusal:
        link_open(token="guessed", birth_date=BIRTH_DATE)
    assert refusal.value.code == "unknown_link"


def test_the_fifth_wrong_date_of_birth_locks_the_link(patient_link, clinic):
    for left in (4, 3, 2, 1):
        with pytest.raises(NotSignedIn) as refusal:
            link_open(token=patient_link.token, birth_date=WRONG)
        assert refusal.value.extra == {"attempts_left": left}
    with pytest.raises(Locked) as lock:
        link_open(token=patient_link.token, birth_date=WRONG)
    assert lock.value.code == "link_locked"
    assert lock.value.extra["clinic"] == {"name": clinic.name, "phone": clinic.phone}
    with pytest.raises(Locked):
        link_open(token=patient_link.token, birth_date=BIRTH_DATE)


def test_the_right_date_of_birth_gives_all_tries_back(patient_link):
    for _ in range(4):
        with pytest.raises(NotSignedIn):
            link_open(token=patient_link.token, birth_date=WRONG)
    link_open(token=patient_link.token, birth_date=BIRTH_DATE)
    with pytest.raises(NotSignedIn) as refusal:
        link_open(token=patient_link.token, birth_date=WRONG)
    assert refusal.value.extra == {"attempts_left": 4}


def test_a_revoked_link_says_so_and_ends_an_open_session(patient_link, clinic, system):
    link = link_open(token=patient_link.token, birth_date=BIRTH_DATE)
    with clinic_scope(clinic.id):
        link_revoke(by=system, link=link)
    with pytest.raises(Gone) as refusal:
        link_open(token=patient_link.token, birth_date=BIRTH_DATE)
    assert refusal.value.code == "link_revoked"
    with pytest.raises(Gone):
        link_get_usable(link_id=link.id)


def test_an_expired_link_says_so(patient, clinic, system):
    with clinic_scope(clinic.id):
        new = link_create(by=system, patient=patient, valid_days=1)
        new.link.expires_at = timezone.now()
        new.link.save()
    with pytest.raises(Gone) as refusal:
        link_open(token=new.token, birth_date=BIRTH_DATE)
    assert refusal.value.code == "link_expired"


def test_opening_and_failing_are_in_the_audit_log(patient, patient_link):
    with pytest.raises(NotSignedIn):
        link_open(token=patient_link.token, birth_date=WRONG)
    link_open(token=patient_link.token, birth_date=BIRTH_DATE)
    with all_clinics("test"):
        events = AuditEvent.objects.filter(patient_id=patient.id, actor_kind="patient")
        assert set(events.values_list("action", flat=True)) == {
            "link.wrong_birth_date",
            "link.open",
        }
