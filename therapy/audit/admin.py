"""The audit log in the admin: read-only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from therapy.audit.admin_base import ModelAdmin
from therapy.audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ModelAdmin[AuditEvent]):
    """Who saw or changed what; nothing here can be changed."""

    list_display = ("at", "actor_kind", "actor_id", "action", "patient_id", "object_type", "detail")
    list_filter = ("actor_kind", "action")
    search_fields = ("=actor_id", "=patient_id", "=object_id", "action")
    date_hierarchy = "at"
    list_per_page = 100
    show_full_result_count = False
    actions = None

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Let pages of objects and patients link to what is said about them."""
        known = {"object_id", "patient_id", "actor_id"}
        return lookup in known or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # the request is always given

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  Django's signature
        """Refuse: services write the log."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: the log is append-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: the log is append-only."""
        return False
