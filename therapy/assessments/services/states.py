"""Changing the state of a recording: one conditional UPDATE, allowed by the table."""

from typing import Any

from django.utils import timezone

from therapy.assessments.enums import ALLOWED, RecordingState
from therapy.assessments.models import Recording
from therapy.common.errors import InvalidTransition

NO_LEASE: dict[str, Any] = {"lease_token": None, "lease_until": None}


def check_transition(before: RecordingState, after: RecordingState) -> None:
    """Raise when the table does not allow this change.

    Raises
    ------
    InvalidTransition
        Naming both states.
    """
    if after not in ALLOWED[before]:
        raise InvalidTransition(f"A recording that is {before} cannot become {after}.")


def move(
    recording: Recording,
    before: RecordingState,
    after: RecordingState,
    *,
    only_if: dict[str, Any] | None = None,
    **changes: Any,
) -> bool:
    """Change the state if the row is in `before`; whether it was changed.

    Parameters
    ----------
    recording
        The row, as it was read at some time; it takes on what was changed.
    only_if
        Further conditions on the row, such as its lease token.
    changes
        Other fields to set in the same UPDATE.
    """
    check_transition(before, after)
    rows = Recording.objects.filter(id=recording.id, state=before, **(only_if or {}))
    values = {"state": after, "state_changed_at": timezone.now(), **changes}
    if rows.update(**values) != 1:
        return False
    for name, value in values.items():
        setattr(recording, name, value)
    return True
