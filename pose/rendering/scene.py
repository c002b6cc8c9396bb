"""A body in a room before a camera: one picture at a time."""

import itertools
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pose.rendering.brush import Brush
from pose.rendering.figure import Figure
from pose.rendering.room import draw_room
from pose.rendering.wardrobe import WARDROBE, Wardrobe
from pose.synthesis.body import Body, FloatArray
from pose.synthesis.camera import Camera

_MAGNIFICATION: Final = 2
_BLUR_PX: Final = 0.7
_NOISE_SD: Final = 2.5
_NOISE_ZERO: Final = 16
_N_NOISES: Final = 4


class Scene:
    """Draws one body; the room and the camera's noise are made once."""

    def __init__(
        self,
        body: Body,
        camera: Camera,
        *,
        wardrobe: Wardrobe = WARDROBE,
        seed: int = 0,
    ) -> None:
        """Draw the empty room."""
        self._body = body
        self._camera = camera
        self._wardrobe = wardrobe
        self._room = draw_room(camera, body.height_m)
        rng = np.random.default_rng(seed)
        self._noises = itertools.cycle([_noise(self._room.size, rng) for _ in range(_N_NOISES)])

    def picture(self, points: FloatArray) -> Image.Image:
        """Return the picture of the body with these points, shape ``(len(POINT_NAMES), 3)``."""
        picture = self._room.copy()
        figure = Figure(self._body, self._camera, self._wardrobe, points)
        bounds_px = figure.bounds_px()
        if not np.isfinite(bounds_px).all():
            # Somebody beside the camera, or behind it, has no place in the picture.
            return ImageChops.add(picture, next(self._noises), 1, -_NOISE_ZERO)
        left, top, right, bottom = _inside(bounds_px, picture.size)
        if right > left and bottom > top:
            around = picture.crop((left, top, right, bottom))
            canvas = around.resize(
                (around.width * _MAGNIFICATION, around.height * _MAGNIFICATION),
                Image.Resampling.NEAREST,
            )
            corner = np.array((left, top), dtype=np.float64)
            figure.paint(Brush(ImageDraw.Draw(canvas), corner, _MAGNIFICATION))
            drawn = canvas.reduce(_MAGNIFICATION).filter(ImageFilter.GaussianBlur(_BLUR_PX))
            picture.paste(drawn, (left, top))
        return ImageChops.add(picture, next(self._noises), 1, -_NOISE_ZERO)


def _inside(bounds_px: FloatArray, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return a box in whole pixels, cut at the picture's borders."""
    left, top = np.floor(bounds_px[:2]).astype(int).clip(0)
    right, bottom = np.minimum(np.ceil(bounds_px[2:]).astype(int), size)
    return int(left), int(top), int(right), int(bottom)


def _noise(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Return a picture of a camera's noise around `_NOISE_ZERO`."""
    values = rng.normal(_NOISE_ZERO, _NOISE_SD, (size[1], size[0], 3))
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))
