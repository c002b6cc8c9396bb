"""From a raw recording to a movement that can be measured, and to what can be trusted."""

from typing import Final

import numpy as np

from pose import quality
from pose.angles import midpoint, point, rotated, torso_px
from pose.keypoints import INDEX, KEYPOINT_NAMES, N_KEYPOINTS
from pose.lift.model import Lift
from pose.repair import repaired
from pose.smoothing import (
    GRID_HZ,
    MAX_BRIDGE_S,
    MOTION_CUTOFF_HZ,
    chosen_cutoff_hz,
    low_passed,
    resampled,
    uniform_times,
)
from pose.stream import FloatArray, KeypointStream
from pose.view import estimated_roll, estimated_view
from scoring.lifting import lifted
from scoring.measures import SIDES
from scoring.movement import BoolArray, Movement
from scoring.protocols import Kind, Protocol
from scoring.report import Event, RecordingQuality

CALIBRATION_S: Final = 1.0
WORTH_SAYING_S: Final = 0.5
OUT_OF_PLACE_TORSO: Final = 0.5
"""Feet further than this from where they mostly stand are walking in or away."""
BODY_PARTS: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
MOSTLY: Final = 0.5
TOO_NEAR_RATIO: Final = 1.3
"""A torso this much longer than usual belongs to somebody who walks up to the camera."""
FILTER: Final = (
    f"straight lines over gaps up to {MAX_BRIDGE_S:g} s, {GRID_HZ:g} Hz, Butterworth order 2 "
    "forward and backward, {cutoff:g} Hz after both passes"
)


def filter_text(cutoff_hz: float) -> str:
    """Return what was done to the keypoints, in words."""
    return FILTER.format(cutoff=cutoff_hz)


def prepared(
    stream: KeypointStream, protocol: Protocol, side: str | None, lift: Lift | None = None
) -> Movement:
    """Return the cleaned movement of an unmirrored recording, with what a lift says of it."""
    cleaned = repaired(stream)
    start_s = float(stream.times_s[0]) if stream.n_frames else 0.0
    stamps_s = stream.times_s - start_s
    times_s = uniform_times(stamps_s)
    flat = cleaned.xy_px.reshape(stream.n_frames, 2 * N_KEYPOINTS)
    raw = resampled(stamps_s, flat, times_s).reshape(len(times_s), N_KEYPOINTS, 2)
    noise_px = quality.noise_sd(_needed_points(cleaned.xy_px, protocol), stream.times_s)
    fps = quality.effective_fps(stream.times_s)
    cutoff_hz = MOTION_CUTOFF_HZ
    if protocol.kind is Kind.REPETITIONS:
        cutoff_hz = chosen_cutoff_hz(_needed_points(raw, protocol), noise_px, fps=fps)
    smooth = low_passed(raw, cutoff_hz)
    calibration = raw[: int(CALIBRATION_S * GRID_HZ)]
    roll_deg, roll_source = estimated_roll(calibration, stream.facts.gravity)
    upright = rotated(smooth, roll_deg)
    in_place = frames_in_place(upright, cleaned.torso_px)
    # Somebody who walks in or away shows another side than during the exercise.
    view = estimated_view(upright if in_place.all() else upright[in_place])
    return Movement(
        times_s=times_s,
        raw_px=rotated(raw, roll_deg),
        xy_px=upright,
        picture_px=smooth,
        in_place=in_place,
        view=view,
        roll_deg=roll_deg,
        roll_source=roll_source,
        torso_px=cleaned.torso_px,
        cutoff_hz=cutoff_hz,
        noise_px=noise_px,
        fps=fps,
        coverage=quality.coverage(needed_seen(raw, protocol, side)),
        cleaned=cleaned,
        stream=stream,
        lift=lifted(raw, roll_deg, view, protocol, lift),
    )


def needed_seen(xy: FloatArray, protocol: Protocol, side: str | None) -> BoolArray:
    """Return the frames ``(n,)`` in which every joint that the protocol needs is seen."""
    seen = np.ones(len(xy), dtype=bool)
    for part in protocol.needed_pairs:
        left, right = (np.isfinite(point(xy, f"{one}_{part}")[:, 0]) for one in SIDES)
        seen &= left | right
    arms_of_one_side = side in SIDES and protocol.hold is None
    for part in protocol.needed_both:
        for one in (side,) if arms_of_one_side else SIDES:
            seen &= np.isfinite(point(xy, f"{one}_{part}")[:, 0])
    if protocol.needed_limb:
        limbs = (side,) if side in SIDES else SIDES
        seen &= np.any([_chain_seen(xy, limb, protocol.needed_limb) for limb in limbs], axis=0)
    return seen


