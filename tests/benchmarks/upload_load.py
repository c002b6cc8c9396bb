"""Many patients upload at once to one web process; prints one JSON object.

    python -m tests.benchmarks.upload_load [--patients 50] [--seconds 60] [--postgres]

Each simulated patient has an open link and sends one chunk of two seconds every two seconds,
starting at a random moment, then completes.  Latency is from the first byte sent to the whole
answer read.  The load runs on the same machine as the server and takes processor time from it.
"""

import argparse
import contextlib
import datetime as dt
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests import servers
from tests.builders.recordings import (
    FACTS,
    chunks_of,
    digest_header,
    digest_of_digests,
    still_records,
)

CHUNK_S = 2.0
FPS = 30.0
BIRTH_DATE = dt.date(1948, 3, 9)
READY_WITHIN_S = 30.0


@dataclass
class Outcome:
    """What happened to the chunks of all patients."""

    latencies_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, latency_ms: float, status: int, wanted: int) -> None:
        with self.lock:
            self.latencies_ms.append(latency_ms)
            if status != wanted:
                self.errors.append(f"chunk: {status}")

    def fail(self, what: str) -> None:
        with self.lock:
            self.errors.append(what)


class Patient:
    """One browser: cookies, CSRF header, one kept connection."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.token = token

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, "X-CSRFToken": self.cookies.get("csrftoken", ""), **headers}
        self.connection.request(method, f"/api/v1/{path}", body=body or None, headers=sent)
        answer = self.connection.getresponse()
        content = answer.read()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, json.loads(content) if content else {}

    def send(self, method: str, path: str, value: Any, wanted: int) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        status, body = self.ask(method, path, json.dumps(value).encode(), **headers)
        if status != wanted:
            raise RuntimeError(f"{method} {path}: {status} {body}")
        return body

    def sign_in(self) -> str:
        """Open the link, agree, start, and announce a recording; return its id."""
        self.ask("GET", "patient/session")
        opened = {"token": self.token, "birth_date": BIRTH_DATE.isoformat()}
        session = self.send("POST", "patient/session", opened, 200)
        consent = {"purpose": "care", "text_version": session["consent"]["text_version"]}
        self.send("POST", "patient/consents", {**consent, "granted": True}, 201)
        assessment, recording = str(uuid4()), str(uuid4())
        started = {"prescription": session["prescription"]["id"], "started_at": FACTS["started_at"]}
        self.send("POST", "patient/assessments", {"id": assessment, **started}, 201)
        item = session["items"][0]["id"]
        announced = {"id": recording, "assessment": assessment, "item": item, "set_number": 1}
        self.send("POST", "recordings", {**announced, "facts": FACTS}, 201)
        return recording


def upload(patient: Patient, recording: str, bodies: list[bytes], outcome: Outcome) -> None:
    """Send one chunk every two seconds from a random moment on, then complete."""
    start = time.monotonic() + random.random() * CHUNK_S
    for sequence, body in enumerate(bodies):
        time.sleep(max(0.0, start + sequence * CHUNK_S - time.monotonic()))
        headers = {
            "Content-Type": "application/vnd.plumbline.keypoints",
            "Content-Digest": digest_header(body),
        }
        before = time.perf_counter()
        try:
            status, _ = patient.ask(
                "PUT", f"recordings/{recording}/chunks/{sequence}", body, **headers
            )
        except (OSError, http.client.HTTPException) as error:
            outcome.fail(f"chunk: {type(error).__name__}")
            patient.connection.close()
        else:
            outcome.add((time.perf_counter() - before) * 1000, status, 201)
    end = {"count": len(bodies), "digest": digest_of_digests(bodies)}
    try:
        patient.send(
            "POST",
            f"recordings/{recording}/complete",
            {**end, "dropped_frames": 0, "stop_reason": "finished"},
            202,
        )
    except (OSError, http.client.HTTPException, RuntimeError) as error:
        outcome.fail(f"complete: {error}")


def prepare(n_patients: int) -> list[str]:
    """Make a clinic with patients, prescriptions and links; return the links' tokens."""
    import django  # noqa: PLC0415  only once the environment names the database

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from routines.selectors import routine_version_list_current  # noqa: PLC0415
    from therapy.accounts.services import clinic_create  # noqa: PLC0415
    from therapy.audit.actors import Actor  # noqa: PLC0415
    from therapy.care.services import (  # noqa: PLC0415
        link_create,
        patient_create,
        prescription_create,
    )
    from therapy.common.tenancy import clinic_scope  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("library_load", verbosity=0)
    by = Actor.system("benchmark")
    clinic = clinic_create(by=by, name="Benchmark", phone="0")
    routine = routine_version_list_current().get(routine__key="whole_body_check")
    tokens = []
    with clinic_scope(clinic.id):
        for number in range(n_patients):
            patient = patient_create(
                by=by,
                clinic=clinic,
                given_name="Synthetic",
                family_name=str(number),
                birth_date=BIRTH_DATE,
                is_synthetic=True,
            )
            prescription_create(
                by=by,
                patient=patient,
                routine_version=routine,
                starts_on=dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1),
            )
            tokens.append(link_create(by=by, patient=patient).token)
    return tokens


