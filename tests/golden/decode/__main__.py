"""``python -m tests.golden.decode`` writes the pinned keypoints anew, one a line."""

import json
import re
from pathlib import Path

from tests.golden.decode.maps import CASES, keypoints_of

if __name__ == "__main__":
    cases = [
        {**case, "keypoints_yxs": [[round(v, 8) for v in row] for row in keypoints_of(case)]}
        for case in CASES
    ]
    text = json.dumps({"schema": "plumbline.decode/1", "cases": cases}, indent=1)
    rows = re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda row: f"[{' '.join(row[1].split())}]", text)
    (Path(__file__).parent / "cases.json").write_text(rows + "\n", encoding="utf-8")
