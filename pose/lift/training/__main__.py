"""Train the lift from seed to file, and print what it brings to people it has not seen.

    python -m pose.lift.training --data FOLDER [--out FOLDER] [--epochs 40] [--cameras 3]

``FOLDER`` holds the laboratory's recordings (``pose.lift.training.laboratory``).  Each person is left
out once: what the network of the others says of them makes the bounds and the evaluation.  Each
movement is left out once, together with a person.  Then one network learns from everybody, and is
written with its training record and the evaluation.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from pose.lift.bounds import COVERED
from pose.lift.model import FOLDER, write_lift
from pose.lift.training.calibrate import widening_of
from pose.lift.training.drawn import drawn_sessions
from pose.lift.training.evaluate import Cell, bounds_of_others, cells
from pose.lift.training.held_out import Seen, look_at
from pose.lift.training.laboratory import MeasuredSession, read_sessions
from pose.lift.training.network import HIDDEN, Schedule, train
from pose.lift.training.report import written
from pose.lift.training.unseen import unseen_movements

VERSION: Final = "2"
EVALUATION_FILE: Final = "evaluation.md"
_UNSEEN_SHARE: Final = 0.4
"""Of the epochs, for the many networks that each leave a movement out."""
SEED: Final = 20_261_126
SOURCE: Final = (
    "UI-PRMD (Vakanski et al. 2018, public domain): optical motion capture with the Plug-in Gait "
    "model, seen through cameras of our own making; and movements drawn by this project"
)


def say(text: str) -> None:
    """Print at once, so that a run of minutes shows where it is."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def left_out(sessions: Sequence[MeasuredSession], schedule: Schedule) -> list[Seen]:
    """Return what is said of each person by a network that learned from the others."""
    seen: list[Seen] = []
    for number, person in enumerate(sorted({one.person for one in sessions})):
        begin_s = time.monotonic()
        others = [one for one in sessions if one.person != person]
        network = train([*others, *drawn_sessions(SEED, others)], schedule, seed=SEED + 1 + number)
        seen += look_at(network, [one for one in sessions if one.person == person], seed=SEED)
        say(f"person {person} left out: {time.monotonic() - begin_s:.0f} s")
    return seen


def record_of(
    sessions: Sequence[MeasuredSession],
    drawn: Sequence[MeasuredSession],
    schedule: Schedule,
    table: Sequence[Cell],
    unseen: Sequence[Cell],
) -> dict[str, Any]:
    """Return the training record."""
    return {
        "version": VERSION,
        "source": SOURCE,
        "people": len({one.person for one in sessions}),
        "sessions": len(sessions),
        "drawn_sessions": len(drawn),
        "seed": SEED,
        "epochs": schedule.epochs,
        "cameras_per_epoch": schedule.cameras,
        "hidden_units": list(HIDDEN),
        "meant_to_cover": COVERED,
        "people_left_out": [_rounded(cell) for cell in table],
        "movements_left_out": [_rounded(cell) for cell in unseen],
    }


def _rounded(cell: Cell) -> dict[str, Any]:
    values = asdict(cell).items()
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in values}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, evaluate, write."""
    parser = argparse.ArgumentParser(prog="python -m pose.lift.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the laboratory's recordings")
    parser.add_argument("--out", type=Path, default=FOLDER, help="where the files go")
    parser.add_argument("--epochs", type=int, default=Schedule.epochs)
    parser.add_argument("--cameras", type=int, default=Schedule.cameras)
    chosen = parser.parse_args(arguments)
    try:
        sessions = read_sessions(chosen.data)
    except OSError as error:
        parser.error(f"the recordings cannot be read: {error}")
    schedule = Schedule(chosen.epochs, chosen.cameras)
    shorter = Schedule(max(1, round(_UNSEEN_SHARE * chosen.epochs)), chosen.cameras)
    seen = left_out(sessions, schedule)
    bounds = bounds_of_others(seen)
    table = cells(seen, bounds)
    unseen = unseen_movements(sessions, seen, shorter, seed=SEED + 100, say=say)
    evaluation = written(seen, bounds, table, unseen)
    say(evaluation)
    drawn = drawn_sessions(SEED, sessions)
    network = train([*sessions, *drawn], schedule, seed=SEED, say=say)
    record = record_of(sessions, drawn, schedule, table, unseen)
    write_lift(chosen.out, network, widening_of(seen), record)
    (chosen.out / EVALUATION_FILE).write_text(evaluation, encoding="utf-8")
    say(f"written: {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
