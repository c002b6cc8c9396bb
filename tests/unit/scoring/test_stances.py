"""Standing still on both feet for a known time, in a known place."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pose.keypoints import INDEX
from pose.synthesis import Camera, Imperfections, tandem_stance
from pose.synthesis.movement import Cycle
from scoring.kinds.stance import score_stance
from scoring.metrics.feet import feet_place, still_spans
from scoring.person import ANYBODY, Person
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS
from tests.builders.motion import PHONE_LIKE, empty, mirrored, with_points
from tests.builders.real_data import keraal_alphapose, keraal_openpose
from tests.builders.stances import (
    APART,
    SEMI_TANDEM,
    TANDEM,
    TOGETHER,
    Step,
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

FEET = {
    "quiet_stance": TOGETHER,
    "quiet_stance_eyes_closed": TOGETHER,
    "stance_feet_together": TOGETHER,
    "stance_semi_tandem": SEMI_TANDEM,
    "tandem_stance": TANDEM,
}


def held(feet, hold_s, *, into_s=2.0, out=(0.15, 0.05), seed=0, **choices):
    """Return somebody who steps into a stance, holds it for a known time, and steps out."""
    start_s = into_s + 1.0
    steps = (*steps_to(feet, into_s), Step("left", start_s + hold_s, out))
    ends_s = start_s + hold_s
    return standing(
        start=APART, steps=steps, duration_s=ends_s + 2.0, hold=(start_s, ends_s), seed=seed,
        **choices,
    )  # fmt: skip


@pytest.mark.parametrize("key", FEET)
@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
def test_a_stance_is_timed_from_the_step_into_it_to_the_step_out_of_it(key, fps):
    found = scored(filmed(held(FEET[key], 7.0), fps=fps), key)
    assert value(found, "hold_s") == pytest.approx(7.0, abs=0.15)
    assert found.hold is not None
    assert found.hold.start_s == pytest.approx(3.0, abs=0.1)
    assert found.hold.stop_reason == "stance_foot_moved"
    assert found.hold.side == "both"


def test_holds_of_phone_like_recordings_are_unbiased_and_inside_their_intervals():
    errors, inside = [], 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        hold_s = float(chance.uniform(4.0, 9.0))
        key = list(FEET)[seed % len(FEET)]
        camera = Camera(yaw_deg=float(chance.uniform(-15.0, 15.0)))
        movement = held(FEET[key], hold_s, into_s=float(chance.uniform(1.5, 3.0)), seed=seed)
        stream = filmed(
            movement, camera, fps=(10, 15, 24, 30)[seed % 4], flaws=PHONE_LIKE, seed=seed
        )
        found = metric(scored(stream, key), "hold_s")
        assert found.value is not None
        errors.append(found.value - hold_s)
        inside += holds(found, hold_s)
    assert abs(np.mean(errors)) < 0.1
    assert np.abs(errors).max() < 0.3
    assert inside >= 38


def test_a_stance_ends_at_its_target_though_the_feet_stay():
    found = scored(filmed(held(TOGETHER, 14.0)), "stance_feet_together")
    assert value(found, "hold_s") == pytest.approx(10.0)
    assert found.hold is not None
    assert found.hold.stop_reason == "target_reached"


def test_a_stance_that_lasts_to_the_end_lasted_at_least_so_long():
    movement = standing(start=TOGETHER, duration_s=8.0)
    found = scored(filmed(movement), "quiet_stance")
    assert value(found, "hold_s") == pytest.approx(8.0, abs=0.1)
    assert metric(found, "hold_s").at_least
    assert "at least 8.0 s" in events(found, "best_hold")[0].detail


def test_a_trunk_that_leans_far_ends_the_hold():
    lean = Cycle(start_s=6.0, rise_s=1.0, hold_s=1.0, fall_s=1.0, peak=45.0)
    movement = standing(start=TOGETHER, duration_s=12.0, lean_deg=(lean,))
    found = scored(filmed(movement), "quiet_stance")
    assert found.hold is not None
    assert found.hold.stop_reason == "trunk_leant"
    # Minimum jerk passes 30 of 45 degrees at 0.58 of its second.
    assert found.hold.end_s == pytest.approx(6.6, abs=0.15)


def test_arms_and_a_leaning_trunk_that_keep_the_balance_do_not_end_the_hold():
    lean = Cycle(start_s=4.0, rise_s=0.7, hold_s=0.3, fall_s=0.7, peak=20.0)
    movement = standing(start=TOGETHER, duration_s=10.0, lean_deg=(lean,))
    assert value(scored(filmed(movement), "quiet_stance"), "hold_s") == pytest.approx(10.0, abs=0.1)


def test_every_attempt_is_reported_and_the_longest_counts():
    out = Step("left", 7.0, (0.10, 0.0))
    back = Step("left", 8.0, TOGETHER["left"])
    again = Step("left", 16.0, (0.15, 0.0))
    movement = standing(
        start=APART, steps=(*steps_to(TOGETHER, 2.0), out, back, again), duration_s=18.0
    )
    found = scored(filmed(movement), "stance_feet_together")
    assert [event.kind for event in events(found, "hold") + events(found, "best_hold")] == [
        "hold",
        "best_hold",
    ]
    assert value(found, "hold_s") == pytest.approx(7.5, abs=0.1)
    assert metric(found, "hold_s").n == 2


@pytest.mark.parametrize(
    ("feet", "key"),
    [(APART, "stance_feet_together"), (APART, "tandem_stance"), (TOGETHER, "tandem_stance")],
)
def test_another_stance_is_refused_and_named(feet, key):
    movement = standing(start=feet, duration_s=8.0)
    if key == "tandem_stance" and feet is TOGETHER:
        # From the front feet side by side 0.42 hip widths apart are all but a tandem.
        assert value(scored(filmed(movement), key), "ankle_distance_hip") == pytest.approx(
            0.42, abs=0.05
        )
        return
    why = refusal_of(lambda: scored(filmed(movement), key))
    assert why.code == "not_the_stance"
    assert "1.00 hip widths apart" in why.message


def test_feet_that_never_stay_are_refused():
    steps = tuple(
        Step("left", 0.2 + 0.8 * number, (0.10 + 0.05 * (number % 2), 0.0), 0.7)
        for number in range(9)
    )
    movement = standing(start=APART, steps=steps, duration_s=7.5)
    assert refusal_of(lambda: scored(filmed(movement), "quiet_stance")).code == "feet_moved"


def test_a_foot_that_slides_slowly_ends_the_hold_once_it_is_elsewhere():
    # 0.10 of 1.70 m in 20 s, and up by as much at first; 4 cm is 0.10 shank lengths.
    slide = Step("left", 3.0, (0.126, 0.0), 20.0)
    movement = standing(start=TOGETHER, steps=(slide,), duration_s=25.0)
    found = scored(filmed(movement), "quiet_stance")
    assert found.hold is not None
    assert found.hold.stop_reason == "stance_foot_moved"
    # 3 cm sideways and 3 cm up are 4.2 cm, at 0.175 of the way, after 0.305 of the time.
    assert found.hold.end_s == pytest.approx(9.1, abs=0.4)


@pytest.mark.parametrize("key", FEET)
@pytest.mark.parametrize("yaw_deg", [70.0, 90.0, -90.0, 110.0])
def test_a_view_from_the_side_is_refused(key, yaw_deg):
    movement = standing(start=FEET[key], duration_s=8.0)
    why = refusal_of(lambda: scored(filmed(movement, Camera(yaw_deg=yaw_deg)), key))
    assert why.code == "wrong_view"


def test_nobody_is_refused():
    assert refusal_of(lambda: scored(empty(300), "quiet_stance")).code == "no_person"


def test_a_foot_behind_the_other_is_said_to_be_hidden():
    stream = filmed(tandem_stance(hold_s=9.0, side="right"))
    xy = stream.xy_px.copy()
    xy[(stream.times_s > 3.4) & (stream.times_s < 12.4), INDEX["right_ankle"]] = np.nan
    found = scored(with_points(stream, xy), "tandem_stance")
    assert value(found, "hold_s") == pytest.approx(9.0, abs=0.3)
    assert metric(found, "hold_s").quality == "poor"
    assert metric(found, "ankle_distance_hip").value is None
    assert "100%" in events(found, "foot_hidden")[0].detail


def test_feet_out_of_the_picture_for_long_end_the_hold_as_not_seen():
    stream = filmed(standing(start=TOGETHER, duration_s=12.0))
    xy = stream.xy_px.copy()
    for ankle in ("left_ankle", "right_ankle"):
        xy[(stream.times_s > 7.0) & (stream.times_s < 9.0), INDEX[ankle]] = np.nan
    found = scored(with_points(stream, xy), "quiet_stance")
    assert value(found, "hold_s") == pytest.approx(7.0, abs=0.15)
    assert found.hold is not None
    assert found.hold.stop_reason == "not_seen"


def test_a_mirrored_recording_gives_the_same_hold():
    stream = filmed(held(SEMI_TANDEM, 6.0), flaws=Imperfections(noise_px=1.0))
    straight = scored(stream, "stance_semi_tandem")
    turned = scored(mirrored(stream), "stance_semi_tandem")
    for key in ("hold_s", "ankle_distance_hip"):
        assert value(turned, key) == pytest.approx(value(straight, key), rel=1e-6)


@given(scale=st.floats(0.5, 1.4), hold_s=st.floats(3.0, 9.0), shift_px=st.floats(-100.0, 100.0))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_size_and_place_in_the_picture_change_nothing(scale, hold_s, shift_px):
    stream = filmed(held(TOGETHER, hold_s))
    centre = np.array([640.0, 400.0])
    moved = (stream.xy_px - centre) * scale * 0.7 + centre + np.array([shift_px, -60.0])
    found = value(scored(with_points(stream, moved), "quiet_stance"), "hold_s")
    assert found == pytest.approx(value(scored(stream, "quiet_stance"), "hold_s"), abs=0.07)


def test_feet_of_a_tandem_look_one_above_the_other():
    movement = prepared(
        filmed(standing(start=TANDEM, duration_s=5.0)), PROTOCOLS["tandem_stance"], None
    )
    (span,) = still_spans(movement, 0.1, movement.in_place)
    place = feet_place(movement, span)
    # 0.154 of 1.70 m ahead, seen from 1 m above the floor 3 m away: 0.087 of 0.418 m.
    assert place.lower_shank == pytest.approx(0.2, abs=0.03)
    assert place.apart_hip < 0.1


def test_sway_of_a_stance_is_in_millimetres_where_stature_is_known():
    found = scored(
        filmed(standing(start=TOGETHER, duration_s=20.0, sway_rms_mm=8.0)),
        "quiet_stance",
        Person(height_cm=170.0),
    )
    assert metric(found, "sway_ml_rms").unit == "mm"
    assert found.sway is not None
    keys = [one.key for one in found.metrics]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("make", [keraal_alphapose, keraal_openpose])
@pytest.mark.parametrize("name", ["CTK", "ELK", "RTK"])
def test_feet_of_real_people_who_exercise_their_arms_and_trunk_stay(make, name):
    stream = make(name)
    movement = prepared(stream, PROTOCOLS["quiet_stance"], None)
    longest = max(still_spans(movement, 0.1, movement.in_place), key=lambda span: span.duration_s)
    assert longest.duration_s >= 0.95 * stream.duration_s
    # A comfortable stance is wider than the hips that estimators find.
    assert 1.2 < feet_place(movement, longest).apart_hip < 2.0


def test_a_protocol_without_its_rule_is_a_mistake_of_the_program():
    stream = filmed(standing(start=TOGETHER, duration_s=5.0))
    squat = PROTOCOLS["squat"]

    with pytest.raises(ValueError, match="no stance rule"):
        score_stance(prepared(stream, squat, None), squat, ANYBODY, None)
