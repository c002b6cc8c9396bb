"""One clinic never sees another's data: not by manager, not by address."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from therapy.audit.models import AuditEvent
from therapy.care.enums import ConsentPurpose
from therapy.care.models import Consent, Patient, PatientLink, Prescription
from therapy.care.services import consent_record, link_create
from therapy.common.models import ClinicModel
from therapy.common.tenancy import (
    ClinicNotChosen,
    ClinicScopedManager,
    OtherClinic,
    all_clinics,
    clinic_scope,
)

# Looked up before a clinic can be known; the pages of people filter them by clinic.
WITHOUT_SCOPE = {"accounts.User", "accounts.Clinic", "accounts.SignInFailures"}
# The catalogue is the same for all clinics.
SHARED_APPS = {"routines"}


def product_models():
    for model in apps.get_models():
        if model.__module__.startswith(("therapy.", "routines.")):
            yield model


@pytest.mark.parametrize("model", list(product_models()), ids=lambda model: model._meta.label)
def test_every_model_is_limited_to_a_clinic_or_listed(model):
    if model._meta.label in WITHOUT_SCOPE or model._meta.app_label in SHARED_APPS:
        assert not issubclass(model, ClinicModel)
        return
    assert isinstance(model._default_manager, ClinicScopedManager)
    with pytest.raises(ClinicNotChosen):
        model._default_manager.all()


def test_a_clinic_sees_its_own_rows_only(patient, other_patient, clinic, other_clinic):
    with clinic_scope(clinic.id):
        assert list(Patient.objects.all()) == [patient]
    with clinic_scope(other_clinic.id):
        assert list(Patient.objects.all()) == [other_patient]
    with all_clinics("test"):
        assert Patient.objects.count() == 2


def test_a_row_of_another_clinic_cannot_be_saved(other_patient, clinic):
    other_patient.reason = "changed"
    with clinic_scope(clinic.id), pytest.raises(OtherClinic):
        other_patient.save()


def test_all_clinics_needs_a_reason():
    with pytest.raises(ValueError, match="why"), all_clinics(""):
        pass


@pytest.fixture
def others(other_patient, other_prescription, other_clinic, system):
    """One object of each model of the other clinic."""
    with clinic_scope(other_clinic.id):
        link = link_create(by=system, patient=other_patient).link
        consent = consent_record(
            by=system,
            patient=other_patient,
            purpose=ConsentPurpose.CARE,
            text_version="2026-11",
            granted=True,
        )
    return {Patient: other_patient, Prescription: other_prescription, PatientLink: link} | {
        Consent: consent
    }


def test_the_admin_has_no_page_for_another_clinics_object(client, clinic_admin, others):
    client.force_login(clinic_admin)
    for model, obj in others.items():
        if not admin.site.is_registered(model):
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        page = client.get(reverse(f"{name}_change", args=[obj.pk]), follow=True)
        assert page.redirect_chain or page.status_code == 404, name
        assert "Bruno" not in page.content.decode()
        listed = client.get(reverse(f"{name}_changelist")).content.decode()
        assert "Bruno" not in listed
        assert str(obj.pk) not in listed


@pytest.mark.parametrize(
    ("method", "name", "which"),
    [
        ("get", "care_hand_over", Patient),
        ("post", "care_new_link", Patient),
        ("post", "care_revoke_link", PatientLink),
        ("post", "care_end_prescription", Prescription),
    ],
)
def test_another_clinics_object_is_a_404(client, therapist, others, method, name, which):
    client.force_login(therapist)
    answer = getattr(client, method)(reverse(f"admin:{name}", args=[others[which].pk]))
    assert answer.status_code == 404
    with all_clinics("test"):
        assert not AuditEvent.objects.filter(
            actor_kind="user", patient_id=others[Patient].pk
        ).exists()


def test_suggestions_name_only_the_clinics_own_patients(client, therapist, patient, other_patient):
    client.force_login(therapist)
    found = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "care",
            "model_name": "prescription",
            "field_name": "patient",
            "term": "Ferrari",
        },
    ).json()
    assert [row["id"] for row in found["results"]] == [str(patient.pk)]


def test_people_and_clinics_of_another_clinic_are_not_shown(
    client, clinic_admin, other_therapist, other_clinic
):
    client.force_login(clinic_admin)
    assert "other-therapist" not in client.get("/admin/accounts/user/").content.decode()
    assert other_clinic.name not in client.get("/admin/accounts/clinic/").content.decode()
    change = reverse("admin:accounts_user_change", args=[other_therapist.pk])
    assert client.get(change).status_code == 302


def test_a_clinic_admin_cannot_make_an_operator(client, clinic_admin, therapist):
    client.force_login(clinic_admin)
    url = reverse("admin:accounts_user_change", args=[therapist.pk])
    data = {"username": "therapist", "role": "therapist", "is_active": "on"}
    client.post(url, data | {"is_superuser": "on", "clinic": ""})
    therapist.refresh_from_db()
    assert not therapist.is_superuser
    assert therapist.clinic_id == clinic_admin.clinic_id


def test_a_therapist_may_not_manage_people_or_keys(client, therapist):
    client.force_login(therapist)
    for path in ("accounts/user/", "accounts/apikey/", "accounts/clinic/", "audit/auditevent/"):
        assert client.get(f"/admin/{path}").status_code == 403, path
