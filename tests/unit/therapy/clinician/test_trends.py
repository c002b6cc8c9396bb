"""Changes: told only between comparable values, and only beyond their error."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from therapy.clinician.changes import change_notes
from therapy.clinician.trends import Point, change_between, latest_changes

BEFORE = Point(
    patient_id=uuid4(),
    assessment_id=uuid4(),
    recording_id=uuid4(),
    at=datetime(2026, 11, 1, tzinfo=UTC),
    protocol="squat",
    key="knee_flexion_deg",
    side="left",
    unit="deg",
    value=90.0,
    low=87.0,
    high=93.0,
    quality="good",
    view="side",
    scoring_version="1.0.0",
)


def later(**changed: object) -> Point:
    return replace(BEFORE, assessment_id=uuid4(), at=BEFORE.at + timedelta(days=7), **changed)  # type: ignore[arg-type]  # the tests name real fields


def test_without_a_published_change_the_intervals_must_not_overlap() -> None:
    # Half widths of 3 and 4 degrees: 83 may still be 87, which 90 may be as well; 82.9 may not.
    for value, beyond in ((83.0, False), (82.9, True)):
        change = change_between(BEFORE, later(value=value, low=value - 4, high=value + 4))
        assert change is not None
        assert change.beyond_error is beyond


@pytest.mark.parametrize(
    "changed",
    [
        {"view": "front"},
        {"scoring_version": "1.1.0"},
        {"side": "right"},
        {"key": "depth_ratio"},
        {"low": None, "high": None},
        {"low": 70.0, "high": 70.0},
    ],
)
def test_what_cannot_be_compared_gives_no_change(changed: dict[str, object]) -> None:
    assert change_between(BEFORE, later(**{"value": 70.0, **changed})) is None


def test_the_first_set_of_an_assessment_stands_for_it() -> None:
    first = later(value=89.0, low=86.0, high=92.0)
    second = replace(first, recording_id=uuid4(), value=60.0, low=57.0, high=63.0)
    (change,) = latest_changes([BEFORE, first, second])
    assert change.difference == -1.0


def test_a_note_names_sign_amount_and_day() -> None:
    after = later(value=101.0, low=98.0, high=104.0)
    notes = change_notes(protocol="squat", points=[after], earlier=[BEFORE])
    note = notes["knee_flexion_deg", "left"]
    assert (note.text, note.since, note.beyond_error) == ("+11°", BEFORE.at, True)


def test_a_change_within_the_error_is_no_number() -> None:
    after = later(value=91.0, low=88.0, high=94.0)
    note = change_notes(protocol="squat", points=[after], earlier=[BEFORE])[
        "knee_flexion_deg", "left"
    ]
    assert note.text == "no change beyond the error"
