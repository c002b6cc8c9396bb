"""Making clinics, people and API keys."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from therapy.accounts.enums import Role
from therapy.accounts.models import ApiKey, Clinic, User
from therapy.accounts.permissions import check_can_manage_clinic
from therapy.audit.actors import Actor
from therapy.audit.enums import ActorKind
from therapy.audit.services import audit_record
from therapy.common.errors import PermissionDenied
from therapy.common.tenancy import all_clinics, clinic_scope

API_KEY_MARK = "plk"
# A key's last use is remembered to the minute: a read must not become a write each time.
LAST_USED_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class NewApiKey:
    """A key and the only sight of its secret."""

    key: ApiKey
    secret: str


@transaction.atomic
def clinic_create(
    *, by: Actor, name: str, phone: str, time_zone: str = "UTC", is_demo: bool = False
) -> Clinic:
    """Make a clinic: a new tenant.

    Raises
    ------
    PermissionDenied
        If `by` is neither an operator nor the system.
    """
    if not (by.is_operator or by.kind == ActorKind.SYSTEM):
        raise PermissionDenied("Only an operator may add a clinic.")
    clinic = Clinic(name=name, phone=phone, time_zone=time_zone, is_demo=is_demo)
    clinic.full_clean()
    clinic.save()
    audit_record(by=by, action="clinic.create", obj=clinic, clinic_id=clinic.id)
    return clinic


@transaction.atomic
def user_create(
    *,
    by: Actor,
    clinic: Clinic,
    username: str,
    password: str,
    role: Role = Role.THERAPIST,
    email: str = "",
) -> User:
    """Make an account for somebody who works in a clinic; it may use the admin."""
    check_can_manage_clinic(by, clinic.id)
    user = User.objects.create_user(
        username, email, password, clinic=clinic, role=role, is_staff=True
    )
    audit_record(by=by, action="user.create", obj=user, detail={"role": str(role)})
    return user


@transaction.atomic
def api_key_create(*, by: Actor, clinic: Clinic, name: str) -> NewApiKey:
    """Make a key for another system; its secret is returned once and only its hash is stored."""
    check_can_manage_clinic(by, clinic.id)
    prefix = secrets.token_hex(4)
    secret = f"{API_KEY_MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(clinic=clinic, name=name, prefix=prefix, key_hash=_hash(secret))
    key.save()
    audit_record(by=by, action="api_key.create", obj=key, detail={"name": name})
    return NewApiKey(key, secret)


@transaction.atomic
def api_key_revoke(*, by: Actor, key: ApiKey) -> ApiKey:
    """Make a key useless from now on; revoking twice changes nothing."""
    check_can_manage_clinic(by, key.clinic_id)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        audit_record(by=by, action="api_key.revoke", obj=key)
    return key


def api_key_verify(*, secret: str) -> ApiKey | None:
    """Return the key that this secret opens, or None; hashes are compared in constant time."""
    mark, _, rest = secret.partition("_")
    prefix = rest.partition("_")[0]
    with all_clinics("an API key says which clinic it belongs to"):
        key = ApiKey.objects.select_related("clinic").filter(prefix=prefix).first()
    stored = key.key_hash if key is not None else _hash("")
    matches = hmac.compare_digest(stored, _hash(secret))
    if key is None or not matches or mark != API_KEY_MARK or key.revoked_at is not None:
        return None
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > LAST_USED_STEP:
        key.last_used_at = now
        with clinic_scope(key.clinic_id):
            key.save(update_fields=["last_used_at"])
    return key


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
