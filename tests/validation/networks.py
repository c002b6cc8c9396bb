"""The networks that evidence about keypoints is measured on."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pose.published_models import SERVED_MODELS, PublishedModel

if TYPE_CHECKING:
    from pose.movenet.evaluation.networks import Form

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("PLUMBLINE_BUILT", ROOT / "var")) / "models"
CACHE = ROOT / ".cache" / "movenet"


def names_of(model: PublishedModel) -> str:
    """Return a network's short name: Lightning, Thunder, MultiPose."""
    return model.name.removeprefix("movenet-").capitalize().replace("pose", "Pose")


def every_form(model: PublishedModel) -> Sequence["Form"]:
    """Return the published graph and every shipped file of it, or skip where they are not built."""
    # Loads TensorFlow, which the other topics do without.
    from pose.movenet.evaluation.networks import published_form, shipped_forms  # noqa: PLC0415

    _require_built()
    return [published_form(model, CACHE), *shipped_forms(model, MODELS, CACHE)]


def full_forms() -> dict[str, "Form"]:
    """Return the shipped file with decoding inside of every network, by short name."""
    from pose.movenet.evaluation.networks import shipped_forms  # noqa: PLC0415

    _require_built()
    return {
        names_of(model): next(iter(shipped_forms(model, MODELS, CACHE)))
        for model in SERVED_MODELS.values()
    }


def _require_built() -> None:
    if not (MODELS / "manifest.json").is_file() or not CACHE.is_dir():
        pytest.skip("the networks are not built: python -m pose.movenet build")
