"""Celery's broker in files, for one machine without a server.

Kombu's own transport writes a message into the file in which a worker may already be reading
it; a worker that reads half a message stops.  Here a message appears under its name only when
it is whole.
"""

import os
from pathlib import Path
from time import monotonic_ns
from typing import Any, Final
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

SCHEME: Final = "filesystem"


class Channel(filesystem.Channel):
    """Kombu's channel, whose messages appear at once."""

    def _put(self, queue: str, payload: dict[str, Any], **_kwargs: Any) -> None:  # type: ignore[override]  # kombu's own classes disagree on the name
        """Write one message beside the queue and move it in."""
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        unfinished = folder / f".{name}.part"
        unfinished.write_bytes(dumps(payload).encode())
        os.replace(unfinished, folder / name)  # noqa: PTH105  the atomic one, by its own name


class Transport(filesystem.Transport):
    """Kombu's transport with `Channel`."""

    Channel = Channel


def register() -> None:
    """Let addresses that begin with ``filesystem://`` lead here."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
