"""`make run`: prepare the data, start every process, say where everything is."""

import datetime as dt
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from therapy.operations.certificate import certificate_for_this_machine, network_addresses
from therapy.operations.demo import DemoClinic, demo_clinic_ensure
from therapy.operations.processes import Process, Supervisor

FIRST_PORT = 8000
PORTS_TRIED = 50
READY_WITHIN_S = 60


class Command(BaseCommand):
    """Start the product on this machine."""

    help = "Prepare the data, start the web and worker processes, print the addresses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--port", type=int, help="default: the first free one from 8000")
        parser.add_argument("--tls", action="store_true", help="HTTPS on the network, for phones")
        parser.add_argument("--no-demo", action="store_true", help="start with an empty database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, announce, and keep running until stopped."""
        var = Path(settings.PLUMBLINE_VAR)
        port = options["port"] or _first_free_port()
        address = f"{'https' if options['tls'] else 'http'}://{_host(tls=options['tls'])}:{port}"
        self.stdout.write("Preparing the data")
        _prepare()
        clinic = None if options["no_demo"] else demo_clinic_ensure(say=self.stdout.write)
        supervisor = Supervisor(_processes(var, port, tls=options["tls"], address=address))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: supervisor.stopping.set())
        supervisor.start()
        if not _is_ready(address, supervisor):
            supervisor.stop()
            raise CommandError(f"The web process did not start; see {var / 'log' / 'web.log'}")
        self._announce(address, clinic, var, tls=options["tls"])
        supervisor.run()
        self.stdout.write("Stopped.")

    def _announce(self, address: str, clinic: DemoClinic | None, var: Path, *, tls: bool) -> None:
        lines = ["", f"Plumbline is running at {address}"]
        if clinic is not None:
            lines += [
                "",
                "  Demo clinic, synthetic patients:",
                f"    Therapist   {address}/    {clinic.therapist} / {clinic.password}",
                f"    Operator    {address}/admin/    {clinic.operator} / {clinic.password}",
                f"    Patient     {address}{clinic.link_path}",
                f"                date of birth {clinic.birth_date:%d %B %Y}",
            ]
        lines += [
            "",
            f"  API           {address}/api/v1/openapi.json",
            f"  Data and logs {var}",
            "  Stop with Ctrl-C.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        if tls:
            what = "This address" if clinic is None else "The patient's link"
            self.stdout.write(f"{what} for a phone in this network (it will ask once")
            self.stdout.write("whether to trust this machine's own certificate):")
            self.stdout.flush()
            link = address + ("/" if clinic is None else clinic.link_path)
            segno.make(link).terminal(out=sys.stdout, compact=True)
        self.stdout.flush()


def _first_free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise CommandError(f"No free port from {FIRST_PORT}; name one with PORT=")


def _host(*, tls: bool) -> str:
    if not tls:
        return "localhost"
    addresses = network_addresses()
    return addresses[0] if addresses else socket.gethostname()


def _prepare() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("library_load", verbosity=0)


def _processes(var: Path, port: int, *, tls: bool, address: str) -> list[Process]:
    log = var / "log"
    log.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ) | {
        "PLUMBLINE_VAR": str(var),
        "PORT": str(port),
        "WEB_HOST": "0.0.0.0" if tls else "127.0.0.1",  # noqa: S104 - phones in the network are the point of TLS=1
        "PLUMBLINE_ADDRESS": address,
        "ALLOWED_HOSTS": ",".join(
            ["localhost", "127.0.0.1", socket.gethostname(), *network_addresses()]
        ),
    }
    if tls:
        files = certificate_for_this_machine(var / "tls", now=dt.datetime.now(dt.UTC))
        environment |= {
            "TLS_CERT_FILE": str(files.certificate_file),
            "TLS_KEY_FILE": str(files.key_file),
            "PLUMBLINE_HTTPS": "1",
            # Browsers take no service worker under a certificate that they do not know.
            "PLUMBLINE_OFFLINE": "0",
        }
    web = [sys.executable, "-m", "gunicorn", "--config", "therapy/gunicorn.py", "therapy.wsgi"]
    worker = [
        sys.executable, "-m", "celery", "--app", "therapy", "worker", "--beat",
        "--schedule", str(var / "beat-schedule"), "--concurrency", "1", "--loglevel", "warning",
    ]  # fmt: skip
    return [
        Process("web", web, environment, log / "web.log"),
        Process("worker", worker, environment, log / "worker.log"),
    ]


def _is_ready(address: str, supervisor: Supervisor) -> bool:
    """Ask for the health page until it answers, the web process ends, or the time is over."""
    local = address.partition("://")[0] + "://127.0.0.1:" + address.rpartition(":")[2]
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and not supervisor.stopping.is_set():
        if supervisor.processes[0].ended() is not None:
            return False
        if _answers(f"{local}/health/"):
            return True
        supervisor.stopping.wait(0.2)
    return False


def _answers(url: str) -> bool:
    import ssl  # noqa: PLC0415 - needed here alone

    # The certificate is this machine's own, and the question goes to this machine alone.
    context = ssl._create_unverified_context() if url.startswith("https") else None  # noqa: S323, SLF001
    try:
        with urllib.request.urlopen(url, timeout=2, context=context) as answer:  # noqa: S310 - a fixed local address
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's own number
    except (urllib.error.URLError, OSError):
        return False
