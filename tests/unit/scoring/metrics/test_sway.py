"""Sway in a hold: its unit, its scale, its source, and when there is none."""

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.synthesis import Imperfections
from scoring.metrics.sway import prediction_ellipse, torso_point
from scoring.person import Person
from scoring.pipeline import score_recording
from tests.builders.motion import stance
from tests.builders.reports import known

TALL = Person(height_cm=170.0)


def standing(frames: int = 10) -> np.ndarray:
    """Return keypoints of which only the trunk and the legs are placed."""
    xy = np.full((frames, 17, 2), np.nan)
    places = {"shoulder": 100.0, "hip": 300.0, "knee": 500.0, "ankle": 690.0}
    for side, x in (("left", 220.0), ("right", 180.0)):
        for part, y in places.items():
            xy[:, INDEX[f"{side}_{part}"]] = x, y
    return xy


def test_the_trunk_is_the_middle_of_shoulders_and_hips():
    assert torso_point(standing(1)).tolist() == [[200.0, 200.0]]
    hidden = standing(1)
    hidden[0, INDEX["left_hip"]] = np.nan
    assert np.isnan(torso_point(hidden)).all()


def test_sway_says_where_its_scale_is_from():
    still = stance(hold_s=12.0, flaws=Imperfections(noise_px=0.5))
    with_height = score_recording(still, "single_leg_stance", TALL)
    without = score_recording(still, "single_leg_stance")
    assert with_height.metric("sway_ml_rms", "left").unit == "mm"
    assert without.metric("sway_ml_rms", "left").unit == "{torso}"
    assert "stature" in with_height.metric("sway_ml_rms", "left").source
    assert "stature" not in without.metric("sway_ml_rms", "left").source
    scaled, plain = (known(report, "sway_ml_rms", "left") for report in (with_height, without))
    # 5 % of uncertain scale makes the interval wider.
    assert scaled.low / scaled.value < plain.low / plain.value
    assert scaled.high / scaled.value > plain.high / plain.value


@pytest.mark.parametrize("hold_s", [8.0, 30.0])
def test_longer_holds_have_narrower_intervals(hold_s):
    report = score_recording(stance(hold_s=hold_s, sway_rms_mm=8.0), "single_leg_stance", TALL)
    sway = known(report, "sway_ml_rms", "left")
    assert sway.low < sway.value < sway.high
    assert (sway.high - sway.low < 0.7 * sway.value) == (hold_s > 20.0)


def test_an_ellipse_lies_along_the_path():
    along = np.linspace(-1.0, 1.0, 500)
    ellipse = prediction_ellipse(np.stack([3.0 + along, 3.0**0.5 * along]))
    assert ellipse["angle_deg"] == pytest.approx(60.0)
    assert ellipse["centre"] == pytest.approx([3.0, 0.0])
    assert np.min(ellipse["semi_axes"]) == pytest.approx(0.0, abs=1e-3)
