"""Writing the audit log."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models

from therapy.audit.actors import Actor
from therapy.audit.models import AuditEvent
from therapy.common.tenancy import all_clinics, chosen_clinic_id


def audit_record(
    *,
    by: Actor,
    action: str,
    patient_id: UUID | None = None,
    obj: models.Model | None = None,
    clinic_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add one row to the audit log, in the caller's transaction.

    Parameters
    ----------
    action
        ``entity.verb`` in the past sense of the services: ``"prescription.create"``.
    obj
        What was seen or changed.  Its clinic is the row's clinic unless `clinic_id` says
        otherwise; after that come the actor's clinic and the chosen one.
    detail
        Facts for the reader of the log; identifiers and counts, no free text of patients.
    """
    event = AuditEvent(
        clinic_id=clinic_id
        or getattr(obj, "clinic_id", None)
        or by.clinic_id
        or chosen_clinic_id(),
        actor_kind=by.kind,
        actor_id=by.id,
        action=action,
        patient_id=patient_id,
        object_type=obj._meta.label if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        detail=dict(detail or {}),
    )
    event.save()
    return event


def audit_record_each(
    *, by: Actor, action: str, clinic_by_patient: Mapping[UUID, UUID], detail: Mapping[str, Any]
) -> None:
    """Add one row per patient of whom something was seen together with others, as in a list."""
    with all_clinics("adding to the audit log"):
        AuditEvent.objects.bulk_create(
            AuditEvent(
                clinic_id=clinic_id,
                actor_kind=by.kind,
                actor_id=by.id,
                action=action,
                patient_id=patient_id,
                detail=dict(detail),
            )
            for patient_id, clinic_id in clinic_by_patient.items()
        )
