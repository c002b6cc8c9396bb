"""Colours of the figure.  Left and right differ, so that a mix-up shows."""

from dataclasses import dataclass
from typing import Final

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Wardrobe:
    """What the figure wears."""

    skin: Colour = (222, 172, 140)
    hair: Colour = (66, 44, 32)
    shirt: Colour = (176, 58, 52)
    left_sleeve: Colour = (156, 44, 44)
    right_sleeve: Colour = (196, 84, 58)
    left_trouser: Colour = (42, 56, 96)
    right_trouser: Colour = (74, 82, 92)
    wristband: Colour = (52, 60, 66)
    shoe: Colour = (228, 226, 220)
    lips: Colour = (170, 92, 84)
    eye: Colour = (40, 30, 26)


WARDROBE: Final = Wardrobe()


def shaded(colour: Colour, factor: float) -> Colour:
    """Return a darker (below 1) or lighter (above 1) tone of a colour."""
    red, green, blue = (min(255, max(0, round(part * factor))) for part in colour)
    return red, green, blue
