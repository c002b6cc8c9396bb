"""The synthetic body as pictures that a pose network finds: a person in a room.

Nothing here is drawn from life: the figure is limbs of simple solids, painted from the far
ones to the near ones at the places that `pose.synthesis` says.  Web and worker processes
never import this package.
"""

from pose.rendering.film import render_frames, write_film
from pose.rendering.scene import Scene
from pose.rendering.wardrobe import WARDROBE, Colour, Wardrobe

__all__ = ["WARDROBE", "Colour", "Scene", "Wardrobe", "render_frames", "write_film"]
