"""What the running product really answers: headers, types, caching, and nothing inline."""

import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, Response

from tests.functional.visit import Visit, sign_in
from tests.perform.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CAMERA_PAGES = ("/patient/exercise/", "/device-check/")
OPEN_PAGES = ("/account/sign-in/", "/patient/", *CAMERA_PAGES, "/no/such/page/", "/api/v1/docs/")
YEAR_S = 365 * 86400
FOLDERS = ("assets", "litert", "models", "tfjs")


class _Inline(HTMLParser):
    """Finds whatever a strict policy would refuse, and addresses on other hosts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hosts: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        is_data = named.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in named and not is_data):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in named if name == "style" or name[:2] == "on"]
        for value in (named.get("src", ""), named.get("href", "")):
            if value.startswith("javascript:"):
                self.found.append(value)
            if tag in {"script", "link", "img", "iframe"} and urlsplit(value).netloc:
                self.hosts.add(urlsplit(value).netloc)


@dataclass
class Seen:
    """What one patient's and one therapist's browser was answered."""

    pages: dict[str, APIResponse]
    answers: dict[str, Response]
    hosts: set[str]
    isolated: bool
    problems: list[str] = field(default_factory=list)


def _pages(visit: Visit, patient: str) -> dict[str, APIResponse]:
    add = f"/admin/care/prescription/add/?patient={patient}&routine=knee_and_balance_start"
    paths = (
        "/clinic/", "/clinic/patients/", f"/clinic/patients/{patient}/", add, "/admin/",
        "/admin/care/patient/", f"/admin/care/patient/{patient}/change/",
        f"/admin/care/patient/{patient}/hand-over/",
    )  # fmt: skip
    ask = visit.context.request
    return {path: ask.get(visit.product.address + path) for path in (*paths, *OPEN_PAGES)}


def _keep_first(answers: dict[str, Response]) -> Callable[[Response], None]:
    def keep(answer: Response) -> None:
        answers.setdefault(urlsplit(answer.url).path, answer)

    return keep


@pytest.fixture(scope="module")
def seen(browser: Browser, product: Product) -> Iterator[Seen]:
    """A patient as far as the camera, then every kind of page of a therapist."""
    trial = product.trial(exercise="squat", side=None, seconds=60)
    visit = Visit(browser, product, trial)
    answers: dict[str, Response] = {}
    visit.context.on("response", _keep_first(answers))
    visit.to_today()
    visit.to_learn()
    visit.press("next")
    # The first advice means: worker, runtime and model are there and have looked at a picture.
    visit.page.locator('[data-screen="place"] [data-advice]:not([data-advice=""])').wait_for()
    isolated = bool(visit.page.evaluate("crossOriginIsolated"))
    sign_in(visit.page, product, trial)
    pages = _pages(visit, trial["patient"])
    # What a page brings in a data address leaves for nowhere.
    hosts = {request.host for request in visit.recorder.requests if request.host}
    yield Seen(pages, answers, hosts, isolated, visit.recorder.problems)
    visit.context.close()


def _answer(seen: Seen, beginning: str, ending: str) -> Response:
    """Return what the browser was answered for a file."""
    found = [a for p, a in seen.answers.items() if p.startswith(beginning) and p.endswith(ending)]
    assert found, f"the browser asked for no {beginning}…{ending}"
    return found[0]


def _policy(headers: Any) -> dict[str, list[str]]:
    directives = (part.split() for part in headers["content-security-policy"].split(";"))
    return {words[0]: words[1:] for words in directives if words}


def test_every_page_has_a_strict_content_security_policy(seen: Seen) -> None:
    for path, page in seen.pages.items():
        policy = _policy(page.headers)
        assert policy["default-src"] == ["'self'"], path
        assert policy["connect-src"] == ["'self'"], path
        assert policy["style-src"] == ["'self'"], path
        assert policy["script-src"] == ["'self'", "'wasm-unsafe-eval'"], path
        assert policy["frame-ancestors"] == policy["object-src"] == ["'none'"], path


def test_every_page_and_file_is_isolated_and_keeps_its_type(seen: Seen) -> None:
    answers = {path: one.headers for path, one in seen.pages.items()}
    answers |= {path: one.headers for path, one in seen.answers.items() if path.startswith("/")}
    assert len(answers) > 20
    for path, headers in answers.items():
        if not path.startswith("/"):
            continue
        assert headers["cross-origin-opener-policy"] == "same-origin", path
        assert headers["cross-origin-embedder-policy"] == "require-corp", path
        assert headers["x-content-type-options"] == "nosniff", path
    assert seen.isolated, "threads in WebAssembly need an isolated page"


def test_only_exercise_page_and_device_check_may_use_the_camera(seen: Seen) -> None:
    for path, page in seen.pages.items():
        wanted = "camera=(self)" if path in CAMERA_PAGES else "camera=()"
        policy = page.headers["permissions-policy"]
        assert wanted in policy, path
        assert "microphone=()" in policy, path


def test_no_page_has_inline_scripts_or_styles(seen: Seen) -> None:
    found = {}
    for path, page in seen.pages.items():
        assert "text/html" in page.headers["content-type"], path
        assert page.status == (404 if "no/such" in path else 200), path
        reader = _Inline()
        reader.feed(page.text())
        if reader.found or reader.hosts:
            found[path] = (reader.found, reader.hosts)
    assert found == {}


def test_every_address_that_the_browser_asked_for_is_on_this_host(
    seen: Seen, product: Product
) -> None:
    assert seen.hosts == {urlsplit(product.address).netloc}
    assert seen.problems == []


def test_runtime_model_and_worker_come_with_the_right_type(seen: Seen) -> None:
    wasm = _answer(seen, "/static/litert/", ".wasm").headers
    assert wasm["content-type"] == "application/wasm"
    assert wasm["content-encoding"] == "br"
    model = _answer(seen, "/static/models/", ".tflite").headers
    assert model["content-type"] == "application/octet-stream"
    worker = _answer(seen, "/static/assets/litert-worker", ".js").headers
    assert worker["content-type"].startswith("text/javascript")
    assert worker["content-encoding"] == "br"


def _asked(address: str, encoding: str) -> Message:
    request = urllib.request.Request(address, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=10) as answer:
        headers: Message = answer.headers
        return headers


def test_what_the_exercise_needs_is_kept_by_the_browser_and_sent_compressed(
    seen: Seen, product: Product
) -> None:
    needed = {
        _answer(seen, "/static/litert/", ".wasm").url: True,
        _answer(seen, "/static/assets/litert-worker", ".js").url: True,
        _answer(seen, "/static/models/", ".tflite").url: False,
    }
    for address, is_compressed in needed.items():
        headers = _asked(address, "br")
        assert "immutable" in headers["Cache-Control"], address
        age = headers["Cache-Control"].partition("max-age=")[2].partition(",")[0]
        assert int(age) >= YEAR_S, address
        plain = _asked(address, "identity")
        assert plain["Content-Encoding"] is None
        if is_compressed:
            assert headers["Content-Encoding"] == "br"
            assert int(headers["Content-Length"]) < int(plain["Content-Length"]) / 2


def test_whatever_a_patient_may_load_is_kept_for_good_and_sent_no_larger_than_it_must(
    product: Product,
) -> None:
    """Every runtime and network, used on this machine or not."""
    root = product.var / "static"
    found = [p for name in FOLDERS for p in (root / name).rglob("*") if p.is_file()]
    files = [p for p in found if p.suffix not in {".br", ".gz"} and p.name != "manifest.json"]
    endings = {path.suffix for path in files}
    assert {".wasm", ".tflite", ".bin", ".json", ".js", ".css", ".woff2"} <= endings
    for path in files:
        headers = _asked(f"{product.address}/static/{path.relative_to(root)}", "br")
        assert "immutable" in headers["Cache-Control"], path
        is_smaller = path.with_name(f"{path.name}.br").exists()
        assert headers["Content-Encoding"] == ("br" if is_smaller else None), path
        # Pictures and fonts are compressed by what they are; a few bytes gain nothing.
        assert is_smaller or path.suffix in {".png", ".woff2"} or path.stat().st_size < 300, path
        if is_smaller:
            assert int(headers["Content-Length"]) < 0.95 * path.stat().st_size, path


def test_what_names_the_rest_is_asked_for_anew(product: Product) -> None:
    for name in ("offline-worker.js", "models/manifest.json"):
        headers = _asked(f"{product.address}/static/{name}", "br")
        assert headers["Cache-Control"] == "no-cache", name
        assert headers["Content-Encoding"] == "br", name


def test_the_service_worker_alone_may_serve_pages_outside_its_folder(product: Product) -> None:
    worker = _asked(f"{product.address}/static/offline-worker.js", "identity")
    assert worker["Service-Worker-Allowed"] == "/"
    assert worker["Content-Type"].startswith("text/javascript")
    script = next((product.var / "static" / "assets").glob("*.js")).name
    assert "Service-Worker-Allowed" not in _asked(
        f"{product.address}/static/assets/{script}", "identity"
    )


def test_pages_with_patients_are_kept_by_no_cache(seen: Seen) -> None:
    for path, page in seen.pages.items():
        if path.startswith(("/clinic/", "/patient/", "/admin/care/")):
            assert "no-store" in page.headers["cache-control"], path
