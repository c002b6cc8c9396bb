"""Scores a recording file from the command line, without Django or a server.

python -m scoring protocols
python -m scoring score FILE --protocol KEY [--side S] [--height-cm H] [--age A --sex F|M] [--json]
python -m scoring plot FILE --protocol KEY -o out.png
python -m scoring export FILE -o out.parquet|.csv|.trc
python -m scoring romberg OPEN CLOSED [--height-cm H]

A recording is a *.plk file, its JSON form, or a Parquet file.  KEY is one of the listed
protocols, or the path of a protocol of one's own (*.toml).

Exits with 0 for a score, 3 for an honest refusal, 2 for a bad file or bad arguments.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from pose.lift.model import trained_lift
from pose.stream import PoseFormatError
from pose.wire import read_recording_file
from scoring.metrics.romberg import romberg_ratios
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.protocols import PROTOCOLS, Protocol, read_protocol_file
from scoring.readable import metric_table, protocol_table, readable
from scoring.report import Report

SCORED: Final = 0
BAD_INPUT: Final = 2
REFUSED: Final = 3
HEIGHTS_CM: Final = (50.0, 250.0)
AGES_YEARS: Final = (0.0, 120.0)


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaints are one line, as everything else that exits with 2."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the arguments.

        Raises
        ------
        ValueError
            Always.
        """
        raise ValueError(f"{self.prog}: {message}; see --help")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = argparse.Namespace(file="")
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except PoseFormatError as error:
        problem = f"{options.file}: {error}"
    except OSError as error:
        problem = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    except ValueError as error:  # arguments, or a protocol, a side, an ending that cannot be
        problem = str(error)
    print(problem, file=sys.stderr)  # noqa: T201 - the command's output
    return BAD_INPUT


def list_protocols(options: argparse.Namespace) -> int:
    """Print every protocol."""
    del options
    print(protocol_table(PROTOCOLS.values()))  # noqa: T201 - the command's output
    return SCORED


def score(options: argparse.Namespace) -> int:
    """Score one file and print the report."""
    report = _scored(options)
    text = json.dumps(report.to_json(), indent=2) if options.json else readable(report)
    print(text)  # noqa: T201 - the command's output
    return SCORED if report.refusal is None else REFUSED


def plot(options: argparse.Namespace) -> int:
    """Draw the signal of one file with what was found in it."""
    from scoring.plot import draw_report  # noqa: PLC0415 - matplotlib is large and optional

    report = _scored(options)
    draw_report(report, Path(options.out))
    return SCORED if report.refusal is None else REFUSED


def export(options: argparse.Namespace) -> int:
    """Write one file's keypoints and angles as a table."""
    from scoring.export import export_recording  # noqa: PLC0415 - needs PyArrow for Parquet

    stream = read_recording_file(Path(options.file))
    export_recording(stream, Path(options.out), height_cm=options.height_cm)
    return SCORED


def romberg(options: argparse.Namespace) -> int:
    """Print sway with the eyes closed beside sway with the eyes open, of two recordings."""
    person = Person(height_cm=options.height_cm)
    reports = []
    for path, key in ((options.file, "quiet_stance"), (options.closed, "quiet_stance_eyes_closed")):
        options.file = path
        reports.append(score_recording(read_recording_file(Path(path)), key, person))
    refused = next((one for one in reports if one.refusal is not None), None)
    ratios = [] if refused else romberg_ratios(*reports)
    print(readable(refused) if refused else metric_table(ratios))  # noqa: T201 - the command's output
    return SCORED if any(ratio.value is not None for ratio in ratios) else REFUSED


def _scored(options: argparse.Namespace) -> Report:
    stream = read_recording_file(Path(options.file))
    person = Person(height_cm=options.height_cm, age_years=options.age, sex=options.sex)
    lift = trained_lift() if options.lift else None
    protocol = _protocol(options.protocol)
    return score_recording(stream, protocol, person, side=options.side, lift=lift)


def _protocol(name: str) -> Protocol:
    """Return a protocol by its key, or read it from a file of one's own.

    Raises
    ------
    ValueError
        If there is neither.
    """
    if name in PROTOCOLS:
        return PROTOCOLS[name]
    if name.endswith(".toml"):
        return read_protocol_file(Path(name))
    raise ValueError(f"no protocol {name!r}; known: {', '.join(PROTOCOLS)}, or a *.toml file")


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m scoring",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("protocols", help="list the protocols").set_defaults(run=list_protocols)
    scoring = commands.add_parser("score", help="score one recording file")
    _add_recording(scoring, person=True)
    scoring.add_argument("--json", action="store_true", help="print plumbline.report/1")
    scoring.set_defaults(run=score)
    plotting = commands.add_parser("plot", help="draw the signal with what was found in it")
    _add_recording(plotting, person=True)
    plotting.add_argument("-o", "--out", required=True, metavar="OUT.png", help="picture to write")
    plotting.set_defaults(run=plot)
    exporting = commands.add_parser("export", help="write keypoints and angles as a table")
    _add_recording(exporting, person=False)
    exporting.add_argument(
        "-o", "--out", required=True, metavar="OUT", help="*.parquet, *.csv or *.trc"
    )
    exporting.set_defaults(run=export)
    quotients = commands.add_parser(
        "romberg", help="sway with the eyes closed beside sway with the eyes open"
    )
    _add_recording(quotients, person=False)
    quotients.add_argument("closed", metavar="CLOSED", help="the recording with the eyes closed")
    quotients.set_defaults(run=romberg)
    return parser


def _within(low: float, high: float) -> Callable[[str], float]:
    """Return a reader of numbers from ``low`` to ``high``."""

    def number(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {low:g} to {high:g}")
        return value

    return number


def _add_recording(parser: argparse.ArgumentParser, *, person: bool) -> None:
    """Add what every command on a recording takes."""
    parser.add_argument("file", metavar="FILE", help="a recording: *.plk, JSON or Parquet")
    parser.add_argument("--height-cm", type=_within(*HEIGHTS_CM), help="stature, for millimetres")
    if person:
        parser.add_argument("--protocol", required=True, metavar="KEY", help="see `protocols`")
        parser.add_argument("--side", choices=("left", "right", "both"))
        parser.add_argument("--age", type=_within(*AGES_YEARS), help="age in years, for norms")
        parser.add_argument("--sex", choices=("F", "M"), help="for norms")
        parser.add_argument(
            "--lift",
            action="store_true",
            help="estimate peaks of angles that the view does not show",
        )


if __name__ == "__main__":
    sys.exit(main())
