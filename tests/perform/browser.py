"""A real headless Chromium whose camera plays a file, with every request written down."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.perform.camera import PerformError
from tests.perform.requests import SentRequest, sent_request

QUIET = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


def chromium_path() -> str:
    """Return where Debian's Chromium is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise PerformError("Chromium is missing: run `make test-setup`")
    return found


def camera_flags(camera: Path | None) -> list[str]:
    """Return the flags that give the browser a camera without asking anybody."""
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    if camera is not None:
        flags.append(f"--use-file-for-fake-video-capture={camera}")
    return flags


@contextmanager
def chromium(camera: Path | None = None) -> Iterator[Browser]:
    """Run a headless Chromium until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            # As root (in containers and in CI) Chromium's own sandbox cannot start.
            args=["--no-sandbox", *QUIET, *camera_flags(camera)],
        )
        try:
            yield browser
        finally:
            browser.close()


class Recorder:
    """Writes down every request of a browser context, with its body."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[SentRequest] = []
        self.problems: list[str] = []
        self.screen = ""
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("page", self._on_page)

    def _on_request(self, request: Request) -> None:
        self.requests.append(
            sent_request(
                method=request.method,
                url=request.url,
                headers=request.headers,
                body=request.post_data_buffer or b"",
                screen=self.screen,
            )
        )

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{self.screen}: {response.status} for {response.url}")

    def _on_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"{self.screen}: {error}"))
        page.on("websocket", lambda socket: self.problems.append(f"a web socket: {socket.url}"))
        page.on("console", lambda line: self._on_console(line.type, line.text))

    def _on_console(self, kind: str, text: str) -> None:
        # A failed request is told by its answer, with its address; LiteRT informs on stderr.
        if re.match(r"Failed to load resource|(INFO|WARNING): \[", text):
            return
        if kind == "error" or re.search("Content.Security.Policy", text):
            self.problems.append(f"{self.screen}: {text}")
