"""How much of each exercise: what a routine suggests, and what can be done at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from routines.enums import DoseKind
from routines.models import ExerciseVersion, RoutineVersion
from therapy.common.errors import Invalid

MAX_SETS = 10
MAX_REPETITIONS = 100
MAX_SECONDS = 300
MAX_REST_S = 600


@dataclass(frozen=True)
class Dose:
    """How much of one exercise: what an item of a prescription says."""

    exercise_version: ExerciseVersion
    side: str | None
    sets: int
    repetitions: int | None
    seconds: int | None
    rest_s: int


def routine_doses(routine_version: RoutineVersion) -> tuple[Dose, ...]:
    """Return the doses from which a routine starts, in order."""
    items = routine_version.items.select_related("exercise_version").order_by("position")
    return tuple(
        Dose(
            exercise_version=item.exercise_version,
            side=item.side,
            sets=item.sets,
            repetitions=item.repetitions,
            seconds=item.seconds,
            rest_s=item.rest_s,
        )
        for item in items
    )


def dose_problems(dose: Dose) -> list[tuple[str, str]]:
    """Return what is wrong with a dose as ``(field, reason)``; empty when it can be done."""
    exercise = dose.exercise_version
    problems: list[tuple[str, str]] = []
    in_seconds = exercise.dose == DoseKind.SECONDS
    wanted = "seconds" if in_seconds else "repetitions"
    unwanted = "repetitions" if in_seconds else "seconds"
    amount = getattr(dose, wanted)
    most = MAX_SECONDS if in_seconds else MAX_REPETITIONS
    if amount is None or not 1 <= amount <= most:
        problems.append((wanted, _("Give a number from 1 to %(most)d.") % {"most": most}))
    if getattr(dose, unwanted) is not None:
        problems.append((unwanted, _("This exercise is not counted so; leave it empty.")))
    if exercise.sides and dose.side not in exercise.sides:
        names = ", ".join(exercise.sides)
        problems.append(("side", _("Choose a side: %(names)s.") % {"names": names}))
    if not exercise.sides and dose.side is not None:
        problems.append(("side", _("This exercise has no side; leave it empty.")))
    if not 1 <= dose.sets <= MAX_SETS:
        problems.append(("sets", _("Give a number from 1 to %(most)d.") % {"most": MAX_SETS}))
    if not 0 <= dose.rest_s <= MAX_REST_S:
        problems.append(("rest_s", _("Give a number from 0 to %(most)d.") % {"most": MAX_REST_S}))
    return problems


def check_doses(doses: Sequence[Dose]) -> None:
    """Raise `Invalid` when nothing is prescribed or a dose cannot be done."""
    if not doses:
        reason = _("Prescribe at least one exercise.")
        raise Invalid(reason, errors=(("items", reason),))
    problems = tuple(
        (f"items.{position}.{field}", reason)
        for position, dose in enumerate(doses, start=1)
        for field, reason in dose_problems(dose)
    )
    if problems:
        raise Invalid(_("A dose cannot be done as it is."), errors=problems)
