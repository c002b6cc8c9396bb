"""Keypoints on labelled photos and on clips: every network, as published and as shipped."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pose.published_models import SERVED_MODELS
from tests.builders.real_data import data_folder
from tests.validation.keypoint_clips import CLIP_TEXT, clip_table
from tests.validation.ledger import Ledger
from tests.validation.model import Figure, Goal, Section, Table, Topic
from tests.validation.networks import CACHE, ROOT, every_form, names_of

if TYPE_CHECKING:
    from pose.movenet.evaluation.photos import OnPhotos

FRAMES = 6
"""Of the two clips, beside the photos, on which Keras and the published graph are compared."""
COMPARED = ("flip_knee_extension_x5.mp4", "flip_single_leg_bridge_x5.mp4")
DECODING_TEST = "src/pose/decoding/decode.test.ts"
GOLDEN_TEST = "gives what Python gives"
SAME_PX = 0.5
GOALS = (
    Goal("Keras against the published graph, three networks, keypoints and scores", "1e-4"),
    Goal("decoding in TypeScript against Python, golden file", "1e-5"),
    Goal(
        "shipped files against the published graph on the same crops of labelled people",
        f"95 % of the keypoints within {SAME_PX:g} px",
    ),
)
PHOTO_TEXT = (
    (
        "**Photos.** Seven photos of COCO's training set with 27 labelled people, from somebody in "
        "most of the picture to people 60 px tall. **They are what networks like these were trained on, so "
        "figures flatter; and 27 people are few: one of them more or less is 0.04 of a recall.** Most "
        "are partly hidden, small or in a crowd, as no patient is who exercises alone before a camera."
    ),
    (
        "A single-pose network is told where a person is: it looks first at the square around their "
        "labelled box, widened by a quarter (*at the box*), and then twice more where MoveNet's rule "
        "says from the keypoints found (*followed*), as the browser does while somebody stands still. "
        "In a crowd the rule often leaves the person for a neighbour; in the product MultiPose and the "
        "patient's lock are there to prevent that, and they are not part of this. MultiPose looks at "
        "the whole photo once, 256 px wide, and finds six people at most."
    ),
    (
        "AP and AR are COCO's, over similarities (OKS) of 0.50 to 0.95, with its fall-offs and areas. "
        "PCK is the share of labelled keypoints within a fraction of the torso, left shoulder to right "
        "hip (Toshev and Szegedy 2014, who use 0.2), of people whose torso is labelled. *Large* people "
        "cover 96 x 96 px or more. Decoding of the *heads* and *features* files is Python's."
    ),
)


def without_names(form: str) -> str:
    """Return the form of a network as the table names it."""
    return form.replace(", ", " (") + ")"


def photo_rows(
    model: str, form: str, looks: Sequence["OnPhotos"], is_large: np.ndarray
) -> list[tuple[str, ...]]:
    """Return one row for each look."""
    names = ("at the box", "followed") if looks[0] is not looks[1] else ("whole photo",)
    return [
        (
            model, without_names(form), name,
            f"{one.precision.mean:.3f}", f"{one.precision.at_50:.3f}", f"{one.precision.at_75:.3f}",
            f"{one.precision.recall:.3f}",
            *(f"{share:.3f}" for share in one.correct.values()),
            f"{one.similarities[is_large].mean():.2f}", f"{one.similarities[~is_large].mean():.2f}",
        )
        for name, one in zip(names, looks, strict=False)
    ]  # fmt: skip


def photo_headings(n_torsos: int, is_large: np.ndarray) -> tuple[str, ...]:
    """Return the headings over `photo_rows`."""
    from pose.movenet.evaluation.photos import FRACTIONS  # noqa: PLC0415 - loads TensorFlow

    return (
        "network", "form", "looked", "AP", "AP at 0.50", "AP at 0.75", "AR",
        *(f"PCK {fraction:g} ({n_torsos} people)" for fraction in FRACTIONS),
        f"mean OKS, {is_large.sum()} large", f"{(~is_large).sum()} smaller",
    )  # fmt: skip


def on_photos() -> tuple[Table, Figure, dict[str, Any]]:
    """Measure every form of every network on the labelled photos."""
    from pose.movenet.evaluation.photos import LARGE_PX2, evaluate  # noqa: PLC0415 - TensorFlow
    from pose.movenet.training.coco import read_labels  # noqa: PLC0415

    folder = data_folder("images/coco")
    pictures = read_labels(folder, folder / "person_keypoints.json")
    is_large = np.concatenate([picture.areas_px2 for picture in pictures]) >= LARGE_PX2
    rows: list[tuple[str, ...]] = []
    apart: dict[str, np.ndarray] = {}
    for model in SERVED_MODELS.values():
        published, *shipped = [(form, evaluate(form, pictures)) for form in every_form(model)]
        for form, looks in (published, *shipped):
            rows += photo_rows(names_of(model), form.name, looks, is_large)
        for form, looks in shipped:
            name = f"{names_of(model)}, {form.name}"
            apart[name] = distances_px(looks[0].xy_px, published[1][0].xy_px)
    headings = photo_headings(published[1][0].n_with_torso, is_large)
    values = {"rows": [list(row) for row in rows], "headings": list(headings)}
    return Table(headings, rows, "Labelled photos"), same_figure(apart), values


def beside(rows: Sequence[Sequence[str]]) -> str:
    """Return in words how much better Thunder's average precision is than Lightning's."""
    gained = {}
    for look in ("at the box", "followed"):
        lightning, thunder = (
            next(float(row[3]) for row in rows if row[0] == network and row[2] == look)
            for network in ("Lightning", "Thunder")
        )
        gained[look] = thunder - lightning
    return (
        "**Lightning beside Thunder.** Thunder's AP is "
        + ", ".join(
            f"{abs(gain):.3f} {'higher' if gain >= 0 else 'lower'} {look}"
            for look, gain in gained.items()
        )
        + " (the published graphs)."
    )


def distances_px(some_px: np.ndarray, others_px: np.ndarray) -> np.ndarray:
    """Return how far keypoints ``(n, 17, 2)`` of two forms are apart; infinite where one has none."""
    away_px = np.linalg.norm(some_px - others_px, axis=2)
    one_only = np.isnan(some_px).any(axis=2) != np.isnan(others_px).any(axis=2)
    both_none = np.isnan(some_px).any(axis=2) & np.isnan(others_px).any(axis=2)
    return np.asarray(np.where(one_only, np.inf, away_px)[~both_none])


def same_figure(apart: Mapping[str, np.ndarray]) -> Figure:
    """Return how far every shipped file is from the published graph, at the box."""
    highs = {name: float(np.percentile(away, 95)) for name, away in apart.items()}
    worst = max(highs, key=lambda name: highs[name])
    largest = max(float(away.max()) for away in apart.values())
    count = sum(away.size for away in apart.values())
    return GOALS[2].found(
        f"{highs[worst]:.4f} px in the worst file, {largest:.4f} px at most, of {count} keypoints",
        met=highs[worst] <= SAME_PX,
        limit=f"{worst} is {highs[worst]:.2f} px off",
    )


def keras_figure(folder: Path, clips: Path) -> Figure:
    """Hold the networks written in Keras against the published graphs."""
    from pose.movenet.compare import KEYPOINT_TOLERANCE, compare  # noqa: PLC0415 - TensorFlow
    from pose.movenet.errors import ModelError  # noqa: PLC0415
    from pose.movenet.network.weights import published_network  # noqa: PLC0415
    from pose.movenet.pictures import PictureFiles, find_pictures  # noqa: PLC0415
    from pose.movenet.reference import read_published  # noqa: PLC0415

    files = PictureFiles(find_pictures([folder]).photos, tuple(clips / name for name in COMPARED))
    largest: dict[str, float] = {}
    for model in SERVED_MODELS.values():
        graph = read_published(model, CACHE)
        network = published_network(model, graph)
        try:
            found = compare(model, network, graph, files, FRAMES, say=lambda _line: None)
        except ModelError as error:
            return GOALS[0].found(f"missed: {error}", met=False, limit=str(error))
        largest[names_of(model)] = found["keypoints"]
    return GOALS[0].found(
        ", ".join(f"{name} {one:.1e}" for name, one in largest.items())
        + f"; {len(files.photos)} photos and {FRAMES} frames each",
        met=max(largest.values()) <= KEYPOINT_TOLERANCE,
    )


def decoding_figure() -> Figure:
    """Run the browser's own decoder against the golden file that Python writes."""
    if shutil.which("npx") is None:
        return decoding_found("")
    run = subprocess.run(
        ["npx", "--no-install", "vitest", "run", DECODING_TEST, "--reporter=json"],
        cwd=ROOT / "frontend", capture_output=True, text=True, check=False,
    )  # fmt: skip
    return decoding_found(run.stdout)


