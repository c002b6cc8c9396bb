"""Every bad input gets a problem document that names field and reason, and nothing is kept."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from pose import wire
from tests.builders.browsers import Browser
from tests.builders.recordings import chunks_of, digest_header, still_records
from therapy.assessments.models import Chunk, ManualEntry, Recording
from therapy.audit.models import AuditEvent
from therapy.common.tenancy import all_clinics

pytestmark = pytest.mark.django_db

MISSING_X = wire.HEADER_DTYPE.itemsize + 4


def assert_problem(answer: Any, status: int, code: str, field: str | None = None) -> dict[str, Any]:
    """Check that an answer is a problem document, naming a field where one is given."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["title"]
    assert problem["detail"]
    if field is not None:
        assert [error["field"] for error in problem["errors"]] == [field]
        assert problem["errors"][0]["reason"]
    return problem


def changed(body: bytes, offset: int, value: int, kind: str) -> bytes:
    """Return a chunk with one number changed."""
    copy = np.frombuffer(body, np.uint8).copy()
    copy[offset : offset + np.dtype(kind).itemsize] = np.frombuffer(
        np.array([value], kind).tobytes(), np.uint8
    )
    return copy.tobytes()


GOOD = chunks_of(still_records(60))[0]
CHUNKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "body"),
    "shorter than a header": (lambda: GOOD[:10], "body"),
    "cut off": (lambda: GOOD[:-1], "record_count"),
    "too long": (lambda: GOOD + b"\0", "record_count"),
    "another magic": (lambda: b"NOPE" + GOOD[4:], "magic"),
    "another version": (lambda: changed(GOOD, 4, 2, "<u2"), "version"),
    "no record": (lambda: changed(GOOD, 6, 0, "<u2"), "record_count"),
    "another sequence": (lambda: changed(GOOD, 8, 1, "<u4"), "sequence"),
    "another first frame": (lambda: changed(GOOD, 12, 7, "<u4"), "first_frame"),
    "time going backwards": (lambda: changed(GOOD, 16, 10**6, "<u4"), "time_us"),
    "longer than ten minutes": (
        lambda: changed(GOOD, len(GOOD) - 106, 6 * 10**8, "<u4"),
        "time_us",
    ),
    "far outside the picture": (lambda: changed(GOOD, MISSING_X, 32000, "<i2"), "nose.x"),
    "x missing without y": (lambda: changed(GOOD, MISSING_X, -32768, "<i2"), "nose"),
}


@pytest.mark.parametrize(("make", "field"), CHUNKS.values(), ids=CHUNKS)
def test_a_bad_chunk_is_refused_and_not_kept(
    browser: Browser, recording_id: UUID, make: Callable[[], bytes], field: str
) -> None:
    answer = browser.put_chunk(recording_id, 0, make())
    assert_problem(answer, 422, "pose_format", field)
    with all_clinics("tests"):
        assert not Chunk.objects.exists()
        assert not AuditEvent.objects.filter(action="chunk.store").exists()
    assert browser.put_chunk(recording_id, 0, GOOD).status_code == 201


def test_a_bad_record_is_named(browser: Browser, recording_id: UUID) -> None:
    body = changed(GOOD, 16 + 106 * 12, 5, "<u4")
    problem = assert_problem(browser.put_chunk(recording_id, 0, body), 422, "pose_format")
    assert problem["errors"] == [
        {"field": "time_us", "reason": "time goes backwards", "record": 12}
    ]


def test_too_many_frames_a_second_are_refused(browser: Browser, recording_id: UUID) -> None:
    header, records = GOOD[:16], np.repeat(np.frombuffer(GOOD, wire.RECORD_DTYPE, 1, 16), 130)
    records["time_us"] = np.arange(130) * 7600
    body = changed(header, 6, 130, "<u2") + records.tobytes()
    problem = assert_problem(browser.put_chunk(recording_id, 0, body), 422, "pose_format")
    assert problem["errors"][0]["field"] == "time_us"
    assert "120 frames" in problem["errors"][0]["reason"]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", '"0.5"', "true", "null"])
def test_json_numbers_that_are_none_are_refused(
    browser: Browser, recording_id: UUID, constant: str
) -> None:
    row = [0.0, *[0.5, 0.5, 0.9] * 17]
    document = {"schema": "plumbline.keypoints/1", "sequence": 0, "first_frame": 0, "facts": {}}
    text = json.dumps({**document, "frames": [row]}).replace("0.9]", f"{constant}]").encode()
    answer = browser.put_chunk(recording_id, 0, text, content_type=wire.JSON_MEDIA_TYPE)
    assert_problem(answer, 422, "pose_format")
    with all_clinics("tests"):
        assert not Chunk.objects.exists()


