"""The engine at work for a long time: memory, tensors, age of what is shown, the page's long tasks.

Plays a video as the camera, runs camera, engine and drawing as the exercise page does, and prints
one JSON object.  The heap is measured after a collection that the browser is asked for.

    python -m tests.benchmarks.soak [--minutes 20] [--video FILE]
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import CDPSession, Page

from tests.benchmarks.bench_page import build_page, chromium_page, missing_for, served
from tests.benchmarks.browser_engine import DATA, camera_file, machine

SETTLE_S: Final = 60
"""What is allocated in the first minute is the start, not growth."""
SAMPLE_S: Final = 20
MEGABYTE: Final = 1_000_000


def heap_bytes(session: CDPSession) -> int:
    """Return the page's heap after a collection."""
    session.send("HeapProfiler.collectGarbage")
    return int(session.send("Runtime.getHeapUsage")["usedSize"])


def sampled(page: Page, minutes: float) -> list[dict[str, Any]]:
    """Return samples, the first one after everything has settled."""
    session = page.context.new_cdp_session(page)
    page.wait_for_timeout(SETTLE_S * 1000)
    page.evaluate("() => plumblineSoak.sample()")
    samples = []
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        page.wait_for_timeout(SAMPLE_S * 1000)
        # The collection itself holds the page up: what happened until then is asked for before it.
        sample = page.evaluate("() => plumblineSoak.sample()")
        sample["heap_bytes"] = heap_bytes(session)
        page.evaluate("() => plumblineSoak.sample()")
        samples.append(sample)
    return samples


def growth_mb(samples: list[dict[str, Any]], key: str) -> float:
    """Return how much more there is in the last sample than in the first, in megabytes."""
    more = float(samples[-1][key]) - float(samples[0][key])
    return round(more / MEGABYTE, 2)


def report(samples: list[dict[str, Any]], minutes: float) -> dict[str, Any]:
    """Return the figures of a whole run."""
    long_tasks_ms = [task for sample in samples for task in sample["longTasksMs"]]
    ages_ms = sorted(sample["oldestMs"] for sample in samples)
    return {
        "minutes": minutes,
        "poses": sum(sample["shown"] for sample in samples),
        "frames_per_second": round(samples[-1]["framesPerSecond"], 1),
        "dropped_frames": samples[-1]["dropped"],
        "heap_mb": round(samples[-1]["heap_bytes"] / MEGABYTE, 2),
        "heap_growth_mb": growth_mb(samples, "heap_bytes"),
        "wasm_mb": round(samples[-1]["wasmBytes"] / MEGABYTE, 2),
        "wasm_growth_mb": growth_mb(samples, "wasmBytes"),
        "tensors_left": samples[-1]["tensors"] - samples[0]["tensors"],
        "oldest_shown_ms": {
            "median": round(ages_ms[len(ages_ms) // 2]),
            "worst": round(ages_ms[-1]),
        },
        "long_tasks": {
            "count": len(long_tasks_ms),
            "worst_ms": round(max(long_tasks_ms, default=0)),
        },
        "replaced_runtimes": samples[-1]["replaced"],
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--video", type=Path, default=DATA / "video" / "tfjs_pose_squats.mp4")
    parser.add_argument("--runtime", default="litert-wasm-threads")
    options = parser.parse_args()
    if (missing := missing_for(options.video)) is not None:
        sys.stderr.write(f"{missing}\n")
        return 2
    build_page()
    with tempfile.TemporaryDirectory() as folder, served("bench/soak.ts") as address:
        camera = camera_file(options.video, Path(folder))
        with chromium_page(camera) as page:
            page.goto(address)
            started = page.evaluate("runtime => plumblineSoak.start(runtime)", options.runtime)
            samples = sampled(page, options.minutes)
    result = {"machine": machine(), "started": started, **report(samples, options.minutes)}
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
