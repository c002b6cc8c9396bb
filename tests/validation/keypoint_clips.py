"""Clips without truth: whether somebody is found, and whether the same photo gets the same answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.validation.model import Table, percent
from tests.validation.networks import full_forms

if TYPE_CHECKING:
    from pose.movenet.evaluation.networks import Form

EVERY = 4
"""Every fourth of 30 frames a second is looked at; every sixteenth in a quick run."""
QUICK_EVERY = 16
CLIP_TEXT = (
    (
        "**Clips.** Clips have no truth: the table says whether they are consistent with themselves. "
        "Flipbooks are two photos in turn, each held still five times or more, so the same photo must "
        "get the same answer however the crop came to it. A *jump* is a frame in which a knee is more "
        "than 10 degrees from the median of its photo; *legs exchanged* are frames whose knees and "
        "ankles fit the median of their photo better with left and right exchanged. The angles are what "
        "the network says, not what is true: an answer can be steady and wrong. Who lies on their back is "
        "looked at with the head up (`docs/adr/0016-lying-patients-are-turned-upright.md`). The push-up and its "
        "person are generated; it moves, so nothing but finding somebody can be said of it. *Found* is "
        "MoveNet's own rule: a mean score of 0.25, and a shoulder and a hip over 0.2."
    ),
)
HEADINGS = (
    "clip", "network", "frames", "found", "knee flexion in the first photo, left and right",
    "in the second", "largest jump", "frames with a jump", "legs exchanged",
)  # fmt: skip


@dataclass(frozen=True)
class Clip:
    """One clip, and whether it is a flipbook."""

    name: str
    file: str
    is_flipbook: bool = True


CLIPS = (
    Clip("hip abduction, standing", "flip_hip_abduction_x5.mp4"),
    Clip("knee extension, seated in a machine", "flip_knee_extension_x5.mp4"),
    Clip("single-leg bridge, lying", "flip_single_leg_bridge_x5.mp4"),
    Clip("push-up", "gymnai_push_up.mp4", is_flipbook=False),
)


def clip_table(folder: Path, share: float) -> Table:
    """Measure every network on every clip."""
    every = EVERY if share >= 1 else QUICK_EVERY
    forms = full_forms()
    rows = [row for clip in CLIPS for row in clip_rows(clip, folder, forms, every)]
    return Table(HEADINGS, rows, "Clips")


def clip_rows(
    clip: Clip, folder: Path, forms: Mapping[str, "Form"], every: int
) -> list[tuple[str, ...]]:
    """Return one row for each network."""
    from pose.movenet.evaluation.films import follow, photo_of_frame, steadiness  # noqa: PLC0415
    from pose.movenet.video import video_frames, video_times_s  # noqa: PLC0415

    times_s = video_times_s(folder / clip.file)[::every]
    frames = [
        frame for index, frame in enumerate(video_frames(folder / clip.file)) if index % every == 0
    ]
    rows = []
    for network, form in forms.items():
        found = follow(frames, form)
        cells = ["-"] * 5
        if clip.is_flipbook:
            steady = steadiness(found, photo_of_frame(times_s))
            cells = [
                *(f"{left:.0f}°, {right:.0f}°" for left, right in steady.knee_deg),
                f"{steady.largest_jump_deg:.0f}°",
                percent(steady.jump_share),
                percent(steady.exchanged_share),
            ]
        share = float(np.mean(found.is_found))
        rows.append((clip.name, network, str(len(frames)), percent(share), *cells))
    return rows
