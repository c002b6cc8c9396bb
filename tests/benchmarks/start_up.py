"""What the first visit costs on the wire, and how soon later ones see the patient.

    python -m tests.benchmarks.start_up [--starts 5]

A synthetic patient stands before the drawn camera of a real headless Chromium.

`cold` counts every byte that the product sends a fresh profile from the link up to the first
pose on the exercise page: through a proxy, so that threads and the service worker are counted
too, and nothing twice.  `warm` opens the exercise page anew, the browser having been closed in
between, and lets the camera on as soon as the page offers it: seconds from the navigation, and
from the start of the page's script (which starts the detector), to the first pose.  Prints one
JSON object.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.end_to_end import Visit
from tests.perform.browser import QUIET, camera_flags, chromium_path
from tests.perform.camera import camera_file
from tests.perform.product import ROOT, Product, running_product
from tests.perform.wire import Wire, counted

FIRST_POSE: Final = "plumbline:first-pose"
MARKS: Final = {
    "script": "plumbline:exercise-opened",
    "detector_ready": "plumbline:detector-ready",
    "camera_opened": "plumbline:camera-opened",
    "first_pose": FIRST_POSE,
}
LARGE_BYTES: Final = 100_000
KEPT: Final = """
async () => {
  const files = await caches.open("plumbline-files");
  const networks = await caches.open("plumbline-models");
  const holds = async (cache, ending) =>
    (await cache.keys()).some(({ url }) => url.includes(ending));
  return (await holds(files, ".wasm")) && (await holds(networks, ".tflite"));
}
"""


@contextmanager
def browser_page(profile: Path, camera: Path) -> Iterator[Page]:
    """Open a browser with that profile, and close it when the block ends."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium_path(),
            args=["--no-sandbox", *QUIET, *camera_flags(camera)],
            viewport={"width": 1280, "height": 800},
        )
        try:
            yield context.pages[0]
        finally:
            context.close()


def cold(product: Product, trial: dict[str, Any], profile: Path, camera: Path) -> dict[str, Any]:
    """Return the bytes of a first visit, by kind; leave the profile warm for the product itself."""
    with counted(product.address) as wire, browser_page(profile / "counted", camera) as page:
        _first_visit(page, wire.address, trial)
        result = _bytes(wire)
    with browser_page(profile / "warm", camera) as page:
        _first_visit(page, product.address, trial)
        while not page.evaluate(KEPT):
            page.wait_for_timeout(50)
        kept = int(page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)"))
    return result | {"megabytes_kept_on_the_device": round(kept / 1e6, 1)}


def _first_visit(page: Page, address: str, trial: dict[str, Any]) -> None:
    visit = Visit(page, trial["birth_date"])
    page.goto(address + trial["link_path"])
    visit.go_to("place")
    visit.wait_for_mark(FIRST_POSE)


def _bytes(wire: Wire) -> dict[str, Any]:
    by_kind = wire.by_kind()
    large = {path: size for path, size in wire.by_path().items() if size > LARGE_BYTES}
    return {
        "bytes": sum(by_kind.values()),
        "megabytes": round(sum(by_kind.values()) / 1e6, 2),
        "bytes_by_kind": by_kind,
        "files_over_100_kb": large,
        "sent_twice": wire.asked_twice(),
    }


def warm_start(product: Product, trial: dict[str, Any], profile: Path, camera: Path) -> Any:
    """Return the seconds from the navigation to each mark of one start with warm caches."""
    with browser_page(profile / "warm", camera) as page:
        visit = Visit(page, trial["birth_date"])
        # The browser's own start is no part of it; the service worker's is.
        page.goto("about:blank")
        page.goto(f"{product.address}/patient/exercise/", wait_until="commit")
        page.locator('[data-screen="safety"] [data-action="next"]').click()
        visit.wait_for_mark(FIRST_POSE)
        opened_s = float(page.evaluate("performance.timeOrigin / 1000"))
        return {name: visit.mark_s(mark) - opened_s for name, mark in MARKS.items()}


def summary(starts: list[dict[str, float]]) -> dict[str, Any]:
    """Return medians over the starts, and every start's time to the first pose."""
    medians = {name: statistics.median(start[name] for start in starts) for name in MARKS}
    after_script = [start["first_pose"] - start["script"] for start in starts]
    return {
        "starts": len(starts),
        "navigation_to_first_pose_s_median": round(medians["first_pose"], 2),
        "detector_start_to_first_pose_s_median": round(statistics.median(after_script), 2),
        "navigation_to_s_median": {name: round(value, 2) for name, value in medians.items()},
        "navigation_to_first_pose_s": [round(start["first_pose"], 2) for start in starts],
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as name:
        folder = Path(name)
        video = folder / "squat.mp4"
        command = [sys.executable, "-m", "pose.rendering", "squat", "--out", str(video)]
        subprocess.run([*command, "--repetitions", "2"], cwd=ROOT, check=True, capture_output=True)
        camera = camera_file(video, folder).path
        profile = folder / "profile"
        with running_product(folder / "var") as product:
            trial = product.trial(exercise="squat", side=None, seconds=60)
            first = cold(product, trial, profile, camera)
            starts = [warm_start(product, trial, profile, camera) for _ in range(arguments.starts)]
    print(json.dumps({"cold": first, "warm": summary(starts)}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
