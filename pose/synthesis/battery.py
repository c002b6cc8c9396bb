"""Trials that a counter of repetitions has to get right: nine kinds, random but repeatable.

    stream, true_count = battery("fast", trial=7)
    stream, true_count = battery("walking", trial=7, protocol="squat")

A trial draws its person, camera, tempo and noise from its kind, number and protocol, so
sixty trials of a kind are sixty recordings.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from pose.keypoints import KEYPOINT_NAMES
from pose.stream import KeypointStream
from pose.synthesis import MOVEMENTS
from pose.synthesis.approach import with_walks
from pose.synthesis.body import Body
from pose.synthesis.camera import Camera
from pose.synthesis.imperfections import Imperfections
from pose.synthesis.movement import Movement
from pose.synthesis.recording import Truth, synthesize

KINDS: Final = (
    "normal",
    "fast",
    "slow",
    "pauses",
    "failed",
    "drift",
    "noise",
    "gaps",
    "walking",
)
N_TRIALS: Final = 60
FPS: Final = 30.0
FAILED_RATIO: Final = 0.35
"""A failed attempt goes this share of the way."""
WALK_M: Final = 1.4
SITS: Final = ("sit_to_stand", "chair_stand_30s", "five_times_sit_to_stand")


@dataclass(frozen=True)
class Setting:
    """How a protocol is recorded and its maker called.

    ``yaws_deg`` are the views to draw from; ``named`` are the maker's own names for the
    times of `Plan`; ``sided`` movements are done by the side that the camera sees.
    """

    yaws_deg: tuple[float, ...]
    sided: bool = True
    stands: bool = True
    camera_height_m: tuple[float, float] = (0.8, 1.2)
    named: Mapping[str, str | None] | None = None

    def plan(self, plan: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords of `Plan` under the maker's own names; what it lacks is left out."""
        names = self.named or {}
        said = {names.get(key, key): value for key, value in plan.items()}
        return {name: value for name, value in said.items() if name is not None}


_SIDE: Final = (90.0, -90.0)
_SIDE_OR_OBLIQUE: Final = (90.0, -90.0, 45.0, -45.0)
_FRONT: Final = (0.0,)
_SITTING: Final = Setting(
    _SIDE_OR_OBLIQUE,
    sided=False,
    stands=False,
    named={"peak_pause_s": "standing_pause_s", "fall_s": "sit_s", "rest_s": "seated_pause_s"},
)
_LYING: Final = Setting(_SIDE, sided=False, stands=False, camera_height_m=(0.25, 0.5))
SETTINGS: Final[Mapping[str, Setting]] = {
    **dict.fromkeys(SITS, _SITTING),
    "squat": Setting(
        _SIDE_OR_OBLIQUE,
        sided=False,
        named={
            "rise_s": "down_s",
            "peak_pause_s": "bottom_pause_s",
            "fall_s": "up_s",
            "rest_s": "top_pause_s",
            "tempo_spread_ratio": None,
            "extra_rest_s": None,
        },
    ),
    "shoulder_abduction": Setting(
        _FRONT,
        named={
            "peak_pause_s": "top_pause_s",
            "tempo_spread_ratio": None,
            "extra_rest_s": None,
        },
    ),
    "shoulder_flexion": Setting(_SIDE),
    "shoulder_extension": Setting(_SIDE),
    "shoulder_scaption": Setting(_FRONT),
    "elbow_flexion": Setting(_SIDE),
    "seated_knee_extension": Setting(_SIDE, stands=False),
    "hip_abduction": Setting(_FRONT),
    "hip_flexion": Setting(_SIDE),
    "hip_extension": Setting(_SIDE),
    "knee_flexion": Setting(_SIDE),
    "trunk_lateral_flexion": Setting(_FRONT),
    "forward_lunge": Setting(_SIDE),
    "side_lunge": Setting(_FRONT),
    "heel_raise": Setting(_FRONT, sided=False),
    "glute_bridge": _LYING,
    "push_up": _LYING,
}
"""Protocols that can be counted."""


@dataclass(frozen=True)
class Trial:
    """One trial: the recording, the side it is prescribed for, and the truth about it."""

    stream: KeypointStream
    truth: Truth
    movement: Movement
    camera: Camera
    side: str | None

    @property
    def count(self) -> int:
        """Complete repetitions."""
        return self.truth.n_complete


