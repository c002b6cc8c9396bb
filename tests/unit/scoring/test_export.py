"""Exports for other programs: what is in a column, in which unit, and where zero is."""

import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from pose.angles import knee_flexion_deg
from pose.keypoints import INDEX, KEYPOINT_NAMES
from pose.stream import FloatArray, KeypointStream, PoseFormatError, RecordingFacts
from pose.wire import read_recording_file
from scoring.export import JOINT_ANGLES, SEGMENT_ANGLES, export_recording, table_columns
from tests.builders.motion import FRONT, PHONE_LIKE, SIDE, abductions, squats, without
from tests.builders.real_data import data_folder, keraal_alphapose

PARTS = ("x", "y")


def still(times_s, *, facts: RecordingFacts | None = None) -> KeypointStream:
    """Somebody who stands upright from the front: 150 px shoulder to hip, 200 px of leg."""
    xy: FloatArray = np.full((len(times_s), 17, 2), np.nan)
    levels = {"shoulder": 100, "elbow": 170, "wrist": 240, "hip": 250, "knee": 350, "ankle": 450}
    xy[:, INDEX["nose"]] = (320, 50)
    for half, side in ((35, "left"), (-35, "right")):
        xy[:, INDEX[f"{side}_eye"]] = (320 + half / 5, 45)
        xy[:, INDEX[f"{side}_ear"]] = (320 + half / 2, 50)
        for part, y in levels.items():
            xy[:, INDEX[f"{side}_{part}"]] = (320 + half, y)
    scores = np.full((len(times_s), 17), 0.75)
    return KeypointStream(np.asarray(times_s), xy, scores, facts or RecordingFacts(640, 480))


