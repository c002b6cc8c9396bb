"""A set that nobody can be seen in is refused honestly, to the patient and to the therapist."""

import pytest
from playwright.sync_api import Browser

from tests.functional.visit import Visit, recordings, sign_in
from tests.perform.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LONG_ENOUGH_TO_LOOK = "() => performance.now() - performance.getEntriesByName('plumbline:recording-started')[0].startTime > 6000"


def test_an_empty_room_is_refused_with_advice_and_can_be_done_again(
    browser: Browser, product: Product
) -> None:
    trial = product.trial(exercise="squat", side=None, seconds=60)
    visit = Visit(browser, product, trial)
    visit.to_today()
    visit.to_learn()
    visit.to_perform()
    visit.page.wait_for_function(LONG_ENOUGH_TO_LOOK)
    visit.press("done")
    visit.answer(pain=0)
    visit.screen("done")
    row = visit.page.locator('[data-screen="done"] [data-state="refused"]')
    row.wait_for()
    [recording] = recordings(product, trial)
    assert recording["state"] == "refused"
    refusal = recording["report"]["refusal"]
    assert refusal["code"] == "no_person"
    assert all(metric["value"] is None for metric in recording["report"]["metrics"])
    assert refusal["advice"] in row.inner_text()
    assert "could not see you" in row.inner_text()

    therapist = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = therapist.new_page()
    sign_in(page, product, trial)
    page.locator('[data-why="refused"] a').click()
    section = page.locator(f'[data-recording="{recording["id"]}"][data-state="refused"]')
    told = section.locator('[data-refusal="no_person"]').inner_text()
    assert refusal["message"] in told
    assert refusal["advice"] in told
    therapist.close()

    visit.press("again")
    visit.screen("safety")
    visit.press("next")
    visit.screen("learn")
    assert visit.page.get_by_role("heading", name="Squat").count() == 1
    assert visit.recorder.problems == []
    visit.context.close()