def _chain_seen(xy: FloatArray, side: str, parts: tuple[str, ...]) -> BoolArray:
    """Return the frames ``(n,)`` in which every part of one side is seen."""
    columns = [INDEX[f"{side}_{part}"] for part in parts]
    seen: BoolArray = np.all(np.isfinite(xy[:, columns, 0]), axis=1)
    return seen


def confidences(
    movement: Movement, protocol: Protocol, side: str | None, spans_s: list[tuple[float, float]]
) -> list[float]:
    """Return, for every span of time, the confidence of the needed joint that was found worst.

    Of a pair of which one is enough, the better one counts.
    """
    stamps_s = movement.stream.times_s - movement.stream.times_s[:1]
    kept = np.where(np.isfinite(movement.cleaned.xy_px[..., 0]), movement.stream.scores, 0.0)
    total = np.concatenate([np.zeros((1, N_KEYPOINTS)), np.cumsum(kept, axis=0)])
    start, end = (np.searchsorted(stamps_s, [span[bound] for span in spans_s]) for bound in (0, 1))
    mean = (total[end] - total[start]) / np.maximum(end - start, 1)[:, None]
    by_side = {one: mean[:, [INDEX[f"{one}_{part}"] for part in BODY_PARTS]] for one in SIDES}
    either = np.maximum(by_side["left"], by_side["right"])
    both = np.minimum(by_side["left"], by_side["right"])
    prescribed = by_side.get(side or "")
    rows = (
        (protocol.needed_pairs, either),
        (protocol.needed_both, both if prescribed is None else prescribed),
        (protocol.needed_limb, either if prescribed is None else prescribed),
    )
    needed = [found[:, BODY_PARTS.index(part)] for parts, found in rows for part in parts]
    if not needed:  # an exercise of one's own may ask for nothing
        return [float("nan")] * len(spans_s)
    worst: list[float] = np.minimum.reduce(needed).tolist()
    return worst


def _needed_points(xy: FloatArray, protocol: Protocol) -> FloatArray:
    parts = (*protocol.needed_pairs, *protocol.needed_both, *protocol.needed_limb)
    return np.stack([point(xy, f"{one}_{part}") for part in parts for one in SIDES], axis=1)


def frames_in_place(xy: FloatArray, size_px: float) -> BoolArray:
    """Return the frames ``(n,)`` between getting into position and walking away.

    Both feet (or the hips, where feet are not seen) away from where they mostly are, or a
    torso much longer than usual, mean that the person walks: a leg that is lifted or a
    lunge leaves one foot where it was.  Only the ends are trimmed.
    """
    inside = np.ones(len(xy), dtype=bool)
    if len(xy) == 0 or not np.isfinite(size_px):
        return inside
    away = _way_from_usual_px(xy) / size_px
    known = np.isfinite(away)
    if not known.any():
        return inside
    with np.errstate(invalid="ignore"):
        walking = (away > OUT_OF_PLACE_TORSO) | (torso_px(xy) > TOO_NEAR_RATIO * size_px)
    standing = np.flatnonzero(known & ~walking)
    if standing.size == 0:
        return inside
    inside[: standing[0]] = False
    inside[standing[-1] + 1 :] = False
    return _without_wandering_ends(inside, walking)


def _way_from_usual_px(xy: FloatArray) -> FloatArray:
    """Return how far the foot that is nearer to its usual place is from it, pixels, ``(n,)``."""
    feet = [point(xy, f"{side}_ankle") for side in SIDES]
    if np.isfinite(np.fmin(feet[0], feet[1])[:, 0]).mean() < MOSTLY:
        feet = [midpoint(xy, "hip") * np.array([1.0, 0.0])]
    ways = []
    for foot in feet:
        seen = np.flatnonzero(np.isfinite(foot[:, 0]))
        if seen.size:
            # A foot that is hidden has not moved.
            last = np.maximum(np.searchsorted(seen, np.arange(len(xy)), side="right") - 1, 0)
            held = foot[seen[last]]
            ways.append(np.hypot(*(held - np.median(foot[seen], axis=0)).T))
    if not ways:
        return np.full(len(xy), np.nan)
    return np.asarray(np.fmin(ways[0], ways[-1]))


