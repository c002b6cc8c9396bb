"""The runtimes of the browser, each in a real Chromium: same answer, in order, no leak."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.benchmarks.bench_page import MODELS, build_page, chromium_page, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

RUNTIMES = ("litert-wasm-threads", "litert-wasm", "tfjs-wasm")
FRAMES = 40
# WebGL and WebGPU without a graphics card: slow, but the same arithmetic.
SOFTWARE_GRAPHICS = (
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if not (MODELS / "manifest.json").is_file():
        pytest.skip("var/models is empty: run python -m pose.movenet build")
    build_page()
    with (
        served("bench/detector-trials.ts") as address,
        chromium_page(None, *SOFTWARE_GRAPHICS) as opened,
    ):
        opened.goto(address)
        yield opened


@pytest.fixture(scope="module")
def trials(page: Page) -> dict[str, Any]:
    return {runtime: trial(page, runtime, "movenet-lightning") for runtime in RUNTIMES}


def trial(page: Page, runtime: str, model: str, frames: int = FRAMES) -> Any:
    script = "([runtime, frames, model]) => plumblineTrials.trial(runtime, frames, model)"
    return page.evaluate(script, [runtime, frames, model])


def beside_stock(page: Page, model: str) -> Any:
    script = "([frames, model]) => plumblineTrials.besideStock(frames, model)"
    return page.evaluate(script, [FRAMES, model])


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_runtime_starts_and_passes_its_self_test(trials: dict[str, Any], runtime: str):
    assert trials[runtime]["runtime"] == runtime


@pytest.mark.parametrize("runtime", [RUNTIMES[0], RUNTIMES[2]])
def test_the_larger_network_passes_its_self_test_too(page: Page, runtime: str):
    assert trial(page, runtime, "movenet-thunder")["runtime"] == runtime


@pytest.mark.parametrize("runtime", ["litert-webgpu", "tfjs-webgl"])
def test_graphics_runtimes_pass_their_self_test_too(page: Page, runtime: str):
    script = "([runtime, model]) => plumblineTrials.start(runtime, model)"
    assert page.evaluate(script, [runtime, "movenet-lightning"]) > 0


@pytest.mark.parametrize("model", ["movenet-lightning", "movenet-thunder"])
def test_our_keypoints_are_those_of_the_stock_detector(page: Page, model: str):
    answers = beside_stock(page, model)
    assert len(answers["ours"]) == len(answers["stock"]) == 17
    off_px = sorted(
        max(abs(our["x"] - other["x"]) * 960, abs(our["y"] - other["y"]) * 540)
        for our, other in zip(answers["ours"], answers["stock"], strict=True)
    )
    # A last digit of a colour may turn one keypoint whose places are as probable as each other.
    assert off_px[len(off_px) // 2] <= 0.25
    assert off_px[-2] <= 1


def test_everybody_is_looked_for_once_that_network_has_come(page: Page):
    pose = page.evaluate("runtime => plumblineTrials.withPeople(runtime)", RUNTIMES[0])
    assert pose["stages"]["peopleMs"] > 0
    assert pose["followed"] == "patient"
    assert sum(point is not None and point["score"] > 0.3 for point in pose["keypoints"]) >= 15


def test_the_figure_is_found_where_it_was_drawn(trials: dict[str, Any]):
    # 420 px from (480, 60) in a picture of 960 x 540; the self-test says where in the figure.
    shoulder = trials["litert-wasm-threads"]["keypoints"][5]
    assert shoulder["x"] == pytest.approx((480 + 420 * 0.579) / 960, abs=0.02)
    assert shoulder["y"] == pytest.approx((60 + 420 * 0.290) / 540, abs=0.02)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_answers_come_in_the_order_of_the_frames(trials: dict[str, Any], runtime: str):
    times = trials[runtime]["timesUs"]
    assert all(earlier < later for earlier, later in pairwise(times))


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_two_frames_may_be_offered_at_a_time(trials: dict[str, Any], runtime: str):
    assert len(trials[runtime]["timesUs"]) == FRAMES


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_frames_leave_no_tensor_behind(trials: dict[str, Any], runtime: str):
    assert trials[runtime]["tensorsLeft"] == 0
