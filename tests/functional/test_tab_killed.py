"""A browser that dies at a random moment loses no recording: the next opening sends the rest."""

import random
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Error, Page, sync_playwright

from tests.functional.conftest import Studio
from tests.perform.browser import QUIET, camera_flags, chromium_path
from tests.perform.camera import camera_file
from tests.perform.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

KILLS = 10
SEED = 20261123
LONGEST_S = 9.0
# A chunk has two seconds and is on the device a moment later: what lived longer must arrive.
KEPT_AFTER_S = 3.0
SCREEN_PATIENCE_S = 60.0


@contextmanager
def _browser(profile: Path, camera: Path):
    """Open a browser whose storage stays on disk, as on a patient's own device."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium_path(),
            args=["--no-sandbox", *QUIET, *camera_flags(camera)],
            viewport={"width": 900, "height": 700},
        )
        try:
            yield context
        finally:
            with suppress(Error):
                context.close()


def _kill(profile: Path) -> None:
    """End every process of the browser with that profile, as a crash or an empty battery does."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(profile) in word for word in process.info["cmdline"] or ()):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)


def _go(page: Page, *, until: str, birth_date: str) -> None:
    """Walk on until a screen is there."""
    year, month, day = birth_date.split("-")
    deadline = time.monotonic() + SCREEN_PATIENCE_S
    while time.monotonic() < deadline:
        screen = _screen(page)
        if screen == until:
            return
        with suppress(Error):
            _step(page, screen, {"day": day, "month": month, "year": year})
        page.wait_for_timeout(100)
    raise AssertionError(f"{until} did not come; the page stayed at {screen}")


def _screen(page: Page) -> str | None:
    with suppress(Error):
        return page.locator("[data-screen]").first.get_attribute("data-screen", timeout=1000)
    return None


def _step(page: Page, screen: str | None, date: dict[str, str]) -> None:
    if screen == "birth-date":
        for name, value in date.items():
            page.locator(f'[name="{name}"]').fill(value)
    forward = {"consent": "agree", "today": "start", "place": "continue-anyway"}
    action = forward.get(screen or "", "next")
    if screen not in {None, "countdown", "perform", "done"}:
        page.locator(f'[data-action="{action}"]').first.click(timeout=500)


def _states(product: Product, trial: dict[str, Any]) -> list[str]:
    """Return the state of every recording that the server knows."""
    listed = product.read(f"patients/{trial['patient']}/assessments", trial["api_key"])
    details = [
        product.read(f"assessments/{assessment['id']}", trial["api_key"])
        for assessment in listed["results"]
    ]
    return [recording["state"] for detail in details for recording in detail["recordings"]]


def test_a_browser_killed_ten_times_at_random_loses_no_recording(
    tmp_path: Path, studio: Studio, product: Product
) -> None:
    chance = random.Random(SEED)
    clip = studio.clip("squat", "squat", "--repetitions", "4", "--peak-deg", "95")
    camera = camera_file(clip.video, tmp_path).path
    trial = product.trial(exercise="squat", side=None, seconds=60, sets=KILLS)
    profile = tmp_path / "profile"
    link = product.address + trial["link_path"]
    lives_s = [chance.uniform(0.2, LONGEST_S) for _ in range(KILLS)]
    for life_s in lives_s:
        with _browser(profile, camera) as context:
            page = context.pages[0]
            page.goto(link)
            _go(page, until="perform", birth_date=trial["birth_date"])
            page.wait_for_timeout(1000 * life_s)
            _kill(profile)
    with _browser(profile, camera) as context:
        page = context.pages[0]
        page.goto(link)
        _go(page, until="today", birth_date=trial["birth_date"])
        page.wait_for_selector(
            '[data-uploads="sent"], [data-uploads="empty"]', state="attached", timeout=120_000
        )
        for _ in range(600):
            states = _states(product, trial)
            if not {"receiving", "queued", "scoring"} & set(states):
                break
            page.wait_for_timeout(100)
    assert set(states) <= {"scored", "refused"}, "a recording was left incomplete"
    must_arrive = sum(life_s > KEPT_AFTER_S for life_s in lives_s)
    assert must_arrive >= KILLS / 2
    assert must_arrive <= len(states) <= KILLS, "a recording was lost, or is there twice"
