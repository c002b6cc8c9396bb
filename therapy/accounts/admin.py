"""Clinics, people and API keys in the admin."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from therapy.accounts.models import ApiKey, Clinic, User
from therapy.accounts.services import api_key_create, api_key_revoke
from therapy.audit.admin_base import AuditedAdmin, actor
from therapy.audit.services import audit_record

# What people may do follows from their role; Django's groups would be a second truth.
admin.site.unregister(Group)


@admin.register(Clinic)
class ClinicAdmin(AuditedAdmin[Clinic]):
    """A person's own clinic; all of them for an operator."""

    list_display = ("name", "phone", "time_zone", "estimates_angles", "is_demo")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Clinic]:
        """Limit to the person's own clinic."""
        clinic_id = actor(request).clinic_id
        clinics = super().get_queryset(request)
        return clinics if clinic_id is None else clinics.filter(pk=clinic_id)

    def get_readonly_fields(self, request: HttpRequest, obj: Clinic | None = None) -> list[str]:  # noqa: ARG002  Django's signature
        """Leave it to operators to say what is a demo."""
        return [] if actor(request).is_operator else ["is_demo"]

    def save_model(self, request: HttpRequest, obj: Clinic, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Save, and note which fields changed."""
        obj.save()
        action = "clinic.update" if change else "clinic.create"
        detail = {"changed": form.changed_data}
        audit_record(by=actor(request), action=action, obj=obj, clinic_id=obj.pk, detail=detail)


class UserCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]  # no type parameters at run time
    """A new person's name, password and role."""

    class Meta:
        model = User
        fields = ("username", "role", "clinic")


@admin.register(User)
class PeopleAdmin(AuditedAdmin[User], UserAdmin):  # type: ignore[type-arg]  # no type parameters at run time
    """The people of the clinic."""

    add_form = UserCreationForm
    list_display = ("username", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name")
    filter_horizontal = ()
    readonly_fields = ("last_login",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (None, {"fields": ("first_name", "last_name", "email", "role", "is_active", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "role", "password1", "password2")}),)
    operator_fieldsets: ClassVar[Any] = (
        (gettext_lazy("Clinic"), {"fields": ("clinic", "is_staff", "is_superuser")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Limit to the person's own clinic."""
        clinic_id = actor(request).clinic_id
        people = super().get_queryset(request)
        return people if clinic_id is None else people.filter(clinic_id=clinic_id)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Let operators alone choose the clinic and make operators."""
        own = super().get_fieldsets(request, obj)
        if actor(request).clinic_id is not None:
            return own
        if obj is None:
            return (*own, (gettext_lazy("Clinic"), {"fields": ("clinic",)}))
        return (*own, *self.operator_fieldsets)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Save within the clinic, and note which fields changed."""
        by = actor(request)
        if by.clinic_id is not None:
            obj.clinic_id = by.clinic_id
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        changed = [name for name in form.changed_data if "password" not in name]
        action = "user.update" if change else "user.create"
        audit_record(by=by, action=action, obj=obj, detail={"changed": changed})


@admin.register(ApiKey)
class ApiKeyAdmin(AuditedAdmin[ApiKey]):
    """Keys of other systems: made and revoked here, shown once."""

    list_display = ("name", "prefix", "created_at", "last_used_at", "revoked_at")
    readonly_fields = ("prefix", "created_at", "last_used_at", "revoked_at")
    change_form_template = "admin/accounts/apikey/change_form.html"

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[Any]:
        """Ask for a name; and an operator for the clinic."""
        if obj is not None:
            return ["name", *self.readonly_fields]
        return ["name"] if actor(request).clinic_id else ["clinic", "name"]

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:  # noqa: ARG002  Django's signature
        """Refuse: a key is made and revoked, never changed."""
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001  Django's signature
        """Make the key through the service and show it once."""
        by = actor(request)
        clinic = Clinic.objects.get(pk=by.clinic_id or obj.clinic_id)
        made = api_key_create(by=by, clinic=clinic, name=obj.name)
        vars(obj).update(vars(made.key))
        text = _("The key, shown only now: %(secret)s") % {"secret": made.secret}
        messages.warning(request, text)

    def response_add(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: ApiKey,
        post_url_continue: str | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Show the key's page, with the key above it this once."""
        return HttpResponseRedirect(reverse("admin:accounts_apikey_change", args=[obj.pk]))

    def get_urls(self) -> list[URLPattern]:
        """Add what the button "Revoke" does."""
        revoke = self.admin_site.admin_view(require_POST(self.revoke))
        return [
            path("<uuid:key_id>/revoke/", revoke, name="accounts_revoke_key"),
            *super().get_urls(),
        ]

    def revoke(self, request: HttpRequest, key_id: Any) -> HttpResponse:
        """Make a key useless."""
        key = get_object_or_404(ApiKey.objects.all(), pk=key_id)
        api_key_revoke(by=actor(request), key=key)
        messages.success(request, _("The key was revoked. It opens nothing any more."))
        return HttpResponseRedirect(reverse("admin:accounts_apikey_change", args=[key.pk]))
