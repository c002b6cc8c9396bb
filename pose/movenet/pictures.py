"""Pictures of people to try networks on: photos, and frames taken evenly out of videos."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from pose.movenet.crop import cut_out, whole_picture
from pose.movenet.errors import ModelError
from pose.movenet.video import video_frames, video_times_s

UInt8Array = NDArray[np.uint8]

_PHOTO_ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_VIDEO_ENDINGS: Final = frozenset({".mp4", ".mov", ".mkv", ".webm", ".avi", ".gif", ".mjpeg"})


@dataclass(frozen=True)
class PictureFiles:
    """Files to take pictures from, sorted by name."""

    photos: tuple[Path, ...]
    videos: tuple[Path, ...]


def find_pictures(paths: Sequence[Path]) -> PictureFiles:
    """Return the photos and videos among files and in folders; other files are left out.

    Raises
    ------
    ModelError
        If there are none, or a path does not exist.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ModelError(f"{path} does not exist")
        files += sorted(path.iterdir()) if path.is_dir() else [path]
    photos = tuple(file for file in files if file.suffix.lower() in _PHOTO_ENDINGS)
    videos = tuple(file for file in files if file.suffix.lower() in _VIDEO_ENDINGS)
    if not photos and not videos:
        raise ModelError(f"no photo and no video in {', '.join(map(str, paths))}")
    return PictureFiles(photos, videos)


def pictures_of(files: PictureFiles, n_frames: int) -> Iterator[UInt8Array]:
    """Yield every photo and then frames of the videos, uint8 ``(height, width, 3)``.

    ``n_frames`` are taken at even distances from all videos' frames together, or all frames
    where there are not as many.
    """
    for photo in files.photos:
        yield photo_rgb(photo)
    counts = [len(video_times_s(video)) for video in files.videos]
    total = sum(counts)
    wanted = set(np.linspace(0, total - 1, min(n_frames, total)).round().astype(int).tolist())
    begin = 0
    for video, count in zip(files.videos, counts, strict=True):
        last = max((index for index in wanted if index < begin + count), default=-1)
        for index, frame in enumerate(video_frames(video), start=begin):
            if index > last:
                break
            if index in wanted:
                yield frame
        begin += count


def photo_rgb(path: Path) -> UInt8Array:
    """Return a photo upright as its camera meant it, uint8 ``(height, width, 3)``.

    Raises
    ------
    ModelError
        If it is not a picture that can be read.
    """
    try:
        with Image.open(path) as image:
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"), dtype=np.uint8)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} is not a picture that can be read: {error}") from error


def squared(picture: UInt8Array, side_px: int) -> UInt8Array:
    """Return a whole picture as a network takes it: padded to a square, resized, RGBA."""
    height, width = picture.shape[:2]
    left, top, right, bottom = whole_picture(width, height).tolist()
    return cut_out(picture, (left, top, right, bottom), side_px)
