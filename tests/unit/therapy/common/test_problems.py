"""Every refusal of the API has one shape."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from rest_framework import exceptions

from pose.stream import PoseFormatError
from therapy.common.errors import Conflict, Gone, InvalidTransition
from therapy.common.problems import problem_exception_handler

MEMBERS = {"type", "title", "status", "detail", "code", "errors"}


def document(error):
    response = problem_exception_handler(error, {})
    assert response is not None
    assert response.content_type == "application/problem+json"
    assert response.data.keys() >= MEMBERS
    assert response.status_code == response.data["status"]
    return response.data


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Conflict("other", code="other_facts"), 409, "other_facts"),
        (InvalidTransition("not now"), 409, "invalid_transition"),
        (Http404(), 404, "not_found"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.Throttled(wait=3), 429, "throttled"),
        (exceptions.ParseError(), 400, "parse_error"),
    ],
)
def test_status_and_code(error, status, code):
    assert (document(error)["status"], document(error)["code"]) == (status, code)


def test_further_members_stand_beside_the_others():
    clinic = {"name": "Clinic", "phone": "1"}
    problem = document(Gone("too old", code="link_expired", extra={"clinic": clinic}))
    assert problem["clinic"] == clinic


def test_wrong_keypoints_name_field_and_record():
    problem = document(PoseFormatError("time_us", "time goes backwards", record=3))
    assert problem["status"] == 422
    reason = {"field": "time_us", "reason": "time goes backwards", "record": 3}
    assert problem["errors"] == [reason]


def test_fields_are_named_by_their_path():
    detail: dict[str, Any] = {
        "facts": {"gravity": ["Three numbers."]},
        "non_field_errors": ["Both."],
    }
    problem = document(exceptions.ValidationError(detail))
    assert problem["status"] == 422
    assert problem["errors"] == [
        {"field": "facts.gravity", "reason": "Three numbers."},
        {"field": "", "reason": "Both."},
    ]


def test_a_models_refusal_names_its_fields():
    problem = document(DjangoValidationError({"sets": ["At least one."]}))
    assert problem["errors"] == [{"field": "sets", "reason": "At least one."}]


def test_what_is_unexpected_is_not_hidden():
    assert problem_exception_handler(RuntimeError("bug"), {}) is None
