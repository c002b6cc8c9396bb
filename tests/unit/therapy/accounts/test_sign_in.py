"""Signing in: who may, what slows guessing, when a session ends."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.conftest import PASSWORD
from therapy.accounts.models import SignInFailures

URL = "/account/sign-in/"


def sign_in(client, password=PASSWORD, username="therapist"):
    return client.post(URL, {"username": username, "password": password})


def test_the_right_password_signs_in(client, therapist):
    assert sign_in(client).status_code == 302
    assert client.session["_auth_user_id"] == str(therapist.pk)


def test_after_five_wrong_passwords_even_the_right_one_waits(client, therapist):
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        assert sign_in(client, "wrong").status_code == 200
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "wait 15 minutes" in answer.content.decode()
    assert sign_in(client, username="THERAPIST").status_code == 429


def test_after_the_wait_the_right_password_signs_in_again(client, therapist):
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        sign_in(client, "wrong")
    past = timezone.now() - timedelta(seconds=settings.SIGN_IN_WINDOW_S)
    SignInFailures.objects.update(since=past)
    assert sign_in(client).status_code == 302


def test_guessing_many_names_from_one_address_is_slowed_too(client, therapist):
    for number in range(settings.SIGN_IN_FAILURES_ALLOWED * 10):
        sign_in(client, "wrong", f"nobody-{number}")
    assert sign_in(client).status_code == 429
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    data = {"username": "therapist", "password": PASSWORD}
    assert client.post(URL, data, **elsewhere).status_code == 302


def test_neither_names_nor_addresses_are_stored(client, therapist):
    sign_in(client, "wrong")
    stored = str(list(SignInFailures.objects.values()))
    assert "therapist" not in stored
    assert "127.0.0.1" not in stored


@pytest.mark.parametrize("limit", ["STAFF_IDLE_S", "STAFF_SESSION_S"])
def test_a_session_ends(client, therapist, settings, limit):
    client.force_login(therapist)
    assert client.get("/admin/").status_code == 200
    setattr(settings, limit, -1)
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/")


def test_the_admin_sends_to_the_one_page_for_signing_in(client, db):
    answer = client.get("/admin/login/?next=/admin/care/patient/")
    assert answer.url == f"{URL}?next=/admin/care/patient/"


def test_somebody_without_clinic_who_is_no_operator_cannot_exist(db):
    from django.db import IntegrityError  # noqa: PLC0415

    from therapy.accounts.models import User  # noqa: PLC0415

    with pytest.raises(IntegrityError, match="user_has_a_clinic_or_is_operator"):
        User.objects.create_user("nobody", password=PASSWORD)
