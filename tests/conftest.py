"""Fixtures that many tests share.  Django is imported inside them: the science runs without it."""

# ruff: noqa: PLC0415  imports of Django stand inside the fixtures
from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routines.models import RoutineVersion
    from therapy.accounts.models import Clinic, User
    from therapy.audit.actors import Actor
    from therapy.care.models import Patient, Prescription
    from therapy.care.services import NewLink

# No test fails because the machine is busy.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

PASSWORD = "a long enough password"
BIRTH_DATE = dt.date(1948, 3, 9)


@pytest.fixture(scope="session", autouse=True)
def _flush_keeps_the_audit_triggers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the test runner empty SQLite's tables, whose triggers keep everybody else out."""
    if not request.config.pluginmanager.hasplugin("django"):
        yield
        return
    from django.db.backends.sqlite3.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def flush_without_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            flush(self, sql_list)
            for _name, sql in triggers:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.PostgresServer]:
    """A real PostgreSQL server."""
    with servers.postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: servers.PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test's own."""
    name = f"test_{uuid4().hex}"
    yield postgres.create_database(name)
    postgres.drop_database(name)


@pytest.fixture
def redis() -> Iterator[servers.RedisServer]:
    """A real Redis server of this test's own, which it may kill and start again."""
    with servers.redis_server() as server:
        yield server


@pytest.fixture
def system() -> Actor:
    """The system itself as the one who acts."""
    from therapy.audit.actors import Actor

    return Actor.system("tests")


@pytest.fixture
def clinic(db: None, system: Actor) -> Clinic:
    """A clinic."""
    from therapy.accounts.services import clinic_create

    return clinic_create(by=system, name="Clinic by the River", phone="+41 31 555 01 00")


@pytest.fixture
def other_clinic(db: None, system: Actor) -> Clinic:
    """Another clinic, whose data nobody of the first may see."""
    from therapy.accounts.services import clinic_create

    return clinic_create(by=system, name="Clinic on the Hill", phone="+41 31 555 02 00")


def _user(system: Actor, clinic: Clinic, username: str, role: str) -> User:
    from therapy.accounts.enums import Role
    from therapy.accounts.services import user_create

    return user_create(
        by=system, clinic=clinic, username=username, password=PASSWORD, role=Role(role)
    )


@pytest.fixture
def therapist(clinic: Clinic, system: Actor) -> User:
    """A therapist of the clinic; the password is `PASSWORD`."""
    return _user(system, clinic, "therapist", "therapist")


@pytest.fixture
def clinic_admin(clinic: Clinic, system: Actor) -> User:
    """An administrator of the clinic."""
    return _user(system, clinic, "clinic-admin", "clinic_admin")


@pytest.fixture
def other_therapist(other_clinic: Clinic, system: Actor) -> User:
    """A therapist of the other clinic."""
    return _user(system, other_clinic, "other-therapist", "therapist")


@pytest.fixture
def operator(db: None) -> User:
    """A platform operator, who belongs to no clinic."""
    from therapy.accounts.models import User

    return User.objects.create_superuser("operator", password=PASSWORD)


def _patient(system: Actor, clinic: Clinic, given_name: str) -> Patient:
    from therapy.care.services import patient_create
    from therapy.common.tenancy import clinic_scope

    with clinic_scope(clinic.id):
        return patient_create(
            by=system,
            clinic=clinic,
            given_name=given_name,
            family_name="Ferrari",
            birth_date=BIRTH_DATE,
            height_cm=162,
            is_synthetic=True,
        )


@pytest.fixture
def patient(clinic: Clinic, system: Actor) -> Patient:
    """A synthetic patient of the clinic, born on `BIRTH_DATE`."""
    return _patient(system, clinic, "Rosa")


@pytest.fixture
def other_patient(other_clinic: Clinic, system: Actor) -> Patient:
    """A patient of the other clinic."""
    return _patient(system, other_clinic, "Bruno")


@pytest.fixture
def library(db: None) -> None:
    """The published exercise library."""
    from django.core.management import call_command

    call_command("library_load", verbosity=0)


@pytest.fixture
def routine_version(library: None) -> RoutineVersion:
    """The current version of "First assessment": all three exercises."""
    from routines.selectors import routine_version_list_current

    return routine_version_list_current().get(routine__key="whole_body_check")


def _prescription(system: Actor, patient: Patient, routine_version: RoutineVersion) -> Prescription:
    from therapy.care.clinic_time import clinic_today
    from therapy.care.services import prescription_create
    from therapy.common.tenancy import clinic_scope

    with clinic_scope(patient.clinic_id):
        return prescription_create(
            by=system,
            patient=patient,
            routine_version=routine_version,
            starts_on=clinic_today(patient.clinic),
        )


@pytest.fixture
def prescription(patient: Patient, routine_version: RoutineVersion, system: Actor) -> Prescription:
    """What the patient shall do from today: squat, both arms, stance left, stance right."""
    return _prescription(system, patient, routine_version)


@pytest.fixture
def other_prescription(
    other_patient: Patient, routine_version: RoutineVersion, system: Actor
) -> Prescription:
    """What the other clinic's patient shall do."""
    return _prescription(system, other_patient, routine_version)


@pytest.fixture
def patient_link(patient: Patient, system: Actor) -> NewLink:
    """A fresh link of the patient, with its token."""
    from therapy.care.services import link_create
    from therapy.common.tenancy import clinic_scope

    with clinic_scope(patient.clinic_id):
        return link_create(by=system, patient=patient)


@pytest.fixture
def in_clinic(clinic: Clinic) -> Iterator[None]:
    """Run the test within the clinic."""
    from therapy.common.tenancy import clinic_scope

    with clinic_scope(clinic.id):
        yield
