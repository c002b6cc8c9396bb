"""Nudges: messages that tell a worker to look at a row.  Losing one loses no work."""

import logging
from typing import Final
from uuid import UUID

from celery import signature
from django.db import transaction

logger = logging.getLogger(__name__)

SCORE_TASK: Final = "assessments.score"
SWEEP_TASK: Final = "assessments.sweep"


def nudge_after_commit(recording_id: UUID) -> None:
    """Tell a worker about a queued recording once the transaction around this has committed."""
    transaction.on_commit(lambda: nudge(recording_id), robust=True)


def nudge(recording_id: UUID) -> bool:
    """Tell a worker about a queued recording now; whether the broker took the message.

    A broker that is away must never fail a request or a sweep: the row is queued, and the
    sweeper nudges again.
    """
    try:
        signature(SCORE_TASK, args=(str(recording_id),)).apply_async(retry=False)
    except Exception as error:  # noqa: BLE001  whatever the broker's client raises, the row stays queued
        logger.warning("nudge for recording %s not sent: %s", recording_id, type(error).__name__)
        return False
    return True
