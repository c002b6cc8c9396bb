"""The four stages of balance in one recording, told apart and timed."""

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.synthesis import Camera, four_stage_balance, synthesize
from scoring.kinds.stages import (
    STAGES,
    likely_readings,
    named_stages,
    told_apart,
)
from scoring.metrics.feet import FeetPlace
from scoring.metrics.hold import Hold
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.refusals import ScoringError
from tests.builders.motion import PHONE_LIKE, mirrored, with_points
from tests.builders.stances import (
    APART,
    TANDEM,
    TOGETHER,
    events,
    filmed,
    holds,
    metric,
    refusal_of,
    scored,
    standing,
    steps_to,
    value,
)

KEY = "four_stage_balance"
TOGETHER_PLACE = FeetPlace(0.42, 0.0)
TANDEM_PLACE = FeetPlace(0.05, 0.2)


def stands(*seconds):
    """Return stands of these lengths, one after the other, half a second apart."""
    found, start = [], 0
    for length in seconds:
        found.append(Hold(None, start, start + round(30 * length), "stance_foot_moved"))
        start += round(30 * length) + 15
    return found


def test_every_stage_is_timed_up_to_ten_seconds():
    movement = four_stage_balance(hold_s=(11.0, 10.6, 6.0, 4.0), side="left")
    found = scored(filmed(movement), KEY)
    expected = {"feet_together_s": 10.0, "semi_tandem_s": 10.0, "tandem_s": 6.0}
    for key, seconds in expected.items():
        assert value(found, key) == pytest.approx(seconds, abs=0.15)
    assert value(found, "one_leg_s", "left") == pytest.approx(4.0, abs=0.15)
    assert value(found, "stages_held") == 2
    details = [event.detail for event in events(found, "stage")]
    assert details[0] == "Feet together for 10.0 s, held."
    assert details[2].startswith("Tandem for 6.0 s, not held, ended: stance_foot_moved")


def test_all_four_held_is_four_and_the_leg_stood_on_is_named():
    found = scored(filmed(four_stage_balance(hold_s=10.3, side="right")), KEY, Person(170.0))
    assert value(found, "stages_held") == 4
    assert value(found, "one_leg_s", "right") == pytest.approx(10.0, abs=0.05)
    assert metric(found, "tandem_sway_ml_rms").unit == "mm"
    assert found.sway is not None


def test_a_stage_that_is_held_after_one_that_is_not_does_not_count_as_passed():
    found = scored(filmed(four_stage_balance(hold_s=(4.0, 10.3, 10.3, 10.3))), KEY)
    assert value(found, "stages_held") == 0
    assert value(found, "tandem_s") == pytest.approx(10.0, abs=0.05)


def test_phone_like_recordings_give_stages_inside_their_intervals():
    errors, inside, told = [], 0, 0
    for seed in range(12):
        chance = np.random.default_rng(seed)
        asked = [float(min(one, 10.6)) for one in chance.uniform(3.0, 13.0, 4)]
        movement = four_stage_balance(hold_s=asked, side=("left", "right")[seed % 2], seed=seed)
        camera = Camera(
            yaw_deg=float(chance.uniform(-12.0, 12.0)),
            height_m=float(chance.uniform(0.6, 1.1)),
            distance_m=float(chance.uniform(2.5, 3.5)),
        )
        stream = filmed(movement, camera, fps=(15, 24, 30)[seed % 3], flaws=PHONE_LIKE, seed=seed)
        found = [one for one in scored(stream, KEY).metrics if one.key.endswith("_s")]
        for one, seconds in zip(found, asked, strict=True):
            assert one.value is not None, one.refusal
            errors.append(one.value - min(seconds, 10.0))
            inside += holds(one, min(seconds, 10.0))
            told += 1
    assert told == 48
    assert abs(np.mean(errors)) < 0.1
    assert np.abs(errors).max() < 0.5
    assert inside >= 46


def test_stages_that_were_not_reached_are_refused_one_by_one():
    found = scored(filmed(four_stage_balance(stages=("feet_together",), hold_s=6.0)), KEY)
    assert value(found, "feet_together_s") == pytest.approx(6.0, abs=0.15)
    for key in ("semi_tandem_s", "tandem_s", "one_leg_s"):
        why = metric(found, key).refusal
        assert why is not None
        assert why.code == "no_hold"


def test_a_camera_at_the_feet_sees_no_foot_ahead_and_the_order_tells_the_stages():
    movement = four_stage_balance(hold_s=(9.0, 8.0, 7.0, 5.0))
    found = scored(filmed(movement, Camera(height_m=0.15, figure_ratio=0.40)), KEY)
    times_s = [value(found, key) for key in ("feet_together_s", "semi_tandem_s", "tandem_s")]
    assert times_s == pytest.approx([9.0, 8.0, 7.0], abs=0.2)