def battery(kind: str, trial: int, protocol: str = "sit_to_stand") -> tuple[KeypointStream, int]:
    """Return the recording of a trial and how many complete repetitions are in it.

    Parameters
    ----------
    kind
        One of `KINDS`: ``fast`` takes at most 0.45 s each way; ``failed`` has attempts that
        go 35 % of the way (hips' height for a chair); in ``drift`` the camera creeps;
        ``noise`` has 2 % outliers; ``walking`` comes from the camera first and, after a last
        rise where there is a chair, goes to it in the end.
    trial
        Its number; the same number gives the same trial.
    protocol
        One of `SETTINGS`.

    Raises
    ------
    ValueError
        If kind or protocol is unknown, or nobody walks to that exercise.
    """
    made = battery_trial(kind, trial, protocol)
    return made.stream, made.count


def kinds_of(protocol: str) -> tuple[str, ...]:
    """Return the kinds of trials that a protocol has: who lies or stays seated does not walk."""
    walks = SETTINGS[protocol].stands or protocol in SITS
    return tuple(kind for kind in KINDS if walks or kind != "walking")


def battery_trial(kind: str, trial: int, protocol: str = "sit_to_stand") -> Trial:
    """Return all about one trial of `battery`.

    Raises
    ------
    ValueError
        As `battery`.
    """
    if protocol not in SETTINGS:
        raise ValueError(f"protocol {protocol!r}: {', '.join(SETTINGS)}")
    if kind not in kinds_of(protocol):
        raise ValueError(f"kind {kind!r}: {', '.join(kinds_of(protocol))}")
    setting = SETTINGS[protocol]
    rng = np.random.default_rng((KINDS.index(kind), trial, zlib.crc32(protocol.encode())))
    camera = _camera(rng, setting)
    side = _side(rng, camera) if setting.sided else None
    choices = setting.plan(_plan(rng, kind))
    if side is not None:
        choices["side"] = side
    body = Body(height_m=float(rng.uniform(1.50, 1.95)))
    if protocol in SITS:
        walks = kind == "walking"
        choices |= {
            "seated_knee_deg": float(rng.uniform(88.0, 102.0)),
            "trunk_lean_deg": float(rng.uniform(25.0, 42.0)),
            "walk_in": walks,
            "walk_away": walks,
            "walk_m": WALK_M,
            "camera_yaw_deg": camera.yaw_deg,
        }
    movement = MOVEMENTS[protocol](**choices, body=body)
    if kind == "walking" and setting.stands:
        movement = with_walks(movement, camera_yaw_deg=camera.yaw_deg, walk_m=WALK_M)
    flaws = _flaws(rng, kind, movement.duration_s)
    stream, truth = synthesize(movement, camera, fps=FPS, imperfections=flaws, seed=trial)
    if kind == "drift":
        stream = _crept(rng, stream)
    return Trial(_within_picture(stream), truth, movement, camera, side)


def _camera(rng: np.random.Generator, setting: Setting) -> Camera:
    """Return a camera about where it was asked for."""
    return Camera(
        yaw_deg=float(rng.choice(setting.yaws_deg) + rng.uniform(-8.0, 8.0)),
        distance_m=float(rng.uniform(2.6, 3.6)),
        height_m=float(rng.uniform(*setting.camera_height_m)),
        roll_deg=float(rng.uniform(-2.0, 2.0)),
        figure_ratio=float(rng.uniform(0.55, 0.72)),
        sideways_m=float(rng.uniform(-0.2, 0.2)),
    )


def _side(rng: np.random.Generator, camera: Camera) -> str:
    """Return the side nearer to the camera, or either where it is in front."""
    either = "left" if rng.random() < 0.5 else "right"  # noqa: PLR2004 - a coin
    if abs(camera.yaw_deg) < 30.0:  # noqa: PLR2004 - in front
        return either
    return "left" if camera.yaw_deg > 0 else "right"


