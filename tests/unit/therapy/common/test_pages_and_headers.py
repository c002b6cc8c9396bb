"""Headers of every answer, health, and pages for what goes wrong."""

import pytest
from django.test import Client

from therapy.common.logs import RequestIdFilter
from therapy.common.views import csrf_failure

pytestmark = pytest.mark.django_db

PATHS = ["/health/", "/account/sign-in/", "/patient/", "/nowhere/", "/api/v1/patient/session"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_isolated_and_under_a_strict_policy(client, path):
    answer = client.get(path)
    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["connect-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert len(answer["X-Request-Id"]) == 16


def test_the_camera_is_open_on_the_exercise_page_alone(client):
    assert "camera=(self)" in client.get("/patient/exercise/")["Permissions-Policy"]
    for path in PATHS:
        assert "camera=()" in client.get(path)["Permissions-Policy"], path


def test_health_names_what_is_checked_and_nothing_else(client):
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"database": True, "migrations": True}}
    assert client.post("/health/").status_code == 405


def test_a_missing_page_is_a_page(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
    assert "<script" not in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do(therapist):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/sign-in/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "load it again" in answer.content.decode()


def test_a_request_of_the_api_without_its_token_gets_a_problem_document(rf):
    answer = csrf_failure(rf.post("/api/v1/patient/session"))
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_a_failed_request_is_logged_under_its_id_without_its_query(client, caplog):
    answer = client.get("/nowhere/", {"q": "Ferrari"})
    assert "Ferrari" not in caplog.text
    (record,) = [entry for entry in caplog.records if entry.name == "django.request"]
    assert RequestIdFilter().filter(record)
    assert record.__dict__["request_id"] == answer["X-Request-Id"]
