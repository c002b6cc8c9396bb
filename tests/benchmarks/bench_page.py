"""The benchmark page: built, served cross-origin isolated, opened in a real Chromium."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[2]
STATIC: Final = ROOT / "var" / "bench" / "static"
MODELS: Final = ROOT / "var" / "models"
# The product's own kind of policy, and what the stock detector's threads need beyond it.
CONTENT_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; "
    "connect-src 'self' blob: data:"
)
CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")


class BenchHandler(SimpleHTTPRequestHandler):
    """Serves the built page, the runtimes and the models, cross-origin isolated."""

    extensions_map: dict[str, str] = {  # noqa: RUF012 -- the base class declares it so
        **SimpleHTTPRequestHandler.extensions_map,
        ".wasm": "application/wasm",
    }

    def __init__(self, *args: Any, page: bytes, models: Path, **kwargs: Any) -> None:
        self.page = page
        self.models = models
        super().__init__(*args, directory=str(STATIC), **kwargs)

    def do_GET(self) -> None:
        """Answer with the page, or with a file under ``/static/``."""
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(self.page)))
            self.end_headers()
            self.wfile.write(self.page)
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        """Find models in their folder, all else in the bench build."""
        relative = path.split("?", maxsplit=1)[0].removeprefix("/static/")
        if relative.startswith("models/"):
            return str(self.models / relative.removeprefix("models/"))
        return str(STATIC / relative)

    def end_headers(self) -> None:
        """Isolate the page, which threads need, under the product's own kind of policy."""
        self.send_header("Content-Security-Policy", CONTENT_POLICY)
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing: standard output holds the result alone."""


@contextmanager
def served(script_source: str, models: Path = MODELS) -> Iterator[str]:
    """Serve one built page, and the models of a folder, on a free port; yield its address."""
    manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    script = manifest[script_source]["file"]
    page = f'<!doctype html><body><script type="module" src="/static/{script}"></script>'
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(BenchHandler, page=page.encode(), models=models)
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium_page(camera: Path | None = None, *extra: str) -> Iterator[Page]:
    """Open a headless Chromium, whose camera plays ``camera`` where there is one."""
    arguments = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        *([] if camera is None else [f"--use-file-for-fake-video-capture={camera}"]),
        *extra,
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        yield page
        browser.close()


def missing_for(video: Path) -> str | None:
    """Return what a benchmark on that video lacks, and how to get it; ``None`` when all is there."""
    if not video.is_file():
        return f"{video} is not there: name one with --video"
    if not (MODELS / "manifest.json").is_file():
        return "var/models is empty: run python -m pose.movenet build"
    return None


def build_page() -> None:
    """Build the benchmark page into ``var/bench``."""
    subprocess.run(
        ["npx", "vite", "build", "--mode", "bench", "--logLevel", "error"],
        cwd=ROOT / "frontend",
        check=True,
        stdout=sys.stderr,
    )
