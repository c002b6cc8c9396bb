"""A recording in memory: checked once, and turned round where it was mirrored."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.keypoints import INDEX, KEYPOINT_NAMES, LEFT_RIGHT_PAIRS, MIRROR_ORDER
from pose.stream import KeypointStream, PoseFormatError
from pose.wire import stream_from_records
from tests.builders.keypoints import FACTS, any_records


def stream_of(n_frames: int = 3, **changes: Any) -> KeypointStream:
    parts: dict[str, Any] = {
        "times_s": np.arange(n_frames) / 30,
        "xy_px": np.full((n_frames, 17, 2), 100.0),
        "scores": np.full((n_frames, 17), 0.5),
        "facts": FACTS,
        **changes,
    }
    return KeypointStream(**parts)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("times_s", np.zeros((3, 1))),
        ("times_s", np.array([0.0, 0.1, np.nan])),
        ("times_s", np.array([0.0, np.inf, 0.2])),
        ("xy_px", np.zeros((3, 17, 3))),
        ("xy_px", np.zeros((2, 17, 2))),
        ("scores", np.zeros((3, 16))),
    ],
)
def test_a_wrong_shape_or_time_is_refused_by_name(field, value):
    with pytest.raises(PoseFormatError) as caught:
        stream_of(**{field: value})
    assert caught.value.field == field


@pytest.mark.parametrize("times_s", [[0.0, 0.2, 0.1], [0.0, 0.1, 0.1]])
def test_time_that_does_not_increase_is_refused_by_record(times_s):
    with pytest.raises(PoseFormatError) as caught:
        stream_of(times_s=np.array(times_s))
    assert (caught.value.field, caught.value.record) == ("times_s", 2)


def test_a_stream_knows_how_long_it_is():
    assert stream_of(4).n_frames == 4
    assert stream_of(4).duration_s == pytest.approx(0.1)
    assert stream_of(1).duration_s == stream_of(0).duration_s == 0.0


def test_frames_from_the_first_to_the_last_of_a_span_are_uncertain():
    # Frames at 0, 33 333, 66 667, 100 000, 133 333 and 166 667 microseconds.
    spans_us = ((33_333, 66_667), (133_333, 133_333), (150_000, 160_000))
    stream = stream_of(6, facts=replace(FACTS, uncertain_spans_us=spans_us))
    assert stream.uncertain_frames.tolist() == [False, True, True, False, True, False]
    assert not stream_of(6).uncertain_frames.any()


@pytest.mark.parametrize("field", ["times_s", "xy_px", "facts"])
def test_a_stream_cannot_be_changed(field):
    with pytest.raises(FrozenInstanceError):
        setattr(stream_of(), field, None)


def test_turning_round_exchanges_sides_and_x_and_nothing_else():
    xy_px = np.zeros((3, 17, 2))
    xy_px[:, INDEX["left_wrist"]] = (200.0, 50.0)
    scores = np.full((3, 17), 0.5)
    scores[:, INDEX["left_wrist"]] = 0.9
    mirrored = stream_of(xy_px=xy_px, scores=scores, facts=replace(FACTS, mirrored=True))
    turned = mirrored.unmirrored()
    # 1280 - 200
    assert turned.xy_px[0, INDEX["right_wrist"]].tolist() == [1080.0, 50.0]
    assert turned.scores[0, INDEX["right_wrist"]] == 0.9
    assert turned.scores[0, INDEX["left_wrist"]] == 0.5
    assert not turned.facts.mirrored
    np.testing.assert_array_equal(turned.times_s, mirrored.times_s)
    assert mirrored.xy_px[0, INDEX["left_wrist"], 0] == 200.0


@given(any_records())
def test_turning_round_twice_changes_nothing(records):
    stream = stream_from_records(records, FACTS)
    once = replace(stream, facts=replace(FACTS, mirrored=True)).unmirrored()
    twice = replace(once, facts=replace(FACTS, mirrored=True)).unmirrored()
    np.testing.assert_allclose(twice.xy_px, stream.xy_px, atol=1e-9)
    np.testing.assert_array_equal(twice.scores, stream.scores)


@given(st.sampled_from(KEYPOINT_NAMES))
def test_the_mirror_order_exchanges_left_and_right(name):
    partner = KEYPOINT_NAMES[MIRROR_ORDER[INDEX[name]]]
    assert partner.replace("right", "left") == name.replace("right", "left")
    assert (partner == name) == (name == "nose")


def test_there_are_eight_pairs():
    assert len(LEFT_RIGHT_PAIRS) == 8
    assert all(MIRROR_ORDER[left] == right for left, right in LEFT_RIGHT_PAIRS)
