"""Changing care: every function leaves an audit row in the same transaction."""

import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from routines.models import RoutineVersion
from therapy.accounts.models import Clinic
from therapy.accounts.permissions import (
    check_can_answer_for_patient,
    check_can_treat_in_clinic,
    check_can_treat_patient,
)
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record
from therapy.care.doses import Dose, check_doses, routine_doses
from therapy.care.enums import CONSENT_TEXT_VERSION, ConsentPurpose, Sex
from therapy.care.models import Consent, Patient, PatientLink, Prescription, PrescriptionItem
from therapy.care.selectors import check_link_is_usable, link_find, link_token_hash
from therapy.common.errors import Conflict, Invalid, NotSignedIn
from therapy.common.tenancy import clinic_scope

WRONG_BIRTH_DATES_ALLOWED = 5
TOKEN_BYTES = 32


@dataclass(frozen=True)
class NewLink:
    """A link and the only sight of its token."""

    link: PatientLink
    token: str

    @property
    def path(self) -> str:
        """The address on this host; the token is in the fragment, which no server sees."""
        return f"/patient/#{self.token}"


@transaction.atomic
def patient_create(
    *,
    by: Actor,
    clinic: Clinic,
    given_name: str,
    family_name: str,
    birth_date: date,
    sex: Sex = Sex.UNKNOWN,
    height_cm: int | None = None,
    reason: str = "",
    is_synthetic: bool = False,
) -> Patient:
    """Add a patient to a clinic."""
    check_can_treat_in_clinic(by, clinic.id)
    patient = Patient(
        clinic=clinic,
        given_name=given_name,
        family_name=family_name,
        birth_date=birth_date,
        sex=sex,
        height_cm=height_cm,
        reason=reason,
        is_synthetic=is_synthetic,
    )
    _check_patient(patient)
    patient.save()
    audit_record(by=by, action="patient.create", patient_id=patient.id, obj=patient)
    return patient


@transaction.atomic
def patient_update(*, by: Actor, patient: Patient, changed: Collection[str]) -> Patient:
    """Save the named fields of a patient; the audit row names them and not their values."""
    check_can_treat_patient(by, patient)
    _check_patient(patient)
    if changed:
        patient.save(update_fields=sorted(changed))
    detail = {"changed": sorted(changed)}
    audit_record(by=by, action="patient.update", patient_id=patient.id, obj=patient, detail=detail)
    return patient


def _check_patient(patient: Patient) -> None:
    patient.full_clean(exclude=["clinic"], validate_unique=False)
    if patient.birth_date > timezone.localdate():
        reason = _("The date of birth lies in the future.")
        raise Invalid(reason, errors=(("birth_date", reason),))


@transaction.atomic
def prescription_create(
    *,
    by: Actor,
    patient: Patient,
    routine_version: RoutineVersion,
    starts_on: date,
    ends_on: date | None = None,
    title: str = "",
    times_per_week: int | None = None,
    pain_stop_limit: int | None = None,
    doses: Sequence[Dose] | None = None,
) -> Prescription:
    """Prescribe a routine to a patient, with its own doses or edited ones.

    Parameters
    ----------
    ends_on
        The last day; the routine's own number of weeks when not given.
    doses
        What to do, in order; the routine's own items when not given.

    Raises
    ------
    Invalid
        If a dose cannot be done (neither repetitions nor seconds, a side that the exercise
        does not have), nothing is prescribed, or it ends before it starts.
    """
    check_can_treat_patient(by, patient)
    chosen = routine_doses(routine_version) if doses is None else tuple(doses)
    check_doses(chosen)
    last_day = ends_on or starts_on + timedelta(weeks=routine_version.weeks, days=-1)
    prescription = Prescription(
        clinic_id=patient.clinic_id,
        patient=patient,
        routine_version=routine_version,
        title=title or routine_version.title,
        starts_on=starts_on,
        ends_on=last_day,
        times_per_week=times_per_week or routine_version.times_per_week,
        pain_stop_limit=pain_stop_limit or routine_version.pain_stop_limit,
    )
    prescription.full_clean(exclude=["clinic", "patient", "routine_version"])
    prescription.save()
    for position, dose in enumerate(chosen, start=1):
        _item(prescription, position, dose).save()
    detail = {"routine": routine_version.routine.key, "items": len(chosen)}
    audit_record(
        by=by,
        action="prescription.create",
        patient_id=patient.id,
        obj=prescription,
        detail=detail,
    )
    return prescription


def _item(prescription: Prescription, position: int, dose: Dose) -> PrescriptionItem:
    return PrescriptionItem(
        clinic_id=prescription.clinic_id,
        prescription=prescription,
        position=position,
        exercise_version=dose.exercise_version,
        side=dose.side,
        sets=dose.sets,
        repetitions=dose.repetitions,
        seconds=dose.seconds,
        rest_s=dose.rest_s,
    )


