"""Writes the golden file of the help desk's codes anew.

    python -m tests.golden.device_code

A code that was given out keeps its meaning for good: what changes here needs another format digit.
"""

import json

from tests.golden.device_code.codes import FILE, rows

if __name__ == "__main__":
    lines = ",\n".join(f"  {json.dumps(row)}" for row in rows())
    FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