@contextlib.contextmanager
def web_process(threads: int) -> Iterator[int]:
    """Run one gunicorn worker process inside; its port."""
    port = servers.free_port()
    environment = dict(os.environ) | {
        "PORT": str(port),
        "WEB_HOST": "127.0.0.1",
        "WEB_PROCESSES": "1",
        "WEB_THREADS": str(threads),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "therapy/gunicorn.py", "therapy.wsgi"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError("the web process did not become ready")


def run(n_patients: int, seconds: float, threads: int, database: str) -> dict[str, Any]:
    """Run the load and return the figures."""
    tokens = prepare(n_patients)
    n_chunks = max(1, round(seconds / CHUNK_S))
    frames = round(CHUNK_S * FPS)
    bodies = chunks_of(still_records(n_chunks * frames, fps=FPS), frames=frames)
    outcome = Outcome()
    with web_process(threads) as port:
        patients = [Patient(port, token) for token in tokens]
        recordings = [patient.sign_in() for patient in patients]
        runs = [
            threading.Thread(target=upload, args=(patient, recording, bodies, outcome))
            for patient, recording in zip(patients, recordings, strict=True)
        ]
        began = time.monotonic()
        for thread in runs:
            thread.start()
        for thread in runs:
            thread.join()
        lasted_s = time.monotonic() - began
    return _figures(outcome, n_patients, n_chunks, lasted_s, threads, database)


def _figures(
    outcome: Outcome,
    n_patients: int,
    n_chunks: int,
    lasted_s: float,
    threads: int,
    database: str,
) -> dict[str, Any]:
    cuts = statistics.quantiles(outcome.latencies_ms, n=100)
    return {
        "database": database,
        "patients": n_patients,
        "threads": threads,
        "seconds": round(lasted_s, 1),
        "chunks_wanted": n_patients * n_chunks,
        "chunks_answered": len(outcome.latencies_ms),
        "errors": len(outcome.errors),
        "error_kinds": sorted(set(outcome.errors))[:10],
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "max_ms": round(max(outcome.latencies_ms), 1),
    }


def main() -> None:
    """Run as the arguments say and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--postgres", action="store_true", help="instead of embedded SQLite")
    chosen = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="plumbline-load-"))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "therapy.settings",
            "PLUMBLINE_VAR": str(Path(folder)),
            "SECRET_KEY": "only-for-the-benchmark-" + "x" * 50,
            "PLUMBLINE_LOG_LEVEL": "WARNING",
        }
        os.environ.pop("BROKER_URL", None)
        os.environ.pop("DATABASE_URL", None)
        if chosen.postgres:
            server = stack.enter_context(servers.postgres_server())
            os.environ["DATABASE_URL"] = server.create_database("load")
        database = "postgresql" if chosen.postgres else "sqlite"
        figures = run(chosen.patients, chosen.seconds, chosen.threads, database)
        sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
