"""A connection that fails in the middle of a set costs nothing: the device keeps it and sends it."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.functional.conftest import Studio
from tests.functional.visit import Visit, recordings
from tests.perform.browser import chromium
from tests.perform.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# What the device keeps of each recording, from the browser's own database.
KEPT = """
async () => {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open("plumbline-uploads");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const all = (name) => new Promise((resolve, reject) => {
    const asking = database.transaction(name).objectStore(name).getAll();
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  });
  const records = (chunk) => new DataView(chunk.body.buffer, chunk.body.byteOffset).getUint16(6, true);
  const chunks = await all("chunks");
  const recordings = await all("recordings");
  database.close();
  return recordings.map(({ id }) => {
    const own = chunks.filter((chunk) => chunk.recordingId === id);
    return { id, chunks: own.length, frames: own.map(records).reduce((a, b) => a + b, 0) };
  });
}
"""


@dataclass(frozen=True)
class Outcome:
    """What the device kept while it was offline, and what the server has in the end."""

    kept: dict[str, dict[str, Any]]
    standing: dict[str, dict[str, Any]]
    recordings: list[dict[str, Any]]
    left_on_device: list[dict[str, Any]]
    done_text: str
    problems: list[str]


@pytest.fixture(scope="module")
def looping_squats(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera before which somebody squats without end."""
    clip = studio.clip("squat", "squat", "--repetitions", "4", "--peak-deg", "95")
    target = tmp_path_factory.mktemp("camera") / "camera.mjpeg"
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", str(clip.video), "-an"]
    how = ["-vf", "fps=30,scale=640:-2", "-q:v", "4", "-pix_fmt", "yuvj420p"]
    subprocess.run([*command, *how, str(target)], check=True)
    return target


@pytest.fixture(scope="module")
def outcome(looping_squats: Path, product: Product) -> Outcome:
    """Two sets whose connection fails at the first repetition and comes back after the second set."""
    trial = product.trial(exercise="squat", side=None, seconds=60, sets=2)
    with chromium(looping_squats) as browser:
        visit = Visit(browser, product, trial)
        visit.to_today()
        visit.to_learn()
        _first_set_loses_its_connection(visit)
        _second_set_is_stopped_by_pain(visit)
        page = visit.page
        page.locator('[data-screen="done"] [data-state="kept"]').nth(1).wait_for()
        done_text = page.locator('[data-screen="done"]').inner_text()
        kept = {each["id"]: each for each in page.evaluate(KEPT)}
        # What failed while there was no connection is no news.
        visit.recorder.problems.clear()
        visit.context.set_offline(False)
        page.reload()
        visit.screen("today", "safety")
        page.goto(f"{product.address}/patient/")
        visit.screen("today")
        page.locator('[data-uploads="sent"], [data-uploads="empty"]').wait_for(state="attached")
        _wait_until_scored(page, product, trial)
        standing = {
            identifier: visit.context.request.get(
                f"{product.address}/api/v1/recordings/{identifier}/status"
            ).json()
            for identifier in kept
        }
        left = page.evaluate(KEPT)
        problems = list(visit.recorder.problems)
        found = recordings(product, trial)
    return Outcome(kept, standing, found, left, done_text, problems)


def _first_set_loses_its_connection(visit: Visit) -> None:
    visit.to_perform()
    visit.page.locator('[data-count="1"]').wait_for()
    visit.context.set_offline(True)
    visit.page.locator('[data-count="2"]').wait_for()
    visit.press("done")
    visit.answer(pain=1, effort=3)
    visit.screen("rest", "learn", "place")


def _second_set_is_stopped_by_pain(visit: Visit) -> None:
    visit.to_perform()
    # The first may be the end of a squat that was under way: a second one needs its seconds.
    visit.page.locator('[data-count="2"]').wait_for()
    visit.press("stop")
    visit.press("stop-pain")
    visit.answer(pain=4, effort=7, felt=("pain", "dizzy"))
    visit.screen("advice")
    visit.press("end")
    visit.screen("done")


def _wait_until_scored(page: Page, product: Product, trial: dict[str, Any]) -> None:
    for _ in range(600):
        states = {recording["state"] for recording in recordings(product, trial)}
        if not states & {"receiving", "queued", "scoring"}:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"still {states}")


def _of_set(outcome: Outcome, number: int) -> dict[str, Any]:
    [found] = [one for one in outcome.recordings if one["set_number"] == number]
    return found


def test_the_patient_is_told_that_the_device_keeps_what_was_done(outcome: Outcome) -> None:
    assert outcome.done_text.count("Kept on this device, will be sent") == 2
    assert "2 recordings are kept on this device and will be sent" in outcome.done_text


def test_a_set_that_lost_its_connection_is_scored_with_every_frame(outcome: Outcome) -> None:
    assert len(outcome.kept) == 2
    for recording in outcome.recordings:
        kept = outcome.kept[recording["id"]]
        assert kept["chunks"] > 1
        assert outcome.standing[recording["id"]]["received"] == [[0, kept["chunks"] - 1]]
        quality = recording["report"]["quality"]
        assert quality["frames"] + quality["repaired"]["repeated_frames"] == kept["frames"]
    first = _of_set(outcome, 1)
    assert first["state"] == "scored"
    assert first["stop_reason"] == "finished"
    assert (first["pain"], first["effort"]) == (1, 3)
    [count] = [m["value"] for m in first["report"]["metrics"] if m["key"] == "repetitions"]
    assert count >= 1


def test_a_stop_for_pain_arrives_with_its_reason_and_answers(outcome: Outcome) -> None:
    second = _of_set(outcome, 2)
    assert second["stop_reason"] == "pain"
    assert (second["pain"], second["effort"]) == (4, 7)
    assert set(second["felt_wrong"]) == {"pain", "dizzy"}


def test_nothing_is_left_on_the_device_and_nothing_failed_after_the_connection_was_back(
    outcome: Outcome,
) -> None:
    assert sum(each["chunks"] for each in outcome.left_on_device) == 0
    assert outcome.problems == []
