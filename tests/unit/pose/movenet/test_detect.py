"""From frames and videos to keypoint recordings."""

import io
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pose.keypoints import INDEX
from pose.movenet.__main__ import main
from pose.movenet.errors import ModelError
from pose.movenet.figure import JOINTS_PX, figure_rgba
from pose.movenet.video import read_ppm, video_frames, video_times_s
from pose.published_models import LIGHTNING
from pose.stream import KeypointStream
from pose.wire import read_recording_file

pytestmark = pytest.mark.tensorflow

UInt8Array = NDArray[np.uint8]
WIDTH_PX, HEIGHT_PX = 480, 360
LEFT_PX, TOP_PX = 130, 90
"""Where the figure stands in a wider picture."""


def scene(left_px: int = LEFT_PX) -> UInt8Array:
    """A grey room with the drawn figure in it."""
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 128, dtype=np.uint8)
    picture[TOP_PX : TOP_PX + 192, left_px : left_px + 192] = figure_rgba()[..., :3]
    return picture


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve frames at 12 frames a second, the figure walking 4 px a frame."""
    folder = tmp_path_factory.mktemp("video")
    for index in range(12):
        Image.fromarray(scene(LEFT_PX + 4 * index)).save(folder / f"{index:02}.png")
    path = folder / "walk.mp4"
    command = ["ffmpeg", "-v", "error", "-framerate", "12", "-i", str(folder / "%02d.png")]
    command += ["-pix_fmt", "yuv420p", "-crf", "10", str(path)]
    subprocess.run(command, check=True)
    return path


def _detect(built: Path, frames: list[UInt8Array], times_s: list[float]) -> KeypointStream:
    from pose.movenet.detect import detect, load_network  # noqa: PLC0415 - loads TensorFlow

    return detect(frames, np.asarray(times_s, dtype=float), load_network(built))


def _error_px(stream: KeypointStream, frame: int, left_px: int) -> dict[str, float]:
    return {
        name: float(np.hypot(*(stream.xy_px[frame, INDEX[name]] - (x + left_px, y + TOP_PX))))
        for name, (x, y) in JOINTS_PX.items()
    }


def test_a_figure_is_found_and_followed_in_pixels_of_the_picture(built):
    lefts = [130, 134, 138, 142]
    stream = _detect(built, [scene(left) for left in lefts], [0, 0.1, 0.2, 0.3])
    assert stream.n_frames == 4
    for frame in (2, 3):
        assert max(_error_px(stream, frame, lefts[frame]).values()) < 8
    assert stream.scores[2:].min() > 0.4
    facts = stream.facts
    assert (facts.image_width_px, facts.image_height_px) == (WIDTH_PX, HEIGHT_PX)
    assert (facts.model, facts.model_sha256) == (LIGHTNING.name, LIGHTNING.weights_sha256)


def test_rgb_and_rgba_frames_are_the_same(built):
    rgba = np.dstack([scene(), np.full((HEIGHT_PX, WIDTH_PX), 7, dtype=np.uint8)])
    of_rgb = _detect(built, [scene()], [0])
    of_rgba = _detect(built, [rgba], [0])
    np.testing.assert_array_equal(of_rgb.xy_px, of_rgba.xy_px)


def test_an_empty_room_is_recorded_raw_with_low_scores(built):
    empty = np.full((HEIGHT_PX, WIDTH_PX, 3), 128, dtype=np.uint8)
    stream = _detect(built, [empty, empty], [0, 0.1])
    assert stream.n_frames == 2
    assert stream.scores.max() < 0.3


def test_a_frame_that_is_not_later_is_dropped_and_counted(built):
    stream = _detect(built, [scene()] * 3, [0.0, 0.1, 0.1])
    assert (stream.n_frames, stream.repeated_frames) == (2, 1)


@pytest.mark.parametrize(
    ("frames", "times_s", "problem"),
    [
        ([], [], "0 frames and 0 times"),
        ([scene()], [0, 0.1], "1 frames and 2 times"),
        ([scene(), scene()], [0], "more frames than the 1 times"),
        ([scene(), scene()[:, :-2]], [0, 0.1], "frame 1 has shape"),
    ],
)
def test_frames_that_do_not_fit_are_refused(built, frames, times_s, problem):
    with pytest.raises(ModelError, match=problem):
        _detect(built, frames, times_s)


def test_a_video_is_read_frame_by_frame_with_its_times(video):
    np.testing.assert_allclose(video_times_s(video), np.arange(12) / 12, atol=1e-4)
    frames = list(video_frames(video))
    assert len(frames) == 12
    difference = np.abs(frames[3].astype(int) - scene(LEFT_PX + 12))
    assert difference.mean() < 6


def test_leaving_a_video_early_is_no_error(video):
    frames = video_frames(video)
    assert next(frames).shape == (HEIGHT_PX, WIDTH_PX, 3)
    frames.close()


def test_a_turned_video_comes_upright(video, tmp_path):
    turned = tmp_path / "turned.mp4"
    command = ["ffmpeg", "-v", "error", "-i", str(video), "-c", "copy"]
    subprocess.run([*command, "-metadata:s:v:0", "rotate=90", str(turned)], check=True)
    assert next(video_frames(turned)).shape == (WIDTH_PX, HEIGHT_PX, 3)


def test_the_video_command_writes_a_recording(built, video, tmp_path, capsys):
    out = tmp_path / "walk.plk"
    assert main(["video", str(video), "--models-dir", str(built), "--out", str(out)]) == 0
    stream = read_recording_file(out)
    assert stream.n_frames == 12
    np.testing.assert_allclose(stream.times_s, np.arange(12) / 12, atol=1e-4)
    assert max(_error_px(stream, 11, LEFT_PX + 44).values()) < 8
    assert "12 frames" in capsys.readouterr().out


def test_a_file_that_is_no_video_is_one_clear_line(built, tmp_path, capsys):
    path = tmp_path / "text.mp4"
    path.write_text("no video")
    out = tmp_path / "out.plk"
    assert main(["video", str(path), "--models-dir", str(built), "--out", str(out)]) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "is not a video that can be read" in message
    assert not out.exists()
    with pytest.raises(ModelError, match="is not a video that can be read"):
        list(video_frames(path))


def test_without_ffmpeg_the_error_names_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ModelError, match="install FFmpeg"):
        video_times_s(tmp_path / "any.mp4")


@pytest.mark.parametrize(
    "content", [b"P5\n1 1\n255\n0", b"P6\n1 1\n65535\n000000", b"P6\n2 2\n255\n0"]
)
def test_anything_but_a_whole_8_bit_picture_is_refused(content):
    with pytest.raises(ModelError):
        read_ppm(io.BytesIO(content))
