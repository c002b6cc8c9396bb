"""Signing in and out leaves a trace in the audit log."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from therapy.accounts.models import User
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record


@receiver(user_logged_in)
def record_sign_in(user: User, **_kwargs: Any) -> None:
    """Record who signed in."""
    audit_record(by=Actor.from_user(user), action="user.sign_in", obj=user)


@receiver(user_logged_out)
def record_sign_out(user: User | None, **_kwargs: Any) -> None:
    """Record who signed out; nobody may have been signed in."""
    if user is not None:
        audit_record(by=Actor.from_user(user), action="user.sign_out", obj=user)
