"""Exercises and routines, in versions that never change once they are published."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routines.enums import DoseKind, Posture, Side, View
from therapy.common.models import UuidModel


class PublishedIsFinal(RuntimeError):
    """A published version was about to be changed: make a new version instead."""


class DoseModel(models.Model):
    """How much of an exercise: sets of repetitions or of seconds, with rest between."""

    side = models.CharField(_("side"), max_length=8, choices=Side, null=True, blank=True)
    sets = models.PositiveSmallIntegerField(_("sets"), default=1)
    repetitions = models.PositiveSmallIntegerField(_("repetitions"), null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(_("seconds"), null=True, blank=True)
    rest_s = models.PositiveSmallIntegerField(_("rest, seconds"), default=30)

    class Meta:
        abstract = True


def dose_constraints(name: str) -> list[models.BaseConstraint]:
    """Return what must hold for every dose in a table."""
    return [
        models.CheckConstraint(
            condition=Q(repetitions__isnull=False, seconds__isnull=True)
            | Q(repetitions__isnull=True, seconds__isnull=False),
            name=f"{name}_repetitions_or_seconds",
        ),
        models.CheckConstraint(condition=Q(sets__gte=1), name=f"{name}_at_least_one_set"),
    ]


class Exercise(UuidModel):
    """One exercise or test of the catalogue, known by its key."""

    key = models.SlugField(_("key"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class PublishedModel(UuidModel):
    """A version: a draft until `published_at` is set, final from then on."""

    version = models.PositiveIntegerField(_("version"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        abstract = True

    def _check_not_published(self) -> None:
        if self._state.adding:
            return
        stored = type(self)._base_manager.filter(pk=self.pk, published_at__isnull=False)
        if stored.exists():
            raise PublishedIsFinal(f"{self} is published; publish a new version instead")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the version while it is a draft."""
        self._check_not_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the version while it is a draft."""
        self._check_not_published()
        return super().delete(*args, **kwargs)


class ExerciseVersion(PublishedModel):
    """What an exercise was at one time: how it is explained, filmed and measured."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="versions")
    protocol = models.CharField(_("scoring protocol"), max_length=64)
    title = models.CharField(_("title"), max_length=120)
    view = models.CharField(_("camera"), max_length=8, choices=View)
    posture = models.CharField(_("posture"), max_length=16, choices=Posture)
    dose = models.CharField(_("counted in"), max_length=16, choices=DoseKind)
    sides = models.JSONField(_("sides it can be done on"), default=list, blank=True)
    instruction = models.TextField(_("instruction"))
    steps = models.JSONField(_("steps"), default=list)
    setup = models.JSONField(_("set-up"), default=list)
    safety = models.JSONField(_("safety"), default=list)
    needs_support = models.BooleanField(_("needs a support within reach"), default=False)

    class Meta:
        verbose_name = _("exercise version")
        verbose_name_plural = _("exercise versions")
        ordering = ("exercise__key", "-version")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("exercise", "version"), name="one_row_per_exercise_version"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Routine(UuidModel):
    """One routine of the catalogue, known by its key."""

    key = models.SlugField(_("key"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("routine")
        verbose_name_plural = _("routines")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class RoutineVersion(PublishedModel):
    """What a routine was at one time: its exercises in order, with doses to start from."""

    routine = models.ForeignKey(Routine, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    times_per_week = models.PositiveSmallIntegerField(_("times a week"), default=3)
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=6)
    pain_stop_limit = models.PositiveSmallIntegerField(_("stop at pain of"), default=6)

    class Meta:
        verbose_name = _("routine version")
        verbose_name_plural = _("routine versions")
        ordering = ("routine__key", "-version")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("routine", "version"), name="one_row_per_routine_version"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoutineItem(UuidModel, DoseModel):
    """One exercise of a routine with the dose to start from."""

    routine_version = models.ForeignKey(
        RoutineVersion, on_delete=models.CASCADE, related_name="items"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    exercise_version = models.ForeignKey(
        ExerciseVersion, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("routine item")
        verbose_name_plural = _("routine items")
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("routine_version", "position"), name="one_routine_item_per_position"
            ),
            *dose_constraints("routine_item"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.exercise_version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the item while its routine's version is a draft."""
        self._check_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the item while its routine's version is a draft."""
        self._check_draft()
        return super().delete(*args, **kwargs)

    def _check_draft(self) -> None:
        if self.routine_version.published_at is not None:
            raise PublishedIsFinal(f"{self.routine_version} is published")
