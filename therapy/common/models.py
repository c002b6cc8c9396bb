"""Bases of the product's models."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from therapy.common.tenancy import ClinicScopedManager, check_in_scope


class UuidModel(models.Model):
    """A row known by a random UUID, with the time at which it was made."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        abstract = True


class ClinicModel(UuidModel):
    """A row that belongs to one clinic; see `therapy.common.tenancy`."""

    clinic = models.ForeignKey(
        "accounts.Clinic", verbose_name=_("clinic"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[ClinicScopedManager[Self]] = ClinicScopedManager()

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[Any, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Save the row if its clinic is the chosen one."""
        check_in_scope(self.clinic_id)
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )
