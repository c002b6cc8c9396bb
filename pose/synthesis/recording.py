"""A movement before a camera: the recording, and the truth about it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pose.keypoints import N_KEYPOINTS
from pose.stream import KeypointStream, RecordingFacts
from pose.synthesis.body import FloatArray
from pose.synthesis.camera import Camera
from pose.synthesis.imperfections import CLEAN, Imperfections, distort, frame_times
from pose.synthesis.movement import Movement, Phase, RepetitionTruth, joint_angles_deg
from pose.synthesis.segments import segment_angles_deg


@dataclass(frozen=True)
class Truth:
    """What a scorer should find.

    Attributes
    ----------
    times_s, angles_deg
        Frame times, and every joint angle of the body at them, in the angle's own plane of
        the body (``left_knee_flexion_deg`` and so on), with the inclinations of segments.
    repetitions, hold, touches, sway_rms_mm, sway_forward_rms_mm, measured, phases
        As in `Movement`.
    sway_rms_torso
        The mediolateral sway in torso lengths.
    yaw_deg, height_m
        The camera's view and the body's stature.
    """

    protocol: str
    side: str | None
    yaw_deg: float
    height_m: float
    times_s: FloatArray
    angles_deg: Mapping[str, FloatArray]
    repetitions: tuple[RepetitionTruth, ...]
    hold: tuple[float, float] | None
    touches: tuple[tuple[float, float], ...]
    sway_rms_mm: float | None
    sway_rms_torso: float | None
    sway_forward_rms_mm: float | None = None
    measured: str | None = None
    phases: tuple[Phase, ...] = ()

    @property
    def n_complete(self) -> int:
        """Complete repetitions, each arm's counted by itself."""
        return sum(repetition.complete for repetition in self.repetitions)

    def to_json(self) -> dict[str, Any]:
        """Return the truth as plain JSON values; an angle that a body has not is ``null``."""
        value = asdict(self)
        value["times_s"] = self.times_s.tolist()
        value["angles_deg"] = {
            name: [float(one) if np.isfinite(one) else None for one in a.round(3)]
            for name, a in self.angles_deg.items()
        }
        return value


def truth_of(movement: Movement, camera: Camera, times_s: FloatArray) -> Truth:
    """Return the truth about a movement at the times of its frames."""
    points = movement.points_at(times_s)
    torso_mm = 1000.0 * movement.body.torso_m
    rms_mm = movement.sway_rms_mm
    return Truth(
        protocol=movement.protocol,
        side=movement.side,
        yaw_deg=camera.yaw_deg,
        height_m=movement.body.height_m,
        times_s=times_s,
        angles_deg=joint_angles_deg(points) | segment_angles_deg(points),
        repetitions=movement.repetitions,
        hold=movement.hold,
        touches=movement.touches,
        sway_rms_mm=rms_mm,
        sway_rms_torso=None if rms_mm is None else rms_mm / torso_mm,
        sway_forward_rms_mm=movement.sway_forward_rms_mm,
        measured=movement.measured,
        phases=movement.phases,
    )


def synthesize(
    movement: Movement,
    camera: Camera | None = None,
    *,
    fps: float = 30.0,
    imperfections: Imperfections = CLEAN,
    facts: RecordingFacts | None = None,
    seed: int = 0,
) -> tuple[KeypointStream, Truth]:
    """Return a recording of a movement and the truth about it.

    Parameters
    ----------
    movement
        What happens.
    camera
        Who looks; a level one in front where none is given.
    fps
        Frames a second before any is dropped.
    imperfections
        What camera and network do to the keypoints.
    facts
        Facts to give the recording; its picture size must be the camera's.
    seed
        Of all chance in the imperfections.
    """
    camera = camera or Camera()
    rng = np.random.default_rng(seed)
    times_s = frame_times(movement.duration_s, fps, imperfections, rng)
    points = movement.points_at(times_s)[:, :N_KEYPOINTS]
    exact_px, _ = camera.project(points, movement.body.height_m)
    xy_px, scores = distort(times_s, exact_px, imperfections, rng)
    scores[np.isnan(xy_px).any(axis=-1)] = 0.0  # what is behind the camera is not found
    stream = KeypointStream(
        times_s=times_s,
        xy_px=xy_px,
        scores=scores,
        facts=facts
        or RecordingFacts(
            image_width_px=camera.image_width_px,
            image_height_px=camera.image_height_px,
            runtime="synthesis",
            model="synthetic",
        ),
    )
    return stream, truth_of(movement, camera, times_s)
