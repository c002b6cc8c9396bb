"""The assessment's page: numbers, curves, refusals, waiting, reviews."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.unit.therapy.clinician.conftest import scored
from therapy.assessments.models import Recording
from therapy.clinician.models import Review
from therapy.clinician.selectors import point_list
from therapy.common.tenancy import clinic_scope

pytestmark = pytest.mark.django_db


def address(assessment: Any) -> str:
    return reverse("clinician:assessment", args=[assessment.pk])


def html(page: Any, assessment: Any) -> str:
    answer = page.get(address(assessment))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_scored_squat_shows_its_numbers_with_interval_and_quality(
    page: Any, assess: Any, record: Any
) -> None:
    assessment = assess()
    outcome = scored("squat", n_reps=5, peak_deg=95.0)
    recording = record(assessment, outcome=outcome)
    text = html(page, assessment)
    assert f'data-recording="{recording.pk}" data-state="scored"' in text
    assert 'data-metric="repetitions" data-side="" data-value="5"' in text
    knee = next(one for one in outcome[0]["metrics"] if one["key"] == "knee_flexion_deg")
    assert f"{round(knee['low'])}° to {round(knee['high'])}°" in text
    assert "quality-good" in text
    assert text.count("data-repetition=") == 5 + 1  # five rows, and the player's word
    assert reverse("clinician:recording-signals", args=[recording.pk]) in text


def test_a_squat_from_the_front_says_why_its_knee_angle_is_missing(
    page: Any, assess: Any, record: Any
) -> None:
    assessment = assess()
    record(assessment, outcome=scored("squat", peak_deg=95.0, yaw_deg=0.0))
    text = html(page, assessment)
    assert "not measured" in text
    assert "needs a view from the side" in text


def test_an_estimated_angle_is_marked_wherever_it_stands(
    page: Any, assess: Any, record: Any
) -> None:
    assessment = assess()
    outcome = scored("squat", peak_deg=95.0, yaw_deg=0.0, lift=True)
    record(assessment, outcome=outcome)
    text = html(page, assessment)
    estimates = [one for one in outcome[0]["metrics"] if one["method"] == "lift"]
    assert {one["key"] for one in estimates} >= {"knee_flexion_deg"}
    # In the table, with its source beside it, and where it stands large.
    large = text.count('class="measure" data-metric="knee_flexion_deg"')
    assert text.count(", estimated</span>") == len(estimates) + large
    assert text.count("Estimated by a learned lift") == len(estimates)
    knee = next(one for one in estimates if one["key"] == "knee_flexion_deg")
    assert f"{round(knee['low'])}° to {round(knee['high'])}° (90 %)" in text
    with clinic_scope(assessment.clinic_id):
        points = point_list(patients=[assessment.patient_id], since=assessment.started_at)
    keys = {point.key for point in points}
    assert "repetitions" in keys
    assert not keys & {one["key"] for one in estimates}


def test_a_stance_keeps_room_for_its_sway(page: Any, assess: Any, record: Any) -> None:
    assessment = assess()
    record(
        assessment,
        protocol="single_leg_stance",
        outcome=scored("single_leg_stance", side="left", hold_s=14.0, sway_rms_mm=12.0),
    )
    text = html(page, assessment)
    assert "data-sway" in text
    assert 'data-metric="hold_s" data-side="left"' in text


def test_a_refused_recording_says_what_was_wrong_and_what_the_patient_is_told(
    page: Any, assess: Any, record: Any
) -> None:
    assessment = assess()
    report, signals = scored("squat", fps=6.0)
    record(assessment, "refused", outcome=(report, signals))
    text = html(page, assessment)
    assert 'data-refusal="too_slow"' in text
    assert report["refusal"]["message"] in text
    assert "The patient is told:" in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("receiving", "Arriving from the patient’s device."),
        ("queued", "Waiting to be scored."),
        ("scoring", "Being scored now."),
        ("abandoned", "did not arrive in full"),
    ],
)
def test_what_is_not_scored_yet_says_where_it_stands(
    page: Any, assess: Any, record: Any, state: str, words: str
) -> None:
    assessment = assess()
    record(assessment, state)
    text = html(page, assessment)
    assert f'data-state="{state}"' in text
    assert words in text


def test_a_parked_recording_tells_the_reason_and_can_be_scored_again(
    page: Any, assess: Any, record: Any, clinic: Any
) -> None:
    assessment = assess()
    recording = record(assessment, "parked", park_reason="attempt 3: MemoryError")
    assert "attempt 3: MemoryError" in html(page, assessment)
    answer = page.post(reverse("clinician:recording-score-again", args=[recording.pk]))
    assert answer.status_code == 302
    with clinic_scope(clinic.id):
        assert Recording.objects.get(pk=recording.pk).state == "queued"


def test_a_scored_recording_cannot_be_put_back_into_the_queue_by_that_button(
    page: Any, assess: Any, record: Any
) -> None:
    recording = record(assess(), "queued")
    answer = page.post(reverse("clinician:recording-score-again", args=[recording.pk]))
    assert answer.status_code == 409


def test_an_assessment_without_recordings_says_so(page: Any, assess: Any) -> None:
    assert "No recordings yet" in html(page, assess(finished=False))


def test_synthetic_data_say_so_on_the_page_and_on_each_recording(
    page: Any, assess: Any, record: Any
) -> None:
    assessment = assess()
    record(assessment, "queued")
    assert html(page, assessment).count("Synthetic data") == 2


def test_the_status_names_states_and_nothing_else(page: Any, assess: Any, record: Any) -> None:
    assessment = assess(finished=False)
    recording = record(assessment, "queued", pain=3)
    answer = page.get(reverse("clinician:assessment-status", args=[assessment.pk]))
    assert answer.json() == {
        "finished": False,
        "recordings": [{"id": str(recording.pk), "state": "queued"}],
    }


def test_an_unfinished_assessment_of_yesterday_is_no_longer_waited_for(
    page: Any, assess: Any
) -> None:
    for days_ago, over in ((0.2, False), (0.3, True)):
        assessment = assess(days_ago=days_ago, finished=False)
        answer = page.get(reverse("clinician:assessment-status", args=[assessment.pk]))
        assert answer.json()["finished"] is over


def test_one_section_can_be_fetched_alone(page: Any, assess: Any, record: Any) -> None:
    recording = record(assess(), outcome=scored("squat"))
    answer = page.get(reverse("clinician:recording-section", args=[recording.pk]))
    text = answer.content.decode()
    assert text.strip().startswith("<section")
    assert f'data-recording="{recording.pk}" data-state="scored"' in text


def test_signals_come_with_repetitions_and_words(page: Any, assess: Any, record: Any) -> None:
    report, signals = scored("squat", n_reps=5)
    recording = record(assess(), outcome=(report, signals))
    drawing = page.get(reverse("clinician:recording-signals", args=[recording.pk])).json()
    assert drawing["signals"]["times_s"] == signals["times_s"]
    assert len(drawing["repetitions"]) == len(report["repetitions"]) == 5
    assert drawing["labels"]["knee_flexion_deg"] == "Knee flexion"
    assert drawing["units"]["deg"] == "°"


def test_a_recording_without_signals_is_not_found_there(
    page: Any, assess: Any, record: Any
) -> None:
    recording = record(assess(), "queued")
    assert page.get(reverse("clinician:recording-signals", args=[recording.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["assessment", "assessment-status", "recording-section", "recording-signals"]
)
def test_another_clinic_finds_nothing(other_page: Any, assess: Any, record: Any, name: str) -> None:
    recording = record(assess(), outcome=scored("squat"))
    pk = recording.assessment_id if name.startswith("assessment") else recording.pk
    assert other_page.get(reverse(f"clinician:{name}", args=[pk])).status_code == 404


@pytest.mark.parametrize("name", ["recording-review", "recording-score-again"])
def test_another_clinic_changes_nothing(
    other_page: Any, assess: Any, record: Any, name: str
) -> None:
    recording = record(assess(), outcome=scored("squat"))
    answer = other_page.post(
        reverse(f"clinician:{name}", args=[recording.pk]), {"verdict": "accepted"}
    )
    assert answer.status_code == 404


def test_every_look_at_a_patient_is_audited(
    page: Any, assess: Any, record: Any, audited: Any, patient: Any
) -> None:
    recording = record(assess(), outcome=scored("squat"))
    page.get(address(recording.assessment))
    page.get(reverse("clinician:recording-section", args=[recording.pk]))
    page.get(reverse("clinician:recording-signals", args=[recording.pk]))
    for action in ("assessment.view", "recording.view", "recording.signals_view"):
        assert [row.patient_id for row in audited(action)] == [patient.pk]


def test_accepting_is_kept_and_audited(
    page: Any, assess: Any, record: Any, clinic: Any, audited: Any
) -> None:
    recording = record(assess(), outcome=scored("squat"))
    page.post(reverse("clinician:recording-review", args=[recording.pk]), {"verdict": "accepted"})
    with clinic_scope(clinic.id):
        assert Review.objects.get().verdict == "accepted"
    assert audited("result.review")[0].detail["verdict"] == "accepted"
    assert 'data-verdict="accepted"' in html(page, recording.assessment)


def test_rejecting_needs_a_note(page: Any, assess: Any, record: Any, clinic: Any) -> None:
    recording = record(assess(), outcome=scored("squat"))
    review = reverse("clinician:recording-review", args=[recording.pk])
    assert page.post(review, {"verdict": "rejected", "note": "  "}).status_code == 422
    with clinic_scope(clinic.id):
        assert not Review.objects.exists()
    page.post(review, {"verdict": "rejected", "note": "The wrong person"})
    assert 'data-verdict="rejected"' in html(page, recording.assessment)


def test_a_recording_without_result_cannot_be_reviewed(page: Any, assess: Any, record: Any) -> None:
    recording = record(assess(), "queued")
    review = reverse("clinician:recording-review", args=[recording.pk])
    assert page.post(review, {"verdict": "accepted"}).status_code == 409


def test_a_change_is_told_against_the_assessment_before(
    page: Any, assess: Any, record: Any
) -> None:
    record(assess(days_ago=4), outcome=scored("squat", peak_deg=75.0))
    assessment = assess()
    record(assessment, outcome=scored("squat", peak_deg=100.0))
    card = page.get(address(assessment)).context["cards"][0]
    knee = next(row for row in card.metrics if row.key == "knee_flexion_deg")
    assert knee.change.beyond_error
    assert knee.change.text.startswith("+2")


def test_more_recordings_cost_no_more_queries(
    page: Any, assess: Any, record: Any, django_assert_max_num_queries: Any
) -> None:
    assessment = assess()
    for number in range(1, 6):
        record(assessment, outcome=scored("squat"), set_number=number)
    page.get(address(assessment))
    with django_assert_max_num_queries(14):
        page.get(address(assessment))


def test_an_unknown_id_is_not_found(page: Any) -> None:
    assert page.get(reverse("clinician:assessment", args=[uuid4()])).status_code == 404


def test_no_script_and_no_style_stands_in_the_markup(page: Any, assess: Any, record: Any) -> None:
    assessment = assess()
    record(assessment, outcome=scored("squat"))
    text = html(page, assessment)
    assert " style=" not in text
    assert "<style" not in text
    scripts = [part.split(">", 1)[0] for part in text.split("<script")[1:]]
    assert all(" src=" in script for script in scripts)


def test_a_recording_that_was_uncertain_whose_body_it_followed_says_for_how_long(
    page: Any, assess: Any, record: Any
) -> None:
    assessment = assess()
    report, signals = scored("squat", n_reps=5)
    report["quality"]["uncertain_s"] = 3.2
    report["quality"]["repaired"]["uncertain_frames"] = 77
    record(assessment, outcome=(report, signals))
    text = html(page, assessment)
    assert "Uncertain whose body" in text
    assert "3.2\N{NO-BREAK SPACE}s" in text
    assert 'data-repair="uncertain_frames"><strong class="figures">77</strong>' in text


def test_a_result_of_an_older_version_that_says_nothing_of_uncertainty_still_shows(
    page: Any, assess: Any, record: Any
) -> None:
    assessment = assess()
    report, signals = scored("squat", n_reps=5)
    del report["quality"]["uncertain_s"]
    del report["quality"]["repaired"]["uncertain_frames"]
    record(assessment, outcome=(report, signals))
    text = html(page, assessment)
    assert 'data-metric="repetitions" data-side="" data-value="5"' in text
    assert "Uncertain whose body" not in text
