"""A patient's device that is closed and opened again, and a product that is stopped in between."""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Response, sync_playwright

from tests.functional.visit import PATIENCE_MS, Visit
from tests.perform.browser import QUIET, Recorder, camera_flags, chromium_path
from tests.perform.product import Product, free_port, running_product

DETECTOR_IS_READY = "() => performance.getEntriesByName('plumbline:detector-ready').length > 0"


class Clinic:
    """One clinic's server, which can go and come back under the same address."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.secret_key = secrets.token_urlsafe(60)

    def open(self) -> AbstractContextManager[Product]:
        """Run the product until the block ends: its processes are really gone after it."""
        return running_product(self.var, port=self.port, SECRET_KEY=self.secret_key)


class Return(Visit):
    """One opening of the browser; what it keeps is on disk, as on a patient's own device."""

    def __init__(self, context: BrowserContext, product: Product, trial: dict[str, Any]) -> None:
        self.context = context
        self.context.set_default_timeout(PATIENCE_MS)
        self.recorder = Recorder(context)
        self.answers: list[Response] = []
        context.on("response", self._on_answer)
        self.product = product
        self.trial = trial
        self.page = context.new_page()

    def _on_answer(self, answer: Response) -> None:
        self.answers.append(answer)

    def go(self, path: str) -> None:
        """Open an address of the product."""
        self.page.goto(self.product.address + path)


@contextmanager
def device(
    profile: Path, camera: Path, product: Product, trial: dict[str, Any]
) -> Iterator[Return]:
    """Open the browser with that profile, and close it when the block ends."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium_path(),
            args=["--no-sandbox", *QUIET, *camera_flags(camera)],
            viewport={"width": 1280, "height": 800},
            locale="en-GB",
        )
        try:
            yield Return(context, product, trial)
        finally:
            context.close()
