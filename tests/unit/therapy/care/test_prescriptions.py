"""Prescribing, ending, consenting: the services."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from therapy.accounts.models import Clinic
from therapy.audit.actors import Actor
from therapy.audit.models import AuditEvent
from therapy.care.clinic_time import clinic_today
from therapy.care.doses import routine_doses
from therapy.care.enums import CONSENT_TEXT_VERSION, ConsentPurpose
from therapy.care.selectors import check_care_consent, consent_is_granted, prescription_current
from therapy.care.services import consent_record, prescription_create, prescription_end
from therapy.common.errors import Conflict, Invalid, PermissionDenied
from therapy.common.tenancy import all_clinics, clinic_scope

TODAY = dt.date(2026, 11, 23)
CARE = ConsentPurpose.CARE


@pytest.mark.usefixtures("in_clinic")
def test_a_routine_is_prescribed_with_its_own_doses_and_weeks(patient, routine_version, system):
    made = prescription_create(
        by=system, patient=patient, routine_version=routine_version, starts_on=TODAY
    )
    # Two weeks from a Monday end on the second Sunday: 23 November + 13 days.
    assert made.ends_on == dt.date(2026, 12, 6)
    assert (made.title, made.times_per_week) == ("First assessment", 1)
    assert [item.position for item in made.items.all()] == [1, 2, 3, 4]
    assert all(item.clinic_id == patient.clinic_id for item in made.items.all())


@pytest.mark.usefixtures("in_clinic")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"repetitions": None}, "repetitions"),
        ({"repetitions": 101}, "repetitions"),
        ({"seconds": 10}, "seconds"),
        ({"side": "left"}, "side"),
        ({"sets": 0}, "sets"),
        ({"rest_s": 601}, "rest_s"),
    ],
)
def test_a_dose_that_cannot_be_done_names_its_field(
    patient, routine_version, system, change, field
):
    squat, *others = routine_doses(routine_version)
    with pytest.raises(Invalid) as refusal:
        prescription_create(
            by=system,
            patient=patient,
            routine_version=routine_version,
            starts_on=TODAY,
            doses=[*others, replace(squat, **change)],
        )
    assert [name for name, _reason in refusal.value.errors] == [f"items.4.{field}"]


@pytest.mark.usefixtures("in_clinic")
def test_nothing_is_half_written_when_a_prescription_is_refused(patient, routine_version, system):
    with pytest.raises(Invalid):
        prescription_create(
            by=system, patient=patient, routine_version=routine_version, starts_on=TODAY, doses=[]
        )
    assert not patient.prescriptions.exists()
    assert not AuditEvent.objects.filter(action="prescription.create").exists()


@pytest.mark.usefixtures("in_clinic")
def test_the_prescription_that_began_last_holds_until_it_is_ended(patient, routine_version, system):
    def prescribe(starts_on):
        return prescription_create(
            by=system, patient=patient, routine_version=routine_version, starts_on=starts_on
        )

    older, newer = prescribe(TODAY - dt.timedelta(days=3)), prescribe(TODAY)
    assert prescription_current(patient=patient, on=TODAY) == newer
    prescription_end(by=system, prescription=newer)
    assert prescription_current(patient=patient, on=TODAY) == older
    assert prescription_current(patient=patient, on=TODAY + dt.timedelta(days=60)) is None


def test_another_clinics_therapist_may_not_prescribe(patient, routine_version, other_therapist):
    with clinic_scope(patient.clinic_id), pytest.raises(PermissionDenied):
        prescription_create(
            by=Actor.from_user(other_therapist),
            patient=patient,
            routine_version=routine_version,
            starts_on=TODAY,
        )


@pytest.mark.usefixtures("in_clinic")
def test_the_last_answer_to_the_current_text_counts(patient, patient_link):
    by = Actor.from_link(patient_link.link)

    def answer(*, granted):
        consent_record(
            by=by,
            patient=patient,
            purpose=CARE,
            text_version=CONSENT_TEXT_VERSION,
            granted=granted,
        )

    with pytest.raises(PermissionDenied) as refusal:
        check_care_consent(patient_id=patient.id)
    assert refusal.value.code == "consent_needed"
    answer(granted=True)
    check_care_consent(patient_id=patient.id)
    assert not consent_is_granted(patient_id=patient.id, purpose=ConsentPurpose.RESEARCH)
    answer(granted=False)
    assert not consent_is_granted(patient_id=patient.id, purpose=CARE)


@pytest.mark.usefixtures("in_clinic")
def test_an_answer_to_an_older_text_is_refused(patient, patient_link):
    with pytest.raises(Conflict) as refusal:
        consent_record(
            by=Actor.from_link(patient_link.link),
            patient=patient,
            purpose=CARE,
            text_version="2020-01",
            granted=True,
        )
    assert refusal.value.code == "other_consent_text"


@pytest.mark.usefixtures("in_clinic")
def test_a_therapist_may_not_consent_for_a_patient(patient, therapist):
    with pytest.raises(PermissionDenied):
        consent_record(
            by=Actor.from_user(therapist),
            patient=patient,
            purpose=CARE,
            text_version=CONSENT_TEXT_VERSION,
            granted=True,
        )


def test_the_day_is_the_clinics_own():
    late = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
    assert clinic_today(Clinic(time_zone="UTC"), now=late) == dt.date(2026, 11, 23)
    assert clinic_today(Clinic(time_zone="Europe/Zurich"), now=late) == dt.date(2026, 11, 24)
    assert clinic_today(Clinic(time_zone="America/New_York"), now=late) == dt.date(2026, 11, 23)
    with all_clinics("test"):
        assert clinic_today(Clinic()) == timezone.localdate()