def _without_wandering_ends(inside: BoolArray, walking: BoolArray) -> BoolArray:
    """Trim further where somebody stands only briefly at an end before or after walking."""
    frames = np.flatnonzero(walking & inside)
    if frames.size == 0:
        return inside
    first, last = np.flatnonzero(inside)[[0, -1]]
    brief = int(CALIBRATION_S * GRID_HZ)
    trimmed = inside.copy()
    if frames[0] - first < brief:
        gap = np.flatnonzero(np.diff(frames) > brief)
        trimmed[: frames[gap[0]] + 1 if gap.size else frames[-1] + 1] = False
    if last - frames[-1] < brief:
        gap = np.flatnonzero(np.diff(frames) > brief)
        trimmed[frames[gap[-1] + 1] if gap.size else frames[0] :] = False
    return trimmed if trimmed.any() else inside


def trimming_events(movement: Movement, protocol: Protocol) -> list[Event]:
    """Return what was trimmed from the ends, what was put back and who else was seen, as events."""
    # Who walks as part of the test leaves no place.
    events = [] if protocol.kind is Kind.PHASES else _place_events(movement)
    stamps_s = movement.stream.times_s - movement.stream.times_s[:1]
    if movement.cleaned.mirrored_detected:
        events.append(
            Event(
                "sides_exchanged",
                0.0,
                float(movement.times_s[-1]),
                f"Left and right of the whole body were exchanged in "
                f"{movement.cleaned.mirrored_frames} frames; they were put back.",
            )
        )
    others = np.flatnonzero(movement.cleaned.other_person)
    if others.size:
        events.append(
            Event(
                "second_person",
                float(stamps_s[others[0]]),
                float(stamps_s[others[-1]]),
                f"Somebody else was seen in {others.size} frames; they were left out.",
            )
        )
    return [*events, *_uncertain_events(stamps_s, movement.cleaned.uncertain)]


def _uncertain_events(stamps_s: FloatArray, uncertain: BoolArray) -> list[Event]:
    """Return each stretch of uncertain frames that is worth saying."""
    edges = np.flatnonzero(np.diff(uncertain, prepend=False, append=False))
    return [
        Event(
            "uncertain_person",
            float(stamps_s[first]),
            float(stamps_s[after - 1]),
            "It was uncertain whose body was followed; these frames were left out.",
        )
        for first, after in edges.reshape(-1, 2).tolist()
        if stamps_s[after - 1] - stamps_s[first] > WORTH_SAYING_S
    ]


def _place_events(movement: Movement) -> list[Event]:
    """Return the time before the patient was in place, and after they had left it."""
    events = []
    times_s, frames = movement.times_s, np.flatnonzero(movement.in_place)
    if frames.size and frames[0] > WORTH_SAYING_S * GRID_HZ:
        events.append(
            Event(
                "getting_into_position",
                float(times_s[0]),
                float(times_s[frames[0]]),
                "Was not yet at the place of the exercise.",
            )
        )
    if frames.size and len(times_s) - frames[-1] > WORTH_SAYING_S * GRID_HZ:
        events.append(
            Event(
                "left_position",
                float(times_s[frames[-1]]),
                float(times_s[-1]),
                "Had left the place of the exercise, or was out of the picture.",
            )
        )
    return events


def recording_quality(movement: Movement, protocol: Protocol, side: str | None) -> RecordingQuality:
    """Return what can be trusted in the recording, as the report carries it."""
    stream = movement.stream
    seen = needed_seen(movement.cleaned.xy_px, protocol, side)
    facing = movement.view.facing
    return RecordingQuality(
        coverage=movement.coverage,
        effective_fps=movement.fps,
        longest_gap_s=quality.longest_gap_s(stream.times_s, seen),
        view=movement.view.view.value,
        facing=None if facing is None else facing.value,
        yaw_deg=movement.view.yaw_deg,
        yaw_sd_deg=movement.view.yaw_sd_deg,
        roll_deg=movement.roll_deg,
        roll_source=movement.roll_source,
        duration_s=stream.duration_s,
        frames=stream.n_frames,
        dropped_frames=stream.facts.dropped_frames,
        uncertain_s=quality.uncertain_s(stream.times_s, movement.cleaned.uncertain),
        repaired={
            "swapped_frames": movement.cleaned.swapped_frames,
            "mirrored_frames": movement.cleaned.mirrored_frames,
            "other_person_frames": int(movement.cleaned.other_person.sum()),
            "uncertain_frames": int(movement.cleaned.uncertain.sum()),
            "spikes": movement.cleaned.spikes,
            "bridged_gaps": quality.bridged_gaps(stream.times_s, seen, MAX_BRIDGE_S),
            "repeated_frames": stream.repeated_frames,
        },
        noise_px=movement.noise_px,
        filter=filter_text(movement.cutoff_hz),
        joint_confidence=dict(
            zip(
                KEYPOINT_NAMES,
                quality.joint_confidence(stream, movement.cleaned).tolist(),
                strict=True,
            )
        ),
    )
