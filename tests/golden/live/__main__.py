"""Writes the golden files of the live calculators anew, or sessions for their agreement.

python -m tests.golden.live
python -m tests.golden.live sessions FOLDER [TRIALS]
"""

import sys
from pathlib import Path

from tests.golden.live.sessions import write_sessions

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sessions", folder, *trials]:
            write_sessions(Path(folder), int(trials[0]) if trials else 1)
