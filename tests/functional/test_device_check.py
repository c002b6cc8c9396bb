"""The device check in a real browser: no sign-in, live figures, live switching, a code to read out."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.functional.conftest import Studio
from tests.functional.test_accessibility import Findings
from tests.functional.visit import sign_in
from tests.perform.browser import Recorder, chromium
from tests.perform.camera import camera_file
from tests.perform.product import Product
from therapy.common.device_code import DeviceReport, read_device_code

pytestmark = [pytest.mark.browser, pytest.mark.timeout(560)]

# On a busy machine no runtime is fast enough, and each is tried before the fastest is taken.
PATIENCE_MS = 150_000
FIGURES = (
    *("fps", "dropped", "wait", "cut", "inference", "decoding", "people", "total"),
    *("heap", "size", "camera-fps", "browser", "threads", "battery", "screen"),
)
READ = """
() => ({
  figures: Object.fromEntries([...document.querySelectorAll("[data-figure]")]
    .map((one) => [one.dataset.figure, one.textContent])),
  runtime: document.querySelector('[name="runtime"]:checked')?.value,
  model: document.querySelector('[name="model"]:checked')?.value,
  verdict: document.querySelector("[data-verdict]")?.dataset.verdict,
  code: document.querySelector("[data-code]")?.dataset.code,
  isolated: crossOriginIsolated,
})
"""
SKELETON = """
() => {
  const canvas = document.querySelector("[data-skeleton]");
  if (canvas.width === 0) return false;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, index) => index % 4 === 3 && value > 0);
}
"""
MIRRORED = "() => getComputedStyle(document.querySelector('video')).transform"
NO_CAMERA = """
navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException("told not to", "NotAllowedError"));
"""


def press(page: Page, action: str) -> None:
    page.locator(f'[data-action="{action}"]').click()


def concluded(page: Page) -> Any:
    """Wait for the verdict and return what stands on the page."""
    page.locator("[data-code]").wait_for(timeout=PATIENCE_MS)
    return page.evaluate(READ)


def runs(page: Page, *, runtime: str, model: str) -> None:
    """Wait until that runtime looks at the camera and finds somebody."""
    for name, value in (("runtime", runtime), ("model", model)):
        running = f'[data-engine="running"] [name="{name}"][value="{value}"]:checked'
        page.locator(running).wait_for(timeout=PATIENCE_MS)
    page.wait_for_function(SKELETON, timeout=PATIENCE_MS)


@dataclass
class Seen:
    """What one visit to the page showed, from start to end."""

    first: Any
    mirrored: str
    thunder: Any
    kept: Any
    after_stop: Any
    findings: Findings
    problems: list[str]
    requests: list[Any] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(product: Product, studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    clip = studio.clip("squat", "squat", "--repetitions", "4", "--peak-deg", "95")
    with chromium(camera_file(clip.video, tmp_path_factory.mktemp("camera")).path) as browser:
        return _visit(browser, product)


def _visit(browser: Browser, product: Product) -> Seen:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    recorder = Recorder(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    findings = Findings(recorders=[recorder])
    page.goto(f"{product.address}/device-check/")
    page.locator('[data-action="start"]').wait_for()
    findings.look(page, "before", for_patients=True)
    press(page, "start")
    first = concluded(page)
    page.wait_for_function(SKELETON, timeout=PATIENCE_MS)
    mirrored = page.evaluate(MIRRORED)
    page.locator("summary").click()
    findings.look(page, "running", for_patients=True)
    _try_threads(page)
    page.locator('[name="runtime"][value="tfjs-wasm"]').check()
    runs(page, runtime="tfjs-wasm", model=first["model"])
    page.locator('[name="model"][value="movenet-thunder"]').check()
    runs(page, runtime="tfjs-wasm", model="movenet-thunder")
    thunder = concluded(page)
    _refused(page)
    press(page, "keep-choice")
    page.locator('[data-by-hand="true"]').wait_for()
    page.reload()
    press(page, "start")
    kept = concluded(page)
    page.locator("summary").click()
    press(page, "stop-camera")
    page.locator('[data-action="start"]').wait_for()
    findings.look(page, "after", for_patients=True)
    after_stop = page.evaluate(READ) | {
        "camera": page.evaluate("() => document.querySelector('video').srcObject !== null")
    }
    requests = list(recorder.requests)
    _as_therapist(findings, page, product, first["code"])
    context.close()
    return Seen(first, mirrored, thunder, kept, after_stop, findings, recorder.problems, requests)


def _as_therapist(findings: Findings, page: Page, product: Product, code: str) -> None:
    """Type the code where a therapist does who helps by telephone."""
    sign_in(page, product, product.trial(exercise="squat", side=None, seconds=60))
    page.goto(f"{product.address}/clinic/device-help/")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Explain").click()
    page.locator("[data-device-report]").wait_for()
    findings.look(page, "explained")


def _refused(page: Page) -> None:
    """Ask, by key, for what this browser does not have: why not is said, and what ran goes on."""
    page.locator('[name="runtime"]:checked').focus()
    page.keyboard.press("ArrowUp")
    page.locator('[data-engine="running"] [data-refused="tfjs-webgpu"]').wait_for()
    runs(page, runtime="tfjs-wasm", model="movenet-thunder")
    assert page.evaluate("() => document.activeElement.name") == "runtime"


def _try_threads(page: Page) -> None:
    """Begin to try everything, until the runtime with threads has passed."""
    press(page, "try-all")
    page.locator(
        '[data-trial="litert-wasm-threads movenet-lightning"][data-result="passed"]'
    ).wait_for()
    press(page, "stop-trying")
    page.locator('[data-action="try-all"]:enabled').wait_for()


def test_every_figure_is_there_while_the_camera_runs(seen: Seen) -> None:
    figures = seen.first["figures"]
    assert [name for name in FIGURES if figures[name] in {"", "–"}] == []
    assert float(figures["fps"]) > 0
    assert float(figures["camera-fps"]) > 0
    assert figures["size"] == "1280 × 720"
    assert figures["threads"].startswith("possible")
    assert seen.mirrored.startswith("matrix(-1")


def _said(what: Any) -> DeviceReport:
    return read_device_code(what["code"])


def test_the_code_says_what_the_page_says(seen: Seen, product: Product) -> None:
    report = _said(seen.first)
    assert (report.runtime, report.model) == (seen.first["runtime"], seen.first["model"])
    assert report.isolated is seen.first["isolated"] is True
    assert (report.browser, report.system) == ("chrome", "linux")
    assert report.side_px is not None
    assert report.side_px.at_least == 720
    explained = product.manage("explain_device_code", *seen.first["code"].split())
    assert "System: Linux" in explained
    assert "Threads: possible" in explained


def test_runtime_and_network_are_changed_while_the_camera_runs(seen: Seen) -> None:
    assert (seen.thunder["runtime"], seen.thunder["model"]) == ("tfjs-wasm", "movenet-thunder")
    report = _said(seen.thunder)
    assert (report.runtime, report.model) == ("tfjs-wasm", "movenet-thunder")


def test_what_was_chosen_by_hand_is_used_at_the_next_visit(seen: Seen) -> None:
    assert (seen.kept["runtime"], seen.kept["model"]) == ("tfjs-wasm", "movenet-thunder")


def test_the_verdict_stays_when_the_camera_is_turned_off(seen: Seen) -> None:
    assert seen.after_stop["code"] == seen.kept["code"]
    assert seen.after_stop["camera"] is False


def test_nothing_leaves_the_device_and_nothing_goes_wrong(seen: Seen) -> None:
    assert {request.method for request in seen.requests} == {"GET"}
    assert not [one for one in seen.requests if one.path.startswith("/api/")]
    assert seen.problems == []


def test_the_page_is_for_everybody(seen: Seen) -> None:
    assert {name: faults for name, faults in seen.findings.faults.items() if faults} == {}
    assert set(seen.findings.faults) == {"before", "running", "after", "explained"}
    assert seen.findings.overflowing == {}
    assert seen.findings.small == {}


def test_without_a_camera_it_says_why_in_the_readers_language(
    product: Product, empty_room: Path
) -> None:
    with chromium(empty_room) as browser:
        context = browser.new_context(locale="de-DE")
        recorder = Recorder(context)
        page = context.new_page()
        page.add_init_script(NO_CAMERA)
        page.goto(f"{product.address}/device-check/")
        press(page, "start")
        found = concluded(page)
        assert found["verdict"] == "denied"
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.get_by_role("heading", level=1).inner_text() == "Dieses Gerät prüfen"
        page.get_by_role("link", name="English").click()
        page.get_by_role("heading", name="Check this device").wait_for()
        assert recorder.problems == []
    report = _said(found)
    assert (report.outcome, report.runtime, report.fps) == ("denied", None, None)
