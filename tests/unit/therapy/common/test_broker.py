"""Settings of the broker, and its messages in files."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection
from kombu.transport.virtual import BrokerState

from therapy.broker import VISIBILITY_TIMEOUT_S, broker_settings
from therapy.celery import app
from therapy.file_broker import Channel, Transport


def test_redis_gives_a_lost_message_back_soon_and_never_waits_for_ever(tmp_path):
    redis = broker_settings("redis://localhost:6379/0", tmp_path)
    options = redis.transport_options
    assert options["visibility_timeout"] == VISIBILITY_TIMEOUT_S > app.conf.task_time_limit
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] <= 10
    assert options["socket_timeout"]
    assert options["socket_connect_timeout"]


def test_another_broker_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"BROKER_URL .*not amqp://"):
        broker_settings("amqp://localhost", tmp_path)


def test_a_task_is_kept_until_done_alone_and_within_limits():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit
    assert app.conf.accept_content == ["json"]
    assert app.conf.beat_schedule["sweep"]["task"] == "assessments.sweep"


@pytest.fixture
def connection(tmp_path, monkeypatch):
    # Kombu remembers bindings for the whole process, whichever folder they were written to.
    monkeypatch.setattr(Transport, "global_state", BrokerState())
    settings = broker_settings("filesystem://", tmp_path)
    with Connection(settings.url, transport_options=settings.transport_options) as opened:
        yield opened


def test_a_message_goes_through_the_files(connection):
    assert isinstance(connection.transport, Transport)
    with connection.SimpleQueue("plumbline") as queue:
        queue.put({"recording": "1"})
        message = queue.get(timeout=5)
        message.ack()
        assert message.payload == {"recording": "1"}
        assert queue.qsize() == 0


def test_a_message_that_is_still_being_written_is_not_read(connection, tmp_path, monkeypatch):
    seen = []

    def look_before_moving(source, target):
        with connection.SimpleQueue("slow") as queue:
            seen.append(queue.qsize())
        source.rename(target)

    with connection.SimpleQueue("slow") as queue:
        monkeypatch.setattr("therapy.file_broker.os.replace", look_before_moving)
        queue.put({"recording": "1"})
        assert seen == [0]
        assert queue.qsize() == 1
    (message,) = (tmp_path / "queue").glob("*.msg")
    assert json.loads(message.read_text())["content-type"] == "application/json"
    assert issubclass(Channel, connection.transport.Channel)
