"""Keys of other systems: shown once, stored as a hash, revocable."""

import re

import pytest

from therapy.accounts.models import ApiKey
from therapy.accounts.services import api_key_create, api_key_revoke, api_key_verify
from therapy.audit.actors import Actor
from therapy.common.errors import PermissionDenied
from therapy.common.tenancy import all_clinics, clinic_scope


@pytest.fixture
def made(clinic, clinic_admin):
    with clinic_scope(clinic.id):
        return api_key_create(by=Actor.from_user(clinic_admin), clinic=clinic, name="Hospital")


def test_the_secret_opens_its_key_and_is_not_stored(made, clinic):
    assert re.fullmatch(r"plk_[0-9a-f]{8}_[\w-]{43}", made.secret)
    key = api_key_verify(secret=made.secret)
    assert key == made.key
    assert key is not None
    assert key.last_used_at is not None
    with all_clinics("test"):
        assert made.secret not in str(ApiKey.objects.values().get())


@pytest.mark.parametrize("wrong", ["", "plk_", "plk_00000000_x", "nonsense"])
def test_another_secret_opens_nothing(made, wrong):
    assert api_key_verify(secret=wrong) is None


def test_a_secret_that_differs_in_one_letter_opens_nothing(made):
    last = "A" if made.secret[-1] != "A" else "B"
    assert api_key_verify(secret=made.secret[:-1] + last) is None


def test_a_revoked_key_opens_nothing(made, clinic, clinic_admin):
    with clinic_scope(clinic.id):
        api_key_revoke(by=Actor.from_user(clinic_admin), key=made.key)
    assert api_key_verify(secret=made.secret) is None


def test_a_therapist_may_not_make_keys(clinic, therapist):
    with clinic_scope(clinic.id), pytest.raises(PermissionDenied):
        api_key_create(by=Actor.from_user(therapist), clinic=clinic, name="Mine")


def test_the_admin_makes_a_key_and_shows_it_once(client, clinic_admin):
    client.force_login(clinic_admin)
    page = client.post("/admin/accounts/apikey/add/", {"name": "Hospital"}, follow=True)
    secret = re.search(r"plk_[0-9a-f]{8}_[\w-]{43}", page.content.decode())
    assert secret
    key = api_key_verify(secret=secret.group())
    assert key is not None
    assert secret.group() not in client.get(page.redirect_chain[-1][0]).content.decode()
    client.post(f"/admin/accounts/apikey/{key.pk}/revoke/")
    assert api_key_verify(secret=secret.group()) is None
