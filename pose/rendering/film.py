"""A movement as a film: frames, and a video file with its truth beside it."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from pose.rendering.scene import Scene
from pose.synthesis import Camera, Movement, Truth, truth_of
from pose.synthesis.body import FloatArray

_MOTION_JPEG: Final = ("-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p")
_H264: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p")


class FilmError(RuntimeError):
    """A film could not be written; the text says why, in one line."""


def film_times_s(movement: Movement, fps: float) -> FloatArray:
    """Return the times of a film's frames."""
    return np.arange(int(np.floor(movement.duration_s * fps)) + 1) / fps


def render_frames(
    movement: Movement, camera: Camera, fps: float = 30.0, *, seed: int = 0
) -> Iterator[Image.Image]:
    """Yield the pictures of a movement, one for each time of `film_times_s`."""
    scene = Scene(movement.body, camera, seed=seed)
    for points in movement.points_at(film_times_s(movement, fps)):
        yield scene.picture(points)


def write_film(
    movement: Movement, camera: Camera, path: Path, *, fps: float = 30.0, seed: int = 0
) -> Truth:
    """Write a video file and ``<name>.truth.json`` beside it; return the truth.

    A ``.mjpeg`` file is a bare stream of pictures, as Chromium plays it as a camera; others
    are H.264 where this machine's ffmpeg has it, Motion JPEG where not.

    Raises
    ------
    FilmError
        If ffmpeg is not installed or fails.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise FilmError("ffmpeg is not installed: it writes the video file")
    size = f"{camera.image_width_px}x{camera.image_height_px}"
    bare = path.suffix == ".mjpeg"
    coding = _MOTION_JPEG if bare or not _has_h264(program) else _H264
    command = [
        *(program, "-hide_banner", "-loglevel", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", f"{fps:g}", "-i", "-"),
        *coding,
        *(("-f", "mjpeg") if bare else ()),
        str(path),
    ]
    _encode(command, path, render_frames(movement, camera, fps, seed=seed))
    truth = truth_of(movement, camera, film_times_s(movement, fps))
    path.with_suffix(".truth.json").write_text(json.dumps(truth.to_json()) + "\n")
    return truth


def _encode(command: Sequence[str], path: Path, pictures: Iterable[Image.Image]) -> None:
    """Send pictures through ffmpeg into a file."""
    with subprocess.Popen(  # noqa: S603 - ffmpeg, with arguments made here
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as encoder:
        assert encoder.stdin is not None
        # Where ffmpeg ends early, its own words say why.
        with suppress(BrokenPipeError):
            for picture in pictures:
                encoder.stdin.write(picture.tobytes())
        _, complaint = encoder.communicate()
    if encoder.returncode:
        lines = complaint.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise FilmError(f"ffmpeg could not write {path}: {lines[-1]}")


@cache
def _has_h264(program: str) -> bool:
    """Whether this machine's ffmpeg can write H.264."""
    listed = subprocess.run(  # noqa: S603 - ffmpeg, asked what it can do
        [program, "-hide_banner", "-encoders"], capture_output=True, text=True, check=False
    )
    return "libx264" in listed.stdout