def csv_of(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return {name: list(cells) for name, *cells in zip(header, *rows, strict=True)}


def numbers(cells: list[str]) -> np.ndarray:
    return np.array([float(cell) if cell else np.nan for cell in cells])


def trc_of(path: Path) -> tuple[dict[str, str], list[str], np.ndarray, np.ndarray]:
    """Return head, marker names, times and ``(n, markers, 3)`` of a TRC file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    names = [cell for cell in lines[3].split("\t")[2:] if cell]
    rows = [
        [float(cell) if cell else np.nan for cell in line.split("\t")]
        for line in lines[5:]
        if line.strip()
    ]
    table = np.array([row[: 2 + 3 * len(names)] for row in rows])
    table = table.reshape(len(rows), 2 + 3 * len(names))
    return head, names, table[:, 1], table[:, 2:].reshape(len(rows), len(names), 3)


def test_a_table_has_every_column_with_its_unit_in_its_name():
    columns = table_columns(squats(SIDE, n_reps=1))
    joints = [f"{side}_{name}" for name in JOINT_ANGLES for side in ("left", "right")]
    inclinations = [f"{side}_{name}" for name in SEGMENT_ANGLES for side in ("left", "right")]
    clean = [f"{name}_clean_{part}_px" for name in KEYPOINT_NAMES for part in PARTS]
    raw = [f"{name}_raw_{part}_px" for name in KEYPOINT_NAMES for part in PARTS]
    scores = [f"{name}_score" for name in KEYPOINT_NAMES]
    expected = ["time_s", "frame_time_s", "view", *joints, "trunk_lean_deg", *inclinations]
    assert set(columns) == {*expected, *clean, *raw, *scores}
    assert {"left_knee_flexion_deg", "right_hip_flexion_deg"} < set(columns)
    assert {"left_shoulder_elevation_deg", "right_elbow_flexion_deg"} < set(columns)
    assert {len(values) for values in columns.values()} == {len(columns["time_s"])}


def test_rows_are_the_times_of_the_grid_from_the_first_frame():
    columns = table_columns(still(5.0 + np.arange(31) / 15))
    np.testing.assert_allclose(columns["time_s"], np.arange(61) / 30)
    assert set(columns["view"]) == {"front"}


def test_raw_points_and_scores_are_those_of_the_nearest_frame_as_they_were_sent():
    # Frames at 0, 0.1 and 0.21 s: nearest to the rows 0, 3 and 6 (0, 0.1 and 0.2 s).
    stream = still([0.0, 0.1, 0.21])
    stream.xy_px[:, INDEX["nose"]] = [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]
    stream.scores[:, INDEX["nose"]] = (0.1, 0.2, 0.3)
    columns = table_columns(stream)
    gap = np.nan
    np.testing.assert_array_equal(columns["frame_time_s"], [0, gap, gap, 0.1, gap, gap, 0.21])
    np.testing.assert_array_equal(columns["nose_raw_x_px"], [1, gap, gap, 3, gap, gap, 5])
    np.testing.assert_array_equal(columns["nose_raw_y_px"], [2, gap, gap, 4, gap, gap, 6])
    np.testing.assert_array_equal(columns["nose_score"], [0.1, gap, gap, 0.2, gap, gap, 0.3])


@given(st.lists(st.floats(0.009, 0.4), min_size=1, max_size=40), st.sampled_from([0.0, 3.0, 1e3]))
def test_every_row_holds_the_nearest_of_the_frames_within_half_a_step(gaps_s, start_s):
    stream = still(start_s + np.cumsum([0.0, *gaps_s]))
    columns = table_columns(stream)
    stamps_s = stream.times_s - stream.times_s[0]
    away_s = np.abs(columns["time_s"][:, None] - stamps_s)
    found = np.isfinite(columns["frame_time_s"])
    nearest_s = away_s.min(axis=1)
    held_s = np.abs(columns["time_s"] - columns["frame_time_s"])
    np.testing.assert_allclose(held_s[found], nearest_s[found], atol=1e-9)
    assert (nearest_s[found] <= 0.5 / 30 + 1e-9).all()
    assert (nearest_s[~found] >= 0.5 / 30 - 1e-9).all()


def test_a_point_that_was_not_seen_has_neither_place_nor_score():
    columns = table_columns(without(still(np.arange(31) / 30), "knee"))
    for name in ("left_knee_raw_x_px", "left_knee_clean_y_px", "left_knee_score"):
        assert np.isnan(columns[name]).all()
    assert np.isnan(columns["left_knee_flexion_deg"]).all()
    assert np.isfinite(columns["left_elbow_flexion_deg"]).all()


def test_clean_points_stand_upright_whatever_the_roll_and_raw_points_do_not():
    # Gravity to the right of "down" by 10 degrees: up leans to the left by as much.
    gravity = (9.8 * np.sin(np.radians(10)), 9.8 * np.cos(np.radians(10)), 0.0)
    stream = still(np.arange(61) / 30, facts=RecordingFacts(640, 480, gravity=gravity))
    columns = table_columns(stream)
    np.testing.assert_array_equal(columns["left_hip_raw_x_px"], columns["left_ankle_raw_x_px"])
    np.testing.assert_allclose(columns["trunk_lean_deg"], 10.0, atol=1e-6)
    np.testing.assert_allclose(
        columns["left_hip_clean_x_px"] - columns["left_ankle_clean_x_px"],
        200 * np.sin(np.radians(10)),
        atol=1e-6,
    )


def test_standing_still_gives_the_angles_of_the_definitions():
    columns = table_columns(still(np.arange(61) / 30))
    for side in ("left", "right"):
        for name in (*JOINT_ANGLES, *SEGMENT_ANGLES):
            np.testing.assert_allclose(columns[f"{side}_{name}"], 0.0, atol=1e-6)


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_angles_follow_the_movement_with_forward_positive_whichever_way_it_faces(yaw_deg):
    camera = replace(SIDE, yaw_deg=yaw_deg)
    columns = table_columns(squats(camera, n_reps=3, peak_deg=90.0, flaws=PHONE_LIKE))
    assert set(columns["view"]) == {"side"}
    for side in ("left", "right"):
        knee, thigh, shank = (
            columns[f"{side}_{name}_deg"]
            for name in ("knee_flexion", "thigh_inclination", "shank_inclination")
        )
        assert np.nanpercentile(knee, 98) == pytest.approx(90, abs=5)
        # Knees come forward as the person goes down: both lean forward, and make up the bend.
        assert min(np.nanpercentile(thigh, 98), np.nanpercentile(shank, 98)) > 15
        np.testing.assert_allclose(np.abs(thigh + shank), knee, atol=1e-6)


def test_the_arms_of_an_abduction_rise_from_the_front():
    columns = table_columns(abductions(FRONT, n_reps=2))
    assert np.nanmax(columns["left_shoulder_elevation_deg"]) > 80


def test_inclinations_are_empty_where_nobody_knows_what_is_forward():
    lying = still(np.arange(61) / 30)
    turned = lying.xy_px[..., ::-1] - np.array((0, 80))
    columns = table_columns(replace(lying, xy_px=turned))
    assert np.isnan(columns["left_thigh_inclination_deg"]).all()
    assert np.isfinite(columns["left_hip_flexion_deg"]).all()


def test_a_csv_file_holds_the_columns_with_empty_cells_for_missing(tmp_path):
    stream = without(squats(SIDE, n_reps=2, flaws=PHONE_LIKE), "wrist")
    path = tmp_path / "table.csv"
    export_recording(stream, path)
    read = csv_of(path)
    columns = table_columns(stream)
    assert list(read) == list(columns)
    assert set(read["left_wrist_clean_x_px"]) == {""}
    assert set(read["view"]) == {"side"}
    for name, values in columns.items():
        if name != "view":
            np.testing.assert_allclose(numbers(read[name]), values, rtol=0, atol=0.0005 + 1e-9)


def test_a_parquet_file_holds_the_columns_with_nulls_and_says_how_they_were_made(tmp_path):
    stream = without(squats(SIDE, n_reps=2, flaws=PHONE_LIKE), "wrist")
    path = tmp_path / "table.parquet"
    export_recording(stream, path)
    table = parquet.read_table(path)
    columns = table_columns(stream)
    assert table.column_names == list(columns)
    assert table.column("left_wrist_clean_x_px").null_count == table.num_rows
    for name, values in columns.items():
        np.testing.assert_array_equal(table.column(name).to_numpy(), values)
    about = json.loads(table.schema.metadata[b"plumbline.export"])
    assert (about["schema"], about["view"], about["grid_hz"]) == (
        "plumbline.export/1",
        "side",
        30.0,
    )
    assert about["facts"]["image_width_px"] == stream.facts.image_width_px


def test_an_export_is_not_taken_for_a_recording(tmp_path):
    path = tmp_path / "table.parquet"
    export_recording(squats(SIDE, n_reps=1), path)
    with pytest.raises(PoseFormatError, match="the recording that it was made from"):
        read_recording_file(path)


def test_trc_in_pixels_has_its_zero_at_the_lower_left_corner_and_y_up(tmp_path):
    path = tmp_path / "standing still.trc"
    export_recording(still(np.arange(61) / 30), path)
    head, names, times_s, markers = trc_of(path)
    assert names == list(KEYPOINT_NAMES)
    assert (head["Units"], head["DataRate"], head["NumFrames"]) == ("px", "30", "61")
    np.testing.assert_allclose(times_s, np.arange(61) / 30, atol=1e-6)
    # The left ankle is 355 px from the left and 450 px below the top of 480.
    np.testing.assert_allclose(markers[:, INDEX["left_ankle"]], [[355, 30, 0]] * 61, atol=1e-3)
    np.testing.assert_allclose(markers[:, INDEX["nose"]], [[320, 430, 0]] * 61, atol=1e-3)
    assert path.read_text().startswith("PathFileType\t4\t(X/Y/Z)\tstanding_still.trc\n")


def test_trc_is_in_millimetres_where_stature_is_known(tmp_path):
    path = tmp_path / "standing.trc"
    stream = still(np.arange(61) / 30)
    export_recording(stream, path, height_cm=165.0)
    head, _, _, markers = trc_of(path)
    assert head["Units"] == "mm"
    # Leg and trunk are 0.485 and 0.288 of 1650 mm: 1275.45 mm are 350 px.
    np.testing.assert_allclose(markers[0, INDEX["left_ankle"]], [1293.671, 109.324, 0], atol=2e-3)
    columns = table_columns(stream, height_cm=165.0)
    np.testing.assert_allclose(columns["mm_per_px"], 1275.45 / 350)


def test_stature_gives_no_millimetres_where_neither_leg_nor_trunk_was_seen(tmp_path):
    path = tmp_path / "seated.trc"
    stream = without(still(np.arange(61) / 30), "ankle", "hip")
    export_recording(stream, path, height_cm=165.0)
    head, _, _, markers = trc_of(path)
    assert head["Units"] == "px"
    assert np.isnan(markers[:, INDEX["left_ankle"]]).all()
    assert np.isnan(table_columns(stream, height_cm=165.0)["mm_per_px"]).all()


def test_trc_has_the_layout_of_another_programs_file(tmp_path):
    theirs = next(data_folder("pose2sim_balancing").glob("*.trc"))
    path = tmp_path / "ours.trc"
    export_recording(squats(SIDE, n_reps=1), path, height_cm=170)
    expected, their_names, _, their_markers = trc_of(theirs)
    head, names, _, markers = trc_of(path)
    assert list(head) == list(expected)
    assert their_markers.shape[1:] == (len(their_names), 3)
    assert markers.shape[1:] == (len(names), 3)
    assert len(head) == len(expected) == 8
    first_words = [line.split("\t")[:3] for line in theirs.read_text().splitlines()[3:5]]
    our_words = [line.split("\t")[:3] for line in path.read_text().splitlines()[3:5]]
    assert [words[:2] for words in our_words] == [words[:2] for words in first_words]
    assert our_words[1][2] == first_words[1][2] == "X1"


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".trc"])
@pytest.mark.parametrize("n_frames", [0, 1, 2])
def test_a_recording_of_hardly_any_frames_gives_as_few_rows(tmp_path, suffix, n_frames):
    path = tmp_path / f"short{suffix}"
    export_recording(still(np.arange(n_frames) / 30), path, height_cm=170.0)
    if suffix == ".csv":
        assert len(csv_of(path)["time_s"]) == n_frames
    elif suffix == ".parquet":
        assert parquet.read_table(path).num_rows == n_frames
    else:
        assert len(trc_of(path)[2]) == n_frames


def test_an_unknown_suffix_and_an_impossible_stature_are_refused(tmp_path):
    stream = still([0.0])
    for name in ("table.xlsx", "table", "csv"):
        with pytest.raises(ValueError, match=r"\.csv, \.parquet, \.trc"):
            export_recording(stream, tmp_path / name)
    for height_cm in (0.0, -170.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="stature"):
            export_recording(stream, tmp_path / "table.csv", height_cm=height_cm)
    assert list(tmp_path.iterdir()) == []


def test_a_suffix_in_capitals_is_known(tmp_path):
    export_recording(still([0.0]), tmp_path / "TABLE.CSV")
    assert (tmp_path / "TABLE.CSV").exists()


def test_the_angles_of_a_row_are_those_of_its_clean_points():
    columns = table_columns(squats(SIDE, n_reps=2, flaws=PHONE_LIKE))
    tracks = [[columns[f"{name}_clean_{part}_px"] for part in PARTS] for name in KEYPOINT_NAMES]
    xy: FloatArray = np.array(tracks).transpose(2, 0, 1)
    np.testing.assert_array_equal(columns["left_knee_flexion_deg"], knee_flexion_deg(xy, "left"))


@pytest.mark.parametrize("exercise", ["CTK", "ELK", "RTK"])
def test_a_real_estimators_recording_is_exported_with_plausible_angles(tmp_path, exercise):
    stream = keraal_alphapose(exercise)
    for suffix in (".csv", ".parquet", ".trc"):
        export_recording(stream, tmp_path / f"real{suffix}", height_cm=175.0)
    columns = csv_of(tmp_path / "real.csv")
    times_s, markers = trc_of(tmp_path / "real.trc")[2:]
    np.testing.assert_allclose(numbers(columns["time_s"]), times_s)
    torso_mm = np.hypot(*(markers[:, INDEX["left_shoulder"]] - markers[:, INDEX["left_hip"]]).T[:2])
    assert 350 < np.nanmedian(torso_mm) < 700
    for name in JOINT_ANGLES:
        angle_deg = numbers(columns[f"left_{name}"])
        known_deg = angle_deg[np.isfinite(angle_deg)]
        assert known_deg.size
        assert (known_deg >= 0).all()
        assert (known_deg <= 180).all()


def test_no_heavy_library_is_loaded_before_an_export_needs_it():
    code = "import sys, scoring.export; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
