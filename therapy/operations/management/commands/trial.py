"""A clinic, a therapist and a synthetic patient with one prescribed exercise, for `make perform`."""

import datetime as dt
import json
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from routines.models import ExerciseVersion, RoutineVersion
from therapy.accounts.services import api_key_create, clinic_create, user_create
from therapy.audit.actors import Actor
from therapy.care.doses import MAX_REPETITIONS, MAX_SECONDS, Dose
from therapy.care.services import link_create, patient_create, prescription_create
from therapy.common.tenancy import clinic_scope

BIRTH_DATE = dt.date(1950, 1, 31)


class Command(BaseCommand):
    """Print, as JSON, the sign-in, an API key, the patient's link and the date of birth."""

    help = "Make a clinic, a therapist and a patient with one prescribed exercise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--exercise", required=True)
        parser.add_argument("--side", choices=["left", "right", "both"])
        parser.add_argument("--seconds", type=int, default=60, help="longest a set may take")
        parser.add_argument("--height-cm", type=int)
        parser.add_argument("--sets", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them through the services that the pages use."""
        by = Actor.system("trial")
        mark = secrets.token_hex(4)
        password = secrets.token_urlsafe(12)
        clinic = clinic_create(by=by, name=f"Trial clinic {mark}", phone="+00 0000 000000")
        with clinic_scope(clinic.id):
            therapist = user_create(
                by=by, clinic=clinic, username=f"therapist-{mark}", password=password
            )
            patient = patient_create(
                by=by,
                clinic=clinic,
                given_name="Trial",
                family_name="Synthetic",
                birth_date=BIRTH_DATE,
                height_cm=options["height_cm"],
                is_synthetic=True,
            )
            today = timezone.localdate()
            prescription = prescription_create(
                by=by,
                patient=patient,
                routine_version=_any_routine(),
                starts_on=today - dt.timedelta(days=1),
                ends_on=today + dt.timedelta(days=30),
                title="Trial",
                doses=[_dose(options)],
            )
            link = link_create(by=by, patient=patient, valid_days=2)
            key = api_key_create(by=by, clinic=clinic, name="Trial")
        made = {
            "clinic": str(clinic.id),
            "patient": str(patient.id),
            "prescription": str(prescription.id),
            "therapist": therapist.username,
            "password": password,
            "api_key": key.secret,
            "link_path": link.path,
            "birth_date": BIRTH_DATE.isoformat(),
        }
        self.stdout.write(json.dumps(made))


def _any_routine() -> RoutineVersion:
    found = RoutineVersion.objects.filter(published_at__isnull=False).first()
    if found is None:
        raise CommandError("The library is empty: run library_load")
    return found


def _widest_side(sides: list[str]) -> str | None:
    """Return both sides where an exercise has them, else the first, else none."""
    return "both" if "both" in sides else next(iter(sides), None)


def _dose(options: dict[str, Any]) -> Dose:
    versions = ExerciseVersion.objects.filter(protocol=options["exercise"])
    version = versions.filter(published_at__isnull=False).order_by("-version").first()
    if version is None:
        known = ", ".join(sorted(set(ExerciseVersion.objects.values_list("protocol", flat=True))))
        raise CommandError(f"There is no exercise {options['exercise']}; there are: {known}")
    timed = version.dose == "seconds"
    return Dose(
        exercise_version=version,
        side=options["side"] or _widest_side(version.sides),
        sets=options["sets"],
        repetitions=None if timed else MAX_REPETITIONS,
        seconds=min(options["seconds"], MAX_SECONDS) if timed else None,
        rest_s=5,
    )
