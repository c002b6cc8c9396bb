"""What a session may see, and for how long it lasts."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from therapy.common.tenancy import all_clinics, clinic_scope, no_clinic

GetResponse = Callable[[HttpRequest], HttpResponse]

STARTED_KEY = "staff_started_at_s"
SEEN_KEY = "staff_seen_at_s"
# How coarsely the last use is remembered, so that not every request writes the session.
SEEN_STEP_S = 60


class SessionLimitMiddleware:
    """Sign people out after a while without use, and after a working day in any case."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session if it is over, then answer the request."""
        if request.user.is_authenticated and self._is_over(request):
            logout(request)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest) -> bool:
        now = int(time.time())
        started = request.session.setdefault(STARTED_KEY, now)
        seen = request.session.get(SEEN_KEY, now)
        if now - seen > settings.STAFF_IDLE_S or now - started > settings.STAFF_SESSION_S:
            return True
        if now - seen >= SEEN_STEP_S or SEEN_KEY not in request.session:
            request.session[SEEN_KEY] = now
        return False


class ClinicScopeMiddleware:
    """Choose the signed-in person's clinic for the request; an operator sees them all."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request within its clinic."""
        user = request.user
        if not user.is_authenticated:
            scope = no_clinic()
        elif user.clinic_id is not None:
            scope = clinic_scope(user.clinic_id)
        elif user.is_operator:
            scope = all_clinics("a platform operator's request")
        else:
            scope = no_clinic()
        with scope:
            return self.get_response(request)
