"""Films of a patient and somebody else: rendered, or two real clips in one picture.

Each picture comes with where both bodies are, so that what a detector found can be told apart.
"""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from pose.keypoints import N_KEYPOINTS
from pose.rendering import Wardrobe
from pose.rendering.brush import Brush
from pose.rendering.figure import Figure
from pose.rendering.room import draw_room
from pose.synthesis import Body, Camera, Movement, shoulder_abduction, sit_to_stand, squat
from pose.synthesis.walking import Turn, Walk, route_points, walk_of

FloatArray = NDArray[np.float64]
PointsAt = Callable[[FloatArray], FloatArray]

FPS: Final = 20.0
SECONDS: Final = 14.0
TIMES_S: Final = np.arange(int(SECONDS * FPS)) / FPS
MAGNIFICATION: Final = 2
BLUR_PX: Final = 0.7
COVERED_TONES: Final = 20
"""Sum over the colours from which on somebody painted later covers a place."""
EDGE_M: Final = 2.2
"""Where who passes through the picture begins and ends, beside the patient."""
HELPER: Final = Wardrobe(
    skin=(196, 150, 120), hair=(150, 120, 70), shirt=(60, 110, 90), left_sleeve=(52, 100, 80),
    right_sleeve=(72, 126, 104), left_trouser=(120, 112, 98), right_trouser=(138, 128, 112),
)  # fmt: skip


@dataclass(frozen=True)
class FilmFrame:
    """One picture, where the patient's and the others' keypoints are, and how much is covered.

    ``patient_px`` and each of ``others_px`` have shape ``(17, 2)``; ``covered`` is the share of the
    patient's keypoints that somebody stands before.
    """

    picture: Image.Image
    patient_px: FloatArray
    others_px: Sequence[FloatArray]
    covered: float


@dataclass(frozen=True)
class Other:
    """Somebody else in the room: stature, points at given times (camera axes, metres), clothes."""

    body: Body
    points_at: PointsAt
    wardrobe: Wardrobe = HELPER


@dataclass(frozen=True)
class Film:
    """A patient who exercises before a camera, and who else is there."""

    name: str
    patient: Movement
    camera: Camera
    others: Sequence[Other]

    def frames(self, times_s: FloatArray = TIMES_S) -> Iterator[FilmFrame]:
        """Yield the frames at those times."""
        room = draw_room(self.camera, self.patient.body.height_m)
        patient = self.patient.points_at(times_s)
        others = [other.points_at(times_s) for other in self.others]
        for index in range(len(times_s)):
            yield self._frame(room, patient[index], [points[index] for points in others])

    def _frame(
        self, room: Image.Image, patient: FloatArray, others: Sequence[FloatArray]
    ) -> FilmFrame:
        body = self.patient.body
        depth_m = float(self.camera.turned(patient)[:N_KEYPOINTS, 2].mean())
        patient_px = self.camera.project(patient, body.height_m)[0][:N_KEYPOINTS]
        figures = [(depth_m, Figure(body, self.camera, Wardrobe(), patient))]
        others_px = []
        for other, points in zip(self.others, others, strict=True):
            # The same camera: its scale is said by this body's stature.
            ratio = self.camera.figure_ratio * other.body.height_m / body.height_m
            camera = replace(self.camera, yaw_deg=0.0, figure_ratio=ratio)
            others_px.append(camera.project(points, other.body.height_m)[0][:N_KEYPOINTS])
            figure = Figure(other.body, camera, other.wardrobe, points)
            figures.append((float(points[:N_KEYPOINTS, 2].mean()), figure))
        picture = room.copy()
        before = np.zeros((room.height, room.width), dtype=bool)
        for nearness_m, figure in sorted(figures, key=lambda one: one[0]):
            painted = _paint(picture, figure)
            if nearness_m > depth_m:
                before |= painted
        return FilmFrame(picture, patient_px, others_px, _covered(patient_px, before))


def _paint(picture: Image.Image, figure: Figure) -> NDArray[np.bool_]:
    """Paint a figure into the picture; return the pixels ``(height, width)`` that it covers."""
    covers = np.zeros((picture.height, picture.width), dtype=bool)
    bounds = figure.bounds_px()
    left, top = np.floor(bounds[:2]).astype(int).clip(0).tolist()
    right, bottom = np.minimum(np.ceil(bounds[2:]).astype(int), picture.size).tolist()
    if right <= left or bottom <= top:
        return covers
    around = picture.crop((left, top, right, bottom))
    size = (around.width * MAGNIFICATION, around.height * MAGNIFICATION)
    canvas = around.resize(size, Image.Resampling.NEAREST)
    corner = np.array((left, top), dtype=np.float64)
    figure.paint(Brush(ImageDraw.Draw(canvas), corner, MAGNIFICATION))
    drawn = canvas.reduce(MAGNIFICATION)
    change = np.abs(np.asarray(drawn, np.int16) - np.asarray(around, np.int16)).sum(axis=-1)
    covers[top:bottom, left:right] = change > COVERED_TONES
    picture.paste(drawn.filter(ImageFilter.GaussianBlur(BLUR_PX)), (left, top))
    return covers


