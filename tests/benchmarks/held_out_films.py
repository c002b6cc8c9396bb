"""Films of a patient and somebody else that nothing was tuned on.

Other exercises, bodies, clothes, cameras, places and times than in `two_people_films`.  They were
written down before they were played, and stay as they are whatever they show: who changes the
lock looks at the other films.
"""

from dataclasses import replace
from typing import Final

from pose.rendering import Wardrobe
from pose.synthesis import (
    Body,
    Camera,
    elbow_flexion,
    forward_lunge,
    hip_abduction,
    quiet_stance,
    seated_knee_extension,
    shoulder_flexion,
    side_lunge,
    sit_to_stand,
    squat,
    trunk_lateral_flexion,
)
from tests.benchmarks.two_people_films import ClipFilm, Film, Other, coming, passing, standing

HELD_OUT: Final = "held out"
"""How the names of these films begin."""
NURSE: Final = Wardrobe(
    skin=(120, 84, 62), hair=(28, 24, 24), shirt=(214, 222, 226), left_sleeve=(198, 208, 214),
    right_sleeve=(226, 232, 236), left_trouser=(206, 214, 220), right_trouser=(220, 226, 230),
)  # fmt: skip
SAME_AS_PATIENT: Final = Wardrobe()
GREY: Final = Wardrobe(
    skin=(232, 190, 164), hair=(188, 188, 186), shirt=(108, 112, 120), left_sleeve=(96, 100, 108),
    right_sleeve=(124, 128, 136), left_trouser=(58, 58, 62), right_trouser=(80, 80, 84),
)  # fmt: skip

TALL, SHORT, CHILD = Body(height_m=1.86), Body(height_m=1.56), Body(height_m=1.02)
FRONT, OBLIQUE = Camera(), Camera(yaw_deg=-40.0)
LEFT, RIGHT = Camera(yaw_deg=90.0), Camera(yaw_deg=-90.0)


def dressed(other: Other, wardrobe: Wardrobe) -> Other:
    """Return somebody in other clothes."""
    return replace(other, wardrobe=wardrobe)


def held_out_films() -> list[Film]:
    """Return the rendered films."""
    alone = Film("held out: nobody else, lunge", forward_lunge(n_reps=5), OBLIQUE, [])
    return [*_with_passers_by(), *_with_company(), alone]


def _with_passers_by() -> list[Film]:
    return [
        Film(
            "held out: a nurse passes before a lunge",
            forward_lunge(n_reps=5),
            RIGHT,
            [dressed(passing(TALL, 3.5, 0.6), NURSE)],
        ),
        Film(
            "held out: a nurse passes behind a leg that is lifted",
            hip_abduction(n_reps=6),
            FRONT,
            [dressed(passing(SHORT, 5.0, -0.6, to_right=False), NURSE)],
        ),
        Film(
            "held out: somebody in the same clothes passes behind a curl",
            elbow_flexion(n_reps=6),
            Camera(figure_ratio=0.6, distance_m=3.8),
            [dressed(passing(Body(height_m=1.7), 4.5, -0.5), SAME_AS_PATIENT)],
        ),
        Film(
            "held out: a small child runs before a side bend",
            trunk_lateral_flexion(n_reps=4),
            Camera(yaw_deg=15.0, sideways_m=0.35),
            [passing(CHILD, 3.0, 0.9), passing(CHILD, 8.0, 0.5, to_right=False)],
        ),
        Film(
            "held out: two pass one after the other behind a stance",
            quiet_stance(hold_s=12.0),
            FRONT,
            [
                dressed(passing(TALL, 3.0, -0.8), NURSE),
                dressed(passing(SHORT, 7.0, -1.1, to_right=False), GREY),
            ],
        ),
        Film(
            "held out: a helper before a squat, low camera",
            squat(n_reps=5),
            Camera(yaw_deg=-75.0, height_m=0.7),
            [dressed(passing(SHORT, 6.0, 0.7, to_right=False), NURSE)],
        ),
    ]


def _with_company() -> list[Film]:
    return [
        Film(
            "held out: somebody grey comes to a knee on a chair",
            seated_knee_extension(),
            LEFT,
            [dressed(coming(SHORT, 3.0, -0.5, 0.55), GREY)],
        ),
        Film(
            "held out: a tall helper stands close to a chair",
            sit_to_stand(n_reps=4),
            OBLIQUE,
            [dressed(standing(TALL, 0.6, 0.1), GREY)],
        ),
        Film(
            "held out: a helper stands beside arms that are lifted forward",
            shoulder_flexion(n_reps=4),
            RIGHT,
            [dressed(standing(TALL, -0.7, -0.2), NURSE)],
        ),
        Film(
            "held out: a child stands before a side lunge",
            side_lunge(n_reps=4),
            FRONT,
            [standing(CHILD, 0.75, 0.3)],
        ),
    ]


HELD_OUT_CLIPS: Final = (
    ClipFilm(
        "held out, real: woman beside somebody lying",
        "flip_leg_swing_x5",
        "flip_single_leg_bridge_x5",
        870,
    ),
    ClipFilm(
        "held out, real: woman on a machine and a woman",
        "flip_knee_extension_x5",
        "flip_leg_swing_x5",
        820,
    ),
    ClipFilm("held out, real: woman and a man", "flip_leg_swing_x5", "gymnai_front_raise", 800),
)
