"""Adherence: hand arithmetic on a calendar."""

from datetime import date, timedelta

from therapy.clinician.adherence import WEEKS_SHOWN, Course, Sitting, calendar, silent_days

# 23 November 2026 is a Monday.
MONDAY = date(2026, 11, 23)
THRICE = Course(date(2026, 10, 1), date(2026, 12, 31), 3)


def test_the_last_week_is_this_one_and_weeks_begin_on_monday() -> None:
    weeks = calendar(today=MONDAY + timedelta(days=2), sittings=[], courses=[THRICE])
    assert len(weeks) == WEEKS_SHOWN
    assert weeks[-1].days[0].day == MONDAY
    assert [week.current for week in weeks] == [False] * (WEEKS_SHOWN - 1) + [True]


def test_two_sittings_on_one_day_are_one_day_done_with_the_worse_pain() -> None:
    sittings = [Sitting(MONDAY, 2), Sitting(MONDAY, 5), Sitting(MONDAY, None)]
    week = calendar(today=MONDAY, sittings=sittings, courses=[THRICE])[-1]
    assert (week.done, week.expected) == (1, 3)
    assert (week.days[0].sittings, week.days[0].pain) == (3, 5)


def test_a_week_begun_on_friday_expects_its_share() -> None:
    # Friday to Sunday are 3 of 7 days: 3 × 3 / 7 = 1.3, so one time.
    course = Course(MONDAY + timedelta(days=4), MONDAY + timedelta(days=60), 3)
    assert calendar(today=MONDAY, sittings=[], courses=[course])[-1].expected == 1


def test_a_week_without_prescription_expects_nothing() -> None:
    assert all(week.expected == 0 for week in calendar(today=MONDAY, sittings=[], courses=[]))


def test_three_times_a_week_allows_four_silent_days() -> None:
    # ⌈7 / 3⌉ = 3 days between two assessments, and one day of grace.
    for days, told in ((4, 0), (5, 5)):
        last = MONDAY - timedelta(days=days)
        assert silent_days(today=MONDAY, last=last, course=THRICE) == told


def test_silence_begins_with_the_course_and_not_before() -> None:
    course = Course(MONDAY - timedelta(days=2), MONDAY + timedelta(days=30), 7)
    assert silent_days(today=MONDAY, last=MONDAY - timedelta(days=40), course=course) == 0
    assert silent_days(today=MONDAY + timedelta(days=1), last=None, course=course) == 3
