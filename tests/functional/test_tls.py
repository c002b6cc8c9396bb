"""`make run TLS=1`: HTTPS for phones in the same network, with this machine's own certificate."""

import http.cookiejar
import io
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser

from tests.functional.visit import Visit, sign_in
from tests.perform.product import Product, running_product
from therapy.operations.certificate import network_addresses

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

Trial = dict[str, Any]


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product as `make run TLS=1` starts it."""
    with running_product(tmp_path_factory.mktemp("secure") / "var", tls=True) as running:
        yield running


@pytest.fixture(scope="module")
def trial(secure: Product) -> Trial:
    """A clinic with a therapist and a patient."""
    return secure.trial(exercise="squat", side=None, seconds=60)


class Caller:
    """Speaks HTTPS with cookies, and may claim to come from anywhere."""

    def __init__(self, product: Product) -> None:
        self.cookies = http.cookiejar.CookieJar()
        self.address = f"{product.address}/account/sign-in/"
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=product.trust()),
            urllib.request.HTTPCookieProcessor(self.cookies),
        )

    def sign_in(self, trial: Trial, origin: str) -> int:
        """Send the sign-in form with this Origin and return the status."""
        self.opener.open(self.address, timeout=10).close()
        token = next(c.value for c in self.cookies if "csrf" in c.name)
        form = {
            "csrfmiddlewaretoken": token,
            "username": trial["therapist"],
            "password": trial["password"],
        }
        request = urllib.request.Request(
            self.address, urllib.parse.urlencode(form).encode(), {"Origin": origin}
        )
        try:
            with self.opener.open(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code


def test_the_certificate_is_this_machines_own_and_names_it(secure: Product) -> None:
    trust = secure.trust()
    assert trust is not None
    assert trust.check_hostname
    port = urllib.parse.urlsplit(secure.address).port
    for host in ("localhost", "127.0.0.1", *(a for a in network_addresses() if ":" not in a)):
        with urllib.request.urlopen(
            f"https://{host}:{port}/health/", timeout=10, context=trust
        ) as answer:
            assert answer.status == 200
            assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
        urllib.request.urlopen(
            f"{secure.address}/health/", timeout=10, context=ssl.create_default_context()
        )


def test_sign_in_is_taken_from_this_origin_alone(secure: Product, trial: Trial) -> None:
    assert Caller(secure).sign_in(trial, secure.address) == 200
    elsewhere = Caller(secure)
    assert elsewhere.sign_in(trial, "https://elsewhere.example") == 403
    assert elsewhere.sign_in(trial, secure.address.replace("https:", "http:")) == 403
    assert [c.name for c in elsewhere.cookies if "plumbline" in c.name] == []


def test_therapist_and_patient_get_in_with_secure_cookies(
    browser: Browser, secure: Product, trial: Trial
) -> None:
    visit = Visit(browser, secure, trial, ignore_https_errors=True)
    sign_in(visit.page, secure, trial)
    cookies = {cookie["name"]: cookie for cookie in visit.context.cookies()}
    session = cookies["__Host-plumbline"]
    assert session["secure"]
    assert session["httpOnly"]
    assert session["sameSite"] == "Strict"
    assert session["path"] == "/"
    assert cookies["csrftoken"]["secure"]
    visit.context.clear_cookies()

    visit.to_today()
    [patient] = [c for c in visit.context.cookies() if c["name"] == "__Host-plumbline"]
    assert patient["secure"]
    assert patient["httpOnly"]
    visit.press("start")
    visit.screen("safety")
    assert visit.page.evaluate("isSecureContext && crossOriginIsolated")
    assert visit.recorder.problems == []
    visit.context.close()


def test_the_address_and_its_code_are_printed(secure: Product) -> None:
    port = urllib.parse.urlsplit(secure.address).port
    log = (secure.var / "start.log").read_text()
    addresses = network_addresses()
    printed = log.partition("Plumbline is running at ")[2].partition("\n")[0]
    assert printed.startswith("https://")
    assert printed.endswith(f":{port}")
    assert not addresses or addresses[0] in printed
    code = io.StringIO()
    segno.make(printed + "/").terminal(out=code, compact=True)
    assert code.getvalue() in log