@pytest.mark.parametrize(
    "header",
    ["", "sha-256=:short:", "md5=:AAAA:", "sha-256=abc", "sha-256=:" + "A" * 44 + ":x"],
)
def test_a_digest_that_is_none_is_refused(
    browser: Browser, recording_id: UUID, header: str
) -> None:
    answer = browser.put_chunk(recording_id, 0, GOOD, digest=header)
    assert_problem(answer, 422, "digest_format", "Content-Digest")


def test_a_digest_of_other_bytes_is_refused(browser: Browser, recording_id: UUID) -> None:
    answer = browser.put_chunk(recording_id, 0, GOOD, digest=digest_header(b"other"))
    assert_problem(answer, 422, "digest_mismatch", "Content-Digest")
    with all_clinics("tests"):
        assert not Chunk.objects.exists()


def test_a_digest_may_stand_among_others(browser: Browser, recording_id: UUID) -> None:
    header = f"sha-512=:AAAA:, {digest_header(GOOD)}"
    assert browser.put_chunk(recording_id, 0, GOOD, digest=header).status_code == 201


def test_a_body_over_two_megabytes_is_refused(browser: Browser, recording_id: UUID) -> None:
    answer = browser.put_chunk(recording_id, 0, b"\0" * 2_000_001)
    assert_problem(answer, 413, "body_too_large", "body")


def test_another_media_type_is_refused(browser: Browser, recording_id: UUID) -> None:
    answer = browser.put_chunk(recording_id, 0, GOOD, content_type="video/mp4")
    assert_problem(answer, 415, "unsupported_media_type")


def test_the_same_chunk_again_and_another_under_its_number(
    browser: Browser, recording_id: UUID
) -> None:
    assert browser.put_chunk(recording_id, 0, GOOD).status_code == 201
    assert browser.put_chunk(recording_id, 0, GOOD).status_code == 200
    other = chunks_of(still_records(59))[0]
    assert_problem(browser.put_chunk(recording_id, 0, other), 409, "other_digest")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"schema": "plumbline.facts/2"}, "schema"),
        ({"image_width_px": 0}, "image_width_px"),
        ({"image_height_px": "720"}, "image_height_px"),
        ({"mirrored": "no"}, "mirrored"),
        ({"gravity": [0, 9.8]}, "gravity"),
        ({"model": "posenet"}, "model"),
        ({"model_sha256": "0" * 64}, "model_sha256"),
        ({"started_at": "yesterday"}, "started_at"),
    ],
    ids=str,
)
def test_wrong_facts_are_refused(
    browser: Browser, sitting: SimpleNamespace, changes: dict[str, Any], field: str
) -> None:
    answer = browser.announce(sitting.id, sitting.item, **changes)
    assert_problem(answer, 422, "pose_format", field)
    with all_clinics("tests"):
        assert not Recording.objects.exists()


def test_the_same_recording_again_and_with_other_facts(
    browser: Browser, sitting: SimpleNamespace
) -> None:
    chosen = uuid4()
    first = browser.announce(sitting.id, sitting.item, recording_id=chosen)
    again = browser.announce(sitting.id, sitting.item, recording_id=chosen)
    assert (first.status_code, again.status_code) == (201, 200)
    other = browser.announce(sitting.id, sitting.item, recording_id=chosen, image_width_px=640)
    assert_problem(other, 409, "other_facts")


def test_an_exercise_of_another_prescription_is_not_found(
    browser: Browser, sitting: SimpleNamespace
) -> None:
    assert_problem(browser.announce(sitting.id, uuid4()), 404, "not_found")
    assert_problem(browser.announce(uuid4(), sitting.item), 404, "not_found")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("patient/assessments", {"prescription": str(uuid4()), "started_at": "now"}, "id"),
        ("patient/consents", {"purpose": "sale", "text_version": "1", "granted": True}, "purpose"),
        ("recordings", {"id": "1"}, "id"),
        ("patient/manual-entries", {"pain": 11}, "pain"),
        ("patient/session", {"token": "t", "birth_date": "9 March"}, "birth_date"),
    ],
)
def test_wrong_members_are_named(
    browser: Browser, path: str, body: dict[str, Any], field: str
) -> None:
    problem = assert_problem(browser.send("POST", path, body), 422, "invalid")
    assert field in [error["field"] for error in problem["errors"]]


