"""``python -m tests.golden.scoring`` writes the pinned reports anew.

A changed number needs a new `SCORING_VERSION` and a line in the clinical section of
`CHANGELOG.md`; look at the difference before keeping it.
"""

import json
from pathlib import Path

from tests.golden.scoring.recordings import RECORDINGS

if __name__ == "__main__":
    for name, make in RECORDINGS.items():
        path = Path(__file__).parent / f"{name}.json"
        path.write_text(json.dumps(make().to_json(), indent=1) + "\n", encoding="utf-8")
