"""The demo clinic: synthetic patients whose recordings really went through scoring.

Names, movements and answers are made up by this module and say so wherever they show; the
numbers on the pages are what the scoring made of the synthetic keypoints.
"""

import datetime as dt
import hashlib
import json
import os
import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from routines.models import RoutineVersion
from therapy.accounts.models import Clinic, User
from therapy.accounts.services import clinic_create, user_create
from therapy.assessments import services as assessments
from therapy.assessments.enums import StopReason
from therapy.audit.actors import Actor
from therapy.care.enums import CONSENT_TEXT_VERSION, ConsentPurpose, Sex
from therapy.care.models import Patient, PatientLink, Prescription, PrescriptionItem
from therapy.care.services import consent_record, link_create, patient_create, prescription_create
from therapy.common.tenancy import clinic_scope
from therapy.operations.demo_movements import Ability, SyntheticSet, synthetic_set

CLINIC_NAME = "Demo clinic (synthetic patients)"
THERAPIST = "therapist"
OPERATOR = "operator"
BY = Actor.system("demo")
WEEKDAYS = (0, 2, 4)

Say = Callable[[str], object]


@dataclass(frozen=True)
class DemoPatient:
    """A synthetic patient and how their ability changes from the first day to the last."""

    given_name: str
    birth_date: dt.date
    sex: Sex
    height_cm: int
    reason: str
    routine: str
    first: Ability
    last: Ability
    missed_last_days: int = 0

    def ability(self, progress: float) -> Ability:
        """Return the ability between the first day (0) and the last (1)."""

        def between(a: float, b: float) -> float:
            return a + (b - a) * progress

        first, last = self.first, self.last
        return Ability(
            knee_peak_deg=between(first.knee_peak_deg, last.knee_peak_deg),
            left_abduction_deg=between(first.left_abduction_deg, last.left_abduction_deg),
            right_abduction_deg=between(first.right_abduction_deg, last.right_abduction_deg),
            left_hold_s=between(first.left_hold_s, last.left_hold_s),
            right_hold_s=between(first.right_hold_s, last.right_hold_s),
            pain=round(between(first.pain, last.pain)),
        )


