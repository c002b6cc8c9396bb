"""Latency and throughput of our detector beside the stock one, in a real Chromium.

Builds the benchmark page, plays a video as the camera, and prints one JSON object.  Read
the figures as ratios: both detectors ran in the same page, on the same pictures.

    python -m tests.benchmarks.detector_speed [--video FILE] [--model movenet-lightning]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from tests.benchmarks.bench_page import MODELS, ROOT, build_page, chromium_page, served

DATA: Final = Path(os.environ.get("PLUMBLINE_DATA", ROOT.parent / "shared" / "data"))
WARM_UP_FRAMES: Final = 15


def camera_file(video: Path, folder: Path) -> Path:
    """Turn a video into what Chromium plays as its camera."""
    target = folder / "camera.mjpeg"
    scale = "fps=30,scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1"
    command = ["ffmpeg", "-v", "error", "-i", str(video), "-an", "-vf", scale]
    subprocess.run([*command, "-c:v", "mjpeg", "-q:v", "4", str(target)], check=True)
    return target


def summary(latencies_ms: list[float]) -> dict[str, float]:
    """Return median and 95th percentile without the warm-up."""
    steady = sorted(latencies_ms[WARM_UP_FRAMES:])
    return {
        "median_ms": round(statistics.median(steady), 1),
        "p95_ms": round(steady[int(0.95 * (len(steady) - 1))], 1),
    }


def measured(page: Page, model: str, frames: int) -> dict[str, Any]:
    """Return all figures of one model."""
    opened = page.evaluate("model => plumblineBench.open(model)", model)
    alone = {
        which: page.evaluate("([which, n]) => plumblineBench.alone(which, n)", [which, frames])
        for which in ("ours", "stock")
    }
    mixed = page.evaluate("n => plumblineBench.alternating(n)", frames)
    answers = {
        which: page.evaluate("which => plumblineBench.throughput(which, 5)", which)
        for which in ("ours", "stock")
    }
    return {
        "opened": opened,
        "runtimes": {which: alone[which]["runtime"] for which in alone},
        "alone": compared({which: alone[which]["latenciesMs"] for which in alone}),
        "alternating": compared({which: mixed[which]["latenciesMs"] for which in mixed}),
        "throughput_fps": {which: round(value, 1) for which, value in answers.items()},
        "throughput_ratio": round(answers["ours"] / answers["stock"], 2),
    }


def compared(latencies_ms: dict[str, list[float]]) -> dict[str, Any]:
    """Return both summaries and how many times faster ours is."""
    ours, stock = summary(latencies_ms["ours"]), summary(latencies_ms["stock"])
    ratio = round(stock["median_ms"] / ours["median_ms"], 2)
    return {"ours": ours, "stock": stock, "ratio": ratio}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", type=Path, default=DATA / "video" / "tfjs_pose_squats.mp4")
    parser.add_argument("--model", default="movenet-lightning")
    parser.add_argument("--frames", type=int, default=150)
    options = parser.parse_args()
    if not options.video.is_file():
        sys.stderr.write(f"{options.video} is not there: name one with --video\n")
        return 2
    if not (MODELS / "manifest.json").is_file():
        sys.stderr.write("var/models is empty: run python -m pose.movenet build\n")
        return 2
    build_page()
    with tempfile.TemporaryDirectory() as folder, served() as address:
        camera = camera_file(options.video, Path(folder))
        with chromium_page(camera) as page:
            page.goto(address)
            result = measured(page, options.model, options.frames)
    sys.stdout.write(json.dumps({"model": options.model, **result}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
