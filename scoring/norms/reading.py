"""Reading norms from their TOML files; what is wrong is refused by name.

A file has ``[[source]]`` rows, ``[[table]]`` rows whose ``rows`` are norms by age and sex,
and ``[[detectable_change]]`` rows.  A row's ``age`` is ``[from, to]``, the end excluded, or
``[from]``; without ``age`` or ``sex`` it is about everybody.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scoring.norms.records import (
    ANY_SEX,
    NORMAL_DEVIATES,
    SEXES,
    Grade,
    MinimalDetectableChange,
    Norm,
    Source,
    Statistic,
)
from scoring.norms.wording import UNIT_WORDS

Row = Mapping[str, Any]
ALL_PERCENT: Final = 100
SOURCE_FIELDS: Final = frozenset(
    ("key", "label", "title", "authors", "year", "address", "grade", "note")
)
TABLE_FIELDS: Final = frozenset(
    ("source", "metric", "protocol", "statistic", "unit", "population", "method", "usual")
) | {"percent", "rows"}
ROW_FIELDS: Final = frozenset(("age", "sex", "value", "sd"))
CHANGE_FIELDS: Final = frozenset(
    ("source", "metric", "protocol", "value", "unit", "confidence", "population", "method")
)


class NormDataError(ValueError):
    """A file of norms that is wrong, naming the file, the row and the field."""


@dataclass(frozen=True)
class NormFile:
    """What one file holds."""

    name: str
    sources: tuple[Source, ...]
    norms: tuple[Norm, ...]
    changes: tuple[MinimalDetectableChange, ...]


def read_norm_file(path: Path) -> NormFile:
    """Return the norms of a file.

    Raises
    ------
    NormDataError
        If the file is no TOML, or something in it is missing, unknown or impossible.
    OSError
        If it cannot be read.
    """
    import tomllib  # noqa: PLC0415 - only when norms are asked for

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NormDataError(f"{path.name}: {error}") from error
    return parsed(path.name, content)


def parsed(name: str, content: Row) -> NormFile:
    """Return the norms of a decoded file called ``name``.

    Raises
    ------
    NormDataError
        As `read_norm_file` does.
    """
    _only(content, frozenset(("source", "table", "detectable_change")), name)
    sources: dict[str, Source] = {}
    for number, row in enumerate(content.get("source", []), 1):
        source = _source(row, f"{name}, source {number}")
        if source.key in sources:
            raise NormDataError(f"{name}, source {number}: {source.key!r} stands there twice")
        sources[source.key] = source
    norms: list[Norm] = []
    for number, row in enumerate(content.get("table", []), 1):
        norms += _norms(row, sources, f"{name}, table {number}")
    changes = [
        _change(row, sources, f"{name}, detectable_change {number}")
        for number, row in enumerate(content.get("detectable_change", []), 1)
    ]
    return NormFile(name, tuple(sources.values()), tuple(norms), tuple(changes))


def _source(row: Row, where: str) -> Source:
    _only(row, SOURCE_FIELDS, where)
    grade_text = _text(row, "grade", where)
    if grade_text not in {grade.value for grade in Grade}:
        raise NormDataError(f"{where}: grade {grade_text!r} is none of {', '.join(Grade)}")
    source = Source(
        key=_text(row, "key", where),
        label=_text(row, "label", where),
        title=_text(row, "title", where),
        authors=_text(row, "authors", where),
        year=int(_number(row, "year", where)) if "year" in row else None,
        address=_text(row, "address", where, default=""),
        grade=Grade(grade_text),
        note=_text(row, "note", where, default=""),
    )
    if source.showable and not source.address:
        raise NormDataError(f"{where}: address is missing: {grade_text} says that it was read")
    return source


def _norms(row: Row, sources: Mapping[str, Source], where: str) -> list[Norm]:
    _only(row, TABLE_FIELDS, where)
    statistic_text = _text(row, "statistic", where)
    if statistic_text not in {statistic.value for statistic in Statistic}:
        known = ", ".join(Statistic)
        raise NormDataError(f"{where}: statistic {statistic_text!r} is none of {known}")
    statistic = Statistic(statistic_text)
    shared = {
        **_shared(row, sources, where),
        "statistic": statistic,
        "percent": _percent(row, statistic, where),
        "usual": bool(row.get("usual", True)),
    }
    rows = row.get("rows")
    if not isinstance(rows, list) or not rows:
        raise NormDataError(f"{where}: rows are missing")
    return [_norm(one, shared, f"{where}, row {number}") for number, one in enumerate(rows, 1)]


def _norm(row: Row, shared: Row, where: str) -> Norm:
    _only(row, ROW_FIELDS, where)
    from_years, to_years = _ages(row, where)
    sex = _text(row, "sex", where, default=ANY_SEX)
    if sex not in SEXES:
        raise NormDataError(f"{where}: sex {sex!r} is none of {', '.join(SEXES)}")
    sd = None
    if "sd" in row:
        sd = _number(row, "sd", where)
        if sd <= 0 or shared["statistic"] is not Statistic.MEAN:
            raise NormDataError(f"{where}: sd must be above 0, and belongs to a mean")
    return Norm(
        **shared,
        value=_number(row, "value", where),
        sd=sd,
        age_from_years=from_years,
        age_to_years=to_years,
        sex=sex,
    )


def _change(row: Row, sources: Mapping[str, Source], where: str) -> MinimalDetectableChange:
    _only(row, CHANGE_FIELDS, where)
    value = _number(row, "value", where)
    if value <= 0:
        raise NormDataError(f"{where}: value must be above 0")
    confidence = None
    if "confidence" in row:
        confidence = _number(row, "confidence", where)
        if confidence not in NORMAL_DEVIATES:
            raise NormDataError(f"{where}: confidence must be 0.90 or 0.95")
    return MinimalDetectableChange(
        **_shared(row, sources, where), value=value, confidence=confidence
    )


def _shared(row: Row, sources: Mapping[str, Source], where: str) -> dict[str, Any]:
    """Return the fields that a table and a minimal detectable change have in common."""
    source_key = _text(row, "source", where)
    if source_key not in sources:
        raise NormDataError(f"{where}: no source is called {source_key!r}")
    unit = _text(row, "unit", where)
    if unit not in UNIT_WORDS:
        raise NormDataError(f"{where}: unit {unit!r} is none of {', '.join(UNIT_WORDS)}")
    return {
        "source": sources[source_key],
        "metric": _text(row, "metric", where),
        "protocol": _text(row, "protocol", where, default="") or None,
        "unit": unit,
        "population": _text(row, "population", where),
        "method": _text(row, "method", where),
    }


def _percent(row: Row, statistic: Statistic, where: str) -> int | None:
    if (statistic is Statistic.PERCENTILE) != ("percent" in row):
        raise NormDataError(f"{where}: percent belongs to a percentile, and only there")
    if "percent" not in row:
        return None
    percent = _number(row, "percent", where)
    if not 0 < percent < ALL_PERCENT:
        raise NormDataError(f"{where}: percent must lie between 0 and 100")
    return int(percent)


def _ages(row: Row, where: str) -> tuple[float | None, float | None]:
    if "age" not in row:
        return None, None
    age = row["age"]
    if not isinstance(age, list) or len(age) not in (1, 2):
        raise NormDataError(f"{where}: age must be [from] or [from, to]")
    years = [_number({"age": year}, "age", where) for year in age]
    if years[0] < 0 or years != sorted(set(years)):
        raise NormDataError(f"{where}: age must go up from 0 or more, not {age}")
    return years[0], years[1] if len(years) > 1 else None


def _only(row: Row, known: frozenset[str], where: str) -> None:
    unknown = sorted(set(row) - known)
    if unknown:
        raise NormDataError(
            f"{where}: {unknown[0]!r} is no field; known: {', '.join(sorted(known))}"
        )


def _text(row: Row, field: str, where: str, *, default: str | None = None) -> str:
    text = row.get(field, default)
    if not isinstance(text, str) or (not text and default is None):
        raise NormDataError(f"{where}: {field} must be a text")
    return text


def _number(row: Row, field: str, where: str) -> float:
    number = row.get(field)
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise NormDataError(f"{where}: {field} must be a number")
    return float(number)
