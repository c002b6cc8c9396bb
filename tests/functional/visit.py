"""A patient's visit in a real browser, screen by screen, waiting only for what the pages say.

The names of screens and actions are those of `docs/reference/patient-screens.md`.
"""

from contextlib import suppress
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page
from playwright.sync_api import TimeoutError as TookTooLong

from tests.perform.browser import Recorder
from tests.perform.product import Product

PATIENCE_MS = 30_000
"""How long a screen may take on a busy machine; nothing waits so long where all is well."""

CLICK_MS = 3_000
"""How long a button that goes away by itself is tried."""


class Visit:
    """One patient with their link in one browser context."""

    def __init__(self, browser: Browser, product: Product, trial: dict[str, Any], **how: Any):
        settings = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | how
        self.context: BrowserContext = browser.new_context(**settings)
        self.context.set_default_timeout(PATIENCE_MS)
        self.recorder = Recorder(self.context)
        self.product = product
        self.trial = trial
        self.page: Page = self.context.new_page()

    def screen(self, *names: str) -> str:
        """Wait for one of these screens and return which it is."""
        found = self.page.locator(", ".join(f'[data-screen="{name}"]' for name in names)).first
        found.wait_for()
        name = found.get_attribute("data-screen")
        assert name is not None
        self.recorder.screen = name
        return name

    def action(self, name: str) -> Locator:
        """Return the button of that name."""
        return self.page.locator(f'[data-action="{name}"]').first

    def press(self, name: str) -> None:
        """Press a button."""
        self.action(name).click()

    def open_link(self) -> None:
        """Open the link up to the question for the date of birth."""
        self.page.goto(self.product.address + self.trial["link_path"])
        self.screen("birth-date")

    def say_birth_date(self) -> None:
        """Give the date of birth and go on."""
        year, month, day = self.trial["birth_date"].split("-")
        for name, value in (("day", day), ("month", month), ("year", year)):
            self.page.locator(f'[name="{name}"]').fill(value)
        self.press("next")
        self.screen("consent", "today")

    def to_today(self) -> None:
        """Open the link and agree."""
        self.open_link()
        self.say_birth_date()
        self.press("agree")
        self.screen("today")

    def to_learn(self) -> None:
        """From today's list to the first exercise."""
        self.press("start")
        self.screen("safety")
        self.press("next")
        self.screen("learn")

    def to_perform(self) -> None:
        """From the instruction, or the placement check of a later set, into the set.

        Where nobody is seen, the check is passed over.
        """
        if self.screen("learn", "place", "countdown") == "learn":
            self.press("next")
        if self.screen("place", "countdown") == "place":
            self.page.locator(
                '[data-screen="countdown"], [data-screen="perform"],'
                ' [data-action="continue-anyway"]:enabled'
            ).first.wait_for()
            if self.screen("place", "countdown", "perform") == "place":
                # Whoever was seen meanwhile is counted in, and the button is gone.
                with suppress(TookTooLong):
                    self.action("continue-anyway").click(timeout=CLICK_MS)
        self.screen("perform")

    def answer(self, *, pain: int, effort: int | None = None, felt: tuple[str, ...] = ()) -> None:
        """Answer what is asked after a set."""
        self.screen("pain")
        self.page.locator(f'[data-pain="{pain}"]').click()
        self.press("next")
        self.screen("effort")
        if effort is not None:
            self.page.locator(f'[data-effort="{effort}"]').click()
        if felt:
            self.press("felt-wrong")
            for name in felt:
                self.press(f"felt-{name}")
        self.press("next")


def sign_in(page: Page, product: Product, trial: dict[str, Any]) -> None:
    """Sign the trial's therapist in through the sign-in page."""
    page.goto(f"{product.address}/clinic/")
    page.get_by_label("Username").fill(trial["therapist"])
    page.get_by_label("Password").fill(trial["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/clinic/")


def recordings(product: Product, trial: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every recording of the patient with its report, as another system reads it."""
    listed = product.read(f"patients/{trial['patient']}/assessments", trial["api_key"])
    details = [
        product.read(f"assessments/{assessment['id']}", trial["api_key"])
        for assessment in listed["results"]
    ]
    return [recording for detail in details for recording in detail["recordings"]]
