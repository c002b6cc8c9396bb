"""Sessions of every protocol with the count or the time that a patient should be shown.

    python -m tests.golden.live sessions FOLDER [TRIALS [measured]]

writes them for `frontend/tests/live-agreement.test.ts`: ``sessions.json`` says what each
is, and ``records.bin`` has their frames, one after the other, as `pose.wire.records`.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pose.stream import KeypointStream
from pose.synthesis import MOVEMENTS, Body, Imperfections, Movement, synthesize
from pose.synthesis.battery import Trial, battery_trial, kinds_of
from pose.wire import records_from_stream
from scoring.protocols import PROTOCOLS, Kind
from tests.validation.session_counts import FILMED, allowed_counts, prescribed
from tests.validation.sessions import ESTIMATOR_LIKE, NOISE, SUBJECTS, seen, session
from tests.validation.synthetic import in_picture, usual_camera, usual_side
from tests.validation.times import held_s, longest_s, stands_in_window

Maker = Callable[[np.random.Generator], Movement]
FRAME_RATES = (8.0, 15.0, 60.0)
STAGE_S = 10.0
USUAL_FLAWS = Imperfections(
    noise_px=2.0, jitter_ms=5.0, dropped_ratio=0.03, outlier_ratio=0.005, swapped_ratio=0.01
)
"""What phones do; see `tests.builders.motion.PHONE_LIKE`."""


@dataclass(frozen=True)
class Session:
    """One recording, and what the patient should have been shown at its end.

    Attributes
    ----------
    counts
        Repetitions, stages held or tries that are right; ``None`` where only time matters.
    held_s
        Longest hold, or the time of the test; ``None`` where only the count matters.
    """

    protocol: str
    kind: str
    side: str | None
    stream: KeypointStream
    counts: tuple[int, ...] | None = None
    held_s: float | None = None


def sessions(trials: int) -> Iterator[Session]:
    """Yield ``trials`` sessions of each kind of every protocol."""
    for key, protocol in PROTOCOLS.items():
        for number in range(trials):
            if protocol.kind is Kind.REPETITIONS:
                yield from _repeated(key, number)
            else:
                yield from _timed(key, number)


def measured_sessions() -> Iterator[Session]:
    """Yield sessions of measured movement, joined without a rest before the first repetition."""
    for kind, faults in (("measured, noise", NOISE), ("measured, faults", ESTIMATOR_LIKE)):
        for movement, filmed in FILMED.items():
            for subject in SUBJECTS:
                one = session(movement, subject, "correct")
                if one is None:
                    continue
                for yaw_deg in filmed.yaws_deg:
                    stream = seen(one, yaw_deg, faults, seed=100 * int(movement) + int(subject))
                    side, counts = prescribed(filmed, one), allowed_counts(one, filmed)
                    yield Session(filmed.protocol, kind, side, stream, counts)


def write_sessions(folder: Path, trials: int, *, measured: bool = False) -> None:
    """Write the sessions, of measured movement too if wanted, to two files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    with (folder / "records.bin").open("wb") as frames:
        for one in (*sessions(trials), *(measured_sessions() if measured else ())):
            records = records_from_stream(one.stream)
            frames.write(records.tobytes())
            rows.append(
                {
                    "protocol": one.protocol,
                    "kind": one.kind,
                    "side": one.side,
                    "view": PROTOCOLS[one.protocol].view.value,
                    "widthPx": one.stream.facts.image_width_px,
                    "heightPx": one.stream.facts.image_height_px,
                    "frames": len(records),
                    "counts": one.counts,
                    "heldS": one.held_s,
                }
            )
    (folder / "sessions.json").write_text(json.dumps(rows), encoding="utf-8")


def _body(rng: np.random.Generator) -> Body:
    return Body(height_m=float(rng.uniform(1.5, 1.95)))


def _one_leg(rng: np.random.Generator) -> Movement:
    touches_s = (float(rng.uniform(3.0, 5.0)),) if rng.random() < 0.5 else ()
    return MOVEMENTS["single_leg_stance"](
        hold_s=float(rng.uniform(7.0, 15.0)),
        touches_s=touches_s,
        side="left" if rng.random() < 0.5 else "right",
        body=_body(rng),
    )


def _quiet(rng: np.random.Generator) -> Movement:
    return MOVEMENTS["quiet_stance"](hold_s=float(rng.uniform(6.0, 20.0)), body=_body(rng))


