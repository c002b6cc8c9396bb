"""Knees that fall inwards while hips and feet stay where they are."""

import numpy as np

from pose.synthesis.body import POINT_INDEX, SIDES, Body, FloatArray


def knees_inwards(
    body: Body, points: FloatArray, share: FloatArray, separation_ratio: float
) -> FloatArray:
    """Return the points of a body whose knees come together.

    Each knee turns about the line from ankle to hip, so that shank and thigh keep their
    lengths and the angle between them.

    Parameters
    ----------
    body
        Whose.
    points
        Shape ``(n, k, 3)``; hips straight above the ankles as seen from the front.
    share
        How much of it there is, 0 to 1, shape ``(n,)``.
    separation_ratio
        Distance between the knees beside that between the ankles where ``share`` is 1.

    Raises
    ------
    ValueError
        If the knees are not bent enough to come so near.
    """
    inward_m = body.metres(body.hip_half_width) * (1.0 - separation_ratio) * share
    moved = points.copy()
    for side, sign in SIDES.items():
        hip, knee, ankle = (points[:, POINT_INDEX[f"{side}_{n}"]] for n in ("hip", "knee", "ankle"))
        along = (hip - ankle) / np.linalg.norm(hip - ankle, axis=1, keepdims=True)
        foot = ankle + along * np.einsum("ni,ni->n", knee - ankle, along)[:, None]
        bent_m = np.linalg.norm(knee - foot, axis=1)
        if (np.abs(inward_m) > bent_m).any():
            raise ValueError(f"knees do not come {separation_ratio:g} of the ankles' distance near")
        ahead = (knee - foot) * np.sqrt(1.0 - (inward_m / bent_m) ** 2)[:, None]
        inwards = np.array((-sign, 0.0, 0.0)) * inward_m[:, None]
        moved[:, POINT_INDEX[f"{side}_knee"]] = foot + ahead + inwards
    return moved
