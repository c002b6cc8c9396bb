"""Reading the catalogue."""

from django.db.models import OuterRef, QuerySet, Subquery

from routines.models import ExerciseVersion, RoutineVersion


def exercise_version_list_current() -> QuerySet[ExerciseVersion]:
    """Return the latest published version of every exercise."""
    latest = (
        ExerciseVersion.objects.filter(exercise=OuterRef("exercise"), published_at__isnull=False)
        .order_by("-version")
        .values("pk")[:1]
    )
    return ExerciseVersion.objects.filter(pk=Subquery(latest)).order_by("title")


def routine_version_list_current() -> QuerySet[RoutineVersion]:
    """Return the latest published version of every routine."""
    latest = (
        RoutineVersion.objects.filter(routine=OuterRef("routine"), published_at__isnull=False)
        .order_by("-version")
        .values("pk")[:1]
    )
    return RoutineVersion.objects.filter(pk=Subquery(latest)).order_by("title")
