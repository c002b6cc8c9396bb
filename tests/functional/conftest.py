"""Clips of synthetic patients, drawn once for all functional tests, and a running product."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.perform.browser import chromium
from tests.perform.product import ROOT, Product, built_var, running_product


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


@pytest.fixture(autouse=True)
def _what_was_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `make perform` use what `make setup` built, instead of building all of it anew."""
    monkeypatch.setenv("PLUMBLINE_VAR", str(built_var()))


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Draw synthetic patients."""
    return Studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, started as a user starts it, on a free port with a fresh database."""
    with running_product(tmp_path_factory.mktemp("product") / "var") as running:
        yield running


@pytest.fixture(scope="session")
def empty_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera file of a grey wall with a camera's noise and nobody before it."""
    target = tmp_path_factory.mktemp("empty-room") / "camera.mjpeg"
    wall = "color=c=gray:size=640x480:rate=30:duration=4,noise=alls=12:allf=t"
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", wall]
    subprocess.run([*command, "-pix_fmt", "yuvj420p", str(target)], check=True)
    return target


@pytest.fixture(scope="module")
def browser(empty_room: Path) -> Iterator[Browser]:
    """A browser whose camera sees an empty room.

    It lasts one module: while it runs, this process has an event loop, beside which Django
    refuses to open a database.
    """
    with chromium(empty_room) as running:
        yield running
