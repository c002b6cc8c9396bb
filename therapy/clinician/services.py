"""What therapists write on their pages."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from therapy.accounts.models import User
from therapy.accounts.permissions import check_can_treat_patient
from therapy.assessments.models import Recording
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record
from therapy.care.models import Patient
from therapy.clinician import selectors
from therapy.clinician.enums import Reason, Verdict
from therapy.clinician.models import Review, WorklistMark
from therapy.clinician.reasons import SEPARATOR
from therapy.common.errors import Conflict, Invalid

LONGEST_NOTE = 1000


@transaction.atomic
def worklist_done(*, patient: Patient, tokens: Iterable[str], user: User, by: Actor) -> UUID:
    """Mark reasons of one patient as dealt with; return the batch that `worklist_undo` takes.

    A reason that is marked already stays as it is: two people may press at the same time.

    Raises
    ------
    PermissionDenied
        If `by` may not treat this patient.
    Invalid
        If a token names no reason.
    """
    check_can_treat_patient(by, patient)
    batch = uuid4()
    pairs = {_pair(token) for token in tokens}
    WorklistMark.objects.bulk_create(
        [
            WorklistMark(
                clinic_id=patient.clinic_id,
                batch=batch,
                patient=patient,
                reason=reason,
                subject=subject,
                marked_by=user,
            )
            for reason, subject in sorted(pairs)
        ],
        ignore_conflicts=True,
    )
    audit_record(
        by=by,
        action="worklist.done",
        patient_id=patient.pk,
        clinic_id=patient.clinic_id,
        detail={"batch": str(batch), "reasons": sorted(reason for reason, _subject in pairs)},
    )
    return batch


def _pair(token: str) -> tuple[str, str]:
    reason, separator, subject = token.partition(SEPARATOR)
    if not separator or reason not in Reason.values or not 0 < len(subject) <= 120:  # noqa: PLR2004  the column's length
        raise Invalid(_("This is no reason of the worklist."), errors=(("why", "unknown"),))
    return reason, subject


@transaction.atomic
def worklist_undo(*, batch: UUID, by: Actor) -> int:
    """Put what one click marked as done back on the worklist; return how many reasons."""
    marks = selectors.mark_batch(batch=batch)
    if not marks:
        return 0
    count = WorklistMark.objects.filter(pk__in=[mark.pk for mark in marks]).update(
        undone_at=timezone.now()
    )
    audit_record(
        by=by,
        action="worklist.undo",
        patient_id=marks[0].patient_id,
        clinic_id=marks[0].clinic_id,
        detail={"batch": str(batch)},
    )
    return count


@transaction.atomic
def review_record(
    *, recording: Recording, verdict: str, note: str, user: User, by: Actor
) -> Review:
    """Store what a therapist says of a recording's newest result.

    Raises
    ------
    PermissionDenied
        If `by` may not treat this patient.
    Invalid
        If the verdict is none, the note too long, or a rejection gives no reason.
    Conflict
        If there is no result to review.
    """
    check_can_treat_patient(by, recording.patient)
    text = note.strip()
    if verdict not in Verdict.values:
        raise Invalid(_("Choose accept or reject."), errors=(("verdict", "unknown"),))
    if len(text) > LONGEST_NOTE:
        raise Invalid(_("The note is too long."), errors=(("note", "too_long"),))
    if verdict == Verdict.REJECTED and not text:
        raise Invalid(_("Say in a few words why it is rejected."), errors=(("note", "missing"),))
    result = selectors.result_latest(recordings=[recording]).get(recording.pk)
    if result is None:
        raise Conflict(_("This recording has no result yet."))
    review = Review.objects.create(
        clinic_id=recording.clinic_id,
        result=result,
        verdict=verdict,
        note=text,
        reviewed_by=user,
    )
    audit_record(
        by=by,
        action="result.review",
        patient_id=recording.patient_id,
        obj=review,
        detail={"verdict": verdict, "recording": str(recording.pk)},
    )
    return review
