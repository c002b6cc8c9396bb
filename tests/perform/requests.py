"""Every request that leaves the browser, and whether it could hold a picture.

A keypoint chunk is accounted for byte by byte (its size follows from its record count, and
every record decodes).  Everything else must be JSON or a form without anything long enough,
or encoded so, that a picture could hide in it.
"""

import base64
import binascii
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pose.stream import PoseFormatError
from pose.wire import decode_chunk

CHUNK_ADDRESS = re.compile(r"/api/v1/recordings/[0-9a-f-]{36}/chunks/(\d+)$")
CHUNK_TYPE = "application/vnd.plumbline.keypoints"
LONGEST_TEXT = 2000
"""A body of words (answers, facts, sign-in) stays under this; the smallest picture does not."""

LONGEST_PLAIN_WORD = 60
"""A digest has 44 characters, a token 43: only longer words could hide a picture."""

PICTURE_SIGNS = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"RIFF",
    b"ftyp",
    b"\x1aE\xdf\xa3",
    b"OggS",
    b"BM\x36",
)


@dataclass
class SentRequest:
    """One request: where to, how much, what kind; its body is kept for the proof only."""

    method: str
    path: str
    host: str
    content_type: str
    body_bytes: int
    screen: str
    body: bytes = field(repr=False, default=b"")

    def to_json(self) -> dict[str, Any]:
        """Return what the printed result says of it."""
        shown = asdict(self)
        del shown["body"]
        return shown | {"kind": body_kind(self)}


def sent_request(
    *, method: str, url: str, headers: dict[str, str], body: bytes, screen: str
) -> SentRequest:
    """Describe a request of the browser."""
    parts = urlsplit(url)
    return SentRequest(
        method=method,
        path=parts.path + (f"?{parts.query}" if parts.query else ""),
        host=parts.netloc,
        content_type=headers.get("content-type", ""),
        body_bytes=len(body),
        screen=screen,
        body=body,
    )


def body_kind(request: SentRequest) -> str:
    """Return ``none``, ``keypoints``, ``text``, or ``unexplained`` for a body that could be a picture."""
    if not request.body:
        return "none" if len(request.path) < LONGEST_TEXT else "unexplained"
    chunk = CHUNK_ADDRESS.search(request.path)
    if chunk and request.content_type == CHUNK_TYPE:
        return "keypoints" if _is_keypoints(request.body, int(chunk[1])) else "unexplained"
    return "text" if _is_short_text(request.body) else "unexplained"


def _is_keypoints(body: bytes, sequence: int) -> bool:
    try:
        decode_chunk(body, sequence=sequence)
    except PoseFormatError:
        return False
    return True


def _is_short_text(body: bytes) -> bool:
    if len(body) > LONGEST_TEXT or any(sign in body for sign in PICTURE_SIGNS):
        return False
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if "data:image" in text or "data:video" in text or "base64," in text:
        return False
    return not any(_decodes_to_picture(word) for word in _words(text))


def _words(text: str) -> list[str]:
    try:
        found: list[str] = []
        _collect(json.loads(text), found)
    except json.JSONDecodeError:
        found = re.split(r"[&=\s]", text)
    return [word for word in found if len(word) > LONGEST_PLAIN_WORD]


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _collect(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, found)


def _decodes_to_picture(word: str) -> bool:
    try:
        decoded = base64.b64decode(word, validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(sign in decoded[:32] for sign in PICTURE_SIGNS)
