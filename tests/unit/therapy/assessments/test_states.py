"""The table of states, its drawing, and what the database refuses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from therapy.assessments.drawing import states_document
from therapy.assessments.enums import ALLOWED, RecordingState
from therapy.assessments.models import Recording
from therapy.assessments.services.states import check_transition, move
from therapy.common.errors import InvalidTransition

ENDS = {RecordingState.SCORED, RecordingState.REFUSED, RecordingState.PARKED}


def test_every_state_has_its_row_and_leads_only_to_states() -> None:
    assert set(ALLOWED) == set(RecordingState)
    assert all(set(following) <= set(RecordingState) for following in ALLOWED.values())


def test_every_state_can_be_reached_and_every_state_leads_to_an_end() -> None:
    reached = _reachable(RecordingState.RECEIVING)
    assert reached == set(RecordingState)
    assert all(ENDS & (_reachable(state) | {state}) for state in RecordingState)


def test_a_result_is_never_left_for_anything_but_another_scoring() -> None:
    for state in ENDS:
        assert set(ALLOWED[state]) == {RecordingState.QUEUED}


def _reachable(state: RecordingState) -> set[RecordingState]:
    found = {state}
    frontier = [state]
    while frontier:
        for following in ALLOWED[frontier.pop()]:
            if following not in found:
                found.add(following)
                frontier.append(following)
    return found


def test_the_drawing_in_the_documentation_is_current() -> None:
    call_command("states_draw", "--check")


def test_a_stale_drawing_is_told(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs" / "reference").mkdir(parents=True)
    with pytest.raises(CommandError, match="stale"):
        call_command("states_draw", "--check")
    call_command("states_draw")
    call_command("states_draw", "--check")


def test_the_drawing_shows_every_change_once() -> None:
    document = states_document()
    for before, following in ALLOWED.items():
        for after in following:
            assert document.count(f"    {before} --> {after}: ") == 1
    assert Path(settings.BASE_DIR, "docs/reference/assessment-states.md").is_file()


@pytest.mark.parametrize("before", RecordingState)
@pytest.mark.parametrize("after", RecordingState)
def test_only_what_the_table_allows_passes(before: RecordingState, after: RecordingState) -> None:
    if after in ALLOWED[before]:
        check_transition(before, after)
    else:
        with pytest.raises(InvalidTransition, match="cannot become"):
            check_transition(before, after)


@pytest.mark.django_db
def test_a_row_that_has_moved_on_is_not_moved(announce: Callable[[], Recording]) -> None:
    mine = announce()
    other = Recording.objects.get(id=mine.id)
    assert move(other, RecordingState.RECEIVING, RecordingState.ABANDONED)
    assert not move(mine, RecordingState.RECEIVING, RecordingState.ABANDONED)
    assert mine.state == RecordingState.RECEIVING


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "nowhere"},
        {"pain": 11},
        {"effort": 11},
        {"set_number": 0},
        {"state": "queued"},
        {"state": "parked"},
        {"lease_until": "2026-11-23T10:00:00Z"},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(
    announce: Callable[[], Recording], wrong: dict[str, Any]
) -> None:
    recording = announce()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.filter(id=recording.id).update(**wrong)
