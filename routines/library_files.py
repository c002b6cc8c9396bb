"""Reading the library: YAML files that are reviewed as data, checked before anything is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from routines.enums import DoseKind, Posture, View
from scoring.protocols import PROTOCOLS

FOLDER = Path(__file__).parent / "library"

EXERCISE_FIELDS = frozenset(
    {
        *("exercise", "protocol", "title", "view", "posture", "dose", "sides"),
        *("needs_support", "instruction", "steps", "setup", "safety"),
    }
)
ROUTINE_FIELDS = frozenset(
    {
        *("routine", "title", "summary", "times_per_week", "weeks"),
        *("pain_stop_limit", "items"),
    }
)
ITEM_FIELDS = frozenset({"exercise", "side", "sets", "repetitions", "seconds", "rest_s"})


class LibraryError(ValueError):
    """A file of the library is not what it should be; the message names file and field."""


@dataclass(frozen=True)
class Library:
    """The library's entries by key, as plain data."""

    exercises: Mapping[str, Mapping[str, Any]]
    routines: Mapping[str, Mapping[str, Any]]


def library_read(folder: Path = FOLDER) -> Library:
    """Read and check every file of a library.

    Raises
    ------
    LibraryError
        If a file is no such entry, or contradicts itself or another one.
    """
    exercises: dict[str, Mapping[str, Any]] = {}
    routines: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(entry, dict):
            raise LibraryError(f"{path.name}: expected fields with values")
        kind = "exercise" if "exercise" in entry else "routine"
        if entry.get(kind) != path.stem:
            raise LibraryError(f"{path.name}: {kind} must be the file's name, {path.stem}")
        (exercises if kind == "exercise" else routines)[path.stem] = entry
    for key, entry in exercises.items():
        _check_exercise(f"{key}.yaml", entry)
    for key, entry in routines.items():
        _check_routine(f"{key}.yaml", entry, exercises)
    return Library(exercises, routines)


def _check_exercise(file: str, entry: Mapping[str, Any]) -> None:
    _check_fields(file, entry, EXERCISE_FIELDS)
    _check_one_of(file, "view", entry["view"], View.values)
    _check_one_of(file, "posture", entry["posture"], Posture.values)
    _check_one_of(file, "dose", entry["dose"], DoseKind.values)
    _check_one_of(file, "protocol", entry["protocol"], PROTOCOLS)
    allowed = PROTOCOLS[entry["protocol"]].sides
    for side in entry["sides"] or [None]:
        _check_one_of(file, "sides", side, allowed)
    for field in ("steps", "setup", "safety"):
        if not entry[field] or not all(isinstance(line, str) for line in entry[field]):
            raise LibraryError(f"{file}: {field} must be a list of sentences")


def _check_routine(
    file: str, entry: Mapping[str, Any], exercises: Mapping[str, Mapping[str, Any]]
) -> None:
    _check_fields(file, entry, ROUTINE_FIELDS)
    if not entry["items"]:
        raise LibraryError(f"{file}: items must not be empty")
    for position, item in enumerate(entry["items"], start=1):
        where = f"{file}, item {position}"
        unknown = set(item) - ITEM_FIELDS
        if unknown:
            raise LibraryError(f"{where}: unknown field {min(unknown)}")
        _check_one_of(where, "exercise", item.get("exercise"), exercises)
        exercise = exercises[item["exercise"]]
        if set(item) & set(DoseKind.values) != {exercise["dose"]}:
            raise LibraryError(f"{where}: give {exercise['dose']} and nothing else")
        _check_one_of(where, "side", item.get("side"), exercise["sides"] or [None])


def _check_fields(file: str, entry: Mapping[str, Any], wanted: frozenset[str]) -> None:
    for field in sorted(wanted ^ set(entry)):
        what = "missing" if field in wanted else "unknown"
        raise LibraryError(f"{file}: {what} field {field}")


def _check_one_of(where: str, field: str, value: Any, allowed: Iterable[Any]) -> None:
    words = list(allowed)
    if value not in words:
        raise LibraryError(f"{where}: {field} must be one of {words}, not {value!r}")
