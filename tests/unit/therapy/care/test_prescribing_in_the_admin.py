"""Prescribing in the admin, and handing over the link."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests.conftest import BIRTH_DATE
from therapy.audit.models import AuditEvent
from therapy.care.models import Prescription, PrescriptionItem
from therapy.care.services import link_open
from therapy.common.tenancy import all_clinics

ADD = "/admin/care/prescription/add/"


@pytest.fixture
def signed_in(client, therapist):
    client.force_login(therapist)
    return client


def shown_token(page):
    """Return the token in the link on a page."""
    found = re.search(r"/patient/#([\w-]{43})", page.content.decode())
    assert found
    return found.group(1)


def form_data(response):
    """Return what a browser would send for the form as it was shown."""
    form = response.context["adminform"].form
    formset = response.context["inline_admin_formsets"][0].formset
    data = {}
    for part in (form, formset.management_form, *formset.forms):
        for bound in part:
            value = bound.value()
            shown = bound.field.prepare_value(value) if value is not None else ""
            data[bound.html_name] = str(shown)
    return data


def test_patient_and_routine_in_the_address_fill_the_whole_form(
    signed_in, patient, routine_version
):
    page = signed_in.get(ADD, {"patient": patient.pk, "routine": routine_version.pk})
    data = form_data(page)
    assert data["patient"] == str(patient.pk)
    assert data["title"] == "First assessment"
    assert data["items-TOTAL_FORMS"] == "4"
    assert (data["items-0-sets"], data["items-0-repetitions"]) == ("1", "5")
    assert (data["items-2-side"], data["items-2-seconds"]) == ("left", "30")


def test_saving_the_filled_form_prescribes_with_the_edited_doses_and_hands_over_the_link(
    signed_in, patient, routine_version
):
    page = signed_in.get(ADD, {"patient": patient.pk, "routine": routine_version.pk})
    data = form_data(page) | {"items-0-repetitions": "12", "items-2-seconds": "20"}
    answer = signed_in.post(ADD, data)
    assert answer.status_code == 302, answer.context["errors"]
    assert answer.url == reverse("admin:care_hand_over", args=[patient.pk])

    with all_clinics("test"):
        prescription = Prescription.objects.get()
        items = PrescriptionItem.objects.filter(prescription=prescription)
        assert [(i.exercise_version.protocol, i.repetitions, i.seconds) for i in items] == [
            ("squat", 12, None),
            ("shoulder_abduction", 5, None),
            ("single_leg_stance", None, 20),
            ("single_leg_stance", None, 30),
        ]
    shown = signed_in.get(answer.url)
    token = shown_token(shown)
    assert b"data:image/svg+xml" in shown.content
    assert link_open(token=token, birth_date=BIRTH_DATE).patient_id == patient.pk


def test_the_link_is_shown_only_once_and_not_kept_in_the_clear(signed_in, patient, routine_version):
    page = signed_in.get(ADD, {"patient": patient.pk, "routine": routine_version.pk})
    url = signed_in.post(ADD, form_data(page)).url
    kept = str(dict(signed_in.session.items()))
    assert shown_token(signed_in.get(url)) not in kept
    assert "/patient/#" not in signed_in.get(url).content.decode()


def test_a_dose_that_cannot_be_done_is_refused_beside_its_field(
    signed_in, patient, routine_version
):
    page = signed_in.get(ADD, {"patient": patient.pk, "routine": routine_version.pk})
    wrong = {"items-0-repetitions": "", "items-2-side": "both"}
    answer = signed_in.post(ADD, form_data(page) | wrong)
    assert answer.status_code == 200
    rows = answer.context["inline_admin_formsets"][0].formset
    assert "repetitions" in rows.forms[0].errors
    assert "side" in rows.forms[2].errors
    with all_clinics("test"):
        assert not Prescription.objects.exists()


def test_a_form_without_rows_prescribes_the_routine_as_it_is(signed_in, patient, routine_version):
    page = signed_in.get(ADD, {"patient": patient.pk})
    data = form_data(page) | {"routine_version": str(routine_version.pk)}
    assert signed_in.post(ADD, data).status_code == 302
    with all_clinics("test"):
        assert Prescription.objects.get().items.count() == 4


def test_another_clinics_patient_cannot_be_prescribed_to(
    signed_in, patient, other_patient, routine_version
):
    page = signed_in.get(ADD, {"patient": other_patient.pk, "routine": routine_version.pk})
    assert other_patient.given_name not in page.content.decode()
    page = signed_in.get(ADD, {"patient": patient.pk, "routine": routine_version.pk})
    answer = signed_in.post(ADD, form_data(page) | {"patient": str(other_patient.pk)})
    assert "patient" in answer.context["adminform"].form.errors
    with all_clinics("test"):
        assert not Prescription.objects.exists()


def test_a_prescription_can_be_ended_but_not_changed(signed_in, prescription):
    url = reverse("admin:care_prescription_change", args=[prescription.pk])
    assert signed_in.post(url, {"title": "Other"}).status_code == 403
    assert signed_in.post(f"/admin/care/prescription/{prescription.pk}/end/").url == url
    with all_clinics("test"):
        ended = Prescription.objects.get(pk=prescription.pk)
        assert ended.ended_at is not None
        assert ended.title == prescription.title


def test_a_link_is_taken_back_on_the_hand_over_page(signed_in, patient, patient_link):
    page = signed_in.get(reverse("admin:care_hand_over", args=[patient.pk]))
    revoke = reverse("admin:care_revoke_link", args=[patient_link.link.pk])
    assert escape(revoke) in page.content.decode()
    signed_in.post(revoke)
    with all_clinics("test"):
        patient_link.link.refresh_from_db()
    assert patient_link.link.revoked_at is not None


def test_a_patient_is_added_within_the_clinic(signed_in, clinic):
    data = {"given_name": "Elsa", "family_name": "Meier", "birth_date": "1951-05-02"}
    answer = signed_in.post("/admin/care/patient/add/", data | {"sex": "female", "reason": "Falls"})
    assert answer.status_code == 302, answer.context["errors"]
    with all_clinics("test"):
        event = AuditEvent.objects.get(action="patient.create")
    assert event.clinic_id == clinic.pk


def test_a_date_of_birth_in_the_future_is_refused(signed_in):
    data = {"given_name": "Elsa", "family_name": "Meier", "birth_date": "2951-05-02"}
    answer = signed_in.post("/admin/care/patient/add/", data | {"sex": "female"})
    assert "birth_date" in answer.context["adminform"].form.errors
