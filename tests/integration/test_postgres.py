"""The product's ground on a real PostgreSQL: migrations, triggers, settings."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.postgres


def manage(database_url, *arguments):
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_migrations_library_and_audit_triggers_work_on_postgresql(postgres_url):
    manage(postgres_url, "migrate", "--no-input", "--verbosity=0")
    assert "squat" in manage(postgres_url, "library_load")
    assert "nothing new" in manage(postgres_url, "library_load")
    with psycopg.connect(postgres_url, autocommit=True) as database:
        for statement in (
            "UPDATE audit_auditevent SET action = 'x'",
            "DELETE FROM audit_auditevent",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                database.execute(statement)
        rows = database.execute("SELECT count(*) FROM audit_auditevent").fetchall()
        assert rows == [(6,)]  # three exercises and three routines were published


@pytest.mark.redis
def test_a_redis_that_was_killed_comes_back_at_the_same_address(redis):
    from redis import Redis  # noqa: PLC0415

    redis.kill()
    redis.start()
    with Redis.from_url(redis.url) as client:
        assert client.ping()
