"""A camera that looks at the synthetic body."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.synthesis.body import FloatArray

NEAREST_M: Final = 0.05
"""Points nearer than this, or behind the camera, are in no picture."""


@dataclass(frozen=True)
class Camera:
    """A level camera in front of the body.

    Attributes
    ----------
    yaw_deg
        How far the patient is turned to their own right: 0 faces the camera, 90 faces the
        left edge of the picture (the left side is near), -90 the right edge, 180 away.
    distance_m
        From the camera to the vertical axis through the body's origin.
    height_m
        Of the camera above the floor.
    roll_deg
        How far the picture's content is turned clockwise about its middle.
    image_width_px, image_height_px
        Size of the picture.
    figure_ratio
        Height of a standing body at ``distance_m``, as a share of the picture's height, or
        of 1.25 times its width where that is less (so that lifted arms stay inside).
    sideways_m
        How far the body stands to the right of the picture's middle.
    perspective
        False for a scaled orthographic camera: the same scale at every depth.
    """

    yaw_deg: float = 0.0
    distance_m: float = 3.0
    height_m: float = 1.0
    roll_deg: float = 0.0
    image_width_px: int = 1280
    image_height_px: int = 720
    figure_ratio: float = 0.74
    sideways_m: float = 0.0
    perspective: bool = True

    def pixels_per_metre(self, body_height_m: float) -> float:
        """Return the scale at ``distance_m``."""
        side_px = min(self.image_height_px, 1.25 * self.image_width_px)
        return self.figure_ratio * side_px / body_height_m

    def turned(self, points: FloatArray) -> FloatArray:
        """Return body points in camera axes: x right, y up from the floor, z to the camera."""
        yaw = np.radians(self.yaw_deg)
        x, y, z = points[..., 0], points[..., 1], points[..., 2]
        return np.stack(
            (
                x * np.cos(yaw) - z * np.sin(yaw) + self.sideways_m,
                y,
                x * np.sin(yaw) + z * np.cos(yaw),
            ),
            axis=-1,
        )

    def project(self, points: FloatArray, body_height_m: float) -> tuple[FloatArray, FloatArray]:
        """Return where body points are in the picture, and their scale.

        Parameters
        ----------
        points
            Shape ``(..., 3)``, metres, body axes.
        body_height_m
            Stature, which `figure_ratio` refers to.

        Returns
        -------
        tuple
            Pixels of shape ``(..., 2)``, y down, and pixels per metre at each point's
            depth, of shape ``(...)``; larger is nearer.  NaN where a point is beside or
            behind the camera.
        """
        x, y, z = np.moveaxis(self.turned(points), -1, 0)
        scale = np.full(x.shape, self.pixels_per_metre(body_height_m))
        if self.perspective:
            depth_m = np.where(self.distance_m - z > NEAREST_M, self.distance_m - z, np.nan)
            scale = scale * self.distance_m / depth_m
        right, down = scale * x, scale * (self.height_m - y)
        roll = np.radians(self.roll_deg)
        u = self.image_width_px / 2 + right * np.cos(roll) - down * np.sin(roll)
        v = self.image_height_px / 2 + right * np.sin(roll) + down * np.cos(roll)
        return np.stack((u, v), axis=-1), scale
