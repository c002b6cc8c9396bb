"""Patients and prescribing in the admin."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy

from therapy.accounts.models import Clinic
from therapy.audit.admin_base import AuditedAdmin, actor
from therapy.care import admin_pages
from therapy.care.clinic_time import clinic_today
from therapy.care.forms import (
    PatientForm,
    PrescriptionForm,
    PrescriptionItemForm,
    PrescriptionItemFormSet,
    dose_rows,
    prescription_start,
    routine_chosen,
)
from therapy.care.hand_over import keep_for_next_page
from therapy.care.models import Consent, Patient, PatientLink, Prescription, PrescriptionItem
from therapy.care.services import link_create, patient_create, patient_update, prescription_create

EMPTY_ROWS = 3


class SeenOnlyInline(admin.TabularInline):  # type: ignore[type-arg]  # Django's class takes no type parameters at run time
    """Rows that are shown and not changed here."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False


class PrescriptionOfPatientInline(SeenOnlyInline):
    """What was prescribed to the patient."""

    model = Prescription
    fields = ("title", "starts_on", "ends_on", "times_per_week", "ended_at")
    readonly_fields = ("ended_at",)
    show_change_link = True


class ConsentInline(SeenOnlyInline):
    """What the patient agreed to."""

    model = Consent
    fields = ("at", "purpose", "text_version", "granted")


class LinkInline(SeenOnlyInline):
    """The patient's links; they are made and taken back on the hand-over page."""

    model = PatientLink
    fields = ("created_at", "expires_at", "last_opened_at", "failed_attempts", "locked_at")
    readonly_fields = ("created_at",)


@admin.register(Patient)
class PatientAdmin(AuditedAdmin[Patient]):
    """The patients of the clinic."""

    form = PatientForm
    list_display = ("family_name", "given_name", "birth_date", "reason", "is_synthetic")
    list_display_links = ("family_name", "given_name")
    search_fields = ("family_name__istartswith", "given_name__istartswith")
    change_form_template = "admin/care/patient/change_form.html"
    inlines: ClassVar = [PrescriptionOfPatientInline, LinkInline, ConsentInline]

    def patient_of(self, obj: Any) -> tuple[UUID, UUID]:
        """Return the patient."""
        return obj.pk, obj.clinic_id

    def get_fields(self, request: HttpRequest, obj: Patient | None = None) -> list[Any]:
        """Ask an operator, and nobody else, for the clinic of a new patient."""
        fields = list(PatientForm.Meta.fields)
        return fields if obj or actor(request).clinic_id else ["clinic", *fields]

    def get_inlines(self, request: HttpRequest, obj: Patient | None) -> list[Any]:
        """Show the patient's rows once there is a patient."""
        return list(super().get_inlines(request, obj)) if obj else []

    def save_model(
        self,
        request: HttpRequest,
        obj: Patient,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save through the services."""
        by = actor(request)
        if change:
            patient_update(by=by, patient=obj, changed=form.changed_data)
            return
        clinic = Clinic.objects.get(pk=by.clinic_id or obj.clinic_id)
        made = patient_create(
            by=by, clinic=clinic, **{name: getattr(obj, name) for name in PatientForm.Meta.fields}
        )
        vars(obj).update(vars(made))

    def get_urls(self) -> list[URLPattern]:
        """Add the hand-over page and what its buttons do."""
        pages = [
            ("<uuid:patient_id>/hand-over/", admin_pages.hand_over_page, "care_hand_over"),
            ("<uuid:patient_id>/new-link/", admin_pages.new_link, "care_new_link"),
            ("link/<uuid:link_id>/revoke/", admin_pages.revoke_link, "care_revoke_link"),
        ]
        return [
            *(path(at, self.admin_site.admin_view(page), name=name) for at, page, name in pages),
            *super().get_urls(),
        ]


class PrescriptionItemInline(admin.TabularInline):  # type: ignore[type-arg]  # see above
    """The exercises of a prescription with their doses."""

    model = PrescriptionItem
    form = PrescriptionItemForm
    formset = PrescriptionItemFormSet
    verbose_name_plural = gettext_lazy("exercises, in order")

    def get_extra(self, request: HttpRequest, obj: Any = None, **_kwargs: Any) -> int:
        """Offer a row per exercise of the chosen routine."""
        if obj is not None and not obj._state.adding:
            return 0
        routine_version = routine_chosen(request.GET)
        return EMPTY_ROWS if routine_version is None else routine_version.items.count()


@admin.register(Prescription)
class PrescriptionAdmin(AuditedAdmin[Prescription]):
    """Prescribing: choose patient and routine, change doses, save, hand over the link."""

    form = PrescriptionForm
    inlines: ClassVar = [PrescriptionItemInline]
    autocomplete_fields = ("patient",)
    list_display = ("patient", "title", "starts_on", "ends_on", "times_per_week", "ended_at")
    list_select_related = ("patient",)
    search_fields = ("patient__family_name__istartswith", "title")
    add_form_template = "admin/care/prescription/add_form.html"
    change_form_template = "admin/care/prescription/change_form.html"
    fieldsets = (
        (None, {"fields": ("patient", "routine_version")}),
        (
            gettext_lazy("When and how much"),
            {
                "fields": (
                    "title",
                    ("starts_on", "ends_on"),
                    ("times_per_week", "pain_stop_limit"),
                )
            },
        ),
    )

    class Media:
        js = ("care/prescribe.js",)

    def patient_of(self, obj: Any) -> tuple[UUID, UUID]:
        """Return the patient to whom it is prescribed."""
        return obj.patient_id, obj.clinic_id

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        """Refuse: what the patient did refers to it; end it and prescribe anew."""
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start from the patient and the routine that the address names."""
        wanted = _uuid(request.GET.get("patient"))
        patient = Patient.objects.filter(pk=wanted).first() if wanted else None
        clinic_id = patient.clinic_id if patient else actor(request).clinic_id
        clinic = Clinic.objects.filter(pk=clinic_id).first() if clinic_id else None
        today = clinic_today(clinic or Clinic())
        routine_version = routine_chosen(request.GET)
        start = {} if routine_version is None else prescription_start(routine_version)
        length = start.pop("weeks", timedelta(weeks=6, days=-1))
        return {"patient": patient, "starts_on": today, "ends_on": today + length, **start}

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Prescription, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Fill the rows with the routine's doses when the page is opened."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        routine_version = routine_chosen(request.GET)
        if request.method == "GET" and obj._state.adding and routine_version is not None:
            kwargs["initial"] = dose_rows(routine_version)
        return kwargs

    def save_model(
        self,
        request: HttpRequest,
        obj: Prescription,
        form: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        """Wait for the rows: the service saves all of it together."""

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: ARG002, FBT001  Django's signature
    ) -> None:
        """Prescribe, and make the link to hand over."""
        by, wanted = actor(request), form.cleaned_data
        made = prescription_create(
            by=by,
            patient=wanted["patient"],
            routine_version=wanted["routine_version"],
            title=wanted["title"],
            starts_on=wanted["starts_on"],
            ends_on=wanted["ends_on"],
            times_per_week=wanted["times_per_week"],
            pain_stop_limit=wanted["pain_stop_limit"],
            doses=formsets[0].doses() or None,
        )
        vars(form.instance).update(vars(made))
        keep_for_next_page(request.session, link_create(by=by, patient=made.patient))

    def response_add(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: Prescription,
        post_url_continue: str | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Go on to the page that hands over the link."""
        return HttpResponseRedirect(reverse("admin:care_hand_over", args=[obj.patient_id]))

    def get_urls(self) -> list[URLPattern]:
        """Add what the button "End" does."""
        end = self.admin_site.admin_view(admin_pages.end_prescription)
        return [
            path("<uuid:prescription_id>/end/", end, name="care_end_prescription"),
            *super().get_urls(),
        ]


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
