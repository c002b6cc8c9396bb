"""Records of keypoints for tests: plain numbers, or drawn by Hypothesis."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from numpy.typing import NDArray

from pose.keypoints import N_KEYPOINTS
from pose.published_models import LIGHTNING
from pose.stream import RecordingFacts
from pose.wire import RECORD_DTYPE, Records

FACTS = RecordingFacts(
    image_width_px=1280,
    image_height_px=720,
    gravity=(0.0, 9.8, 0.3),
    runtime="litert-wasm-threads",
    runtime_version="2.5.3",
    model=LIGHTNING.name,
    model_sha256=LIGHTNING.weights_sha256,
    started_at="2026-11-23T09:30:00Z",
    dropped_frames=12,
)


def still_records(n_frames: int = 60, *, fps: float = 30.0, start_us: int = 0) -> Records:
    """Every keypoint in the middle of the picture with score 0.8, evenly spaced in time."""
    records = np.zeros(n_frames, RECORD_DTYPE)
    records["time_us"] = start_us + np.rint(np.arange(n_frames) * 1e6 / fps)
    records["points"]["x"] = 8192
    records["points"]["y"] = 8192
    records["points"]["score"] = 52428
    return records


@st.composite
def any_records(draw: st.DrawFn, max_frames: int = 40) -> Records:
    """Valid records: any coordinates, some keypoints missing, some times repeated."""
    n_frames = draw(st.integers(1, max_frames))
    gaps_us = draw(st.lists(st.integers(0, 200_000), min_size=n_frames, max_size=n_frames))
    shape = (n_frames, N_KEYPOINTS)

    def drawn(dtype: type, lowest: int, highest: int) -> NDArray[Any]:
        elements = st.integers(lowest, highest)
        return draw(st_numpy.arrays(dtype, shape, elements=elements))

    records = np.zeros(n_frames, RECORD_DTYPE)
    records["time_us"] = np.cumsum(gaps_us) - gaps_us[0]
    missing = drawn(np.bool_, 0, 1) if draw(st.booleans()) else np.zeros(shape, np.bool_)
    records["points"]["x"] = np.where(missing, -32768, drawn(np.int16, -8192, 24576))
    records["points"]["y"] = np.where(missing, -32768, drawn(np.int16, -8192, 24576))
    records["points"]["score"] = np.where(missing, 0, drawn(np.uint16, 0, 65535))
    return records
