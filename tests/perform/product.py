"""Start the product as a user does, on a free port, with a fresh database."""

import json
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.perform.camera import PerformError

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 90
CODE_END = "\N{UPPER HALF BLOCK}\n"


@dataclass(frozen=True)
class Product:
    """A running product: where it is, where its data lie, how to give it orders."""

    address: str
    var: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command against this product's database and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise PerformError(f"manage.py {arguments[0]} failed: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def trial(
        self, *, exercise: str, side: str | None, seconds: int, sets: int = 1
    ) -> dict[str, Any]:
        """Make a clinic, a therapist and a patient with one prescribed exercise."""
        arguments = ["trial", "--exercise", exercise, "--seconds", str(seconds)]
        arguments += ["--sets", str(sets)]
        arguments += ["--side", side] if side else []
        return dict(json.loads(self.manage(*arguments)))

    def read(self, path: str, api_key: str) -> Any:
        """Read from the API as another system does."""
        request = urllib.request.Request(
            f"{self.address}/api/v1/{path}", headers={"Authorization": f"Bearer {api_key}"}
        )
        with urllib.request.urlopen(request, timeout=10, context=self.trust()) as answer:
            return json.loads(answer.read())

    def trust(self) -> ssl.SSLContext | None:
        """Return what vouches for an HTTPS address: the certificate that the product made itself."""
        if not self.address.startswith("https:"):
            return None
        return ssl.create_default_context(cafile=str(self.var / "tls" / "certificate.pem"))


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def built_var() -> Path:
    """Return the folder that `make setup` filled; tests have a folder of their own beside it."""
    named = os.environ.get("PLUMBLINE_BUILT") or os.environ.get("PLUMBLINE_VAR")
    return Path(named) if named else ROOT / "var"


@contextmanager
def running_product(
    var: Path, *, tls: bool = False, port: int | None = None, **settings: str
) -> Iterator[Product]:
    """Run `manage.py start` until the block ends.

    What was built (models, compressed static files) is shared with the user's own data folder;
    everything else is fresh, or as the same ``var`` was left before.
    """
    var.mkdir(parents=True, exist_ok=True)
    built = built_var()
    if not (built / "models" / "manifest.json").exists():
        raise PerformError("The models are not built yet: run `make setup` first")
    for shared in ("models", "static"):
        if not (var / shared).exists():
            shutil.copytree(built / shared, var / shared, copy_function=os.link)
    port = port or free_port()
    environment = dict(os.environ) | {
        "PLUMBLINE_VAR": str(var),
        "SECRET_KEY": secrets.token_urlsafe(60),
        "PYTHONUNBUFFERED": "1",
        "WEB_PROCESSES": "1",
    }
    environment = environment | settings
    for inherited in ("SECRET_KEY_FILE", "DJANGO_SETTINGS_MODULE"):
        environment.pop(inherited, None)
    command = [sys.executable, "manage.py", "start", "--no-demo", "--port", str(port)]
    with (var / "start.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *(["--tls"] if tls else [])],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    scheme = "https" if tls else "http"
    product = Product(f"{scheme}://localhost:{port}", var, environment)
    try:
        _wait_until_ready(product, process)
        yield product
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _has_announced(product: Product) -> bool:
    """Return whether all was printed; with TLS the lower edge of a drawn code is the last of it."""
    log = (product.var / "start.log").read_text(errors="replace")
    if product.address.startswith("https:"):
        return "own certificate):" in log and log.endswith(CODE_END)
    return "Stop with Ctrl-C." in log


def _wait_until_ready(product: Product, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            health, trust = f"{product.address}/health/", product.trust()
            with urllib.request.urlopen(health, timeout=2, context=trust) as answer:
                if answer.status == 200 and _has_announced(product):
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)
    log = (product.var / "start.log").read_text(errors="replace").strip()
    raise PerformError(f"The product did not start: {log[-1500:]}")
