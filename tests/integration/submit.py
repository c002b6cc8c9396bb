"""Sends synthetic recordings into an instance, at a steady pace, as many patients would.

    python -m tests.integration.submit <how many> <over how many seconds>

Prepares the instance that the environment names, prints ``ready``, sends, and prints ``sent``.
"""

import datetime as dt
import sys
import time
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402  once Django is set up

from routines.selectors import routine_version_list_current  # noqa: E402
from tests.builders.recordings import FACTS, chunks_of, synthetic_records  # noqa: E402
from tests.builders.uploads import upload  # noqa: E402
from therapy.accounts.services import clinic_create  # noqa: E402
from therapy.assessments import services  # noqa: E402
from therapy.audit.actors import Actor  # noqa: E402
from therapy.audit.enums import ActorKind  # noqa: E402
from therapy.care.enums import CONSENT_TEXT_VERSION, ConsentPurpose  # noqa: E402
from therapy.care.models import PrescriptionItem  # noqa: E402
from therapy.care.services import (  # noqa: E402
    consent_record,
    patient_create,
    prescription_create,
)
from therapy.common.tenancy import clinic_scope  # noqa: E402


def main() -> None:
    """Prepare, then send as the arguments say."""
    n_recordings, seconds = int(sys.argv[1]), float(sys.argv[2])
    call_command("migrate", verbosity=0)
    call_command("library_load", verbosity=0)
    system = Actor.system("tests")
    clinic = clinic_create(by=system, name="Clinic by the River", phone="0")
    with clinic_scope(clinic.id):
        patient = patient_create(
            by=system,
            clinic=clinic,
            given_name="Rosa",
            family_name="Ferrari",
            birth_date=dt.date(1948, 3, 9),
            is_synthetic=True,
        )
        prescription = prescription_create(
            by=system,
            patient=patient,
            routine_version=routine_version_list_current().get(routine__key="whole_body_check"),
            starts_on=dt.datetime.now(dt.UTC).date(),
        )
        by = Actor(ActorKind.PATIENT, str(uuid4()), clinic.id, patient.id)
        consent_record(
            by=by,
            patient=patient,
            purpose=ConsentPurpose.CARE,
            text_version=CONSENT_TEXT_VERSION,
            granted=True,
        )
        item = PrescriptionItem.objects.get(
            prescription=prescription, exercise_version__protocol="squat"
        )
        assessment, _ = services.assessment_start(
            assessment_id=uuid4(),
            prescription_id=prescription.id,
            started_at=dt.datetime.now(dt.UTC),
            by=by,
        )
        bodies = chunks_of(synthetic_records("squat", n_reps=4))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        began = time.monotonic()
        for number in range(n_recordings):
            time.sleep(max(0.0, began + number * seconds / n_recordings - time.monotonic()))
            recording, _ = services.recording_create(
                recording_id=uuid4(),
                assessment_id=assessment.id,
                item_id=item.id,
                set_number=1,
                facts=FACTS,
                by=by,
            )
            upload(recording.id, bodies, by=by)
    sys.stdout.write("sent\n")


if __name__ == "__main__":
    main()