@transaction.atomic
def prescription_end(*, by: Actor, prescription: Prescription) -> Prescription:
    """End a prescription before its last day; ending it twice changes nothing."""
    check_can_treat_patient(by, prescription.patient)
    if prescription.ended_at is None:
        prescription.ended_at = timezone.now()
        prescription.save(update_fields=["ended_at"])
        patient_id = prescription.patient_id
        audit_record(by=by, action="prescription.end", patient_id=patient_id, obj=prescription)
    return prescription


@transaction.atomic
def link_create(*, by: Actor, patient: Patient, valid_days: int | None = None) -> NewLink:
    """Make a link for a patient; its token is returned once and only its hash is stored."""
    check_can_treat_patient(by, patient)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    days = settings.PATIENT_LINK_DAYS if valid_days is None else valid_days
    link = PatientLink(
        clinic_id=patient.clinic_id,
        patient=patient,
        token_hash=link_token_hash(token),
        expires_at=timezone.now() + timedelta(days=days),
    )
    link.save()
    audit_record(by=by, action="link.create", patient_id=patient.id, obj=link)
    return NewLink(link, token)


@transaction.atomic
def link_revoke(*, by: Actor, link: PatientLink) -> PatientLink:
    """Take a link back; taking it back twice changes nothing."""
    check_can_treat_patient(by, link.patient)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        audit_record(by=by, action="link.revoke", patient_id=link.patient_id, obj=link)
    return link


def link_open(*, token: str, birth_date: date) -> PatientLink:
    """Open a patient's link with the date of birth.

    Raises
    ------
    NotFound
        ``unknown_link``.
    Gone, Locked
        ``link_expired``, ``link_revoked``, ``link_locked``, telling whom to call.
    NotSignedIn
        ``wrong_birth_date``, with ``attempts_left``.  The fifth one locks the link.
    """
    link = link_find(token=token)
    check_link_is_usable(link)
    by = Actor.from_link(link)
    with clinic_scope(link.clinic_id):
        # The try is counted before the dates are compared, so that guesses sent at once
        # cannot outrun the lock.
        with transaction.atomic():
            _count_attempt(link)
        if not _is_same_date(link.patient.birth_date, birth_date):
            _refuse_birth_date(link, by)
        with transaction.atomic():
            link.failed_attempts = 0
            link.last_opened_at = timezone.now()
            link.save(update_fields=["failed_attempts", "last_opened_at"])
            audit_record(by=by, action="link.open", patient_id=link.patient_id, obj=link)
    return link


def _count_attempt(link: PatientLink) -> None:
    """Take one of the tries that are left, or raise because there is none."""
    free = PatientLink.objects.filter(
        pk=link.pk, locked_at=None, failed_attempts__lt=WRONG_BIRTH_DATES_ALLOWED
    )
    taken = free.update(failed_attempts=F("failed_attempts") + 1)
    link.refresh_from_db(fields=["failed_attempts", "locked_at", "revoked_at"])
    if not taken:
        link.locked_at = link.locked_at or timezone.now()
        check_link_is_usable(link)


def _is_same_date(one: date, other: date) -> bool:
    return hmac.compare_digest(one.isoformat().encode(), other.isoformat().encode())


def _refuse_birth_date(link: PatientLink, by: Actor) -> NoReturn:
    """Lock the link if that was the last try, and say what is left."""
    attempts_left = WRONG_BIRTH_DATES_ALLOWED - link.failed_attempts
    with transaction.atomic():
        if attempts_left <= 0:
            link.locked_at = timezone.now()
            link.save(update_fields=["locked_at"])
        action = "link.lock" if link.locked_at else "link.wrong_birth_date"
        audit_record(by=by, action=action, patient_id=link.patient_id, obj=link)
    check_link_is_usable(link)
    raise NotSignedIn(
        _("This is not the date of birth that belongs to this link."),
        code="wrong_birth_date",
        extra={"attempts_left": attempts_left},
    )


@transaction.atomic
def consent_record(
    *, by: Actor, patient: Patient, purpose: ConsentPurpose, text_version: str, granted: bool
) -> Consent:
    """Keep a patient's answer to one purpose; the latest counts.

    Raises
    ------
    Conflict
        With the code ``other_consent_text``, if the text is not the current one.
    """
    check_can_answer_for_patient(by, patient)
    if text_version != CONSENT_TEXT_VERSION:
        raise Conflict(
            _("This is not the current text."),
            code="other_consent_text",
            extra={"text_version": CONSENT_TEXT_VERSION},
        )
    consent = Consent(
        clinic_id=patient.clinic_id,
        patient=patient,
        purpose=purpose,
        text_version=text_version,
        granted=granted,
    )
    consent.save()
    detail = {"purpose": str(purpose), "granted": granted, "text_version": text_version}
    audit_record(by=by, action="consent.record", patient_id=patient.id, obj=consent, detail=detail)
    return consent
