"""From the end of a set to its result on the therapist's page, and to the first pose.

    python -m tests.benchmarks.end_to_end [--sets 20]

One synthetic patient does many short sets of squats before a drawn camera in one visit of a
real headless Chromium.  `seconds_to_score` is from the page's own mark at the end of the set to
the moment at which a therapist's page, opened then, shows the result.  `detector_ready_s` and
`first_pose_s` are from the opening of the exercise page, with a warm cache, and from the
opening of the camera.  Prints one JSON object.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.perform.browser import chromium
from tests.perform.camera import PerformError, camera_file
from tests.perform.product import ROOT, Product, running_product
from tests.perform.walk import sign_in

FINAL = ", ".join(f'[data-recording][data-state="{state}"]' for state in ("scored", "refused"))
SET_S = 5.0
PATIENCE_S = 60.0
FORWARD = {"consent": "agree", "today": "start", "place": "continue-anyway", "pain": "skip"}


class Visit:
    """The patient's page, walked from screen to screen."""

    def __init__(self, page: Page, birth_date: str) -> None:
        self.page = page
        self.birth_date = birth_date

    def go_to(self, wanted: str) -> None:
        """Do what each screen asks until ``wanted`` is there."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                screen = self.page.locator("[data-screen]").first.get_attribute(
                    "data-screen", timeout=1000
                )
                if screen == wanted:
                    return
                self._step(screen or "")
            except Error:
                pass  # the page is on its way to the next screen
            self.page.wait_for_timeout(50)
        raise PerformError(f"{wanted} did not come")

    def _step(self, screen: str) -> None:
        if screen in {"countdown", "perform"}:
            return
        if screen == "birth-date":
            year, month, day = self.birth_date.split("-")
            for name, value in (("day", day), ("month", month), ("year", year)):
                self.page.locator(f'[name="{name}"]').fill(value)
        action = FORWARD.get(screen, "next")
        self.page.locator(f'[data-action="{action}"]').first.click(timeout=300)

    def mark_s(self, name: str) -> float:
        """Return when the page last set a performance mark, in seconds of the clock."""
        script = (
            "name => { const mark = performance.getEntriesByName(name).at(-1);"
            " return mark ? (performance.timeOrigin + mark.startTime) / 1000 : 0; }"
        )
        return float(self.page.evaluate(script, name))

    def perform_one_set(self) -> float:
        """Do one set and return when it ended."""
        self.go_to("perform")
        self.page.wait_for_timeout(1000 * SET_S)
        self.page.locator('[data-action="done"]').first.click()
        self.page.locator('[data-screen="pain"]').wait_for()
        return self.mark_s("plumbline:recording-stopped")


def measure(product: Product, browser: Browser, sets: int) -> dict[str, Any]:
    """Return the times of every set."""
    trial = product.trial(exercise="squat", side=None, seconds=60, sets=sets)
    therapist = browser.new_context().new_page()
    sign_in(therapist, product.address, trial)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    visit = Visit(context.new_page(), trial["birth_date"])
    visit.page.goto(product.address + trial["link_path"])
    seconds = []
    for number in range(1, sets + 1):
        ended_s = visit.perform_one_set()
        listed = product.read(f"patients/{trial['patient']}/assessments", trial["api_key"])
        therapist.goto(f"{product.address}/clinic/assessments/{listed['results'][0]['id']}/")
        therapist.locator(FINAL).nth(number - 1).wait_for(timeout=1000 * PATIENCE_S)
        seconds.append(time.time() - ended_s)
    # A second opening, with everything in the browser's cache, is what most days are like.
    visit.page.reload()
    visit.go_to("place")
    visit.page.wait_for_function(
        "performance.getEntriesByName('plumbline:first-pose').length > 0", timeout=1000 * PATIENCE_S
    )
    opened_s = visit.mark_s("plumbline:exercise-opened")
    return {
        "sets": sets,
        "seconds_to_score_median": round(statistics.median(seconds), 2),
        "seconds_to_score_p95": round(statistics.quantiles(seconds, n=20)[-1], 2),
        "seconds_to_score_worst": round(max(seconds), 2),
        "detector_ready_s": round(visit.mark_s("plumbline:detector-ready") - opened_s, 2),
        "first_pose_s": round(
            visit.mark_s("plumbline:first-pose") - visit.mark_s("plumbline:camera-opened"), 2
        ),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as name:
        folder = Path(name)
        video = folder / "squat.mp4"
        command = [sys.executable, "-m", "pose.rendering", "squat", "--out", str(video)]
        subprocess.run([*command, "--repetitions", "2"], cwd=ROOT, check=True, capture_output=True)
        camera = camera_file(video, folder)
        with running_product(folder / "var") as product, chromium(camera.path) as browser:
            result = measure(product, browser, arguments.sets)
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
