"""Every page by axe-core's rules, light and dark, on a phone and on a desk; and large enough.

axe-core is handed to the page from outside: the pages' own policy lets no other script in.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TookTooLong

from tests.functional.visit import PATIENCE_MS, Visit, sign_in
from tests.perform.browser import Recorder
from tests.perform.product import ROOT, Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
AXE_TRIES = "Applying inline style"
WIDTHS = ((390, 844), (1280, 900))
NARROWEST = (320, 640)
SMALLEST_TARGET_PX = 44
REDRAWN_MS = 5_000

CHECK = """
async (options) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // A colour on its way from one scheme to the other is nobody's colour.
  // With less motion each takes a millisecond, one inherited level after the other.
  for (let round = 0; round < 30; round += 1) {
    await frame();
    const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
    if (changing.length === 0) break;
    await Promise.allSettled(changing.map((one) => one.finished));
  }
  const { violations } = await axe.run(document, options);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) =>
      `${id}: ${node.target.join(" ")}: ${node.any.concat(node.all, node.none).map((c) => c.message).join("; ")}`));
}
"""
# What is seen of a page at its present width: whether it scrolls sideways, and small buttons.
MEASURE = """
(smallest) => {
  const page = document.scrollingElement;
  const buttons = [...document.querySelectorAll("button, [role=button], a.btn, summary.btn")];
  const box = (button) => button.getBoundingClientRect();
  return {
    overflow: page.scrollWidth - page.clientWidth,
    small: buttons
      .filter((button) => button.checkVisibility() && box(button).width > 1)
      .filter((button) => box(button).height < smallest - 0.5 || box(button).width < smallest - 0.5)
      .map((button) => `${button.dataset.action ?? button.textContent.trim()} `
        + `${Math.round(box(button).width)} x ${Math.round(box(button).height)}`),
  };
}
"""
FITS = "() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"
SEEN_FOR_SIX_SECONDS = (
    "() => performance.now() - performance"
    ".getEntriesByName('plumbline:recording-started')[0].startTime > 6000"
)


@dataclass
class Findings:
    """What is wrong, by page; a page without faults has an entry without any."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    overflowing: dict[str, int] = field(default_factory=dict)
    small: dict[str, list[str]] = field(default_factory=dict)
    recorders: list[Recorder] = field(default_factory=list)

    def look(self, page: Page, name: str, *, for_patients: bool = False) -> None:
        """Check the page as it stands, in both schemes and at every width."""
        for recorder in self.recorders:
            recorder.screen = name
        size = page.viewport_size
        assert size is not None
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text())
        self.faults.setdefault(name, [])
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found = self._by_the_rules(page)
                self.faults[name] += [f"{width} px, {scheme}: {fault}" for fault in found]
        self._measure(page, name, for_patients=for_patients)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size(size)

    def _by_the_rules(self, page: Page) -> list[str]:
        """Run axe-core; the style element that it tries, and that is refused, is not the page's."""
        before = [len(recorder.problems) for recorder in self.recorders]
        found: list[str] = page.evaluate(CHECK, OPTIONS)
        for count, recorder in zip(before, self.recorders, strict=True):
            during = recorder.problems[count:]
            recorder.problems[count:] = [one for one in during if AXE_TRIES not in one]
        return found

    def _measure(self, page: Page, name: str, *, for_patients: bool) -> None:
        page.set_viewport_size({"width": NARROWEST[0], "height": NARROWEST[1]})
        # Curves are drawn anew for their new width, a moment later; what stays is measured.
        with suppress(TookTooLong):
            page.wait_for_function(FITS, timeout=REDRAWN_MS)
        measured = page.evaluate(MEASURE, SMALLEST_TARGET_PX)
        if measured["overflow"] > 0:
            self.overflowing[name] = measured["overflow"]
        if for_patients and measured["small"]:
            self.small[name] = measured["small"]

    def patient(self, visit: Visit, screen: str) -> None:
        """Wait for a patient's screen and check it."""
        visit.screen(screen)
        self.look(visit.page, screen, for_patients=True)


