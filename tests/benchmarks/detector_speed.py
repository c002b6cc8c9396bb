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
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[2]
STATIC: Final = ROOT / "var" / "bench" / "static"
MODELS: Final = ROOT / "var" / "models"
DATA: Final = Path(os.environ.get("PLUMBLINE_DATA", ROOT.parent / "shared" / "data"))
CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WARM_UP_FRAMES: Final = 15


class BenchHandler(SimpleHTTPRequestHandler):
    """Serves the built page, the runtimes and the models, cross-origin isolated."""

    extensions_map: dict[str, str] = {  # noqa: RUF012 -- the base class declares it so
        **SimpleHTTPRequestHandler.extensions_map,
        ".wasm": "application/wasm",
    }

    def __init__(self, *args: Any, page: bytes, **kwargs: Any) -> None:
        self.page = page
        super().__init__(*args, directory=str(STATIC), **kwargs)

    def do_GET(self) -> None:
        """Answer with the page, or with a file under ``/static/``."""
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(self.page)))
            self.end_headers()
            self.wfile.write(self.page)
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        """Find models in ``var/models``, all else in the bench build."""
        relative = path.split("?", maxsplit=1)[0].removeprefix("/static/")
        if relative.startswith("models/"):
            return str(MODELS / relative.removeprefix("models/"))
        return str(STATIC / relative)

    def end_headers(self) -> None:
        """Isolate the page: threads need it."""
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing: standard output holds the result alone."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the built page on a free port of this machine; yield its address."""
    manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    script = manifest["bench/detector-bench.ts"]["file"]
    page = f'<!doctype html><body><script type="module" src="/static/{script}"></script>'
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(BenchHandler, page=page.encode()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium_page(camera: Path) -> Iterator[Page]:
    """Open a headless Chromium whose camera plays ``camera``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
            ],
        )
        page = browser.new_page()
        page.set_default_timeout(120_000)
        yield page
        browser.close()


def build_page() -> None:
    """Build the benchmark page into ``var/bench``."""
    subprocess.run(
        ["npx", "vite", "build", "--mode", "bench", "--logLevel", "error"],
        cwd=ROOT / "frontend",
        check=True,
        stdout=sys.stderr,
    )


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
