"""The drawn figure: its colours are where its joints are, and films are what they say."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pose.rendering import WARDROBE, Colour, Scene, render_frames, write_film
from pose.rendering.__main__ import main
from pose.rendering.brush import convex_hull
from pose.rendering.film import FilmError, film_times_s
from pose.stream import FloatArray
from pose.synthesis import (
    POINT_NAMES,
    Camera,
    Movement,
    shoulder_abduction,
    single_leg_stance,
    squat,
)

# The rim, light and noise change a colour by less than this, per channel.
TOLERANCE = 40
SMALL = Camera(image_width_px=320, image_height_px=180)


def drawn(
    movement: Movement, camera: Camera, time_s: float
) -> tuple[NDArray[np.uint8], FloatArray]:
    """The picture at a time, and where every point of the body is in it."""
    points = movement.points_at(np.array([time_s]))[0]
    picture = Scene(movement.body, camera).picture(points)
    px, _ = camera.project(points, movement.body.height_m)
    return np.asarray(picture), px


def between(px: FloatArray, first: str, second: str, share: float = 0.5) -> FloatArray:
    start, end = px[POINT_NAMES.index(first)], px[POINT_NAMES.index(second)]
    return np.asarray(start + share * (end - start))


def is_coloured(picture: NDArray[np.uint8], place: FloatArray, colour: Colour) -> bool:
    x, y = np.rint(place).astype(int)
    around = picture[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3).mean(axis=0)
    return bool(np.abs(around - colour).max() < TOLERANCE)


@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
def test_limbs_have_their_sides_colours_where_their_joints_are(yaw_deg):
    camera = Camera(yaw_deg=yaw_deg)
    picture, px = drawn(shoulder_abduction(peak_deg=100.0), camera, 3.0)
    assert is_coloured(picture, between(px, "left_hip", "left_knee", 0.7), WARDROBE.left_trouser)
    assert is_coloured(picture, between(px, "right_hip", "right_knee", 0.7), WARDROBE.right_trouser)
    assert is_coloured(picture, between(px, "left_shoulder", "left_elbow"), WARDROBE.left_sleeve)
    assert is_coloured(picture, between(px, "right_shoulder", "right_elbow"), WARDROBE.right_sleeve)
    assert is_coloured(picture, between(px, "left_elbow", "left_wrist"), WARDROBE.skin)
    assert is_coloured(picture, between(px, "right_elbow", "right_wrist"), WARDROBE.skin)
    assert is_coloured(picture, between(px, "left_hip", "right_shoulder"), WARDROBE.shirt)


@pytest.mark.parametrize(
    ("yaw_deg", "near", "colour"),
    [(90.0, "left", WARDROBE.left_trouser), (-90.0, "right", WARDROBE.right_trouser)],
)
def test_the_near_leg_hides_the_far_one(yaw_deg, near, colour):
    picture, px = drawn(squat(n_reps=1), Camera(yaw_deg=yaw_deg), 2.9)
    for start, end in (("hip", "knee"), ("knee", "ankle")):
        place = between(px, f"{near}_{start}", f"{near}_{end}", 0.4)
        assert is_coloured(picture, place, colour)


def test_a_face_looks_at_the_camera_from_the_front_and_hair_from_behind():
    standing = shoulder_abduction()
    front, px = drawn(standing, Camera(), 0.0)
    head = between(px, "head", "head")
    # Between eye and ear, where neither brow nor hair is.
    assert is_coloured(front, between(px, "nose", "left_ear", 0.5), WARDROBE.skin)
    behind, _ = drawn(standing, Camera(yaw_deg=180.0), 0.0)
    assert is_coloured(behind, head, WARDROBE.hair)


def test_the_room_is_empty_away_from_the_figure_and_still_but_for_noise():
    movement = squat(n_reps=1)
    camera = Camera(yaw_deg=90.0)
    one, _ = drawn(movement, camera, 0.0)
    other, _ = drawn(movement, camera, 2.9)
    changed = np.abs(one.astype(int) - other).max(axis=2) > 6 * 2.5 * np.sqrt(2)
    columns = np.flatnonzero(changed.any(axis=0))
    assert columns.size
    assert columns.min() > 300
    assert columns.max() < 980


def test_a_person_partly_or_wholly_outside_is_cut_off():
    movement = shoulder_abduction()
    for sideways_m, seen in ((2.0, True), (6.0, False)):
        camera = Camera(sideways_m=sideways_m)
        points = movement.points_at(np.array([0.0]))[0]
        empty = Scene(movement.body, camera).picture(points + np.array((10.0, 0.0, 0.0)))
        picture = Scene(movement.body, camera).picture(points)
        assert picture.size == (1280, 720)
        shirt = np.abs(np.asarray(picture).astype(int) - WARDROBE.shirt).max(axis=2) < 20
        bare = np.abs(np.asarray(empty).astype(int) - WARDROBE.shirt).max(axis=2) < 20
        assert bool(shirt.sum() > bare.sum() + 100) == seen


@pytest.mark.parametrize("roll_deg", [0.0, 10.0])
def test_floor_and_wall_turn_with_the_camera(roll_deg):
    movement = shoulder_abduction()
    picture, px = drawn(movement, Camera(roll_deg=roll_deg), 0.0)
    # The skirting board is the brightest thing at the wall's foot.
    rows = [int(picture[380:640, x].sum(axis=1, dtype=int).argmax()) for x in (400, 880)]
    slope_deg = np.degrees(np.arctan2(rows[1] - rows[0], 480))
    assert slope_deg == pytest.approx(roll_deg, abs=1.0)
    leg = between(px, "left_hip", "left_knee", 0.7)
    assert is_coloured(picture, leg, WARDROBE.left_trouser)


def test_the_same_seed_gives_the_same_frames():
    movement = single_leg_stance(hold_s=2.0, still_before_s=1.0, still_after_s=1.0)
    one, again, other = (
        b"".join(frame.tobytes() for frame in render_frames(movement, SMALL, 3.0, seed=seed))
        for seed in (5, 5, 6)
    )
    assert one == again
    assert one != other


def test_there_is_one_frame_for_every_time():
    movement = squat(n_reps=1)
    frames = list(render_frames(movement, SMALL, fps=4.0))
    assert len(frames) == len(film_times_s(movement, 4.0)) == int(movement.duration_s * 4) + 1
    assert {frame.size for frame in frames} == {(320, 180)}


def test_a_hull_is_the_corners_of_its_points():
    square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [1.0, 1.0], [1.0, 0.0]])
    assert {tuple(corner) for corner in convex_hull(square).tolist()} == {
        (0.0, 0.0),
        (2.0, 0.0),
        (2.0, 2.0),
        (0.0, 2.0),
    }


def probe(path: Path) -> dict[str, Any]:
    shown = subprocess.run(
        [
            *("ffprobe", "-v", "error", "-select_streams", "v:0", "-count_frames", "-of", "json"),
            *("-show_entries", "stream=codec_name,width,height,nb_read_frames", str(path)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    stream: dict[str, Any] = json.loads(shown.stdout)["streams"][0]
    return stream


@pytest.mark.parametrize(("name", "codecs"), [("a.mp4", {"h264", "mjpeg"}), ("a.mjpeg", {"mjpeg"})])
def test_a_film_has_its_frames_and_its_truth_beside_it(tmp_path, name, codecs):
    movement = squat(n_reps=1, still_before_s=0.5, still_after_s=0.5)
    truth = write_film(movement, SMALL, tmp_path / name, fps=10.0)
    found = probe(tmp_path / name)
    assert found["codec_name"] in codecs
    assert (found["width"], found["height"]) == (320, 180)
    assert int(found["nb_read_frames"]) == len(truth.times_s) == 38
    told = json.loads((tmp_path / "a.truth.json").read_text())
    assert told["repetitions"][0]["peak_deg"] == pytest.approx(95.0)
    assert told["yaw_deg"] == SMALL.yaw_deg


def test_a_film_that_cannot_be_written_says_why_in_one_line(tmp_path):
    with pytest.raises(FilmError, match=r"^ffmpeg could not write .*nowhere") as caught:
        write_film(squat(n_reps=1), SMALL, tmp_path / "nowhere" / "a.mp4", fps=2.0)
    assert "\n" not in str(caught.value)


def test_the_command_writes_what_was_asked_for(tmp_path, capsys):
    out = tmp_path / "stance.mp4"
    arguments = ["single_leg_stance", "--out", str(out), "--hold-s", "3", "--side", "right"]
    size = ["--width", "320", "--height", "180", "--fps", "5"]
    assert main([*arguments, *size, "--touch-s", "1.5"]) == 0
    said = json.loads(capsys.readouterr().out)
    truth = json.loads((tmp_path / "stance.truth.json").read_text())
    assert said["frames"] == len(truth["times_s"])
    assert (truth["protocol"], truth["side"]) == ("single_leg_stance", "right")
    assert truth["hold"] == [2.5, 5.5]
    assert len(truth["touches"]) == 1


@pytest.mark.parametrize(
    ("arguments", "yaw_deg", "peak_deg"),
    [
        (["squat", "--repetitions", "1", "--peak-deg", "80"], 90.0, 80.0),
        (["shoulder_abduction", "--repetitions", "1", "--side", "left"], 0.0, 150.0),
        (["squat", "--repetitions", "1", "--yaw-deg", "0"], 0.0, 95.0),
    ],
)
def test_the_command_looks_from_the_view_that_the_movement_needs(
    tmp_path, arguments, yaw_deg, peak_deg
):
    size = ["--width", "160", "--height", "90", "--fps", "2"]
    assert main([*arguments, "--out", str(tmp_path / "a.mjpeg"), *size]) == 0
    truth = json.loads((tmp_path / "a.truth.json").read_text())
    assert truth["yaw_deg"] == yaw_deg
    assert [round(one["peak_deg"], 6) for one in truth["repetitions"]] == [peak_deg]


def test_a_command_that_contradicts_itself_fails_with_one_line(tmp_path, capsys):
    arguments = ["single_leg_stance", "--side", "both", "--out", str(tmp_path / "a.mp4")]
    assert main(arguments) == 1
    complaint = capsys.readouterr().err
    assert complaint.startswith("pose.rendering: side 'both'")
    assert complaint.count("\n") == 1


def test_nothing_but_the_renderer_needs_pillow():
    code = "import sys, pose.synthesis, pose.wire; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert Image.__name__ in sys.modules


def test_every_movement_can_be_filmed_and_a_choice_it_does_not_know_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = ["--width", "64", "--height", "64", "--fps", "4"]
    film = tmp_path / "bridge.mjpeg"
    assert main(["glute_bridge", "--out", str(film), "--repetitions", "1", *size]) == 0
    truth = json.loads(film.with_suffix(".truth.json").read_text(encoding="utf-8"))
    assert truth["protocol"] == "glute_bridge"
    assert truth["yaw_deg"] == 90.0
    capsys.readouterr()
    assert main(["glute_bridge", "--out", str(film), "--hold-s", "3", *size]) == 1
    assert "glute_bridge knows no such choice" in capsys.readouterr().err


def test_somebody_beside_the_camera_is_not_drawn(tmp_path: Path) -> None:
    # Three metres from the camera, the walk of three metres passes it.
    film = tmp_path / "walk.mjpeg"
    size = ["--width", "64", "--height", "64", "--fps", "3"]
    assert main(["timed_up_and_go", "--out", str(film), *size]) == 0
    assert film.stat().st_size > 0
