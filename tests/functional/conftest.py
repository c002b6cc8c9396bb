"""Clips of synthetic patients, drawn once for all functional tests, and a running product."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.perform.product import ROOT, Product, running_product


@dataclass(frozen=True)
class Clip:
    """A drawn video and the truth about it."""

    video: Path
    truth: dict[str, Any]


class Studio:
    """Draws clips on demand and keeps them for the session."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drawn: dict[str, Clip] = {}

    def clip(self, name: str, movement: str, *options: str) -> Clip:
        """Return the clip of that name, drawn now if it is the first time."""
        if name not in self.drawn:
            video = self.folder / f"{name}.mp4"
            command = [sys.executable, "-m", "pose.rendering", movement, "--out", str(video)]
            subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
            truth = json.loads(video.with_suffix(".truth.json").read_text())
            self.drawn[name] = Clip(video, truth)
        return self.drawn[name]


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Draw synthetic patients."""
    return Studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, started as a user starts it, on a free port with a fresh database."""
    with running_product(tmp_path_factory.mktemp("product") / "var") as running:
        yield running