def decoding_found(report: str) -> Figure:
    """Return what a report of vitest, in JSON, says about the golden cases."""
    try:
        files = json.loads(report[report.index("{") :])["testResults"]
    except ValueError:
        return GOALS[1].found("not measured: the TypeScript tests cannot run here", met=None)
    outcomes = [
        test["status"] == "passed"
        for file in files
        for test in file["assertionResults"]
        if GOLDEN_TEST in test["title"]
    ]
    return GOALS[1].found(
        f"within it in {sum(outcomes)} of {len(outcomes)} golden cases (`frontend/{DECODING_TEST}`)",
        met=bool(outcomes) and all(outcomes),
        limit=f"{len(outcomes) - sum(outcomes)} cases are farther off",
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Measure every network on photos and clips."""
    del ledger  # nothing is scored
    folder, clips = data_folder("images/coco"), data_folder("video")
    photos, same, values = on_photos()
    clip = clip_table(clips, share)
    return Section(
        TOPIC.title,
        TOPIC.data,
        (keras_figure(folder, clips), decoding_figure(), same),
        text=(*PHOTO_TEXT, beside(photos.rows), *CLIP_TEXT),
        tables=(photos, clip),
        values={"photos": values, "clips": [list(row) for row in clip.rows]},
    )


TOPIC = Topic(
    "keypoints",
    "Keypoints on photos and clips",
    "photos and clips of people, one of them generated, seen by the shipped networks",
    GOALS,
    measure,
)
