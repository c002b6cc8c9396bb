"""Scoring one 60 s recording, decoding it, and what a worker's process holds; prints one JSON object.

python -m tests.benchmarks.scoring_speed
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pose.lift.model import trained_lift
from pose.synthesis import Camera, Imperfections, single_leg_stance, squat, synthesize
from pose.wire import decode_chunk, encode_chunk, records_from_stream
from scoring.pipeline import score_recording

ROOT = Path(__file__).resolve().parents[2]
TIMES = 21
LEGS = ("knee_flexion", "hip_flexion")
WORKER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "therapy.settings"
import django; django.setup()
import psutil, therapy.celery, therapy.assessments.tasks, scoring.pipeline
print(psutil.Process().memory_info().rss / 1e6, "tensorflow" in sys.modules)
"""


def median_ms(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the median time of some runs, the first left out."""
    work()
    times = []
    for _ in range(TIMES):
        start = clock()
        work()
        times.append(1000 * (clock() - start))
    return round(statistics.median(times), 3)


def main() -> int:
    """Measure and print."""
    flaws = Imperfections(noise_px=2.0, dropped_ratio=0.03, outlier_ratio=0.005)
    squats, _ = synthesize(squat(n_reps=17), Camera(yaw_deg=90), imperfections=flaws)
    stance, _ = synthesize(single_leg_stance(hold_s=55), imperfections=flaws)
    records = records_from_stream(squats)[:1800]
    body = encode_chunk(records, sequence=0, first_frame=0)
    environment = os.environ | {"SECRET_KEY": "only-for-a-measurement"}
    worker = subprocess.run(
        [sys.executable, "-c", WORKER],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    resident_mb, has_tensorflow = worker.stdout.split()
    result = {
        "squat_60_s_ms": median_ms(lambda: score_recording(squats, "squat")),
        "stance_60_s_ms": median_ms(
            lambda: score_recording(stance, "single_leg_stance", side="left")
        ),
        # Of the processor: all that its cores do for it together.
        "lift_60_s_processor_ms": median_ms(
            lambda: trained_lift().angles(squats.xy_px[:1800], "deep squat", LEGS),
            time.process_time,
        ),
        "decode_60_s_ms": median_ms(lambda: decode_chunk(body)),
        "worker_resident_mb_before_work": round(float(resident_mb), 1),
        "worker_has_tensorflow": has_tensorflow == "True",
    }
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
