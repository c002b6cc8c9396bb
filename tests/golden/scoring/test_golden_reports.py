"""Pinned reports: a number that changes must be meant, and named by a new version."""

import json
from pathlib import Path

import pytest

from scoring.version import SCORING_VERSION
from tests.golden.scoring.recordings import RECORDINGS


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_report_is_what_it_was(name):
    pinned = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    assert pinned["scoring_version"] == SCORING_VERSION
    _same(RECORDINGS[name]().to_json(), pinned, name)


def _same(found: object, pinned: object, where: str) -> None:
    if isinstance(pinned, dict) and isinstance(found, dict):
        assert found.keys() == pinned.keys(), where
        for key, value in pinned.items():
            _same(found[key], value, f"{where}.{key}")
    elif isinstance(pinned, list) and isinstance(found, list):
        assert len(found) == len(pinned), where
        for index, value in enumerate(pinned):
            _same(found[index], value, f"{where}[{index}]")
    elif isinstance(pinned, float):
        # Another processor may round a filter's last bits otherwise, and no more than that.
        assert found == pytest.approx(pinned, rel=1e-3, abs=1e-3), where
    else:
        assert found == pinned, where
