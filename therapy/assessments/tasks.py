"""What a nudge does: look at the row, and do what it asks for."""

from uuid import UUID

from celery import shared_task

from therapy.assessments import queue, services
from therapy.assessments.enums import HARD_LIMIT_S, SOFT_LIMIT_S
from therapy.audit.actors import Actor


@shared_task(name=queue.SCORE_TASK, soft_time_limit=SOFT_LIMIT_S, time_limit=HARD_LIMIT_S)
def recording_score(recording_id: str) -> None:
    """Score one recording if it is queued."""
    services.recording_score(recording_id=UUID(recording_id), by=Actor.system(queue.SCORE_TASK))


@shared_task(name=queue.SWEEP_TASK, soft_time_limit=SOFT_LIMIT_S, time_limit=HARD_LIMIT_S)
def recordings_sweep() -> None:
    """Find what sat too long."""
    services.recordings_sweep(by=Actor.system(queue.SWEEP_TASK))