def _stance(key: str) -> Maker:
    return lambda rng: MOVEMENTS[key](
        hold_s=float(rng.uniform(4.0, 14.0)), body=_body(rng), seed=int(rng.integers(1000))
    )


def _stages(rng: np.random.Generator) -> Movement:
    """Return stages that are clearly held to their ten seconds, or clearly not."""
    held = int(rng.integers(1, 5))
    holds_s = [10.8 if stage < held else float(rng.uniform(4.0, 8.5)) for stage in range(4)]
    return MOVEMENTS["four_stage_balance"](
        hold_s=holds_s, body=_body(rng), seed=int(rng.integers(1000))
    )


def _reaches(rng: np.random.Generator) -> Movement:
    return MOVEMENTS["functional_reach"](
        n_reps=int(rng.integers(2, 5)), reach_m=float(rng.uniform(0.15, 0.35)), body=_body(rng)
    )


def _up_and_go(rng: np.random.Generator) -> Movement:
    return MOVEMENTS["timed_up_and_go"](
        rise_s=float(rng.uniform(0.8, 1.6)),
        sit_s=float(rng.uniform(1.0, 1.8)),
        turn_s=float(rng.uniform(1.0, 2.0)),
        step_s=float(rng.uniform(0.45, 0.7)),
        body=_body(rng),
    )


MAKERS: Mapping[str, Maker] = {
    "single_leg_stance": _one_leg,
    "single_leg_stance_eyes_closed": _one_leg,
    "quiet_stance": _quiet,
    "quiet_stance_eyes_closed": _quiet,
    "stance_feet_together": _stance("stance_feet_together"),
    "stance_semi_tandem": _stance("stance_semi_tandem"),
    "tandem_stance": _stance("tandem_stance"),
    "four_stage_balance": _stages,
    "functional_reach": _reaches,
    "timed_up_and_go": _up_and_go,
}
"""Movements of the protocols that time, or count something else than repetitions."""


def answer_of(key: str, movement: Movement) -> tuple[tuple[int] | None, float | None]:
    """Return the count and the time that belong to a movement of `MAKERS`."""
    kind = PROTOCOLS[key].kind
    if kind is Kind.STAGES:
        return (sum(one.end_s - one.start_s >= STAGE_S for one in movement.phases),), None
    if kind is Kind.REACH:
        return (sum(one.complete for one in movement.repetitions),), None
    if kind is Kind.HOLD:
        return None, longest_s(movement)
    if kind is Kind.PHASES:
        return None, held_s(movement)
    if movement.phases:
        return None, movement.phases[0].end_s - movement.phases[0].start_s
    return None, movement.duration_s  # nobody steps before the end


def _repeated(key: str, number: int) -> Iterator[Session]:
    """Yield one trial of each kind of the battery, and the plain one at other frame rates."""
    for kind in kinds_of(key):
        trial = battery_trial(kind, number, key)
        yield Session(key, kind, trial.side, trial.stream, counts=(count_of(key, trial),))
    trial = battery_trial("normal", 100 + number, key)
    for fps in FRAME_RATES:
        stream, _ = synthesize(
            trial.movement, trial.camera, fps=fps, imperfections=USUAL_FLAWS, seed=number
        )
        yield Session(
            key, f"{fps:g} fps", trial.side, in_picture(stream), counts=(count_of(key, trial),)
        )


def count_of(key: str, trial: Trial) -> int:
    """Return the repetitions that count: those in the protocol's time, where it has one."""
    timing = PROTOCOLS[key].timing
    if timing is None or timing.window_s is None:
        return trial.count
    return round(stands_in_window(trial.movement))


def _timed(key: str, number: int) -> Iterator[Session]:
    """Yield one hold, stance, reach or timed up and go of random tempo, body and view."""
    rng = np.random.default_rng([number, sum(map(ord, key))])
    movement = MAKERS[key](rng)
    camera = usual_camera(key, turned_deg=float(rng.uniform(-8.0, 8.0)))
    # A foot that touches the floor for a tenth of a second is not seen at 12 frames a second.
    fps = float(rng.choice([24.0, 30.0, 60.0] if movement.touches else [12.0, 24.0, 30.0, 60.0]))
    flaws = replace(USUAL_FLAWS, noise_px=float(rng.uniform(0.5, 2.5)), swapped_ratio=0.0)
    stream, _ = synthesize(movement, camera, fps=fps, imperfections=flaws, seed=number)
    side = usual_side(key, movement.side)
    counts, seconds = answer_of(key, movement)
    yield Session(key, f"{fps:g} fps", side, in_picture(stream), counts, seconds)
