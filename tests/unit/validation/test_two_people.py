"""What the benchmark of two people counts, and that its films are what they say."""

import numpy as np

from pose.keypoints import MIRROR_ORDER
from tests.benchmarks.two_people import CHOSEN_S, Truth, apart_px, figures
from tests.benchmarks.two_people_films import CLIP_FILMS, FPS, WIDTH_PX, rendered_films

RNG = np.random.default_rng(3)
BODY = np.column_stack([RNG.uniform(500, 700, 17), RNG.uniform(100, 600, 17)])


def answer(body_px, followed="patient"):
    """Return a frame as the page gives it."""
    points = [[x / 1280, y / 720, 0.8] for x, y in body_px]
    return {"followed": followed, "keypoints": points, "looked": False}


def test_a_body_is_as_far_away_as_it_was_moved_whichever_side_is_which():
    moved = BODY + np.array([30.0, 40.0])
    assert np.isclose(apart_px(moved, BODY), 50.0)
    assert np.isclose(apart_px(BODY[np.asarray(MIRROR_ORDER)], BODY), 0.0)
    assert apart_px(np.full((17, 2), np.nan), BODY) == np.inf


def test_frames_are_the_patients_somebody_elses_uncertain_or_not_found():
    other = BODY + np.array([400.0, 0.0])
    lead = int(CHOSEN_S * FPS)
    empty = {"followed": "patient", "keypoints": [None] * 17, "looked": True}
    film = [
        *[answer(other)] * lead,  # the choice of the patient does not count
        answer(BODY),
        answer(other),
        answer(BODY, "uncertain"),
        {**empty, "followed": "other"},
        empty,
    ]
    truth = [Truth(BODY, [other], covered=0.0)] * (lead + 4) + [Truth(BODY, [other], covered=0.9)]
    assert figures(film, truth) == {
        "frames": 5, "visible": 4, "patient": 1, "visible_patient": 1, "uncertain": 1,
        "other": 1, "not_found": 1, "wrong": 1, "looks": 2,
    }  # fmt: skip


def test_who_passes_before_the_patient_covers_them_and_who_passes_behind_does_not():
    films = {film.name: film for film in rendered_films()}
    times_s = np.array([4.0, 6.2, 6.4])

    def covered(name):
        return [frame.covered for frame in films[name].frames(times_s)]

    before = covered("helper passes before a squat")
    assert before[0] == 0.0
    assert min(before[1:]) > 0.5
    assert covered("helper passes behind a squat") == [0.0, 0.0, 0.0]


def test_a_second_clip_slides_in_stays_and_slides_out():
    for film in CLIP_FILMS:
        assert film.panel_px(0) == film.panel_px(int(7.0 * FPS)) == WIDTH_PX
        assert film.panel_px(int(5.0 * FPS)) == film.nearest_px
        assert film.nearest_px < film.panel_px(int(3.0 * FPS)) < WIDTH_PX