def test_what_is_no_json_is_refused(browser: Browser) -> None:
    answer = browser._send("POST", "recordings", b"{", "application/json")
    assert_problem(answer, 400, "parse_error")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": -1}, "count"),
        ({"count": 10**9}, "count"),
        ({"dropped_frames": -1}, "dropped_frames"),
        ({"stop_reason": "bored"}, "stop_reason"),
        ({"uncertain_spans_us": [[0]]}, "uncertain_spans_us.0"),
        ({"uncertain_spans_us": [[0, 1]] * 301}, "uncertain_spans_us"),
    ],
    ids=str,
)
def test_a_wrong_end_is_refused(
    browser: Browser, recording_id: UUID, changes: dict[str, Any], field: str
) -> None:
    assert_problem(browser.complete(recording_id, [], **changes), 422, "invalid", field)


def test_spans_out_of_order_are_refused_and_nothing_is_completed(
    browser: Browser, recording_id: UUID
) -> None:
    bodies = chunks_of(still_records(30), frames=30)
    browser.put_chunk(recording_id, 0, bodies[0])
    wrong = browser.complete(recording_id, bodies, uncertain_spans_us=[[5, 9], [9, 12]])
    assert_problem(wrong, 422, "pose_format", "uncertain_spans_us")
    assert browser.get(f"recordings/{recording_id}/status").json()["state"] == "receiving"


def test_complete_says_what_is_missing(browser: Browser, recording_id: UUID) -> None:
    bodies = chunks_of(still_records(90), frames=30)
    browser.put_chunk(recording_id, 1, bodies[1])
    problem = assert_problem(browser.complete(recording_id, bodies), 422, "chunks_missing")
    assert problem["missing"] == [[0, 0], [2, 2]]
    browser.put_chunk(recording_id, 0, bodies[0])
    browser.put_chunk(recording_id, 2, bodies[2])
    wrong = digest_header(b"")
    problem = assert_problem(
        browser.complete(recording_id, bodies, digest=wrong), 422, "other_digest", "digest"
    )
    assert browser.complete(recording_id, bodies).status_code == 202
    assert browser.complete(recording_id, bodies).status_code == 200
    late = wire.encode_chunk(still_records(3, start_s=4.0), sequence=3, first_frame=90)
    assert_problem(browser.put_chunk(recording_id, 3, late), 409, "recording_complete")


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"pain": 11, "effort": None}, "pain"),
        ({"pain": None, "effort": -1}, "effort"),
        ({"pain": None, "effort": None, "felt_wrong": "pain"}, "felt_wrong"),
        ({"pain": None, "effort": None, "note": "x" * 2001}, "note"),
    ],
    ids=["pain", "effort", "felt_wrong", "note"],
)
def test_wrong_answers_are_refused(
    browser: Browser, recording_id: UUID, answers: dict[str, Any], field: str
) -> None:
    answer = browser.send("PUT", f"recordings/{recording_id}/answers", answers)
    assert_problem(answer, 422, "invalid", field)


def test_a_manual_entry_is_kept_once(browser: Browser, sitting: SimpleNamespace) -> None:
    entry = {
        "id": str(uuid4()),
        "assessment": str(sitting.id),
        "item": str(sitting.item),
        "set_number": 1,
        "repetitions": 8,
        "seconds": None,
        "pain": 2,
        "reason": "no camera",
    }
    answers = [browser.send("POST", "patient/manual-entries", entry) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    other = browser.send("POST", "patient/manual-entries", {**entry, "repetitions": 9})
    assert_problem(other, 409, "other_entry")
    with all_clinics("tests"):
        assert ManualEntry.objects.count() == 1


def test_an_assessment_is_started_once(browser: Browser, sitting: SimpleNamespace) -> None:
    assert browser.start(sitting.prescription.id, sitting.id) == sitting.id
    unknown = {
        "id": str(uuid4()),
        "prescription": str(uuid4()),
        "started_at": "2026-11-23T09:30:00Z",
    }
    assert_problem(browser.send("POST", "patient/assessments", unknown), 404, "not_found")


def test_without_consent_nothing_is_recorded(browser: Browser, sitting: SimpleNamespace) -> None:
    assert browser.consent(granted=False).status_code == 201
    answer = browser.announce(sitting.id, sitting.item)
    assert_problem(answer, 403, "consent_needed")
    assert browser.get("patient/today").json()["consent"]["care"] is False
    assert browser.consent().status_code == 201
    assert browser.announce(sitting.id, sitting.item).status_code == 201


def test_consent_to_research_is_no_consent_to_care(
    browser: Browser, sitting: SimpleNamespace
) -> None:
    browser.consent(granted=False)
    browser.consent("research")
    assert_problem(browser.announce(sitting.id, sitting.item), 403, "consent_needed")
