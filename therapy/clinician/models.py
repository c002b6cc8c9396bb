"""What therapists say on their pages: reasons that are dealt with, results that are reviewed."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from therapy.clinician.enums import Reason, Verdict
from therapy.common.models import ClinicModel


class WorklistMark(ClinicModel):
    """One reason on the worklist that somebody dealt with; undone marks stay as history.

    `subject` names what the reason is about (a recording, an assessment, a silent week), so that
    the same reason about something newer shows again.  Marks of one click share a `batch`.
    """

    batch = models.UUIDField(_("click"), default=uuid4, db_index=True)
    patient = models.ForeignKey(
        "care.Patient", verbose_name=_("patient"), on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    subject = models.CharField(_("about"), max_length=120)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("worklist mark")
        verbose_name_plural = _("worklist marks")
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("clinic", "reason", "subject"),
                condition=Q(undone_at__isnull=True),
                name="one_standing_mark_per_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.subject}"


class Review(ClinicModel):
    """A therapist's word on one result; the latest counts, the earlier ones stay."""

    result = models.ForeignKey(
        "assessments.Result", verbose_name=_("result"), on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(_("verdict"), max_length=16, choices=Verdict)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.verdict} {self.created_at:%Y-%m-%d}"
