"""The second visit needs no server: the pages open, the exercise runs, records, and is sent later."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.functional.conftest import Studio
from tests.functional.returning import DETECTOR_IS_READY, Clinic, Return, device
from tests.functional.visit import recordings
from tests.perform.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

SERVED = """
async () => {
  const { active } = await navigator.serviceWorker.ready;
  return active.scriptURL;
}
"""
# Address and text of whatever the service worker keeps.
KEPT = """
async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const text = url.includes("/static/") ? "" : await (await cache.match(url)).text();
      kept.push([new URL(url).pathname, text]);
    }
  }
  return kept;
}
"""


@dataclass
class Seen:
    """What the patient and the clinic saw, in order."""

    kept: list[list[str]] = field(default_factory=list)
    today: str = ""
    connection: list[str] = field(default_factory=list)
    isolated: bool = False
    from_network: list[str] = field(default_factory=list)
    served: int = 0
    done: str = ""
    problems: list[str] = field(default_factory=list)
    recordings: list[dict[str, Any]] = field(default_factory=list)
    screens: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def camera(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera before which somebody squats without end."""
    clip = studio.clip("squat", "squat", "--repetitions", "4", "--peak-deg", "95")
    target = tmp_path_factory.mktemp("camera") / "camera.mjpeg"
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", str(clip.video), "-an"]
    how = ["-vf", "fps=30,scale=640:-2", "-q:v", "4", "-pix_fmt", "yuvj420p"]
    subprocess.run([*command, *how, str(target)], check=True)
    return target


@pytest.fixture(scope="module")
def seen(camera: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """A visit with a server, one without, one with it again; then others come while there is none."""
    folder = tmp_path_factory.mktemp("second-visit")
    clinic, profile, seen = Clinic(folder / "var"), folder / "profile", Seen()
    with clinic.open() as product:
        trial = product.trial(exercise="squat", side=None, seconds=60, sets=2)
        other = product.trial(exercise="squat", side=None, seconds=60)
        with device(profile, camera, product, trial) as visit:
            _first_visit(visit, seen)
    with device(profile, camera, product, trial) as visit:
        _visit_without_server(visit, seen)
    with clinic.open() as product:
        with device(profile, camera, product, trial) as visit:
            _visit_with_server_again(visit, product, seen)
        seen.recordings = recordings(product, trial)
    with device(profile, camera, product, trial) as visit:
        _somebody_else(visit, other, seen)
    with clinic.open() as product, device(profile, camera, product, trial) as visit:
        visit.go("/patient/")
        seen.screens.append(_problem(visit))
    return seen


def _first_visit(visit: Return, seen: Seen) -> None:
    visit.to_today()
    visit.page.evaluate(SERVED)
    visit.press("start")
    visit.screen("safety")
    visit.page.wait_for_function(DETECTOR_IS_READY)
    seen.kept = visit.page.evaluate(KEPT)
    seen.problems += visit.recorder.problems


def _visit_without_server(visit: Return, seen: Seen) -> None:
    visit.go("/patient/")
    visit.screen("today")
    seen.today = visit.page.locator('[data-screen="today"]').inner_text()
    seen.connection.append(_connection(visit))
    visit.to_learn()
    visit.to_perform()
    seen.isolated = bool(visit.page.evaluate("crossOriginIsolated"))
    visit.page.locator('[data-count="2"]').wait_for()
    visit.press("done")
    visit.answer(pain=1, effort=3)
    # A reload in the middle of the visit goes on with the second set.
    visit.page.reload()
    visit.screen("safety")
    visit.press("next")
    visit.screen("learn")
    visit.to_perform()
    # The first may be the end of a squat that was under way: a second one needs its seconds.
    visit.page.locator('[data-count="2"]').wait_for()
    visit.press("done")
    visit.answer(pain=2, effort=3)
    visit.screen("done")
    visit.page.locator('[data-screen="done"] [data-state="kept"]').wait_for()
    seen.done = visit.page.locator('[data-screen="done"]').inner_text()
    seen.served = len(visit.answers)
    seen.from_network = [one.url for one in visit.answers if not one.from_service_worker]


def _visit_with_server_again(visit: Return, product: Product, seen: Seen) -> None:
    visit.go("/patient/")
    visit.screen("today")
    seen.connection.append(_connection(visit))
    visit.page.locator('[data-uploads="sent"]').wait_for(state="attached")
    for _ in range(600):
        states = {one["state"] for one in recordings(product, visit.trial)}
        if not states & {"receiving", "queued", "scoring"}:
            break
        visit.page.wait_for_timeout(100)
    seen.problems += visit.recorder.problems


def _somebody_else(visit: Return, other: dict[str, Any], seen: Seen) -> None:
    """Without a server: another patient's link, and then the patient's own leaving."""
    visit.go("/patient/")
    seen.screens.append(visit.screen("today", "link-problem"))
    patients_tab = visit.page
    for path in (other["link_path"], "/patient/exercise/", "/patient/"):
        visit.page = visit.context.new_page()
        visit.go(path)
        seen.screens.append(_problem(visit))
    visit.page = patients_tab
    visit.press("not-me")
    seen.screens.append(_problem(visit))


def _connection(visit: Return) -> str:
    return visit.page.locator("[data-connection]").get_attribute("data-connection") or ""


def _problem(visit: Return) -> str:
    return visit.page.locator("[data-problem]").get_attribute("data-problem") or ""


def test_the_pages_open_without_a_server_and_say_so(seen: Seen) -> None:
    assert seen.connection == ["offline", "online"]
    assert "No connection to your clinic. You can go on" in seen.today
    assert seen.served > 10
    assert seen.from_network == []


def test_the_page_may_use_threads_without_a_server_too(seen: Seen) -> None:
    assert seen.isolated


def test_what_was_done_without_a_server_is_kept_and_then_scored(seen: Seen) -> None:
    assert "Kept on this device, will be sent" in seen.done
    assert [one["state"] for one in seen.recordings] == ["scored", "scored"]
    assert {one["set_number"] for one in seen.recordings} == {1, 2}
    assert {one["pain"] for one in seen.recordings} == {1, 2}
    for recording in seen.recordings:
        [count] = [m["value"] for m in recording["report"]["metrics"] if m["key"] == "repetitions"]
        assert count >= 1
    assert seen.problems == []


def test_caches_hold_pages_and_files_but_nothing_of_anybody(seen: Seen) -> None:
    paths = {path for path, _ in seen.kept}
    assert {"/patient/", "/patient/exercise/", "/static/models/manifest.json"} <= paths
    assert any(path.endswith(".wasm") for path in paths)
    assert any(path.endswith(".tflite") for path in paths)
    assert all(urlsplit(path).path.startswith(("/static/", "/patient/")) for path in paths)
    pages = [text for path, text in seen.kept if path.startswith("/patient/")]
    assert len(pages) == 2
    for text in pages:
        assert "Trial" not in text
        assert "csrf" not in text


def test_without_a_server_nobody_sees_anothers_day(seen: Seen) -> None:
    """The patient does; whoever opens another link does not, nor anybody after them."""
    assert seen.screens[:4] == ["today", "offline", "offline", "offline"]


def test_who_leaves_without_a_server_has_left_when_it_is_back(seen: Seen) -> None:
    assert seen.screens[4:] == ["offline", "noLink"]
