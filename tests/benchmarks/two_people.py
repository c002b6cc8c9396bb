"""Two people in the picture: in how many frames the keypoints are the patient's.

Plays films to the product's own engine in a real browser, every picture of them, once as the
product has it and once without telling people apart.  Rendered films know where everybody is;
real clips are played alone for that.  Prints one JSON object.

    python -m tests.benchmarks.two_people [NAME …]
"""

import argparse
import json
import os
import sys
import tempfile
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image
from playwright.sync_api import Page, Route

from pose.keypoints import INDEX, LEFT_RIGHT_PAIRS
from tests.benchmarks.bench_page import ROOT, build_page, chromium_page, served
from tests.benchmarks.held_out_films import HELD_OUT, HELD_OUT_CLIPS, held_out_films
from tests.benchmarks.two_people_films import (
    CLIP_FILMS,
    CLIP_SECONDS,
    FPS,
    HEIGHT_PX,
    PANEL_WIDTH_PX,
    WIDTH_PX,
    ClipFilm,
    FloatArray,
    clip_frames,
    rendered_films,
)

DATA: Final = Path(os.environ.get("PLUMBLINE_DATA", ROOT.parent / "shared" / "data"))
PAGE: Final = "bench/two-people.ts"
CHOSEN_S: Final = 2.0
"""The patient is chosen in the first seconds: what is recorded begins later."""
SEEN_SCORE: Final = 0.2
MOST_TORSO: Final = 0.3
"""A body is the patient's whose parts are in the median no farther away, and no other's nearer."""
HIDDEN_SHARE: Final = 0.5
PARTS: Final = np.array([(INDEX["nose"], INDEX["nose"]), *LEFT_RIGHT_PAIRS])


@dataclass(frozen=True)
class Truth:
    """Where everybody is in one frame; keypoints of shape ``(17, 2)``, pixels, NaN where unknown."""

    patient_px: FloatArray
    others_px: Sequence[FloatArray]
    covered: float


def apart_px(found: FloatArray, truth: FloatArray) -> float:
    """Return the median distance of the parts of two bodies, whichever side is which."""
    straight = np.hypot(*np.moveaxis(found[PARTS] - truth[PARTS], -1, 0)).mean(axis=1)
    crossed = np.hypot(*np.moveaxis(found[PARTS] - truth[PARTS[:, ::-1]], -1, 0)).mean(axis=1)
    parts = np.fmin(straight, crossed)
    return float(np.nanmedian(parts)) if np.isfinite(parts).any() else float("inf")


def in_pixels(keypoints: Sequence[Sequence[float] | None]) -> FloatArray:
    """Return what the browser found, shape ``(17, 2)``; NaN where nothing was seen."""
    found = np.array([[np.nan] * 3 if one is None else one for one in keypoints])
    found[found[:, 2] < SEEN_SCORE] = np.nan
    return np.asarray(found[:, :2] * (WIDTH_PX, HEIGHT_PX))


def torso_px(body_px: FloatArray) -> float:
    """Return the distance from mid-shoulder to mid-hip."""
    shoulders, hips = body_px[5:7].mean(axis=0), body_px[11:13].mean(axis=0)
    return float(np.hypot(*(shoulders - hips)))


def figures(seen: Sequence[dict[str, Any]], truth: Sequence[Truth]) -> dict[str, Any]:
    """Return how many frames are the patient's, uncertain, or somebody else's unawares.

    A patient of whom more than half is covered is not ``visible``.
    """
    size_px = float(np.nanmedian([torso_px(one.patient_px) for one in truth]))
    rows = list(zip(seen, truth, strict=True))[int(CHOSEN_S * FPS) :]
    counts = {"frames": len(rows), "visible": 0, "patient": 0, "visible_patient": 0}
    counts |= {"uncertain": 0, "other": 0, "not_found": 0, "wrong": 0, "looks": 0}
    for one, where in rows:
        visible = where.covered <= HIDDEN_SHARE
        found = in_pixels(one["keypoints"])
        counts["visible"] += visible
        counts["looks"] += one["looked"]
        if one["followed"] != "patient":
            counts[one["followed"]] += 1
        elif np.isfinite(found[:, 0]).sum() < len(PARTS):
            counts["not_found"] += 1
        elif is_patients(found, where, size_px):
            counts["patient"] += 1
            counts["visible_patient"] += visible
        else:
            counts["wrong"] += 1
    return counts


def is_patients(found: FloatArray, where: Truth, size_px: float) -> bool:
    """Whether the keypoints are the patient's."""
    apart = apart_px(found, where.patient_px)
    nearest = min((apart_px(found, other) for other in where.others_px), default=float("inf"))
    return apart <= MOST_TORSO * size_px and apart < nearest


def shares(counts: dict[str, int]) -> dict[str, Any]:
    """Return counts with the shares that say how good they are, per cent."""
    return {
        **counts,
        "patient_percent": round(100 * counts["patient"] / max(1, counts["frames"]), 2),
        "visible_patient_percent": round(
            100 * counts["visible_patient"] / max(1, counts["visible"]), 2
        ),
    }


