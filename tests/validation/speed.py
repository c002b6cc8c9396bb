"""How long scoring takes, beside plain peers in the same process."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from scipy import signal

from pose.stream import KeypointStream, RecordingFacts
from pose.synthesis import MOVEMENTS, Imperfections, Movement, synthesize
from pose.wire import (
    decode_chunk,
    decode_recording_json,
    encode_chunk,
    recording_to_json,
    records_from_stream,
    stream_from_records,
)
from scoring.pipeline import score_recording
from scoring.report import Report
from tests.builders.motion import cut
from tests.validation.ledger import Ledger
from tests.validation.model import SYNTHETIC, Figure, Goal, Picture, Section, Table, Topic, trials
from tests.validation.pictures import bars
from tests.validation.synthetic import in_picture, scored_protocols, usual_camera, usual_side

FRAMES = 1800
RUNS = 15
LIMIT_MS, AIM_MS = 15.0, 10.0
WIRE_MS, JSON_MS, IMPORT_S = 0.2, 10.0, 0.5
PEER = "plain peer"
HEAVY = ("tensorflow", "pandas")
FLAWS = Imperfections(noise_px=2.0, dropped_ratio=0.03, outlier_ratio=0.005, outlier_px=80.0)
GOALS = (
    Goal(
        "one recording of 60 s (1,800 frames of 17 points) decoded from the wire, all metrics of "
        "its protocol, one core: slowest protocol",
        f"median {LIMIT_MS:g} ms; {AIM_MS:g} is the aim",
    ),
    Goal("decoding 60 s", f"{WIRE_MS:g} ms wire, {JSON_MS:g} ms JSON"),
    Goal(
        "`import scoring`, and the pipeline that scores",
        f"{IMPORT_S:g} s, no TensorFlow, no pandas",
    ),
)
IMPORTS = """
import sys, time
start = time.process_time()
import {module}
took = time.process_time() - start
print(took, *[name for name in {heavy!r} if name in sys.modules])
"""
TEXT = (
    "Medians of milliseconds that one core worked, the protocols and the peer in turn; on a shared machine the clock shows more. "
    "Read them as ratios, since machines differ. The peer is a plain NumPy and "
    "SciPy path over the same recording: interpolate, low-pass, fourteen angles and their "
    "ranges, and nothing of repair, view, repetitions or quality; it took "
    "{peer_ms:.1f} ms. Importing `scipy.signal` alone took {plain_s:.2f} s."
)


@dataclass(frozen=True)
class Took:
    """Median milliseconds of some runs: by the clock, and of the processor."""

    clock_ms: float
    processor_ms: float


def took(work: Callable[[], object], runs: int = RUNS) -> Took:
    """Return how long some work takes, the first run left out."""
    return took_in_turn({"": work}, runs)[""]


def took_in_turn(works: Mapping[str, Callable[[], object]], runs: int = RUNS) -> dict[str, Took]:
    """Return how long works take, one after the other in each round, the first one left out.

    What else the machine does comes and goes: in turn, it falls on all of them alike.
    """
    for work in works.values():
        work()
    clock: dict[str, list[float]] = {name: [] for name in works}
    processor: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            clock_s, processor_s = time.perf_counter(), time.process_time()
            work()
            processor[name].append(1000 * (time.process_time() - processor_s))
            clock[name].append(1000 * (time.perf_counter() - clock_s))
    return {
        name: Took(statistics.median(clock[name]), statistics.median(processor[name]))
        for name in works
    }


def minute_of(key: str) -> KeypointStream:
    """Return 1,800 frames of one protocol with the faults of cameras."""
    movement = long_movement(key)
    stream, _ = synthesize(movement, usual_camera(key), fps=31.0, imperfections=FLAWS)
    return cut(in_picture(stream), 0.0, stream.times_s[min(FRAMES, stream.n_frames - 1)])


def long_movement(key: str) -> Movement:
    """Return a movement of at least 60 s, or as long as its maker goes."""
    make = MOVEMENTS[key]
    for choices in ({"n_reps": 26}, {"hold_s": 58.0}, {"duration_s": 62.0}, {"stand_s": 60.0}):
        try:
            return make(**choices)
        except TypeError:
            continue
    return make()


def plain_peer(stream: KeypointStream) -> None:
    """Do what any system does: resample, low-pass, fourteen angles, their ranges."""
    grid_s = np.arange(0.0, stream.times_s[-1], 1 / 30)
    flat = stream.xy_px.reshape(stream.n_frames, -1)
    even = np.stack([np.interp(grid_s, stream.times_s, column) for column in flat.T])
    sections = signal.butter(2, 6.0, fs=30.0, output="sos")
    points = signal.sosfiltfilt(sections, even).reshape(17, 2, -1)
    for joint in range(3, 17):
        first, last = points[joint - 2] - points[joint], points[joint - 1] - points[joint]
        angle = np.degrees(
            np.arctan2(first[0] * last[1] - first[1] * last[0], (first * last).sum(0))
        )
        np.percentile(angle, [5, 95])


def scoring_times(ledger: Ledger, runs: int) -> tuple[dict[str, Took], Took]:
    """Return how long each protocol takes from wire bytes to its report, and the plain peer."""
    works: dict[str, Callable[[], object]] = {}
    for key in scored_protocols():
        stream, side = minute_of(key), usual_side(key)
        body = encode_chunk(records_from_stream(stream), sequence=0, first_frame=0)
        works[key] = partial(scored_from_bytes, body, stream.facts, key, side)
        ledger.score(stream, key, side)
    squats = minute_of("squat")
    times = took_in_turn({**works, PEER: lambda: plain_peer(squats)}, runs)
    peer = times.pop(PEER)
    return times, peer


def scored_from_bytes(body: bytes, facts: RecordingFacts, key: str, side: str | None) -> Report:
    """Return the report of a recording that arrives as one chunk."""
    return score_recording(stream_from_records(decode_chunk(body).records, facts), key, side=side)


def decoding_times(runs: int) -> dict[str, Took]:
    """Return how long decoding takes, and `json.loads` of the same bytes beside it."""
    stream = minute_of("squat")
    records = records_from_stream(stream)
    body = encode_chunk(records, sequence=0, first_frame=0)
    text = recording_to_json(records, stream.facts).encode()
    return {
        "wire": took(lambda: decode_chunk(body), runs),
        "JSON": took(lambda: decode_recording_json(text), runs),
        "`json.loads` of the same": took(lambda: json.loads(text), runs),
    }


def import_seconds(module: str, runs: int) -> tuple[float, list[str]]:
    """Return the median time to import a module in a new process, and what came with it."""
    source = IMPORTS.format(module=module, heavy=HEAVY)
    answers = [
        subprocess.run(
            [sys.executable, "-c", source],
            cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=True,
        ).stdout.split()
        for _ in range(runs)
    ]  # fmt: skip
    return statistics.median(float(answer[0]) for answer in answers), answers[0][1:]


def scoring_figure(scoring: dict[str, Took], peer: Took) -> Figure:
    """Return the slowest protocol beside what is wanted."""
    slowest = max(scoring, key=lambda key: scoring[key].processor_ms)
    typical_ms = statistics.median(one.processor_ms for one in scoring.values())
    worst_ms = scoring[slowest].processor_ms
    within = sum(one.processor_ms <= LIMIT_MS for one in scoring.values())
    return GOALS[0].found(
        f"{worst_ms:.1f} ms ({slowest}); median protocol {typical_ms:.1f} ms; "
        f"{within} of {len(scoring)} within {LIMIT_MS:g} ms",
        met=worst_ms <= LIMIT_MS,
        limit=f"{worst_ms - LIMIT_MS:.1f} ms over on this machine, where a plain peer "
        f"without repair, view or repetitions takes {peer.processor_ms:.1f} ms",
    )


def decoding_figure(decoding: dict[str, Took]) -> Figure:
    """Return the time for decoding beside what is wanted."""
    wire_ms, json_ms, loads_ms = (one.processor_ms for one in decoding.values())
    return GOALS[1].found(
        f"{wire_ms:.2f} ms wire, {json_ms:.1f} ms JSON",
        met=wire_ms <= WIRE_MS and json_ms <= JSON_MS,
        limit=f"JSON {json_ms - JSON_MS:.1f} ms over: numbers as text; `json.loads` alone takes "
        f"{loads_ms:.1f} ms here",
    )


def import_figure(
    package_seconds: float, seconds: float, heavy: list[str], plain_seconds: float
) -> Figure:
    """Return the time to import the package and its pipeline beside what is wanted."""
    return GOALS[2].found(
        f"{package_seconds:.2f} s; `scoring.pipeline` {seconds:.2f} s; "
        f"{' and '.join(heavy) or 'neither'} of the two",
        met=seconds <= IMPORT_S and not heavy,
        limit=f"the pipeline {seconds - IMPORT_S:.2f} s over: importing `scipy.signal` alone takes "
        f"{plain_seconds:.2f} s here",
    )


def tables_of(scoring: dict[str, Took], decoding: dict[str, Took], peer: Took) -> tuple[Table, ...]:
    """Return the times of every protocol, the slowest first, and those of decoding."""
    rows = [
        (
            key,
            f"{one.processor_ms:.1f}",
            f"{one.clock_ms:.1f}",
            f"{one.processor_ms / peer.processor_ms:.1f}",
        )
        for key, one in sorted(scoring.items(), key=lambda pair: -pair[1].processor_ms)
    ]
    decoded = [
        (name, f"{one.processor_ms:.2f}", f"{one.clock_ms:.2f}") for name, one in decoding.items()
    ]
    return (
        Table(("protocol", "ms of the processor", "ms by the clock", "times the peer"), rows),
        Table(("decoding 60 s", "ms of the processor", "ms by the clock"), decoded),
    )


def picture_of(scoring: dict[str, Took]) -> Picture:
    """Return the picture of the times of every protocol, the slowest first."""
    times_ms = {key: one.processor_ms for key, one in scoring.items()}
    in_order = dict(sorted(times_ms.items(), key=lambda pair: -pair[1]))
    return Picture(
        "speed",
        "Milliseconds of the processor from bytes to report for 60 s, by protocol; the line is the goal",
        lambda path: bars(
            path,
            "from bytes to report, 60 s",
            in_order,
            goal=LIMIT_MS,
            unit="ms of the processor, median",
        ),
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Measure speed."""
    runs = max(trials(RUNS, share), 3)
    scoring, peer = scoring_times(ledger, runs)
    decoding = decoding_times(runs)
    seconds, heavy = import_seconds("scoring.pipeline", max(runs // 3, 1))
    package_seconds, _ = import_seconds("scoring", max(runs // 3, 1))
    plain_seconds, _ = import_seconds("scipy.signal", max(runs // 3, 1))
    return Section(
        TOPIC.title,
        TOPIC.data,
        (
            scoring_figure(scoring, peer),
            decoding_figure(decoding),
            import_figure(package_seconds, seconds, heavy, plain_seconds),
        ),
        text=(TEXT.format(peer_ms=peer.processor_ms, plain_s=plain_seconds),),
        tables=tables_of(scoring, decoding, peer),
        picture=picture_of(scoring),
        values={
            "scoring_ms": {key: one.processor_ms for key, one in scoring.items()},
            "peer_ms": peer.processor_ms,
            "decoding_ms": {key: one.processor_ms for key, one in decoding.items()},
            "import_s": seconds,
        },
    )


TOPIC = Topic("speed", "Speed", SYNTHETIC, GOALS, measure)
