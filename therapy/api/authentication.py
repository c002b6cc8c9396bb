"""Who asks: a patient who opened a link, a person of the clinic, or another system with a key.

Each class answers with an `Actor` in ``request.auth``; ``request.user`` is the signed-in person
for staff and nobody otherwise.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import PermissionDenied as ApiPermissionDenied
from rest_framework.request import Request

from therapy.accounts.services import api_key_verify
from therapy.audit.actors import Actor
from therapy.care.models import PatientLink
from therapy.care.selectors import link_get_usable
from therapy.common.errors import NotSignedIn, PermissionDenied

Authenticated = tuple[AbstractBaseUser | AnonymousUser, Actor]

LINK_KEY: Final = "patient_link"
TOKEN_MARK_KEY: Final = "patient_link_mark"  # noqa: S105  the name of a member, no secret
LONGEST_SESSION: Final = timedelta(days=30)
_MARK_LENGTH: Final = 16


class CsrfEnforced(SessionAuthentication):
    """Nobody in particular, but with the CSRF header; for signing in."""

    def authenticate(self, request: Request) -> None:
        """Refuse a request that another site's page might have sent."""
        self.enforce_csrf(request)

    def enforce_csrf(self, request: Request) -> None:
        """Refuse with a code by which the browser knows to fetch the cookie again.

        Raises
        ------
        PermissionDenied
            ``csrf_failed``.
        """
        try:
            super().enforce_csrf(request)
        except ApiPermissionDenied as error:
            detail = _("This page was open for too long. Please load it again.")
            raise PermissionDenied(detail, code="csrf_failed") from error


class PatientSession(CsrfEnforced):
    """A patient whose browser's session holds an open link.

    The link is read at each request: one that was taken back, ran out or was locked ends the
    session at once.
    """

    def authenticate(self, request: Request) -> Authenticated | None:  # type: ignore[override]  # staff and patients differ in what comes second
        """Return the patient's actor; None when no link is open.

        Raises
        ------
        Gone, Locked, NotFound
            When the link does not open any more.
        """
        link_id = request.session.get(LINK_KEY)
        if link_id is None:
            return None
        link = link_get_usable(link_id=UUID(link_id))
        self.enforce_csrf(request)
        request._request.patient_link = link  # type: ignore[attr-defined]  # noqa: SLF001  one lookup per request
        return AnonymousUser(), Actor.from_link(link)


class StaffSession(SessionAuthentication):
    """A person of the clinic who signed in on the pages."""

    def authenticate(self, request: Request) -> Authenticated | None:
        """Return the person and their actor; None when nobody has signed in."""
        signed_in = super().authenticate(request)
        if signed_in is None:
            return None
        user = signed_in[0]
        return user, Actor.from_user(user)


class ApiKeyBearer(BaseAuthentication):
    """Another system, by ``Authorization: Bearer plk_…``."""

    def authenticate(self, request: Request) -> Authenticated | None:
        """Return the key's actor; None when there is no bearer header.

        Raises
        ------
        NotSignedIn
            When the key is unknown or revoked.
        """
        scheme, __, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        key = api_key_verify(secret=secret.strip().decode("latin-1"))
        if key is None:
            raise NotSignedIn(_("This API key is not valid."), code="unknown_api_key")
        return AnonymousUser(), Actor.from_api_key(key)


def patient_session_open(request: HttpRequest, *, link: PatientLink, token: str) -> None:
    """Let this browser's session stand for the link, under a new session key."""
    request.session.cycle_key()
    request.session[LINK_KEY] = str(link.id)
    request.session[TOKEN_MARK_KEY] = token_mark(token)
    latest = datetime.now(UTC) + LONGEST_SESSION
    request.session.set_expiry(min(link.expires_at, latest))


def patient_session_close(request: HttpRequest) -> None:
    """Forget the link; a person of the clinic in the same browser stays signed in."""
    if request.user.is_authenticated:
        for key in (LINK_KEY, TOKEN_MARK_KEY):
            request.session.pop(key, None)
    else:
        request.session.flush()


def token_mark(token: str) -> str:
    """Return what tells a browser whether the open session belongs to the link in its address."""
    return hashlib.sha256(token.encode()).hexdigest()[:_MARK_LENGTH]


class _PatientSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library's registry is not typed
    target_class = PatientSession
    name = "patientSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002  the library's signature
        return _cookie("a patient's session, opened by POST /api/v1/patient/session")


class _StaffSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library's registry is not typed
    target_class = StaffSession
    name = "staffSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002  the library's signature
        return _cookie("a therapist's session")


class _ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library's registry is not typed
    target_class = ApiKeyBearer
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002  the library's signature
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "an API key of the clinic: plk_…",
        }


def _cookie(description: str) -> dict[str, Any]:
    return {"type": "apiKey", "in": "cookie", "name": "plumbline", "description": description}
