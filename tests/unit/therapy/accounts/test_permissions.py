"""The truth table: who may do what, for `check_…` and `can_…` alike."""

from uuid import uuid4

import pytest

from therapy.accounts import permissions
from therapy.accounts.enums import Role
from therapy.audit.actors import Actor
from therapy.audit.enums import ActorKind
from therapy.care.models import Patient
from therapy.common.errors import PermissionDenied

HERE, THERE = uuid4(), uuid4()
PATIENT = Patient(clinic_id=HERE)


def user(clinic_id, role=Role.THERAPIST):
    return Actor(ActorKind.USER, "u", clinic_id=clinic_id, role=role)


ACTORS = {
    "therapist": user(HERE),
    "clinic admin": user(HERE, Role.CLINIC_ADMIN),
    "other clinic": user(THERE, Role.CLINIC_ADMIN),
    "operator": Actor(ActorKind.USER, "o", is_operator=True),
    "own link": Actor(ActorKind.PATIENT, "l", clinic_id=HERE, patient_id=PATIENT.id),
    "other link": Actor(ActorKind.PATIENT, "l", clinic_id=HERE, patient_id=uuid4()),
    "API key": Actor(ActorKind.API_KEY, "k", clinic_id=HERE),
    "other API key": Actor(ActorKind.API_KEY, "k", clinic_id=THERE),
    "system": Actor.system("job"),
}
STAFF = {"therapist", "clinic admin", "operator", "system"}
ALLOWED = {
    "view_patient": STAFF | {"own link", "API key"},
    "treat_patient": STAFF,
    "answer_for_patient": {"own link", "system"},
    "treat_in_clinic": STAFF,
    "manage_clinic": {"clinic admin", "operator", "system"},
}


@pytest.mark.parametrize("rule", ALLOWED)
@pytest.mark.parametrize("who", ACTORS)
def test_who_may_do_what(rule, who):
    about = HERE if rule.endswith("_clinic") else PATIENT
    check = getattr(permissions, f"check_can_{rule}")
    can = getattr(permissions, f"can_{rule}")
    if who in ALLOWED[rule]:
        check(ACTORS[who], about)
        assert can(ACTORS[who], about)
    else:
        with pytest.raises(PermissionDenied):
            check(ACTORS[who], about)
        assert not can(ACTORS[who], about)


def test_every_rule_comes_as_a_pair_and_is_in_the_table():
    names = {name for name in vars(permissions) if name.startswith(("check_can_", "can_"))}
    assert {name.removeprefix("check_") for name in names} == {f"can_{rule}" for rule in ALLOWED}
    assert {f"check_can_{rule}" for rule in ALLOWED} <= names
