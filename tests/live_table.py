"""What the browser needs to count along, written from the protocols' files.

``make fix`` writes it to `LIVE_TABLE_FILE`; ``make check`` fails where it is stale.  So the
browser's counters have the server's own signals and levels, and no second truth.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from pose.angles import point
from pose.keypoints import INDEX
from pose.view import Posture, View
from scoring.kinds.reach import RAISED_DEG
from scoring.kinds.stages import FEET_APART, STAGES
from scoring.measures import MEASURES, SIDES, followed
from scoring.metrics.feet import FeetPlace
from scoring.movement import Movement
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS, Kind, Protocol
from scoring.tracks.parts import UPPER_ARM
from tests.builders.movements import synthesized

LIVE_TABLE_FILE = Path("frontend/src/pose/live/protocols.json")
PARTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
OVERHEAD_SHARE = 0.5
"""An elbow that rises by this share of the upper arm above the shoulder wants room there."""
STEP_HIP = 0.01


def live_table() -> dict[str, dict[str, Any]]:
    """Return what the browser needs of every protocol, by key; names as TypeScript has them."""
    return {key: live_row(protocol) for key, protocol in PROTOCOLS.items()}


def write_live_table(path: Path) -> Iterator[str]:
    """Write the table to a file; yields no problem."""
    path.write_text(json.dumps(live_table(), indent=2) + "\n", encoding="utf-8")
    yield from ()


def live_row(protocol: Protocol) -> dict[str, Any]:
    """Return what the browser needs of one protocol."""
    shown = prepared(synthesized(protocol.key), protocol, None)
    row: dict[str, Any] = {
        "kind": protocol.kind.value,
        "parts": needed_parts(protocol, shown),
        "armsRise": arms_rise(shown),
        "lies": shown.view.posture is Posture.LYING,
        "walks": protocol.kind is Kind.PHASES,
        "obliqueOk": oblique_is_enough(protocol),
    }
    if protocol.kind is Kind.REPETITIONS:
        row |= repetition_row(protocol)
    for name in ("hold", "stance", "reach", "phases", "timing"):
        rule = getattr(protocol, name)
        if rule is not None:
            row[name] = camel_cased(rule)
    if protocol.kind is Kind.REACH:
        row["reach"]["raisedDeg"] = RAISED_DEG
    if protocol.kind is Kind.STAGES:
        row["stance"]["widestHip"] = widest_stage_hip()
    return row


def repetition_row(protocol: Protocol) -> dict[str, Any]:
    """Return the signal of a protocol of repetitions, and the levels that count it."""
    rule, signal = protocol.repetition, protocol.signal
    assert rule is not None
    assert signal is not None
    return {
        "limbs": protocol.limbs.value,
        "firstWay": protocol.first_way,
        "signal": {
            "measure": signal.measure,
            "sided": MEASURES[signal.measure].sided,
            "lowers": signal.lowers,
            "eitherEnd": signal.either_end,
        },
        "repetition": {
            "minRise": signal.min_range or rule.min_range,
            "leaveShare": rule.leave_level,
            "reachShare": rule.reach_level,
            "turnShare": rule.turn_share,
            "minDurationS": rule.min_duration_s,
        },
    }


def needed_parts(protocol: Protocol, shown: Movement) -> list[str]:
    """Return the joints that are scored or counted, from the shoulder down.

    Those that the protocol needs, and those without which its signal is another one.
    """
    named = {*protocol.needed_pairs, *protocol.needed_both, *protocol.needed_limb}
    if protocol.signal is not None:
        whole = signals(shown, protocol)
        for part in PARTS:
            points = shown.xy_px.copy()
            points[:, [INDEX[f"{side}_{part}"] for side in SIDES]] = np.nan
            less = replace(shown, xy_px=points)
            if not np.array_equal(whole, signals(less, protocol), equal_nan=True):
                named.add(part)
    return [part for part in PARTS if part in named]


def oblique_is_enough(protocol: Protocol) -> bool:
    """Whether all that is counted and measured can be seen half from the side."""
    if protocol.signal is None:
        return False
    keys = [protocol.signal.measure, *(angle.measure for angle in protocol.angles)]
    return all(View.OBLIQUE in MEASURES[key].views for key in keys)


def signals(movement: Movement, protocol: Protocol) -> np.ndarray:
    """Return what is counted, of both sides where it has sides, ``(m, 1 or 2)``."""
    assert protocol.signal is not None
    measure = protocol.signal.measure
    sides = SIDES if MEASURES[measure].sided else (None,)
    return np.stack([followed(movement, measure, side) for side in sides], axis=1)


def arms_rise(shown: Movement) -> bool:
    """Whether somebody who stands lifts an elbow far above its shoulder."""
    if shown.view.posture is Posture.LYING:
        return False
    least_px = OVERHEAD_SHARE * shown.segments_px[UPPER_ARM]
    return any(
        bool(
            np.nanmax(
                point(shown.xy_px, f"{side}_shoulder")[:, 1]
                - point(shown.xy_px, f"{side}_elbow")[:, 1]
            )
            > least_px
        )
        for side in SIDES
    )


def widest_stage_hip() -> float:
    """Return the distance of the ankles, hip widths, beyond which feet merely stand apart."""
    for apart_hip in np.arange(0.0, FEET_APART.apart_hip[0], STEP_HIP):
        place = FeetPlace(float(apart_hip), float("nan"))
        if FEET_APART.log_likelihood(place) > max(one.log_likelihood(place) for one in STAGES):
            return round(float(apart_hip), 2)
    raise ValueError("feet that stand apart look like no stage")


def camel_cased(rule: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a rule under the names that TypeScript has for them."""
    fields = msgspec.to_builtins(rule)
    return {_camel(name): value for name, value in fields.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
