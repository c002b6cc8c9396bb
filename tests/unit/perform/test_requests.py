"""What the privacy proof accepts, and that it would see a picture."""

import base64
import io
import json

import pytest
from PIL import Image

from pose.synthesis import squat, synthesize
from pose.wire import encode_chunk, records_from_stream
from tests.perform.requests import CHUNK_TYPE, SentRequest, body_kind

CHUNK_PATH = "/api/v1/recordings/8c0e9d0e-6f39-4c67-9f0c-0d7f3d1f2a10/chunks/0"


def _chunk() -> bytes:
    stream, _ = synthesize(squat(n_reps=1), fps=20.0)
    return encode_chunk(records_from_stream(stream)[:40], sequence=0, first_frame=0)


def _picture(kind: str) -> bytes:
    noise = Image.effect_noise((64, 64), 60).convert("RGB")
    target = io.BytesIO()
    noise.save(target, format=kind)
    return target.getvalue()


def _request(body: bytes, *, path: str = CHUNK_PATH, content_type: str = CHUNK_TYPE) -> SentRequest:
    return SentRequest("PUT", path, "localhost", content_type, len(body), "perform", body)


def test_a_wire_chunk_is_keypoints() -> None:
    assert body_kind(_request(_chunk())) == "keypoints"


def test_a_chunk_with_a_picture_behind_it_is_unexplained() -> None:
    assert body_kind(_request(_chunk() + _picture("JPEG"))) == "unexplained"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_a_picture_is_unexplained_wherever_it_is_sent(kind: str) -> None:
    picture = _picture(kind)
    assert body_kind(_request(picture)) == "unexplained"
    elsewhere = _request(picture, path="/api/v1/patient/assessments", content_type="text/plain")
    assert body_kind(elsewhere) == "unexplained"


def test_a_picture_written_as_text_is_unexplained() -> None:
    tiny = Image.new("RGB", (2, 2))
    target = io.BytesIO()
    tiny.save(target, format="PNG")
    for text in (
        base64.b64encode(target.getvalue()).decode(),
        "data:image/png;base64," + base64.b64encode(target.getvalue()).decode(),
    ):
        body = json.dumps({"note": text}).encode()
        request = _request(
            body, path="/api/v1/recordings/x/answers", content_type="application/json"
        )
        assert body_kind(request) == "unexplained"


def test_a_picture_in_the_address_is_unexplained() -> None:
    request = _request(b"", path="/api/v1/patient/today?x=" + "A" * 4000)
    assert body_kind(request) == "unexplained"


def test_answers_are_text() -> None:
    body = json.dumps({"pain": 3, "effort": None, "felt_wrong": [], "note": ""}).encode()
    request = _request(body, path="/api/v1/recordings/x/answers", content_type="application/json")
    assert body_kind(request) == "text"
