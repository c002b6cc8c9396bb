"""Development recordings beside the repository; tests skip where they are absent."""

import csv
import json
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from pose.keypoints import N_KEYPOINTS
from pose.stream import KeypointStream, RecordingFacts

ROOT = Path(__file__).resolve().parents[2]
IMAGE_WIDTH_PX, IMAGE_HEIGHT_PX, FOCAL_PX = 720, 1280, 1100.0
CAMERA_M = 3.2


def data_folder(name: str) -> Path:
    """Return a folder of development data, or skip the test that asks."""
    folder = _base() / name
    if not folder.is_dir():
        pytest.skip(f"development data are not here: {folder}")
    return folder


def data_file(name: str) -> Path:
    """Return a file of development data, or skip the test that asks."""
    file = _base() / name
    if not file.is_file():
        pytest.skip(f"development data are not here: {file}")
    return file


def _base() -> Path:
    return Path(os.environ.get("PLUMBLINE_DATA", ROOT.parent / "shared" / "data")).resolve()


@cache
def _uiprmd() -> tuple[np.ndarray, np.ndarray, list[str], list[dict[str, str]]]:
    folder = data_folder("uiprmd")
    with np.load(folder / "vicon_coco17_3d_100hz.npz", allow_pickle=True) as archive:
        points = archive["points_0p1mm"]
        angles = archive["angles_0p01deg"]
        names = [str(name) for name in archive["angle_names"]]
    with (folder / "index.csv").open(encoding="utf-8") as index:
        return points, angles, names, list(csv.DictReader(index))


def uiprmd_session(
    movement: str, subject: str, yaw_deg: float, *, noise_px: float = 2.0, fps: float = 30.0
) -> tuple[KeypointStream, dict[str, np.ndarray]]:
    """Return ten joined repetitions seen by a pinhole camera, and the measured angles."""
    points, angles, names, index = _uiprmd()
    rows = [
        row
        for row in index
        if (row["kind"], row["movement"], row["subject"]) == ("correct", movement, subject)
    ]
    frames = np.concatenate([int(row["offset"]) + np.arange(int(row["n_frames"])) for row in rows])
    metres = np.where(points[frames] == -32768, np.nan, points[frames] / 1e4)
    facing = np.radians(np.mean([float(row["facing_deg"]) for row in rows]))
    times_s = np.arange(0, (len(frames) - 1) / 100, 1 / fps)
    chosen = np.round(times_s * 100).astype(int)
    xy_px = _projected(metres[chosen], facing, np.radians(yaw_deg))
    xy_px = xy_px + noise_px * np.random.default_rng(int(subject)).normal(size=xy_px.shape)
    scores = np.where(np.isnan(xy_px[..., 0]), 0.0, 0.8)
    stream = KeypointStream(times_s, xy_px, scores, RecordingFacts(IMAGE_WIDTH_PX, IMAGE_HEIGHT_PX))
    measured = angles[frames][chosen] / 100
    return stream, {name: measured[:, column] for column, name in enumerate(names)}


def _projected(metres: np.ndarray, facing: float, yaw: float) -> np.ndarray:
    """Return pixels of a level camera that sees somebody turned to their right by ``yaw``."""
    forward = np.array([np.cos(facing), np.sin(facing), 0.0])
    left = np.array([-np.sin(facing), np.cos(facing), 0.0])
    towards = np.cos(yaw) * forward + np.sin(yaw) * left
    right = np.cross(-towards, [0.0, 0.0, 1.0])
    centre = np.nanmedian(metres.reshape(-1, 3), axis=0)
    seen = metres - (centre + CAMERA_M * towards)
    depth = seen @ -towards
    x = IMAGE_WIDTH_PX / 2 + FOCAL_PX * (seen @ right) / depth
    y = IMAGE_HEIGHT_PX / 2 - FOCAL_PX * seen[..., 2] / depth
    return np.stack([x, y], axis=-1)


def keraal_alphapose(name: str) -> KeypointStream:
    """Return one recording of a real estimator, 960 x 544, at 30 frames a second."""
    path = data_folder("keraal") / f"G3-AP-{name}-P1T1-Unknown-C-0.json"
    frames = json.loads(path.read_text(encoding="utf-8"))["positions"]
    order = sorted(frames, key=int)
    xy_px = np.full((len(order), N_KEYPOINTS, 2), np.nan)
    for row, frame in enumerate(order):
        for joint, place in frames[frame].items():
            xy_px[row, int(joint)] = place
    xy_px *= np.array([960.0, 544.0])
    scores = np.where(np.isnan(xy_px[..., 0]), 0.0, 0.8)
    times_s = np.array([int(frame) for frame in order]) / 30.0
    return KeypointStream(times_s, xy_px, scores, RecordingFacts(960, 544))
