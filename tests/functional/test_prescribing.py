"""A therapist prescribes in a few actions, and the link that they hand over shows just that."""

import datetime as dt
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser, Locator, Page

from tests.functional.visit import PATIENCE_MS, Visit, sign_in
from tests.perform.browser import Recorder
from tests.perform.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

MOST_ACTIONS = 12
"""Clicks and fields from the worklist to the saved prescription: five seconds each are a minute."""

ROUTINE = "Knee and balance, start"
# As routines/library/knee_and_balance_start.yaml says.
SUGGESTED = [
    ("Squat", "", "2", "8", "", "60"),
    ("Stand on one leg", "left", "2", "", "20", "30"),
    ("Stand on one leg", "right", "2", "", "20", "30"),
]
QR_BORDER = 2

READ_QR = """
([image, modules]) => {
  const canvas = document.createElement("canvas");
  const scale = 8;
  canvas.width = canvas.height = modules * scale;
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const dark = (x, y) => context.getImageData(x, y, 1, 1).data[0] < 128;
  const middle = (index) => index * scale + scale / 2;
  return Array.from({ length: modules }, (_, row) =>
    Array.from({ length: modules }, (_, column) => dark(middle(column), middle(row)) ? 1 : 0));
}
"""


class Hands:
    """Clicks and fills, and counts how often."""

    def __init__(self) -> None:
        self.actions = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.actions += 1

    def fill(self, target: Locator, value: str) -> None:
        target.fill(value)
        self.actions += 1

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)
        self.actions += 1


def _rows(page: Page) -> list[tuple[str, ...]]:
    """Return the exercises of the form, as they stand in its fields."""
    rows = []
    for index in range(int(page.locator("#id_items-TOTAL_FORMS").input_value())):
        exercise = page.locator(f"#id_items-{index}-exercise_version option:checked")
        fields = ("side", "sets", "repetitions", "seconds", "rest_s")
        values = [page.locator(f"#id_items-{index}-{name}").input_value() for name in fields]
        rows.append((exercise.inner_text().partition(",")[0], *values))
    return rows


def _prescribe(page: Page, trial: dict[str, Any], hands: Hands, ends_on: dt.date) -> None:
    """From the worklist to the hand-over page."""
    hands.click(page.get_by_role("link", name="Patients", exact=True))
    hands.click(page.locator("main").locator(f'a[href$="/{trial["patient"]}/"]').first)
    hands.click(page.locator("summary", has_text="Prescribe"))
    hands.click(page.get_by_role("link", name="Another routine"))
    hands.choose(page.locator("#id_routine_version"), ROUTINE)
    page.wait_for_url("**routine=**")
    page.locator("#id_items-2-sets").wait_for()
    assert [row[1:] for row in _rows(page)] == [row[1:] for row in SUGGESTED]
    assert [
        row[0].startswith(wanted[0]) for row, wanted in zip(_rows(page), SUGGESTED, strict=True)
    ]
    assert page.locator("#id_patient").input_value() == trial["patient"]
    hands.fill(page.locator("#id_items-0-repetitions"), "12")
    hands.fill(page.locator("#id_times_per_week"), "4")
    hands.fill(page.locator("#id_ends_on"), ends_on.isoformat())
    hands.fill(page.locator("#id_pain_stop_limit"), "5")
    hands.click(page.get_by_role("button", name="Prescribe and show the link"))
    page.wait_for_url("**/hand-over/")


def _check_qr(page: Page, link: str) -> None:
    """The code's dark and light squares are those of the link and of nothing else."""
    code = segno.make(link, error="m", micro=False)
    wanted = [list(row) for row in code.matrix_iter(border=QR_BORDER)]
    image = page.get_by_role("img", name="QR code of the link").element_handle()
    assert page.evaluate(READ_QR, [image, len(wanted)]) == wanted


def test_a_routine_is_prescribed_in_a_few_actions_and_its_link_shows_it(
    browser: Browser, product: Product
) -> None:
    trial = product.trial(exercise="squat", side=None, seconds=60)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    recorder = Recorder(context)
    page, hands = context.new_page(), Hands()
    sign_in(page, product, trial)
    ends_on = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=20)
    _prescribe(page, trial, hands, ends_on)
    assert hands.actions <= MOST_ACTIONS
    link = page.get_by_role("textbox", name="Link").input_value()
    assert link.startswith(f"{product.address}/patient/#")
    _check_qr(page, link)
    page.reload()
    assert page.get_by_role("textbox", name="Link").count() == 0, "the link is shown once"
    assert recorder.problems == []
    context.close()

    handed = trial | {"link_path": link.removeprefix(product.address)}
    visit = Visit(browser, product, handed)
    visit.to_today()
    items = visit.page.locator("[data-item]")
    protocols = [item.get_attribute("data-item") for item in items.all()]
    assert protocols == ["squat", "single_leg_stance", "single_leg_stance"]
    assert "2 sets of 12 times" in items.nth(0).inner_text()
    assert "left side" in items.nth(1).inner_text()
    assert "2 sets of 20 seconds" in items.nth(2).inner_text()
    shown = visit.context.request.get(f"{product.address}/api/v1/patient/today").json()
    prescription = shown["prescription"]
    assert prescription["times_per_week"] == 4
    assert prescription["pain_stop_limit"] == 5
    assert prescription["ends_on"] == ends_on.isoformat()
    doses = [(i["side"], i["sets"], i["repetitions"], i["seconds"]) for i in shown["items"]]
    assert doses == [(None, 2, 12, None), ("left", 2, None, 20), ("right", 2, None, 20)]
    assert [item["rest_s"] for item in shown["items"]] == [60, 30, 30]
    assert visit.recorder.problems == []
    visit.context.close()