def _plan(rng: np.random.Generator, kind: str) -> dict[str, Any]:
    """Return a set of repetitions of a kind, in the keywords of `Plan`."""
    n_reps = int(rng.integers(4, 11))
    plan: dict[str, Any] = {
        "n_reps": n_reps,
        "rise_s": float(rng.uniform(0.7, 1.3)),
        "fall_s": float(rng.uniform(0.7, 1.4)),
        "peak_pause_s": float(rng.uniform(0.1, 0.5)),
        "rest_s": float(rng.uniform(0.2, 0.8)),
        "tempo_spread_ratio": float(rng.uniform(0.0, 0.15)),
        "still_before_s": float(rng.uniform(1.5, 3.0)),
        "still_after_s": float(rng.uniform(1.0, 2.5)),
        "seed": int(rng.integers(1_000_000)),
    }
    if kind == "fast":
        for name, most_s in (("rise_s", 0.45), ("fall_s", 0.45), ("peak_pause_s", 0.15)):
            plan[name] = float(rng.uniform(most_s * 2 / 3, most_s))
        plan |= {"rest_s": float(rng.uniform(0.1, 0.3)), "tempo_spread_ratio": 0.0}
    elif kind == "slow":
        plan |= {name: float(rng.uniform(2.2, 3.5)) for name in ("rise_s", "fall_s")}
        plan["n_reps"] = min(n_reps, 6)
    elif kind == "pauses":
        longer_s = rng.uniform(0.0, 5.0, n_reps) * (rng.random(n_reps) < 0.5)  # noqa: PLR2004 - every other one
        plan |= {
            "peak_pause_s": float(rng.uniform(0.8, 3.0)),
            "rest_s": float(rng.uniform(0.8, 3.0)),
            "extra_rest_s": tuple(longer_s.tolist()),
        }
    elif kind == "failed":
        n_failed = int(rng.integers(1, 4))
        failed = rng.choice(n_reps + n_failed, n_failed, replace=False)
        plan |= {
            "n_reps": n_reps + n_failed,
            "incomplete": tuple(sorted(failed.tolist())),
            "incomplete_ratio": FAILED_RATIO,
        }
    return plan


def _flaws(rng: np.random.Generator, kind: str, duration_s: float) -> Imperfections:
    """Return what camera and network do in a kind of trial."""
    usual = Imperfections(
        noise_px=float(rng.uniform(1.0, 2.5)),
        jitter_ms=float(rng.uniform(1.0, 5.0)),
        dropped_ratio=float(rng.uniform(0.0, 0.03)),
    )
    if kind == "noise":
        return replace(
            usual,
            noise_px=float(rng.uniform(3.0, 5.0)),
            outlier_ratio=0.02,
            outlier_px=float(rng.uniform(60.0, 150.0)),
        )
    if kind == "gaps":
        return replace(usual, missing=_gaps(rng, duration_s))
    return usual


def _gaps(
    rng: np.random.Generator, duration_s: float
) -> tuple[tuple[tuple[str, ...], float, float], ...]:
    """Return a gap of 5 to 25 frames in every keypoint, and one of everybody."""
    gaps: list[tuple[tuple[str, ...], float, float]] = []
    for names in (*((name,) for name in KEYPOINT_NAMES), ()):
        lasts_s = float(rng.uniform(5.0, 25.0)) / FPS
        start_s = float(rng.uniform(0.0, duration_s - lasts_s))
        gaps.append((names, start_s, start_s + lasts_s))
    return tuple(gaps)


def _crept(rng: np.random.Generator, stream: KeypointStream) -> KeypointStream:
    """Return a recording whose camera slid, sank and came nearer, slowly and steadily."""
    facts = stream.facts
    gone = (stream.times_s - stream.times_s[0]) / max(stream.duration_s, 1e-9)
    across_px, down_px = rng.uniform(-80.0, 80.0), rng.uniform(-40.0, 40.0)
    nearer = 1.0 + rng.uniform(-0.08, 0.08) * gone
    middle = np.array((facts.image_width_px, facts.image_height_px)) / 2
    shift = gone[:, None] * np.array((across_px, down_px))
    xy = middle + (stream.xy_px - middle) * nearer[:, None, None] + shift[:, None, :]
    return replace(stream, xy_px=xy)


def _within_picture(stream: KeypointStream) -> KeypointStream:
    """Return a recording without the points that were outside of its picture."""
    size = np.array((stream.facts.image_width_px, stream.facts.image_height_px))
    with np.errstate(invalid="ignore"):
        outside = ((stream.xy_px < 0) | (stream.xy_px > size)).any(axis=-1)
    xy, scores = stream.xy_px.copy(), stream.scores.copy()
    xy[outside] = np.nan
    scores[outside] = 0.0
    return replace(stream, xy_px=xy, scores=scores)
