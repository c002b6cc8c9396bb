"""Development recordings beside the repository; tests skip where they are absent."""

import csv
import json
import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from pose.keypoints import N_KEYPOINTS
from pose.stream import KeypointStream, RecordingFacts

OPENPOSE_ORDER = (
    "Nose", "lEye", "rEye", "lEar", "rEar", "lShoulder", "rShoulder", "lElbow", "rElbow",
    "lWrist", "rWrist", "lHip", "rHip", "lKnee", "rKnee", "lAnkle", "rAnkle",
)  # fmt: skip
"""OpenPose's names in the order of the 17 keypoints."""
BLAZEPOSE_ORDER = (
    "Nose", "Left_eye", "Right_eye", "Left_ear", "Right_ear", "Left_shoulder", "Right_shoulder",
    "Left_elbow", "Right_elbow", "Left_wrist", "Right_wrist", "Left_hip", "Right_hip",
    "Left_knee", "Right_knee", "Left_ankle", "Right_ankle",
)  # fmt: skip
KINECT_ORDER = (-1, -1, -1, -1, -1, 4, 8, 5, 9, 6, 10, 12, 16, 13, 17, 14, 18)
"""Kinect's joints in the order of the 17 keypoints; it has no nose, eyes or ears."""
KINECT_FOCAL_PX = 1060.0
"""Focal length of the sensor's 1920 x 1080 colour camera, about."""
BODY_25_ORDER = (0, 16, 15, 18, 17, 5, 2, 6, 3, 7, 4, 12, 9, 13, 10, 14, 11)
"""OpenPose's BODY_25 joints in the order of the 17 keypoints."""
KERAAL_EXERCISES = ("CTK", "ELK", "RTK")

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
    known_deg = [float(row["facing_deg"]) for row in rows if row["facing_deg"]]
    facing = np.radians(np.mean(known_deg))
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


def keraal_openpose(name: str) -> KeypointStream:
    """Return the same movement as OpenPose saw it; the last frames may be empty."""
    return _keraal_named(f"G3-OP-{name}-P1T1-Unknown-C-0.json", OPENPOSE_ORDER)


def keraal_blazepose(name: str) -> KeypointStream:
    """Return the same movement as BlazePose saw it; depth is left out."""
    return _keraal_named(f"G3-BP-{name}-P1T1-Unknown-C-0.json", BLAZEPOSE_ORDER)


def _keraal_named(file: str, order: tuple[str, ...]) -> KeypointStream:
    positions = json.loads(data_file(f"keraal/{file}").read_text(encoding="utf-8"))["positions"]
    frames = sorted(positions, key=float)
    xy_px = np.full((len(frames), N_KEYPOINTS, 2), np.nan)
    for row, frame in enumerate(frames):
        for joint, name in enumerate(order):
            if name in positions[frame]:
                xy_px[row, joint] = positions[frame][name][:2]
    xy_px *= np.array([960.0, 544.0])
    return _at_30_hz(xy_px, np.array([float(frame) for frame in frames]), (960, 544))


def keraal_kinect(name: str) -> KeypointStream:
    """Return the same movement as a Kinect saw it: its 3D joints, projected to its picture.

    The sensor's x axis points to its own left, which is the left of an unmirrored picture.
    """
    rows = np.loadtxt(data_file(f"keraal/G3-Kinect-{name}-P1T1-Unknown-C-0.txt"))
    x, y, z = np.moveaxis(rows.reshape(len(rows), 25, 7)[..., :3], 2, 0)
    picture = np.stack([960 - KINECT_FOCAL_PX * x / z, 540 - KINECT_FOCAL_PX * y / z], axis=-1)
    xy_px = np.full((len(rows), N_KEYPOINTS, 2), np.nan)
    for joint, theirs in enumerate(KINECT_ORDER):
        if theirs >= 0:
            xy_px[:, joint] = picture[:, theirs]
    return _at_30_hz(xy_px, np.arange(len(rows)), (1920, 1080))


def gaitlab_walk() -> KeypointStream:
    """Return a walk as OpenPose's BODY_25 saw it: people cross their own legs all the time."""
    files = sorted(data_folder("gaitlab_demo/keypoints").glob("*.json"))
    xy_px = np.full((len(files), N_KEYPOINTS, 2), np.nan)
    scores = np.zeros((len(files), N_KEYPOINTS))
    for row, file in enumerate(files):
        people = json.loads(file.read_text(encoding="utf-8"))["people"]
        if people:
            joints = np.array(people[0]["pose_keypoints_2d"]).reshape(-1, 3)[list(BODY_25_ORDER)]
            scores[row] = joints[:, 2]
            xy_px[row] = np.where(joints[:, 2:] > 0, joints[:, :2], np.nan)
    width_px, height_px = np.ceil(np.nanmax(xy_px, axis=(0, 1)) + 1)
    size = (int(width_px), int(height_px))
    return replace(_at_30_hz(xy_px, np.arange(len(files)), size), scores=scores)


def _at_30_hz(xy_px: np.ndarray, frames: np.ndarray, size: tuple[int, int]) -> KeypointStream:
    scores = np.where(np.isnan(xy_px[..., 0]), 0.0, 0.8)
    return KeypointStream(frames / 30.0, xy_px, scores, RecordingFacts(*size))
