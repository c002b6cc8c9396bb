"""How Celery reaches its broker: files for one machine, Redis for production."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# A lost worker's message comes back after this; longer than the hard limit of any task.
VISIBILITY_TIMEOUT_S = 180


@dataclass(frozen=True)
class BrokerSettings:
    """A broker's address and what its transport needs to know.

    `remote_control` is whether workers listen to each other and to commands: in files that
    would leave a queue behind for every worker that ever ran.
    """

    url: str
    transport_options: dict[str, Any]
    remote_control: bool


def broker_settings(url: str, folder: Path) -> BrokerSettings:
    """Return Celery's broker settings for an address.

    Raises
    ------
    ImproperlyConfigured
        If it is neither ``filesystem://`` nor a Redis address.
    """
    scheme = url.partition("://")[0]
    if scheme == "filesystem":
        return BrokerSettings(url, _filesystem_options(folder), remote_control=False)
    if scheme in {"redis", "rediss", "unix"}:
        return BrokerSettings(url, _redis_options(), remote_control=True)
    raise ImproperlyConfigured(
        f"BROKER_URL must begin with filesystem://, redis:// or rediss://, not {scheme}://"
    )


def _filesystem_options(folder: Path) -> dict[str, Any]:
    queue, processed, control = folder / "queue", folder / "processed", folder / "control"
    for part in (queue, processed, control):
        part.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "processed_folder": str(processed),
        "polling_interval": 0.1,
    }


def _redis_options() -> dict[str, Any]:
    return {
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # Without these a half-open connection is waited on for ever.
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "retry_on_timeout": True,
        # A request that nudges must not wait for a broker that is away: the sweeper nudges again.
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
