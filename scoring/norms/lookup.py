"""Finding the norms that may be shown for one metric of one person."""

import functools
from pathlib import Path
from typing import Final

from scoring.norms.reading import NormFile, read_norm_file
from scoring.norms.records import ANY_SEX, Grade, MinimalDetectableChange, Norm, Source
from scoring.person import Person

FOLDER: Final = Path(__file__).parent


@functools.cache
def all_norm_files() -> tuple[NormFile, ...]:
    """Return every file of norms, shown or not; read when first asked for.

    Raises
    ------
    NormDataError
        If a file is wrong.
    """
    return tuple(read_norm_file(path) for path in sorted(FOLDER.glob("*.toml")))


def norms_for(metric_key: str, protocol_key: str, person: Person) -> list[Norm]:
    """Return the norms that may be shown, those about fewest people first.

    Only figures that were read, in the original or where it is quoted; only norms about
    people like ``person``: without a known age or sex, only those that depend on neither.
    """
    found = [
        norm
        for file in all_norm_files()
        for norm in file.norms
        if norm.metric == metric_key
        and norm.protocol in (None, protocol_key)
        and norm.source.showable
        and norm.includes(person)
    ]
    return sorted(found, key=_breadth)


def detectable_change_for(metric_key: str, protocol_key: str) -> MinimalDetectableChange | None:
    """Return the minimal detectable change that may be used; ``None`` where none was read.

    Where several were read, the largest: the most careful one.
    """
    found = [
        change
        for file in all_norm_files()
        for change in file.changes
        if change.metric == metric_key
        and change.protocol in (None, protocol_key)
        and change.source.showable
    ]
    return max(found, key=lambda change: change.value_95, default=None)


def source_called(key: str) -> Source:
    """Return the source with this key in the files of norms.

    Raises
    ------
    KeyError
        If no file has one.
    """
    for file in all_norm_files():
        for source in file.sources:
            if source.key == key:
                return source
    raise KeyError(key)


def _breadth(norm: Norm) -> tuple[bool, float, bool]:
    """Return how many people a norm is about, roughly, and then how well it was read."""
    from_years = 0.0 if norm.age_from_years is None else norm.age_from_years
    to_years = float("inf") if norm.age_to_years is None else norm.age_to_years
    return norm.sex == ANY_SEX, to_years - from_years, norm.source.grade is not Grade.READ
