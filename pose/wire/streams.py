"""Records to the stream that scoring reads, and back."""

import numpy as np

from pose.keypoints import N_KEYPOINTS
from pose.stream import KeypointStream, RecordingFacts
from pose.wire.limits import COORDINATE_SCALE, MICROSECONDS, MISSING, SCORE_SCALE, points_of
from pose.wire.records import Records, records_from_arrays


def stream_from_records(records: Records, facts: RecordingFacts) -> KeypointStream:
    """Return the recording in pixels and seconds, ready for scoring.

    Missing keypoints become NaN; a record with the time of the one before is a repeated
    camera frame, dropped and counted; a recording that was mirrored before the network
    saw it is turned round, so that left and right are the patient's.

    Raises
    ------
    PoseFormatError
        If time goes backwards.
    """
    repeated = records["time_us"][1:] == records["time_us"][:-1]
    kept = records[~np.append(False, repeated)] if repeated.any() else records
    points = points_of(kept)
    xy_px = np.empty((len(kept), N_KEYPOINTS, 2))
    for axis, side_px in enumerate((facts.image_width_px, facts.image_height_px)):
        np.multiply(points[..., axis], side_px / COORDINATE_SCALE, out=xy_px[..., axis])
    # By index, not by mask: few are missing, and a mask over pairs takes as long as the rest.
    xy_px.reshape(-1, 2)[np.flatnonzero(points[..., 0] == MISSING)] = np.nan
    return KeypointStream(
        times_s=kept["time_us"] / MICROSECONDS,
        xy_px=xy_px,
        scores=points[..., 2].view(np.uint16) / SCORE_SCALE,
        facts=facts,
        repeated_frames=int(len(records) - len(kept)),
    ).unmirrored()


def records_from_stream(stream: KeypointStream) -> Records:
    """Return the records that a sender of this stream would have written.

    Time starts at the stream's first frame.

    Raises
    ------
    PoseFormatError
        If a keypoint lies outside [-0.5, 1.5] of the picture.
    """
    size_px = np.array((stream.facts.image_width_px, stream.facts.image_height_px))
    start_s = stream.times_s[0] if stream.n_frames else 0.0
    return records_from_arrays(stream.times_s - start_s, stream.xy_px / size_px, stream.scores)
