"""What the patient's pages do ahead, so that nobody waits in front of the camera."""

import pytest
from playwright.sync_api import Page

from tests.functional.visit import Visit
from tests.perform.browser import chromium
from tests.perform.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OBSERVE = """([type, part]) => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => name.includes(part))) resolve();
  }).observe({ type, buffered: true });
})"""
MARKED = "(name) => performance.getEntriesByName(name).length > 0"


def _until(page: Page, kind: str, part: str) -> None:
    """Wait for a performance entry whose name has that part."""
    page.evaluate(OBSERVE, [kind, part])


def test_the_detector_is_ready_before_the_camera_is_asked_for(product: Product):
    with chromium() as browser:
        visit = Visit(browser, product, product.trial(exercise="squat", side=None, seconds=30))
        visit.to_today()
        _until(visit.page, "resource", ".tflite")
        ahead = {request.path for request in visit.recorder.requests}
        visit.press("start")
        visit.screen("safety")
        _until(visit.page, "mark", "plumbline:detector-ready")
        assert not visit.page.evaluate(MARKED, "plumbline:camera-opened")
        runtime = {
            request.path
            for request in visit.recorder.requests
            if request.path.endswith((".wasm", ".tflite")) or "-worker-" in request.path
        }
        # Worker, WASM and model: all of it was in the browser's cache already.
        assert len(runtime) == 3
        assert runtime <= ahead
        assert visit.recorder.problems == []
