"""Patients, the links that open for them, their consents and what is prescribed to them."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routines.models import DoseModel, ExerciseVersion, RoutineVersion, dose_constraints
from therapy.care.enums import ConsentPurpose, Sex
from therapy.common.models import ClinicModel


class Patient(ClinicModel):
    """A person in the care of a clinic."""

    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, default=Sex.UNKNOWN)
    height_cm = models.PositiveSmallIntegerField(
        _("height, cm"),
        null=True,
        blank=True,
        validators=[MinValueValidator(60), MaxValueValidator(250)],
        help_text=_("Turns picture units into millimetres of sway."),
    )
    reason = models.TextField(_("why they come"), blank=True)
    is_synthetic = models.BooleanField(_("synthetic, not a person"), default=False)

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ("family_name", "given_name", "birth_date")

    def __str__(self) -> str:
        name = f"{self.family_name}, {self.given_name}"
        return f"{name} ({_('synthetic')})" if self.is_synthetic else name


class PatientLink(ClinicModel):
    """An address that opens one patient's pages; only the hash of its token is stored."""

    patient = models.ForeignKey(
        Patient, verbose_name=_("patient"), on_delete=models.CASCADE, related_name="links"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    failed_attempts = models.PositiveSmallIntegerField(_("wrong dates of birth"), default=0)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    last_opened_at = models.DateTimeField(_("last opened at"), null=True, blank=True)

    class Meta:
        verbose_name = _("patient's link")
        verbose_name_plural = _("patients' links")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"

    @property
    def is_usable(self) -> bool:
        """Whether it would open for the right date of birth now."""
        return (
            self.revoked_at is None and self.locked_at is None and self.expires_at > timezone.now()
        )


class Consent(ClinicModel):
    """One answer of a patient to one text; the latest per purpose counts."""

    patient = models.ForeignKey(
        Patient, verbose_name=_("patient"), on_delete=models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(_("purpose"), max_length=16, choices=ConsentPurpose)
    text_version = models.CharField(_("version of the text"), max_length=16)
    granted = models.BooleanField(_("granted"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}: {self.granted}"


class Prescription(ClinicModel):
    """A routine, with doses chosen for one patient, for some weeks."""

    patient = models.ForeignKey(
        Patient, verbose_name=_("patient"), on_delete=models.PROTECT, related_name="prescriptions"
    )
    routine_version = models.ForeignKey(
        RoutineVersion, verbose_name=_("routine"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    times_per_week = models.PositiveSmallIntegerField(
        _("times a week"), default=3, validators=[MinValueValidator(1), MaxValueValidator(14)]
    )
    pain_stop_limit = models.PositiveSmallIntegerField(
        _("stop at pain of"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("0 to 10. From this pain on the patient is asked to stop for the day."),
    )
    ended_at = models.DateTimeField(_("ended early at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("prescription")
        verbose_name_plural = _("prescriptions")
        ordering = ("-starts_on", "-created_at")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="prescription_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(pain_stop_limit__gte=1, pain_stop_limit__lte=10),
                name="prescription_pain_limit_on_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PrescriptionItem(ClinicModel, DoseModel):
    """One exercise of a prescription with its dose."""

    prescription = models.ForeignKey(Prescription, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    exercise_version = models.ForeignKey(
        ExerciseVersion, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("prescribed exercise")
        verbose_name_plural = _("prescribed exercises")
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("prescription", "position"), name="one_prescribed_exercise_per_position"
            ),
            *dose_constraints("prescription_item"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.exercise_version}"
