"""The therapist's pages."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from routines.selectors import routine_version_list_current
from therapy.assessments.services.recordings import recording_requeue
from therapy.audit.services import audit_record
from therapy.care.enums import ConsentPurpose
from therapy.care.selectors import consent_latest, patient_get
from therapy.clinician import selectors, services, worklist
from therapy.clinician.adherence import WEEKS_SHOWN, Course, Sitting, calendar
from therapy.clinician.assessment_page import assessment_cards, recording_section
from therapy.clinician.drawing import recording_drawing
from therapy.clinician.enums import Reason
from therapy.clinician.pages import actor_of, clinic_page, page_of, show, user_of
from therapy.clinician.patient_page import link_state, trend_figures
from therapy.clinician.reasons import Why

PATIENTS_A_PAGE: Final = 40
ENTRIES_A_PAGE: Final = 40
ASSESSMENTS_A_PAGE: Final = 12
UNDO_KEY: Final = "clinician_undo"


@require_safe
@clinic_page
def worklist_page(request: HttpRequest) -> HttpResponse:
    """Who needs somebody, and why in five words, the most urgent first."""
    chosen = request.GET.get("reason", "")
    found = worklist.worklist_reasons()
    entries = worklist.worklist_entries(found, reason=chosen)
    page = page_of(entries, request, size=ENTRIES_A_PAGE)
    patients = selectors.patient_map(patient_ids=[entry.patient_id for entry in page])
    audit_record(
        by=actor_of(request),
        action="worklist.view",
        detail={"patients": [str(patient_id) for patient_id in patients]},
    )
    return show(
        request,
        "worklist.html",
        section="worklist",
        page=page,
        rows=[(entry, patients[entry.patient_id]) for entry in page],
        filters=_filters(found, chosen),
        chosen=chosen,
        total=len({why.patient_id for why in found}),
        undo=request.session.pop(UNDO_KEY, None),
        synthetic=any(patient.is_synthetic for patient in patients.values()),
    )


def _filters(found: list[Why], chosen: str) -> list[dict[str, Any]]:
    """Return the reasons that occur, each with how many patients have it."""
    people = {
        reason: {why.patient_id for why in found if why.reason == reason} for reason in Reason
    }
    return [
        {"value": str(reason), "label": reason.label, "count": len(ids), "chosen": reason == chosen}
        for reason, ids in people.items()
        if ids or reason == chosen
    ]


@require_POST
@clinic_page
def worklist_done_view(request: HttpRequest) -> HttpResponse:
    """Mark the shown reasons of one patient as dealt with, and offer to undo that."""
    patient = patient_get(patient_id=_uuid(request.POST.get("patient")))
    batch = services.worklist_done(
        patient=patient,
        tokens=request.POST.getlist("why"),
        user=user_of(request),
        by=actor_of(request),
    )
    request.session[UNDO_KEY] = {"batch": str(batch), "name": _name(patient)}
    return redirect(_worklist_address(request))


@require_POST
@clinic_page
def worklist_undo_view(request: HttpRequest) -> HttpResponse:
    """Take the last click back."""
    services.worklist_undo(batch=_uuid(request.POST.get("batch")), by=actor_of(request))
    return redirect(_worklist_address(request))


def _worklist_address(request: HttpRequest) -> str:
    """Return the worklist with the filters that the form carried."""
    kept = {key: request.POST[key] for key in ("reason", "page") if request.POST.get(key)}
    address = reverse("clinician:worklist")
    return f"{address}?{urlencode(kept)}" if kept else address


def _uuid(text: str | None) -> UUID:
    """Return an id from a form; one that is no id becomes one that nothing has."""
    digits = (text or "").replace("-", "")
    whole = len(digits) == 32 and all(digit in "0123456789abcdefABCDEF" for digit in digits)  # noqa: PLR2004  a UUID's digits
    return UUID(digits) if whole else UUID(int=0)


def _name(patient: Any) -> str:
    return f"{patient.given_name} {patient.family_name}"


@require_safe
@clinic_page
def patient_list_page(request: HttpRequest) -> HttpResponse:
    """Every patient of the clinic, or those whom the search finds."""
    search = request.GET.get("q", "").strip()[:100]
    page = page_of(selectors.patient_list(search=search), request, size=PATIENTS_A_PAGE)
    audit_record(
        by=actor_of(request),
        action="patient.list",
        detail={"patients": [str(patient.pk) for patient in page]},
    )
    return show(
        request,
        "patient_list.html",
        section="patients",
        page=page,
        search=search,
        synthetic=any(patient.is_synthetic for patient in page),
    )


@require_safe
@clinic_page
def patient_page(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """One patient: why they come, what is prescribed, how it goes."""
    patient = patient_get(patient_id=patient_id)
    audit_record(by=actor_of(request), action="patient.view", patient_id=patient.pk, obj=patient)
    today = timezone.localdate()
    prescriptions = selectors.prescription_list(patient=patient)
    since = timezone.now() - timedelta(weeks=WEEKS_SHOWN + 1)
    sittings = selectors.sitting_list(patient=patient, since=since)
    points = selectors.point_list(
        patients=[patient.pk],
        since=selectors.since_days(selectors.TREND_DAYS),
        key_measures_only=True,
    )
    link = selectors.patient_link_latest(patient=patient)
    current = [one for one in prescriptions if one.ended_at is None and one.ends_on >= today]
    return show(
        request,
        "patient.html",
        section="patients",
        patient=patient,
        synthetic=patient.is_synthetic,
        current=current,
        past=[one for one in prescriptions if one not in current],
        routines=routine_version_list_current(),
        consent=consent_latest(patient_id=patient.pk)[ConsentPurpose.CARE],
        link=link_state(link),
        weeks=calendar(
            today=today,
            sittings=[Sitting(timezone.localdate(at), pain) for at, pain in sittings],
            courses=[_course(one) for one in prescriptions],
        ),
        trends=trend_figures(points),
        page=page_of(selectors.assessment_list(patient=patient), request, size=ASSESSMENTS_A_PAGE),
    )


def _course(prescription: Any) -> Course:
    """Return when a prescription asks for exercise; one ended early asks until then."""
    ends_on = prescription.ends_on
    if prescription.ended_at is not None:
        ends_on = min(ends_on, timezone.localdate(prescription.ended_at))
    return Course(prescription.starts_on, ends_on, prescription.times_per_week)


@require_safe
@clinic_page
def assessment_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """One assessment: per exercise its numbers, curve, replay, or why there are none."""
    assessment = selectors.assessment_get(assessment_id=assessment_id)
    audit_record(
        by=actor_of(request),
        action="assessment.view",
        patient_id=assessment.patient_id,
        obj=assessment,
    )
    before, after = selectors.assessment_neighbours(assessment=assessment)
    return show(
        request,
        "assessment.html",
        assessment=assessment,
        patient=assessment.patient,
        synthetic=assessment.patient.is_synthetic,
        cards=assessment_cards(assessment),
        manual=selectors.manual_entry_list(assessment=assessment),
        before=before,
        after=after,
        any_recording=UUID(int=0),
    )


@require_safe
@clinic_page
def assessment_status(_request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """States of an assessment's recordings, for the page that waits; no patient data."""
    assessment = selectors.assessment_get(assessment_id=assessment_id)
    return JsonResponse(
        {
            "finished": selectors.assessment_is_over(assessment=assessment),
            "recordings": selectors.recording_states(assessment=assessment),
        }
    )


