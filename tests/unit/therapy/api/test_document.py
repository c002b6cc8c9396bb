"""The OpenAPI document is valid, complete, and readable without scripts."""

from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate

from scoring.refusals import ADVICE
from therapy.api.urls import urlpatterns
from therapy.assessments.wording import REFUSAL_ADVICE, refusal_for_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> dict[str, Any]:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    parsed: dict[str, Any] = answer.json()
    return parsed


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    validate(document)


def test_every_operation_is_in_the_document_with_its_refusals(document: dict[str, Any]) -> None:
    described = len(document["paths"])
    assert described == len([one for one in urlpatterns if one.name not in {"openapi", "docs"}])
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["description"], where
            refusals = [code for code in operation["responses"] if code >= "400"]
            for code in refusals:
                content = operation["responses"][code]["content"]
                assert list(content) == ["application/problem+json"], where
            if path != "/api/v1/patient/session":
                assert "401" in refusals, where
                assert operation["security"], where


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for methods in document["paths"].values()
        for operation in methods.values()
    ]
    assert len(names) == len(set(names))


def test_the_page_of_operations_needs_no_script(document: dict[str, Any]) -> None:
    page = Client().get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<script" not in text
    assert "style=" not in text
    assert all(path in text for path in document["paths"])
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_answers_are_not_cached() -> None:
    assert "no-store" in Client().get("/api/v1/patient/session")["Cache-Control"]


def test_patients_read_the_advice_of_every_refusal_in_their_language() -> None:
    assert {code: str(advice) for code, advice in REFUSAL_ADVICE.items()} == ADVICE
    assert refusal_for_patient(None) is None
    unknown = {"code": "new", "message": "m", "advice": "Do this."}
    assert refusal_for_patient(unknown) == unknown
