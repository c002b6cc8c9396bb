"""What every page of a therapist needs: who asks, the clinic's time, and the audit row."""

import zoneinfo
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from therapy.accounts.models import User
from therapy.audit.actors import Actor

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def clinic_page(view: View[Params]) -> View[Params]:
    """Make a view a therapist's page: signed in, in the clinic's time zone, never cached."""

    @wraps(view)
    def in_clinic_time(
        request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponse:
        with timezone.override(clinic_zone(request)):
            return view(request, *args, **kwargs)

    return cast("View[Params]", never_cache(login_required(in_clinic_time)))


def clinic_zone(request: HttpRequest) -> zoneinfo.ZoneInfo:
    """Return the time zone of the signed-in person's clinic; UTC for a platform operator."""
    clinic = user_of(request).clinic
    return zoneinfo.ZoneInfo("UTC" if clinic is None else clinic.time_zone)


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; only for views under `clinic_page`."""
    return cast("User", request.user)


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts, for services and the audit log."""
    return Actor.from_user(request.user)


def page_of(rows: QuerySet[Any] | list[Any], request: HttpRequest, *, size: int) -> Page[Any]:
    """Return the page that the address asks for; one that does not exist becomes the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Answer with a page; `time_zone` goes with it for what the browser formats."""
    return render(
        request,
        f"clinician/{template}",
        {"time_zone": timezone.get_current_timezone_name(), **context},
    )