@require_safe
@clinic_page
def recording_section_view(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """One recording's section alone, for the page that waits."""
    recording = selectors.recording_get(recording_id=recording_id)
    audit_record(
        by=actor_of(request),
        action="recording.view",
        patient_id=recording.patient_id,
        obj=recording,
    )
    return show(
        request,
        "recording.html",
        card=recording_section(recording),
        synthetic=recording.patient.is_synthetic,
    )


@require_safe
@clinic_page
def recording_signals(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """What the browser draws of one recording."""
    recording = selectors.recording_get(recording_id=recording_id)
    result = selectors.result_with_signals(recording=recording)
    audit_record(
        by=actor_of(request),
        action="recording.signals_view",
        patient_id=recording.patient_id,
        obj=recording,
    )
    return JsonResponse(recording_drawing(result))


@require_POST
@clinic_page
def recording_review(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Accept or reject a result."""
    recording = selectors.recording_get(recording_id=recording_id)
    review = services.review_record(
        recording=recording,
        verdict=request.POST.get("verdict", ""),
        note=request.POST.get("note", ""),
        user=user_of(request),
        by=actor_of(request),
    )
    messages.success(request, _("Saved: %(verdict)s.") % {"verdict": review.get_verdict_display()})
    return redirect(_section_address(recording))


@require_POST
@clinic_page
def recording_score_again(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Put a recording that was set aside back into the queue."""
    recording = selectors.recording_get(recording_id=recording_id)
    recording_requeue(recording_id=recording.pk, by=actor_of(request))
    return redirect(_section_address(recording))


def _section_address(recording: Any) -> str:
    page = reverse("clinician:assessment", args=[recording.assessment_id])
    return f"{page}#recording-{recording.pk}"
