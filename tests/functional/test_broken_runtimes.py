"""A runtime that gives wrong keypoints is not used; one that dies in a set costs the set nothing."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.benchmarks.bench_page import MODELS, build_page, chromium_page, served
from tests.functional.conftest import Studio
from tests.functional.visit import Visit, recordings
from tests.perform.browser import chromium
from tests.perform.camera import camera_file
from tests.perform.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

LIGHTNING = "movenet-lightning"


def wrong_models(folder: Path) -> Path:
    """Copy the models; LiteRT's Lightning gets its own weights shifted by a kilobyte.

    The file is whole, has the checksum of its manifest, starts, and answers with numbers that
    look like keypoints: only the known picture can tell.
    """
    models = folder / "models"
    shutil.copytree(MODELS, models)
    manifest = json.loads((models / "manifest.json").read_text(encoding="utf-8"))
    network = manifest["models"][LIGHTNING]["features"]
    content = bytearray((models / network["file"]).read_bytes())
    middle = len(content) // 2
    content[middle : middle + 200_000] = content[middle + 1024 : middle + 201_024]
    (models / network["file"]).write_bytes(content)
    network["sha256"] = hashlib.sha256(content).hexdigest()
    (models / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return models


def test_a_runtime_that_gives_wrong_keypoints_is_not_used(tmp_path: Path):
    if not (MODELS / "manifest.json").is_file():
        pytest.skip("var/models is empty: run python -m pose.movenet build")
    build_page()
    with served("bench/detector-trials.ts") as address, chromium_page() as page:
        page.goto(address)
        page.evaluate("() => plumblineTrials.trial('litert-wasm-threads', 2, 'movenet-lightning')")
    models = wrong_models(tmp_path)
    with served("bench/detector-trials.ts", models) as address, chromium_page() as page:
        page.goto(address)
        chosen = page.evaluate("() => plumblineTrials.choose()")
    assert chosen["runtime"].startswith("tfjs")
    why = {one["runtime"]: one["reason"] for one in chosen["passedOver"]}
    assert why["litert-wasm-threads"] == why["litert-wasm"] == "self_test_failed"


def test_a_runtime_that_dies_in_a_set_is_replaced_and_the_set_goes_on(
    tmp_path: Path, studio: Studio, product: Product
):
    clip = studio.clip("squat", "squat", "--repetitions", "4", "--peak-deg", "95")
    trial = product.trial(exercise="squat", side=None, seconds=60)
    with chromium(camera_file(clip.video, tmp_path).path) as browser:
        visit = Visit(browser, product, trial)
        visit.to_today()
        visit.to_learn()
        visit.to_perform()
        page = visit.page
        page.locator('[data-count="1"]').wait_for()
        [worker] = [
            one for one in page.workers if "litert-worker" in one.url or "tfjs-worker" in one.url
        ]
        worker.evaluate("() => void setTimeout(() => self.close())")
        # Counted by another runtime: the one that counted the first is gone.
        page.locator('[data-count="2"]').wait_for(timeout=60_000)
        visit.press("done")
        visit.answer(pain=1, effort=3)
        visit.screen("done")
        page.locator('[data-uploads="sent"], [data-uploads="empty"]').wait_for(state="attached")
        for _ in range(600):
            [found] = recordings(product, trial)
            if found["state"] not in {"receiving", "queued", "scoring"}:
                break
            page.wait_for_timeout(100)
    assert found["state"] == "scored", found["report"]
    [count] = [m["value"] for m in found["report"]["metrics"] if m["key"] == "repetitions"]
    assert count >= 1
