"""What imports what: the contracts, and what a web or worker process must never load."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

HEAVY = {
    *("tensorflow", "keras", "PIL", "matplotlib", "pyarrow", "pandas"),
    *("tests", "hypothesis", "pytest", "playwright"),
}

LOAD_EVERYTHING = """
import importlib, pkgutil, sys
import django
django.setup()
import routines, scoring, pose, therapy
from django.urls import get_resolver
get_resolver().url_patterns
LEFT_OUT = (
    "therapy.gunicorn", "pose.movenet", "pose.rendering", "pose.lift.training",
    "scoring.__main__", "scoring.plot",
)
def load(package):
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        name = found.name
        if name.startswith(LEFT_OUT) or name.endswith((".management", ".operations")):
            continue
        module = importlib.import_module(name)
        if found.ispkg:
            load(module)

for package in (pose, scoring, routines, therapy):
    load(package)
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "therapy.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_web_and_worker_never_load_tensorflow_or_drawing():
    loaded = set(python(LOAD_EVERYTHING).split())
    assert {"django", "celery", "numpy", "therapy"} <= loaded
    assert loaded & HEAVY == set()


def test_the_import_contracts_hold():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models():
    from django.core.management import call_command  # noqa: PLC0415

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
