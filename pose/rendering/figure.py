"""Paints the body: limbs from far to near, a face where it is turned to the camera."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pose.rendering.brush import Brush, Disc, convex_hull
from pose.rendering.wardrobe import Wardrobe, shaded
from pose.synthesis.body import POINT_INDEX, Body, FloatArray
from pose.synthesis.camera import Camera

# Radii as fractions of stature.
_HIP, _KNEE, _CALF, _ANKLE = 0.050, 0.036, 0.033, 0.021
_SHOULDER, _ELBOW, _FOREARM, _WRIST, _BAND, _HAND = 0.034, 0.024, 0.024, 0.016, 0.0185, 0.022
_HEEL, _BALL_OF_FOOT, _TOE = 0.022, 0.024, 0.017
_CHEST, _WAIST, _PELVIS, _NECK = 0.062, 0.052, 0.056, 0.029
_SKULL, _JAW = 0.050, 0.036
_SLEEVE, _CUFF = 1.0, 0.027
"""Share of the upper arm that the sleeve covers, and its radius there."""
_HEM = 0.86
"""Share of the shank that the trouser leg covers."""
_REACHING_M = 0.1
"""A forearm so much nearer than its upper arm is painted over the sleeve."""

_EYE_WIDTH, _PUPIL, _MOUTH = 0.0085, 0.0048, 0.014
_HAIR, _FRINGE, _TEMPLE, _HAIR_LINE = 0.053, 0.42, -0.15, -0.05
"""Radius of the hair's ball; least height, depth and turn to the camera of what is painted."""
_VISIBLE = 0.1
"""Least component towards the camera of a spot's direction on the head."""


@dataclass(frozen=True)
class Part:
    """Something to paint, and how near it is (metres towards the camera)."""

    nearness_m: float
    paint: Callable[[Brush], None]


