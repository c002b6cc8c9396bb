"""Finds one person in the frames of a recording, as the browser does, without a browser."""

import importlib.metadata
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from pose.movenet.crop import PixelRect, cut_out
from pose.movenet.errors import ModelError
from pose.movenet.files import sha256_of
from pose.movenet.following import CropFollower
from pose.movenet.interpreter import KeypointNetwork
from pose.movenet.manifest import read_manifest
from pose.movenet.turning import turned, turned_back
from pose.published_models import LIGHTNING, PUBLISHED_MODELS
from pose.stream import KeypointStream, RecordingFacts

FloatArray = NDArray[np.float64]
Float32Array = NDArray[np.float32]
UInt8Array = NDArray[np.uint8]

RUNTIME: Final = "tflite"
_COORDINATE_LIMITS: Final = (-0.5, 1.5)


class FindsKeypoints(Protocol):
    """A network that finds one person, whatever runs it: `KeypointNetwork` is one."""

    @property
    def input_side_px(self) -> int:
        """Side of the square that it takes."""
        ...

    def keypoints(self, rgba: UInt8Array, /) -> Float32Array:
        """Return y, x, score ``(17, 3)`` for pixels ``(S, S, 4)``, in units of S."""
        ...


def load_network(
    models_dir: Path, model: str = LIGHTNING.name, *, kind: str = "full"
) -> KeypointNetwork:
    """Load a built single-pose network, checked against the manifest.

    Parameters
    ----------
    models_dir
        Where `pose.movenet.build` put it.
    model
        Its name, one of `pose.published_models.PUBLISHED_MODELS`.
    kind
        ``full``, or ``heads``, whose maps are decoded outside the network.

    Raises
    ------
    ModelError
        If it is not built, or not what the manifest says.
    """
    try:
        entry = read_manifest(models_dir)["models"][model][kind]
        content = (models_dir / entry["file"]).read_bytes()
    except (KeyError, OSError) as error:
        raise ModelError(f"{model} ({kind}) is not built in {models_dir}") from error
    if sha256_of(content) != entry["sha256"]:
        raise ModelError(f"{models_dir / entry['file']} is not what the manifest says")
    return KeypointNetwork(content)


def detect(
    frames: Iterable[UInt8Array],
    times_s: FloatArray,
    network: FindsKeypoints,
    *,
    model: str = LIGHTNING.name,
) -> KeypointStream:
    """Find the keypoints of one person in every frame, raw: neither smoothed nor gated.

    Parameters
    ----------
    frames
        Pictures, uint8 ``(height, width, 3)`` or ``(height, width, 4)``, all of one size.
    times_s
        Time of each frame, shape ``(n,)``.  A frame that is not later than the one before is
        dropped and counted as repeated.
    network
        The network, `load_network` of ``model``.
    model
        Name of the published weights, for the facts.

    Returns
    -------
    KeypointStream
        A keypoint farther than half a picture outside the picture is missing (NaN, score 0), as
        on the wire.

    Raises
    ------
    ModelError
        If there is no frame, a frame has another size, or frames and times differ in number.
    """
    rows: list[tuple[float, FloatArray, FloatArray]] = []
    follower: CropFollower | None = None
    shape: tuple[int, ...] = ()
    n_frames = 0
    for n_frames, frame in enumerate(frames, start=1):
        if n_frames > len(times_s):
            raise ModelError(f"there are more frames than the {len(times_s)} times")
        if follower is None:
            shape = frame.shape
            follower = CropFollower(shape[1], shape[0])
        if frame.shape != shape:
            raise ModelError(f"frame {n_frames - 1} has shape {frame.shape}, not {shape}")
        time_s = float(times_s[n_frames - 1])
        if rows and time_s <= rows[-1][0]:
            continue
        rows.append((time_s, *_follow(frame, follower, network)))
    if n_frames == 0 or n_frames != len(times_s):
        raise ModelError(f"there are {n_frames} frames and {len(times_s)} times")
    return _stream(rows, shape, model, repeated_frames=n_frames - len(rows))


def _follow(
    frame: UInt8Array, follower: CropFollower, network: FindsKeypoints
) -> tuple[FloatArray, FloatArray]:
    xy_px, scores = search(frame, follower.rect(), network, quarter_turns=follower.quarter_turns)
    follower.apply(xy_px, scores)
    return xy_px, scores


def search(
    frame: UInt8Array, rect: PixelRect, network: FindsKeypoints, *, quarter_turns: int = 0
) -> tuple[FloatArray, FloatArray]:
    """Look for one person in a part of a picture, turned counter-clockwise by so many quarters.

    Returns
    -------
    tuple
        Keypoints in pixels of the picture, ``(17, 2)``, and scores, ``(17,)``, as the network
        gave them.
    """
    square = turned(cut_out(frame, rect, network.input_side_px), quarter_turns)
    seen = network.keypoints(square).astype(np.float64)
    found = turned_back(seen, quarter_turns)
    return from_crop(found, rect), found[:, 2]


def from_crop(found: FloatArray, rect: PixelRect) -> FloatArray:
    """Return the network's answer ``(17, 3)`` for a crop as pixels ``(17, 2)`` of the picture."""
    left, top, right, bottom = rect
    xy_px: FloatArray = np.array([left, top]) + found[:, 1::-1] * (right - left, bottom - top)
    return xy_px


def _stream(
    rows: list[tuple[float, FloatArray, FloatArray]],
    shape: tuple[int, ...],
    model: str,
    *,
    repeated_frames: int,
) -> KeypointStream:
    height_px, width_px = shape[:2]
    times_s = np.array([time_s for time_s, _, _ in rows])
    xy_px = np.array([xy for _, xy, _ in rows])
    scores = np.clip([score for _, _, score in rows], 0, 1)
    ratio = xy_px / (width_px, height_px)
    far_outside = ((ratio < _COORDINATE_LIMITS[0]) | (ratio > _COORDINATE_LIMITS[1])).any(axis=2)
    xy_px[far_outside] = np.nan
    scores[far_outside] = 0
    facts = RecordingFacts(
        image_width_px=width_px,
        image_height_px=height_px,
        runtime=RUNTIME,
        runtime_version=importlib.metadata.version("tensorflow"),
        model=model,
        model_sha256=PUBLISHED_MODELS[model].weights_sha256,
    )
    return KeypointStream(times_s, xy_px, scores, facts, repeated_frames=repeated_frames)
