"""`make check`: every check by name, all of them run, one summary.

``python -m tests.checks`` checks; ``--write`` brings generated files into step first.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.live_table import LIVE_TABLE_FILE, write_live_table
from tests.protocol_pages import stale_pages

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
OPENAPI_FILE = Path("docs/reference/openapi.json")
API_TYPES_FILE = Path("frontend/src/api/schema.d.ts")
Problems = Iterator[str]


def _run(*command: str) -> Problems:
    """Yield what a command printed when it failed, and nothing when it passed."""
    with tempfile.TemporaryDirectory() as var:
        environment = os.environ | {"SECRET_KEY": "only-for-checks", "PLUMBLINE_VAR": var}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    if done.returncode:
        yield (done.stdout + done.stderr).strip() or f"{command[0]} ended with {done.returncode}"


def _python(*arguments: str) -> Problems:
    yield from _run(sys.executable, *arguments)


def _generated(path: Path, make: Callable[[Path], Problems], *, write: bool) -> Problems:
    """Compare a committed generated file with what its generator makes now."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / path.name
        problems = list(make(fresh))
        if problems:
            yield from problems
            return
        new = fresh.read_text()
    target = ROOT / path
    if write:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(new)
    elif not target.exists() or target.read_text() != new:
        yield f"{path} is stale: run `make fix`"


def _make_openapi(path: Path) -> Problems:
    return _python(
        "manage.py", "spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn",
        "--file", str(path),
    )  # fmt: skip


def _make_api_types(path: Path) -> Problems:
    return _run(
        "npm", "--prefix", "frontend", "exec", "--offline", "--",
        "openapi-typescript", str(ROOT / OPENAPI_FILE), "--output", str(path),
    )  # fmt: skip


def _pins(path: str) -> dict[str, str]:
    lines = re.findall(r"^([A-Za-z0-9._-]+)==([^ \\]+)", (ROOT / path).read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in lines}


def requirements_in_step() -> Problems:
    """Every direct requirement is met by a pin, and production pins are a subset of all pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    everything, production = _pins("requirements.txt"), _pins("requirements-production.txt")
    wanted = [(line, everything) for group in extras.values() for line in group]
    wanted += [
        (line, pins) for line in project["dependencies"] for pins in (everything, production)
    ]
    for line, pins in wanted:
        requirement = Requirement(line)
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None or not requirement.specifier.contains(pin):
            yield f"{line} is not met by the compiled pins ({pin}): run `make lock`"
    for name, version in production.items():
        if everything.get(name) != version:
            yield f"{name} {version} in requirements-production.txt, {everything.get(name)} in requirements.txt"


def reasons_given() -> Problems:
    """Every dependency in pyproject.toml has a comment on its line saying why it is there."""
    dependency = re.compile(r'^  "[A-Za-z][\w.\[\]-]*(~=|>=|",)')
    for line in (ROOT / "pyproject.toml").read_text().splitlines():
        if dependency.match(line) and "#" not in line:
            yield f"no reason given: {line.strip()}"


def checks(*, write: bool) -> dict[str, Callable[[], Problems]]:
    """Return every check by its name, quick ones first."""
    drawing = ("manage.py", "states_draw") + (() if write else ("--check",))
    return {
        "format": lambda: _run(str(BIN / "ruff"), "format", "--check", "--quiet", "."),
        "lint": lambda: _run(str(BIN / "ruff"), "check", "--quiet", "."),
        "requirements": requirements_in_step,
        "reasons": reasons_given,
        "imports": lambda: _run(str(BIN / "lint-imports"), "--no-cache"),
        "migrations": lambda: _python("manage.py", "makemigrations", "--check", "--dry-run"),
        "django": lambda: _python("manage.py", "check", "--fail-level", "WARNING"),
        "drawing of states": lambda: _python(*drawing),
        "clinical pages": lambda: stale_pages(write=write),
        "live counters' table": lambda: _generated(LIVE_TABLE_FILE, write_live_table, write=write),
        "OpenAPI": lambda: _generated(OPENAPI_FILE, _make_openapi, write=write),
        "TypeScript types of the API": lambda: _generated(
            API_TYPES_FILE, _make_api_types, write=write
        ),
        "TypeScript lint": lambda: _run("npm", "--prefix", "frontend", "run", "--silent", "lint"),
        "TypeScript types": lambda: _run(
            "npm", "--prefix", "frontend", "run", "--silent", "typecheck"
        ),
        "types": lambda: _run(str(BIN / "mypy"), "--no-error-summary", "."),
    }


def main() -> int:
    """Run every check and say which failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="bring generated files into step")
    parser.add_argument("--only", help="run one check by its name")
    arguments = parser.parse_args()
    failed = []
    for name, check in checks(write=arguments.write).items():
        if arguments.only not in {None, name}:
            continue
        start = time.monotonic()
        problems = list(check())
        mark = "FAILED" if problems else "ok"
        print(f"  {mark:<7}{name} ({time.monotonic() - start:.1f} s)", flush=True)
        for problem in problems:
            print(problem, flush=True)
        failed += [name] if problems else []
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