class Figure:
    """One body at one moment, before a camera."""

    def __init__(self, body: Body, camera: Camera, wardrobe: Wardrobe, points: FloatArray) -> None:
        """Project the points, shape ``(len(POINT_NAMES), 3)``, metres, body axes."""
        self._wardrobe = wardrobe
        self._body = body
        self._camera = camera
        self._space = points
        self._turned = camera.turned(points)
        self._px, scale = camera.project(points, body.height_m)
        self._px_per_stature = scale * body.height_m

    def bounds_px(self) -> FloatArray:
        """Return left, top, right, bottom of a box around the figure with some margin."""
        margin = 0.09 * self._px_per_stature.max()
        return np.concatenate((self._px.min(axis=0) - margin, self._px.max(axis=0) + margin))

    def paint(self, brush: Brush) -> None:
        """Paint the whole figure."""
        parts = [self._torso(), self._neck(), self._head()]
        for side in ("left", "right"):
            parts += [*self._leg(side), *self._arm(side)]
        for part in sorted(parts, key=lambda part: part.nearness_m):
            part.paint(brush)

    def _disc(self, name: str, radius: float) -> Disc:
        """Return the disc that a ball around a point shows as."""
        index = POINT_INDEX[name]
        return self._px[index], radius * float(self._px_per_stature[index])

    def _disc_at(self, place: FloatArray, radius: float) -> Disc:
        """Return the disc that a ball at a place in body axes shows as."""
        px, scale = self._camera.project(place, self._body.height_m)
        return px, radius * float(scale) * self._body.height_m

    def _nearness_m(self, *names: str) -> float:
        """Return how near the middle of some points is."""
        return float(np.mean([self._turned[POINT_INDEX[name], 2] for name in names]))

    def _between(self, first: str, second: str, share: float) -> FloatArray:
        """Return a place on the way from one point to another."""
        start, end = self._space[POINT_INDEX[first]], self._space[POINT_INDEX[second]]
        return np.asarray(start + share * (end - start))

    def _leg(self, side: str) -> list[Part]:
        """Return shoe, ankle and trouser leg."""
        hip, knee, ankle, heel, toe = (
            f"{side}_{name}" for name in ("hip", "knee", "ankle", "heel", "toe")
        )
        wear = self._wardrobe
        colour = wear.left_trouser if side == "left" else wear.right_trouser
        calf = self._disc_at(self._between(knee, ankle, 0.3), _CALF)
        hem = self._disc_at(self._between(knee, ankle, _HEM), _ANKLE * 1.2)
        ball = self._disc_at(self._between(heel, toe, 0.72), _BALL_OF_FOOT)

        knee_at = self._space[POINT_INDEX[knee]]
        hip_at, ankle_at = (self._space[POINT_INDEX[name]] for name in (hip, ankle))
        ahead = knee_at - 0.5 * (hip_at + ankle_at)
        cap = knee_at + 0.02 * self._body.height_m * ahead / np.linalg.norm(ahead)

        def foot(brush: Brush) -> None:
            brush.limb([self._disc(heel, _HEEL), ball, self._disc(toe, _TOE)], wear.shoe)

        def shin(brush: Brush) -> None:
            sock = self._disc_at(self._between(ankle, heel, 0.3), _ANKLE)
            brush.limb([hem, self._disc(ankle, _ANKLE), sock], wear.skin)
            brush.limb([self._disc(knee, _KNEE), calf, hem], colour)

        def thigh(brush: Brush) -> None:
            brush.limb([hem, calf, self._disc(knee, _KNEE), self._disc(hip, _HIP)], colour)
            if self._faces_camera(cap - knee_at, least=0.3):
                brush.disc(*self._disc_at(cap, 0.022), shaded(colour, 1.22))

        return [
            Part(self._nearness_m(heel, toe) - 0.05, foot),
            Part(self._nearness_m(knee, ankle) - 0.01, shin),
            Part(self._nearness_m(hip, knee), thigh),
        ]

    def _arm(self, side: str) -> list[Part]:
        """Return bare arm and sleeve, in one piece where they are."""
        shoulder, elbow, wrist, hand = (
            f"{side}_{name}" for name in ("shoulder", "elbow", "wrist", "hand")
        )
        wear = self._wardrobe
        colour = wear.left_sleeve if side == "left" else wear.right_sleeve
        cuff = self._disc_at(self._between(shoulder, elbow, _SLEEVE), _CUFF)
        thick = self._disc_at(self._between(elbow, wrist, 0.25), _FOREARM)
        knuckles = self._disc_at(self._between(wrist, hand, 0.45), _HAND)
        bare = [cuff, self._disc(elbow, _ELBOW), thick, self._disc(wrist, _WRIST)]
        band = [self._disc_at(self._between(elbow, wrist, at), _BAND) for at in (0.93, 1.0)]
        tips = self._disc_at(self._between(wrist, hand, 0.9), _HAND * 0.6)

        def sleeve(brush: Brush) -> None:
            brush.limb([self._disc(shoulder, _SHOULDER), cuff], colour)

        def fore(brush: Brush) -> None:
            brush.limb([*bare, knuckles, tips], wear.skin)
            brush.limb(band, wear.wristband)

        def arm(brush: Brush) -> None:
            fore(brush)
            sleeve(brush)

        # Arms hang before the trunk's edge; nobody sees them through it.
        upper_m = self._nearness_m(shoulder, elbow) + 0.03
        fore_m = self._nearness_m(elbow, wrist) + 0.03
        if fore_m > upper_m + _REACHING_M:
            return [Part(upper_m, sleeve), Part(fore_m, fore)]
        return [Part(upper_m, arm)]

    def _torso(self) -> Part:
        """Return shirt and belt."""
        pelvis = (self._between("left_hip", "right_hip", 0.5)).copy()
        chest = self._between("left_shoulder", "right_shoulder", 0.5)
        wear = self._wardrobe
        shirt = [
            self._disc("left_shoulder", _SHOULDER),
            self._disc("right_shoulder", _SHOULDER),
            self._disc("neck", _NECK * 1.15),
            self._disc_at(pelvis + 0.72 * (chest - pelvis), _CHEST),
            self._disc_at(pelvis + 0.35 * (chest - pelvis), _WAIST),
            *(self._disc_at(self._waist(side, 0.16), 0.044) for side in ("left", "right")),
        ]
        seat = [
            *(self._disc(f"{side}_hip", _HIP * 0.98) for side in ("left", "right")),
            *(self._disc_at(self._waist(side, 0.12), 0.044) for side in ("left", "right")),
            self._disc_at(pelvis, _PELVIS),
        ]

        def paint(brush: Brush) -> None:
            brush.solid(seat, wear.right_trouser)
            brush.solid(shirt, wear.shirt)

        return Part(self._nearness_m("left_hip", "right_shoulder") + 0.01, paint)

    def _waist(self, side: str, share: float) -> FloatArray:
        """Return a place above the hip on the trunk's flank."""
        hip = self._space[POINT_INDEX[f"{side}_hip"]]
        shoulder = self._space[POINT_INDEX[f"{side}_shoulder"]]
        return np.asarray(hip + share * (shoulder - hip))

    def _neck(self) -> Part:
        """Return the neck."""

        def paint(brush: Brush) -> None:
            head = self._disc_at(self._between("neck", "head", 0.4), _NECK)
            brush.limb([self._disc("neck", _NECK), head], self._wardrobe.skin)

        return Part(self._nearness_m("neck", "head") + 0.015, paint)

    def _head(self) -> Part:
        """Return skull, hair and face."""
        return Part(self._nearness_m("head", "nose") + 0.02, self._paint_head)

    def _paint_head(self, brush: Brush) -> None:
        """Paint what of the head is turned to the camera."""
        wear = self._wardrobe
        head, ahead, up, left = self._head_axes()
        stature = self._body.height_m
        jaw = head + stature * (-0.034 * up + 0.018 * ahead)
        crown = head + stature * 0.016 * up
        for side in ("left", "right"):
            brush.disc(*self._disc(f"{side}_ear", 0.013), (196, 142, 114))
        brush.solid([self._disc_at(crown, _SKULL), self._disc_at(jaw, _JAW)], wear.skin)
        self._paint_face(brush, head, ahead, up, left)
        self._paint_hair(brush, crown, ahead, up, left)
        for side in ("left", "right"):
            ear = POINT_INDEX[f"{side}_ear"]
            if self._turned[ear, 2] > self._turned[POINT_INDEX["head"], 2] + 0.02:
                brush.disc(*self._disc(f"{side}_ear", 0.013), (206, 150, 122))

    def _head_axes(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return the head's middle and its unit axes ahead, up and left."""
        named = {n: self._space[POINT_INDEX[n]] for n in ("head", "neck", "left_ear", "right_ear")}
        left = named["left_ear"] - named["right_ear"]
        left = left / np.linalg.norm(left)
        up = named["head"] - named["neck"]
        up = up / np.linalg.norm(up)
        ahead = np.cross(left, up)
        return named["head"], ahead, up, left

    def _paint_face(
        self, brush: Brush, head: FloatArray, ahead: FloatArray, up: FloatArray, left: FloatArray
    ) -> None:
        """Paint eyes, brows, nose and mouth as far as they are turned to the camera."""
        wear, stature = self._wardrobe, self._body.height_m
        for side in ("left", "right"):
            eye = self._space[POINT_INDEX[f"{side}_eye"]]
            if not self._faces_camera(eye - head):
                continue
            brow = eye + stature * 0.014 * up
            ends = (brow - stature * 0.010 * left, brow + stature * 0.010 * left)
            brush.limb([self._disc_at(end, 0.003) for end in ends], wear.hair)
            brush.disc(*self._disc_at(eye, _EYE_WIDTH), (240, 236, 230))
            brush.disc(*self._disc_at(eye + 0.002 * ahead, _PUPIL), wear.eye)
        nose = self._space[POINT_INDEX["nose"]]
        if self._faces_camera(nose - head, least=-0.2):
            bridge = nose + stature * (0.020 * up - 0.012 * ahead)
            brush.limb([self._disc_at(bridge, 0.005), self._disc_at(nose, 0.009)], (212, 156, 124))
        mouth = head + stature * (-0.036 * up + 0.050 * ahead)
        if self._faces_camera(mouth - head):
            ends = (mouth - stature * _MOUTH * left, mouth + stature * _MOUTH * left)
            brush.limb([self._disc_at(end, 0.004) for end in ends], wear.lips)

    def _paint_hair(
        self, brush: Brush, crown: FloatArray, ahead: FloatArray, up: FloatArray, left: FloatArray
    ) -> None:
        """Paint the hair on top and at the back, as far as it is turned to the camera."""
        directions = _BALL @ np.stack((left, up, ahead))
        surface = crown + _HAIR * self._body.height_m * directions
        yaw = np.radians(self._camera.yaw_deg)
        visible = directions @ np.array((np.sin(yaw), 0.0, np.cos(yaw))) > _HAIR_LINE
        for cap in (_BALL[:, 1] > _FRINGE, _BALL[:, 2] < _TEMPLE):
            spots = surface[cap & visible]
            px, _ = self._camera.project(spots, self._body.height_m)
            brush.polygon(convex_hull(px), self._wardrobe.hair)

    def _faces_camera(self, direction: FloatArray, least: float = _VISIBLE) -> bool:
        """Whether a spot in this direction from the head's middle can be seen."""
        yaw = np.radians(self._camera.yaw_deg)
        towards = direction[0] * np.sin(yaw) + direction[2] * np.cos(yaw)
        return bool(towards > least * np.linalg.norm(direction))


def _ball(n: int) -> FloatArray:
    """Return ``n`` directions spread evenly over a ball (a Fibonacci lattice)."""
    index = np.arange(n) + 0.5
    height = 1.0 - 2.0 * index / n
    around = np.pi * (1.0 + np.sqrt(5.0)) * index
    radius = np.sqrt(1.0 - height**2)
    return np.stack((radius * np.cos(around), height, radius * np.sin(around)), axis=1)


_BALL = _ball(240)
