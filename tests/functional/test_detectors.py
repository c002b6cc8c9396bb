"""The three runtimes of the browser, each in a real Chromium: same answer, in order, no leak."""

import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.benchmarks.bench_page import MODELS, ROOT, build_page, chromium_page, served

pytestmark = pytest.mark.browser

FIGURE = ROOT / "frontend" / "src" / "pose" / "self-test" / "figure.png"
RUNTIMES = ("litert-wasm-threads", "litert-wasm", "tfjs-wasm")
FRAMES = 40


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if not (MODELS / "manifest.json").is_file():
        pytest.skip("var/models is empty: run python -m pose.movenet build")
    build_page()
    camera = tmp_path_factory.mktemp("camera") / "camera.mjpeg"
    still = ["ffmpeg", "-v", "error", "-loop", "1", "-i", str(FIGURE), "-t", "2"]
    scale = "fps=30,scale=480:480,pad=640:480:-1:-1:color=gray"
    subprocess.run([*still, "-vf", scale, "-c:v", "mjpeg", str(camera)], check=True)
    with served() as address, chromium_page(Path(camera)) as opened:
        opened.goto(address)
        yield opened


@pytest.fixture(scope="module")
def trials(page: Page) -> dict[str, Any]:
    return {runtime: trial(page, runtime, "movenet-lightning") for runtime in RUNTIMES}


def trial(page: Page, runtime: str, model: str) -> Any:
    script = "([runtime, frames, model]) => plumblineBench.trial(runtime, frames, model)"
    return page.evaluate(script, [runtime, FRAMES, model])


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_runtime_starts_and_passes_its_self_test(trials: dict[str, Any], runtime: str):
    assert trials[runtime]["runtime"] == runtime


@pytest.mark.parametrize("runtime", [RUNTIMES[0], RUNTIMES[2]])
def test_the_larger_network_passes_its_self_test_too(page: Page, runtime: str):
    assert trial(page, runtime, "movenet-thunder")["runtime"] == runtime


@pytest.mark.parametrize("runtime", RUNTIMES[:2])
def test_our_keypoints_are_those_of_the_stock_detector(trials: dict[str, Any], runtime: str):
    stock = trials["tfjs-wasm"]["keypoints"]
    ours = trials[runtime]["keypoints"]
    assert len(ours) == len(stock) == 17
    # The crop is rounded to whole pixels and resampled by another routine: 1 % of the picture.
    for our, other in zip(ours, stock, strict=True):
        assert our["x"] == pytest.approx(other["x"], abs=0.01)
        assert our["y"] == pytest.approx(other["y"], abs=0.01)
        assert our["score"] == pytest.approx(other["score"], abs=0.15)


def test_the_figure_is_found_where_it_was_drawn(trials: dict[str, Any]):
    # 420 px from (480, 60) in a picture of 960 x 540; the self-test says where in the figure.
    shoulder = trials["litert-wasm-threads"]["keypoints"][5]
    assert shoulder["x"] == pytest.approx((480 + 420 * 0.579) / 960, abs=0.02)
    assert shoulder["y"] == pytest.approx((60 + 420 * 0.290) / 540, abs=0.02)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_answers_come_in_the_order_of_the_frames(trials: dict[str, Any], runtime: str):
    times = trials[runtime]["timesUs"]
    assert all(earlier < later for earlier, later in pairwise(times))


def test_two_frames_may_be_offered_to_ours_at_a_time(trials: dict[str, Any]):
    assert len(trials["litert-wasm-threads"]["timesUs"]) == FRAMES
    assert len(trials["tfjs-wasm"]["timesUs"]) == FRAMES // 2


def test_frames_leave_no_tensor_behind(trials: dict[str, Any]):
    assert trials["tfjs-wasm"]["tensorsLeft"] == 0