DEMO_PATIENTS = (
    DemoPatient(
        "Rosa", dt.date(1948, 3, 9), Sex.FEMALE, 162, "Left knee replacement, eight weeks ago",
        "knee_and_balance_start", Ability(62, 150, 150, 6, 14, 4), Ability(88, 150, 150, 14, 18, 2),
    ),
    DemoPatient(
        "Amir", dt.date(1971, 11, 23), Sex.MALE, 178, "Right frozen shoulder",
        "shoulder_start", Ability(95, 168, 74, 25, 25, 5), Ability(95, 169, 118, 25, 25, 3),
    ),
    DemoPatient(
        "Ingrid", dt.date(1939, 7, 1), Sex.FEMALE, 158, "Two falls last winter",
        "knee_and_balance_start", Ability(74, 140, 142, 9, 7, 2), Ability(70, 140, 142, 5, 6, 7),
    ),
    DemoPatient(
        "Peter", dt.date(1962, 5, 17), Sex.MALE, 184, "Knee pain after a run",
        "knee_and_balance_start", Ability(84, 160, 160, 22, 24, 3), Ability(98, 160, 160, 28, 30, 1),
        missed_last_days=9,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DemoClinic:
    """What `make run` prints about the demo clinic."""

    therapist: str
    operator: str
    password: str
    link_path: str
    birth_date: dt.date


def demo_clinic_ensure(*, say: Say, weeks: int = 2) -> DemoClinic:
    """Make the demo clinic if there is none, and return how to get in."""
    keep = Path(settings.PLUMBLINE_VAR) / "demo-sign-ins.json"
    clinic = Clinic.objects.filter(name=CLINIC_NAME).first()
    if clinic is None:
        say("Making the demo clinic: synthetic recordings are being scored")
        password = secrets.token_urlsafe(9)
        clinic = clinic_create(by=BY, name=CLINIC_NAME, phone="+00 0000 000000", is_demo=True)
        _make_people(clinic, password)
        _write_private(keep, {"password": password})
        with clinic_scope(clinic.id):
            for number, person in enumerate(DEMO_PATIENTS):
                _make_patient(clinic, person, weeks=weeks, seed=1000 * number)
    kept = json.loads(keep.read_text())
    with clinic_scope(clinic.id):
        patient = Patient.objects.get(given_name=DEMO_PATIENTS[0].given_name)
        if not _is_usable(kept.get("token", "")):
            kept["token"] = link_create(by=BY, patient=patient).token
            _write_private(keep, kept)
        return DemoClinic(
            therapist=THERAPIST,
            operator=OPERATOR,
            password=kept["password"],
            link_path=f"/patient/#{kept['token']}",
            birth_date=patient.birth_date,
        )


def demo_history_add(*, say: Say, weeks: int) -> int:
    """Add `weeks` of history to every demo patient and return how many recordings were scored."""
    demo_clinic_ensure(say=say)
    clinic = Clinic.objects.get(name=CLINIC_NAME)
    before = 0
    with clinic_scope(clinic.id):
        for number, person in enumerate(DEMO_PATIENTS):
            patient = Patient.objects.get(given_name=person.given_name, is_synthetic=True)
            prescription = Prescription.objects.get(patient=patient)
            say(f"Scoring {weeks} weeks of {person.given_name}, synthetic")
            before += _perform_days(person, patient, prescription, weeks=weeks, seed=7000 + number)
    return before


def _make_people(clinic: Clinic, password: str) -> None:
    user_create(by=BY, clinic=clinic, username=THERAPIST, password=password)
    User.objects.create_superuser(OPERATOR, password=password)


def _make_patient(clinic: Clinic, person: DemoPatient, *, weeks: int, seed: int) -> None:
    patient = patient_create(
        by=BY,
        clinic=clinic,
        given_name=person.given_name,
        family_name="Demo",
        birth_date=person.birth_date,
        sex=person.sex,
        height_cm=person.height_cm,
        reason=person.reason,
        is_synthetic=True,
    )
    routine = (
        RoutineVersion.objects.filter(routine__key=person.routine, published_at__isnull=False)
        .order_by("-version")
        .first()
    )
    if routine is None:
        raise RuntimeError(f"the library has no routine {person.routine}")
    today = timezone.localdate()
    prescription = prescription_create(
        by=BY,
        patient=patient,
        routine_version=routine,
        starts_on=today - dt.timedelta(weeks=weeks),
        ends_on=today + dt.timedelta(weeks=6),
    )
    _perform_days(person, patient, prescription, weeks=weeks, seed=seed)


def _perform_days(
    person: DemoPatient, patient: Patient, prescription: Prescription, *, weeks: int, seed: int
) -> int:
    link = link_create(by=BY, patient=patient, valid_days=1).link
    by = Actor.from_link(link)
    consent_record(
        by=by, patient=patient, purpose=ConsentPurpose.CARE,
        text_version=CONSENT_TEXT_VERSION, granted=True,
    )  # fmt: skip
    days = list(_days(weeks, person.missed_last_days))
    scored = 0
    for number, day in enumerate(days):
        ability = person.ability(number / max(1, len(days) - 1))
        scored += _perform_day(person, prescription, ability, day, seed=seed + 50 * number, by=by)
    return scored


def _days(weeks: int, missed_last_days: int) -> Iterator[dt.datetime]:
    now = timezone.now().replace(hour=9, minute=30, second=0, microsecond=0)
    for ago in range(7 * weeks, missed_last_days, -1):
        day = now - dt.timedelta(days=ago)
        if day.weekday() in WEEKDAYS:
            yield day


def _perform_day(
    person: DemoPatient, prescription: Prescription, ability: Ability, day: dt.datetime,
    *, seed: int, by: Actor,
) -> int:  # fmt: skip
    assessment, _ = assessments.assessment_start(
        assessment_id=uuid.uuid4(), prescription_id=prescription.id, started_at=day, by=by
    )
    scored = 0
    items = PrescriptionItem.objects.filter(prescription=prescription)
    for item in items.select_related("exercise_version").order_by("position"):
        for set_number in range(1, item.sets + 1):
            performed = synthetic_set(
                item.exercise_version.protocol,
                item.side,
                ability,
                height_cm=person.height_cm,
                started_at=day.strftime("%Y-%m-%dT%H:%M:%SZ"),
                seed=seed + 10 * item.position + set_number,
                repetitions=item.repetitions,
            )
            _send(assessment.id, item, set_number, performed, ability.pain, by=by)
            scored += 1
    return scored


def _send(
    assessment_id: uuid.UUID, item: PrescriptionItem, set_number: int, performed: SyntheticSet,
    pain: int, *, by: Actor,
) -> None:  # fmt: skip
    """Take a set the way a browser's goes: announce, chunks, complete, answers; then score it."""
    recording, _ = assessments.recording_create(
        recording_id=uuid.uuid4(),
        assessment_id=assessment_id,
        item_id=item.id,
        set_number=set_number,
        facts=performed.facts,
        by=by,
    )
    for sequence, (chunk, digest) in enumerate(
        zip(performed.chunks, performed.digests, strict=True)
    ):
        assessments.chunk_store(
            recording_id=recording.id, sequence=sequence, body=chunk, is_json=False,
            digest=digest, by=by,
        )  # fmt: skip
    joined = b"".join(bytes.fromhex(digest) for digest in performed.digests)
    assessments.recording_complete(
        recording_id=recording.id,
        count=len(performed.chunks),
        digest=hashlib.sha256(joined).hexdigest(),
        dropped_frames=0,
        stop_reason=StopReason.FINISHED,
        by=by,
    )
    assessments.answers_store(
        recording_id=recording.id, pain=pain, effort=None, felt_wrong=[], note="", by=by
    )
    assessments.recording_score(recording_id=recording.id, by=BY)


def _is_usable(token: str) -> bool:
    token_hash = hashlib.sha256(token.encode()).hexdigest()
    link = PatientLink.objects.filter(token_hash=token_hash).first()
    return link is not None and link.is_usable


def _write_private(path: Path, value: dict[str, str]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(value, file)
