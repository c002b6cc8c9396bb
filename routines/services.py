"""Publishing the library: what changed becomes a new version, what did not stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from routines.library_files import Library
from routines.models import Exercise, ExerciseVersion, Routine, RoutineItem, RoutineVersion
from routines.selectors import exercise_version_list_current
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record

EXERCISE_COLUMNS = (
    *("protocol", "title", "view", "posture", "dose", "sides"),
    *("instruction", "steps", "setup", "safety", "needs_support"),
)
ROUTINE_COLUMNS = ("title", "summary", "times_per_week", "weeks", "pain_stop_limit")
DOSE_COLUMNS = ("side", "sets", "repetitions", "seconds", "rest_s")


@dataclass(frozen=True)
class Published:
    """Keys of what got a new version."""

    exercises: tuple[str, ...]
    routines: tuple[str, ...]


@transaction.atomic
def library_publish(*, by: Actor, library: Library) -> Published:
    """Publish a new version of each entry that differs from its latest one.

    A routine gets a new version too when one of its exercises did.  Doing it again changes
    nothing.
    """
    exercises = tuple(
        key for key, entry in library.exercises.items() if _publish_exercise(by, key, entry)
    )
    routines = tuple(
        key for key, entry in library.routines.items() if _publish_routine(by, key, entry)
    )
    return Published(exercises, routines)


def _publish_exercise(by: Actor, key: str, entry: Mapping[str, Any]) -> bool:
    exercise, _is_new = Exercise.objects.get_or_create(key=key)
    columns = {name: entry[name] for name in EXERCISE_COLUMNS}
    latest = exercise.versions.order_by("-version").first()
    if latest is not None and {name: getattr(latest, name) for name in columns} == columns:
        return False
    version = ExerciseVersion(
        exercise=exercise,
        version=1 if latest is None else latest.version + 1,
        published_at=timezone.now(),
        **columns,
    )
    version.full_clean()
    version.save()
    detail = {"key": key, "version": version.version}
    audit_record(by=by, action="exercise.publish", obj=version, detail=detail)
    return True


def _publish_routine(by: Actor, key: str, entry: Mapping[str, Any]) -> bool:
    routine, _is_new = Routine.objects.get_or_create(key=key)
    columns = {name: entry[name] for name in ROUTINE_COLUMNS}
    items = [_item_columns(item) for item in entry["items"]]
    latest = routine.versions.order_by("-version").first()
    if latest is not None and _stored(latest) == (columns, items):
        return False
    version = RoutineVersion(
        routine=routine, version=1 if latest is None else latest.version + 1, **columns
    )
    version.full_clean()
    version.save()
    for position, item in enumerate(items, start=1):
        RoutineItem(routine_version=version, position=position, **item).save()
    version.published_at = timezone.now()
    version.save()
    detail = {"key": key, "version": version.version}
    audit_record(by=by, action="routine.publish", obj=version, detail=detail)
    return True


def _item_columns(item: Mapping[str, Any]) -> dict[str, Any]:
    exercise = exercise_version_list_current().get(exercise__key=item["exercise"])
    undosed = RoutineItem()
    return {"exercise_version": exercise} | {
        name: item.get(name, getattr(undosed, name)) for name in DOSE_COLUMNS
    }


def _stored(version: RoutineVersion) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    columns = {name: getattr(version, name) for name in ROUTINE_COLUMNS}
    items = [
        {name: getattr(item, name) for name in ("exercise_version", *DOSE_COLUMNS)}
        for item in version.items.select_related("exercise_version").order_by("position")
    ]
    return columns, items
