"""The evaluation by hand: cells, peaks, which movements are left out with whom, and the document."""

import numpy as np
import pytest

from pose.lift.angles import ANGLES
from pose.lift.bounds import VIEWS, Widening
from pose.lift.training.evaluate import STEPS_DEG, VIEWS_DEG, cell_of, cells, peaks
from pose.lift.training.held_out import YAWS_DEG, Seen
from pose.lift.training.laboratory import MeasuredSession
from pose.lift.training.report import written

KNEE = ANGLES.index("knee_flexion")
FRAMES = 60


def squat_seen(person: str = "1", *, said_deg: float = 50.0, yaw_deg: float = 0.0) -> Seen:
    """Two squats of 30 frames to 40 and 60 degrees, of which the same angle is said all along."""
    said = np.full((FRAMES, len(ANGLES), 3), said_deg) + np.array([-5.0, 0.0, 5.0])
    true = np.full((FRAMES, len(ANGLES)), np.nan, dtype=np.float32)
    true[:, KNEE] = np.repeat([40.0, 60.0], FRAMES // 2)
    return Seen(
        person=person,
        movement="deep squat",
        is_correct=True,
        side="left",
        yaw_deg=yaw_deg,
        found_yaw_deg=yaw_deg,
        said_deg=said.astype(np.float32),
        true_deg=true,
        geometry_deg=np.full_like(true, 20.0),
        episode=np.repeat([1.0, 2.0], FRAMES // 2),
    )


def bounds(between_deg: float) -> dict[str, Widening]:
    """Bounds that are the network's own and what people add."""
    factors = np.ones((1, VIEWS, len(ANGLES), 2), dtype=np.float32)
    between = np.full((1, len(ANGLES)), between_deg, dtype=np.float32)
    return {"1": Widening(("deep squat",), factors, between)}


def test_a_cell_has_the_mean_errors_and_the_share_within_the_bounds():
    cell = cell_of([squat_seen(said_deg=45.0)], "knee_flexion", "deep squat", "front", bounds(0.0))
    # 45 is 5 from the 40 of one half and 15 from the 60 of the other; its bounds reach 40 to 50.
    assert cell is not None
    assert cell.error_deg == pytest.approx(10)
    assert cell.geometry_deg == pytest.approx(30)
    assert cell.covered == pytest.approx(0.5)
    assert cell.half_width_deg == pytest.approx(5)
    assert cell.movement == "deep squat"


def test_cells_are_of_the_yaws_of_their_view_alone():
    looks = [squat_seen(yaw_deg=0.0), squat_seen(said_deg=70.0, yaw_deg=90.0)]
    by_view = {
        cell.view: cell.error_deg
        for cell in cells(looks, bounds(0.0))
        if cell.angle == "knee_flexion"
    }
    assert by_view == {"front": pytest.approx(10), "side": pytest.approx(20)}


def test_the_steps_hold_every_yaw_that_is_looked_at_once():
    yaws = [yaw for step in STEPS_DEG.values() for yaw in set(step)]
    assert set(YAWS_DEG) <= set(yaws)
    assert len(yaws) == len(set(yaws))
    assert {yaw for view in VIEWS_DEG.values() for yaw in view} <= set(YAWS_DEG)


def test_peaks_are_counted_repetition_by_repetition_with_their_sign():
    found = peaks([squat_seen()], "knee_flexion", "deep squat", bounds(0.0))
    assert found is not None
    np.testing.assert_allclose(found.error_deg, [10, -10])
    assert found.within_deg == pytest.approx(10)
    assert found.covered == 0
    wider = peaks([squat_seen()], "knee_flexion", "deep squat", bounds(9.0))
    assert wider is not None
    # 5 of the network's own and 9 between people: 10.3 either way.
    assert wider.covered == 1


def test_an_angle_that_nobody_measured_has_no_peaks():
    assert peaks([squat_seen()], "hip_flexion", "deep squat", bounds(0.0)) is None


def test_each_movement_is_left_out_once_with_somebody_who_did_it():
    from pose.lift.training.unseen import pairs_left_out  # noqa: PLC0415 - loads TensorFlow

    nothing = np.empty((0, 17, 3))

    def did(person: str, movement: str, *, well: bool = True) -> MeasuredSession:
        return MeasuredSession(person, movement, well, nothing, nothing, nothing)

    sessions = [did("1", "a"), did("1", "b"), did("2", "a"), did("2", "b"), did("1", "c")]
    sessions.append(did("3", "c", well=False))
    # The third movement's turn is the third person's, who did not do it as shown.
    assert list(pairs_left_out(sessions)) == [("a", "1"), ("b", "2"), ("c", "1")]


def test_the_document_has_every_table():
    looks, made = [squat_seen(yaw_deg=yaw) for yaw in (0.0, 45.0, -45.0, 90.0)], bounds(9.0)
    table = cells(looks, made)
    text = written(looks, made, table, table[:1])
    assert "| knee flexion | deep squat | front | 10.0 | 30.0 | 100% | 10.3 |" in text
    # By steps of 15 degrees: looked at from 0, 45 and 90 alone.
    assert "| knee flexion | deep squat | 10/30 | - | - | 10/30 | - | - | 10/30 | - |" in text
    assert "| knee flexion | deep squat | 10.0 | +0.0 | 100% |" in text
    assert text.count("| angle | movement |") == 5
