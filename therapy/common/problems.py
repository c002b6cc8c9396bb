"""Errors as `application/problem+json` (RFC 9457): one shape for every refusal of the API."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from pose.stream import PoseFormatError
from therapy.common.errors import DomainError, Invalid, NotFound, PermissionDenied

PROBLEM_TYPE = "application/problem+json"


def problem_document(
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    errors: list[dict[str, Any]] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a problem document; `errors` is a list of ``{"field", "reason"}``."""
    return {
        "type": f"urn:plumbline:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or [],
        **(extra or {}),
    }


def domain_problem(error: DomainError) -> dict[str, Any]:
    """Return the problem document of a domain error."""
    return problem_document(
        status=error.status,
        code=error.code,
        title=str(error.title),
        detail=error.detail,
        errors=[{"field": field, "reason": reason} for field, reason in error.errors],
        extra=error.extra,
    )


def problem_response(error: DomainError) -> JsonResponse:
    """Return a domain error as an answer outside the REST framework."""
    return JsonResponse(domain_problem(error), status=error.status, content_type=PROBLEM_TYPE)


def problem_exception_handler(exc: Exception, _context: Mapping[str, Any]) -> Response | None:
    """Turn what the API refuses into a problem document; None lets the rest propagate."""
    if isinstance(exc, PoseFormatError):
        return _respond(_pose_format_problem(exc))
    if isinstance(exc, exceptions.APIException):
        return _respond(_api_problem(exc), headers=_api_headers(exc))
    domain = _as_domain_error(exc)
    return None if domain is None else _respond(domain_problem(domain))


def _respond(document: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        document, status=document["status"], content_type=PROBLEM_TYPE, headers=dict(headers or {})
    )


def _as_domain_error(exc: Exception) -> DomainError | None:
    if isinstance(exc, DomainError):
        return exc
    if isinstance(exc, Http404):
        return NotFound(_("There is no such thing, or not for you."))
    if isinstance(exc, DjangoPermissionDenied):
        return PermissionDenied(_("You may not do this."))
    if isinstance(exc, DjangoValidationError):
        fields = exc.message_dict if hasattr(exc, "error_dict") else {"": exc.messages}
        errors = tuple((name, reason) for name, reasons in fields.items() for reason in reasons)
        return Invalid(_("What was sent is not valid."), errors=errors)
    return None


def _pose_format_problem(error: PoseFormatError) -> dict[str, Any]:
    entry: dict[str, Any] = {"field": error.field, "reason": error.reason}
    if error.record is not None:
        entry["record"] = error.record
    return problem_document(
        status=422,
        code="pose_format",
        title=_("The keypoints are not in the format"),
        detail=str(error),
        errors=[entry],
    )


def _api_problem(exc: exceptions.APIException) -> dict[str, Any]:
    errors = [{"field": field, "reason": reason} for field, reason in _field_errors(exc.detail)]
    if isinstance(exc, exceptions.ValidationError):
        return problem_document(
            status=422,
            code="invalid",
            title=_("What was sent is not valid"),
            detail=_("What was sent is not valid."),
            errors=errors,
        )
    codes = exc.get_codes()
    return problem_document(
        status=exc.status_code,
        code=codes if isinstance(codes, str) else exc.default_code,
        title=str(exc.default_detail),
        detail=str(exc.detail) if isinstance(exc.detail, str) else str(exc.default_detail),
    )


def _api_headers(exc: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _field_errors(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for name, part in detail.items():
            below = "" if name == "non_field_errors" else str(name)
            yield from _field_errors(part, ".".join(filter(None, (path, below))))
    elif isinstance(detail, list):
        for index, part in enumerate(detail):
            nested = isinstance(part, (Mapping, list))
            below = ".".join(filter(None, (path, str(index)))) if nested else path
            yield from _field_errors(part, below)
    else:
        yield path, str(detail)
