"""A patient's browser that says to the server what the frontend says."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from pose import wire
from tests.builders.recordings import FACTS, digest_header, digest_of_digests


class Browser:
    """Speaks to `/api/v1`: cookie and CSRF header, JSON and chunks."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")

    def send(self, method: str, path: str, body: Any) -> Any:
        return self._send(method, path, json.dumps(body), "application/json")

    def _send(
        self, method: str, path: str, body: bytes | str, content_type: str, **headers: str
    ) -> Any:
        if "csrftoken" not in self.client.cookies:
            self.get("patient/session")
        headers["X-CSRFToken"] = self.client.cookies["csrftoken"].value
        return self.client.generic(
            method, f"/api/v1/{path}", body, content_type=content_type, headers=headers
        )

    def open_link(self, token: str, birth_date: str) -> Any:
        return self.send("POST", "patient/session", {"token": token, "birth_date": birth_date})

    def consent(self, purpose: str = "care", *, granted: bool = True) -> Any:
        answer = {"purpose": purpose, "text_version": "2026-11", "granted": granted}
        return self.send("POST", "patient/consents", answer)

    def start(self, prescription_id: UUID, assessment_id: UUID | None = None) -> UUID:
        chosen = assessment_id or uuid4()
        answer = self.send(
            "POST",
            "patient/assessments",
            {
                "id": str(chosen),
                "prescription": str(prescription_id),
                "started_at": "2026-11-23T09:30:00Z",
            },
        )
        assert answer.status_code in {200, 201}, answer.content
        return chosen

    def announce(
        self,
        assessment_id: UUID,
        item_id: UUID,
        *,
        recording_id: UUID | None = None,
        set_number: int = 1,
        **facts: Any,
    ) -> Any:
        return self.send(
            "POST",
            "recordings",
            {
                "id": str(recording_id or uuid4()),
                "assessment": str(assessment_id),
                "item": str(item_id),
                "set_number": set_number,
                "facts": {**FACTS, **facts},
            },
        )

    def put_chunk(
        self,
        recording_id: UUID | str,
        sequence: int,
        body: bytes,
        *,
        digest: str | None = None,
        content_type: str = wire.MEDIA_TYPE,
    ) -> Any:
        return self._send(
            "PUT",
            f"recordings/{recording_id}/chunks/{sequence}",
            body,
            content_type,
            **{"Content-Digest": digest_header(body) if digest is None else digest},
        )

    def complete(self, recording_id: UUID | str, bodies: Sequence[bytes], **changed: Any) -> Any:
        end = {
            "count": len(bodies),
            "digest": digest_of_digests(bodies),
            "dropped_frames": 0,
            "stop_reason": "finished",
        }
        return self.send("POST", f"recordings/{recording_id}/complete", {**end, **changed})
