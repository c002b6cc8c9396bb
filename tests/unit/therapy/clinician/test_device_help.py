"""A therapist types the code that a patient reads out."""

import json
from typing import Any

import pytest
from django.urls import reverse

from tests.golden.device_code.codes import FILE

pytestmark = pytest.mark.django_db
ADDRESS = "/clinic/device-help/"
CODE = json.loads(FILE.read_text(encoding="utf-8"))[0]["code"]


def html(page: Any, **query: str) -> str:
    answer = page.get(ADDRESS, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_says_where_the_device_check_is(page: Any) -> None:
    text = html(page)
    assert "http://testserver/device-check/" in text
    assert "data-device-report" not in text
    assert "field-error" not in text


def test_a_code_is_explained(page: Any) -> None:
    text = html(page, code=f" {CODE} ")
    assert "The device can do the exercises." in text
    assert "LiteRT, WebAssembly, threads" in text
    assert "28 to 40" in text


@pytest.mark.parametrize(
    ("spoken", "why"),
    [
        (CODE[:-1], "these are 11"),
        (CODE[:-1] + "9", "misheard"),
        ("<script>", "no letters"),
    ],
)
def test_what_is_no_code_is_said_so_and_stays_to_be_corrected(
    page: Any, spoken: str, why: str
) -> None:
    text = html(page, code=spoken)
    assert why in text
    assert "data-device-report" not in text
    assert f'value="{spoken.replace("<", "&lt;").replace(">", "&gt;")}"' in text


def test_it_is_for_those_who_are_signed_in(client: Any) -> None:
    assert "/account/sign-in/" in client.get(ADDRESS).headers["Location"]


def test_a_patients_pages_lead_to_it(page: Any, patient: Any) -> None:
    for name in ("clinician:patient", "admin:care_hand_over"):
        answer = page.get(reverse(name, args=[patient.pk]))
        assert f'href="{ADDRESS}"' in answer.content.decode()
