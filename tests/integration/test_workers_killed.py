"""Recordings are scored once each, however often workers and the broker are killed.

Real PostgreSQL, Redis and Celery processes.  Workers are ended with `kill -9`, their pool
process with them, every few seconds while recordings arrive; a second run also kills Redis,
with every message in it, in the middle.
"""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.integration.processes import Program, beat, running, worker
from tests.servers import RedisServer

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

N_RECORDINGS = int(os.environ.get("PLUMBLINE_TEST_RECORDINGS", "300"))
ARRIVING_S = N_RECORDINGS / 4
KILL_EVERY_S = 4.0
REDIS_AWAY_S = 6.0
LATEST_S = 120.0
MAX_RESIDENT_MB = 200.0
LOOK_EVERY_S = 0.25


@dataclass
class Seen:
    """What was seen of the processes."""

    kills: int = 0
    most_resident_mb: float = 0.0
    tensorflow: bool = False
    redis_kills: int = 0
    lines: list[str] = field(default_factory=list)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kill_redis", [False, True], ids=["workers", "workers and redis"])
def test_every_recording_is_scored_once_while_processes_are_killed(
    postgres_url: str,
    redis: RedisServer,
    tmp_path: Path,
    record_testsuite_property: Callable[[str, object], None],
    kill_redis: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    environment = _environment(postgres_url, redis.url, tmp_path)
    workers = [worker(environment, tmp_path / f"worker-{number}.log") for number in range(2)]
    clock = beat(environment, tmp_path / "beat.log")
    command = [sys.executable, "-m", "tests.integration.submit", str(N_RECORDINGS), str(ARRIVING_S)]
    sender = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert sender.stdout is not None
    try:
        assert sender.stdout.readline() == "ready\n"
        with running(clock, *workers), psycopg.connect(postgres_url, autocommit=True) as database:
            seen = _kill_until_scored(workers, redis, sender, database, kill_redis=kill_redis)
            figures = _figures(database)
    finally:
        sender.kill()
        sender.wait()
        sender.stdout.close()
    assert sender.returncode == 0
    report = {**figures, **{k: v for k, v in vars(seen).items() if k != "lines"}}
    record_testsuite_property("workers_killed", report)
    sys.stdout.write(f"{report}\n")

    assert seen.kills >= N_RECORDINGS / 60
    assert seen.redis_kills == int(kill_redis)
    assert figures["scored"] == N_RECORDINGS
    assert figures["results"] == N_RECORDINGS
    assert figures["scored_more_than_once"] == 0
    assert figures["score_events"] == N_RECORDINGS
    assert figures["latest_s"] <= LATEST_S
    assert seen.most_resident_mb < MAX_RESIDENT_MB
    assert not seen.tensorflow


def _environment(database_url: str, broker_url: str, var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "therapy.settings",
        "DATABASE_URL": database_url,
        "BROKER_URL": broker_url,
        "PLUMBLINE_VAR": str(var),
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
    }


def _kill_until_scored(
    workers: list[Program],
    redis: RedisServer,
    sender: "subprocess.Popen[str]",
    database: psycopg.Connection,
    *,
    kill_redis: bool,
) -> Seen:
    """Kill a worker that takes tasks every few seconds, until everything is scored.

    Gives up when nothing that is still open could be in time any more.
    """
    seen = Seen()
    turns = itertools.cycle(workers)
    victim = next(turns)
    began = time.monotonic()
    next_kill = began + KILL_EVERY_S
    redis_back = 0.0
    deadline = began + ARRIVING_S + LATEST_S + 30
    while time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
        _look(workers, seen)
        now = time.monotonic()
        if now >= next_kill and victim.is_ready():
            victim.kill()
            victim.start()
            victim = next(turns)
            seen.kills += 1
            next_kill = now + KILL_EVERY_S
        if kill_redis and not seen.redis_kills and now > began + ARRIVING_S / 2:
            redis.kill()
            seen.redis_kills += 1
            redis_back = now + REDIS_AWAY_S
        if redis_back and now >= redis_back:
            redis.start()
            redis_back = 0.0
        if sender.poll() is not None and _unfinished(database) == 0:
            break
    return seen


def _look(workers: list[Program], seen: Seen) -> None:
    sizes = [size for program in workers for size in program.resident_mb()]
    seen.most_resident_mb = max([seen.most_resident_mb, *sizes])
    seen.tensorflow = seen.tensorflow or any(one.has_loaded("tensorflow") for one in workers)


def _unfinished(database: psycopg.Connection) -> int:
    return _number(
        database,
        "SELECT count(*) FROM assessments_recording WHERE state NOT IN ('scored', 'refused')",
    )


def _number(database: psycopg.Connection, query: str) -> int:
    row = database.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0] or 0)


def _figures(database: psycopg.Connection) -> dict[str, float]:
    return {
        "scored": _number(
            database, "SELECT count(*) FROM assessments_recording WHERE state = 'scored'"
        ),
        "parked": _number(
            database, "SELECT count(*) FROM assessments_recording WHERE state = 'parked'"
        ),
        "results": _number(database, "SELECT count(*) FROM assessments_result"),
        "scored_more_than_once": _number(
            database,
            "SELECT count(*) FROM (SELECT recording_id FROM assessments_result "
            "GROUP BY recording_id HAVING count(*) > 1) AS twice",
        ),
        "score_events": _number(
            database, "SELECT count(*) FROM audit_auditevent WHERE action = 'recording.score'"
        ),
        "interrupted": _number(
            database, "SELECT count(*) FROM audit_auditevent WHERE action = 'recording.retry'"
        ),
        "latest_s": _number(
            database,
            "SELECT ceil(max(extract(epoch FROM result.scored_at - recording.completed_at))) "
            "FROM assessments_result AS result "
            "JOIN assessments_recording AS recording ON recording.id = result.recording_id",
        ),
    }
