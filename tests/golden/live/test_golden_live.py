"""The live calculators' golden files: written by Python, and meant; vitest reads the same ones."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pose.smoothing import resampled, uniform_times
from pose.view import View, estimated_view
from scoring.protocols import PROTOCOLS
from scoring.repetitions import found_repetitions
from tests.golden.live.angles import MIRRORED, MIRRORED_FRONT
from tests.golden.live.files import FILES, FOLDER
from tests.live_table import LIVE_TABLE_FILE, live_table

MOST_BYTES = 70_000
ROOT = Path(__file__).resolve().parents[3]
TURNING = ("turn_sideways", "face_camera")
SAGITTAL = {"signed_hip_flexion", "signed_shoulder_flexion"}
FRONTAL = {"hip_abduction", "arm_abduction"}
"""Angles that depend on where somebody faces, which a mirror turns in a side view only."""
FRAMES = 10
"""So many frames of the same picture tell a view."""


def rows(name: str) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return kept


def named(name: str) -> list[Any]:
    return [pytest.param(row, id=row["name"]) for row in rows(name)]


def whole_and_upright(row: dict[str, Any]) -> bool:
    """Whether the whole body is in the picture, and its view matters."""
    needs_no_view = row["wish"]["lies"] or row["wish"]["obliqueOk"]
    return not needs_no_view and row["advice"] in (None, "more_light", *TURNING)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_what_the_command_writes(path):
    same(FILES[path](), json.loads(path.read_text(encoding="utf-8")), path.stem)
    assert path.stat().st_size <= MOST_BYTES


def same(found: object, kept: object, where: str) -> None:
    if isinstance(kept, dict) and isinstance(found, dict):
        assert found.keys() == kept.keys(), where
        for key, value in kept.items():
            same(found[key], value, f"{where}.{key}")
    elif isinstance(kept, list) and isinstance(found, list):
        assert len(found) == len(kept), where
        for index, value in enumerate(kept):
            same(found[index], value, f"{where}[{index}]")
    elif isinstance(kept, float):
        # Another processor may round the last kept digit the other way.
        assert found == pytest.approx(kept, rel=1e-6, abs=2e-3), where
    else:
        assert found == kept, where


@pytest.mark.parametrize("row", named("counters"))
def test_the_server_counts_the_same_signals_alike(row):
    rule = PROTOCOLS[row["protocol"]].repetition
    assert rule is not None
    times_s = np.array(row["timesMs"]) / 1000.0
    values = np.array([np.nan if one is None else one for one in row["values"]])
    grid = resampled(times_s, values[:, None], uniform_times(times_s))[:, 0]
    assert len(found_repetitions(grid, rule).complete) == row["count"]


@pytest.mark.parametrize(("mirrored", "frontal"), [(MIRRORED, False), (MIRRORED_FRONT, True)])
def test_a_mirrored_pose_has_the_angles_of_the_other_side(mirrored, frontal):
    poses = rows("angles")
    found = [
        (poses[index - (2 if frontal else 1)], pose)
        for index, pose in enumerate(poses)
        if pose["name"] == mirrored
    ]
    assert len(found) >= 4
    for before, after in found:
        for side, other in (("left", "right"), ("right", "left")):
            for name in set(before[side]) - (SAGITTAL if frontal else FRONTAL):
                assert after[other][name] == pytest.approx(before[side][name], abs=1e-6), name


def test_every_angle_is_both_given_and_refused_somewhere():
    poses = rows("angles")
    for part in ("both", "left", "right"):
        for name in poses[0][part]:
            given = [pose[part][name] is not None for pose in poses]
            assert any(given), name
            assert not all(given), name


@pytest.mark.parametrize(
    "row", [one for one in rows("framing") if whole_and_upright(one)], ids=lambda row: row["name"]
)
def test_the_server_sees_the_same_view(row):
    points = np.array(row["keypoints"])
    xy = points[:, :2] * row["size"]
    view = estimated_view(np.repeat(xy[None], FRAMES, axis=0)).view
    wished = View.FRONT if row["wish"]["view"] == "front" else View.SIDE
    assert (view is wished) == (row["advice"] not in TURNING)


def test_every_advice_about_the_picture_has_a_picture():
    said = {row["advice"] for row in rows("framing")}
    assert said >= {
        None, "nobody", "lie_down", "step_back", "step_closer", "camera_back", "camera_closer",
        "head_outside", "feet_outside", "sides_outside", "face_camera", "turn_sideways",
        "turn_left_side", "more_light",
    }  # fmt: skip


def test_the_browsers_table_has_the_servers_levels():
    table = json.loads((ROOT / LIVE_TABLE_FILE).read_text(encoding="utf-8"))
    assert table == json.loads(json.dumps(live_table()))
    assert table.keys() == PROTOCOLS.keys()
    for key, protocol in PROTOCOLS.items():
        if protocol.repetition is not None and protocol.signal is not None:
            assert table[key]["signal"]["measure"] == protocol.signal.measure
            assert table[key]["repetition"]["reachShare"] == protocol.repetition.reach_level
