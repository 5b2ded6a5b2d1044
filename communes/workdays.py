"""Days that are worked: the calendar and the campaigns that bind people, read once and asked as often as needed.

Weekends and nights are allowed work, not expected work: what is entered then counts, but no target waits for it.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import IntegerField, QuerySet, Value

from .models import CalendarDay, Campaign, District

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """Working days between two dates, both counted, and how much of each is left for this work."""

    first: dt.date
    last: dt.date
    told: dict[dt.date, bool]  # days that differ from their weekday: is it worked?
    campaigns: tuple[Campaign, ...]
    listed: tuple[dt.date, ...]  # every working day, in order
    _weights: dict = field(default_factory=dict, compare=False, repr=False)  # asked for again and again

    def is_working(self, day: dt.date) -> bool:
        return self.told.get(day, day.weekday() < 5)

    def days(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The working days from first to last, both counted. Raises ValueError outside of what was read."""
        if last < first:
            return []
        if first < self.first or last > self.last:
            raise ValueError(f"{first}..{last} is not within {self.first}..{self.last}")
        return list(self.listed[bisect_left(self.listed, first) : bisect_right(self.listed, last)])

    def count(self, first: dt.date, last: dt.date) -> int:
        """Working days from first to last, both counted."""
        if last < first:
            return 0
        return bisect_right(self.listed, last) - bisect_left(self.listed, first)

    def weight(self, day: dt.date, commune_pk: int | None = None) -> float:
        """What is left of a working day for this work: 1 on an ordinary one, less in a campaign, 0 on a day off.

        Campaigns at the same time do not add up: the one that binds most decides.
        """
        weight = self._weights.get((day, commune_pk))
        if weight is None:
            shares = [one.free_share for one in self.campaigns_on(day, commune_pk)] if self.campaigns else []
            weight = min(shares, default=100) / 100 if self.is_working(day) else 0.0
            self._weights[day, commune_pk] = weight
        return weight

    @property
    def bound_between(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day of any campaign; every working day outside of them is an ordinary one."""
        if not self.campaigns:
            return None
        return min(one.from_on for one in self.campaigns), max(one.to_on for one in self.campaigns)

    def scope(self, commune_pk: int | None) -> int | None:
        """The commune where it has a campaign of its own; else None, which stands for every commune without one."""
        return commune_pk if any(one.commune_id == commune_pk for one in self.campaigns) else None

    def campaigns_on(self, day: dt.date, commune_pk: int | None = None) -> list[Campaign]:
        """Campaigns of the whole district, and of the commune when one is named."""
        return [
            one
            for one in self.campaigns
            if one.from_on <= day <= one.to_on and one.commune_id in (None, commune_pk)
        ]  # fmt: skip


def workdays_between(district: District | int | None, first: dt.date, last: dt.date) -> Workdays:
    """The calendar from first to last, both counted. One query: days that differ and campaigns together."""
    pk = getattr(district, "pk", district)  # an account without a district has no campaigns
    told, found = {}, []
    for key, from_on, to_on, name, is_working, commune, share in _told(pk, first, last).all():
        if not key:
            told[from_on] = bool(is_working)
            continue
        found.append(
            Campaign(
                pk=key, district_id=pk, commune_id=commune, name=name, from_on=from_on, to_on=to_on, free_share=share
            )
        )
    every = (first + n * ONE_DAY for n in range((last - first).days + 1))
    listed = tuple(day for day in every if told.get(day, day.weekday() < 5))
    return Workdays(first, last, told, tuple(sorted(found, key=lambda one: (one.from_on, one.pk))), listed)


@lru_cache(maxsize=32)
def _told(district: int | None, first: dt.date, last: dt.date) -> QuerySet:
    """The question, built once for a day: putting it together takes longer than answering it."""
    days = (
        CalendarDay.objects.filter(day__gte=first, day__lte=last)
        .order_by()
        .values_list(Value(0), "day", "day", "name", "is_working", Value(None, IntegerField()), Value(0))
    )
    campaigns = (
        Campaign.objects.filter(from_on__lte=last, to_on__gte=first, district=district)
        .order_by()
        .values_list("pk", "from_on", "to_on", "name", Value(True), "commune", "free_share")
    )
    return days.union(campaigns, all=True)
