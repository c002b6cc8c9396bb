"""Headers that single static files need."""

from collections.abc import MutableMapping
from typing import Final

OFFLINE_WORKER: Final = "/static/offline-worker.js"
ASKED_FOR_ANEW: Final = frozenset({OFFLINE_WORKER, "/static/models/manifest.json"})
"""Files that name others, under an address that never changes: an old one would hide new ones."""


def static_headers(headers: MutableMapping[str, str], _path: str, url: str) -> None:
    """Have what names other files asked for anew, and let the service worker serve pages.

    Without `Service-Worker-Allowed` it could serve only what lies in its own folder.
    """
    if url in ASKED_FOR_ANEW:
        headers["Cache-Control"] = "no-cache"
    if url == OFFLINE_WORKER:
        headers["Service-Worker-Allowed"] = "/"
