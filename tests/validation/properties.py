"""Laws that Hypothesis tries, and how much of both packages the tests of science reach."""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.validation.ledger import Ledger
from tests.validation.model import SYNTHETIC, Goal, Section, Table, Topic

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pose", "scoring")
NOT_SCIENCE = "pose/movenet/*,pose/rendering/*,pose/lift/training/*"
"""The networks' build, their training and the drawing of films have their tests elsewhere."""
BRANCHES = 0.95
GOALS = (
    Goal(
        "laws by Hypothesis (scale, shift, mirror, time shift, frame rate, noise, NaN, empty)",
        "0 failures",
    ),
    Goal("branch coverage of `pose` and of `scoring`", f"{BRANCHES:.0%} each"),
)
FAILURE = re.compile(r"^(?:FAILED|ERROR) \S*?([\w.]+::\S+)", re.MULTILINE)
PROPERTY = re.compile(r"^@given\(", re.MULTILINE)


@dataclass(frozen=True)
class Reached:
    """What the tests of science came to."""

    passed: int
    failed: int
    skipped: int
    branches: dict[str, float]
    lowest: tuple[tuple[str, float], ...]
    failures: tuple[str, ...] = ()


def laws() -> int:
    """Return how many laws are tried."""
    files = [file for name in PACKAGES for file in (ROOT / "tests/unit" / name).rglob("test_*.py")]
    return sum(len(PROPERTY.findall(file.read_text(encoding="utf-8"))) for file in files)


def counted(summary: str, word: str) -> int:
    """Return how many tests a summary line says were ``word``."""
    found = re.search(rf"(\d+) {word}", summary)
    return int(found[1]) if found else 0


def reached() -> Reached:
    """Run the tests of science with branches counted."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"COVERAGE_FILE": str(Path(folder) / "coverage")}
        run = subprocess.run(
            [
                sys.executable, "-m", "coverage", "run", "--branch", f"--source={','.join(PACKAGES)}",
                f"--omit={NOT_SCIENCE}", "-m", "pytest", "tests/unit/pose", "tests/unit/scoring",
                "-p", "no:django", "-p", "no:cacheprovider", "-q", "-rfE", "-m", "not tensorflow",
                "-o", "addopts=--strict-markers", "-W", "ignore::pytest.PytestConfigWarning",
                "--ignore=tests/unit/pose/movenet", "--ignore-glob=tests/unit/pose/test_rendering*",
            ],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        branches = {name: total(environment, name) for name in PACKAGES}
        files = [row for name in PACKAGES for row in by_file(environment, name)]
    summary = run.stdout.strip().splitlines()[-1] if run.stdout.strip() else ""
    lowest = tuple(sorted(files, key=lambda row: row[1])[:8])
    failed = counted(summary, "failed") + counted(summary, "error")
    return Reached(
        counted(summary, "passed"), failed, counted(summary, "skipped"), branches, lowest
    )


def report_of(environment: dict[str, str], name: str) -> list[str]:
    """Return the lines of the report on one package."""
    done = subprocess.run(
        [sys.executable, "-m", "coverage", "report", f"--include={name}/*", "--precision=1"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.splitlines()


def total(environment: dict[str, str], name: str) -> float:
    """Return the share of lines and branches of one package that were reached."""
    found = [line for line in report_of(environment, name) if line.startswith("TOTAL")]
    return float(found[0].split()[-1].rstrip("%")) / 100 if found else 0.0


def by_file(environment: dict[str, str], name: str) -> list[tuple[str, float]]:
    """Return the share of every file of one package."""
    rows = [line.split() for line in report_of(environment, name) if ".py " in line]
    return [(row[0], float(row[-1].rstrip("%")) / 100) for row in rows]


def measure(share: float, ledger: Ledger) -> Section:
    """Run the tests of science, unless the run is a quick one."""
    del ledger
    if share < 1:
        return Section(
            TOPIC.title,
            TOPIC.data,
            [goal.found("left out of a quick run", met=None) for goal in GOALS],
            missing="The tests of science take minutes and are left out of a quick run",
        )
    found = reached()
    lowest = min(found.branches.values())
    return Section(
        TOPIC.title,
        TOPIC.data,
        (
            GOALS[0].found(
                f"{laws()} laws among {found.passed} tests that passed, {found.failed} failed, "
                f"{found.skipped} skipped",
                met=found.failed == 0 and found.passed > 0,
                limit=", ".join(found.failures[:6]) or f"{found.failed} tests",
            ),
            GOALS[1].found(
                ", ".join(f"`{name}` {one:.1%}" for name, one in found.branches.items()),
                met=lowest >= BRANCHES,
                limit=f"{BRANCHES - lowest:.1%} short",
            ),
        ),
        text=(
            (
                "Lines and branches together, as `coverage` counts them, of `pose` (without the "
                "networks' build, their training and the drawing of films) and `scoring`, by their own tests alone."
            ),
        ),
        tables=(
            Table(
                ("least reached file", "reached"), [(f, f"{one:.1%}") for f, one in found.lowest]
            ),
        ),
        values={"branches": found.branches, "passed": found.passed, "failed": found.failures},
    )


TOPIC = Topic("properties", "Laws and coverage", f"{SYNTHETIC}, and drawn numbers", GOALS, measure)
