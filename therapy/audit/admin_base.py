"""What every page of the admin does: stay in the clinic, delete nothing, note what was seen."""

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from therapy.audit.actors import Actor
from therapy.audit.services import audit_record, audit_record_each

ModelT = TypeVar("ModelT", bound=Model)

if TYPE_CHECKING:
    from django.forms import ModelChoiceField

    ModelAdmin = admin.ModelAdmin
else:

    class ModelAdmin(admin.ModelAdmin):
        """Django's own, without a type parameter at run time."""

        def __class_getitem__(cls, _item: Any) -> type:
            """Return the class itself."""
            return cls


def actor(request: HttpRequest) -> Actor:
    """Return the signed-in person as an actor."""
    return Actor.from_user(request.user)


class AuditedAdmin(ModelAdmin[ModelT]):
    """An admin page set whose reads are in the audit log.

    Rows are limited to the clinic by the models' own manager.  Django's admin log is not
    written: it would keep names of patients, and the audit log says more.
    """

    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: ModelT | None = None) -> bool:  # noqa: ARG002  Django's signature
        """Refuse: records of care are ended or revoked, never deleted."""
        return False

    def patient_of(self, obj: Any) -> tuple[UUID, UUID] | None:  # noqa: ARG002  for those that override it
        """Return the id of the patient whose data `obj` is, and of the clinic; None for others."""
        return None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List, and note of whom."""
        response = super().changelist_view(request, extra_context)
        listed = getattr(response, "context_data", None) or {}
        if "cl" in listed:
            seen = filter(None, map(self.patient_of, listed["cl"].result_list))
            audit_record_each(
                by=actor(request),
                action=f"{self.opts.model_name}.list",
                clinic_by_patient=dict(seen),
                detail={"where": "admin"},
            )
        return response

    def render_change_form(  # noqa: PLR0917  Django's signature
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002  Django's signature
        change: bool = False,  # noqa: FBT001, FBT002
        form_url: str = "",
        obj: ModelT | None = None,
    ) -> HttpResponse:
        """Show one object, and note whose."""
        seen = self.patient_of(obj) if change else None
        if seen is not None:
            audit_record(
                by=actor(request),
                action=f"{self.opts.model_name}.view",
                patient_id=seen[0],
                obj=obj,
                detail={"where": "admin"},
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        object_id: str,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Send to what the audit log says about this object."""
        query = urlencode({"object_id": object_id})
        return redirect(f"{reverse('admin:audit_auditevent_changelist')}?{query}")

    def construct_change_message(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        form: Any,  # noqa: ARG002
        formsets: Any,  # noqa: ARG002
        add: bool = False,  # noqa: ARG002, FBT001, FBT002
    ) -> Any:
        """Return nothing to log: see `log_change`."""
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it to the audit log."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it to the audit log."""

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        """Offer only the person's own clinic where a clinic is asked for."""
        clinic_id = actor(request).clinic_id
        if clinic_id is not None and db_field.remote_field.model._meta.label == "accounts.Clinic":
            kwargs["queryset"] = db_field.remote_field.model._base_manager.filter(pk=clinic_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
