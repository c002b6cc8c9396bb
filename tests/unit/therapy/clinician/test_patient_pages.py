"""The list of patients and the page of one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.unit.therapy.clinician.conftest import scored
from therapy.care.clinic_time import years_between
from therapy.care.enums import CONSENT_TEXT_VERSION
from therapy.care.models import Consent, Patient, PatientLink
from therapy.clinician.templatetags.clinician_words import dose
from therapy.common.tenancy import clinic_scope

pytestmark = pytest.mark.django_db
LIST = "/clinic/patients/"


def address(patient: Any) -> str:
    return reverse("clinician:patient", args=[patient.pk])


def html(page: Any, where: str) -> str:
    answer = page.get(where)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_new_patient_has_a_page_that_says_what_is_missing(page: Any, patient: Any) -> None:
    text = html(page, address(patient))
    assert "Nothing is prescribed at present." in text
    assert "No link yet" in text
    assert "No assessment yet." in text
    assert "Synthetic data" in text


def test_what_is_prescribed_stands_with_its_doses(page: Any, prescription: Any) -> None:
    text = html(page, address(prescription.patient))
    assert prescription.title in text
    with clinic_scope(prescription.clinic_id):
        doses = [dose(item) for item in prescription.items.all()]
    assert len(doses) == 4
    assert all(one in text for one in doses)


def test_prescribing_leads_to_the_form_with_patient_and_routine(
    page: Any, prescription: Any
) -> None:
    patient, routine = prescription.patient, prescription.routine_version
    form = f"/admin/care/prescription/add/?patient={patient.pk}&amp;routine={routine.pk}"
    assert form in html(page, address(patient))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Link works"),
        ({"revoked_at": timezone.now()}, "Link revoked"),
        ({"locked_at": timezone.now()}, "Locked after wrong dates of birth"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "Link expired"),
    ],
)
def test_the_state_of_the_link_is_told(
    page: Any, patient_link: Any, changed: Any, words: str
) -> None:
    with clinic_scope(patient_link.link.clinic_id):
        if changed:
            PatientLink.objects.update(**changed)
    assert words in html(page, address(patient_link.link.patient))


def test_trends_show_key_measures_with_their_numbers_as_a_table(
    page: Any, assess: Any, record: Any, patient: Any
) -> None:
    record(assess(days_ago=5), outcome=scored("squat", peak_deg=80.0))
    record(assess(days_ago=1), outcome=scored("squat", peak_deg=95.0))
    trends = page.get(address(patient)).context["trends"]
    assert [trend.key for trend in trends] == ["knee_flexion_deg", "depth_ratio"]
    assert [len(trend.rows) for trend in trends] == [2, 2]
    assert html(page, address(patient)).count("data-trend-point") == 4


def test_a_rejected_result_leaves_the_trend(
    page: Any, assess: Any, record: Any, patient: Any
) -> None:
    recording = record(assess(), outcome=scored("squat", peak_deg=80.0))
    review = reverse("clinician:recording-review", args=[recording.pk])
    page.post(review, {"verdict": "rejected", "note": "Somebody else"})
    assert page.get(address(patient)).context["trends"] == []
    page.post(review, {"verdict": "accepted"})
    assert len(page.get(address(patient)).context["trends"]) == 2


def test_the_calendar_counts_days_of_this_week(
    page: Any, assess: Any, record: Any, patient: Any
) -> None:
    record(assess(), "queued", pain=4)
    week = page.get(address(patient)).context["weeks"][-1]
    assert week.current
    assert week.done == 1
    assert [day.pain for day in week.days if day.sittings] == [4]


def test_seeing_a_patient_is_audited(page: Any, patient: Any, audited: Any) -> None:
    page.get(address(patient))
    (row,) = audited("patient.view")
    assert row.patient_id == patient.pk


def test_another_clinic_does_not_find_the_patient(other_page: Any, patient: Any) -> None:
    assert other_page.get(address(patient)).status_code == 404
    assert other_page.get(LIST).context["page"].paginator.count == 0


@pytest.mark.parametrize("search", ["ferr", "Rosa Ferrari", "1948", "1948-03-09", "rosa 1948"])
def test_the_search_finds_by_name_and_birth(page: Any, patient: Any, search: str) -> None:
    assert [one.pk for one in page.get(LIST, {"q": search}).context["page"]] == [patient.pk]


@pytest.mark.parametrize("search", ["nobody", "1949", "1948-03-08", "rosa 1950"])
def test_the_search_finds_nobody_else(page: Any, patient: Any, search: str) -> None:
    answer = page.get(LIST, {"q": search})
    assert list(answer.context["page"]) == []
    assert "Nobody found" in answer.content.decode()


def test_a_clinic_without_patients_is_told_what_to_do(page: Any) -> None:
    assert "No patients yet" in html(page, LIST)


def test_the_list_turns_pages_and_costs_the_same(
    page: Any, clinic: Any, django_assert_max_num_queries: Any
) -> None:
    with clinic_scope(clinic.id):
        Patient.objects.bulk_create(
            Patient(
                clinic=clinic, given_name="P", family_name=f"N{n:03}", birth_date=date(1950, 1, 1)
            )
            for n in range(95)
        )
    page.get(LIST)
    with django_assert_max_num_queries(9):
        answer = page.get(LIST, {"page": "3"})
    assert answer.context["page"].number == 3
    assert len(answer.context["page"]) == 15
    assert page.get(LIST, {"page": "999"}).context["page"].number == 3


def test_more_assessments_cost_no_more_queries(
    page: Any, assess: Any, record: Any, patient: Any, django_assert_max_num_queries: Any
) -> None:
    for days_ago in range(6):
        record(assess(days_ago=days_ago), outcome=scored("squat", peak_deg=80.0))
    page.get(address(patient))
    with django_assert_max_num_queries(16):
        page.get(address(patient))


def test_a_birthday_counts_from_its_own_day_on() -> None:
    born = date(1948, 3, 9)
    assert years_between(born, date(2026, 3, 8)) == 77
    assert years_between(born, date(2026, 3, 9)) == 78


@pytest.mark.parametrize(("granted", "word"), [(True, "granted"), (False, "declined")])
def test_the_standing_of_the_consent_is_told(
    page: Any, patient: Any, *, granted: bool, word: str
) -> None:
    assert 'data-consent="none"' in html(page, address(patient))
    with clinic_scope(patient.clinic_id):
        Consent.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            purpose="care",
            text_version=CONSENT_TEXT_VERSION,
            granted=granted,
        )
    assert f'data-consent="{word}"' in html(page, address(patient))
