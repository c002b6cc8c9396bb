"""The worklist: who needs somebody, and why."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.unit.therapy.clinician.conftest import result_of, scored
from therapy.assessments.models import ManualEntry, Result
from therapy.care.models import Prescription
from therapy.clinician import reasons
from therapy.clinician.enums import Reason
from therapy.clinician.models import WorklistMark
from therapy.clinician.reasons import Why
from therapy.common.tenancy import clinic_scope

pytestmark = pytest.mark.django_db
ADDRESS = "/clinic/"


def why(reason: Reason, **fields: Any) -> Why:
    given = {"subject": "x", "patient_id": uuid4(), "text": "…", "at": timezone.now(), **fields}
    return Why(reason=reason, **given)


def html(page: Any, address: str = ADDRESS) -> str:
    answer = page.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_nobody_waiting_is_a_pleasant_state(page: Any, patient: Any) -> None:
    text = html(page)
    assert "All is well for now" in text
    assert "data-row" not in text


def test_the_start_page_leads_to_the_worklist(page: Any) -> None:
    assert page.get("/").headers["Location"] == ADDRESS


def test_who_is_not_signed_in_is_asked_to(client: Any, clinic: Any) -> None:
    answer = client.get(ADDRESS)
    assert answer.status_code == 302
    assert "/account/sign-in/" in answer.headers["Location"]


def test_pain_at_the_limit_is_told_before_everything_else(
    page: Any, assess: Any, record: Any
) -> None:
    assessment = assess()
    limit = assessment.prescription.pain_stop_limit
    record(assessment, "refused", pain=limit)
    text = html(page)
    assert f"Pain {limit}, limit {limit}" in text
    assert text.index('data-why="pain"') < text.index('data-why="refused"')


def test_pain_below_the_limit_is_not_told(page: Any, assess: Any, record: Any) -> None:
    assessment = assess()
    record(assessment, "queued", pain=assessment.prescription.pain_stop_limit - 1)
    assert "data-row" not in html(page)


def test_pain_without_the_camera_counts_too(page: Any, assess: Any) -> None:
    assessment = assess()
    with clinic_scope(assessment.clinic_id):
        ManualEntry.objects.create(
            assessment=assessment,
            item=assessment.prescription.items.first(),
            set_number=1,
            repetitions=8,
            pain=9,
        )
    assert "Pain 9, limit" in html(page)


def test_a_set_ended_by_dizziness_is_told(page: Any, assess: Any, record: Any) -> None:
    record(assess(), "queued", stop_reason="dizzy")
    assert "Stopped early: dizziness" in html(page)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("refused", "1 recording not scorable"),
        ("parked", "1 recording set aside"),
        ("scored", "1 new result"),
    ],
)
def test_states_that_need_somebody_are_told(
    page: Any, assess: Any, record: Any, state: str, words: str
) -> None:
    record(assess(), state, park_reason="third attempt" if state == "parked" else "")
    assert words in html(page)


def test_counted_reasons_of_several_assessments_are_added_up(
    page: Any, assess: Any, record: Any
) -> None:
    for days_ago in (1, 2):
        assessment = assess(days_ago=days_ago)
        for number in (1, 2):
            record(assessment, "scored", set_number=number)
    text = html(page)
    assert "4 new results" in text
    assert text.count('data-why="result"') == 1


def test_silence_longer_than_the_rhythm_allows_is_told(page: Any, prescription: Any) -> None:
    with clinic_scope(prescription.clinic_id):
        today = timezone.localdate()
        Prescription.objects.update(
            starts_on=today - timedelta(days=8),
            ends_on=today + timedelta(days=20),
            times_per_week=3,
        )
    assert "Not begun after 8 days" in html(page)


def test_a_loss_beyond_the_error_is_told_and_one_within_it_is_not(
    page: Any, assess: Any, record: Any
) -> None:
    # Peaks of 100, 97 and 75 degrees: 3 degrees lie within the interval of about ±4, 22 do not.
    record(assess(days_ago=3), outcome=scored("squat", peak_deg=100.0))
    latest = record(assess(days_ago=1), outcome=scored("squat", peak_deg=97.0))
    assert "Knee flexion down" not in html(page)
    with clinic_scope(latest.clinic_id):
        Result.objects.filter(recording=latest).delete()
        result_of(latest, scored("squat", peak_deg=75.0))
    assert "Knee flexion down 2" in html(page)


def test_values_from_another_view_are_never_compared(page: Any, assess: Any, record: Any) -> None:
    record(assess(days_ago=3), outcome=scored("squat", peak_deg=100.0))
    record(assess(days_ago=1), outcome=scored("squat", peak_deg=60.0, yaw_deg=0.0))
    assert 'data-why="worse"' not in html(page)


def test_done_takes_a_patient_off_the_list_and_undo_brings_them_back(
    page: Any, assess: Any, record: Any, audited: Any
) -> None:
    record(assess(), "refused")
    first = page.get(ADDRESS)
    ((entry, patient),) = first.context["rows"]
    tokens = [one.token for one in entry.reasons]
    answer = page.post(
        reverse("clinician:worklist-done"), {"patient": patient.pk, "why": tokens}, follow=True
    )
    assert answer.context["rows"] == []
    batch = answer.context["undo"]["batch"]
    assert "is done." in answer.content.decode()
    again = page.post(reverse("clinician:worklist-undo"), {"batch": batch}, follow=True)
    assert len(again.context["rows"]) == 1
    assert [row.patient_id for row in audited("worklist.done")] == [patient.pk]
    assert [row.patient_id for row in audited("worklist.undo")] == [patient.pk]


def test_done_twice_marks_once(page: Any, assess: Any, record: Any, clinic: Any) -> None:
    record(assess(), "refused")
    ((entry, patient),) = page.get(ADDRESS).context["rows"]
    form = {"patient": patient.pk, "why": [one.token for one in entry.reasons]}
    for _press in range(2):
        page.post(reverse("clinician:worklist-done"), form)
    with clinic_scope(clinic.id):
        assert WorklistMark.objects.filter(undone_at=None).count() == 1


def test_something_newer_shows_again_after_done(page: Any, assess: Any, record: Any) -> None:
    assessment = assess()
    record(assessment, "refused")
    ((entry, patient),) = page.get(ADDRESS).context["rows"]
    form = {"patient": patient.pk, "why": [one.token for one in entry.reasons]}
    page.post(reverse("clinician:worklist-done"), form)
    record(assessment, "refused", set_number=2)
    assert len(page.get(ADDRESS).context["rows"]) == 1


def test_a_token_that_names_no_reason_is_refused(page: Any, patient: Any) -> None:
    form = {"patient": patient.pk, "why": ["nonsense"]}
    assert page.post(reverse("clinician:worklist-done"), form).status_code == 422


def test_the_filter_is_in_the_address_and_done_keeps_it(
    page: Any, assess: Any, record: Any
) -> None:
    record(assess(), "refused")
    assert len(page.get(ADDRESS, {"reason": "refused"}).context["rows"]) == 1
    assert page.get(ADDRESS, {"reason": "pain"}).context["rows"] == []
    form = {"patient": uuid4(), "why": [], "reason": "refused"}
    assert page.post(reverse("clinician:worklist-done"), form).status_code == 404
    ((entry, patient),) = page.get(ADDRESS).context["rows"]
    form = {"patient": patient.pk, "why": [entry.first.token], "reason": "refused"}
    answer = page.post(reverse("clinician:worklist-done"), form)
    assert answer.headers["Location"] == f"{ADDRESS}?reason=refused"


def test_another_clinic_sees_and_marks_nothing_of_it(
    page: Any, other_page: Any, assess: Any, record: Any
) -> None:
    record(assess(), "refused")
    ((entry, patient),) = page.get(ADDRESS).context["rows"]
    assert other_page.get(ADDRESS).context["rows"] == []
    form = {"patient": patient.pk, "why": [entry.first.token]}
    assert other_page.post(reverse("clinician:worklist-done"), form).status_code == 404
    batch = page.post(reverse("clinician:worklist-done"), form, follow=True).context["undo"][
        "batch"
    ]
    other_page.post(reverse("clinician:worklist-undo"), {"batch": batch})
    assert page.get(ADDRESS).context["rows"] == []


def test_seeing_the_list_is_audited_with_who_was_on_it(
    page: Any, assess: Any, record: Any, audited: Any, patient: Any
) -> None:
    record(assess(), "refused")
    page.get(ADDRESS)
    (row,) = audited("worklist.view")
    assert row.detail == {"patients": [str(patient.pk)]}


def test_more_patients_and_recordings_cost_no_more_queries(
    page: Any, assess: Any, record: Any, django_assert_max_num_queries: Any
) -> None:
    for days_ago in range(1, 6):
        assessment = assess(days_ago=days_ago)
        record(assessment, outcome=scored("squat", peak_deg=100.0))
        record(assessment, "refused", set_number=2)
    page.get(ADDRESS)
    with django_assert_max_num_queries(14):
        page.get(ADDRESS)


def test_reasons_rank_by_urgency_then_weight_then_recency() -> None:
    now = timezone.now()
    mild = why(Reason.PAIN, weight=6)
    strong = why(Reason.PAIN, weight=9)
    old = why(Reason.RESULT, at=now - timedelta(days=2))
    fresh = why(Reason.RESULT, at=now)
    entries = reasons.ranked([old, mild, fresh, strong])
    assert [entry.first for entry in entries] == [strong, mild, fresh, old]
