"""Reading care: all of it within the chosen clinic."""

import hashlib
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from therapy.care.enums import CONSENT_TEXT_VERSION, ConsentPurpose
from therapy.care.models import Consent, Patient, PatientLink, Prescription, PrescriptionItem
from therapy.common.errors import DomainError, Gone, Locked, NotFound, PermissionDenied
from therapy.common.tenancy import all_clinics


def patient_list() -> QuerySet[Patient]:
    """Return the clinic's patients by name."""
    return Patient.objects.all()


def patient_get(*, patient_id: UUID) -> Patient:
    """Return one patient of the clinic.

    Raises
    ------
    NotFound
        If there is none with this id in this clinic.
    """
    patient = Patient.objects.select_related("clinic").filter(id=patient_id).first()
    if patient is None:
        raise NotFound(_("There is no such patient."))
    return patient


def prescription_list(*, patient: Patient) -> QuerySet[Prescription]:
    """Return a patient's prescriptions, the latest first."""
    return Prescription.objects.filter(patient=patient)


def prescription_current(*, patient: Patient, on: date) -> Prescription | None:
    """Return the prescription that holds on a day: of several, the one that began last."""
    running = prescription_list(patient=patient).filter(
        starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True
    )
    return running.order_by("-starts_on", "-created_at").first()


def prescription_get(*, prescription_id: UUID) -> Prescription:
    """Return one prescription of the clinic, with its patient.

    Raises
    ------
    NotFound
        If there is none with this id in this clinic.
    """
    found = Prescription.objects.select_related("patient", "clinic").filter(id=prescription_id)
    prescription = found.first()
    if prescription is None:
        raise NotFound(_("There is no such prescription."))
    return prescription


def prescription_item_list(*, prescription: Prescription) -> QuerySet[PrescriptionItem]:
    """Return what is prescribed, in order, with the exercises."""
    return PrescriptionItem.objects.filter(prescription=prescription).select_related(
        "exercise_version", "exercise_version__exercise"
    )


def consent_latest(*, patient_id: UUID) -> dict[ConsentPurpose, Consent | None]:
    """Return, per purpose, the patient's last answer to the current text."""
    answers: dict[ConsentPurpose, Consent | None] = dict.fromkeys(ConsentPurpose)
    given = Consent.objects.filter(patient_id=patient_id, text_version=CONSENT_TEXT_VERSION)
    for consent in given.order_by("at", "created_at"):
        answers[ConsentPurpose(consent.purpose)] = consent
    return answers


def consent_is_granted(*, patient_id: UUID, purpose: ConsentPurpose) -> bool:
    """Whether the patient agrees to this purpose in the words of the current text."""
    latest = consent_latest(patient_id=patient_id)[purpose]
    return latest is not None and latest.granted


def check_care_consent(*, patient_id: UUID) -> None:
    """Raise `PermissionDenied` with the code ``consent_needed`` without consent to care."""
    if not consent_is_granted(patient_id=patient_id, purpose=ConsentPurpose.CARE):
        raise PermissionDenied(
            _("The patient has not agreed to the current text yet."),
            code="consent_needed",
            extra={"text_version": CONSENT_TEXT_VERSION},
        )


def link_find(*, token: str) -> PatientLink:
    """Return the link that has this token, whatever its state.

    Raises
    ------
    NotFound
        With the code ``unknown_link``, if there is none.
    """
    with all_clinics("a link says which clinic it belongs to"):
        return _link(token_hash=link_token_hash(token))


def link_get_usable(*, link_id: UUID) -> PatientLink:
    """Return the link behind a patient's session, if it still opens.

    Raises
    ------
    NotFound, Gone, Locked
        As `check_link_is_usable`.
    """
    with all_clinics("a link says which clinic it belongs to"):
        link = _link(id=link_id)
    check_link_is_usable(link)
    return link


def link_get(*, link_id: UUID) -> PatientLink:
    """Return one link of the clinic, whatever its state.

    Raises
    ------
    NotFound
        If there is none with this id in this clinic.
    """
    return _link(id=link_id)


def link_list(*, patient: Patient) -> QuerySet[PatientLink]:
    """Return a patient's links, the latest first."""
    return PatientLink.objects.filter(patient=patient)


def check_link_is_usable(link: PatientLink) -> None:
    """Raise when a link does not open any more, telling whom to call.

    Raises
    ------
    Gone
        With the code ``link_revoked`` or ``link_expired``.
    Locked
        With the code ``link_locked``.
    """
    refusal: type[DomainError]
    if link.revoked_at is not None:
        refusal, code, detail = Gone, "link_revoked", _("This link was taken back.")
    elif link.expires_at <= timezone.now():
        refusal, code, detail = Gone, "link_expired", _("This link is too old.")
    elif link.locked_at is not None:
        detail = _("This link was locked after too many wrong dates of birth.")
        refusal, code = Locked, "link_locked"
    else:
        return
    clinic = {"name": link.clinic.name, "phone": link.clinic.phone}
    raise refusal(detail, code=code, extra={"clinic": clinic})


def link_token_hash(token: str) -> str:
    """Return what is stored of a token: 32 random bytes need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _link(**known_by: object) -> PatientLink:
    link = PatientLink.objects.select_related("patient", "clinic").filter(**known_by).first()
    if link is None:
        raise NotFound(_("This link is not known."), code="unknown_link")
    return link
