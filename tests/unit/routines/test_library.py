"""The library: what is reviewed as data, and how it becomes versions that never change."""

import shutil
from dataclasses import replace

import pytest

from routines.library_files import FOLDER, LibraryError, library_read
from routines.models import ExerciseVersion, PublishedIsFinal, RoutineVersion
from routines.selectors import exercise_version_list_current, routine_version_list_current
from routines.services import library_publish
from scoring.protocols import PROTOCOLS
from therapy.audit.models import AuditEvent
from therapy.common.tenancy import all_clinics

ROUTINES = {"knee_and_balance_start", "shoulder_start", "whole_body_check"}


EXERCISES = {"squat", "shoulder_abduction", "single_leg_stance"}


def test_every_exercise_has_a_protocol_and_is_explained():
    library = library_read()
    assert set(library.exercises) == EXERCISES
    assert {entry["protocol"] for entry in library.exercises.values()} <= set(PROTOCOLS)
    for entry in library.exercises.values():
        assert len(entry["steps"]) >= 3
        assert entry["instruction"].count(".") == 1  # one sentence, which the voice reads
        assert "!" not in str(entry)


def test_publishing_twice_changes_nothing(db, system):
    first = library_publish(by=system, library=library_read())
    assert set(first.routines) == ROUTINES
    again = library_publish(by=system, library=library_read())
    assert (again.exercises, again.routines) == ((), ())
    assert ExerciseVersion.objects.count() == len(EXERCISES)


def test_a_changed_exercise_and_the_routines_with_it_get_a_new_version(library, system):
    read = library_read()
    squat = dict(read.exercises["squat"]) | {"title": "Squat, slowly"}
    changed = replace(read, exercises=dict(read.exercises) | {"squat": squat})
    published = library_publish(by=system, library=changed)
    assert published.exercises == ("squat",)
    assert set(published.routines) == {"knee_and_balance_start", "whole_body_check"}
    versions = ExerciseVersion.objects.filter(exercise__key="squat").order_by("version")
    assert [(v.version, v.title) for v in versions] == [(1, "Squat"), (2, "Squat, slowly")]
    current = exercise_version_list_current().get(exercise__key="squat")
    assert current.version == 2
    routine = routine_version_list_current().get(routine__key="whole_body_check")
    assert routine.items.get(position=1).exercise_version == current
    with all_clinics("test"):
        assert AuditEvent.objects.filter(action="exercise.publish").count() == len(EXERCISES) + 1


def test_what_is_published_is_final(routine_version):
    exercise_version = ExerciseVersion.objects.get(exercise__key="squat")
    item = routine_version.items.get(position=1)
    for published in (exercise_version, routine_version, item):
        with pytest.raises(PublishedIsFinal):
            published.save()
        with pytest.raises(PublishedIsFinal):
            published.delete()
    assert RoutineVersion.objects.filter(pk=routine_version.pk).exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("squat", "view: side", "view: above", "squat.yaml: view must be one of"),
        ("squat", "protocol: squat", "protocol: jump", "squat.yaml: protocol must be one of"),
        ("squat", "sides: []", "sides: [left]", "squat.yaml: sides must be one of"),
        ("squat", "title: Squat\n", "", "squat.yaml: missing field title"),
        ("shoulder_start", "rest_s: 45", "pause: 45", "item 1: unknown field pause"),
        ("shoulder_start", "repetitions: 8", "seconds: 8", "item 1: give repetitions"),
        ("shoulder_start", "side: left", "side: up", "item 1: side must be one of"),
        ("shoulder_start", "routine: shoulder_start", "routine: x", "must be the file's name"),
    ],
)
def test_a_wrong_file_is_refused_naming_file_and_field(tmp_path, file, old, new, message):
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder)
    path = folder / f"{file}.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(LibraryError, match=message):
        library_read(folder)
