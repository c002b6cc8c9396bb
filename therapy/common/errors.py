"""Refusals of the domain: each says in words why, has a code for programs and an HTTP status."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something that the rules do not allow.

    Parameters
    ----------
    detail
        Why, for a person.  No patient data: it may end up in a log.
    code
        Why, for a program; the class's own when not given.
    extra
        Further members of the problem document, such as ``{"attempts_left": 3}``.
    errors
        Per field, ``(field, reason)``.
    """

    status: ClassVar[int] = 400
    code: str = "invalid"
    title: ClassVar[Any] = _("This is not possible")

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        extra: Mapping[str, Any] | None = None,
        errors: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Say why, for a person and for a program."""
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.extra = dict(extra or {})
        self.errors = errors


class Invalid(DomainError):
    """What was sent is understood, but wrong."""

    status = 422
    code = "invalid"
    title = _("What was sent is not valid")


class NotSignedIn(DomainError):
    """Who asks is not known, or not proven."""

    status = 401
    code = "not_signed_in"
    title = _("Please sign in")


class PermissionDenied(DomainError):
    """Who asks may not do this."""

    status = 403
    code = "permission_denied"
    title = _("You may not do this")


class NotFound(DomainError):
    """There is no such thing, or not for who asks."""

    status = 404
    code = "not_found"
    title = _("Not found")


class Conflict(DomainError):
    """It contradicts what is there already."""

    status = 409
    code = "conflict"
    title = _("This contradicts what is there already")


class InvalidTransition(Conflict):
    """The state that it is in does not lead to the one that was asked for."""

    code = "invalid_transition"
    title = _("This step is not possible now")


class Gone(DomainError):
    """It was there once and is no more."""

    status = 410
    code = "gone"
    title = _("No longer available")


class Locked(DomainError):
    """It is closed until somebody opens it again."""

    status = 423
    code = "locked"
    title = _("Locked")


class TooManyAttempts(DomainError):
    """Asked too often; wait."""

    status = 429
    code = "too_many_attempts"
    title = _("Too many attempts")
