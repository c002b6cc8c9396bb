"""The compose file, the Procfile and the launcher say the same."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


@pytest.fixture(scope="module")
def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: command.strip() for name, _, command in (line.partition(":") for line in lines)}


def test_compose_runs_postgres_redis_web_worker_and_beat(compose: dict[str, Any]) -> None:
    assert {"postgres", "redis", "web", "worker", "beat"} <= set(compose["services"])


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_compose_runs_the_words_of_the_procfile(
    name: str, compose: dict[str, Any], procfile: dict[str, str]
) -> None:
    assert compose["services"][name]["command"] == shlex.split(procfile[name])


def test_compose_releases_with_the_procfile_s_words(
    compose: dict[str, Any], procfile: dict[str, str]
) -> None:
    shell, flag, *words = compose["services"]["release"]["command"]
    assert (shell, flag) == ("sh", "-c")
    assert " ".join(words) == procfile["release"]


def test_product_processes_share_one_image(compose: dict[str, Any]) -> None:
    names = ("release", "web", "worker", "beat")
    assert {compose["services"][name]["image"] for name in names} == {"plumbline:local"}


def test_no_secret_has_a_value_in_the_compose_file(compose: dict[str, Any]) -> None:
    secrets = re.compile("SECRET|PASSWORD|DATABASE_URL|BROKER_URL")
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if secrets.search(name):
                assert "${" in value, f"{name} is written into the file"


def test_every_variable_that_compose_needs_is_in_the_example(compose: dict[str, Any]) -> None:
    needed = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert needed == given