def _covered(points_px: FloatArray, before: NDArray[np.bool_]) -> float:
    x, y = np.rint(points_px).astype(int).T
    inside = (x >= 0) & (x < before.shape[1]) & (y >= 0) & (y < before.shape[0])
    return float(before[y[inside], x[inside]].sum() / len(points_px))


def passing(body: Body, start_s: float, nearness_m: float, *, to_right: bool = True) -> Other:
    """Return somebody who walks through the picture, so much nearer than the patient."""
    start_m, facing_deg = (-EDGE_M, 90.0) if to_right else (EDGE_M, -90.0)
    walk = walk_of(body, start_s, 2 * EDGE_M)
    return Other(
        body,
        lambda times_s: route_points(
            body, times_s, [walk], facing_deg=facing_deg, at_m=(start_m, nearness_m)
        ),
    )


def coming(body: Body, start_s: float, nearness_m: float, to_m: float) -> Other:
    """Return somebody who walks in from the left, stops beside the patient and turns round."""
    walk = walk_of(body, start_s, to_m + EDGE_M)
    moves: list[Walk | Turn] = [walk, Turn(walk.end_s, 90.0, 0.0)]
    return Other(
        body,
        lambda times_s: route_points(
            body, times_s, moves, facing_deg=90.0, at_m=(-EDGE_M, nearness_m)
        ),
    )


def standing(body: Body, aside_m: float, nearness_m: float) -> Other:
    """Return somebody who stands and faces the camera."""
    return Other(body, lambda times_s: route_points(body, times_s, [], at_m=(aside_m, nearness_m)))


def twice(body: Body, nearness_m: float) -> list[Other]:
    """Return somebody who passes to the right, and back again, as two who come one by one."""
    return [passing(body, 4.0, nearness_m), passing(body, 9.0, nearness_m, to_right=False)]


def rendered_films() -> list[Film]:
    """Return every rendered film."""
    adult, child = Body(height_m=1.72), Body(height_m=1.15)
    front, side = Camera(yaw_deg=0.0), Camera(yaw_deg=90.0)
    squats, arms = squat(n_reps=6), shoulder_abduction(n_reps=5)
    chair = sit_to_stand(n_reps=5)
    return [
        Film("helper passes behind a squat", squats, side, twice(adult, -0.9)),
        Film("helper passes before a squat", squats, side, twice(adult, 0.8)),
        Film("helper passes behind raised arms", arms, front, twice(adult, -0.9)),
        Film("helper passes before raised arms", arms, front, twice(adult, 0.8)),
        Film("child passes before raised arms", arms, front, twice(child, 0.7)),
        Film("child passes behind a squat", squats, side, twice(child, -0.7)),
        Film("helper stands at the chair", chair, side, [standing(adult, 0.75, -0.3)]),
        Film("helper beside the chair", chair, Camera(yaw_deg=35.0), [standing(adult, -0.65, 0.2)]),
        Film("helper comes to the chair", chair, side, [coming(adult, 4.0, -0.4, -0.7)]),
        Film("helper stands behind raised arms", arms, front, [standing(adult, 0.25, -0.6)]),
        Film("nobody else, squat", squats, side, []),
        Film("nobody else, raised arms", arms, front, []),
    ]


WIDTH_PX, HEIGHT_PX = 1280, 720


def clip_frames(path: Path, width_px: int, seconds: float) -> list[Image.Image]:
    """Return a clip's pictures, scaled to fill that width about its middle, at `FPS`."""
    scale = (
        f"fps={FPS:g},scale={width_px}:{HEIGHT_PX}:force_original_aspect_ratio=increase,"
        f"crop={width_px}:{HEIGHT_PX}"
    )
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-t", f"{seconds:g}"]
    raw = subprocess.run(
        [*command, "-an", "-vf", scale, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        check=True,
        capture_output=True,
    ).stdout
    pictures = np.frombuffer(raw, np.uint8).reshape(-1, HEIGHT_PX, width_px, 3)
    return [Image.fromarray(picture) for picture in pictures]


@dataclass(frozen=True)
class ClipFilm:
    """A real clip before which a second one slides in from the right, stays, and slides out again."""

    name: str
    patient: str
    other: str
    nearest_px: int
    """Left edge of the second clip where it stays."""

    def panel_px(self, index: int) -> int:
        """Return the left edge of the second clip in a frame."""
        time_s = index / FPS
        there = float(np.clip(min((time_s - 2.5) / 1.5, (6.5 - time_s) / 1.0), 0.0, 1.0))
        return round(WIDTH_PX - there * (WIDTH_PX - self.nearest_px))


CLIP_FILMS: Final = (
    ClipFilm("real: man beside a woman", "gymnai_front_raise", "flip_shoulder_abduction_x5", 850),
    ClipFilm("real: man before a woman", "gymnai_front_raise", "flip_shoulder_abduction_x5", 480),
    ClipFilm("real: woman beside a man", "flip_hip_abduction_x5", "gymnai_front_raise", 860),
)
PANEL_WIDTH_PX: Final = 380
CLIP_SECONDS: Final = 7.9