def test_tandem_seen_from_a_high_camera_is_no_lifted_foot():
    movement = four_stage_balance(stages=("feet_together", "semi_tandem", "tandem"), hold_s=6.0)
    found = scored(filmed(movement, Camera(height_m=1.3, figure_ratio=0.55)), KEY)
    assert metric(found, "one_leg_s").value is None
    assert value(found, "tandem_s") == pytest.approx(6.0, abs=0.2)


def test_narrow_stands_that_could_be_one_stage_or_the_next_are_refused():
    # Side by side or half a foot ahead: three stands between the two, in two stages.
    between = FeetPlace(0.40, 0.05)
    with pytest.raises(ScoringError, match="cannot be told apart"):
        told_apart(
            stands(5.0, 8.0, 3.0, 6.0), [between, between, between, TANDEM_PLACE], 10.0,
            went_on=True,
        )  # fmt: skip


def test_a_single_narrow_stand_is_the_first_stage():
    chosen = told_apart(stands(8.0), [FeetPlace(0.40, 0.045)], 10.0, went_on=False)
    assert list(chosen) == ["feet_together"]


def test_readings_that_give_the_same_times_need_not_be_told_apart():
    chosen = told_apart(
        stands(4.0, 9.0, 9.0), [TOGETHER_PLACE, FeetPlace(0.4, 0.1), TANDEM_PLACE], 10.0,
        went_on=True,
    )  # fmt: skip
    assert {key: round(hold.duration_s) for key, hold in chosen.items()} == {
        "feet_together": 4,
        "semi_tandem": 9,
        "tandem": 9,
    }


def test_every_reading_keeps_the_order_of_the_stages():
    places = [TOGETHER_PLACE, TANDEM_PLACE, FeetPlace(1.3, 0.0), FeetPlace(0.4, 0.1)]
    for _, labels in likely_readings(places, went_on=False):
        staged = [label for label in labels if label >= 0]
        assert staged == sorted(staged)
    assert len(likely_readings([], went_on=False)) == 1


def test_a_foot_that_is_hidden_says_nothing_about_the_stage():
    hidden = FeetPlace(float("nan"), float("nan"))
    assert {stage.log_likelihood(hidden) for stage in STAGES} == {0.0}


def test_feet_that_stand_apart_all_the_time_are_no_stage():
    why = refusal_of(lambda: scored(filmed(standing(start=APART, duration_s=8.0)), KEY))
    assert why.code == "not_the_stance"


def test_feet_that_never_stay_are_refused():
    steps = [step for at in range(5) for step in steps_to((TOGETHER, TANDEM)[at % 2], 0.1 + at)]
    movement = standing(start=APART, steps=steps, duration_s=5.4)
    assert refusal_of(lambda: scored(filmed(movement), KEY)).code == "feet_moved"


@pytest.mark.parametrize("yaw_deg", [60.0, 90.0, -90.0])
def test_a_view_from_the_side_is_refused(yaw_deg):
    movement = four_stage_balance(hold_s=4.0)
    why = refusal_of(lambda: scored(filmed(movement, Camera(yaw_deg=yaw_deg)), KEY))
    assert why.code == "wrong_view"


def test_a_mirrored_recording_has_the_same_stages():
    stream = filmed(four_stage_balance(hold_s=5.0, side="left"))
    straight, turned = scored(stream, KEY), scored(mirrored(stream), KEY)
    for key, _ in named_stages():
        side = "left" if key == "one_leg" else None
        assert value(turned, f"{key}_s", side) == pytest.approx(value(straight, f"{key}_s", side))


def test_a_rear_foot_that_is_hidden_in_tandem_leaves_the_time_to_the_front_one():
    movement = four_stage_balance(hold_s=6.0, side="left")
    tandem = next(phase for phase in movement.phases if phase.name == "tandem")
    stream = filmed(movement)
    xy = stream.xy_px.copy()
    inside = (stream.times_s > tandem.start_s + 1.0) & (stream.times_s < tandem.end_s - 1.0)
    xy[inside, INDEX["left_ankle"]] = np.nan
    found = scored(with_points(stream, xy), KEY)
    assert value(found, "tandem_s") == pytest.approx(6.0, abs=0.3)
    assert metric(found, "tandem_s").quality == "poor"


def test_the_battery_counts_the_first_three_stages():
    # Feet together and semi-tandem for ten seconds, tandem for six: 3 of 4 points.
    movement = four_stage_balance(hold_s=(11.0, 11.0, 6.0, 11.0))
    stream, _ = synthesize(movement, Camera())
    points = score_recording(stream, "four_stage_balance").metric("sppb_balance_points")
    assert (points.value, points.low, points.high) == (3.0, 3.0, 3.0)
    assert points.unit == "{points}"