def _patient_screens(findings: Findings, visit: Visit) -> None:
    visit.page.goto(f"{visit.product.address}/patient/")
    findings.patient(visit, "link-problem")
    # The same page with another fragment would only be scrolled.
    visit.page.goto("about:blank")
    visit.open_link()
    findings.patient(visit, "birth-date")
    visit.say_birth_date()
    findings.patient(visit, "consent")
    visit.press("agree")
    findings.patient(visit, "today")
    visit.press("start")
    findings.patient(visit, "safety")
    visit.press("next")
    findings.patient(visit, "learn")
    visit.press("next")
    findings.patient(visit, "place")
    visit.to_perform()
    findings.patient(visit, "perform")
    visit.press("stop")
    visit.action("stop-pain").wait_for()
    findings.look(visit.page, "stop dialog", for_patients=True)
    visit.press("go-on")
    visit.page.wait_for_function(SEEN_FOR_SIX_SECONDS)
    visit.press("done")
    findings.patient(visit, "pain")
    visit.page.locator('[data-pain="3"]').click()
    visit.press("next")
    visit.press("felt-wrong")
    findings.patient(visit, "effort")
    visit.press("next")
    visit.screen("done")
    visit.page.locator('[data-screen="done"] [data-state="refused"]').wait_for()
    findings.patient(visit, "done")


def _own_clinic(findings: Findings, page: Page, product: Product, trial: dict[str, Any]) -> None:
    """The pages of a clinic with one patient: before the first recording."""
    page.goto(f"{product.address}/account/sign-in/")
    findings.look(page, "sign-in")
    sign_in(page, product, trial)
    assert page.locator("[data-row]").count() == 0
    findings.look(page, "worklist, empty")
    patient = f"/clinic/patients/{trial['patient']}/"
    page.goto(product.address + patient)
    page.locator("summary", has_text="Prescribe").click()
    findings.look(page, "patient, nothing recorded")
    page.get_by_role("link", name="First assessment").first.click()
    page.locator("#id_items-0-sets").wait_for()
    findings.look(page, "prescribing")
    page.get_by_role("button", name="Prescribe and show the link").click()
    page.wait_for_url("**/hand-over/")
    findings.look(page, "hand-over")


def _refused(findings: Findings, page: Page, product: Product) -> None:
    page.goto(f"{product.address}/clinic/")
    page.locator('[data-why="refused"] a').click()
    page.locator('[data-refusal="no_person"]').wait_for()
    findings.look(page, "assessment, refused")


def _demo_clinic(findings: Findings, page: Page, product: Product) -> None:
    """Pages with really scored recordings of synthetic patients."""
    product.manage("shell", "--no-imports", "-c", DEMO)
    signs = json.loads((product.var / "demo-sign-ins.json").read_text())
    page.context.clear_cookies()
    sign_in(page, product, {"therapist": "therapist", "password": signs["password"]})
    page.locator("[data-row]").first.wait_for()
    findings.look(page, "worklist")
    page.goto(f"{product.address}/clinic/patients/")
    findings.look(page, "patients")
    page.locator("[data-row] a").first.click()
    page.locator("[data-trend]").first.wait_for()
    findings.look(page, "patient")
    page.locator("[data-assessment] a, a[data-assessment]").first.click()
    page.locator('[data-player="ready"]').first.wait_for()
    for details in page.locator("[data-recording] details > summary").all()[:3]:
        details.click()
    findings.look(page, "assessment, scored")


DEMO = (
    "from therapy.operations.demo import demo_clinic_ensure;demo_clinic_ensure(say=print, weeks=1)"
)


@pytest.fixture(scope="module")
def findings(browser: Browser, product: Product) -> Findings:
    """Every page, looked at once."""
    trial = product.trial(exercise="squat", side=None, seconds=60)
    therapist = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    therapist.set_default_timeout(PATIENCE_MS)
    recorder = Recorder(therapist)
    page = therapist.new_page()
    visit = Visit(browser, product, trial)
    findings = Findings(recorders=[visit.recorder, recorder])
    # Before the therapist prescribes anew: the trial's own prescription has the one squat.
    _patient_screens(findings, visit)
    _refused(findings, _signed_in(page, product, trial), product)
    page.context.clear_cookies()
    other = product.trial(exercise="squat", side=None, seconds=60)
    _own_clinic(findings, page, product, other)
    _demo_clinic(findings, page, product)
    return findings


def _signed_in(page: Page, product: Product, trial: dict[str, Any]) -> Page:
    sign_in(page, product, trial)
    return page


def test_no_page_breaks_a_rule_that_matters(findings: Findings) -> None:
    assert len(findings.faults) == 22
    assert {name: faults for name, faults in findings.faults.items() if faults} == {}


def test_no_page_scrolls_sideways_on_the_narrowest_phone(findings: Findings) -> None:
    assert findings.overflowing == {}


def test_every_button_of_a_patient_is_large_enough_for_any_finger(findings: Findings) -> None:
    assert findings.small == {}


def test_no_page_asked_for_anything_that_was_refused(findings: Findings) -> None:
    assert [problem for recorder in findings.recorders for problem in recorder.problems] == []
