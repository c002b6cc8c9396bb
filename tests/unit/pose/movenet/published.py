"""Where tests find the published MoveNet files: the build's cache, or a folder that is named."""

import os
from pathlib import Path

import pytest

from pose.movenet.fetch import files_of
from pose.movenet.files import file_has_sha256
from pose.published_models import SERVED_MODELS

CACHE = Path(__file__).parents[4] / ".cache/movenet"


def published_folder() -> Path:
    """Return a folder that has all published files, or skip the test, saying how to get them."""
    named = os.environ.get("PLUMBLINE_MODELS_FROM", "")
    for folder in (CACHE, Path(named)):
        wanted = files_of(list(SERVED_MODELS.values()))
        if all(file_has_sha256(folder / name, sha256) for name, sha256 in wanted.items()):
            return folder
    pytest.skip("the published MoveNet files are absent: run `python -m pose.movenet build`")
