"""Which days are worked: weekends, Tết, swapped days; and what day it is."""

import datetime as dt

import pytest
from django.utils import timezone

from communes.calendar import now, today, weekdays_between, working_days, working_days_left
from communes.models import CalendarDay, Deadline

AFTER_CUT_OFF = dt.date(2024, 3, 4)


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize("length", [0, 1, 4, 5, 6, 7, 13, 30, 365])
@pytest.mark.parametrize("first", days(dt.date(2024, 3, 1), dt.date(2024, 3, 7)))
def test_weekdays_are_counted_as_one_would_by_hand(first, length):
    last = first + dt.timedelta(days=length)
    assert weekdays_between(first, last) == sum(day.weekday() < 5 for day in days(first, last))


def test_nothing_between_a_day_and_the_day_before():
    assert weekdays_between(AFTER_CUT_OFF, AFTER_CUT_OFF - dt.timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (dt.date(2024, 3, 4), dt.date(2024, 5, 31), 62),
        (dt.date(2024, 3, 4), dt.date(2024, 6, 30), 82),
        (dt.date(2024, 1, 1), dt.date(2024, 12, 31), 251),
        (dt.date(2024, 2, 8), dt.date(2024, 2, 14), 0),  # Tết
        (dt.date(2024, 4, 29), dt.date(2024, 5, 4), 3),  # 29/4 swapped with Saturday 04/5
        (dt.date(2024, 5, 4), dt.date(2024, 5, 4), 1),
        (dt.date(2024, 5, 11), dt.date(2024, 5, 11), 0),
        (dt.date(2024, 5, 5), dt.date(2024, 5, 4), 0),
    ],
)
def test_working_days_of_2024(db, first, last, count):
    assert working_days(first, last) == count


@pytest.mark.parametrize("first", days(dt.date(2024, 4, 26), dt.date(2024, 5, 6)))
def test_a_deadline_counts_as_the_calendar_does_in_the_same_query(db, first, django_assert_num_queries):
    with django_assert_num_queries(1):
        deadlines = list(Deadline.objects.with_calendar_effect(first))
        left = [working_days_left(deadline, first) for deadline in deadlines]
    assert left == [working_days(first, deadline.due_on) for deadline in deadlines]


@pytest.mark.parametrize(
    ("day", "is_working", "effect"),
    [(dt.date(2024, 6, 3), False, -1), (dt.date(2024, 6, 1), True, 1), (dt.date(2024, 6, 1), False, 0)],
)
def test_an_edited_day_counts_at_once(db, day, is_working, effect):
    before = working_days(dt.date(2024, 6, 1), dt.date(2024, 6, 7))
    CalendarDay.objects.create(day=day, name="Lệnh của huyện", is_working=is_working)
    assert working_days(dt.date(2024, 6, 1), dt.date(2024, 6, 7)) == before + effect


def test_today_is_fixed_for_the_sample_and_else_the_clocks(settings):
    assert (today(), now().date()) == (dt.date(2024, 3, 4), dt.date(2024, 3, 4))
    assert now().utcoffset() == dt.timedelta(hours=7)
    settings.FIXED_TODAY = None
    assert today() == timezone.localdate()
    assert abs(now() - timezone.now()) < dt.timedelta(seconds=5)
