"""Who may do what, in pairs: `check_…` raises with the reason, `can_…` answers yes or no.

Pages ask `can_…` to decide what to show; services ask `check_…` before they act.
"""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from therapy.accounts.enums import Role
from therapy.audit.actors import Actor
from therapy.audit.enums import ActorKind
from therapy.common.errors import PermissionDenied


class OfClinic(Protocol):
    """Anything that belongs to a clinic."""

    clinic_id: UUID


class PatientLike(OfClinic, Protocol):
    """A `care.Patient`, which this layer does not know."""

    id: UUID


def check_can_view_patient(by: Actor, patient: PatientLike) -> None:
    """Raise `PermissionDenied` unless `by` may read this patient's data.

    Staff and API keys read the patients of their clinic, a link reads its own patient, an
    operator and the system read all.
    """
    if by.kind == ActorKind.PATIENT:
        if by.patient_id != patient.id:
            raise PermissionDenied(_("This link is for another patient."))
        return
    _check_of_clinic(by, patient)


def can_view_patient(by: Actor, patient: PatientLike) -> bool:
    """Whether `check_can_view_patient` passes."""
    return _passes(lambda: check_can_view_patient(by, patient))


def check_can_treat_patient(by: Actor, patient: PatientLike) -> None:
    """Raise `PermissionDenied` unless `by` may change this patient's record or prescribe.

    Only staff of the patient's clinic, operators and the system.
    """
    if by.kind in {ActorKind.PATIENT, ActorKind.API_KEY}:
        raise PermissionDenied(_("Only the staff of the clinic may do this."))
    _check_of_clinic(by, patient)


def can_treat_patient(by: Actor, patient: PatientLike) -> bool:
    """Whether `check_can_treat_patient` passes."""
    return _passes(lambda: check_can_treat_patient(by, patient))


def check_can_answer_for_patient(by: Actor, patient: PatientLike) -> None:
    """Raise `PermissionDenied` unless `by` may consent, record and answer as this patient.

    Only the patient's own link and the system (demo data).
    """
    if by.kind == ActorKind.SYSTEM:
        return
    if by.kind != ActorKind.PATIENT or by.patient_id != patient.id:
        raise PermissionDenied(_("Only the patient may do this."))


def can_answer_for_patient(by: Actor, patient: PatientLike) -> bool:
    """Whether `check_can_answer_for_patient` passes."""
    return _passes(lambda: check_can_answer_for_patient(by, patient))


def check_can_treat_in_clinic(by: Actor, clinic_id: UUID) -> None:
    """Raise `PermissionDenied` unless `by` may add patients to this clinic."""
    if by.kind == ActorKind.SYSTEM or by.is_operator:
        return
    if by.kind != ActorKind.USER or by.clinic_id != clinic_id:
        raise PermissionDenied(_("Only the staff of the clinic may do this."))


def can_treat_in_clinic(by: Actor, clinic_id: UUID) -> bool:
    """Whether `check_can_treat_in_clinic` passes."""
    return _passes(lambda: check_can_treat_in_clinic(by, clinic_id))


def check_can_manage_clinic(by: Actor, clinic_id: UUID) -> None:
    """Raise `PermissionDenied` unless `by` may manage this clinic's people and keys."""
    if by.kind == ActorKind.SYSTEM or by.is_operator:
        return
    if by.clinic_id != clinic_id or by.role != Role.CLINIC_ADMIN:
        raise PermissionDenied(_("Only an administrator of the clinic may do this."))


def can_manage_clinic(by: Actor, clinic_id: UUID) -> bool:
    """Whether `check_can_manage_clinic` passes."""
    return _passes(lambda: check_can_manage_clinic(by, clinic_id))


def _check_of_clinic(by: Actor, what: OfClinic) -> None:
    if by.kind == ActorKind.SYSTEM or by.is_operator:
        return
    if by.clinic_id is None or by.clinic_id != what.clinic_id:
        raise PermissionDenied(_("This belongs to another clinic."))


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except PermissionDenied:
        return False
    return True
