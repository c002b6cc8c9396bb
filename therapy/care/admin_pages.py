"""Pages of the admin that are no lists and forms of rows: handing over and taking back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from therapy.accounts.permissions import check_can_treat_patient
from therapy.audit.admin_base import actor
from therapy.audit.services import audit_record
from therapy.care import selectors
from therapy.care.clinic_time import clinic_today
from therapy.care.hand_over import hand_over, keep_for_next_page, take_kept
from therapy.care.services import link_create, link_revoke, prescription_end
from therapy.common.requests import public_address


@never_cache
@require_safe
def hand_over_page(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Show a fresh link once, and the older ones that still open."""
    by = actor(request)
    patient = selectors.patient_get(patient_id=patient_id)
    check_can_treat_patient(by, patient)
    audit_record(by=by, action="patient.hand_over", patient_id=patient.id, obj=patient)
    token = take_kept(request.session, patient.id)
    today = clinic_today(patient.clinic)
    links = [link for link in selectors.link_list(patient=patient) if link.is_usable]
    context = {
        "patient": patient,
        "clinic": patient.clinic,
        "prescription": selectors.prescription_current(patient=patient, on=today),
        "fresh": None if token is None else hand_over(public_address(request), token),
        "fresh_until": links[0].expires_at if token and links else None,
        "older": links[1:] if token else links,
    }
    return render(request, "care/hand_over.html", context)


@require_POST
def new_link(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Make a link and show it."""
    patient = selectors.patient_get(patient_id=patient_id)
    keep_for_next_page(request.session, link_create(by=actor(request), patient=patient))
    return _to_hand_over(patient.id)


@require_POST
def revoke_link(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Take a link back."""
    link = selectors.link_get(link_id=link_id)
    link_revoke(by=actor(request), link=link)
    messages.success(request, _("The link was taken back. It opens nothing any more."))
    return _to_hand_over(link.patient_id)


@require_POST
def end_prescription(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """End a prescription early."""
    prescription = selectors.prescription_get(prescription_id=prescription_id)
    prescription_end(by=actor(request), prescription=prescription)
    messages.success(request, _("The prescription has ended."))
    return HttpResponseRedirect(reverse("admin:care_prescription_change", args=[prescription.id]))


def _to_hand_over(patient_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:care_hand_over", args=[patient_id]))
