"""The audit log: rows are added, never changed or deleted."""

from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from therapy.audit.enums import ActorKind
from therapy.common.models import UuidModel
from therapy.common.tenancy import ClinicScopedManager


class AuditIsAppendOnly(RuntimeError):
    """Somebody tried to change or delete a row of the audit log: a mistake in the program."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Rows of the audit log, which cannot be changed together either."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AuditIsAppendOnly("audit events are never changed")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AuditIsAppendOnly("audit events are never deleted")


class AuditEvent(UuidModel):
    """Who did what, when, to which object, about which patient.

    The database refuses UPDATE and DELETE too (triggers, see the first migration).
    Identifiers are kept as values and not as foreign keys: the log outlives what it is about.
    """

    created_at = None  # type: ignore[assignment]  # `at` says it
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    clinic_id = models.UUIDField(_("clinic"), null=True, db_index=True)
    actor_kind = models.CharField(_("who: kind"), max_length=16, choices=ActorKind)
    actor_id = models.CharField(_("who"), max_length=64)
    action = models.CharField(_("action"), max_length=64)
    patient_id = models.UUIDField(_("patient"), null=True, db_index=True)
    object_type = models.CharField(_("kind of object"), max_length=64, blank=True)
    object_id = models.CharField(_("object"), max_length=64, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    objects: ClassVar[ClinicScopedManager[Self]] = ClinicScopedManager.from_queryset(
        AuditQuerySet
    )()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_kind} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row.

        Raises
        ------
        AuditIsAppendOnly
            If it is there already.
        """
        if not self._state.adding:
            raise AuditIsAppendOnly("audit events are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AuditIsAppendOnly("audit events are never deleted")
