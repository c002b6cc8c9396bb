"""The day it is for a clinic."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from therapy.accounts.models import Clinic


def clinic_today(clinic: Clinic, *, now: datetime | None = None) -> date:
    """Return the calendar day in the clinic's time zone."""
    return (now or timezone.now()).astimezone(ZoneInfo(clinic.time_zone)).date()
