"""Assessments, their recordings as they arrive, and what scoring made of them."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from therapy.assessments.enums import (
    MAX_EFFORT,
    MAX_PAIN,
    RecordingState,
    StopReason,
)
from therapy.common.models import ClinicModel, UuidModel
from therapy.common.tenancy import ClinicScopedManager

ModelT = TypeVar("ModelT", bound=models.Model)


class OfRecordingManager(ClinicScopedManager[ModelT]):
    """Parts of recordings of the chosen clinic; related managers make their own without a path."""

    def __init__(self) -> None:
        super().__init__("recording__clinic_id")


class OfAssessmentManager(ClinicScopedManager[ModelT]):
    """Parts of assessments of the chosen clinic."""

    def __init__(self) -> None:
        super().__init__("assessment__clinic_id")


class Assessment(ClinicModel):
    """One sitting of a patient: the sets they did of what was prescribed."""

    patient = models.ForeignKey("care.Patient", on_delete=models.PROTECT, related_name="+")
    prescription = models.ForeignKey(
        "care.Prescription", on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-started_at", "id")
        indexes: ClassVar = [
            models.Index(fields=["patient", "-started_at"]),
            models.Index(fields=["clinic", "-started_at"]),
        ]

    def __str__(self) -> str:
        return f"assessment {self.id}"


class Recording(ClinicModel):
    """One set in front of the camera: facts, answers, and where it stands on its way to a score."""

    patient = models.ForeignKey("care.Patient", on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="recordings")
    item = models.ForeignKey("care.PrescriptionItem", on_delete=models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=64)
    side = models.CharField(max_length=8, null=True, blank=True)
    set_number = models.PositiveSmallIntegerField()
    facts = models.JSONField()

    state = models.CharField(
        max_length=16, choices=RecordingState.choices, default=RecordingState.RECEIVING
    )
    state_changed_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    park_reason = models.CharField(max_length=200, default="", blank=True)

    digest = models.CharField(max_length=64, default="", blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(
        max_length=16, choices=StopReason.choices, default="", blank=True
    )

    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    effort = models.PositiveSmallIntegerField(null=True, blank=True)
    felt_wrong = models.JSONField(default=list, blank=True)
    note = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        indexes: ClassVar = [
            models.Index(fields=["state", "state_changed_at"]),
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["patient", "-created_at"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=RecordingState.values), name="recording_state_known"
            ),
            models.CheckConstraint(
                condition=Q(pain__isnull=True) | Q(pain__lte=MAX_PAIN),
                name="recording_pain_0_to_10",
            ),
            models.CheckConstraint(
                condition=Q(effort__isnull=True) | Q(effort__lte=MAX_EFFORT),
                name="recording_effort_0_to_10",
            ),
            models.CheckConstraint(condition=Q(set_number__gte=1), name="recording_set_from_1"),
            models.CheckConstraint(
                condition=Q(
                    state=RecordingState.SCORING,
                    lease_token__isnull=False,
                    lease_until__isnull=False,
                )
                | (
                    ~Q(state=RecordingState.SCORING)
                    & Q(lease_token__isnull=True, lease_until__isnull=True)
                ),
                name="recording_lease_only_while_scoring",
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordingState.PARKED) | ~Q(park_reason=""),
                name="recording_parked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(RecordingState.RECEIVING, RecordingState.ABANDONED),
                    completed_at__isnull=True,
                )
                | (
                    ~Q(state__in=(RecordingState.RECEIVING, RecordingState.ABANDONED))
                    & Q(completed_at__isnull=False)
                ),
                name="recording_complete_before_queued",
            ),
        ]

    def __str__(self) -> str:
        return f"recording {self.id}"


class Chunk(UuidModel):
    """Some seconds of a recording: its records in wire form, with the digest of what was sent."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="chunks")
    sequence = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    first_frame = models.PositiveIntegerField()
    record_count = models.PositiveSmallIntegerField()
    first_time_us = models.PositiveIntegerField()
    last_time_us = models.PositiveIntegerField()
    byte_count = models.PositiveIntegerField()
    body = models.BinaryField()

    objects: ClassVar[OfRecordingManager[Self]] = OfRecordingManager()

    class Meta:
        ordering = ("recording", "sequence")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recording", "sequence"], name="chunk_once_per_recording"
            ),
            models.CheckConstraint(
                condition=Q(record_count__gte=1, record_count__lte=2000),
                name="chunk_1_to_2000_records",
            ),
            models.CheckConstraint(
                condition=Q(first_time_us__lte=F("last_time_us")), name="chunk_time_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"chunk {self.sequence} of recording {self.recording_id}"


class Result(UuidModel):
    """What one scoring version made of a recording; a new version adds a row, none is changed."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="results")
    scoring_version = models.CharField(max_length=32)
    report = models.JSONField()
    signals = models.JSONField(null=True)
    scored_at = models.DateTimeField()
    worker = models.CharField(max_length=200)
    elapsed_ms = models.PositiveIntegerField()

    objects: ClassVar[OfRecordingManager[Self]] = OfRecordingManager()

    class Meta:
        ordering = ("-scored_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recording", "scoring_version"], name="result_once_per_scoring_version"
            ),
        ]

    def __str__(self) -> str:
        return f"result of recording {self.recording_id} by {self.scoring_version}"


class ManualEntry(UuidModel):
    """A set that the patient counted without the camera, so that the day is not lost."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="manual_entries"
    )
    item = models.ForeignKey("care.PrescriptionItem", on_delete=models.PROTECT, related_name="+")
    set_number = models.PositiveSmallIntegerField()
    repetitions = models.PositiveSmallIntegerField(null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)

    objects: ClassVar[OfAssessmentManager[Self]] = OfAssessmentManager()

    class Meta:
        ordering = ("created_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pain__isnull=True) | Q(pain__lte=MAX_PAIN),
                name="manual_entry_pain_0_to_10",
            ),
            models.CheckConstraint(condition=Q(set_number__gte=1), name="manual_entry_set_from_1"),
        ]

    def __str__(self) -> str:
        return f"manual entry {self.id}"
