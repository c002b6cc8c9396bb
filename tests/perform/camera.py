"""Make a video into the file that Chromium plays as its camera.

The file loops.  So that the recording is one pass and no more, the first picture is held
before the video (the patient takes their place meanwhile) and the last one after it.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

LEAD_IN_S = 14.0
TAIL_S = 8.0
CAMERA_FPS = 30
LONGEST_SIDE_PX = 1280


class PerformError(Exception):
    """A step that failed, in one line that says what to do."""


@dataclass(frozen=True)
class CameraFile:
    """What the camera plays: seconds of held first picture, the video, held last picture."""

    path: Path
    video_s: float

    @property
    def video_ends_s(self) -> float:
        """Seconds after the camera opens at which the video's one pass is over."""
        return LEAD_IN_S + self.video_s


def camera_file(video: Path, folder: Path) -> CameraFile:
    """Transcode ``video`` to the motion JPEG that Chromium's file camera plays at 30 fps."""
    if not video.is_file():
        raise PerformError(f"There is no video at {video}")
    target = folder / "camera.mjpeg"
    # Chromium takes even sizes only; a picture larger than the camera's usual side gains nothing.
    fit = f"scale='trunc(iw*min(1,{LONGEST_SIDE_PX}/max(iw,ih))/2)*2':'trunc(ih*min(1,{LONGEST_SIDE_PX}/max(iw,ih))/2)*2'"
    hold = (
        f"tpad=start_mode=clone:start_duration={LEAD_IN_S}:stop_mode=clone:stop_duration={TAIL_S}"
    )
    _ffmpeg(
        "-i", str(video), "-an", "-vf", f"fps={CAMERA_FPS},{fit},{hold}",
        "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", str(target),
    )  # fmt: skip
    return CameraFile(target, _duration_s(video))


def _ffmpeg(*arguments: str) -> None:
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PerformError(f"The video could not be read: {done.stderr.strip().splitlines()[-1]}")


def _duration_s(video: Path) -> float:
    command = [
        "ffprobe", "-v", "error", "-select_streams", "v:0", "-count_packets", "-show_entries",
        "stream=nb_read_packets,avg_frame_rate,duration:format=duration", "-of", "json", str(video),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PerformError(f"The video could not be read: {done.stderr.strip()}")
    found = json.loads(done.stdout)
    for place in (*found["streams"], found["format"]):
        if float(place.get("duration", 0) or 0) > 0:
            return float(place["duration"])
    raise PerformError(f"{video} has no length that could be read")
