"""Bodies of requests: how large they may be, and how chunks are read and proven."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import IO, Any, ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.parsers import BaseParser

from pose import wire
from therapy.assessments.enums import MAX_RECORDING_BYTES
from therapy.common.errors import DomainError, Invalid

MAX_BODY_BYTES: Final = MAX_RECORDING_BYTES
_SHA256_MEMBER: Final = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]*):\s*(?=,|$)")
_SHA256_BYTES: Final = 32


class TooLarge(DomainError):
    """A body of more bytes than this interface takes."""

    status: ClassVar[int] = 413
    code = "body_too_large"
    title: ClassVar[Any] = gettext_lazy("Too large")


def check_body_size(content_length: str | None) -> None:
    """Raise when the body is announced larger than any may be.

    Raises
    ------
    TooLarge
        Before anything is read.
    """
    if content_length and content_length.isdigit() and int(content_length) > MAX_BODY_BYTES:
        reason = _("at most %(most)d bytes") % {"most": MAX_BODY_BYTES}
        raise TooLarge(_("The body is too large."), errors=(("body", reason),))


class _ChunkParser(BaseParser):
    """Hands the body over as bytes: its digest is of the bytes as they were sent."""

    def parse(  # type: ignore[override]  # the framework passes on whatever a parser returns
        self,
        stream: IO[bytes],
        media_type: str | None = None,  # noqa: ARG002  the framework's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002  the framework's signature
    ) -> bytes:
        """Return the whole body."""
        return stream.read()


class WireChunkParser(_ChunkParser):
    """One chunk in wire form."""

    media_type = wire.MEDIA_TYPE


class JsonChunkParser(_ChunkParser):
    """One chunk in its JSON form."""

    media_type = wire.JSON_MEDIA_TYPE


def digest_from_header(value: str | None, *, field: str) -> str:
    """Return the SHA-256, in hex, that ``sha-256=:<base64>:`` says (RFC 9530).

    Raises
    ------
    Invalid
        When there is none, or it is not one; names `field`.
    """
    found = _SHA256_MEMBER.search(value or "")
    try:
        raw = base64.b64decode(found.group(1), validate=True) if found else b""
    except binascii.Error:
        raw = b""
    if len(raw) != _SHA256_BYTES:
        raise Invalid(
            _("The digest is missing or not in the format."),
            code="digest_format",
            errors=((field, _("must be sha-256=:<base64 of 32 bytes>:")),),
        )
    return raw.hex()
