"""The main job: a video before a real browser's camera, a scored result on the therapist's page."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.builders.real_data import data_file
from tests.functional.conftest import Studio
from tests.perform.product import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

PAGES = ("birth-date", "consent", "today", "learn", "place", "perform", "pain", "done")


@dataclass(frozen=True)
class Performance:
    """What `make perform` printed, and the folder it wrote to."""

    result: dict[str, Any]
    out: Path

    def value(self, key: str, side: str | None = None) -> float:
        """Return a metric's value, which must have been given."""
        found = self.metric(key, side)
        assert found["value"] is not None, found["refusal"]
        return float(found["value"])

    def metric(self, key: str, side: str | None = None) -> dict[str, Any]:
        """Return a metric; any side where none is named."""
        metrics = self.result["report"]["metrics"]
        matching = [m for m in metrics if m["key"] == key and (side is None or m["side"] == side)]
        assert matching, f"{key} is not among {[m['key'] for m in metrics]}"
        return dict(matching[0])


def _perform(video: Path, exercise: str, out: Path, side: str | None = None) -> Performance:
    command = ["make", "perform", f"VIDEO={video}", f"EXERCISE={exercise}", f"OUT={out}"]
    command += [f"SIDE={side}"] if side else []
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Performance(json.loads(done.stdout), out)


def _check_what_every_run_shows(performance: Performance) -> None:
    """The report keeps to its schema, every page was walked, and no picture left the browser."""
    result = performance.result
    schema = json.loads((ROOT / "scoring" / "report.schema.json").read_text())
    jsonschema.validate(result["report"], schema)
    assert set(result) == {
        "report", "frames_per_second", "bytes_uploaded", "seconds_to_score", "requests",
    }  # fmt: skip
    pictures = " ".join(path.name for path in performance.out.glob("*.png"))
    for page in PAGES:
        assert page in pictures, f"no screenshot of {page}"
    _check_no_picture_left(result)


def _check_no_picture_left(result: dict[str, Any]) -> None:
    requests = result["requests"]
    explained = {"none", "text", "keypoints"}
    kinds = {request["kind"] for request in requests}
    assert kinds <= explained, [r for r in requests if r["kind"] not in explained]
    assert {request["host"] for request in requests} == {requests[0]["host"]}
    chunks = [request for request in requests if request["kind"] == "keypoints"]
    assert chunks, "no keypoints were sent at all, so nothing was proven"
    assert sum(chunk["body_bytes"] for chunk in chunks) <= result["bytes_uploaded"]
    duration_s = result["report"]["quality"]["duration_s"]
    frames = result["report"]["quality"]["frames"]
    # 106 bytes a frame and 16 a chunk: there is no room for anything else.
    assert sum(c["body_bytes"] for c in chunks) <= 106 * (frames + 60) + 16 * len(chunks)
    assert duration_s > 1


def test_real_squats_from_the_front_are_counted_and_their_knee_angle_is_refused(
    tmp_path: Path,
) -> None:
    performance = _perform(data_file("video/tfjs_pose_squats.mp4"), "squat", tmp_path)
    _check_what_every_run_shows(performance)
    # Two stand-to-stand; the third is cut off while rising, and the rule counts whole ones.
    assert performance.value("repetitions") in {2, 3}
    assert performance.value("depth_ratio") > 0
    knee = performance.metric("knee_flexion_deg")
    assert knee["value"] is None
    assert knee["refusal"]["code"] == "view_cannot_measure"


def test_five_real_abductions_are_counted(tmp_path: Path) -> None:
    video = data_file("video/flip_shoulder_abduction_x5.mp4")
    performance = _perform(video, "shoulder_abduction", tmp_path)
    _check_what_every_run_shows(performance)
    assert performance.value("repetitions") == 5


def test_synthetic_squats_are_counted_and_their_knee_angle_is_true(
    tmp_path: Path, studio: Studio
) -> None:
    clip = studio.clip("squat", "squat", "--repetitions", "4", "--peak-deg", "95")
    performance = _perform(clip.video, "squat", tmp_path)
    _check_what_every_run_shows(performance)
    assert performance.value("repetitions") == 4
    assert performance.value("knee_flexion_deg") == pytest.approx(95, abs=6)


def test_synthetic_abductions_are_counted_and_their_peaks_are_true(
    tmp_path: Path, studio: Studio
) -> None:
    clip = studio.clip(
        "abduction", "shoulder_abduction",
        "--repetitions", "4", "--peak-deg", "140", "--right-peak-deg", "110",
    )  # fmt: skip
    performance = _perform(clip.video, "shoulder_abduction", tmp_path)
    _check_what_every_run_shows(performance)
    assert performance.value("repetitions") == 4
    assert performance.value("abduction_deg", "left") == pytest.approx(140, abs=6)
    assert performance.value("abduction_deg", "right") == pytest.approx(110, abs=6)


def test_a_synthetic_stance_is_held_as_long_as_it_was(tmp_path: Path, studio: Studio) -> None:
    clip = studio.clip("stance", "single_leg_stance", "--hold-s", "12", "--side", "left")
    performance = _perform(clip.video, "single_leg_stance", tmp_path, side="left")
    _check_what_every_run_shows(performance)
    start_s, end_s = clip.truth["hold"]
    assert performance.value("hold_s", "left") == pytest.approx(end_s - start_s, abs=0.5)


def test_a_step_that_fails_is_one_clear_line_and_no_result(tmp_path: Path) -> None:
    command = ["make", "perform", "VIDEO=/no/such/clip.mp4", "EXERCISE=squat", f"OUT={tmp_path}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.startswith("perform: ")]
    assert lines == ["perform: There is no video at /no/such/clip.mp4"]
