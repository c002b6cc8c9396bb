"""Our engine in the browser beside stock ``estimatePoses`` on TF.js WASM: one page, one video.

Prints one JSON object.  Read it as ratios: both ran in the same page on the same pictures, taking
turns frame by frame and in blocks, and each alone as fast as it can.  The stock detector runs as
its documentation says, without smoothing and, unless asked for, without threads: they start from
a blob's address, which a strict policy forbids, and break in a minified page.

    python -m tests.benchmarks.browser_engine [--video FILE] [--model movenet-lightning]
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from tests.benchmarks.bench_page import ROOT, build_page, chromium_page, missing_for, served

DATA: Final = Path(os.environ.get("PLUMBLINE_DATA", ROOT.parent / "shared" / "data"))
NETWORKS: Final = ("movenet-lightning", "movenet-thunder")
WARM_UP_FRAMES: Final = 10
BLOCK_FRAMES: Final = 50
PARITY_FRAMES: Final = 60
THROUGHPUT_S: Final = 6
SEEN_SCORE: Final = 0.3
"""Keypoints that the stock detector scores lower are not compared: their place is a guess."""


def camera_file(video: Path, folder: Path) -> Path:
    """Turn a video into what Chromium plays as its camera: 1280x960 at 30 frames a second."""
    target = folder / "camera.mjpeg"
    scale = "fps=30,scale=1280:960:force_original_aspect_ratio=decrease,pad=1280:960:-1:-1"
    command = ["ffmpeg", "-v", "error", "-i", str(video), "-an", "-vf", scale]
    subprocess.run([*command, "-c:v", "mjpeg", "-q:v", "4", str(target)], check=True)
    return target


def spread(values: list[float]) -> dict[str, float]:
    """Return median and 95th percentile."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
    }


def compared(samples: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return both latencies, how many times faster ours is, and where our time went."""
    steady = {which: samples[which][WARM_UP_FRAMES:] for which in ("ours", "stock")}
    latencies = {which: [one["latencyMs"] for one in steady[which]] for which in steady}
    ratio = statistics.median(latencies["stock"]) / statistics.median(latencies["ours"])
    stages = steady["ours"][0]["stages"]
    return {
        "ours_ms": spread(latencies["ours"]),
        "stock_ms": spread(latencies["stock"]),
        "ratio": round(ratio, 2),
        "our_stages_ms": {
            stage: round(statistics.median(one["stages"][stage] for one in steady["ours"]), 2)
            for stage in stages
        },
    }


def parity(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return how far our keypoints are from the stock detector's, on the same frames and crops."""
    off_px = [
        max(abs(our[0] - other[0]), abs(our[1] - other[1]))
        for pair in pairs
        for our, other in zip(pair["ours"], pair["stock"], strict=True)
        if other[2] >= SEEN_SCORE
    ]
    return {"frames": len(pairs), "keypoints": len(off_px), "difference_px": spread(off_px)}


def measured(page: Page, model: str, frames: int, *, stock_threads: bool) -> dict[str, Any]:
    """Return all figures of one network."""
    opening = "([model, threads]) => plumblineBench.open(model, threads)"
    opened = page.evaluate(opening, [model, stock_threads])
    turns = "([frames, block]) => plumblineBench.turns(frames, block)"
    frame_by_frame = page.evaluate(turns, [frames, 1])
    in_blocks = page.evaluate(turns, [frames, BLOCK_FRAMES])
    answers = {
        which: page.evaluate(
            "([which, s]) => plumblineBench.throughput(which, s)", [which, THROUGHPUT_S]
        )
        for which in ("ours", "stock")
    }
    pairs = page.evaluate("frames => plumblineBench.parity(frames)", PARITY_FRAMES)
    return {
        "opened": opened,
        "alternating": compared(frame_by_frame),
        f"blocks_of_{BLOCK_FRAMES}": compared(in_blocks),
        "throughput_fps": {which: round(value, 1) for which, value in answers.items()},
        "throughput_ratio": round(answers["ours"] / answers["stock"], 2),
        "parity": parity(pairs),
    }


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.is_file() else []
    names = {line.partition(":")[2].strip() for line in lines if line.startswith("model name")}
    load = round(os.getloadavg()[0], 1)
    return {
        "processor": sorted(names) or platform.processor(),
        "cores": os.cpu_count(),
        "load_before": load,
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", type=Path, default=DATA / "video" / "tfjs_pose_squats.mp4")
    parser.add_argument("--model", choices=NETWORKS, help="one network; by default both")
    parser.add_argument("--frames", type=int, default=200 + WARM_UP_FRAMES)
    parser.add_argument("--stock-threads", action="store_true", help="let TF.js start threads")
    options = parser.parse_args()
    if (missing := missing_for(options.video)) is not None:
        sys.stderr.write(f"{missing}\n")
        return 2
    build_page()
    result: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory() as folder, served("bench/browser-bench.ts") as address:
        camera = camera_file(options.video, Path(folder))
        for model in [options.model] if options.model else NETWORKS:
            with chromium_page(camera) as page:
                page.goto(address)
                result[model] = measured(
                    page, model, options.frames, stock_threads=options.stock_threads
                )
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
