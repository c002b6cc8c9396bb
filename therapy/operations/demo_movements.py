"""What the demo clinic's synthetic patients do in front of a synthetic camera."""

import hashlib
from dataclasses import dataclass
from typing import Any

from pose import wire
from pose.published_models import LIGHTNING
from pose.stream import KeypointStream, RecordingFacts
from pose.synthesis import (
    Body,
    Camera,
    Imperfections,
    Movement,
    shoulder_abduction,
    single_leg_stance,
    squat,
    synthesize,
)

CHUNK_S = 2.0
NETWORK_LIKE = Imperfections(
    noise_px=1.6, jitter_ms=4.0, dropped_ratio=0.04, outlier_ratio=0.002, outlier_px=60.0
)
"""About what Lightning does to a person who fills most of a 720-line picture."""


@dataclass(frozen=True)
class Ability:
    """How a synthetic patient moves on one day."""

    knee_peak_deg: float
    left_abduction_deg: float
    right_abduction_deg: float
    left_hold_s: float
    right_hold_s: float
    pain: int


@dataclass(frozen=True)
class SyntheticSet:
    """One synthetic set: facts and wire chunks as a browser would send them."""

    facts: dict[str, Any]
    chunks: tuple[bytes, ...]

    @property
    def digests(self) -> tuple[str, ...]:
        """SHA-256 of each chunk, in hex."""
        return tuple(hashlib.sha256(chunk).hexdigest() for chunk in self.chunks)


def synthetic_set(
    protocol: str,
    side: str | None,
    ability: Ability,
    *,
    height_cm: int,
    started_at: str,
    seed: int,
    repetitions: int | None,
) -> SyntheticSet:
    """Return one set of an exercise as a browser would record it.

    Raises
    ------
    KeyError
        If there is no synthetic movement for the protocol.
    """
    movement = _MOVEMENTS[protocol](ability, side, repetitions or 5, Body(height_cm / 100), seed)
    yaw_deg = 84.0 if protocol == "squat" else 4.0
    facts = RecordingFacts(
        image_width_px=1280,
        image_height_px=720,
        runtime="synthesis",
        runtime_version="1",
        model=LIGHTNING.name,
        model_sha256=LIGHTNING.weights_sha256,
        started_at=started_at,
    )
    stream, _ = synthesize(
        movement,
        Camera(yaw_deg=yaw_deg),
        fps=25.0,
        imperfections=NETWORK_LIKE,
        facts=facts,
        seed=seed,
    )
    return SyntheticSet(wire.facts_to_json(facts), _chunks(stream))


def _chunks(stream: KeypointStream) -> tuple[bytes, ...]:
    records = wire.records_from_stream(stream)
    number = (records["time_us"] // int(CHUNK_S * 1e6)).astype(int)
    chunks: list[bytes] = []
    first_frame = 0
    for index in sorted(set(number.tolist())):
        part = records[number == index]
        chunks.append(wire.encode_chunk(part, sequence=len(chunks), first_frame=first_frame))
        first_frame += len(part)
    return tuple(chunks)


def _squats(ability: Ability, _side: str | None, count: int, body: Body, seed: int) -> Movement:
    return squat(
        n_reps=count, peak_deg=ability.knee_peak_deg, peak_spread_deg=5.0, body=body, seed=seed
    )


def _abductions(ability: Ability, side: str | None, count: int, body: Body, seed: int) -> Movement:
    left_deg, right_deg = ability.left_abduction_deg, ability.right_abduction_deg
    return shoulder_abduction(
        n_reps=count,
        peak_deg=right_deg if side == "right" else left_deg,
        right_peak_deg=right_deg,
        side=side or "both",
        peak_spread_deg=4.0,
        body=body,
        seed=seed,
    )


def _stance(ability: Ability, side: str | None, _count: int, body: Body, seed: int) -> Movement:
    stance = side or "left"
    hold_s = ability.right_hold_s if stance == "right" else ability.left_hold_s
    return single_leg_stance(hold_s=hold_s, side=stance, sway_rms_mm=14.0, body=body, seed=seed)


_MOVEMENTS = {
    "squat": _squats,
    "shoulder_abduction": _abductions,
    "single_leg_stance": _stance,
}
