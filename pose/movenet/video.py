"""Reads the frames and times of a video file with FFmpeg."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from pose.movenet.errors import ModelError

FloatArray = NDArray[np.float64]
UInt8Array = NDArray[np.uint8]


def video_times_s(path: Path) -> FloatArray:
    """Return the presentation time of every frame, shape ``(n,)``, in seconds.

    Raises
    ------
    ModelError
        If FFmpeg is missing or cannot read the file as a video.
    """
    entries = "frame=best_effort_timestamp_time"
    command = [_program("ffprobe"), "-v", "error", "-select_streams", "v:0"]
    command += ["-show_entries", entries, "-of", "json", str(path)]
    # The program is what the PATH gives; the file name is one argument, never parsed by a shell.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise ModelError(f"{path} is not a video that can be read: {_last_line(done.stderr)}")
    frames = json.loads(done.stdout).get("frames", [])
    try:
        return np.array([float(frame["best_effort_timestamp_time"]) for frame in frames])
    except (KeyError, ValueError) as error:
        raise ModelError(f"{path} has frames without a time") from error


def video_frames(path: Path) -> Generator[UInt8Array, None, None]:
    """Yield every frame upright, uint8 ``(height, width, 3)``, none repeated, none dropped.

    Raises
    ------
    ModelError
        If FFmpeg is missing or cannot read the file as a video.
    """
    command = [_program("ffmpeg"), "-v", "error", "-nostdin", "-i", str(path), "-map", "0:v:0"]
    # One PPM picture a frame: each says its own size, so that rotated videos come upright.
    command += ["-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "ppm", "-"]
    with tempfile.TemporaryFile() as log:
        # As above; leaving the block closes the pipe, which ends FFmpeg, and waits for it.
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as process:  # noqa: S603
            if process.stdout is None:
                raise ModelError("FFmpeg was started without a pipe")
            while (frame := read_ppm(process.stdout)) is not None:
                yield frame
        if process.returncode != 0:
            log.seek(0)
            problem = _last_line(log.read().decode(errors="replace"))
            raise ModelError(f"{path} is not a video that can be read: {problem}")


def read_ppm(pipe: IO[bytes]) -> UInt8Array | None:
    """Read one 8-bit PPM picture; ``None`` at the end.

    Raises
    ------
    ModelError
        If what comes is not a whole picture.
    """
    magic = pipe.readline()
    if not magic:
        return None
    size, depth = pipe.readline().split(), pipe.readline()
    if magic != b"P6\n" or len(size) != 2 or depth != b"255\n":  # noqa: PLR2004 - width, height
        raise ModelError("FFmpeg gave something else than 8-bit pictures")
    width, height = int(size[0]), int(size[1])
    content = pipe.read(width * height * 3)
    if len(content) != width * height * 3:
        raise ModelError("the video ends in the middle of a picture")
    return np.frombuffer(content, dtype=np.uint8).reshape(height, width, 3)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ModelError(f"{name} is needed to read videos: install FFmpeg")
    return found


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason given"
