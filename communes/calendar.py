"""What day it is, and which days are worked. Nothing else in the project asks the clock."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from .models.mandate import CalendarDay, Deadline


def today() -> dt.date:
    """Today in Vietnam, or FIXED_TODAY."""
    return settings.FIXED_TODAY or timezone.localdate()


def now() -> dt.datetime:
    """The moment on the server's clock; under FIXED_TODAY the time of day of that date."""
    moment = timezone.localtime()
    if settings.FIXED_TODAY:
        moment = moment.replace(
            year=settings.FIXED_TODAY.year, month=settings.FIXED_TODAY.month, day=settings.FIXED_TODAY.day
        )
    return moment


def weekdays_between(first: dt.date, last: dt.date) -> int:
    """Mondays to Fridays from first to last, both counted."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum((first.weekday() + n) % 7 < 5 for n in range(rest))


def working_days(first: dt.date, last: dt.date) -> int:
    """Working days from first to last, both counted: weekdays less holidays plus make-up Saturdays."""
    effects = CalendarDay.objects.filter(day__gte=first, day__lte=last).values_list("effect", flat=True)
    return max(0, weekdays_between(first, last) + sum(effects))


def last_working_day_before(day: dt.date) -> dt.date:
    """The newest working day that has ended when `day` begins. One query."""
    first = day - dt.timedelta(days=30)  # no holiday is longer
    told = dict(CalendarDay.objects.filter(day__gte=first, day__lt=day).values_list("day", "is_working"))
    earlier = (day - dt.timedelta(days=n) for n in range(1, 31))
    return next((each for each in earlier if told.get(each, each.weekday() < 5)), day - dt.timedelta(days=1))


def working_days_left(deadline: Deadline, since: dt.date) -> int:
    """Working days from `since` to the deadline, both counted; needs `with_calendar_effect(since)`."""
    return max(0, weekdays_between(since, deadline.due_on) + deadline.calendar_effect)
