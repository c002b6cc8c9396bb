"""Draws the known picture: a plain standing person that every runtime must find alike.

The drawing is the project's own.  It is small and still; `pose.rendering` draws moving ones.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

UInt8Array = NDArray[np.uint8]

FIGURE_SIDE_PX: Final = 192
_OVERSAMPLING: Final = 4

_Point = tuple[float, float]
_Colour = tuple[int, int, int]

# Where the joints are drawn, in pixels of the finished picture.  Left is the person's left,
# so it is on the right of the picture.
JOINTS_PX: Final[dict[str, _Point]] = {
    "nose": (96, 36),
    "left_shoulder": (112, 59),
    "right_shoulder": (80, 59),
    "left_elbow": (127, 80),
    "right_elbow": (65, 80),
    "left_wrist": (135, 103),
    "right_wrist": (49, 66),
    "left_hip": (105, 102),
    "right_hip": (87, 102),
    "left_knee": (109, 134),
    "right_knee": (83, 134),
    "left_ankle": (111, 166),
    "right_ankle": (80, 166),
}

_WALL: Final = (198, 203, 196)
_FLOOR: Final = (150, 122, 98)
_SKIN: Final = (214, 164, 132)
_HAIR: Final = (62, 44, 34)
_SHIRT: Final = (44, 92, 156)
_TROUSERS: Final = (52, 54, 66)
_SHOES: Final = (232, 232, 228)


def figure_rgba() -> UInt8Array:
    """Return the picture, opaque, shape ``(192, 192, 4)``."""
    size = FIGURE_SIDE_PX * _OVERSAMPLING
    canvas = Image.new("RGB", (size, size), _WALL)
    draw = ImageDraw.Draw(canvas)
    _draw_room(draw)
    _draw_legs(draw)
    _draw_arms_and_torso(draw)
    _draw_head(draw)
    small = canvas.resize((FIGURE_SIDE_PX, FIGURE_SIDE_PX), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(0.5)).convert("RGBA")
    return np.asarray(soft, dtype=np.uint8).copy()


def padded_to(side_px: int, rgba: UInt8Array) -> UInt8Array:
    """Return the picture in the middle of an opaque black square; nothing is resized.

    The border is ``(side_px - height) // 2`` pixels wide at the top and left.
    """
    height, width, _ = rgba.shape
    top, left = (side_px - height) // 2, (side_px - width) // 2
    square = np.zeros((side_px, side_px, 4), dtype=np.uint8)
    square[..., 3] = 255
    square[top : top + height, left : left + width] = rgba
    return square


def _scaled(*points: _Point) -> list[_Point]:
    return [(x * _OVERSAMPLING, y * _OVERSAMPLING) for x, y in points]


def _limb(
    draw: ImageDraw.ImageDraw, start: _Point, end: _Point, widths: _Point, colour: _Colour
) -> None:
    """Draw a limb with round ends that narrows from one width to the other."""
    (x0, y0), (x1, y1) = _scaled(start, end)
    half = [width * _OVERSAMPLING / 2 for width in widths]
    length = float(np.hypot(x1 - x0, y1 - y0))
    across = (-(y1 - y0) / length, (x1 - x0) / length)
    draw.polygon(
        [
            (x0 + across[0] * half[0], y0 + across[1] * half[0]),
            (x1 + across[0] * half[1], y1 + across[1] * half[1]),
            (x1 - across[0] * half[1], y1 - across[1] * half[1]),
            (x0 - across[0] * half[0], y0 - across[1] * half[0]),
        ],
        fill=colour,
    )
    for (x, y), radius in (((x0, y0), half[0]), ((x1, y1), half[1])):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _ellipse(draw: ImageDraw.ImageDraw, centre: _Point, radii: _Point, colour: _Colour) -> None:
    (x, y), (rx, ry) = _scaled(centre, radii)
    draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=colour)


def _draw_room(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle(_scaled((0, 150), (192, 192)), fill=_FLOOR)
    draw.rectangle(_scaled((0, 147), (192, 150)), fill=(226, 224, 216))
    draw.rectangle(_scaled((14, 22), (44, 58)), fill=(172, 186, 196))
    draw.rectangle(_scaled((17, 25), (41, 55)), fill=(120, 150, 140))
    _ellipse(draw, (96, 171), (30, 4), (124, 100, 80))


def _draw_legs(draw: ImageDraw.ImageDraw) -> None:
    for side, outward in (("left", 1), ("right", -1)):
        hip, knee, ankle = (JOINTS_PX[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
        _limb(draw, hip, knee, (17, 12), _TROUSERS)
        _limb(draw, knee, ankle, (12, 8), _TROUSERS)
        toes = (ankle[0] + 3 * outward, ankle[1] + 6)
        _limb(draw, (ankle[0], ankle[1] + 4), toes, (7, 6), _SHOES)


def _draw_arms_and_torso(draw: ImageDraw.ImageDraw) -> None:
    for side in ("left", "right"):
        shoulder, elbow, wrist = (
            JOINTS_PX[f"{side}_{joint}"] for joint in ("shoulder", "elbow", "wrist")
        )
        _limb(draw, shoulder, elbow, (10, 8), _SKIN)
        _limb(draw, elbow, wrist, (8, 6), _SKIN)
        beyond = (wrist[0] + (wrist[0] - elbow[0]) * 0.2, wrist[1] + (wrist[1] - elbow[1]) * 0.2)
        _ellipse(draw, beyond, (4, 5), _SKIN)
        middle = ((shoulder[0] + elbow[0]) / 2, (shoulder[1] + elbow[1]) / 2)
        _limb(draw, shoulder, middle, (13, 12), _SHIRT)
    draw.polygon(
        _scaled((78, 54), (114, 54), (112, 80), (113, 105), (79, 105), (80, 80)), fill=_SHIRT
    )
    draw.polygon(_scaled((79, 100), (113, 100), (114, 110), (78, 110)), fill=_TROUSERS)
    _limb(draw, (96, 46), (96, 54), (10, 11), _SKIN)


def _draw_head(draw: ImageDraw.ImageDraw) -> None:
    _ellipse(draw, (96, 30), (13, 15), _HAIR)
    for x in (84.5, 107.5):
        _ellipse(draw, (x, 35), (2, 3.5), _SKIN)
    _ellipse(draw, (96, 34), (11, 14), _SKIN)
    draw.pieslice(_scaled((84.5, 17), (107.5, 38)), 180, 360, fill=_HAIR)
    for x in (91.5, 100.5):
        _ellipse(draw, (x, 33), (2, 1.3), (250, 250, 250))
        _ellipse(draw, (x, 33), (1.2, 1.2), (40, 30, 30))
        draw.line(_scaled((x - 2.5, 30), (x + 2.5, 30)), fill=_HAIR, width=3)
    draw.line(_scaled((96, 33), (95, 38), (97.5, 38)), fill=(176, 124, 98), width=3)
    draw.line(_scaled((92, 42), (100, 42)), fill=(160, 74, 70), width=4)
