"""Writes the golden files of the live calculators anew, or sessions for their agreement.

    python -m tests.golden.live
    python -m tests.golden.live sessions FOLDER [TRIALS [measured]]

Look at the difference before keeping it: what changes here, changes what patients are shown.
"""

import sys
from pathlib import Path

from tests.golden.live.files import FILES, text_of
from tests.golden.live.sessions import write_sessions

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sessions", folder, *trials]:
            write_sessions(
                Path(folder), int(trials[0]) if trials else 1, measured="measured" in trials
            )
        case []:
            for path, make in FILES.items():
                path.write_text(text_of(make()), encoding="utf-8")
        case _:
            sys.exit(__doc__)
