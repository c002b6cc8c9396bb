"""What people may do in the admin follows from their role."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from therapy.accounts.enums import Role
from therapy.accounts.models import User

_THERAPIST = frozenset(
    {
        *(f"care.{verb}_patient" for verb in ("view", "add", "change")),
        *(f"care.{verb}_prescription" for verb in ("view", "add")),
        *(f"care.{verb}_prescriptionitem" for verb in ("view", "add")),
        "care.view_patientlink",
        "care.view_consent",
        *(f"routines.view_{name}" for name in ("exercise", "exerciseversion")),
        *(f"routines.view_{name}" for name in ("routine", "routineversion", "routineitem")),
    }
)
_CLINIC_ADMIN = _THERAPIST | {
    *(f"accounts.{verb}_user" for verb in ("view", "add", "change")),
    *(f"accounts.{verb}_apikey" for verb in ("view", "add", "change")),
    "accounts.view_clinic",
    "accounts.change_clinic",
    "audit.view_auditevent",
}
ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.THERAPIST: _THERAPIST,
    Role.CLINIC_ADMIN: _CLINIC_ADMIN,
}


class RoleBackend(ModelBackend):
    """Signs in by name and password; permissions come from the role and nowhere else."""

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return the permissions of the person's role; an operator has them all."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        if user_obj.is_operator:
            return super().get_all_permissions(user_obj)
        return set(ROLE_PERMISSIONS.get(user_obj.role, ()))
