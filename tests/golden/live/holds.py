"""Standing on one leg: how high one foot is over the other, and the hold that the server times.

The series come from synthetic recordings, frame by frame, as the browser's counter takes
them from the ankles; the answers are those of the whole recording's score.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from pose.angles import length_px, point
from pose.stream import FloatArray, KeypointStream
from pose.synthesis import Imperfections, single_leg_stance, synthesize
from scoring.metrics.hold import lift_shank
from scoring.pipeline import score_recording
from scoring.protocols import PROTOCOLS
from tests.live_table import camel_cased

Row = dict[str, Any]
NOISE = Imperfections(noise_px=1.5, jitter_ms=5.0)
CASES: Mapping[str, dict[str, Any]] = {
    "held once": {"hold_s": 8.0},
    "at 12 frames a second": {"hold_s": 6.0, "fps": 12.0},
    "at 60 frames a second": {"hold_s": 4.0, "fps": 60.0},
    "put down once": {"hold_s": 10.0, "touches_s": (4.0,)},
    "put down twice": {"hold_s": 12.0, "touches_s": (3.0, 8.0)},
    "on the right leg": {"hold_s": 7.0, "side": "right"},
    "lifted slowly": {"hold_s": 9.0, "lift_s": 1.5, "within_s": 0.6},
    "a short lift": {"hold_s": 2.0, "lift_s": 0.4},
    "frames that never came": {"hold_s": 8.0, "dropped": 0.15},
    "one foot looks higher": {"hold_s": 8.0, "level": 0.05},
    "hidden for a moment": {"hold_s": 8.0, "hidden_s": (5.0, 5.6)},
}


def hold_rows() -> list[Row]:
    """Return every case as the file has it."""
    return [row(name, seed, **case) for seed, (name, case) in enumerate(CASES.items())]


def row(
    name: str,
    seed: int,
    *,
    fps: float = 24.0,
    dropped: float = 0.0,
    level: float = 0.0,
    within_s: float = 0.3,
    hidden_s: tuple[float, float] | None = None,
    **movement: Any,
) -> Row:
    """Return one series, with the server's hold and touches for that leg.

    The browser's time may differ by ``within_s``: it does not extrapolate to the moment at
    which the foot left the floor, which for a slow lift is long before it is seen.
    """
    made = single_leg_stance(still_before_s=1.5, still_after_s=1.0, **movement)
    flaws = Imperfections(
        noise_px=NOISE.noise_px,
        jitter_ms=NOISE.jitter_ms,
        dropped_ratio=dropped,
        missing=() if hidden_s is None else ((("right_ankle",), *hidden_s),),
    )
    stream, _ = synthesize(made, fps=fps, imperfections=flaws, seed=seed)
    report = score_recording(stream, "single_leg_stance", side=made.side)
    rule = PROTOCOLS["single_leg_stance"].hold
    assert rule is not None
    lift = lift_of(stream) if made.side == "left" else -lift_of(stream)
    return {
        "name": name,
        "levels": camel_cased(rule),
        "holdS": round(report.metric("hold_s", made.side).value or 0.0, 3),
        "withinS": within_s,
        "touches": round(report.metric("touches", made.side).value or 0.0),
        "timesMs": np.round(1000.0 * stream.times_s).astype(int).tolist(),
        "liftShank": [None if np.isnan(one) else round(float(one), 3) for one in lift + level],
    }


def lift_of(stream: KeypointStream) -> FloatArray:
    """Return how far the right ankle is above the left one in every frame, shank lengths."""
    xy = stream.xy_px
    shanks = [
        length_px(point(xy, f"{one}_knee"), point(xy, f"{one}_ankle")) for one in ("left", "right")
    ]
    return lift_shank(xy, float(np.nanpercentile(np.fmax(*shanks), 80)))
