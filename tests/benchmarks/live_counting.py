"""How often the patient is shown the true count or time; prints one JSON object.

    python -m tests.benchmarks.live_counting

The browser's own counters run on sessions of every protocol, synthetic ones and, where the
development data are there, measured ones (`tests.golden.live.sessions`).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.real_data import data_folder

ROOT = Path(__file__).resolve().parents[2]
TRIALS = 4
TABLE = ROOT / "var" / "live-sessions" / "agreement.json"


def has_measured() -> bool:
    """Whether measured movement is there."""
    try:
        data_folder("uiprmd")
    except pytest.skip.Exception:
        return False
    return True


def main() -> int:
    """Count along, and print the table."""
    wanted = f"{TRIALS} measured" if has_measured() else f"{TRIALS}"
    command = ["npx", "--no-install", "vitest", "run", "tests/live-agreement.test.ts"]
    done = subprocess.run(
        command,
        cwd=ROOT / "frontend",
        env=os.environ | {"LIVE_SESSIONS": wanted},
        capture_output=True,
        text=True,
        check=False,
    )
    if not TABLE.exists() or done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        return 1
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    table = {row["of"].strip(): {"exact": row["exact"].strip(), "off": row["off"]} for row in rows}
    print(json.dumps({"trials": wanted, "shown": table}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
