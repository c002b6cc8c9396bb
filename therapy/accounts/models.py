"""Clinics, the people who work there, and keys of other systems."""

import zoneinfo
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from therapy.accounts.enums import Role
from therapy.common.models import ClinicModel, UuidModel


def validate_time_zone(name: str) -> None:
    """Raise when `name` is no IANA time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone."), params={"name": name})


class Clinic(UuidModel):
    """A tenant: patients, people and keys belong to exactly one clinic."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    phone = models.CharField(_("phone"), max_length=40)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    estimates_angles = models.BooleanField(
        _("estimate angles that the view does not show"),
        default=False,
        help_text=_(
            "By a network that learned from five healthy adults in a laboratory. Estimates are "
            "marked, and no diagnosis may rest on them."
        ),
    )
    is_demo = models.BooleanField(_("demo with synthetic patients"), default=False)

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser, UuidModel):
    """Somebody who signs in: a clinic's staff, or (without a clinic) a platform operator."""

    clinic = models.ForeignKey(
        Clinic,
        verbose_name=_("clinic"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        help_text=_("Empty only for a platform operator."),
    )
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.THERAPIST)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(clinic__isnull=False) | models.Q(is_superuser=True),
                name="user_has_a_clinic_or_is_operator",
            ),
        ]

    @property
    def is_operator(self) -> bool:
        """Whether this is a platform operator, who belongs to no clinic and may see all."""
        return self.is_superuser and self.clinic_id is None

    @property
    def is_clinic_admin(self) -> bool:
        """Whether this person administers their clinic."""
        return self.clinic_id is not None and self.role == Role.CLINIC_ADMIN


class ApiKey(ClinicModel):
    """A key with which another system reads a clinic's data; only its hash is stored."""

    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=16, unique=True, editable=False)
    key_hash = models.CharField(max_length=64, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} (plk_{self.prefix}…)"


class SignInFailures(models.Model):
    """Failed sign-ins of late for one name or address, known only by a keyed hash."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("failed sign-ins")
        verbose_name_plural = _("failed sign-ins")

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%Y-%m-%d %H:%M}"
