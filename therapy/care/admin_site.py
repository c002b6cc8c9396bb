"""The admin as the product's own site."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from therapy.audit.admin_base import actor
from therapy.audit.services import audit_record_each


class AuditedAutocomplete(AutocompleteJsonView):
    """Suggestions while typing, whose patients are in the audit log."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Suggest, and note of whom."""
        response = super().get(request, *args, **kwargs)
        patient_of = getattr(self.model_admin, "patient_of", lambda _obj: None)
        seen = filter(None, map(patient_of, self.get_context_data()["object_list"]))
        audit_record_each(
            by=actor(request),
            action="patient.suggest",
            clinic_by_patient=dict(seen),
            detail={"where": "admin"},
        )
        return response


class PlumblineAdminSite(AdminSite):
    """The admin: prescribing, patients and, for administrators, people and keys."""

    site_header = _("Plumbline")
    site_title = _("Plumbline")
    index_title = _("Clinic")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person may use the admin: active staff of a clinic, or an operator."""
        user: Any = request.user
        return bool(
            user.is_active and user.is_staff and (user.is_operator or user.clinic_id is not None)
        )

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002  Django's signature
    ) -> HttpResponse:
        """Sign in where everybody does, with the same pause after wrong passwords."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        target = request.GET.get("next", reverse("admin:index"))
        return redirect_to_login(target, reverse("accounts:sign-in"))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Suggest patients while typing."""
        return AuditedAutocomplete.as_view(admin_site=self)(request)
