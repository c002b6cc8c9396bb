"""Every network, built once for all tests of this folder."""

from pathlib import Path

import pytest

from pose.movenet.build import build
from tests.unit.pose.movenet.published import published_folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every network; tests do not change it."""
    folder = tmp_path_factory.mktemp("models")
    lines: list[str] = []
    build(folder, published_folder(), say=lines.append)
    assert lines[-1] == f"MoveNet is built: {folder}"
    return folder
