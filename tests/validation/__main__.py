"""`make validate`: run all evidence, write `docs/validation.md` and `out/validation/results.json`.

Without the development data those sections are left out, and the document says so.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.validation.document import MARKS, written
from tests.validation.ledger import Ledger
from tests.validation.model import Section, Topic
from tests.validation.topics import TOPICS

ROOT = Path(__file__).resolve().parents[2]
QUICK_SHARE = 0.1


def measured(topic: Topic, share: float, ledger: Ledger) -> Section:
    """Return one topic's evidence, or what says that its data are not here."""
    try:
        return topic.measure(share, ledger)
    except pytest.skip.Exception as absent:
        print(f"    left out: {absent}", flush=True)
        return topic.without_data()


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it; not-a-number as null."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def show(section: Section) -> None:
    """Print every figure of a section."""
    for figure in section.figures:
        print(f"    {MARKS[figure.met].strip('*')}: {figure.name}: {figure.measured}", flush=True)


def main() -> int:
    """Run the topics that are named, or all, and write the document where all were run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keys", nargs="*", metavar="KEY", help=", ".join(TOPICS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the trials")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where to write")
    arguments = parser.parse_args()
    unknown = [key for key in arguments.keys if key not in TOPICS]
    if unknown:
        parser.error(f"no such topic: {', '.join(unknown)}; there are {', '.join(TOPICS)}")
    share = QUICK_SHARE if arguments.quick else 1.0
    sections: dict[str, Section] = {}
    ledgers: dict[str, Ledger] = {}
    for key in arguments.keys or TOPICS:
        start_s = time.monotonic()
        print(f"{key}", flush=True)
        ledgers[key] = Ledger()
        sections[key] = measured(TOPICS[key], share, ledgers[key])
        show(sections[key])
        print(f"    {time.monotonic() - start_s:.0f} s", flush=True)
    folder = ROOT / "out" / "validation"
    folder.mkdir(parents=True, exist_ok=True)
    values = {key: plain(section.values) for key, section in sections.items()}
    (folder / "results.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    if not arguments.keys:
        for file in written(sections, ledgers, arguments.docs, share=share):
            print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
