"""The golden files of the live calculators, and how their rows are written."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.golden.live.angles import angle_rows
from tests.golden.live.counters import counter_rows
from tests.golden.live.framing import framing_rows
from tests.golden.live.holds import hold_rows

Rows = list[dict[str, Any]]
FOLDER = Path(__file__).parent
FILES: Mapping[Path, Callable[[], Rows]] = {
    FOLDER / "angles.json": angle_rows,
    FOLDER / "counters.json": counter_rows,
    FOLDER / "holds.json": hold_rows,
    FOLDER / "framing.json": framing_rows,
}


def text_of(rows: Rows) -> str:
    """Return rows as JSON, one a line, so that a change shows which one it is."""
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    return f"[\n{lines}\n]\n"
