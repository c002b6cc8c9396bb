"""What a norm is: a figure, whom it is about, and how its source was seen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from scoring.person import Person

ANY_SEX: Final = "any"
SEXES: Final = ("F", "M", ANY_SEX)
PEOPLE: Final = {"F": "women", "M": "men", ANY_SEX: "people"}
Z_95: Final = 1.96
NORMAL_DEVIATES: Final = {0.90: 1.645, 0.95: Z_95}
"""Two-sided deviates of the normal distribution, by confidence."""


class Grade(StrEnum):
    """How a source was seen.  Only the first two may ever be shown."""

    READ = "read"
    """The figure was read in the original, its abstract, or the official page."""
    QUOTED = "quoted"
    """The figure was read in a copy of the original, or in a publication that quotes it."""
    SEEN_QUOTED = "seen_quoted"
    """The figure stands in somebody's notes that name the source."""
    NOT_READ = "not_read"
    """The figure is from memory, or was never looked up."""


SHOWABLE: Final = frozenset({Grade.READ, Grade.QUOTED})


class Statistic(StrEnum):
    """What the figure is."""

    CUT_OFF_BELOW = "cut_off_below"
    """Less than the figure is marked."""
    CUT_OFF_ABOVE = "cut_off_above"
    """More than the figure is marked."""
    CUT_OFF_FROM = "cut_off_from"
    """The figure or more is marked."""
    MEAN = "mean"
    PERCENTILE = "percentile"
    CONVENTION = "convention"
    """What a body of experts calls the full range; nobody's mean."""


@dataclass(frozen=True)
class Source:
    """Where a figure is from.

    Attributes
    ----------
    label
        Short name for a sentence, such as ``"CDC STEADI"``.
    year
        ``None`` where it was not read.
    address
        Where it was read; empty where it was not.
    note
        How it was seen, and what it leaves open.
    """

    key: str
    label: str
    title: str
    authors: str
    year: int | None
    address: str
    grade: Grade
    note: str = ""

    @property
    def showable(self) -> bool:
        """Whether its figures may be shown to anybody."""
        return self.grade in SHOWABLE

    def to_json(self) -> dict[str, Any]:
        """Return the source as a report can carry it."""
        return {
            "label": self.label,
            "title": self.title,
            "authors": self.authors,
            "year": self.year,
            "address": self.address,
            "grade": self.grade.value,
        }


@dataclass(frozen=True)
class Norm:
    """One published figure.

    Attributes
    ----------
    metric, protocol
        Key of the metric, and of the protocol it is measured in; ``None``: in any.
    value, unit, sd
        The figure and, for a mean, the standard deviation between people, where published.
    percent
        Which percentile it is.
    usual
        Whether the source says that most people, or the average ones, lie on the other
        side of a cut-off.
    age_from_years, age_to_years
        Ages ``[from, to)``; ``None``: open.
    sex
        ``"F"``, ``"M"`` or ``"any"``.
    method
        What it was measured with.
    """

    metric: str
    protocol: str | None
    statistic: Statistic
    value: float
    unit: str
    population: str
    method: str
    source: Source
    sd: float | None = None
    percent: int | None = None
    usual: bool = True
    age_from_years: float | None = None
    age_to_years: float | None = None
    sex: str = ANY_SEX

    def includes(self, person: Person) -> bool:
        """Whether the norm is about people like ``person``.

        What is not known about a person is no reason to include them: a norm for an age or
        a sex is only for people whose age or sex is known.
        """
        if self.sex not in (ANY_SEX, person.sex):
            return False
        if self.age_from_years is None and self.age_to_years is None:
            return True
        if person.age_years is None:
            return False
        from_years = -float("inf") if self.age_from_years is None else self.age_from_years
        to_years = float("inf") if self.age_to_years is None else self.age_to_years
        return from_years <= person.age_years < to_years

    @property
    def group(self) -> str:
        """Whom it is about, in words: ``"women of 70 to 74"``."""
        people = PEOPLE[self.sex]
        if self.age_from_years is None and self.age_to_years is None:
            return people
        if self.age_to_years is None:
            return f"{people} from {self.age_from_years:g}"
        if self.age_from_years is None:
            return f"{people} under {self.age_to_years:g}"
        return f"{people} of {self.age_from_years:g} to {self.age_to_years - 1:g}"

    def to_json(self) -> dict[str, Any]:
        """Return the norm as a report can carry it."""
        return {
            "metric": self.metric,
            "protocol": self.protocol,
            "statistic": self.statistic.value,
            "value": self.value,
            "sd": self.sd,
            "percent": self.percent,
            "unit": self.unit,
            "age_from_years": self.age_from_years,
            "age_to_years": self.age_to_years,
            "sex": self.sex,
            "population": self.population,
            "method": self.method,
            "source": self.source.to_json(),
        }


@dataclass(frozen=True)
class MinimalDetectableChange:
    """The least change that is not measurement error, as somebody published it.

    Attributes
    ----------
    confidence
        Of the published figure, 0.90 or 0.95; ``None`` where the source does not say.
    method, population
        What it was measured with, and on whom.
    """

    metric: str
    protocol: str | None
    value: float
    unit: str
    confidence: float | None
    population: str
    method: str
    source: Source

    @property
    def value_95(self) -> float:
        """The figure at 95 % confidence.

        Notes
        -----
        Such a figure is a standard error times a normal deviate, so one published at 90 %
        grows by 1.96 / 1.645.  One without its confidence is taken as it stands.
        """
        if self.confidence is None:
            return self.value
        return self.value * (Z_95 / NORMAL_DEVIATES[self.confidence])

    def to_json(self) -> dict[str, Any]:
        """Return the figure as a report can carry it."""
        return {
            "metric": self.metric,
            "protocol": self.protocol,
            "value": self.value,
            "value_95": round(self.value_95, 4),
            "unit": self.unit,
            "confidence": self.confidence,
            "population": self.population,
            "method": self.method,
            "source": self.source.to_json(),
        }
