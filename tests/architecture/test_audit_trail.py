"""The audit log: every read and write leaves a row, and no row is ever changed."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from therapy.audit.models import AuditEvent, AuditIsAppendOnly
from therapy.audit.services import audit_record
from therapy.common.tenancy import all_clinics, clinic_scope

pytestmark = pytest.mark.django_db


def actions(patient) -> list[str]:
    with all_clinics("test"):
        events = AuditEvent.objects.filter(patient_id=patient.pk, actor_kind="user")
        return list(events.order_by("at").values_list("action", flat=True))


@pytest.fixture
def event(system):
    return audit_record(by=system, action="test.done")


def test_a_stored_event_cannot_be_saved_again_or_deleted(event):
    event.action = "something.else"
    with pytest.raises(AuditIsAppendOnly):
        event.save()
    with pytest.raises(AuditIsAppendOnly):
        event.delete()
    with all_clinics("test"), pytest.raises(AuditIsAppendOnly):
        AuditEvent.objects.update(action="something.else")
    with all_clinics("test"), pytest.raises(AuditIsAppendOnly):
        AuditEvent.objects.all().delete()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET action = 'x'", "DELETE FROM audit_auditevent"]
)
def test_the_database_itself_refuses_to_change_the_log(event, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    with all_clinics("test"):
        assert AuditEvent.objects.get().action == "test.done"


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/admin/care/patient/", "patient.list"),
        ("/admin/care/patient/{patient}/change/", "patient.view"),
        ("/admin/care/patient/{patient}/hand-over/", "patient.hand_over"),
        ("/admin/care/prescription/", "prescription.list"),
        ("/admin/care/prescription/{prescription}/change/", "prescription.view"),
    ],
)
def test_each_page_that_shows_a_patient_is_in_the_log(
    client, therapist, patient, prescription, path, action
):
    client.force_login(therapist)
    page = client.get(path.format(patient=patient.pk, prescription=prescription.pk))
    assert page.status_code == 200
    assert actions(patient) == [action]


def test_suggesting_a_patient_is_in_the_log(client, therapist, patient):
    client.force_login(therapist)
    query = {"app_label": "care", "model_name": "prescription", "field_name": "patient"}
    client.get(reverse("admin:autocomplete"), query | {"term": "Fer"})
    assert actions(patient) == ["patient.suggest"]


def test_changing_a_patient_is_in_the_log_without_the_values(client, therapist, patient):
    client.force_login(therapist)
    url = reverse("admin:care_patient_change", args=[patient.pk])
    data = {"given_name": "Rosa", "family_name": "Bianchi", "birth_date": "1948-03-09"}
    inlines = {
        f"{prefix}-{count}": "0"
        for prefix in ("prescriptions", "links", "consents")
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    client.post(url, data | {"sex": "unknown", "height_cm": "162", "reason": ""} | inlines)
    with all_clinics("test"):
        event = AuditEvent.objects.get(action="patient.update")
    assert event.detail == {"changed": ["family_name"]}
    assert event.actor_id == str(therapist.pk)
    assert event.clinic_id == patient.clinic_id


def test_the_audit_row_goes_when_the_change_is_rolled_back(patient, clinic, system):
    class Broken(Exception):
        pass

    def fail_after_audit() -> None:
        with transaction.atomic():
            audit_record(by=system, action="patient.update", patient_id=patient.pk, obj=patient)
            raise Broken

    with clinic_scope(clinic.id), pytest.raises(Broken):
        fail_after_audit()
    with all_clinics("test"):
        assert not AuditEvent.objects.filter(action="patient.update").exists()


def test_the_log_can_be_read_but_not_changed_in_the_admin(client, clinic_admin, patient):
    client.force_login(clinic_admin)
    with all_clinics("test"):
        event = AuditEvent.objects.get(action="patient.create")
    listed = client.get("/admin/audit/auditevent/", {"patient_id": str(patient.pk)})
    assert str(patient.pk) in listed.content.decode()
    page = reverse("admin:audit_auditevent_change", args=[event.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"action": "x"}).status_code == 403
    assert client.get("/admin/audit/auditevent/add/").status_code == 403


def test_signing_in_and_out_is_in_the_log(client, therapist):
    client.force_login(therapist)
    client.post(reverse("accounts:sign-out"))
    with all_clinics("test"):
        found = AuditEvent.objects.filter(actor_id=str(therapist.pk)).order_by("at")
        assert list(found.values_list("action", flat=True)) == ["user.sign_in", "user.sign_out"]
