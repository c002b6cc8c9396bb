"""Finding what sat too long: lost messages, lost workers, devices that never came back."""

import logging
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from therapy.assessments import queue
from therapy.assessments.enums import ABANDON_AFTER_S, REQUEUE_AFTER_S, RecordingState
from therapy.assessments.models import Recording
from therapy.assessments.services.scoring import recording_give_back
from therapy.assessments.services.states import move
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record
from therapy.common.tenancy import all_clinics

logger = logging.getLogger(__name__)

MOST_PER_SWEEP = 500


class Swept(NamedTuple):
    """What one sweep did."""

    nudged: int
    leases_ended: int
    abandoned: int


def recordings_sweep(*, by: Actor) -> Swept:
    """Put right every recording that sat too long in its state.

    Leases that ran out are given back first, so that their recordings are nudged at once.
    """
    with all_clinics("the sweeper looks after the recordings of every clinic"):
        leases_ended = _end_leases(by)
        abandoned = _abandon(by)
        nudged = _nudge_waiting()
    if leases_ended or abandoned:
        logger.info("swept: %d leases ended, %d abandoned", leases_ended, abandoned)
    return Swept(nudged, leases_ended, abandoned)


def _oldest(rows: QuerySet[Recording]) -> QuerySet[Recording]:
    return rows.order_by("state_changed_at")[:MOST_PER_SWEEP]


def _end_leases(by: Actor) -> int:
    """Give back what a worker claimed and did not finish in time; its worker is gone."""
    expired = Recording.objects.filter(state=RecordingState.SCORING, lease_until__lt=timezone.now())
    ended = 0
    for recording in _oldest(expired):
        token = recording.lease_token
        if token is None or not recording_give_back(
            recording=recording, token=token, reason="the worker did not finish in time", by=by
        ):
            continue
        ended += 1
        if recording.state == RecordingState.QUEUED:
            queue.nudge(recording.id)
    return ended


def _abandon(by: Actor) -> int:
    """Note the recordings whose device sent nothing for a day; a late chunk revives them."""
    limit = timezone.now() - timedelta(seconds=ABANDON_AFTER_S)
    silent = Recording.objects.filter(
        state=RecordingState.RECEIVING, state_changed_at__lt=limit
    ).exclude(chunks__created_at__gte=limit)
    abandoned = 0
    for recording in _oldest(silent):
        with transaction.atomic():
            if not move(recording, RecordingState.RECEIVING, RecordingState.ABANDONED):
                continue
            audit_record(
                by=by,
                action="recording.abandon",
                patient_id=recording.patient_id,
                obj=recording,
            )
        abandoned += 1
    return abandoned


def _nudge_waiting() -> int:
    """Nudge again for what waits in the queue; stop at the first that the broker does not take."""
    limit = timezone.now() - timedelta(seconds=REQUEUE_AFTER_S)
    waiting = Recording.objects.filter(state=RecordingState.QUEUED, state_changed_at__lt=limit)
    nudged = 0
    for recording_id in _oldest(waiting).values_list("id", flat=True):
        if not queue.nudge(recording_id):
            break
        nudged += 1
    return nudged