class Theatre:
    """Plays pictures in a folder to the engine in the browser."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._folder = folder
        page.route("**/films/**", self._answer)

    def _answer(self, route: Route) -> None:
        path = urllib.parse.unquote(route.request.url).split("/films/", maxsplit=1)[1]
        route.fulfill(path=self._folder / path)

    def open(self, *, tells_people_apart: bool) -> None:
        """Start the engine anew."""
        self._page.evaluate("apart => plumblineTwoPeople.open(apart)", tells_people_apart)

    def play(self, pictures: Sequence[Path]) -> list[dict[str, Any]]:
        """Return what became of each picture."""
        urls = [f"/films/{path.relative_to(self._folder)}" for path in pictures]
        seen: list[dict[str, Any]] = self._page.evaluate(
            "([urls, us]) => plumblineTwoPeople.play(urls, us)", [urls, round(1e6 / FPS)]
        )
        return seen

    def written(self, pictures: Sequence[Image.Image], name: str) -> list[Path]:
        """Write pictures where the page finds them."""
        folder = self._folder / name
        folder.mkdir()
        paths = [folder / f"{index:04d}.jpg" for index in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            picture.save(path, quality=92)
        return paths


def rendered(theatre: Theatre, wanted: Sequence[str]) -> dict[str, tuple[list[Path], list[Truth]]]:
    """Write every rendered film that is wanted; return its pictures and its truth."""
    films = {}
    for film in [*rendered_films(), *held_out_films()]:
        if wanted and not any(name in film.name for name in wanted):
            continue
        frames = list(film.frames())
        truth = [Truth(one.patient_px, one.others_px, one.covered) for one in frames]
        films[film.name] = (theatre.written([one.picture for one in frames], film.name), truth)
        print(f"made: {film.name}", file=sys.stderr, flush=True)
    return films


def clip_film(theatre: Theatre, film: ClipFilm) -> tuple[list[Path], list[Truth]]:
    """Write a film of two clips; the truth is what the engine finds in each alone."""
    backdrop = clip_frames(DATA / "video" / f"{film.patient}.mp4", WIDTH_PX, CLIP_SECONDS)
    panel = clip_frames(DATA / "video" / f"{film.other}.mp4", PANEL_WIDTH_PX, CLIP_SECONDS)
    n = min(len(backdrop), len(panel))
    alone = []
    for picture in panel[:n]:
        empty = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), (90, 90, 90))
        empty.paste(picture, (0, 0))
        alone.append(empty)
    bodies = [
        [in_pixels(one["keypoints"]) for one in theatre.play(theatre.written(pictures, name))]
        for pictures, name in (
            (backdrop[:n], f"{film.name}, patient alone"),
            (alone, f"{film.name}, other alone"),
        )
    ]
    pictures, truth = [], []
    for index in range(n):
        left_px = film.panel_px(index)
        picture = backdrop[index].copy()
        picture.paste(panel[index], (left_px, 0))
        pictures.append(picture)
        patient_px, other_px = bodies[0][index], bodies[1][index] + (left_px, 0)
        inside = (patient_px[:, 0] >= left_px) & (patient_px[:, 0] < left_px + PANEL_WIDTH_PX)
        others = [other_px] if left_px < WIDTH_PX else []
        truth.append(Truth(patient_px, others, float(inside.mean())))
    return theatre.written(pictures, film.name), truth


def measured(page: Page, wanted: Sequence[str], folder: Path) -> dict[str, Any]:
    """Return the figures of every film, with people told apart and without."""
    theatre = Theatre(page, folder)
    films = rendered(theatre, wanted)
    theatre.open(tells_people_apart=False)
    for film in (*CLIP_FILMS, *HELD_OUT_CLIPS):
        is_wanted = not wanted or any(name in film.name for name in wanted)
        if is_wanted and (DATA / "video").is_dir():
            films[film.name] = clip_film(theatre, film)
    without = {name: figures(theatre.play(paths), truth) for name, (paths, truth) in films.items()}
    theatre.open(tells_people_apart=True)
    told = {name: figures(theatre.play(paths), truth) for name, (paths, truth) in films.items()}
    return {
        "films": {
            name: {"told_apart": shares(told[name]), "as_found": shares(without[name])}
            for name in films
        },
        **{
            group: {
                "told_apart": shares(total([told[name] for name in names])),
                "as_found": shares(total([without[name] for name in names])),
            }
            for group, names in grouped(list(films)).items()
        },
    }


def grouped(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the films that the lock may be tuned on, and those that it was never tuned on."""
    groups: dict[str, list[str]] = {"tuned_on": [], "held_out": []}
    for name in names:
        groups["held_out" if name.startswith(HELD_OUT) else "tuned_on"].append(name)
    return {group: within for group, within in groups.items() if within}


def total(all_counts: Sequence[dict[str, int]]) -> dict[str, int]:
    """Return the sums."""
    return {key: sum(counts[key] for counts in all_counts) for key in all_counts[0]}


def main() -> int:
    """Build the page, play the films, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="films whose names hold one of these")
    arguments = parser.parse_args()
    build_page()
    with (
        tempfile.TemporaryDirectory(prefix="two-people-") as folder,
        served(PAGE) as address,
        chromium_page() as page,
    ):
        page.set_default_timeout(0)
        page.goto(address)
        result = measured(page, arguments.names, Path(folder))
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
