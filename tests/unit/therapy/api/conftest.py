"""A patient's browser with an open link, and a recording announced in it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache

from tests.builders.browsers import Browser
from tests.conftest import BIRTH_DATE
from therapy.care.models import Patient, PrescriptionItem
from therapy.care.services import link_create
from therapy.common.tenancy import all_clinics


@pytest.fixture(autouse=True)
def _fresh_throttles() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def browser_of(patient: Patient, system: Any) -> Browser:
    with all_clinics("tests"):
        link = link_create(by=system, patient=patient)
    browser = Browser()
    assert browser.open_link(link.token, BIRTH_DATE.isoformat()).status_code == 200
    return browser


@pytest.fixture
def browser(patient: Patient, system: Any) -> Browser:
    """The patient's browser with an open link and consent."""
    browser = browser_of(patient, system)
    assert browser.consent().status_code == 201
    return browser


@pytest.fixture
def other_browser(other_patient: Patient, system: Any) -> Browser:
    """A browser of the other clinic's patient, with consent."""
    browser = browser_of(other_patient, system)
    assert browser.consent().status_code == 201
    return browser


def item_of(prescription: Any, protocol: str) -> PrescriptionItem:
    with all_clinics("tests"):
        return PrescriptionItem.objects.filter(
            prescription=prescription, exercise_version__protocol=protocol
        ).get()


@pytest.fixture
def sitting(browser: Browser, prescription: Any) -> SimpleNamespace:
    """A started assessment with the squat item."""
    item = item_of(prescription, "squat")
    return SimpleNamespace(
        id=browser.start(prescription.id), item=item.id, prescription=prescription
    )


@pytest.fixture
def recording_id(browser: Browser, sitting: SimpleNamespace) -> UUID:
    """A recording announced in the patient's browser."""
    answer = browser.announce(sitting.id, sitting.item)
    assert answer.status_code == 201, answer.content
    return UUID(answer.json()["id"])
