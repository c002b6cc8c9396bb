"""Scores a recording file from the command line, without Django or a server.

python -m scoring protocols
python -m scoring score FILE --protocol KEY [--side S] [--height-cm H] [--json]

Exits with 0 for a score, 3 for an honest refusal, 2 for a bad file or bad arguments.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from pose.stream import PoseFormatError
from pose.wire import read_recording_file
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.protocols import PROTOCOLS
from scoring.report import Metric, Report

SCORED: Final = 0
BAD_INPUT: Final = 2
REFUSED: Final = 3


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = _parser().parse_args(arguments)
    if options.command == "protocols":
        for protocol in PROTOCOLS.values():
            print(f"{protocol.key:20} {protocol.kind.value:16} seen from the {protocol.view.value}")  # noqa: T201 - the command's output
        return SCORED
    try:
        stream = read_recording_file(Path(options.file))
        person = Person(height_cm=options.height_cm, age_years=options.age, sex=options.sex)
        report = score_recording(stream, options.protocol, person, side=options.side)
    except (PoseFormatError, OSError, ValueError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)  # noqa: T201 - the command's output
        return BAD_INPUT
    text = json.dumps(report.to_json(), indent=2) if options.json else readable(report)
    print(text)  # noqa: T201 - the command's output
    return SCORED if report.refusal is None else REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scoring", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("protocols", help="list the protocols")
    score = commands.add_parser("score", help="score one recording file")
    score.add_argument("file", metavar="FILE", help="a recording file (*.plk) or its JSON form")
    score.add_argument("--protocol", required=True, choices=sorted(PROTOCOLS))
    score.add_argument("--side", choices=("left", "right", "both"))
    score.add_argument("--height-cm", type=float, help="stature, for millimetres")
    score.add_argument("--age", type=float, help="age in years")
    score.add_argument("--sex", choices=("F", "M"))
    score.add_argument("--json", action="store_true", help="print plumbline.report/1")
    return parser


def readable(report: Report) -> str:
    """Return the report as a table for people."""
    quality = report.quality
    lines = [
        f"{report.protocol}: {report.status} (scoring {report.scoring_version})",
        f"view {quality.view}, {quality.effective_fps:.1f} frames a second",
        f"needed joints seen {quality.coverage:.0%} of the time",
    ]
    if report.refusal is not None:
        lines += [
            f"{report.refusal.code}: {report.refusal.message}",
            f"What to do: {report.refusal.advice}",
        ]
    lines += [_row(metric) for metric in report.metrics]
    lines += [f"{event.start_s:7.1f} s  {event.kind}: {event.detail}" for event in report.events]
    return "\n".join(lines)


def _row(metric: Metric) -> str:
    name = metric.key if metric.side is None else f"{metric.key} ({metric.side})"
    if metric.value is None or metric.low is None or metric.high is None:
        code = "" if metric.refusal is None else metric.refusal.code
        return f"{name:32} refused: {code}"
    interval = f"[{metric.low:.2f}, {metric.high:.2f}]"
    return f"{name:32} {metric.value:9.2f} {metric.unit:8} {interval:20} {metric.quality}"


if __name__ == "__main__":
    sys.exit(main())
