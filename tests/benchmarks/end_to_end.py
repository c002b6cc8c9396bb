"""From the end of a set to its result on the therapist's page, and to the first pose.

    python -m tests.benchmarks.end_to_end [--visits 2]

Synthetic patients do ten short sets of squats each before a drawn camera in a real headless
Chromium.  `seconds_to_score` is from the page's own mark at the end of the set to
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.perform.browser import chromium
from tests.perform.camera import PerformError, camera_file
from tests.perform.product import ROOT, Product, running_product
from tests.perform.walk import sign_in

FINAL = ", ".join(f'[data-recording][data-state="{state}"]' for state in ("scored", "refused"))
SET_S = 5.0
SETS = 10
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

    def wait_for_mark(self, name: str) -> None:
        """Wait until the page has set a performance mark.

        Asked again and again from here: the page's policy lets nobody evaluate text in it.
        """
        deadline = time.monotonic() + PATIENCE_S
        while not self.mark_s(name):
            if time.monotonic() > deadline:
                raise PerformError(f"the page never reached {name}")
            self.page.wait_for_timeout(50)

    def perform_one_set(self) -> float:
        """Do one set and return when it ended."""
        self.go_to("perform")
        self.page.wait_for_timeout(1000 * SET_S)
        self.page.locator('[data-action="done"]').first.click()
        self.page.locator('[data-screen="pain"]').wait_for()
        return self.mark_s("plumbline:recording-stopped")


@dataclass
class Times:
    """What was measured, in seconds; one number a set, one a visit."""

    to_score: list[float] = field(default_factory=list)
    detector_ready: list[float] = field(default_factory=list)
    first_pose: list[float] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "sets": len(self.to_score),
            "seconds_to_score_median": round(statistics.median(self.to_score), 2),
            "seconds_to_score_p95": round(statistics.quantiles(self.to_score, n=20)[-1], 2),
            "seconds_to_score_worst": round(max(self.to_score), 2),
            "detector_ready_s": [round(value, 2) for value in self.detector_ready],
            "first_pose_s": [round(value, 2) for value in self.first_pose],
        }


def measure(product: Product, browser: Browser, times: Times) -> None:
    """Add the times of one patient's visit."""
    trial = product.trial(exercise="squat", side=None, seconds=60, sets=SETS)
    therapist = browser.new_context().new_page()
    sign_in(therapist, product.address, trial)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    visit = Visit(context.new_page(), trial["birth_date"])
    visit.page.goto(product.address + trial["link_path"])
    _open_again(visit, times)
    for number in range(1, SETS + 1):
        ended_s = visit.perform_one_set()
        listed = product.read(f"patients/{trial['patient']}/assessments", trial["api_key"])
        therapist.goto(f"{product.address}/clinic/assessments/{listed['results'][0]['id']}/")
        therapist.locator(FINAL).nth(number - 1).wait_for(timeout=1000 * PATIENCE_S)
        times.to_score.append(time.time() - ended_s)
    context.close()


def _open_again(visit: Visit, times: Times) -> None:
    """Open the exercise page with everything in the browser's cache, as on most days."""
    visit.go_to("place")
    visit.page.reload()
    visit.go_to("place")
    visit.wait_for_mark("plumbline:first-pose")
    opened_s = visit.mark_s("plumbline:exercise-opened")
    camera_s = visit.mark_s("plumbline:camera-opened")
    times.detector_ready.append(visit.mark_s("plumbline:detector-ready") - opened_s)
    times.first_pose.append(visit.mark_s("plumbline:first-pose") - camera_s)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=2)
    arguments = parser.parse_args()
    times = Times()
    with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as name:
        folder = Path(name)
        video = folder / "squat.mp4"
        command = [sys.executable, "-m", "pose.rendering", "squat", "--out", str(video)]
        subprocess.run([*command, "--repetitions", "2"], cwd=ROOT, check=True, capture_output=True)
        camera = camera_file(video, folder)
        with running_product(folder / "var") as product, chromium(camera.path) as browser:
            for _ in range(arguments.visits):
                measure(product, browser, times)
    print(json.dumps(times.to_json(), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
