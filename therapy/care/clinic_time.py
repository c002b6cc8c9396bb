"""The day it is for a clinic, and how old somebody is on a day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from therapy.accounts.models import Clinic


def clinic_today(clinic: Clinic, *, now: datetime | None = None) -> date:
    """Return the calendar day in the clinic's time zone."""
    return (now or timezone.now()).astimezone(ZoneInfo(clinic.time_zone)).date()


def years_between(born: date, day: date) -> int:
    """Return how many birthdays somebody has had by ``day``."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
