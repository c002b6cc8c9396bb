"""Adherence as a calendar: weeks of days, and how many of the prescribed times were done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS_SHOWN = 6


@dataclass(frozen=True)
class Sitting:
    """One day's assessment as the calendar needs it."""

    day: date
    pain: int | None


@dataclass(frozen=True)
class Course:
    """From when to when somebody was asked to exercise, and how often a week."""

    starts_on: date
    ends_on: date
    times_per_week: int


@dataclass(frozen=True)
class Day:
    """One cell of the calendar."""

    day: date
    sittings: int
    pain: int | None
    prescribed: bool
    future: bool
    today: bool


@dataclass(frozen=True)
class Week:
    """One row of the calendar; `expected` is 0 where nothing was prescribed."""

    days: tuple[Day, ...]
    done: int
    expected: int
    current: bool


def calendar(
    *, today: date, sittings: Iterable[Sitting], courses: Sequence[Course]
) -> tuple[Week, ...]:
    """Return the last weeks up to this one, Monday first.

    A week that a course covers in part expects its times in proportion, rounded: somebody who
    starts on a Friday is not behind on Sunday.
    """
    by_day: dict[date, list[Sitting]] = {}
    for sitting in sittings:
        by_day.setdefault(sitting.day, []).append(sitting)
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS_SHOWN - 1))
    return tuple(
        _week(monday + timedelta(weeks=index), today, by_day, courses)
        for index in range(WEEKS_SHOWN)
    )


def _week(
    monday: date, today: date, by_day: dict[date, list[Sitting]], courses: Sequence[Course]
) -> Week:
    days = tuple(
        _day(monday + timedelta(days=offset), today, by_day, courses) for offset in range(7)
    )
    return Week(
        days=days,
        done=sum(1 for day in days if day.sittings),
        expected=_expected(monday, courses),
        current=monday <= today < monday + timedelta(days=7),
    )


def _day(
    day: date, today: date, by_day: dict[date, list[Sitting]], courses: Sequence[Course]
) -> Day:
    here = by_day.get(day, [])
    pains = [sitting.pain for sitting in here if sitting.pain is not None]
    return Day(
        day=day,
        sittings=len(here),
        pain=max(pains, default=None),
        prescribed=any(course.starts_on <= day <= course.ends_on for course in courses),
        future=day > today,
        today=day == today,
    )


def _expected(monday: date, courses: Sequence[Course]) -> int:
    sunday = monday + timedelta(days=6)
    total = 0.0
    for course in courses:
        first, last = max(monday, course.starts_on), min(sunday, course.ends_on)
        covered = (last - first).days + 1
        if covered > 0:
            total += course.times_per_week * covered / 7
    return round(total)


def silent_days(*, today: date, last: date | None, course: Course) -> int:
    """Return for how many days nothing came beyond what the course's rhythm allows, or 0.

    Three times a week allows three days between two assessments; one day more is let pass.
    """
    since = course.starts_on if last is None else max(last, course.starts_on)
    silent = (today - since).days
    allowed = -(-7 // course.times_per_week) + 1
    return silent if silent > allowed else 0
