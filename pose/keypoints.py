"""The 17 COCO keypoints: the one place that knows their order.

The order is MoveNet's output order.  Left and right are the patient's.
"""

from typing import Final

KEYPOINT_NAMES: Final = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
)
N_KEYPOINTS: Final = len(KEYPOINT_NAMES)

INDEX: Final = {name: index for index, name in enumerate(KEYPOINT_NAMES)}
"""Index of a keypoint by its name."""

MIRROR_ORDER: Final = tuple(
    INDEX[name.replace("left", "\0").replace("right", "left").replace("\0", "right")]
    for name in KEYPOINT_NAMES
)
"""``points[:, MIRROR_ORDER]`` exchanges every left keypoint with its right partner."""

LEFT_RIGHT_PAIRS: Final = tuple(
    (INDEX[name], INDEX[name.replace("left", "right")])
    for name in KEYPOINT_NAMES
    if name.startswith("left")
)
