"""Health and the page for a refused form."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from therapy.common.errors import PermissionDenied
from therapy.common.problems import problem_response


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Say whether this process can do its work: 200 when all is well, else 503.

    Names no host, version or secret: anybody may ask.
    """
    checks = {"database": False, "migrations": False}
    try:
        checks["migrations"] = _migrations_are_applied()
        checks["database"] = True
    except DatabaseError:
        pass
    ok = all(checks.values())
    return JsonResponse(
        {"status": "ok" if ok else "unavailable", "checks": checks}, status=200 if ok else 503
    )


def _migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """Answer a form or request whose CSRF token is missing or stale."""
    detail = _("This page was open for too long. Please load it again and repeat the last step.")
    error = PermissionDenied(detail, code="csrf_failed")
    if request.path.startswith("/api/"):
        return problem_response(error)
    return render(request, "403.html", {"detail": detail, "title": error.title}, status=403)
