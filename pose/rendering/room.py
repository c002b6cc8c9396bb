"""An ordinary room, drawn once for each scene."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from pose.rendering.wardrobe import Colour, shaded
from pose.synthesis.camera import Camera

WALL: Final = (203, 205, 198)
FLOOR: Final = (158, 128, 98)
WALL_BEHIND_M: Final = 1.6
"""From the person to the wall."""
_SHADOW_RATIO: Final = 0.72


def draw_room(camera: Camera, body_height_m: float) -> Image.Image:
    """Return the empty room as the camera sees it, slightly out of focus."""
    width, height = camera.image_width_px, camera.image_height_px
    # A turned picture shows what lies beyond the level one's corners.
    side = int(np.hypot(width, height)) + 2 if camera.roll_deg else 0
    canvas = (max(width, side), max(height, side))
    room = Image.new("RGB", canvas, WALL)
    draw = ImageDraw.Draw(room)
    scale = camera.pixels_per_metre(body_height_m)
    far = scale * camera.distance_m / (camera.distance_m + WALL_BEHIND_M)
    middle = (canvas[0] / 2, canvas[1] / 2)
    edge_y = middle[1] + far * camera.height_m
    _draw_wall(draw, canvas, middle, far, edge_y)
    _draw_floor(draw, canvas, middle, edge_y)
    room = room.filter(ImageFilter.GaussianBlur(max(1.0, 0.004 * height)))
    room = _with_shadow(room, camera, scale, middle)
    if camera.roll_deg:
        room = room.rotate(-camera.roll_deg, resample=Image.Resampling.BICUBIC)
    left, top = (canvas[0] - width) // 2, (canvas[1] - height) // 2
    return room.crop((left, top, left + width, top + height))


def _draw_wall(
    draw: ImageDraw.ImageDraw,
    canvas: tuple[int, int],
    middle: tuple[float, float],
    far: float,
    edge_y: float,
) -> None:
    """Draw a wall that gets darker downwards, a window, a picture and a skirting board."""
    for row in range(int(edge_y) + 1):
        draw.line(((0, row), (canvas[0], row)), fill=shaded(WALL, 1.08 - 0.16 * row / edge_y))

    def box(left_m: float, top_m: float, right_m: float, bottom_m: float, colour: Colour) -> None:
        draw.rectangle(
            (
                middle[0] + far * left_m,
                edge_y - far * top_m,
                middle[0] + far * right_m,
                edge_y - far * bottom_m,
            ),
            fill=colour,
        )

    box(-2.35, 2.15, -1.25, 0.95, (238, 236, 228))
    box(-2.27, 2.08, -1.84, 1.02, (196, 218, 232))
    box(-1.76, 2.08, -1.33, 1.02, (204, 224, 234))
    box(1.45, 2.0, 2.15, 1.5, (120, 98, 74))
    box(1.50, 1.95, 2.10, 1.55, (156, 178, 150))
    box(1.35, 0.62, 2.35, 0.0, (176, 152, 120))
    box(1.40, 0.57, 1.83, 0.05, (190, 166, 132))
    box(1.87, 0.57, 2.30, 0.05, (190, 166, 132))
    box(-50.0, 0.09, 50.0, 0.0, (226, 222, 212))


def _draw_floor(
    draw: ImageDraw.ImageDraw,
    canvas: tuple[int, int],
    middle: tuple[float, float],
    edge_y: float,
) -> None:
    """Draw boards that run towards the camera."""
    draw.rectangle((0, edge_y, canvas[0], canvas[1]), fill=FLOOR)
    depth = canvas[1] - middle[1]
    for board in range(-40, 41):
        spread = board * 0.16
        top_x = middle[0] + spread * (edge_y - middle[1]) * 1.0
        bottom_x = middle[0] + spread * depth
        tone = shaded(FLOOR, 0.90 if board % 2 else 1.06)
        draw.line(((top_x, edge_y), (bottom_x, canvas[1])), fill=tone, width=2)


def _with_shadow(
    room: Image.Image, camera: Camera, scale: float, middle: tuple[float, float]
) -> Image.Image:
    """Return the room with a soft shadow where the person stands."""
    x = middle[0] + scale * camera.sideways_m
    y = middle[1] + scale * camera.height_m
    mask = Image.new("L", room.size, 0)
    radius = 0.34 * scale
    ImageDraw.Draw(mask).ellipse((x - radius, y - radius / 5, x + radius, y + radius / 5), fill=150)
    soft = mask.filter(ImageFilter.GaussianBlur(0.05 * scale))
    dark = room.point([round(value * _SHADOW_RATIO) for value in range(256)] * 3)
    return Image.composite(dark, room, soft)
