"""A new version of the pages: fetched behind the old one, whole or not at all, begun in between."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.functional.returning import DETECTOR_IS_READY, Clinic, Return, device

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NEWER = "newer-version"
LOOK_FOR_IT = """
async () => {
  const registration = await navigator.serviceWorker.getRegistration("/patient/");
  await registration.update().catch(() => undefined);
  const worker = registration.installing;
  if (worker !== null) {
    await new Promise((settled) => worker.addEventListener("statechange", settled));
    return worker.state;
  }
  return registration.waiting === null ? "none" : "installed";
}
"""
PAGES = "() => caches.keys().then((names) => names.filter((name) => name.includes('pages')).sort())"

UNTIL_GONE = """
async (name) => {
  while (await caches.has(name)) await new Promise((later) => setTimeout(later, 20));
}
"""


@dataclass
class Seen:
    """What the device had after each step."""

    states: list[str] = field(default_factory=list)
    pages: list[list[str]] = field(default_factory=list)
    screens: list[str] = field(default_factory=list)


def _publish(clinic: Clinic, script: str) -> None:
    """Put another service worker where the server finds it; the built one is linked, and stays."""
    path = clinic.var / "static" / "offline-worker.js"
    for copy in path.parent.glob("offline-worker.js*"):
        copy.unlink()
    path.write_text(script)


def _newer(script: str) -> str:
    changed, count = re.subn(r'(version:\s*[`"\'])[0-9a-f]{12}', rf"\g<1>{NEWER}", script)
    assert count == 1
    return changed


def _with_a_spoilt_file(script: str) -> str:
    """Name another checksum for a style sheet than the file has."""
    changed, count = re.subn(r'(\.css[`"\']:\s*[`"\'])[0-9a-f]{64}', r"\g<1>" + 64 * "0", script)
    assert count > 0
    return _newer(changed)


def _look(visit: Return, seen: Seen) -> None:
    seen.states.append(visit.page.evaluate(LOOK_FOR_IT))
    seen.pages.append(visit.page.evaluate(PAGES))
    seen.screens.append(visit.screen("safety", "today"))


@pytest.fixture(scope="module")
def seen(empty_room: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """A patient before the exercise while a broken version, then a whole one, is published."""
    folder = tmp_path_factory.mktemp("new-version")
    clinic, seen = Clinic(folder / "var"), Seen()
    with clinic.open() as product:
        built = (clinic.var / "static" / "offline-worker.js").read_text()
        trial = product.trial(exercise="squat", side=None, seconds=60)
    with device(folder / "profile", empty_room, product, trial) as visit:
        with clinic.open():
            visit.to_today()
            visit.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
            visit.press("start")
            visit.page.wait_for_function(DETECTOR_IS_READY)
            _look(visit, seen)
        for change in (_with_a_spoilt_file, _newer):
            _publish(clinic, change(built))
            with clinic.open():
                _look(visit, seen)
        # Nobody asks while the exercise is open; the list of today does.
        visit.page.reload()
        seen.pages.append(visit.page.evaluate(PAGES))
        # A browser lets the old one answer to its end: files that a page no longer waits for may
        # keep it for minutes.
        visit.page.wait_for_function(DETECTOR_IS_READY)
        visit.go("/patient/")
        visit.page.evaluate(UNTIL_GONE, seen.pages[0][0])
        seen.pages.append(visit.page.evaluate(PAGES))
        visit.page.reload()
        seen.screens.append(visit.screen("today"))
    return seen


def test_a_version_that_does_not_arrive_whole_is_not_installed(seen: Seen) -> None:
    assert seen.states[1] == "redundant"
    assert seen.pages[1] == seen.pages[0]
    assert len(seen.pages[0]) == 1


def test_a_whole_version_waits_for_the_end_of_the_exercise(seen: Seen) -> None:
    assert seen.states[2] == "installed"
    assert seen.pages[2] == sorted([*seen.pages[0], f"plumbline-pages-{NEWER}"])
    assert seen.pages[3] == seen.pages[2]
    assert seen.screens[:3] == ["safety"] * 3


def test_the_list_of_today_lets_it_begin_and_the_old_one_goes(seen: Seen) -> None:
    assert seen.pages[4] == [f"plumbline-pages-{NEWER}"]
    assert seen.screens[3] == "today"
