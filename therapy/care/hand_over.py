"""Handing a patient their link: shown once, with its QR code."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from therapy.care.services import NewLink
from therapy.common.qr_code import qr_code_picture

SESSION_KEY = "link_to_hand_over"
# Long enough for a redirect, too short to find it again.
SHOWN_WITHIN_S = 120


@dataclass(frozen=True)
class HandOver:
    """What the page shows: the whole address and its QR code as an image's data address."""

    address: str
    qr_code: str


def hand_over(address: str, token: str) -> HandOver:
    """Return the link on this address (``https://host``) and its QR code."""
    link = f"{address}/patient/#{token}"
    return HandOver(link, qr_code_picture(link))


def keep_for_next_page(session: SessionBase, new_link: NewLink) -> None:
    """Keep a token for one redirect, sealed: the session's table must not hold it in the clear."""
    sealed = _seal().encrypt(new_link.token.encode()).decode()
    session[SESSION_KEY] = {"patient": str(new_link.link.patient_id), "sealed": sealed}


def take_kept(session: SessionBase, patient_id: UUID) -> str | None:
    """Return the token that was kept for this patient and forget it; None when there is none."""
    kept: Any = session.pop(SESSION_KEY, None)
    if kept is None or kept["patient"] != str(patient_id):
        return None
    try:
        return _seal().decrypt(kept["sealed"], ttl=SHOWN_WITHIN_S).decode()
    except InvalidToken:
        return None


def _seal() -> Fernet:
    key = hashlib.sha256(b"plumbline link to hand over" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
