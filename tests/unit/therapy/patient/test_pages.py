"""The patient's pages and the device check: no scripts in them, the camera where it is needed."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.builders.browsers import Browser
from therapy.care.services import NewLink
from therapy.common.qr_code import qr_code_picture

pytestmark = pytest.mark.django_db

PAGES = {
    "/patient/": "src/patient/home.tsx",
    "/patient/exercise/": "src/patient/exercise.tsx",
    "/device-check/": "src/device/main.tsx",
}


def features(header: str) -> dict[str, str]:
    """Return a Permissions-Policy header as allowlist by feature."""
    return dict(re.findall(r"([a-z-]+)=(\([^)]*\))", header))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_a_frame_for_the_frontend(path: str) -> None:
    answer = Client().get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<div\n      id="app"' in page
    assert 'data-api-url="/api/v1/"' in page
    assert 'data-home-url="/patient/"' in page
    assert 'data-exercise-url="/patient/exercise/"' in page
    assert 'data-device-check-url="/device-check/"' in page
    assert "<noscript>" in page
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, flags=re.DOTALL)
    assert scripts
    assert all("src=" in attributes and not text.strip() for attributes, text in scripts)
    assert " style=" not in page
    assert " on" not in re.sub(r">[^<]*<", "><", page.partition("<body>")[2])


def test_only_exercise_page_and_device_check_may_use_the_camera() -> None:
    policies = {path: features(Client().get(path)["Permissions-Policy"]) for path in PAGES}
    assert policies.pop("/patient/")["camera"] == "()"
    for policy in policies.values():
        assert policy["camera"] == "(self)"
        assert policy["microphone"] == "()"
        assert policy["geolocation"] == "()"


def attribute(page: str, name: str) -> str:
    """Return a data attribute of the frame."""
    [value] = re.findall(rf'data-{name}="([^"]*)"', page)
    return unescape(str(value))


def test_the_device_check_gives_its_own_address_and_its_code() -> None:
    page = Client().get("/device-check/", headers={"host": "testserver"}).content.decode()
    address = attribute(page, "address")
    assert address == "http://testserver/device-check/"
    assert attribute(page, "qr-code") == qr_code_picture(address)


def test_the_address_that_patients_are_given_is_the_one_of_the_code(settings: Any) -> None:
    settings.PLUMBLINE_ADDRESS = "https://clinic.example"
    page = Client().get("/device-check/").content.decode()
    assert attribute(page, "address") == "https://clinic.example/device-check/"


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "a.localhost"])
def test_an_address_that_opens_on_this_machine_alone_has_no_code(settings: Any, host: str) -> None:
    settings.PLUMBLINE_ADDRESS = f"http://{host}"
    page = Client().get("/device-check/").content.decode()
    assert attribute(page, "qr-code") == ""


def test_the_device_check_takes_nothing_from_the_address() -> None:
    page = Client().get("/device-check/?language=de&token=secret").content.decode()
    assert "secret" not in page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_isolated_and_not_kept(path: str) -> None:
    answer = Client().get(path)
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_for_everybody_so_that_devices_may_keep_it(
    path: str, patient_link: NewLink
) -> None:
    browser = Browser()
    born = patient_link.link.patient.birth_date.isoformat()
    assert browser.open_link(patient_link.token, born).status_code == 200
    theirs, nobodys = browser.client.get(path), Client().get(path)
    assert theirs.content == nobodys.content
    assert not theirs.cookies
    assert not nobodys.cookies


def test_a_deployment_may_forbid_devices_to_keep_the_pages(settings) -> None:
    for is_allowed, address in ((True, "/static/offline-worker.js"), (False, "")):
        settings.PLUMBLINE_OFFLINE = is_allowed
        for path in PAGES:
            assert f'data-offline-worker-url="{address}"' in Client().get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_only_reading(path: str) -> None:
    browser = Browser()
    browser.client.handler.enforce_csrf_checks = False
    assert browser.client.post(path).status_code == 405
